"""The plain page where one says, from a mail and without a session, whether one comes to a meeting."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from caprse.acces.porte.habillage import build_gabarits
from caprse.acces.porte.rendu import ADRESSE_FEUILLE, read, write
from caprse.acces.unite import open_unit_systeme
from caprse.relecture.convocations.regles import LIBELLES_REPONSE, MERCIS
from caprse.relecture.convocations.service import Invitee, LienPasse, answer_lien, get_invitee
from caprse.relecture.convocations.textes import list_reperes
from caprse.socle.erreurs import Refus

_GABARITS = build_gabarits(Path(__file__).with_name("gabarits"), feuille=ADRESSE_FEUILLE)


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route("/convocation/{jeton}", read(show_convocation), methods=["GET"]),
        Route("/convocation/{jeton}", write(answer), methods=["POST"]),
    ]


def show_convocation(request: Request) -> Response:
    """To what one is asked, and three buttons; nothing changes, since mail scanners open every link."""
    try:
        with open_unit_systeme() as unit:
            invitee = get_invitee(unit, request.path_params["jeton"])
    except LienPasse as erreur:
        return _show_passe(erreur)
    return _show(request, invitee)


def answer(request: Request, formulaire: dict[str, str]) -> Response:
    """One press of one of the three; again, and the last one counts."""
    jeton = request.path_params["jeton"]
    try:
        with open_unit_systeme() as unit:
            invitee = answer_lien(unit, jeton, formulaire.get("reponse", ""))
    except LienPasse as erreur:
        return _show_passe(erreur)
    except Refus as erreur:
        with open_unit_systeme() as unit:
            invitee = get_invitee(unit, jeton)
        return _show(request, invitee, refus=str(erreur), statut=409)
    return _show(request, invitee, fait=True)


def _show(
    request: Request, invitee: Invitee, *, fait: bool = False, refus: str | None = None, statut: int = 200
) -> Response:
    page = _GABARITS.get_template("convocation.html").render(
        invitee=invitee,
        reperes=list_reperes(invitee.rencontre),
        libelles=LIBELLES_REPONSE,
        merci=MERCIS[invitee.reponse] if invitee.reponse else "",
        jeton=request.path_params["jeton"],
        fait=fait,
        refus=refus or invitee.refus,
    )
    return HTMLResponse(page, status_code=statut)


def _show_passe(erreur: LienPasse) -> Response:
    return HTMLResponse(_GABARITS.get_template("lien_passe.html").render(phrase=str(erreur)), status_code=410)
