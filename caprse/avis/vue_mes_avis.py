"""One's own avis, from an account: a group, then a niveau per critère, recorded as it is chosen. Nobody else's."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from caprse.acces.ecran import run_use_case
from caprse.acces.unite import Unit
from caprse.avis.lecture import Consultation
from caprse.avis.phrases import SAIT_PAS, format_demandes
from caprse.avis.voix import save_avis
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.referentiel.schema import Critere
from caprse.socle.ecran.affichage import Affichable, escape, show_message

NSP = -1


def show_mes_avis(consultation: Consultation) -> None:
    """Folded, with how far one is; open, the questions one after the other, but those that a meeting has shown.

    What is left to say looks like the act of the page (``voix-reste``), what was said like any line that unfolds.
    """
    if not consultation.ouverts:
        return
    criteres = consultation.ouverts
    donnes = len(criteres) - count_restent(consultation)
    with (
        st.container(key=f"voix-{'dite' if donnes == len(criteres) else 'reste'}-{consultation.id}"),
        st.expander(_name_pli(donnes, len(criteres)), key=f"mes-avis-{consultation.id}"),
    ):
        st.caption(
            "Votre nom sera montré à la direction avec vos réponses."
            if consultation.nommee
            else "Sans votre nom. Personne ne verra votre réponse toute seule. Vous pouvez la changer jusqu’à la fin."
        )
        _ask_groupe(consultation)
        place = f"mes-avis-dit-{consultation.id}"
        show_message(place)
        for critere in criteres:
            _ask(consultation, critere, place)


def _name_pli(donnes: int, total: int) -> Affichable:
    return f"Mon avis : {donnes:d} sur {total:d}" if donnes else f"Donner mon avis ({escape(format_demandes(total))})"


def count_restent(consultation: Consultation) -> int:
    """How many of its questions the person has not answered, and still may."""
    return sum(critere.code not in consultation.miens.niveaux for critere in consultation.ouverts)


def _ask_groupe(consultation: Consultation) -> None:
    noms = {groupe.id: groupe.nom for groupe in consultation.groupes}
    cle = _name_groupe(consultation.id)
    siens = consultation.miens.groupe_id
    st.session_state.setdefault(cle, siens if siens in noms else next(iter(noms)))
    st.pills(
        "Je suis dans",
        list(noms),
        format_func=lambda groupe: escape(noms[groupe]),
        key=cle,
        required=True,
        wrap=True,
        on_change=_move,
        args=(consultation,),
    )


def _ask(consultation: Consultation, critere: Critere, place: str) -> None:
    niveaux = list_niveaux(consultation.referentiel)
    dits = consultation.miens.niveaux
    options = [*range(len(niveaux)), NSP]
    cle = f"mon-avis-{consultation.id}-{critere.code}"
    if critere.code in dits:
        dit = dits[critere.code]
        st.session_state.setdefault(cle, NSP if dit is None else dit)
    st.radio(
        escape(critere.question_simple),
        options,
        index=None,
        format_func=lambda rang: escape(SAIT_PAS if rang == NSP else name_niveau(rang, niveaux)),
        captions=[*(escape(critere.niveaux.get(rang, "")) for rang in range(len(niveaux))), ""],
        key=cle,
        on_change=_save,
        args=(consultation.id, critere.code, cle, place),
    )


def _name_groupe(consultation_id: UUID) -> str:
    return f"mon-groupe-{consultation_id}"


def _save(consultation_id: UUID, code: str, cle: str, place: str) -> None:
    choisi: int | None = st.session_state.get(cle)
    groupe_id: UUID = st.session_state[_name_groupe(consultation_id)]
    if choisi is None:
        return

    def action(unit: Unit) -> str:
        save_avis(unit, consultation_id, groupe_id, code, None if choisi == NSP else choisi)
        return "Votre avis est enregistré."

    run_use_case(action, place=place)


def _move(consultation: Consultation) -> None:
    """Who changes group takes there what they said: one voice given again moves the others."""
    groupe_id: UUID = st.session_state[_name_groupe(consultation.id)]
    for code, niveau in consultation.miens.niveaux.items():
        if code in consultation.montrees:
            continue

        def action(unit: Unit, code: str = code, niveau: int | None = niveau) -> None:
            save_avis(unit, consultation.id, groupe_id, code, niveau)

        run_use_case(action)
        return
