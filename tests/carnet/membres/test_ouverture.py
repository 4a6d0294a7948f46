"""Opening a trimestre on a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.membres.adhesions import add_adhesion, end_adhesion, list_adherentes
from caprse.carnet.membres.ouverture import Ouverture, open_trimestre
from caprse.collectif.calendrier.transitions import Prolongation, Reouverture, extend_trimestre, reopen_trimestre
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.service import import_referentiel
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.collectif.conftest import REFERENTIEL
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.monde import Monde


def _open(monde: Monde, trimestre_id: UUID, personne: str = "anna") -> Ouverture:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return open_trimestre(unit, trimestre_id)


def _members(trimestre_id: UUID) -> set[UUID]:
    """The structures that have a carnet of this trimestre."""
    with open_unit_systeme() as unit:
        requete = text("select structure_id from carnet where trimestre_id = :t")
        return set(unit.db.scalars(requete, {"t": trimestre_id}))


def _add_structures(monde: Monde, nombre: int, du: str = "2025-09-16", au: str | None = None) -> list[UUID]:
    with open_unit_systeme() as unit:
        ids = unit.db.scalars(
            text(
                "insert into structure (collectif_id, nom, types) select :c, 'Autre ' || gen_random_uuid(), '{AI}'"
                " from generate_series(1, :n) returning id"
            ),
            {"c": monde.collectif, "n": nombre},
        ).all()
        unit.db.execute(
            text(
                "insert into adhesion (collectif_id, structure_id, du, au)"
                " select :c, unnest(cast(:ids as uuid[])), :du, :au"
            ),
            {"c": monde.collectif, "ids": ids, "du": du, "au": au},
        )
    return list(ids)


def _add_trimestre(monde: Monde) -> UUID:
    """A third trimestre, prepared."""
    with open_unit_systeme() as unit:
        trimestre: UUID = unit.db.execute(
            text(
                "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
                " values (:c, 3, 'T03', :r, '2026-07-16', '2026-10-15') returning id"
            ),
            {"c": monde.collectif, "r": monde.referentiel},
        ).scalar_one()
        return trimestre


@pytest.mark.parametrize("personne", ["anna", "adam"])
def test_each_member_of_the_day_gets_its_carnet(monde: Monde, prepare: UUID, personne: str) -> None:
    partie, future = _add_structures(monde, 1, au="2026-03-01"), _add_structures(monde, 1, du="2026-05-01")
    ouverture = _open(monde, prepare, personne)
    assert ouverture == Ouverture(2, 5, deja_ouvert=False)
    assert _members(prepare) == set(monde.structures)
    assert not _members(prepare) & {*partie, *future}


def test_opening_twice_changes_nothing_and_says_so(monde: Monde, prepare: UUID) -> None:
    _open(monde, prepare)
    with open_unit_systeme() as unit:
        avant = unit.db.execute(text("select max(id) from journal")).scalar_one()
    assert _open(monde, prepare) == Ouverture(2, 0, deja_ouvert=True)
    with open_unit_systeme() as unit:
        assert unit.db.execute(text("select max(id) from journal")).scalar_one() == avant


def test_ten_openings_at_once_create_each_carnet_once(monde: Monde, prepare: UUID) -> None:
    depart = Barrier(10)

    def run(_: int) -> Ouverture:
        depart.wait()
        return _open(monde, prepare)

    with ThreadPoolExecutor(10) as equipe:
        ouvertures = list(equipe.map(run, range(10)))
    assert sorted(ouverture.carnets for ouverture in ouvertures) == [0] * 9 + [5]
    assert len(_members(prepare)) == 5


def test_two_trimestres_opened_at_once_leave_one_open(monde: Monde, prepare: UUID) -> None:
    troisieme = _add_trimestre(monde)
    depart = Barrier(2)

    def run(trimestre_id: UUID) -> bool:
        depart.wait()
        try:
            return not _open(monde, trimestre_id).deja_ouvert
        except Refus:
            return False

    with ThreadPoolExecutor(2) as equipe:
        assert sorted(equipe.map(run, [prepare, troisieme])) == [False, True]


def test_a_second_trimestre_does_not_open_while_one_is_open(monde: Monde, prepare: UUID) -> None:
    troisieme = _add_trimestre(monde)
    _open(monde, prepare)
    with pytest.raises(Refus, match="trimestre\u00a02 est encore ouvert"):
        _open(monde, troisieme)
    assert _members(troisieme) == set()


def test_a_closed_trimestre_does_not_open_again(monde: Monde, prepare: UUID) -> None:
    with pytest.raises(Refus, match="clos"):
        _open(monde, monde.trimestre)


def test_the_number_of_statements_does_not_follow_the_number_of_structures(
    monde: Monde, prepare: UUID, installation: Installation
) -> None:
    with count_statements(installation.moteur) as pour_cinq:
        assert _open(monde, prepare).carnets == 5
    with open_unit_systeme() as unit:
        unit.db.execute(text("update trimestre set etat = 'clos', clos_le = now() where id = :id"), {"id": prepare})
    troisieme = _add_trimestre(monde)
    _add_structures(monde, 45)
    with count_statements(installation.moteur) as pour_cinquante:
        assert _open(monde, troisieme).carnets == 50
    assert len(pour_cinq) == len(pour_cinquante) <= 8


def test_opening_is_written_in_the_journal_with_who_did_it(monde: Monde, prepare: UUID) -> None:
    _open(monde, prepare)
    with open_unit_systeme() as unit:
        trimestre = unit.db.execute(
            text("select * from journal where objet = 'trimestre' and operation = 'UPDATE' order by id desc limit 1")
        ).one()
        carnets = unit.db.execute(
            text(
                "select count(*) from journal"
                " where objet = 'carnet' and apres ->> 'trimestre_id' = :t and compte_id = :c"
            ),
            {"t": str(prepare), "c": monde.comptes["anna"]},
        ).scalar_one()
    assert (trimestre.avant["etat"], trimestre.apres["etat"]) == ("prepare", "ouvert")
    assert trimestre.compte_id == monde.comptes["anna"]
    assert carnets == 5


@pytest.mark.parametrize("choisie", [False, True])
def test_a_newer_version_is_taken_only_by_whoever_chooses_it(monde: Monde, prepare: UUID, choisie: bool) -> None:
    with open_unit_systeme() as unit:
        contenu = {**to_contenu(REFERENTIEL), "version": "0.9.0"}
        neuve = import_referentiel(unit.db, from_contenu(contenu))[0]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        open_trimestre(unit, prepare, neuve if choisie else None)
        requete = text("select referentiel_id from trimestre where id = :t")
        assert unit.db.execute(requete, {"t": prepare}).scalar_one() == (neuve if choisie else monde.referentiel)


def test_the_administration_reads_no_carnet_after_opening(monde: Monde, prepare: UUID) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        open_trimestre(unit, prepare)
        assert unit.db.execute(text("select count(*) from carnet")).scalar_one() == 0


def test_a_trimestre_opened_early_takes_the_members_of_its_first_day(
    monde: Monde, prepare: UUID, horloge: Horloge
) -> None:
    horloge.instant = datetime(2026, 4, 1, 10, tzinfo=UTC)
    nouvelle = _add_structures(monde, 1, du="2026-04-16")
    partie = _add_structures(monde, 1, au="2026-04-10")
    _open(monde, prepare)
    assert set(nouvelle) <= _members(prepare)
    assert not set(partie) & _members(prepare)


def test_who_joins_while_a_trimestre_is_open_gets_that_carnet_and_no_other(
    monde: Monde, prepare: UUID, horloge: Horloge
) -> None:
    horloge.instant = datetime(2026, 5, 1, 10, tzinfo=UTC)
    _open(monde, prepare)
    avant = _members(monde.trimestre)
    (nouvelle,) = _add_structures(monde, 1, au="2025-12-31")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        faite = add_adhesion(unit, monde.collectif, nouvelle, date(2026, 5, 1))
        assert (faite.nouvelle, faite.carnet_cree) == (True, True)
        encore = add_adhesion(unit, monde.collectif, nouvelle, date(2026, 5, 2))
        assert (encore.nouvelle, encore.carnet_cree) == (False, False)
    assert nouvelle in _members(prepare)
    assert _members(monde.trimestre) == avant


def test_who_will_join_later_gets_the_carnet_once_there(monde: Monde, prepare: UUID, horloge: Horloge) -> None:
    horloge.instant = datetime(2026, 4, 20, 10, tzinfo=UTC)
    _open(monde, prepare)
    (future,) = _add_structures(monde, 1, du="2026-06-01")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert not add_adhesion(unit, monde.collectif, future, date(2026, 6, 1)).carnet_cree
    horloge.instant = datetime(2026, 6, 2, 10, tzinfo=UTC)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert add_adhesion(unit, monde.collectif, future, date(2026, 6, 1)).carnet_cree


def test_joining_while_the_trimestre_opens_never_loses_the_carnet(monde: Monde, prepare: UUID) -> None:
    nouvelles = _add_structures(monde, 4, au="2025-12-31")
    depart = Barrier(5)

    def join(structure_id: UUID) -> None:
        depart.wait()
        with open_unit(compte_id=monde.comptes["anna"]) as unit:
            add_adhesion(unit, monde.collectif, structure_id, date(2026, 1, 1))

    def start(trimestre_id: UUID) -> None:
        depart.wait()
        _open(monde, trimestre_id)

    with ThreadPoolExecutor(5) as equipe:
        taches = [equipe.submit(join, structure_id) for structure_id in nouvelles]
        taches.append(equipe.submit(start, prepare))
        for tache in taches:
            tache.result()
    assert _members(prepare) == {*monde.structures, *nouvelles}


def test_an_adhesion_that_overlaps_another_is_refused(monde: Monde) -> None:
    (ancienne,) = _add_structures(monde, 1, du="2026-01-01", au="2026-02-28")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for jour in (date(2025, 12, 1), date(2026, 2, 1)):
            with pytest.raises(Refus, match="autre adhésion"):
                add_adhesion(unit, monde.collectif, ancienne, jour)
        with pytest.raises(SaisieInvalide):
            add_adhesion(unit, monde.collectif, ancienne, date(206, 3, 1))
        assert add_adhesion(unit, monde.collectif, ancienne, date(2026, 3, 1)).nouvelle


def test_leaving_keeps_the_past_and_takes_no_later_carnet(monde: Monde, prepare: UUID) -> None:
    quitte = monde.structures[4]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        with pytest.raises(Refus, match="16\u00a0septembre\u00a02025"):
            end_adhesion(unit, monde.collectif, quitte, date(2025, 9, 1))
        end_adhesion(unit, monde.collectif, quitte, date(2026, 4, 15))
        with pytest.raises(Refus, match="pas d’adhésion en cours"):
            end_adhesion(unit, monde.collectif, quitte, date(2026, 4, 15))
        assert len(list_adherentes(unit, monde.collectif, date(2026, 4, 15))) == 5
        assert len(list_adherentes(unit, monde.collectif, date(2026, 4, 16))) == 4
    _open(monde, prepare)
    assert quitte in _members(monde.trimestre)
    assert quitte not in _members(prepare)


def test_a_structure_of_another_collectif_cannot_join(monde: Monde) -> None:
    for personne in ("anna", "adam"):
        with open_unit(compte_id=monde.comptes[personne]) as unit, pytest.raises(Introuvable):
            add_adhesion(unit, monde.collectif, monde.structure_ailleurs, date(2026, 1, 1))


def test_only_animation_and_administration_may(monde: Monde, prepare: UUID) -> None:
    permis = {"anna", "adam"}
    structure = monde.structures[0]
    check_rights(monde, permis, lambda unit: open_trimestre(unit, prepare))
    check_rights(monde, permis, lambda unit: add_adhesion(unit, monde.collectif, structure, date(2026, 1, 1)))
    check_rights(monde, permis, lambda unit: end_adhesion(unit, monde.collectif, structure, date(2026, 1, 1)))
    check_rights(monde, permis, lambda unit: list_adherentes(unit, monde.collectif, date(2026, 1, 1)))


FIN = date(2026, 4, 15)


def _reopen(monde: Monde, motif: str = "Une erreur", fin: date = FIN, personne: str = "anna") -> Reouverture:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return reopen_trimestre(unit, monde.trimestre, motif, fin)


def _count_journal() -> int:
    with open_unit_systeme() as unit:
        nombre: int = unit.db.execute(text("select count(*) from journal")).scalar_one()
        return nombre


def test_opening_out_of_order_asks_to_confirm(monde: Monde, prepare: UUID) -> None:
    troisieme = _add_trimestre(monde)
    with pytest.raises(Refus, match=r"le trimestre\u00a02 n’a pas encore été ouvert\. Confirmez"):
        _open(monde, troisieme)
    assert _members(troisieme) == set()
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert open_trimestre(unit, troisieme, hors_ordre=True).carnets == 5


def test_the_chosen_version_is_the_one_that_opens(monde: Monde, prepare: UUID) -> None:
    contenu = to_contenu(REFERENTIEL)
    moindre = {**contenu, "ordre": ["T01"], "thematiques": [contenu["thematiques"][0], contenu["thematiques"][-1]]}
    with open_unit_systeme() as unit:
        choisie, _ = import_referentiel(unit.db, from_contenu({**contenu, "version": "0.9.0"}))
        import_referentiel(unit.db, from_contenu({**contenu, "version": "0.10.0"}))
        sans, _ = import_referentiel(unit.db, from_contenu({**moindre, "version": "0.11.0"}))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for faux, erreur in ((sans, SaisieInvalide), (monde.collectif, Introuvable)):
            with pytest.raises(erreur):
                open_trimestre(unit, prepare, faux)
        open_trimestre(unit, prepare, choisie)
    with open_unit_systeme() as unit:
        requete = text("select referentiel_id from trimestre where id = :t")
        assert unit.db.execute(requete, {"t": prepare}).scalar_one() == choisie


def test_an_open_trimestre_is_extended_once(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert extend_trimestre(unit, monde.trimestre, date(2026, 4, 30)) == Prolongation(
            1, date(2026, 4, 30), inchange=False
        )
    avant = _count_journal()
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert extend_trimestre(unit, monde.trimestre, date(2026, 4, 30)).inchange
    assert _count_journal() == avant


def test_extending_is_refused_with_every_reason(monde: Monde, prepare: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        for ferme in (prepare, monde.trimestre):
            with pytest.raises(Refus, match="n’est pas ouvert"):
                extend_trimestre(unit, ferme, date(2026, 4, 30))
    _reopen(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        with pytest.raises(SaisieInvalide, match="recouvrent le trimestre\u00a02"):
            extend_trimestre(unit, monde.trimestre, date(2026, 4, 30))
        with pytest.raises(SaisieInvalide) as refus:
            extend_trimestre(unit, monde.trimestre, date(2025, 12, 1))
    assert len(refus.value.raisons) == 2


def test_a_closed_trimestre_is_reopened_with_its_reason_in_the_journal(monde: Monde, prepare: UUID) -> None:
    avant = _members(monde.trimestre)
    assert _reopen(monde, "  Une erreur ") == Reouverture(1, FIN, deja_ouvert=False)
    lignes = _count_journal()
    assert _reopen(monde, "Autre chose") == Reouverture(1, FIN, deja_ouvert=True)
    assert _count_journal() == lignes
    with open_unit_systeme() as unit:
        ligne = unit.db.execute(
            text("select * from journal where objet = 'trimestre' and operation = 'UPDATE' order by id desc limit 1")
        ).one()
    assert (ligne.avant["etat"], ligne.apres["etat"]) == ("clos", "ouvert")
    assert ligne.apres["motif_reouverture"] == "Une erreur"
    assert ligne.compte_id == monde.comptes["anna"]
    assert _members(monde.trimestre) == avant


def test_ten_reopenings_at_once_make_one(monde: Monde, prepare: UUID) -> None:
    depart = Barrier(10)

    def run(_: int) -> bool:
        depart.wait()
        return _reopen(monde).deja_ouvert

    with ThreadPoolExecutor(10) as equipe:
        assert sorted(equipe.map(run, range(10))) == [False] + [True] * 9


def test_nothing_is_reopened_while_another_is_open_nor_before_closing(monde: Monde, prepare: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="n’est pas clos"):
        reopen_trimestre(unit, prepare, "Une erreur", FIN)
    _open(monde, prepare)
    with pytest.raises(Refus, match="trimestre\u00a02 est ouvert : clôturez-le"):
        _reopen(monde)


@pytest.mark.parametrize(
    ("motif", "fin", "combien"),
    [
        (" ", FIN, 1),
        ("x" * 1001, FIN, 1),
        ("a\x00", FIN, 1),
        ("Oui", date(2026, 3, 13), 1),
        ("", date(2026, 4, 16), 3),
    ],
)
def test_reopening_is_refused_with_every_reason(
    monde: Monde, prepare: UUID, motif: str, fin: date, combien: int
) -> None:
    with pytest.raises(SaisieInvalide) as refus:
        _reopen(monde, motif, fin)
    assert len(refus.value.raisons) == combien


def test_only_animation_and_administration_extend_and_reopen(monde: Monde, prepare: UUID) -> None:
    check_rights(monde, {"anna", "adam"}, lambda unit: reopen_trimestre(unit, monde.trimestre, "Une erreur", FIN))
    _reopen(monde)
    check_rights(monde, {"anna", "adam"}, lambda unit: extend_trimestre(unit, monde.trimestre, date(2026, 4, 14)))
