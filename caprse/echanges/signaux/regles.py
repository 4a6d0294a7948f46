"""What a signal is, where it may go, how it is signed: values in, values out."""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from caprse.socle.adresses import is_hote

PREFIXE = "sig_"
ESSAIS_MAX = 20
ADRESSES_MAX = 5
ADRESSE_MAX = 500
EN_TETE_SIGNATURE = "Cahier-Signature"
EN_TETE_SIGNAL = "Cahier-Signal"
HORS_RESEAU = "Cette adresse mène à un réseau privé, où un signal ne va pas."
# Of what is called global: set apart for protocols, or a way round to an address of the fourth version.
_PROTOCOLES = IPv4Network("192.0.0.0/24")
_PUBLIQUES = IPv6Network("2000::/3")
_PASSAGE = IPv6Network("2002::/16")


class Evenement(StrEnum):
    """What is told. The value is what the base and the signal call it."""

    CLOTURE = "cloture"
    PUBLICATION = "publication"


LIBELLES: dict[Evenement, str] = {
    Evenement.CLOTURE: "Un trimestre est clos",
    Evenement.PUBLICATION: "Des chiffres paraissent",
}


def refusal_adresse(adresse: str, *, locale: bool) -> str | None:
    """Why no signal goes there, or None. One French sentence. ``locale``: this machine and its network are allowed."""
    attendu = "Écrivez une adresse qui commence par https://, comme https://grist.exemple.fr/signal."
    try:
        parties = urlsplit(adresse)
        hote, port = parties.hostname or "", parties.port
    except ValueError:
        return attendu
    if len(adresse) > ADRESSE_MAX or not adresse.isascii() or not adresse.isprintable() or " " in adresse:
        return attendu
    if parties.scheme != "https" and not (locale and parties.scheme == "http"):
        return attendu
    if not is_hote(hote) or port == 0 or parties.username is not None or parties.fragment:
        return attendu
    if not locale and _is_ip(hote) and not is_publique(hote):
        return HORS_RESEAU
    return None


def is_publique(ip: str) -> bool:
    """Whether a network address is on the public internet: neither this machine, nor a network of its own."""
    adresse = ip_address(ip.partition("%")[0])
    if isinstance(adresse, IPv6Address):
        if adresse.ipv4_mapped is not None:
            return is_publique(str(adresse.ipv4_mapped))
        return adresse in _PUBLIQUES and adresse not in _PASSAGE and adresse.is_global
    return adresse.is_global and not adresse.is_multicast and adresse not in _PROTOCOLES


def sign(secret: str, instant: int, corps: bytes) -> str:
    """What proves that it comes from here, and when: ``t=…,v1=…``, HMAC-SHA256 of ``t.corps``."""
    signe = hmac.new(secret.encode(), f"{instant:d}.".encode() + corps, hashlib.sha256).hexdigest()
    return f"t={instant:d},v1={signe}"


def _is_ip(hote: str) -> bool:
    try:
        ip_address(hote)
    except ValueError:
        return False
    return True
