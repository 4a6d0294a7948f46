"""The catalogue of a collectif, replaced whole: what it leaves out is taken out of sight, and kept by its appuis."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.referentiel.service import list_titres
from caprse.relecture.modele import Offre
from caprse.relecture.offres.lecture import Lecture, read_catalogue
from caprse.relecture.offres.requetes import TRIMESTRES
from caprse.relecture.offres.schema import Catalogue
from caprse.socle.francais import format_pluriel
from caprse.socle.signes import clean_ligne, clean_texte

QUOI = "Ce catalogue"
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


def list_codes(unit: Unit, collectif_id: UUID) -> Collection[str]:
    """The critères that the offres of a collectif may be tied to: those of all its trimestres."""
    trimestres = unit.db.execute(TRIMESTRES, {"collectif": collectif_id}).scalar_one()
    return list_titres(unit.db, trimestres)


def take_catalogue(unit: Unit, collectif_id: UUID, nom: str, octets: bytes) -> Lecture | Bilan:
    """Read a file and put it in the place of the catalogue; what it says of each error when it is refused whole.

    For the animation. Raises Introuvable.
    """
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    lecture = read_catalogue(nom, octets, list_codes(unit, collectif_id))
    if lecture.catalogue is None:
        return lecture
    return replace_catalogue(unit, collectif_id, lecture.catalogue)


def replace_catalogue(unit: Unit, collectif_id: UUID, catalogue: Catalogue) -> Bilan:
    """Write the offres of a catalogue that was read. Raises Introuvable."""
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    lignes = [
        {
            "collectif_id": collectif_id,
            "code": offre.code,
            "titre": clean_ligne(offre.titre),
            "resume": clean_texte(offre.resume),
            "demi_journees": offre.demi_journees,
            "criteres": list(offre.criteres),
            "ordre": rang,
            "illustrative": catalogue.illustratif,
            "retiree": False,
        }
        for rang, offre in enumerate(catalogue.offres)
    ]
    ajout = insert(Offre).values(lignes)
    unit.db.execute(
        ajout.on_conflict_do_update(
            index_elements=["collectif_id", "code"],
            set_={nom: ajout.excluded[nom] for nom in _DITS},
            # A line that says the same is not written: the journal tells what changed.
            where=or_(*(getattr(Offre, nom).is_distinct_from(ajout.excluded[nom]) for nom in _DITS)),
        )
    )
    absentes = (
        (Offre.collectif_id == collectif_id)
        & Offre.code.not_in([ligne["code"] for ligne in lignes])
        & Offre.retiree.is_(False)
    )
    nombre = unit.db.execute(select(func.count()).select_from(Offre).where(absentes)).scalar_one()
    if nombre:
        unit.db.execute(
            update(Offre).where(absentes).values(retiree=True).execution_options(synchronize_session=False)
        )
    return Bilan(len(lignes), nombre)
