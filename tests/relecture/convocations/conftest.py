"""The plain world with a meeting on 20 March, to which people are asked, and a mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.service import create_rencontre
from caprse.relecture.convocations.envois import register_convocations
from caprse.socle.installation import Installation
from tests.courrier.serveur import Boite, run_serveur
from tests.monde import Monde, create_plain_monde


@pytest.fixture
def monde(installation: Installation) -> Monde:
    register_convocations(installation)
    return create_plain_monde(installation)


@pytest.fixture
def boite() -> Iterator[Boite]:
    with run_serveur(Boite()) as serveur:
        yield serveur


@pytest.fixture
def rencontre(monde: Monde) -> UUID:
    saisie = SaisieRencontre(
        TypeRencontre.VISIO, "Lancement", date(2026, 3, 20), time(9, 30), "", "https://visio.exemple.test/a"
    )
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return create_rencontre(unit, monde.trimestre, saisie)
