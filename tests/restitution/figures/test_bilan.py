"""All the figures of one carnet, and their way into an arrêté and back."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.schema import Referentiel
from caprse.restitution.figures.bilan import Bilan, compute_bilan, compute_depart
from caprse.restitution.figures.notation import Cotation
from tests.fabrique import build_referentiel, referentiels
from tests.restitution.exemples import cote
from tests.restitution.scene import REFERENTIEL

REPONSES = cote(T01_01=4, T01_02=2, T01_03=0, T01_05=3, TRA_01=1) | {"T01-04": Cotation(None, non_concerne=True)}
POSITIONS = {"T01-A": Cotation(1), "TRA-A": Cotation(3), "T02-A": Cotation(4)}

ARRETE = Path(__file__).with_name("arrete-0.1.json")


def compute(referentiel: Referentiel = REFERENTIEL, thematique: str = "T01") -> Bilan:
    return compute_bilan(referentiel, "source", thematique, "Les Essais", REPONSES, POSITIONS)


def test_a_bilan_holds_the_enjeux_the_thematique_and_the_transversal_block() -> None:
    bilan = compute()
    assert [figure.code for figure in bilan.axes] == ["T01-A", "T01-B", "T01", "TRA"]
    assert [figure.score for figure in bilan.axes] == [
        Fraction(6, 12),
        Fraction(3, 4),
        Fraction(9, 16),
        Fraction(1, 4),
    ]
    assert [figure.code for figure in bilan.ensembles] == ["T01", "TRA"]


def test_every_critere_of_the_capsule_is_kept_with_its_title_answered_or_not() -> None:
    reponses = {reponse.code: reponse for reponse in compute().reponses}
    assert len(reponses) == 9
    assert (reponses["T01-01"].titre, reponses["T01-01"].niveau) == ("Critère T01-01", 4)
    assert reponses["T01-04"].non_concerne
    assert (reponses["T01-06"].niveau, reponses["T01-06"].non_concerne) == (None, False)


def test_the_starting_point_stands_on_the_same_axes_and_only_where_it_was_answered() -> None:
    depart = {figure.code: figure.score for figure in compute().depart}
    assert depart == {"T01-A": Fraction(1, 4), "T01": Fraction(1, 4), "TRA-A": Fraction(3, 4), "TRA": Fraction(3, 4)}


def test_without_a_positionnement_there_is_no_starting_point() -> None:
    assert compute_depart(REFERENTIEL.thematiques, REFERENTIEL.niveau_max, {}) == ()


def test_ranks_carry_the_descriptor_of_the_next_niveau() -> None:
    rangs = compute().rangs
    assert [cote.code for cote in rangs.forces] == ["T01-01", "T01-05"]
    assert [(cote.code, cote.suivant) for cote in rangs.a_travailler] == [
        ("T01-03", "Descripteur de T01-03 1"),
        ("T01-02", "Descripteur de T01-02 3"),
    ]


def test_a_referentiel_without_transversal_block_has_none() -> None:
    bilan = compute(build_referentiel(themes=1, criteres=8, transversal=False))
    assert bilan.transversal is None
    assert [figure.code for figure in bilan.ensembles] == ["T01"]
    assert Bilan.from_contenu(bilan.to_contenu()) == bilan


@settings(max_examples=30, deadline=None)
@given(referentiels())
def test_an_arrete_gives_back_the_very_bilan_whatever_the_referentiel(referentiel: Referentiel) -> None:
    thematique = referentiel.thematiques[0]
    cotations = {critere.code: Cotation(rang % 3) for rang, critere in enumerate(thematique.criteres)}
    positions = {enjeu.code: Cotation(1) for enjeu in thematique.enjeux}
    bilan = compute_bilan(referentiel, "source", thematique.code, "Les Essais", cotations, positions)
    assert Bilan.from_contenu(json.loads(json.dumps(bilan.to_contenu()))) == bilan
    assert bilan.niveaux == list_niveaux(referentiel)


def test_an_arrete_read_without_answers_and_ranks_keeps_its_figures() -> None:
    bilan = compute()
    contenu = bilan.to_contenu()
    for cle in ("reponses", "rangs", "depart"):
        del contenu[cle]
    lu = Bilan.from_contenu(contenu)
    assert lu.axes == bilan.axes
    assert (lu.reponses, lu.depart, lu.rangs.forces, lu.rangs.a_travailler) == ((), (), (), ())


def test_an_arrete_that_contradicts_itself_is_refused() -> None:
    contenu = compute().to_contenu()
    contenu["total"]["franchies"] += 1
    with pytest.raises(ValueError, match="se contredit"):
        Bilan.from_contenu(contenu)


def test_an_arrete_written_by_version_0_1_still_reads_and_says_the_same() -> None:
    """Closed trimestres keep the JSON of their day: a key added since is absent there."""
    garde = json.loads(ARRETE.read_text(encoding="utf-8"))
    lu = Bilan.from_contenu(garde)
    assert {cle: valeur for cle, valeur in json.loads(json.dumps(lu.to_contenu())).items() if cle in garde} == garde
