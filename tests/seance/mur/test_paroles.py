"""What a wall says and in which colours: times, counts, the size of a word, the theme on the dark."""

from __future__ import annotations

import pytest

from caprse.referentiel.themes import COULEURS
from caprse.seance.mur.couleurs import FOND_SOMBRE, MAISON, build_feuille, lighten_for_dark, turn_from_brown
from caprse.seance.mur.phrases import FINI, POIDS_MAX, compute_poids, format_duree
from caprse.socle.couleurs import BLANC, LISIBLE, compute_contrast
from caprse.socle.francais import bind_signs, bind_titre, cut_debut
from tests.seance.mur.test_web import create_client


@pytest.mark.parametrize("couleur", [*COULEURS, "#000000", "#777777", "#0000FF"])
def test_every_theme_reads_on_the_dark_wall_from_afar(couleur: str) -> None:
    assert compute_contrast(lighten_for_dark(couleur), FOND_SOMBRE) >= LISIBLE + 2.5


def test_no_white_wall_is_brown_and_every_theme_reads_on_it() -> None:
    assert turn_from_brown("#7A5900") == MAISON
    assert [turn_from_brown(couleur) for couleur in ("#6B3FA0", "#777777")] == ["#6B3FA0", "#777777"]
    assert all(compute_contrast(turn_from_brown(couleur), BLANC) >= LISIBLE for couleur in COULEURS)


def test_the_colour_of_a_theme_is_served_and_nothing_else_is() -> None:
    with create_client() as ecran:
        reponse = ecran.get("/habillage/mur-6B3FA0.css")
        assert reponse.text == build_feuille("#6B3FA0")
        assert "immutable" in reponse.headers["cache-control"]
        for faux in ("6B3FA", "6B3FA0;", "red", "ZZZZZZ", "6B3FA01"):
            assert ecran.get(f"/habillage/mur-{faux}.css").status_code == 404


def test_a_time_is_read_as_people_read_it() -> None:
    assert [format_duree(n) for n in (600, 65, 1, 0, -5)] == [
        "10:00",
        "1:05",
        "0:01",
        FINI,
        FINI,
    ]


def test_a_wall_says_the_first_sentence_of_a_niveau() -> None:
    assert cut_debut("Une fois l’an. Rien en cours d’année.") == ("Une fois l’an.", "Rien en cours d’année.")
    assert [cut_debut(texte) for texte in ("", "Sans point", "Le 1.2 seul.")] == [
        ("", ""),
        ("Sans point", ""),
        ("Le 1.2 seul.", ""),
    ]


def test_a_word_said_four_times_has_twice_the_height() -> None:
    assert [compute_poids(n) for n in (1, 4, 9, 16, 400)] == [4, 8, 12, 16, POIDS_MAX]
    assert compute_poids(7) != compute_poids(10)


def test_no_sign_stands_alone_at_the_head_of_a_line() -> None:
    lie = bind_signs("Où en est « la chose » ? Bien ; oui : non !")
    assert not {" ?", " ;", " :", " !", "« ", " »"} & {lie[i : i + 2] for i in range(len(lie))}
    assert bind_signs(lie) == lie
    assert bind_signs("https://exemple.test/?a=1") == "https://exemple.test/?a=1"


def test_an_inversion_holds_on_one_line_and_what_was_typed_is_only_text() -> None:
    titre = bind_titre("Sont-ils suivis, y a-t-on pensé <b> ?")
    assert titre == (
        '<span class="uni">Sont-ils</span> suivis, y <span class="uni">a-t-on</span> pensé &lt;b&gt;\u202f?'
    )
    assert bind_titre("Rendez-les peut-être") == "Rendez-les peut-être"
