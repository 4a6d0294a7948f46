"""The discussions: all those of a person, or those of one carnet, whatever its état."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation, Role
from caprse.collectif.fictif import is_fictif
from caprse.referentiel.themes import build_theme
from caprse.relecture.fils.liste import DiscussionListee, list_correspondants, list_discussions
from caprse.relecture.fils.service import Fils, get_discussions
from caprse.relecture.fils.vue import keep_fils, show_fil, tell_lecteurs
from caprse.socle.dates import format_instant_proche
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import link_to_page, read_id
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

CARNET, CRITERE = "carnet", "critere"
CHOISI, ECRIRE = "discussion-choisie", "discussion-ecrire"
ENTIER = "Sur le carnet entier"
EXTRAIT_MAX = 140


def page_discussion() -> None:
    """Those of the carnet named by ``?carnet=``; else the list of all that the person may read."""
    carnet_id = read_id(CARNET)
    if carnet_id is None:
        show_liste()
    else:
        show_carnet(carnet_id)


def show_carnet(carnet_id: UUID) -> None:
    """One discussion: the one chosen, else one with something new, else of the whole carnet; the others folded."""
    with open_unit_ecran() as unit:
        discussions = get_discussions(unit, carnet_id)
        fictif = is_fictif(unit, discussions.fils.collectif_id)
    fils, referentiel, thematique = discussions.fils, discussions.referentiel, discussions.thematique
    keep_fils(fils)
    peut_ecrire = get_acteur().can(Operation.WRITE_MESSAGE, fils.collectif_id, fils.structure_id)
    codes = [c.code for c in referentiel.demandes(thematique) if c.code in fils.fils]
    cles = [cle for cle in (None, *codes) if peut_ecrire or cle in fils.fils]
    ouvert = choose_ouvert(fils, cles)
    titres = {cle: referentiel.critere(cle).titre if cle else ENTIER for cle in cles}
    seul = len(cles) == 1
    show_entete(
        f"Discussions : {discussions.structure}",
        theme=build_theme(referentiel, thematique),
        reperes=(f"Trimestre\u00a0{discussions.numero}", *([titres[ouvert]] if seul else [])),
        fictif=fictif,
    )
    show_bouton(
        "Toutes les discussions",
        key="discussions-retour",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=_leave,
    )
    show_message()
    if not cles:
        st.caption("Aucune discussion pour le moment.")
        return
    if not seul:
        st.subheader(escape(titres[ouvert]), anchor=False)
    show_fil(carnet_id, ouvert, peut_ecrire, deplie=True)
    if autres := [cle for cle in cles if cle != ouvert]:
        with st.container(key="discussions-autres"):
            for cle in sort_fils(fils, autres):
                show_fil(carnet_id, cle, peut_ecrire, titre=titres[cle])


def choose_ouvert(fils: Fils, cles: list[str | None]) -> str | None:
    """Which thread is read: the one of the address, else the first with something new, else the first of all.

    It stays the one that is read once nothing of it is new.
    """
    demande = st.query_params.get(CRITERE)
    if demande is not None and demande in cles:
        return demande
    garde: tuple[UUID, str | None] | None = st.session_state.get(CHOISI)
    if garde is None or garde[0] != fils.carnet_id or garde[1] not in cles:
        garde = fils.carnet_id, next(iter(sort_fils(fils, cles)), None)
        st.session_state[CHOISI] = garde
    return garde[1]


def sort_fils(fils: Fils, cles: list[str | None]) -> list[str | None]:
    """Those with something new first, then the others in their order."""
    return sorted(cles, key=lambda cle: not (cle in fils.fils and fils.fils[cle].non_lus))


def show_liste() -> None:
    """Every discussion, the unread ones first; where to write, when there is none."""
    with open_unit_ecran() as unit:
        discussions, correspondants, today = list_discussions(unit), list_correspondants(unit), unit.today
    non_lus = sum(discussion.non_lus for discussion in discussions)
    reperes = [format_pluriel(len(discussions), "discussion")] if discussions else []
    if non_lus:
        reperes.append(format_pluriel(non_lus, "message non lu", "messages non lus"))
    show_entete("Discussions", reperes=reperes)
    animation = any(droit.role is Role.ANIMATION for droit in get_acteur().droits)
    for rang, discussion in enumerate(discussions):
        neuve = "neuve" if discussion.non_lus else "lue"
        with st.container(key=f"carte-fil-{neuve}-{rang}", horizontal=True, vertical_alignment="center"):
            st.html(build_ligne(discussion, today, animation=animation))
            show_bouton(
                "Lire",
                key=f"discussion-lire-{rang}",
                type="tertiary",
                icon=":material/chevron_right:",
                icon_position="right",
                on_click=_open,
                args=(discussion,),
            )
    if not animation and discussions:
        if correspondants:
            show_ecrire(next(iter(correspondants)))
        st.caption(tell_lecteurs(animation=False))
    _show_where(correspondants, animation=animation, vide=not discussions)


def build_ligne(discussion: DiscussionListee, today: date, *, animation: bool) -> str:
    """With whom, about what, the last words, and how many are new; HTML. A structure knows with whom it speaks."""
    sujet = f"Critère : {discussion.titre}" if discussion.titre else ENTIER
    titre, precise = (discussion.structure, f"{sujet} · ") if animation else (sujet, "")
    texte = " ".join(discussion.texte.split())
    extrait = texte if len(texte) <= EXTRAIT_MAX else f"{texte[: EXTRAIT_MAX - 1]}…"
    puces = ""
    if discussion.non_lus:
        dits = format_pluriel(discussion.non_lus, "non lu", "non lus")
        puces = f' <span class="cap-puce cap-neuf">{dits}</span>'
    elif discussion.resolue:
        puces = ' <span class="cap-puce">Résolue</span>'
    quand = format_instant_proche(discussion.dernier, today)
    situe = f"{precise}trimestre\u00a0{discussion.trimestre} · {quand}"
    return (
        f'<div class="cap-fil"><div class="cap-fil-tete"><b>{escape_html(titre)}</b>{puces}</div>'
        f"<small>{escape_html(situe[:1].upper() + situe[1:])}</small>"
        f"<p><b>{escape_html(discussion.auteur or 'Vous')} :</b> {escape_html(extrait)}</p></div>"
    )


def _show_where(correspondants: dict[UUID, str], *, animation: bool, vide: bool) -> None:
    """Where one writes from: the animation to a structure, a structure in its carnet."""
    if vide and animation:
        st.info("Personne n’a encore écrit ici.", icon=":material/forum:")
    if vide and not animation:
        show_premiere(next(iter(correspondants), None))
    elif not animation:
        return
    elif correspondants:
        st.selectbox(
            "Écrire à une structure",
            list(correspondants),
            index=None,
            format_func=lambda carnet_id: correspondants.get(carnet_id, ""),
            key=ECRIRE,
            placeholder="Choisir une structure",
            filter_mode=None,
            width=360,
            on_change=_write_to,
        )
    else:
        st.caption("On écrit à une structure au sujet de son carnet : aucun trimestre n’est ouvert pour le moment.")


def show_premiere(carnet_id: UUID | None) -> None:
    """Before the first message of a structure: what a discussion is for, and the way to write."""
    with st.container(key="carte-vide", gap="small"):
        st.markdown(":material/forum: **Aucune discussion pour le moment.**")
        st.markdown(
            "Une question sur un critère, un doute, un blocage ? Écrivez-le ici : votre chargée de mission vous "
            "répond, et toute votre équipe lit la réponse."
        )
        if carnet_id is not None:
            show_ecrire(carnet_id)
        link_to_page("carnet", "Ouvrir notre carnet", ":material/arrow_forward:")


def show_ecrire(carnet_id: UUID) -> None:
    """The way to write, of a structure: about its carnet, to whoever follows it."""
    show_bouton(
        "Écrire à ma chargée de mission",
        key="discussion-premiere",
        type="primary",
        icon=":material/edit:",
        on_click=_write_about,
        args=(carnet_id,),
    )


def _write_about(carnet_id: UUID) -> None:
    st.query_params[CARNET] = str(carnet_id)


def _write_to() -> None:
    carnet_id = st.session_state.pop(ECRIRE, None)
    if carnet_id is not None:
        st.query_params[CARNET] = str(carnet_id)


def _open(discussion: DiscussionListee) -> None:
    st.session_state.pop(CHOISI, None)
    st.query_params[CARNET] = str(discussion.carnet_id)
    if discussion.critere is not None:
        st.query_params[CRITERE] = discussion.critere


def _leave() -> None:
    st.session_state.pop(CHOISI, None)
    for nom in (CARNET, CRITERE):
        st.query_params.pop(nom, None)
