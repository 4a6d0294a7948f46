"""A carnet that leaves as a workbook: what it was when it left, and where each thing stands on its sheets. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from caprse.carnet.regles import Saisie
from caprse.referentiel.schema import Critere, Enjeu, Referentiel

FORMAT = 1
# What a workbook asks of each critère, in the order of its lines; a group of ``Saisie``'s fields at most each.
NIVEAU, MOTIF, COMMENTAIRE, CIBLE, TITRE, LIEN = "niveau", "motif", "commentaire", "cible", "trace_titre", "trace_lien"
LIBELLES = {
    NIVEAU: "Notre niveau",
    MOTIF: "Si non concerné, pourquoi",
    COMMENTAIRE: "Commentaire",
    CIBLE: "Niveau visé",
    TITRE: "Trace : son titre",
    LIEN: "Trace : son lien",
}
NOM_FEUILLE_MAX = 31  # of Excel
INTERDITS = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class Pris:
    """What a workbook was made of: whose carnet, in which words, and the answers of that moment."""

    carnet: UUID
    structure: str
    numero: int
    referentiel: UUID
    le: date
    reponses: Mapping[str, Saisie]

    def write(self) -> str:
        """As the text that is sealed: the same for the same content."""
        contenu = {
            "format": FORMAT,
            "carnet": str(self.carnet),
            "structure": self.structure,
            "numero": self.numero,
            "referentiel": str(self.referentiel),
            "le": self.le.isoformat(),
            "reponses": {code: asdict(saisie) for code, saisie in self.reponses.items()},
        }
        return json.dumps(contenu, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def read_pris(texte: str) -> Pris:
    """The reverse of ``Pris.write``, of a text whose seal was checked. Raises ValueError for another format."""
    contenu: dict[str, Any] = json.loads(texte)
    if contenu.get("format") != FORMAT:
        raise ValueError(contenu.get("format"))
    return Pris(
        UUID(contenu["carnet"]),
        contenu["structure"],
        contenu["numero"],
        UUID(contenu["referentiel"]),
        date.fromisoformat(contenu["le"]),
        {code: Saisie(**champs) for code, champs in contenu["reponses"].items()},
    )


@dataclass(frozen=True)
class Bloc:
    """One critère on its sheet: its title's line, its question's, its niveaux', then one line each to fill."""

    critere: Critere
    ligne: int
    niveaux: int

    @property
    def lignes(self) -> dict[str, int]:
        """The line of each thing to fill, by its name in ``LIBELLES``."""
        premiere = self.ligne + 2 + self.niveaux
        return {champ: premiere + rang for rang, champ in enumerate(LIBELLES)}

    @property
    def suite(self) -> int:
        """Where the next one begins."""
        return self.ligne + 2 + self.niveaux + len(LIBELLES) + 1


@dataclass(frozen=True)
class Feuillet:
    """The sheet of an enjeu."""

    nom: str
    enjeu: Enjeu
    blocs: tuple[Bloc, ...]


def lay_out(etapes: Sequence[Enjeu], referentiel: Referentiel) -> list[Feuillet]:
    """One sheet an enjeu, its critères one under another."""
    return list(_lay_out(etapes, len(referentiel.echelle)))


def _lay_out(etapes: Sequence[Enjeu], niveaux: int) -> Iterator[Feuillet]:
    pris: set[str] = set()
    for enjeu in etapes:
        blocs: list[Bloc] = []
        ligne = 3
        for critere in enjeu.criteres:
            blocs.append(Bloc(critere, ligne, niveaux))
            ligne = blocs[-1].suite
        yield Feuillet(_pick_nom(enjeu.titre_court, pris), enjeu, tuple(blocs))


def _pick_nom(titre: str, pris: set[str]) -> str:
    """The name of a sheet as spreadsheets take it, unlike any other."""
    court = " ".join(titre.translate(INTERDITS).split())[:NOM_FEUILLE_MAX].strip() or "Feuille"
    nom, rang = court, 2
    while nom.casefold() in pris:
        nom = f"{court[: NOM_FEUILLE_MAX - 3].strip()} {rang}"
        rang += 1
    pris.add(nom.casefold())
    return nom


def name_case(code: str, champ: str) -> str:
    """What says, beside a line to fill, what it is: lines are found by it wherever they were moved."""
    return f"{code}/{champ}"
