"""One pratique on its page: read it, print it, make it an action; for its authors, write it again and offer it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran, run_once, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.saisie import Formulaire, fill, give_up, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.progres.pratiques.formulaire import PAGE, show_form
from caprse.progres.pratiques.lecture import Essai, Fiche, get_choix, get_fiche
from caprse.progres.pratiques.regles import NOTE_MAX, PARTAGES, EtatPratique, SaisiePratique, list_manques
from caprse.progres.pratiques.service import (
    TEXTES,
    delete_brouillon,
    say_essayee,
    say_utile,
    take_back_essai,
    update_etat,
)
from caprse.progres.pratiques.vues import build_fiche, build_retours, list_reperes
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import Acte, ask, show_bouton, show_imprimer, show_menu, show_question
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.chantier import end_edition, get_edition, start_edition
from caprse.socle.ecran.navigation import go_to_page, link_to_page
from caprse.socle.francais import enumerate_words, shorten

PRATIQUE, ESSAI = "pratique", "essai"
QUOI_MAX = 200


def show_une(pratique_id: UUID, structure_id: UUID | None, collectif_id: UUID | None) -> None:
    """One pratique for whoever reads it: ``structure_id`` for the people of a structure."""
    ici = collectif_id or next(
        (d.collectif_id for d in get_acteur().structures() if d.structure_id == structure_id), None
    )
    with open_unit_ecran() as unit:
        fiche = get_fiche(unit, pratique_id, ici)
        sienne = fiche.structure_id == structure_id
        modifiee = sienne and get_edition(PAGE) == str(fiche.id)
        choix = get_choix(unit, fiche.structure_id) if modifiee else None
    show_entete(fiche.titre, reperes=list_reperes(fiche, sienne=sienne))
    show_message()
    if choix is not None:
        show_form(fiche.structure_id, choix, fiche)
        return
    if sienne:
        show_actes_auteur(fiche, ici)
    elif structure_id is not None and get_acteur().can(Operation.UPDATE_PRATIQUE, ici, structure_id):
        show_actes(fiche, structure_id)
    st.html(build_fiche(fiche))
    if fiche.retours:
        st.html(build_retours(fiche.retours))
    with st.container(horizontal=True, vertical_alignment="center", key="fiche-pied"):
        link_to_page("pratiques", "Toutes les pratiques", ":material/arrow_back:")
        show_imprimer()


def show_actes(fiche: Fiche, structure_id: UUID) -> None:
    """What a structure makes of the pratique of another: an action, a sign, a word."""
    sien = next((retour for retour in fiche.retours if retour.structure_id == structure_id), None)
    utile, essayee = sien is not None and sien.utile, sien is not None and sien.essayee_le is not None
    with st.container(horizontal=True, vertical_alignment="center", key="fiche-actes"):
        critere = {"critere": fiche.criteres[0]} if fiche.criteres else {}
        quoi = shorten(f"Essayer chez nous : {fiche.titre}", QUOI_MAX)
        if show_bouton("En faire une action", key="fiche-action", type="primary", icon=":material/add_task:"):
            go_to_page("actions", quoi=quoi, **critere)
        show_bouton(
            "Utile pour nous",
            key="fiche-utile",
            icon=":material/check:" if utile else ":material/thumb_up:",
            help="Reprendre" if utile else None,
            on_click=_say_utile,
            args=(fiche, structure_id, not utile),
        )
        show_bouton(
            "Essayée" if essayee else "Nous l’avons essayée",
            key="fiche-essayee",
            icon=":material/check:" if essayee else ":material/science:",
            on_click=start_edition,
            args=(PAGE, ESSAI),
        )
    if get_edition(PAGE) == ESSAI:
        show_essai(fiche, structure_id, sien)


def show_essai(fiche: Fiche, structure_id: UUID, sien: Essai | None) -> None:
    """A short word on what it gave, read by whoever reads the pratique."""
    cle = f"pratique-note-{fiche.id}"
    formulaire = Formulaire(f"pratique-note/{structure_id}/{fiche.id}", {"note": cle})
    fill(formulaire, {"note": sien.note if sien else ""})
    with st.container(key="carte-pratique-essai", gap="small"):
        st.text_area(
            "Qu’est-ce que cela a donné chez vous ? (facultatif)",
            key=cle,
            max_chars=NOTE_MAX,
            height=90,
            **watch(formulaire),
        )
        st.caption("Lu, avec le nom de votre structure, par celles qui lisent cette pratique.")
        show_garde(formulaire)
        with st.container(horizontal=True):
            show_bouton(
                "Dire que nous l’avons essayée",
                key="essai-enregistrer",
                type="primary",
                on_click=_save_essai,
                args=(fiche, structure_id, formulaire),
            )
            if sien is not None and sien.essayee_le is not None:
                show_bouton(
                    "Ne plus le dire", key="essai-retirer", on_click=_take_back, args=(fiche, structure_id, formulaire)
                )
            show_bouton("Annuler", key="essai-annuler", on_click=_close_essai, args=(formulaire,))


def show_actes_auteur(fiche: Fiche, collectif_id: UUID | None) -> None:
    """Offer it further, write it again, withdraw it: what this person may do at this point."""
    acteur = get_acteur()
    dirige = acteur.can(Operation.SHARE_PRATIQUE, collectif_id, fiche.structure_id)
    ecrit = acteur.can(Operation.UPDATE_PRATIQUE, collectif_id, fiche.structure_id)
    brouillon = fiche.etat is EtatPratique.BROUILLON
    if not (dirige or (ecrit and brouillon)):
        return
    manques = list_manques(
        SaisiePratique(**{champ: getattr(fiche, champ) for champ in TEXTES}, criteres=fiche.criteres)
    )
    with st.container(horizontal=True, vertical_alignment="center", key="fiche-actes"):
        if dirige and fiche.etat not in PARTAGES:
            show_bouton(
                "Partager avec le collectif",
                key="fiche-partager",
                type="primary",
                icon=":material/share:",
                disabled=bool(manques),
                on_click=ask,
                args=(name_question(fiche, EtatPratique.COLLECTIF),),
            )
        show_bouton(
            "Modifier",
            key="fiche-modifier",
            icon=":material/edit:",
            on_click=start_edition,
            args=(PAGE, str(fiche.id)),
        )
        if actes := list_actes(fiche, dirige=dirige):
            show_menu(f"Autres actes sur {escape(fiche.titre)}", actes, key=f"menu-pratique-{fiche.id}")
    if dirige and manques and fiche.etat not in PARTAGES:
        st.caption(f"Avant de la partager, il manque {escape(enumerate_words(manques))}.")
    show_questions(fiche)


def list_actes(fiche: Fiche, *, dirige: bool) -> list[Acte]:
    """What is done once or rarely, behind three dots."""
    if fiche.etat is EtatPratique.BROUILLON:
        return [Acte("Supprimer le brouillon", ask, (f"supprimer-{fiche.id}",))]
    libelles: dict[EtatPratique, Affichable] = {}
    if fiche.etat is EtatPratique.COLLECTIF:
        libelles[EtatPratique.FEDERATION] = "Partager avec la fédération"
    if fiche.etat is EtatPratique.FEDERATION:
        libelles[EtatPratique.COLLECTIF] = "Ne la laisser qu’au collectif"
    if fiche.etat in PARTAGES:
        libelles[EtatPratique.RETIREE] = "Retirer"
    return [Acte(dit, ask, (name_question(fiche, etat),)) for etat, dit in libelles.items() if dirige]


def show_questions(fiche: Fiche) -> None:
    """What each act asks before it is done."""
    qui = escape(fiche.signature)
    ask_move(
        fiche,
        EtatPratique.COLLECTIF,
        "partager avec le collectif",
        f"Les structures du collectif et la chargée de mission la liront, avec le nom « {qui} ».",
        "La pratique est partagée avec le collectif.",
    )
    ask_move(
        fiche,
        EtatPratique.FEDERATION,
        "partager avec la fédération",
        f"Toutes les structures de tous les collectifs la liront, avec le nom « {qui} ».",
        "La pratique est partagée avec la fédération.",
    )
    ask_move(
        fiche,
        EtatPratique.RETIREE,
        "retirer cette pratique",
        "Les autres ne la liront plus. Ce qu’elles ont écrit de leur essai reste à elles.",
        "La pratique est retirée : vous seuls la lisez.",
    )
    show_question(
        "supprimer ce brouillon", f"supprimer-{fiche.id}", "Ce brouillon sera effacé.", lambda: _delete(fiche)
    )


def ask_move(fiche: Fiche, etat: EtatPratique, libelle: Affichable, question: Affichable, fait: str) -> None:
    """The question of one step, and the step once it is answered."""
    show_question(libelle, name_question(fiche, etat), question, _move(fiche, etat, fait))


def name_question(fiche: Fiche, etat: EtatPratique) -> str:
    return f"pratique-{etat}-{fiche.id}"


def _move(fiche: Fiche, etat: EtatPratique, fait: str) -> Callable[[], str | None]:
    def use_case(unit: Unit) -> str:
        update_etat(unit, fiche.id, fiche.version, etat)
        return fait

    return lambda: run_once(use_case)


def _delete(fiche: Fiche) -> str | None:
    def use_case(unit: Unit) -> str:
        delete_brouillon(unit, fiche.id)
        return "Le brouillon est supprimé."

    phrase = run_once(use_case)
    st.query_params.pop(PRATIQUE, None)
    return phrase


def _say_utile(fiche: Fiche, structure_id: UUID, utile: bool) -> None:
    def use_case(unit: Unit) -> None:
        say_utile(unit, structure_id, fiche.id, utile=utile)

    run_use_case(use_case)


def _save_essai(fiche: Fiche, structure_id: UUID, formulaire: Formulaire) -> None:
    def use_case(unit: Unit) -> str:
        say_essayee(unit, structure_id, fiche.id, st.session_state.get(formulaire.champs["note"]) or "")
        return "C’est noté : les autres le liront."

    if run_saisie(use_case, formulaire):
        end_edition(PAGE)


def _take_back(fiche: Fiche, structure_id: UUID, formulaire: Formulaire) -> None:
    def use_case(unit: Unit) -> str:
        take_back_essai(unit, structure_id, fiche.id)
        return "Ce n’est plus dit."

    if run_saisie(use_case, formulaire):
        end_edition(PAGE)


def _close_essai(formulaire: Formulaire) -> None:
    end_edition(PAGE)
    give_up(formulaire)
