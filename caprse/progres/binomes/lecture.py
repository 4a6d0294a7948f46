"""The binômes as one reads them: by a structure, by whoever animates its collectif."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.binomes.regles import (
    Declaree,
    Don,
    EtatBinome,
    Lieu,
    Rencontre,
    SaisieEntraide,
    Suivi,
    follow_visites,
)
from caprse.progres.binomes.requetes import DE_COLLECTIF, DE_STRUCTURE
from caprse.referentiel.service import get_referentiel
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable

QUOI, QUOI_UN = "Ces binômes", "Ce binôme"


@dataclass(frozen=True, slots=True)
class Sujets:
    """What the lists are chosen from: titles by code, an enjeu before its critères; the enjeu of each critère."""

    titres: Mapping[str, str]
    enjeux: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Visite:
    id: UUID
    jour: date
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class BinomeVu:
    """One binôme, proposed or accepted. ``visites``: the latest first; ``noms``: by structure."""

    id: UUID
    noms: Mapping[UUID, str]
    dons: tuple[Don, ...]
    lieu: Lieu
    a_la_main: bool
    etat: EtatBinome
    accepte_le: datetime | None
    version: int
    visites: tuple[Visite, ...]

    @property
    def cles(self) -> frozenset[UUID]:
        return frozenset(self.noms)

    @property
    def depuis(self) -> date | None:
        return self.accepte_le.astimezone(FUSEAU).date() if self.accepte_le else None

    def follow(self, today: date) -> Suivi:
        return follow_visites(((visite.jour, visite.note) for visite in self.visites), today)


@dataclass(frozen=True, slots=True)
class EcranStructure:
    """What a structure declared and whom it meets. ``version``: of its lists, 0 before the first."""

    structure_id: UUID
    structure: str
    collectif_id: UUID
    collectif: str
    fictif: bool
    sujets: Sujets
    saisie: SaisieEntraide
    version: int
    binomes: tuple[BinomeVu, ...]


@dataclass(frozen=True, slots=True)
class EcranCollectif:
    """What whoever animates sees: who declared, who did not, every binôme ever proposed."""

    collectif_id: UUID
    collectif: str
    fictif: bool
    sujets: Sujets
    declarees: tuple[Declaree, ...]
    muettes: Mapping[UUID, str]
    binomes: tuple[BinomeVu, ...]

    def list_binomes(self, etat: EtatBinome) -> tuple[BinomeVu, ...]:
        return tuple(binome for binome in self.binomes if binome.etat is etat)

    @property
    def libres(self) -> tuple[Declaree, ...]:
        """Those that declared and are in no accepted binôme."""
        prises = {cle for binome in self.list_binomes(EtatBinome.ACCEPTE) for cle in binome.cles}
        return tuple(une for une in self.declarees if une.id not in prises)

    @property
    def source(self) -> object:
        """What proposals follow from: where it is the same, they hold. Visits have no part in it."""
        return self.sujets, self.declarees, tuple((binome.id, binome.version) for binome in self.binomes)


def get_de_structure(unit: Unit, structure_id: UUID) -> EcranStructure:
    """One query, for the people of a structure. Raises Introuvable."""
    ligne = unit.db.execute(DE_STRUCTURE, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None or not unit.acteur.holds(structure_id):
        raise Introuvable(QUOI)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI)
    dite = ligne["entraide"] or {}
    return EcranStructure(
        structure_id,
        ligne["structure"],
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        read_sujets(unit.db, ligne["referentiel_id"]),
        _read_saisie(dite),
        dite.get("version", 0),
        tuple(_read_binome(brut) for brut in ligne["binomes"] or ()),
    )


def get_de_collectif(unit: Unit, collectif_id: UUID) -> EcranCollectif:
    """One query, for whoever animates a collectif. Raises Introuvable."""
    unit.check(Operation.UPDATE_BINOME, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(DE_COLLECTIF, {"collectif": collectif_id, "jour": unit.today}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    structures: Sequence[Mapping[str, Any]] = ligne["structures"] or ()
    return EcranCollectif(
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        read_sujets(unit.db, ligne["referentiel_id"]),
        tuple(_read_declaree(brute) for brute in structures if brute["rencontre"] is not None),
        {UUID(brute["id"]): brute["nom"] for brute in structures if brute["rencontre"] is None},
        tuple(_read_binome(brut) for brut in ligne["binomes"] or ()),
    )


def read_sujets(db: Session, referentiel_id: UUID | None) -> Sujets:
    """What may be named, of one version of the référentiel; nothing where there is none."""
    if referentiel_id is None:
        return Sujets({}, {})
    titres: dict[str, str] = {}
    enjeux: dict[str, str] = {}
    for thematique in get_referentiel(db, referentiel_id).thematiques:
        for enjeu in thematique.enjeux:
            titres[enjeu.code] = enjeu.titre
            titres |= {critere.code: critere.titre for critere in enjeu.criteres}
            enjeux |= {critere.code: enjeu.code for critere in enjeu.criteres}
    return Sujets(titres, enjeux)


def _read_saisie(dite: Mapping[str, Any]) -> SaisieEntraide:
    return SaisieEntraide(
        tuple(dite.get("offre", ())),
        tuple(dite.get("cherche", ())),
        Rencontre(dite.get("rencontre", Rencontre.LES_DEUX)),
    )


def _read_declaree(brute: Mapping[str, Any]) -> Declaree:
    return Declaree(
        UUID(brute["id"]),
        brute["nom"],
        tuple(brute["offre"]),
        tuple(brute["cherche"]),
        Rencontre(brute["rencontre"]),
        brute["commune"],
        brute["departement"],
    )


def _read_binome(brut: Mapping[str, Any]) -> BinomeVu:
    return BinomeVu(
        UUID(brut["id"]),
        {UUID(cle): nom for cle, nom in zip(brut["structures"], brut["noms"], strict=True)},
        tuple(Don(UUID(de), UUID(a), tuple(codes)) for de, a, codes in brut["dons"]),
        Lieu(brut["lieu"]),
        brut["a_la_main"],
        EtatBinome(brut["etat"]),
        datetime.fromisoformat(brut["accepte_le"]) if brut["accepte_le"] else None,
        brut["version"],
        tuple(
            Visite(UUID(visite["id"]), date.fromisoformat(visite["jour"]), visite["note"], visite["version"])
            for visite in brut["visites"] or ()
        ),
    )
