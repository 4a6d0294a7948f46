"""What may come in: sizes, names of this site, origins, cookies. Pure, and linear in what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from caprse.socle.adresses import PORTS, normalize_nom, split_hotes

EnTetes = Iterable[tuple[bytes, bytes]]

# A browser that holds every cookie of ours sends less than half of it; the WebSocket library reads lines of 8 KB.
COOKIES_MAX = 8_192
EN_TETES_MAX = 16_384
COOKIES_NOMBRE = 100
LOCALES = frozenset({"localhost", "127.0.0.1", "::1"})

# What only a live session may ask for.
RESERVES = ("/_stcore", "/media", "/component")
# What nobody needs: a door for programs, and one that runs the whole script.
FERMES = ("/_stcore/agent", "/_stcore/script-health-check")
FLUX = "/_stcore/stream"
# What is written there many times an hour, and never ends a session.
SAISIES = ("/reponses", "/positions", "/saisies")
FICHIERS = "/media"
DEPOTS = "/_stcore/upload_file"

_HOTE = re.compile(rb"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?")
_NOM_DE_COOKIE = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
# Neither a backslash, on which Python before 3.11.10 spends a time that grows with its square, nor a control sign.
_VALEUR_DE_COOKIE = re.compile(r'[!#-+\--\[\]-~ ]*|"[!#-+\--\[\]-~ ]*"')


@dataclass(frozen=True)
class Hote:
    """A name as ``Host`` gives it, in its plain form; ``port`` when it is given."""

    nom: str
    port: int | None


@dataclass(frozen=True)
class Origine:
    """Where a page comes from."""

    schema: str
    nom: str
    port: int


@dataclass(frozen=True)
class Adresses:
    """The names under which this site may be asked."""

    publique: Origine
    noms: frozenset[str]

    def allows_hote(self, hote: Hote, machine_locale: bool) -> bool:
        """``machine_locale``: the request comes from this very machine, as from a proxy that names its upstream."""
        if hote.nom in LOCALES:
            return machine_locale or self.publique.nom in LOCALES or hote.nom in self.noms
        return hote.nom in self.noms

    def allows_origine(self, origine: Origine, hote: Hote) -> bool:
        """Whether a page of this origin is one of ours, ``hote`` being a name of this site already."""
        if origine == self.publique:
            return True
        # Where people come by HTTPS, a page in clear could have been written by anyone on their way.
        if self.publique.schema == "https" and origine.schema != "https" and origine.nom not in LOCALES:
            return False
        if origine.nom == hote.nom:
            return origine.port == (hote.port if hote.port is not None else PORTS[origine.schema])
        return origine.nom in self.noms and origine.nom not in LOCALES and origine.port == PORTS[origine.schema]


def build_adresses(adresse_publique: str, hotes: str) -> Adresses:
    """From the settings; ``hotes``: names apart from the public one, separated by commas or spaces."""
    publique = urlsplit(adresse_publique)
    origine = Origine(
        publique.scheme, normalize_nom(publique.hostname or ""), publique.port or PORTS.get(publique.scheme, 80)
    )
    return Adresses(origine, frozenset({origine.nom, *(normalize_nom(nom) for nom in split_hotes(hotes))}))


def read_host(valeur: bytes) -> Hote | None:
    """The name and port of a ``Host``, or None for what is no name."""
    trouve = _HOTE.fullmatch(valeur)
    if trouve is None:
        return None
    port = int(trouve[2]) if trouve[2] else None
    if port is not None and not 0 < port < 65_536:
        return None
    return Hote(normalize_nom(trouve[1].decode("ascii")), port)


def read_origine(valeur: bytes) -> Origine | None:
    """An ``Origin``, or None for what is none (``null``, a path behind it, another scheme)."""
    schema, separateur, reste = valeur.partition(b"://")
    nom_schema = schema.decode("latin-1").lower()
    hote = read_host(reste)
    if not separateur or nom_schema not in PORTS or hote is None:
        return None
    return Origine(nom_schema, hote.nom, hote.port or PORTS[nom_schema])


def get_all(en_tetes: EnTetes, nom: bytes) -> list[bytes]:
    """The values of a header, whose names are in lower case."""
    return [valeur for cle, valeur in en_tetes if cle == nom]


def is_trop_grand(en_tetes: EnTetes, cible: int) -> bool:
    """Whether the address (its length: ``cible``) and headers together, or the cookies, are more than we read."""
    total, cookies = cible, 0
    for nom, valeur in en_tetes:
        total += len(nom) + len(valeur) + 4
        if nom == b"cookie":
            cookies += len(valeur)
    return total > EN_TETES_MAX or cookies > COOKIES_MAX


def read_cookies(en_tetes: EnTetes) -> dict[str, str]:
    """The cookies of a request, the first of each name; what no cookie of ours looks like is left out."""
    cookies: dict[str, str] = {}
    for valeur in get_all(en_tetes, b"cookie"):
        for morceau in valeur.decode("latin-1").split(";", COOKIES_NOMBRE)[:COOKIES_NOMBRE]:
            nom, egal, contenu = morceau.strip(" \t").partition("=")
            if egal and _NOM_DE_COOKIE.fullmatch(nom) and _VALEUR_DE_COOKIE.fullmatch(contenu):
                cookies.setdefault(nom, contenu)
    return cookies


def write_cookies(cookies: dict[str, str]) -> bytes:
    """One ``Cookie`` header that every reader understands alike."""
    return "; ".join(f"{nom}={contenu}" for nom, contenu in cookies.items()).encode("latin-1")


def is_sous(chemin: str, racines: Iterable[str]) -> bool:
    """Whether a path is one of these, or below one of them."""
    return any(chemin == racine or chemin.startswith(f"{racine}/") for racine in racines)


def is_machine_locale(adresse: str | None) -> bool:
    """Whether a network address is this machine's own."""
    try:
        ip = ip_address((adresse or "").split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        return ip.ipv4_mapped.is_loopback
    return ip.is_loopback


def explain_interpreteur(version: tuple[int, int, int]) -> str | None:
    """What to know of a Python that decodes cookies slowly (CVE-2024-7592), or None."""
    sure = {(3, 11): 10, (3, 12): 6}.get(version[:2])
    if sure is None or version[2] >= sure:
        return None
    return (
        f"Python {'.'.join(map(str, version))} lit lentement certains cookies (CVE-2024-7592) : le cahier s’en "
        f"protège lui-même, mais passez à {version[0]}.{version[1]}.{sure} ou plus récent quand vous le pourrez."
    )
