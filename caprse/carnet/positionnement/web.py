"""The door of the starting point: the control of its questions speaks to it as that of a carnet does to its own.

What the control calls a carnet is here the structure, a critère an enjeu.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from caprse.acces.porte.echange import build_ecriture, build_lecture, build_refus, open_demande
from caprse.carnet.controle.porte import CorpsEnvoi
from caprse.carnet.positionnement.contenu import build_etat, list_etats
from caprse.carnet.positionnement.service import Position, get_positionnement, save_position
from caprse.socle.erreurs import Introuvable, Refus

CHEMIN = "/positions"


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        Route(CHEMIN, build_ecriture(CorpsEnvoi, save), methods=["POST"]),
        Route(f"{CHEMIN}/{{structure:uuid}}", build_lecture(show_etats), methods=["GET"]),
    ]


def save(request: Request, corps: CorpsEnvoi) -> Response:
    """Record where the structure stands on one enjeu; a colleague's answer meanwhile comes with the refusal."""
    voulue = corps.saisie
    try:
        with open_demande(request) as unit:
            position = save_position(
                unit, corps.carnet, corps.critere, voulue.niveau, voulue.non_concerne, corps.version
            )
            return JSONResponse(build_etat(position, unit.today))
    except Refus as refus:
        with open_demande(request) as unit:
            lu = get_positionnement(unit, corps.carnet)
            positions = lu[0].positions if lu else {}
            etat = build_etat(positions.get(corps.critere, Position()), unit.today)
        return build_refus(refus, 200, etat=etat)


def show_etats(request: Request) -> Response:
    """What colleagues answered since the browser last looked; nothing when nothing moved."""
    with open_demande(request) as unit:
        lu = get_positionnement(unit, request.path_params["structure"])
        if lu is None:
            raise Introuvable("Ce positionnement")
        etats = list_etats(lu[0], unit.today)
    if etats["marque"] == request.query_params.get("vu"):
        return Response(status_code=204)
    return JSONResponse(etats)
