"""A world to act in: collectif A with its first trimestre closed and a second one prepared."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import insert, text

from caprse.acces.unite import open_unit_systeme
from caprse.collectif.modele import Trimestre
from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

REFERENTIEL = build_referentiel(themes=6)


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
                collectif_id=monde.collectif,
                numero=2,
                thematique="T02",
                referentiel_id=monde.referentiel,
                debut=date(2026, 4, 16),
                fin=date(2026, 7, 15),
            )
            .returning(Trimestre.id)
        ).scalar_one()
