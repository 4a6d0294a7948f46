"""Where one stands with a meeting: the one rule, in Python as in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import pytest

from caprse.collectif.rencontres.regles import Moment, find_moment, say_moment
from caprse.collectif.rencontres.requetes import PAS_FINIE
from caprse.socle.dates import FUSEAU
from tests.base import get_value
from tests.monde import Monde


@dataclass(frozen=True)
class Essai:
    jour: date
    heure: time | None
    duree_minutes: int = 120


MATIN = Essai(date(2026, 3, 24), time(9, 30))
APRES_MIDI = Essai(date(2026, 3, 24), time(14))
SOIR = Essai(date(2026, 3, 24), time(20))
NUIT = Essai(date(2026, 3, 24), time(23))
SANS_HEURE = Essai(date(2026, 3, 24), None)


@pytest.mark.parametrize(
    ("rencontre", "jour", "heure", "moment", "dit"),
    [
        (MATIN, 12, time(9), Moment.AVANT, "dans 12 jours"),
        (MATIN, 23, time(23), Moment.AVANT, "demain"),
        (MATIN, 24, time(9, 29), Moment.AVANT, "aujourd’hui"),
        (MATIN, 24, time(9, 30), Moment.PENDANT, "en ce moment"),
        (MATIN, 24, time(11, 29), Moment.PENDANT, "en ce moment"),
        (MATIN, 24, time(11, 30), Moment.APRES, "a eu lieu ce matin"),
        (APRES_MIDI, 24, time(18), Moment.APRES, "a eu lieu cet après-midi"),
        (SOIR, 24, time(23), Moment.APRES, "a eu lieu ce soir"),
        (MATIN, 25, time(8), Moment.APRES, ""),
        (NUIT, 25, time(0, 30), Moment.PENDANT, "en ce moment"),
        (SANS_HEURE, 24, time(23, 59), Moment.AVANT, "aujourd’hui"),
        (SANS_HEURE, 25, time(0), Moment.APRES, ""),
    ],
)
def test_before_during_and_after(
    monde: Monde, rencontre: Essai, jour: int, heure: time, moment: Moment, dit: str
) -> None:
    now = datetime.combine(date(2026, 3, jour), heure, FUSEAU)
    assert (find_moment(rencontre, now), say_moment(rencontre, now)) == (moment, dit)
    en_sql = get_value(
        f"select {PAS_FINIE} from (select cast(:jour as date) as jour, cast(:heure as time) as heure,"
        " cast(:duree as smallint) as duree_minutes) r",
        now=now,
        jour=rencontre.jour,
        heure=rencontre.heure,
        duree=rencontre.duree_minutes,
    )
    assert en_sql == (moment is not Moment.APRES)
