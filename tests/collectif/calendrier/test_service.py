"""The calendar of a collectif and its meetings, on a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.calendrier.service import Calendrier, create_calendrier, get_calendrier, update_trimestre
from caprse.collectif.regles import EtatTrimestre, SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.service import cancel_rencontre, create_rencontre, update_rencontre
from caprse.collectif.service import create_collectif, find_collectif, list_collectifs
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.service import import_referentiel
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.collectif.conftest import REFERENTIEL
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde

DEBUT = date(2025, 9, 16)
VISIO = SaisieRencontre(
    TypeRencontre.VISIO, "Point d’étape", date(2026, 5, 4), time(14), lien="https://exemple.test/salle"
)
JOURNEE = SaisieRencontre(TypeRencontre.PRESENTIEL, "Journée", date(2026, 5, 4), lieu="Valbrune")


@pytest.fixture
def vide(monde: Monde) -> UUID:
    """A collectif without calendar."""
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        return create_collectif(unit, " Occitanie ", DEBUT, 19)


@pytest.fixture
def rencontre(monde: Monde, prepare: UUID) -> UUID:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return create_rencontre(unit, prepare, VISIO)


def _see(monde: Monde, personne: str = "alice") -> Calendrier:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return get_calendrier(unit, monde.collectif)


def test_a_collectif_gets_one_trimestre_per_thematique(monde: Monde, vide: UUID) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        ids = create_calendrier(unit, vide, monde.referentiel)
        calendrier = get_calendrier(unit, vide)
    assert (calendrier.nom, calendrier.debut, calendrier.fin) == ("Occitanie", DEBUT, date(2027, 4, 15))
    assert [t.id for t in calendrier.trimestres] == list(ids)
    assert [t.thematique for t in calendrier.trimestres] == ["T01", "T02", "T03", "T04", "T05", "T06"]
    assert {t.etat for t in calendrier.trimestres} == {EtatTrimestre.PREPARE}
    assert (calendrier.trimestres[5].debut, calendrier.trimestres[5].fin) == (date(2026, 12, 16), date(2027, 3, 15))
    assert calendrier.prochain == calendrier.trimestres[0]
    assert calendrier.ouvert is None


def test_thematiques_may_come_in_another_order_and_again(monde: Monde, vide: UUID) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        with pytest.raises(SaisieInvalide) as refus:
            create_calendrier(unit, vide, monde.referentiel, ["T01", "X", "Y", "X"])
        assert len(refus.value.raisons) == 2
        create_calendrier(unit, vide, monde.referentiel, ["T02", "T01", "T02"])
        assert [t.thematique for t in get_calendrier(unit, vide).trimestres] == ["T02", "T01", "T02"]


def test_a_second_calendar_is_refused_also_at_the_same_time(monde: Monde, vide: UUID) -> None:
    depart = Barrier(3)

    def run(_: int) -> str:
        depart.wait()
        try:
            with open_unit(compte_id=monde.comptes["adam"]) as unit:
                create_calendrier(unit, vide, monde.referentiel)
        except Refus as refus:
            return str(refus)
        return ""

    with ThreadPoolExecutor(3) as equipe:
        refus = "Le collectif « Occitanie » a déjà un calendrier."
        assert sorted(equipe.map(run, range(3))) == ["", refus, refus]


def test_a_collectif_too_short_or_an_unknown_referentiel_is_refused(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        court = create_collectif(unit, "Court", DEBUT, 1)
        with pytest.raises(Refus, match="trop courte"):
            create_calendrier(unit, court, monde.referentiel, ["T01", "T02"] * 10)
        with pytest.raises(Introuvable):
            create_calendrier(unit, court, uuid4())


def test_a_collectif_is_refused_with_every_reason_and_a_taken_name_too(monde: Monde, vide: UUID) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        with pytest.raises(SaisieInvalide) as refus:
            create_collectif(unit, "", DEBUT, 0, 1)
        assert len(refus.value.raisons) == 3
        with pytest.raises(Refus, match="déjà « Occitanie »"):
            create_collectif(unit, "Occitanie", DEBUT, 19)


def test_collectifs_are_listed_and_found_by_name(monde: Monde, vide: UUID, installation: Installation) -> None:
    with count_statements(installation.moteur) as requetes, open_unit(compte_id=monde.comptes["adam"]) as unit:
        listes = list_collectifs(unit)
    assert len(requetes) == 2
    assert [(c.nom, c.adherentes, c.trimestres, c.ouvert) for c in listes] == [
        ("Collectif A", 5, 1, 1),
        ("Collectif B", 1, 1, 1),
        ("Occitanie", 0, 0, None),
    ]
    with open_unit_systeme() as unit:
        assert find_collectif(unit, "collectif a ").id == monde.collectif
        with pytest.raises(Refus, match="« Collectif A », « Collectif B », « Occitanie »"):
            find_collectif(unit, "Bretagne")


def test_everyone_sees_only_their_own_collectif(monde: Monde) -> None:
    for personne, attendus in {"alice": ["Collectif A"], "clara": ["Collectif B"], "personne": []}.items():
        with open_unit(compte_id=monde.comptes[personne]) as unit:
            assert [c.nom for c in list_collectifs(unit)] == attendus


def test_the_calendar_comes_in_one_query_whatever_it_holds(
    monde: Monde, prepare: UUID, installation: Installation
) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for rang in range(20):
            create_rencontre(unit, prepare, SaisieRencontre("visio", f"Point {rang}", date(2026, 5, 1 + rang)))
        create_rencontre(unit, prepare, JOURNEE)
        create_rencontre(unit, prepare, VISIO)
    with count_statements(installation.moteur) as requetes:
        calendrier = _see(monde)
    assert len(requetes) == 2
    assert [len(t.rencontres) for t in calendrier.trimestres] == [0, 22]
    quatre_mai = [r for r in calendrier.trimestres[1].rencontres if r.jour == date(2026, 5, 4)]
    # What has no hour is all day long: it comes first.
    assert [r.titre for r in quatre_mai if not r.titre.startswith("Point ")] == ["Journée"]
    assert (quatre_mai[-1].heure, quatre_mai[-1].lien) == (time(14), "https://exemple.test/salle")


def test_a_meeting_is_created_moved_and_cancelled(monde: Monde, rencontre: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        update_rencontre(unit, rencontre, JOURNEE)
    (vue,) = _see(monde).trimestres[1].rencontres
    assert (vue.type, vue.titre, vue.heure, vue.lieu, vue.lien) == ("presentiel", "Journée", None, "Valbrune", "")
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        cancel_rencontre(unit, rencontre)
    assert _see(monde).trimestres[1].rencontres == ()
    with open_unit_systeme() as unit:
        traces = unit.db.execute(text("select operation, avant from journal where objet = 'rencontre' order by id"))
        lignes = list(traces)
    assert [ligne.operation for ligne in lignes] == ["INSERT", "UPDATE", "UPDATE"]
    change = {cle: lignes[2].avant[cle] for cle in ("annulee_le", "sequence")}
    assert change == {"annulee_le": None, "sequence": 1}


def test_a_bad_meeting_is_refused_and_changes_nothing(monde: Monde, prepare: UUID, rencontre: UUID) -> None:
    loin = SaisieRencontre(TypeRencontre.VISIO, "", date(2030, 1, 1))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        with pytest.raises(SaisieInvalide) as refus:
            create_rencontre(unit, prepare, loin)
        assert len(refus.value.raisons) == 2
        with pytest.raises(SaisieInvalide):
            update_rencontre(unit, rencontre, loin)
    assert [r.titre for r in _see(monde).trimestres[1].rencontres] == ["Point d’étape"]


def _move(monde: Monde, trimestre: UUID, debut: date, fin: date, theme: str = "T02", version: int = 1) -> int:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return update_trimestre(unit, trimestre, version, debut=debut, fin=fin, thematique=theme)


def test_a_prepared_trimestre_moves_and_changes_thematique(monde: Monde, prepare: UUID) -> None:
    assert _move(monde, prepare, date(2026, 4, 20), date(2026, 7, 20), "T05") == 2
    vu = _see(monde).trimestres[1]
    assert (vu.debut, vu.fin, vu.thematique) == (date(2026, 4, 20), date(2026, 7, 20), "T05")


def test_dates_that_overlap_an_unknown_thematique_or_a_stale_version_are_refused(monde: Monde, prepare: UUID) -> None:
    with pytest.raises(SaisieInvalide) as refus:
        _move(monde, prepare, date(2026, 4, 15), date(2026, 7, 15), "TRA")
    assert len(refus.value.raisons) == 2
    with pytest.raises(Refus, match="entre-temps"):
        _move(monde, prepare, date(2026, 4, 20), date(2026, 7, 15), version=7)
    with pytest.raises(SaisieInvalide, match="clos"):
        _move(monde, monde.trimestre, date(2026, 1, 20), date(2026, 4, 15), "T01")


def test_only_those_who_may(monde: Monde, prepare: UUID, rencontre: UUID) -> None:
    animation = {"anna", "adam"}
    check_rights(monde, {"adam"}, lambda unit: create_collectif(unit, "Nouveau", DEBUT, 19))
    check_rights(monde, animation, lambda unit: create_rencontre(unit, prepare, VISIO))
    check_rights(monde, animation, lambda unit: update_rencontre(unit, rencontre, JOURNEE))
    check_rights(monde, animation, lambda unit: cancel_rencontre(unit, rencontre))
    check_rights(
        monde,
        animation,
        lambda unit: update_trimestre(
            unit, prepare, 1, debut=date(2026, 4, 16), fin=date(2026, 7, 20), thematique="T02"
        ),
    )
    check_rights(
        monde, {"alice", "ali", "aya", "bob", "anna", "adam"}, lambda unit: get_calendrier(unit, monde.collectif)
    )


def test_only_the_animation_and_the_administration_prepare_a_calendar(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        nouveau = create_collectif(unit, "Sans calendrier", DEBUT, 19)
        unit.db.execute(
            text("insert into habilitation (compte_id, role, collectif_id) values (:c, 'animation', :n)"),
            {"n": nouveau, "c": monde.comptes["clara"]},
        )
    check_rights(monde, {"clara", "adam"}, lambda unit: create_calendrier(unit, nouveau, monde.referentiel))


def test_a_prepared_trimestre_takes_a_version_that_holds_its_theme(monde: Monde, prepare: UUID) -> None:
    contenu = to_contenu(REFERENTIEL)
    moindre = {**contenu, "ordre": ["T01"], "thematiques": [contenu["thematiques"][0], contenu["thematiques"][-1]]}
    with open_unit_systeme() as unit:
        nouvelle, _ = import_referentiel(unit.db, from_contenu({**contenu, "version": "0.2.0"}))
        sans, _ = import_referentiel(unit.db, from_contenu({**moindre, "version": "0.3.0"}))
    jours: dict[str, Any] = {"debut": date(2026, 4, 16), "fin": date(2026, 7, 15), "thematique": "T02"}
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        with pytest.raises(SaisieInvalide, match="T02"):
            update_trimestre(unit, prepare, 1, **jours, referentiel_id=sans)
        with pytest.raises(Introuvable):
            update_trimestre(unit, prepare, 1, **jours, referentiel_id=uuid4())
        assert update_trimestre(unit, prepare, 1, **jours, referentiel_id=nouvelle) == 2
    assert _see(monde).trimestres[1].referentiel_id == nouvelle
    with open_unit_systeme() as unit:
        unit.db.execute(text("update trimestre set etat = 'ouvert' where id = :t"), {"t": prepare})
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(SaisieInvalide, match="ne change plus"):
        update_trimestre(unit, prepare, 2, **jours, referentiel_id=monde.referentiel)
