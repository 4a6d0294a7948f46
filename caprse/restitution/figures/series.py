"""What was climbed on a whole way, question by question: the one rule of the path, the bilan and the effect. Pure.

A march is climbed from one state to the next, in the terms of the later one, over a question that has a niveau in both
(``pair_tenues``). What comes later takes nothing back: a question that a later version of the référentiel does not ask
any more keeps the marches that were counted while it was asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from caprse.restitution.figures.etats import Donnee, Etat, pair_tenues


@dataclass(frozen=True, slots=True)
class Halte:
    """One state of a way, as its answers stand today; ``suite``: from the codes of the halte before (None: the same).

    ``niveaux``: the names of its échelle.
    """

    etat: Etat
    suite: Mapping[str, str] | None = None
    niveaux: tuple[str, ...] = ()


@dataclass(slots=True)
class Question:
    """One question through the haltes, by the code that it had last.

    ``dites``: its answers in the order of time. ``series``: those of them that lead from one to the next, cut where it
    was said not to concern. ``codes``: all that it had. ``posee``: whether the last halte still asks it;
    ``niveaux``: the names of the échelle on which it was answered last.
    """

    critere: str
    dites: list[Donnee] = field(default_factory=list)
    series: list[list[Donnee]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    posee: bool = True
    niveaux: tuple[str, ...] = ()

    @property
    def suivies(self) -> list[list[Donnee]]:
        """What of it was looked at again: from the first answer of each to the last, the marches that it moved by."""
        return [serie for serie in self.series if len(serie) > 1]


def follow_questions(haltes: Sequence[Halte]) -> tuple[Question, ...]:
    """Every question that any halte, in the order of time, has an answer to; each answer where it was first held."""
    toutes: list[Question] = []
    posees: dict[str, Question] = {}
    avant: Halte | None = None
    for halte in haltes:
        if halte.suite is not None:
            posees = _rename(posees, halte.suite)
        paires = pair_tenues(avant.etat, halte.etat, halte.suite) if avant is not None else {}
        for tenue in halte.etat.tenues:
            question = posees.get(tenue.critere)
            if question is None:
                question = posees[tenue.critere] = Question(tenue.critere, codes={tenue.critere})
                toutes.append(question)
            question.niveaux = halte.niveaux
            paire = paires.get(tenue.critere)
            if not question.dites or avant is None or tenue.trimestre > avant.etat.numero:
                question.dites.append(tenue)
            if tenue.cotation.niveau is None:
                continue
            if paire is None:
                question.series.append([tenue])
            elif paire.revue:
                question.series[-1].append(tenue)
        avant = halte
    return tuple(toutes)


def _rename(posees: Mapping[str, Question], suite: Mapping[str, str]) -> dict[str, Question]:
    """The questions under the codes of the next version; what it does not ask any more keeps its own."""
    suivies = {}
    for code, question in posees.items():
        question.posee = code in suite
        if question.posee:
            question.critere = suite[code]
            question.codes.add(question.critere)
            suivies[question.critere] = question
    return suivies
