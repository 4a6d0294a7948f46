"""How the pages of a phone answer: their templates, their sheet, the one small script that reads them aloud."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import HTMLResponse, Response

from caprse.acces.porte.habillage import build_adresse, build_gabarits, read_feuille_page
from caprse.acces.porte.rendu import EN_TETES
from caprse.socle.dates import format_date
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.francais import bind_signs, bind_titre, format_pluriel

_DOSSIER = Path(__file__).with_name("gabarits")
FEUILLE = read_feuille_page(_DOSSIER / "avis.css")
SCRIPT = (_DOSSIER / "avis.js").read_text(encoding="utf-8")
_GABARITS = build_gabarits(
    _DOSSIER,
    feuille=build_adresse("avis.css", FEUILLE),
    script=build_adresse("avis.js", SCRIPT),
    pluriel=format_pluriel,
    jour=format_date,
)
_GABARITS.filters.update(lie=bind_signs, titre=bind_titre)

# These pages work without their script: it reads them aloud, where the browser has a French voice.
_POLITIQUE = f"{EN_TETES['Content-Security-Policy']}; script-src 'self'"


def show(gabarit: str, statut: int = 200, **valeurs: object) -> HTMLResponse:
    """A page from its template."""
    return HTMLResponse(
        _GABARITS.get_template(gabarit).render(valeurs),
        status_code=statut,
        headers={"Content-Security-Policy": _POLITIQUE},
    )


def draw_message(titre: str, phrase: str, statut: int, adresse: str = "", suite: str = "") -> Response:
    """One plain sentence, and what to do next where there is something."""
    return show("message.html", statut, titre=titre, phrase=phrase, adresse=adresse, suite=suite)


def show_indisponible(erreur: BaseIndisponible, adresse: str, choix: str = "") -> Response:
    """The base does not answer for now; what was chosen is kept, to be sent again."""
    return show("renvoyer.html", 503, phrase=str(erreur), adresse=adresse, choix=choix)
