"""Rate limits: how many attempts one address or one account may make, counted in the base for all processes."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from caprse.acces.connexion.requetes import LOCK_CLES
from caprse.acces.modele import Tentative
from caprse.acces.unite import Unit, as_systeme
from caprse.courrier.conservation import REGLES, Sorte
from caprse.socle.erreurs import ErreurMetier
from caprse.socle.francais import format_pluriel


@dataclass(frozen=True)
class Limite:
    """At most ``maximum`` attempts in any ``fenetre``."""

    maximum: int
    fenetre: timedelta


LIENS_PAR_COMPTE = Limite(5, timedelta(minutes=15))
LIENS_PAR_ADRESSE = Limite(20, timedelta(minutes=15))
# One drawing of a form, sent twice by a double press. Later, the same page sent again is a new demand.
MEME_ENVOI = Limite(1, timedelta(seconds=10))
INVITATIONS_PAR_PERSONNE = Limite(60, timedelta(days=1))
INVITATIONS_PAR_DESTINATAIRE = Limite(5, timedelta(days=1))

GARDE = REGLES[Sorte.TENTATIVES].duree


class TropDeTentatives(ErreurMetier):
    """Too many attempts. ``attente`` is how long to wait."""

    def __init__(self, attente: timedelta) -> None:
        self.attente = attente
        minutes = max(1, -(-int(attente.total_seconds()) // 60))
        duree = format_pluriel(minutes, "minute") if minutes < 120 else format_pluriel(minutes // 60, "heure")
        super().__init__(f"Vous avez fait beaucoup de demandes en peu de temps. Réessayez dans {duree}.")


def build_cle_adresse(adresse_ip: str) -> str:
    """The key of a network address. An IPv6 subscriber owns a whole /64: it counts as one."""
    try:
        ip = ipaddress.ip_address(adresse_ip)
    except ValueError:
        return f"adresse:{adresse_ip}"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return f"adresse:{ipaddress.ip_network((ip, 64), strict=False)}"
    return f"adresse:{(ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip}"


def count_tentatives(unit: Unit, limites: Mapping[str, Limite]) -> None:
    """Count one attempt for each key, or raise TropDeTentatives and count none.

    Keys are hashed before they are kept, and forgotten after a day.
    """
    parties = {hashlib.sha256(cle.encode()).hexdigest(): limite for cle, limite in limites.items()}
    with as_systeme(unit) as systeme:
        systeme.db.execute(LOCK_CLES, {"cles": list(parties)})
        systeme.db.execute(delete(Tentative).where(Tentative.instant < unit.now - GARDE))
        passees: dict[str, list[datetime]] = {cle: [] for cle in parties}
        for ligne in systeme.db.execute(
            select(Tentative.cle, Tentative.instant).where(Tentative.cle.in_(parties)).order_by(Tentative.instant)
        ):
            passees[ligne.cle].append(ligne.instant)
        for cle, limite in parties.items():
            recentes = [instant for instant in passees[cle] if instant > unit.now - limite.fenetre]
            if len(recentes) >= limite.maximum:
                raise TropDeTentatives(recentes[-limite.maximum] + limite.fenetre - unit.now)
        systeme.db.execute(insert(Tentative), [{"cle": cle, "instant": unit.now} for cle in parties])
