"""How the pages of a phone answer: their templates, and the answers that several routes give."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from caprse.acces.porte.habillage import build_adresse, build_gabarits, read_feuille_page, serve
from caprse.acces.porte.rendu import EN_TETES
from caprse.seance.contenus.phrases import format_recus
from caprse.seance.regles import APPAREIL_RETIRE, LONGUEUR_CODE, LONGUEUR_CODE_STRUCTURE, Phase
from caprse.seance.salle.phrases import PAS_DANS_LA_SALLE
from caprse.seance.salle.service import Salle
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.fictif import drop_mention
from caprse.socle.francais import bind_signs, bind_titre, cut_debut, format_pluriel

_DOSSIER = Path(__file__).with_name("gabarits")
FEUILLE = read_feuille_page(_DOSSIER / "salle.css")
SCRIPT = (_DOSSIER / "salle.js").read_text(encoding="utf-8")
_GABARITS = build_gabarits(
    _DOSSIER,
    feuille=build_adresse("salle.css", FEUILLE),
    script=build_adresse("salle.js", SCRIPT),
    pluriel=format_pluriel,
    recus=format_recus,
)
_GABARITS.filters.update(lie=bind_signs, titre=bind_titre, nom=drop_mention)
_GABARITS.filters.update(debut=lambda texte: cut_debut(texte)[0], suite=lambda texte: cut_debut(texte)[1])

# Seconds between two looks of a waiting phone; each device has its own pace, so that a room does not ask all at once.
ATTENTE, ECART = 5, 4

# These pages work without their script, which only keeps them in place while the line is cut.
_POLITIQUE = f"{EN_TETES['Content-Security-Policy']}; script-src 'self'; connect-src 'self'"
# A page being filled in holds one frame, of this site; what is in it stands in no other site.
HOTE = {"Content-Security-Policy": f"{_POLITIQUE}; frame-src 'self'"}
CADRE = {
    "Content-Security-Policy": _POLITIQUE.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}


def show(gabarit: str, statut: int = 200, **valeurs: object) -> HTMLResponse:
    """A page from its template."""
    return HTMLResponse(
        _GABARITS.get_template(gabarit).render(valeurs),
        status_code=statut,
        headers={"Content-Security-Policy": _POLITIQUE},
    )


def show_porte(statut: int, raison: str, code: str = "", mur: str = "", deja: bool = False) -> Response:
    """Where the code is typed; ``mur``: it is the code of a wall; ``deja``: this device is in a session."""
    return show("rejoindre.html", statut, raison=raison, code=code, longueur=LONGUEUR_CODE, mur=mur, deja=deja)


def leave(raison: str = "") -> Response:
    """To the page where one joins; a reason to tell stands there."""
    return show_porte(403, PAS_DANS_LA_SALLE) if raison else RedirectResponse("/rejoindre", status_code=303)


def show_page_structure(salle: Salle | None, statut: int, raison: str, code: str = "") -> Response:
    """Where the code of one's structure is typed."""
    reponse = show("structure.html", statut, salle=salle, longueur=LONGUEUR_CODE_STRUCTURE, raison=raison, code=code)
    if salle is not None and salle.phase is Phase.STRUCTURE:
        reponse.headers.update(HOTE)
    return reponse


def show_habillage(request: Request) -> Response:
    """The style of these pages, or what keeps them in place while the line is cut; addresses change with content."""
    return serve(SCRIPT, "text/javascript") if request.url.path.endswith(".js") else serve(FEUILLE)


def show_retire() -> Response:
    """To a device that was dropped."""
    return show(
        "message.html",
        403,
        titre="Appareil retiré",
        phrase=APPAREIL_RETIRE,
        adresse="/rejoindre",
        suite="Taper le code",
    )


def show_indisponible(erreur: BaseIndisponible) -> Response:
    """The base does not answer for now."""
    return show("message.html", 503, titre="Un instant…", phrase=str(erreur), adresse="/salle", suite="Réessayer")


def delay(reponse: Response) -> Response:
    """Have whoever was sent away try again soon."""
    reponse.headers["Retry-After"] = "2"
    return reponse


def move(reponse: Response, jeton: str, adresse: str = "/salle") -> None:
    """Have the browser look again by itself: a header, which needs no script and may be refused (« immobile »)."""
    pas = ATTENTE + hashlib.sha256(jeton.encode()).digest()[0] % ECART
    reponse.headers["Refresh"] = f"{pas}; url={adresse}"
