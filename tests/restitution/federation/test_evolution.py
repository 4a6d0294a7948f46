"""From one trimestre to the next, only what every trimestre asks, and only under the same version."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from fractions import Fraction
from html import unescape
from uuid import uuid4

from caprse.restitution.federation.evolution import list_evolutions
from caprse.restitution.federation.page import build_evolution, explain_ruptures
from caprse.restitution.federation.service import CollectifVu
from caprse.restitution.figures.agregats import Agregat, Quartiles
from caprse.restitution.figures.bilan import Source
from caprse.restitution.publication.edition import Edition, Publiee

V1, V2 = Source("1", "1.0.0", "Référentiel"), Source("2", "2.0.0", "Référentiel")


def build_agregat(code: str, mediane: Fraction | None) -> Agregat:
    quartiles = Quartiles(mediane, mediane, mediane, 8) if mediane is not None else None
    return Agregat(code, "Démarche <ensemble>", "Démarche", 8 if quartiles else 0, quartiles, (2, 2, 2, 1, 1))


def build_publiee(
    theme: str, mediane: Fraction | None, source: Source = V1, population: str | None = "les mêmes"
) -> Publiee:
    agregats = (build_agregat(theme, Fraction(1, 4)), build_agregat("DEM", mediane))
    edition = Edition(source, ("A", "B", "C", "D", "E"), theme, "DEM", agregats, ())
    return Publiee(edition, 8, datetime(2026, 1, 15, tzinfo=UTC), population)


def build_collectif(
    *medianes: Fraction | None, derniere: Source = V1, population: str | None = "les mêmes"
) -> CollectifVu:
    """One publication per trimestre, given in another order than that of the trimestres."""
    publiees = [build_publiee(f"T{rang}", mediane) for rang, mediane in enumerate(medianes)]
    publiees[-1] = build_publiee("TX", medianes[-1], derniere, population)
    numeros = tuple(range(1, len(medianes) + 1))
    return CollectifVu(uuid4(), "Collectif <A>", False, tuple(reversed(publiees)), tuple(reversed(numeros)))


def read(corps: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", corps)).split())


def test_a_collectif_is_followed_in_the_order_of_its_trimestres() -> None:
    [evolution] = list_evolutions([build_collectif(Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))], "DEM")
    assert [(etape.numero, etape.autre) for etape in evolution.etapes] == [(1, False), (2, False), (3, False)]
    assert [etape.lie for etape in evolution.etapes] == [False, True, True]
    corps = build_evolution([evolution])
    assert "Collectif &lt;A&gt;" in corps
    assert re.search(r"Trimestre.2 Trimestre.3 Collectif <A> 25.% 8.structures 50.% 8", read(corps))
    assert "rompu" not in corps
    assert explain_ruptures([evolution]) == ""


def test_another_version_is_not_compared_and_says_so() -> None:
    [evolution] = list_evolutions([build_collectif(Fraction(1, 4), Fraction(1, 2), derniere=V2)], "DEM")
    assert [etape.autre for etape in evolution.etapes] == [False, True]
    corps = build_evolution([evolution])
    assert corps.count('class="rompu"') == 1
    assert "ne se compare pas au chiffre d’avant" in read(corps)
    assert "d’autres critères" in explain_ruptures([evolution])


def test_a_hidden_figure_leaves_a_gap_and_one_figure_alone_shows_nothing() -> None:
    [evolution] = list_evolutions([build_collectif(Fraction(1, 4), None, Fraction(3, 4))], "DEM")
    autre = list_evolutions([build_collectif(Fraction(0), Fraction(0), Fraction(0))], "DEM")
    assert [etape.numero for etape in evolution.etapes] == [1, 3]
    assert "<small>–</small>" in build_evolution([evolution, *autre])
    assert list_evolutions([build_collectif(Fraction(1, 4), None)], "DEM") == ()


def test_a_theme_of_one_trimestre_is_never_followed() -> None:
    assert list_evolutions([build_collectif(Fraction(1, 4), Fraction(1, 2))], "T0") == ()
