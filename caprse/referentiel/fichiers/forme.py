"""The shape of each file: what pydantic refuses, said in French, with the line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from caprse.referentiel import schema
from caprse.referentiel.erreurs import Erreur, cite
from caprse.referentiel.fichiers.document import Chemin, Document, Noeud
from caprse.referentiel.langues.schema import MOTIF_LANGUE

MOTIFS = {
    schema.MOTIF_THEMATIQUE: "2 à 10 lettres capitales ou chiffres, comme PAR",
    schema.MOTIF_ENJEU: "le code de la thématique, un tiret, une lettre capitale, comme PAR-A",
    schema.MOTIF_CRITERE: "le code de la thématique, un tiret, deux ou trois chiffres, comme PAR-03",
    schema.MOTIF_SEMVER: "trois nombres séparés par des points, comme 0.1.0",
    schema.MOTIF_CLE: "des lettres minuscules sans accent, des chiffres et des tirets, comme axe-1",
    schema.MOTIF_COULEUR: 'un dièse et six chiffres ou lettres de A à F, comme "#2B6B36"',
    schema.MOTIF_DATE: 'un jour entre guillemets, année, mois, jour, comme "2026-11-28"',
    MOTIF_LANGUE: "un code de langue, comme ar, es ou pt-BR",
    schema.MOTIF_FAMILLE: "des lettres minuscules sans accent, des chiffres et des tirets bas, comme iso26000",
}
BOOLEEN = "true (oui) ou false (non)"
ENTIER = "un nombre entier"
LISTE = "une liste, dont chaque ligne commence par un tiret"
GROUPE = "un groupe de clés"

Explication = tuple[str, str]
Explique = Callable[[Any, Mapping[str, Any]], Explication]


def check_forme(document: Document, modele: type[BaseModel]) -> list[Erreur]:
    """Every difference between a document and its model, except what reading has already reported."""
    if document.donnee is None and not document.refuses:
        return [document.racine.erreur("TYPE", "il est vide.")]
    try:
        modele.model_validate(document.donnee)
    except ValidationError as refus:
        details = (detail for detail in refus.errors(include_url=False) if not _is_redite(document, detail))
        return [_translate(document, modele, detail) for detail in details]
    return []


def _is_redite(document: Document, detail: ErrorDetails) -> bool:
    """Whether this only repeats another error: one of reading, of the échelle's rule, or inside the list."""
    if detail["type"] == "too_short":
        # pydantic counts only the items that it accepts
        return detail["loc"] == ("echelle",) or len(detail["input"]) >= detail["ctx"]["min_length"]
    return document.is_refuse(detail["loc"])


def _translate(document: Document, modele: type[BaseModel], detail: ErrorDetails) -> Erreur:
    chemin, genre, valeur = detail["loc"], detail["type"], detail["input"]
    if chemin[-1:] == ("[key]",) and genre == "string_type":
        code = f"un code de critère s’écrit comme PAR-03, pas comme le nombre {chemin[-2]}."
        return Noeud(document, chemin[:-1], None).erreur("TYPE", code)
    if chemin[-1:] == ("[key]",):
        numero = f"un numéro de niveau s’écrit 0, 1, 2… sans guillemets, pas comme le texte {cite(chemin[-2])}."
        return Noeud(document, chemin[:-1], None).erreur("TYPE", numero)
    noeud = Noeud(document, chemin, None)
    if genre in ("extra_forbidden", "invalid_key"):
        return noeud.erreur("CLE-INCONNUE", _suggest(modele, chemin))
    explain: Explique = EXPLICATIONS.get(genre, _explain_autre)
    code, phrase = explain(valeur, detail.get("ctx", {}))
    return noeud.erreur(code, phrase)


def _explain_texte_attendu(valeur: object, _limites: Mapping[str, Any]) -> Explication:
    if valeur is None:
        return "TEXTE-VIDE", "il n’y a rien ; écrivez un texte."
    conseil = " ; mettez-le entre guillemets" if isinstance(valeur, bool | int | float) else ""
    return "TEXTE-ATTENDU", f"un texte est attendu, pas {_name_nature(valeur)}{conseil}."


def _explain_nombre(valeur: object, _limites: Mapping[str, Any]) -> Explication:
    return "VALEUR", f"{valeur} n’est pas permis ; il faut un nombre de 0 à {schema.NIVEAUX_MAX - 1}."


def _explain_choix(valeur: object, limites: Mapping[str, Any]) -> Explication:
    choix = ", ".join(re.findall(r"'([^']*)'", limites["expected"]))
    return "VALEUR", f"{cite(valeur)} n’est pas permis ; choisissez parmi {choix}."


def _explain_autre(valeur: object, _limites: Mapping[str, Any]) -> Explication:
    return "TYPE", f"{_name_nature(valeur)} ne convient pas ici."


def _expect(attendu: str) -> Explique:
    return lambda valeur, _limites: ("TYPE", f"il faut {attendu}, pas {_name_nature(valeur)}.")


# By the kind of error of pydantic.
EXPLICATIONS: dict[str, Explique] = {
    "missing": lambda _valeur, _limites: ("CLE-MANQUANTE", "cette clé obligatoire manque."),
    "string_type": _explain_texte_attendu,
    "string_too_short": lambda _valeur, _limites: ("TEXTE-VIDE", "ce texte est vide."),
    "string_too_long": lambda valeur, limites: (
        "TEXTE-LONG",
        f"{len(valeur.strip())} signes ; le maximum est {limites['max_length']}.",
    ),
    "string_pattern_mismatch": lambda valeur, limites: (
        "CODE-FORME",
        f"{cite(valeur)} ne convient pas ; il faut {MOTIFS[limites['pattern']]}.",
    ),
    "too_short": lambda _valeur, _limites: ("LISTE-VIDE", "cette liste est vide."),
    "literal_error": _explain_choix,
    "greater_than_equal": _explain_nombre,
    "less_than": _explain_nombre,
    "bool_type": _expect(BOOLEEN),
    "int_type": _expect(ENTIER),
    "tuple_type": _expect(LISTE),
    "dict_type": _expect(GROUPE),
    "model_type": _expect(GROUPE),
}


def _name_nature(valeur: object) -> str:
    match valeur:
        case bool():
            return "la valeur true" if valeur else "la valeur false"
        case int() | float():
            return f"le nombre {valeur}"
        case str():
            return f"le texte {cite(valeur)}"
        case tuple():
            return "une liste"
        case dict():
            return "un groupe de clés"
    return "rien"


def _suggest(modele: type[BaseModel], chemin: Chemin) -> str:
    parent = _find_modele(modele, chemin[:-1])
    proches = get_close_matches(str(chemin[-1])[:60], parent.model_fields, n=1) if parent else []
    return f"cette clé n’existe pas ; vouliez-vous dire {cite(proches[0])} ?" if proches else "cette clé n’existe pas."


def _find_modele(modele: type[BaseModel], chemin: Chemin) -> type[BaseModel] | None:
    """The model that describes what stands at a path."""
    courant: type[BaseModel] | None = modele
    for pas in chemin:
        if isinstance(pas, str) and courant is not None:
            champ = courant.model_fields.get(pas)
            courant = next(_list_modeles(champ.annotation), None) if champ else None
    return courant


def _list_modeles(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for partie in get_args(annotation):
        yield from _list_modeles(partie)
