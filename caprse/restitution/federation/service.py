"""What the fédération reads: the closed figures of each collectif, side by side, and nothing about any structure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.restitution.federation.requetes import LIST_COLLECTIFS
from caprse.restitution.publication.edition import Edition, Publiee
from caprse.restitution.publication.service import list_axes_of
from caprse.restitution.publication.visibilite import restrict_edition


@dataclass(frozen=True, slots=True)
class CollectifVu:
    """One collectif with its closed figures, one publication per thématique, each of the trimestre in ``numeros``.

    ``traitees`` are the thématiques of its closed trimestres, whether or not their figures may be shown.
    """

    id: UUID
    nom: str
    fictif: bool
    publications: tuple[Publiee, ...] = ()
    numeros: tuple[int, ...] = ()
    traitees: frozenset[str] = frozenset()


def list_collectifs_vus(unit: Unit) -> tuple[CollectifVu, ...]:
    """All collectifs by name, in one query, each under its own threshold. Raises Introuvable.

    Each figure is one collectif's own publication: nothing is added up over collectifs, so nothing can be subtracted.
    Whoever also belongs to structures can subtract theirs, and reads of their collectif what its members read.
    """
    unit.check(Operation.GET_FEDERATION)
    vus: dict[UUID, CollectifVu] = {}
    siennes = [droit.structure_id for droit in unit.acteur.structures()]
    for ligne in unit.db.execute(LIST_COLLECTIFS, {"siennes": siennes}):
        vu = vus.get(ligne.id, CollectifVu(ligne.id, ligne.nom, ligne.fictif))
        if ligne.thematique is not None:
            vu = replace(vu, traitees=vu.traitees | {ligne.thematique})
        if ligne.edition is not None:
            siens: Sequence[tuple[str, int | None]] = ligne.siens or ()
            edition = restrict_edition(
                Edition.from_contenu(ligne.edition),
                [list_axes_of(empreinte) for empreinte, _ in siens],
                ligne.seuil,
                [unite for _, unite in siens],
            )
            if edition.agregats:
                publiee = Publiee(edition, ligne.carnets, ligne.publie_le, ligne.population)
                vu = replace(vu, publications=(*vu.publications, publiee), numeros=(*vu.numeros, ligne.numero))
        vus[ligne.id] = vu
    return tuple(vus.values())
