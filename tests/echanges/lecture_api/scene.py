"""A program in front of the workbook, with a key: eight structures, the first six of which have transmitted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

import httpx
from starlette.applications import Starlette

from caprse.acces.unite import open_unit
from caprse.echanges.lecture_api.regles import Portee
from caprse.echanges.lecture_api.service import LieuCle, create_cle
from caprse.echanges.lecture_api.web import routes
from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from tests.acces.navigateur import create_navigateur
from tests.base import execute
from tests.monde import Monde, create_monde
from tests.restitution.scene import REFERENTIEL, answer_and_send, refresh

TOUTES = tuple(Portee)
PARUS = 6


def create_grand_monde(installation: Installation) -> Monde:
    """Eight structures, six carnets transmitted and published, two meetings."""
    monde = create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=9)
    answer_and_send(monde, *range(PARUS))
    assert refresh(monde)
    for rang, titre in enumerate(("Ouverture", "Suite")):
        execute(
            "insert into rencontre (collectif_id, trimestre_id, type, titre, jour, heure, lien, ordre_du_jour)"
            " values (:c, :t, 'visio', :titre, :jour, :heure, 'https://visio.exemple.test/secret', 'Entre nous')",
            c=monde.collectif,
            t=monde.trimestre,
            titre=titre,
            jour=date(2026, 3, 20 + rang),
            heure=time(14, 0),
        )
    return monde


def make_cle(
    monde: Monde, nom: str = "anna", structure: UUID | None = None, portees: Sequence[Portee] = TOUTES, jours: int = 90
) -> str:
    """A key made by this person, of the collectif or of a structure of it."""
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return create_cle(unit, LieuCle(monde.collectif, structure), f"Essai de {nom}", portees, jours)


def create_programme(cle: str | None = None) -> httpx.Client:
    """A program that holds this key."""
    programme = create_navigateur(Starlette(routes=routes()))
    if cle is not None:
        programme.headers["Authorization"] = f"Bearer {cle}"
    return programme
