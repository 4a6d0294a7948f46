"""How the pages of a phone answer: their templates, their sheet, the one small script that reads them aloud."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from caprse.acces.connexion.limites import TropDeTentatives
from caprse.acces.porte.habillage import build_adresse, build_gabarits, read_feuille_page
from caprse.acces.porte.rendu import EN_TETES
from caprse.avis.telephone.lecteur import Lecteur
from caprse.avis.telephone.mots import Mots
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier
from caprse.socle.francais import bind_signs, bind_titre, cut_debut

GABARITS = Path(__file__).with_name("gabarits")
FEUILLE = read_feuille_page(GABARITS / "avis.css")
SCRIPT = (GABARITS / "avis.js").read_text(encoding="utf-8")
_GABARITS = build_gabarits(
    GABARITS, feuille=build_adresse("avis.css", FEUILLE), script=build_adresse("avis.js", SCRIPT)
)
_GABARITS.filters.update(
    lie=bind_signs, titre=bind_titre, debut=lambda texte: cut_debut(texte)[0], suite=lambda texte: cut_debut(texte)[1]
)

# These pages work without their script: it reads them aloud, where the browser has a voice for their language.
_POLITIQUE = f"{EN_TETES['Content-Security-Policy']}; script-src 'self'"


def show(gabarit: str, lecteur: Lecteur, statut: int = 200, **valeurs: object) -> HTMLResponse:
    """A page from its template, in the language of whoever reads."""
    return HTMLResponse(
        _GABARITS.get_template(gabarit).render(valeurs, lecteur=lecteur, mots=lecteur.mots),
        status_code=statut,
        headers={"Content-Security-Policy": _POLITIQUE},
    )


def draw_message(
    lecteur: Lecteur, titre: str, phrase: str, statut: int, francais: str = "", adresse: str = ""
) -> Response:
    """One plain sentence; ``francais``: what was said first, for whoever helps; ``adresse``: where one goes on."""
    return show(
        "message.html", lecteur, statut, titre=lecteur.mots(titre), phrase=phrase, francais=francais, adresse=adresse
    )


def show_indisponible(lecteur: Lecteur, erreur: BaseIndisponible, adresse: str, choix: str = "") -> Response:
    """The base does not answer for now; what was chosen is kept, to be sent again."""
    return show("renvoyer.html", lecteur, 503, phrase=tell(lecteur.mots, erreur), adresse=adresse, choix=choix)


def tell(mots: Mots, erreur: ErreurMetier) -> str:
    """A refusal in the language of the page: its own sentence in French, one of the few that are known elsewhere."""
    if mots.is_francais:
        return str(erreur)
    cles: dict[type[ErreurMetier], str] = {TropDeTentatives: "trop", BaseIndisponible: "indisponible"}
    return mots(next((cle for genre, cle in cles.items() if isinstance(erreur, genre)), "refus"))


def mark_nom(nom: str) -> Markup:
    """A name that somebody typed, within a sentence of any language."""
    return Markup('<strong><bdi lang="fr">{}</bdi></strong>').format(nom)
