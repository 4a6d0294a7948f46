"""Numbers and words as French readers write them, names as they compare: pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from markupsafe import Markup, escape

# How a name compares. The base has the same function, ``fold`` in SQL (migration 0008): one changes with the other,
# and a test holds both together (``fold_nom``: migration 0025). What is between brackets is read alike by both.
_LIGATURES = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ẞ": "ss"}
_BARREES = {"ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "ı": "i"}
_LETTRES = str.maketrans(
    {**{chr(rang): chr(rang + 32) for rang in range(ord("A"), ord("Z") + 1)}, **_LIGATURES, **_BARREES, "&": " et "}
)
_MARQUES = (
    r"\u00ad\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff"
    r"\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
)
_SEPARATEURS = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u200a\u2010-\u2029"
    r"\u202f-\u205f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f"
)
# What parts two words, for a search: spaces, hyphens and dashes, apostrophes.
_JOINTS = r"\s\u0027\u0060\u00a0\u00b4\u02b9-\u02bc\u2000-\u200a\u2018-\u201b\u202f\u2032\u002d\u2010-\u2015\u2212"
_EST_MARQUE = re.compile(f"[{_MARQUES}]+")
_EST_SEPARATEUR = re.compile(f"[{_SEPARATEURS}]+")
# A number within a name, and the signs that it takes to be compared as text.
_NOMBRE, CHIFFRES = re.compile("[0-9]+"), 20
RECHERCHE_MAX = 200
# An h that lets the vowel before it fall: Habitat, Hélène, Horizon; not Hangar nor Handicap.
_MUET = re.compile(r"h(?:ab|[éeiy]|o[mnrpst]|ô|um)", re.IGNORECASE)
# The spaces that a French text puts before its double signs, and after an opening quote.
_HAUTS, _LARGES = re.compile(r"[ \u00a0\u202f]+(?=[;!?])"), re.compile(r"[ \u00a0\u202f]+(?=[:»])")
_APRES = re.compile(r"«[ \u00a0\u202f]+")
# Letters that a French text may hold: those whose variants a search must find.
_LATINES = (range(0x41, 0x250), range(0x1E00, 0x1F00), range(0xFB00, 0xFB07), range(0xFF10, 0xFF5B))
# « sont-ils », « a-t-on »: a browser ends a line after a hyphen.
_INVERSION = re.compile(r"[\w'’]+-(?:t-)?(?:ils?|elles?|on|vous|nous|je|tu|ce)\b")


def agree(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """The word in the right number: in French, 0 and 1 are singular; a plain -s unless a plural is given."""
    return singulier if nombre < 2 else pluriel or f"{singulier}s"


def format_pluriel(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """``1 minute``, ``2 minutes``: the number and its noun, which no end of a line parts."""
    return bind_nombre(nombre, agree(nombre, singulier, pluriel))


def bind_nombre(nombre: object, nom: str) -> str:
    """A number and the word that it counts, never parted at the end of a line: ``14 jours``."""
    return f"{nombre}\u00a0{nom}"


def bind_traits(texte: str) -> str:
    """``mi-parcours`` kept whole at the end of a line, by a sign without width after each of its hyphens."""
    return re.sub(r"(?<=\w)-(?=\w)", "-\u2060", texte)


def format_nombre(valeur: float, decimales: int = 0) -> str:
    """Decimal comma, narrow no-break space between thousands."""
    return f"{valeur:,.{decimales}f}".replace(",", "\u202f").replace(".", ",")


def bind_signs(texte: str) -> str:
    """The text with its double signs tied to their word: no « ? » stands alone at the head of a line."""
    lie = _HAUTS.sub("\u202f", _APRES.sub("«\u00a0", texte))
    return _LARGES.sub("\u00a0", lie)


def bind_titre(texte: str) -> Markup:
    """A title as HTML: neither its signs nor its inversions are parted at the end of a line."""
    return Markup(_INVERSION.sub(r'<span class="uni">\g<0></span>', str(escape(bind_signs(texte)))))  # noqa: S704


def enumerate_words(mots: Sequence[str]) -> str:
    """``A``, ``A et B``, ``A, B et C``; nothing for none."""
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} et {mots[-1]}"


def shorten(texte: str, longueur: int) -> str:
    """A text on one line of at most so many signs."""
    ligne = " ".join(texte.split())
    return ligne if len(ligne) <= longueur else f"{ligne[: longueur - 1].rstrip()}…"


def add_de(nom: str) -> str:
    """``de`` before a name as French says it: d'AILES, de l'Atelier, du Potager, des Jardins, de la Ferme."""
    article, _, reste = nom.partition(" ")
    contractes = {"le": "du", "les": "des", "la": "de la"}
    if reste and article.lower() in contractes and article != article.upper():
        return f"{contractes[article.lower()]} {reste}"
    if nom[:2].lower() in {"l'", "l’"}:
        return f"de l{nom[1:]}"
    return f"d’{nom}" if _is_elidee(nom) else f"de {nom}"


def add_que(nom: str) -> str:
    """``que`` before a name as French says it: qu'AILES, que l'Atelier, que le Potager."""
    return f"qu’{nom}" if _is_elidee(nom) else f"que {nom}"


def _is_elidee(nom: str) -> bool:
    """Whether ``de`` and ``que`` lose their last letter before it."""
    return fold(nom[:1])[:1] in set("aeiou") or _MUET.match(nom) is not None


def fold(texte: str) -> str:
    """The normal form in which two names are the same: no accent, case nor ligature; all that separates is one space.

    A name made of signs alone is its own form, so that two of them do not become one.
    """
    nu = _EST_MARQUE.sub("", unicodedata.normalize("NFKD", texte).translate(_LETTRES))
    return _EST_SEPARATEUR.sub(" ", nu).strip(" ") or nu.strip(" ")


def fold_nom(texte: str) -> str:
    """The normal form in which two organisations have the same name.

    ``Régie de St-Girons n°2``, ``Régie de Saint Girons nº 2`` and ``REGIE DE SAINT-GIRONS NO. 2`` are one.
    """
    return re.sub(r"(^| )n(?:o ?| |um |umero )(?=[0-9])", r"\1n ", _spell_saints(fold(texte)))


def fold_commune(texte: str) -> str:
    """The normal form of a town: ``ST-GIRONS`` is Saint-Girons, ``TOULOUSE CEDEX 9`` is Toulouse."""
    return re.sub(r" cedex( [0-9]+)?$", "", re.sub(r" s(?= )", " sur", _spell_saints(fold(texte))))


def _spell_saints(pli: str) -> str:
    return re.sub(r"(^| )ste(?= |$)", r"\1sainte", re.sub(r"(^| )st(?= |$)", r"\1saint", pli))


def sort_key(texte: str) -> tuple[str, str]:
    """The order of a French list: Cap, Élan, Île, Œuvre, Zone; Lot 2, Lot 10.

    The base has the same function, ``sort_key`` in SQL (migration 0033): one changes with the other.
    """
    return _NOMBRE.sub(lambda trouve: trouve[0][-CHIFFRES:].zfill(CHIFFRES), fold(texte)), texte


def matches(texte: str, recherche: str) -> bool:
    """Whether the text holds what is searched, whatever the accents, the case and what parts the words."""
    return re.search(build_pattern(recherche), texte) is not None


def build_pattern(recherche: str) -> str:
    """What is searched, as a pattern that Python and the base compare with a text as it stands.

    Spaces, hyphens and apostrophes are alike, « & » is « et », any other sign is itself. A pattern costs the base ten
    times less than the normal form of every text that it would read. Nothing searched finds everything.
    """
    ecrit = recherche[:RECHERCHE_MAX].replace("\x00", " ").encode(errors="ignore").decode()
    nu = _EST_MARQUE.sub("", unicodedata.normalize("NFKD", ecrit).translate(_LETTRES | {ord("&"): "&"}))
    mots = [mot for mot in re.split(f"[{_JOINTS}]+", nu) if mot]
    pattern = ""
    for rang, mot in enumerate(mots):
        if rang:
            pattern += f"[{_JOINTS}{_MARQUES}]{'*' if {mot, mots[rang - 1]} & {'et', '&'} else '+'}"
        pattern += f"(?:{_build_lettres('et')}|[&＆])" if mot in {"et", "&"} else _build_lettres(mot)
    return pattern


def _build_lettres(mot: str) -> str:
    """Each letter as all its variants, perhaps followed by an accent of its own; two letters as their ligature too."""
    seules, doubles = _list_variantes()
    pattern, rang = "", 0
    while rang < len(mot):
        paire = mot[rang : rang + 2]
        if paire in doubles:
            lettres = "".join(_build_classe(seules[lettre]) for lettre in paire)
            pattern += f"(?:{lettres}|{_build_classe(doubles[paire])})"
            rang += 2
            continue
        variantes = seules.get(mot[rang], mot[rang])
        # At an end of the word, a letter may be half of a ligature.
        if rang == 0:
            variantes += "".join(signes for double, signes in doubles.items() if double[1] == mot[0])
        if rang == len(mot) - 1:
            variantes += "".join(signes for double, signes in doubles.items() if double[0] == mot[-1])
        pattern += _build_classe(variantes)
        rang += 1
    return pattern


def _build_classe(signes: str) -> str:
    """One of these signs; what a pattern would take for an order is written by its number."""
    ecrits = (signe if signe.isalnum() else f"\\U{ord(signe):08x}" for signe in signes)
    return f"[{''.join(ecrits)}][{_MARQUES}]*"


@cache
def _list_variantes() -> tuple[dict[str, str], dict[str, str]]:
    """Every sign that folds to one letter or digit, by it; every sign that folds to two, by them."""
    seules: dict[str, str] = defaultdict(str)
    doubles: dict[str, str] = defaultdict(str)
    for etendue in (range(0x30, 0x3A), *_LATINES):
        for signe in map(chr, etendue):
            pli = fold(signe)
            if pli.isalnum() and pli.isascii():
                if len(pli) == 1:
                    seules[pli] += signe
                elif len(pli) == 2:
                    doubles[pli] += signe
    return dict(seules), dict(doubles)


_DEBUT = re.compile(r"(?<=[.!?…])\s+(?=\w)")


def cut_debut(texte: str) -> tuple[str, str]:
    """The first sentence of a text, and the rest: what is read at a glance, and what is read by whoever stops."""
    debut, *suite = _DEBUT.split(texte, 1)
    return debut, "".join(suite)
