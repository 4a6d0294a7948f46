"""Where a structure stands at a trimestre: of each critère, the latest answer given then or before. Pure.

An answer that was not given again is carried over: it counts, and it is counted apart. Two states are compared over
the critères that both hold a niveau of: a question that was asked once only says nothing of a change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from caprse.referentiel.schema import Thematique
from caprse.restitution.figures.formats import DEUX_POINTS
from caprse.restitution.figures.notation import Cotation, Figure, compute_thematique
from caprse.socle.francais import format_pluriel


@dataclass(frozen=True, slots=True)
class Donnee:
    """One answer to one critère, and the trimestre in whose carnet it was given; its titre, once it is in a state."""

    critere: str
    trimestre: int
    cotation: Cotation
    titre: str = ""

    @property
    def repondue(self) -> bool:
        return self.cotation.niveau is not None or self.cotation.non_concerne


@dataclass(frozen=True, slots=True)
class AxeEtat:
    """One thématique in a state: its figure, how many of its answers were given at that trimestre, and before."""

    figure: Figure
    revus: int
    repris: int

    @property
    def tout_repris(self) -> bool:
        """Whether nothing of it was looked at in that trimestre: it is drawn hollow."""
        return self.revus == 0 and self.repris > 0


@dataclass(frozen=True, slots=True)
class Etat:
    """The state at trimestre ``numero``: the answer that holds for each critère, the thématiques that have any."""

    numero: int
    tenues: tuple[Donnee, ...]
    axes: tuple[AxeEtat, ...]

    @property
    def revus(self) -> int:
        return sum(tenue.trimestre == self.numero for tenue in self.tenues)

    @property
    def repris(self) -> int:
        return len(self.tenues) - self.revus

    def to_contenu(self) -> dict[str, Any]:
        """Plain JSON for an arrêté."""
        return {
            "numero": self.numero,
            "tenues": [
                [t.critere, t.trimestre, t.cotation.niveau, t.cotation.non_concerne, t.titre] for t in self.tenues
            ],
            "axes": [
                {"figure": axe.figure.to_contenu(), "revus": axe.revus, "repris": axe.repris} for axe in self.axes
            ],
        }

    @classmethod
    def from_contenu(cls, contenu: Mapping[str, Any]) -> Etat:
        """The state kept in an arrêté."""
        return cls(
            contenu["numero"],
            tuple(
                Donnee(critere, trimestre, Cotation(niveau, non_concerne), titre)
                for critere, trimestre, niveau, non_concerne, titre in contenu["tenues"]
            ),
            tuple(AxeEtat(Figure.from_contenu(axe["figure"]), axe["revus"], axe["repris"]) for axe in contenu["axes"]),
        )


@dataclass(frozen=True, slots=True)
class Paire:
    """Two answers to the same question, held by two states: from niveau ``de`` to niveau ``vers``.

    ``revue``: the later one was given after the earlier state. Else it is that state's own answer, carried over: it
    moved nothing, even where a trimestre was opened again and corrected after the state was frozen.
    """

    avant: Donnee
    apres: Donnee
    de: int
    vers: int
    revue: bool

    @property
    def pas(self) -> int:
        return self.vers - self.de if self.revue else 0


@dataclass(frozen=True, slots=True)
class Ecart:
    """What moved between two states, over the ``communs`` critères that both answer: marches gained, marches lost.

    ``revus``: those of them that were looked at again since the first of the two; the others are carried over.
    """

    communs: int
    gagnees: int
    perdues: int
    montes: tuple[str, ...]
    descendus: tuple[str, ...]
    revus: int = 0


def find_tenues(donnees: Iterable[Donnee], numero: int) -> dict[str, Donnee]:
    """The answer that holds for each critère at trimestre ``numero``, whatever the order in which they come.

    What was left without an answer takes nothing back: the one of before still holds.
    """
    tenues: dict[str, Donnee] = {}
    for donnee in donnees:
        if donnee.trimestre > numero or not donnee.repondue:
            continue
        connue = tenues.get(donnee.critere)
        if connue is None or connue.trimestre < donnee.trimestre:
            tenues[donnee.critere] = donnee
    return tenues


def list_tenues(thematiques: Sequence[Thematique], donnees: Iterable[Donnee], numero: int) -> tuple[Donnee, ...]:
    """The answers that hold at trimestre ``numero``, in the order of these thématiques and under their titles."""
    tenues = find_tenues(donnees, numero)
    criteres = (critere for thematique in thematiques for critere in thematique.criteres)
    return tuple(replace(tenues[c.code], titre=c.titre) for c in criteres if c.code in tenues)


def compute_etat(thematiques: Sequence[Thematique], niveau_max: int, donnees: Iterable[Donnee], numero: int) -> Etat:
    """The state at a trimestre, in the terms of these thématiques; those without any answer are left out.

    Answers to other questions are ignored. Raises ValueError for a niveau outside 0..niveau_max.
    """
    tenues = list_tenues(thematiques, donnees, numero)
    par_code = {tenue.critere: tenue for tenue in tenues}
    axes = []
    for thematique in thematiques:
        siennes = [par_code[c.code] for c in thematique.criteres if c.code in par_code]
        if not siennes:
            continue
        figure = compute_thematique(thematique, niveau_max, {tenue.critere: tenue.cotation for tenue in siennes})
        revus = sum(tenue.trimestre == numero for tenue in siennes)
        axes.append(AxeEtat(figure, revus, len(siennes) - revus))
    return Etat(numero, tenues, tuple(axes))


def pair_tenues(avant: Etat, apres: Etat, suite: Mapping[str, str] | None = None) -> dict[str, Paire]:
    """What of two states can be compared: the critères that have a niveau in both, by their code of after.

    All that draws a move between two states reads it. ``suite``: the codes of before → today's, where the version of
    the référentiel changed (None: it did not).
    """
    arrivees = {tenue.critere: tenue for tenue in apres.tenues}
    paires = {}
    for tenue in avant.tenues:
        code = tenue.critere if suite is None else suite.get(tenue.critere)
        arrivee = arrivees.get(code) if code is not None else None
        if arrivee is None or arrivee.cotation.niveau is None or tenue.cotation.niveau is None:
            continue
        revue = arrivee.trimestre > avant.numero
        paires[arrivee.critere] = Paire(tenue, arrivee, tenue.cotation.niveau, arrivee.cotation.niveau, revue)
    return paires


def ask_the_same(paires: Mapping[str, Paire], avant: Collection[str], apres: Collection[str]) -> bool:
    """Whether the critères that have a niveau ``avant`` and ``apres`` are the very same questions, so that a line may
    join the figures over them. What was carried over must read in both as it was given.
    """
    siennes = [paires[code] for code in apres if code in paires]
    memes = all(paire.revue or paire.de == paire.vers for paire in siennes)
    return memes and len(siennes) == len(apres) and {paire.avant.critere for paire in siennes} == set(avant)


def compare_etats(avant: Etat, apres: Etat, suite: Mapping[str, str] | None = None) -> Ecart:
    """What moved between two states, over what of them can be compared and nothing else."""
    paires = pair_tenues(avant, apres, suite)
    return Ecart(
        len(paires),
        sum(paire.pas for paire in paires.values() if paire.pas > 0),
        -sum(paire.pas for paire in paires.values() if paire.pas < 0),
        tuple(code for code, paire in paires.items() if paire.pas > 0),
        tuple(code for code, paire in paires.items() if paire.pas < 0),
        sum(paire.revue for paire in paires.values()),
    )


def describe_etat(etat: Etat) -> str:
    """``Au trimestre 3 : 9 critères revus, 42 repris d'avant, dont 38 en ronds creux.``

    A thématique is hollow where all of it is carried over: what is carried over elsewhere is in a full dot.
    """
    revus = format_pluriel(etat.revus, "critère rempli ou revu", "critères remplis ou revus")
    repris = f", {etat.repris} repris d’avant" if etat.repris else ""
    en_creux = sum(axe.repris for axe in etat.axes if axe.tout_repris)
    creux = (" (ronds creux)" if en_creux == etat.repris else f", dont {en_creux} en ronds creux") if en_creux else ""
    return f"Au trimestre\u00a0{etat.numero}{DEUX_POINTS}{revus}{repris}{creux}."


def describe_ecart(numero: int, ecart: Ecart, *, suivi: bool = False) -> str:
    """What moved since trimestre ``numero``, over what was looked at again; what was carried over moved nothing.

    ``suivi``: the version changed.
    """
    depuis = f"Depuis le trimestre\u00a0{numero}"
    memes = " (les critères restés les mêmes d’une version du référentiel à l’autre)" if suivi else ""
    if not ecart.revus:
        reprises = format_pluriel(ecart.communs, "réponse est reprise", "réponses sont reprises")
        return f"{depuis}, aucun critère n’a été revu{DEUX_POINTS}{reprises} d’avant{memes}."
    revus = format_pluriel(ecart.revus, "critère revu", "critères revus")
    reprises = format_pluriel(ecart.communs - ecart.revus, "autre est repris", "autres sont repris")
    reste = (f" ({reprises} d’avant)" if ecart.communs > ecart.revus else "") + memes
    if not ecart.gagnees and not ecart.perdues:
        return f"{depuis}, {revus} et rien n’a bougé{reste}."
    return f"{depuis}{DEUX_POINTS}{describe_marches(ecart.gagnees, ecart.perdues)}, sur {revus}{reste}."


def describe_marches(gagnees: int, perdues: int) -> str:
    """``2 marches gagnées et 1 marche perdue``; empty where nothing moved."""
    morceaux = [
        *([format_pluriel(gagnees, "marche gagnée", "marches gagnées")] if gagnees else []),
        *([format_pluriel(perdues, "marche perdue", "marches perdues")] if perdues else []),
    ]
    return " et ".join(morceaux)
