"""The picture of a path: the start is never joined to a point, lines join the same questions, ticks stand in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import altair as alt
import pytest

from caprse.restitution.figures.chemin import ActionFaite, Chemin, CheminThematique, Etape, Mouvement, Point
from caprse.restitution.graphiques.bandes import lay_out_bands
from caprse.restitution.graphiques.chemin import build_trajet
from caprse.restitution.graphiques.cles_chemin import DE_NOUS
from caprse.restitution.graphiques.texte import measure
from caprse.socle.fichiers import to_svg
from tests.restitution.exemples import build_figure, list_rows, list_sizes, list_texts

JOURS = tuple(
    (numero, date(2026, 1, 16) + timedelta(days=91 * (numero - 1)), date(2026, 1, 15) + timedelta(days=91 * numero))
    for numero in range(1, 7)
)
ECRIRE = ActionFaite("Écrire", date(2026, 3, 1), ("A-01",))
HAUT = Mouvement("A-01", "Critère", 1, 3, ("a", "b", "c", "d"), "", (ECRIRE,))
BAS = replace(HAUT, de=3, vers=2)
UNE_LIGNE = 1.5 * 1.8 * 14  # what a key of one line takes above the rows


def _point(numero: int, niveau: int, *, creux: bool = False, lie: bool = True) -> Point:
    return Point(numero, build_figure("A", [int(n == niveau) for n in range(5)]), int(not creux), int(creux), lie)


def _build(*points: Point, actions: Sequence[ActionFaite] = (), etapes: Sequence[Etape] = ()) -> Chemin:
    rangee = CheminThematique("A", "Thématique A", "Court A", points, tuple(etapes), tuple(actions))
    return Chemin(JOURS, None, (rangee,), ())


def _draw(chemin: Chemin, taille: int = 900) -> alt.LayerChart:
    chart = build_trajet(chemin, taille=taille)
    assert chart is not None
    return chart


def test_without_a_trimestre_there_is_no_picture() -> None:
    assert build_trajet(Chemin((), None, (), ())) is None


def test_a_line_is_drawn_where_the_points_are_linked_and_nowhere_else() -> None:
    chart = _draw(_build(_point(1, 1, lie=False), _point(2, 2), _point(4, 2, lie=False), _point(5, 3)))
    traits = list_rows(chart, "nous-trait")
    points = list_rows(chart, "nous")
    assert [(t["x"], t["x2"]) for t in traits] == [
        (points[0]["x"], points[1]["x"]),
        (points[2]["x"], points[3]["x"]),
    ]


def test_what_is_carried_over_is_hollow() -> None:
    chart = _draw(_build(_point(1, 1, lie=False), _point(2, 1, creux=True)))
    # One of each more: the key.
    assert (len(list_rows(chart, "nous")), len(list_rows(chart, "repris"))) == (2, 2)


@pytest.mark.parametrize("taille", [326, 900])
def test_trimestres_of_before_the_workbook_are_named_below_all_rows(taille: int) -> None:
    chemin = _build(_point(1, 1, lie=False), _point(2, 2), _point(3, 2))
    assert not list_texts(_draw(chemin, taille), "reprises")
    chart = _draw(replace(chemin, repris=frozenset({1, 2})), taille)
    assert list_texts(chart, "reprises") == ["Trimestres\u00a01 et 2 repris"]
    (dit,) = list_rows(chart, "reprises")
    assert dit["y"] > max(nom["y"] for nom in list_rows(chart, "trimestres"))
    assert dit["y"] + 13 <= chart.to_dict()["height"] + 1


@pytest.mark.parametrize("fleche", [False, True])
def test_the_start_is_joined_to_nothing_but_an_arrival_over_the_same_questions(fleche: bool) -> None:
    chemin = _build(_point(1, 1, lie=False), _point(2, 2))
    depart, arrivee = (build_figure("A", [int(n == niveau) for n in range(5)]) for niveau in (1, 3))
    rangee = replace(chemin.rangees[0], depart=depart, arrivee=arrivee, fleche=fleche)
    chart = _draw(replace(chemin, rangees=(rangee,)))
    bande = lay_out_bands(replace(chemin, rangees=(rangee,)), 884, 14, UNE_LIGNE)[0][0]
    assert all(min(t["x"], t["x2"]) > bande.gauche for t in list_rows(chart, "nous-trait"))
    fleches = list_rows(chart, "fleche")
    assert bool(fleches) is fleche
    assert all(max(t["x"], t["x2"]) < bande.gauche for t in fleches if t["y"] > bande.haut)


def test_actions_stand_under_their_trimestre_and_are_counted() -> None:
    proches = [replace(ECRIRE, quoi=str(n), le=JOURS[2][1] + timedelta(days=n)) for n in range(3)]
    chemin = _build(_point(1, 1, lie=False), _point(2, 2), actions=[ECRIRE, *proches])
    chart = _draw(chemin)
    bande = lay_out_bands(chemin, 884, 14, UNE_LIGNE)[0][0]
    milieux = {round((t["x"] + t["x2"]) / 2) for t in list_rows(chart, "actions") if t["y"] > bande.haut}
    numeros = {min(JOURS, key=lambda j: abs(bande.find_x(j[0]) - x))[0] for x in milieux}
    assert numeros == {bande.find_numero(ECRIRE.le), 3}
    assert list_texts(chart, "actions-nombre") == ["3"]


@pytest.mark.parametrize(
    ("jour", "numero"),
    [(date(2020, 1, 1), 1), (JOURS[0][1], 1), (JOURS[0][2], 1), (JOURS[0][2] + timedelta(days=1), 2)],
)
def test_a_day_is_of_the_trimestre_that_is_not_over(jour: date, numero: int) -> None:
    assert lay_out_bands(_build(), 884, 14)[0][0].find_numero(jour) == numero


def test_a_day_after_all_trimestres_is_of_the_last() -> None:
    assert lay_out_bands(_build(), 884, 14)[0][0].find_numero(date(2030, 1, 1)) == JOURS[-1][0]


def test_the_key_comes_first_and_the_ticks_stand_clear_of_the_names() -> None:
    chart = _draw(_build(_point(1, 1, lie=False), actions=[ECRIRE]))
    cles, noms = list_rows(chart, "cle"), list_rows(chart, "trimestres")
    coches = [t for t in list_rows(chart, "actions") if t["y"] > max(c["y"] for c in cles) + 14]
    assert max(c["y"] for c in cles) < min(t["y"] for t in list_rows(chart, "axes"))
    assert min(t["y"] for t in noms) - max(max(t["y"], t["y2"]) for t in coches) >= 8


def test_each_thematique_has_its_own_face() -> None:
    chemin = _build(_point(1, 1, lie=False), _point(2, 2))
    chart = _draw(replace(chemin, rangees=(replace(chemin.rangees[0], couleur="#123456", dessin="M4 4h16"),)))
    assert {row["couleur"] for nom in ("theme", "nous-trait", "valeurs") for row in list_rows(chart, nom)} == {
        "#123456"
    }
    assert b"#123456" in to_svg(chart, "x")


def test_steps_that_cancel_out_are_said_above_the_line() -> None:
    etape = Etape(2, 1, 2, 2, (replace(HAUT, vers=2), BAS))
    chart = _draw(_build(_point(1, 2, lie=False), _point(2, 2), etapes=[etape]))
    assert list_texts(chart, "pas") == ["+1 \u22121"]
    assert list_rows(chart, "pas")[0]["y"] < min(row["y"] for row in list_rows(chart, "valeurs"))
    assert "Marches gagnées, perdues" in list_texts(chart, "cle")


def test_trimestres_are_named_once_below_the_rows_that_say_what_they_show() -> None:
    etape = Etape(2, 1, 2, 2, (HAUT, BAS))
    chemin = _build(_point(1, 2, lie=False), _point(2, 2), etapes=[etape])
    autres = [
        replace(chemin.rangees[0], code="B", etapes=()),
        replace(chemin.rangees[0], code="C", etapes=(), points=(_point(2, 1, lie=False),)),
        replace(chemin.rangees[0], code="D", etapes=(), points=(_point(1, 1, lie=False), _point(2, 1, creux=True))),
    ]
    chemin = replace(chemin, rangees=(*chemin.rangees, *autres))
    chart = _draw(chemin)
    assert list_texts(chart, "trimestres").count("T1") == 1
    assert list_texts(_draw(chemin, 326), "trimestres").count("T1") == 4
    phrases = [" ".join(texte.split()) for texte in list_texts(chart, "phrases")]
    assert phrases == [
        f"{HAUT.pas} marches gagnées, 1 marche perdue" if HAUT.pas > 1 else "1 marche gagnée, 1 marche perdue",
        "Revu, aucune marche de plus",
        "Rempli au trimestre 2",
        "Rempli au trimestre 1, pas encore revu",
    ]
    assert list_texts(_draw(chemin, 326), "phrases") == []


def test_the_key_holds_what_is_drawn_and_nothing_else() -> None:
    assert list_texts(_draw(_build(_point(1, 1, lie=False))), "cle") == ["Revu à ce trimestre"]
    assert list_texts(_draw(_build()), "cle") == []
    assert list_texts(_draw(_build()), "vide") == [DE_NOUS.vide]


@pytest.mark.parametrize("taille", [326, 720, 900])
def test_nothing_stands_outside_of_the_picture_and_letters_are_never_tiny(taille: int) -> None:
    etape = Etape(6, 5, 1, 1, (HAUT,))
    points = [_point(numero, niveau, lie=numero > 1) for numero, niveau in enumerate((0, 4, 0, 4, 2, 4), start=1)]
    chart = _draw(_build(*points, actions=[ECRIRE], etapes=[etape]), taille)
    largeur, hauteur = float(chart.width), float(chart.height)
    for nom in ("nous", "pas", "valeurs", "trimestres", "actions", "cle"):
        for rangee in list_rows(chart, nom):
            assert 0 <= rangee["x"] <= largeur, nom
            assert 0 <= rangee["y"] <= hauteur, nom
    assert min(list_sizes(chart)) >= 13
    dernier = max(list_rows(chart, "trimestres"), key=lambda rangee: rangee["x"])
    assert dernier["x"] + measure("T6", 13) / 2 <= largeur + 8


def test_it_leaves_as_vectors_with_its_description() -> None:
    svg = to_svg(_draw(_build(_point(1, 1, lie=False))), "Votre chemin").decode()
    assert "<title>Votre chemin</title>" in svg
    assert "<path" in svg


def test_twenty_trimestres_on_a_phone_do_not_run_into_each_other() -> None:
    jours = tuple((numero, *JOURS[0][1:]) for numero in range(1, 21))
    points = tuple(_point(numero, numero % 5, lie=numero > 1) for numero in range(1, 21))
    etapes = tuple(Etape(numero, numero - 1, 1, 1, (HAUT, BAS)) for numero in range(2, 21))
    rangee = CheminThematique("A", "Thématique A", "Court A", points, etapes, ())
    chart = _draw(Chemin(jours, None, (rangee,), ()), 326)
    for nom in ("trimestres", "pas", "valeurs"):
        rangees = sorted(list_rows(chart, nom), key=lambda rangee: rangee["x"])
        assert rangees[-1]["x"] == max(point["x"] for point in list_rows(chart, "nous"))
        for gauche, droite in pairwise(rangees):
            assert droite["x"] - gauche["x"] >= (measure(gauche["texte"], 13) + measure(droite["texte"], 13)) / 2
