"""What changed over a journey: like with like only, whatever the order in which answers come."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from caprse.bilan.regles import describe_pas, describe_revues, list_revues, summarize
from caprse.restitution.figures.etats import Donnee, Etat, find_tenues
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.figures.series import Halte


def build_donnee(critere: str, trimestre: int, niveau: int | None, non_concerne: bool = False) -> Donnee:
    return Donnee(critere, trimestre, Cotation(niveau, non_concerne))


def list_haltes(donnees: Iterable[Donnee]) -> list[Halte]:
    """Where it stood at each of seven trimestres, by these answers in any order."""
    etats = [(numero, find_tenues(donnees, numero)) for numero in range(1, 8)]
    return [Halte(Etat(numero, tuple(tenues.values()), ())) for numero, tenues in etats]


DONNEES = (
    build_donnee("A", 1, 1),
    build_donnee("A", 2, None),
    build_donnee("A", 3, 3),
    build_donnee("B", 1, 2),
    build_donnee("C", 1, None, non_concerne=True),
    build_donnee("C", 3, 2),
    build_donnee("D", 2, 4),
    build_donnee("D", 3, 3),
)


def test_the_first_and_the_last_answer_are_compared_and_one_given_once_is_not() -> None:
    for ordre in list(permutations(DONNEES))[:500]:
        revues = list_revues(list_haltes(ordre), ["D", "C", "B", "A"])
        assert [(revue.critere, revue.pas) for revue in revues] == [("D", -1), ("C", None), ("A", 2)]
    assert [describe_pas(revue) for revue in revues] == [
        "−1\u00a0marche",
        "pas de comparaison",
        "+2\u00a0marches",
    ]


def test_the_sentence_counts_what_was_not_looked_at_again() -> None:
    revues = list_revues(list_haltes(DONNEES), "ABCD")
    assert describe_revues(revues, 4) == (
        "3\u00a0réponses revues\u00a0: 1 plus haut, 1 plus bas, 1 sans comparaison. 1\u00a0réponse non revue."
    )
    assert describe_revues((), 4) == "Aucune réponse n’a encore été revue."


def test_the_whole_journey_is_one_sentence_without_what_is_nothing() -> None:
    revues = list_revues(list_haltes(DONNEES), "ABCD")
    assert summarize(5, 6, revues, 0) == (
        "Notre chemin\u00a0: 5\u00a0thématiques remplies, 6\u00a0actions faites, "
        "1\u00a0réponse plus haute et 1\u00a0réponse plus basse."
    )
    assert summarize(0, 0, (), 0) == ""


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDE"), st.integers(1, 7), st.one_of(st.none(), st.integers(0, 4))),
        unique_by=lambda donnee: donnee[:2],
        max_size=30,
    )
)
def test_every_arrow_joins_two_answers_to_one_question(brutes: list[tuple[str, int, int | None]]) -> None:
    donnees = [build_donnee(*brute) for brute in brutes]
    for revue in list_revues(list_haltes(donnees), "ABCDE"):
        assert revue.avant.critere == revue.apres.critere == revue.critere
        assert revue.avant.trimestre < revue.apres.trimestre
        assert revue.avant in donnees
        assert revue.apres in donnees
