"""What a publication says: aggregates, and names only where nobody else can be told by subtraction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.bilan import Bilan, compute_bilan
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.publication.edition import (
    Edition,
    compose_edition,
    count_groupes,
    list_presentes,
    number_unites,
    read_candidate,
)
from caprse.restitution.publication.mouvements import build_unites
from caprse.restitution.publication.noms import choose_names, close_names
from caprse.restitution.publication.regles import Cadre, Parue, hides_unnamed
from caprse.socle.francais import sort_key
from tests.restitution.scene import CRITERES, REFERENTIEL

CADRE = Cadre(5, 3)
AXES = ("T01-A", "T01-B", "T01", "TRA")
ENJEU_A = [code for code in CRITERES if code <= "T01-04"]


def build(niveau: int | None, codes: Iterable[str] = CRITERES, nom: str = "Une structure") -> Bilan:
    cotations = {code: Cotation(niveau) for code in codes} if niveau is not None else {}
    return compute_bilan(REFERENTIEL, "source", "T01", nom, cotations, {})


def build_many(combien: int) -> dict[str, Bilan]:
    return {f"s{rang}": build(rang % 5, nom=f"Structure {rang}") for rang in range(combien)}


def compose(
    bilans: dict[str, Bilan], volontaires: Iterable[str] = (), *anterieures: Parue, cadre: Cadre = CADRE
) -> Edition:
    composee = compose_edition(bilans, set(volontaires), anterieures, 0, cadre, cloture=True)
    assert composee is not None
    return composee.edition


def name(combien: int, volontaires: Iterable[str], *anterieures: Parue) -> set[str]:
    edition = compose(build_many(combien), volontaires, *anterieures)
    return {nommee.structure_id for nommee in edition.nommees}


def parue(combien: Sequence[int] | range, nommees: Iterable[str]) -> Parue:
    """An edition over the structures of these ranks, these being named on all axes."""
    tous = build_many(10)
    ici = {f"s{rang}": tous[f"s{rang}"] for rang in combien}
    candidate = read_candidate(ici, CADRE)
    return Parue(candidate.valeurs, candidate.montres, dict.fromkeys(AXES, frozenset(nommees)))


def test_an_edition_counts_every_axis_over_all_its_carnets() -> None:
    edition = compose(build_many(6))
    assert [agregat.code for agregat in edition.agregats] == list(AXES)
    assert {agregat.n for agregat in edition.agregats} == {6}
    assert [agregat.code for agregat in edition.enjeux] == ["T01-A", "T01-B"]
    assert [agregat.code for agregat in edition.ensembles] == ["T01", "TRA"]


def test_nothing_in_it_is_about_one_structure_unless_it_is_named() -> None:
    cadre = Cadre(5, 3, build_unites([["s0", "s1"]]))
    contenu = json.dumps(compose(build_many(6), cadre=cadre).to_contenu())
    assert "Structure" not in contenu
    assert "s0" not in contenu


def test_an_edition_comes_back_from_the_database_as_it_went() -> None:
    edition = compose(build_many(9), {"s0", "s3"}, cadre=Cadre(5, 3, build_unites([["s1", "s2"]])))
    assert edition.nommees
    assert edition.agregats[0].groupes == {1: 2}
    assert Edition.from_contenu(json.loads(json.dumps(edition.to_contenu()))) == edition


def test_names_come_by_name_and_not_by_score() -> None:
    bilans = {"x": build(0, nom="Zoé"), "y": build(4, nom="abeille"), "z": build(2, nom="Éclair")} | {
        f"s{rang}": build(1) for rang in range(5)
    }
    noms = [nommee.nom for nommee in compose(bilans, {"x", "y", "z"}).nommees]
    assert noms == sorted(noms, key=sort_key)
    assert len(noms) == 3


def test_an_axis_under_the_threshold_keeps_its_title_alone_and_its_total_goes_too() -> None:
    bilans = build_many(4) | {f"t{rang}": build(2, ENJEU_A) for rang in range(3)}
    edition = compose(bilans)
    assert {agregat.code: (agregat.n, sum(agregat.repartition)) for agregat in edition.agregats} == {
        "T01-A": (7, 28),
        "T01-B": (0, 0),
        "T01": (0, 0),
        "TRA": (0, 0),
    }
    assert [agregat.titre for agregat in edition.agregats] == [
        agregat.titre for agregat in compose(build_many(6)).agregats
    ]


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
    premiere = parue(range(6), {"s0", "s1"})
    assert name(9, {"s0", "s1"}, premiere) == {"s0", "s1"}
    # s2 would be the third known of the six: its name waits, that of s0 was there.
    assert name(9, {"s0", "s2"}, premiere) == {"s0"}


def test_who_was_named_once_counts_as_known_even_after_changing_its_mind() -> None:
    premiere = parue(range(7), {"s0", "s1", "s2"})
    assert name(10, {"s3"}, premiere) == set()
    assert name(10, {"s7", "s8", "s9"}, premiere) == {"s7", "s8", "s9"}


def test_new_carnets_are_not_published_beside_too_many_remembered_names() -> None:
    six = {f"s{rang}" for rang in range(6)}
    toutes_nommees = parue(range(6), six)
    assert compose_edition(build_many(9), six, [toutes_nommees], 0, CADRE, cloture=True) is None
    assert name(9, {f"s{rang}" for rang in range(9)}, toutes_nommees) == {f"s{rang}" for rang in range(9)}
    assert name(10, six, toutes_nommees) == six


def test_names_are_judged_axis_by_axis_and_the_total_tells_no_hidden_one() -> None:
    bilans = build_many(8)
    for structure in ("s4", "s5", "s6"):
        bilans[structure] = build(2, ENJEU_A)
    edition = compose(bilans, {"s0", "s1"})
    # On the second enjeu five answered, of whom three are unnamed: one of the three would read the other two.
    assert {figure.code for nommee in edition.nommees for figure in nommee.figures} == {"T01-A"}


def test_who_answered_only_what_it_is_named_on_is_named_on_the_total() -> None:
    bilans = build_many(8)
    for structure in ("s4", "s5", "s6"):
        bilans[structure] = build(2, ENJEU_A)
    edition = compose(bilans, {"s0", "s4"})
    par_structure = {nommee.structure_id: {figure.code for figure in nommee.figures} for nommee in edition.nommees}
    assert par_structure == {"s0": {"T01-A", "T01-B", "T01", "TRA"}, "s4": {"T01-A", "T01"}}


def test_an_edition_of_before_that_named_a_total_told_its_parts() -> None:
    brute = parue(range(6), ())
    sur_le_total = Parue(brute.valeurs, brute.montres, {"T01": frozenset({"s0"})})
    fermee = close_names(sur_le_total, "T01", ["T01-A", "T01-B"])
    assert fermee.nommees["T01-A"] == fermee.nommees["T01-B"] == {"s0"}
    sur_les_parts = Parue(brute.valeurs, brute.montres, dict.fromkeys(("T01-A", "T01-B"), frozenset({"s1"})))
    assert close_names(sur_les_parts, "T01", ["T01-A", "T01-B"]).nommees["T01"] == {"s1"}


def test_a_structure_without_answer_on_an_axis_is_not_in_its_set() -> None:
    presentes = list_presentes({"a": build(2, CRITERES[:1]), "b": build(None)})
    assert presentes == {"T01-A": frozenset({"a"}), "T01": frozenset({"a"})}


def test_units_are_numbered_without_saying_who_they_are() -> None:
    numeros = number_unites("dcba", build_unites(["bd"]))
    assert numeros == {"a": 0, "b": 1, "c": 2, "d": 1}
    assert count_groupes("abd", numeros) == {1: 2}
    assert count_groupes("ab", numeros) == {}


ENSEMBLES = st.frozensets(st.sampled_from("abcdefghij"))


@given(st.lists(st.tuples(ENSEMBLES, ENSEMBLES), min_size=1, max_size=5))
def test_no_sequence_of_opting_in_and_out_leaves_one_or_two_others_to_subtract(
    suite: list[tuple[frozenset[str], frozenset[str]]],
) -> None:
    parues: list[Parue] = []
    for presentes, volontaires in suite:
        nouvelle = Parue({"X": dict.fromkeys(presentes, "v1")}, frozenset({"X"}))
        nommees = choose_names(nouvelle, volontaires, parues, "T", ["X"], CADRE)
        if nommees is None:
            continue
        assert nommees["X"] <= presentes & volontaires
        parues.append(Parue(nouvelle.valeurs, nouvelle.montres, nommees))
        connues = frozenset().union(*(vue.nommees["X"] for vue in parues))
        for vue in parues:
            # Each viewer may take itself away as well.
            assert hides_unnamed(vue.valeurs["X"].keys(), connues, CADRE), (vue.valeurs, connues)
