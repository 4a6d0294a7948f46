"""The line in front of the codes: addresses take turns, a flood waits behind itself, nothing grows without end."""

from __future__ import annotations

import asyncio

import pytest

import caprse.seance.guichet as module
from caprse.seance.guichet import ARRIVEES, PLACES, Deborde, Guichet, Issue


def test_right_codes_pass_at_once_and_wrong_ones_keep_their_place() -> None:
    async def run() -> None:
        guichet = Guichet()
        for rang in range(PLACES * 3):
            await asyncio.wait_for(guichet.enter(str(rang)), 0.1)
            guichet.leave(str(rang), Issue.AUTRE)
        for rang in range(PLACES):
            await guichet.enter(str(rang))
            guichet.leave(str(rang), Issue.FAUX)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(guichet.enter("suivant"), module.TENUE / 3)
        # Who gave up waits no more; the place comes back for the next.
        await asyncio.wait_for(guichet.enter("autre"), module.TENUE * 2)

    asyncio.run(run())


def test_who_insists_waits_behind_themselves() -> None:
    async def run() -> list[str]:
        guichet, ordre = Guichet(), []

        async def come(cle: str) -> None:
            await guichet.enter(cle)
            ordre.append(cle)
            await asyncio.sleep(0)
            guichet.leave(cle, Issue.AUTRE)

        for _ in range(PLACES):
            await guichet.enter("occupe")
        flot = [asyncio.create_task(come("flot")) for _ in range(30)]
        await asyncio.sleep(0)
        voisin = asyncio.create_task(come("voisin"))
        await asyncio.sleep(0)
        guichet.leave("occupe", Issue.AUTRE)
        await asyncio.gather(*flot, voisin)
        return ordre

    assert asyncio.run(run()).index("voisin") <= 1


def test_the_largest_room_measured_comes_in_at_once_from_one_address() -> None:
    async def run() -> None:
        guichet = Guichet()

        async def come() -> None:
            await guichet.enter("salle")
            await asyncio.sleep(0.01)
            guichet.leave("salle", Issue.NOUVEAU)

        await asyncio.wait_for(asyncio.gather(*(come() for _ in range(300))), 3)

    asyncio.run(run())


def test_new_devices_of_one_address_come_drop_by_drop_and_of_others_at_once() -> None:
    async def run() -> None:
        guichet = Guichet()
        for _ in range(ARRIVEES):
            await asyncio.wait_for(guichet.enter("salle"), 0.1)
            guichet.leave("salle", Issue.NOUVEAU)
        suivant = asyncio.create_task(guichet.enter("salle"))
        await asyncio.sleep(0.05)
        assert not suivant.done()
        await asyncio.wait_for(guichet.enter("ailleurs"), 0.1)
        await asyncio.wait_for(suivant, 2)

    asyncio.run(run())


def test_a_line_that_is_full_loses_those_who_insist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ATTENTE_MAX", 10)

    async def run() -> tuple[int, bool]:
        guichet = Guichet()
        for _ in range(PLACES):
            await guichet.enter("occupe")
        flot = [asyncio.create_task(guichet.enter("flot")) for _ in range(30)]
        await asyncio.sleep(0)
        voisin = asyncio.create_task(guichet.enter("voisin"))
        await asyncio.sleep(0.01)
        partis = sum(tache.done() and isinstance(tache.exception(), Deborde) for tache in flot)
        guichet.leave("occupe", Issue.AUTRE)
        guichet.leave("occupe", Issue.AUTRE)
        await asyncio.sleep(0.01)
        entre = voisin.done()
        for tache in flot:
            tache.cancel()
        await asyncio.gather(*flot, return_exceptions=True)
        return partis, entre

    assert asyncio.run(run()) == (21, True)


def test_quiet_addresses_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ADRESSES_MAX", 5)

    async def run() -> Guichet:
        guichet = Guichet()
        for rang in range(50):
            await guichet.enter(str(rang))
            guichet.leave(str(rang), Issue.NOUVEAU)
        return guichet

    guichet = asyncio.run(run())
    assert (len(guichet._arrivees), len(guichet._files)) == (5, 0)
