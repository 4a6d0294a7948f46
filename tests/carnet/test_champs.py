"""The fields of an answer: defined once, and each of them typed, stored, read, shown and carried over."""

from __future__ import annotations

import re
from dataclasses import fields
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Table, text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.bascule.reunion import Origine, merge
from caprse.carnet.modele import Carnet, Reponse
from caprse.carnet.regles import CHAMPS, LIBELLES_CHAMPS, LONGUEURS, Saisie
from caprse.carnet.service import get_carnet, read_saisie, save_reponse
from caprse.socle.base_locale import APPLICATION
from caprse.socle.installation import Installation
from tests.carnet.exemples import PLEINE
from tests.monde import Monde

PLACE = {"collectif_id", "carnet_id", "critere", "structure_id", "version", "modifie_le", "modifie_par"}
TEXTES = {champ.name for champ in fields(Saisie) if champ.type == "str"}


def list_limites(table: type[Any]) -> str:
    """The check on lengths that the model of this table declares."""
    assert isinstance(table.__table__, Table)
    (contrainte,) = (
        c for c in table.__table__.constraints if isinstance(c, CheckConstraint) and str(c.name).endswith("longueurs")
    )
    return str(contrainte.sqltext)


def read_limites(contrainte: str) -> dict[str, int]:
    """``length(motif) <= 1000`` → motif: 1000; Postgres writes casts in it."""
    return {champ: int(longueur) for champ, longueur in re.findall(r"length\(\(?(\w+)[^<]*<= (\d+)", contrainte)}


def test_table_holds_them_and_nothing_else() -> None:
    assert {colonne.name for colonne in Reponse.__table__.columns} - PLACE == set(CHAMPS)


def test_each_has_its_label() -> None:
    assert tuple(LIBELLES_CHAMPS) == CHAMPS


def test_texts_have_one_length(installation: Installation) -> None:
    with open_unit_systeme() as unit:
        en_base = unit.db.execute(
            text("select pg_get_constraintdef(oid) from pg_constraint where conname = 'ck_reponse_longueurs'")
        ).scalar_one()
    assert set(LONGUEURS) == TEXTES
    assert read_limites(list_limites(Reponse)) == read_limites(en_base) == LONGUEURS
    assert set(read_limites(list_limites(Carnet)).values()) == {LONGUEURS["motif"]}


def test_the_application_may_change_each(installation: Installation) -> None:
    with installation.moteur.connect() as connexion:
        permis = connexion.scalars(
            text(
                "select column_name from information_schema.column_privileges where table_name = 'reponse'"
                " and grantee = :application and privilege_type = 'UPDATE'"
            ),
            {"application": APPLICATION},
        )
        assert set(CHAMPS) <= set(permis), "the migration of a new column grants its update"


def test_each_is_saved_then_read(monde: Monde) -> None:
    for version, saisie in enumerate((PLEINE, Saisie(), PLEINE)):
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            save_reponse(unit, monde.carnets[0], "T01-01", saisie, version)
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            carnet = get_carnet(unit, monde.structures[0])
            assert carnet is not None
            assert carnet.reponses["T01-01"].saisie == saisie


def test_a_row_from_before_a_field_reads_as_not_given() -> None:
    assert read_saisie({"niveau": 2, "ancien": "x"}) == Saisie(niveau=2)


@pytest.mark.parametrize("champ", [champ for champ in CHAMPS if champ != "non_concerne"])
def test_each_is_carried_over_when_criteres_become_one(champ: str) -> None:
    sources = [Origine(code, code, Fraction(1), contenu=PLEINE) for code in ("T01-01", "T01-02")]
    fusion = merge(sources, 4, 4)
    assert fusion.contenu is not None
    assert getattr(fusion.contenu, champ) != getattr(Saisie(), champ)
