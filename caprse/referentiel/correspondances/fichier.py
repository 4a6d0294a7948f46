"""How the critères of one version become those of another: the file, its shape, its rules.

Nothing is left to be guessed: each old critère says what becomes of it, each new one where it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from caprse.referentiel.erreurs import Erreur, cite
from caprse.referentiel.fichiers.document import Document, Noeud
from caprse.referentiel.fichiers.forme import check_forme
from caprse.referentiel.fichiers.lecture import FICHIER_MAX, KIO
from caprse.referentiel.fichiers.texte_yaml import read_texte
from caprse.referentiel.schema import Cle, CodeCritere, Referentiel, Semver, TexteCourt

POIDS_MAX = 1000

CODES = {
    "VERSION": "Le fichier ne va pas d’une des versions à l’autre.",
    "CODE-INCONNU": "Un code n’existe pas dans la version où il est attendu.",
    "CODE-OUBLIE": "Un critère d’une des deux versions n’est pas dans le fichier.",
    "CODE-DOUBLE": "Un code est cité deux fois au même endroit.",
    "CODE-GARDE": "Un critère présent dans les deux versions ne se reprend pas lui-même.",
    "CODE-NOUVEAU": "Un critère annoncé nouveau reprend un ancien critère.",
    "LIGNE": "Un ancien critère a une suite et un motif de retrait, ou ni l’un ni l’autre.",
    "POIDS": "Un poids n’est pas un nombre plus grand que 0.",
}


class _Donnee(BaseModel):
    """Strict, frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Destination(_Donnee):
    """A new critère that takes over an old one; ``poids`` counts where it takes over several."""

    code: CodeCritere
    poids: float = Field(default=1, json_schema_extra={"exclusiveMinimum": 0, "maximum": POIDS_MAX})


class Ligne(_Donnee):
    """What becomes of an old critère: the new ones that take it over, or why it is retired."""

    vers: tuple[Destination, ...] = ()
    retire: TexteCourt | None = None


class Correspondance(_Donnee):
    """The way from version ``de`` to version ``vers`` of the référentiel ``id``; ``lignes`` by old code.

    ``nouveaux`` are the new critères that take over nothing: nobody has answered them yet.
    """

    id: Cle
    de: Semver
    vers: Semver
    # Numbers pass as keys, so that the rule which knows the codes is the one that refuses them.
    lignes: dict[str | int, Ligne] = Field(min_length=1)
    nouveaux: tuple[CodeCritere, ...] = ()


@dataclass(frozen=True)
class LectureCorrespondance:
    """``correspondance`` is there exactly when ``erreurs`` is empty."""

    correspondance: Correspondance | None
    erreurs: tuple[Erreur, ...] = ()


def read_correspondance(
    fichier: str, octets: bytes, ancien: Referentiel, nouveau: Referentiel
) -> LectureCorrespondance:
    """Read and check a file from its bytes, in one pass; errors come sorted by line. Never raises."""
    if len(octets) > FICHIER_MAX:
        message = f"{len(octets) // KIO} Kio ; le maximum est {FICHIER_MAX // KIO} Kio."
        return LectureCorrespondance(None, (Erreur(fichier, 1, "TAILLE", message),))
    lecture = read_texte(fichier, octets)
    erreurs = set(lecture.erreurs)
    if lecture.document is not None:
        erreurs.update(check_forme(lecture.document, Correspondance))
        erreurs.update(check_document(lecture.document, ancien, nouveau))
    if erreurs or lecture.document is None:
        return LectureCorrespondance(None, tuple(sorted(erreurs)))
    return LectureCorrespondance(Correspondance.model_validate(lecture.document.donnee))


def list_reasons_against(correspondance: Correspondance, ancien: Referentiel, nouveau: Referentiel) -> list[str]:
    """Why a correspondence does not lead from one version to the other; empty when it does."""
    donnee: Any = correspondance.model_dump()
    document = Document("correspondance", donnee, {}, {})
    return [erreur.message for erreur in sorted(set(check_document(document, ancien, nouveau)))]


def check_document(document: Document, ancien: Referentiel, nouveau: Referentiel) -> Iterator[Erreur]:
    """Every broken rule between a file and its two versions. What is misshapen is left to ``forme``."""
    yield from _check_versions(document, ancien, nouveau)
    avant, apres = list_codes(ancien), list_codes(nouveau)
    lignes = document.racine.get("lignes")
    vus: set[str] = set()
    repris: set[str] = set()
    if isinstance(lignes.valeur, dict):
        for ligne in lignes:
            code = str(ligne.chemin[-1])
            vus.add(code)
            if code not in avant:
                yield ligne.erreur(
                    "CODE-INCONNU", f"{cite(code)} n’est pas dans la version {ancien.version}{_hint(code, avant)}"
                )
            yield from _check_ligne(ligne, code, apres, nouveau.version)
            repris |= {texte for cible in ligne.get("vers") if (texte := cible.get("code").texte)}
        for code in (code for code in avant if code not in vus):
            titre = cite(ancien.critere(code).titre)
            yield lignes.erreur("CODE-OUBLIE", f"il manque {code} {titre} ; dites ce qu’il devient, ou retirez-le.")
    yield from _check_nouveaux(document, nouveau, apres, repris)


def list_codes(referentiel: Referentiel) -> tuple[str, ...]:
    """The codes of all critères, in the order of the référentiel."""
    return tuple(critere.code for critere in referentiel.criteres)


def _check_versions(document: Document, ancien: Referentiel, nouveau: Referentiel) -> Iterator[Erreur]:
    attendus = (("id", ancien.id), ("de", ancien.version), ("vers", nouveau.version))
    for cle, attendu in attendus:
        noeud = document.racine.get(cle)
        if noeud.texte is not None and noeud.texte != attendu:
            yield noeud.erreur("VERSION", f"{cite(noeud.texte)} est écrit ici, {cite(attendu)} est attendu.")
    if ancien.id != nouveau.id:
        message = f"{cite(ancien.id)} et {cite(nouveau.id)} sont deux référentiels différents."
        yield document.racine.erreur("VERSION", message)


def _check_ligne(ligne: Noeud, code: str, apres: tuple[str, ...], version: str) -> Iterator[Erreur]:
    if not isinstance(ligne.valeur, dict):
        return
    vers, retire = ligne.get("vers"), ligne.get("retire")
    cibles = [cible.get("code") for cible in vers]
    if cibles and retire.valeur is not None:
        yield retire.erreur("LIGNE", f"{code} est retiré et repris à la fois ; gardez l’un des deux.")
    if not cibles and retire.valeur is None:
        yield ligne.erreur(
            "LIGNE", f"dites par quels critères {code} est repris (« vers »), ou pourquoi il est retiré (« retire »)."
        )
    codes = [cible.texte for cible in cibles]
    for rang, cible in enumerate(cibles):
        if cible.texte and cible.texte not in apres:
            hint = _hint(cible.texte, apres)
            yield cible.erreur("CODE-INCONNU", f"{cite(cible.texte)} n’est pas dans la version {version}{hint}")
        if cible.texte and cible.texte in codes[:rang]:
            yield cible.erreur("CODE-DOUBLE", f"{cite(cible.texte)} est déjà cité pour {code}.")
    for cible in vers:
        yield from _check_poids(cible.get("poids"))
    if code in apres and code not in codes:
        message = f"{code} est dans les deux versions : il se reprend lui-même, puisqu’un code ne change pas de sens."
        yield ligne.erreur("CODE-GARDE", message)


def _check_poids(poids: Noeud) -> Iterator[Erreur]:
    valeur = poids.valeur
    if (
        isinstance(valeur, int | float)
        and not isinstance(valeur, bool)
        and not (isfinite(valeur) and 0 < valeur <= POIDS_MAX)
    ):
        yield poids.erreur(
            "POIDS", f"{valeur} n’est pas permis ; il faut un nombre plus grand que 0, au plus {POIDS_MAX}."
        )


def _check_nouveaux(
    document: Document, nouveau: Referentiel, apres: tuple[str, ...], repris: set[str]
) -> Iterator[Erreur]:
    liste = document.racine.get("nouveaux")
    annonces: set[str] = set()
    for code in liste:
        if not code.texte:
            continue
        if code.texte in annonces:
            yield code.erreur("CODE-DOUBLE", f"{cite(code.texte)} est déjà cité.")
        elif code.texte not in apres:
            hint = _hint(code.texte, apres)
            message = f"{cite(code.texte)} n’est pas dans la version {nouveau.version}{hint}"
            yield code.erreur("CODE-INCONNU", message)
        elif code.texte in repris:
            yield code.erreur("CODE-NOUVEAU", f"{code.texte} reprend un ancien critère : il n’est pas nouveau.")
        annonces.add(code.texte)
    for oublie in apres:
        if oublie not in repris | annonces:
            titre = cite(nouveau.critere(oublie).titre)
            message = f"il manque {oublie} {titre}, qui ne reprend rien ; s’il est nouveau, écrivez-le ici."
            yield liste.erreur("CODE-OUBLIE", message)


def _hint(code: str, connus: Iterable[str]) -> str:
    proches = get_close_matches(code[:60], sorted(connus), n=1)
    return f" ; vouliez-vous dire {cite(proches[0])} ?" if proches else "."
