"""The order of her work: total, stable, and never by what a structure answered."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.carnet.regles import EtatCarnet
from caprse.tableau.regles import (
    JOURS_SANS_ACTIVITE,
    PRESSE,
    Besoin,
    Faits,
    Place,
    compute_place,
    explain,
    is_a_relancer,
    is_a_signaler,
)

TRANSMIS = Faits(EtatCarnet.TRANSMIS, ouvert=True, transmis=3)
BROUILLON = Faits(EtatCarnet.BROUILLON, ouvert=True, retard=-10)
JOURS = st.none() | st.integers(0, 60)
FAITS = st.builds(
    Faits,
    etat=st.none() | st.sampled_from(list(EtatCarnet)),
    ouvert=st.booleans(),
    reouverture=JOURS,
    messages=st.integers(0, 3),
    message_ancien=JOURS,
    transmis=JOURS,
    retard=st.integers(-90, 30),
    appuis_demandes=st.integers(0, 2),
    appui_ancien=JOURS,
    appui_passe=JOURS,
    repos=st.integers(0, 60),
    actions_en_retard=st.integers(0, 3),
    comptes=st.integers(0, 2),
)


@pytest.mark.parametrize(
    ("faits", "besoin", "phrase"),
    [
        (replace(TRANSMIS, reouverture=2), Besoin.REOUVERTURE, "Demande à rouvrir son carnet depuis 2\u00a0jours"),
        (
            replace(BROUILLON, messages=1, message_ancien=0),
            Besoin.MESSAGES,
            "1\u00a0message non lu depuis aujourd’hui",
        ),
        (
            replace(BROUILLON, messages=2, message_ancien=3),
            Besoin.MESSAGES,
            "2\u00a0messages non lus depuis 3\u00a0jours",
        ),
        (TRANSMIS, Besoin.A_RELIRE, "Transmis il y a 3\u00a0jours"),
        (replace(TRANSMIS, transmis=1), Besoin.A_RELIRE, "Transmis hier"),
        (replace(BROUILLON, retard=1), Besoin.EN_RETARD, "En retard de 1\u00a0jour"),
        (replace(BROUILLON, retard=9), Besoin.EN_RETARD, "En retard de 9\u00a0jours"),
        (
            replace(BROUILLON, appuis_demandes=1, appui_ancien=4),
            Besoin.APPUI_DEMANDE,
            "Demande un appui depuis 4\u00a0jours",
        ),
        (replace(BROUILLON, appui_passe=6), Besoin.APPUI_A_CLORE, "Appui prévu il y a 6\u00a0jours : à clore"),
        (replace(BROUILLON, repos=21), Besoin.SANS_ACTIVITE, "Rien n’a bougé depuis 21\u00a0jours"),
        (replace(BROUILLON, repos=20, actions_en_retard=2), Besoin.ACTIONS, "2\u00a0actions en retard"),
        (replace(BROUILLON, repos=20), Besoin.RIEN, "Rien depuis 20\u00a0jours"),
        (replace(BROUILLON, repos=13), Besoin.RIEN, "Rien ne vous attend"),
        (replace(BROUILLON, etat=EtatCarnet.A_COMPLETER), Besoin.RIEN, "Rien ne vous attend"),
        (replace(TRANSMIS, etat=EtatCarnet.RELU), Besoin.RIEN, "Rien ne vous attend"),
        (replace(BROUILLON, etat=None), Besoin.RIEN, "Pas de carnet pour ce trimestre"),
        (replace(BROUILLON, ouvert=False), Besoin.RIEN, ""),
        # Nobody can answer: it is neither late nor silent.
        (replace(BROUILLON, comptes=0, retard=347, repos=400), Besoin.SANS_ACCES, "Personne n’a encore d’accès"),
        (replace(BROUILLON, comptes=0, invitees=2), Besoin.SANS_ACCES, "Invitée, personne n’a encore répondu"),
        (replace(BROUILLON, etat=None, comptes=0), Besoin.SANS_ACCES, "Personne n’a encore d’accès"),
        (replace(BROUILLON, ouvert=False, comptes=0), Besoin.RIEN, ""),
    ],
)
def test_each_need_has_its_reason(faits: Faits, besoin: Besoin, phrase: str) -> None:
    place = compute_place(faits)
    assert place.besoin is besoin
    assert explain(faits, place) == phrase


def test_the_needs_come_in_the_order_that_is_written() -> None:
    """A structure with every need at once loses them one by one, from the most pressing to the least."""
    tout = Faits(
        EtatCarnet.TRANSMIS,
        ouvert=True,
        reouverture=1,
        messages=1,
        message_ancien=1,
        transmis=1,
        retard=5,
        appuis_demandes=1,
        appui_ancien=1,
        appui_passe=1,
        repos=99,
        actions_en_retard=1,
    )
    vus = [compute_place(tout).besoin]
    for sans in (
        {"reouverture": None},
        {"messages": 0},
        {"etat": EtatCarnet.BROUILLON, "comptes": 0},
        {"comptes": 1},
        {"retard": 0},
        {"appuis_demandes": 0},
        {"appui_passe": None},
        {"repos": JOURS_SANS_ACTIVITE - 1},
        {"actions_en_retard": 0},
    ):
        tout = replace(tout, **sans)
        vus.append(compute_place(tout).besoin)
    assert vus == list(Besoin)


@given(FAITS)
def test_every_structure_has_one_place_and_a_reason(faits: Faits) -> None:
    place = compute_place(faits)
    assert place == compute_place(faits)
    assert place.besoin in Besoin
    phrase = explain(faits, place)
    # The head says once that a trimestre is closed.
    assert bool(phrase) or (place.besoin is Besoin.RIEN and not faits.ouvert)
    assert len(phrase) < 60
    assert not phrase.endswith(".")


@given(FAITS, FAITS)
def test_who_waits_longer_comes_first(un: Faits, autre: Faits) -> None:
    place, suivante = compute_place(un), compute_place(autre)
    if place.besoin is suivante.besoin:
        assert (place.cle < suivante.cle) == (place.jours > suivante.jours)
    else:
        assert (place.cle < suivante.cle) == (place.besoin < suivante.besoin)


@given(FAITS)
def test_nothing_of_a_closed_trimestre_s_carnet_calls_for_her(faits: Faits) -> None:
    clos = replace(faits, ouvert=False)
    assert compute_place(clos).besoin not in {
        Besoin.REOUVERTURE,
        Besoin.A_RELIRE,
        Besoin.EN_RETARD,
        Besoin.SANS_ACTIVITE,
    }


@given(FAITS)
def test_a_carnet_in_her_hands_is_never_late(faits: Faits) -> None:
    for etat in (EtatCarnet.TRANSMIS, EtatCarnet.RELU):
        assert compute_place(replace(faits, etat=etat)).besoin not in {Besoin.EN_RETARD, Besoin.SANS_ACTIVITE}


def test_the_order_knows_no_niveau() -> None:
    assert not {champ.name for champ in fields(Faits)} & {"niveau", "score", "marches", "repondus"}


def test_the_week_s_work_is_not_said_as_loud_as_who_waits_for_a_word() -> None:
    assert not PRESSE & {Besoin.A_RELIRE, Besoin.APPUI_DEMANDE, Besoin.APPUI_A_CLORE, Besoin.ACTIONS, Besoin.RIEN}
    assert {Besoin.MESSAGES, Besoin.EN_RETARD} <= PRESSE
    assert Place(Besoin.A_RELIRE, 2).cle < Place(Besoin.A_RELIRE, 1).cle


@pytest.mark.parametrize(
    ("besoin", "etat", "dit"),
    [
        (Besoin.RIEN, EtatCarnet.RELU, False),
        (Besoin.ACTIONS, EtatCarnet.A_COMPLETER, True),
        (Besoin.MESSAGES, EtatCarnet.RELU, False),
        (Besoin.A_RELIRE, EtatCarnet.TRANSMIS, False),
        (Besoin.RIEN, EtatCarnet.BROUILLON, False),
        (Besoin.RIEN, None, False),
    ],
)
def test_what_is_new_is_said_where_nothing_else_says_it(besoin: Besoin, etat: EtatCarnet | None, dit: bool) -> None:
    assert is_a_signaler(besoin, etat, change=True) is dit
    assert not is_a_signaler(besoin, etat, change=False)


@pytest.mark.parametrize(
    ("faits", "attendu"),
    [
        (replace(BROUILLON, repos=13), False),
        (replace(BROUILLON, repos=14), True),
        (replace(BROUILLON, repos=19, actions_en_retard=1), True),
        (replace(BROUILLON, retard=1), True),
        (replace(BROUILLON, repos=40, comptes=0), False),
        (replace(BROUILLON, repos=40, ouvert=False), False),
        (replace(BROUILLON, repos=40, etat=EtatCarnet.A_COMPLETER), False),
        (TRANSMIS, False),
    ],
)
def test_a_carnet_that_stands_still_is_reminded_long_before_it_presses(faits: Faits, attendu: bool) -> None:
    assert is_a_relancer(faits) is attendu
