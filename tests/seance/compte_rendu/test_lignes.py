"""What the lines of the minutes say, read back; what was edited out of its form stays the line that it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.seance.compte_rendu.composition import compose
from caprse.seance.compte_rendu.essentiel import EGALITE, MEDIAN, PREMIER, RETENU, find_essentiel
from caprse.seance.compte_rendu.lignes import (
    DecisionLue,
    find_date,
    group_parties,
    read_decision,
    read_mots,
    read_rencontre,
    read_rendez_vous,
    split_parties,
    summarize,
)
from caprse.seance.compte_rendu.papier import split_blocs
from caprse.seance.contenus.scene_vote import SceneVote, TourMontre
from caprse.seance.contenus.scenes import SceneRepartition, SceneTexte
from caprse.seance.contenus.tours import Choix
from caprse.seance.regles import EtatTour, GenreTour


def build_vote(genre: GenreTour, nombres: tuple[int, ...], mediane: str = "", convenu: int | None = None) -> SceneVote:
    choix = tuple(Choix(rang, f"Choix {rang}", f"Ce que dit {rang}") for rang in range(len(nombres)))
    tour = TourMontre("1er tour", 14, nombres=nombres, mediane=mediane)
    return SceneVote("T", genre, False, "", "Q ?", choix, EtatTour.REVELE, 1, 14, 3, (tour,), convenu)


def test_a_decision_gives_back_who_and_for_when() -> None:
    lue = read_decision("Se voir (v2) lundi (pour : Le Pré (Ain) ; pilote : Ada ; échéance : 14 mars 2026)")
    assert lue == DecisionLue(
        "Se voir (v2) lundi", {"pour": "Le Pré (Ain)", "pilote": "Ada", "échéance": "14 mars 2026"}
    )


@pytest.mark.parametrize("ligne", ["Se voir lundi", "Se voir (lundi)", "(pilote : Ada)", "Se voir (pilote : Ada) et"])
def test_a_line_that_says_nothing_so_is_the_decision_whole(ligne: str) -> None:
    assert read_decision(ligne) == DecisionLue(ligne)


@given(st.text(max_size=80))
def test_no_letter_of_a_line_is_lost(ligne: str) -> None:
    lue = read_decision(ligne)
    assert lue.quoi == ligne or lue.details


def test_words_come_with_how_often_they_were_said() -> None:
    votes, mots = read_mots("2e tour, 14 votes : confiance (6), du temps, oui (1).")
    assert votes == "2e tour, 14 votes"
    assert read_mots("14 réponses : confiance (6).") == ("14 réponses", [("confiance", 6)])
    assert mots == [("confiance", 6), ("du temps, oui", 1)]
    assert read_mots("14 votes : aucun mot montré.") == ("", [])


def test_the_meeting_is_said_once_where_it_is_called_as_the_minutes_are() -> None:
    ligne = "Rencontre : Se voir, le 2 avril 2026 à 14 h 00 (présentiel, Salle (haut))."
    assert read_rencontre(ligne, "Se voir") == ("2 avril 2026 à 14 h 00", "présentiel, Salle (haut)")
    assert read_rencontre(ligne, "Autre") == ()


def test_the_next_meeting_gives_its_day() -> None:
    ligne = "Rendez-vous : Ouvrir, le 1er avril 2026 à 14 h 00, Salle."
    assert read_rendez_vous(ligne) == ("Ouvrir", "1er avril 2026 à 14 h 00, Salle")
    assert read_rendez_vous("Rendez-vous bientôt") == ("Rendez-vous bientôt", "")
    assert find_date(ligne) == date(2026, 4, 1)
    assert find_date("le 31 février 2026") is None


def test_an_enjeu_and_its_priorites_are_one_block() -> None:
    texte = (
        "# T\n\nTête\n## Énergie\n[Image de l’étape 1]\n## Nos priorités : Énergie\n[Image de l’étape 2]\n"
        "## Autre : Énergie\nUn mot\n## Décisions\n- Une"
    )
    groupes = group_parties(split_parties(split_blocs(texte)))
    assert [[partie.titre for partie in groupe] for groupe in groupes] == [
        [""],
        ["Énergie", "Nos priorités : Énergie"],
        ["Autre : Énergie"],
        ["Décisions"],
    ]


def test_what_one_keeps_is_what_was_settled_else_the_median_else_what_comes_first() -> None:
    niveau = find_essentiel(build_vote(GenreTour.NIVEAU, (0, 7, 7), "Choix 1", 2))
    assert niveau is not None
    assert (niveau.nom, niveau.valeur, niveau.precise, niveau.rang) == (RETENU, "2 · Choix 2", "Ce que dit 2", 2)
    median = find_essentiel(build_vote(GenreTour.NIVEAU, (0, 7, 7), "Choix 1"))
    assert median is not None
    assert (median.nom, median.valeur, median.marches) == (MEDIAN, "1 · Choix 1", 3)
    premier = find_essentiel(build_vote(GenreTour.POINTS, (3, 9, 2)))
    assert premier is not None
    assert (premier.nom, premier.valeur, premier.precise) == (PREMIER, "Choix 1", "64\u00a0% des points")
    egaux = find_essentiel(build_vote(GenreTour.POINTS, (7, 0, 7)))
    assert egaux is not None
    assert (egaux.nom, egaux.valeur, egaux.precise) == (
        EGALITE,
        "Choix 0\u00a0; Choix 2",
        "50\u00a0% des points chacun",
    )
    assert find_essentiel(build_vote(GenreTour.POINTS, (0, 0))) is None
    assert find_essentiel(SceneTexte("T", "texte", "")) is None


def test_the_median_of_a_spread_is_kept() -> None:
    scene = SceneRepartition("T", "C", "Q ?", (), noms=("0 · A", "1 · B"), nombres=(2, 3), mediane="1 · B")
    garde = find_essentiel(scene)
    assert garde is not None
    assert (garde.nom, garde.valeur, garde.rang, garde.marches) == (MEDIAN, "1 · B", 1, 2)


def test_who_was_not_there_reads_first_how_many_came_what_was_decided_and_what_was_asked() -> None:
    texte = (
        "## Décisions\n- Une\n- Deux (pilote : Ada)\n"
        "## Le climat\nQuestion : Que faire ?\n[Image de l’étape 2]\n"
        "## Présences\n9 structures présentes, 14 personnes : A, B."
    )
    parties = split_parties(split_blocs(texte))
    assert summarize(parties).replace("\xa0", " ") == "9 structures présentes, 14 personnes. 2 décisions prises."
    assert [e.question for e in compose(parties, {2: build_vote(GenreTour.CONFIANCE, (1, 2))})] == [
        "",
        "Que faire ?",
        "",
    ]
    # Edited out of its form, or not noted, it says nothing.
    assert summarize(split_parties(split_blocs("## Présences\nLes présences n’ont pas été notées."))) == ""
