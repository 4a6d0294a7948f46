"""One's own account: the name colleagues see, the roles held, the reminders, the devices where a session is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.brouillons import Ecrit, delete_brouillons, describe_brouillons, list_brouillons
from caprse.acces.commences import forget_brouillons
from caprse.acces.comptes.desinscriptions import list_mes_desinscriptions, list_mes_genres, save_mes_rappels
from caprse.acces.comptes.service import RoleTenu, list_mes_roles, update_nom
from caprse.acces.connexion.sessions import SessionOuverte, list_sessions, revoke_all_others, revoke_session
from caprse.acces.ecran import open_unit_ecran, run_use_case
from caprse.acces.regles import EXPLICATIONS, LIBELLES, ROLES_DE_STRUCTURE
from caprse.acces.unite import Unit
from caprse.socle.dates import format_instant_proche
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton, show_bouton_formulaire, show_bouton_prudent
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.fictif import drop_mention
from caprse.socle.francais import format_pluriel

NOM = "mon-nom"
PLACE_NOM, PLACE_RAPPELS, PLACE_SESSIONS = "mon-nom-dit", "mes-rappels-dits", "mes-sessions-dites"
MONTREES = 4
CARNET, CARNETS = "Votre carnet et vos trimestres", "Les carnets et les trimestres"
SANS_SERVEUR = (
    "Ce site n’envoie pas d’e-mails : tout arrive dans vos Nouvelles. Le jour où il en enverra, vous les recevrez, "
    "sauf ceux que vous aurez refusés."
)
# Kinds of higher packages, by their names as the base keeps them.
GROUPES = (
    (
        CARNET,
        ("ouverture", "avant_cloture", "apres_cloture", "a_completer", "transmis", "relu"),
    ),
    ("Les rencontres et les séances", ("convocation", "compte_rendu", "decision")),
    ("Ce que l’on vous écrit", ("mention", "lettre", "appui_demande", "appui_repondu", "semaine")),
)


def page_mon_compte(emporter: Callable[[], object] | None = None) -> None:
    """Show one's name, roles, reminders and sessions; ``emporter`` gives all that the base holds about oneself."""
    with open_unit_ecran() as unit:
        acteur = unit.acteur
        roles = list_mes_roles(unit)
        sessions = list_sessions(unit)
        brouillons = list_brouillons(unit)
        genres, refuses = list_mes_genres(unit), list_mes_desinscriptions(unit)
        today = unit.today
        sans_serveur = unit.installation.reglages.sans_courrier
    show_entete("Mon compte", reperes=(acteur.courriel or "",), largeur=Largeur.TRAVAIL)
    show_message()
    with st.container(key="compte-moi"):
        st.subheader("Vous", anchor=False)
        show_roles(roles, demo=acteur.demo)
        show_moi(acteur.nom)
    with st.container(key="compte-appareils"):
        show_sessions(sessions, today)
    if roles and genres:
        with st.container(key="compte-rappels"):
            # Who fills no carnet reads of those of others.
            remplit = any(role.role in ROLES_DE_STRUCTURE for role in roles)
            show_rappels(genres, refuses, remplit=remplit, sans_serveur=sans_serveur)
    if brouillons:
        with st.container(key="compte-brouillons"):
            show_brouillons(brouillons)
    if emporter is not None:
        emporter()


def show_moi(nom: str) -> None:
    """One's name, beside its button."""
    st.session_state.setdefault(NOM, nom)
    with st.form("mon-compte", enter_to_submit=False, border=False):
        st.text_input("Prénom et nom, comme vos collègues les voient", key=NOM, max_chars=120)
        show_bouton_formulaire("Enregistrer", key="mon-nom-enregistrer", on_click=_save_nom)
    show_message(PLACE_NOM)


def show_roles(roles: tuple[RoleTenu, ...], *, demo: bool = False) -> None:
    """What one may do, and where; the head of the page says what is invented, in the demonstration."""
    if not roles:
        st.markdown("Vous n’avez pas encore de rôle. Demandez une invitation à votre structure.")
    for role in roles:
        nom = drop_mention(role.lieu) if demo else role.lieu
        lieu = f" · {escape(nom)}" if nom else ""
        st.markdown(f"**{LIBELLES[role.role]}**{lieu} : vous pouvez {EXPLICATIONS[role.role]}.")


def show_rappels(genres: dict[str, str], refuses: frozenset[str], *, remplit: bool, sans_serveur: bool) -> None:
    """Which reminders one receives by mail; on a site that sends none, what the choices are for."""
    if sans_serveur:
        # Nothing leaves today: the choices are there for whoever looks for them.
        st.subheader("Vos e-mails", anchor=False)
        with st.expander("Choisir ceux que je recevrai", key="mes-rappels-plus-tard"):
            st.caption(SANS_SERVEUR)
            show_choix(genres, refuses, remplit=remplit)
    else:
        st.subheader("Vos messages par e-mail", anchor=False)
        st.caption(
            "Un choix est enregistré dès que vous cochez ou décochez. "
            "Ce que vous refusez reste dans vos «\u202fNouvelles\u202f», dans le cahier."
        )
        show_choix(genres, refuses, remplit=remplit)
    show_message(PLACE_RAPPELS)


def show_choix(genres: dict[str, str], refuses: frozenset[str], *, remplit: bool) -> None:
    """One box per kind, by what they are about."""
    with st.container(key="mes-rappels"):
        for titre, siens in group_genres(genres):
            with st.container(key=f"mes-rappels-{siens[0]}", gap="xsmall"):
                st.markdown(f"**{escape(CARNETS if titre == CARNET and not remplit else titre)}**")
                for genre in siens:
                    # The base says, at each display: the same choice may have been made with the link of a mail.
                    st.session_state[_name_case(genre)] = genre not in refuses
                    st.checkbox(escape(genres[genre]), key=_name_case(genre), on_change=_save_rappels)


def group_genres(genres: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """The kinds by what they are about, each once, groups without any left out; what no group names comes last."""
    nommes = {genre for _, siens in GROUPES for genre in siens}
    groupes = [(titre, [genre for genre in siens if genre in genres]) for titre, siens in GROUPES]
    groupes.append(("Le reste", [genre for genre in genres if genre not in nommes]))
    return [(titre, siens) for titre, siens in groupes if siens]


def show_sessions(sessions: list[SessionOuverte], today: date) -> None:
    """The devices, and how to close what one does not know."""
    st.subheader("Vos appareils connectés", anchor=False)
    # This one first, then the latest: what one does not know is among them.
    rangees = group_sessions(sessions, today)
    for pareilles in rangees[:MONTREES]:
        show_session(pareilles, today)
    if reste := rangees[MONTREES:]:
        nombre = sum(map(len, reste))
        with st.expander(format_pluriel(nombre, "autre session", "autres sessions"), key="sessions-autres"):
            for pareilles in reste:
                show_session(pareilles, today)
    show_message(PLACE_SESSIONS)
    if len(sessions) > 1:
        show_bouton("Fermer toutes les autres sessions", key="fermer-autres", on_click=_close_others)
        st.caption("Un appareil que vous ne reconnaissez pas ? Fermez sa session : elle s’arrête aussitôt.")


def group_sessions(sessions: Sequence[SessionOuverte], today: date) -> list[list[SessionOuverte]]:
    """This device, then the latest; what would read the same is one line, which closes all of it."""
    par: dict[tuple[bool, str, str], list[SessionOuverte]] = {}
    for session in sorted(sessions, key=lambda session: (not session.courante, -session.cree_le.timestamp())):
        dit = format_instant_proche(session.cree_le, today)
        par.setdefault((session.courante, session.appareil, dit), []).append(session)
    return list(par.values())


def show_session(pareilles: Sequence[SessionOuverte], today: date) -> None:
    """One device: what it is, since when, and how to close it."""
    session, nombre = pareilles[0], len(pareilles)
    with st.container(key=f"session-{session.id}", horizontal=True, vertical_alignment="center"):
        with st.container(key=f"session-texte-{session.id}", gap=None):
            # Two devices of the same make are told apart by when one came in.
            st.markdown(f"**{escape('Cet appareil' if session.courante else session.appareil)}**")
            quand = format_instant_proche(session.cree_le, today)
            precision = session.appareil if session.courante else f"{nombre} sessions" if nombre > 1 else "Ouvert"
            st.caption(f"{escape(precision)} · {quand}" if precision != "Ouvert" else f"Ouvert {quand}")
        # One leaves the device at hand by « Se déconnecter ».
        if not session.courante:
            show_bouton(
                "Fermer ces sessions" if nombre > 1 else "Fermer cette session",
                key=f"fermer-{session.id}",
                type="tertiary",
                icon=":material/close:",
                on_click=_close,
                args=([pareille.id for pareille in pareilles],),
            )


def show_brouillons(brouillons: Mapping[str, Ecrit]) -> None:
    """What one has begun to write and not sent: to take away, or to forget."""
    st.subheader("Ce que vous avez commencé à écrire", anchor=False)
    st.markdown(
        f"{format_pluriel(len(brouillons), 'brouillon est gardé', 'brouillons sont gardés')} trente jours au plus. "
        "Personne d’autre que vous ne peut lire ce qui y est écrit."
    )
    st.download_button(
        "Emporter mes brouillons",
        describe_brouillons(brouillons),
        file_name="mes-brouillons.txt",
        mime="text/plain; charset=utf-8",
        key="brouillons-emporter",
        icon=":material/download:",
        on_click="ignore",
    )
    show_bouton_prudent(
        "Oublier tous mes brouillons", "brouillons-oublier", "Vos brouillons seront effacés.", _forget_brouillons
    )


def _forget_brouillons() -> str:
    with open_unit_ecran() as unit:
        delete_brouillons(unit)
    forget_brouillons()
    return "Vos brouillons sont effacés."


def _save_nom() -> None:
    def save(unit: Unit) -> str:
        update_nom(unit, st.session_state[NOM])
        return "Votre nom est enregistré."

    run_use_case(save, place=PLACE_NOM)


def _name_case(genre: str) -> str:
    return f"rappel-{genre}"


def _save_rappels() -> None:
    def save(unit: Unit) -> str:
        voulus = [genre for genre in list_mes_genres(unit) if st.session_state.get(_name_case(genre), True)]
        save_mes_rappels(unit, voulus)
        return "Votre choix de rappels est enregistré."

    run_use_case(save, place=PLACE_RAPPELS)


def _close(sessions: Sequence[UUID]) -> None:
    def close(unit: Unit) -> str:
        for session_id in sessions:
            revoke_session(unit, session_id)
        return "La session est fermée." if len(sessions) < 2 else f"{len(sessions)} sessions sont fermées."

    run_use_case(close, place=PLACE_SESSIONS)


def _close_others() -> None:
    def close(unit: Unit) -> str:
        nombre = revoke_all_others(unit)
        return f"{format_pluriel(nombre, 'session fermée', 'sessions fermées')}."

    run_use_case(close, place=PLACE_SESSIONS)
