"""What is printed: the poster of a link, the sheet that a team fills in by hand. A4, large type, plain HTML."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from caprse.acces.porte.echange import open_demande
from caprse.acces.porte.habillage import build_adresse, build_gabarits, read_feuille, serve
from caprse.acces.porte.rendu import read
from caprse.acces.regles import Operation
from caprse.acces.unite import open_unit_systeme
from caprse.avis.lecture import get_consultation
from caprse.avis.regles import refusal_to_speak
from caprse.avis.telephone.phrases import list_choix
from caprse.avis.telephone.web import build_adresse_lien
from caprse.avis.voix import get_bulletin
from caprse.socle.dates import format_date
from caprse.socle.ecran.qr import draw_qr
from caprse.socle.erreurs import Refus
from caprse.socle.francais import bind_signs, bind_titre, format_pluriel

_DOSSIER = Path(__file__).with_name("gabarits")
FEUILLE = read_feuille(_DOSSIER / "papier.css")
_GABARITS = build_gabarits(
    _DOSSIER, feuille=build_adresse("avis-papier.css", FEUILLE), jour=format_date, pluriel=format_pluriel
)
_GABARITS.filters.update(lie=bind_signs, titre=bind_titre)


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route("/avis/{lien}/affiche", read(show_affiche), methods=["GET"]),
        Route("/feuille-avis/{consultation:uuid}/{groupe:uuid}", read(show_feuille), methods=["GET"]),
        Route("/habillage/avis-papier.css", read(lambda _: serve(FEUILLE)), methods=["GET"]),
    ]


def show_affiche(request: Request) -> Response:
    """The QR code of a link, to be hung up: whoever holds the link may print it."""
    with open_unit_systeme() as unit:
        bulletin = get_bulletin(unit, request.path_params["lien"], None)
        adresse = build_adresse_lien(unit.installation.reglages.adresse_publique, request.path_params["lien"])
    if raison := refusal_to_speak(bulletin.consultation.etat):
        raise Refus(raison)
    # The code is drawn here, of an address of ours.
    return _show("affiche.html", bulletin=bulletin, adresse=adresse, qr=Markup(draw_qr(adresse)))  # noqa: S704


def show_feuille(request: Request) -> Response:
    """The questions of a consultation with boxes to tick: for the direction, who types the counts in afterwards."""
    with open_demande(request) as unit:
        consultation = get_consultation(unit, request.path_params["consultation"], Operation.UPDATE_CONSULTATION)
    return _show(
        "feuille.html",
        consultation=consultation,
        groupe=consultation.get_groupe(request.path_params["groupe"]),
        questions=[(c, list_choix(c, consultation.referentiel, None)) for c in consultation.criteres],
    )


def _show(gabarit: str, **valeurs: object) -> HTMLResponse:
    return HTMLResponse(_GABARITS.get_template(gabarit).render(valeurs))
