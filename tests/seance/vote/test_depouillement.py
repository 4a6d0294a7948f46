"""The count: what is shown, what is kept quiet, whatever the order of the votes."""

from __future__ import annotations

import json
import unicodedata
from statistics import median_low
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.seance.regles import SEUIL, GenreTour
from caprse.seance.vote.bulletins import LONGUEUR_MOT, build_options, clean_mot, read_vote
from caprse.seance.vote.depouillement import (
    build_cle,
    compute_mediane,
    count_votes,
    group_mots,
    settle_structures,
    sum_groupes,
)
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=1)
CRITERE = REFERENTIEL.critere("T01-01")
NIVEAU = build_options({"genre": "niveau", "critere": "T01-01"}, CRITERE, REFERENTIEL.echelle)
POINTS = build_options({"genre": "points", "options": ["A", " B ", "C"], "points": 4}, None, ())
MOTS = build_options({"genre": "mots"}, None, ())
CONFIANCE = build_options({"genre": "confiance"}, None, ())
PIEGES = ("<script>alert(1)</script>", "http://mal.exemple", "\u202egnol", "a\x00b", "z\u0301\u0301\u0301\u0301", "💚")


def _bulletins(genre: GenreTour) -> st.SearchStrategy[dict[str, Any]]:
    match genre:
        case GenreTour.NIVEAU:
            return st.just({"non_concerne": True}) | st.builds(lambda n: {"niveau": n}, st.integers(0, 4))
        case GenreTour.CONFIANCE:
            return st.builds(lambda n: {"confiance": n}, st.integers(1, 5))
        case GenreTour.POINTS:
            parts = st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(lambda p: 0 < sum(p) <= 4)
            return st.builds(lambda p: {"points": p}, parts)
        case GenreTour.MOTS:
            mots = st.sampled_from(["Écoute", "ecoutes", "temps", "Temps", "bus", "équipe", "💚"])
            return st.builds(lambda m: {"mots": m}, st.lists(mots, min_size=1, max_size=3))


OPTIONS = {
    GenreTour.NIVEAU: NIVEAU,
    GenreTour.POINTS: POINTS,
    GenreTour.MOTS: MOTS,
    GenreTour.CONFIANCE: CONFIANCE,
}


@pytest.mark.parametrize("genre", GenreTour)
@given(st.data())
def test_a_count_is_the_same_in_any_order_survives_json_and_says_nothing_of_few(
    genre: GenreTour, data: st.DataObject
) -> None:
    valeurs = data.draw(st.lists(_bulletins(genre), max_size=12))
    resultat = count_votes(genre, OPTIONS[genre], valeurs)
    assert resultat == count_votes(genre, OPTIONS[genre], data.draw(st.permutations(valeurs)))
    assert json.loads(json.dumps(resultat)) == resultat
    assert resultat["votes"] == len(valeurs)
    assert resultat["montre"] == (len(valeurs) >= SEUIL)
    if len(valeurs) < SEUIL:
        assert set(resultat) == {"votes", "montre"}
    elif "parts" in resultat:
        assert resultat["parts"].keys() == resultat["repartition"].keys()
        assert sum(resultat["parts"].values()) == (100 if any(resultat["repartition"].values()) else 0)
        assert all(part == 0 for cle, part in resultat["parts"].items() if not resultat["repartition"][cle])


@given(st.lists(_bulletins(GenreTour.NIVEAU), min_size=SEUIL, max_size=30))
def test_a_niveau_is_counted_with_a_low_median_and_non_concernes_apart(valeurs: list[dict[str, Any]]) -> None:
    niveaux = [valeur["niveau"] for valeur in valeurs if "niveau" in valeur]
    resultat = count_votes(GenreTour.NIVEAU, NIVEAU, valeurs)
    assert resultat["repartition"] == {str(n): niveaux.count(n) for n in range(5)}
    assert resultat["non_concernes"] == len(valeurs) - len(niveaux)
    assert resultat["exprimes"] == len(niveaux)
    # The median of a few is what those few said.
    assert resultat["mediane"] == (median_low(niveaux) if len(niveaux) >= SEUIL else None)


def test_parts_add_up_to_100_by_the_largest_remainder() -> None:
    valeurs = [{"niveau": n} for n in (0, 0, 1, 1, 2, 2)]
    assert count_votes(GenreTour.NIVEAU, NIVEAU, valeurs)["parts"] == {"0": 34, "1": 33, "2": 33, "3": 0, "4": 0}


def test_points_are_added_up_with_how_many_gave_some() -> None:
    valeurs = [{"points": [4, 0, 0]}, {"points": [1, 3, 0]}, *[{"points": [0, 1, 0]}] * 3]
    resultat = count_votes(GenreTour.POINTS, POINTS, valeurs)
    assert resultat["repartition"] == {"0": 5, "1": 6, "2": 0}
    assert resultat["personnes"] == {"0": 2, "1": 4, "2": 0}
    assert resultat["points"] == 11


@pytest.mark.parametrize(("structures", "montre"), [(None, True), (1, False), (4, False), (5, True)])
def test_where_structures_vote_a_few_of_them_are_not_shown(structures: int | None, montre: bool) -> None:
    resultat = count_votes(GenreTour.NIVEAU, NIVEAU, [{"niveau": 2}] * 9, structures)
    assert (resultat["montre"], "repartition" in resultat) == (montre, montre)


def test_each_structure_settles_on_the_low_median_of_its_own_people() -> None:
    votes: list[tuple[str, dict[str, Any]]] = [
        ("seule", {"niveau": 4}),
        ("deux", {"niveau": 1}),
        ("deux", {"niveau": 3}),
        ("trois", {"niveau": 0}),
        ("trois", {"niveau": 2}),
        ("trois", {"non_concerne": True}),
        ("trois", {"niveau": 2}),
        ("aucune", {"non_concerne": True}),
    ]
    assert settle_structures(NIVEAU, votes) == {"seule": 4, "deux": 1, "trois": 2}
    assert settle_structures(NIVEAU, reversed(votes)) == {"seule": 4, "deux": 1, "trois": 2}


@given(st.lists(st.integers(1, 5), min_size=1))
def test_the_median_is_a_label_that_somebody_chose(choisis: list[int]) -> None:
    assert compute_mediane(range(1, 6), choisis) == median_low(choisis)
    assert compute_mediane(range(1, 6), []) is None


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("Écoute", "ecoute"),
        ("écoutes", "ÉCOUTE"),
        ("travail  en équipe", "Travail-en-équipes"),
        ("cœur", "Coeurs"),
        ("l’écoute", "l'écoute"),
        ("bienveillance !", "Bienveillance"),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_of_the_same_words_meet(un: str, autre: str) -> None:
    assert build_cle(un) == build_cle(autre)


@pytest.mark.parametrize(("un", "autre"), [("bus", "bu"), ("💚", "💛"), ("temps", "tempo"), ("cout", "coup")])
def test_other_words_stay_apart(un: str, autre: str) -> None:
    assert build_cle(un) != build_cle(autre)


def test_a_device_counts_once_per_group_and_the_usual_spelling_is_shown() -> None:
    bulletins = [["Écoute", "écoutes", "ECOUTE"], ["écoute"], ["écoute", "Temps"]]
    groupes = {g.cle: (g.texte, g.nombre) for g in group_mots(bulletins)}
    assert groupes == {"ecoute": ("écoute", 3), "temp": ("Temps", 1)}


def test_merged_groups_add_up_under_their_head() -> None:
    lignes = [
        {"cle": "a", "texte": "A", "nombre": 2, "groupe": None, "etat": "montre"},
        {"cle": "b", "texte": "B", "nombre": 3, "groupe": "a", "etat": "attente"},
        {"cle": "c", "texte": "C", "nombre": 4, "groupe": None, "etat": "cache"},
    ]
    assert [(t["cle"], t["nombre"]) for t in sum_groupes(lignes)] == [("a", 5), ("c", 4)]


@given(st.text(max_size=60) | st.sampled_from(PIEGES))
def test_words_are_kept_without_what_could_harm(brut: str) -> None:
    mot = clean_mot(brut)
    assert not any(unicodedata.category(signe).startswith("C") for signe in mot)
    assert mot == " ".join(mot.split()) == clean_mot(mot)
    assert "\u0301\u0301\u0301" not in unicodedata.normalize("NFD", mot) or len(mot) <= len(brut)
    mot.encode("utf-8")
    valeur, raisons = read_vote(GenreTour.MOTS, MOTS, {"mot-1": brut})
    assert bool(raisons) == (not mot or len(mot) > LONGUEUR_MOT)
    if not raisons:
        assert valeur == {"mots": [mot]}


_CHAMPS = st.dictionaries(
    st.sampled_from(
        ["choix", "points-0", "points-1", "points-2", "points-3", "mot-1", "mot-2", "mot-3", "mot-4", "x"]
    ),
    st.sampled_from(["", "0", "1", "2", "4", "5", "-1", "nc", "٣", "1e1", " 2 ", "01", "999", "mot", "é" * 31]),
)


@pytest.mark.parametrize("genre", GenreTour)
@given(_CHAMPS)
def test_what_is_accepted_can_always_be_counted(genre: GenreTour, champs: dict[str, str]) -> None:
    valeur, raisons = read_vote(genre, OPTIONS[genre], champs)
    if raisons:
        assert all(raison.endswith(".") for raison in raisons)
        return
    assert count_votes(genre, OPTIONS[genre], [valeur] * SEUIL)["montre"]
    match genre:
        case GenreTour.POINTS:
            assert len(valeur["points"]) == 3
            assert 0 < sum(valeur["points"]) <= 4
            assert min(valeur["points"]) >= 0
        case GenreTour.MOTS:
            assert 1 <= len(valeur["mots"]) <= 3
            assert all(1 <= len(mot) <= LONGUEUR_MOT for mot in valeur["mots"])
        case GenreTour.NIVEAU:
            assert valeur == {"non_concerne": True} or valeur["niveau"] in range(5)
        case GenreTour.CONFIANCE:
            assert valeur["confiance"] in range(1, 6)


def test_options_keep_the_descriptors_of_the_day() -> None:
    assert [(c["valeur"], c["libelle"], c["texte"]) for c in NIVEAU["choix"]] == [
        (n.niveau, n.nom, CRITERE.niveaux[n.niveau]) for n in REFERENTIEL.echelle
    ]
    assert [c["libelle"] for c in POINTS["choix"]] == ["A", "B", "C"]
    with pytest.raises(ValueError, match="critère"):
        build_options({"genre": "niveau"}, None, REFERENTIEL.echelle)
