"""A collective appui is saved, closed and parted in so many statements, whatever the number of those who share it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

import pytest

from caprse.acces.unite import Unit, open_unit
from caprse.referentiel.codec import to_contenu
from caprse.relecture.appuis.collectif import close_groupe, save_partage, undo_groupe
from caprse.relecture.appuis.partage import Part, Partage
from caprse.relecture.evenements.envois import register_evenements
from caprse.socle.installation import Installation
from tests.base import count_rows, execute
from tests.compteur import count_statements
from tests.conftest import MAINTENANT
from tests.monde import REFERENTIEL, Monde, create_monde

COMBIEN = 7
T = TypeVar("T")
JOUR = MAINTENANT.date()
PLUS_TARD = JOUR + timedelta(days=10)


@pytest.fixture
def monde(installation: Installation) -> Monde:
    """Alice directs the first structure, and all from the third on."""
    register_evenements(installation)
    monde = create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), COMBIEN)
    for structure in monde.structures[2:]:
        execute(
            "insert into habilitation (compte_id, role, collectif_id, structure_id) values (:p, 'direction', :c, :s)",
            p=monde.comptes["alice"],
            c=monde.collectif,
            s=structure,
        )
    return monde


def _act(monde: Monde, action: Callable[[Unit], T]) -> T:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return action(unit)


def _list_parts(monde: Monde, groupe: UUID | None, combien: int) -> tuple[Part, ...]:
    """Of the first structures, each with its request, made alone or of the groupe, or as a newcomer."""
    siens = execute(
        "select structure_id, id, version from appui"
        " where case when cast(:g as uuid) is null then etat = 'demande' else groupe_id = :g end",
        g=groupe,
    )
    faites = {structure: (appui, version) for structure, appui, version in siens}
    return tuple(Part(structure, 1, *faites.get(structure, (None, 0))) for structure in monde.structures[:combien])


def _ask(monde: Monde, combien: int) -> None:
    execute(
        "insert into appui (collectif_id, structure_id, demande) select :c, s, 'Trier' from unnest(:s) s",
        c=monde.collectif,
        s=list(monde.structures[:combien:2]),
    )


def _walk(installation: Installation, monde: Monde, combien: int) -> list[int]:
    """Join so many, share again with one less, close; then again and part: the statements of each."""
    vues = []

    def count(action: Callable[[Unit], T]) -> T:
        with count_statements(installation.moteur) as dites:
            resultat = _act(monde, action)
        vues.append(len(dites))
        return resultat

    _ask(monde, combien)
    parts = _list_parts(monde, None, combien)
    assert {part.appui_id is None for part in parts} == {True, False}
    groupe = count(lambda unit: save_partage(unit, monde.collectif, Partage("Trier", PLUS_TARD, combien, parts)))
    moins = _list_parts(monde, groupe, combien - 1)
    partage = Partage("Trier", PLUS_TARD, combien - 1, moins, reponse="À bientôt")
    count(lambda unit: save_partage(unit, monde.collectif, partage, groupe, 1))
    count(lambda unit: close_groupe(unit, monde.collectif, groupe, 2, JOUR))
    parts = tuple(Part(structure, 1) for structure in monde.structures[:combien])
    groupe = count(lambda unit: save_partage(unit, monde.collectif, Partage("Encore", PLUS_TARD, combien, parts)))
    count(lambda unit: undo_groupe(unit, monde.collectif, groupe, 1))
    return vues


def test_a_partage_takes_as_many_statements_for_seven_as_for_three(installation: Installation, monde: Monde) -> None:
    # The first one brings in what every transaction then remembers.
    _walk(installation, monde, 3)
    assert _walk(installation, monde, COMBIEN) == _walk(installation, monde, 3)


def test_each_structure_is_told_of_its_own_part(monde: Monde) -> None:
    """Whoever directs several reads one notice for each, under its name."""
    parts = tuple(Part(structure, 1) for structure in monde.structures)
    _act(monde, lambda unit: save_partage(unit, monde.collectif, Partage("Trier", PLUS_TARD, COMBIEN, parts)))
    dits = execute(
        "select split_part(destinataire, '@', 1), structure_id, donnees ->> 'objet' from courriel"
        " where genre = 'appui_repondu'"
    )
    siens = dict(execute("select structure_id, cast(id as text) from appui"))
    qui = {structure: "bob" if rang == 1 else "alice" for rang, structure in enumerate(monde.structures)}
    assert sorted(dits) == sorted((qui[structure], structure, siens[structure]) for structure in monde.structures)
    assert count_rows("nouvelle") == COMBIEN
