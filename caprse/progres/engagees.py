"""What the plan d'action holds already for a critère, told where one would start an action for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from caprse.progres.regles import ETATS_OUVERTS, EtatAction, is_en_retard, sort_actions
from caprse.socle.dates import format_jour_court


@dataclass(frozen=True, slots=True)
class Engagee:
    """An open action. ``etat_dit``: ``Action en cours``; ``jour``: ``23 déc.``, empty where nobody dated it."""

    quoi: str
    etat_dit: str
    jour: str

    @property
    def dite(self) -> str:
        """``Écrire la charte (23 déc.)``."""
        return f"{self.quoi} ({self.jour})" if self.jour else self.quoi


@dataclass(frozen=True, slots=True)
class _Lue:
    quoi: str
    echeance: date | None
    etat: EtatAction
    criteres: tuple[str, ...]


def list_engagees(brutes: Iterable[Mapping[str, Any]], today: date) -> dict[str, Engagee]:
    """By code of critère, the open action that serves it and comes first; ``brutes``: as the statements give them."""
    lues = [
        _Lue(
            brute["quoi"],
            date.fromisoformat(brute["echeance"]) if brute["echeance"] else None,
            EtatAction(brute["etat"]),
            tuple(brute["criteres"]),
        )
        for brute in brutes
    ]
    engagees: dict[str, Engagee] = {}
    for action in sort_actions([lue for lue in lues if lue.etat in ETATS_OUVERTS]):
        engagee = Engagee(
            action.quoi,
            _name_etat(action, today),
            format_jour_court(action.echeance, today) if action.echeance else "",
        )
        for code in action.criteres:
            engagees.setdefault(code, engagee)
    return engagees


def _name_etat(action: _Lue, today: date) -> str:
    if is_en_retard(action.etat, action.echeance, today):
        return "Action en retard"
    return "Action en cours" if action.etat is EtatAction.EN_COURS else "Action prévue"
