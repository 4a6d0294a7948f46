"""What stands strongest and what comes next: at most three of each, read from the marches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from caprse.referentiel.schema import Critere
from caprse.restitution.figures.notation import Cotation

A_MONTRER = 3  # three things are remembered in a meeting; ten are not


@dataclass(frozen=True, slots=True)
class CritereCote:
    """A critère, its niveau, the descriptor of the next niveau and the first step to it (None at the top).

    Nor is there a first step where the référentiel writes none, or in what was kept before it wrote any.
    """

    code: str
    titre: str
    niveau: int
    suivant: str | None
    premier_pas: str | None = None


@dataclass(frozen=True, slots=True)
class Rangs:
    """The strongest critères and those to work on, and how many others of the same niveau are not shown.

    ``forces_ex_aequo`` and ``a_travailler_ex_aequo`` say that the order of the référentiel decided, not merit.
    """

    forces: tuple[CritereCote, ...]
    a_travailler: tuple[CritereCote, ...]
    forces_ex_aequo: int
    a_travailler_ex_aequo: int


def rank_forces(
    criteres: Iterable[Critere], niveau_max: int, cotations: Mapping[str, Cotation], combien: int = A_MONTRER
) -> Rangs:
    """The strongest critères (most marches climbed) and those to work on (most marches left), at most ``combien``.

    Critères without a niveau never appear. To work on: the lowest ones below the top of the échelle, leaving out those
    at the highest niveau reached here (unless all stand there), and no more than half of what is answered (one at
    least), so that few answers do not all become work. Forces: the highest ones, at niveau 1 or more, strictly above
    all those to work on. The same niveau is thus never praised here and lamented there; when all stand at one niveau
    there is no force to show. Ties keep the order in which ``criteres`` comes.
    """
    cotes = [
        CritereCote(
            critere.code,
            critere.titre,
            cotation.niveau,
            critere.niveaux.get(cotation.niveau + 1),
            critere.premiers_pas.get(cotation.niveau + 1),
        )
        for critere in criteres
        if (cotation := cotations.get(critere.code)) is not None and cotation.niveau is not None
    ]
    atteints = {cote.niveau for cote in cotes}
    plafond = max(atteints) - 1 if len(atteints) > 1 else niveau_max - 1
    bas = sorted((cote for cote in cotes if cote.niveau <= plafond), key=lambda cote: cote.niveau)
    a_travailler = bas[: min(combien, max(1, len(cotes) // 2))]
    plancher = a_travailler[-1].niveau if a_travailler else 0
    hauts = sorted((cote for cote in cotes if cote.niveau > plancher), key=lambda cote: -cote.niveau)
    forces = hauts[:combien]
    return Rangs(
        tuple(forces), tuple(a_travailler), _count_ex_aequo(hauts, forces), _count_ex_aequo(bas, a_travailler)
    )


def _count_ex_aequo(candidats: Sequence[CritereCote], retenus: Sequence[CritereCote]) -> int:
    if not retenus:
        return 0
    return sum(candidat.niveau == retenus[-1].niveau for candidat in candidats[len(retenus) :])
