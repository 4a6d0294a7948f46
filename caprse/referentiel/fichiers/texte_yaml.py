"""The bytes of one file → a Document, or the reasons why not.

Only the plain part of YAML is taken: lists, keys and scalars. Everything is built from PyYAML's events, never by its
constructors, and an alias is refused, never expanded, which disarms the « billion laughs ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from caprse.referentiel.erreurs import Erreur, cite
from caprse.referentiel.fichiers.document import Chemin, Document, Donnee
from caprse.referentiel.fichiers.scalaires import read_scalaire
from caprse.referentiel.fichiers.syntaxe import explain_syntax
from caprse.socle.signes import clean_signes, find_invisible

PROFONDEUR_MAX = 12
ELEMENTS_MAX = 20_000  # a large thématique has about 2 000
CONSEIL = "si c’est un texte, mettez-le entre guillemets."

# What PyYAML cannot read in a file.
ILLISIBLES = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Lecture:
    """What came out of one file; ``document`` is None when its YAML could not be read to the end."""

    document: Document | None
    erreurs: tuple[Erreur, ...]


def read_texte(fichier: str, octets: bytes) -> Lecture:
    """Read one file from its bytes. Never raises; the size is the caller's concern."""
    try:
        texte = octets.decode()
    except UnicodeDecodeError as erreur:
        ligne = octets.count(b"\n", 0, erreur.start) + 1
        octet = f"Octet 0x{octets[erreur.start]:02x} illisible en position {erreur.start}"
        message = f"{octet} : enregistrez ce fichier en UTF-8."
        return Lecture(None, (Erreur(fichier, ligne, "ENCODAGE", message),))
    if signe := ILLISIBLES.search(texte):
        ligne = texte.count("\n", 0, signe.start()) + 1
        message = f"Caractère de contrôle U+{ord(signe[0]):04X} interdit : effacez-le."
        return Lecture(None, (Erreur(fichier, ligne, "CARACTERE", message),))
    return _Lecteur(fichier, texte).read()


class _Arret(Exception):
    """Reading this file stops here; the reason is already among the errors."""


class _Lecteur:
    """Turns the events of one file into plain data, and keeps the lines and the errors."""

    def __init__(self, fichier: str, texte: str) -> None:
        self._fichier = fichier
        self._evenements: Iterator[Event] = yaml.parse(texte, Loader=yaml.SafeLoader)
        self._ligne = 1
        self._elements = 0
        self._erreurs: list[Erreur] = []
        self._cles: dict[Chemin, int] = {}
        self._valeurs: dict[Chemin, int] = {}
        self._refuses: set[Chemin] = set()

    def read(self) -> Lecture:
        try:
            donnee = self._read_flux()
        except _Arret:
            return Lecture(None, tuple(self._erreurs))
        # PyYAML lets ValueError and OverflowError out on escapes and directives with impossible numbers.
        except (yaml.YAMLError, ValueError, OverflowError) as erreur:
            ligne, message = explain_syntax(erreur, self._ligne)
            self._add(ligne, "YAML-SYNTAXE", message)
            return Lecture(None, tuple(self._erreurs))
        document = Document(self._fichier, donnee, self._cles, self._valeurs, frozenset(self._refuses))
        return Lecture(document, tuple(self._erreurs))

    def _next(self) -> Event:
        evenement = next(self._evenements)
        if evenement.start_mark is not None:
            self._ligne = evenement.start_mark.line + 1
        return evenement

    def _read_flux(self) -> Donnee:
        self._next()
        if isinstance(self._next(), StreamEndEvent):
            return None
        donnee = self._read_valeur(self._next(), (), 1)
        self._next()
        if not isinstance(self._next(), StreamEndEvent):
            message = "Un autre document commence ici (« --- ») : un fichier n’en contient qu’un."
            self._add(self._ligne, "YAML-DOCUMENTS", message)
        return donnee

    def _read_valeur(self, evenement: Event, chemin: Chemin, profondeur: int) -> Donnee:
        self._valeurs.setdefault(chemin, self._ligne)
        self._count_element()
        if isinstance(evenement, NodeEvent):
            self._check_marques(evenement, chemin)
        if isinstance(evenement, AliasEvent):
            return None
        if isinstance(evenement, ScalarEvent):
            return self._read_texte(evenement, chemin)
        if profondeur > PROFONDEUR_MAX:
            self._add(self._ligne, "YAML-PROFONDEUR", f"Plus de {PROFONDEUR_MAX} niveaux d’imbrication.")
            raise _Arret
        if isinstance(evenement, SequenceStartEvent):
            return self._read_liste(chemin, profondeur)
        return self._read_groupe(chemin, profondeur)

    def _read_liste(self, chemin: Chemin, profondeur: int) -> Donnee:
        elements: list[Donnee] = []
        while not isinstance(evenement := self._next(), SequenceEndEvent):
            elements.append(self._read_valeur(evenement, (*chemin, len(elements)), profondeur + 1))
        return tuple(elements)

    def _read_groupe(self, chemin: Chemin, profondeur: int) -> Donnee:
        groupe: dict[str | int, Donnee] = {}
        lignes: dict[str | int, int] = {}
        while not isinstance(evenement := self._next(), MappingEndEvent):
            ligne = self._ligne
            cle = self._read_valeur(evenement, (*chemin, ""), profondeur + 1)
            if not isinstance(cle, str | int) or isinstance(cle, bool):
                if not isinstance(evenement, AliasEvent):
                    self._add(ligne, "YAML-CLE", "Une clé s’écrit comme un texte simple ou un nombre entier.")
                self._read_valeur(self._next(), (*chemin, ""), profondeur + 1)
                continue
            if premiere := lignes.get(cle):
                self._add(ligne, "YAML-CLE-DOUBLE", f"Clé {cite(cle)} déjà écrite à la ligne {premiere}.")
            lignes.setdefault(cle, ligne)
            self._cles.setdefault((*chemin, cle), ligne)
            groupe.setdefault(cle, self._read_valeur(self._next(), (*chemin, cle), profondeur + 1))
        return groupe

    def _read_texte(self, evenement: ScalarEvent, chemin: Chemin) -> Donnee:
        texte = str(evenement.value)
        if signe := find_invisible(texte):
            message = f"Caractère invisible U+{ord(signe):04X} interdit dans un texte : effacez-le."
            self._refuse(chemin, "CARACTERE", message)
            return ""
        return read_scalaire(clean_signes(texte), nu=evenement.implicit[0])

    def _check_marques(self, evenement: NodeEvent, chemin: Chemin) -> None:
        if isinstance(evenement, AliasEvent):
            self._refuse(chemin, "YAML-ANCRE", f"Alias {cite(f'*{evenement.anchor}')} interdit ; {CONSEIL}")
        elif evenement.anchor is not None:
            self._add(self._ligne, "YAML-ANCRE", f"Ancre {cite(f'&{evenement.anchor}')} interdite ; {CONSEIL}")
        if isinstance(evenement, ScalarEvent | CollectionStartEvent) and evenement.tag is not None:
            etiquette = evenement.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(chemin, "YAML-ETIQUETTE", f"Étiquette {cite(etiquette)} interdite ; {CONSEIL}")

    def _count_element(self) -> None:
        self._elements += 1
        if self._elements > ELEMENTS_MAX:
            self._add(
                self._ligne, "YAML-NOMBRE", f"Plus de {ELEMENTS_MAX:_} éléments dans ce fichier.".replace("_", " ")
            )
            raise _Arret

    def _add(self, ligne: int, code: str, message: str) -> None:
        self._erreurs.append(Erreur(self._fichier, ligne, code, message))

    def _refuse(self, chemin: Chemin, code: str, message: str) -> None:
        self._refuses.add(chemin)
        self._add(self._ligne, code, message)
