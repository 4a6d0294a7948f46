"""The file of a catalogue → its offres, or every reason why it is refused, each with its line."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from caprse.referentiel.classeur.ouverture import Constat
from caprse.referentiel.erreurs import Erreur, cite
from caprse.referentiel.fichiers.document import Document
from caprse.referentiel.fichiers.forme import check_forme
from caprse.referentiel.fichiers.texte_yaml import read_texte
from caprse.relecture.offres.schema import CRITERES_MAX, DEMI_JOURNEES, OFFRES_MAX, Catalogue

FICHIER_MAX = 128 * 1024


@dataclass(frozen=True)
class Lecture:
    """What a file gives: a catalogue, or errors; never both."""

    catalogue: Catalogue | None
    erreurs: tuple[Erreur | Constat, ...] = ()


def read_catalogue(nom: str, octets: bytes, criteres: Collection[str] | None = None) -> Lecture:
    """Read a catalogue. Never raises. ``criteres``: those of the collectif, where it is known."""
    if len(octets) > FICHIER_MAX:
        message = f"{len(octets) // 1024} Kio ; le maximum est {FICHIER_MAX // 1024} Kio."
        return Lecture(None, (Erreur(nom, 1, "TAILLE", message),))
    lu = read_texte(nom, octets)
    if lu.document is None:
        return Lecture(None, tuple(sorted(lu.erreurs)))
    erreurs = [*lu.erreurs, *check_forme(lu.document, Catalogue), *check_offres(lu.document, criteres)]
    if erreurs:
        return Lecture(None, tuple(sorted(set(erreurs))))
    return Lecture(Catalogue.model_validate(lu.document.donnee))


def check_offres(document: Document, criteres: Collection[str] | None) -> Iterator[Erreur]:
    """What the shape does not say: one code for one offre, half-days that a year may hold, critères that exist."""
    offres = document.racine.get("offres")
    if isinstance(offres.valeur, tuple) and len(offres.valeur) > OFFRES_MAX:
        yield offres.erreur("TAILLE", f"{len(offres.valeur)} offres ; le maximum est {OFFRES_MAX}.")
    vus: set[str] = set()
    for offre in offres:
        code = offre.get("code")
        if code.texte and code.texte in vus:
            yield code.erreur("CODE-DOUBLE", f"{cite(code.texte)} sert déjà à une autre offre.")
        vus.add(code.texte or "")
        demi = offre.get("demi_journees")
        if type(demi.valeur) is int and demi.valeur not in DEMI_JOURNEES:
            bornes = f"de {DEMI_JOURNEES[0]} à {DEMI_JOURNEES[-1]}"
            yield demi.erreur("VALEUR", f"{demi.valeur} n’est pas permis ; il faut un nombre {bornes}.")
        cites = offre.get("criteres")
        if not isinstance(cites.valeur, tuple):
            continue
        if len(cites.valeur) > CRITERES_MAX:
            yield cites.erreur("TAILLE", f"{len(cites.valeur)} critères ; le maximum est {CRITERES_MAX}.")
        deja: set[str] = set()
        for critere in cites:
            if critere.texte and critere.texte in deja:
                yield critere.erreur("CODE-DOUBLE", f"{cite(critere.texte)} est cité deux fois.")
            elif critere.texte and criteres is not None and critere.texte not in criteres:
                yield critere.erreur("VALEUR", f"aucun critère du collectif n’a le code {cite(critere.texte)}.")
            deja.add(critere.texte or "")
