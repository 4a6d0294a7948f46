"""The sessions of a collectif: prepared, rehearsed and started by the animation; seen again by all once over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Literal
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.calendrier.service import Calendrier, get_calendrier
from caprse.collectif.fictif import is_fictif
from caprse.collectif.rencontres.regles import RencontreListee, count_jours
from caprse.seance.compte_rendu.vue_rejeu import show_rejeu
from caprse.seance.conduite.page import SEANCE
from caprse.seance.contenus.saisies import TITRE_MAX
from caprse.seance.fiche import FicheSeance, LigneSeance
from caprse.seance.image.chiffres import Chiffres
from caprse.seance.image.vides import get_seance_et_chiffres
from caprse.seance.lecture import get_en_cours, get_rejeu, list_seances
from caprse.seance.preparation.vue import show_preparation
from caprse.seance.regles import EtatSeance
from caprse.seance.service import create_seance
from caprse.seance.vue_accueil import EN_COURS, show_rejoindre
from caprse.socle.dates import format_date, format_heure
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.cadre import Largeur, show_entete
from caprse.socle.ecran.navigation import link_to_page, read_id
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import format_pluriel

RENCONTRE = "rencontre"
NOUVELLE = "Préparer une nouvelle séance"
REPETITION = '<span class="cap-puce cap-vif">Répétition en cours</span>'
LIBELLES = {
    EtatSeance.PREPAREE: "en préparation",
    EtatSeance.EN_COURS: "en cours",
    EtatSeance.TERMINEE: "terminée",
}


def page_seances() -> None:
    """The list, or the session named by the address."""
    seance_id = read_id(SEANCE)
    if seance_id is not None:
        show_seance(seance_id)
        return
    collectif_id = choose_collectif()
    if collectif_id is None:
        show_entete("Les séances")
        return
    animation = get_acteur().can(Operation.UPDATE_SEANCE, collectif_id)
    with open_unit_ecran() as unit:
        seances = list_seances(unit, collectif_id)
        calendrier = get_calendrier(unit, collectif_id) if animation else None
        en_cours = None if animation else get_en_cours(unit, collectif_id)
        aujourdhui = unit.today
        fictif = calendrier.fictif if calendrier else is_fictif(unit, collectif_id)
    show_entete(
        "Les séances",
        reperes=(describe_seances(seances, ailleurs=en_cours is not None),),
        fictif=fictif,
        largeur=Largeur.TRAVAIL,
    )
    show_message()
    if en_cours is not None:
        show_rejoindre(en_cours.titre)
    if calendrier is not None:
        show_animation(seances, calendrier, aujourdhui)
    passees = [ligne for ligne in seances if ligne.etat is EtatSeance.TERMINEE]
    st.header("Séances passées", anchor=False)
    if not passees:
        st.caption("Aucune séance n’est encore terminée. Vous retrouverez ici ce qui s’y est dit et décidé.")
    for ligne in passees:
        show_passee(ligne, animation)


def describe_seances(seances: Sequence[LigneSeance], *, ailleurs: bool) -> str:
    """How many there are of each, as ``1 en cours, 1 à préparer, 3 passées``; empty where there is none.

    ``ailleurs``: one runs that the list of this person does not hold.
    """
    nombres = Counter(ligne.etat for ligne in seances)
    nombres[EtatSeance.EN_COURS] += ailleurs
    dits = (
        (EtatSeance.EN_COURS, "en cours", "en cours"),
        (EtatSeance.PREPAREE, "à préparer", "à préparer"),
        (EtatSeance.TERMINEE, "passée", "passées"),
    )
    return ", ".join(format_pluriel(nombres[etat], un, deux) for etat, un, deux in dits if nombres[etat])


def show_animation(seances: Sequence[LigneSeance], calendrier: Calendrier, aujourdhui: date) -> None:
    """What runs, what is being prepared, and the way to prepare another."""
    rencontres = _list_rencontres(calendrier)
    en_cours = [ligne for ligne in seances if ligne.etat is EtatSeance.EN_COURS]
    for ligne in en_cours:
        show_en_cours(ligne, next((r for r in rencontres if r.id == ligne.rencontre_id), None))
    preparees = [ligne for ligne in seances if ligne.etat is EtatSeance.PREPAREE]
    if preparees:
        st.header("À préparer", anchor=False)
    for ligne in preparees:
        show_preparee(ligne, aujourdhui)
    commencees = [*en_cours, *preparees]
    # What has a session already is not what one comes to prepare.
    tenues = {ligne.rencontre_id for ligne in seances if not ligne.repetition}
    proche = next(
        (rang for rang, r in enumerate(rencontres) if r.jour >= aujourdhui and r.id not in tenues), len(rencontres) - 1
    )
    demandee = read_id(RENCONTRE)
    rang = next((rang for rang, r in enumerate(rencontres) if r.id == demandee), None)
    if rang is not None and any(ligne.rencontre_id == demandee for ligne in preparees):
        st.info("Une séance est déjà en préparation pour cette rencontre.", icon=":material/co_present:")
    choisi = proche if rang is None else rang
    # The next meeting without a session is named where its session is prepared.
    dite = rencontres[choisi] if rencontres and rencontres[choisi].jour >= aujourdhui else None
    nom = f"Préparer la séance du {format_date(dite.jour)}" if dite is not None and dite.id not in tenues else NOUVELLE
    show_nouvelle(rencontres, choisi, nom, ouverte=rang is not None or not commencees)


def show_en_cours(ligne: LigneSeance, rencontre: RencontreListee | None) -> None:
    """A session that runs, or its rehearsal: one drives it."""
    heure = f" à {format_heure(rencontre.heure)}" if rencontre is not None and rencontre.heure else ""
    with st.container(key=f"carte-seance-{ligne.id}", horizontal=True, vertical_alignment="center"):
        with st.container(key=f"seance-texte-{ligne.id}", gap=None):
            st.html(REPETITION if ligne.repetition else EN_COURS)
            st.text(ligne.titre)
            st.caption(f"{format_date(ligne.jour)}{heure}{_name_rencontre(ligne)}")
        link_to_page("conduite", "Conduire la séance", icon=":material/co_present:", **{SEANCE: str(ligne.id)})


def show_preparee(ligne: LigneSeance, aujourdhui: date) -> None:
    """A session to prepare: for when, how long, how many steps."""
    with st.container(key=f"rang-seance-{ligne.id}", horizontal=True, vertical_alignment="center"):
        with st.container(key=f"seance-texte-{ligne.id}", gap=None):
            st.text(ligne.titre)
            duree = f" · {ligne.minutes} min prévues" if ligne.minutes else ""
            quand = escape(count_jours(ligne.jour, aujourdhui)) or "date passée"
            st.markdown(f"{format_date(ligne.jour)}, {quand}{_name_rencontre(ligne)}")
            st.caption(f"{LIBELLES[ligne.etat].capitalize()} · {format_pluriel(ligne.etapes, 'étape')}{duree}")
        _offer("Préparer", ":material/edit_note:", ligne.id)


def show_passee(ligne: LigneSeance, animation: bool) -> None:
    """A session that is over: seen again by all; its minutes, once they were sent."""
    with st.container(key=f"rang-seance-{ligne.id}", horizontal=True, vertical_alignment="center"):
        with st.container(key=f"seance-texte-{ligne.id}", gap=None):
            st.text(ligne.titre + (" (répétition)" if ligne.repetition else ""))
            st.caption(f"{format_date(ligne.jour)}{_name_rencontre(ligne)}")
            if not ligne.repetition and ligne.compte_rendu_le is None:
                st.caption(
                    "Le compte rendu n’est pas encore envoyé." if animation else "Le compte rendu viendra bientôt."
                )
        # The minutes are what one comes for: they are the button, seeing all again is the link beside.
        adresse = {SEANCE: str(ligne.id)}
        if ligne.compte_rendu_le is not None:
            with st.container(key=f"lien-encadre-{ligne.id}", width="content"):
                link_to_page("compte-rendu", "Compte rendu", icon=":material/description:", **adresse)
        elif animation and not ligne.repetition:
            with st.container(key=f"lien-encadre-{ligne.id}", width="content"):
                link_to_page("compte-rendu", "Écrire le compte rendu", icon=":material/edit:", **adresse)
        _offer("Revoir", ":material/history:", ligne.id, poids="tertiary")


def _name_rencontre(ligne: LigneSeance) -> Affichable:
    """The meeting of a session, unless it has the same name."""
    return "" if ligne.rencontre == ligne.titre else f" · {escape(ligne.rencontre)}"


def show_nouvelle(rencontres: list[RencontreListee], proche: int, nom: str, *, ouverte: bool) -> None:
    """A session is prepared from a rencontre; the one that was asked for, else the next to come, is offered first."""
    with st.expander(escape(nom), key="seance-nouvelle", icon=":material/add:", expanded=ouverte):
        if not rencontres:
            st.info("Ajoutez d’abord une rencontre au calendrier.", icon=":material/event:")
            link_to_page("calendrier", "Ouvrir le calendrier", icon=":material/event:")
            return
        noms = {r.id: f"{format_date(r.jour)} · {r.titre}" for r in rencontres}
        st.selectbox(
            "Rencontre",
            list(noms),
            index=proche,
            format_func=noms.__getitem__,
            key="seance-rencontre",
            filter_mode=None,
        )
        st.session_state.setdefault("seance-titre", rencontres[proche].titre)
        st.text_input("Titre de la séance", key="seance-titre", max_chars=TITRE_MAX)
        show_bouton("Créer la séance", key="seance-creer", type="primary", on_click=_create)


def show_seance(seance_id: UUID) -> None:
    """One session: to prepare, to drive, or to see again."""
    with open_unit_ecran() as unit:
        fiche, chiffres = _read(unit, seance_id)
        aujourdhui = unit.today
    if fiche.etat is EtatSeance.TERMINEE or chiffres is None:
        show_rejeu(fiche)
    else:
        show_preparation(fiche, chiffres, aujourdhui)
    show_bouton("Toutes les séances", key="seances-retour", icon=":material/arrow_back:", on_click=_leave)


def _read(unit: Unit, seance_id: UUID) -> tuple[FicheSeance, Chiffres | None]:
    """As its animation reads it, else as a member sees it again: one person may animate here and be a member there."""
    if unit.acteur.collectifs():
        with suppress(Introuvable):
            return get_seance_et_chiffres(unit, seance_id)
    return get_rejeu(unit, seance_id), None


def _list_rencontres(calendrier: Calendrier) -> list[RencontreListee]:
    rencontres = [rencontre for trimestre in calendrier.trimestres for rencontre in trimestre.rencontres]
    return sorted(rencontres, key=lambda rencontre: (rencontre.jour, str(rencontre.id)))


def _create() -> None:
    rencontre_id: UUID = st.session_state["seance-rencontre"]
    titre: str = st.session_state["seance-titre"]
    creees: list[UUID] = []

    def action(unit: Unit) -> str:
        creees.append(create_seance(unit, rencontre_id, titre))
        return "La séance est créée. Ajoutez ses étapes, ou faites-vous en proposer."

    if run_use_case(action) and creees:
        _open(creees[0])
        st.session_state.pop("seance-titre")


def _offer(
    libelle: Affichable, icone: str, seance_id: UUID, poids: Literal["secondary", "tertiary"] = "secondary"
) -> None:
    """A button: Streamlit forgets the address of a link from a page to itself."""
    show_bouton(libelle, key=f"ouvrir-{seance_id}", icon=icone, type=poids, on_click=_open, args=(seance_id,))


def _open(seance_id: UUID) -> None:
    st.query_params.pop(RENCONTRE, None)
    st.query_params[SEANCE] = str(seance_id)


def _leave() -> None:
    st.query_params.pop(SEANCE, None)
