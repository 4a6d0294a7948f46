"""The carnet of the trimestre as sheets to fill with a pen: its questions, its written niveaux, room to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from caprse.echanges.carnet_papier.gabarit import GABARIT
from caprse.echanges.classeur.service import Carnet
from caprse.referentiel.marches import bind_niveau, list_niveaux, name_niveau
from caprse.referentiel.schema import Critere
from caprse.referentiel.themes import build_theme
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.fictif import drop_mention
from caprse.socle.imprimerie.feuille import MARQUE, clean_donnees_imprimees, print_pdf

SORTE = "Carnet à remplir sur papier"
AIDE = (
    "Pour chaque critère, cochez le niveau qui vous ressemble\u00a0: tous ceux d’avant sont alors vrais aussi. "
    "En cas de doute, prenez le plus bas. Recopiez ensuite vos réponses dans le cahier."
)


def build_pdf(carnet: Carnet, quand: datetime) -> bytes:
    """The blank carnet as an accessible PDF, in French. Raises DessinImpossible."""
    ouvert = carnet.ouvert
    niveaux = list_niveaux(carnet.referentiel)
    source = f"{carnet.referentiel.titre}, version {carnet.referentiel.version}"
    imprime = f"imprimé le {format_date(quand.astimezone(FUSEAU).date())}"
    reperes = [
        drop_mention(ouvert.collectif) if ouvert.fictif else ouvert.collectif,
        f"Trimestre\u00a0{ouvert.numero}, jusqu’au {format_date(ouvert.fin)}",
    ]
    donnees: dict[str, object] = {
        "nom": f"{SORTE}\u00a0: {carnet.titre}, {ouvert.structure}",
        "sorte": SORTE,
        "titre": carnet.titre,
        "structure": ouvert.structure,
        "reperes": reperes,
        "couleur": build_theme(carnet.referentiel, ouvert.thematique).couleur,
        "aide": AIDE,
        "echelle": [
            {"nom": bind_niveau(name_niveau(niveau.niveau, niveaux)), "sens": niveau.definition}
            for niveau in carnet.referentiel.echelle
        ],
        "pied": f"Cahier CAP RSE · {source} · {imprime}",
        "enjeux": [
            {
                "titre": enjeu.titre,
                "criteres": [_build_critere(critere, niveaux) for critere in enjeu.criteres],
            }
            for enjeu in carnet.etapes
        ],
    }
    return print_pdf(GABARIT, {**clean_donnees_imprimees(donnees), "marque": MARQUE}, quand)


def _build_critere(critere: Critere, niveaux: Sequence[str]) -> dict[str, object]:
    noms = [bind_niveau(name_niveau(rang, niveaux)) for rang in range(len(niveaux))]
    return {
        "titre": critere.titre,
        "question": critere.question,
        "niveaux": [{"nom": nom, "sens": critere.niveaux.get(rang, "")} for rang, nom in enumerate(noms)],
        "cibles": [str(rang) for rang in range(1, len(niveaux))],
    }
