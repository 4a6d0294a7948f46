"""The count: what is shown, what is kept quiet, whatever the order of the votes."""

from __future__ import annotations

import json
import unicodedata
from itertools import product
from statistics import median_low
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.tours import (
    Bulletin,
    BulletinConfiance,
    BulletinMots,
    BulletinNiveau,
    BulletinPoints,
    ResultatChoix,
    ResultatPoints,
    decode_bulletin,
    decode_options,
    decode_resultat,
)
from caprse.seance.fiche import MotVu
from caprse.seance.regles import EtatMot, GenreTour
from caprse.seance.vote.bulletins import LONGUEUR_MOT, build_options, clean_mot, read_vote
from caprse.seance.vote.depouillement import (
    build_cle,
    compute_mediane,
    count_votes,
    group_mots,
    settle_structures,
)
from caprse.seance.vote.phrases import list_groupes, list_groupes_montres
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=1)
SEUIL = 5
CRITERE = REFERENTIEL.critere("T01-01")
NIVEAU = build_options(ContenuVote(GenreTour.NIVEAU, critere="T01-01"), CRITERE, REFERENTIEL.echelle)
POINTS = build_options(ContenuVote(GenreTour.POINTS, options=("A", " B ", "C"), points=4), None, ())
MOTS = build_options(ContenuVote(GenreTour.MOTS), None, ())
CONFIANCE = build_options(ContenuVote(GenreTour.CONFIANCE), None, ())
PIEGES = ("<script>alert(1)</script>", "http://mal.exemple", "\u202egnol", "a\x00b", "z\u0301\u0301\u0301\u0301", "💚")


def _bulletins(genre: GenreTour) -> st.SearchStrategy[Bulletin]:
    match genre:
        case GenreTour.NIVEAU:
            return st.builds(BulletinNiveau, st.none() | st.integers(0, 4))
        case GenreTour.CONFIANCE:
            return st.builds(BulletinConfiance, st.integers(1, 5))
        case GenreTour.POINTS:
            parts = [parts for parts in product(range(5), repeat=3) if 0 < sum(parts) <= 4]
            return st.builds(BulletinPoints, st.sampled_from(parts))
        case GenreTour.MOTS:
            mots = st.sampled_from(["Écoute", "ecoutes", "temps", "Temps", "bus", "équipe", "💚"])
            return st.builds(BulletinMots, st.lists(mots, min_size=1, max_size=3).map(tuple))


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
    bulletins = data.draw(st.lists(_bulletins(genre), max_size=12))
    resultat = count_votes(OPTIONS[genre], bulletins, SEUIL)
    assert resultat == count_votes(OPTIONS[genre], data.draw(st.permutations(bulletins)), SEUIL)
    contenu: dict[str, Any] = json.loads(json.dumps(resultat.to_contenu()))
    assert contenu == resultat.to_contenu()
    assert decode_resultat(genre, contenu) == resultat
    assert contenu["votes"] == len(bulletins)
    assert contenu["montre"] == (len(bulletins) > SEUIL)
    if len(bulletins) <= SEUIL:
        assert contenu == {"votes": len(bulletins), "montre": False, "seuil": SEUIL, "cause": "votes"}
    elif "parts" in contenu:
        assert contenu["parts"].keys() == contenu["repartition"].keys()
        assert sum(contenu["parts"].values()) == (100 if any(contenu["repartition"].values()) else 0)
        assert all(part == 0 for cle, part in contenu["parts"].items() if not contenu["repartition"][cle])


@pytest.mark.parametrize("genre", GenreTour)
@given(st.data())
def test_an_answer_and_its_question_are_read_back_as_they_were_written(genre: GenreTour, data: st.DataObject) -> None:
    bulletin = data.draw(_bulletins(genre))
    assert decode_bulletin(genre, json.loads(json.dumps(bulletin.to_contenu()))) == bulletin
    options = OPTIONS[genre]
    assert decode_options(genre, json.loads(json.dumps(options.to_contenu()))) == options


def _niveaux(*niveaux: int | None) -> list[Bulletin]:
    return [BulletinNiveau(niveau) for niveau in niveaux]


@given(st.lists(st.none() | st.integers(0, 4), min_size=SEUIL + 1, max_size=30))
def test_a_niveau_is_counted_with_a_low_median_and_non_concernes_apart(donnes: list[int | None]) -> None:
    niveaux = [niveau for niveau in donnes if niveau is not None]
    resultat = count_votes(NIVEAU, _niveaux(*donnes), SEUIL)
    assert isinstance(resultat, ResultatChoix)
    assert resultat.repartition == {n: niveaux.count(n) for n in range(5)}
    assert resultat.non_concernes == len(donnes) - len(niveaux)
    assert resultat.exprimes == len(niveaux)
    # The median of a few is what those few said.
    assert resultat.mediane == (median_low(niveaux) if len(niveaux) > SEUIL else None)


def test_parts_add_up_to_100_by_the_largest_remainder() -> None:
    resultat = count_votes(NIVEAU, _niveaux(0, 0, 1, 1, 2, 2), SEUIL)
    assert isinstance(resultat, ResultatChoix)
    assert resultat.parts == {0: 34, 1: 33, 2: 33, 3: 0, 4: 0}


def test_points_are_added_up_with_how_many_gave_some() -> None:
    bulletins = [BulletinPoints(points) for points in ((4, 0, 0), (1, 3, 0), *[(0, 1, 0)] * 4)]
    resultat = count_votes(POINTS, bulletins, SEUIL)
    assert isinstance(resultat, ResultatPoints)
    assert resultat.repartition == {0: 5, 1: 7, 2: 0}
    assert resultat.personnes == {0: 2, 1: 5, 2: 0}
    assert resultat.points == 12


@pytest.mark.parametrize(("structures", "montre"), [(None, True), (1, False), (5, False), (6, True)])
def test_where_structures_vote_a_few_of_them_are_not_shown(structures: int | None, montre: bool) -> None:
    resultat = count_votes(NIVEAU, _niveaux(*[2] * 9), SEUIL, structures)
    assert (resultat.montre, "repartition" in resultat.to_contenu()) == (montre, montre)


def test_each_structure_settles_on_the_low_median_of_its_own_people() -> None:
    votes = [
        ("seule", BulletinNiveau(4)),
        ("deux", BulletinNiveau(1)),
        ("deux", BulletinNiveau(3)),
        ("trois", BulletinNiveau(0)),
        ("trois", BulletinNiveau(2)),
        ("trois", BulletinNiveau(None)),
        ("trois", BulletinNiveau(2)),
        ("aucune", BulletinNiveau(None)),
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
        ("l’écoute", "l’écoute"),
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
    mots = [
        MotVu("a", "A", 2, EtatMot.MONTRE, None),
        MotVu("b", "B", 3, EtatMot.ATTENTE, "a"),
        MotVu("c", "C", 4, EtatMot.CACHE, None),
    ]
    assert [(tete.cle, nombre) for tete, nombre, _ in list_groupes(mots)] == [("a", 5), ("c", 4)]
    assert [(tete.cle, nombre) for tete, nombre in list_groupes_montres(mots)] == [("a", 5)]


@given(st.text(max_size=60) | st.sampled_from(PIEGES))
def test_words_are_kept_without_what_could_harm(brut: str) -> None:
    mot = clean_mot(brut)
    assert not any(unicodedata.category(signe).startswith("C") for signe in mot)
    assert mot == " ".join(mot.split()) == clean_mot(mot)
    assert "\u0301\u0301\u0301" not in unicodedata.normalize("NFD", mot) or len(mot) <= len(brut)
    mot.encode("utf-8")
    bulletin, raisons = read_vote(MOTS, {"mot-1": brut})
    assert bool(raisons) == (not mot or len(mot) > LONGUEUR_MOT)
    if not raisons:
        assert bulletin == BulletinMots((mot,))


_CHAMPS = st.dictionaries(
    st.sampled_from(
        ["choix", "points-0", "points-1", "points-2", "points-3", "mot-1", "mot-2", "mot-3", "mot-4", "x"]
    ),
    st.sampled_from(["", "0", "1", "2", "4", "5", "-1", "nc", "٣", "1e1", " 2 ", "01", "999", "mot", "é" * 31]),
)


@pytest.mark.parametrize("genre", GenreTour)
@given(_CHAMPS)
def test_what_is_accepted_can_always_be_counted(genre: GenreTour, champs: dict[str, str]) -> None:
    bulletin, raisons = read_vote(OPTIONS[genre], champs)
    if bulletin is None:
        assert raisons
        assert all(raison.endswith(".") for raison in raisons)
        return
    assert raisons == []
    assert count_votes(OPTIONS[genre], [bulletin] * (SEUIL + 1), SEUIL).montre
    match genre, bulletin:
        case GenreTour.POINTS, BulletinPoints(points=points):
            assert len(points) == 3
            assert 0 < sum(points) <= 4
            assert min(points) >= 0
        case GenreTour.MOTS, BulletinMots(mots=mots):
            assert 1 <= len(mots) <= 3
            assert all(1 <= len(mot) <= LONGUEUR_MOT for mot in mots)
        case GenreTour.NIVEAU, BulletinNiveau(niveau=niveau):
            assert niveau is None or niveau in range(5)
        case GenreTour.CONFIANCE, BulletinConfiance(confiance=confiance):
            assert confiance in range(1, 6)
        case _:
            raise AssertionError(bulletin)


def test_options_keep_the_descriptors_of_the_day() -> None:
    assert [(c.valeur, c.libelle, c.texte) for c in NIVEAU.choix] == [
        (n.niveau, n.nom, CRITERE.niveaux[n.niveau]) for n in REFERENTIEL.echelle
    ]
    assert [c.libelle for c in POINTS.choix] == ["A", "B", "C"]
    with pytest.raises(ValueError, match="critère"):
        build_options(ContenuVote(GenreTour.NIVEAU), None, REFERENTIEL.echelle)
