"""The door of the starting point: the control of its questions speaks to it as that of a carnet does to its own.

What the control calls a carnet is here the structure, a critère an enjeu. The arrivée has a door of its own, where a
carnet is that of the bilan: what a browser still holds of the départ never becomes an answer of the bilan.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from caprse.acces.porte.echange import build_ecriture, build_lecture, build_refus, open_demande
from caprse.acces.unite import Unit
from caprse.carnet.controle.porte import CorpsEnvoi
from caprse.carnet.places import get_place
from caprse.carnet.positionnement.contenu import build_etat, list_etats
from caprse.carnet.positionnement.regles import Moment
from caprse.carnet.positionnement.service import Position, get_positionnement, save_position
from caprse.socle.erreurs import Introuvable, Refus

CHEMIN = "/positions"
CHEMIN_ARRIVEE = "/positions/arrivee"
CHEMINS = {Moment.DEPART: CHEMIN, Moment.ARRIVEE: CHEMIN_ARRIVEE}


def routes() -> list[Route]:
    """Every route of this room."""
    return [
        route
        for moment, chemin in CHEMINS.items()
        for route in (
            Route(chemin, build_ecriture(CorpsEnvoi, partial(save, moment)), methods=["POST"]),
            Route(f"{chemin}/{{lieu:uuid}}", build_lecture(partial(show_etats, moment)), methods=["GET"]),
        )
    ]


def find_structure(unit: Unit, moment: Moment, lieu: UUID) -> UUID:
    """Whose positionnement this is: at the start the place is the structure itself. Raises Introuvable."""
    return lieu if moment is Moment.DEPART else get_place(unit, lieu).structure_id


def save(moment: Moment, request: Request, corps: CorpsEnvoi) -> Response:
    """Record where the structure stands on one enjeu; a colleague's answer meanwhile comes with the refusal."""
    voulue = corps.saisie
    try:
        with open_demande(request) as unit:
            position = save_position(
                unit,
                find_structure(unit, moment, corps.carnet),
                corps.critere,
                voulue.niveau,
                voulue.non_concerne,
                corps.version,
                moment,
            )
            return JSONResponse(build_etat(position, unit.today))
    except Refus as refus:
        with open_demande(request) as unit:
            lu = get_positionnement(unit, find_structure(unit, moment, corps.carnet), moment)
            positions = lu[0].positions if lu else {}
            etat = build_etat(positions.get(corps.critere, Position()), unit.today)
        return build_refus(refus, 200, etat=etat)


def show_etats(moment: Moment, request: Request) -> Response:
    """What colleagues answered since the browser last looked; nothing when nothing moved."""
    with open_demande(request) as unit:
        lu = get_positionnement(unit, find_structure(unit, moment, request.path_params["lieu"]), moment)
        if lu is None:
            raise Introuvable("Ce positionnement")
        etats = list_etats(lu[0], unit.today)
    if etats["marque"] == request.query_params.get("vu"):
        return Response(status_code=204)
    return JSONResponse(etats)
