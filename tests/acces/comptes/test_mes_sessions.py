"""The devices of a person, as « Mon compte » lists them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from caprse.acces.comptes.page_mon_compte import group_sessions
from caprse.acces.connexion.sessions import SessionOuverte
from tests.conftest import MAINTENANT


def test_sessions_that_would_read_the_same_are_one_line_and_this_device_stands_first() -> None:
    def build(appareil: str, minutes: int, *, courante: bool = False) -> SessionOuverte:
        instant = MAINTENANT - timedelta(minutes=minutes)
        return SessionOuverte(uuid4(), appareil, instant, instant + timedelta(days=1), courante)

    ici = build("Firefox sur Windows", 60, courante=True)
    jumelles = [build("Firefox sur Windows", 60), build("Firefox sur Windows", 60)]
    autre, ancienne = build("Safari sur iPhone", 60), build("Firefox sur Windows", 90)
    rangees = group_sessions([ancienne, *jumelles, autre, ici], MAINTENANT.date())
    assert rangees == [[ici], jumelles, [autre], [ancienne]]
