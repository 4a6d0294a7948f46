"""A structure takes all of its own away, as a file that another installation reads."""

from __future__ import annotations

from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.echanges.portage.archive import write_archive
from caprse.echanges.portage.construction import CHAMPS, build_document
from caprse.echanges.portage.document import Document
from caprse.echanges.portage.requetes import FICHIER, JOURNAL, NOMS, TOUT
from caprse.socle.erreurs import Introuvable

QUOI = "Cette structure"


def export_structure(unit: Unit, structure_id: UUID) -> bytes:
    """The archive of all that this structure owns, its confidential traces with it: for its direction alone.

    Raises Introuvable.
    """
    collectif_id, document = build_structure(unit, structure_id)
    place = {"collectif": collectif_id, "structure": structure_id}

    def read_fichier(empreinte: str) -> bytes:
        return bytes(unit.db.execute(FICHIER, place | {"empreinte": empreinte}).scalar_one())

    return write_archive(document, read_fichier, unit.now)


def build_structure(unit: Unit, structure_id: UUID) -> tuple[UUID, Document]:
    """The collectif, and the file alone, without what its traces hold. Three queries. Raises Introuvable."""
    brut = unit.db.execute(TOUT, {"structure": structure_id}).mappings().one_or_none()
    unit.check(Operation.EXPORT_STRUCTURE, brut["collectif_id"] if brut else None, structure_id, QUOI)
    if brut is None:
        raise Introuvable(QUOI)
    journal = unit.db.execute(
        JOURNAL,
        {
            "collectif": brut["collectif_id"],
            "structure": structure_id,
            "objets": list(CHAMPS),
            "depuis": brut["importe_le"],
        },
    ).mappings()

    def list_noms(comptes: set[str]) -> dict[str, str]:
        lignes = unit.db.execute(NOMS, {"comptes": [UUID(compte) for compte in sorted(comptes)]})
        return {str(ligne.id): ligne.nom for ligne in lignes}

    lignes = [dict(ligne) for ligne in journal]
    return brut["collectif_id"], build_document(dict(brut), lignes, list_noms, unit.now)
