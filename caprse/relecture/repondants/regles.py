"""« Qui a répondu ? » : what the cahier knows of those who took part, by numbers and groups, never by name. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from caprse.avis.regles import GROUPES
from caprse.socle.francais import enumerate_words, format_pluriel

# The critère of our référentiel that asks it. Another référentiel has none under this code, and is proposed nothing.
CRITERE = "DEM-01"
PARCOURS = GROUPES[1]
PETITE = 10  # below, the référentiel asks for two roles where others have three


@dataclass(frozen=True)
class Repondants:
    """Of one carnet: how many accounts wrote answers, whether the direction is among them, and by group how many
    gave their avis in consultations that were counted.
    """

    saisies: int
    direction: bool
    groupes: tuple[tuple[str, int], ...]

    @property
    def consultes(self) -> int:
        return sum(nombre for _, nombre in self.groupes)


def describe(repondants: Repondants) -> str:
    """What may be said of it as a comment; empty where nothing is known."""
    phrases = []
    if repondants.saisies:
        dont = (
            "" if not repondants.direction else ", la direction" if repondants.saisies == 1 else ", dont la direction"
        )
        nombre = format_pluriel(repondants.saisies, "personne a rempli", "personnes ont rempli")
        phrases.append(f"Ce trimestre, {nombre} le carnet{dont}.")
    if repondants.consultes:
        nombre = format_pluriel(repondants.consultes, "personne a donné son avis", "personnes ont donné leur avis")
        noms = enumerate_words([f"{nom[0].lower()}{nom[1:]}" for nom, _ in repondants.groupes])
        phrases.append(f"{nombre} : {noms}.")
    return " ".join(phrases)


def compute_niveau(repondants: Repondants, *, petite: bool) -> int | None:
    """The niveau that this alone would be, at most: what lasts for six months is known to people only.

    ``petite``: fewer than ten work there.
    """
    roles = {nom for nom, _ in repondants.groupes}
    if len(roles) >= 2 and (petite or (len(roles) >= 3 and PARCOURS in roles)):
        return 2
    return 1 if repondants.saisies + repondants.consultes >= 2 else None
