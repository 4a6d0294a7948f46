"""A world to re-read: seven structures, so that six others can answer, and a second person who animates."""

from __future__ import annotations

import pytest

from caprse.acces.modele import Compte, Habilitation
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit_systeme
from caprse.referentiel.codec import to_contenu
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

REFERENTIEL = build_referentiel(themes=3, criteres=8)


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=7)


@pytest.fixture
def anne(monde: Monde) -> str:
    """A second account that animates collectif A: its name in ``monde.comptes``."""
    with open_unit_systeme() as unit:
        compte = Compte(courriel="anne@exemple.test", nom="Anne")
        unit.db.add(compte)
        unit.db.flush()
        unit.db.add(Habilitation(compte_id=compte.id, role=Role.ANIMATION, collectif_id=monde.collectif))
    monde.comptes["anne"] = compte.id
    return "anne"
