"""The page of the minutes, as the animation and the members see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from caprse.acces.regles import Role
from caprse.collectif.desaccords import DEJA_CHOISI
from caprse.seance.compte_rendu.envoi import send_compte_rendu
from caprse.seance.compte_rendu.lecture import PAS_FINIE, REPETITION, build_compte_rendu, get_compte_rendu
from caprse.seance.compte_rendu.page import PAS_ENCORE, page_compte_rendu
from caprse.seance.compte_rendu.service import save_compte_rendu
from caprse.socle.erreurs import BaseOccupee, Refus
from caprse.socle.installation import Installation
from tests.base import count_rows, execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.ecran import click, list_keys, open_page, read, read_reperes, run
from tests.monde import Monde, add_personne
from tests.seance.scene_tenue import HOSTILE, hold, mark_present, read_envois, rehearse
from tests.seance.scene_votes import Scene, act, end


@pytest.fixture
def visit(monde: Monde) -> Callable[[str, UUID | str], AppTest]:
    """Open the minutes of a session as a person."""

    def open_it(personne: str, seance: UUID | str) -> AppTest:
        essai = open_page(monde, personne, page_compte_rendu)
        essai.query_params["seance"] = str(seance)
        return run(essai)

    return open_it


Visite = Callable[[str, UUID | str], AppTest]


def name(champ: str, scene: Scene) -> str:
    return f"compte-rendu-{champ}-{scene.seance}"


def get_texte(scene: Scene) -> str:
    texte: str = act(scene, get_compte_rendu, scene.seance).texte
    return texte


def edit(essai: AppTest, scene: Scene, texte: str) -> AppTest:
    essai.text_area(key=name("texte", scene)).set_value(texte)
    return run(essai)


def test_the_minutes_are_written_when_the_animation_first_opens_them(visit: Visite, scene: Scene) -> None:
    hold(scene)
    essai = visit("anna", scene.seance)
    lu = read(essai)
    assert "Pas encore envoyé : seule l’animation le voit." in lu
    assert essai.title[0].value == "Compte rendu : Séance de mars"
    champ = essai.text_area(key=name("texte", scene))
    assert (champ.value or "").startswith("# Compte rendu : Séance de mars")
    assert champ.value == get_texte(scene)
    assert [entete.value for entete in essai.header][:2] == ["Décisions", "Prochaine rencontre"]
    assert f"## Faux titre\n{HOSTILE}" in lu, "what was typed is shown as it was typed"
    images = [html.proto.body for html in essai.get("html") if 'class="cap-figure"' in html.proto.body]
    assert len(images) == 2
    assert "1er tour · 6" in images[0]
    assert '<details class="cap-votes">' in images[0], "the votes are folded, what one keeps of them is not"
    assert 'style="width:50%"' in images[0], "bars are on one scale, from nothing to everything"
    run(essai)
    assert execute("select version from compte_rendu") == [(1,)]


def test_a_next_meeting_that_is_past_is_no_longer_announced(visit: Visite, scene: Scene, horloge: Horloge) -> None:
    hold(scene)
    visit("anna", scene.seance)
    horloge.instant += timedelta(days=60)
    essai = visit("anna", scene.seance)
    assert "Prochaine rencontre" not in [entete.value for entete in essai.header]
    assert "Prochaine rencontre" in get_texte(scene), "the text stays as it was sent"


def test_people_are_counted_only_where_somebody_said_how_many(scene: Scene) -> None:
    hold(scene)
    execute("update presence set personnes = 1")
    presence = act(scene, build_compte_rendu, scene.seance).split("## Présences")[1]
    assert presence.strip().startswith("2\u00a0structures présentes : ")


def test_what_is_typed_is_kept_at_once(visit: Visite, scene: Scene) -> None:
    end(scene)
    essai = visit("anna", scene.seance)
    edit(essai, scene, "# Mon texte\n\nUne ligne")
    assert get_texte(scene) == "# Mon texte\n\nUne ligne"
    assert "Enregistré le 14 mars 2026 à 14 h 02 par Anna." in read(essai)
    edit(essai, scene, "# Mon texte\n\nUne ligne, puis une autre")
    assert execute("select version from compte_rendu") == [(3,)]
    edit(essai, scene, "   ")
    assert "Le compte rendu est vide" in read(essai)
    assert essai.text_area(key=name("texte", scene)).value == "   "
    assert get_texte(scene) == "# Mon texte\n\nUne ligne, puis une autre"


def test_a_conflict_shows_both_and_the_person_chooses(visit: Visite, scene: Scene) -> None:
    end(scene)
    for garder, attendu in (("mien", "Le mien"), ("autre", "Celui d’un autre")):
        essai = visit("anna", scene.seance)
        version = execute("select version from compte_rendu")[0][0]
        act(scene, save_compte_rendu, scene.seance, "Celui d’un autre", version)
        edit(essai, scene, "Le mien")
        lu = read(essai)
        assert "Rien n’est perdu" in lu
        assert "Le mien" in lu
        assert "Celui d’un autre" in lu
        assert essai.text_area(key=name("texte", scene)).disabled
        click(essai, name(f"conflit-{garder}", scene))
        assert get_texte(scene) == attendu
        assert essai.text_area(key=name("texte", scene)).value == attendu
        edit(essai, scene, "Et la suite")
        assert get_texte(scene) == "Et la suite"


@pytest.mark.parametrize(("garder", "attendu"), [("mien", "Celui d’Anne"), ("autre", "Celui d’Anna")])
def test_a_text_that_waits_is_settled_by_the_colleague_after_a_reload(
    monde: Monde, visit: Visite, scene: Scene, garder: str, attendu: str
) -> None:
    end(scene)
    add_personne(monde, "anne", Role.ANIMATION)
    anne = visit("anne", scene.seance)
    act(scene, save_compte_rendu, scene.seance, "Celui d’Anna", 1)
    edit(anne, scene, "Celui d’Anne")
    anna = visit("anna", scene.seance)
    assert "Anne avait écrit un autre texte en même temps. Rien n’est perdu" in read(anna)
    assert "Celui d’Anne" in read(anna)
    assert anna.button(key=name("conflit-mien", scene)).label == "Garder son texte"
    click(anna, name(f"conflit-{garder}", scene))
    assert get_texte(scene) == attendu
    assert anna.text_area(key=name("texte", scene)).value == attendu
    revenue = visit("anne", scene.seance)
    assert "Rien n’est perdu" not in read(revenue)
    assert revenue.text_area(key=name("texte", scene)).value == attendu
    click(anne, name("conflit-mien", scene))
    assert DEJA_CHOISI in read(anne)
    assert get_texte(scene) == attendu
    assert count_rows("desaccord") == 0


def test_what_the_base_could_not_take_stays_and_goes_later(
    visit: Visite, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    end(scene)
    essai = visit("anna", scene.seance)

    def refuse(*_: object) -> None:
        raise BaseOccupee

    with monkeypatch.context() as panne:
        panne.setattr("caprse.seance.compte_rendu.gestes.submit_compte_rendu", refuse)
        edit(essai, scene, "Tapé pendant la panne")
    assert "très occupée" in read(essai)
    assert essai.text_area(key=name("texte", scene)).value == "Tapé pendant la panne"
    click(essai, name("enregistrer", scene))
    assert get_texte(scene) == "Tapé pendant la panne"
    assert "très occupée" not in read(essai)


def test_what_is_typed_outlives_a_page_that_could_not_be_drawn(
    visit: Visite, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    end(scene)
    essai = visit("anna", scene.seance)

    def refuse(*_: object) -> None:
        raise BaseOccupee

    with monkeypatch.context() as panne:
        panne.setattr("caprse.seance.compte_rendu.gestes.submit_compte_rendu", refuse)
        panne.setattr("caprse.seance.compte_rendu.page.read_compte_rendu", _turn_away)
        edit(essai, scene, "Tapé pendant la panne")
        assert not essai.text_area, "the field is forgotten by the page"
    run(essai)
    assert essai.text_area(key=name("texte", scene)).value == "Tapé pendant la panne"
    assert "très occupée" in read(essai)
    click(essai, name("enregistrer", scene))
    assert get_texte(scene) == "Tapé pendant la panne"


@pytest.mark.parametrize("choix", ["mien", "propose", "suite"])
def test_writing_again_never_loses_what_was_edited(visit: Visite, scene: Scene, choix: str) -> None:
    end(scene)
    essai = visit("anna", scene.seance)
    edit(essai, scene, "Mon travail")
    mark_present(scene, {0: 2})
    click(essai, name("reecrire", scene))
    assert get_texte(scene) == "Mon travail", "nothing is written before the choice"
    lu = read(essai)
    assert "Mon travail" in lu
    assert "1 structure présente, 2 personnes" in lu
    click(essai, name(f"choix-{choix}", scene))
    texte = get_texte(scene)
    assert ("Mon travail" in texte) == (choix != "propose")
    assert ("1\u00a0structure présente" in texte) == (choix != "mien")
    assert essai.text_area(key=name("texte", scene)).value == texte


def test_the_list_is_shown_before_anything_leaves(visit: Visite, scene: Scene) -> None:
    end(scene)
    essai = visit("anna", scene.seance)
    assert name("envoyer", scene) not in list_keys(essai)
    click(essai, name("preparer", scene))
    lu = read(essai)
    assert "**4 personnes recevront** ce texte" in lu
    assert "• Alice (Collectif A – structure 0)" in lu
    assert "• Anna (animation)" in lu
    assert read_envois() == []
    click(essai, name("ne-pas-envoyer", scene))
    assert name("envoyer", scene) not in list_keys(essai)
    click(essai, name("preparer", scene))
    click(essai, name("envoyer", scene))
    assert "Le compte rendu part à 4 personnes." in read(essai)
    assert "envoyé aux membres le 14 mars 2026" in read_reperes(essai)
    assert len(read_envois()) == 4
    assert not {name("preparer", scene), name("envoyer", scene)} & list_keys(essai)


def test_members_read_it_once_it_was_sent_and_change_nothing(visit: Visite, scene: Scene) -> None:
    end(scene)
    visit("anna", scene.seance)
    version = execute("select version from compte_rendu")[0][0]
    act(scene, send_compte_rendu, scene.seance, version)
    for personne in ("alice", "ali", "aya", "bob"):
        essai = visit(personne, scene.seance)
        assert "Présences" in [entete.value for entete in essai.header]
        assert list_keys(essai) == set()
        assert not essai.text_area
        assert len(essai.get("download_button")) == 2


@pytest.mark.parametrize("personne", ["alice", "charlie", "clara", "fanny", "personne"])
def test_strangers_and_members_before_the_sending_are_told_the_same(
    visit: Visite, scene: Scene, personne: str
) -> None:
    end(scene)
    act(scene, save_compte_rendu, scene.seance, "Brouillon", 0)
    essai = visit(personne, scene.seance)
    assert read(essai) == f"Compte rendu\n{PAS_ENCORE}"
    assert list_keys(essai) == set()


def test_no_session_a_rehearsal_and_a_running_one_say_so(visit: Visite, scene: Scene) -> None:
    assert "Choisissez une séance" in read(visit("anna", "n’importe quoi"))
    assert REPETITION in read(visit("anna", rehearse(scene)))
    assert PAS_FINIE in read(visit("anna", scene.seance))


def test_the_page_asks_the_base_as_little_for_a_long_session(
    visit: Visite, scene: Scene, installation: Installation
) -> None:
    hold(scene)
    essai = visit("anna", scene.seance)
    assert _count(installation.moteur, essai) <= 6


def _turn_away(*_: object) -> None:
    raise Refus("Plus tard.")


def _count(moteur: Engine, essai: AppTest) -> int:
    with count_statements(moteur) as vues:
        run(essai)
    return len(vues)
