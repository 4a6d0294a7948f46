"""The text alternatives: the message first, then every figure."""

from __future__ import annotations

from fractions import Fraction

from caprse.restitution.figures.axes import NOMS_COLLECTIF, LigneCarte, Progres, build_axes, build_axes_collectif
from caprse.restitution.planches.alternatives import alt_axes, alt_carte, alt_progres, alt_repartition
from tests.restitution.exemples import NIVEAUX, build_agregat, build_figure

A, B = build_figure("A", [0, 0, 1, 1, 1]), build_figure("B", [0, 0, 0, 0, 0], applicables=2)
AGREGAT = build_agregat("A", Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))


def _plain(texte: str) -> str:
    return texte.replace("\u00a0", " ")


def test_the_message_comes_first_then_every_figure() -> None:
    texte = _plain(alt_axes(build_axes([A, B], [AGREGAT], [B, A])))

    assert texte == (
        "« Enjeu A » : 75 % des marches franchies. L’autre enjeu n’a pas de pourcentage. 3 réponses sur 5. "
        "Pas encore de réponse sur « Enjeu B ». "
        "Détail : Enjeu A : Nous 75 %, Collectif 50 %, Trimestre précédent 75 % ; "
        "Enjeu B : Nous sans réponse, Trimestre précédent sans réponse."
    )


def test_the_collectif_alone_says_what_is_not_shown() -> None:
    texte = _plain(alt_axes(build_axes_collectif([A, B], [AGREGAT]), NOMS_COLLECTIF))

    assert texte.startswith("Médianes du collectif (8 structures).")
    assert texte.endswith("Détail : Enjeu A : Médiane du collectif 50 % ; Enjeu B : non montré, trop peu de réponses.")


def test_progress_is_told_trimestre_by_trimestre() -> None:
    progres = Progres("A", "Enjeu A", "Court A", (A, None, A, A, A), frozenset({4}))
    assert _plain(alt_progres([progres], ["T1", "T2", "T3", "T4", "T5"])) == (
        "Part des marches franchies à chaque trimestre. Enjeu A : T1 75 %, T2 pas de chiffre, T3 75 %, "
        "T4 75 % (pas les mêmes critères qu’avant), T5 75 %."
    )


def test_the_spread_is_told_niveau_by_niveau() -> None:
    assert _plain(alt_repartition([A, B], NIVEAUX)) == (
        "Nombre de réponses à chaque niveau. Enjeu A : 1 Organisé, 1 Ancré, 1 Moteur. Enjeu B : pas de réponse."
    )


def test_a_heatmap_refers_to_its_table() -> None:
    assert _plain(alt_carte([LigneCarte("S1", (A, B)), LigneCarte("S2", (A,))])) == (
        "Part des marches franchies pour 2 structures, sur Enjeu A et Enjeu B. "
        "Les chiffres sont dans le tableau qui suit."
    )
