"""Which figure stands beside which on a structure's screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID, uuid4

from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.figures.axes import Axe
from caprse.restitution.figures.bilan import Bilan, compute_bilan, compute_depart
from caprse.restitution.figures.etats import Donnee, compute_etat
from caprse.restitution.figures.notation import Cotation
from caprse.restitution.publication.edition import Publiee, compose_edition
from caprse.restitution.publication.regles import Cadre
from caprse.restitution.resultats.rapprochements import (
    build_axes_cycle,
    build_axes_trimestre,
    build_progres_cycle,
    build_progres_transversal,
    find_anterieur,
    find_etat,
)
from caprse.restitution.resultats.service import Resultats, ThematiqueVue, TrimestreVu
from tests.restitution.scene import REFERENTIEL

POSITIONS = {"T01-A": Cotation(1), "T01-B": Cotation(1), "T02-A": Cotation(2)}
STRUCTURE = UUID(int=1)


def bilan(
    thematique: str,
    niveau: int | None,
    positions: dict[str, Cotation] | None = None,
    *,
    sans: Sequence[str] = (),
    source: str = "source",
) -> Bilan:
    """All at one niveau but the critères that are left ``sans`` answer."""
    capsule = REFERENTIEL.capsule(thematique)
    codes = [c.code for t in capsule for c in t.criteres if c.code not in sans]
    cotations = dict.fromkeys(codes, Cotation(niveau)) if niveau is not None else {}
    return compute_bilan(REFERENTIEL, source, thematique, "Nous", cotations, positions or {})


def trimestre(numero: int, fait: Bilan | None, *, ouvert: bool = False, publie: int | None = None) -> TrimestreVu:
    if fait is not None:
        donnees = [Donnee(r.code, numero, Cotation(r.niveau, r.non_concerne)) for r in fait.reponses]
        fait = replace(fait, etat=compute_etat(REFERENTIEL.thematiques, REFERENTIEL.niveau_max, donnees, numero))
    publication = None
    if publie is not None and fait is not None:
        bilans = {f"s{rang}": bilan(fait.total.code, publie) for rang in range(6)}
        composee = compose_edition(bilans, (), (), 0, Cadre(5, 3), cloture=True)
        assert composee is not None
        publication = Publiee(composee.edition, 6, datetime(2026, 3, 1, tzinfo=UTC))
    return TrimestreVu(
        uuid4(),
        numero,
        f"Thème {numero}",
        date(2026, numero, 1),
        date(2026, numero, 28),
        EtatTrimestre.OUVERT if ouvert else EtatTrimestre.CLOS,
        EtatCarnet.TRANSMIS if fait else None,
        fait,
        publication,
        None if publication else "pas encore",
        fait.total.code if fait else "T01",
        REFERENTIEL,
    )


def resultats(*trimestres: TrimestreVu, positions: dict[str, Cotation] | None = None) -> Resultats:
    return Resultats(
        STRUCTURE,
        "Nous",
        uuid4(),
        "Collectif",
        False,
        False,
        trimestres,
        trimestres[-1] if trimestres else None,
        tuple(ThematiqueVue(t.code, t.titre, t.titre_court) for t in REFERENTIEL.thematiques),
        compute_depart(REFERENTIEL.thematiques, REFERENTIEL.niveau_max, positions or {}),
    )


def scores(axes: tuple[Axe, ...]) -> dict[str, Fraction | None]:
    return {axe.code: axe.score for axe in axes}


def test_a_trimestre_compares_with_the_last_time_its_theme_was_asked() -> None:
    premier, autre, second = (
        trimestre(1, bilan("T01", 1)),
        trimestre(2, bilan("T02", 4)),
        trimestre(3, bilan("T01", 2)),
    )
    vus = resultats(premier, autre, second)
    axes, noms = build_axes_trimestre(vus, second)
    assert noms.precedent == "T1"
    assert {axe.score_precedent for axe in axes} == {Fraction(1, 4)}
    assert find_anterieur(vus, premier) is None


def test_an_enjeu_answered_on_other_questions_is_not_compared() -> None:
    premier, second = trimestre(1, bilan("T01", 1, sans=["T01-01"])), trimestre(2, bilan("T01", 2))
    axes, noms = build_axes_trimestre(resultats(premier, second), second)
    assert noms.precedent == "T1"
    assert [axe.score_precedent for axe in axes] == [None, Fraction(1, 4)]
    sans = trimestre(2, bilan("T01", 2, sans=["T01-08"]))
    assert find_anterieur(resultats(premier, sans), sans) is None
    assert build_axes_trimestre(resultats(premier, sans), sans)[1].precedent is None


def test_a_line_leads_to_the_same_questions_only() -> None:
    sans = ["T01-01", "TRA-01"]
    vus = resultats(
        trimestre(1, bilan("T01", 1, sans=sans)), trimestre(2, bilan("T01", 1)), trimestre(3, bilan("T01", 4))
    )
    for [axe] in (build_progres_cycle(vus)[0], build_progres_transversal(vus)[0]):
        assert axe.lies == {2}, axe


def test_another_version_compares_by_the_questions_that_stayed_the_same() -> None:
    vus = resultats(trimestre(1, bilan("T01", 1)), trimestre(2, bilan("T01", 3, source="suivante")))
    memes = {c.code: c.code for c in REFERENTIEL.criteres}
    # Of a question that went to another enjeu, neither is compared; retired, its own is not.
    for suite, attendu, enjeux in (
        (memes, {1}, {"T01-A", "T01-B"}),
        (memes | {"T01-02": "T01-07", "T01-07": "T01-02"}, {1}, set()),
        ({code: code for code in memes if code != "T01-02"}, set(), {"T01-B"}),
        ({"TRA-01": "TRA-01"}, set(), set()),
    ):
        suivis = replace(vus, suites={"source": suite, "suivante": memes})
        assert build_progres_cycle(suivis)[0][0].lies == attendu
        anterieur = find_anterieur(suivis, suivis.trimestres[1])
        assert {figure.code for figure in (anterieur.figures if anterieur else ())} == enjeux
    inconnue = replace(vus, suites={"suivante": memes})
    assert build_progres_transversal(inconnue)[0][0].lies == set()


def test_other_questions_are_no_earlier_time() -> None:
    """The positionnement asks one question per enjeu: a score over critères did not fall from it."""
    vu = trimestre(1, bilan("T01", 3, POSITIONS))
    vus = resultats(vu, positions=POSITIONS)
    axes, noms = build_axes_trimestre(vus, vu)
    assert noms.precedent is None
    assert {axe.score_precedent for axe in axes} == {None}
    assert find_anterieur(vus, vu) is None


def test_the_collectif_stands_beside_only_where_it_may_be_seen() -> None:
    vu = trimestre(1, bilan("T01", 3), publie=2)
    axes, _ = build_axes_trimestre(resultats(vu), vu)
    assert {axe.mediane for axe in axes} == {Fraction(1, 2)}
    cache = trimestre(1, bilan("T01", 3))
    assert {axe.mediane for axe in build_axes_trimestre(resultats(cache), cache)[0]} == {None}


def test_the_cycle_keeps_a_place_for_the_themes_that_have_not_come() -> None:
    vus = resultats(
        trimestre(1, bilan("T01", 1), publie=2), trimestre(2, bilan("T02", 3), ouvert=True), positions=POSITIONS
    )
    axes, noms = build_axes_cycle(vus)
    assert scores(axes) == {"T01": Fraction(1, 4), "T02": Fraction(3, 4), "T03": None, "TRA": Fraction(3, 4)}
    assert [axe.mediane for axe in axes] == [Fraction(1, 2), None, None, None]
    assert (axes[1].titre_court, axes[0].titre_court) == ("T02 (en cours)", "T01")
    assert noms.precedent is None
    assert {axe.score_precedent for axe in axes} == {None}


def test_the_cycle_shows_the_last_answers_not_an_empty_carnet_just_opened() -> None:
    vus = resultats(trimestre(1, bilan("T01", 2)), trimestre(2, bilan("T01", None), ouvert=True))
    assert scores(build_axes_cycle(vus)[0])["T01"] == Fraction(1, 2)


def test_the_cycle_of_a_trimestre_does_not_know_what_came_later() -> None:
    premier, second, apres = (
        trimestre(1, bilan("T01", 1)),
        trimestre(2, bilan("T02", 2)),
        trimestre(3, bilan("T01", 4)),
    )
    vus = replace(resultats(premier, second, apres), choisi=second)
    axes = {axe.code: axe for axe in build_axes_cycle(vus)[0]}
    assert (axes["T01"].score, axes["T02"].score) == (Fraction(1, 4), Fraction(1, 2))
    assert second.bilan is not None
    assert find_etat(vus) == second.bilan.etat
    assert [vu.numero for vu in vus.jusqu_ici] == [1, 2]


def test_progress_goes_through_the_times_of_a_theme_that_came_twice() -> None:
    vus = resultats(
        trimestre(1, bilan("T01", 2)),
        trimestre(2, bilan("T02", 1)),
        trimestre(3, bilan("T01", 3), ouvert=True),
        positions=POSITIONS,
    )
    progres, noms = build_progres_cycle(vus)
    assert noms == ("1re fois", "2e fois")
    assert [axe.titre_court for axe in progres] == ["T01 (T1, T3, en cours)"]
    assert [[figure and figure.score for figure in axe.figures] for axe in progres] == [
        [Fraction(1, 2), Fraction(3, 4)],
    ]


def test_the_block_of_every_trimestre_has_a_point_at_each() -> None:
    vus = resultats(trimestre(1, bilan("T01", 2)), trimestre(2, None), trimestre(3, bilan("T02", 4)))
    [axe], noms = build_progres_transversal(vus)
    assert noms == ("T1", "T3")
    assert [figure and figure.score for figure in axe.figures] == [Fraction(1, 2), Fraction(1)]
    assert build_progres_transversal(resultats(trimestre(1, bilan("T01", 2)))) == ((), ())


def test_without_a_trimestre_there_is_nothing_to_draw() -> None:
    assert build_progres_transversal(resultats()) == ((), ())
    assert build_progres_cycle(resultats())[0] == ()
    vu = trimestre(1, None)
    assert build_axes_trimestre(resultats(vu), vu)[0] == ()
