"""What is printed: the poster of a link, the sheet that a team fills in by hand. A4, large type, plain HTML."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from caprse.acces.porte.echange import open_demande
from caprse.acces.porte.habillage import build_adresse, build_gabarits, read_feuille, serve
from caprse.acces.porte.rendu import read
from caprse.acces.unite import open_unit_systeme
from caprse.avis.lecture import get_feuille
from caprse.avis.regles import refusal_to_speak
from caprse.avis.telephone.lecteur import Lecteur, build_lecteur, read_langue
from caprse.avis.telephone.phrases import list_choix
from caprse.avis.telephone.rendu import GABARITS
from caprse.avis.telephone.web import CHEMIN, build_adresse_lien
from caprse.avis.voix import get_bulletin
from caprse.socle.ecran.qr import draw_qr
from caprse.socle.erreurs import Refus
from caprse.socle.francais import bind_signs, bind_titre

_DOSSIER = Path(__file__).with_name("gabarits")
FEUILLE = read_feuille(_DOSSIER / "papier.css")
_GABARITS = build_gabarits(_DOSSIER, voisin=GABARITS, feuille=build_adresse("avis-papier.css", FEUILLE))
_GABARITS.filters.update(lie=bind_signs, titre=bind_titre)


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route("/avis/{lien}/affiche", read(show_affiche), methods=["GET"]),
        Route("/feuille-avis/{consultation:uuid}/{groupe:uuid}", read(show_feuille), methods=["GET"]),
        Route("/habillage/avis-papier.css", read(lambda _: serve(FEUILLE)), methods=["GET"]),
    ]


def show_affiche(request: Request) -> Response:
    """The QR code of a link, to be hung up: whoever holds the link may print it. It opens the page in its language."""
    lien = request.path_params["lien"]
    with open_unit_systeme() as unit:
        bulletin = get_bulletin(unit, lien, None, read_langue(request))
        publique = unit.installation.reglages.adresse_publique
    if raison := refusal_to_speak(bulletin.consultation.etat):
        raise Refus(raison)
    lecteur = build_lecteur(f"{CHEMIN}/{lien}", bulletin.traduction, bulletin.langues)
    adresse = build_adresse_lien(publique, lien) + lecteur.build_adresse().removeprefix(lecteur.base)
    return _show(
        "affiche.html",
        replace(lecteur, base=request.url.path),
        bulletin=bulletin,
        adresse=adresse,
        # The code is drawn here, of an address of ours.
        qr=Markup(draw_qr(adresse)),  # noqa: S704
        total=len(bulletin.consultation.criteres),
        jour=_mark(lecteur.mots.format_jour(bulletin.consultation.fin)),
    )


def show_feuille(request: Request) -> Response:
    """The questions of a consultation with boxes to tick: for the direction, who types the counts in afterwards."""
    with open_demande(request) as unit:
        consultation, langues, traduction = get_feuille(
            unit, request.path_params["consultation"], read_langue(request)
        )
    lecteur = build_lecteur(request.url.path, traduction, langues)
    mots = lecteur.mots
    return _show(
        "feuille.html",
        lecteur,
        consultation=consultation,
        groupe=consultation.get_groupe(request.path_params["groupe"]),
        questions=[
            (c, lecteur.find_question(c), list_choix(c, consultation.referentiel, None, mots, traduction))
            for c in consultation.criteres
        ],
        consigne=mots("feuille", case=_mark(mots("case")), jour=_mark(mots.format_jour(consultation.fin))),
    )


def _mark(texte: str) -> Markup:
    return Markup("<strong>{}</strong>").format(texte)


def _show(gabarit: str, lecteur: Lecteur, **valeurs: object) -> HTMLResponse:
    return HTMLResponse(_GABARITS.get_template(gabarit).render(valeurs, lecteur=lecteur, mots=lecteur.mots))
