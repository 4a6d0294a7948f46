"""One reading on screen: a line per subject, its answers as one bar from pale to dark; each of them once opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from caprse.restitution.graphiques.palette import get_text_colour, list_shades
from caprse.restitution.renvois.phrases import describe_seuls, describe_sujet, name_reponse
from caprse.restitution.renvois.regles import CritereLu, Lecture, Sujet
from caprse.socle.ecran.cadre import fold_always
from caprse.socle.signes import escape_html


def build_lecture(lecture: Lecture, niveaux: Sequence[str]) -> str:
    """The family as HTML: its groups, their subjects; at the end, folded, those that no question leads to."""
    groupes = "".join(
        (f'<h3 class="cap-renvois-groupe">{escape_html(groupe)}</h3>' if groupe else "")
        + f'<ul class="cap-renvois">{_build_sujets(sujets, niveaux)}</ul>'
        for groupe, sujets in lecture.groupes
    )
    if not lecture.seuls:
        return groupes
    seuls = "".join(f"<li>{_build_nom(sujet)}</li>" for sujet in lecture.seuls)
    return groupes + fold_always(escape_html(describe_seuls(lecture)), f'<ul class="cap-renvois seuls">{seuls}</ul>')


def _build_sujets(sujets: Sequence[Sujet], niveaux: Sequence[str]) -> str:
    return "".join(build_sujet(sujet, niveaux, fils=_is_fils(sujet, sujets)) for sujet in sujets)


def build_sujet(sujet: Sujet, niveaux: Sequence[str], *, fils: bool = False) -> str:
    """One subject: folded, what was answered; open, each critère with its answer. ``fils``: part of the one above."""
    lignes = "".join(
        f"<li>{_build_cran(critere, niveaux)}<span>{escape_html(critere.titre)}"
        f"<small>{escape_html(_describe(critere, niveaux))}</small></span></li>"
        for critere in sujet.criteres
    )
    return (
        f"<li{' class=fils' if fils else ''}><details><summary>{_build_nom(sujet)}{_build_barre(sujet, niveaux)}"
        f"<small>{escape_html(describe_sujet(sujet))}</small></summary><ul>{lignes}</ul></details></li>"
    )


def build_cles(niveaux: Sequence[str]) -> str:
    """What each colour says, in HTML: the échelle, then the two that are no niveau."""
    dits = [*niveaux, "Non concerné", "Pas encore répondu"]
    cles = "".join(
        f"<li>{_build_part(rang, '', niveaux)}<span>{escape_html(dit)}</span></li>" for rang, dit in enumerate(dits)
    )
    return f'<ul class="cap-renvois-cles">{cles}</ul>'


def _is_fils(sujet: Sujet, sujets: Sequence[Sujet]) -> bool:
    """Whether its chapter is in the same list: ``1.2`` under ``1``."""
    chapitre = sujet.code.rpartition(".")[0]
    return bool(chapitre) and any(autre.code == chapitre for autre in sujets)


def _build_barre(sujet: Sujet, niveaux: Sequence[str]) -> str:
    """How many answers at each niveau, side by side; the words below say how many there are."""
    comptes = Counter(_rank(critere, len(niveaux)) for critere in sujet.criteres)
    parts = "".join(
        _build_part(rang, f"flex-grow:{comptes[rang]}", niveaux, comptes[rang]) for rang in sorted(comptes)
    )
    return f'<span class="cap-crans" aria-hidden="true">{parts}</span>'


def _rank(critere: CritereLu, combien: int) -> int:
    """Its place in the bar: its niveau, then what is not concerned, then what is not answered."""
    if critere.niveau is not None:
        return critere.niveau
    return combien if critere.non_concerne else combien + 1


def _build_part(rang: int, style: str, niveaux: Sequence[str], nombre: int | None = None) -> str:
    """A piece of a bar, or of what explains it, with how many answers it stands for."""
    dit = "" if nombre is None else str(nombre)
    if rang >= len(niveaux):
        return f'<i class="{"nc" if rang == len(niveaux) else "vide"}" style="{style}">{dit}</i>'
    fond = list_shades(len(niveaux))[rang]
    return f'<i style="background:{fond};color:{get_text_colour(fond)};{style}">{dit}</i>'


def _build_nom(sujet: Sujet) -> str:
    return f"<b>{escape_html(sujet.code)}</b><span>{escape_html(sujet.titre)}</span>"


def _build_cran(critere: CritereLu, niveaux: Sequence[str]) -> str:
    if critere.niveau is not None:
        fond = list_shades(len(niveaux))[critere.niveau]
        return f'<i style="background:{fond};color:{get_text_colour(fond)}">{critere.niveau}</i>'
    return '<i class="nc">NC</i>' if critere.non_concerne else '<i class="vide"></i>'


def _describe(critere: CritereLu, niveaux: Sequence[str]) -> str:
    dits = [critere.thematique, name_reponse(critere, niveaux)]
    if critere.trimestre is not None:
        dits.append(f"trimestre\u00a0{critere.trimestre}")
    if critere.trace:
        dits.append("avec une trace")
    return " · ".join(dits)
