"""Open a consultation: on what, whom, with or without the names, until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.avis.lecture import Consultation
from caprse.avis.liens import keep_liens
from caprse.avis.regles import DUREE_MAX, GROUPES
from caprse.avis.service import Liens, open_consultation
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.schema import Referentiel
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel

FORMULAIRE = "avis-formulaire"
TOUT = "tout"
ENJEUX, CRITERES, QUI, NOMS, FIN = (f"avis-{nom}" for nom in ("enjeux", "criteres", "qui", "noms", "fin"))
SANS, AVEC = "sans", "avec"
LIBELLES_NOMS = {
    SANS: "Sans les noms : personne ne saura qui a dit quoi",
    AVEC: "Avec les noms des personnes qui ont un compte (elles le voient avant de répondre)",
}
DUREE = timedelta(days=14)


def show_ouverture(
    carnet: CarnetOuvert,
    referentiel: Referentiel,
    consultations: Sequence[Consultation],
    today: date,
    *,
    premier: bool,
) -> None:
    """The button that opens the form, then the form; nothing when the carnet may not change any more.

    ``premier``: it is the act of the page; else others are asked already, and theirs comes first.
    """
    if not carnet.modifiable:
        return
    demandes = {
        demande.code
        for consultation in consultations
        if consultation.carnet_id == carnet.id
        for demande in consultation.demandes
        if not demande.libre
    }
    enjeux = {
        enjeu.code: [critere for critere in enjeu.criteres if critere.code not in demandes]
        for thematique in referentiel.capsule(carnet.thematique)
        for enjeu in thematique.enjeux
    }
    libres = {critere.code: critere.titre for criteres in enjeux.values() for critere in criteres}
    if not libres:
        st.caption("Tous les critères de ce carnet ont été demandés.")
        return
    if not st.session_state.get(FORMULAIRE):
        show_bouton(
            "Demander des avis" if premier else "Demander d’autres avis",
            key="avis-demander",
            type="primary" if premier else "tertiary",
            icon=":material/record_voice_over:",
            on_click=_toggle,
            args=(True,),
            groupe="avis-ouverture",
        )
        return
    codes = {code: [c.code for c in criteres] for code, criteres in enjeux.items() if criteres}
    titres = {code: titre for code, titre in referentiel.titres.items() if code in codes}
    with st.container(border=True, key="avis-ouverture"):
        choisis = _ask_criteres(codes, titres, libres)
        groupes = st.pills("À qui ?", GROUPES, selection_mode="multi", default=GROUPES, key=QUI, wrap=True)
        st.radio("Les noms", [SANS, AVEC], format_func=LIBELLES_NOMS.__getitem__, key=NOMS)
        st.date_input(
            "Jusqu’au",
            value=min(today + DUREE, max(carnet.fin, today)),
            min_value=today,
            max_value=today + DUREE_MAX,
            format="DD/MM/YYYY",
            key=FIN,
        )
        st.caption("Ces choix ne changent plus une fois les avis demandés. Chaque critère ne se demande qu’une fois.")
        with st.container(horizontal=True):
            show_bouton(
                f"Demander des avis sur {format_pluriel(len(choisis), 'critère')}" if choisis else "Demander des avis",
                key="avis-ouvrir",
                type="primary",
                disabled=not choisis or not groupes,
                on_click=_open,
                args=(carnet.id, tuple(choisis)),
                groupe="avis-ouverture",
            )
            show_bouton("Annuler", key="avis-annuler", on_click=_toggle, args=(False,), groupe="avis-ouverture")


def _ask_criteres(
    codes: Mapping[str, Sequence[str]], titres: Mapping[str, str], libres: Mapping[str, str]
) -> list[str]:
    """The critères chosen, in the order of the carnet: by enjeu, all of them, or one by one."""
    noms = {TOUT: "Tout le carnet", **titres}
    enjeux = st.pills(
        "Sur quoi ?",
        list(noms),
        format_func=lambda code: escape(noms[code]),
        selection_mode="multi",
        key=ENJEUX,
        wrap=True,
    )
    un_par_un = st.multiselect(
        "Ou des critères, un par un (facultatif)",
        list(libres),
        format_func=libres.__getitem__,
        key=CRITERES,
        placeholder="Choisir des critères",
    )
    par_enjeu = {code for enjeu in enjeux for code in codes.get(enjeu, ())}
    return [code for code in libres if TOUT in enjeux or code in par_enjeu or code in un_par_un]


def _toggle(ouvert: bool) -> None:
    st.session_state[FORMULAIRE] = ouvert


def _open(carnet_id: UUID, criteres: Sequence[str]) -> None:
    etat = st.session_state
    groupes = [groupe for groupe in GROUPES if groupe in etat[QUI]]
    fin, nommee = etat[FIN], etat[NOMS] == AVEC
    faits: Liens = {}

    def action(unit: Unit) -> str:
        _, liens = open_consultation(unit, carnet_id, criteres, groupes, fin, nommee=nommee)
        faits.update(liens)
        return "C’est ouvert. Voici un lien et un code par groupe : montrez-les, imprimez-les ou envoyez-les."

    if run_use_case(action):
        keep_liens(faits)
        _toggle(False)
        for cle in (ENJEUX, CRITERES):
            etat.pop(cle, None)
