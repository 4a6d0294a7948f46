"""An answer that says all it can, whatever the fields of an answer are; and a carnet that nothing surrounds."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from caprse.acces.unite import Unit
from caprse.carnet.controle.contenu import Suite
from caprse.carnet.regles import Saisie
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere, Referentiel

# A niveau and non concerné do not go together: this is all that one answer can say.
VALEURS: dict[str, Any] = {"int | None": 3, "bool": True}
PLEINE = Saisie(
    **{
        champ.name: VALEURS.get(str(champ.type), f"https://exemple.test/{champ.name}")
        for champ in fields(Saisie)
        if champ.name != "non_concerne"
    }
)


class Rien:
    """Nothing around: the carnet alone."""

    def load(self, unit: Unit, carnet: CarnetOuvert) -> None:
        """Nothing to read."""

    def list_demandes(self, carnet: CarnetOuvert) -> tuple[str, ...]:  # noqa: ARG002 - as the protocol says
        return ()

    def list_relues(self, carnet: CarnetOuvert) -> tuple[str, ...]:  # noqa: ARG002 - as the protocol says
        return ()

    def list_suites(self, carnet: CarnetOuvert) -> tuple[Suite, ...]:  # noqa: ARG002 - as the protocol says
        return ()

    def show_demande(self, carnet: CarnetOuvert, critere: Critere) -> None:
        """Nothing to show."""

    def show_critere(self, carnet: CarnetOuvert, critere: Critere, *, dans_fragment: bool) -> None:
        """Nothing to show."""

    def show_verifications(self, carnet: CarnetOuvert, referentiel: Referentiel) -> None:
        """Nothing to show."""

    def show_carnet(self, carnet: CarnetOuvert, referentiel: Referentiel) -> None:
        """Nothing to show."""
