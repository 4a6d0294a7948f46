"""The wall's pages: a code to type, then one page that follows the session. No account, no library, nothing elsewhere.

The page arrives complete, so that it also shows without script; its script asks whether anything changed and, when so,
puts the new picture in place of the old one.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from caprse.acces.jetons import CHAMP_ACTE
from caprse.acces.porte.habillage import build_adresse, build_gabarits, read_feuille, serve
from caprse.acces.porte.rendu import read, write
from caprse.acces.unite import open_unit_systeme
from caprse.seance.contenus.phrases import (
    PAROLES,
    format_manquants,
    format_recus,
    format_suite,
    format_voix,
)
from caprse.seance.contenus.scene_pratique import RETIREE
from caprse.seance.guichet import FILE_PLEINE, Issue, set_issue, wait_turn
from caprse.seance.image.figures import draw_figure, list_cles_figure
from caprse.seance.image.lecture import Vue, build_vue
from caprse.seance.mur.couleurs import COULEUR, build_feuille
from caprse.seance.mur.phrases import bind_composes, build_poids, compute_poids, format_clos, format_duree
from caprse.seance.mur.rangs import list_rangs
from caprse.seance.mur.service import (
    VALIDITE_MUR,
    CodeMort,
    MurFerme,
    MurOuvert,
    check_code,
    close_mur,
    get_mur,
    open_mur,
)
from caprse.seance.regles import Ecran, format_code, is_locale, read_code, strip_code
from caprse.seance.service import go_to_etape, set_ecran
from caprse.socle.ecran.cadre import build_svg
from caprse.socle.ecran.qr import draw_qr
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier, SaisieInvalide
from caprse.socle.francais import bind_signs, bind_titre, cut_debut, format_pluriel
from caprse.socle.installation import get_installation

COOKIE_MUR = "caprse_mur"

_DOSSIER = Path(__file__).with_name("gabarits")
# What is served holds no comment and no line: a wall looks for its sheet on whatever network the room has.
STYLE = re.sub(
    r"/\*.*?\*/|\s*\n\s*",
    "",
    read_feuille(_DOSSIER / "mur.css")
    + "".join((_DOSSIER / nom).read_text(encoding="utf-8") for nom in ("vote.css", "porte.css"))
    + build_poids(),
    flags=re.DOTALL,
)
SCRIPT = "".join((_DOSSIER / nom).read_text(encoding="utf-8") for nom in ("mesure.js", "mur.js"))
_GABARITS = build_gabarits(
    _DOSSIER,
    trim=True,
    style=build_adresse("mur.css", STYLE),
    script=build_adresse("mur.js", SCRIPT),
    pluriel=format_pluriel,
    recus=format_recus,
    voix=format_voix,
    suite=format_suite,
    clos_dit=format_clos,
    manquants=format_manquants,
    paroles=PAROLES,
    retiree=RETIREE,
    duree=format_duree,
    poids=compute_poids,
)
_GABARITS.filters["lie"] = bind_signs
_GABARITS.filters["titre"] = bind_titre
_GABARITS.filters["entier"] = bind_composes
_GABARITS.filters["debut"] = lambda texte: cut_debut(texte)[0]

POLITIQUE = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route("/mur", read(show_mur), methods=["GET"]),
        Route("/mur", write(enter_mur, wait_turn("mur", show_file)), methods=["POST"]),
        Route("/mur/etat", read(show_etat), methods=["GET"]),
        Route("/mur/commande", write(run_commande), methods=["POST"]),
        Route("/mur/fermer", write(leave_mur), methods=["POST"]),
        Route("/mur/{code}", read(show_code), methods=["GET"]),
        Route("/habillage/mur.css", read(show_style), methods=["GET"]),
        Route("/habillage/mur.js", read(show_script), methods=["GET"]),
        Route("/habillage/mur-{couleur}.css", read(show_couleur), methods=["GET"]),
    ]


def show_mur(request: Request) -> Response:
    """The wall of this browser, or the form that asks for a code. While the base is away, an empty wall that waits."""
    jeton = request.cookies.get(COOKIE_MUR)
    if not jeton:
        return _show_formulaire()
    try:
        with open_unit_systeme() as unit:
            mur = get_mur(unit, jeton)
            vue = build_vue(unit, mur.seance_id, _get_adresse(request))
    except MurFerme as erreur:
        return _forget(_show_formulaire(410, str(erreur)))
    except BaseIndisponible:
        return _render("mur.html", 503, theme="sombre", titre="Séance", etiquette="", scene=None, couleur="")
    return _render(
        "mur.html",
        theme=vue.theme,
        titre=vue.titre,
        etiquette=_build_etiquette(mur),
        scene=Markup(_draw_scene(vue)),  # noqa: S704
        couleur=vue.capsule.couleur.lstrip("#"),
    )


def show_code(request: Request) -> Response:
    """The form with the code of the address in it: opening an address consumes nothing."""
    return _show_formulaire(code=strip_code(request.path_params["code"])[:20])


def enter_mur(request: Request, formulaire: dict[str, str]) -> Response:
    """Open a wall with a code, once: from then on this browser holds its secret."""
    saisi = formulaire.get("code", "")[:40]
    try:
        code = check_code(saisi)
        with open_unit_systeme() as unit:
            jeton = open_mur(unit, code, formulaire.get(CHAMP_ACTE, ""))
    except SaisieInvalide as erreur:
        # The code of the phones, typed at the other door.
        return _show_formulaire(422, str(erreur), saisi, read_code(saisi) or "")
    except CodeMort as erreur:
        set_issue(request, Issue.FAUX)
        return _show_formulaire(410, str(erreur), saisi)
    reponse = RedirectResponse("/mur", status_code=303)
    reponse.set_cookie(
        COOKIE_MUR,
        jeton,
        max_age=int(VALIDITE_MUR.total_seconds()),
        path="/mur",
        httponly=True,
        samesite="lax",
        secure=get_installation().reglages.tls,
    )
    return reponse


def show_file(_: Request, formulaire: dict[str, str]) -> Response:
    """More people wait than can: what was typed stays, to be sent again."""
    reponse = _show_formulaire(429, FILE_PLEINE, formulaire.get("code", "")[:40])
    reponse.headers["Retry-After"] = "2"
    return reponse


def show_etat(request: Request) -> Response:
    """What the wall shows, as JSON, or 304 when nothing changed since ``If-None-Match``. 410 once it is ended."""
    try:
        with open_unit_systeme() as unit:
            mur = get_mur(unit, request.cookies.get(COOKIE_MUR))
            etiquette = _build_etiquette(mur)
            if request.headers.get("if-none-match") == etiquette:
                return Response(status_code=304, headers={"ETag": etiquette})
            vue = build_vue(unit, mur.seance_id, _get_adresse(request))
    except MurFerme as erreur:
        return _forget(JSONResponse({"message": str(erreur)}, status_code=410))
    corps = {
        "titre": vue.titre,
        "theme": vue.theme,
        "ecran": vue.ecran,
        "etape": vue.etape_id or "",
        "html": _draw_scene(vue),
    }
    return JSONResponse(corps, headers={"ETag": etiquette})


def run_commande(request: Request, formulaire: dict[str, str]) -> Response:
    """Drive from the wall: ``geste`` is suivante or precedente (``etape``: the one seen), or a state of the screen.

    Asked twice, it is done once.
    """
    geste = formulaire.get("geste", "")
    try:
        with open_unit_systeme() as unit:
            mur = get_mur(unit, request.cookies.get(COOKIE_MUR))
            if geste in {"suivante", "precedente"}:
                go_to_etape(unit, mur.seance_id, 1 if geste == "suivante" else -1, _read_uuid(formulaire.get("etape")))
            elif geste in set(Ecran):
                set_ecran(unit, mur.seance_id, Ecran(geste))
            else:
                raise SaisieInvalide(["L’écran ne connaît pas ce geste."])
    except MurFerme as erreur:
        return _forget(JSONResponse({"message": str(erreur)}, status_code=410))
    except BaseIndisponible as erreur:
        return JSONResponse({"message": str(erreur)}, status_code=503)
    except ErreurMetier as erreur:
        return JSONResponse({"message": str(erreur)}, status_code=409)
    return Response(status_code=204)


def leave_mur(request: Request, _: dict[str, str]) -> Response:
    """End this wall from its own screen."""
    with open_unit_systeme() as unit:
        close_mur(unit, request.cookies.get(COOKIE_MUR))
    return _forget(RedirectResponse("/mur", status_code=303))


def show_style(_: Request) -> Response:
    """The wall's style; its address changes with its content."""
    return serve(STYLE)


def show_script(_: Request) -> Response:
    """The wall's script; its address changes with its content."""
    return serve(SCRIPT, "text/javascript")


def show_couleur(request: Request) -> Response:
    """The colour of a theme for a wall, light or dark: a sheet, since the wall's policy takes no style of its own."""
    couleur = request.path_params["couleur"]
    return serve(build_feuille(f"#{couleur}")) if COULEUR.fullmatch(couleur) else Response(status_code=404)


def build_page_apercu(vue: Vue) -> str:
    """The wall's page complete in itself, still and in small: for who prepares it."""
    return _GABARITS.get_template("apercu.html").render(
        theme=vue.theme,
        scene=Markup(_draw_scene(vue)),  # noqa: S704
        style=Markup(STYLE + build_feuille(vue.capsule.couleur)),  # noqa: S704
    )


def _draw_scene(vue: Vue) -> str:
    contenu = vue.contenu.to_contenu() if vue.contenu else None
    rangs = list_rangs(vue.contenu)
    figure = Markup(draw_figure(vue.contenu, seule=True)) if vue.contenu and not rangs else Markup("")  # noqa: S704
    cles = list_cles_figure(vue.contenu) if vue.contenu else []
    qr = Markup(draw_qr(vue.rejoindre.url)) if vue.rejoindre else Markup("")  # noqa: S704
    icone = Markup(build_svg(vue.capsule))  # noqa: S704
    return _GABARITS.get_template("scene.html").render(
        vue=vue, contenu=contenu, rangs=rangs, figure=figure, cles=cles, qr=qr, icone=icone
    )


def _show_formulaire(statut: int = 200, raison: str = "", code: str = "", telephone: str = "") -> HTMLResponse:
    return _render(
        "code.html", statut, raison=raison, code=format_code(strip_code(code)) if code else "", telephone=telephone
    )


def _render(gabarit: str, statut: int = 200, **valeurs: object) -> HTMLResponse:
    return HTMLResponse(
        _GABARITS.get_template(gabarit).render(valeurs),
        status_code=statut,
        headers={"Content-Security-Policy": POLITIQUE},
    )


def _forget(reponse: Response) -> Response:
    reponse.delete_cookie(
        COOKIE_MUR, path="/mur", httponly=True, samesite="lax", secure=get_installation().reglages.tls
    )
    return reponse


def _build_etiquette(mur: MurOuvert) -> str:
    return f'"{hashlib.sha256(f"{STYLE}{SCRIPT}{mur.marque}".encode()).hexdigest()[:20]}"'


def _get_adresse(request: Request) -> str | None:
    """How phones reach the site: the public address, else, where that one means « this machine », as the wall did."""
    publique = urlsplit(get_installation().reglages.adresse_publique)
    if not is_locale(get_installation().reglages.adresse_publique):
        return None
    return f"{request.url.scheme}://{request.headers.get('host', publique.netloc)}"


def _read_uuid(texte: str | None) -> UUID | None:
    try:
        return UUID(texte) if texte else None
    except ValueError as erreur:
        raise SaisieInvalide(["Cette étape n’existe pas."]) from erreur
