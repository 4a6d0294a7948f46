"""The state at a trimestre: the latest answer at or before it, whatever the order; compared over common questions."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.etats import (
    Donnee,
    Etat,
    ask_the_same,
    compare_etats,
    compute_etat,
    describe_ecart,
    describe_etat,
    find_tenues,
    pair_tenues,
)
from caprse.restitution.figures.notation import Cotation
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=3, criteres=5)
CODES = [critere.code for thematique in REFERENTIEL.thematiques for critere in thematique.criteres]
COTATIONS = st.one_of(
    st.integers(0, 4).map(Cotation), st.just(Cotation(None, True)), st.just(Cotation(None)), st.just(Cotation(0))
)


@st.composite
def histoires(draw: st.DrawFn) -> list[Donnee]:
    """Answers over six trimestres, at most one to a critère in each."""
    lieux = draw(st.lists(st.tuples(st.sampled_from(CODES), st.integers(1, 6)), unique=True, max_size=40))
    return [Donnee(critere, trimestre, draw(COTATIONS)) for critere, trimestre in lieux]


def compute(donnees: list[Donnee], numero: int) -> Etat:
    return compute_etat(REFERENTIEL.thematiques, REFERENTIEL.niveau_max, donnees, numero)


@given(histoires(), st.integers(1, 6), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_come_changes_nothing(donnees: list[Donnee], numero: int, hasard: Random) -> None:
    melangees = list(donnees)
    hasard.shuffle(melangees)
    assert compute(donnees, numero) == compute(melangees, numero)


@given(histoires(), st.integers(1, 6))
def test_what_comes_later_never_moves_an_earlier_state(donnees: list[Donnee], numero: int) -> None:
    jusque_la = [donnee for donnee in donnees if donnee.trimestre <= numero]
    assert compute(donnees, numero) == compute(jusque_la, numero)


@given(histoires(), st.integers(1, 5))
def test_a_state_only_grows_and_each_answer_only_gets_younger(donnees: list[Donnee], numero: int) -> None:
    avant, apres = find_tenues(donnees, numero), find_tenues(donnees, numero + 1)
    assert avant.keys() <= apres.keys()
    assert all(avant[code].trimestre <= apres[code].trimestre for code in avant)


@given(histoires(), st.integers(1, 6))
def test_what_holds_is_the_latest_answer_at_or_before(donnees: list[Donnee], numero: int) -> None:
    for code, tenue in find_tenues(donnees, numero).items():
        possibles = [d.trimestre for d in donnees if d.critere == code and d.trimestre <= numero and d.repondue]
        assert tenue.trimestre == max(possibles)


@given(histoires(), st.integers(1, 6))
def test_each_answer_is_counted_once_as_given_now_or_carried_over(donnees: list[Donnee], numero: int) -> None:
    etat = compute(donnees, numero)
    assert (etat.revus, etat.repris) == (sum(a.revus for a in etat.axes), sum(a.repris for a in etat.axes))
    for axe in etat.axes:
        assert axe.revus + axe.repris == axe.figure.repondus + axe.figure.non_concernes
        assert axe.tout_repris == (axe.revus == 0)


@given(histoires(), st.integers(1, 6), st.integers(1, 6))
def test_a_change_is_only_of_questions_that_both_answered(donnees: list[Donnee], un: int, autre: int) -> None:
    avant, apres = compute(donnees, min(un, autre)), compute(donnees, max(un, autre))
    ecart = compare_etats(avant, apres)
    de = {t.critere: t.cotation.niveau for t in avant.tenues if t.cotation.niveau is not None}
    vers = {t.critere: t.cotation.niveau for t in apres.tenues if t.cotation.niveau is not None}
    assert ecart.communs == len(de.keys() & vers.keys())
    assert {*ecart.montes, *ecart.descendus} <= de.keys() & vers.keys()
    # The sum of what moved is what the marches of these very questions moved by.
    somme = sum(vers[code] - de[code] for code in de.keys() & vers.keys())
    assert ecart.gagnees - ecart.perdues == somme
    revus = {t.critere for t in apres.tenues if t.trimestre > avant.numero}
    assert ecart.revus == len(de.keys() & vers.keys() & revus) >= len(ecart.montes) + len(ecart.descendus)


@given(histoires(), st.integers(1, 6))
def test_a_state_does_not_differ_from_itself(donnees: list[Donnee], numero: int) -> None:
    etat = compute(donnees, numero)
    ecart = compare_etats(etat, etat)
    assert (ecart.gagnees, ecart.perdues) == (0, 0)


@given(histoires(), st.integers(1, 6))
def test_what_an_arrete_keeps_reads_the_same(donnees: list[Donnee], numero: int) -> None:
    etat = compute(donnees, numero)
    assert Etat.from_contenu(etat.to_contenu()) == etat


def test_an_answer_taken_back_leaves_the_one_of_before() -> None:
    donnees = [Donnee("T01-01", 1, Cotation(2)), Donnee("T01-01", 3, Cotation(None))]
    assert find_tenues(donnees, 3)["T01-01"].cotation == Cotation(2)


def test_a_change_follows_the_code_and_leaves_out_what_is_not_asked_any_more() -> None:
    avant = compute([Donnee("T01-01", 1, Cotation(1)), Donnee("T01-02", 1, Cotation(3))], 1)
    apres = compute([Donnee("T02-05", 2, Cotation(3)), Donnee("T01-02", 2, Cotation(0))], 2)
    ecart = compare_etats(avant, apres, {"T01-01": "T02-05"})
    assert (ecart.communs, ecart.gagnees, ecart.perdues, ecart.montes) == (1, 2, 0, ("T02-05",))


def test_non_concerne_and_a_niveau_do_not_make_a_change() -> None:
    avant = compute([Donnee("T01-01", 1, Cotation(None, True))], 1)
    apres = compute([Donnee("T01-01", 2, Cotation(4))], 2)
    assert compare_etats(avant, apres).communs == compare_etats(apres, avant).communs == 0


def tell(*donnees: Donnee) -> str:
    """What is said to have moved from trimestre 1 to trimestre 2."""
    return describe_ecart(1, compare_etats(compute([*donnees], 1), compute([*donnees], 2))).replace("\u00a0", " ")


def test_what_was_only_carried_over_is_not_said_to_have_stayed() -> None:
    assert tell(Donnee("T01-01", 1, Cotation(2)), Donnee("T01-02", 1, Cotation(2))) == (
        "Depuis le trimestre 1, aucun critère n’a été revu : 2 réponses sont reprises d’avant."
    )


def test_hollow_is_said_of_what_is_drawn_hollow_alone() -> None:
    """What is carried over in a thématique of which something was looked at again is in a full dot."""
    un, deux = (tuple(c.code for c in REFERENTIEL.thematiques[rang].criteres) for rang in (0, 1))
    avant = [Donnee(code, 1, Cotation(1)) for code in (*un[:3], *deux[:2])]
    assert describe_etat(compute([*avant, Donnee(un[0], 2, Cotation(2))], 2)).endswith(
        "1\u00a0critère rempli ou revu, 4 repris d’avant, dont 2 en ronds creux."
    )
    assert describe_etat(compute(avant, 2)).endswith("5 repris d’avant (ronds creux).")
    assert describe_etat(compute(avant[:3], 1)).endswith("3\u00a0critères remplis ou revus.")


def test_what_was_looked_at_again_is_counted_apart() -> None:
    avant = (Donnee("T01-01", 1, Cotation(2)), Donnee("T01-02", 1, Cotation(2)), Donnee("T01-03", 1, Cotation(2)))
    assert tell(*avant, Donnee("T01-01", 2, Cotation(2))) == (
        "Depuis le trimestre 1, 1 critère revu et rien n’a bougé (2 autres sont repris d’avant)."
    )
    assert tell(*avant, Donnee("T01-01", 2, Cotation(4)), Donnee("T01-02", 2, Cotation(1))) == (
        "Depuis le trimestre 1 : 2 marches gagnées et 1 marche perdue, sur 2 critères revus "
        "(1 autre est repris d’avant)."
    )


def hold(numero: int, *tenues: Donnee) -> Etat:
    """A state as an arrêté kept it, whatever was corrected since."""
    return Etat(numero, tenues, ())


def test_only_what_was_given_after_the_earlier_state_was_looked_at_again() -> None:
    avant = hold(
        2, Donnee("T01-01", 1, Cotation(1)), Donnee("T01-02", 2, Cotation(1)), Donnee("T01-03", 2, Cotation(1))
    )
    # The first is carried over, the second was corrected in its own trimestre since, the third was given again.
    apres = hold(
        3, Donnee("T01-01", 1, Cotation(1)), Donnee("T01-02", 2, Cotation(4)), Donnee("T01-03", 3, Cotation(3))
    )
    assert [(p.revue, p.pas) for p in pair_tenues(avant, apres).values()] == [(False, 0), (False, 0), (True, 2)]
    ecart = compare_etats(avant, apres)
    assert (ecart.communs, ecart.revus, ecart.gagnees, ecart.montes) == (3, 1, 2, ("T01-03",))


def test_a_line_joins_the_same_questions_read_as_they_were_given() -> None:
    avant = hold(1, Donnee("T01-01", 1, Cotation(1)), Donnee("T01-02", 1, Cotation(1)))
    apres = hold(2, Donnee("T01-01", 1, Cotation(1)), Donnee("T01-02", 2, Cotation(4)))
    corrige = hold(2, Donnee("T01-01", 1, Cotation(2)), Donnee("T01-02", 2, Cotation(4)))
    codes = ["T01-01", "T01-02"]
    assert ask_the_same(pair_tenues(avant, apres), codes, codes)
    assert not ask_the_same(pair_tenues(avant, corrige), codes, codes)
    assert not ask_the_same(pair_tenues(avant, apres), codes, codes[:1])
    assert not ask_the_same(pair_tenues(avant, apres), codes[:1], codes)
