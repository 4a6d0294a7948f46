"""The library of a structure: all its traces, where they are used, how much room they take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran, run_once
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.traces.formulaire import (
    name_message,
    save_modification,
    show_ajout,
    show_modification,
    take_fini,
)
from caprse.progres.traces.lecture import Bibliotheque, TraceVue, get_bibliotheque
from caprse.progres.traces.regles import BIBLIOTHEQUE_MAX, Fraicheur, find_fraicheur, format_taille
from caprse.progres.traces.service import delete_trace
from caprse.progres.traces.vue_ligne import build_rangee, show_archives
from caprse.referentiel.mots import MOTS
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import Acte, ask, show_bouton, show_menu, show_pages, show_question
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.chantier import end_edition, get_edition, start_edition
from caprse.socle.francais import format_pluriel, matches

PAGE, NOUVELLE = "traces", "nouvelle"
RECHERCHE, DEBUT = "traces-recherche", "traces-debut"
PAR_PAGE = 20


def page_traces() -> None:
    """Find, add, say more of, remove; take away those of a trimestre."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        biblio, today = get_bibliotheque(unit, structure_id), unit.today
    show_entete("Nos traces", reperes=(biblio.structure, biblio.collectif), fictif=biblio.fictif)
    editable = get_acteur().can(Operation.UPDATE_REPONSE, biblio.collectif_id, structure_id)
    if take_fini(NOUVELLE):
        end_edition(PAGE)
    show_message()
    if editable:
        show_nouvelle(biblio)
    if not biblio.traces:
        st.markdown(f":material/attach_file: **Aucune trace pour le moment.** {escape(MOTS['trace'])}")
        return
    show_tete(biblio, today)
    trouvees = find_traces(biblio.traces, st.session_state.get(RECHERCHE) or "", today)
    if not trouvees:
        st.info("Aucune trace ne contient ces mots.", icon=":material/search_off:")
    debut = min(st.session_state.get(DEBUT, 0), max(0, len(trouvees) - 1) // PAR_PAGE * PAR_PAGE)
    for trace in trouvees[debut : debut + PAR_PAGE]:
        show_rangee(biblio, trace, today, editable=editable)
    if len(trouvees) > PAR_PAGE:
        show_pages(DEBUT, debut, PAR_PAGE, debut + PAR_PAGE < len(trouvees))
    show_archives(biblio.carnets)


def show_nouvelle(biblio: Bibliotheque) -> None:
    """The button that opens the form, or the form."""
    if get_edition(PAGE) != NOUVELLE:
        # What was just added is said where its form was.
        show_message(name_message(NOUVELLE))
        show_bouton(
            "Ajouter une trace",
            key="trace-ajouter",
            type="primary",
            icon=":material/add:",
            on_click=start_edition,
            args=(PAGE, NOUVELLE),
        )
        return
    with st.container(key="carte-trace-nouvelle"):
        st.subheader("Nouvelle trace", anchor=False)
        show_ajout(biblio.structure_id, NOUVELLE, None)
        show_bouton("Fermer", key="trace-fermer", type="tertiary", on_click=end_edition, args=(PAGE,))


def show_tete(biblio: Bibliotheque, today: date) -> None:
    """How many, how much room once it counts, what is to be renewed; then the search."""
    a_renouveler = sum(is_a_renouveler(trace, today) for trace in biblio.traces)
    dits = f"**{format_pluriel(len(biblio.traces), 'trace')}**"
    if biblio.octets > BIBLIOTHEQUE_MAX * 0.5:
        dits += f" · {escape(format_taille(biblio.octets))} sur 200\u00a0Mo"
    st.markdown(f"{dits} · **{a_renouveler:d}\u00a0à\u00a0renouveler**" if a_renouveler else dits)
    if biblio.octets > BIBLIOTHEQUE_MAX * 0.9:
        st.warning(
            "Votre bibliothèque est presque pleine : supprimez des fichiers qui ne servent plus, ou mettez des liens.",
            icon=":material/inventory:",
        )
    st.text_input(
        "Chercher une trace", key=RECHERCHE, placeholder="Titre, fichier, critère…", live="400ms", max_chars=100
    )


def is_a_renouveler(trace: TraceVue, today: date) -> bool:
    return find_fraicheur(trace.expire_le, today) is not Fraicheur.BONNE


def find_traces(traces: Sequence[TraceVue], recherche: str, today: date) -> list[TraceVue]:
    """Those whose title, file or critères hold every word, accents forgiven; what is to be renewed first."""
    mots = recherche.split()
    trouvees = [
        trace
        for trace in traces
        if all(
            matches(" ".join((trace.titre, trace.nom_fichier, trace.lien, *(u.titre for u in trace.usages))), mot)
            for mot in mots
        )
    ]
    return sorted(trouvees, key=lambda trace: not is_a_renouveler(trace, today))


def show_rangee(biblio: Bibliotheque, trace: TraceVue, today: date, *, editable: bool) -> None:
    """One trace, and behind three dots what one may do of it."""
    cle = str(trace.id)
    with st.container(key=f"trace-{cle}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"trace-ligne-{cle}"):
            with st.container(gap=None, width="stretch"):
                st.html(build_rangee(trace, today))
                if editable and is_a_renouveler(trace, today) and get_edition(PAGE) != cle:
                    show_bouton(
                        "Renouveler",
                        key=f"trace-renouveler-{cle}",
                        on_click=start_edition,
                        args=(PAGE, cle),
                    )
            if editable:
                actes = [Acte("Modifier", start_edition, (PAGE, cle))]
                if not trace.tenue:
                    actes.append(Acte("Supprimer", ask, (f"supprimer-{cle}",)))
                show_menu(f"Actes sur {escape(trace.titre)}", actes, key=f"menu-trace-{cle}")
        if editable and get_edition(PAGE) == cle:
            show_modification(biblio.structure_id, trace, figee=any(usage.clos for usage in trace.usages))
            with st.container(horizontal=True):
                show_bouton(
                    "Enregistrer",
                    key=f"trace-enregistrer-{cle}",
                    type="primary",
                    on_click=_save,
                    args=(biblio, trace),
                )
                show_bouton("Annuler", key=f"trace-annuler-{cle}", on_click=end_edition, args=(PAGE,))
        elif editable:
            show_message(name_message(cle))
            usages = format_pluriel(len(trace.usages), "critère")
            suite = f" Elle est jointe à {usages} : elle en sera retirée." if trace.usages else ""
            show_question(
                "supprimer cette trace",
                f"supprimer-{cle}",
                f"Cette trace et son fichier seront effacés.{escape(suite)}",
                lambda: run_once(lambda unit: _delete(unit, trace)),
            )


def _save(biblio: Bibliotheque, trace: TraceVue) -> None:
    if save_modification(biblio.structure_id, trace):
        end_edition(PAGE)


def _delete(unit: Unit, trace: TraceVue) -> str:
    delete_trace(unit, trace.id)
    return f"La trace « {trace.titre} » est supprimée."
