"""A world to act in: collectif A with its first trimestre closed and a second one prepared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, insert, text

from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.collectif.modele import Trimestre
from caprse.referentiel.codec import to_contenu
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

REFERENTIEL = build_referentiel(themes=6)
PERSONNES = ("alice", "ali", "aya", "bob", "charlie", "anna", "clara", "adam", "fanny", "personne")


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=5)


@pytest.fixture
def prepare(monde: Monde) -> UUID:
    """The prepared trimestre 2 of collectif A, whose trimestre 1 is closed."""
    with open_unit_systeme() as unit:
        unit.db.execute(
            text("update trimestre set etat = 'clos', clos_le = now() where id = :id"), {"id": monde.trimestre}
        )
        return unit.db.execute(
            insert(Trimestre)
            .values(
                collectif_id=monde.collectif, numero=2, thematique="T02", referentiel_id=monde.referentiel,
                debut=date(2026, 4, 16), fin=date(2026, 7, 15),
            )
            .returning(Trimestre.id)
        ).scalar_one()  # fmt: skip


class _Retour(Exception):
    """Undo what a trial wrote."""


def check_rights(monde: Monde, permis: set[str], action: Callable[[Unit], object]) -> None:
    """Everyone in ``permis`` may do it; everyone else is told that the thing does not exist."""
    assert permis <= set(PERSONNES)
    for personne in PERSONNES:
        try:
            with open_unit(compte_id=monde.comptes[personne]) as unit:
                if personne in permis:
                    action(unit)
                else:
                    with pytest.raises(Introuvable):
                        action(unit)
                raise _Retour
        except _Retour:
            continue


@contextmanager
def count_statements(moteur: Engine) -> Iterator[list[str]]:
    """The statements sent within the block."""
    vues: list[str] = []

    def note(_c: object, _k: object, requete: str, *_: object) -> None:
        vues.append(requete)

    event.listen(moteur, "before_cursor_execute", note)
    try:
        yield vues
    finally:
        event.remove(moteur, "before_cursor_execute", note)
