"""The pages of a phone in the room: plain HTML, no JavaScript, no account. A GET never changes anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from caprse.acces.jetons import CHAMP_ACTE, LONGUEUR_MAX
from caprse.acces.porte.demande import get_adresse_ip
from caprse.acces.porte.rendu import Endpoint, Passage, read, write
from caprse.acces.unite import open_unit_systeme
from caprse.seance.guichet import FILE_PLEINE, Issue, set_issue, wait_turn
from caprse.seance.regles import LONGUEUR_CODE_MUR, Phase, read_code
from caprse.seance.salle.phrases import (
    CODE_INCONNU,
    CODE_STRUCTURE_INCONNU,
    CODE_TROP_LONG,
    PAROLES_SALLE,
    PAS_DANS_LA_SALLE,
    PAS_DE_VOTE,
    PASSER,
    build_annonce,
    build_envoi,
    build_lignes,
    build_page,
    build_passage,
    build_saisie,
    count_reste,
    format_retenu,
    format_tu,
    format_vote,
    move_point,
)
from caprse.seance.salle.rendu import (
    CADRE,
    HOTE,
    delay,
    leave,
    move,
    show,
    show_habillage,
    show_indisponible,
    show_page_structure,
    show_porte,
    show_retire,
)
from caprse.seance.salle.service import enter_structure, get_salle, join_seance
from caprse.seance.salle.votes import save_vote
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier, Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import get_installation

COOKIE_SALLE = "caprse_salle"
DUREE_COOKIE = 12 * 3600

Ecriture = Callable[[Request, dict[str, str]], Response]


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route("/rejoindre", _read(show_rejoindre), methods=["GET"]),
        Route("/rejoindre", _write(join, wait_turn("salle", show_file)), methods=["POST"]),
        Route("/rejoindre/{code}", _read(show_rejoindre), methods=["GET"]),
        Route("/salle", _read(show_salle), methods=["GET"]),
        Route("/salle/veille/{tour}", _read(show_veille), methods=["GET"]),
        Route("/salle/structure", _read(show_structure), methods=["GET"]),
        Route("/salle/structure", _write(set_structure, wait_turn("structure", show_file_code)), methods=["POST"]),
        Route("/salle/vote", _write(vote), methods=["POST"]),
        Route("/habillage/salle.css", read(show_habillage), methods=["GET"]),
        Route("/habillage/salle.js", read(show_habillage), methods=["GET"]),
    ]


def show_rejoindre(
    request: Request, statut: int = 200, raison: str = "", code: str | None = None, mur: str = ""
) -> Response:
    """Type the code, or confirm the one of the QR address. The base is not asked: no GET tells which code opens.

    ``mur``: what was typed is as long as the code of a wall, which another door opens.
    """
    if code is None:
        code = read_code(request.path_params.get("code", "")[:LONGUEUR_MAX]) or ""
    return show_porte(statut, raison, code, mur, COOKIE_SALLE in request.cookies)


def join(request: Request, formulaire: dict[str, str]) -> Response:
    """Join: the device gets its secret in a cookie that scripts cannot read and foreign forms cannot send."""
    code, ancien = formulaire.get("code", "")[:LONGUEUR_MAX], _get_jeton(request)
    if long := read_code(code, LONGUEUR_CODE_MUR):
        # No guess, only the wrong door: the base is not asked.
        return show_rejoindre(request, 422, CODE_TROP_LONG, code, long)
    with open_unit_systeme() as unit:
        adresse = get_adresse_ip(request, unit.installation.reglages.mandataires)
        jeton = join_seance(unit, code, adresse, ancien, formulaire.get(CHAMP_ACTE, ""))
    if jeton is None:
        set_issue(request, Issue.FAUX)
        return show_rejoindre(request, 422, CODE_INCONNU, code)
    if jeton != ancien:
        set_issue(request, Issue.NOUVEAU)
    reponse = RedirectResponse("/salle", status_code=303)
    reponse.set_cookie(
        COOKIE_SALLE,
        jeton,
        max_age=DUREE_COOKIE,
        path="/",
        httponly=True,
        samesite="lax",
        secure=get_installation().reglages.tls,
    )
    return reponse


def show_file(request: Request, formulaire: dict[str, str]) -> Response:
    """More people wait than can: what was typed stays, to be sent again."""
    return delay(show_rejoindre(request, 429, FILE_PLEINE, formulaire.get("code", "")[:LONGUEUR_MAX]))


def show_salle(
    request: Request, statut: int = 200, raison: str = "", saisie: Mapping[str, str] | None = None
) -> Response:
    """What this device is asked now; with ``raison`` and what was typed when it was refused."""
    jeton = _get_jeton(request)
    if jeton is None:
        return leave(raison)
    try:
        with open_unit_systeme() as unit:
            salle = get_salle(unit, jeton)
    except Introuvable:
        return leave(raison)
    except BaseIndisponible as erreur:
        # A phone that waited goes on waiting: it comes back by itself once the base does.
        reponse = show_indisponible(erreur)
        move(reponse, jeton)
        return reponse
    if salle.phase is Phase.RETIRE:
        return show_retire()
    if salle.phase is Phase.STRUCTURE:
        return show_page_structure(salle, statut, raison)
    tour = salle.tour
    # A question that one passes by stays passed until it is another one.
    passage = build_passage(tour)
    passe = tour is not None and request.query_params.get(PASSER) == str(tour.id)
    suite = passage["passer"] if passe else "/salle"
    formulaire = (
        salle.phase is Phase.VOTE
        and tour is not None
        and not (passe and saisie is None)
        and (tour.valeur is None or saisie is not None or "changer" in request.query_params)
    )
    # What was typed and sent back to be mended is this page's own: nothing may take it away.
    entamee = saisie is not None
    saisie = build_saisie(tour) if saisie is None and tour else saisie or {}
    reponse = show(
        "salle.html",
        statut,
        salle=salle,
        tour=build_page(tour) if tour else None,
        annonce=build_annonce(salle.annonce) if salle.annonce else None,
        phase=salle.phase,
        formulaire=formulaire,
        raison=raison,
        saisie=saisie,
        reste=count_reste(tour, saisie) if tour else 0,
        envoi=build_envoi(tour, saisie) if tour else None,
        lignes=build_lignes(tour) if tour and salle.phase is Phase.RESULTAT else [],
        tu=format_tu(tour) if tour else "",
        retenu=format_retenu(tour) if tour else "",
        choisi=format_vote(tour) if tour else "",
        immobile="immobile" in request.query_params,
        entamee=entamee,
        suite=suite,
        **passage,
        paroles=PAROLES_SALLE[tour.genre] if tour else None,
    )
    # A page being filled in never moves: its corner looks on for it. The others may be held still by their reader.
    if formulaire:
        reponse.headers.update(HOTE)
    elif salle.phase is not Phase.FINIE and "immobile" not in request.query_params:
        move(reponse, jeton, suite)
    return reponse


def show_veille(request: Request) -> Response:
    """Whether the question of a page being filled in is still asked: then, and only then, it says when to look again.

    A browser without script shows it in a corner of that page; the script of the page only asks for its head.
    """
    jeton, passage, posee, passee = _get_jeton(request), build_passage(None), False, False
    try:
        if jeton is not None:
            with open_unit_systeme() as unit:
                salle = get_salle(unit, jeton)
            posee = salle.is_posee(request.path_params["tour"])
            passee = salle.is_passee(request.path_params["tour"])
            passage = build_passage(salle.tour if salle.phase is Phase.VOTE else None)
    except Introuvable:
        pass
    except BaseIndisponible:
        posee = True
    reponse = show("veille.html", 200, posee=posee, **passage)
    reponse.headers.update(CADRE | ({"Suite": "oui"} if passee else {}))
    if posee and jeton:
        move(reponse, jeton, request.url.path)
    return reponse


def vote(request: Request, formulaire: dict[str, str]) -> Response:
    """Take the vote, then show that it is taken; a point more or less only changes what the form holds."""
    if geste := formulaire.get("geste"):
        return show_salle(request, 200, "", move_point(formulaire, geste))
    jeton = _get_jeton(request)
    if jeton is None:
        return show_rejoindre(request, 403, PAS_DANS_LA_SALLE)
    try:
        tour_id = _read_uuid(formulaire.get("tour", ""))
        with open_unit_systeme() as unit:
            save_vote(unit, jeton, tour_id, formulaire)
    except SaisieInvalide as erreur:
        return show_salle(request, 422, str(erreur), formulaire)
    except Refus as erreur:
        return show_salle(request, 409, str(erreur))
    except Introuvable:
        return show_salle(request, 404, PAS_DE_VOTE)
    except BaseIndisponible:
        return show("renvoyer.html", 503, formulaire=formulaire, adresse="/salle/vote")
    return RedirectResponse("/salle", status_code=303)


def show_structure(request: Request, statut: int = 200, raison: str = "", code: str = "") -> Response:
    """Type the code of the structure for which this device votes."""
    jeton = _get_jeton(request)
    if jeton is None:
        return leave()
    with open_unit_systeme() as unit:
        salle = get_salle(unit, jeton)
    return show_retire() if salle.phase is Phase.RETIRE else show_page_structure(salle, statut, raison, code)


def set_structure(request: Request, formulaire: dict[str, str]) -> Response:
    """Keep the structure whose own code was typed."""
    jeton, code = _get_jeton(request), formulaire.get("code", "")[:LONGUEUR_MAX]
    if jeton is None:
        return show_rejoindre(request, 403, PAS_DANS_LA_SALLE)
    try:
        with open_unit_systeme() as unit:
            enter_structure(unit, jeton, code)
    except Refus as erreur:
        return show_structure(request, 409, str(erreur))
    except Introuvable:
        set_issue(request, Issue.FAUX)
        return show_structure(request, 422, CODE_STRUCTURE_INCONNU, code)
    return RedirectResponse("/salle", status_code=303)


def show_file_code(_: Request, formulaire: dict[str, str]) -> Response:
    """As ``show_file``, for the code of a structure. The base is not asked."""
    return delay(show_page_structure(None, 429, FILE_PLEINE, formulaire.get("code", "")[:LONGUEUR_MAX]))


def _read(lecture: Callable[[Request], Response]) -> Endpoint:
    return read(lambda request: _run(lambda: lecture(request)))


def _write(ecriture: Ecriture, passage: Passage | None = None) -> Endpoint:
    return write(lambda request, formulaire: _run(lambda: ecriture(request, formulaire)), passage)


def _run(traitement: Callable[[], Response]) -> Response:
    """Errors as pages of this room: the login page is of no use to a phone."""
    try:
        return traitement()
    except BaseIndisponible as erreur:
        return show_indisponible(erreur)
    except Introuvable:
        return leave()
    except ErreurMetier as erreur:
        return show(
            "message.html",
            409,
            titre="Ce n’est pas possible",
            phrase=str(erreur),
            adresse="/rejoindre",
            suite="Revenir",
        )


def _get_jeton(request: Request) -> str | None:
    jeton = request.cookies.get(COOKIE_SALLE)
    return jeton if jeton and len(jeton) <= LONGUEUR_MAX else None


def _read_uuid(texte: str) -> UUID:
    try:
        return UUID(texte)
    except ValueError:
        raise Introuvable("Ce vote") from None
