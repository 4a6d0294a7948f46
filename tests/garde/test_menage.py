"""When memory is collected: never in somebody's way, and always in the end."""

from __future__ import annotations

import gc

from caprse.garde.menage import ATTENTE_MAX, CALME, ECART, Menage


class Boucle:
    """Something that only a full collection takes away."""

    def __init__(self) -> None:
        self.soi = self


def test_nothing_is_collected_when_nothing_was_done() -> None:
    menage = Menage()
    assert not menage.is_due(menage.derniere + 10 * ATTENTE_MAX)


def test_it_waits_for_a_quiet_moment() -> None:
    menage = Menage()
    menage.note()
    debut = menage.dernier_message = menage.derniere
    assert not menage.is_due(debut + CALME)
    assert menage.is_due(debut + ECART)
    menage.dernier_message = debut + ECART - CALME / 2
    assert not menage.is_due(debut + ECART)
    assert menage.is_due(debut + ECART + CALME)


def test_a_process_that_is_never_quiet_is_collected_too() -> None:
    menage = Menage()
    menage.note()
    menage.dernier_message = menage.derniere + ATTENTE_MAX
    assert not menage.is_due(menage.derniere + ATTENTE_MAX - 1)
    assert menage.is_due(menage.derniere + ATTENTE_MAX)


def test_what_was_left_behind_is_gone() -> None:
    def count() -> int:
        return sum(isinstance(objet, Boucle) for objet in gc.get_objects())

    menage = Menage()
    gc.disable()
    try:
        for _ in range(100):
            Boucle()
        menage.note()
        assert count() == 100
        menage.collect()
        assert count() == 0
    finally:
        gc.enable()
    assert 0 < menage.pause < 10
    assert not menage.is_due(menage.derniere + ATTENTE_MAX)
