"""A référentiel that changes while figures are remembered: what is only renamed moves nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.bascule.service import apply_bascule
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.correspondances.fichier import Correspondance, Destination, Ligne, list_codes
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import import_referentiel
from caprse.restitution.publication.filiation import match_axes
from tests.base import get_value
from tests.fabrique import build_referentiel
from tests.monde import Monde
from tests.restitution.scene import (
    CRITERES,
    REFERENTIEL,
    answer,
    answer_and_send,
    refresh,
    see,
    send,
    send_back,
    show_name,
)
from tests.surete.visibilite.scene import list_codes as list_axes
from tests.surete.visibilite.scene import list_names

Retouche = Callable[[dict[str, Any]], None]
ENJEUX_RENOMMES = {"T01-A": "T01-M", "T01-B": "T01-N"}
# A critère keeps its code within its enjeu alone: another enjeu, another code.
NOUVEAUX = {code: code.replace("T01-0", "T01-2") for code in CRITERES if code.startswith("T01")}
DEPLACE = {"T01-05": "T01-25"}


def rename_enjeux(thematique: dict[str, Any]) -> None:
    for enjeu in thematique["enjeux"]:
        enjeu["code"] = ENJEUX_RENOMMES[enjeu["code"]]


def swap_enjeux(thematique: dict[str, Any]) -> None:
    """Each takes the code of the other: codes alone would compare what is not alike."""
    premier, second = thematique["enjeux"]
    premier["code"], second["code"] = second["code"], premier["code"]


def move_critere(thematique: dict[str, Any]) -> None:
    """One critère goes from the second enjeu to the first: both ask something else, their sum does not."""
    premier, second = thematique["enjeux"]
    premier["criteres"].append(second["criteres"].pop(0))


def build_suite(retouche: Retouche, version: str = "0.2.0", codes: Mapping[str, str] | None = None) -> Referentiel:
    contenu: dict[str, Any] = to_contenu(build_referentiel(themes=3, criteres=8, version=version))
    thematique = next(t for t in contenu["thematiques"] if t["code"] == "T01")
    for enjeu in thematique["enjeux"]:
        for critere in enjeu["criteres"]:
            critere["code"] = (codes or {}).get(critere["code"], critere["code"])
    retouche(thematique)
    return from_contenu(contenu)


def build_correspondance(codes: Mapping[str, str] | None = None) -> Correspondance:
    suites = {code: (codes or {}).get(code, code) for code in list_codes(REFERENTIEL)}
    lignes: dict[str | int, Ligne] = {a: Ligne(vers=(Destination(code=b),)) for a, b in suites.items()}
    return Correspondance(id="essai", de="0.1.0", vers="0.2.0", lignes=lignes)


def switch(monde: Monde, retouche: Retouche, codes: Mapping[str, str] | None = None) -> UUID:
    """The collectif goes to the next version while its trimestre is open."""
    with open_unit_systeme() as unit:
        vers, _ = import_referentiel(unit.db, build_suite(retouche, codes=codes))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, vers, build_correspondance(codes))
    return vers


def respond(monde: Monde, rang: int, niveau: int, codes: Mapping[str, str]) -> None:
    """Answer every critère of the new version."""
    answer(monde.carnets[rang], {codes.get(code, code): niveau for code in CRITERES})


def send_again(monde: Monde, *rangs: int, codes: Mapping[str, str] = NOUVEAUX, **changes: int) -> None:
    """These transmit again; ``r3=4``: structure 3 changes all its answers to 4 first."""
    carnets = [monde.carnets[rang] for rang in rangs]
    send_back(*carnets)
    for nom, niveau in changes.items():
        respond(monde, int(nom[1:]), niveau, codes)
    send(*carnets)


def come(monde: Monde, *rangs: int, codes: Mapping[str, str] = NOUVEAUX) -> None:
    """These answer for the first time, and transmit."""
    for rang in rangs:
        respond(monde, rang, rang % 5, codes)
    send(*(monde.carnets[rang] for rang in rangs))


def count_publications() -> int:
    return int(get_value("select count(*) from publication"))


@pytest.mark.parametrize("retouche", [rename_enjeux, swap_enjeux])
def test_a_renamed_axis_moves_nothing(monde: Monde, retouche: Retouche) -> None:
    answer_and_send(monde, *range(10))
    avant = see(monde, "alice", 0)
    switch(monde, retouche, NOUVEAUX)
    assert see(monde, "alice", 0) == avant
    # Three transmit again, of which one changed: it would be the difference.
    send_again(monde, 1, 2, 3, r3=4)
    assert not refresh(monde)
    assert see(monde, "alice", 0) == avant
    send_again(monde, 1, 2, r1=4, r2=0)
    assert refresh(monde)
    assert set(list_axes(see(monde, "alice", 0))) != set()
    assert count_publications() == 2


def test_newcomers_are_published_under_the_new_codes(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    refresh(monde)
    switch(monde, rename_enjeux, NOUVEAUX)
    come(monde, 7, 8, 9)
    assert list_axes(see(monde, "alice", 0)) == ["T01-M", "T01-N", "T01", "TRA"]


def test_names_follow_a_renamed_axis(monde: Monde) -> None:
    show_name(monde, 1, 2)
    answer_and_send(monde, *range(10))
    assert list_names(see(monde, "alice", 0)) == {"1", "2"}
    switch(monde, rename_enjeux, NOUVEAUX)
    send_again(monde, 1, 2, 3, r1=4, r2=0, r3=4)
    assert not refresh(monde)


def test_an_enjeu_that_asks_something_else_waits_for_enough_newcomers(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    avant = see(monde, "alice", 0)
    switch(monde, move_critere, DEPLACE)
    assert see(monde, "alice", 0) == avant
    # Everything differs on both enjeux, and three have transmitted again: nobody can say that three moved.
    send_again(monde, 1, 2, 3, codes=DEPLACE, r1=4, r2=0, r3=4)
    assert see(monde, "alice", 0) == avant
    come(monde, 7, 8, 9, codes=DEPLACE)
    assert refresh(monde)
    assert see(monde, "alice", 0).agregats[0].n == 10


def test_axes_are_matched_by_what_they_ask() -> None:
    autres = {f"T01-0{rang}": f"T01-2{rang}" for rang in range(1, 9)}
    gardees = build_correspondance()
    assert match_axes([REFERENTIEL, build_suite(rename_enjeux)], [gardees], "T01") == {
        "T01-A": "T01-M",
        "T01-B": "T01-N",
        "T01": "T01",
        "TRA": "TRA",
    }
    assert match_axes([REFERENTIEL, build_suite(swap_enjeux)], [gardees], "T01")["T01-A"] == "T01-B"
    renommes = build_suite(rename_enjeux, codes=autres)
    assert match_axes([REFERENTIEL, renommes], [build_correspondance(autres)], "T01")["T01-B"] == "T01-N"
    assert match_axes([REFERENTIEL, build_suite(move_critere)], [gardees], "T01") == {"T01": "T01", "TRA": "TRA"}


def test_what_is_merged_shared_retired_or_of_another_echelle_is_not_the_same() -> None:
    def match(lignes: dict[str | int, Ligne], suite: Referentiel | None = None) -> dict[str, str]:
        base = build_correspondance()
        suivante = base.model_copy(update={"lignes": base.lignes | lignes})
        return match_axes([REFERENTIEL, suite or build_suite(lambda _: None)], [suivante], "T01")

    assert match({}) == {code: code for code in ("T01-A", "T01-B", "T01", "TRA")}
    for ligne in (
        Ligne(retire="La loi a changé."),
        Ligne(vers=(Destination(code="T01-02"),)),
        Ligne(vers=(Destination(code="T01-01"), Destination(code="T01-05"))),
    ):
        assert "T01-A" not in match({"T01-01": ligne})
        assert "T01" not in match({"T01-01": ligne})
        assert match({"T01-01": ligne})["TRA"] == "TRA"
    assert match({}, build_referentiel(4, themes=3, criteres=8, version="0.2.0")) == {}
