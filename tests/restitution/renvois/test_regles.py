"""What answers say of another grid: counted once per critère, nothing guessed where nothing was answered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.figures.etats import Donnee
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.renvois.phrases import (
    describe_lecture,
    describe_seuls,
    describe_sujet,
    list_lignes,
    name_reponse,
)
from caprse.restitution.renvois.regles import CritereLu, Lecture, list_lectures
from caprse.restitution.renvois.vue import build_lecture
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=2, criteres=8)
NIVEAUX = tuple(niveau.nom for niveau in REFERENTIEL.echelle)
CODES = [critere.code for critere in REFERENTIEL.criteres]


def hold(code: str, niveau: int | None = 2, trimestre: int = 1) -> Donnee:
    return Donnee(code, trimestre, Cotation(niveau, niveau is None))


def read(*tenues: Donnee, traces: tuple[str, ...] = ()) -> Lecture:
    [lecture] = list_lectures(REFERENTIEL, tenues, traces)
    return lecture


def test_every_subject_is_there_in_the_order_of_its_family_answered_or_not() -> None:
    lecture = read()
    assert [sujet.code for sujet in lecture.sujets] == ["1", "2", "3"]
    assert [groupe for groupe, _ in lecture.groupes] == ["Axe 1"]
    assert (lecture.relies, lecture.regardes) == (3, 0)
    assert {describe_sujet(sujet).split(" sur ")[0] for sujet in lecture.sujets} == {"Aucune réponse"}
    assert "touchent 3 sujets sur 3" in describe_lecture(lecture)


def test_an_answer_tells_of_each_subject_that_its_critere_leads_to() -> None:
    lecture = read(hold("T01-01", 3), hold("T01-02", None), traces=("T01-01", "T01-03"))
    lus = {lu.code: lu for sujet in lecture.sujets for lu in sujet.criteres}
    assert (lus["T01-01"].niveau, lus["T01-01"].trace) == (3, True)
    assert name_reponse(lus["T01-01"], NIVEAUX) == f"3 · {NIVEAUX[3]}"
    assert name_reponse(lus["T01-02"], NIVEAUX) == "Non concerné"
    # A trace without an answer tells nothing.
    assert not lus["T01-03"].trace
    assert name_reponse(lus["T01-03"], NIVEAUX) == "Pas encore répondu"
    assert describe_lecture(lecture) == (
        "Vos réponses touchent 2\u00a0sujets sur 3 ; les autres thématiques du cahier en toucheront 1 de plus."
    )


def test_a_subject_that_no_critere_leads_to_is_said_so_and_never_counted_as_missed() -> None:
    modifie = REFERENTIEL.model_copy(
        update={
            "thematiques": tuple(
                t.model_copy(
                    update={
                        "enjeux": tuple(
                            e.model_copy(
                                update={"criteres": tuple(c.model_copy(update={"renvois": {}}) for c in e.criteres)}
                            )
                            for e in t.enjeux
                        )
                    }
                )
                for t in REFERENTIEL.thematiques
            )
        }
    )
    [lecture] = list_lectures(modifie, [hold("T01-01")], ())
    assert (lecture.relies, lecture.regardes) == (0, 0)
    assert (lecture.groupes, len(lecture.seuls)) == ([], 3)
    assert describe_seuls(lecture) == "3\u00a0sujets sans question du cahier"
    assert [ligne["Critère"] for ligne in list_lignes([lecture], NIVEAUX)] == ["", "", ""]


@given(st.dictionaries(st.sampled_from(CODES), st.none() | st.integers(0, 4)), st.sets(st.sampled_from(CODES)))
def test_the_sums_of_the_subjects_are_those_of_the_criteres(niveaux: dict[str, int | None], traces: set[str]) -> None:
    lecture = read(*(hold(code, niveau) for code, niveau in niveaux.items()), traces=tuple(traces))
    menees = sum(len(c.renvois.get("normes", ())) for c in REFERENTIEL.criteres)
    assert sum(len(sujet.criteres) for sujet in lecture.sujets) == menees
    repondues = sum(len(REFERENTIEL.critere(code).renvois["normes"]) for code in niveaux)
    assert sum(sujet.repondus for sujet in lecture.sujets) == repondues
    assert lecture.regardes <= lecture.relies <= len(lecture.sujets)
    assert all(sujet.traces <= sujet.repondus for sujet in lecture.sujets)
    assert len(list_lignes([lecture], NIVEAUX)) == menees


def test_any_sign_in_a_text_stays_text() -> None:
    lecture = Lecture(
        REFERENTIEL.familles[0].model_copy(update={"titre": "<b>x</b>"}),
        tuple(
            sujet.__class__("<i>", "<i>y</i>", "<u>", (CritereLu("x", "<s>", "<q>", 1, trimestre=1),))
            for sujet in read().sujets
        ),
    )
    html = build_lecture(lecture, NIVEAUX)
    assert "&lt;i&gt;y&lt;/i&gt;" in html
    assert not any(signe in html for signe in ("<i>y", "<u>", "<s>", "<q>"))
