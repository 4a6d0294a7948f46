"""One reading on screen: a line per subject, the answers that lead to it as small steps; the rest once opened."""

from __future__ import annotations

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
        + f'<ul class="cap-renvois">{"".join(build_sujet(sujet, niveaux) for sujet in sujets)}</ul>'
        for groupe, sujets in lecture.groupes
    )
    if not lecture.seuls:
        return groupes
    seuls = "".join(f"<li>{_build_nom(sujet)}</li>" for sujet in lecture.seuls)
    return groupes + fold_always(escape_html(describe_seuls(lecture)), f'<ul class="cap-renvois seuls">{seuls}</ul>')


def build_sujet(sujet: Sujet, niveaux: Sequence[str]) -> str:
    """One subject: folded, what was answered; open, each critère with its answer."""
    crans = "".join(_build_cran(critere, niveaux) for critere in sujet.criteres)
    lignes = "".join(
        f"<li>{_build_cran(critere, niveaux)}<span>{escape_html(critere.titre)}"
        f"<small>{escape_html(_describe(critere, niveaux))}</small></span></li>"
        for critere in sujet.criteres
    )
    return (
        f'<li><details><summary>{_build_nom(sujet)}<span class="cap-crans" aria-hidden="true">{crans}</span>'
        f"<small>{escape_html(describe_sujet(sujet))}</small></summary><ul>{lignes}</ul></details></li>"
    )


def build_cles(niveaux: Sequence[str]) -> str:
    """What each step says, in HTML: the échelle, then the two that are no niveau."""
    crans = [CritereLu("", "", "", niveau=rang, trimestre=0) for rang in range(len(niveaux))]
    crans += [CritereLu("", "", "", non_concerne=True, trimestre=0), CritereLu("", "", "")]
    dits = [*niveaux, "Non concerné", "Pas encore répondu"]
    cles = "".join(
        f"<li>{_build_cran(cran, niveaux)}<span>{escape_html(dit)}</span></li>"
        for cran, dit in zip(crans, dits, strict=True)
    )
    return f'<ul class="cap-renvois-cles">{cles}</ul>'


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
