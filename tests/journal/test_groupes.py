"""The lines of a page by day and by person: none lost, none doubled, only changes of one answer folded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from caprse.journal.groupes import group_lignes
from caprse.journal.service import LigneJournal

DEBUT = datetime(2026, 3, 14, 12, tzinfo=UTC)


def build_ligne(rang: int, qui: str, sujet: str, heures: int) -> LigneJournal:
    return LigneJournal(rang, DEBUT - timedelta(hours=heures), "AILES", qui, f"geste {rang}", sujet)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["", "x", "y"]), st.integers(0, 30)), max_size=30))
def test_each_line_is_there_once_in_its_day_under_its_person(tirages: list[tuple[str, str, int]]) -> None:
    heures = sorted(heure for _, _, heure in tirages)
    lignes = [build_ligne(rang, qui, sujet, heures[rang]) for rang, (qui, sujet, _) in enumerate(tirages)]
    jours = group_lignes(lignes)
    rendues = [ligne for jour in jours for p in jour.personnes for suite in p.suites for ligne in suite]
    assert sorted(ligne.id for ligne in rendues) == [ligne.id for ligne in lignes]
    assert len({jour.jour for jour in jours}) == len(jours)
    for jour in jours:
        assert len({personne.qui for personne in jour.personnes}) == len(jour.personnes)
        for personne in jour.personnes:
            assert {ligne.qui for suite in personne.suites for ligne in suite} == {personne.qui}
            for suite in personne.suites:
                assert len(suite) == 1 or {ligne.sujet for ligne in suite} in ({"x"}, {"y"})
                assert [ligne.id for ligne in suite] == sorted(ligne.id for ligne in suite)


def test_three_changes_of_one_answer_are_one_and_another_between_them_parts_them() -> None:
    lignes = [build_ligne(rang, "A", sujet, 0) for rang, sujet in enumerate(["x", "x", "x", "y", "x", "", ""])]
    [jour] = group_lignes(lignes)
    assert [len(suite) for suite in jour.personnes[0].suites] == [3, 1, 1, 1, 1]
    assert jour.personnes[0].nombre == 7
