"""Prepare a session: its steps in order, each with its form; then rehearse it, or start it."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.seance.contenus.etapes import LIBELLES_ETAPE
from caprse.seance.contenus.saisies import TITRE_MAX
from caprse.seance.fiche import EtapeVue, FicheSeance
from caprse.seance.preparation.formulaire import PAGE, describe_contenu, is_opened, show_form, start_edition
from caprse.seance.preparation.service import remove_etape, reorder_etapes
from caprse.seance.preparation.suggestions import add_suggestions
from caprse.seance.regles import EtatSeance
from caprse.seance.service import delete_seance, rehearse, start_seance, update_titre
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.chantier import end_edition
from caprse.socle.ecran.navigation import go_to_page
from caprse.socle.francais import format_pluriel

DEPART = "seance-depart"


def show_preparation(fiche: FicheSeance) -> None:
    """The whole screen of a session that is not over."""
    if (depart := st.session_state.pop(DEPART, None)) is not None:
        go_to_page("conduite", seance=str(depart))
    st.title(escape(fiche.titre))
    st.text(f"{fiche.rencontre}, {format_date(fiche.jour)}")
    show_message()
    show_depart(fiche)
    st.header("Étapes", anchor=False)
    show_duree(fiche)
    for rang, etape in enumerate(fiche.etapes):
        with st.container(border=True, key=f"etape-{etape.id}"):
            show_etape(fiche, rang, etape)
    if is_opened(fiche, None):
        show_form(fiche, None)
    else:
        with st.container(horizontal=True):
            show_bouton(
                "Ajouter une étape",
                key="etape-ajouter",
                icon=":material/add:",
                on_click=start_edition,
                args=(fiche, None),
            )
            show_bouton(
                "Proposer des étapes",
                key="etape-proposer",
                icon=":material/lightbulb:",
                on_click=_suggest,
                args=(fiche.id,),
            )
        st.caption(
            "« Proposer des étapes » ajoute, dans le temps de la rencontre : les décisions à suivre, le radar du "
            "collectif, les critères notés « à discuter en séance » (sans nom de structure), puis les enjeux où les "
            "structures sont les plus éloignées."
        )
    show_reste(fiche)


def show_depart(fiche: FicheSeance) -> None:
    """Start, rehearse; or go on, when it runs already."""
    with st.container(horizontal=True):
        if fiche.etat is EtatSeance.EN_COURS:
            show_bouton(
                "Conduire la séance",
                key="seance-conduire",
                type="primary",
                icon=":material/co_present:",
                on_click=_go,
                args=(fiche.id,),
            )
            return
        show_bouton(
            "Commencer la séance",
            key="seance-commencer",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not fiche.etapes,
            on_click=_start,
            args=(fiche.id,),
        )
        show_bouton(
            "Répéter",
            key="seance-repeter",
            icon=":material/science:",
            disabled=not fiche.etapes,
            on_click=_rehearse,
            args=(fiche.id,),
        )
    st.caption("« Répéter » ouvre une copie, avec de vrais votes et un vrai écran, effacée quand vous la terminez.")


def show_duree(fiche: FicheSeance) -> None:
    """The time that the steps take, against what the rencontre gives."""
    total = sum(etape.minutes for etape in fiche.etapes)
    phrase = escape(f"{format_pluriel(len(fiche.etapes), 'étape')}, {total} minutes sur {fiche.duree_minutes}.")
    if total > fiche.duree_minutes:
        st.warning(f"{phrase} C'est plus que la durée de la rencontre.", icon=":material/timer:")
    else:
        st.caption(phrase)


def show_etape(fiche: FicheSeance, rang: int, etape: EtapeVue) -> None:
    """One step, or its form."""
    if is_opened(fiche, etape):
        show_form(fiche, etape)
        return
    st.markdown(f"**{rang + 1}. {escape(etape.titre)}**")
    minutes = f" · {etape.minutes} min" if etape.minutes else ""
    ici = " · à l'écran" if etape.id == fiche.etape_id else ""
    st.caption(f"{LIBELLES_ETAPE[etape.genre]}{minutes}{ici}")
    for ligne in describe_contenu(fiche, etape):
        st.text(ligne)
    with st.container(horizontal=True):
        for pas, nom, icone, possible in (
            (-1, "Monter", ":material/arrow_upward:", rang > 0),
            (1, "Descendre", ":material/arrow_downward:", rang < len(fiche.etapes) - 1),
        ):
            show_bouton(
                nom,
                key=f"{nom.lower()}-{etape.id}",
                icon=icone,
                disabled=not possible,
                on_click=_move,
                args=(fiche, rang, pas),
            )
        if not etape.tours:
            show_bouton(
                "Modifier",
                key=f"modifier-{etape.id}",
                icon=":material/edit:",
                on_click=start_edition,
                args=(fiche, etape),
            )
            show_bouton(
                "Supprimer",
                key=f"supprimer-{etape.id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=_remove,
                args=(etape,),
            )


def show_reste(fiche: FicheSeance) -> None:
    """Another title; removal while it has not begun."""
    with st.expander("Renommer ou supprimer la séance", key="seance-reste", icon=":material/settings:"):
        cle = f"titre-{fiche.id}-{fiche.version}"
        st.session_state.setdefault(cle, fiche.titre)
        st.text_input("Titre de la séance", key=cle, max_chars=TITRE_MAX)
        with st.container(horizontal=True):
            show_bouton("Enregistrer le titre", key="seance-renommer", on_click=_rename, args=(fiche, cle))
            if fiche.etat is EtatSeance.PREPAREE:
                show_bouton(
                    "Supprimer cette séance",
                    key="seance-supprimer",
                    icon=":material/delete:",
                    type="tertiary",
                    on_click=_delete,
                    args=(fiche.id,),
                )


def _suggest(seance_id: UUID) -> None:
    def geste(unit: Unit) -> str:
        nombre = add_suggestions(unit, seance_id)
        if not nombre:
            return "Rien à ajouter : tout ce qui peut être proposé y est déjà, ou le temps est pris."
        return f"{format_pluriel(nombre, 'étape ajoutée', 'étapes ajoutées')} : relisez, déplacez, supprimez."

    run_use_case(geste)


def _move(fiche: FicheSeance, rang: int, pas: int) -> None:
    ids = [etape.id for etape in fiche.etapes]
    ids[rang], ids[rang + pas] = ids[rang + pas], ids[rang]
    run_use_case(lambda unit: reorder_etapes(unit, fiche.id, ids))


def _remove(etape: EtapeVue) -> None:
    def geste(unit: Unit) -> str:
        remove_etape(unit, etape.id, etape.version)
        return "L'étape est supprimée."

    run_use_case(geste)


def _rename(fiche: FicheSeance, cle: str) -> None:
    titre: str = st.session_state[cle]

    def geste(unit: Unit) -> str:
        update_titre(unit, fiche.id, titre, fiche.version)
        return "Le titre est enregistré."

    run_use_case(geste)


def _delete(seance_id: UUID) -> None:
    def geste(unit: Unit) -> str:
        delete_seance(unit, seance_id)
        return "La séance est supprimée."

    if run_use_case(geste):
        st.query_params.pop("seance", None)


def _start(seance_id: UUID) -> None:
    def geste(unit: Unit) -> None:
        start_seance(unit, seance_id)

    if run_use_case(geste):
        _go(seance_id)


def _rehearse(seance_id: UUID) -> None:
    copies: list[UUID] = []

    def geste(unit: Unit) -> None:
        copies.append(rehearse(unit, seance_id))

    if run_use_case(geste):
        _go(copies[0])


def _go(seance_id: UUID) -> None:
    end_edition(PAGE)
    st.session_state[DEPART] = seance_id
