"""Appuis of the delegation: asked for by a structure, followed by the animation of its collectif."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, choose_structure, get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.acces.saisie import Formulaire, fill, give_up, is_begun, propose, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.relecture.appuis.regles import (
    DROIT_ANNUEL,
    ETATS_OUVERTS,
    LIBELLES_ETAT,
    TEXTE_MAX,
    EtatAppui,
    describe_solde,
    format_jours,
)
from caprse.relecture.appuis.service import (
    AppuiListe,
    Appuis,
    build_consommation,
    build_detail,
    create_appui,
    list_appuis,
    list_appuis_collectif,
)
from caprse.relecture.appuis.vue import show_appui
from caprse.relecture.appuis.vue_ligne import build_titres, show_ligne
from caprse.relecture.appuis.vue_solde import show_solde
from caprse.socle.ecran.affichage import escape, run_action, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import take_param
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.fichiers import to_csv
from caprse.socle.francais import format_pluriel

CRITERE = "critere"
DEMANDE = "appui_demande"
ARRIVEE = "appui-arrivee"
TEXTE, CHOISI, POUR_QUI = "appui-texte", "appui-critere", "appui-structure"
ETAT, STRUCTURE, ANNEE = "appuis", "appuis_de", "annee"
OUVERTS, TOUS, AUCUN = "ouverts", "tous", ""
LIBELLES_FILTRE = {OUVERTS: "À suivre", TOUS: "Tous"} | {etat.value: nom for etat, nom in LIBELLES_ETAT.items()}


def page_appuis() -> None:
    """One's own structure: what is left this year, ask, follow. ``?critere=PAR-03`` opens the form for it."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        appuis, today = list_appuis(unit, structure_id), unit.today
    (structure,) = appuis.structures
    show_entete("Nos appuis", reperes=(structure.structure, appuis.collectif), fictif=appuis.fictif)
    st.markdown(
        f"Votre délégation peut venir vous aider **{escape(format_jours(DROIT_ANNUEL))} par an**, par demi-journées."
    )
    show_solde(structure, today)
    demande = get_acteur().can(Operation.CREATE_APPUI, appuis.collectif_id, structure_id)
    if demande:
        _open_from_critere(appuis)
        show_demande(appuis, {structure.structure_id: structure.structure})
    else:
        st.info("La direction de votre structure demande les appuis.", icon=":material/info:")
    show_message()
    if structure.appuis:
        st.subheader("Nos demandes", anchor=False)
    else:
        st.markdown(
            "Un appui, c’est une demi-journée avec vous : préparer une réunion, écrire un document, débloquer un "
            "critère du carnet. Aucun n’est demandé pour le moment."
        )
    for appui in structure.appuis:
        with st.container(key=f"carte-appui-{appui.id}", gap="small"):
            show_appui(appui, annulable=demande)


def page_appuis_collectif() -> None:
    """All structures of a collectif, for its animation: what to answer, the year's half-days, files."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    with open_unit_ecran() as unit:
        appuis, today = list_appuis_collectif(unit, collectif_id), unit.today
    attendent = sum(a.etat is EtatAppui.DEMANDE for s in appuis.structures for a in s.appuis)
    suivis = sum(a.etat in ETATS_OUVERTS for s in appuis.structures for a in s.appuis)
    reperes = [
        format_pluriel(suivis, "appui à suivre", "appuis à suivre"),
        format_pluriel(attendent, "demande attend une réponse", "demandes attendent une réponse"),
    ]
    noms = {structure.structure_id: structure.structure for structure in appuis.structures}
    with st.container(horizontal=True, key="appuis-tete", vertical_alignment="center"):
        show_entete("Appuis", reperes=reperes, fictif=appuis.fictif, largeur=Largeur.TRAVAIL)
        if noms and not is_demande_ouverte(noms):
            show_demande(appuis, noms)
    if not noms:
        st.info("Ce collectif n’a encore aucune structure.", icon=":material/domain:")
        return
    soldes = {structure.structure_id: structure.compute_solde(today.year) for structure in appuis.structures}
    with st.container(horizontal=True, vertical_alignment="bottom", key="appuis-barre"):
        choisis = _filter(appuis, noms)
    if is_demande_ouverte(noms):
        show_demande(appuis, noms)
    show_message()
    # The head counts those to follow, of all structures: what narrows the list otherwise is counted here.
    if (st.session_state[ETAT], st.session_state[STRUCTURE]) != (OUVERTS, TOUS):
        st.caption(format_pluriel(len(choisis), "appui"))
    if not choisis:
        st.info("Aucun appui ne correspond à ces choix.", icon=":material/filter_alt_off:")
    else:
        with st.container(key="appuis-lignes", gap=None):
            st.html(build_titres())
            for appui in choisis:
                show_ligne(appui, soldes[appui.structure_id], today)
    show_annee(appuis, today)


def is_demande_ouverte(noms: Mapping[UUID, str]) -> bool:
    """Whether a request is being written."""
    return bool(st.session_state.get(DEMANDE)) or is_begun(_name_demande(noms))


def show_demande(appuis: Appuis, noms: Mapping[UUID, str]) -> None:
    """The button that opens a request, or its form; of several structures, one is chosen first."""
    formulaire = _name_demande(noms)
    if not is_demande_ouverte(noms):
        show_bouton(
            "Demander un appui" if len(noms) == 1 else "Noter une demande reçue",
            key="demander-appui",
            type="primary" if len(noms) == 1 else "secondary",
            icon=":material/add:",
            on_click=_start_demande,
        )
        return
    acceptes = {"critere": lambda code: code == AUCUN or code in appuis.titres, "structure": noms.__contains__}
    fill(formulaire, {"demande": "", "critere": AUCUN, "structure": None}, acceptes)
    if (arrivee := st.session_state.pop(ARRIVEE, None)) is not None:
        texte = st.session_state[TEXTE] or f"Nous avons besoin d’aide pour : {appuis.titres[arrivee]}"
        propose(formulaire, {"critere": arrivee, "demande": texte})
    with st.container(border=True):
        if len(noms) > 1:
            st.selectbox(
                "Quelle structure ?",
                list(noms),
                index=None,
                format_func=noms.__getitem__,
                key=POUR_QUI,
                placeholder="Choisissez une structure",
                filter_mode=None,
                **watch(formulaire),
            )
        st.selectbox(
            "Pour quel critère du carnet ? (facultatif)",
            [AUCUN, *appuis.titres],
            format_func=lambda code: appuis.titres[code] if code else "Aucun en particulier",
            key=CHOISI,
            filter_mode=None,
            **watch(formulaire),
        )
        st.text_area(
            "De quoi avez-vous besoin ?",
            key=TEXTE,
            max_chars=TEXTE_MAX,
            placeholder="Par exemple : nous aider à écrire notre charte d’accueil.",
            **watch(formulaire),
        )
        show_garde(formulaire)
        with st.container(horizontal=True):
            show_bouton(
                "Envoyer la demande",
                key="appui-envoyer",
                type="primary",
                on_click=_ask,
                args=(next(iter(noms)) if len(noms) == 1 else None, formulaire),
            )
            show_bouton("Annuler", key="appui-annuler", on_click=_end_demande, args=(formulaire,))


def show_annee(appuis: Appuis, today: date) -> None:
    """The half-days of a year, to read and to take away."""
    annees = sorted({today.year, *(a.annee for s in appuis.structures for a in s.appuis)}, reverse=True)
    with st.expander("Les demi-journées de l’année", icon=":material/table:", key="annee-ouverte"):
        annee = st.selectbox("Année", annees, key=ANNEE, filter_mode=None)
        for structure in appuis.structures:
            solde = structure.compute_solde(annee)
            if solde.utilise or solde.prevu:
                st.markdown(f"**{escape(structure.structure)}** · {escape(describe_solde(solde))}")
        st.caption("Les structures sans appui cette année-là sont dans le fichier.")
        with st.container(horizontal=True):
            st.download_button(
                "Par structure (CSV)",
                lambda: to_csv(build_consommation(appuis, annee)),
                file_name=f"appuis-{annee}-par-structure.csv",
                mime="text/csv",
                key="csv-structures",
                icon=":material/download:",
                on_click="ignore",
            )
            st.download_button(
                "Appui par appui (CSV)",
                lambda: to_csv(build_detail(appuis, annee)),
                file_name=f"appuis-{annee}-detail.csv",
                mime="text/csv",
                key="csv-detail",
                icon=":material/download:",
                on_click="ignore",
            )


def _list_filtres(appuis: Appuis) -> list[str]:
    """What to follow, all, and the états that some appui has; that of the address stays, though it shows nothing."""
    presents = {appui.etat.value for structure in appuis.structures for appui in structure.appuis}
    return [
        etat
        for etat in LIBELLES_FILTRE
        if etat in {OUVERTS, TOUS} or etat in presents or etat == st.session_state[ETAT]
    ]


def _seed_filtre() -> None:
    """Once per arrival, what the address asks for: it keeps the name alone, since how many there are moves."""
    if ETAT not in st.session_state:
        demande = st.query_params.get(ETAT)
        st.session_state[ETAT] = next((e for e, nom in LIBELLES_FILTRE.items() if demande in {e, nom}), OUVERTS)


def _see() -> None:
    st.query_params[ETAT] = LIBELLES_FILTRE[st.session_state[ETAT]]


def _is_vu(appui: AppuiListe, filtre: str) -> bool:
    return filtre == TOUS or (filtre == OUVERTS and appui.etat in ETATS_OUVERTS) or filtre == appui.etat


def _filter(appuis: Appuis, noms: Mapping[UUID, str]) -> list[AppuiListe]:
    """What the address and the two lists ask for: what waits the longest first, then the latest."""
    _seed_filtre()
    tous = [appui for structure in appuis.structures for appui in structure.appuis]
    combien = {etat: sum(_is_vu(appui, etat) for appui in tous) for etat in LIBELLES_FILTRE}
    filtre = st.pills(
        "Quels appuis ?",
        _list_filtres(appuis),
        required=True,
        format_func=lambda etat: f"{escape(LIBELLES_FILTRE[etat])} ({combien[etat]:d})",
        key=ETAT,
        on_change=_see,
        wrap=True,
    )
    structures = {TOUS: "Toutes les structures"} | {str(structure): nom for structure, nom in noms.items()}
    qui = st.selectbox(
        "Structure",
        list(structures),
        format_func=structures.__getitem__,
        key=STRUCTURE,
        bind="query-params",
        filter_mode=None,
        width=240,
    )
    gardes = [appui for appui in tous if _is_vu(appui, filtre or OUVERTS) and qui in {TOUS, str(appui.structure_id)}]
    gardes.sort(key=lambda appui: appui.demande_le, reverse=filtre != OUVERTS)
    # A new request comes before what is already accepted or planned.
    gardes.sort(key=lambda appui: appui.etat is not EtatAppui.DEMANDE)
    return gardes


def _open_from_critere(appuis: Appuis) -> None:
    """Once per arrival: the form, for the critère of the address."""
    code = take_param(CRITERE)
    if code is not None and code in appuis.titres:
        st.session_state[DEMANDE] = True
        st.session_state[ARRIVEE] = code


def _start_demande() -> None:
    st.session_state[DEMANDE] = True


def _end_demande(formulaire: Formulaire) -> None:
    st.session_state.pop(DEMANDE, None)
    give_up(formulaire)


def _name_demande(noms: Mapping[UUID, str]) -> Formulaire:
    """One's own structure's request, or the one that the animation notes for any."""
    place = f"appui/{next(iter(noms))}" if len(noms) == 1 else "appui/recu"
    return Formulaire(place, {"demande": TEXTE, "critere": CHOISI, "structure": POUR_QUI})


def _ask(structure_id: UUID | None, formulaire: Formulaire) -> None:
    choisie: UUID | None = structure_id or st.session_state.get(POUR_QUI)
    if choisie is None:
        run_action(_refuse_sans_structure)
        return
    demande, critere = st.session_state[TEXTE], st.session_state[CHOISI] or None

    def action(unit: Unit) -> str:
        create_appui(unit, choisie, demande, critere)
        return "La demande est envoyée : vous verrez ici la réponse."

    if run_saisie(action, formulaire):
        st.session_state.pop(DEMANDE, None)


def _refuse_sans_structure() -> str:
    raise SaisieInvalide(["Choisissez la structure qui demande l’appui."])
