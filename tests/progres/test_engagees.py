"""What the plan holds already for a critère."""

from __future__ import annotations

from datetime import date
from typing import Any

from caprse.progres.engagees import Engagee, list_engagees

JOUR = date(2026, 3, 14)


def test_the_most_pressing_open_action_speaks_for_its_criteres() -> None:
    brutes: list[dict[str, Any]] = [
        {"quoi": "Plus tard", "echeance": "2026-05-01", "etat": "a_faire", "criteres": ["A-01", "A-02"]},
        {"quoi": "Bientôt", "echeance": "2026-03-20", "etat": "en_cours", "criteres": ["A-01"]},
        {"quoi": "Sans date", "echeance": None, "etat": "a_faire", "criteres": ["A-02", "A-03"]},
        {"quoi": "Finie", "echeance": "2026-03-15", "etat": "faite", "criteres": ["A-04"]},
        {"quoi": "Hier", "echeance": "2026-03-13", "etat": "a_faire", "criteres": ["A-05"]},
    ]
    assert list_engagees(brutes, JOUR) == {
        "A-01": Engagee("Bientôt", "Action en cours", "20\u00a0mars"),
        "A-02": Engagee("Plus tard", "Action prévue", "1er\u00a0mai"),
        "A-03": Engagee("Sans date", "Action prévue", ""),
        "A-05": Engagee("Hier", "Action en retard", "13\u00a0mars"),
    }
