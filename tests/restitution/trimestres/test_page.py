"""The trimestres' screen: prepared, opened, extended, closed and opened again by the person who animates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from caprse.acces.modele import Habilitation
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.calendrier.service import get_calendrier
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.collectif.regles import EtatTrimestre
from caprse.collectif.service import create_collectif
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.service import import_referentiel
from caprse.restitution.trimestres.manques import get_manques
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.ecran import click, list_keys, open_page, read, read_reperes, run
from tests.monde import Monde
from tests.restitution.scene import REFERENTIEL, answer, answer_and_send, close, open_next, send, send_back

Visit = Callable[[str], AppTest]


@pytest.fixture
def visit(monde: Monde) -> Visit:
    """Open the page as somebody."""

    return lambda personne: open_page(monde, personne, "trimestres")


@pytest.fixture
def prepare(monde: Monde) -> UUID:
    return open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15), etat="prepare")[0]


def _states(monde: Monde) -> dict[int, EtatTrimestre]:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return {t.numero: t.etat for t in get_calendrier(unit, monde.collectif).trimestres}


def test_before_closing_what_is_missing_is_said_by_name(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, 0, 1)
    answer(monde.carnets[2], {"T01-01": 4, "T01-02": 1}, non_concernes=["T01-03"])
    send(monde.carnets[2], monde.carnets[3])
    send_back(monde.carnets[3])
    execute(
        "update carnet set reouverture_demandee_le = now(), motif_reouverture = 'Oui' where id = :c",
        c=monde.carnets[1],
    )
    essai = visit("anna")
    assert "3 carnets transmis sur 10" in read(essai)
    assert "relu" not in read(essai)
    execute("update carnet set etat = 'relu' where id = :c", c=monde.carnets[1])
    assert "3 carnets transmis sur 10, dont 1 relu" in read(run(essai))
    execute("update carnet set etat = 'transmis' where id = :c", c=monde.carnets[1])
    click(essai, "cloture-1")
    vu = read(essai)
    assert "**3 carnets sont transmis sur 10.**" in vu
    assert "• Collectif A – structure 3, rendu pour être complété : 9 critères sans réponse" in vu
    assert "• Collectif A – structure 9 : 9 critères sans réponse" in vu
    assert "• Collectif A – structure 2 : 6 critères sans réponse" in vu
    assert "• Collectif A – structure 1 : tout est rempli" in vu
    assert essai.button(key="cloture-1-confirmer").disabled


def test_closing_takes_a_confirmation_and_says_what_it_did(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(6))
    essai = visit("anna")
    click(essai, "cloture-1")
    click(essai, "cloture-1-annuler")
    assert _states(monde) == {1: EtatTrimestre.OUVERT}
    click(essai, "cloture-1")
    essai.checkbox(key="cloture-1-compris").check()
    click(run(essai), "cloture-1-confirmer")
    assert "Le trimestre 1 est clos : 10 carnets arrêtés." in read(essai)
    assert list_keys(essai) == {"reouverture-1", "bilan-ouvrir"}


def test_closing_what_a_colleague_just_closed_says_so(monde: Monde, visit: Visit) -> None:
    essai = visit("anna")
    click(essai, "cloture-1")
    essai.checkbox(key="cloture-1-compris").check()
    run(essai)
    close(monde)
    click(essai, "cloture-1-confirmer")
    assert "était déjà clos : rien n’a changé" in read(essai)


def test_a_closed_trimestre_is_reopened_with_a_reason_then_closed_again(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    essai = visit("anna")
    click(essai, "reouverture-1")
    assert "trois carnets au moins" in read(essai)
    click(essai, "reouverture-1-confirmer")
    assert "Dites en quelques mots pourquoi" in read(essai)
    essai.text_area(key="reouverture-1-motif").set_value("Une *erreur*")
    click(essai, "reouverture-1-confirmer")
    vu = read(essai)
    assert "Le trimestre 1 est rouvert jusqu’au 15 avril 2026." in vu
    assert "Rouvert le 14\u00a0mars\u00a02026 : Une *erreur*" in [element.value for element in essai.text]
    send_back(monde.carnets[0])
    answer(monde.carnets[0], 4)
    send(monde.carnets[0])
    click(essai, "cloture-1")
    assert "a déjà été clos une fois" in read(essai)
    essai.checkbox(key="cloture-1-compris").check()
    click(run(essai), "cloture-1-confirmer")
    vu = read(essai)
    assert "Le trimestre 1 est clos de nouveau : 1 carnet a changé et est arrêté." in vu
    assert "Les chiffres d’ensemble n’ont pas bougé." in vu


def test_the_last_day_of_an_open_trimestre_moves(monde: Monde, visit: Visit) -> None:
    essai = visit("anna")
    click(essai, "prolongation-1")
    essai.date_input(key="prolongation-1-fin").set_value(date(2026, 3, 1))
    click(essai, "prolongation-1-confirmer")
    assert "aujourd’hui ou plus tard" in read(essai)
    essai.date_input(key="prolongation-1-fin").set_value(date(2026, 4, 30))
    click(essai, "prolongation-1-confirmer")
    assert "Le trimestre 1 finit maintenant le 30 avril 2026." in read(essai)


def test_a_prepared_trimestre_takes_another_version_and_theme_then_opens_on_it(
    monde: Monde, prepare: UUID, visit: Visit
) -> None:
    contenu = to_contenu(REFERENTIEL) | {"version": "0.2.0"}
    with open_unit_systeme() as unit:
        nouvelle, _ = import_referentiel(unit.db, from_contenu(contenu))
    close(monde)
    essai = visit("anna")
    click(essai, "dates-2")
    essai.selectbox(key="trimestres-version").set_value(nouvelle)
    run(essai)
    essai.selectbox(key="dates-2-thematique").set_value("T03")
    essai.date_input(key="dates-2-debut").set_value(date(2026, 4, 20))
    click(essai, "dates-2-confirmer")
    vu = read(essai)
    assert "2. Thématique T03" in vu
    assert "version 0.2.0" in vu
    assert "du 20 avril 2026 au 15 juillet 2026" in read_reperes(essai)
    click(essai, "ouverture-2")
    assert "10 structures reçoivent leur carnet : celles qui adhèrent le 20 avril 2026." in read(essai)
    assert "plus récente" not in read(essai)
    click(essai, "ouverture-2-confirmer")
    assert "Le trimestre 2 est ouvert" in read(essai)
    assert execute("select referentiel_id from trimestre where id = :t", t=prepare)[0].referentiel_id == nouvelle


def test_a_newer_version_is_pointed_out_and_the_chosen_one_kept(monde: Monde, prepare: UUID, visit: Visit) -> None:
    with open_unit_systeme() as unit:
        import_referentiel(unit.db, from_contenu(to_contenu(REFERENTIEL) | {"version": "0.2.0"}))
    close(monde)
    essai = visit("anna")
    click(essai, "ouverture-2")
    assert "Une version plus récente est importée : 0.2.0." in read(essai)
    click(essai, "ouverture-2-confirmer")
    ligne = execute("select referentiel_id from trimestre where id = :t", t=prepare)[0]
    assert ligne.referentiel_id == monde.referentiel


def test_opening_out_of_order_waits_for_a_tick(monde: Monde, prepare: UUID, visit: Visit) -> None:
    open_next(monde, 3, "T03", date(2026, 7, 16), date(2026, 10, 15), etat="prepare")
    close(monde)
    essai = visit("anna")
    click(essai, "ouverture-3")
    assert "le trimestre 2 n’a pas encore été ouvert" in read(essai)
    assert essai.button(key="ouverture-3-confirmer").disabled
    essai.checkbox(key="ouverture-3-hors-ordre").check()
    click(run(essai), "ouverture-3-confirmer")
    assert _states(monde)[3] is EtatTrimestre.OUVERT


def test_a_collectif_without_calendar_gets_one_in_the_chosen_order(monde: Monde, visit: Visit) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        vide = create_collectif(unit, "Occitanie", date(2025, 9, 16), 19)
    with open_unit_systeme() as unit:
        unit.db.execute(text("delete from habilitation where compte_id = :a"), {"a": monde.comptes["anna"]})
        unit.db.add(Habilitation(compte_id=monde.comptes["anna"], role=Role.ANIMATION, collectif_id=vide))
    essai = visit("anna")
    click(essai, "preparer")
    assert "1. Thématique T01 : du 16 septembre 2025 au 15 décembre 2025" in read(essai)
    cle = f"trimestres-ordre-{monde.referentiel}-"
    essai.selectbox(key=f"{cle}0").set_value("T02")
    essai.selectbox(key=f"{cle}1").set_value("T01")
    essai.selectbox(key=f"{cle}2").set_value("")
    run(essai)
    click(essai, "creation-confirmer")
    assert "2 trimestres sont préparés." in read(essai)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        calendrier = get_calendrier(unit, vide)
    assert [t.thematique for t in calendrier.trimestres] == ["T02", "T01"]


def test_a_rerun_takes_few_statements_whatever_is_being_done(
    monde: Monde, prepare: UUID, visit: Visit, installation: Installation
) -> None:
    comptes = {}
    for cle in ("", "cloture-1", "prolongation-1", "dates-2"):
        essai = visit("anna")
        if cle:
            essai.button(key=cle).click()
        with count_statements(installation.moteur) as vues:
            run(essai)
        comptes[cle] = len(vues)
    # One of them is the rerun's own check of the session, which app.py does.
    assert comptes == {"": 5, "cloture-1": 5, "prolongation-1": 4, "dates-2": 5}


def test_only_the_animation_reads_what_is_missing(monde: Monde) -> None:
    check_rights(monde, {"anna"}, lambda unit: get_manques(unit, monde.trimestre))
    check_rights(monde, {"clara"}, lambda unit: get_manques(unit, monde.trimestre_ailleurs))
    check_rights(monde, set(), lambda unit: get_manques(unit, monde.collectif))


@pytest.mark.parametrize("personne", ["alice", "ali", "aya"])
def test_a_member_finds_no_such_page(monde: Monde, visit: Visit, personne: str) -> None:
    essai = visit(personne)
    assert list_keys(essai) == set()
    assert read(essai) == str(Introuvable("Ce collectif"))


def test_while_reopened_no_other_opens(monde: Monde, prepare: UUID, visit: Visit) -> None:
    close(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, monde.trimestre, "Une erreur", date(2026, 4, 15))
    essai = visit("anna")
    assert list_keys(essai) == {"prolongation-1", "cloture-1", "dates-2"}
    assert "Il pourra s’ouvrir quand le trimestre 1 sera clos." in read(essai)


def test_a_trimestre_whose_days_are_over_says_so_before_it_opens(monde: Monde, visit: Visit) -> None:
    close(monde)
    execute(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
        " select collectif_id, 2, 'T02', referentiel_id, '2025-09-20', '2025-12-31' from trimestre where id = :t",
        t=monde.trimestre,
    )
    essai = visit("anna")
    click(essai, "ouverture-2")
    assert "est déjà passé : tous les carnets seraient en retard dès l’ouverture" in read(essai)
    assert essai.button(key="ouverture-2-confirmer").disabled
    essai.checkbox[0].check()
    run(essai)
    assert not essai.button(key="ouverture-2-confirmer").disabled


def test_closing_before_the_last_day_is_said(monde: Monde, visit: Visit) -> None:
    essai = visit("anna")
    click(essai, "cloture-1")
    assert "Il finit le 15 avril 2026, dans 32 jours" in read(essai)
