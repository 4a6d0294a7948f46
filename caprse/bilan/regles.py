"""What changed over a whole journey: the first and the last answer to the same question, nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caprse.progres.regles import EtatAction
from caprse.restitution.figures.etats import Donnee, list_series
from caprse.restitution.figures.formats import MOINS
from caprse.restitution.figures.notation import Figure
from caprse.socle.francais import enumerate_words, format_pluriel


@dataclass(frozen=True, slots=True)
class Trouve:
    """What the first answers to a thématique said: its trimestre, its figure, the names of its niveaux."""

    numero: int
    figure: Figure
    niveaux: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionLue:
    """One action of the plan d'action, as the journey tells it."""

    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatAction
    ce_qui_change: str
    faite_le: datetime | None


@dataclass(frozen=True, slots=True)
class Revue:
    """One critère answered more than once; ``pas``: the marches between both answers, None where one is no niveau.

    ``sorti``: it was said afterwards not to concern any more.
    """

    critere: str
    avant: Donnee
    apres: Donnee
    sorti: bool = False

    @property
    def pas(self) -> int | None:
        avant, apres = self.avant.cotation.niveau, self.apres.cotation.niveau
        return None if avant is None or apres is None else apres - avant


def list_revues(donnees: Iterable[Donnee], ordre: Sequence[str]) -> tuple[Revue, ...]:
    """The critères that were answered in two trimestres or more, in this order of codes: from the first niveau to the
    last, as the path climbs, so that both tell the same marches.

    Where it was said in between not to concern, nothing leads over it: of one that has no two niveaux in a row, the
    last two answers. All answers are in the terms of one version. What was left without an answer counts for nothing.
    """
    repondues = sorted((d for d in donnees if d.repondue), key=lambda d: d.trimestre)
    par_critere: dict[str, list[Donnee]] = {}
    for donnee in repondues:
        par_critere.setdefault(donnee.critere, []).append(donnee)
    series = list_series(repondues)
    revues: list[Revue] = []
    for code in ordre:
        siennes = par_critere.get(code, [])
        suivies = [serie for serie in series.get(code, ()) if len(serie) > 1]
        revues += [Revue(code, serie[0], serie[-1], serie[-1] is not siennes[-1]) for serie in suivies]
        if len(siennes) > 1 and not suivies:
            revues.append(Revue(code, siennes[-2], siennes[-1]))
    return tuple(revues)


def describe_revues(revues: Sequence[Revue], total: int) -> str:
    """How many answers were given again, what moved; ``total``: how many critères were answered at all."""
    if not revues:
        return "Aucune réponse n’a encore été revue."
    pas = [revue.pas for revue in revues]
    morceaux = [
        f"{nombre} {mot}"
        for nombre, mot in (
            (sum(un is not None and un > 0 for un in pas), "plus haut"),
            (sum(un == 0 for un in pas), "au même niveau"),
            (sum(un is not None and un < 0 for un in pas), "plus bas"),
            (sum(un is None for un in pas), "sans comparaison"),
        )
        if nombre
    ]
    reste = total - len({revue.critere for revue in revues})
    debut = f"{format_pluriel(len(revues), 'réponse revue', 'réponses revues')}\u00a0: {', '.join(morceaux)}."
    return f"{debut} {format_pluriel(reste, 'réponse non revue', 'réponses non revues')}." if reste else debut


def describe_pas(revue: Revue) -> str:
    """What moved of one critère: ``+1 marche``, or in words that it did not or cannot be said."""
    pas = revue.pas
    if pas is None:
        return "pas de comparaison"
    suite = ", puis non concerné" if revue.sorti else ""
    if pas == 0:
        return f"au même niveau{suite}"
    return f"{'+' if pas > 0 else MOINS}{format_pluriel(abs(pas), 'marche', 'marches')}{suite}"


def summarize(trouves: int, faites: int, revues: Sequence[Revue], ouvertes: int) -> str:
    """The whole journey in one sentence; empty before it has begun. Each number: how many of a part."""
    hautes = sum(revue.pas is not None and revue.pas > 0 for revue in revues)
    basses = sum(revue.pas is not None and revue.pas < 0 for revue in revues)
    dits = [
        format_pluriel(nombre, un, plusieurs)
        for nombre, un, plusieurs in (
            (trouves, "thématique remplie", "thématiques remplies"),
            (faites, "action faite", "actions faites"),
            (hautes, "réponse plus haute", "réponses plus hautes"),
            (basses, "réponse plus basse", "réponses plus basses"),
            (ouvertes, "action en cours", "actions en cours"),
        )
        if nombre
    ]
    return f"Notre chemin\u00a0: {enumerate_words(dits)}." if dits else ""
