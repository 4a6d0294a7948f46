"""How the pages of a phone answer: their templates, and the answers that several routes give."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import HTMLResponse, Response

from caprse.acces.porte.habillage import build_adresse, build_gabarits, read_feuille
from caprse.acces.porte.rendu import EN_TETES
from caprse.seance.contenus.phrases import format_recus
from caprse.seance.regles import APPAREIL_RETIRE
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.francais import bind_signs, bind_titre, format_pluriel

_DOSSIER = Path(__file__).with_name("gabarits")
FEUILLE = read_feuille(_DOSSIER / "salle.css")
SCRIPT = (_DOSSIER / "salle.js").read_text(encoding="utf-8")
_GABARITS = build_gabarits(
    _DOSSIER,
    feuille=build_adresse("salle.css", FEUILLE),
    script=build_adresse("salle.js", SCRIPT),
    pluriel=format_pluriel,
    recus=format_recus,
)
_GABARITS.filters.update(lie=bind_signs, titre=bind_titre)

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
