"""A few short lines beside the picture: what is strong, what comes next, the figure, the collectif."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.referentiel.marches import bind_niveau, name_niveau
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.formats import INSECABLE, format_pourcent
from caprse.restitution.figures.libelles import format_mediane, format_reponses, format_score
from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.phrases import A_AVANCER, ENJEU, NomCommun, find_extremes
from caprse.restitution.publication.edition import Publiee
from caprse.socle.francais import agree, bind_nombre, format_pluriel
from caprse.socle.signes import escape_html


def build_lignes(bilan: Bilan, publiee: Publiee | None, raison: str, *, provisoire: bool = False) -> str:
    """What is strong and what comes next, our figures, the collectif or why it is not shown, in HTML.

    ``provisoire``: answers may still move.
    """
    lignes = [build_mots(nom, dit) for nom, dit in say_extremes(bilan.enjeux, ENJEU)]
    # The carnet counts both together: each says which critères it is about.
    for nom, figure, de in (
        ("Marches franchies", bilan.total, "de la thématique"),
        (bilan.transversal.titre_court if bilan.transversal else "", bilan.transversal, "de chaque trimestre"),
    ):
        if figure is not None:
            lignes.append(build_ligne("nous", nom, *say_figure(figure, bilan, de, provisoire=provisoire)))
    lignes.append(build_ligne("collectif", "Collectif", *say_collectif(publiee, raison)))
    return f'<ul class="cap-lignes">{"".join(lignes)}</ul>'


def build_ligne(classe: str, nom: str, chiffre: str, dessous: str) -> str:
    """`Nous`, `61 %`, and in small what it rests on."""
    dit = f"<b>{escape_html(chiffre)}</b>" if chiffre else ""
    return f'<li class="{classe}"><span>{escape_html(nom)}</span>{dit}<small>{escape_html(dessous)}</small></li>'


def build_mots(nom: str, dit: str) -> str:
    """`Votre force`, and under it what it is."""
    return f'<li class="mots"><span>{escape_html(nom)}</span><strong>{escape_html(dit)}</strong></li>'


def say_extremes(figures: Sequence[Figure], mot: NomCommun) -> list[tuple[str, str]]:
    """The axes that stand highest and lowest, with their figure; nothing where they do not differ."""
    extremes = find_extremes([(figure.titre, figure.score) for figure in figures if figure.score is not None])
    if extremes is None:
        return []
    hauts, bas = extremes
    return [
        (nom, f"{name_axes(extreme.titres, mot)}, {format_pourcent(extreme.score)}")
        for nom, extreme in ((hauts.name_force(), hauts), (A_AVANCER, bas))
    ]


def name_axes(titres: Sequence[str], mot: NomCommun) -> str:
    """One title, or two; how many, where a line could not carry them."""
    if len(titres) > 2:
        return format_pluriel(len(titres), mot.singulier, mot.pluriel)
    return " et ".join(titres)


def say_figure(figure: Figure, bilan: Bilan, de: str, *, provisoire: bool) -> tuple[str, str]:
    """The score, never without its number of answers and its median niveau, said for what it is; in words where there
    is none. ``de``: which critères are counted.
    """
    faits, _, reste = format_reponses(figure).partition(" sur ")
    total, virgule, exclus = reste.partition(", ")
    sur = f"{bind_nombre(total, agree(int(total), 'critère'))} {de}"
    compte = f"{bind_nombre(faits, agree(int(faits), 'réponse'))} sur{INSECABLE}{sur}{virgule}{exclus}"
    if not figure.applicables:
        return "", f"Non concerné{INSECABLE}: {compte}."
    if figure.score is None:
        return "", f"Sans réponse{INSECABLE}: {sur}."
    dit = f"Provisoire{INSECABLE}: {compte}." if provisoire and figure.repondus < figure.applicables else f"{compte}."
    niveau = bind_niveau(name_niveau(figure.mediane, bilan.niveaux)).replace(" ", INSECABLE)
    milieu = f" Au milieu de nos réponses{INSECABLE}: {niveau}." if niveau else ""
    return format_score(figure), f"{dit}{milieu}"


def say_collectif(publiee: Publiee | None, raison: str) -> tuple[str, str]:
    """The figure of the whole, and on how many structures it rests; else why it is not shown."""
    if publiee is None:
        return "", raison
    edition = publiee.edition
    total = next((agregat for agregat in edition.ensembles if agregat.code == edition.total), None)
    if total is not None and total.quartiles is not None:
        sur = format_pluriel(total.n, "structure")
        return format_pourcent(total.quartiles.mediane), f"Le chiffre du milieu, sur {sur}"
    return "", f"Ensemble {format_mediane(total)}".capitalize()
