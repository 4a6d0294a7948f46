"""The calendar address that a person gives to their own calendar program."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from caprse.acces.jetons import LONGUEUR_MAX
from caprse.acces.porte.rendu import read
from caprse.collectif.rencontres.agenda import TYPE_MIME, Lister, read_agenda
from caprse.socle.erreurs import Introuvable


def routes(lister: Lister = lambda _: ()) -> list[Route]:
    """Every route of this room; ``lister`` gives what is due beside the meetings."""

    def show_agenda(request: Request) -> Response:
        """What waits for whoever holds this address. A calendar carries no session: the secret is in the path."""
        jeton: str = request.path_params["jeton"]
        if len(jeton) > LONGUEUR_MAX:
            raise Introuvable("Cet agenda")
        return Response(read_agenda(jeton, lister), media_type=TYPE_MIME)

    return [Route("/agenda/{jeton}.ics", read(show_agenda), methods=["GET"])]
