"""Forms of the page of structures. One structure at a time: the session names it, its fields are seeded there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.saisie import (
    Formulaire,
    fill,
    give_up,
    is_begun,
    read_champs,
    run_saisie,
    show_garde,
    watch,
    watch_ligne,
)
from caprse.acces.unite import Unit
from caprse.carnet.membres.adhesions import add_adhesion, end_adhesion, update_adhesion, withdraw_carnet
from caprse.carnet.membres.liste import StructureListee
from caprse.carnet.membres.vue_taille import show_effectif
from caprse.collectif.regles import COMMUNE_MAX, NOM_MAX, TYPES
from caprse.collectif.structures import confirm_structure, create_structure, update_structure
from caprse.socle.dates import FORMAT_JOUR, format_date
from caprse.socle.ecran.affichage import escape
from caprse.socle.ecran.boutons import show_bouton, show_bouton_formulaire
from caprse.socle.ecran.chantier import end_edition, start_edition
from caprse.socle.francais import add_de

PAGE = "structure"
NOUVELLE = "nouvelle"


def name_place(structure_id: UUID) -> str:
    """Where what was done for this structure is said: under its line."""
    return f"structure-dit-{structure_id}"


def start(structure: StructureListee | None, today: date) -> None:
    """Change a structure, or begin a new one."""
    start_edition(PAGE, structure.id if structure else NOUVELLE)
    etat = st.session_state
    if structure is None:
        etat["adhesion-premier-nouvelle"] = today
        return
    etat[f"adhesion-fin-{structure.id}"] = today
    etat[f"adhesion-retour-{structure.id}"] = max(today, structure.au + timedelta(days=1)) if structure.au else today
    etat[f"adhesion-du-{structure.id}"] = structure.du
    etat[f"adhesion-au-{structure.id}"] = structure.au


def show_nouvelle(collectif_id: UUID) -> None:
    """The form of a structure to add."""
    with st.container(border=True):
        st.subheader("Ajouter une structure", anchor=False)
        formulaire = _name_formulaire(collectif_id, None)
        _show_fiche(formulaire, None)
        st.date_input(
            "Premier jour d’adhésion (vide : elle n’adhère pas encore)",
            key="adhesion-premier-nouvelle",
            format=FORMAT_JOUR,
        )
        with st.container(horizontal=True):
            show_bouton("Ajouter", key="nouvelle-enregistrer", type="primary", on_click=_create, args=(collectif_id,))
            show_bouton("Annuler", key="nouvelle-annuler", on_click=_close, args=(formulaire,))


def show_forms(collectif_id: UUID, structure: StructureListee, today: date) -> None:
    """Correct what is known; begin, correct or end the adhésion; take back what was given by mistake."""
    with st.container(border=True):
        formulaire = _name_formulaire(collectif_id, structure)
        _show_fiche(formulaire, structure)
        with st.container(horizontal=True):
            show_bouton(
                "Enregistrer",
                key="structure-enregistrer",
                type="primary",
                on_click=_save,
                args=(collectif_id, structure),
            )
            show_bouton("Fermer", key="structure-fermer", on_click=_close, args=(formulaire,))
    if structure.du is None or (structure.au is not None and structure.au < today):
        _show_adherer(collectif_id, structure)
    elif structure.au is None:
        _show_retirer(collectif_id, structure)
    if structure.du is not None:
        _show_dates(collectif_id, structure)
    if structure.carnet_vide:
        _show_reprendre(collectif_id, structure)


def confirm(collectif_id: UUID, structure: StructureListee) -> None:
    """Say that what was to check is right."""
    _run(
        structure.id,
        lambda unit: confirm_structure(unit, collectif_id, structure.id, structure.version),
        f"{escape(structure.nom)} : c’est noté.",
    )


def join(collectif_id: UUID, structure: StructureListee, du: date) -> None:
    """Make it a member from this day, with the carnet that it lacks."""
    _run(
        structure.id,
        lambda unit: add_adhesion(unit, collectif_id, structure.id, du),
        f"{escape(structure.nom)} adhère depuis le {format_date(du)}.",
    )


def is_begun_nouvelle(collectif_id: UUID) -> bool:
    """Whether a structure was begun and not added."""
    return is_begun(_name_formulaire(collectif_id, None))


def _name_formulaire(collectif_id: UUID, structure: StructureListee | None) -> Formulaire:
    champs = {champ: f"structure-{champ}" for champ in ("nom", "types", "departement", "commune", "effectif")}
    return Formulaire(f"structure/{structure.id if structure else collectif_id}", champs)


def _seed(structure: StructureListee | None) -> dict[str, Any]:
    if structure is None:
        return {"nom": "", "types": [], "departement": "", "commune": "", "effectif": None}
    return {
        "nom": structure.nom,
        "types": list(structure.types),
        "departement": structure.departement,
        "commune": structure.commune,
        "effectif": structure.effectif,
    }


def _show_fiche(formulaire: Formulaire, structure: StructureListee | None) -> None:
    fill(formulaire, _seed(structure))
    st.text_input("Nom", key="structure-nom", max_chars=NOM_MAX, **watch_ligne(formulaire))
    st.pills("Types", TYPES, key="structure-types", selection_mode="multi", **watch(formulaire))
    st.text_input("Département (numéro)", key="structure-departement", max_chars=3, **watch_ligne(formulaire))
    st.text_input("Commune", key="structure-commune", max_chars=COMMUNE_MAX, **watch_ligne(formulaire))
    show_effectif("Personnes employées (vide : pas encore connu)", formulaire, largeur=300)
    show_garde(formulaire)


def _close(formulaire: Formulaire) -> None:
    end_edition(PAGE)
    give_up(formulaire)


def _show_adherer(collectif_id: UUID, structure: StructureListee) -> None:
    with st.form(f"adherer-{structure.id}", enter_to_submit=False):
        st.markdown(
            "Elle reçoit le carnet du trimestre ouvert, s’il y en a un ce jour-là, et ceux d’après. Le passé ne "
            "change pas."
        )
        st.date_input("Premier jour d’adhésion", key=f"adhesion-retour-{structure.id}", format=FORMAT_JOUR)
        show_bouton_formulaire(
            "Faire adhérer de nouveau" if structure.du else "Faire adhérer",
            key=f"adhesion-adherer-{structure.id}",
            on_click=_join_on_chosen_day,
            args=(collectif_id, structure),
        )


def _show_retirer(collectif_id: UUID, structure: StructureListee) -> None:
    with (
        st.expander("Retirer du collectif", icon=":material/logout:", key=f"retirer-{structure.id}"),
        st.form(f"quitter-{structure.id}", enter_to_submit=False),
    ):
        st.markdown(
            "Après son dernier jour :\n"
            "- elle ne reçoit plus de carnet, et son carnet du trimestre ouvert ne compte plus dans les chiffres "
            "d’ensemble ;\n"
            "- ses carnets, ses réponses et ses chiffres des trimestres clos restent, et comptent toujours dans les "
            "chiffres d’ensemble de ces trimestres ;\n"
            "- ses personnes gardent leur accès : elles lisent son passé et peuvent l’emporter. Pour fermer un accès, "
            "allez dans « Équipes et invitations »."
        )
        st.date_input("Dernier jour d’adhésion", key=f"adhesion-fin-{structure.id}", format=FORMAT_JOUR)
        show_bouton_formulaire(
            "Retirer du collectif",
            key=f"adhesion-terminer-{structure.id}",
            on_click=_leave,
            args=(collectif_id, structure),
        )


def _show_dates(collectif_id: UUID, structure: StructureListee) -> None:
    with (
        st.expander("Corriger les dates d’adhésion", icon=":material/edit_calendar:", key=f"jours-{structure.id}"),
        st.form(f"dates-{structure.id}", enter_to_submit=False),
    ):
        st.caption("Un carnet déjà donné reste. Celui qui manque pour le trimestre ouvert est donné.")
        st.date_input("Premier jour", key=f"adhesion-du-{structure.id}", format=FORMAT_JOUR)
        st.date_input("Dernier jour (vide : pas de fin)", key=f"adhesion-au-{structure.id}", format=FORMAT_JOUR)
        show_bouton_formulaire(
            "Enregistrer les dates",
            key=f"adhesion-corriger-{structure.id}",
            on_click=_correct,
            args=(collectif_id, structure),
        )


def _show_reprendre(collectif_id: UUID, structure: StructureListee) -> None:
    with st.expander("Ajoutée par erreur ?", icon=":material/undo:", key=f"erreur-{structure.id}"):
        st.markdown(
            "Son carnet du trimestre ouvert est vide. Vous pouvez le reprendre : il disparaît, et l’adhésion se "
            "termine. La structure reste dans la liste."
        )
        show_bouton(
            "Reprendre le carnet vide",
            key=f"reprendre-{structure.id}",
            on_click=_withdraw,
            args=(collectif_id, structure),
        )


def _create(collectif_id: UUID) -> None:
    etat = st.session_state
    formulaire = _name_formulaire(collectif_id, None)
    champs = read_champs(formulaire)
    du: date | None = etat.get("adhesion-premier-nouvelle")

    def create(unit: Unit) -> str:
        structure_id = create_structure(unit, collectif_id, **champs)
        if du is not None:
            add_adhesion(unit, collectif_id, structure_id, du)
        suite = f" Elle adhère depuis le {format_date(du)}." if du else ""
        return f"{champs['nom'].strip()} est ajoutée.{suite}"

    if run_saisie(create, formulaire):
        end_edition(PAGE)


def _save(collectif_id: UUID, structure: StructureListee) -> None:
    formulaire = _name_formulaire(collectif_id, structure)
    champs = read_champs(formulaire, _seed(structure))

    def save(unit: Unit) -> str:
        update_structure(unit, collectif_id, structure.id, structure.version, **champs)
        return "La structure est enregistrée."

    if run_saisie(save, formulaire, name_place(structure.id)):
        end_edition(PAGE)


def _join_on_chosen_day(collectif_id: UUID, structure: StructureListee) -> None:
    join(collectif_id, structure, st.session_state[f"adhesion-retour-{structure.id}"])


def _leave(collectif_id: UUID, structure: StructureListee) -> None:
    au: date = st.session_state[f"adhesion-fin-{structure.id}"]
    _run(
        structure.id,
        lambda unit: end_adhesion(unit, collectif_id, structure.id, au),
        f"L’adhésion {escape(add_de(structure.nom))} se termine le {format_date(au)}. Ses carnets restent.",
    )


def _correct(collectif_id: UUID, structure: StructureListee) -> None:
    etat = st.session_state
    ancien = structure.du
    if ancien is None:
        return
    du: date = etat[f"adhesion-du-{structure.id}"] or ancien
    au: date | None = etat[f"adhesion-au-{structure.id}"]
    _run(
        structure.id,
        lambda unit: update_adhesion(unit, collectif_id, structure.id, ancien, du=du, au=au),
        f"Les dates d’adhésion {escape(add_de(structure.nom))} sont enregistrées.",
    )


def _withdraw(collectif_id: UUID, structure: StructureListee) -> None:
    def action(unit: Unit) -> str:
        retrait = withdraw_carnet(unit, collectif_id, structure.id)
        if not retrait.repris:
            return f"{structure.nom} n’avait plus de carnet au trimestre\u00a0{retrait.numero} : rien n’a changé."
        return f"Le carnet {add_de(structure.nom)} est repris, et son adhésion est terminée."

    if run_use_case(action, place=name_place(structure.id)):
        end_edition(PAGE)


def _run(structure_id: UUID, use_case: Callable[[Unit], object], reussite: str) -> None:
    def action(unit: Unit) -> str:
        use_case(unit)
        return reussite

    if run_use_case(action, place=name_place(structure_id)):
        end_edition(PAGE)
