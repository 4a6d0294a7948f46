"""How the plain pages answer: templates, headers, errors as French pages, the session's cookie."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from caprse.acces.connexion.limites import TropDeTentatives
from caprse.acces.jetons import COOKIE
from caprse.acces.porte.demande import is_meme_site, read_formulaire
from caprse.acces.porte.habillage import build_adresse, build_gabarits, read_feuille_page
from caprse.acces.porte.refus import find_page, tell_phrase
from caprse.acces.porte.suite import ACCUEIL, CHAMP, add_suite, read_suite
from caprse.socle.erreurs import ErreurMetier, Refus
from caprse.socle.installation import get_installation

_DOSSIER = Path(__file__).with_name("gabarits")
FEUILLE = read_feuille_page(_DOSSIER / "connexion.css")
ADRESSE_FEUILLE = build_adresse("connexion.css", FEUILLE)
_GABARITS = build_gabarits(_DOSSIER, feuille=ADRESSE_FEUILLE)

# same-origin rather than no-referrer: browsers then send Origin with our own forms, and secret links stay with us.
EN_TETES = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

AUTRE_SITE = "Cette demande ne vient pas d’une page du cahier. Rien n’a été modifié."

COOKIE_SUITE = "caprse_suite"
CHEMIN_SUITE = "/connexion"
DUREE_SUITE = 15 * 60

Lecture = Callable[[Request], Response]
Ecriture = Callable[[Request, dict[str, str]], Response]
Endpoint = Callable[[Request], Awaitable[Response]]
# Around an answer, once its form is read: when it is given.
Passage = Callable[[Request, dict[str, str], Callable[[], Awaitable[Response]]], Awaitable[Response]]


def read(lecture: Lecture) -> Endpoint:
    """A route that only shows."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_run, lambda: lecture(request))

    return endpoint


def write(ecriture: Ecriture, passage: Passage | None = None) -> Endpoint:
    """A route that changes something: refused from another site, its form read within bounds, then in its turn."""

    async def endpoint(request: Request) -> Response:
        if not is_meme_site(request, get_installation().reglages):
            return _seal(show_erreur(Refus(AUTRE_SITE)))
        formulaire = await read_formulaire(request)

        async def answer() -> Response:
            return await run_in_threadpool(_run, lambda: ecriture(request, formulaire))

        return _seal(await passage(request, formulaire, answer)) if passage else await answer()

    return endpoint


def show(gabarit: str, statut: int = 200, **valeurs: object) -> HTMLResponse:
    """A page from its template."""
    return HTMLResponse(_GABARITS.get_template(gabarit).render(valeurs), status_code=statut)


def show_erreur(erreur: ErreurMetier) -> Response:
    """A refusal as a page: what happened, what is not lost, what to do next."""
    page = find_page(erreur)
    retour = show("message.html", page.statut, page=page, phrase=tell_phrase(erreur, page))
    if isinstance(erreur, TropDeTentatives):
        retour.headers["Retry-After"] = str(max(1, int(erreur.attente.total_seconds())))
    return retour


def enter(jeton: str, suite: str = "") -> Response:
    """The page they were going to, or home; with the session in a cookie closed to scripts and foreign forms."""
    reglages = get_installation().reglages
    retour = RedirectResponse(read_suite(suite) or ACCUEIL, status_code=303)
    retour.set_cookie(
        COOKIE,
        jeton,
        max_age=reglages.session_jours * 86_400,
        path="/",
        httponly=True,
        samesite="lax",
        secure=reglages.tls,
    )
    return retour


def leave(suite: str = "", *, terminee: bool = False) -> Response:
    """The login page, with the session's cookie removed; ``terminee``: which says that the session has ended."""
    autres = {"terminee": "1"} if terminee else {}
    retour = RedirectResponse(add_suite("/connexion", suite, **autres), status_code=303)
    retour.headers["Cache-Control"] = "no-store"
    retour.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=get_installation().reglages.tls)
    return retour


def keep_suite(retour: Response, suite: str) -> None:
    """Keep where they were going while they are away at the identity provider, which brings them back home."""
    retour.set_cookie(
        COOKIE_SUITE,
        quote(suite, safe=""),
        max_age=DUREE_SUITE,
        path=CHEMIN_SUITE,
        httponly=True,
        samesite="lax",
        secure=get_installation().reglages.tls,
    )


def get_suite(request: Request) -> str:
    """Where they were going: as the address says, else as it was kept before leaving for the identity provider."""
    return read_suite(request.query_params.get(CHAMP)) or read_suite(unquote(request.cookies.get(COOKIE_SUITE, "")))


def forget_suite(retour: Response) -> None:
    """They are there."""
    retour.delete_cookie(
        COOKIE_SUITE, path=CHEMIN_SUITE, httponly=True, samesite="lax", secure=get_installation().reglages.tls
    )


def _run(traitement: Callable[[], Response]) -> Response:
    try:
        return _seal(traitement())
    except ErreurMetier as erreur:
        return _seal(show_erreur(erreur))


def _seal(retour: Response) -> Response:
    for nom, valeur in EN_TETES.items():
        retour.headers.setdefault(nom, valeur)
    return retour
