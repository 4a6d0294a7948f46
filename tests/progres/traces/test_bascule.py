"""What hangs on a critère of an open carnet follows it through a bascule; what is closed stays as it was."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.bascule.service import apply_bascule
from caprse.progres.traces.regles import SaisieTrace
from caprse.progres.traces.service import create_lien, tie_trace
from caprse.referentiel.service import import_referentiel
from caprse.relecture.a_voir.service import give_a_voir
from tests.base import execute
from tests.carnet.bascule.test_service import build_correspondance, build_suite
from tests.monde import Monde


def tie(monde: Monde, titre: str, *criteres: str) -> UUID:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        trace = create_lien(unit, monde.structures[0], SaisieTrace(titre, "https://exemple.test"))
        for critere in criteres:
            tie_trace(unit, monde.carnets[0], critere, trace)
    return trace


def change(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        vers = import_referentiel(unit.db, build_suite())[0]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, vers, build_correspondance())


def list_liees(titre: str) -> list[str]:
    lignes = execute(
        "select l.critere from reponse_trace l join trace t on t.id = l.trace_id where t.titre = :t order by 1",
        t=titre,
    )
    return [code for (code,) in lignes]


def test_traces_go_to_each_critere_that_takes_theirs_over(monde: Monde) -> None:
    tie(monde, "Fusion", "T01-01", "T01-02")
    tie(monde, "Partage", "T01-03")
    tie(monde, "Retirée", "T01-04")
    change(monde)
    assert list_liees("Fusion") == ["T01-01", "T01-02"]
    assert list_liees("Partage") == ["T01-03", "T01-06"]
    assert list_liees("Retirée") == ["T01-04"]


def test_a_closed_trimestre_keeps_its_traces_as_they_were(monde: Monde) -> None:
    tie(monde, "Partage", "T01-03")
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    execute(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
        " values (:c, 2, 'T02', :r, '2026-04-16', '2026-07-15')",
        c=monde.collectif,
        r=monde.referentiel,
    )
    change(monde)
    assert list_liees("Partage") == ["T01-03"]


def test_what_a_colleague_has_to_see_follows_too_each_once(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        for code in ("T01-01", "T01-02", "T01-03", "T01-05"):
            give_a_voir(unit, monde.carnets[0], code, monde.comptes["ali"], date(2026, 3, 20), "")
    change(monde)
    restent = [code for (code,) in execute("select critere from a_voir order by 1")]
    assert restent == ["T01-01", "T01-02", "T01-03", "T01-05"]


def test_what_waits_alone_moves_to_where_its_critere_went(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        give_a_voir(unit, monde.carnets[0], "T01-02", monde.comptes["ali"], date(2026, 3, 20), "")
    change(monde)
    assert execute("select critere from a_voir")[0][0] == "T01-01"
