"""The words of the room on the console: they wait until they are let through, one by one or all together."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import streamlit as st

from caprse.acces.unite import Unit
from caprse.seance.conduite.console import act
from caprse.seance.fiche import FicheSeance, MotVu, TourVu
from caprse.seance.regles import EtatMot
from caprse.seance.vote.mots import merge_mots, set_mot, show_mots, split_mot
from caprse.seance.vote.phrases import list_groupes
from caprse.socle.ecran.affichage import Affichable, escape
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.francais import format_pluriel


def show_moderation(fiche: FicheSeance, tour: TourVu) -> None:
    """A chip for each word: touched, it is on the wall; touched again, it is not."""
    groupes = list_groupes(tour.mots)
    tetes = {tete.cle: (tete, nombre) for tete, nombre, _ in groupes}
    attente = sum(tete.etat is EtatMot.ATTENTE for tete, _ in tetes.values())
    with st.container(key="geste-mots"):
        montres = sum(tete.etat is EtatMot.MONTRE for tete, _ in tetes.values())
        with st.container(key="mots-etat"):
            st.markdown(f"**{escape(_describe_montres(montres, len(tetes)))}**")
            if attente:
                show_bouton(
                    "Tout montrer",
                    key=f"mots-tout-{tour.id}",
                    icon=":material/done_all:",
                    type="primary",
                    width="stretch",
                    on_click=act,
                    args=(fiche.id, "mots", "Montrer tous les mots", partial(_show_all, tour.id)),
                )
        cle = _place(tour, [tete.cle for tete, _ in tetes.values() if tete.etat is EtatMot.MONTRE])
        st.pills(
            "Touchez un mot pour le montrer, encore une fois pour le cacher",
            list(tetes),
            selection_mode="multi",
            format_func=lambda mot: _name(*tetes[mot]),
            key=cle,
            on_change=_choose,
            args=(fiche.id, cle, tour.id, {mot: tete for mot, (tete, _) in tetes.items()}),
        )
        if len(groupes) > 1 or any(suite for _, _, suite in groupes):
            with st.expander("Réunir des mots qui disent la même chose", key=f"reunion-{tour.id}"):
                _show_reunion(fiche, tour, groupes)


def _describe_montres(montres: int, tous: int) -> str:
    """How many of the words are on the wall."""
    if not montres:
        return f"Choisissez les mots à montrer ({tous})"
    return f"{format_pluriel(montres, 'mot montré', 'mots montrés')} sur {tous}"


def _name(tete: MotVu, nombre: int) -> Affichable:
    compte = f" × {nombre}" if nombre > 1 else ""
    cache = ":material/visibility_off: " if tete.etat is EtatMot.CACHE else ""
    return f"{cache}{escape(tete.texte)}{compte}"


def _show_reunion(fiche: FicheSeance, tour: TourVu, groupes: list[tuple[MotVu, int, list[MotVu]]]) -> None:
    textes = {tete.cle: tete.texte for tete, _, _ in groupes}
    if len(textes) > 1:
        defauts = (list(textes)[1], next(iter(textes)))
        for role, libelle, defaut in zip(
            ("de", "vers"), ("Réunir ces mots", "avec ceux-ci, qui restent"), defauts, strict=True
        ):
            cle = f"mot-{role}-{tour.id}"
            # A group that was merged meanwhile is no choice any more.
            if st.session_state.get(cle) not in textes:
                st.session_state[cle] = defaut
            st.selectbox(escape(libelle), list(textes), format_func=textes.__getitem__, key=cle, filter_mode=None)
        show_bouton(
            "Réunir", key=f"mot-reunir-{tour.id}", icon=":material/merge:", on_click=_merge, args=(fiche.id, tour.id)
        )
    for tete, _, suite in groupes:
        for mot in suite:
            show_bouton(
                f"Séparer « {escape(mot.texte)} » de « {escape(tete.texte)} »",
                key=f"mot-separer-{tour.id}-{mot.cle}",
                type="tertiary",
                on_click=act,
                args=(fiche.id, f"mot-{mot.cle}", f"Séparer « {mot.texte} »", partial(_split, tour.id, mot.cle)),
            )


def _place(tour: TourVu, montres: list[str]) -> str:
    """The key of the chips, which show what is on the wall now, whoever let it through.

    Changed by anything but a touch, they are other chips: a browser that still tells how the former stood hides
    nothing.
    """
    tirage = f"tirage-mots-{tour.id}"
    rang: int = st.session_state.setdefault(tirage, 0)
    cle = f"mots-{tour.id}-{rang}"
    if set(st.session_state.get(cle, montres)) != set(montres):
        st.session_state[tirage] = rang + 1
        cle = f"mots-{tour.id}-{rang + 1}"
    st.session_state[cle] = montres
    return cle


def _choose(seance_id: UUID, cle_puces: str, tour_id: UUID, tetes: dict[str, MotVu]) -> None:
    """The words that were touched since they were drawn."""
    voulus = set(st.session_state[cle_puces])
    for cle, tete in tetes.items():
        if (cle in voulus) is not (tete.etat is EtatMot.MONTRE):
            etat = EtatMot.MONTRE if cle in voulus else EtatMot.CACHE
            verbe = "Montrer" if cle in voulus else "Cacher"
            act(seance_id, f"mot-{cle}", f"{verbe} « {tete.texte} »", partial(_set_mot, tour_id, cle, etat))


def _set_mot(tour_id: UUID, cle: str, etat: EtatMot, unit: Unit) -> None:
    set_mot(unit, tour_id, cle, etat)


def _show_all(tour_id: UUID, unit: Unit) -> None:
    show_mots(unit, tour_id)


def _split(tour_id: UUID, cle: str, unit: Unit) -> None:
    split_mot(unit, tour_id, cle)


def _merge(seance_id: UUID, tour_id: UUID) -> None:
    de, vers = (st.session_state[f"mot-{role}-{tour_id}"] for role in ("de", "vers"))

    def geste(unit: Unit) -> str:
        merge_mots(unit, tour_id, de, vers)
        return "Ces mots sont réunis."

    act(seance_id, "mots", "Réunir des mots", geste)
