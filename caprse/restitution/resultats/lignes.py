"""Three short lines beside the picture: us, the block of every trimestre, the collectif. One figure a line."""

from __future__ import annotations

from caprse.referentiel.marches import bind_niveau, name_niveau
from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.formats import INSECABLE, format_pourcent
from caprse.restitution.figures.libelles import format_mediane, format_reponses, format_score
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.edition import Publiee
from caprse.socle.francais import agree, format_pluriel
from caprse.socle.signes import escape_html


def build_lignes(bilan: Bilan, publiee: Publiee | None, raison: str) -> str:
    """Us, the block of every trimestre, the collectif or why it is not shown, in HTML."""
    lignes = [build_ligne("nous", "Marches franchies", *say_figure(bilan.total, bilan, "de la thématique"))]
    if (autre := bilan.transversal) is not None:
        lignes.append(build_ligne("nous", autre.titre_court, *say_figure(autre, bilan, "de la démarche")))
    lignes.append(build_ligne("collectif", "Collectif", *say_collectif(publiee, raison)))
    return f'<ul class="cap-lignes">{"".join(lignes)}</ul>'


def build_ligne(classe: str, nom: str, chiffre: str, dessous: str) -> str:
    """`Nous`, `61 %`, and in small what it rests on."""
    dit = f"<b>{escape_html(chiffre)}</b>" if chiffre else ""
    return f'<li class="{classe}"><span>{escape_html(nom)}</span>{dit}<small>{escape_html(dessous)}</small></li>'


def say_figure(figure: Figure, bilan: Bilan, de_quoi: str) -> tuple[str, str]:
    """The score, never without its number of answers and its median niveau, said for what it is; in words where there
    is none. ``de_quoi``: which questions these are, since the carnet counts those of both lines together.
    """
    faits, _, reste = format_reponses(figure).partition(" sur ")
    total, virgule, exclus = reste.partition(", ")
    compte = f"{faits} {agree(int(faits), 'réponse')} sur {total} {agree(int(total), 'critère')}"
    compte = f"{compte.replace(' ', INSECABLE)} {de_quoi}{virgule}{exclus}"
    if figure.score is None:
        return "", f"{'Pas commencé' if figure.applicables else 'Non concerné'}. {compte}."
    niveau = bind_niveau(name_niveau(figure.mediane, bilan.niveaux)).replace(" ", INSECABLE)
    milieu = f" Au milieu de nos réponses{INSECABLE}: {niveau}." if niveau else ""
    return format_score(figure), f"{compte}.{milieu}"


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
