"""Several voices: the direction asks, each gives their own avis unseen, the spread is shown once it is closed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.avis.lecture import Consultation, list_consultations
from caprse.avis.papier.emporter import list_lignes
from caprse.avis.phrases import format_demandes, format_etat
from caprse.avis.regles import Etat
from caprse.avis.vue_mes_avis import count_restent, show_mes_avis
from caprse.avis.vue_ouverte import ask_cloture, show_cloture, show_groupes, show_papier
from caprse.avis.vue_ouverture import show_ouverture
from caprse.avis.vue_resultat import RETENU, leave_for_carnet, show_resultats
from caprse.avis.vue_reunion import REUNION, show_reunion, start_reunion
from caprse.carnet.service import CarnetOuvert, get_carnet_et_referentiel
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.fichiers import to_csv
from caprse.socle.francais import agree

MERCI = "Merci. La direction en parle avec l’équipe, puis fixe la réponse du carnet."


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
    fictif = bool(carnet and carnet.fictif)
    direction = get_acteur().can(Operation.UPDATE_CONSULTATION, None, structure_id)
    if direction and (reunie := _find_reunion(consultations)) is not None:
        siens = carnet if carnet is not None and carnet.id == reunie.carnet_id else None
        show_reunion(reunie, siens, adresse, fictif=fictif)
        return
    show_entete("Plusieurs voix", reperes=reperes, fictif=fictif)
    show_message()
    show_message(RETENU)
    # What runs is shown whole, and its act is the only filled one; what is over is folded below.
    en_cours = [c for c in consultations if c.etat is not Etat.CLOSE]
    closes = [c for c in consultations if c.etat is Etat.CLOSE]
    if not en_cours:
        st.markdown(
            "Avant de fixer une réponse ensemble, chacun dit où en est la structure, **sans voir les autres**. "
            "Ensuite, on parle d’abord de ce qui partage l’équipe."
        )
        if not direction and not closes:
            st.caption("Personne n’est consulté pour le moment : c’est la direction qui demande des avis.")
    numero = carnet.numero if carnet else None
    for rang, consultation in enumerate(en_cours):
        _show_en_cours(consultation, adresse, numero, direction=direction, premiere=rang == 0)
    # Where nothing runs, asking is the act of the page; else it waits below.
    if direction and lu is not None and not en_cours:
        show_ouverture(*lu, consultations, today, premier=True)
    _show_plis(en_cours, closes, carnet, adresse, direction=direction)
    with st.container(horizontal=True, key="avis-suite"):
        if direction and lu is not None and en_cours:
            show_ouverture(*lu, consultations, today, premier=False)
        _show_emporter(consultations)


def _show_plis(
    en_cours: Sequence[Consultation],
    closes: Sequence[Consultation],
    carnet: CarnetOuvert | None,
    adresse: str,
    *,
    direction: bool,
) -> None:
    """Folded, in one list: the links and sheets of what runs, then what is over."""
    with st.container(key="pile-avis", gap=None):
        for consultation in en_cours if direction else ():
            show_papier(consultation, adresse, seule=len(en_cours) == 1)
        for rang, consultation in enumerate(closes):
            siens = carnet if carnet is not None and carnet.id == consultation.carnet_id else None
            _show_close(consultation, siens, direction=direction, depliee=direction and not en_cours and rang == 0)


def _show_emporter(consultations: Sequence[Consultation]) -> None:
    """What was said of those that are closed, as a file."""
    lignes = list_lignes(consultations)
    if not lignes:
        return
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


def _show_en_cours(
    consultation: Consultation, adresse: str, numero: int | None, *, direction: bool, premiere: bool
) -> None:
    """What is asked and until when; one's own avis, then, for the direction, the groups and what ends it.

    ``numero``: the trimestre that the page names already. ``premiere``: its act is that of the page.
    """
    ouverte = consultation.etat is Etat.OUVERTE
    with st.container(key=f"consultation-{consultation.id}", gap="small"):
        st.subheader("Avis demandés" if ouverte else "Avis à dépouiller", anchor=False)
        st.caption(escape(_tell_etat(consultation, numero)))
        _show_criteres(consultation)
        if ouverte:
            show_mes_avis(consultation)
        elif not direction:
            st.markdown(MERCI)
    if direction:
        show_groupes(consultation, adresse)
        with st.container(horizontal=True):
            if ouverte and consultation.criteres:
                show_bouton(
                    "En parler en réunion d’équipe",
                    key=f"avis-reunion-{consultation.id}",
                    type="primary" if premiere and not count_restent(consultation) else "secondary",
                    icon=":material/co_present:",
                    on_click=start_reunion,
                    args=(consultation.id,),
                )
            show_cloture(consultation, premier=premiere and not ouverte)
        ask_cloture(consultation)


def _show_criteres(consultation: Consultation) -> None:
    """What is asked; apart, what a meeting has shown, which is asked no more."""
    vus = consultation.montrees if consultation.etat is Etat.OUVERTE else ()
    demandes = [critere for critere in consultation.criteres if critere.code not in vus]
    if demandes:
        st.markdown("\n".join(f"- {escape(critere.titre)}" for critere in demandes))
    if titres := [critere.titre for critere in consultation.criteres if critere.code in vus]:
        st.caption(f"Déjà vu en réunion\u00a0: {escape(', '.join(titres))}")


def _show_close(consultation: Consultation, carnet: CarnetOuvert | None, *, direction: bool, depliee: bool) -> None:
    """Folded, but the last one of a direction that asks nothing else: there is what to settle."""
    with st.expander(
        escape(_name(consultation)), icon=":material/done_all:", expanded=depliee, key=f"avis-close-{consultation.id}"
    ):
        st.caption(escape(_tell_etat(consultation)))
        if direction:
            show_resultats(consultation, carnet)
        else:
            st.markdown("\n".join(f"- {escape(critere.titre)}" for critere in consultation.criteres))
            st.markdown(MERCI)


def _tell_etat(consultation: Consultation, numero: int | None = None) -> str:
    close_le = consultation.close_le.astimezone(FUSEAU).date() if consultation.close_le else None
    etat = format_etat(consultation.etat, consultation.fin, close_le)
    noms = "avec les noms" if consultation.nommee else "sans les noms"
    quand = "" if consultation.numero == numero else f"trimestre\u00a0{consultation.numero} · "
    dit = f"{quand}{etat} · {noms}"
    return dit[:1].upper() + dit[1:]


def _find_reunion(consultations: Sequence[Consultation]) -> Consultation | None:
    """The one that a meeting goes through, by the address; none once it is over."""
    choisie = st.query_params.get(REUNION)
    return next(
        (c for c in consultations if str(c.id) == choisie and c.etat is Etat.OUVERTE and c.criteres),
        None,
    )


def _name(consultation: Consultation) -> str:
    """One that is over: how much it asked, and when it was closed."""
    close_le = consultation.close_le
    quand = f" le {format_date(close_le.astimezone(FUSEAU).date())}" if close_le else ""
    nombre = len(consultation.criteres)
    return f"{format_demandes(nombre)} {agree(nombre, 'close')}{quand}"
