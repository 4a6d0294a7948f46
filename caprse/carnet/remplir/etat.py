"""The carnet of this browser: a cache of the database, and what the database has not yet acknowledged.

Nothing here is the truth: Postgres is. What waits for Postgres is kept until it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import streamlit as st

from caprse.acces.commences import load_brouillons
from caprse.acces.ecran import open_unit_ecran
from caprse.acces.perdus import lose
from caprse.acces.unite import SessionExpiree, Unit
from caprse.carnet.conflits import Suite, settle_conflit, submit_reponse
from caprse.carnet.regles import LONGUEURS, Saisie, compute_jours_restants, format_reste
from caprse.carnet.service import VIDE, CarnetOuvert, ConflitOuvert, ReponseEnregistree, get_carnet_et_referentiel
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Referentiel
from caprse.socle.dates import format_date_courte
from caprse.socle.erreurs import BaseIndisponible, ErreurMetier

OUVERT = "carnet_ouvert"
REFERENTIEL = "carnet_referentiel"
# The bar of the simple screen; the question on it, and whether that had its answer when the bar was drawn.
BARRE = "carnet_barre"
DEVANT = "carnet_devant"
EN_ATTENTE = "carnet_en_attente"
REFUS = "carnet_refus"
JOUR = "carnet_jour"


@dataclass(frozen=True)
class Attendue:
    """An answer that the base has not taken yet, and the one that the person saw when they changed it."""

    saisie: Saisie
    vue: ReponseEnregistree | None


def load_carnet(
    structure_id: UUID, load: Callable[[Unit, CarnetOuvert], None], numero: int | None = None
) -> tuple[CarnetOuvert | None, Referentiel | None]:
    """Read the carnet and what surrounds it; while the database is away, what was last seen here.

    Raises BaseIndisponible when nothing was seen yet.
    """
    try:
        with open_unit_ecran() as unit:
            carnet, referentiel = get_carnet_et_referentiel(unit, structure_id, numero) or (None, None)
            load_brouillons(unit)
            st.session_state[JOUR] = unit.today
            if carnet is not None:
                load(unit, carnet)
    except BaseIndisponible:
        connu: CarnetOuvert | None = st.session_state.get(OUVERT)
        if connu is None or connu.structure_id != structure_id:
            raise
        return connu, st.session_state[REFERENTIEL]
    st.session_state[OUVERT] = carnet
    st.session_state[REFERENTIEL] = referentiel
    return carnet, referentiel


def get_ouvert() -> CarnetOuvert:
    carnet: CarnetOuvert = st.session_state[OUVERT]
    return carnet


def describe_fin(carnet: CarnetOuvert) -> str:
    """Days left to answer, and until when; of a carnet that has left its état says all, and nothing is left to do."""
    if carnet.etat_trimestre is EtatTrimestre.CLOS:
        return "clos"
    if not carnet.modifiable:
        return ""
    jours = compute_jours_restants(carnet.fin, get_jour())
    return format_reste(jours) if jours < 0 else f"{format_reste(jours)}, jusqu’au {format_date_courte(carnet.fin)}"


def get_jour() -> date:
    """The day on which the carnet was last read: what is dated otherwise says so."""
    jour: date = st.session_state[JOUR]
    return jour


def get_reponse(code: str) -> ReponseEnregistree | None:
    return get_ouvert().reponses.get(code)


def get_conflits(code: str) -> tuple[ConflitOuvert, ...]:
    """What waits about a critère until someone chooses."""
    return get_ouvert().conflits.get(code, ())


def get_saisie(code: str) -> Saisie:
    """What to show for a critère: what is still waiting to be written, else what is recorded."""
    if (attendue := _get_en_attente().get(code)) is not None:
        return attendue.saisie
    reponse = get_reponse(code)
    return reponse.saisie if reponse else VIDE


def submit(code: str, saisie: Saisie) -> bool:
    """Write one answer now; when it cannot be, keep it to be sent later or to be chosen. Tells whether it is written.

    What the person saw is what they first changed: while something waits, the base may be read again.
    """
    attente = _get_en_attente()
    get_refus().pop(code, None)
    carnet, connue = get_ouvert(), get_reponse(code)
    vue = attente[code].vue if code in attente else connue
    try:
        with open_unit_ecran() as unit:
            suite = submit_reponse(
                unit, carnet.id, code, saisie, vue.version if vue else 0, vue.saisie if vue else VIDE
            )
    except BaseIndisponible:
        attente[code] = Attendue(saisie, vue)
        return False
    except ErreurMetier as erreur:
        if isinstance(erreur, SessionExpiree):
            avant = vue.saisie if vue else VIDE
            lose(*(getattr(saisie, champ) for champ in LONGUEURS if getattr(saisie, champ) != getattr(avant, champ)))
        attente.pop(code, None)
        get_refus()[code] = str(erreur)
        return False
    attente.pop(code, None)
    keep_suite(code, suite)
    return suite.conflits is None


def keep_suite(code: str, suite: Suite) -> None:
    """Show from now on what became of an answer."""
    carnet = get_ouvert()
    conflits = carnet.conflits if suite.conflits is None else {**carnet.conflits, code: suite.conflits}
    reponses = {**carnet.reponses, code: suite.reponse}
    st.session_state[OUVERT] = replace(carnet, reponses=reponses, conflits=conflits)


def retry_en_attente() -> bool:
    """Send again what waits. True when nothing waits any more."""
    for code, attendue in list(_get_en_attente().items()):
        submit(code, attendue.saisie)
    return not _get_en_attente()


def settle(code: str, conflit: ConflitOuvert, garder: bool) -> None:
    """End a conflict as the person chose: what waited is written over what they have now seen, or left aside."""
    carnet = get_ouvert()
    get_refus().pop(code, None)
    try:
        with open_unit_ecran() as unit:
            suite = settle_conflit(unit, carnet.id, code, conflit, garder, get_reponse(code))
    except ErreurMetier as erreur:
        get_refus()[code] = str(erreur)
        if not isinstance(erreur, BaseIndisponible):
            # What is shown is out of date: the page reads the carnet again.
            st.rerun()
        return
    restants = tuple(autre for autre in get_conflits(code) if autre != conflit)
    st.session_state[OUVERT] = replace(carnet, conflits={**carnet.conflits, code: restants})
    if suite is not None:
        keep_suite(code, suite)


def get_refus() -> dict[str, str]:
    """Why the last change of a critère was refused, by critère."""
    refus: dict[str, str] = st.session_state.setdefault(REFUS, {})
    return refus


def _get_en_attente() -> dict[str, Attendue]:
    attente: dict[str, Attendue] = st.session_state.setdefault(EN_ATTENTE, {})
    return attente


def is_rempli(code: str) -> bool:
    """Whether it is answered: two answers to one question are none yet."""
    saisie = get_ouvert().saisies().get(code)
    return saisie is not None and saisie.repondu and not get_conflits(code)
