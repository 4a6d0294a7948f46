"""A thread on the screen: a folded line below a critère, its messages, and the place to answer."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.saisie import Formulaire, fill, is_begun, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.relecture.fils.service import TEXTE_MAX, Fils, FilVu, mark_lu, resolve_fil, write_message
from caprse.socle.dates import format_instant
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.veille import ask_veille
from caprse.socle.erreurs import BaseIndisponible, BaseOccupee, ErreurMetier
from caprse.socle.francais import agree, enumerate_words
from caprse.socle.installation import get_installation

FILS = "fils"
TITRE = "Discussion"


def keep_fils(fils: Fils) -> None:
    """Keep the threads of a carnet for this rerun and the ones of its fragments: a cache of the base."""
    st.session_state[FILS] = fils


def show_fil(
    carnet_id: UUID,
    critere: str | None,
    peut_ecrire: bool,
    *,
    dans_fragment: bool = False,
    titre: str = TITRE,
    deplie: bool = False,
) -> None:
    """Show the thread of a critère, or of the whole carnet, folded; nothing where there is nothing to say.

    ``keep_fils`` must have been called for this carnet. Costs no statement until it is unfolded. ``dans_fragment``:
    what surrounds it is redrawn alone and cheaply; a fragment of its own would cost more, at each answer. ``titre``:
    of its fold. ``deplie``: there is no fold, the page is about it.
    """
    fils = _get_fils(carnet_id)
    if fils is None or (critere not in fils.fils and not peut_ecrire):
        return
    if dans_fragment:
        _show(carnet_id, critere, peut_ecrire, titre, deplie)
    else:
        st.fragment(_show, key=f"fil-{_name_cle(carnet_id, critere)}")(carnet_id, critere, peut_ecrire, titre, deplie)


def has_fil(carnet_id: UUID, critere: str | None) -> bool:
    """Whether somebody wrote there, or began to here."""
    fils = _get_fils(carnet_id)
    dit = fils is not None and (fil := fils.fils.get(critere)) is not None and bool(fil.messages)
    return dit or is_begun(_name_formulaire(_name_cle(carnet_id, critere)))


def format_titre(fil: FilVu | None, titre: str = TITRE) -> str:
    """``Discussion (2, dont 1 non lu)``."""
    if fil is None or not fil.messages:
        return titre
    non_lus = f", dont {fil.non_lus} non {'lu' if fil.non_lus == 1 else 'lus'}" if fil.non_lus else ""
    etat = " – résolue" if fil.resolu_le is not None else ""
    return f"{titre} ({len(fil.messages)}{non_lus}){etat}"


def _show(carnet_id: UUID, critere: str | None, peut_ecrire: bool, titre: str, deplie: bool) -> None:
    fils = _get_fils(carnet_id)
    if fils is None:
        return
    fil = fils.fils.get(critere)
    cle = _name_cle(carnet_id, critere)
    if peut_ecrire:
        ask_veille()
        if is_begun(_name_formulaire(cle)):
            # A message was begun: it is not left behind a fold.
            st.session_state.setdefault(f"discussion-ouverte-{cle}", True)
    with st.container(key=f"discussion-{cle}"):
        if deplie:
            _show_fil(fils, fil, critere, cle, peut_ecrire)
            return
        pliage = st.expander(
            escape(_keep_titre(fil, cle, titre)),
            key=f"discussion-ouverte-{cle}",
            on_change="rerun",
            icon=":material/forum:",
        )
        if pliage.open:
            with pliage:
                _show_fil(fils, fil, critere, cle, peut_ecrire)


def _show_fil(fils: Fils, fil: FilVu | None, critere: str | None, cle: str, peut_ecrire: bool) -> None:
    if fil is not None:
        _show_messages(fil)
        _mark(fils, fil)
    if peut_ecrire:
        _show_formulaire(fils, fil, critere, cle)


def _keep_titre(fil: FilVu | None, cle: str, titre: str) -> str:
    """The title, which waits for the fold to change: with another title it would be another line, folded again."""
    etat = st.session_state
    if not etat.get(f"discussion-ouverte-{cle}") or f"fil-titre-{cle}" not in etat:
        etat[f"fil-titre-{cle}"] = format_titre(fil, titre)
    garde: str = etat[f"fil-titre-{cle}"]
    return garde


def _show_messages(fil: FilVu) -> None:
    for message in fil.messages:
        sien = "mien" if message.mien else "autre"
        with st.container(gap=None, key=f"message-{sien}-{message.id}"):
            marque = " · **nouveau**" if message.nouveau else ""
            auteur = escape("Vous" if message.mien else message.auteur)
            st.markdown(f"**{auteur}** · {format_instant(message.ecrit_le)}{marque}")
            # Plain text: what people type is never read as Markdown.
            st.text(message.texte)
            if message.mentions:
                st.caption(f"À l’attention de : {escape(', '.join(message.mentions))}")
    if fil.resolu_le is not None:
        st.text(f"Discussion résolue par {fil.resolu_par}, le {format_instant(fil.resolu_le)}.")


def tell_lecteurs(*, animation: bool) -> Affichable:
    """Who reads what is written in a thread: the structure and whoever animates, nobody else."""
    qui = "Toute l’équipe de la structure" if animation else "Votre équipe et votre chargée de mission"
    lisent = "lit" if animation else "lisent"
    return f":material/visibility: {qui} {lisent} ce qui s’écrit ici. Les autres structures ne le voient pas."


def _show_formulaire(fils: Fils, fil: FilVu | None, critere: str | None, cle: str) -> None:
    show_message(_name_message(cle))
    if fil is not None and fil.resolu_le is not None:
        st.caption("Un nouveau message rouvre la discussion.")
    formulaire = _name_formulaire(cle)
    # What the animation writes is told to the direction, unless it says otherwise.
    animation = get_acteur().can(Operation.GET_COLLECTIF, fils.collectif_id)
    st.caption(tell_lecteurs(animation=animation))
    prevenues = [personne for personne in fils.directions if personne in fils.gens] if animation else []
    fill(formulaire, {"texte": "", "mentions": prevenues}, {"mentions": lambda gens: set(gens) <= fils.gens.keys()})
    st.text_area("Votre message", key=f"fil-texte-{cle}", height=90, max_chars=TEXTE_MAX, **watch(formulaire))
    if prevenus := [
        fils.gens[gens] for gens in st.session_state.get(f"fil-mentions-{cle}") or () if gens in fils.gens
    ]:
        st.caption(f":material/notifications: {escape(_tell_prevenus(prevenus))}")
    with st.container(horizontal=True, vertical_alignment="center", key=f"fil-actes-{cle}"):
        show_bouton(
            "Envoyer le message",
            key=f"fil-envoyer-{cle}",
            type="primary",
            icon=":material/send:",
            on_click=_write,
            args=(fils.carnet_id, critere, cle),
        )
        if fils.gens:
            with st.popover(
                "Prévenir quelqu’un", type="tertiary", icon=":material/person_add:", key=f"fil-prevenir-{cle}"
            ):
                st.multiselect(
                    "Qui prévenir ? (facultatif)",
                    list(fils.gens),
                    format_func=lambda compte_id: fils.gens.get(compte_id, ""),
                    key=f"fil-mentions-{cle}",
                    placeholder="Choisissez une personne",
                    filter_mode=None,
                    **watch(formulaire),
                )
        if fil is not None and fil.resolu_le is None:
            show_bouton(
                "Marquer comme résolu",
                key=f"fil-resoudre-{cle}",
                type="tertiary",
                icon=":material/task_alt:",
                on_click=_resolve,
                args=(fil, cle),
            )
    show_garde(formulaire)


def _tell_prevenus(noms: list[str]) -> str:
    """Who will be told, and by what: mails do not leave from every site."""
    if get_installation().reglages.sans_courrier:
        suite = f"{agree(len(noms), 'le lira', 'le liront')} dans {agree(len(noms), 'ses', 'leurs')} nouvelles."
    else:
        suite = f"{agree(len(noms), 'recevra', 'recevront')} un e-mail."
    return f"{enumerate_words(noms)} {suite}"


def _write(carnet_id: UUID, critere: str | None, cle: str) -> None:
    etat = st.session_state

    def action(unit: Unit) -> str:
        texte, mentions = etat.get(f"fil-texte-{cle}") or "", etat.get(f"fil-mentions-{cle}") or ()
        keep_fils(write_message(unit, carnet_id, critere, texte, mentions))
        return "Message enregistré."

    # On a refusal what was typed stays, with the reason beside it.
    if not run_saisie(action, _name_formulaire(cle), _name_message(cle)):
        genre, phrase = etat[_name_message(cle)]
        if phrase in (BaseIndisponible.PHRASE, BaseOccupee.PHRASE):
            etat[_name_message(cle)] = (genre, f"{phrase} Votre message est encore là.")


def _resolve(fil: FilVu, cle: str) -> None:
    def action(unit: Unit) -> None:
        keep_fils(resolve_fil(unit, fil.id, len(fil.messages)))

    run_use_case(action, place=_name_message(cle))


def _name_formulaire(cle: str) -> Formulaire:
    return Formulaire(f"message/{cle}", {"texte": f"fil-texte-{cle}", "mentions": f"fil-mentions-{cle}"})


def _name_message(cle: str) -> str:
    return f"fil-message-{cle}"


def _mark(fils: Fils, fil: FilVu) -> None:
    """What was unfolded is read; the marks stay on the screen until the next look."""
    if not fil.non_lus:
        return
    try:
        with open_unit_ecran() as unit:
            mark_lu(unit, fil.id, fil.messages[-1].ecrit_le)
    except ErreurMetier:
        # Reading goes on while the base is away, and it will be marked the next time.
        return
    lus = tuple(replace(message, nouveau=False) for message in fil.messages)
    keep_fils(replace(fils, fils={**fils.fils, fil.critere: replace(fil, messages=lus)}))


def _get_fils(carnet_id: UUID) -> Fils | None:
    fils: Fils | None = st.session_state.get(FILS)
    return fils if fils is not None and fils.carnet_id == carnet_id else None


def _name_cle(carnet_id: UUID, critere: str | None) -> str:
    return f"{carnet_id}-{critere or 'carnet'}"
