"""Where a person was going when they were asked to log in: an address of this site, or nothing.

It travels in addresses and forms that anyone may write: it is read again each time.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlencode

LONGUEUR_SUITE = 1_000
CHAMP = "suite"
ACCUEIL = "/"
# A path, then perhaps a query. Neither a fragment, which a server never sees, nor a sign that browsers drop or turn.
_ADRESSE = re.compile(r"/(?![/\\])[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*(?:\?[A-Za-z0-9\-._~!$&'()*+,;=:@%/?\[\]]*)?")
_MAL_CODE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# The door itself: going there after login would turn in circles.
_PORTES = ("/connexion", "/deconnexion", "/invitation", "/_stcore", "/media")


def read_suite(valeur: str | None) -> str:
    """The address to go to after login, or an empty string for none and for what is not an address of this site."""
    if not valeur or len(valeur) > LONGUEUR_SUITE or not _ADRESSE.fullmatch(valeur) or _MAL_CODE.search(valeur):
        return ""
    chemin = valeur.partition("?")[0]
    # What a proxy or a browser could decode on its way must not become another site, nor climb.
    decode = unquote(unquote(chemin))
    if decode.startswith(("//", "/\\")) or "\\" in decode or not decode.isprintable():
        return ""
    segments = decode.split("/")
    if ".." in segments or "." in segments or any(decode == p or decode.startswith(f"{p}/") for p in _PORTES):
        return ""
    return "" if valeur == ACCUEIL else valeur


def build_suite(chemin: str, question: str) -> str:
    """From what was asked (both as they came, encoded): the page without its query when that one is too much."""
    return (read_suite(f"{chemin}?{question}") if question else "") or read_suite(chemin)


def add_suite(adresse: str, suite: str, **autres: str) -> str:
    """This address, with where to go next."""
    valeurs = {**({CHAMP: suite} if suite else {}), **autres}
    return f"{adresse}?{urlencode(valeurs, quote_via=quote, safe='')}" if valeurs else adresse
