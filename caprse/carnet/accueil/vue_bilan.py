"""The card of the bilan: what its hour is made of, how far one is, and the one button."""

from __future__ import annotations

from datetime import date

import streamlit as st

from caprse.carnet.accueil.regles import Attente, Part, compute_minutes
from caprse.carnet.accueil.service import Accueil
from caprse.carnet.accueil.vue_heure import bouton, build_anneau, describe_delai, list_criteres, show_fin
from caprse.carnet.positionnement.service import list_enjeux
from caprse.carnet.regles import ETATS_TRANSMIS, compute_jours_restants
from caprse.referentiel.schema import BILAN, SANS_THEMATIQUE
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.cadre import Theme, build_pastille
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import format_pluriel

MINUTES_ARRIVEE = 20  # as on the launch day


def show_bilan(accueil: Accueil, theme: Theme, fin: date, today: date, role: Part, demandee: Attente | None) -> None:
    """The bilan under way. ``demandee``: what the chargée de mission asks to complete first."""
    assert accueil.referentiel is not None  # noqa: S101 - an open trimestre has its référentiel
    criteres = list_criteres(accueil.referentiel, SANS_THEMATIQUE)
    enjeux = [enjeu.code for enjeu in list_enjeux(accueil.referentiel)]
    restants = [(enjeu, critere) for enjeu, critere in criteres if critere.code not in accueil.repondus]
    dits = len(accueil.arrivees & set(enjeux))
    fini = accueil.arrivee_le is not None
    faits, total = len(criteres) - len(restants) + dits, len(criteres) + len(enjeux)
    with st.container(key="carte-heure", gap="small"):
        st.html(
            f'<div class="cap-heure" style="--theme: {theme.couleur}; --pale: {theme.fond}">'
            f"{build_anneau(theme, faits, total, fini=accueil.etat in ETATS_TRANSMIS or (fini and not restants))}<div>"
            f"<p>{build_pastille(theme)} <span>Trimestre\u00a0{accueil.numero}</span></p>"
            f"<h2>{BILAN}</h2>"
            '<p class="cap-compte">Une heure pour regarder tout notre chemin</p></div></div>'
        )
        if accueil.etat in ETATS_TRANSMIS:
            quand = f" le {format_date(accueil.transmis_le.astimezone(FUSEAU).date())}" if accueil.transmis_le else ""
            st.markdown(f":material/check_circle: **Votre carnet du bilan est transmis{quand}.** Merci !")
            if role.repond and not fini:
                link_to_page("positionnement", "Terminer notre point d’arrivée", ":material/flag:")
            bouton("Voir notre bilan", "tour", "bilan")
            return
        st.markdown(describe_delai(fin, compute_jours_restants(fin, today), role))
        if not role.repond:
            bouton("Voir notre bilan", "tour", "bilan")
        elif demandee is not None:
            bouton(f"Compléter : {escape(demandee.titre)}", "edit_note", demandee.page, **demandee.adresse)
        elif not fini:
            verbe = "Continuer" if dits else "Commencer"
            bouton(f"{verbe} : notre point d’arrivée", "flag", "positionnement")
        elif restants:
            enjeu, critere = restants[0]
            bouton(
                f"Répondre : {escape(critere.titre)}",
                "arrow_forward",
                "carnet",
                etape=enjeu.code,
                critere=critere.code,
            )
        else:
            show_fin(role)
        # Under the button: on a telephone this one is in the first screen.
        st.markdown(list_pas(dits, len(enjeux), fini, len(restants), len(criteres)))
        with st.container(horizontal=True, key="bilan-liens"):
            link_to_page("revoir", "Revoir nos réponses", ":material/history:")
            link_to_page("bilan", "Lire tout notre chemin", ":material/tour:")


def list_pas(dits: int, enjeux: int, fini: bool, restants: int, criteres: int) -> Affichable:
    """What the hour is made of, each with how far one is. ``dits``: the enjeux of the arrivée that have an answer."""
    arrivee = "terminé" if fini else f"{dits:d} sur {enjeux:d}, environ {MINUTES_ARRIVEE:d} minutes"
    reste = "tout est rempli"
    if restants:
        reste = f"il reste {format_pluriel(restants, 'question')}, environ {compute_minutes(restants):d} minutes"
    questions = f"1. **Répondre aux questions de chaque trimestre** : {reste}.\n" if criteres else ""
    return (
        f"1. **Redire où nous en sommes** : {arrivee}.\n{questions}"
        "1. **Revoir nos réponses** : celles qui ont bougé suffisent.\n"
        "1. **Transmettre**, puis lire notre bilan."
    )
