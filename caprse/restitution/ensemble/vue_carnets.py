"""The state of each carnet, and what the animation may do with it: send it back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pandas as pd
import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.carnet.regles import ETATS_TRANSMIS, LIBELLES_ETAT
from caprse.carnet.remplir.transmission import send_back_carnet
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.ensemble.service import LigneSuivi, Suivi
from caprse.restitution.figures.formats import INSECABLE
from caprse.restitution.planches.planche import show_textes
from caprse.socle.dates import FUSEAU, format_date, format_instant
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel

A_ROUVRIR = "a_rouvrir"


def show_carnets(suivi: Suivi) -> None:
    """How many carnets in which state, the requests to answer, then each structure."""
    st.markdown(describe_etats(suivi))
    ouvert = suivi.choisi is not None and suivi.choisi.etat is EtatTrimestre.OUVERT
    demandes = [ligne for ligne in suivi.lignes if ouvert and ligne.reouverture_demandee_le is not None]
    for ligne in demandes:
        show_demande(ligne)
    show_textes(list_carnets(suivi.lignes, ouvert), "État de chaque carnet")
    transmis = [ligne for ligne in suivi.lignes if ouvert and ligne.etat in ETATS_TRANSMIS]
    if transmis:
        show_rouvrir(transmis)


def describe_etats(suivi: Suivi) -> Affichable:
    """`9 carnets : 3 en cours, 6 transmis.`"""
    comptes = [f"{suivi.etats[etat]} {nom.lower()}" for etat, nom in LIBELLES_ETAT.items() if suivi.etats.get(etat)]
    return f"**{format_pluriel(suivi.carnets, 'carnet')}** : {escape(', '.join(comptes))}."


def list_carnets(lignes: Sequence[LigneSuivi], ouvert: bool) -> pd.DataFrame:
    """One row per structure, in alphabetical order."""
    return pd.DataFrame(
        [
            {
                "Structure": ligne.nom,
                "État": describe_etat(ligne, ouvert),
                "Réponses": f"{ligne.repondus} sur {ligne.applicables}",
                "Transmis le": format_envoi(ligne),
                "Ce qu'elle dit des réponses manquantes": ligne.motif_incomplet if ligne.transmis else "",
            }
            for ligne in lignes
        ]
    )


def format_envoi(ligne: LigneSuivi) -> str:
    """The day of the transmission, on one line. Empty before it."""
    if not ligne.transmis or ligne.transmis_le is None:
        return ""
    return format_date(ligne.transmis_le.astimezone(FUSEAU).date()).replace(" ", INSECABLE)


def describe_etat(ligne: LigneSuivi, ouvert: bool) -> str:
    if not ouvert and not ligne.transmis:
        return "Non transmis"
    return LIBELLES_ETAT[ligne.etat]


def show_demande(ligne: LigneSuivi) -> None:
    """One request to reopen, with its reason."""
    with st.container(border=True, key=f"demande-{ligne.carnet_id}"):
        quand = format_instant(ligne.reouverture_demandee_le) if ligne.reouverture_demandee_le else ""
        st.markdown(f"**{escape(ligne.nom)}** demande à rouvrir son carnet ({quand}) :")
        st.text(ligne.motif_reouverture)
        show_bouton(
            "Rouvrir pour la structure",
            key=f"rouvrir-{ligne.carnet_id}",
            icon=":material/lock_open:",
            on_click=_send_back,
            args=(ligne.carnet_id, ligne.version, ligne.nom),
        )


def show_rouvrir(transmis: Sequence[LigneSuivi]) -> None:
    """Send any transmitted carnet back to its structure."""
    with st.expander("Rouvrir un carnet transmis", icon=":material/lock_open:", key="rouvrir-ouvert"):
        par_carnet = {ligne.carnet_id: ligne for ligne in transmis}
        choisi = st.selectbox(
            "Structure",
            list(par_carnet),
            index=None,
            format_func=lambda carnet: par_carnet[carnet].nom,
            placeholder="Choisissez une structure",
            key=A_ROUVRIR,
            filter_mode=None,
        )
        st.caption(
            "La structure pourra de nouveau modifier ses réponses et devra le transmettre encore. "
            "D'ici là, elle ne voit plus les chiffres du collectif."
        )
        if choisi is not None and (ligne := par_carnet.get(choisi)) is not None:
            show_bouton(
                f"Rouvrir pour {escape(ligne.nom)}",
                key="rouvrir",
                on_click=_send_back,
                args=(ligne.carnet_id, ligne.version, ligne.nom),
            )


def _send_back(carnet_id: UUID, version: int, nom: str) -> None:
    def action(unit: Unit) -> str:
        send_back_carnet(unit, carnet_id, version)
        return f"Le carnet de {nom} est rouvert : la structure peut le compléter."

    run_use_case(action)
