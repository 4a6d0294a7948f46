"""One meeting: its agenda, who comes, what it decided, and the file for one's own calendar."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.saisie import Formulaire, empty, fill, get_vu, is_begun, keep, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.collectif.fictif import show_fictif
from caprse.collectif.regles import LIBELLES_RENCONTRE
from caprse.collectif.rencontres.agenda import TYPE_MIME, build_ics, list_rendezvous
from caprse.collectif.rencontres.fiche import Fiche, PresenceVue, get_fiche
from caprse.collectif.rencontres.presences import save_presence, settle_presences
from caprse.collectif.rencontres.regles import CONSTATS, LIBELLES_PRESENCE, ORDRE_MAX, EtatPresence, add_points
from caprse.collectif.rencontres.service import save_ordre_du_jour
from caprse.collectif.rencontres.vue_decisions import show_decisions
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page, read_id
from caprse.socle.francais import format_pluriel

RENCONTRE = "rencontre"
ORDRE = "ordre-du-jour"
PRESENTES = "presentes"

# Lines for the agenda of a meeting: the rooms above know what deserves one.
Proposer = Callable[[Unit, UUID], str]


def page_rencontre(proposer: Proposer) -> None:
    """The meeting named by the address; ``proposer`` gives points for its agenda."""
    rencontre_id = read_id(RENCONTRE)
    if rencontre_id is None:
        st.title("Rencontre")
        st.info("Choisissez une rencontre dans le calendrier.", icon=":material/event:")
        link_to_page("calendrier", "Ouvrir le calendrier", icon=":material/event:")
        return
    with open_unit_ecran() as unit:
        fiche = get_fiche(unit, rencontre_id)
        ics = build_ics(list_rendezvous(unit, rencontre_id))
    st.title(escape(fiche.titre))
    show_quand(fiche, ics)
    show_message()
    animation = get_acteur().can(Operation.GET_COLLECTIF, fiche.collectif_id)
    modifiable = not fiche.annulee
    show_ordre_du_jour(fiche, animation and modifiable, proposer)
    if animation:
        show_presences(fiche, modifiable)
    else:
        for presence in fiche.presences:
            show_ma_presence(fiche, presence, modifiable)
    show_decisions(fiche, animation)
    link_to_page("calendrier", "Retour au calendrier", icon=":material/arrow_back:")


def show_quand(fiche: Fiche, ics: bytes) -> None:
    """Day, hour, place, link, and the file for a calendar."""
    heure = f" à {fiche.heure:%H:%M}, {_format_duree(fiche.duree_minutes)}" if fiche.heure else ""
    st.markdown(
        f"**{format_date(fiche.jour)}{escape(heure)}** · {LIBELLES_RENCONTRE[fiche.type]} · trimestre {fiche.numero}"
    )
    show_fictif(fiche.fictif)
    if fiche.annulee:
        st.warning("Cette rencontre est annulée.", icon=":material/event_busy:")
    if fiche.lieu:
        st.text(fiche.lieu)
    with st.container(horizontal=True):
        if fiche.lien and not fiche.annulee:
            st.link_button("Ouvrir le lien", fiche.lien, key="lien", icon=":material/videocam:", type="primary")
        st.download_button(
            "Mettre dans mon agenda",
            ics,
            file_name=f"rencontre-{fiche.jour.isoformat()}.ics",
            mime=TYPE_MIME,
            key="ics",
            icon=":material/event_available:",
            on_click="ignore",
        )


def show_ordre_du_jour(fiche: Fiche, editable: bool, proposer: Proposer) -> None:
    """The points of the meeting, one per line; the animation writes them."""
    st.header("Ordre du jour", anchor=False)
    if not editable:
        if fiche.ordre_du_jour:
            for point in fiche.ordre_du_jour.splitlines():
                st.text(f"• {point}")
        else:
            st.caption("L'ordre du jour n'est pas encore écrit.")
        return
    formulaire = _name_ordre(fiche)
    if not is_begun(formulaire) and get_vu(formulaire).get("version") != fiche.version:
        empty(formulaire)
    fill(formulaire, {"ordre": fiche.ordre_du_jour, "version": fiche.version})
    if get_vu(formulaire)["version"] != fiche.version:
        st.warning(
            "Un collègue a modifié l'ordre du jour entre-temps. Votre texte est gardé ; l'enregistrer remplacera "
            "celui-ci :",
            icon=":material/group:",
        )
        st.text(fiche.ordre_du_jour)
    st.text_area(
        "Un point par ligne. Tous les membres du collectif le lisent.",
        key=ORDRE,
        max_chars=ORDRE_MAX,
        height=180,
        **watch(formulaire),
    )
    show_garde(formulaire)
    with st.container(horizontal=True):
        show_bouton(
            "Enregistrer l'ordre du jour", key="ordre-enregistrer", type="primary", on_click=_save_ordre, args=(fiche,)
        )
        show_bouton(
            "Proposer des points",
            key="ordre-proposer",
            icon=":material/lightbulb:",
            on_click=_propose,
            args=(fiche, proposer),
        )
    st.caption(
        "« Proposer des points » ajoute les décisions à suivre et les critères notés « à discuter en séance », "
        "sans nom de structure."
    )


def show_ma_presence(fiche: Fiche, presence: PresenceVue, modifiable: bool) -> None:
    """A structure says whether it comes."""
    st.header("Votre présence", anchor=False)
    st.text(presence.nom)
    if presence.etat is not None:
        st.markdown(f"C'est noté : votre structure **{LIBELLES_PRESENCE[presence.etat]}**.")
    peut = get_acteur().can(Operation.UPDATE_REPONSE, fiche.collectif_id, presence.structure_id)
    if not modifiable or not peut or presence.etat in CONSTATS:
        return
    with st.container(horizontal=True):
        for etat, libelle in (
            (EtatPresence.VIENDRA, "Nous viendrons"),
            (EtatPresence.EXCUSEE, "Nous ne pourrons pas venir"),
        ):
            if presence.etat is not etat:
                show_bouton(
                    libelle,
                    key=f"presence-{presence.structure_id}-{etat}",
                    on_click=_announce,
                    args=(fiche.id, presence.structure_id, etat),
                )


def show_presences(fiche: Fiche, modifiable: bool) -> None:
    """Who said what, then who came: one list to tick, whatever the number of structures."""
    st.header("Présences", anchor=False)
    for etat in EtatPresence:
        noms = [presence.nom for presence in fiche.presences if presence.etat is etat]
        if noms:
            st.text(f"{LIBELLES_PRESENCE[etat].capitalize()} ({len(noms)}) : {', '.join(noms)}")
    silencieuses = [presence.nom for presence in fiche.presences if presence.etat is None]
    if silencieuses:
        st.text(f"Sans réponse ({len(silencieuses)}) : {', '.join(silencieuses)}")
    if not modifiable or not fiche.presences:
        return
    noms_par_id = {presence.structure_id: presence.nom for presence in fiche.presences}
    st.session_state.setdefault(
        f"{PRESENTES}-{fiche.id}",
        [p.structure_id for p in fiche.presences if p.etat in (EtatPresence.PRESENTE, EtatPresence.VIENDRA)],
    )
    with st.expander("Noter qui était là", key=f"noter-{fiche.id}", icon=":material/how_to_reg:"):
        st.multiselect(
            "Structures présentes",
            list(noms_par_id),
            format_func=noms_par_id.__getitem__,
            key=f"{PRESENTES}-{fiche.id}",
            placeholder="Choisissez les structures",
            filter_mode=None,
        )
        show_bouton("Enregistrer les présences", key="presences-enregistrer", on_click=_settle, args=(fiche,))
        st.caption("Les autres structures seront notées absentes.")


def _name_ordre(fiche: Fiche) -> Formulaire:
    return Formulaire(f"ordre/{fiche.id}", {"ordre": ORDRE})


def _save_ordre(fiche: Fiche) -> None:
    texte: str = st.session_state[ORDRE]

    def action(unit: Unit) -> str:
        save_ordre_du_jour(unit, fiche.id, texte, fiche.version)
        return "L'ordre du jour est enregistré."

    run_saisie(action, _name_ordre(fiche))


def _propose(fiche: Fiche, proposer: Proposer) -> None:
    """Add to what is being typed, without writing it yet."""
    propositions: list[str] = []

    def action(unit: Unit) -> str:
        proposition = proposer(unit, fiche.id)
        ordre: str = st.session_state[ORDRE]
        propose = add_points(ordre, proposition)
        if propose == ordre.strip():
            return "Rien à ajouter : aucune décision à suivre ni critère « à discuter » qui ne soit déjà écrit."
        st.session_state[ORDRE] = propose
        propositions.append(propose)
        return "Points ajoutés : relisez, puis enregistrez."

    if run_use_case(action) and propositions:
        keep(_name_ordre(fiche))


def _announce(rencontre_id: UUID, structure_id: UUID, etat: EtatPresence) -> None:
    def action(unit: Unit) -> str:
        save_presence(unit, rencontre_id, structure_id, etat)
        return "Merci, c'est noté."

    run_use_case(action)


def _settle(fiche: Fiche) -> None:
    presentes = set(st.session_state[f"{PRESENTES}-{fiche.id}"])

    def action(unit: Unit) -> str:
        settle_presences(unit, fiche.id, {p.structure_id: p.structure_id in presentes for p in fiche.presences})
        return (
            f"Présences enregistrées : {format_pluriel(len(presentes), 'structure présente', 'structures présentes')}."
        )

    run_use_case(action)


def _format_duree(minutes: int) -> str:
    heures, reste = divmod(minutes, 60)
    if not heures:
        return f"{reste} minutes"
    return f"{heures} h" + (f" {reste:02}" if reste else "")
