"""The positionnement: a first look over the whole référentiel, one question per enjeu, in under twenty minutes."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_structure, get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.positionnement.service import (
    Position,
    PositionnementOuvert,
    finish_positionnement,
    get_positionnement,
    list_enjeux,
    save_position,
)
from caprse.carnet.positionnement.vue_bilan import show_bilan
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.socle.dates import FUSEAU, format_date, format_heure
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import go_to_page
from caprse.socle.ecran.veille import show_veille
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier
from caprse.socle.francais import format_pluriel

OUVERT = "positionnement_ouvert"
THEME = "theme"
REFUS = "positionnement_refus"
NON_CONCERNE = "nc"


def page_positionnement() -> None:
    """Answer one question per enjeu, one thématique at a time."""
    structure_id = choose_structure()
    if structure_id is None:
        return
    with open_unit_ecran() as unit:
        lu = get_positionnement(unit, structure_id)
    if lu is None:
        show_entete("Notre point de départ")
        st.info("Le calendrier de votre collectif n'est pas encore prêt.", icon=":material/event:")
        return
    ouvert, referentiel = lu
    st.session_state[OUVERT] = ouvert
    termine = ouvert.termine_le
    quand = f"terminé le {format_date(termine.astimezone(FUSEAU).date())}" if termine else "moins de vingt minutes"
    show_entete("Notre point de départ", reperes=(quand,), fictif=ouvert.fictif)
    show_message()
    if termine is not None:
        st.markdown("Ce que vous pensiez au départ, un enjeu à la fois. Il se relit à côté de vos résultats.")
        if show_bouton("Voir nos résultats", key="voir", icon=":material/insights:"):
            go_to_page("resultats")
        show_bilan(ouvert, referentiel)
        return
    st.markdown(
        "Une question par enjeu, pour voir d'où vous partez. Comptez **moins de vingt minutes** ; on peut "
        "s'arrêter et reprendre. En cas d'hésitation, prenez le plus bas."
    )
    codes = list(referentiel.ordre)
    theme = _choose_theme(codes, referentiel, ouvert)
    editable = get_acteur().can(Operation.UPDATE_REPONSE, ouvert.collectif_id, structure_id)
    st.fragment(_show_avancement, key="avancement")(referentiel)
    thematique = referentiel.thematique(theme)
    st.header(escape(thematique.titre), anchor=False)
    st.markdown(escape(thematique.en_bref))
    for enjeu in thematique.enjeux:
        with st.container(border=True, key=f"cadre-{enjeu.code}"):
            st.fragment(_show_enjeu, key=f"enjeu-{enjeu.code}")(enjeu, referentiel, structure_id, editable)
    _show_navigation(codes, codes.index(theme), structure_id, editable)
    show_veille(f"positionnement-{theme}")


def _choose_theme(codes: list[str], referentiel: Referentiel, ouvert: PositionnementOuvert) -> str:
    """The thématique of the address, else the first with a question left."""
    demande = st.query_params.get(THEME)
    if demande in codes:
        return demande
    reste = (c for c in codes if any(not _get(ouvert, e.code).repondu for e in referentiel.thematique(c).enjeux))
    theme = next(reste, codes[0])
    st.query_params[THEME] = theme
    return theme


def _get(ouvert: PositionnementOuvert, enjeu: str) -> Position:
    return ouvert.positions.get(enjeu, Position())


def _show_avancement(referentiel: Referentiel) -> None:
    ouvert: PositionnementOuvert = st.session_state[OUVERT]
    enjeux = list_enjeux(referentiel)
    faits = sum(_get(ouvert, enjeu.code).repondu for enjeu in enjeux)
    st.progress(faits / len(enjeux), text=f"{format_pluriel(faits, 'réponse')} sur {len(enjeux)}")


def _show_enjeu(enjeu: Enjeu, referentiel: Referentiel, structure_id: UUID, editable: bool) -> None:
    position = _get(st.session_state[OUVERT], enjeu.code)
    cle = f"position-{enjeu.code}"
    repere = f"version-{enjeu.code}"
    if st.session_state.get(repere) != position.version or cle not in st.session_state:
        st.session_state[cle] = NON_CONCERNE if position.non_concerne else position.niveau
        st.session_state[repere] = position.version
    st.subheader(escape(enjeu.titre), anchor=False)
    st.markdown(f"*En mots simples :* {escape(enjeu.question_simple)}")
    st.radio(
        escape(enjeu.question),
        [*(niveau.niveau for niveau in referentiel.echelle), NON_CONCERNE],
        index=None,
        format_func=lambda choix: _describe(choix, referentiel),
        key=cle,
        disabled=not editable,
        on_change=_save,
        args=(enjeu.code, structure_id),
    )
    if refus := st.session_state.get(REFUS, {}).get(enjeu.code):
        st.error(escape(refus), icon=":material/error:")
    if position.modifie_le is not None:
        st.caption(f":material/check: Enregistré à {format_heure(position.modifie_le)} · {escape(position.auteur)}")


def _describe(choix: int | str, referentiel: Referentiel) -> Affichable:
    if isinstance(choix, str):
        return "**Non concerné**\n\nCe sujet n'existe pas chez nous."
    niveau = referentiel.echelle[choix]
    return f"**{niveau.niveau:d} · {escape(niveau.nom)}**\n\n{escape(niveau.definition)}"


def _show_navigation(codes: list[str], rang: int, structure_id: UUID, editable: bool) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if rang > 0:
            show_bouton(
                "Thème précédent",
                key="precedent",
                groupe="theme",
                icon=":material/arrow_back:",
                on_click=_go_to,
                args=(codes[rang - 1],),
            )
        if rang + 1 < len(codes):
            show_bouton(
                "Thème suivant",
                key="suivant",
                groupe="theme",
                icon=":material/arrow_forward:",
                type="primary",
                on_click=_go_to,
                args=(codes[rang + 1],),
            )
        elif editable:
            show_bouton(
                "Terminer",
                key="terminer",
                groupe="theme",
                icon=":material/flag:",
                type="primary",
                on_click=_finish,
                args=(structure_id,),
                help="Le point de départ ne changera plus.",
            )


def _go_to(theme: str) -> None:
    st.query_params[THEME] = theme


def _save(enjeu: str, structure_id: UUID) -> None:
    ouvert: PositionnementOuvert = st.session_state[OUVERT]
    choix = st.session_state[f"position-{enjeu}"]
    avant = _get(ouvert, enjeu)
    refus: dict[str, str] = st.session_state.setdefault(REFUS, {})
    refus.pop(enjeu, None)
    non_concerne = choix == NON_CONCERNE
    try:
        with open_unit_ecran() as unit:
            apres = save_position(
                unit, structure_id, enjeu, None if non_concerne else choix, non_concerne, avant.version
            )
    except BaseIndisponible as erreur:
        refus[enjeu] = f"{erreur} Cette réponse n'est pas encore enregistrée : choisissez-la de nouveau ensuite."
        st.session_state.pop(f"version-{enjeu}", None)
        return
    except ErreurMetier as erreur:
        refus[enjeu] = str(erreur)
        with open_unit_ecran() as unit:
            lu = get_positionnement(unit, structure_id)
        if lu is not None:
            st.session_state[OUVERT] = lu[0]
        st.session_state.pop(f"version-{enjeu}", None)
        return
    st.session_state[OUVERT] = replace(ouvert, positions={**ouvert.positions, enjeu: apres})
    st.session_state[f"version-{enjeu}"] = apres.version
    if not avant.repondu:
        st.rerun(["avancement", f"enjeu-{enjeu}"])


def _finish(structure_id: UUID) -> None:
    def action(unit: Unit) -> str:
        finish_positionnement(unit, structure_id)
        return "Merci ! Votre point de départ est enregistré. Il apparaît dans « Nos résultats »."

    run_use_case(action)
