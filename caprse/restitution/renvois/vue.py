"""One reading on screen: a line per subject, with the stair of its answer of the middle; each answer once opened."""

from __future__ import annotations

from collections.abc import Sequence

from caprse.referentiel.marches import build_marches
from caprse.restitution.renvois.phrases import describe_critere, describe_seuls, describe_sujet, name_reponse
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
        f"<li><span>{escape_html(critere.titre)}<small>{escape_html(describe_critere(critere))}</small></span>"
        f"{_build_reponse(critere, niveaux)}</li>"
        for critere in sujet.criteres
    )
    return (
        f"<li{' class=fils' if fils else ''}><details><summary>{_build_nom(sujet)}"
        f"{_build_milieu(sujet.mediane, niveaux)}<small>{escape_html(describe_sujet(sujet))}</small></summary>"
        f"<ul>{lignes}</ul></details></li>"
    )


def _is_fils(sujet: Sujet, sujets: Sequence[Sujet]) -> bool:
    """Whether its chapter is in the same list: ``1.2`` under ``1``."""
    chapitre = sujet.code.rpartition(".")[0]
    return bool(chapitre) and any(autre.code == chapitre for autre in sujets)


def _build_nom(sujet: Sujet) -> str:
    return f"<b>{escape_html(sujet.code)}</b><span>{escape_html(sujet.titre)}</span>"


def _build_milieu(niveau: int | None, niveaux: Sequence[str]) -> str:
    """Nothing where nothing was answered: the words below say so."""
    return "" if niveau is None else build_marches(niveau, niveaux, "span")


def _build_reponse(critere: CritereLu, niveaux: Sequence[str]) -> str:
    return _build_milieu(critere.niveau, niveaux) or f"<small>{escape_html(name_reponse(critere, niveaux))}</small>"
