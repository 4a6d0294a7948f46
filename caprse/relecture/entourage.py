"""What stands around a carnet: threads, re-reading, points à vérifier. ``caprse.pages`` gives it to the carnet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import get_acteur, open_unit_ecran
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.controle.contenu import Suite
from caprse.carnet.service import CarnetOuvert
from caprse.progres.buts import Cote
from caprse.progres.pratiques.vue_carnet import keep_offertes, show_offertes
from caprse.progres.traces.formulaire import Attache
from caprse.progres.traces.vue_carnet import get_traces, keep_traces, show_fenetre, show_traces
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.service import get_referentiel_pour
from caprse.relecture.a_voir.vue import has_a_voir, keep_a_voir, show_a_voir, show_attendu, show_liste, tell_attendu
from caprse.relecture.fils.service import load_fils
from caprse.relecture.fils.vue import has_fil, keep_fils, show_fil
from caprse.relecture.relire.cote_structure import RelectureVue, build_points, load_alentours
from caprse.relecture.relire.verifications import Point
from caprse.relecture.relire.vue_structure import list_a_completer, show_a_completer, show_points, show_relecture
from caprse.relecture.repondants.vue import show_repondants

# Beside an answer and at the foot of the page: two folds, whose names say which is which.
TITRE_CRITERE = "Discuter de ce critère"
TITRE_CARNET = "Discuter de tout le carnet"
RELECTURES = "entourage_relectures"
POINTS = "entourage_points"
REFERENTIEL = "entourage_referentiel"


class EntourageRelecture:
    """The ``Entourage`` of a carnet, for its structure's people. Kept in the session for the fragments' reruns."""

    def load(self, unit: Unit, carnet: CarnetOuvert) -> None:
        load_reponses(unit, carnet)
        st.session_state[POINTS] = build_points(unit, carnet)

    def list_demandes(self, carnet: CarnetOuvert) -> tuple[str, ...]:
        return list_a_completer(carnet, st.session_state[REFERENTIEL], _get_relectures())

    def list_relues(self, carnet: CarnetOuvert) -> tuple[str, ...]:  # noqa: ARG002 - as the protocol says
        return tuple(_get_relectures())

    def show_demande(self, carnet: CarnetOuvert, critere: Critere) -> None:
        show_relecture(carnet, critere, st.session_state[REFERENTIEL], _get_relectures().get(critere.code))

    def show_critere(self, carnet: CarnetOuvert, critere: Critere, *, dans_fragment: bool) -> None:
        show_attendu(carnet, critere)
        show_repondants(carnet, critere, st.session_state[REFERENTIEL])
        show_traces(critere.code)
        show_a_voir(carnet, critere, dans_fragment=dans_fragment)
        show_pratiques(carnet, critere)
        show_fil(carnet.id, critere.code, _can_write(carnet), dans_fragment=dans_fragment)

    def is_discute(self, carnet: CarnetOuvert, critere: Critere) -> bool:
        return bool(get_traces(critere.code)) or has_a_voir(critere.code) or has_fil(carnet.id, critere.code)

    def has_traces(self, critere: Critere) -> bool:
        return bool(get_traces(critere.code))

    def show_joindre(self, carnet: CarnetOuvert, critere: Critere, close: Callable[[], None]) -> None:
        show_fenetre(carnet.structure_id, Attache(carnet.id, critere.code, critere.titre), close)

    def list_suites(self, carnet: CarnetOuvert) -> tuple[Suite, ...]:
        acteur = get_acteur()
        possibles = (
            (Operation.UPDATE_ACTION, Suite("actions", "Noter une action")),
            (Operation.CREATE_APPUI, Suite("appuis", "Demander un appui")),
        )
        return tuple(
            s for operation, s in possibles if acteur.can(operation, carnet.collectif_id, carnet.structure_id)
        )

    def show_verifications(self, carnet: CarnetOuvert, referentiel: Referentiel) -> None:
        points: tuple[Point, ...] = st.session_state.get(POINTS, ())
        envoie = get_acteur().can(Operation.SEND_CARNET, carnet.collectif_id, carnet.structure_id)
        show_points(points, referentiel, envoie=envoie and carnet.modifiable)

    def tell_attendu(self, critere: Critere) -> str:
        return tell_attendu(critere.code)

    def show_carnet(self, carnet: CarnetOuvert, referentiel: Referentiel) -> None:
        show_a_completer(carnet, referentiel, _get_relectures())
        show_liste(carnet, referentiel)
        show_fil(carnet.id, None, _can_write(carnet))


def show_pratiques(carnet: CarnetOuvert, critere: Critere) -> None:
    """What others offer, where the answer is weak."""
    saisie = carnet.saisies().get(critere.code)
    if saisie is not None:
        show_offertes(critere.code, Cote(saisie.niveau, saisie.cible, saisie.non_concerne))


def load_reponses(unit: Unit, carnet: CarnetOuvert) -> None:
    """Read what surrounds the answers alone, for a page that does not send the carnet."""
    fils = load_fils(unit, carnet.id)
    keep_fils(fils)
    alentours = load_alentours(unit, carnet)
    keep_traces(alentours.traces)
    keep_a_voir(alentours.a_voir, fils.collegues, unit.today)
    keep_offertes(alentours.pratiques)
    st.session_state[RELECTURES] = alentours.relectures
    st.session_state[REFERENTIEL] = get_referentiel_pour(unit.db, carnet.referentiel_id, carnet.profil)


def show_fil_relecture(carnet_id: UUID, critere: str | None) -> None:
    """The thread beside an answer that is re-read. Read once per display: the critère comes first, then the carnet."""
    if critere is not None:
        with open_unit_ecran() as unit:
            keep_fils(load_fils(unit, carnet_id))
    show_fil(carnet_id, critere, peut_ecrire=True, titre=TITRE_CRITERE if critere else TITRE_CARNET)


def _get_relectures() -> Mapping[str, RelectureVue]:
    relectures: Mapping[str, RelectureVue] = st.session_state.get(RELECTURES, {})
    return relectures


def _can_write(carnet: CarnetOuvert) -> bool:
    return get_acteur().can(Operation.WRITE_MESSAGE, carnet.collectif_id, carnet.structure_id)
