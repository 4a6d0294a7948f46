"""French typography in the files of a référentiel: curly apostrophes, and spaces that do not break before a sign.

Only what people read is touched: keys, codes, addresses, comments and the layout of the file stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

FINE, INSECABLE = "\u202f", "\u00a0"
# Written for machines: a code, a date, an address, a colour.
SANS_TEXTE = frozenset(
    {"code", "cle", "id", "version", "licence", "couleur", "icone", "ordre", "transversal", "groupe", "renvois"}
    | {"types", "depuis", "verifie_le", "source", "article"}
)
_ESPACES = f"[ {FINE}{INSECABLE}]"
_DOUBLEE = re.compile(r"(?<=\w)''(?=[\w«])")
_REGLES: tuple[tuple[re.Pattern[str], str], ...] = (
    # A sign that begins a line is joined there by the word before it; a quotation mark that ends one, by the next.
    (re.compile(r"(?<=\S) +(\S+) *\n( *)(?=[;:!?»]+(?:\s|$))"), r"\n\2\1 "),
    (re.compile(r"(?<=\S) +« *\n( *)(?=\S)"), r"\n\1« "),
    (re.compile(r"(?<=\w)'(?=[\w«])"), "’"),
    (re.compile(rf"(?<=[\w)»%’…]){_ESPACES}*(?=[;!?]+(?:\s|$|[»)\"]))"), FINE),
    (re.compile(rf"(?<=[\w)»%’…]){_ESPACES}+(?=:(?:\s|$))"), INSECABLE),
    (re.compile(rf"«{_ESPACES}*(?=\S)"), f"«{FINE}"),
    (re.compile(rf"(?<=\S){_ESPACES}*»"), f"{FINE}»"),
)


def typeset(texte: str) -> str:
    """The same text with its apostrophes and its spaces as French prints them; a second time changes nothing."""
    avant = None
    # A space put before one sign may be what another rule looks for after it.
    while texte != avant:
        avant = texte
        for motif, remplacement in _REGLES:
            texte = motif.sub(remplacement, texte)
    return texte


def typeset_yaml(source: str) -> str:
    """The same file with every text that people read typeset. Raises yaml.YAMLError for what is not YAML."""
    racine = yaml.compose(source, Loader=yaml.SafeLoader)
    morceaux: list[str] = []
    place = 0
    for noeud in sorted(_list_textes(racine), key=lambda noeud: noeud.start_mark.index):
        debut, fin = noeud.start_mark.index, noeud.end_mark.index
        morceaux += [source[place:debut], _typeset_scalaire(source[debut:fin], noeud.style)]
        place = fin
    return "".join([*morceaux, source[place:]])


def list_lignes(source: str) -> list[int]:
    """The lines, from 1, that typesetting would change."""
    apres = typeset_yaml(source).split("\n")
    return [rang for rang, ligne in enumerate(source.split("\n"), start=1) if ligne != apres[rang - 1]]


def _typeset_scalaire(brut: str, style: str | None) -> str:
    if style not in ("'", '"'):
        return typeset(brut)
    # Between single quotes an apostrophe is written twice; a curly one is not.
    dedans = _DOUBLEE.sub("’", brut[1:-1]) if style == "'" else brut[1:-1]
    return brut[0] + typeset(dedans) + brut[-1]


def _list_textes(noeud: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(noeud, yaml.ScalarNode):
        yield noeud
    elif isinstance(noeud, yaml.SequenceNode):
        for element in noeud.value:
            yield from _list_textes(element)
    elif isinstance(noeud, yaml.MappingNode):
        for cle, valeur in noeud.value:
            if cle.value not in SANS_TEXTE:
                yield from _list_textes(valeur)
