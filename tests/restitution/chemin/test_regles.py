"""The path: earlier points stay, what moved is counted once, no line joins other questions, the start is apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.chemin.regles import Releve, ThematiqueSuivie, build_chemin
from caprse.restitution.figures.bilan import compute_depart
from caprse.restitution.figures.chemin import ActionFaite, Chemin
from caprse.restitution.figures.etats import Donnee, Etat, compare_etats, compute_etat
from caprse.restitution.figures.notation import Cotation, Figure
from caprse.restitution.figures.series import Halte
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=3, criteres=5)
LIEUX = {c.code: t.code for t in REFERENTIEL.thematiques for c in t.criteres}
AXES = tuple(
    ThematiqueSuivie(t.code, t.titre, t.titre_court, tuple(e.code for e in t.enjeux)) for t in REFERENTIEL.thematiques
)
JOUR_UN = date(2026, 1, 16)
COTATIONS = st.one_of(st.integers(0, 4).map(Cotation), st.just(Cotation(None, True)), st.just(Cotation(None)))


@st.composite
def histoires(draw: st.DrawFn) -> list[Donnee]:
    """Answers over six trimestres, at most one to a critère in each."""
    lieux = draw(st.lists(st.tuples(st.sampled_from(list(LIEUX)), st.integers(1, 6)), unique=True, max_size=40))
    return [Donnee(critere, trimestre, draw(COTATIONS)) for critere, trimestre in lieux]


@st.composite
def faites(draw: st.DrawFn) -> list[ActionFaite]:
    jours = draw(st.lists(st.integers(0, 540), max_size=6))
    return [
        ActionFaite(f"Action {rang}", JOUR_UN + timedelta(days=jour), (draw(st.sampled_from(list(LIEUX))),))
        for rang, jour in enumerate(jours)
    ]


def list_releves(donnees: Sequence[Donnee], jusqu_a: int = 6, ouvert: bool = False) -> list[Releve]:
    """Six trimestres of ninety days; a state for each of the first ``jusqu_a``."""
    releves = []
    for numero in range(1, 7):
        debut = JOUR_UN + timedelta(days=90 * (numero - 1))
        releve = Releve(numero, debut, debut + timedelta(days=89), ouvert and numero == jusqu_a)
        if numero <= jusqu_a:
            etat = compute_etat(REFERENTIEL.thematiques, REFERENTIEL.niveau_max, donnees, numero)
            releve = replace(releve, etat=etat, thematiques=LIEUX, niveaux=("a", "b", "c", "d", "e"))
        releves.append(releve)
    return releves


def follow(releve: Releve, suite: dict[str, str]) -> Halte:
    """The state of a trimestre in another version than the one before."""
    assert releve.etat is not None
    return Halte(releve.etat, suite)


def build(donnees: Sequence[Donnee], jusqu_a: int = 6, actions: Sequence[ActionFaite] = ()) -> Chemin:
    return build_chemin(AXES, list_releves(donnees, jusqu_a), actions=actions)


@given(histoires(), st.integers(1, 5))
def test_a_revision_never_changes_an_earlier_point_nor_what_was_said_to_have_moved(
    donnees: list[Donnee], numero: int
) -> None:
    tout, avant = build(donnees), build([d for d in donnees if d.trimestre <= numero], numero)
    for entiere, ancienne in zip(tout.rangees, avant.rangees, strict=True):
        assert tuple(point for point in entiere.points if point.numero <= numero) == ancienne.points
        assert tuple(etape for etape in entiere.etapes if etape.numero <= numero) == ancienne.etapes


@given(histoires())
def test_the_steps_of_all_thematiques_are_those_of_the_whole_state(donnees: list[Donnee]) -> None:
    etats = [releve.etat for releve in list_releves(donnees) if releve.etat is not None and releve.etat.tenues]
    chemin = build(donnees)
    for avant, apres in pairwise(etats):
        ecart = compare_etats(avant, apres)
        etapes = [e for rangee in chemin.rangees for e in rangee.etapes if e.numero == apres.numero]
        assert sum(etape.gagnees for etape in etapes) == ecart.gagnees
        assert sum(etape.perdues for etape in etapes) == ecart.perdues
        assert sum(etape.communs for etape in etapes) == ecart.communs
        assert sum(etape.revus for etape in etapes) == ecart.revus
        assert all(len(etape.mouvements) <= etape.revus <= etape.communs for etape in etapes)


@given(histoires())
def test_a_line_joins_the_very_same_questions_of_two_trimestres_that_follow(donnees: list[Donnee]) -> None:
    for rangee in build(donnees).rangees:
        for point in rangee.points:
            if not point.lie:
                continue
            assert point.numero - 1 in {autre.numero for autre in rangee.points}
            cotees = [
                {
                    d.critere
                    for d in compute_etat(REFERENTIEL.thematiques, 4, donnees, numero).tenues
                    if d.cotation.niveau is not None and LIEUX[d.critere] == rangee.code
                }
                for numero in (point.numero - 1, point.numero)
            ]
            assert cotees[0] == cotees[1] != set()


@given(histoires())
def test_a_joined_point_moved_by_the_steps_that_are_told(donnees: list[Donnee]) -> None:
    for rangee in build(donnees).rangees:
        points = {point.numero: point for point in rangee.points}
        for etape in rangee.etapes:
            point = points.get(etape.numero)
            if point is not None and point.lie:
                avant = points[etape.depuis].figure.franchies
                assert point.figure.franchies - avant == etape.gagnees - etape.perdues


@given(histoires())
def test_from_the_start_to_today_what_is_drawn_is_what_the_sums_say(donnees: list[Donnee]) -> None:
    for rangee in build(donnees).rangees:
        if rangee.debut is not None:
            ecart = rangee.points[-1].figure.franchies - rangee.debut.figure.franchies
            assert ecart == rangee.gagnees - rangee.perdues
        assert sum(bouge.pas for bouge in rangee.bouges) == rangee.gagnees - rangee.perdues
        assert len({bouge.critere for bouge in rangee.bouges}) == len(rangee.bouges)


@given(histoires(), faites())
def test_each_action_stands_in_the_thematique_of_what_it_serves_and_between_the_two_answers(
    donnees: list[Donnee], actions: list[ActionFaite]
) -> None:
    chemin = build(donnees, actions=actions)
    fins = {numero: fin for numero, _, fin in chemin.jours}
    for rangee in chemin.rangees:
        assert {LIEUX[action.criteres[0]] for action in rangee.actions} <= {rangee.code}
        for etape in rangee.etapes:
            for mouvement in etape.mouvements:
                assert all(mouvement.critere in action.criteres for action in mouvement.actions)
                assert all(action.le <= fins[etape.numero] for action in mouvement.actions)
    assert sum(len(rangee.actions) for rangee in chemin.rangees) + len(chemin.autres) == len(actions)


@given(histoires(), st.randoms(use_true_random=False))
def test_the_order_in_which_trimestres_come_changes_nothing(donnees: list[Donnee], hasard: Random) -> None:
    releves = list_releves(donnees)
    hasard.shuffle(releves)
    assert build_chemin(AXES, releves) == build(donnees)


def test_what_is_carried_over_is_hollow_and_a_setback_has_its_reason_and_what_was_done_before_is_not_cited() -> None:
    donnees = [
        Donnee("T01-01", 1, Cotation(2)),
        Donnee("T01-02", 1, Cotation(3)),
        Donnee("T01-01", 3, Cotation(3)),
        Donnee("T01-02", 3, Cotation(1)),
    ]
    dites = {
        (1, "T01-01"): (date(2026, 2, 20), ""),
        (1, "T01-02"): (date(2026, 2, 20), ""),
        (3, "T01-02"): (date(2026, 8, 20), "Notre encadrante est partie."),
    }
    avant, entre, autre, apres = (
        ActionFaite("Avant la réponse", date(2026, 2, 1), ("T01-01",)),
        ActionFaite("Entre les deux", date(2026, 6, 1), ("T01-01",)),
        ActionFaite("Pour autre chose", date(2026, 6, 1), ("T02-01",)),
        ActionFaite("Après le trimestre", date(2026, 12, 1), ("T01-01",)),
    )
    chemin = build_chemin(AXES, list_releves(donnees, 3), dites=dites, actions=(avant, entre, autre, apres))
    rangee = chemin.rangees[0]
    assert [(p.numero, p.creux, p.lie) for p in rangee.points] == [
        (1, False, False),
        (2, True, True),
        (3, False, True),
    ]
    [plat, bouge] = rangee.etapes
    assert (plat.revus, plat.communs, plat.mouvements) == (0, 2, ())
    monte, descend = bouge.mouvements
    assert (monte.pas, monte.actions, monte.mot) == (1, (entre,), "")
    assert (descend.pas, descend.actions, descend.mot) == (-2, (), "Notre encadrante est partie.")
    assert (chemin.gagnees, chemin.perdues, chemin.faites) == (1, 2, 4)
    assert rangee.sans_effet == (avant, apres)
    assert chemin.rangees[1].sans_effet == (autre,)


def test_one_more_question_answered_breaks_the_line_and_moves_nothing() -> None:
    donnees = [Donnee("T01-01", 1, Cotation(2)), Donnee("T01-02", 2, Cotation(4))]
    rangee = build(donnees, 2).rangees[0]
    assert [point.lie for point in rangee.points] == [False, False]
    assert [(etape.communs, etape.mouvements) for etape in rangee.etapes] == [(1, ())]


def test_a_trimestre_without_a_state_leaves_a_gap_but_what_moved_over_it_is_told() -> None:
    donnees = [Donnee("T01-01", 1, Cotation(1)), Donnee("T01-01", 3, Cotation(2))]
    releves = [replace(releve, etat=None) if releve.numero == 2 else releve for releve in list_releves(donnees, 3)]
    rangee = build_chemin(AXES, releves).rangees[0]
    assert [(point.numero, point.lie) for point in rangee.points] == [(1, False), (3, False)]
    assert [(etape.depuis, etape.numero, etape.gagnees) for etape in rangee.etapes] == [(1, 3, 1)]


def rectify(etat: Etat | None, donnee: Donnee) -> Etat:
    """A state frozen with another answer than the one that its trimestre gives today."""
    assert etat is not None
    return replace(etat, tenues=tuple(donnee if t.critere == donnee.critere else t for t in etat.tenues))


def test_an_answer_corrected_after_a_later_state_was_frozen_moved_nothing() -> None:
    """Trimestre 1 opened again: its arrêté says 4 today, the one of trimestre 2 carries over the 1 of then."""
    releves = list_releves([Donnee("T01-01", 1, Cotation(4)), Donnee("T01-02", 3, Cotation(2))], 3)
    fige = Donnee("T01-01", 1, Cotation(1))
    releves = [replace(r, etat=rectify(r.etat, fige)) if r.numero == 2 else r for r in releves]
    chemin = build_chemin(AXES, releves)
    assert (chemin.gagnees, chemin.perdues) == (0, 0)
    # Nor does a line climb or fall between figures that read the same answer otherwise.
    assert [point.lie for point in chemin.rangees[0].points] == [False, False, False]


def test_another_version_joins_only_what_its_correspondence_says_is_the_same_question() -> None:
    releves = list_releves([Donnee("T01-01", 1, Cotation(1)), Donnee("T01-01", 2, Cotation(3))], 2)
    suivi = [replace(r, halte=follow(r, {"T01-01": "T01-01"})) if r.numero == 2 else r for r in releves]
    perdu = [replace(r, halte=follow(r, {})) if r.numero == 2 else r for r in releves]
    assert [point.lie for point in build_chemin(AXES, suivi).rangees[0].points] == [False, True]
    rangee = build_chemin(AXES, perdu).rangees[0]
    assert ([point.lie for point in rangee.points], rangee.etapes) == ([False, False], ())


def test_an_action_that_names_the_code_of_before_is_cited_with_what_it_moved() -> None:
    """An action keeps the codes of the day it was written, through a change of version."""
    releves = list_releves([Donnee("T01-01", 1, Cotation(1)), Donnee("T01-02", 2, Cotation(3))], 2)
    apres = compute_etat(REFERENTIEL.thematiques, 4, [Donnee("T01-02", 2, Cotation(3))], 2)
    releves = [
        replace(r, etat=apres, halte=Halte(apres, {"T01-01": "T01-02"})) if r.numero == 2 else r for r in releves
    ]
    ancienne = ActionFaite("Sous l’ancien code", JOUR_UN + timedelta(days=95), ("T01-01",))
    [etape] = build_chemin(AXES, releves, actions=[ancienne]).rangees[0].etapes
    assert [(m.critere, m.pas, m.actions) for m in etape.mouvements] == [("T01-02", 2, (ancienne,))]


@pytest.mark.parametrize(
    ("fin", "fleche"),
    [
        ({}, False),
        ({"T01-A": 3}, False),
        ({"T01-A": 3, "T01-B": 1}, True),
    ],
)
def test_only_from_the_start_to_the_arrival_over_the_same_questions_does_an_arrow_go(
    fin: dict[str, int], fleche: bool
) -> None:
    def think(niveaux: dict[str, int]) -> tuple[Figure, ...]:
        return compute_depart(REFERENTIEL.thematiques, 4, {code: Cotation(n) for code, n in niveaux.items()})

    depart = think({"T01-A": 1, "T01-B": 1})
    chemin = build_chemin(AXES, list_releves([], 0), depart=depart, arrivee=think(fin))
    rangee = chemin.rangees[0]
    assert rangee.depart is not None
    assert ((rangee.arrivee is not None), rangee.fleche, rangee.points) == (bool(fin), fleche, ())


def test_one_more_enjeu_at_the_arrival_than_at_the_start_is_another_set_of_questions() -> None:
    depart = compute_depart(REFERENTIEL.thematiques, 4, {"T01-A": Cotation(1)})
    arrivee = compute_depart(REFERENTIEL.thematiques, 4, {"T01-A": Cotation(1), "T01-B": Cotation(3)})
    rangee = build_chemin(AXES, list_releves([], 0), depart=depart, arrivee=arrivee).rangees[0]
    assert (rangee.depart is not None, rangee.arrivee is not None, rangee.fleche) == (True, True, False)


def test_no_arrow_goes_over_an_enjeu_whose_question_changed() -> None:
    dits = compute_depart(REFERENTIEL.thematiques, 4, {"T01-A": Cotation(1), "T01-B": Cotation(1)})
    chemin = build_chemin(AXES, list_releves([], 0), depart=dits, arrivee=dits, autres={"T01-B"})
    assert (chemin.rangees[0].arrivee is not None, chemin.rangees[0].fleche) == (True, False)


def test_the_open_trimestre_is_the_one_that_is_open() -> None:
    donnees = [Donnee("T01-01", 1, Cotation(1))]
    assert build_chemin(AXES, list_releves(donnees, 3, ouvert=True)).ouvert == 3
    assert build(donnees, 3).ouvert is None


def test_a_day_falls_in_the_trimestre_that_it_ends_or_in_the_one_that_comes() -> None:
    chemin = build([], 0)
    [(_, debut, fin), *_, (dernier, _, bout)] = chemin.jours
    assert [chemin.find_numero(jour) for jour in (debut, fin, fin + timedelta(days=1))] == [1, 1, 2]
    assert chemin.find_numero(bout + timedelta(days=9)) == dernier


def test_without_any_trimestre_there_is_no_path() -> None:
    chemin = build_chemin(AXES, [])
    assert (chemin.numeros, chemin.ouvert, chemin.gagnees) == ((), None, 0)
    assert [rangee.points for rangee in chemin.rangees] == [()] * 4


def test_a_thematique_that_today_s_version_left_keeps_its_path_after_the_others() -> None:
    chemin = build_chemin(AXES[1:], list_releves([Donnee("T01-01", 1, Cotation(1))], 1))
    assert [rangee.code for rangee in chemin.rangees] == ["T02", "T03", "TRA", "T01"]
