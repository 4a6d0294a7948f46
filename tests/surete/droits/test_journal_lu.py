"""The journal tells nobody what they may not read where it was written: neither shown, nor searched, nor counted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from caprse.acces.unite import open_unit
from caprse.journal.service import FiltreJournal, list_journal
from tests.base import execute
from tests.monde import Monde
from tests.surete.conftest import Terrain
from tests.surete.monde_droits import PROFILS

NOTE = "Zèbre confidentiel"


def _write_note(monde: Monde, note: str = NOTE) -> None:
    execute(
        "insert into relecture (collectif_id, carnet_id, structure_id, critere, note, niveau_suggere, modifie_le)"
        " values (:k, :c, :s, 'T01-01', :note, 3, clock_timestamp())",
        k=monde.collectif,
        c=monde.carnets[0],
        s=monde.structures[0],
        note=note,
    )


def _search(monde: Monde, texte: str) -> int:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        page = list_journal(unit, structure_id=monde.structures[0], filtre=FiltreJournal(texte=texte))
    return len(page.lignes)


@pytest.mark.parametrize("longueur", range(1, len(NOTE) + 1, 4))
def test_a_note_is_not_read_letter_by_letter_before_it_is_sent(monde: Monde, longueur: int) -> None:
    execute("update carnet set etat = 'transmis', transmis_le = now() - interval '1 minute'")
    _write_note(monde)
    avant = _search(monde, "zzzz")
    assert _search(monde, NOTE[:longueur]) == _search(monde, "q" * longueur) == avant == 0
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        objets = FiltreJournal(objet="Relecture et discussions")
        assert list_journal(unit, structure_id=monde.structures[0], filtre=objets).lignes == ()


def test_once_the_carnet_is_back_what_was_said_of_it_is_found(monde: Monde) -> None:
    execute("update carnet set etat = 'transmis', transmis_le = now() - interval '1 minute'")
    _write_note(monde)
    execute("update carnet set etat = 'a_completer'")
    assert _search(monde, "Zèbre") == 1


def test_a_second_note_is_hidden_while_the_first_stays_told(monde: Monde) -> None:
    execute("update carnet set etat = 'transmis', transmis_le = now() - interval '1 minute'")
    _write_note(monde)
    execute("update carnet set etat = 'a_completer'")
    execute("update carnet set etat = 'transmis', transmis_le = :le", le=datetime.now(UTC))
    execute("update relecture set note = 'Autre animal', modifie_le = clock_timestamp()")
    assert _search(monde, "Autre animal") == 0
    assert _search(monde, "Zèbre") == 1


@pytest.mark.parametrize("table", ["relecture"])
def test_the_row_itself_is_hidden_from_the_structure_until_then(monde: Monde, table: str) -> None:
    execute("update carnet set etat = 'transmis', transmis_le = now() - interval '1 minute'")
    _write_note(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert unit.db.connection().exec_driver_sql(f"select count(*) from {table}").scalar_one() == 0
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert unit.db.connection().exec_driver_sql(f"select count(*) from {table}").scalar_one() == 1


# What the journal tells on purpose beyond the table: who opened a carnet, to its people and its animation.
DITES = {"visite"}


@pytest.mark.parametrize("profil", [p for p in PROFILS if p != "systeme"])
def test_no_line_tells_of_a_row_that_its_reader_does_not_see(terrain: Terrain, profil: str) -> None:
    """Every table that is journalled, row by row: the lines of creation against the rows themselves."""
    connexion = terrain.act_as(profil)
    lignes = connexion.execute("select objet, cle, apres from journal where operation = 'INSERT'").fetchall()
    cles: dict[str, list[str]] = {}
    for objet, _, apres in lignes:
        if objet in DITES:
            continue
        if objet not in cles:
            cles[objet] = [
                nom
                for (nom,) in terrain.administrateur.execute(
                    "select attname from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey)"
                    " where indrelid = %s::regclass and indisprimary",
                    [objet],
                )
            ]
        ou = " and ".join(f"{nom}::text = %({nom})s" for nom in cles[objet])
        vu = connexion.execute(
            f"select count(*) from {objet} where {ou}", {nom: str(apres[nom]) for nom in cles[objet]}
        ).fetchone()
        assert vu == (1,), (objet, apres)


def test_the_administration_reads_no_content_of_a_bascule(terrain: Terrain) -> None:
    connexion = terrain.act_as("administration")
    vus = {objet for (objet,) in connexion.execute("select distinct objet from journal").fetchall()}
    assert vus.isdisjoint({"bascule", "publication", "seance", "decision", "compte_rendu", "arrete", "reponse"})
    assert "collectif" in vus
