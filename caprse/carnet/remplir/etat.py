"""The carnet of this browser: a cache of the database, and what the database has not yet acknowledged.

Nothing here is the truth: Postgres is. What waits for Postgres is kept until it is written.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import streamlit as st

from caprse.acces.ecran import open_unit_ecran
from caprse.carnet.entourage import Entourage
from caprse.carnet.regles import Saisie
from caprse.carnet.service import CarnetOuvert, ReponseEnregistree, get_carnet_et_referentiel, save_reponse
from caprse.referentiel.schema import Referentiel
from caprse.socle.ecran.conflits import end_conflit, keep_conflit
from caprse.socle.erreurs import BaseIndisponible, Conflit, ErreurMetier

OUVERT = "carnet_ouvert"
REFERENTIEL = "carnet_referentiel"
EN_ATTENTE = "carnet_en_attente"
REFUS = "carnet_refus"
VIDE = Saisie()


def load_carnet(
    structure_id: UUID, autour: Entourage, numero: int | None = None
) -> tuple[CarnetOuvert | None, Referentiel | None]:
    """Read the carnet and what surrounds it; while the database is away, what was last seen here.

    Raises BaseIndisponible when nothing was seen yet.
    """
    try:
        with open_unit_ecran() as unit:
            carnet, referentiel = get_carnet_et_referentiel(unit, structure_id, numero) or (None, None)
            if carnet is not None:
                autour.load(unit, carnet)
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


def get_reponse(code: str) -> ReponseEnregistree | None:
    return get_ouvert().reponses.get(code)


def get_saisie(code: str) -> Saisie:
    """What to show for a critère: what is still waiting to be written, else what is recorded."""
    attente: dict[str, Saisie] = st.session_state.get(EN_ATTENTE, {})
    if code in attente:
        return attente[code]
    reponse = get_reponse(code)
    return reponse.saisie if reponse else VIDE


def submit(code: str, saisie: Saisie, version: int | None = None) -> bool:
    """Write one answer now; when it cannot be, keep it to be sent later or to be chosen. Tells whether it is written.

    ``version`` is what the person saw; by default the version this browser holds.
    """
    attente: dict[str, Saisie] = st.session_state.setdefault(EN_ATTENTE, {})
    refus: dict[str, str] = st.session_state.setdefault(REFUS, {})
    refus.pop(code, None)
    carnet, connue = get_ouvert(), get_reponse(code)
    if version is None:
        version = connue.version if connue else 0
    try:
        with open_unit_ecran() as unit:
            reponse = save_reponse(unit, carnet.id, code, saisie, version)
    except BaseIndisponible:
        attente[code] = saisie
        return False
    except Conflit as conflit:
        attente.pop(code, None)
        keep_conflit(name_conflit(code), conflit)
        return False
    except ErreurMetier as erreur:
        attente.pop(code, None)
        refus[code] = str(erreur)
        return False
    attente.pop(code, None)
    end_conflit(name_conflit(code))
    st.session_state[OUVERT] = replace(carnet, reponses={**carnet.reponses, code: reponse})
    return True


def retry_en_attente() -> bool:
    """Send again what waits. True when nothing waits any more."""
    for code, saisie in list(st.session_state.get(EN_ATTENTE, {}).items()):
        submit(code, saisie)
    return not st.session_state.get(EN_ATTENTE)


def name_conflit(code: str) -> str:
    """Under which key the conflict about a critère waits."""
    return f"carnet-{code}"


def settle(code: str, garder_la_mienne: bool) -> None:
    """End a conflict as the person chose: theirs is written over what they have now seen, or left aside."""
    conflit: Conflit[Saisie, ReponseEnregistree] | None = end_conflit(name_conflit(code))
    if conflit is None:
        return
    carnet = get_ouvert()
    st.session_state[OUVERT] = replace(carnet, reponses={**carnet.reponses, code: conflit.actuel})
    if garder_la_mienne:
        submit(code, conflit.voulu, conflit.actuel.version)
