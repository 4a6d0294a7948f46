"""The plain pages of who is not logged in: no JavaScript, no Streamlit session. A GET never changes anything."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from caprse.acces.comptes.invitations import accept_invitation, get_invitation
from caprse.acces.connexion.demo import AU_BILAN, FERMEE, is_demo_ouverte, open_session_demo
from caprse.acces.connexion.liens import LienMort, consume_lien, get_lien, request_lien
from caprse.acces.connexion.oidc import build_adresse_fournisseur, forget_identite, open_session_oidc, read_identite
from caprse.acces.connexion.sessions import close_session
from caprse.acces.jetons import CHAMP_ACTE, COOKIE, LONGUEUR_MAX
from caprse.acces.porte.demande import get_adresse_ip, get_appareil
from caprse.acces.porte.habillage import serve
from caprse.acces.porte.rendu import (
    FEUILLE,
    enter,
    forget_suite,
    get_suite,
    keep_suite,
    leave,
    read,
    show,
    show_erreur,
    write,
)
from caprse.acces.porte.suite import CHAMP, add_suite, read_suite
from caprse.acces.regles import EXPLICATIONS, LIBELLES, Role
from caprse.acces.unite import Unit, open_unit_systeme
from caprse.socle.dates import format_instant
from caprse.socle.erreurs import BaseIndisponible, BaseOccupee, ErreurMetier, Introuvable, SaisieInvalide
from caprse.socle.installation import get_installation


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route("/connexion", read(show_connexion), methods=["GET"]),
        Route("/connexion", write(ask_lien), methods=["POST"]),
        Route("/connexion/envoye", read(show_envoye), methods=["GET"]),
        Route("/connexion/lien/{jeton}", read(show_lien), methods=["GET"]),
        Route("/connexion/lien/{jeton}", write(enter_by_lien), methods=["POST"]),
        Route("/connexion/demo", write(enter_by_demo), methods=["POST"]),
        Route("/connexion/oidc", read(start_oidc), methods=["GET"]),
        Route("/connexion/oidc", write(enter_by_oidc), methods=["POST"]),
        Route("/invitation/{jeton}", read(show_invitation), methods=["GET"]),
        Route("/invitation/{jeton}", write(enter_by_invitation), methods=["POST"]),
        Route("/deconnexion", read(show_deconnexion), methods=["GET"]),
        Route("/deconnexion", write(log_out), methods=["POST"]),
        Route("/habillage/connexion.css", read(show_feuille), methods=["GET"]),
    ]


# Who comes at the end of the nineteen months, in a collectif that is further on.
CARTE_AU_BILAN = (
    AU_BILAN,
    "Direction, au moment du bilan",
    "lit le chemin de sa structure et de son collectif, au bout des 19 mois",
)


def show_connexion(
    request: Request, statut: int = 200, raison: str = "", courriel: str = "", suite: str | None = None
) -> Response:
    """The login page; with ``raison`` when the address was refused.

    Asks the base nothing but, in demonstration, whether it may still be entered. ``suite``: where to go next, when the
    form said it; else the address does.
    """
    reglages = get_installation().reglages
    suite = get_suite(request) if suite is None else suite
    identite = read_identite(request) if reglages.oidc else None
    demo = reglages.demo and _is_demo_ouverte()
    return show(
        "connexion.html",
        statut,
        raison=raison,
        courriel=courriel,
        suite=suite,
        adresse_oidc=add_suite("/connexion/oidc", suite),
        sans_serveur=reglages.sans_courrier,
        terminee=request.query_params.get("terminee") == "1",
        roles_demo=list_cartes() if demo else [],
        demo_fermee=FERMEE if reglages.demo and not demo else "",
        oidc_nom=reglages.oidc_nom if reglages.oidc else "",
        reconnu=str(identite.get("email") or reglages.oidc_nom) if identite else "",
    )


def list_cartes() -> list[tuple[str, str, str]]:
    """Who one may be in the demonstration: what the card asks for, its title, what that person does."""
    return [*((role.value, LIBELLES[role], EXPLICATIONS[role]) for role in Role), CARTE_AU_BILAN]


def _is_demo_ouverte() -> bool:
    """Whether the demonstration is offered: also while the base does not answer, since nothing opens then."""
    try:
        with open_unit_systeme() as unit:
            return is_demo_ouverte(unit)
    except (BaseIndisponible, BaseOccupee):
        return True


def ask_lien(request: Request, formulaire: dict[str, str]) -> Response:
    """Ask for a link: the answer is the same whether the account exists or not."""
    courriel, suite = formulaire.get("courriel", ""), read_suite(formulaire.get(CHAMP))
    acte = formulaire.get(CHAMP_ACTE, "")
    try:
        with open_unit_systeme() as unit:
            request_lien(unit, courriel, get_adresse_ip(request, unit.installation.reglages.mandataires), suite, acte)
    except SaisieInvalide as erreur:
        return show_connexion(request, 422, str(erreur), courriel, suite)
    return RedirectResponse(add_suite("/connexion/envoye", suite), status_code=303)


def show_envoye(request: Request) -> Response:
    """What to do now, for everyone alike."""
    return show(
        "envoye.html",
        sans_serveur=get_installation().reglages.sans_courrier,
        adresse_connexion=add_suite("/connexion", get_suite(request)),
    )


def show_lien(request: Request) -> Response:
    """One button; the link is not consumed, since mail scanners open every link."""
    with open_unit_systeme() as unit:
        lien = get_lien(unit, _get_jeton(request))
    return show("lien.html", nom=lien.nom, courriel=lien.courriel, suite=get_suite(request))


def enter_by_lien(request: Request, formulaire: dict[str, str]) -> Response:
    """Consume the link, open the session."""
    with open_unit_systeme() as unit:
        jeton = consume_lien(unit, _get_jeton(request), get_appareil(request), formulaire.get(CHAMP_ACTE, ""))
        _close_previous(unit, request, jeton)
    return enter(jeton, formulaire.get(CHAMP, ""))


def enter_by_demo(request: Request, formulaire: dict[str, str]) -> Response:
    """Open a session for one of the invented people, in demonstration mode only."""
    with open_unit_systeme() as unit:
        jeton = open_session_demo(unit, formulaire.get("role", ""), get_appareil(request))
        _close_previous(unit, request)
    return enter(jeton, formulaire.get(CHAMP, ""))


def start_oidc(request: Request) -> Response:
    """Leave for the identity provider."""
    _check_oidc()
    retour = RedirectResponse(build_adresse_fournisseur(), status_code=303)
    keep_suite(retour, read_suite(request.query_params.get(CHAMP)))
    return retour


def enter_by_oidc(request: Request, formulaire: dict[str, str]) -> Response:
    """Turn the provider's fresh word into a session; in any case forget that word."""
    _check_oidc()
    identite = read_identite(request)
    if identite is None:
        return RedirectResponse("/connexion", status_code=303)
    try:
        with open_unit_systeme() as unit:
            jeton = open_session_oidc(unit, identite, get_appareil(request))
            _close_previous(unit, request)
        retour = enter(jeton, formulaire.get(CHAMP, ""))
    except ErreurMetier as erreur:
        retour = show_erreur(erreur)
    forget_identite(request, retour)
    forget_suite(retour)
    return retour


def show_invitation(request: Request) -> Response:
    """Who is invited to what, and one button."""
    with open_unit_systeme() as unit:
        invitation = get_invitation(unit, _get_jeton(request))
    return show(
        "invitation.html",
        nom=invitation.nom,
        courriel=invitation.courriel,
        lieu=invitation.lieu.nom,
        role=LIBELLES[invitation.role],
        explication=EXPLICATIONS[invitation.role],
        expire_le=format_instant(invitation.expire_le),
        suite=get_suite(request),
    )


def enter_by_invitation(request: Request, formulaire: dict[str, str]) -> Response:
    """Accept: the account is opened, the role added, the session opened. The form says nothing but where to go."""
    with open_unit_systeme() as unit:
        jeton = accept_invitation(unit, _get_jeton(request), get_appareil(request), formulaire.get(CHAMP_ACTE, ""))
        _close_previous(unit, request, jeton)
    return enter(jeton, formulaire.get(CHAMP, ""))


def show_deconnexion(_: Request) -> Response:
    """One button to leave."""
    return show("deconnexion.html")


def log_out(request: Request, _: dict[str, str]) -> Response:
    """Revoke the session and clear the browser."""
    with open_unit_systeme() as unit:
        _close_previous(unit, request)
    retour = leave()
    # What this browser kept of the answers goes with the session.
    retour.headers["Clear-Site-Data"] = '"storage"'
    forget_identite(request, retour)
    return retour


def show_feuille(_: Request) -> Response:
    """The style of these pages; its address changes with its content."""
    return serve(FEUILLE)


def _check_oidc() -> None:
    if not get_installation().reglages.oidc:
        raise Introuvable("Cette page")


def _get_jeton(request: Request) -> str:
    jeton: str = request.path_params["jeton"]
    if len(jeton) > LONGUEUR_MAX:
        raise LienMort
    return jeton


def _close_previous(unit: Unit, request: Request, nouveau: str = "") -> None:
    """A browser holds one session: the one it had does not linger behind the new one, if it is another."""
    if (ancien := request.cookies.get(COOKIE)) and ancien != nouveau:
        close_session(unit, ancien)
