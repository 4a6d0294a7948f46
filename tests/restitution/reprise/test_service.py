"""A past is taken in once, whole, by whoever animates; then it stands as still as what was lived here."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.restitution.chemin.service import get_chemin
from caprse.restitution.reprise.lecture import read_reprise
from caprse.restitution.reprise.service import Reprise, examine_reprise, get_collectif_repris, take_reprise
from caprse.restitution.resultats.service import get_resultats
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.installation import Installation
from tests.base import count_rows, execute, get_value
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde
from tests.restitution.reprise.exemples import TETE, write_csv
from tests.restitution.reprise.scene import begin_before
from tests.restitution.scene import answer_and_send, look, see

T2 = ("2", "T02", "01/07/2025", "30/09/2025")
T3 = ("3", "T03", "01/10/2025", "15/01/2026")


@pytest.fixture
def monde(monde: Monde) -> Monde:
    """It began in July: its first three trimestres are over, the third is prepared still, the fourth is open."""
    begin_before(monde, "T02")
    return monde


def list_lignes(nombre: int = 10) -> list[tuple[str, ...]]:
    """So many structures answer two questions of trimestre 2 and one of trimestre 3."""
    lignes: list[tuple[str, ...]] = []
    for rang in range(nombre):
        structure = f"Collectif A – structure {rang}"
        lignes += [
            (*T2, structure, "T02-01", str(rang % 5), "", "Dit alors"),
            ("2", "", "", "", structure, "T02-02", "nc", "Pas notre métier"),
            (*T3, structure, "T03-01", str((rang + 1) % 5)),
        ]
    return lignes


def take(monde: Monde, lignes: Sequence[Sequence[str]], personne: str = "anna") -> Reprise:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return take_reprise(unit, monde.collectif, write_csv(*lignes))


def test_a_past_is_taken_in_and_closed_as_any_other(monde: Monde) -> None:
    assert take(monde, list_lignes()) == Reprise((2, 3), structures=10, reponses=30, publies=2)
    trimestres = execute(
        "select numero, thematique, debut, fin, etat, clos_le is not null as clos, repris_le, repris_par,"
        " referentiel_id from trimestre where collectif_id = :c and numero < 4 order by numero",
        c=monde.collectif,
    )
    assert [(t.numero, t.thematique, t.debut, t.fin, t.etat, t.clos) for t in trimestres] == [
        (2, "T02", date(2025, 7, 1), date(2025, 9, 30), "clos", True),
        (3, "T03", date(2025, 10, 1), date(2026, 1, 15), "clos", True),
    ]
    assert {(t.repris_par, t.referentiel_id) for t in trimestres} == {(monde.comptes["anna"], monde.referentiel)}
    assert all(t.repris_le is not None for t in trimestres)
    assert count_rows("arrete") == 20
    assert get_value("select count(*) from arrete where transmis") == 20
    assert get_value("select count(*) from publication where carnets = 10") == 2
    [reponse] = execute(
        "select r.* from reponse r join carnet c on c.id = r.carnet_id join trimestre t on t.id = c.trimestre_id"
        " where t.numero = 2 and r.critere = 'T02-02' and r.structure_id = :s",
        s=monde.structures[0],
    )
    assert (reponse.niveau, reponse.non_concerne, reponse.motif) == (None, True, "Pas notre métier")
    assert reponse.modifie_par == monde.comptes["anna"]


def test_the_structure_and_its_peers_read_it(monde: Monde) -> None:
    take(monde, list_lignes())
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        vu = get_resultats(unit, monde.structures[0], 2).choisi
    assert vu is not None
    assert vu.bilan is not None
    assert vu.bilan.total.repondus == 1
    assert vu.repris_le is not None
    assert vu.publication is not None


def test_what_was_looked_at_again_then_is_a_revision_of_that_trimestre(monde: Monde) -> None:
    revue = ("3", "", "", "", "Collectif A – structure 0", "T02-01", "2")
    assert take(monde, [*list_lignes(), revue]).reponses == 31
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        chemin = get_chemin(unit, monde.structures[0]).chemin
    (rangee,) = (rangee for rangee in chemin.rangees if rangee.code == "T02")
    # Answered 0, then 2: the earlier one stays where it was.
    assert [(e.numero, e.depuis, e.gagnees) for e in rangee.etapes if e.revus] == [(3, 2, 2)]
    assert [point.numero for point in rangee.points if not point.creux] == [2, 3]


def test_few_carnets_give_no_figure_of_the_collectif(monde: Monde) -> None:
    assert take(monde, list_lignes(3)).publies == 0
    trimestre = get_value("select id from trimestre where numero = 2")
    publiee, raison = look(monde, "alice", 0, trimestre)
    assert publiee is None
    assert raison


def test_what_was_there_is_left_alone_and_nobody_gets_a_mail(monde: Monde) -> None:
    ailleurs = "select * from trimestre where numero = 4 order by id", "select * from structure order by id"
    avant = [execute(requete) for requete in ailleurs]
    courriels = count_rows("courriel"), count_rows("nouvelle")
    take(monde, list_lignes())
    assert [execute(requete) for requete in ailleurs] == avant
    assert (count_rows("courriel"), count_rows("nouvelle")) == courriels


def test_it_is_told_in_the_journal(monde: Monde) -> None:
    take(monde, list_lignes())
    lignes = execute(
        "select compte_id, operation, apres ->> 'etat' as etat from journal where objet = 'trimestre'"
        " and (apres ->> 'repris_le' is not null or apres ->> 'etat' = 'clos') order by id"
    )
    assert {ligne.compte_id for ligne in lignes} == {monde.comptes["anna"]}
    assert sorted((ligne.operation, ligne.etat) for ligne in lignes) == [
        ("INSERT", "ouvert"),
        ("UPDATE", "clos"),
        ("UPDATE", "clos"),
        ("UPDATE", "ouvert"),
    ]


def test_nobody_changes_it_afterwards(monde: Monde) -> None:
    take(monde, list_lignes())
    trimestre = get_value("select id from trimestre where numero = 2")
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="repris"):
        reopen_trimestre(unit, trimestre, "Une erreur", date(2027, 1, 1))
    rouvre = "etat = 'ouvert', clos_le = null, rouvert_le = now(), motif_reouverture = 'x'"
    for requete in (
        "update trimestre set fin = fin + 1 where numero = 2",
        f"update trimestre set {rouvre} where numero = 2",
        "update trimestre set repris_le = null, repris_par = null where numero = 2",
        "update carnet set etat = 'a_completer' where trimestre_id = (select id from trimestre where numero = 2)",
        "update reponse set niveau = 4 where critere = 'T02-01'",
    ):
        with pytest.raises(Refus):
            execute(requete)


def test_the_mark_is_the_service_s_alone(monde: Monde) -> None:
    insertion = (
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin, repris_le)"
        " select collectif_id, 9, thematique, referentiel_id, debut, fin, now() from trimestre limit 1"
    )
    for requete in ("update trimestre set repris_le = now() where numero = 4", insertion):
        with pytest.raises(DBAPIError, match="hors des droits"), open_unit(compte_id=monde.comptes["anna"]) as unit:
            unit.db.connection().exec_driver_sql(requete)


def test_once_taken_in_the_same_file_is_refused(monde: Monde) -> None:
    take(monde, list_lignes())
    avant = execute("select * from trimestre order by id"), count_rows("reponse")
    with pytest.raises(Refus, match="rien n’a été repris"):
        take(monde, list_lignes())
    assert (execute("select * from trimestre order by id"), count_rows("reponse")) == avant


def test_one_error_and_nothing_is_written(monde: Monde) -> None:
    with pytest.raises(Refus):
        take(monde, [*list_lignes(), ("2", "", "", "", "Inconnue", "T02-01", "2")])
    assert get_value("select count(*) from trimestre where repris_le is not null") == 0
    assert count_rows("reponse") == 0


def test_the_trial_counts_and_writes_nothing(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        collectif = get_collectif_repris(unit, monde.collectif)
        examen = examine_reprise(collectif, read_reprise(write_csv(*list_lignes())))
    assert not examen.erreurs
    assert (len(examen.passe.trimestres), len(examen.passe.structures), examen.passe.nombre) == (2, 10, 30)
    assert count_rows("reponse") == 0


def test_without_a_calendar_it_says_what_to_do_first(monde: Monde) -> None:
    collectif = get_value("insert into collectif (nom, debut, mois) values ('C', '2025-01-01', 19) returning id")
    with open_unit_systeme() as unit:
        vu = get_collectif_repris(unit, collectif)
        [erreur] = examine_reprise(vu, read_reprise(write_csv(*list_lignes()))).erreurs
    assert "préparez-les d’abord" in erreur.message


def test_only_the_animation_of_the_collectif_takes_a_past_in(monde: Monde) -> None:
    octets = write_csv(*list_lignes(), tete=TETE)
    check_rights(monde, {"anna"}, lambda unit: take_reprise(unit, monde.collectif, octets))
    check_rights(monde, {"anna"}, lambda unit: get_collectif_repris(unit, monde.collectif))
    with pytest.raises(Introuvable):
        take(monde, list_lignes(), "clara")


class _Retour(Exception):
    """Undo what a trial wrote."""


def count_take(monde: Monde, installation: Installation, nombre: int) -> int:
    """How many statements it takes for so many structures; nothing stays."""
    with (
        count_statements(installation.moteur) as vues,
        suppress(_Retour),
        open_unit(compte_id=monde.comptes["anna"]) as unit,
    ):
        take_reprise(unit, monde.collectif, write_csv(*list_lignes(nombre)))
        raise _Retour
    return len(vues)


def test_it_costs_the_same_for_six_structures_as_for_ten(monde: Monde, installation: Installation) -> None:
    count_take(monde, installation, 6)
    assert count_take(monde, installation, 6) == count_take(monde, installation, 10)


def test_of_two_at_once_one_is_refused(monde: Monde) -> None:
    issues: list[object] = []

    def run() -> None:
        try:
            issues.append(take(monde, list_lignes()))
        except Refus as refus:
            issues.append(str(refus))

    fils = [threading.Thread(target=run) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sum(isinstance(issue, Reprise) for issue in issues) == 1, issues
    assert get_value("select count(*) from trimestre where repris_le is not null") == 2
    assert count_rows("reponse") == 30


def test_it_changes_nothing_of_what_is_shown_of_the_others(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    avant = see(monde, "alice", 0)
    take(monde, list_lignes())
    assert see(monde, "alice", 0) == avant
