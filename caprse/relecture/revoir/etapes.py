"""The way through what may be looked at again: what is proposed first, then each thématique. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caprse.referentiel.schema import Referentiel
from caprse.relecture.revoir.phrases import list_raisons
from caprse.relecture.revoir.regles import Anterieure
from caprse.relecture.revoir.service import ARevoir

D_ABORD = "d-abord"
TITRE_D_ABORD = "À revoir d’abord"
# More at once is a wall, not a proposal.
PREMIERES_MAX = 5


@dataclass(frozen=True, slots=True)
class Offre:
    """One earlier answer on the screen, the thématique of its critère, and why it comes back."""

    anterieure: Anterieure
    thematique: str
    raisons: tuple[str, ...] = ()

    @property
    def critere(self) -> str:
        return self.anterieure.critere


@dataclass(frozen=True, slots=True)
class Etape:
    """Some earlier answers that are looked at together. At least one."""

    code: str
    titre: str
    court: str
    offres: tuple[Offre, ...]


def list_etapes(a_revoir: ARevoir, referentiel: Referentiel) -> tuple[Etape, ...]:
    """The first that are proposed, when there are some; then the rest, one step for each thématique that has any.

    What is proposed beyond the first few comes at the head of its thématique, with its reasons.
    """
    lieux = {c.code: thematique.code for thematique in referentiel.thematiques for c in thematique.criteres}
    raisons = {p.anterieure.critere: list_raisons(p, referentiel.echelle) for p in a_revoir.proposees}
    offres = [
        Offre(anterieure, lieux[anterieure.critere], raisons.get(anterieure.critere, ()))
        for anterieure in (*(proposee.anterieure for proposee in a_revoir.proposees), *a_revoir.autres)
    ]
    premieres = [offre for offre in offres if offre.raisons][:PREMIERES_MAX]
    etapes = [Etape(D_ABORD, TITRE_D_ABORD, TITRE_D_ABORD, tuple(premieres))] if premieres else []
    for thematique in referentiel.thematiques:
        siennes = tuple(o for o in offres if o.thematique == thematique.code and o not in premieres)
        if siennes:
            etapes.append(Etape(thematique.code, thematique.titre, thematique.titre_court, siennes))
    return tuple(etapes)


def choose_etape(etapes: Sequence[Etape], etape: str | None, critere: str | None) -> Etape:
    """The step of the address, else the one of its critère, else the first."""
    nommee = next((une for une in etapes if une.code == etape), None)
    if nommee is not None:
        return nommee
    return next((une for une in etapes if any(offre.critere == critere for offre in une.offres)), etapes[0])
