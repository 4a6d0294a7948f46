"""« Plusieurs voix » on the screen: the direction asks, closes, settles; a colleague sees their own avis alone."""

from __future__ import annotations

import pytest

from caprse.avis.vue_mes_avis import NSP
from caprse.socle.installation import get_installation
from tests.avis.scene import Scene, open_scene
from tests.base import count_rows, execute, get_value
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, prepare_page, read, read_html, run
from tests.monde import Monde

PAGE = "plusieurs-voix"


def answer_all(scene: Scene) -> None:
    """Six voices, one of them on paper."""
    for personne, niveau in (("alice", 1), ("ali", 2), ("aya", 2)):
        scene.say(personne, niveau)
    scene.tap("un", 0)
    scene.tap("deux", 1)
    scene.type_in([0, 0, 0, 1, 0])


def test_the_direction_asks_on_an_enjeu_in_two_clicks(monde: Monde) -> None:
    essai = click(open_page(monde, "alice", PAGE), "avis-demander")
    essai.button_group(key="avis-enjeux").set_value([monde.enjeux[0]])
    essai = click(run(essai), "avis-ouvrir")
    assert "Voici un lien et un code par groupe" in read(essai)
    assert essai.get("code")
    assert count_rows("consultation_groupe") == 3
    assert count_rows("consultation_critere") >= 1


def test_a_link_that_this_visit_did_not_make_is_not_shown_and_may_be_made_again(scene: Scene) -> None:
    essai = open_page(scene.monde, "alice", PAGE)
    assert not essai.get("code")
    essai = click(essai, f"avis-lien-{scene.groupes[0]}")
    (code,) = essai.get("code")
    assert "/avis/" in str(code.proto)
    assert scene.jetons[0] not in str(code.proto)


def test_a_colleague_gives_their_avis_and_sees_no_act_of_the_direction(scene: Scene) -> None:
    scene.say("alice", 4)
    essai = open_page(scene.monde, "ali", PAGE)
    assert not {cle for cle in list_keys(essai) if cle.startswith("avis-")}
    assert "a participé" not in read(essai)
    cle = f"mon-avis-{scene.id}-{scene.monde.criteres[0]}"
    assert essai.radio(key=cle).value is None
    essai.radio(key=cle).set_value(2)
    run(essai)
    assert "Votre avis est enregistré" in read(essai)
    essai.radio(key=f"mon-avis-{scene.id}-{scene.monde.criteres[1]}").set_value(NSP)
    run(essai)
    assert sorted(execute("select niveau from voix"), key=str) == [(2,), (4,), (None,)]
    assert open_page(scene.monde, "ali", PAGE).radio(key=cle).value == 2


def test_who_changes_group_takes_their_voices_along(scene: Scene) -> None:
    scene.say("ali", 2)
    essai = open_page(scene.monde, "ali", PAGE)
    essai.button_group(key=f"mon-groupe-{scene.id}").set_value(scene.groupes[2])
    run(essai)
    assert get_value("select groupe_id from voix") == scene.groupes[2]


def test_sheets_are_typed_in(scene: Scene) -> None:
    essai = open_page(scene.monde, "alice", PAGE)
    essai.number_input(key=f"releve-{scene.id}-2").set_value(4)
    essai = click(run(essai), f"releve-{scene.id}-enregistrer")
    assert "4\u00a0feuilles enregistrées" in "\n".join(e.value for e in essai.success)
    assert list(get_value("select niveaux from releve_avis")) == [0, 0, 4, 0, 0]


def test_closing_asks_once_then_shows_the_spread_and_settles(scene: Scene) -> None:
    answer_all(scene)
    essai = click(open_page(scene.monde, "alice", PAGE), f"avis-clore-{scene.id}")
    assert count_rows("voix") == 5
    essai = click(essai, f"avis-clore-{scene.id}-oui")
    assert count_rows("voix") == 0
    dit = read_html(essai)
    assert "Avis partagés" in dit
    assert "Au milieu : " in dit
    assert "trop peu pour rester sans nom" in dit
    code = scene.monde.criteres[0]
    essai.selectbox(key=f"retenir-{scene.id}-{code}").set_value(2)
    essai.button(key=f"retenir-{scene.id}-{code}-ok").click()
    essai.run()
    assert get_value("select niveau from reponse where critere = :c", c=code) == 2
    assert get_value("select retenu from consultation_critere where critere = :c", c=code) == 2


def test_a_colleague_reads_nothing_of_a_closed_one(scene: Scene) -> None:
    answer_all(scene)
    scene.close()
    essai = open_page(scene.monde, "ali", PAGE)
    assert "cap-voix" not in "".join(str(e.proto.body) for e in essai.get("html"))
    assert "La direction en parle avec l’équipe" in read(essai)


def test_named_voices_are_announced_before_and_told_after(monde: Monde) -> None:
    scene = open_scene(monde, nommee=True)
    annonce = "\n".join(c.value for c in open_page(monde, "ali", PAGE).caption)
    assert "Votre nom sera montré à la direction" in annonce
    scene.say("ali", 2)
    scene.close()
    assert "Ali" in read(open_page(monde, "alice", PAGE))


@pytest.mark.parametrize("personne", ["alice", "ali", "aya"])
def test_the_page_costs_as_much_with_one_consultation_as_with_several(scene: Scene, personne: str) -> None:
    def count() -> int:
        essai = prepare_page(scene.monde, personne, PAGE)
        with count_statements(get_installation().moteur) as vues:
            run(essai)
        return len(vues)

    une = count()
    autre = open_scene(scene.monde, criteres=(2,))
    autre.say("ali", 1, critere=2)
    assert count() == une <= 6
