"""The console shows who is in the room without any name, locks it, drops some, and gives structures their codes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.rencontres.vue_seance import CODE_DEMANDE
from caprse.seance.codes.service import create_codes
from caprse.seance.conduite.page import page_conduite
from caprse.seance.conduite.vagues import group_vagues
from caprse.seance.contenus.saisies import SaisieEtape
from caprse.seance.lecture import FRAICHEUR, find_en_cours
from caprse.seance.regles import GenreEtape, GenreTour, ModeTour, format_code
from caprse.seance.service import end_seance, start_seance
from caprse.seance.tenue import lock_seance
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.ecran import click, open_page, read, run, unescape
from tests.monde import Monde
from tests.seance.scene_preparee import TEXTE, as_anna, prepare_seance, see
from tests.seance.scene_votes import join

STRUCTURES = SaisieEtape(
    GenreEtape.VOTE, "Chacune", 5, {"genre": GenreTour.NIVEAU, "mode": ModeTour.STRUCTURE, "critere": "T01-01"}
)


@pytest.fixture
def seance(monde: Monde) -> UUID:
    seance = prepare_seance(monde, TEXTE, STRUCTURES)
    as_anna(monde, lambda unit: start_seance(unit, seance))
    return seance


@pytest.fixture
def visit(monde: Monde, seance: UUID) -> Callable[[], AppTest]:
    def open_it() -> AppTest:
        essai = open_page(monde, "anna", page_conduite)
        essai.query_params["seance"] = str(seance)
        return run(essai)

    return open_it


def test_the_room_is_locked_and_opened_again(visit: Callable[[], AppTest], monde: Monde, seance: UUID) -> None:
    essai = visit()
    click(essai, "salle-verrou")
    assert see(monde, seance).verrouillee
    assert "salle fermée" in str(essai.expander)
    click(essai, "salle-verrou")
    assert not see(monde, seance).verrouillee


def test_devices_are_chosen_by_their_signs_or_by_their_wave(
    visit: Callable[[], AppTest], monde: Monde, seance: UUID
) -> None:
    code = see(monde, seance).code
    assert code is not None
    for _ in range(4):
        join(code)
    essai = visit()
    un, vague = f"retirer-un-{seance}", f"retirer-vague-{seance}"
    aucun, *noms = essai.selectbox(key=un).options
    assert (aucun, len(noms)) == ("Aucun", 4)
    assert all(" · entré à " in nom and nom.endswith(" · réseau A") for nom in noms)
    click(essai, "appareils-retirer")
    assert "Choisissez d’abord" in read(essai)
    essai.selectbox(key=un).set_value(see(monde, seance).appareils[0].id)
    click(essai, "appareils-retirer")
    assert "1 appareil est retiré." in read(essai)
    assert len(see(monde, seance).appareils) == 3
    [entree] = group_vagues(see(monde, seance).appareils)
    essai.selectbox(key=vague).set_value(entree.cle)
    click(essai, "appareils-retirer")
    assert see(monde, seance).appareils == ()


def test_a_code_is_renewed_on_the_console_and_read_on_the_home_of_its_direction(
    visit: Callable[[], AppTest], monde: Monde, seance: UUID
) -> None:
    structure = monde.structures[0]
    lire = "select code from code_structure where structure_id = :s"
    [(ancien,)] = execute(lire, s=structure)
    essai = visit()
    essai.selectbox(key=f"code-structure-{seance}").set_value(structure)
    click(essai, "code-renouveler")
    [(nouveau,)] = execute(lire, s=structure)
    assert ancien != nouveau
    assert f"Le nouveau code est {format_code(nouveau)}." in read(essai)

    alice, ali = (open_page(monde, qui, "accueil") for qui in ("alice", "ali"))
    assert [unescape(titre.value) for titre in alice.header] == [format_code(nouveau)]
    # A colleague is shown the way in, without the code of the structure; the page asks no more of the base for it.
    assert CODE_DEMANDE in read(ali)
    assert [titre.value for titre in ali.header] == []


def test_every_member_is_shown_the_session_that_runs_and_nobody_else(
    monde: Monde, seance: UUID, horloge: Horloge
) -> None:
    vus = set()
    for personne, compte in monde.comptes.items():
        with open_unit(compte_id=compte) as unit:
            if find_en_cours(unit, monde.collectif) is not None:
                vus.add(personne)
    assert {"alice", "ali", "bob"} <= vus
    assert not vus & {"personne", "clara"}
    as_anna(monde, lambda unit: end_seance(unit, seance))
    horloge.instant += FRAICHEUR
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        assert find_en_cours(unit, monde.collectif) is None


def test_the_home_asks_the_base_at_most_six_times_while_a_session_runs(
    monde: Monde, seance: UUID, installation: Installation
) -> None:
    page = open_page(monde, "alice", "accueil")
    assert CODE_DEMANDE in read(page)
    with count_statements(installation.moteur) as vues:
        run(page)
    assert 2 <= len(vues) <= 6, vues


def test_each_member_has_one_code_however_often_they_are_made(monde: Monde, seance: UUID) -> None:
    avant = execute("select structure_id, code from code_structure order by 1")
    with open_unit_systeme() as unit:
        create_codes(unit, lock_seance(unit, seance))
    assert execute("select structure_id, code from code_structure order by 1") == avant
    assert {structure for structure, _ in avant} == set(monde.structures)
