"""Small référentiels, answers and figures for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import altair as alt
from hypothesis import strategies as st

from caprse.referentiel.schema import Critere, Enjeu, Niveau, PourQui, Referentiel, Thematique
from caprse.restitution.figures.agregats import Agregat, Quartiles
from caprse.restitution.figures.notation import Cotation, Figure

NIVEAUX = ("À explorer", "Amorcé", "Organisé", "Ancré", "Moteur")


def build_critere(code: str, niveau_max: int = 4) -> Critere:
    return Critere(
        code=code,
        titre=f"Titre {code}",
        question="Question ?",
        question_simple="Question simple ?",
        niveaux={niveau: f"{code} au niveau {niveau}" for niveau in range(niveau_max + 1)},
        trace_possible="trace",
        pour_qui=PourQui(texte="toutes"),
    )


def build_thematique(code: str = "PAR", enjeux: Sequence[int] = (3, 2, 3, 2), niveau_max: int = 4) -> Thematique:
    """A thématique with so many critères in each enjeu."""
    numero = 0
    faits = []
    for rang, combien in enumerate(enjeux):
        lettre = chr(ord("A") + rang)
        criteres = tuple(build_critere(f"{code}-{numero + place:02d}", niveau_max) for place in range(1, combien + 1))
        numero += combien
        faits.append(
            Enjeu(
                code=f"{code}-{lettre}",
                titre=f"Enjeu {code} {lettre}",
                titre_court=f"{code} {lettre}",
                question="Question ?",
                question_simple="Question simple ?",
                criteres=criteres,
            )
        )
    return Thematique(code=code, titre=f"Thématique {code}", titre_court=code, en_bref="En bref.", enjeux=tuple(faits))


def build_referentiel(codes: Sequence[str] = ("GOV", "PAR"), niveau_max: int = 4) -> Referentiel:
    echelle = tuple(
        Niveau(niveau=niveau, nom=f"Niveau {niveau}", definition="Définition.", test="Test.")
        for niveau in range(niveau_max + 1)
    )
    return Referentiel(
        id="essai",
        version="1.2.3",
        titre="Référentiel d’essai",
        statut="Essai",
        licence="CC BY-SA 4.0",
        echelle=echelle,
        ordre=tuple(codes),
        thematiques=tuple(build_thematique(code, niveau_max=niveau_max) for code in codes),
    )


def build_figure(
    code: str, repartition: Sequence[int], applicables: int | None = None, non_concernes: int = 0
) -> Figure:
    repondus = sum(repartition)
    return Figure(
        code,
        f"Enjeu {code}",
        f"Court {code}",
        tuple(repartition),
        repondus if applicables is None else applicables,
        non_concernes,
    )


def build_agregat(code: str, q1: Fraction, mediane: Fraction, q3: Fraction, n: int = 8) -> Agregat:
    return Agregat(code, f"Enjeu {code}", f"Court {code}", n, Quartiles(q1, mediane, q3, n), (n, 0, 0, 0, n))


def cote(**niveaux: int | None) -> dict[str, Cotation]:
    """`cote(PAR_01=3)`: answers by code, an underscore standing for the hyphen."""
    return {code.replace("_", "-"): Cotation(niveau) for code, niveau in niveaux.items()}


def cotations_for(criteres: Sequence[Critere], niveau_max: int = 4) -> st.SearchStrategy[dict[str, Cotation]]:
    """Any answers: niveaux, non concernés, opened and left empty, or not there at all."""
    reponse = st.one_of(
        st.integers(0, niveau_max).map(Cotation), st.just(Cotation(None, non_concerne=True)), st.just(Cotation(None))
    )
    return st.dictionaries(st.sampled_from([critere.code for critere in criteres]), reponse)


def list_rows(chart: alt.LayerChart, nom: str) -> list[dict[str, Any]]:
    """What a chart draws under this name, layer by layer."""
    specification = chart.to_dict(validate=False)
    # A text and its halo read the same data: once is enough.
    donnees = dict.fromkeys(couche["data"].get("name") for couche in specification["layer"])
    rangees = (rangee for donnee in donnees for rangee in specification["datasets"].get(donnee, ()))
    return [rangee for rangee in rangees if rangee["nom"] == nom]


def list_texts(chart: alt.LayerChart, *noms: str) -> list[str]:
    return [rangee["texte"] for nom in noms for rangee in list_rows(chart, nom)]


def list_sizes(chart: alt.LayerChart) -> set[float]:
    """The letter sizes of a chart, in px."""
    return {couche["mark"]["fontSize"] for couche in chart.to_dict()["layer"] if couche["mark"]["type"] == "text"}
