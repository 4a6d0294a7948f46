"""The words of the workbook, in plain words, said where they are met; and those that a référentiel explains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from caprse.referentiel.schema import Critere, Mot
from caprse.socle.ecran.affichage import Affichable

MOTS: Mapping[str, Affichable] = MappingProxyType(
    {
        "marche": "un pas de plus sur un critère. On monte une marche après l’autre, sans en sauter.",
        "niveau": "la marche où vous êtes aujourd’hui : la plus haute où tout est vrai chez vous.",
        "enjeu": "un groupe de critères sur un même sujet.",
        "cible": "la marche où vous voulez être plus tard.",
        "trace": "ce qui montre ce que vous faites : un document, un lien, une photo.",
        "plan": "les petits pas que vous décidez : quoi, qui, pour quand.",
    }
)
# What the screens explain themselves, wherever it stands.
DEJA_DITS = frozenset({*MOTS, "niveaux", "marches", "traces", "cibles", "enjeux"})
APOSTROPHES = str.maketrans("’ʼ", "''")


def find_mots(critere: Critere, mots: tuple[Mot, ...]) -> list[Mot]:
    """The words of a glossary that this critère says, in the order in which it says them."""
    textes = (critere.titre, critere.question_simple, critere.question, *critere.niveaux.values())
    return find_mots_de("\n".join(textes), mots)


def find_mots_de(texte: str, mots: tuple[Mot, ...]) -> list[Mot]:
    """The words of a glossary that a text says, each once, in the order of the text."""
    if not mots:
        return []
    texte = texte.translate(APOSTROPHES)
    par_forme = _index(mots)
    vus: dict[str, Mot] = {}
    for trouve in _group(mots).finditer(texte):
        mot = par_forme.get(trouve[0]) or par_forme.get(trouve[0].lower())
        if mot is not None:
            vus.setdefault(mot.mot, mot)
    return list(vus.values())


@lru_cache(8)
def _index(mots: tuple[Mot, ...]) -> Mapping[str, Mot]:
    """Each way to write a word: as it is for initials (CA is not « ça »), in any case for the others."""
    return {_spell(forme): mot for mot in mots for forme in _list_formes(mot)}


@lru_cache(8)
def _group(mots: tuple[Mot, ...]) -> re.Pattern[str]:
    formes = sorted((_spell(forme) for mot in mots for forme in _list_formes(mot)), key=len, reverse=True)
    sigles = "|".join(re.escape(forme) for forme in formes if _is_sigle(forme))
    autres = "|".join(re.escape(forme) for forme in formes if not _is_sigle(forme))
    parties = [*([sigles] if sigles else []), *([f"(?i:{autres})"] if autres else [])]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parties) or '(?!)'})(?!\w)")


def _list_formes(mot: Mot) -> Iterable[str]:
    return (forme for forme in (mot.mot, *mot.formes) if forme.lower() not in DEJA_DITS)


def _spell(forme: str) -> str:
    plate = forme.translate(APOSTROPHES)
    return plate if _is_sigle(plate) else plate.lower()


def _is_sigle(forme: str) -> bool:
    return len(forme) > 1 and forme.upper() == forme
