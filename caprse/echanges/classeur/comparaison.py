"""What a workbook would change: the answers as they left, as they come back, as they now stand. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from caprse.carnet.fusion import GROUPES, merge_saisies
from caprse.carnet.regles import Saisie
from caprse.referentiel.schema import Critere
from caprse.socle.erreurs import SaisieInvalide

CHOISIR = "Choisissez, pour chaque réponse changée des deux côtés, celle à garder."
Choix = Mapping[tuple[str, str], bool]


@dataclass(frozen=True)
class Changement:
    """One critère that the workbook changes. ``conflits``: by group of fields, what both sides changed otherwise."""

    critere: Critere
    en_ligne: Saisie
    fusion: Saisie
    conflits: Mapping[str, Mapping[str, Any]]

    @property
    def touches(self) -> tuple[str, ...]:
        """The groups of fields that change without being chosen."""
        return tuple(
            groupe
            for groupe, champs in GROUPES.items()
            if any(getattr(self.fusion, champ) != getattr(self.en_ligne, champ) for champ in champs)
        )

    def settle(self, choix: Choix) -> Saisie:
        """The answer to write, each conflict being ended: True keeps what the workbook says. Raises SaisieInvalide."""
        saisie = self.fusion
        for groupe, champs in self.conflits.items():
            garder = choix.get((self.critere.code, groupe))
            if garder is None:
                raise SaisieInvalide([CHOISIR])
            if garder:
                saisie = replace(saisie, **champs)
        return saisie


def compare(
    criteres: Sequence[Critere],
    prises: Mapping[str, Saisie],
    rapportees: Mapping[str, Saisie],
    en_ligne: Mapping[str, Saisie],
) -> list[Changement]:
    """The critères that the workbook would change, in their order; what it did not touch stays as it now stands."""
    vide = Saisie()
    changements = []
    for critere in criteres:
        code = critere.code
        actuelle = en_ligne.get(code, vide)
        fusion, conflits = merge_saisies(prises.get(code, vide), rapportees.get(code, vide), actuelle)
        if fusion != actuelle or conflits:
            changements.append(Changement(critere, actuelle, fusion, conflits))
    return changements
