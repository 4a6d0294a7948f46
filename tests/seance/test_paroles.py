"""What a room reads, where strangers stumbled: a number that contradicts its reason, points without their unit."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast
from uuid import uuid4

import pytest

from caprse.seance.contenus.phrases import (
    PAROLES,
    explain_seuil,
    format_compte,
    format_manquants,
    format_manque,
    format_suite,
)
from caprse.seance.contenus.tours import (
    CauseTu,
    Choix,
    Options,
    OptionsMots,
    OptionsNiveau,
    OptionsPoints,
    ResultatChoix,
    ResultatMots,
    ResultatPoints,
    ResultatTu,
)
from caprse.seance.fiche import TourVu
from caprse.seance.image.figures import draw_figure
from caprse.seance.regles import EtatTour, GenreTour, ModeTour
from caprse.seance.vote.phrases import explain_tu, summarize_tour
from tests.seance.compte_rendu.test_lignes import build_vote


@pytest.mark.parametrize("votes", [1, 5])
def test_too_few_votes_names_a_number_that_was_not_reached(votes: int) -> None:
    phrase = explain_tu(GenreTour.NIVEAU, ResultatTu(votes, 5, CauseTu.VOTES))
    dits = [int(nombre) for nombre in re.findall(r"au moins (\d+) votes", phrase)]
    assert dits
    assert dits[0] > votes


def test_points_are_drawn_with_their_unit() -> None:
    dessin = draw_figure(build_vote(GenreTour.POINTS, (3, 9, 2)))
    assert "9\u00a0points · 64" in dessin
    assert "2\u00a0points · 14" in dessin


@pytest.mark.parametrize("genre", GenreTour)
def test_each_kind_of_question_has_its_words(genre: GenreTour) -> None:
    paroles = PAROLES[genre]
    assert set(paroles.etats) == set(EtatTour)
    dits = " ".join([paroles.pour, paroles.annonce, *paroles.etats.values(), paroles.ouvrir, paroles.fermer])
    # Whoever is asked for a word does not vote.
    assert ("vote" in dits.lower()) is (genre is not GenreTour.MOTS)


def test_a_count_is_a_sentence_even_at_zero_and_after_someone_left() -> None:
    assert format_compte(GenreTour.NIVEAU, 3, 10) == "3 personnes sur 10 ont voté"
    assert format_compte(GenreTour.MOTS, 1, 10) == "1 personne sur 10 a écrit"
    assert format_compte(GenreTour.MOTS, 0, 10) == "Personne n’a encore écrit"
    assert format_suite(GenreTour.MOTS, 0, 10, ferme=True) == "Personne n’a écrit"
    assert format_compte(GenreTour.POINTS, 8, 7) == "8 personnes sur 8 ont voté"
    assert format_suite(GenreTour.CONFIANCE, 3, 10) == "personnes sur 10 ont voté"


def test_a_threshold_that_is_not_reached_says_what_is_missing_and_why() -> None:
    assert format_manque(GenreTour.NIVEAU, 0, 5) == "Pas assez de votes : 0 sur les 6 qu’il faut"
    assert format_manque(GenreTour.MOTS, 2, 5) == "Pas assez de réponses : 2 sur les 6 qu’il faut"
    assert explain_seuil(GenreTour.NIVEAU, 5).endswith("chaque vote reste secret.")
    assert explain_seuil(GenreTour.MOTS, 5).startswith("Il faut au moins 6 réponses")


def test_a_room_hears_only_how_many_are_missing() -> None:
    assert format_manquants(GenreTour.NIVEAU, 0, 5) == "Il manque 6\u00a0votes."
    assert format_manquants(GenreTour.MOTS, 5, 5) == "Il manque 1\u00a0réponse."


def test_the_wall_says_what_hides_in_words_of_the_right_gender() -> None:
    # A template of the wall has the genre as it is stored.
    assert explain_seuil(cast(GenreTour, GenreTour.MOTS.value), 5).endswith("chaque réponse reste anonyme.")


def test_a_round_is_told_in_one_line() -> None:
    choix = (Choix(0, "À explorer"), Choix(1, "Amorcé"), Choix(2, "Organisé"))
    niveau = build_tour(GenreTour.NIVEAU, OptionsNiveau("Budget", "", choix))
    assert summarize_tour(niveau) == ""
    voix = ResultatChoix(7, {0: 0, 1: 2, 2: 5}, {0: 0, 1: 29, 2: 71}, 7, 2, 0)
    assert (
        summarize_tour(replace(niveau, resultat=voix)) == "7\u00a0votes · réponse du milieu : 2\u00a0·\u00a0Organisé"
    )
    assert summarize_tour(replace(niveau, resultat=replace(voix, mediane=None))) == "7\u00a0votes"
    assert summarize_tour(replace(niveau, resultat=ResultatTu(2, 5))).startswith("2\u00a0votes. Il faut au moins 6")
    points = build_tour(GenreTour.POINTS, OptionsPoints(choix, 3))
    egaux = ResultatPoints(6, {0: 7, 1: 4, 2: 7}, {0: 39, 1: 22, 2: 39}, 18, {0: 4, 1: 3, 2: 4})
    # Two that received as much lead together: none is put above the other.
    dit = summarize_tour(replace(points, resultat=egaux))
    assert dit == "6\u00a0votes · en premier : À explorer et Organisé (7\u00a0points)"
    mots = build_tour(GenreTour.MOTS, OptionsMots(3, 40))
    assert summarize_tour(replace(mots, resultat=ResultatMots(6, 4))) == "6\u00a0réponses · 4\u00a0mots différents"


def build_tour(genre: GenreTour, options: Options) -> TourVu:
    return TourVu(uuid4(), 1, genre, ModeTour.SALLE, None, "?", options, EtatTour.FERME, None, None, 0, ())
