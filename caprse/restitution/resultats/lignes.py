"""A few short lines beside the picture: the figure, the collectif."""

from __future__ import annotations

from caprse.restitution.figures.bilan import Bilan
from caprse.restitution.figures.formats import INSECABLE, format_pourcent
from caprse.restitution.figures.libelles import format_mediane, format_reponses, format_score
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.edition import Publiee
from caprse.socle.ecran.cadre import fold_on_phone
from caprse.socle.francais import agree, bind_nombre, format_pluriel
from caprse.socle.signes import escape_html


def build_figure(bilan: Bilan, *, provisoire: bool = False) -> str:
    """Our figure beside the picture, in HTML. ``provisoire``: answers may still move.

    The carnet counts the block of every trimestre too: its answers are said, so that both counts are one.
    """
    chiffre, dit = say_figure(bilan.total, "de la thématique")
    bloc = bilan.transversal
    if bloc is not None and bloc.applicables:
        faits = format_pluriel(bloc.repondus, "réponse")
        dit += f" {bloc.titre_court}{INSECABLE}: {faits} sur{INSECABLE}{bloc.applicables}."
    bouge = provisoire and bilan.total.repondus < bilan.total.applicables
    return f'<ul class="cap-lignes">{build_ligne("nous", "Marches franchies", chiffre, dit, provisoire=bouge)}</ul>'


def build_reste(bilan: Bilan, publiee: Publiee | None, raison: str, moment: str, *, provisoire: bool) -> str:
    """What is not asked first, under one fold: the block of every trimestre, the collectif or why it is not shown.

    ``moment``: of when the figures of the collectif are. Beside the picture, a wide screen has room for it unfolded.
    """
    bloc, lignes = bilan.transversal, []
    if bloc is not None:
        # The carnet counts both together: each says which critères it is about.
        dit = say_figure(bloc, "de chaque trimestre")
        bouge = provisoire and bloc.repondus < bloc.applicables
        lignes.append(build_ligne("nous", bloc.titre_court, *dit, provisoire=bouge))
    chiffre, dessous = say_collectif(publiee, raison)
    lignes.append(build_ligne("collectif", "Collectif", chiffre, " ".join(filter(None, [dessous, moment]))))
    titre = f"{bloc.titre_court} et collectif" if bloc is not None else "Collectif"
    return fold_on_phone(f"<b>{escape_html(titre)}</b>", f'<ul class="cap-lignes">{"".join(lignes)}</ul>')


def build_ligne(classe: str, nom: str, chiffre: str, dessous: str, *, provisoire: bool = False) -> str:
    """`Nous`, `61 %`, and in small what it rests on. A figure that may still move is small, and says so beside it."""
    marque = " <i>provisoire</i>" if provisoire else ""
    dit = f"<b>{escape_html(chiffre)}{marque}</b>" if chiffre else ""
    return f'<li class="{classe}"><span>{escape_html(nom)}</span>{dit}<small>{escape_html(dessous)}</small></li>'


def say_figure(figure: Figure, de: str, *, provisoire: bool = False) -> tuple[str, str]:
    """The score, never without its number of answers; in words where there is none. Its median is in the table.

    ``de``: which critères are counted. ``provisoire``: say so in the sentence, where nothing marks the figure itself.
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
    return format_score(figure), dit


def say_collectif(publiee: Publiee | None, raison: str) -> tuple[str, str]:
    """The figure of the whole, and on how many structures it rests; else why it is not shown."""
    if publiee is None:
        return "", raison
    edition = publiee.edition
    total = next((agregat for agregat in edition.ensembles if agregat.code == edition.total), None)
    if total is not None and total.quartiles is not None:
        sur = format_pluriel(total.n, "structure")
        return format_pourcent(total.quartiles.mediane), f"Le chiffre du milieu, sur {sur}."
    return "", f"Ensemble {format_mediane(total)}".capitalize()
