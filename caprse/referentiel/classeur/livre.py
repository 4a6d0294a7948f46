"""The document being built from rows, and where each of its values stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from caprse.referentiel.classeur import colonnes as c
from caprse.referentiel.classeur.colonnes import TABLES
from caprse.referentiel.fichiers.document import Chemin, Document, Donnee

Groupe = dict["str | int", Donnee]
Place = tuple[str, int, int]


@dataclass(frozen=True)
class Rangee:
    """One row: its values by key of column, and the place of each; ``debut`` is its first cell."""

    valeurs: Mapping[str, Donnee]
    places: Mapping[str, Place]
    debut: Place


ENJEU_CLES = ("code", "titre", "titre_court", "question", "question_simple")
CRITERE_CLES = ("code", "titre", "question", "question_simple", "trace_possible", "des_le_trimestre")


class Livre:
    """The document being built: where each of its values stands."""

    def __init__(self, places: list[Place], fichier: str, debut: Place) -> None:
        self._places = places
        self._fichier = fichier
        self._valeurs: dict[Chemin, int] = {}
        self.listes: list[tuple[Groupe, list[Groupe]]] = []
        self.put((), debut)

    def put(self, chemin: Chemin, place: Place) -> None:
        self._places.append(place)
        self._valeurs[chemin] = len(self._places)

    def take(self, rangee: Rangee, chemin: Chemin, cles: Iterable[str]) -> Groupe:
        """What a row says under these keys; each key has its place, filled or not."""
        self.put(chemin, rangee.debut)
        donnee: Groupe = {}
        for cle in cles:
            self.take_un(rangee, cle, donnee, (*chemin, cle))
        return donnee

    def take_un(self, rangee: Rangee, cle: str, donnee: Groupe, chemin: Chemin) -> None:
        """One cell, kept in ``donnee`` under the last step of its path where it is filled."""
        if cle in rangee.places:
            self.put(chemin, rangee.places[cle])
        if cle in rangee.valeurs:
            donnee[chemin[-1]] = rangee.valeurs[cle]

    def take_niveaux(self, rangee: Rangee, chemin: Chemin, genre: str = "niveau") -> Groupe:
        """What a row says niveau by niveau, in the columns of this ``genre``."""
        niveaux: Groupe = {}
        self.put(chemin, rangee.debut)
        for cle in rangee.places:
            if cle.startswith(f"{genre}:"):
                self.take_un(rangee, cle, niveaux, (*chemin, int(cle.removeprefix(f"{genre}:"))))
        return niveaux

    def close(self, donnee: Groupe) -> Document:
        return Document(self._fichier, donnee, {}, self._valeurs)


def build_critere(
    livre: Livre, rangee: Rangee, chemin: Chemin, attaches: Mapping[str, dict[str, list[Rangee]]]
) -> Groupe:
    critere = livre.take(rangee, chemin, CRITERE_CLES)
    critere["niveaux"] = livre.take_niveaux(rangee, (*chemin, "niveaux"))
    critere["premiers_pas"] = livre.take_niveaux(rangee, (*chemin, "premiers_pas"), "pas")
    pour_qui: Groupe = {}
    livre.put((*chemin, "pour_qui"), rangee.places.get("pour_qui", rangee.debut))
    for cle, sous in (("pour_qui", "texte"), ("types", "types")):
        livre.take_un(rangee, cle, pour_qui, (*chemin, "pour_qui", sous))
    critere["pour_qui"] = pour_qui
    renvois: Groupe = {}
    for cle in rangee.valeurs:
        if cle.startswith("renvoi:"):
            livre.take_un(rangee, cle, renvois, (*chemin, "renvois", cle.removeprefix("renvoi:")))
    critere["renvois"] = renvois
    code = str(critere.get("code", "")).strip()
    lois = attaches[c.LOIS].pop(code, []) if code else []
    critere["socle_legal"] = tuple(
        livre.take(loi, (*chemin, "socle_legal", rang), list_cles(c.LOIS)[1:]) for rang, loi in enumerate(lois)
    )
    variantes = attaches[c.VARIANTES].pop(code, []) if code else []
    critere["variantes"] = tuple(
        _build_variante(livre, variante, (*chemin, "variantes", rang)) for rang, variante in enumerate(variantes)
    )
    return critere


def _build_variante(livre: Livre, rangee: Rangee, chemin: Chemin) -> Groupe:
    variante = livre.take(rangee, chemin, ("question", "question_simple", "trace_possible"))
    pour: Groupe = {}
    livre.put((*chemin, "pour"), rangee.places.get("types", rangee.debut))
    for cle in ("types", "moins_de"):
        livre.take_un(rangee, cle, pour, (*chemin, "pour", cle))
    variante["pour"] = pour
    if niveaux := livre.take_niveaux(rangee, (*chemin, "niveaux")):
        variante["niveaux"] = niveaux
    return variante


def list_cles(nom: str) -> tuple[str, ...]:
    return tuple(colonne.cle for colonne in TABLES[nom])
