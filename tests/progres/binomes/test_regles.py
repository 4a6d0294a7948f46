"""What is exchanged, where one meets, what is said of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from caprse.progres.binomes.lecture import BinomeVu
from caprse.progres.binomes.phrases import build_raison, list_echanges
from caprse.progres.binomes.regles import (
    Declaree,
    Don,
    EtatBinome,
    Lieu,
    Rencontre,
    Suivi,
    build_groupe,
    cross,
    explain_seule,
    find_lieu,
    follow_visites,
)

ENJEUX = {"T01-01": "T01-A", "T01-02": "T01-A"}
UN, DEUX, TROIS = (UUID(int=rang) for rang in (1, 2, 3))
TITRES = {"T01-01": "Tri", "T01-02": "Compost", "T01-A": "Déchets"}


def _declare(
    cle: UUID,
    offre: str = "",
    cherche: str = "",
    rencontre: Rencontre = Rencontre.LES_DEUX,
    lieu: tuple[str, str] = ("", ""),
) -> Declaree:
    return Declaree(cle, f"S{cle.int}", tuple(offre.split()), tuple(cherche.split()), rencontre, *lieu)


@pytest.mark.parametrize(
    ("offre", "cherche", "attendu"),
    [
        (["T01-01"], ["T01-01"], ("T01-01",)),
        (["T01-A"], ["T01-01", "T01-02"], ("T01-01", "T01-02")),
        (["T01-01"], ["T01-A"], ("T01-01",)),
        (["T01-A"], ["T01-A"], ("T01-A",)),
        (["T01-01"], ["T01-02"], ()),
    ],
)
def test_what_is_offered_meets_what_is_looked_for(offre: list[str], cherche: list[str], attendu: object) -> None:
    assert cross(offre, cherche, ENJEUX) == attendu


@pytest.mark.parametrize(
    ("une", "autre", "attendu"),
    [
        (Rencontre.LES_DEUX, Rencontre.SUR_PLACE, Lieu.COMMUNE),
        (Rencontre.VISIO, Rencontre.LES_DEUX, Lieu.VISIO),
        (Rencontre.VISIO, Rencontre.SUR_PLACE, None),
    ],
)
def test_where_two_may_meet_is_what_both_wish(une: Rencontre, autre: Rencontre, attendu: Lieu | None) -> None:
    ici = ("Saint-Orlan", "30")
    assert find_lieu(_declare(UN, rencontre=une, lieu=ici), _declare(DEUX, rencontre=autre, lieu=ici)) is attendu


def test_communes_of_one_name_are_not_one_and_an_unknown_place_is_near_nobody() -> None:
    sur_place = Rencontre.SUR_PLACE
    loin = _declare(UN, rencontre=sur_place, lieu=("St Orlan", "30"))
    assert find_lieu(loin, _declare(DEUX, lieu=("Saint-Orlan", "34"))) is Lieu.LOIN
    assert find_lieu(loin, _declare(DEUX, lieu=("saint orlan", "30"))) is Lieu.COMMUNE
    assert find_lieu(loin, _declare(DEUX, lieu=("Autre", "30"))) is Lieu.DEPARTEMENT
    assert find_lieu(_declare(UN), _declare(DEUX)) is Lieu.VISIO


def test_the_reason_is_one_sentence() -> None:
    groupe = build_groupe([_declare(UN, "T01-01", "T01-02"), _declare(DEUX, "T01-02", "T01-01")], ENJEUX)
    binome = _see(groupe.dons, {UN: "Aile", DEUX: "Bois"})
    assert build_raison(binome, TITRES).replace("\u00a0", " ") == (
        "Aile partage « Tri », Bois partage « Compost » : en visio."
    )
    assert list_echanges(binome, UN, TITRES) == [("À voir chez Bois", ["Compost"]), ("À montrer chez nous", ["Tri"])]
    trois = _see((Don(UN, TROIS, ("T01-01",)),), {UN: "Aile", DEUX: "Bois", TROIS: "Cap"})
    assert build_raison(trois, TITRES).replace("\u00a0", " ") == "Aile partage « Tri » avec Cap : en visio."
    assert build_raison(_see((), {UN: "Aile", DEUX: "Bois"}), TITRES).startswith("Choisi par la chargée de mission")


def test_who_is_left_is_told_why() -> None:
    autres = [_declare(DEUX, "T01-01", "T01-02")]
    assert "une des deux listes" in explain_seule(_declare(UN, "T01-01"), autres, ENJEUX)
    assert "ne cherche" in explain_seule(_declare(UN, "T01-01", "T01-01"), autres, ENJEUX)
    assert "ne partage" in explain_seule(_declare(UN, "T01-02", "T01-02"), autres, ENJEUX)
    assert explain_seule(_declare(UN, "T01-02", "T01-01"), autres, ENJEUX) == ""


@pytest.mark.parametrize(
    ("visites", "attendu"),
    [
        ([], Suivi.SANS_DATE),
        ([(date(2026, 3, 14), "")], Suivi.A_VENIR),
        ([(date(2026, 3, 13), "")], Suivi.A_RACONTER),
        ([(date(2026, 3, 13), "Vu"), (date(2026, 3, 1), "")], Suivi.FAITE),
        ([(date(2026, 4, 1), ""), (date(2026, 3, 1), "")], Suivi.A_VENIR),
    ],
)
def test_where_visits_stand(visites: list[tuple[date, str]], attendu: Suivi) -> None:
    assert follow_visites(visites, date(2026, 3, 14)) is attendu


def _see(dons: tuple[Don, ...], noms: dict[UUID, str]) -> BinomeVu:
    return BinomeVu(UUID(int=9), noms, dons, Lieu.VISIO, False, EtatBinome.PROPOSE, None, 1, ())
