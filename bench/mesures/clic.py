"""Row 1: a click on a niveau, until it is committed in Postgres and the page repainted, against the two floors."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing
from itertools import count

from playwright.sync_api import Browser, Page

from bench.chrono import Essai, contains, open_page, time_click
from bench.lieux import Lieux
from bench.resultats import ReponsePerdue, Resultat, Serie, compare
from caprse.referentiel.schema import Critere, Enjeu, Referentiel
from tests.parcours.gestes import option
from tests.parcours.site import Site, load_referentiel

CLICS = 70
ECHAUFFEMENT = 14
BARRE_NU = 1.25
BARRE_VIDE = 2.0
TRACE_DEMANDEE = "vous avez peut-être"


def measure_clics(navigateur: Browser, lieux: Lieux) -> Resultat:
    """Time first answers and changed answers, each beside both floors. Raises ReponsePerdue."""
    lignes, series = [], []
    for nom, carnet in (
        ("première réponse", _iter_premieres(navigateur, lieux)),
        ("réponse changée", _iter_changements(navigateur, lieux)),
    ):
        reponse, nu, vide = _time_in_turns(
            (f"Clic, {nom}", "Clic sur le sol nu", "Clic sur le sol vide"),
            (carnet, _iter_nu(navigateur, lieux), _iter_vide(navigateur, lieux)),
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
                    yield _answer(lieux.site, page, critere, rang, niveau, 1, _first_answer(critere, faits))


def _first_answer(critere: Critere, faits: int) -> str:
    """The critère says when it was recorded, and the count of what is left has moved."""
    enregistre = contains(f".st-key-cadre-{critere.code}", "Enregistré à")
    return f"{enregistre} && {contains('.cap-compte', f'{faits} critère')}"


def _iter_changements(navigateur: Browser, lieux: Lieux) -> Generator[Clic]:
    """The same critère of the first structure, from niveau 1 to 3 and back: from 2 on a trace is asked for."""
    etape = _list_etapes(load_referentiel())[0]
    critere = next(critere for critere in etape.criteres if not critere.socle_legal)
    demande = contains(f".st-key-cadre-{critere.code}", TRACE_DEMANDEE)
    with open_page(navigateur, f"{lieux.site.adresse}/carnet?etape={etape.code}", lieux.jetons[0]) as page:
        for numero in count(2):
            niveau, condition = (3, demande) if numero % 2 == 0 else (1, f"!({demande})")
            yield _answer(lieux.site, page, critere, 0, niveau, numero, condition)


def _answer(
    site: Site, page: Page, critere: Critere, structure: int, niveau: int, version: int, condition: str
) -> Clic:
    cible = option(page, critere.code, niveau).locator("xpath=ancestor::label")

    def check() -> None:
        lignes = site.query(
            "select niveau, version from reponse where carnet_id = %s and critere = %s",
            site.monde.carnets[structure],
            critere.code,
        )
        if lignes != [(niveau, version)]:
            raise ReponsePerdue(f"{critere.code} : attendu le niveau {niveau}, version {version} ; en base {lignes}.")

    return Essai(page, cible, condition), check


def _iter_nu(navigateur: Browser, lieux: Lieux) -> Generator[Clic]:
    """The three critères of the bare step in turn, another niveau each time."""
    criteres = _list_etapes(load_referentiel())[0].criteres
    with open_page(navigateur, lieux.sol_nu.adresse) as page:
        for numero in count():
            code, niveau = criteres[numero % len(criteres)].code, (numero // len(criteres)) % 5
            cible = option(page, code, niveau).locator("xpath=ancestor::label")
            yield Essai(page, cible, contains(f".st-key-cadre-{code}", f"Choisi : {niveau}")), _check_nothing


def _iter_vide(navigateur: Browser, lieux: Lieux) -> Generator[Clic]:
    with open_page(navigateur, lieux.sol_vide.adresse) as page:
        for numero in count(1):
            cible = page.get_by_role("button", name="Cliquer")
            yield Essai(page, cible, contains("[data-testid=stMarkdown]", f"Clics : {numero}")), _check_nothing


def _check_nothing() -> None:
    """A floor records nothing."""
