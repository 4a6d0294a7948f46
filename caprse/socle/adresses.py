"""Addresses that people write, of mail and of the web: put right where the meaning is plain, else refused. Pure.

Each ``read_…`` gives the one form that the rest of the house uses, or raises ValueError with a French reason.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

import idna

PORTS = {"http": 80, "https": 443}
# Plain ASCII on purpose: letters that look alike in other alphabets would make two accounts look like one.
_ATOME = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ETIQUETTE = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCALE = re.compile(rf"{_ATOME}(?:\.{_ATOME})*")
_HOTE = re.compile(rf"{_ETIQUETTE}(?:\.{_ETIQUETTE})*")
_DOMAINE = re.compile(rf"(?:{_ETIQUETTE}\.)+(?=.*[A-Za-z]){_ETIQUETTE}")
_EXPEDITEUR = re.compile(r'(?:"(?P<cite>[^"\\<>@]*)"|(?P<nom>[^"\\<>@,;:]*?))\s*<(?P<adresse>[^<>\s]+)>')


def refusal_courriel(courriel: str) -> str | None:
    """The reason why no mail can be sent to this address, or None. One French sentence.

    The dot-atoms of RFC 5321 and nothing more: what few servers take, and what a header reads otherwise, is refused.
    """
    if not courriel:
        return "Écrivez votre adresse e-mail."
    locale, _, domaine = courriel.rpartition("@")
    if (
        len(courriel) > 254
        or len(locale) > 64
        or not _LOCALE.fullmatch(locale)
        or "=?" in locale
        or not _DOMAINE.fullmatch(domaine)
        or len(domaine.rpartition(".")[2]) < 2
    ):
        return (
            "Cette adresse e-mail n’est pas complète ou contient un signe inattendu. Exemple : prenom.nom@exemple.fr"
        )
    return None


def read_expediteur(valeur: str) -> str:
    """A sender, ``address`` or ``Name <address>``, which every mail program reads alike."""
    check_expediteur(valeur.strip())
    return valeur.strip()


def check_expediteur(valeur: str) -> tuple[str, str]:
    """``(name, address)`` of a sender; the name may be empty. The domain may be that of this machine alone."""
    nom, adresse = "", valeur
    if "<" in valeur or ">" in valeur:
        parties = _EXPEDITEUR.fullmatch(valeur)
        if parties is None:
            raise ValueError(
                "un nom qui contient une virgule ou un signe de ponctuation s’écrit entre guillemets : "
                '"Cahier, région" <cahier@exemple.fr>'
            )
        nom, adresse = " ".join((parties["cite"] or parties["nom"] or "").split()), parties["adresse"]
    locale, _, domaine = adresse.rpartition("@")
    if not (_LOCALE.fullmatch(locale) and _HOTE.fullmatch(domaine)) or "=?" in adresse or len(adresse) > 254:
        raise ValueError("attendu une adresse e-mail, comme cahier@exemple.fr ou Cahier CAP RSE <cahier@exemple.fr>")
    if not nom.isprintable() or len(nom) > 60:
        raise ValueError("le nom tient en 60 signes visibles")
    return nom, adresse


def read_hote(valeur: str) -> str:
    """The name of a server, without ``smtp://`` nor port."""
    hote = valeur.strip().strip("[]").rstrip(".").lower()
    if not is_hote(hote):
        raise ValueError("attendu le nom du serveur seul, comme smtp.exemple.fr ; le port a son propre réglage")
    return hote


def read_hotes(valeur: str) -> str:
    """Names of the site beside that of the public address, separated by spaces, without scheme nor port."""
    hotes = split_hotes(valeur)
    for hote in hotes:
        if not is_hote(normalize_nom(hote)):
            raise ValueError(f"« {hote} » n’est pas un nom ; attendu cahier.exemple.fr, sans http:// ni port")
    return " ".join(hotes)


def split_hotes(hotes: str) -> list[str]:
    """The names of a setting."""
    return hotes.replace(",", " ").split()


def normalize_nom(nom: str) -> str:
    """Lower case, no final dot, IPv6 in its short form, accents as a browser sends them."""
    nom = nom.strip("[]").lower().removesuffix(".")
    if ":" in nom:
        try:
            return IPv6Address(nom).compressed
        except ValueError:
            return nom
    try:
        return _encode_nom(nom) if not nom.isascii() else nom
    except UnicodeError:
        return nom


def read_port(valeur: str) -> int:
    """A port number."""
    texte = valeur.strip()
    if not (texte.isascii() and texte.isdigit() and 1 <= int(texte[:9]) <= 65535):
        raise ValueError("attendu : un nombre de 1 à 65535")
    return int(texte)


def read_adresse_publique(valeur: str) -> str:
    """The address of the site as a browser writes it in ``Origin``: ``scheme://host`` or ``scheme://host:port``."""
    exemple = "attendu une adresse comme https://cahier.exemple.fr"
    try:
        parties = urlsplit(valeur.strip().strip("\"'").strip())
        port, hote = parties.port, _read_nom(parties)
    except (ValueError, UnicodeError):
        raise ValueError(exemple) from None
    if parties.scheme not in PORTS:
        raise ValueError(f"{exemple}, qui commence par http:// ou https://")
    if parties.username is not None or parties.query or parties.fragment or parties.path.strip("/"):
        raise ValueError(
            f"{exemple}, sans rien après le nom du site : le cahier ne s’installe pas dans un sous-dossier "
            f"(« {parties.path or '?'} »)"
        )
    if port == 0:
        raise ValueError("le port va de 1 à 65535")
    return f"{parties.scheme}://{hote}" + ("" if port in {None, PORTS[parties.scheme]} else f":{port}")


def is_hote(hote: str) -> bool:
    """Whether this names a machine: a name of the web, or an IP address."""
    try:
        ip_address(hote)
    except ValueError:
        return len(hote) <= 253 and _HOTE.fullmatch(hote) is not None and not hote.replace(".", "").isdigit()
    return True


def _encode_nom(nom: str) -> str:
    """As a browser sends it: IDNA 2008 after the mapping of UTS 46, where « ß » stays itself. Raises UnicodeError."""
    return idna.encode(nom, uts46=True).decode("ascii")


def _read_nom(parties: SplitResult) -> str:
    """The host in lower case, accents as the network writes them (``xn--…``). Raises ValueError, UnicodeError."""
    hote = (parties.hostname or "").rstrip(".")
    if not hote.isascii():
        hote = _encode_nom(hote)
    if not is_hote(hote):
        raise ValueError(hote)
    return f"[{hote}]" if ":" in hote else hote
