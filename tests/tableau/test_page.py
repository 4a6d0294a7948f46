"""The page of the tableau de bord: what it says, what it keeps in the address, when it draws itself again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from itertools import chain, repeat
from typing import Any
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from caprse.carnet.regles import EtatCarnet
from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from caprse.tableau import page as page
from caprse.tableau import vue_ligne
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import MAINTENANT, Horloge
from tests.ecran import click, list_keys, open_page, read, run
from tests.monde import Monde, create_monde
from tests.relecture.conftest import REFERENTIEL
from tests.seance.scene_mur import change, create_scene
from tests.seance.scene_votes import create_seance
from tests.tableau.scene import JOUR, answer, ask_appui, give_accounts, plan_action, set_etat, write


@pytest.fixture
def ouvre(monde: Monde) -> Callable[..., AppTest]:
    return lambda personne="anna", **adresse: open_page(monde, personne, "tableau", **adresse)


@pytest.fixture
def liens(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, dict[str, str]]]:
    """The links that the page draws: page, label, address."""
    traces: list[tuple[str, str, dict[str, str]]] = []

    def note(nom: str, libelle: str, icon: str | None = None, **adresse: str) -> None:
        traces.append((nom, libelle, adresse))

    monkeypatch.setattr(page, "link_to_page", note)
    monkeypatch.setattr(vue_ligne, "link_to_page", note)
    return traces


def list_html(essai: AppTest, debut: str) -> list[str]:
    """The text of each piece of HTML that begins so, in order."""
    corps = [element.proto.body for element in essai.get("html") if element.proto.body.startswith(debut)]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", morceau)).split()) for morceau in corps]


def list_lignes(essai: AppTest) -> list[str]:
    """The text of each line, in order."""
    return list_html(essai, '<div class="ligne">')


def list_comptes(essai: AppTest) -> list[str]:
    """The figures of the day."""
    return [bouton.label for bouton in essai.button if (bouton.key or "").startswith("compte-")]


def test_her_monday_in_one_look(monde: Monde, ouvre: Callable[..., AppTest], liens: list[Any]) -> None:
    give_accounts(*monde.structures)
    for rang, carnet in enumerate(monde.carnets):
        answer(carnet, monde.criteres[: rang + 1], 1)
    set_etat(monde.carnets[2], EtatCarnet.TRANSMIS, 3)
    set_etat(monde.carnets[3], EtatCarnet.RELU, 3)
    write(monde.carnets[5], monde.comptes["alice"], 2)
    ask_appui(monde.structures[4], 1)
    plan_action(monde.structures[1], JOUR - timedelta(days=1))
    essai = ouvre()
    assert list_comptes(essai) == [
        "**7** structures",
        "**3** vous attendent",
        "**1** message",
        "**1** carnet à relire",
        "**1** appui à suivre",
        "**1** action en retard",
    ]
    (tete,) = list_html(essai, '<p class="cap-reperes">')
    assert tete.endswith("Trimestre 1 32 jours restants 7 carnets : 5 en cours, 1 transmis, 1 relu")
    assert list_html(essai, '<p class="titre">') == [
        "Aucune rencontre à venir Posez la prochaine dans le calendrier.",
    ]
    lignes = list_lignes(essai)
    nom = "Collectif A – structure"
    assert [ligne[: len(nom) + 2] for ligne in lignes] == [f"{nom} {rang}" for rang in (5, 2, 4, 1, 0, 3, 6)]
    assert (
        "Transmis il y a 3 jours , 3 réponses à relire Transmis 3 réponses sur 9 Dernière activité hier hier"
        in lignes[1]
    )
    assert "Demande un appui depuis hier En cours" in lignes[2]
    assert "1 action en retard" in lignes[3]
    adresse = {"carnet": str(monde.carnets[2])}
    assert ("relecture", "Relire", adresse) in liens
    assert ("discussion", "Écrire", adresse) in liens
    assert ("appuis-collectif", "Appui (1)", {"appuis_de": f"{nom} 4"}) in liens
    assert ("plans", "Actions (1)", {"plan": f"{nom} 1"}) in liens
    # What is being written for the first time is not read by anyone else.
    assert [lien for lien in liens if lien[0] == "relecture"] == [
        ("relecture", "Relire", {"carnet": str(monde.carnets[rang])}) for rang in (2, 3)
    ]
    texte = read(essai) + " ".join(lignes)
    assert "%" not in texte
    assert "niveau" not in texte.lower()


def test_who_has_no_access_is_invited_and_never_called_late(
    monde: Monde, ouvre: Callable[..., AppTest], liens: list[Any], horloge: Horloge
) -> None:
    horloge.instant = MAINTENANT + timedelta(days=400)
    give_accounts(*monde.structures[:6])
    essai = ouvre()
    (derniere,) = [ligne for ligne in list_lignes(essai) if "structure 6" in ligne]
    assert "Personne n’a encore d’accès" in derniere
    assert "retard" not in derniere
    assert ("equipes", "Inviter", {"structure": str(monde.structures[6])}) in liens
    assert {"**6** en retard", "**1** sans accès"} <= set(list_comptes(essai))
    click(essai, "compte-sans_acces")
    assert [ligne[:25] for ligne in list_lignes(essai)] == ["Collectif A – structure 6"]


def test_a_figure_shows_its_structures_and_stays_in_the_address(monde: Monde, ouvre: Callable[..., AppTest]) -> None:
    set_etat(monde.carnets[2], EtatCarnet.TRANSMIS, 3)
    essai = click(ouvre(), "compte-a_relire")
    assert essai.query_params["voir"] in ("a_relire", ["a_relire"])
    assert len(list_lignes(essai)) == 1
    assert len(list_lignes(click(essai, "compte-tout"))) == 7
    assert "voir" not in essai.query_params
    assert len(list_lignes(ouvre(voir="a_relire"))) == 1
    assert len(list_lignes(ouvre(voir="nimporte"))) == 7


def test_the_next_meeting_and_the_end_of_the_trimestre_are_there(
    monde: Monde, ouvre: Callable[..., AppTest], horloge: Horloge, liens: list[Any]
) -> None:
    execute(
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour, heure)"
        " values (:c, :t, 'visio', 'Se *voir*', :j, '14:30')",
        c=monde.collectif,
        t=monde.trimestre,
        j=JOUR + timedelta(days=39),
    )
    horloge.instant = MAINTENANT + timedelta(days=38)
    cartes = list_html(ouvre(), '<p class="titre">')
    assert cartes[-1] == "Rencontre demain Mercredi 22 avril à 14 h 30 · Se *voir*"
    assert "Clore le trimestre Il est fini depuis 6 jours." in cartes
    assert any(page == "rencontre" for page, _, _ in liens)


def test_a_seance_under_way_comes_first(monde: Monde, ouvre: Callable[..., AppTest], liens: list[Any]) -> None:
    scene = create_scene(monde, titre="Se *voir*")
    assert list_html(ouvre(), '<p class="titre">')[0] == "Séance en cours Se *voir*"
    assert liens[0] == ("conduite", "Conduire la séance", {"seance": str(scene.seance)})
    # Its meeting is not said a second time.
    assert not any(carte.startswith("Rencontre") for carte in list_html(ouvre(), '<p class="titre">'))
    # Once over it no longer runs, and a rehearsal is nobody's meeting.
    change(scene, etat="terminee", code=None)
    create_seance(monde.collectif, monde.trimestre, "RRR222", ("texte",), repetition=True)
    assert not any("Séance en cours" in carte for carte in list_html(ouvre(), '<p class="titre">'))


def test_a_name_is_shown_as_it_is(monde: Monde, ouvre: Callable[..., AppTest]) -> None:
    execute("update structure set nom = '<b>Éco</b> *1*' where id = :s", s=monde.structures[0])
    corps = [e.proto.body for e in ouvre().get("html") if 'class="qui"' in e.proto.body]
    assert any("&lt;b&gt;Éco&lt;/b&gt; *1*" in ligne for ligne in corps)
    assert not any("<b>" in ligne for ligne in corps)


def test_filters_come_from_the_address_and_can_be_left(monde: Monde, ouvre: Callable[..., AppTest]) -> None:
    give_accounts(*monde.structures)
    set_etat(monde.carnets[2], EtatCarnet.TRANSMIS, 3)
    assert len(list_lignes(ouvre(carnets="Transmis"))) == 1
    assert len(list_lignes(ouvre(nom_contient="structure 4"))) == 1
    essai = ouvre(carnets="Transmis", nom_contient="structure 4")
    assert "Aucune structure ne correspond à ces choix." in read(essai)
    # The figures of the day are of all structures.
    assert "**1** carnet à relire" in list_comptes(essai)
    click(essai, "tout-voir")
    assert len(list_lignes(essai)) == 7
    essai.text_input(key="nom_contient").set_value("structure 2")
    assert len(list_lignes(run(essai))) == 1
    essai.text_input(key="nom_contient").set_value("")
    click(essai, "compte-pour_moi")
    # Nothing has moved for 57 days in the six others.
    assert len(list_lignes(essai)) == 7
    for carnet in monde.carnets[:2]:
        answer(carnet, monde.criteres[:1])
    assert len(list_lignes(run(essai))) == 5


def test_others_see_their_own_collectif_or_nothing(monde: Monde, ouvre: Callable[..., AppTest]) -> None:
    (ligne,) = list_lignes(ouvre("clara", nom_contient="structure 0"))
    assert ligne.startswith("Collectif B – structure 0")
    assert list_lignes(ouvre("fanny")) == []


@pytest.fixture
def nombreuses(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=50)


def test_fifty_structures_stay_light(nombreuses: Monde, installation: Installation) -> None:
    essai = open_page(nombreuses, "anna", "tableau")
    assert len(list_lignes(essai)) == 30
    assert all(cle.startswith(("compte-", "tri-")) for cle in list_keys(essai))
    with count_statements(installation.moteur) as requetes:
        run(essai)
    # One of them is the rerun's own check of the session, which app.py does.
    assert len(requetes) == 3
    premiere = list_lignes(essai)
    essai.selectbox(key="tableau_page").set_value(2)
    seconde = list_lignes(run(essai))
    assert len(seconde) == 20
    assert not set(premiere) & set(seconde)
    # A filter that leaves one page does not leave her on an empty second one.
    essai.text_input(key="nom_contient").set_value("structure 4")
    assert len(list_lignes(run(essai))) == 11


def _count_reads(requetes: list[str]) -> int:
    """How many times the tableau was read among these statements."""
    return sum("places as materialized" in requete for requete in requetes)


def test_it_is_drawn_again_once_when_something_moved(
    monkeypatch: pytest.MonkeyPatch, ouvre: Callable[..., AppTest], installation: Installation
) -> None:
    # Read as 5 when the page is drawn, as 6 when the follower looks, then still 6.
    compteurs = chain([5, 6], repeat(6))
    monkeypatch.setattr(page, "get_compteur", lambda _: next(compteurs))
    with count_statements(installation.moteur) as requetes:
        ouvre()
    assert _count_reads(requetes) == 2


def test_nothing_is_read_again_while_nothing_moves(
    monde: Monde, ouvre: Callable[..., AppTest], installation: Installation
) -> None:
    with count_statements(installation.moteur) as requetes:
        ouvre()
    assert _count_reads(requetes) == 1
    with count_statements(installation.moteur) as requetes:
        AppTest.from_function(_follow, kwargs={"collectif": monde.collectif}).run()
    assert requetes == []


def _follow(collectif: UUID) -> None:
    from caprse.socle.ecoute import get_compteur
    from caprse.tableau.page import follow

    follow(collectif, get_compteur(collectif))


def test_the_head_of_a_column_puts_the_lines_in_its_order_and_the_address_keeps_it(
    monde: Monde, ouvre: Callable[..., AppTest]
) -> None:
    give_accounts(*monde.structures)
    for rang, carnet in enumerate(monde.carnets):
        answer(carnet, monde.criteres[: (rang * 2) % 7], 1)

    def list_rangs(essai: AppTest) -> list[str]:
        return [ligne.removeprefix("Collectif A – structure ")[0] for ligne in list_lignes(essai)]

    essai = ouvre()
    premiers = list_rangs(essai)
    assert list_rangs(click(essai, "tri-structure")) == list("0123456")
    assert list_rangs(click(essai, "tri-structure")) == list("6543210")
    assert list_rangs(click(essai, "tri-structure")) == premiers
    assert list_rangs(click(essai, "tri-reponses")) == ["0", "4", "1", "5", "2", "6", "3"]
    assert list_rangs(ouvre(tri="Structure-")) == list("6543210")
    assert list_rangs(ouvre(tri="rien")) == premiers
