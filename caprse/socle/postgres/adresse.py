"""The address of a Postgres server, in every form that libpq accepts: read by its own parser, never cut by hand.

Two forms that people also write are put right first, since libpq would silently read another server: a host given
several times (``?host=a&host=b``), a host that carries its port (``?host=a:5433``).
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

FORMES = "postgresql://role:mot-de-passe@serveur:5432/base ou « host=serveur dbname=base user=role »"
# Numbers that libpq looks at only when it opens a socket, too late to say no at the start.
NOMBRES = (
    "connect_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
)
DOSSIER_ABSENT = "/caprse-nulle-part"
# A socket that is nowhere: libpq checks everything, then finds nobody, and asks no network.
SANS_RESEAU = {"host": DOSSIER_ABSENT, "hostaddr": "", "port": "5432", "gssencmode": "disable"}
_HOTE_ET_PORT = re.compile(r"(?P<hote>[^/:\[\]]+|\[[^\]]+\]):(?P<port>\d+)")


class AdresseInvalide(ValueError):
    """libpq would not take this address; the sentence says why, and never repeats what may be a password."""


def read_adresse(texte: str) -> dict[str, str]:
    """The parameters of an address, as libpq reads them. Raises AdresseInvalide."""
    try:
        lus = {nom: str(valeur) for nom, valeur in conninfo_to_dict(texte).items()}
    except (psycopg.Error, UnicodeError):
        raise AdresseInvalide(
            f"adresse illisible ; attendu {FORMES}. Dans une adresse postgresql://, un signe spécial du mot de passe "
            "est codé : « @ » s’écrit %40, « / » %2F, « % » %25"
        ) from None
    lus |= _read_hotes(texte, lus)
    _check(lus)
    return lus


def build_conninfo(adresse: str, **valeurs: str | int) -> str:
    """The same address with these values for what it leaves open. Raises AdresseInvalide."""
    ouvertes: dict[str, Any] = {**valeurs, **read_adresse(adresse)}
    return make_conninfo(**ouvertes)


def replace_role(adresse: str, role: str) -> str:
    """The same address and the same password, under another role. Raises AdresseInvalide."""
    lus: dict[str, Any] = {**read_adresse(adresse), "user": role}
    return make_conninfo(**lus)


def _read_hotes(texte: str, lus: dict[str, str]) -> dict[str, str]:
    """Hosts and ports as two lists of the same length, whichever way they were given."""
    hotes = lus.get("host", "").split(",") if "host" in lus else []
    ports = lus.get("port", "").split(",") if "port" in lus else []
    numeros = lus["hostaddr"].split(",") if lus.get("hostaddr") else []
    if texte.startswith(("postgresql://", "postgres://")):
        # libpq keeps the last one of a name given twice; who writes two hosts wants both.
        options = parse_qsl(texte.partition("?")[2].replace("+", "%2B"), keep_blank_values=True)
        for nom, liste in (("host", hotes), ("hostaddr", numeros), ("port", ports)):
            donnes = [valeur for autre, valeur in options if autre == nom]
            if len(donnes) > 1:
                liste[:] = [morceau for valeur in donnes for morceau in valeur.split(",")]
    donnees = {"hostaddr": ",".join(numeros)} if numeros else {}
    if not any(_HOTE_ET_PORT.fullmatch(hote) for hote in hotes):
        seuls = {nom: ",".join(liste) for nom, liste in (("host", hotes), ("port", ports)) if liste}
        return donnees | (seuls if len(hotes) > 1 else {nom: valeur for nom, valeur in seuls.items() if nom in lus})
    communs = ports if len(ports) == len(hotes) else (ports or [""])[:1] * len(hotes)
    paires = [
        (trouve["hote"].strip("[]"), trouve["port"]) if (trouve := _HOTE_ET_PORT.fullmatch(hote)) else (hote, port)
        for hote, port in zip(hotes, communs, strict=True)
    ]
    return donnees | {"host": ",".join(hote for hote, _ in paires), "port": ",".join(port for _, port in paires)}


def _is_numero(texte: str) -> bool:
    try:
        ip_address(texte)
    except ValueError:
        # An empty one is looked up by the name of the same rank.
        return not texte
    return True


def _check(lus: dict[str, str]) -> None:
    """Refuse now what libpq would refuse at each connection."""
    hotes = (lus.get("hostaddr") or lus.get("host") or "").split(",")
    ports = lus.get("port", "").split(",")
    if lus.get("host") and len(noms := lus["host"].split(",")) != len(hotes):
        raise AdresseInvalide(f"« host » nomme {len(noms)} serveurs et « hostaddr » {len(hotes)} ; attendu autant")
    if lus.get("hostaddr") and not all(_is_numero(numero) for numero in hotes):
        raise AdresseInvalide("« hostaddr » attend une adresse en chiffres, comme 10.0.0.5 ; un nom va dans « host »")
    if len(ports) not in {1, len(hotes)}:
        raise AdresseInvalide(f"{len(hotes)} serveurs et {len(ports)} ports ; attendu un port, ou un port par serveur")
    for port in ports:
        if port and not (port.isdecimal() and 0 < int(port) < 65536):
            raise AdresseInvalide("un port est un nombre de 1 à 65535 ; un « / » du mot de passe s’écrit %2F")
    for nom in NOMBRES:
        if nom in lus and not re.fullmatch(r"-?\d+", lus[nom]):
            raise AdresseInvalide(f"« {nom} » attend un nombre entier")
    # libpq looks at all the rest before it opens anything: sslmode, service, and what goes with what.
    essai = pq.PGconn.connect_start(make_conninfo(**(lus | SANS_RESEAU)).encode())
    erreur = essai.error_message.decode(errors="replace") if essai.status == pq.ConnStatus.BAD else ""
    essai.finish()
    if erreur and DOSSIER_ABSENT not in erreur:
        if "service" in lus and "service" in erreur:
            raise AdresseInvalide(
                f"le service « {lus['service']} » n’est dans aucun fichier de services (~/.pg_service.conf, ou celui "
                "que nomme PGSERVICEFILE)"
            )
        raise AdresseInvalide("une option n’a pas une valeur que Postgres connaît (sslmode, target_session_attrs…)")
