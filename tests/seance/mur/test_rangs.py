"""The bars of one round stand where the question had its choices; two rounds are compared by a picture."""

from __future__ import annotations

from dataclasses import replace

from caprse.seance.contenus.scene_vote import SceneVote, TourMontre
from caprse.seance.contenus.tours import Choix
from caprse.seance.mur.rangs import Rang, list_rangs
from caprse.seance.regles import EtatTour, GenreTour

NIVEAUX = SceneVote(
    "Le budget",
    GenreTour.NIVEAU,
    structures=False,
    critere="",
    question="Où en sommes-nous ?",
    choix=(Choix(0, "À explorer", "Rien."), Choix(1, "Amorcé", "Un peu."), Choix(2, "Organisé", "Bien.")),
    etat=EtatTour.REVELE,
    numero=1,
    votes=8,
    points=None,
    tours=(TourMontre("1er tour", 8, nombres=(0, 2, 6), mediane="Organisé"),),
    convenu=None,
)
POINTS = replace(
    NIVEAUX,
    vote=GenreTour.POINTS,
    choix=(Choix(0, "Un livret · une visite"), Choix(1, "Une charte")),
    tours=(TourMontre("1er tour", 8, nombres=(1, 3)),),
)


def test_each_choice_keeps_its_place_and_what_was_chosen_most_is_read_again() -> None:
    assert list_rangs(NIVEAUX) == [
        Rang("0", "À explorer", "", 0, "0\u00a0vote", retenu=False, tete=False),
        Rang("1", "Amorcé", "", 25, "2\u00a0votes", retenu=False, tete=False),
        Rang("2", "Organisé", "Bien.", 75, "6\u00a0votes", retenu=False, tete=True),
    ]
    retenu = list_rangs(replace(NIVEAUX, convenu=1))
    assert [(rang.texte, rang.retenu) for rang in retenu] == [("", False), ("Un peu.", True), ("", False)]


def test_as_many_votes_are_as_much_the_answer() -> None:
    egaux = replace(NIVEAUX, tours=(TourMontre("1er tour", 8, nombres=(0, 4, 4), mediane="Organisé"),))
    assert [rang.tete for rang in list_rangs(egaux)] == [False, True, True]


def test_points_are_sorted_and_a_proposal_is_never_read_as_a_number() -> None:
    assert [(r.chiffre, r.libelle, r.compte) for r in list_rangs(POINTS)] == [
        ("", "Une charte", "3\u00a0points"),
        ("", "Un livret · une visite", "1\u00a0point"),
    ]


def test_two_rounds_or_too_many_choices_are_left_to_the_picture() -> None:
    assert list_rangs(replace(NIVEAUX, tours=NIVEAUX.tours * 2)) == []
    assert list_rangs(replace(NIVEAUX, tours=())) == []
    nombreux = tuple(Choix(rang, f"Choix {rang}") for rang in range(7))
    assert list_rangs(replace(POINTS, choix=nombreux, tours=(TourMontre("", 8, nombres=(1,) * 7),))) == []
    assert list_rangs(None) == []
