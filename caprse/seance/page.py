"""The sessions of a collectif: prepared, rehearsed and started by the animation; seen again by all once over."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import choose_collectif, get_acteur, open_unit_ecran, run_use_case
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.calendrier.service import Calendrier, get_calendrier
from caprse.collectif.fictif import is_fictif, show_fictif
from caprse.collectif.rencontres.regles import RencontreListee
from caprse.seance.compte_rendu.vue_rejeu import show_rejeu
from caprse.seance.conduite.page import SEANCE
from caprse.seance.contenus.saisies import TITRE_MAX
from caprse.seance.fiche import FicheSeance, LigneSeance
from caprse.seance.image.montage import Chiffres
from caprse.seance.image.vides import get_seance_et_chiffres
from caprse.seance.lecture import get_rejeu, list_seances
from caprse.seance.preparation.vue import show_preparation
from caprse.seance.regles import EtatSeance
from caprse.seance.service import create_seance
from caprse.socle.dates import format_date
from caprse.socle.ecran.affichage import Affichable, escape, show_message
from caprse.socle.ecran.boutons import show_bouton
from caprse.socle.ecran.navigation import link_to_page, read_id
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import format_pluriel

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
    st.title("Les séances")
    show_message()
    collectif_id = choose_collectif()
    if collectif_id is None:
        return
    animation = get_acteur().can(Operation.UPDATE_SEANCE, collectif_id)
    with open_unit_ecran() as unit:
        seances = list_seances(unit, collectif_id)
        calendrier = get_calendrier(unit, collectif_id) if animation else None
        aujourdhui = unit.today
        fictif = is_fictif(unit, collectif_id)
    show_fictif(fictif)
    if calendrier is not None:
        a_venir = [ligne for ligne in seances if ligne.etat is not EtatSeance.TERMINEE]
        st.header("À préparer et en cours", anchor=False)
        if not a_venir:
            st.caption("Aucune séance n'est en préparation.")
        for ligne in a_venir:
            show_ligne(ligne)
        rencontres = _list_rencontres(calendrier)
        proche = next((rang for rang, r in enumerate(rencontres) if r.jour >= aujourdhui), len(rencontres) - 1)
        show_nouvelle(rencontres, proche)
    st.header("Séances passées", anchor=False)
    passees = [ligne for ligne in seances if ligne.etat is EtatSeance.TERMINEE]
    if not passees:
        st.caption("Aucune séance n'est encore terminée.")
    for ligne in passees:
        show_ligne(ligne)


def show_ligne(ligne: LigneSeance) -> None:
    """One session of the list, and where it leads."""
    with st.container(border=True, key=f"seance-{ligne.id}"):
        st.markdown(f"**{escape(ligne.titre)}**" + (" · répétition" if ligne.repetition else ""))
        st.text(f"{ligne.rencontre}, {format_date(ligne.jour)}")
        etapes = format_pluriel(ligne.etapes, "étape")
        duree = f" · {ligne.minutes} min prévues" if ligne.minutes and ligne.etat is not EtatSeance.TERMINEE else ""
        st.caption(f"{LIBELLES[ligne.etat].capitalize()} · {etapes}{duree}")
        adresse = {SEANCE: str(ligne.id)}
        with st.container(horizontal=True):
            if ligne.etat is EtatSeance.EN_COURS:
                link_to_page("conduite", "Conduire", icon=":material/co_present:", **adresse)
            if ligne.etat is EtatSeance.TERMINEE:
                _offer("Revoir", ":material/history:", ligne.id)
                link_to_page("compte-rendu", "Compte rendu", icon=":material/description:", **adresse)
            elif not ligne.repetition:
                _offer("Préparer", ":material/edit_note:", ligne.id)


def show_nouvelle(rencontres: list[RencontreListee], proche: int) -> None:
    """A session is prepared from a rencontre; the next one to come is offered first."""
    with st.expander("Préparer une nouvelle séance", key="seance-nouvelle", icon=":material/add:"):
        if not rencontres:
            st.info("Ajoutez d'abord une rencontre au calendrier.", icon=":material/event:")
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


def _offer(libelle: Affichable, icone: str, seance_id: UUID) -> None:
    """A button: Streamlit forgets the address of a link from a page to itself."""
    show_bouton(libelle, key=f"ouvrir-{seance_id}", icon=icone, on_click=_open, args=(seance_id,))


def _open(seance_id: UUID) -> None:
    st.query_params[SEANCE] = str(seance_id)


def _leave() -> None:
    st.query_params.pop(SEANCE, None)
