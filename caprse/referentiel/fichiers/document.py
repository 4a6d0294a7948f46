"""The files of a référentiel once read: plain data, the line of each key and value, and a view to walk through it.

The view is tolerant: what is missing or has another shape is simply not there, so that a rule never trips over an
error that another rule reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from caprse.referentiel.erreurs import Erreur, cite

Donnee = dict["str | int", "Donnee"] | tuple["Donnee", ...] | str | int | float | bool | None
Chemin = tuple[str | int, ...]

TETE = "referentiel.yaml"
RENVOIS = "renvois.yaml"
GLOSSAIRE = "glossaire.yaml"
LANGUES = "langues"
ANNEXES = frozenset({TETE, RENVOIS, GLOSSAIRE})
CODE_LISIBLE = re.compile(r"[\w.-]{1,20}")


def _read_code(groupe: Mapping[str | int, Donnee]) -> str:
    """The code of a group of keys, where it has one that can be printed as it is."""
    code = groupe.get("code", groupe.get("cle"))
    return code if isinstance(code, str) and CODE_LISIBLE.fullmatch(code) else ""


@dataclass(frozen=True)
class Document:
    """A readable YAML file.

    ``cles`` and ``valeurs`` give the line (from 1) of a key and of a value by path: ``("enjeux", 0, "titre")``.
    ``refuses`` holds the paths already reported while reading, which need no second error.
    """

    fichier: str
    donnee: Donnee
    cles: Mapping[Chemin, int]
    valeurs: Mapping[Chemin, int]
    refuses: frozenset[Chemin] = frozenset()

    def ligne(self, chemin: Chemin) -> int:
        """The line of the key at this path, else of its value, else of the nearest thing around it."""
        for longueur in range(len(chemin), 0, -1):
            debut = chemin[:longueur]
            if ligne := self.cles.get(debut) or self.valeurs.get(debut):
                return ligne
        return self.valeurs.get((), 1)

    def is_refuse(self, chemin: Chemin) -> bool:
        return any(chemin[:longueur] in self.refuses for longueur in range(len(chemin) + 1))

    def describe(self, chemin: Chemin) -> str:
        """A place as a person names it: the nearest code around it, then the key."""
        code, donnee = "", self.donnee
        for pas in chemin:
            if isinstance(donnee, dict):
                code = _read_code(donnee) or code
                donnee = donnee.get(pas)
            elif isinstance(donnee, tuple) and isinstance(pas, int):
                donnee = donnee[pas]
        if isinstance(donnee, dict):
            code = _read_code(donnee) or code
        match chemin[-2:]:
            case ("niveaux", int(niveau)):
                place = f"niveau {niveau}"
            case ("premiers_pas", int(niveau)):
                place = f"premier pas vers le niveau {niveau}"
            case (cle, int(rang)):
                place = f"{cite(cle)} n° {rang + 1}"
            case (*_, cle):
                place = cite(cle)
            case _:
                place = "ce fichier"
        return f"{code}, {place}" if code else place

    @property
    def racine(self) -> Noeud:
        return Noeud(self, (), self.donnee)


@dataclass(frozen=True)
class Noeud:
    """One place in a document."""

    document: Document
    chemin: Chemin
    valeur: Donnee

    @property
    def ligne(self) -> int:
        return self.document.ligne(self.chemin)

    @property
    def lieu(self) -> str:
        return f"{self.document.fichier}:{self.ligne}"

    @property
    def texte(self) -> str | None:
        return self.valeur.strip() if isinstance(self.valeur, str) else None

    def erreur(self, code: str, message: str) -> Erreur:
        """An error here, its sentence introduced by the name of the place."""
        nom = self.document.describe(self.chemin)
        return Erreur(self.document.fichier, self.ligne, code, f"{nom} : {message}")

    def get(self, cle: str | int) -> Noeud:
        """What stands under a key; a place with None where there is nothing."""
        valeur = self.valeur.get(cle) if isinstance(self.valeur, dict) else None
        return Noeud(self.document, (*self.chemin, cle), valeur)

    def __iter__(self) -> Iterator[Noeud]:
        """The items of a list, or the values of a group of keys."""
        if isinstance(self.valeur, dict):
            for cle, valeur in self.valeur.items():
                yield Noeud(self.document, (*self.chemin, cle), valeur)
        elif isinstance(self.valeur, tuple):
            for rang, valeur in enumerate(self.valeur):
                yield Noeud(self.document, (*self.chemin, rang), valeur)


@dataclass(frozen=True)
class Dossier:
    """What was found in a folder.

    ``noms`` are the YAML files that belong there, readable or not; ``documents`` only those that could be read.
    ``langues``: the readable translations, by their path.
    """

    nom: str
    noms: frozenset[str]
    documents: dict[str, Document]
    erreurs: tuple[Erreur, ...]
    langues: Mapping[str, Document] = field(default_factory=dict)

    @property
    def tete(self) -> Document | None:
        return self.documents.get(TETE)

    @property
    def renvois(self) -> Document | None:
        return self.documents.get(RENVOIS)

    @property
    def glossaire(self) -> Document | None:
        return self.documents.get(GLOSSAIRE)

    @property
    def thematiques(self) -> tuple[Document, ...]:
        """The readable thématiques, by file name."""
        return tuple(self.documents[nom] for nom in sorted(self.documents.keys() - ANNEXES))


def list_enjeux(thematique: Document) -> Iterator[Noeud]:
    """The enjeux of a thématique's file."""
    yield from thematique.racine.get("enjeux")


def list_criteres(thematique: Document) -> Iterator[Noeud]:
    """The critères of a thématique's file."""
    for enjeu in list_enjeux(thematique):
        yield from enjeu.get("criteres")
