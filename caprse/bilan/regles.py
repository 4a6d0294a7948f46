"""What changed over a whole journey: the first and the last answer to the same question, nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caprse.progres.regles import EtatAction
from caprse.restitution.figures.etats import Donnee
from caprse.restitution.figures.formats import MOINS
from caprse.restitution.figures.notation import Figure
from caprse.restitution.figures.series import Halte, Question, follow_questions
from caprse.socle.francais import enumerate_words, format_pluriel


@dataclass(frozen=True, slots=True)
class Trouve:
    """What the first answers to a thématique said: its trimestre, its figure, the names of its niveaux.

    ``repris``: that trimestre was over before the workbook.
    """

    numero: int
    figure: Figure
    niveaux: tuple[str, ...]
    repris: bool = False


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

    ``sorti``: it was said afterwards not to concern any more. ``posee``: whether it is still asked, by this code;
    ``niveaux``: the names of the échelle of the later answer.
    """

    critere: str
    avant: Donnee
    apres: Donnee
    sorti: bool = False
    posee: bool = True
    niveaux: tuple[str, ...] = ()

    @property
    def pas(self) -> int | None:
        avant, apres = self.avant.cotation.niveau, self.apres.cotation.niveau
        return None if avant is None or apres is None else apres - avant


def list_revues(haltes: Sequence[Halte], ordre: Sequence[str]) -> tuple[Revue, ...]:
    """The critères that were answered in two trimestres or more, in this order of codes: from the first niveau to the
    last, as the path climbs, so that both tell the same marches.

    Where it was said in between not to concern, nothing leads over it: of one that has no two niveaux in a row, the
    last two answers. Those that are not asked any more come last, with the marches that they had moved by.
    """
    rangs = {code: rang for rang, code in enumerate(ordre)}
    posees: list[Question] = []
    quittees: list[Question] = []
    for question in follow_questions(haltes):
        (posees if question.posee and question.critere in rangs else quittees).append(question)
    posees.sort(key=lambda question: rangs[question.critere])
    revues = [revue for question in posees for revue in _list_revues(question, posee=True)]
    return (*revues, *(revue for question in quittees for revue in _list_revues(question, posee=False)))


def _list_revues(question: Question, *, posee: bool) -> Iterator[Revue]:
    paires = [(serie[0], serie[-1]) for serie in question.suivies]
    if posee and not paires and len(question.dites) > 1:
        paires = [(question.dites[-2], question.dites[-1])]
    for avant, apres in paires:
        yield Revue(question.critere, avant, apres, apres is not question.dites[-1], posee, question.niveaux)


def describe_revues(revues: Sequence[Revue], total: int) -> str:
    """How many answers were given again, what moved; ``total``: how many critères that are asked were answered."""
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
    reste = total - len({revue.critere for revue in revues if revue.posee})
    debut = f"{format_pluriel(len(revues), 'réponse revue', 'réponses revues')}\u00a0: {', '.join(morceaux)}."
    return f"{debut} {format_pluriel(reste, 'réponse non revue', 'réponses non revues')}." if reste else debut


def describe_pas(revue: Revue) -> str:
    """What moved of one critère: ``+1 marche``, or in words that it did not or cannot be said."""
    pas = revue.pas
    if pas is None:
        return "pas de comparaison"
    suite = (", puis non concerné" if revue.sorti else "") + ("" if revue.posee else ", puis plus demandé")
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
