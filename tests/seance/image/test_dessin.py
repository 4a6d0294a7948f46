"""Pictures for a wall: large, direct, honest."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.seance.contenus.axes import AxeMontre
from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.scenes import SceneRadar, decode_scene
from caprse.seance.image.barres import describe_barres, draw_barres
from caprse.seance.image.dessin import describe_axes, draw_axes
from caprse.seance.image.figures import draw_figure, list_cles_figure
from caprse.seance.image.montage import build_vote
from caprse.seance.regles import GenreTour
from caprse.socle.ecran.qr import draw_qr
from tests.fabrique import build_referentiel

ESPACE = "{http://www.w3.org/2000/svg}"
CORPS_MIN, TRAIT_MIN = 28, 4


def _axe(court: str, mediane: int | None, avant: int | None = None) -> AxeMontre:
    points = mediane - avant if mediane is not None and avant is not None else None
    return AxeMontre(court, court, court, mediane, q1=mediane, q3=mediane, avant=avant, points=points)


def _read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314


def _list(svg: str, balise: str, classe: str) -> list[ET.Element]:
    return [e for e in _read(svg).iter(f"{ESPACE}{balise}") if classe in (e.get("class") or "").split()]


def _texts(svg: str) -> list[str]:
    return [e.text or "" for e in _read(svg).iter(f"{ESPACE}text")]


AXES = [_axe("Gouvernance", 63, 51), _axe("Dialogue", 40, 40), _axe("Achats", 80, 90), _axe("Climat", 0, 0)]


def test_every_side_of_a_full_radar_is_drawn_now_and_before() -> None:
    svg = draw_axes(AXES, "au lancement", "Trimestre 2", "essai")
    # One more line each: the key.
    assert len(_list(svg, "line", "maintenant")) == len(_list(svg, "line", "avant")) == 5
    assert len(_list(svg, "circle", "creux")) == 5


def test_a_missing_axis_leaves_a_gap_and_says_so() -> None:
    axes = [*AXES[:1], _axe("Dialogue", None, 30), *AXES[2:]]
    svg = draw_axes(axes, "au lancement", "Trimestre 2", "essai")
    assert len(_list(svg, "line", "maintenant")) == 2 + 1
    assert len(_list(svg, "line", "avant")) == 4 + 1
    assert "non montré" in _texts(svg)


def test_without_an_earlier_time_there_is_one_outline() -> None:
    svg = draw_axes([_axe(a.court, a.mediane) for a in AXES], None, "Trimestre 1", "essai")
    assert _list(svg, "line", "avant") == []
    assert "data-de" not in svg


def test_what_moves_starts_from_the_earlier_figures_and_what_did_not_stays() -> None:
    svg = draw_axes(AXES, "au lancement", "Trimestre 2", "essai")
    anciens = {(e.get("cx"), e.get("cy")) for e in _list(svg, "circle", "avant")}
    departs = [e.get("data-de") for e in _list(svg, "circle", "maintenant")]
    mobiles = [depart for depart in departs if depart]
    assert len(mobiles) == 2, "Gouvernance and Achats moved, Dialogue and Climat did not"
    for depart in mobiles:
        x, y = re.findall(r":([\d.-]+)", depart)
        assert (x, y) in anciens


def test_labels_stand_on_the_picture_with_their_change() -> None:
    textes = _texts(draw_axes(AXES, "au lancement", "Trimestre 2", "essai"))
    assert {"Gouvernance", "63\u00a0% (+12)", "40\u00a0% (=)", "80\u00a0% (\u221210)", "Au lancement"} <= set(textes)


@pytest.mark.parametrize("nombre", [2, 4, 12])
def test_on_a_wall_the_key_stands_beside_and_the_dial_takes_the_height(nombre: int) -> None:
    axes = tuple(_axe(f"Axe {rang}", 40, 30) for rang in range(nombre))
    scene = SceneRadar("Où nous en sommes", axes=axes, avant="au trimestre 1", maintenant="Trimestre 5")
    avec, seule = draw_figure(scene), draw_figure(scene, seule=True)
    mots = [mot for _, mot in list_cles_figure(scene)]
    assert mots[:2] == ["Trimestre 5", "Au trimestre 1"]
    assert set(mots) <= set(_texts(avec))
    assert not set(mots) & set(_texts(seule))
    hauteurs = [float((_read(svg).get("viewBox") or "").split()[3]) for svg in (avec, seule)]
    assert hauteurs[1] < hauteurs[0]


@pytest.mark.parametrize("nombre", [1, 2, 10, 14])
def test_too_few_or_too_many_axes_stand_as_dots(nombre: int) -> None:
    axes = [_axe(f"Axe numéro {rang}", 10 * (rang % 10), 5) for rang in range(nombre)]
    svg = draw_axes(axes, "au trimestre 1", "Trimestre 5", "essai")
    assert len(_list(svg, "circle", "maintenant")) == nombre + 1
    assert sum("Axe numéro" in texte for texte in _texts(svg)) == nombre


def test_two_rounds_stand_side_by_side_on_one_scale() -> None:
    svg = draw_barres(["0 · A", "1 · B", "2 · C"], [("1er tour", [2, 4, 0]), ("2e tour", [0, 2, 8])], "essai", 2)
    premier = [float(e.get("width") or 0) for e in _list(svg, "rect", "tour-1")]
    second = [float(e.get("width") or 0) for e in _list(svg, "rect", "tour-2")]
    assert premier[0] == pytest.approx(premier[1] / 2, abs=0.2) == pytest.approx(second[0], abs=0.2)
    assert second[1] == pytest.approx(2 * premier[1], abs=0.2)
    assert min(float(e.get("x") or 0) for e in _list(svg, "rect", "tour-2")) > max(
        float(e.get("x") or 0) + float(e.get("width") or 0) for e in _list(svg, "rect", "tour-1")
    )
    textes = _texts(svg)
    assert {"1er tour", "2e tour", "4 · 67\u00a0%", "8 · 80\u00a0%", "2 · C (retenu)"} <= set(textes)
    assert len(_list(svg, "rect", "convenu")) == 1


@given(st.lists(st.integers(0, 60), min_size=2, max_size=12))
def test_shares_shown_add_up_to_100(nombres: list[int]) -> None:
    svg = draw_barres([f"Choix {rang}" for rang in range(len(nombres))], [("Votes", nombres)], "essai")
    parts = [int(p) for texte in _texts(svg) for p in re.findall(r"· (\d+)\u00a0%", texte)]
    assert sum(parts) == (100 if any(nombres) else 0)


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=60), st.none() | st.integers(0, 100), st.none() | st.integers(0, 100)),
        min_size=1,
        max_size=12,
    )
)
def test_nothing_typed_breaks_a_picture_and_nothing_is_small(lignes: list[tuple[str, int | None, int | None]]) -> None:
    axes = [_axe("".join(c for c in nom if c.isprintable()), mediane, avant) for nom, mediane, avant in lignes]
    for svg in (
        draw_axes(axes, "au lancement", "Maintenant", "x\"<>'&"),
        draw_barres([axe.court for axe in axes], [("Tour", [1] * len(axes))], "<script>"),
    ):
        racine = _read(svg)
        assert not list(racine.iter(f"{ESPACE}script"))
        for texte in racine.iter(f"{ESPACE}text"):
            assert float(texte.get("font-size") or 0) >= CORPS_MIN
        for trait in racine.iter():
            if trait.get("stroke-width") and trait.get("class") not in {"grille"}:
                assert float(trait.get("stroke-width") or 0) >= TRAIT_MIN
        largeur, hauteur = (float(v) for v in (racine.get("viewBox") or "").split()[2:])
        assert largeur > 0 < hauteur
        assert all(nom not in svg for nom in ("style=", "onload", "href"))


def test_what_nobody_chose_has_no_number_and_the_median_says_its_name() -> None:
    textes = _texts(draw_barres(["0 · A", "1 · B"], [("7 votes", [0, 7])], "essai", medianes=[1], unite="vote"))
    assert textes == ["0 · A", "1 · B", "7 votes", "7\u00a0votes · 100\u00a0%", "médiane : B"]


def test_the_title_of_one_column_may_stand_elsewhere() -> None:
    une, deux = [("7 votes", [3, 4])], [("1er tour", [3, 4]), ("2e tour", [4, 3])]
    assert "7 votes" not in _texts(draw_barres(["A", "B"], une, "essai", seule=True))
    assert {"1er tour", "2e tour"} <= set(_texts(draw_barres(["A", "B"], deux, "essai", seule=True)))


def test_of_what_the_choices_mean_the_wall_says_that_of_the_most_chosen() -> None:
    contenu = {
        "genre": "vote",
        "titre": "T",
        "vote": "niveau",
        "structures": False,
        "critere": "C",
        "question": "Q ?",
        "choix": [{"valeur": v, "libelle": f"N{v}", "texte": f"Ce que veut dire {v}."} for v in range(3)],
        "etat": "revele",
        "numero": 1,
        "votes": 7,
        "points": None,
        "convenu": None,
        "tours": [
            {
                "nom": "1er tour",
                "votes": 7,
                "raison": "",
                "nombres": [2, 4, 1],
                "mots": [],
                "non_concernes": 0,
                "mediane": "N1",
            }
        ],
    }
    dits = [texte for texte in _texts(draw_figure(decode_scene(contenu))) if texte.startswith("Ce que")]
    assert dits == ["Ce que veut dire 1."]
    retenu = _texts(draw_figure(decode_scene(contenu | {"convenu": 2})))
    assert [texte for texte in retenu if texte.startswith("Ce que")] == ["Ce que veut dire 2."]


def test_descriptors_are_written_under_the_names() -> None:
    svg = draw_barres(
        ["0 · A", "1 · B"], [("10 réponses", [4, 6])], "essai", textes=["Rien n’est écrit.", "Tout l’est."]
    )
    assert {"0 · A", "Rien n’est écrit.", "Tout l’est."} <= set(_texts(svg))


def test_a_qr_code_is_dark_on_white_with_its_quiet_zone() -> None:
    svg = draw_qr("https://cahier.exemple/rejoindre/K7MQ4T")
    assert 'fill="#ffffff"' in svg
    assert svg.count("h1v1h-1z") > 200
    assert re.search(r"M0,|M[0-3],", svg) is None


def test_pictures_are_said_in_words() -> None:
    assert describe_axes(AXES[:1], "au lancement") == "Gouvernance : 63 %, au lancement 51 %"
    assert describe_axes([_axe("Achats", None)], None) == "Achats : non montré"
    assert describe_barres(["A", "B"], [("1er tour", [1, 2])]) == "1er tour : A 1, B 2"


def test_a_step_without_figures_has_no_picture() -> None:
    for contenu in (
        {"genre": "texte", "texte": "", "lien": ""},
        {"genre": "radar", "axes": [], "raison": "Trop peu."},
        {"genre": "repartition", "critere": "", "question": "", "textes": [], "nombres": [], "raison": "Trop peu."},
    ):
        assert draw_figure(decode_scene(contenu)) == ""
    vote = build_vote("Vote", ContenuVote(GenreTour.MOTS), [], build_referentiel(themes=1))
    assert draw_figure(vote) == ""
