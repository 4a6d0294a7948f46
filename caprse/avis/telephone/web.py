"""The pages of a phone that opened the link of a group: plain HTML, no account, one question each.

A GET never changes anything. A device has its secret from « Commencer » on, in a cookie that scripts cannot read and
foreign forms cannot send; the base keeps a mark of it only with a voice.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from caprse.acces.connexion.limites import TropDeTentatives
from caprse.acces.jetons import LONGUEUR_MAX, create_jeton
from caprse.acces.porte.demande import get_adresse_ip
from caprse.acces.porte.habillage import serve
from caprse.acces.porte.rendu import Endpoint, read, write
from caprse.acces.unite import open_unit_systeme
from caprse.avis.lecture import Consultation
from caprse.avis.regles import Etat
from caprse.avis.telephone.lecteur import Lecteur, build_lecteur, read_langue
from caprse.avis.telephone.mots import get_mots
from caprse.avis.telephone.phrases import explain_fin, format_avancement, list_choix, read_choix, write_choix
from caprse.avis.telephone.rendu import FEUILLE, SCRIPT, draw_message, mark_nom, show, show_indisponible, tell
from caprse.avis.voix import Bulletin, get_bulletin, save_voix
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier, Introuvable, SaisieInvalide
from caprse.socle.installation import get_installation

CHEMIN = "/avis"
COOKIE_AVIS = "caprse_avis"
DUREE_COOKIE = 130 * 86_400


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route("/avis/{lien}", _read(show_accueil), methods=["GET"]),
        Route("/avis/{lien}", _write(start), methods=["POST"]),
        Route("/avis/{lien}/fin", _read(show_fin), methods=["GET"]),
        Route("/avis/{lien}/{rang:int}", _read(draw_question), methods=["GET"]),
        Route("/avis/{lien}/{rang:int}", _write(answer), methods=["POST"]),
        Route("/habillage/avis.css", read(lambda _: serve(FEUILLE)), methods=["GET"]),
        Route("/habillage/avis.js", read(lambda _: serve(SCRIPT, "text/javascript")), methods=["GET"]),
    ]


def build_adresse_lien(adresse_publique: str, lien: str) -> str:
    """What is handed out, or drawn as a QR code."""
    return f"{adresse_publique.rstrip('/')}{CHEMIN}/{lien}"


def show_accueil(request: Request) -> Response:
    """Who asks, what becomes of the answers, and one button; above them, the languages where there are several."""
    bulletin, lecteur = _get_bulletin(request)
    if (finie := _explain_fin(bulletin, lecteur)) is not None:
        return finie
    repondues, total = len(bulletin.miens.niveaux), len(bulletin.consultation.ouverts)
    mots = lecteur.mots
    return show(
        "accueil.html",
        lecteur,
        bulletin=bulletin,
        total=total,
        repondues=repondues,
        demande=mots("demande", structure=mark_nom(bulletin.consultation.structure)),
        jour=mots.format_jour(bulletin.consultation.fin),
        groupe=mots("groupe", groupe=mark_nom(bulletin.groupe.nom)),
        avancement=format_avancement(repondues, total, mots),
    )


def start(request: Request, _formulaire: dict[str, str]) -> Response:
    """Give the device its secret, unless it has one, then the first question that it has not answered."""
    bulletin, lecteur = _get_bulletin(request)
    if (finie := _explain_fin(bulletin, lecteur)) is not None:
        return finie
    reponse = _go_to(lecteur, _find_reste(bulletin) or _find_suite(bulletin.consultation, 0))
    if _get_appareil(request) is None:
        reponse.set_cookie(
            COOKIE_AVIS,
            create_jeton(),
            max_age=DUREE_COOKIE,
            path=CHEMIN,
            httponly=True,
            samesite="lax",
            secure=get_installation().reglages.tls,
        )
    return reponse


def draw_question(
    request: Request, statut: int = 200, raison: str | ErreurMetier = "", choisi: str | None = None
) -> Response:
    """One critère, with what this device said of it, or was about to say when it was refused.

    ``raison``: the name of a sentence, or the refusal itself.
    """
    bulletin, lecteur = _get_bulletin(request)
    if (finie := _explain_fin(bulletin, lecteur)) is not None:
        return finie
    criteres = bulletin.consultation.criteres
    rang = request.path_params["rang"]
    if not 1 <= rang <= len(criteres):
        return _go_to(lecteur, "fin")
    if _get_appareil(request) is None and not raison:
        return _go_to(lecteur)
    critere = criteres[rang - 1]
    if critere.code in bulletin.consultation.montrees:
        suite = _find_reste(bulletin) or "fin"
        adresse = lecteur.build_adresse(suite)
        return draw_message(lecteur, "question_close", lecteur.mots("en_parler"), 410, adresse=adresse)
    choisi = choisi or write_choix(bulletin.miens, critere.code)
    referentiel = bulletin.consultation.referentiel
    phrase = tell(lecteur.mots, raison) if isinstance(raison, ErreurMetier) else raison and lecteur.mots(raison)
    return show(
        "question.html",
        lecteur,
        statut,
        bulletin=bulletin,
        critere=critere,
        traduite=lecteur.find_question(critere),
        rang=rang,
        total=len(criteres),
        choix=list_choix(critere, referentiel, choisi, lecteur.mots, lecteur.traduction),
        raison=phrase,
    )


def answer(request: Request, formulaire: dict[str, str]) -> Response:
    """Take the voice on one critère, then show the next question."""
    rang, appareil = request.path_params["rang"], _get_appareil(request)
    choisi = formulaire.get("choix", "")
    if appareil is None:
        return draw_question(request, 403, "sans_memoire")
    try:
        niveau = read_choix(choisi)
    except ValueError:
        return draw_question(request, 422, "rien_choisi")
    lien = request.path_params["lien"]
    try:
        with open_unit_systeme() as unit:
            adresse = get_adresse_ip(request, unit.installation.reglages.mandataires)
            bulletin = get_bulletin(unit, lien, None, read_langue(request))
            criteres = bulletin.consultation.criteres
            if not 1 <= rang <= len(criteres):
                raise Introuvable("Cette question")
            if criteres[rang - 1].code in bulletin.consultation.montrees:
                return _go_to(_build_lecteur(request, bulletin), rang)
            save_voix(unit, lien, appareil, criteres[rang - 1].code, niveau, adresse)
    except SaisieInvalide:
        return draw_question(request, 422, "rien_choisi")
    except TropDeTentatives as erreur:
        reponse = draw_question(request, 429, erreur, choisi)
        reponse.headers["Retry-After"] = str(max(1, int(erreur.attente.total_seconds())))
        return reponse
    except BaseIndisponible as erreur:
        return show_indisponible(_guess_lecteur(request), erreur, _get_adresse(request), choisi)
    return _go_to(_build_lecteur(request, bulletin), _find_suite(bulletin.consultation, rang))


def show_fin(request: Request) -> Response:
    """Thank, say what is left, and until when one may come back."""
    bulletin, lecteur = _get_bulletin(request)
    if (finie := _explain_fin(bulletin, lecteur)) is not None:
        return finie
    total, repondues = len(bulletin.consultation.ouverts), len(bulletin.miens.niveaux)
    if not repondues:
        return _go_to(lecteur)
    return show(
        "fin.html",
        lecteur,
        bulletin=bulletin,
        reste=_find_reste(bulletin),
        jour=lecteur.mots.format_jour(bulletin.consultation.fin),
        avancement=format_avancement(repondues, total, lecteur.mots),
    )


def _read(lecture: Callable[[Request], Response]) -> Endpoint:
    return read(lambda request: _run(request, lambda: lecture(request)))


def _write(ecriture: Callable[[Request, dict[str, str]], Response]) -> Endpoint:
    return write(lambda request, formulaire: _run(request, lambda: ecriture(request, formulaire)))


def _run(request: Request, traitement: Callable[[], Response]) -> Response:
    """Errors as pages of this room, one plain sentence each."""
    lecteur = _guess_lecteur(request)
    try:
        return traitement()
    except BaseIndisponible as erreur:
        return show_indisponible(lecteur, erreur, _get_adresse(request))
    except Introuvable:
        return draw_message(lecteur, "lien_titre", lecteur.mots("lien_inconnu"), 404)
    except ErreurMetier as erreur:
        francais = "" if lecteur.mots.is_francais else str(erreur)
        return draw_message(lecteur, "impossible", tell(lecteur.mots, erreur), 409, francais)


def _get_bulletin(request: Request) -> tuple[Bulletin, Lecteur]:
    with open_unit_systeme() as unit:
        lien = request.path_params["lien"]
        bulletin = get_bulletin(unit, lien, _get_appareil(request), read_langue(request))
    return bulletin, _build_lecteur(request, bulletin)


def _build_lecteur(request: Request, bulletin: Bulletin) -> Lecteur:
    return build_lecteur(f"{CHEMIN}/{request.path_params['lien']}", bulletin.traduction, bulletin.langues)


def _guess_lecteur(request: Request) -> Lecteur:
    """Before anything was read: the page speaks the language that the address asks for."""
    return Lecteur(f"{CHEMIN}/{request.path_params['lien']}", get_mots(read_langue(request)))


def _get_adresse(request: Request) -> str:
    """This page again, in its language."""
    langue = read_langue(request)
    return Lecteur(request.url.path).build_adresse(langue=langue)


def _explain_fin(bulletin: Bulletin, lecteur: Lecteur) -> Response | None:
    if bulletin.consultation.etat is Etat.OUVERTE and bulletin.consultation.ouverts:
        return None
    return draw_message(lecteur, "termine", explain_fin(bulletin.consultation, lecteur.mots), 410)


def _find_reste(bulletin: Bulletin) -> int | None:
    """The first question that this device has not answered."""
    prises = bulletin.consultation.montrees | set(bulletin.miens.niveaux)
    codes = [critere.code for critere in bulletin.consultation.criteres]
    return next((rang for rang, code in enumerate(codes, 1) if code not in prises), None)


def _find_suite(consultation: Consultation, rang: int) -> int | str:
    """The next question that takes voices; those that a meeting was shown are passed over."""
    montrees = consultation.montrees
    suites = (r for r, c in enumerate(consultation.criteres, 1) if r > rang and c.code not in montrees)
    return next(suites, "fin")


def _go_to(lecteur: Lecteur, ou: int | str = "") -> RedirectResponse:
    return RedirectResponse(lecteur.build_adresse(ou), status_code=303)


def _get_appareil(request: Request) -> str | None:
    appareil = request.cookies.get(COOKIE_AVIS)
    return appareil if appareil and len(appareil) <= LONGUEUR_MAX else None
