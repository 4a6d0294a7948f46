"""The headers of a mail, written by us and read again once written: what a person typed never becomes a header.

Python's modern headers read what they are given: a name that looks like an encoded word is decoded, and its line
breaks come out raw. Here a value is plain ASCII, kept as it is, or an encoded word of our own making (RFC 2047).
"""

from __future__ import annotations

import re
import unicodedata
from email import policy
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.parser import BytesHeaderParser
from email.policy import SMTP, Policy
from email.utils import formataddr, parseaddr

LIGNE_MAX = 76
# Nothing here that a mail program could take for an encoded word, an address, a comment or a folded line.
_SIMPLE = re.compile(r"[A-Za-z0-9 !#$%&'*+,./:;^_`{|}~()-]*")


class _Brut(UnstructuredHeader, BaseHeader):
    """A header that leaves exactly as it was given, folded after each encoded word and nowhere else."""

    @classmethod
    def parse(cls, value: str, kwds: dict[str, object]) -> None:
        kwds["parse_tree"] = None
        kwds["decoded"] = value

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}".replace("?= ", f"?={policy.linesep} ") + policy.linesep


POLITIQUE = SMTP.clone(header_factory=HeaderRegistry(default_class=_Brut, use_default_map=False))


def fit_ligne(texte: str) -> str:
    """A text as one line of a header can hold it: signs that no reader sees become a space, spaces are not doubled."""
    return " ".join("".join(signe if signe.isprintable() else " " for signe in texte).split())


def encode_objet(objet: str) -> str:
    """The subject as a header carries it; long or accented ones become encoded words, folded by us.

    Raises ValueError for a line break or another sign that cannot be seen.
    """
    return _encode(objet, "Subject")


def encode_adresse(nom: str, adresse: str) -> str:
    """``name <address>`` for a header; the address must be one that was checked. Raises ValueError as above."""
    check_ligne(adresse)
    if not nom:
        return adresse
    if _SIMPLE.fullmatch(nom) and len(nom) < LIGNE_MAX - len(adresse):
        return formataddr((nom, adresse))
    return f"{_encode(nom, 'From', force=True)} <{adresse}>"


def check_ligne(valeur: str) -> str:
    """The same text, which one line can hold. Raises ValueError when it holds a sign that cannot be seen."""
    if not all(signe.isprintable() or unicodedata.category(signe) == "Zs" for signe in valeur):
        raise ValueError("un signe invisible")
    return valeur


def check_entetes(octets: bytes, attendus: dict[str, str]) -> None:
    """Read a built message as its reader will: these headers, in this order, each once, and nothing else.

    ``attendus``: name → the text that a reader must see; an address stands alone, whatever name goes with it. Raises
    ValueError when what was built says something else.
    """
    lus = BytesHeaderParser(policy=policy.compat32).parsebytes(octets)
    if [nom.lower() for nom in lus.keys()] != [nom.lower() for nom in attendus]:  # noqa: SIM118 - one per header
        raise ValueError("les en-têtes construits ne sont pas ceux voulus")
    for nom, texte in attendus.items():
        brut = "".join(str(lus[nom]).splitlines())
        try:
            lu = parseaddr(brut)[1] if nom in {"From", "To"} else str(make_header(decode_header(brut)))
        except (HeaderParseError, LookupError, UnicodeError) as erreur:
            raise ValueError(f"l’en-tête {nom} ne se relit pas") from erreur
        if lu != texte:
            raise ValueError(f"l’en-tête {nom} se lit autrement qu’il n’a été écrit")


def _encode(texte: str, nom: str, *, force: bool = False) -> str:
    check_ligne(texte)
    if not force and _SIMPLE.fullmatch(texte) and len(texte) <= LIGNE_MAX - len(nom) - 2:
        return texte
    return Header(texte, "utf-8", maxlinelen=LIGNE_MAX, header_name=nom).encode(linesep="")
