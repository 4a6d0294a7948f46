"""What is said of a key, in words."""

from __future__ import annotations

from datetime import date

from caprse.echanges.lecture_api.regles import Etat, describe_portees
from caprse.echanges.lecture_api.service import Cle
from caprse.socle.dates import FUSEAU, format_date, format_instant_proche

ENDORMIE = "Endormie : qui l’a faite n’a plus ce rôle"


def describe_cle(cle: Cle, today: date) -> tuple[str, str]:
    """What it opens; then whether it reads, until when."""
    portees = describe_portees(list(cle.portees))
    return portees[:1].upper() + portees[1:], " · ".join(_list_dits(cle, today))


def _list_dits(cle: Cle, today: date) -> list[str]:
    if cle.etat is Etat.ENDORMIE:
        return [ENDORMIE]
    fin = format_date(cle.expire_le.astimezone(FUSEAU).date())
    lue = f"lue {format_instant_proche(cle.lue_le, today)}" if cle.lue_le else "jamais lue"
    dits = {Etat.ACTIVE: f"Jusqu’au {fin}", Etat.ECHUE: f"Finie le {fin}", Etat.ARRETEE: "Arrêtée"}
    return [dits[cle.etat], lue]
