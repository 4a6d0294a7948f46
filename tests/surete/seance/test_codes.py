"""Codes guessed by the hundred and joins by the hundred, from the very address of the room: it goes on."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

import httpx

from caprse.seance.guichet import ARRIVEES, ARRIVEES_PAR_SECONDE, PLACES, TENUE
from caprse.seance.mur.service import create_code_mur
from caprse.seance.salle.web import COOKIE_SALLE
from tests.base import execute
from tests.seance.scene_votes import CODE, Scene, act, join, read_code_structure

FAUX = "ZZZZZZ"


async def _post(client: httpx.AsyncClient, chemin: str, code: str, **en_tetes: str) -> httpx.Response:
    # A phone has no cookie of another one.
    client.cookies.clear()
    return await client.post(chemin, data={"code": code}, headers=en_tetes)


async def _flood(adresse: str, chemin: str, code: str, nombre: int) -> tuple[Counter[int], float]:
    """So many forms at once; how they were answered, and in how many seconds."""
    limites = httpx.Limits(max_connections=60)
    async with httpx.AsyncClient(base_url=adresse, limits=limites, timeout=60) as client:
        debut = time.monotonic()
        reponses = await asyncio.gather(*(_post(client, chemin, code) for _ in range(nombre)))
        return Counter(reponse.status_code for reponse in reponses), time.monotonic() - debut


def test_sixty_one_wrong_codes_shut_nobody_out(adresse: str, scene: Scene) -> None:
    statuts, _ = asyncio.run(_flood(adresse, "/rejoindre", FAUX, 61))
    assert statuts == {422: 61}
    debut = time.monotonic()
    assert httpx.post(f"{adresse}/rejoindre", data={"code": CODE}).status_code == 303
    assert time.monotonic() - debut < 2
    assert execute("select count(*) from tentative") == [(0,)]


def test_a_right_code_enters_in_the_middle_of_a_flood_of_wrong_ones(adresse: str, scene: Scene) -> None:
    async def run() -> tuple[float, Counter[int]]:
        flot = asyncio.create_task(_flood(adresse, "/rejoindre", FAUX, 200))
        await asyncio.sleep(1)
        async with httpx.AsyncClient(base_url=adresse, timeout=60) as telephone:
            debut = time.monotonic()
            reponse = await _post(telephone, "/rejoindre", CODE)
            assert (reponse.status_code, reponse.headers["location"]) == (303, "/salle")
            attente = time.monotonic() - debut
        return attente, (await flot)[0]

    attente, statuts = asyncio.run(run())
    assert statuts == {422: 200}
    # Sixty connections wait before it, at PLACES / TENUE a second.
    assert attente < 60 / (PLACES / TENUE) + 3


def test_guesses_are_bounded_for_all_addresses_together(adresse: str, scene: Scene) -> None:
    nombre = 120
    statuts, duree = asyncio.run(_flood(adresse, "/rejoindre", FAUX, nombre))
    assert statuts == {422: nombre}
    assert duree > (nombre - PLACES) / (PLACES / TENUE) * 0.9


def test_the_code_of_a_wall_opens_after_any_number_of_wrong_ones(adresse: str, scene: Scene) -> None:
    code = act(scene, create_code_mur, scene.seance)
    statuts, _ = asyncio.run(_flood(adresse, "/mur", FAUX + "ZZ", 61))
    assert statuts == {410: 61}
    assert httpx.post(f"{adresse}/mur", data={"code": code}).status_code == 303


def test_a_flood_of_joins_slows_down_and_the_room_comes_in(adresse: str, scene: Scene) -> None:
    trop = 20
    statuts, duree = asyncio.run(_flood(adresse, "/rejoindre", CODE, ARRIVEES + trop))
    assert statuts == {303: ARRIVEES + trop}
    assert duree > trop / ARRIVEES_PAR_SECONDE * 0.8
    # The address has spent its arrivals: who is inside goes on at once, who comes waits a moment.
    dedans = join()
    debut = time.monotonic()
    reponse = httpx.post(
        f"{adresse}/rejoindre", data={"code": CODE}, headers={"Cookie": f"{COOKIE_SALLE}={dedans}"}, timeout=20
    )
    assert reponse.status_code == 303
    assert httpx.post(f"{adresse}/rejoindre", data={"code": CODE}, timeout=20).status_code == 303
    assert time.monotonic() - debut < 5
    assert execute("select count(*) from participant") == [(ARRIVEES + trop + 2,)]


def test_a_room_of_fifty_behind_one_address_enters_at_once(adresse: str, scene: Scene) -> None:
    statuts, duree = asyncio.run(_flood(adresse, "/rejoindre", CODE, 50))
    assert statuts == {303: 50}
    assert duree < 5


def test_a_slow_form_holds_no_place_of_the_line(adresse: str, scene: Scene) -> None:
    """Forms that never end, as many as there are places and more: the line is behind the form, not before."""

    async def run() -> int:
        hote, port = adresse.removeprefix("http://").split(":")
        lents = [await asyncio.open_connection(hote, int(port)) for _ in range(PLACES * 2)]
        for _, sortie in lents:
            sortie.write(
                b"POST /rejoindre HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                b"Content-Length: 11\r\n\r\ncode="
            )
            await sortie.drain()
        async with httpx.AsyncClient(base_url=adresse, timeout=5) as telephone:
            statut = (await _post(telephone, "/rejoindre", CODE)).status_code
        for _, sortie in lents:
            sortie.close()
        return statut

    assert asyncio.run(run()) == 303


def test_the_codes_of_structures_are_not_guessed_by_the_hundred(adresse: str, scene: Scene) -> None:
    jeton, nombre = join(), 60

    async def run() -> tuple[Counter[int], float]:
        async with httpx.AsyncClient(base_url=adresse, timeout=60) as client:
            debut = time.monotonic()
            cookie = {"Cookie": f"{COOKIE_SALLE}={jeton}"}
            essais = [_post(client, "/salle/structure", f"ZZZZZZ{rang % 8 + 2}Z", **cookie) for rang in range(nombre)]
            return Counter(r.status_code for r in await asyncio.gather(*essais)), time.monotonic() - debut

    statuts, duree = asyncio.run(run())
    assert statuts == {422: nombre}
    assert duree > (nombre - PLACES) / (PLACES / TENUE) * 0.9
    code = read_code_structure(scene.monde.structures[0])
    reponse = httpx.post(
        f"{adresse}/salle/structure", data={"code": code}, headers={"Cookie": f"{COOKIE_SALLE}={jeton}"}
    )
    assert reponse.status_code == 303
