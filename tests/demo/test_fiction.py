"""The invented structures, their calendar and their answers: pure parts of the demonstration."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caprse.carnet.regles import list_reasons_against
from caprse.collectif.annuaire.lecture import read_annuaire
from caprse.collectif.regles import TYPES, build_calendrier, check_collectif, check_rencontre, check_structure
from caprse.demo.calendrier import (
    TRIMESTRES_MAX,
    build_rencontres,
    compute_debut,
    compute_mois,
    count_ouvert,
    pick_instant,
)
from caprse.demo.fiction import COLLECTIF, STRUCTURES_MAX, Personnage, build_structures
from caprse.demo.reponses import build_positionnement, build_reponses
from caprse.referentiel.schema import Referentiel
from caprse.socle.dates import FUSEAU
from caprse.socle.francais import fold
from tests.fabrique import build_referentiel, referentiels

ANNUAIRE = Path(__file__).parents[2] / "docs" / "exemples" / "annuaire-occitanie-2025.csv"
TOUTES = build_structures(Random(1), STRUCTURES_MAX)
DIX = build_structures(Random(1), 10)
jours = st.dates(date(2020, 1, 1), date(2080, 12, 31))


def test_no_invented_name_or_town_is_in_the_real_directory() -> None:
    reelles = read_annuaire(ANNUAIRE).lignes
    assert not {fold(s.nom) for s in TOUTES} & {fold(ligne.nom) for ligne in reelles}
    assert not {fold(s.commune) for s in TOUTES} & {fold(ligne.commune) for ligne in reelles}


def test_there_are_500_structures_and_more_each_with_its_own_name() -> None:
    assert len(TOUTES) == STRUCTURES_MAX >= 500
    assert len({fold(s.nom) for s in TOUTES}) == len(TOUTES)
    assert all(check_structure(s.nom, s.types, "", s.commune) == [] for s in TOUTES)


def test_the_ten_show_every_kind_of_structure() -> None:
    assert {"AI", "ACI", "EI", "ETTI", "EBE", "GES"} <= {kind for s in DIX for kind in s.types} <= set(TYPES)
    assert Counter(s.personnage for s in DIX) == {
        Personnage.VISITEE: 1,
        Personnage.REGULIERE: 6,
        Personnage.EN_COURS: 1,
        Personnage.EN_RETARD: 1,
        Personnage.PARTIE: 1,
    }


def test_the_same_seed_gives_the_same_structures() -> None:
    assert build_structures(Random(1), 40) == build_structures(Random(1), 40)
    assert build_structures(Random(1), 40) != build_structures(Random(2), 40)


def test_the_name_says_that_the_data_are_invented() -> None:
    assert "inventées" in COLLECTIF


@given(jours, st.integers(1, TRIMESTRES_MAX))
def test_today_is_in_the_open_trimestre_with_weeks_behind_and_before_it(today: date, trimestres: int) -> None:
    debut, mois = compute_debut(today, trimestres), compute_mois(trimestres)
    assert check_collectif(COLLECTIF, debut, mois, 5) == []
    calendrier = build_calendrier(debut, mois, ["X"] * trimestres)
    ouvert = calendrier[count_ouvert(trimestres) - 1]
    assert (today - ouvert.debut).days >= 40
    assert (ouvert.fin - today).days >= 14
    for capsule in calendrier:
        for saisie in build_rencontres(capsule.numero, capsule.debut):
            assert check_rencontre(saisie, capsule.debut, capsule.fin) == []
            assert capsule.debut <= saisie.jour <= capsule.fin


def test_six_trimestres_last_nineteen_months() -> None:
    assert compute_mois(6) == 19
    assert compute_debut(date(2026, 11, 21), 6) == date(2025, 9, 16)


@given(st.integers(), jours, st.integers(0, 90))
def test_people_answer_in_office_hours_between_the_days_given(graine: int, du: date, duree: int) -> None:
    au = date.fromordinal(du.toordinal() + duree)
    instant = pick_instant(Random(graine), du, au).astimezone(FUSEAU)
    assert du <= instant.date() <= au
    assert 8 <= instant.hour < 18


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(referentiels(), st.integers(), st.integers(1, 20))
def test_answers_are_valid_for_any_referentiel(referentiel: Referentiel, graine: int, total: int) -> None:
    hasard = Random(graine)
    for structure in DIX:
        theme = hasard.choice(referentiel.ordre)
        attendus = [critere.code for part in referentiel.capsule(theme) for critere in part.criteres]
        reponses = build_reponses(hasard, referentiel, structure, theme, hasard.randrange(total), total)
        codes = [reponse.critere for reponse in reponses]
        assert codes == [code for code in attendus if code in set(codes)]
        for reponse in reponses:
            saisie = reponse.saisie
            assert saisie.repondu
            assert list_reasons_against(saisie, referentiel.niveau_max) == []
            assert saisie.cible is None or saisie.niveau is None or saisie.cible > saisie.niveau
        depart = dict(build_positionnement(hasard, referentiel, structure))
        assert set(depart) == {e.code for code in referentiel.ordre for e in referentiel.thematique(code).enjeux}
        assert all(0 <= niveau <= referentiel.niveau_max for niveau in depart.values())


def test_a_structure_is_not_concerned_by_what_is_for_other_types() -> None:
    referentiel = build_referentiel(themes=1, criteres=7)
    autre = next(s for s in DIX if s.types == ("EBE",))
    reponses = {r.critere: r.saisie for r in build_reponses(Random(1), referentiel, autre, "T01", 0, 6)}
    assert reponses["T01-07"].non_concerne
    assert reponses["T01-07"].motif == "Ne concerne pas notre type de structure (EBE)."


@pytest.mark.parametrize("nb_niveaux", [3, 4, 5, 6])
def test_structures_progress_over_the_cycle_and_fall_back_once(nb_niveaux: int) -> None:
    referentiel = build_referentiel(nb_niveaux=nb_niveaux, themes=1, criteres=20)
    reguliere = next(s for s in DIX if s.personnage is Personnage.VISITEE)

    def mean(rang: int) -> float:
        essais = [build_reponses(Random(g), referentiel, reguliere, "T01", rang, 6) for g in range(20)]
        niveaux = [r.saisie.niveau for essai in essais for r in essai if r.saisie.niveau is not None]
        return sum(niveaux) / len(niveaux)

    assert mean(5) > mean(0) + 0.15 * (nb_niveaux - 1)
    assert mean(reguliere.recul) < mean(reguliere.recul - 1)


def test_answers_carry_comments_traces_targets_and_gaps() -> None:
    referentiel = build_referentiel(themes=1, criteres=20)
    toutes = [r for s in TOUTES[:60] for r in build_reponses(Random(s.nom), referentiel, s, "T01", 2, 6)]
    saisies = [reponse.saisie for reponse in toutes]
    assert len(toutes) < 60 * 21
    assert any(s.commentaire for s in saisies)
    assert any(s.cible is not None for s in saisies)
    assert any(s.deja_regle for s in saisies)
    assert {s.trace_titre for s in saisies} == {"", "Un compte rendu"}
    assert all(s.niveau is not None and s.niveau >= 2 for s in saisies if s.trace_titre)
