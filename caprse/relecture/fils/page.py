"""The discussions: all those of a person, or those of one carnet, whatever its état."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation, Role
from caprse.collectif.fictif import is_fictif
from caprse.referentiel.themes import build_theme
from caprse.relecture.fils.liste import DiscussionListee, list_discussions
from caprse.relecture.fils.service import Fils, get_discussions
from caprse.relecture.fils.vue import keep_fils, show_fil
from caprse.socle.dates import format_instant_proche
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import show_entete
from caprse.socle.ecran.navigation import link_to_page, read_id
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import escape_html

CARNET = "carnet"
EXTRAIT_MAX = 140


def page_discussion() -> None:
    """Those of the carnet named by ``?carnet=``; else the list of all that the person may read."""
    carnet_id = read_id(CARNET)
    if carnet_id is None:
        show_liste()
    else:
        show_carnet(carnet_id)


def show_carnet(carnet_id: UUID) -> None:
    """The discussion of the whole carnet, then those of its critères that have one; the unread one is open."""
    with open_unit_ecran() as unit:
        discussions = get_discussions(unit, carnet_id)
        fictif = is_fictif(unit, discussions.fils.collectif_id)
    fils, referentiel, thematique = discussions.fils, discussions.referentiel, discussions.thematique
    keep_fils(fils)
    show_entete(
        f"Discussions : {discussions.structure}",
        theme=build_theme(referentiel, thematique),
        reperes=(f"Trimestre {discussions.numero}",),
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
    peut_ecrire = get_acteur().can(Operation.WRITE_MESSAGE, fils.collectif_id, fils.structure_id)
    codes = [c.code for part in referentiel.capsule(thematique) for c in part.criteres if c.code in fils.fils]
    ouvert = find_ouvert(fils, codes)
    if not peut_ecrire and not fils.fils:
        st.caption("Aucune discussion pour le moment.")
    for code in sort_fils(fils, codes):
        titre = escape(referentiel.critere(code).titre) if code else "Sur le carnet entier"
        if peut_ecrire or code in fils.fils:
            st.subheader(titre, anchor=False)
            show_fil(carnet_id, code, peut_ecrire, ouvert=ouvert == code)


def find_ouvert(fils: Fils, codes: list[str]) -> str | None:
    """Which thread is unfolded: the first with something new, else that of the whole carnet."""
    cles = [None, *codes]
    return next((cle for cle in cles if (fil := fils.fils.get(cle)) is not None and fil.non_lus), None)


def sort_fils(fils: Fils, codes: list[str]) -> list[str | None]:
    """Those with something new first, then the carnet as a whole, then the critères in their order."""
    cles = [None, *codes]
    return sorted(cles, key=lambda cle: not (cle in fils.fils and fils.fils[cle].non_lus))


def show_liste() -> None:
    """Every discussion, the unread ones first; where to write, when there is none."""
    with open_unit_ecran() as unit:
        discussions, today = list_discussions(unit), unit.today
    non_lus = sum(discussion.non_lus for discussion in discussions)
    reperes = [format_pluriel(len(discussions), "discussion")] if discussions else []
    if non_lus:
        reperes.append(format_pluriel(non_lus, "message non lu", "messages non lus"))
    show_entete("Discussions", reperes=reperes)
    animation = any(droit.role is Role.ANIMATION for droit in get_acteur().droits)
    for rang, discussion in enumerate(discussions):
        with st.container(key=f"rang-discussion-{rang}", horizontal=True, vertical_alignment="center"):
            st.html(build_ligne(discussion, today, animation=animation))
            show_bouton(
                "Lire" if discussion.non_lus else "Ouvrir",
                key=f"discussion-lire-{rang}",
                on_click=_open,
                args=(discussion.carnet_id,),
            )
    _show_where(animation, vide=not discussions)


def build_ligne(discussion: DiscussionListee, today: date, *, animation: bool) -> str:
    """With whom, about what, the last words, and how many are new; HTML. A structure knows with whom it speaks."""
    sujet = f"Critère : {discussion.titre}" if discussion.titre else "Sur le carnet entier"
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
    situe = f"{precise}trimestre {discussion.trimestre} · {quand}"
    return (
        f'<div class="cap-fil"><b>{escape_html(titre)}</b>{puces}'
        f"<small>{escape_html(situe[:1].upper() + situe[1:])}</small><p>{escape_html(extrait)}</p></div>"
    )


def _show_where(animation: bool, *, vide: bool) -> None:
    """Where one writes from: a structure has no tableau de bord."""
    if vide:
        st.info("Personne n'a encore écrit ici.", icon=":material/forum:")
    if animation:
        st.caption("Pour écrire à une structure : choisissez une structure dans le tableau de bord.")
        link_to_page("tableau", "Ouvrir le tableau de bord", ":material/arrow_forward:")
        return
    st.caption("Les discussions se lisent aussi dans votre carnet, sous chaque critère.")
    link_to_page("carnet", "Ouvrir notre carnet", ":material/arrow_forward:")


def _open(carnet_id: UUID) -> None:
    st.query_params[CARNET] = str(carnet_id)


def _leave() -> None:
    st.query_params.pop(CARNET, None)
