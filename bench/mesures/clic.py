"""Row 1: a click on a niveau, until it is committed in Postgres and the page says so, against the two floors.

The bare floor is clicked in the same way, at the same places, and says the same words: nothing was written.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import count

from playwright.sync_api import Browser, Page

from bench.chrono import Essai, contains, is_recorded, open_page, time_click
from bench.lieux import Lieux
from bench.resultats import ReponsePerdue, Resultat, Serie, compare
from caprse.referentiel.schema import Critere, Enjeu, Referentiel
from tests.parcours.gestes import option
from tests.parcours.site import Site, load_referentiel

CLICS = 70
ECHAUFFEMENT = 14
BARRE_NU = 1.25
BARRE_VIDE = 2.0
# Niveaux between which an answer is changed: from 2 on, a trace is suggested.
BAS, HAUT = 1, 3


def measure_clics(navigateur: Browser, lieux: Lieux) -> Resultat:
    """Time first answers and changed answers, each beside both floors. Raises ReponsePerdue."""
    lignes, series = [], []
    for nom, carnet, sol_nu in (
        ("première réponse", _iter_premieres(navigateur, lieux), _iter_premieres_nues(navigateur, lieux)),
        ("réponse changée", _iter_changements(navigateur, lieux), _iter_changements_nus(navigateur, lieux)),
    ):
        reponse, nu, vide = _time_in_turns(
            (f"Clic, {nom}", f"Clic sur le sol nu, {nom}", "Clic sur le sol vide"),
            (carnet, sol_nu, _iter_vide(navigateur, lieux)),
        )
        series += [reponse, nu, vide]
        lignes += [
            compare(f"Clic sur un niveau ({nom}), {quantile} contre le {sol}", valeur, reference, barre)
            for quantile, valeur, p_nu, p_vide in (
                ("p50", reponse.p50, nu.p50, vide.p50),
                ("p95", reponse.p95, nu.p95, vide.p95),
            )
            for sol, reference, barre in (("sol nu", p_nu, BARRE_NU), ("sol vide", p_vide, BARRE_VIDE))
        ]
    return Resultat(tuple(lignes), tuple(series))


Clic = tuple[Essai, Callable[[], None]]


def _time_in_turns(noms: Sequence[str], suites: Sequence[Generator[Clic]]) -> list[Serie]:
    """One click of each in turn, the first of the round changing; what comes after a click is not timed."""
    temps: list[list[float]] = [[] for _ in noms]
    with ExitStack() as pile:
        for suite in suites:
            pile.enter_context(closing(suite))
        for tour in range(ECHAUFFEMENT + CLICS):
            for decalage in range(len(suites)):
                rang = (tour + decalage) % len(suites)
                essai, check = next(suites[rang])
                duree = time_click(essai)
                check()
                if tour >= ECHAUFFEMENT:
                    temps[rang].append(duree)
    return [Serie(nom, tuple(valeurs)) for nom, valeurs in zip(noms, temps, strict=True)]


def _list_etapes(referentiel: Referentiel) -> list[Enjeu]:
    return [enjeu for thematique in referentiel.capsule(referentiel.ordre[0]) for enjeu in thematique.enjeux]


def _iter_premieres(navigateur: Browser, lieux: Lieux) -> Generator[Clic]:
    """Every critère of one structure after another, step by step, none answered before."""
    for rang, jeton in enumerate(lieux.jetons):
        faits = 0
        for etape in _list_etapes(load_referentiel()):
            with open_page(navigateur, f"{lieux.site.adresse}/carnet?etape={etape.code}", jeton) as page:
                for critere in etape.criteres:
                    faits += 1
                    niveau = faits % 5 if rang else 0
                    essai = _choose(page, critere, niveau, faits)
                    yield essai, partial(_check, lieux.site, critere, rang, niveau, 1)


def _iter_premieres_nues(navigateur: Browser, lieux: Lieux) -> Generator[Clic]:
    """The same steps of the bare floor, which forgets them each time."""
    for rang in count():
        for etape in _list_etapes(load_referentiel()):
            with open_page(navigateur, f"{lieux.sol_nu.adresse}/?etape={etape.code}") as page:
                for faits, critere in enumerate(etape.criteres, start=1):
                    yield _choose(page, critere, faits % 5 if rang else 0, faits), _check_nothing


def _iter_changements(navigateur: Browser, lieux: Lieux) -> Generator[Clic]:
    """The same critère of the first structure, from one niveau to another and back."""
    etape, critere = _find_changement()
    with open_page(navigateur, f"{lieux.site.adresse}/carnet?etape={etape.code}", lieux.jetons[0]) as page:
        # What was answered before is folded.
        page.locator(f".st-key-deplier-{critere.code}").click()
        for numero in count(2):
            niveau = _choose_changement(numero)
            yield _choose(page, critere, niveau, None), partial(_check, lieux.site, critere, 0, niveau, numero)


def _iter_changements_nus(navigateur: Browser, lieux: Lieux) -> Generator[Clic]:
    etape, critere = _find_changement()
    with open_page(navigateur, f"{lieux.sol_nu.adresse}/?etape={etape.code}") as page:
        for numero in count(2):
            yield _choose(page, critere, _choose_changement(numero), None), _check_nothing


def _find_changement() -> tuple[Enjeu, Critere]:
    etape = _list_etapes(load_referentiel())[0]
    return etape, next(critere for critere in etape.criteres if not critere.socle_legal)


def _choose_changement(numero: int) -> int:
    return HAUT if numero % 2 == 0 else BAS


def _choose(page: Page, critere: Critere, niveau: int, faits: int | None) -> Essai:
    """Click a niveau until its critère says when it was recorded; and, for a first answer, until the count moved."""
    cible = option(page, critere.code, niveau).locator("xpath=ancestor::label")
    condition = is_recorded(f".st-key-cadre-{critere.code} .cap-etat")
    if faits is not None:
        condition += f" && {contains('.cap-compte', f'{faits} critère')}"
    return Essai(page, cible, condition)


def _check(site: Site, critere: Critere, structure: int, niveau: int, version: int) -> None:
    lignes = site.query(
        "select niveau, version from reponse where carnet_id = %s and critere = %s",
        site.monde.carnets[structure],
        critere.code,
    )
    if lignes != [(niveau, version)]:
        raise ReponsePerdue(f"{critere.code} : attendu le niveau {niveau}, version {version} ; en base {lignes}.")


def _iter_vide(navigateur: Browser, lieux: Lieux) -> Generator[Clic]:
    with open_page(navigateur, lieux.sol_vide.adresse) as page:
        for numero in count(1):
            cible = page.get_by_role("button", name="Cliquer")
            yield Essai(page, cible, contains("[data-testid=stMarkdown]", f"Clics : {numero}")), _check_nothing


def _check_nothing() -> None:
    """A floor records nothing."""
