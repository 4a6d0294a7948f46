"""What is said of a key, in words."""

from __future__ import annotations

from datetime import date

from caprse.echanges.lecture_api.regles import Etat, describe_portees
from caprse.echanges.lecture_api.service import Cle
from caprse.socle.dates import FUSEAU, format_date_courte, format_instant_proche

ENDORMIE = "Endormie : qui l’a faite n’a plus ce rôle"


def describe_portee(cle: Cle) -> str:
    """What it opens."""
    portees = describe_portees(list(cle.portees))
    return portees[:1].upper() + portees[1:]


def list_dits(cle: Cle, today: date) -> list[str]:
    """Whether it reads, until when; whether something uses it."""
    if cle.etat is Etat.ENDORMIE:
        return [ENDORMIE]
    fin = format_date_courte(cle.expire_le.astimezone(FUSEAU).date())
    lue = f"lue {format_instant_proche(cle.lue_le, today)}" if cle.lue_le else "jamais lue"
    dits = {Etat.ACTIVE: f"Jusqu’au {fin}", Etat.ECHUE: f"Finie le {fin}", Etat.ARRETEE: "Arrêtée"}
    return [dits[cle.etat], lue]
