"""The plain page where one says, from a mail and without a session, that one wants no more of its kind."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from caprse.acces.comptes.desinscriptions import Abonnement, LienInconnu, get_abonnement, set_abonnement
from caprse.acces.porte.habillage import build_gabarits
from caprse.acces.porte.rendu import ADRESSE_FEUILLE, read, write
from caprse.acces.unite import open_unit_systeme
from caprse.relecture.rappels.regles import LIBELLES_GENRE, GenreRappel

_GABARITS = build_gabarits(Path(__file__).with_name("gabarits"), feuille=ADRESSE_FEUILLE)


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route("/desinscription/{jeton}", read(show_desinscription), methods=["GET"]),
        # A mail program posts here by itself, from elsewhere and in any form: the secret link is the right.
        Route("/desinscription/{jeton}", read(unsubscribe), methods=["POST"]),
        Route("/desinscription/{jeton}/reabonnement", write(subscribe_again), methods=["POST"]),
    ]


def show_desinscription(request: Request) -> Response:
    """Which reminders, whose, and one button; nothing changes, since mail scanners open every link."""
    try:
        with open_unit_systeme() as unit:
            abonnement = get_abonnement(unit, request.path_params["jeton"])
    except LienInconnu as erreur:
        return _show_inconnu(erreur)
    return _show(request, abonnement, fait=False)


def unsubscribe(request: Request) -> Response:
    """No more of these reminders; said again, nothing changes."""
    return _set(request, abonne=False)


def subscribe_again(request: Request, _: dict[str, str]) -> Response:
    """These reminders again."""
    return _set(request, abonne=True)


def _set(request: Request, *, abonne: bool) -> Response:
    try:
        with open_unit_systeme() as unit:
            abonnement = set_abonnement(unit, request.path_params["jeton"], abonne=abonne)
    except LienInconnu as erreur:
        return _show_inconnu(erreur)
    return _show(request, abonnement, fait=True)


def _show(request: Request, abonnement: Abonnement, *, fait: bool) -> Response:
    page = _GABARITS.get_template("desinscription.html").render(
        libelle=LIBELLES_GENRE[GenreRappel(abonnement.genre)],
        courriel=abonnement.courriel,
        desinscrit=abonnement.desinscrit,
        jeton=request.path_params["jeton"],
        fait=fait,
    )
    return HTMLResponse(page)


def _show_inconnu(erreur: LienInconnu) -> Response:
    return HTMLResponse(_GABARITS.get_template("lien_inconnu.html").render(phrase=str(erreur)), status_code=410)
