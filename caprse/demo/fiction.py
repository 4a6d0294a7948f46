"""The invented structures of the demonstration: names, places, kinds, temperaments; who did what of their story.

None of them exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import product
from random import Random
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.socle.base import set_contexte
from caprse.socle.fictif import add_mention

COLLECTIF = add_mention("Collectif Démonstration")
COLLECTIF_VOISIN = add_mention("Collectif Voisin")


class Personnage(StrEnum):
    """What a structure shows in the demonstration. Its carnet of the open trimestre follows from it."""

    VISITEE = "visitee"  # the one that visitors enter: half filled
    REGULIERE = "reguliere"  # sends in time
    EN_COURS = "en_cours"  # has begun, not sent yet
    EN_RETARD = "en_retard"  # always late: sends the last evening, or not at all; has not begun
    PARTIE = "partie"  # left after the second trimestre


@dataclass(frozen=True)
class StructureFictive:
    """An invented structure and how it answers. Shares of the échelle run from 0 to 1."""

    id: UUID
    nom: str
    types: tuple[str, ...]
    commune: str
    personnage: Personnage
    depart: float  # where it stood at the launch
    elan: float  # what it gains over the whole cycle
    recul: int  # the trimestre (from 0) where it fell back
    trous: float  # share of questions left open
    certifiee: bool  # has papers from CEDRE ISO
    montre_son_nom: bool
    effectif: int


# The first ten are chosen one by one: they are what visitors see.
_PREMIERES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("Atelier du Pont-Vieil", ("ACI",), "Valbrune"),
    ("Relais Emploi des Trois Combes", ("AI",), "Orsanne-sur-Vive"),
    ("Les Jardins de la Lisière", ("ACI",), "Saint-Orlan"),
    ("La Fabrique d’Ici", ("EBE",), "Montclairier"),
    ("Passerelle Intérim du Haut-Cours", ("ETTI",), "Valbrune"),
    ("Coup de Main Services", ("AI", "SAP"), "Rivecombe"),
    ("Ressourcerie du Grand Pré", ("ACI", "EI"), "Fontségur"),
    ("Mobilité Douce des Deux Rives", ("EI",), "Orsanne-sur-Vive"),
    ("Ensemblier des Trois Vallées", ("AI", "ACI", "GES"), "Castelvive"),
    ("Régie des Hauts de Brune", ("ACI",), "Valbrune"),
)
DEJA_NOMMEES = len(_PREMIERES)
_COMMUNES = (
    "Valbrune",
    "Orsanne-sur-Vive",
    "Saint-Orlan",
    "Montclairier",
    "Rivecombe",
    "Fontségur",
    "Castelvive",
    "Brunelle-le-Haut",
    "Pierrevive-les-Prés",
    "Lavernoise",
    "Sainte-Aubrine",
    "Combe-Claire",
    "Vivargues",
    "Aubrefond",
)
_DEBUTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Atelier", ("ACI",)),
    ("Chantier", ("ACI",)),
    ("Jardins", ("ACI",)),
    ("Ressourcerie", ("ACI",)),
    ("Cuisine solidaire", ("ACI",)),
    ("Relais Emploi", ("AI",)),
    ("Services et Emploi", ("AI",)),
    ("Coup de Pouce", ("AI", "SAP")),
    ("Boussole Emploi", ("AI", "ACI")),
    ("Menuiserie", ("EI",)),
    ("Blanchisserie", ("EI",)),
    ("Éco-nettoyage", ("EI",)),
    ("Intérim solidaire", ("ETTI",)),
    ("Agence d’insertion", ("ETTI", "AI")),
    ("Fabrique d’emplois", ("EBE",)),
    ("Comptoir de quartier", ("EBE",)),
    ("Ensemblier", ("GES", "AI", "ACI")),
    ("Groupement solidaire", ("GES",)),
)
_FINS = (
    "du Vieux Lavoir",
    "des Quatre Vents",
    "de la Brune",
    "du Val Clair",
    "des Deux Ponts",
    "du Bois Joli",
    "de la Haute Combe",
    "des Peupliers",
    "du Moulin Bas",
    "de la Source",
    "des Collines",
    "du Plateau",
    "de la Rivière Vive",
    "du Four à Chaux",
    "des Sept Chemins",
    "de la Grand-Place",
    "du Tilleul",
    "des Murets",
    "de la Vallée Haute",
    "du Chemin Creux",
    "des Garrigues",
    "de la Cardabelle",
    "du Pas de l’Âne",
    "des Hirondelles",
    "de la Tuilerie",
    "du Gué",
    "des Châtaigniers",
    "de la Croix Blanche",
    "du Verger",
    "des Remparts",
)
_RESTE = len(_DEBUTS) * len(_FINS)
STRUCTURES_MAX = len(_PREMIERES) + _RESTE


# From a handful to a large one: what the law asks of each is not the same.
EFFECTIFS = (18, 34, 26, 41, 62, 12, 31, 9, 88, 6)


def build_structures(hasard: Random, nombre: int) -> tuple[StructureFictive, ...]:
    """``nombre`` invented structures, at most STRUCTURES_MAX, the same for the same ``hasard``."""
    suite = [(f"{debut} {fin}", types) for (debut, types), fin in product(_DEBUTS, _FINS)]
    hasard.shuffle(suite)
    choisies = [*_PREMIERES, *((nom, types, hasard.choice(_COMMUNES)) for nom, types in suite)][:nombre]
    return tuple(
        StructureFictive(
            id=UUID(int=hasard.getrandbits(128), version=4),
            nom=nom,
            types=types,
            commune=commune,
            personnage=_choose_personnage(rang, nombre),
            depart=0.35 if rang == 0 else hasard.uniform(0.15, 0.5) + (0.2 if rang == 1 else 0),
            elan=hasard.uniform(0.2, 0.4),
            recul=2 if rang == 0 else hasard.randrange(1, 6),
            trous=hasard.choice((0, 0, 0.04, 0.1)),
            certifiee=rang % 7 == 1,
            montre_son_nom=rang % 4 == 2,
            effectif=EFFECTIFS[rang % len(EFFECTIFS)],
        )
        for rang, (nom, types, commune) in enumerate(choisies)
    )


def _choose_personnage(rang: int, nombre: int) -> Personnage:
    """With ten: six that send in time, the visited one, one still at work, one late, one that left."""
    if rang == 0:
        return Personnage.VISITEE
    if nombre >= 3 and rang == nombre - 1:
        return Personnage.EN_RETARD
    if rang == 4:
        return Personnage.PARTIE
    return Personnage.EN_COURS if rang % 10 == 7 else Personnage.REGULIERE


def tell(unit: Unit, quand: datetime, qui: UUID | None = None) -> None:
    """What is written from here on was done then, by ``qui``, or by the direction of the structure that it is about.

    A row that bears its own author and day keeps them. The base heeds it for invented data alone.
    """
    set_contexte(unit.db, fiction=quand.isoformat(), fiction_qui=str(qui or ""))
