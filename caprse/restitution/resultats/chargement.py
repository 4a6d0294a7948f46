"""Read for a page, and publish on the way what is due: two short transactions."""

from __future__ import annotations

from uuid import UUID

from caprse.acces.ecran import open_unit_ecran
from caprse.acces.unite import open_unit_systeme
from caprse.restitution.publication.service import refresh_publication
from caprse.restitution.resultats.service import Resultats, get_resultats


def load_resultats(structure_id: UUID, numero: int | None, *, montrable: bool = False) -> Resultats:
    """The results of a structure, with the collectif's figures as fresh as the rules allow. Raises Introuvable.

    ``montrable``: where no trimestre is asked for, the latest that has figures of the collectif to show is chosen.
    """
    resultats = _read(structure_id, numero, montrable)
    if resultats.a_rafraichir is not None:
        with open_unit_systeme() as unit:
            publiee = refresh_publication(unit, resultats.a_rafraichir)
        if publiee:
            return _read(structure_id, numero, montrable)
    return resultats


def _read(structure_id: UUID, numero: int | None, montrable: bool) -> Resultats:
    with open_unit_ecran() as unit:
        resultats = get_resultats(unit, structure_id, numero)
        if montrable and numero is None and resultats.choisi is not None and resultats.choisi.publication is None:
            montrables = [vu.numero for vu in resultats.trimestres if vu.publication is not None]
            if montrables:
                return get_resultats(unit, structure_id, max(montrables))
        return resultats
