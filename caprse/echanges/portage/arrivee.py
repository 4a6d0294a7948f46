"""A structure that left another installation comes into this one, with its past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from caprse.acces.unite import open_unit_systeme
from caprse.echanges.portage.archive import ArchiveRefusee, read_archive
from caprse.echanges.portage.document import Document
from caprse.echanges.portage.ecriture import write_structure
from caprse.echanges.portage.verification import list_raisons
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation
from caprse.socle.signes import clean_ligne

HORS_REGLES = "Le fichier dit quelque chose que les règles du cahier n’admettent pas."


@dataclass(frozen=True)
class Reprise:
    """What an import did, or would do. ``structure_id``: once it is done."""

    nom: str
    compte: Mapping[str, int]
    structure_id: UUID | None


class _Essai(Exception):
    """Nothing is to be kept."""


def import_structure(installation: Installation, octets: bytes, collectif: str, *, appliquer: bool) -> Reprise:
    """Bring a structure in, whole or not at all; without ``appliquer`` all is tried and nothing is kept.

    For the operator. Raises ArchiveRefusee with every reason.
    """
    contenu = read_archive(octets)
    nom = clean_ligne(collectif)
    if not 1 <= len(nom) <= 200:
        raise ArchiveRefusee(["Le nom du collectif est vide ou trop long."])
    structure_id: UUID | None = None
    try:
        with open_unit_systeme(installation) as unit:
            if raisons := list_raisons(unit, contenu, nom):
                raise ArchiveRefusee(raisons)
            structure_id = write_structure(unit, contenu, nom)
            unit.db.flush()
            if not appliquer:
                raise _Essai
    except _Essai:
        structure_id = None
    except Refus as refus:
        raise ArchiveRefusee([str(refus)]) from refus
    except DBAPIError as erreur:
        # What the file says and the base never would have let in.
        raise ArchiveRefusee([HORS_REGLES]) from erreur
    document = contenu.document
    return Reprise(document.structure.nom, _count(document), structure_id)


def _count(document: Document) -> dict[str, int]:
    carnets = [trimestre.carnet for trimestre in document.trimestres]
    return {
        "carnets": len(carnets),
        "réponses": sum(len(carnet.reponses) for carnet in carnets),
        "messages": sum(len(fil.messages) for carnet in carnets for fil in carnet.fils),
        "actions": len(document.actions),
        "traces": len(document.traces),
        "fichiers": len(document.fichiers),
        "pratiques": len(document.pratiques),
        "appuis": len(document.appuis),
        "lignes d’historique": len(document.historique),
    }
