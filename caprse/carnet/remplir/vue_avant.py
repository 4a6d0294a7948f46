"""The way from the carnet to the answers of before, where there are any."""

from __future__ import annotations

from caprse.carnet.remplir.parcours import list_criteres, list_etapes
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Referentiel
from caprse.socle.ecran.navigation import link_to_page


def show_revoir(carnet: CarnetOuvert, referentiel: Referentiel) -> None:
    """A link to what may be looked at again: nothing in a first trimestre."""
    demandes = {critere.code for critere in list_criteres(list_etapes(referentiel, carnet))}
    if carnet.precedentes.keys() - demandes:
        link_to_page("revoir", "Revoir nos réponses d’avant", ":material/history:")
