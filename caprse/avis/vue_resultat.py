"""What a closed consultation says: where people disagree most first, each group from five voices on, and to settle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.avis.accord import settle_niveau
from caprse.avis.bandes import build_groupes, build_legende, build_part
from caprse.avis.lecture import Consultation, Demande, Depouille
from caprse.avis.phrases import (
    PERSONNE,
    SAIT_PAS,
    describe_ecart,
    format_participants,
)
from caprse.avis.regles import Ecart, rank
from caprse.carnet.service import CarnetOuvert
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import go_to_page
from caprse.socle.francais import enumerate_words

VERS = "avis_vers_critere"
# Where what came of settling is said: in the carnet, beside the answer; here when it was refused.
RETENU = "avis_retenu"


def leave_for_carnet() -> None:
    """To the critère that was just settled, in the carnet: from the body of the page, a callback may not leave it."""
    if (vers := st.session_state.pop(VERS, None)) is not None:
        go_to_page("carnet", critere=vers)


def show_resultats(consultation: Consultation, carnet: CarnetOuvert | None) -> None:
    """Every critère, the most disagreed first; ``carnet``: the one it is about, when it is the open one."""
    depouille = consultation.depouille
    if depouille is None:
        return
    st.caption(f"{escape(format_participants(depouille.participants))}, papier compris.")
    st.html(build_legende(list_niveaux(consultation.referentiel)))
    demandes = {demande.code: demande for demande in consultation.demandes}
    connus = {critere.code for critere in consultation.criteres}
    for code in rank({code: r for code, r in depouille.resultats.items() if code in connus}):
        with st.container(key=f"avis-critere-{consultation.id}-{code}", gap="small"):
            _show_critere(consultation, depouille, demandes[code], carnet)


def _show_critere(
    consultation: Consultation, depouille: Depouille, demande: Demande, carnet: CarnetOuvert | None
) -> None:
    niveaux = list_niveaux(consultation.referentiel)
    resultat = depouille.resultats[demande.code]
    st.markdown(f"**{escape(consultation.referentiel.critere(demande.code).titre)}**")
    if demande.libre:
        st.caption(PERSONNE)
        return
    st.html(build_part("", resultat.ensemble, niveaux))
    noms = {groupe.id: groupe.nom for groupe in consultation.groupes}
    if groupes := build_groupes(noms, resultat, niveaux):
        st.html(groupes)
    if dits := depouille.noms.get(demande.code):
        st.caption(escape(f"Avec leur nom : {enumerate_words([_name(nom, n, niveaux) for nom, n in dits])}."))
    if demande.retenu is not None:
        st.markdown(f":material/check_circle: Retenu : **{escape(name_niveau(demande.retenu, niveaux))}**")
    if carnet is not None and consultation.modifiable:
        _show_accord(consultation, demande, resultat.ensemble.ecart, niveaux, carnet)


def _name(nom: str, niveau: int | None, niveaux: Sequence[str]) -> str:
    return f"{nom} ({SAIT_PAS.lower() if niveau is None else niveaux[niveau]})"


def _show_accord(
    consultation: Consultation, demande: Demande, ecart: Ecart | None, niveaux: Sequence[str], carnet: CarnetOuvert
) -> None:
    """What the carnet says now, the niveau proposed (that of the middle), and the one act."""
    reponse = carnet.reponses.get(demande.code)
    saisie = reponse.saisie if reponse else None
    if saisie is None or (saisie.niveau is None and not saisie.non_concerne):
        dit = "pas encore de réponse"
    else:
        dit = "non concerné" if saisie.non_concerne else name_niveau(saisie.niveau, niveaux)
    st.caption(f"Dans le carnet : {escape(dit)}")
    cle = f"retenir-{consultation.id}-{demande.code}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choose_niveau("Niveau retenu ensemble", cle, demande.retenu, ecart, niveaux)
        show_bouton(
            "Retenir ce niveau",
            key=f"{cle}-ok",
            icon=":material/check:",
            on_click=partial(
                _settle,
                consultation.id,
                demande.code,
                cle,
                reponse.version if reponse else 0,
                f" L’équipe disait : {describe_ecart(ecart, niveaux)}" if ecart else "",
            ),
        )


def choose_niveau(
    libelle: Affichable, cle: str, retenu: int | None, ecart: Ecart | None, niveaux: Sequence[str]
) -> None:
    """Offer the échelle under the key ``cle``: first on what was settled already, else on the middle of the voices."""
    milieu = ecart.mediane if ecart is not None and ecart.mediane is not None else 0
    st.session_state.setdefault(cle, milieu if retenu is None else retenu)
    st.selectbox(
        libelle,
        list(range(len(niveaux))),
        format_func=lambda rang: name_niveau(rang, niveaux),
        key=cle,
        filter_mode=None,
    )


def _settle(consultation_id: UUID, code: str, cle: str, version: int, dit: str) -> None:
    """``dit``: what the voices said, to be read beside the answer."""
    niveau: int = st.session_state[cle]

    def action(unit: Unit) -> str:
        settle_niveau(unit, consultation_id, code, niveau, version)
        return f"Ce niveau est la réponse du carnet.{dit}"

    if run_use_case(action, place=RETENU):
        st.session_state[VERS] = code
