"""A past on paper: a collectif of three structures, its file as CSV or as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from uuid import UUID, uuid5

from openpyxl import Workbook

from caprse.restitution.reprise.lecture import read_reprise
from caprse.restitution.reprise.regles import Cadre, StructureConnue, TrimestreConnu
from caprse.restitution.reprise.verification import Verification, verify_reprise
from tests.fabrique import build_referentiel

REFERENTIEL = build_referentiel(themes=3)
AUJOURDHUI = date(2026, 11, 28)
_ESPACE = UUID("00000000-0000-0000-0000-000000000001")
TETE = (
    "Trimestre",
    "Thématique",
    "Premier jour",
    "Dernier jour",
    "Structure",
    "Critère",
    "Niveau",
    "Motif",
    "Commentaire",
    "Cible",
)
T1 = ("1", "T01", "16/09/2025", "15/12/2025")
T2 = ("2", "T02", "16/12/2025", "15/03/2026")


def build_structure(nom: str, lieu: str = "", du: date = date(2025, 9, 1)) -> StructureConnue:
    """A structure that is a member since that day."""
    return StructureConnue(uuid5(_ESPACE, nom + lieu), nom, f"{nom} ({lieu})" if lieu else nom, ((du, None),))


STRUCTURES = (
    build_structure("Cap"),
    build_structure("L’Œuvre"),
    build_structure("Régie de St-Girons"),
)


def build_cadre(
    trimestres: Sequence[TrimestreConnu] = (), structures: Sequence[StructureConnue] = STRUCTURES
) -> Cadre:
    return Cadre(REFERENTIEL, tuple(structures), tuple(trimestres), AUJOURDHUI)


def write_csv(*lignes: Sequence[str], tete: Sequence[str] = TETE) -> bytes:
    return "\n".join(";".join(ligne) for ligne in (tete, *lignes)).encode()


def write_xlsx(feuilles: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in feuilles.items():
        feuille = classeur.create_sheet(nom)
        for ligne in lignes:
            feuille.append(list(ligne))
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def verify(octets: bytes, cadre: Cadre | None = None) -> Verification:
    return verify_reprise(read_reprise(octets), cadre or build_cadre())


def list_phrases(octets: bytes, cadre: Cadre | None = None) -> list[str]:
    """Each error with its place: « Cap!B3 : … »."""
    return [f"{e.feuille}!{e.cellule} : {e.message}" for e in verify(octets, cadre).erreurs]
