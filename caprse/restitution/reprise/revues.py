"""What a past says of a critère that a later trimestre looked at again: only what was answered before. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from caprse.referentiel.schema import Referentiel
from caprse.restitution.reprise.regles import Cadre, TrimestrePasse

# Trimestre, structure, critère.
Place = tuple[int, UUID, str]


class Questions:
    """What each trimestre asks, and what it may look at again: what the trimestres before it asked."""

    def __init__(self, cadre: Cadre) -> None:
        self._referentiel = cadre.referentiel
        self._connues = {connu.numero: connu.thematique for connu in cadre.trimestres}
        self._poses: dict[str, frozenset[str]] = {}

    def asks(self, thematique: str, critere: str) -> bool:
        if thematique not in self._poses:
            self._poses[thematique] = frozenset(c.code for c in self._referentiel.demandes(thematique))
        return critere in self._poses[thematique]

    def takes(self, trimestre: TrimestrePasse, critere: str, dits: Mapping[int, TrimestrePasse]) -> bool:
        """Whether this critère may be answered at this trimestre; ``dits``: those of the file."""
        connues = self._connues | {numero: dit.thematique for numero, dit in dits.items()}
        avant = {thematique for numero, thematique in connues.items() if numero < trimestre.numero}
        return any(self.asks(thematique, critere) for thematique in (trimestre.thematique, *avant))


def list_sans_avant(revues: Iterable[Place], repondues: Collection[Place]) -> list[Place]:
    """Those that the same structure had not answered at an earlier trimestre."""
    premieres: dict[tuple[UUID, str], int] = {}
    for numero, structure, critere in repondues:
        ici = (structure, critere)
        premieres[ici] = min(numero, premieres.get(ici, numero))
    return [(n, structure, critere) for n, structure, critere in revues if premieres.get((structure, critere), n) >= n]


def explain_sans_avant(place: Place, titre: str, cadre: Cadre) -> str:
    """Why it may not be; ``titre``: of the thématique of its trimestre."""
    numero, structure_id, _ = place
    nom = next(structure.libelle for structure in cadre.structures if structure.id == structure_id)
    return (
        f"ce critère n’est pas de la thématique « {titre} », celle du trimestre\u00a0{numero}. Il peut y être revu, "
        f"mais {nom} ne l’avait pas rempli avant : ajoutez sa réponse d’un trimestre d’avant."
    )


def count_revues(criteres: Iterable[str], referentiel: Referentiel, thematique: str) -> int:
    """How many of these critères this thématique does not ask by itself."""
    demandes = {critere.code for critere in referentiel.demandes(thematique)}
    return sum(critere not in demandes for critere in criteres)
