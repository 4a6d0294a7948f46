"""Appuis as the screens read them: one structure or all of a collectif, the catalogue, what is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.referentiel.service import list_titres
from caprse.relecture.appuis.regles import Decompte, EtatAppui, Solde, compute_solde, get_annee
from caprse.relecture.appuis.requetes import APPUIS_COLLECTIF, APPUIS_STRUCTURE
from caprse.relecture.offres.choix import Besoins, Offre, read_offre
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable

QUOI = "Ces appuis"


@dataclass(frozen=True, slots=True)
class Groupe:
    """A collective appui: its half-days are shared between so many ``parts``, of which a structure sees its own."""

    id: UUID
    titre: str
    jour: date
    demi_journees: int
    parts: int
    version: int


@dataclass(frozen=True, slots=True)
class AppuiListe:
    """One appui. ``critere`` is the title of the critère it started from, where there is one.

    ``offre``: what it asks for of the catalogue. ``groupe``: the collective appui that it is a part of.
    """

    id: UUID
    structure_id: UUID
    structure: str
    critere: str | None
    demande: str
    demande_le: datetime
    demandeur: str
    etat: EtatAppui
    reponse: str
    prevu_le: date | None
    clos_le: date | None
    demi_journees: int
    version: int
    annee: int
    offre: Offre | None = None
    groupe: Groupe | None = None


@dataclass(frozen=True, slots=True)
class AppuisStructure:
    """The appuis of one structure, the latest first, and what is left of this year."""

    structure_id: UUID
    structure: str
    appuis: tuple[AppuiListe, ...]

    def compute_solde(self, annee: int) -> Solde:
        return compute_solde((Decompte(a.etat, a.annee, a.demi_journees) for a in self.appuis), annee)


@dataclass(frozen=True, slots=True)
class Appuis:
    """What a screen shows: one structure, or all of a collectif by name. ``titres``: critères by code.

    ``offres``: the catalogue. ``groupes``: the collective appuis that are seen. ``besoins``: what one structure needs.
    """

    collectif_id: UUID
    collectif: str
    fictif: bool
    titres: Mapping[str, str]
    structures: tuple[AppuisStructure, ...]
    offres: tuple[Offre, ...] = ()
    groupes: tuple[Groupe, ...] = ()
    besoins: Besoins = field(default_factory=lambda: Besoins({}))

    def list_parts(self, groupe_id: UUID) -> list[AppuiListe]:
        """The parts of a collective appui that are seen, by name of structure."""
        return [a for s in self.structures for a in s.appuis if a.groupe is not None and a.groupe.id == groupe_id]


@dataclass(frozen=True, slots=True)
class _Noms:
    """What the codes and ids of an appui stand for."""

    criteres: Mapping[str, str]
    offres: Mapping[str, Offre]
    groupes: Mapping[UUID, Groupe]
    today: date


def list_appuis(unit: Unit, structure_id: UUID) -> Appuis:
    """The appuis of one structure, for its people and its animation. Raises Introuvable."""
    ligne = unit.db.execute(APPUIS_STRUCTURE, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI)
    return _build_appuis(unit, dict(ligne))


def list_appuis_collectif(unit: Unit, collectif_id: UUID) -> Appuis:
    """The appuis of all structures of a collectif, for its animation alone. Raises Introuvable."""
    unit.check(Operation.UPDATE_APPUI, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(APPUIS_COLLECTIF, {"collectif": collectif_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return _build_appuis(unit, dict(ligne))


def _build_appuis(unit: Unit, ligne: Mapping[str, Any]) -> Appuis:
    titres = list_titres(unit.db, ligne["trimestres"] or ())
    offres = [read_offre(brute) for brute in ligne["offres"] or ()]
    noms = _Noms(
        titres,
        {offre.code: offre for offre in offres},
        {groupe.id: groupe for groupe in map(_build_groupe, ligne["groupes"] or ())},
        unit.today,
    )
    niveaux = ligne.get("niveaux") or {}
    return Appuis(
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        titres,
        tuple(_build_structure(structure, noms) for structure in ligne["structures"] or ()),
        tuple(offre for offre in offres if not offre.retiree),
        tuple(noms.groupes.values()),
        Besoins(niveaux, frozenset(ligne.get("choisis") or ())),
    )


def _build_groupe(brut: Mapping[str, Any]) -> Groupe:
    jour = date.fromisoformat(brut["jour"])
    return Groupe(UUID(brut["id"]), brut["titre"], jour, brut["demi_journees"], brut["parts"], brut["version"])


def _build_structure(brute: Mapping[str, Any], noms: _Noms) -> AppuisStructure:
    structure_id, nom = UUID(brute["id"]), brute["nom"]
    appuis = tuple(_build_appui(structure_id, nom, appui, noms) for appui in brute["appuis"] or ())
    return AppuisStructure(structure_id, nom, appuis)


def _build_appui(structure_id: UUID, structure: str, brut: Mapping[str, Any], noms: _Noms) -> AppuiListe:
    etat, code = EtatAppui(brut["etat"]), brut["critere"]
    demande_le = datetime.fromisoformat(brut["demande_le"])
    prevu, clos = (date.fromisoformat(jour) if jour else None for jour in (brut["prevu_le"], brut["clos_le"]))
    return AppuiListe(
        UUID(brut["id"]),
        structure_id,
        structure,
        noms.criteres.get(code, code) if code else None,
        brut["demande"],
        demande_le,
        brut["demandeur"] or "Une autre personne",
        etat,
        brut["reponse"],
        prevu,
        clos,
        brut["demi_journees"],
        brut["version"],
        get_annee(etat, demande_le.astimezone(FUSEAU).date(), prevu, clos, noms.today),
        noms.offres.get(brut["offre"]),
        noms.groupes.get(UUID(brut["groupe_id"])) if brut["groupe_id"] else None,
    )
