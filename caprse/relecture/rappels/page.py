"""The reminders, for the animation: the exact text, the people who would receive it, what became of the others."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.commences import load_brouillons
from caprse.acces.ecran import choose_collectif, open_unit_ecran
from caprse.acces.saisie import Formulaire, fill, is_begun, run_saisie, show_garde, watch
from caprse.acces.unite import Unit
from caprse.carnet.regles import LIBELLES_ETAT as LIBELLES_CARNET
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.fictif import is_fictif
from caprse.courrier.corps import write_apercu
from caprse.relecture.rappels.destinataires import Destinataire, TrimestreRappele
from caprse.relecture.rappels.regles import GENRES_A_LA_MAIN, GenreRappel
from caprse.relecture.rappels.service import MOT_MAX, EcranRappels, get_ecran, send_rappels
from caprse.relecture.rappels.textes import Mot, build_rappel, format_delai
from caprse.relecture.rappels.vue import show_rappels
from caprse.socle.dates import FORMAT_JOUR, format_date, format_instant
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page
from caprse.socle.francais import agree, format_pluriel
from caprse.socle.signes import escape_html

GENRE = "rappels-genre"
QUAND = "rappels-quand"
JOUR = "rappels-jour"
MOT = "rappels-mot"
ENVOI = "rappels-envoi"
# Where the bar of a phone leads: it may be pressed before the message was read.
ANCRE = "le-message"
MAINTENANT, PLUS_TARD = "Maintenant", "Un autre jour, à 8\u00a0h\u00a000"
MONTRES = 100
# As short as a chip: the sentence under it tells the rest.
CHOIX = {
    GenreRappel.AVANT_CLOTURE: "Avant la clôture",
    GenreRappel.APRES_CLOTURE: "Après la clôture",
    GenreRappel.A_COMPLETER: "Carnet à compléter",
}
QUI = {
    GenreRappel.AVANT_CLOTURE: "Pour la direction et la contribution, tant que leur carnet n’est pas transmis. Part "
    "aussi tout seul, 7\u00a0jours puis 1\u00a0jour avant la fin.",
    GenreRappel.APRES_CLOTURE: "Pour toutes les structures du dernier trimestre clos, avec un texte pour celles qui "
    "ont transmis et un pour les autres.",
    GenreRappel.A_COMPLETER: "Pour la direction des structures à qui vous avez rendu leur carnet. Part aussi tout "
    "seul quand vous rendez un carnet.",
}
PERSONNE = {
    GenreRappel.AVANT_CLOTURE: "Personne à prévenir : aucun trimestre n’est ouvert, ou tous les carnets sont "
    "transmis.",
    GenreRappel.APRES_CLOTURE: "Personne à prévenir : aucun trimestre n’est encore clos.",
    GenreRappel.A_COMPLETER: "Personne à prévenir : aucun carnet n’est à compléter.",
}
# What a site without mail does: the notice alone.
SANS_SERVEUR = "lu dans leurs Nouvelles, sans e-mail"


def page_rappels() -> None:
    """Choose a kind, read what will be sent and to whom, send; below, what waits and what went."""
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    tete = st.container()
    # Before the base is read: the address may say which.
    genre = choose_genre()
    with open_unit_ecran() as unit:
        ecran = get_ecran(unit, collectif_id, genre)
        load_brouillons(unit)
        adresse, today = unit.installation.reglages.adresse_publique, unit.today
        auteur, fictif = unit.acteur.nom, is_fictif(unit, collectif_id)
    with tete:
        reperes = _describe(ecran.trimestre, today) + [SANS_SERVEUR] * ecran.sans_serveur
        show_entete("Rappels", reperes=reperes, fictif=fictif, largeur=Largeur.TRAVAIL)
    if ecran.trimestre is None or not ecran.destinataires:
        st.caption(QUI[genre])
        st.info(PERSONNE[genre], icon=":material/task_alt:")
        show_suite(ecran)
    else:
        show_envoi(collectif_id, genre, ecran, ecran.trimestre, adresse, today, auteur)


def choose_genre() -> GenreRappel:
    """Which reminder, kept in the address."""
    return st.pills(
        "Quel rappel ?",
        GENRES_A_LA_MAIN,
        default=GENRES_A_LA_MAIN[0],
        required=True,
        format_func=CHOIX.__getitem__,
        key=GENRE,
        bind="query-params",
    )


def show_envoi(
    collectif_id: UUID,
    genre: GenreRappel,
    ecran: EcranRappels,
    trimestre: TrimestreRappele,
    adresse: str,
    today: date,
    auteur: str,
) -> None:
    """The people, the moment, the button, what left before; beside them, a word and the text as it will be read."""
    gens = ecran.destinataires
    # Those whom it reaches come first, those who were reminded or said no below. What does not fit comes up after.
    montres = sorted(gens, key=lambda personne: (personne.desinscrit, personne.jour is not None))[:MONTRES]
    formulaire = Formulaire(f"rappels/{collectif_id}", {"mot": MOT})
    fill(formulaire, {"mot": ""})
    with st.container(key="rappels-deux"):
        with st.container(key="rappels-gens", gap=None):
            st.caption(QUI[genre])
            if len(gens) > MONTRES:
                st.caption(f"Les {MONTRES} premières personnes sur {len(gens)}. Les autres viennent après cet envoi.")
            choisies = sum(show_choix(genre, trimestre, personne, today) for personne in montres)
        with st.container(key="rappels-date"):
            show_moment(today)
        with st.container(key="rappels-envoi", gap="xsmall"):
            show_message(ENVOI)
        with st.container(key="carte-rappel"):
            show_texte(genre, montres, adresse, auteur, formulaire)
        # Last in its column: on a phone it stays under the thumb while one reads the people and the message.
        with st.container(key="rappels-bouton"):
            with st.container(key="rappels-relire"):
                st.markdown(f"[Relire le message](#{ANCRE})")
            show_bouton(
                _name_envoi(choisies),
                key="rappels-envoyer",
                type="primary",
                icon=":material/send:",
                on_click=_send,
                args=(collectif_id, genre, trimestre, montres, formulaire, ecran.sans_serveur),
            )
        with st.container(key="rappels-suite"):
            show_suite(ecran)


def show_suite(ecran: EcranRappels) -> None:
    """What left and what waits; then another reminder, which the plans send."""
    show_rappels(ecran.rappels)
    link_to_page("plans", "Relancer ensemble les actions en retard", ":material/checklist:")


def show_moment(today: date) -> None:
    """Now, or in the morning of another day."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="rappels-moment"):
        quand = st.segmented_control("Quand ?", (MAINTENANT, PLUS_TARD), default=MAINTENANT, required=True, key=QUAND)
        if quand == PLUS_TARD:
            st.date_input("Quel jour ?", key=JOUR, value=today, min_value=today, format=FORMAT_JOUR, width=170)


def show_texte(
    genre: GenreRappel, gens: list[Destinataire], adresse: str, auteur: str, formulaire: Formulaire
) -> None:
    """A word to add, and the text as it will be read with it."""
    st.subheader("Le message", anchor=ANCRE)
    with st.expander("Ajouter un mot de votre part", icon=":material/edit:", expanded=is_begun(formulaire)):
        st.text_area(
            "Un mot de votre part (facultatif)",
            key=MOT,
            max_chars=MOT_MAX,
            height=90,
            placeholder="Il est lu en premier, avec votre nom.",
            **watch(formulaire),
        )
        show_garde(formulaire)
    mot = st.session_state.get(MOT, "").strip()
    show_apercus(genre, gens, adresse, Mot(auteur, mot) if mot else None)


def show_apercus(genre: GenreRappel, gens: list[Destinataire], adresse: str, mot: Mot | None) -> None:
    """The text as it would leave now: one for those who transmitted, one for the others, where they differ."""
    exemples = {personne.situation.transmis: personne for personne in reversed(gens)}
    for transmis, personne in sorted(exemples.items()):
        precision = f" – carnet {'transmis' if transmis else 'non transmis'}" if len(exemples) > 1 else ""
        _, corps = build_rappel(genre, personne.situation, adresse, "#", mot)
        with st.expander(
            f"Ce qui sera lu{precision}",
            key=f"apercu-{genre}-{transmis}",
            icon=":material/mail:",
        ):
            st.html(write_apercu(corps))
            st.caption("Un exemple : chaque personne reçoit son nom, sa structure et ses chiffres du jour.")


def show_choix(genre: GenreRappel, trimestre: TrimestreRappele, personne: Destinataire, today: date) -> bool:
    """One person, checked unless they said no or were reminded today; then their carnet and their last reminder.

    Returns whether they are chosen.
    """
    situation = personne.situation
    with st.container(key=f"personne-{personne.structure_id}-{personne.compte_id}"):
        choisie = st.checkbox(
            f"**{escape(situation.structure)}** · {escape(situation.nom)}",
            value=not personne.desinscrit and personne.jour != today,
            key=_name_case(genre, trimestre, personne),
            disabled=personne.desinscrit,
        )
        st.html(build_situation(personne))
    return choisie


def build_situation(personne: Destinataire) -> str:
    """Where their carnet stands, what is left of it, when they were reminded: HTML."""
    situation = personne.situation
    reste = "" if situation.transmis else f"{situation.restants} sans réponse"
    morceaux = (reste, _tell_dernier(personne))
    dits = " · ".join(part for part in morceaux if part)
    # To be in progress is the rule: how much is left says it.
    puce = f'<span class="cap-puce {personne.etat}">{LIBELLES_CARNET[personne.etat]}</span>'
    puce = "" if personne.etat is EtatCarnet.BROUILLON and dits else puce
    return f'<p class="cap-situation">{puce}{escape_html(dits)}</p>'


def _describe(trimestre: TrimestreRappele | None, today: date) -> list[str]:
    if trimestre is None:
        return ["Ce qui part, à qui, et ce qui est déjà parti"]
    delai = format_delai((trimestre.fin - today).days)
    return [
        f"Trimestre\u00a0{trimestre.numero}",
        f"dernier jour {format_date(trimestre.fin)} ({delai})",
    ]


def _tell_dernier(personne: Destinataire) -> str:
    if personne.desinscrit:
        return "Ne veut plus recevoir ces rappels"
    if personne.envoye_le is not None:
        return f"Déjà prévenue le {format_instant(personne.envoye_le)}"
    if personne.jour is not None:
        return f"Un rappel attend déjà, pour le {format_date(personne.jour)}"
    return ""


def _name_case(genre: GenreRappel, trimestre: TrimestreRappele, personne: Destinataire) -> str:
    # The state of the last reminder is part of the name: once reminded, a person is no longer checked by default.
    return f"rappel-{genre}-{trimestre.numero}-{personne.structure_id}-{personne.compte_id}-{personne.jour}"


def _send(
    collectif_id: UUID,
    genre: GenreRappel,
    trimestre: TrimestreRappele,
    gens: list[Destinataire],
    formulaire: Formulaire,
    sans_serveur: bool,
) -> None:
    etat = st.session_state
    choix = [personne.cle for personne in gens if etat.get(_name_case(genre, trimestre, personne))]
    jour = etat.get(JOUR) if etat[QUAND] == PLUS_TARD else None

    def action(unit: Unit) -> str:
        mis = send_rappels(unit, collectif_id, genre, choix, jour, etat.get(MOT, ""))
        suite = len(choix) - mis
        return _tell_envoi(mis, jour, sans_serveur=sans_serveur) + (
            f" {format_pluriel(suite, 'personne n’avait', 'personnes n’avaient')} plus à être prévenue"
            f"{'s' if suite > 1 else ''}, ou l’{'était' if suite < 2 else 'étaient'} déjà."
            if suite
            else ""
        )

    run_saisie(action, formulaire, ENVOI)


def _name_envoi(choisies: int) -> Affichable:
    return f"Envoyer {format_pluriel(choisies, 'rappel')}" if choisies else "Envoyer les rappels"


def _tell_envoi(mis: int, jour: date | None, *, sans_serveur: bool) -> str:
    quand = f" le {format_date(jour)}" if jour else ""
    if sans_serveur:
        verbe = agree(mis, "sera", "seront") if jour else agree(mis, "est", "sont")
        return f"{format_pluriel(mis, 'rappel')} {verbe} dans leurs Nouvelles{quand}."
    futur = agree(mis, "partira", "partiront") if jour else agree(mis, "part", "partent")
    return f"{format_pluriel(mis, 'rappel')} {futur}{quand}."
