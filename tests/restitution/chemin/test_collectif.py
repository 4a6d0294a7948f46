"""The path of the collectif: points are publications as they came out; only what compares is joined or counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.chemin.collectif import Paru, build_chemin_collectif, can_compare
from caprse.restitution.chemin.phrases_collectif import (
    RIEN,
    alt_chemin_collectif,
    describe_chemin_collectif,
    describe_pas,
    describe_tues,
    list_recits_clotures,
)
from caprse.restitution.chemin.regles import ThematiqueSuivie
from caprse.restitution.chemin.tableaux_collectif import list_lignes_collectif, table_chemin_collectif
from caprse.restitution.figures.agregats import Agregat, Quartiles
from caprse.restitution.figures.bilan import Source
from caprse.restitution.figures.chemin_collectif import CheminCollectif, Cloture
from caprse.restitution.figures.cycle import AgregatCycle
from caprse.restitution.publication.cycle_lu import CyclePublie

JOUR = date(2026, 1, 16)
JOURS = tuple((n, JOUR + timedelta(days=90 * (n - 1)), JOUR + timedelta(days=90 * n - 1)) for n in range(1, 7))
AXES = (ThematiqueSuivie("A", "Thématique A", "Court A"), ThematiqueSuivie("B", "Thématique B", "Court B"))
CLOTURES = tuple(Cloture(n, f"Titre {n}", JOURS[n - 1][2], ("A",) if n == 1 else ("B",)) for n in range(1, 5))


def publish(
    code: str,
    numero: int,
    repartition: tuple[int, ...] = (2, 4, 4),
    *,
    n: int = 5,
    structures: int = 5,
    revus: int | None = 0,
    source: str = "v1",
    codes: dict[str, str] | None = None,
    mediane: Fraction = Fraction(1, 2),
    population: str | None = "les mêmes",
) -> Paru:
    """A figure of one thématique, as it came out at a closing."""
    agregat = Agregat(
        code,
        f"Thématique {code}",
        code,
        structures,
        Quartiles(Fraction(1, 4), mediane, Fraction(3, 4), n),
        repartition,
    )
    part = Agregat(f"{code}-1", "Enjeu", "Enjeu", n, None, (0, 0, 0))
    cycle = AgregatCycle(Source(source, "1.0.0", "Référentiel"), ("a", "b", "c"), agregat, (part,), revus)
    le = datetime(2026, 3, numero, tzinfo=UTC)
    return Paru(code, CyclePublie(code, numero, structures, le, cycle, population), codes)


def build(*parus: Paru) -> CheminCollectif:
    return build_chemin_collectif(AXES, JOURS, CLOTURES, parus)


@st.composite
def histoires(draw: st.DrawFn) -> list[Paru]:
    """Publications of two thématiques over four closings, some missing, of changing sets and versions."""
    return [
        publish(
            code,
            numero,
            draw(st.sampled_from([(2, 4, 4), (1, 5, 4), (4, 4, 2)])),
            population=draw(st.sampled_from([None, "les mêmes", "d’autres"])),
            revus=draw(st.sampled_from([None, 0, 3])),
            source=draw(st.sampled_from(["v1", "v2"])),
            codes=draw(st.sampled_from([None, {f"{code}-1": f"{code}-1"}])),
        )
        for code in "AB"
        for numero in range(1, 5)
        if draw(st.booleans())
    ]


@given(histoires())
def test_every_point_is_a_publication_and_nothing_else(parus: list[Paru]) -> None:
    chemin = build(*parus)
    points = {(r.code, p.numero): (p.agregat, p.structures, p.revus) for r in chemin.rangees for p in r.points}
    assert points == {
        (paru.code, paru.lu.numero): (paru.lu.cycle.agregat, paru.lu.structures, paru.lu.cycle.revus) for paru in parus
    }


@given(histoires())
def test_a_line_and_a_count_of_marches_join_the_very_same_questions_and_structures(
    parus: list[Paru],
) -> None:
    for rangee in build(*parus).rangees:
        suite = [paru for paru in parus if paru.code == rangee.code]
        etapes = {etape.numero: etape for etape in rangee.etapes}
        for (avant, apres), point in zip(pairwise(suite), rangee.points[1:], strict=True):
            un, autre = avant.lu.cycle, apres.lu.cycle
            if point.lie:
                assert un.source.id == autre.source.id or None not in (avant.codes, apres.codes)
                assert avant.lu.population == apres.lu.population is not None
                marches = [sum(n * c for n, c in enumerate(une.agregat.repartition)) for une in (un, autre)]
                assert etapes[point.numero].pas == marches[1] - marches[0]
            else:
                assert point.numero not in etapes
        assert not rangee.points or not rangee.points[0].lie


@given(histoires(), st.integers(1, 3))
def test_a_later_publication_changes_nothing_of_an_earlier_closing(parus: list[Paru], numero: int) -> None:
    tout, avant = build(*parus), build(*(paru for paru in parus if paru.lu.numero <= numero))
    for entiere, ancienne in zip(tout.rangees, avant.rangees, strict=True):
        assert tuple(point for point in entiere.points if point.numero <= numero) == ancienne.points
        assert tuple(etape for etape in entiere.etapes if etape.numero <= numero) == ancienne.etapes


@given(histoires(), st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_changes_nothing(parus: list[Paru], hasard: Random) -> None:
    autres = list(parus)
    hasard.shuffle(autres)
    assert build(*autres) == build(*parus)


@given(histoires())
def test_screen_table_and_sentences_agree(parus: list[Paru]) -> None:
    chemin = build(*parus)
    lignes = list_lignes_collectif(chemin)
    pas = [ligne["Marches de plus ou de moins"] for ligne in lignes if ligne.get("Marches de plus ou de moins")]
    assert sum(un for un in pas if un > 0) == chemin.gagnees
    assert -sum(un for un in pas if un < 0) == chemin.perdues
    dites = [(ligne["Thématique"], ligne["À la clôture du"]) for ligne in lignes]
    assert len(set(dites)) == len(dites)
    for cloture in chemin.clotures:
        tues = {rangee.titre for rangee in chemin.list_tues(cloture.numero)}
        parues = {rangee.titre for rangee in chemin.list_parues(cloture.numero)}
        assert not tues & parues
        assert {titre for titre, quand in dites if quand == f"Trimestre\u00a0{cloture.numero}"} == tues | parues


def test_what_was_not_published_is_said_and_a_line_goes_on_over_it() -> None:
    chemin = build(publish("A", 1), publish("A", 3, (1, 4, 5), revus=4), publish("B", 2))
    rangee = chemin.rangees[0]
    assert [(p.numero, p.lie, p.creux) for p in rangee.points] == [(1, False, True), (3, True, False)]
    assert [(e.depuis, e.numero, e.pas) for e in rangee.etapes] == [(1, 3, 2)]
    assert describe_tues(chemin, 1) == ""
    assert describe_tues(chemin, 2).startswith("Pas de chiffre pour Court A. Trop peu de structures")
    recits = {recit.numero: recit.lignes for recit in list_recits_clotures(chemin)}
    assert list(recits) == [4, 3, 2, 1]
    assert "Court A\u00a0: 50\u00a0%, 2\u00a0marches de plus." in recits[3]
    assert "4\u00a0réponses données ou revues à ce trimestre\u00a0; 6\u00a0reprises d’avant." in recits[3]
    assert describe_chemin_collectif(chemin).endswith("2\u00a0marches de plus, toutes structures ensemble.")
    assert "Thématique A\u00a0: trimestre\u00a01 50\u00a0% (de 25\u00a0% à 75\u00a0%)" in alt_chemin_collectif(chemin)
    vide = next(ligne for ligne in list_lignes_collectif(chemin) if ligne["En mots"].startswith("Non publié"))
    assert (vide["Thématique"], vide["À la clôture du"]) == ("Thématique A", "Trimestre\u00a02")


def test_other_structures_or_answers_than_before_give_no_arrow_even_as_many() -> None:
    chemin = build(publish("A", 1), publish("A", 2, revus=4, population="d’autres"))
    assert [point.lie for point in chemin.rangees[0].points] == [False, False]
    assert "rien ne se compare" in list_lignes_collectif(chemin)[1]["En mots"]
    assert can_compare(publish("A", 1), publish("A", 2, (1, 5, 4)))
    assert not can_compare(publish("A", 1, population=None), publish("A", 2, population=None))
    assert not can_compare(publish("A", 1), publish("A", 2, (2, 4, 4, 0)))


def test_a_bascule_that_keeps_the_questions_keeps_the_line() -> None:
    avant, apres = publish("A", 1, codes={"A-1": "A-1"}), publish("A", 2, source="v2", codes={"A-1": "A-1"})
    assert can_compare(avant, apres)
    assert not can_compare(publish("A", 1), apres)


def test_of_two_publications_of_one_closing_the_last_one_stands() -> None:
    tard = publish("A", 1, (0, 5, 5))
    reouvert = Paru("A", CyclePublie("A", 1, 5, datetime(2026, 4, 1, tzinfo=UTC), tard.lu.cycle))
    assert [p.agregat.repartition for p in build(reouvert, publish("A", 1)).rangees[0].points] == [(0, 5, 5)]


def test_whether_something_is_new_is_told_by_the_figure_where_nobody_counted() -> None:
    chemin = build(publish("A", 1, revus=None), publish("A", 2, revus=None), publish("A", 3, (1, 4, 5), revus=None))
    assert [point.creux for point in chemin.rangees[0].points] == [False, True, False]
    autre = publish("A", 2, revus=None, mediane=Fraction(2, 3))
    assert [point.creux for point in build(publish("A", 1, revus=None), autre).rangees[0].points] == [False, False]
    assert not any("réponse" in ligne for recit in list_recits_clotures(chemin) for ligne in recit.lignes)


def test_with_nothing_and_with_one_closing_it_says_what_will_come() -> None:
    assert describe_chemin_collectif(build()) == RIEN
    assert "commence au trimestre\u00a01" in describe_chemin_collectif(build(publish("A", 1)))
    assert table_chemin_collectif(build_chemin_collectif(AXES, (), (), ())).empty


def test_marches_are_counted_in_words() -> None:
    dits: Sequence[tuple[int, int, str]] = [
        (0, 0, ""),
        (1, 0, "1\u00a0marche de plus"),
        (0, 2, "2\u00a0marches de moins"),
        (5, 2, "5\u00a0marches de plus et 2 de moins"),
    ]
    assert [describe_pas(gagnees, perdues) for gagnees, perdues, _ in dits] == [texte for *_, texte in dits]
