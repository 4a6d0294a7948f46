"""What a publication says: aggregates, and names only where nobody else can be told by subtraction."""

from __future__ import annotations

import json
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.bilan import Bilan, compute_bilan
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.publication.edition import (
    Edition,
    Parue,
    build_edition,
    can_edit,
    list_nommables,
    list_presentes,
)
from caprse.socle.francais import sort_key
from tests.restitution.scene import CRITERES, REFERENTIEL


def build(niveau: int | None, codes: Iterable[str] = CRITERES, nom: str = "Une structure") -> Bilan:
    cotations = {code: Cotation(niveau) for code in codes} if niveau is not None else {}
    return compute_bilan(REFERENTIEL, "source", "T01", nom, cotations, {})


def build_many(combien: int) -> dict[str, Bilan]:
    return {f"s{rang}": build(rang % 5, nom=f"Structure {rang}") for rang in range(combien)}


def name(combien: int, volontaires: Iterable[str], *anterieures: Parue) -> set[str]:
    edition = build_edition(build_many(combien), set(volontaires), anterieures)
    return {nommee.structure_id for nommee in edition.nommees}


def parue(presentes: Iterable[str], nommees: Iterable[str]) -> Parue:
    axes = ("T01-A", "T01-B", "T01", "TRA")
    return Parue(dict.fromkeys(axes, frozenset(presentes)), dict.fromkeys(axes, frozenset(nommees)))


def test_an_edition_counts_every_axis_over_all_its_carnets() -> None:
    edition = build_edition(build_many(6), ())
    assert [agregat.code for agregat in edition.agregats] == ["T01-A", "T01-B", "T01", "TRA"]
    assert {agregat.n for agregat in edition.agregats} == {6}
    assert [agregat.code for agregat in edition.enjeux] == ["T01-A", "T01-B"]
    assert [agregat.code for agregat in edition.ensembles] == ["T01", "TRA"]


def test_nothing_in_it_is_about_one_structure_unless_it_is_named() -> None:
    contenu = json.dumps(build_edition(build_many(6), ()).to_contenu())
    assert "Structure" not in contenu
    assert "s0" not in contenu


def test_an_edition_comes_back_from_the_database_as_it_went() -> None:
    edition = build_edition(build_many(9), {"s0", "s3"})
    assert edition.nommees
    assert Edition.from_contenu(json.loads(json.dumps(edition.to_contenu()))) == edition


def test_names_come_by_name_and_not_by_score() -> None:
    bilans = {"x": build(0, nom="Zoé"), "y": build(4, nom="abeille"), "z": build(2, nom="Éclair")} | {
        f"s{rang}": build(1) for rang in range(5)
    }
    noms = [nommee.nom for nommee in build_edition(bilans, {"x", "y", "z"}).nommees]
    assert noms == sorted(noms, key=sort_key)


def test_names_are_shown_when_the_unnamed_can_not_be_told_apart() -> None:
    assert name(8, {"s0", "s1"}) == {"s0", "s1"}


def test_all_may_be_named_since_nobody_is_left_to_guess() -> None:
    assert name(6, {f"s{rang}" for rang in range(6)}) == {f"s{rang}" for rang in range(6)}


def test_of_six_where_one_refuses_nobody_is_named() -> None:
    assert name(6, {f"s{rang}" for rang in range(5)}) == set()


def test_of_six_where_three_agree_nobody_is_named_because_an_unnamed_one_knows_itself() -> None:
    assert name(6, {"s0", "s1", "s2"}) == set()
    assert name(6, {"s0", "s1"}) == {"s0", "s1"}


def test_a_name_that_would_open_an_older_figure_is_not_shown() -> None:
    premiere = parue([f"s{rang}" for rang in range(6)], {"s0", "s1"})
    assert name(9, {"s0", "s1"}, premiere) == {"s0", "s1"}
    assert name(9, {"s0", "s2"}, premiere) == set()


def test_who_was_named_once_counts_as_known_even_after_changing_its_mind() -> None:
    premiere = parue([f"s{rang}" for rang in range(7)], {"s0", "s1", "s2"})
    assert name(7, {"s3"}, premiere) == set()
    assert name(8, {"s7"}, premiere) == {"s7"}


def test_new_carnets_are_not_published_beside_too_many_remembered_names() -> None:
    six = [f"s{rang}" for rang in range(6)]
    toutes_nommees = parue(six, six)
    trois_de_plus = list_presentes(build_many(9))
    assert not can_edit(trois_de_plus, set(six), [toutes_nommees])
    assert can_edit(trois_de_plus, {f"s{rang}" for rang in range(9)}, [toutes_nommees])
    assert can_edit(list_presentes(build_many(10)), set(six), [toutes_nommees])


def test_names_are_judged_axis_by_axis() -> None:
    bilans = build_many(8)
    enjeu_a = [code for code in CRITERES if code <= "T01-04"]
    for structure in ("s4", "s5", "s6"):
        bilans[structure] = build(2, enjeu_a)
    edition = build_edition(bilans, {"s0", "s1"})
    # On the second enjeu five answered, of whom three are unnamed: one of the three would read the other two.
    assert {figure.code for nommee in edition.nommees for figure in nommee.figures} == {"T01-A", "T01"}


def test_a_structure_without_answer_on_an_axis_is_not_in_its_set() -> None:
    presentes = list_presentes({"a": build(2, CRITERES[:1]), "b": build(None)})
    assert presentes == {"T01-A": frozenset({"a"}), "T01": frozenset({"a"})}


ENSEMBLES = st.frozensets(st.sampled_from("abcdefghij"))


@given(st.lists(st.tuples(ENSEMBLES, ENSEMBLES), min_size=1, max_size=5))
def test_no_sequence_of_opting_in_and_out_leaves_one_or_two_others_to_subtract(
    suite: list[tuple[frozenset[str], frozenset[str]]],
) -> None:
    parues: list[Parue] = []
    for presentes, volontaires in suite:
        if not can_edit({"X": presentes}, volontaires, parues):
            continue
        nommables = list_nommables({"X": presentes}, volontaires, parues)
        assert nommables.get("X", frozenset()) <= presentes & volontaires
        parues.append(Parue({"X": presentes}, nommables))
        connues = frozenset().union(*(vue.nommees.get("X", frozenset()) for vue in parues))
        for vue in parues:
            anonymes = vue.presentes["X"] - connues
            if not vue.presentes["X"] & connues:
                continue
            # Each viewer may take itself away as well.
            assert len(anonymes) == 0 or len(anonymes) >= 4, (vue.presentes["X"], connues)
