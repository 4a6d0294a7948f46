"""Several voices: the direction asks, each gives their own avis unseen, the spread is shown once it is closed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.avis.lecture import Consultation, list_consultations
from caprse.avis.papier.emporter import list_lignes
from caprse.avis.phrases import format_etat, format_participants
from caprse.avis.regles import Etat
from caprse.avis.vue_mes_avis import show_mes_avis
from caprse.avis.vue_ouverte import show_conduite
from caprse.avis.vue_ouverture import show_ouverture
from caprse.avis.vue_resultat import RETENU, leave_for_carnet, show_resultats
from caprse.avis.vue_reunion import REUNION, show_reunion, start_reunion
from caprse.carnet.service import CarnetOuvert, get_carnet_et_referentiel
from caprse.socle.dates import FUSEAU
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.fichiers import to_csv


def page_avis() -> None:
    """Ask and settle, for the direction; give one's own avis, for each person of the structure."""
    leave_for_carnet()
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        consultations = list_consultations(unit, structure_id)
        lu = get_carnet_et_referentiel(unit, structure_id)
        adresse, today = unit.installation.reglages.adresse_publique, unit.today
    carnet = lu[0] if lu else None
    reperes = (carnet.structure, f"Trimestre\u00a0{carnet.numero}") if carnet else ()
    show_entete("Plusieurs voix", reperes=reperes, fictif=bool(carnet and carnet.fictif))
    direction = get_acteur().can(Operation.UPDATE_CONSULTATION, None, structure_id)
    if direction and (reunie := _find_reunion(consultations)) is not None:
        siens = carnet if carnet is not None and carnet.id == reunie.carnet_id else None
        show_reunion(reunie, siens, adresse)
        return
    st.markdown(
        "Avant de fixer une réponse ensemble, chacun dit où en est la structure, **sans voir les autres**. "
        "Ensuite, on parle d’abord de ce qui partage l’équipe."
    )
    if direction and lu is not None:
        show_ouverture(*lu, consultations, today)
    show_message()
    show_message(RETENU)
    if not consultations:
        st.info(
            "Personne n’est consulté pour le moment."
            if direction
            else "Personne n’est consulté pour le moment : c’est la direction qui demande des avis.",
            icon=":material/forum:",
        )
    for consultation in consultations:
        _show(consultation, carnet, adresse, direction=direction)
    if lignes := list_lignes(consultations):
        st.download_button(
            "Emporter les avis clos (CSV)",
            type="tertiary",
            data=lambda: to_csv(pd.DataFrame(lignes, dtype=object)),
            file_name="plusieurs-voix.csv",
            mime="text/csv",
            key="avis-csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _show(consultation: Consultation, carnet: CarnetOuvert | None, adresse: str, *, direction: bool) -> None:
    with st.container(border=True, key=f"consultation-{consultation.id}"):
        st.subheader(escape(_name(consultation)), anchor=False)
        close_le = consultation.close_le.astimezone(FUSEAU).date() if consultation.close_le else None
        etat = format_etat(consultation.etat, consultation.fin, close_le)
        noms = "avec les noms" if consultation.nommee else "sans les noms"
        st.caption(escape(f"Trimestre\u00a0{consultation.numero} · {etat} · {noms}"))
        if consultation.etat is Etat.OUVERTE:
            show_mes_avis(consultation)
        if not direction:
            if consultation.etat is not Etat.OUVERTE:
                st.markdown("Merci. La direction en parle avec l’équipe, puis fixe la réponse du carnet.")
            return
        if consultation.etat is Etat.CLOSE:
            siens = carnet if carnet is not None and carnet.id == consultation.carnet_id else None
            show_resultats(consultation, siens)
        else:
            st.markdown(f"**{escape(format_participants(consultation.participants))}**, sans compter le papier.")
            if consultation.etat is Etat.OUVERTE and consultation.criteres:
                show_bouton(
                    "En parler en réunion d’équipe",
                    key=f"avis-reunion-{consultation.id}",
                    type="tertiary",
                    icon=":material/co_present:",
                    on_click=start_reunion,
                    args=(consultation.id,),
                )
            show_conduite(consultation, adresse)


def _find_reunion(consultations: Sequence[Consultation]) -> Consultation | None:
    """The one that a meeting goes through, by the address; none once it is over."""
    choisie = st.query_params.get(REUNION)
    return next(
        (c for c in consultations if str(c.id) == choisie and c.etat is Etat.OUVERTE and c.criteres),
        None,
    )


def _name(consultation: Consultation) -> str:
    """What it asks, in a few words."""
    criteres = consultation.criteres
    if not criteres:
        return "Consultation"
    premier = criteres[0].titre
    if len(criteres) == 1:
        return premier
    return f"{premier}, et {len(criteres) - 1} autre{'s' if len(criteres) > 2 else ''}"
