"""Closing freezes where each structure stands over the whole cycle: what comes later does not move it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.bascule.service import apply_bascule
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.correspondances.fichier import Correspondance, Destination, Ligne, list_codes
from caprse.referentiel.service import import_referentiel
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.etats import Etat, compare_etats, describe_ecart
from caprse.restitution.resultats.rapprochements import build_axes_cycle, compare_cycle, find_etat
from caprse.restitution.resultats.service import Resultats, get_resultats
from caprse.socle.installation import Installation
from tests.base import get_value
from tests.compteur import count_statements
from tests.monde import Monde
from tests.restitution.scene import REFERENTIEL, answer, close, open_next

AVANT = {"T01-01": 1, "T01-02": 2, "T01-03": 3}


def start(monde: Monde) -> tuple[UUID, UUID]:
    """The first trimestre answered and closed; gives the second one and the carnet of structure 0 in it."""
    answer(monde.carnets[0], AVANT, non_concernes=["T01-04"])
    close(monde)
    trimestre, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    return trimestre, carnets[monde.structures[0]]


def read_arrete(carnet: UUID) -> Any:
    return get_value("select figures from arrete where carnet_id = :c order by numero desc limit 1", c=carnet)


def read_etat(carnet: UUID) -> Etat:
    etat = Bilan.from_contenu(read_arrete(carnet)).etat
    assert etat is not None
    return etat


def read_resultats(monde: Monde) -> Resultats:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return get_resultats(unit, monde.structures[0])


def test_an_arrete_keeps_what_was_given_then_and_what_was_carried_over(monde: Monde) -> None:
    trimestre, carnet = start(monde)
    answer(carnet, {"T02-01": 4, "T01-01": 3})
    close(monde, trimestre)
    etat = read_etat(carnet)
    assert (etat.numero, etat.revus, etat.repris) == (2, 2, 3)
    axes = {axe.figure.code: (axe.figure.franchies, axe.revus, axe.repris) for axe in etat.axes}
    assert axes == {"T01": (3 + 2 + 3, 1, 3), "T02": (4, 1, 0)}
    assert [(r.code, r.niveau) for r in Bilan.from_contenu(read_arrete(carnet)).revisions] == [("T01-01", 3)]
    # The figures of the trimestre count its own questions alone.
    assert read_arrete(carnet)["total"]["franchies"] == 4
    assert read_etat(monde.carnets[0]).revus == 4


def test_an_earlier_trimestre_opened_again_leaves_the_later_state_as_everyone_read_it(monde: Monde) -> None:
    trimestre, carnet = start(monde)
    answer(carnet, {"T02-01": 4})
    close(monde, trimestre)
    fige = read_arrete(carnet)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, monde.trimestre, "Une réponse oubliée", date(2026, 4, 15))
    answer(monde.carnets[0], {"T01-01": 4})
    close(monde)
    assert read_arrete(carnet) == fige
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, trimestre, "Pour voir", date(2026, 7, 15))
    assert close(monde, trimestre).arretes == 0
    assert read_arrete(carnet) == fige


def test_a_revision_alone_makes_another_arrete_of_its_own_carnet(monde: Monde) -> None:
    trimestre, carnet = start(monde)
    answer(carnet, {"T02-01": 4})
    close(monde, trimestre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, trimestre, "Une révision oubliée", date(2026, 7, 15))
    answer(carnet, {"T01-02": 4})
    assert close(monde, trimestre).arretes == 1
    assert read_etat(carnet).revus == 2


def test_an_answer_that_no_carnet_asked_for_and_none_was_given_before_is_left_out(monde: Monde) -> None:
    trimestre, carnet = start(monde)
    # Left behind by a bascule: the carnet does not ask it, and the structure never answered it before.
    answer(carnet, {"T02-01": 4, "T03-01": 2})
    close(monde, trimestre)
    assert {axe.figure.code for axe in read_etat(carnet).axes} == {"T01", "T02"}


def test_the_results_read_the_state_of_the_open_trimestre_and_draw_what_is_carried_over_hollow(monde: Monde) -> None:
    _, carnet = start(monde)
    answer(carnet, {"T02-01": 4})
    axes = {axe.code: axe for axe in build_axes_cycle(read_resultats(monde))[0]}
    assert (axes["T01"].tenue, axes["T01"].repris) == ((0, 4), True)
    assert (axes["T02"].tenue, axes["T02"].repris) == ((1, 0), False)
    assert axes["T03"].tenue is None
    answer(carnet, {"T01-01": 3})
    resultats = read_resultats(monde)
    axes = {axe.code: axe for axe in build_axes_cycle(resultats)[0]}
    assert axes["T01"].nous is not None
    assert (axes["T01"].nous.franchies, axes["T01"].repris) == (8, False)
    compare = compare_cycle(resultats)
    assert compare is not None
    numero, ecart = compare
    assert (numero, ecart.communs, ecart.gagnees, ecart.perdues, ecart.montes) == (1, 3, 2, 0, ("T01-01",))


def test_what_the_screen_compares_is_what_the_arretes_compare(monde: Monde) -> None:
    trimestre, carnet = start(monde)
    answer(carnet, {"T02-01": 4, "T01-01": 0, "T01-03": 4})
    ouvert = compare_cycle(read_resultats(monde))
    close(monde, trimestre)
    clos = compare_cycle(read_resultats(monde))
    assert ouvert == clos
    assert clos is not None
    assert clos[1] == compare_etats(read_etat(monde.carnets[0]), read_etat(carnet))
    assert find_etat(read_resultats(monde)) == read_etat(carnet)


def switch(monde: Monde) -> UUID:
    """The next version: T01-01 gets another code, T01-02 is split, T01-03 and T01-04 merged, T01-05 dropped."""
    contenu = to_contenu(REFERENTIEL) | {"version": "0.2.0"}
    premier, second = next(t for t in contenu["thematiques"] if t["code"] == "T01")["enjeux"]
    modele = premier["criteres"][0]
    premier["criteres"] = [{**modele, "code": code} for code in ("T01-21", "T01-22", "T01-23", "T01-24")]
    second["criteres"] = [critere for critere in second["criteres"] if critere["code"] != "T01-05"]
    destinations = {
        "T01-01": ("T01-21",),
        "T01-02": ("T01-22", "T01-23"),
        "T01-03": ("T01-24",),
        "T01-04": ("T01-24",),
    }
    lignes: dict[str | int, Ligne] = {
        code: Ligne(vers=tuple(Destination(code=vers) for vers in destinations.get(code, (code,))))
        for code in list_codes(REFERENTIEL)
    }
    lignes["T01-05"] = Ligne(retire="Redit ailleurs.")
    with open_unit_systeme() as unit:
        vers, _ = import_referentiel(unit.db, from_contenu(contenu))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        correspondance = Correspondance(id="essai", de="0.1.0", vers="0.2.0", lignes=lignes)
        apply_bascule(unit, monde.collectif, vers, correspondance)
    return vers


def test_what_moved_is_followed_through_a_new_version_where_the_question_is_the_same(monde: Monde) -> None:
    answer(monde.carnets[0], {f"T01-0{rang}": 1 for rang in range(1, 7)})
    close(monde)
    trimestre, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    carnet = carnets[monde.structures[0]]
    answer(carnet, {"T02-01": 4, "T01-01": 3, "T01-02": 4, "T01-05": 4, "T01-06": 0})
    avant = compare_cycle(read_resultats(monde))
    assert avant is not None
    assert (avant[1].communs, avant[1].gagnees, avant[1].perdues) == (6, 2 + 3 + 3, 1)
    switch(monde)
    resultats = read_resultats(monde)
    compare = compare_cycle(resultats)
    assert compare is not None
    numero, ecart = compare
    # Renamed, and left as it was: the same questions. Split, merged or dropped: others, and nothing is said of them.
    assert (numero, ecart.communs, ecart.gagnees, ecart.perdues) == (1, 2, 2, 1)
    assert (ecart.montes, ecart.descendus) == (("T01-21",), ("T01-06",))
    phrase = describe_ecart(numero, ecart, suivi=resultats.suite is not None)
    assert "sur 2\u00a0critères revus (les critères restés les mêmes" in phrase
    close(monde, trimestre)
    assert compare_cycle(read_resultats(monde)) == compare


def test_closing_reads_what_came_before_in_the_one_statement_that_reads_the_carnets(
    installation: Installation, monde: Monde
) -> None:
    trimestre, carnet = start(monde)
    answer(carnet, {"T02-01": 4, "T01-01": 3})
    with count_statements(installation.moteur) as vues:
        close(monde, trimestre)
    assert sum("t2.numero <= t.numero" in vue for vue in vues) == 1
