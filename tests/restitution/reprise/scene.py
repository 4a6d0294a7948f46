"""A collectif that began before the workbook, on a real base."""

from __future__ import annotations

from datetime import date

from caprse.acces.unite import open_unit_systeme
from caprse.collectif.modele import Trimestre
from tests.monde import Monde
from tests.restitution.scene import execute_as_owner


def begin_before(monde: Monde, thematique: str) -> None:
    """Its first three trimestres are over; the third, of this thématique, is prepared still, the fourth is open."""
    execute_as_owner("update trimestre set numero = 4")
    execute_as_owner("update adhesion set du = '2025-01-01'")
    with open_unit_systeme() as unit:
        unit.db.add(
            Trimestre(
                collectif_id=monde.collectif,
                numero=3,
                thematique=thematique,
                referentiel_id=monde.referentiel,
                debut=date(2025, 10, 16),
                fin=date(2026, 1, 15),
            )
        )
