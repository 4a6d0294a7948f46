"""The year's half-days as tables: by structure, appui by appui, by offre."""

from __future__ import annotations

import pandas as pd

from caprse.relecture.appuis.lecture import AppuiListe, Appuis
from caprse.relecture.appuis.regles import ETATS_OUVERTS, LIBELLES_ETAT, EtatAppui
from caprse.socle.dates import FUSEAU

HORS_CATALOGUE = "Autre demande"


def build_consommation(appuis: Appuis, annee: int) -> pd.DataFrame:
    """The year in half-days, one row per structure by name: used, planned, left, over."""
    soldes = [(structure.structure, structure.compute_solde(annee)) for structure in appuis.structures]
    return pd.DataFrame(
        [
            {
                "Structure": nom,
                "Année": annee,
                "Demi-journées de l’année": solde.droit,
                "Utilisées": solde.utilise,
                "Prévues": solde.prevu,
                "Disponibles": solde.reste,
                "En plus": solde.depassement,
            }
            for nom, solde in soldes
        ],
        columns=[
            *("Structure", "Année", "Demi-journées de l’année", "Utilisées", "Prévues"),
            *("Disponibles", "En plus"),
        ],
    )


def build_detail(appuis: Appuis, annee: int) -> pd.DataFrame:
    """The appuis that count for the year, one row each, in order of structure then of request."""
    colonnes = (
        "Structure",
        "Offre",
        "Critère",
        "Demande",
        "Demandé le",
        "État",
        "Prévu le",
        "Terminé le",
        "Demi-journées",
        "Collectif",
        "Réponse",
    )
    lignes = [
        (
            appui.structure,
            appui.offre.titre if appui.offre else "",
            appui.critere or "",
            appui.demande,
            appui.demande_le.astimezone(FUSEAU).date(),
            LIBELLES_ETAT[appui.etat],
            appui.prevu_le,
            appui.clos_le,
            appui.demi_journees,
            appui.groupe.titre if appui.groupe else "",
            appui.reponse,
        )
        for structure in appuis.structures
        for appui in reversed(structure.appuis)
        if appui.annee == annee
    ]
    return pd.DataFrame(lignes, columns=list(colonnes), dtype=object)


def build_par_offre(appuis: Appuis, annee: int) -> pd.DataFrame:
    """What each offre was used for in a year: appuis, structures, half-days used and planned.

    The whole catalogue in its order, then what left it and is still used, then what asks for no offre.
    """
    retenus: dict[str, list[AppuiListe]] = {offre.titre: [] for offre in appuis.offres}
    autres: list[AppuiListe] = []
    for structure in appuis.structures:
        for appui in structure.appuis:
            if appui.annee == annee and (appui.etat in ETATS_OUVERTS or appui.etat is EtatAppui.CLOS):
                (retenus.setdefault(appui.offre.titre, []) if appui.offre else autres).append(appui)
    if autres:
        retenus[HORS_CATALOGUE] = autres
    return pd.DataFrame(
        [
            {
                "Offre": titre,
                "Appuis": len(siens),
                "Structures": len({appui.structure_id for appui in siens}),
                "Utilisées": sum(a.demi_journees for a in siens if a.etat is EtatAppui.CLOS),
                "Prévues": sum(a.demi_journees for a in siens if a.etat in ETATS_OUVERTS),
            }
            for titre, siens in retenus.items()
        ],
        columns=["Offre", "Appuis", "Structures", "Utilisées", "Prévues"],
    )
