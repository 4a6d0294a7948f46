"""The lines of all plans: what several share is said once, above them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

from caprse.progres.lignes_plans import build_commun, build_ligne, group_pareilles, list_communs
from caprse.progres.plans import ActionSuivie
from caprse.progres.regles import EtatAction, Tri

JOUR = date(2026, 3, 14)
UNE = ActionSuivie(
    id=uuid.uuid4(),
    structure_id=uuid.uuid4(),
    structure="Les Jardins",
    quoi="En parler",
    pilote="Encadrement",
    etat=EtatAction.A_FAIRE,
    echeance=JOUR - timedelta(days=6),
    criteres=("Budget suivi",),
    thematiques=frozenset(),
)
AUTRE = replace(UNE, structure="L’Atelier")


def test_what_is_the_same_is_said_once_above() -> None:
    (groupe,) = group_pareilles([UNE, AUTRE])
    communs = list_communs(groupe)
    assert communs == {Tri.QUOI, Tri.PILOTE, Tri.ECHEANCE}
    tete, ligne = build_commun(UNE, communs, JOUR), build_ligne(UNE, JOUR, dites=communs)
    for dit in ("En parler", "Encadrement", "en retard de 6 jours"):
        assert dit in tete
        assert dit not in ligne
    assert "Budget suivi" in ligne


def test_what_differs_stays_on_its_line() -> None:
    communs = list_communs([UNE, replace(AUTRE, pilote="Direction", echeance=JOUR)])
    assert communs == {Tri.QUOI}
    assert "Encadrement" in build_ligne(UNE, JOUR, dites=communs)
    assert "Encadrement" not in build_commun(UNE, communs, JOUR)


def test_an_action_of_one_structure_has_no_line_above() -> None:
    assert not list_communs([UNE])
