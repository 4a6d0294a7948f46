"""What the answers of a structure say of a family of renvois: its subjects, what was looked at of each. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from statistics import median_low

from caprse.referentiel.schema import Critere, Famille, Referentiel
from caprse.restitution.figures.etats import Donnee


@dataclass(frozen=True, slots=True)
class CritereLu:
    """A critère that leads to a subject, with the answer that holds: ``trimestre`` is None where none was given."""

    code: str
    titre: str
    thematique: str
    niveau: int | None = None
    non_concerne: bool = False
    trimestre: int | None = None
    trace: bool = False

    @property
    def repondu(self) -> bool:
        return self.trimestre is not None


@dataclass(frozen=True, slots=True)
class Sujet:
    """One entry of a family, and the critères that lead to it; ``groupe`` is the title of its group, or nothing."""

    code: str
    titre: str
    groupe: str
    criteres: tuple[CritereLu, ...]

    @property
    def repondus(self) -> int:
        return sum(critere.repondu for critere in self.criteres)

    @property
    def mediane(self) -> int | None:
        """The answer of the middle, None under half of the answers, or where nothing concerns."""
        if 2 * self.repondus < len(self.criteres):
            return None
        niveaux = [critere.niveau for critere in self.criteres if critere.niveau is not None]
        return median_low(niveaux) if niveaux else None

    @property
    def traces(self) -> int:
        return sum(critere.trace for critere in self.criteres)


@dataclass(frozen=True, slots=True)
class Lecture:
    """A whole family, in its own order."""

    famille: Famille
    sujets: tuple[Sujet, ...]

    @property
    def groupes(self) -> list[tuple[str, list[Sujet]]]:
        """The subjects that a critère leads to, under the title of their group, which may be nothing."""
        relies = [sujet for sujet in self.sujets if sujet.criteres]
        return [(groupe, list(sujets)) for groupe, sujets in groupby(relies, key=lambda sujet: sujet.groupe)]

    @property
    def seuls(self) -> list[Sujet]:
        """The subjects that no critère leads to."""
        return [sujet for sujet in self.sujets if not sujet.criteres]

    @property
    def relies(self) -> int:
        """How many subjects at least one critère leads to."""
        return sum(bool(sujet.criteres) for sujet in self.sujets)

    @property
    def regardes(self) -> int:
        """How many subjects at least one answer tells of."""
        return sum(bool(sujet.repondus) for sujet in self.sujets)


def list_lectures(referentiel: Referentiel, tenues: Iterable[Donnee], traces: Collection[str]) -> tuple[Lecture, ...]:
    """Every family of this référentiel, the shortest first: a first look is a light one.

    ``tenues``: the answers that hold; ``traces``: the critères that have one.
    """
    par_code = {tenue.critere: tenue for tenue in tenues}
    lus = [
        (critere, _read(critere, thematique.titre_court, par_code, traces))
        for thematique in referentiel.thematiques
        for critere in thematique.criteres
    ]
    return tuple(_build(famille, lus) for famille in sorted(referentiel.familles, key=lambda f: len(f.entrees)))


def _build(famille: Famille, lus: Iterable[tuple[Critere, CritereLu]]) -> Lecture:
    siens: dict[str, list[CritereLu]] = {entree.code: [] for entree in famille.entrees}
    for critere, lu in lus:
        for code in critere.renvois.get(famille.cle, ()):
            siens[code].append(lu)
    titres = {groupe.code: groupe.titre for groupe in famille.groupes}
    return Lecture(
        famille,
        tuple(
            Sujet(entree.code, entree.titre, titres.get(entree.groupe or "", ""), tuple(siens[entree.code]))
            for entree in famille.entrees
        ),
    )


def _read(critere: Critere, thematique: str, tenues: Mapping[str, Donnee], traces: Collection[str]) -> CritereLu:
    tenue = tenues.get(critere.code)
    if tenue is None:
        return CritereLu(critere.code, critere.titre, thematique)
    cotation = tenue.cotation
    return CritereLu(
        critere.code,
        critere.titre,
        thematique,
        cotation.niveau,
        cotation.non_concerne,
        tenue.trimestre,
        critere.code in traces,
    )
