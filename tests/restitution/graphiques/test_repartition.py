"""The bars of answers per niveau: counts, shares, and what does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.restitution.graphiques.repartition import build_repartition, lay_out_bars
from caprse.restitution.planches.tableaux import table_repartition
from caprse.socle.couleurs import compute_contrast
from tests.restitution.exemples import NIVEAUX, build_figure, list_rows, list_sizes, list_texts

A, VIDE = build_figure("A", [2, 0, 1, 4, 1]), build_figure("B", [0, 0, 0, 0, 0], applicables=3)


@given(st.lists(st.integers(0, 50), min_size=3, max_size=6))
def test_lengths_are_shares_and_fill_the_bar(repartition: list[int]) -> None:
    [barre], _ = lay_out_bars([build_figure("A", repartition)], 300, 13)
    total = sum(repartition)

    assert sum(part.largeur for part in barre.parts) == pytest.approx(300 if total else 0)
    assert [(part.niveau, part.compte) for part in barre.parts] == [
        (niveau, compte) for niveau, compte in enumerate(repartition) if compte
    ]
    assert all(part.largeur == pytest.approx(300 * part.compte / total) for part in barre.parts)


def test_counts_are_printed_with_their_niveau() -> None:
    chart = build_repartition([A], NIVEAUX)

    assert sorted(list_texts(chart, "comptes")) == ["1", "1", "2", "4"]
    assert list_texts(chart, "niveaux") == ["0 · À explorer", "2", "3 · Ancré", "4"]
    assert list_texts(chart, "totaux") == ["8\u00a0réponses"]


def test_what_is_printed_is_what_the_table_says() -> None:
    comptes = table_repartition([A], NIVEAUX).iloc[0, 1:-1]

    assert sorted(list_texts(build_repartition([A], NIVEAUX), "comptes")) == sorted(str(c) for c in comptes if c)


def test_a_number_that_does_not_fit_is_left_to_the_table() -> None:
    assert "1" not in list_texts(build_repartition([build_figure("A", [1, 199, 0, 0, 0])], NIVEAUX), "comptes")


def test_an_axis_without_answers_is_an_empty_bar() -> None:
    chart = build_repartition([VIDE], NIVEAUX)

    assert list_texts(chart, "totaux") == ["sans réponse"]
    assert len(list_rows(chart, "parts")) == 1
    assert list_texts(chart, "comptes") == []


def test_the_key_names_each_niveau_in_order() -> None:
    assert list_texts(build_repartition([A], NIVEAUX), "cle") == [f"{n} · {nom}" for n, nom in enumerate(NIVEAUX)]


@pytest.mark.parametrize("combien", range(3, 7))
def test_any_echelle_is_drawn_with_legible_counts(combien: int) -> None:
    chart = build_repartition([build_figure("A", [1] * combien)], [f"Niveau {n}" for n in range(combien)])
    fonds = [rangee["fond"] for rangee in list_rows(chart, "parts")]
    encres = {round(rangee["x"]): rangee["couleur"] for rangee in list_rows(chart, "comptes")}

    assert len(set(fonds)) == combien
    for fond, (_, encre) in zip(fonds, sorted(encres.items()), strict=True):
        assert compute_contrast(fond, encre) >= 4.5


def test_another_echelle_is_refused() -> None:
    with pytest.raises(ValueError, match="échelle"):
        build_repartition([A], NIVEAUX[:3])


def test_letters_are_large_enough_for_a_phone_and_for_a_wall() -> None:
    assert min(list_sizes(build_repartition([A], NIVEAUX, taille=320))) >= 13
    assert min(list_sizes(build_repartition([A], NIVEAUX, taille=900, corps=24))) >= 24
