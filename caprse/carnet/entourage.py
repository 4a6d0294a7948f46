"""What other rooms show around a carnet. This room does not know them: ``caprse.pages`` gives them."""

from __future__ import annotations

from typing import Protocol

from caprse.acces.unite import Unit
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere, Referentiel


class Entourage(Protocol):
    """Threads, re-reading and checks around the answers."""

    def load(self, unit: Unit, carnet: CarnetOuvert) -> None:
        """Read, in the transaction that reads the carnet, what the other calls will show."""

    def show_critere(self, carnet: CarnetOuvert, critere: Critere) -> None:
        """What surrounds one critère, below its answer; drawn in its own fragment."""

    def show_carnet(self, carnet: CarnetOuvert, referentiel: Referentiel) -> None:
        """What surrounds the whole carnet: on the page that transmits it."""
