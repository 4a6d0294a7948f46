"""A crowd in front of the carnet, in a process of its own: ``python -m bench.foule`` reads a plan, says what happened.

The plan and the outcome are JSON, on the standard input and output.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field

from bench.onglet import LigneRompue, Onglet

NIVEAUX = 5


@dataclass(frozen=True)
class Personne:
    """Who answers which critère, on which page."""

    jeton: str | None
    page: str
    question: str
    critere: str
    # The niveau to begin with: what is chosen already is no answer.
    depart: int = 0


@dataclass(frozen=True)
class Plan:
    """``periode`` seconds between two answers of one person, 0: without pause; ``duree`` seconds once all are there.

    ``preuve``: what the page says once an answer is recorded. ``fermees``: as many tabs were opened and closed before.
    """

    adresse: str
    personnes: tuple[Personne, ...]
    periode: float
    duree: float
    preuve: str
    fermees: int = 0


@dataclass
class Bilan:
    """Times in milliseconds; how many answers each person was told are recorded, and the last of them."""

    temps: list[float] = field(default_factory=list)
    accuses: list[int] = field(default_factory=list)
    derniers: list[int | None] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)
    duree: float = 0.0


async def play(plan: Plan) -> Bilan:
    """Bring everybody to their page, a few at a time, then have all of them answer for a while."""
    await _come_and_go(plan)
    bilan = Bilan(accuses=[0] * len(plan.personnes), derniers=[None] * len(plan.personnes))
    onglets = [Onglet(plan.adresse, p.page, p.question, p.jeton) for p in plan.personnes]
    await _open_all(onglets)
    debut = time.perf_counter()
    await asyncio.gather(*(_answer(plan, rang, onglet, bilan) for rang, onglet in enumerate(onglets)))
    bilan.duree = time.perf_counter() - debut
    await asyncio.gather(*(onglet.close() for onglet in onglets), return_exceptions=True)
    return bilan


async def _open_all(onglets: list[Onglet], ensemble: int = 8) -> None:
    places = asyncio.Semaphore(ensemble)

    async def open_one(onglet: Onglet) -> None:
        async with places:
            await onglet.open()

    await asyncio.gather(*(open_one(onglet) for onglet in onglets))


async def _come_and_go(plan: Plan) -> None:
    """Tabs that open the page, give one answer, and are closed as people close them: without a word."""
    for debut in range(0, plan.fermees, 8):
        lot = [(plan.personnes[rang % len(plan.personnes)]) for rang in range(debut, min(debut + 8, plan.fermees))]
        onglets = [Onglet(plan.adresse, p.page, p.question, p.jeton) for p in lot]
        await _open_all(onglets)
        await asyncio.gather(*(onglet.close() for onglet in onglets))


async def _answer(plan: Plan, rang: int, onglet: Onglet, bilan: Bilan) -> None:
    critere = plan.personnes[rang].critere
    hasard = random.Random(rang)  # noqa: S311 - the same crowd at each run
    debut = time.perf_counter()
    prochaine = debut + hasard.uniform(0, plan.periode)
    numero = 0
    while True:
        if (attente := prochaine - time.perf_counter()) > 0:
            await asyncio.sleep(attente)
        if time.perf_counter() - debut > plan.duree:
            return
        prochaine += plan.periode
        niveau = (plan.personnes[rang].depart + numero) % NIVEAUX
        numero += 1
        try:
            temps, textes = await onglet.choose(critere, niveau)
        except LigneRompue as erreur:
            bilan.erreurs.append(f"personne {rang} : {erreur}")
            return
        if plan.preuve not in textes:
            bilan.erreurs.append(f"personne {rang} : pas d'accusé\n{textes}")
            continue
        bilan.temps.append(temps)
        bilan.accuses[rang] += 1
        bilan.derniers[rang] = niveau


async def hold(plan: Plan, premiers: int) -> None:
    """Open the first tabs, say so and wait for a line; then the others; then close all."""
    onglets = [Onglet(plan.adresse, p.page, p.question, p.jeton) for p in plan.personnes]
    for lot in (onglets[:premiers], onglets[premiers:]):
        await _open_all(lot)
        print("ouverts", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
    await asyncio.gather(*(onglet.close() for onglet in onglets), return_exceptions=True)


def main() -> None:
    lu = json.loads(sys.stdin.readline())
    plan = Plan(**{**lu, "personnes": tuple(Personne(**p) for p in lu["personnes"])})
    if sys.argv[1:2] == ["--tenir"]:
        asyncio.run(hold(plan, int(sys.argv[2])))
    else:
        json.dump(asdict(asyncio.run(play(plan))), sys.stdout)


if __name__ == "__main__":
    main()
