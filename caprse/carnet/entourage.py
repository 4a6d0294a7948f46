"""What other rooms show around a carnet. This room does not know them: ``caprse.pages`` gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from caprse.acces.unite import Unit
from caprse.carnet.controle.contenu import Suite
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Critere, Referentiel


class Entourage(Protocol):
    """Threads, re-reading and checks around the answers."""

    def load(self, unit: Unit, carnet: CarnetOuvert) -> None:
        """Read, in the transaction that reads the carnet, what the other calls will show."""

    def list_demandes(self, carnet: CarnetOuvert) -> Sequence[str]:
        """The critères that someone asks to look at again, and that were not since, in their order."""

    def list_relues(self, carnet: CarnetOuvert) -> Sequence[str]:
        """The critères of whose answer something was said: what is said of it changes with it."""

    def show_demande(self, carnet: CarnetOuvert, critere: Critere) -> None:
        """What was said of an answer: above it, where it is read first."""

    def show_critere(self, carnet: CarnetOuvert, critere: Critere, *, dans_fragment: bool) -> None:
        """What surrounds one critère, below its answer; ``dans_fragment``: it is drawn again by itself already."""

    def is_discute(self, carnet: CarnetOuvert, critere: Critere) -> bool:
        """Whether something stands beside an answer already: a trace, a colleague, a message, one that was begun."""

    def has_traces(self, critere: Critere) -> bool:
        """Whether traces are joined to an answer: none need be asked for."""

    def show_joindre(self, carnet: CarnetOuvert, critere: Critere, close: Callable[[], None]) -> None:
        """The window that joins traces to an answer; ``close``: it is done with."""

    def list_suites(self, carnet: CarnetOuvert) -> Sequence[Suite]:
        """What this person may do next, from a weak answer."""

    def show_verifications(self, carnet: CarnetOuvert, referentiel: Referentiel) -> None:
        """What deserves a second look before the carnet is sent."""

    def tell_attendu(self, critere: Critere) -> str:
        """With whom an answer is to be seen, and for when; nothing where nobody is asked."""

    def show_carnet(self, carnet: CarnetOuvert, referentiel: Referentiel) -> None:
        """What surrounds the whole carnet: on the page that transmits it."""
