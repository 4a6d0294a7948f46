"""The catalogue of a collectif, replaced whole: what it leaves out is taken out of sight, and kept by its appuis."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.referentiel.service import list_titres
from caprse.relecture.modele import Offre as OffreTable
from caprse.relecture.offres.choix import Offre, read_offre
from caprse.relecture.offres.classeur import read_classeur
from caprse.relecture.offres.lecture import Lecture, read_catalogue
from caprse.relecture.offres.requetes import CATALOGUE, TAKE_TURN, TRIMESTRES
from caprse.relecture.offres.schema import Catalogue
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import clean_ligne, clean_texte

QUOI = "Ce catalogue"
CHANGE = (
    "Le catalogue a changé entre-temps. Rien n’a été fait : relisez ce que votre fichier changerait, puis recommencez."
)
# Excel and LibreOffice of today, Excel of before: none is a text.
AUTRES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# What a line says; its key and its place in the collectif stand apart.
_DITS = ("titre", "resume", "demi_journees", "criteres", "ordre", "illustrative", "retiree")


@dataclass(frozen=True)
class Bilan:
    """What importing a catalogue changed: how many offres it holds now, how many left it."""

    offres: int
    retirees: int

    def __str__(self) -> str:
        dit = format_pluriel(self.offres, "offre au catalogue", "offres au catalogue")
        return f"{dit}, {format_pluriel(self.retirees, 'retirée')}" if self.retirees else dit


@dataclass(frozen=True, slots=True)
class EcranCatalogue:
    """The catalogue of a collectif. ``titres``: its critères by code; ``connues``: its offres, retired ones too."""

    collectif_id: UUID
    collectif: str
    fictif: bool
    titres: Mapping[str, str]
    connues: tuple[Offre, ...]

    @property
    def offres(self) -> tuple[Offre, ...]:
        return tuple(offre for offre in self.connues if not offre.retiree)


def list_codes(unit: Unit, collectif_id: UUID) -> Collection[str]:
    """The critères that the offres of a collectif may be tied to: those of all its trimestres."""
    trimestres = unit.db.execute(TRIMESTRES, {"collectif": collectif_id}).scalar_one()
    return list_titres(unit.db, trimestres)


def get_catalogue(unit: Unit, collectif_id: UUID) -> EcranCatalogue:
    """One query, for the animation. Raises Introuvable."""
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(CATALOGUE, {"collectif": collectif_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return EcranCatalogue(
        collectif_id,
        ligne["nom"],
        ligne["fictif"],
        list_titres(unit.db, ligne["trimestres"] or ()),
        tuple(read_offre(brute) for brute in ligne["offres"] or ()),
    )


def read_fichier(ecran: EcranCatalogue, nom: str, octets: bytes) -> Lecture:
    """What a file would make of the catalogue: a workbook, or the YAML file. Never raises for what it holds."""
    if octets.startswith(AUTRES):
        return read_classeur(octets, ecran.titres, ecran.connues)
    return read_catalogue(nom, octets, ecran.titres)


def build_offres(catalogue: Catalogue) -> tuple[Offre, ...]:
    """Its offres as they are kept."""
    return tuple(
        Offre(
            offre.code,
            clean_ligne(offre.titre),
            clean_texte(offre.resume),
            offre.demi_journees,
            tuple(offre.criteres),
            catalogue.illustratif,
        )
        for offre in catalogue.offres
    )


def take_catalogue(
    unit: Unit, collectif_id: UUID, nom: str, octets: bytes, vues: tuple[Offre, ...] | None = None
) -> Lecture | Bilan:
    """Read a file and put it in the place of the catalogue; what it says of each error when it is refused whole.

    For the animation. ``vues``: the offres that the change was read against. Raises Introuvable, Refus when they
    changed meanwhile.
    """
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    unit.db.execute(TAKE_TURN, {"collectif": collectif_id})
    ecran = get_catalogue(unit, collectif_id)
    if vues is not None and vues != ecran.connues:
        raise Refus(CHANGE)
    lecture = read_fichier(ecran, nom, octets)
    if lecture.catalogue is None:
        return lecture
    return replace_catalogue(unit, collectif_id, lecture.catalogue)


def replace_catalogue(unit: Unit, collectif_id: UUID, catalogue: Catalogue) -> Bilan:
    """Write the offres of a catalogue that was read. Raises Introuvable."""
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    lignes = [
        {"collectif_id": collectif_id, "ordre": rang} | asdict(offre) | {"criteres": list(offre.criteres)}
        for rang, offre in enumerate(build_offres(catalogue))
    ]
    ajout = insert(OffreTable).values(lignes)
    unit.db.execute(
        ajout.on_conflict_do_update(
            index_elements=["collectif_id", "code"],
            set_={nom: ajout.excluded[nom] for nom in _DITS},
            # A line that says the same is not written: the journal tells what changed.
            where=or_(*(getattr(OffreTable, nom).is_distinct_from(ajout.excluded[nom]) for nom in _DITS)),
        )
    )
    absentes = (
        (OffreTable.collectif_id == collectif_id)
        & OffreTable.code.not_in([ligne["code"] for ligne in lignes])
        & OffreTable.retiree.is_(False)
    )
    nombre = unit.db.execute(select(func.count()).select_from(OffreTable).where(absentes)).scalar_one()
    if nombre:
        unit.db.execute(
            update(OffreTable).where(absentes).values(retiree=True).execution_options(synchronize_session=False)
        )
    return Bilan(len(lignes), nombre)
