"""The pratiques as one reads them: what a structure, a collectif or the federation finds, and one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import ROLES_DE_STRUCTURE, Operation, Role
from caprse.acces.unite import Unit
from caprse.progres.buts import Cote
from caprse.progres.pratiques.regles import PARTAGES, EtatPratique, build_proche, list_faibles, list_mots
from caprse.progres.pratiques.requetes import CHOIX, DE_COLLECTIF, DE_FEDERATION, DE_STRUCTURE, FICHE
from caprse.referentiel.service import get_referentiel, list_titres
from caprse.socle.erreurs import Introuvable

QUOI = "Cette pratique"
QUOI_LIEU = "Ces pratiques"


@dataclass(frozen=True, slots=True)
class PratiqueListee:
    """One pratique among others. ``rang``: how it holds the words that were asked, 1 where a letter differs."""

    id: UUID
    structure_id: UUID
    titre: str
    effet: str
    criteres: tuple[str, ...]
    etat: EtatPratique
    signature: str
    utiles: int
    essais: int
    rang: int


@dataclass(frozen=True, slots=True)
class Essai:
    """What a structure said of a pratique, under its title of then: ``essayee_le`` None where it only found it useful.

    ``structure_id``, ``signature`` and ``version``: in one page, whose it is.
    """

    pratique_id: UUID
    titre: str
    utile: bool
    essayee_le: datetime | None
    note: str
    structure_id: UUID | None = None
    signature: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Pratiques:
    """What one finds. ``structure_id``: for its people, with what it tried and where it finds itself weak.

    ``titres``: of the critères, by code.
    """

    structure_id: UUID | None
    structure: str
    collectif_id: UUID | None
    collectif: str
    fictif: bool
    titres: Mapping[str, str]
    pratiques: tuple[PratiqueListee, ...]
    essais: tuple[Essai, ...] = ()
    faibles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TraceOfferte:
    """A trace that goes with a pratique. ``confidentielle``: it became so since, and its structure alone reads it."""

    id: UUID
    titre: str
    lien: str
    confidentielle: bool


@dataclass(frozen=True, slots=True)
class Fiche:
    """One page. ``auteur``: who wrote it last, for its own structure."""

    id: UUID
    structure_id: UUID
    titre: str
    situation: str
    demarche: str
    effet: str
    outils: str
    contact: str
    criteres: tuple[str, ...]
    etat: EtatPratique
    signature: str
    partagee_le: datetime | None
    modifie_le: datetime
    version: int
    auteur: str
    titres: Mapping[str, str]
    traces: tuple[TraceOfferte, ...]
    retours: tuple[Essai, ...]


@dataclass(frozen=True, slots=True)
class Choix:
    """What the form chooses from: critères by code, traces by id, each with its title."""

    titres: Mapping[str, str]
    traces: Mapping[str, str]


def list_de_structure(unit: Unit, structure_id: UUID, question: str = "") -> Pratiques:
    """Its own, those of its collectif and of the federation, for its people. One query. Raises Introuvable."""
    ligne = unit.db.execute(DE_STRUCTURE, {"structure": structure_id} | _read_mots(question)).mappings().one_or_none()
    if ligne is None or not unit.acteur.holds(structure_id):
        raise Introuvable(QUOI_LIEU)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI_LIEU)
    return Pratiques(
        structure_id,
        ligne["structure"],
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        list_titres(unit.db, ligne["capsules"] or ()),
        _read_listees(ligne["pratiques"]),
        tuple(_read_essai(brut) for brut in ligne["retours"] or ()),
        list_faibles(
            (
                get_referentiel(unit.db, UUID(trimestre["referentiel"])),
                trimestre["thematique"],
                {code: Cote(*cote) for code, cote in (trimestre["cotes"] or {}).items()},
            )
            for trimestre in ligne["trimestres"] or ()
        ),
    )


def list_de_collectif(unit: Unit, collectif_id: UUID, question: str = "") -> Pratiques:
    """Those that are shared with a collectif or wider, for whoever animates it. One query. Raises Introuvable."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI_LIEU)
    ligne = unit.db.execute(DE_COLLECTIF, {"collectif": collectif_id} | _read_mots(question)).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_LIEU)
    titres = list_titres(unit.db, ligne["capsules"] or ())
    return Pratiques(
        None, "", collectif_id, ligne["collectif"], ligne["fictif"], titres, _read_listees(ligne["pratiques"])
    )


def list_de_federation(unit: Unit, question: str = "") -> Pratiques:
    """Those that are shared with everyone. One query. Raises Introuvable."""
    unit.check(Operation.GET_FEDERATION, quoi=QUOI_LIEU)
    ligne = unit.db.execute(DE_FEDERATION, _read_mots(question)).mappings().one()
    titres = list_titres(unit.db, ligne["capsules"] or ())
    return Pratiques(None, "", None, "", False, titres, _read_listees(ligne["pratiques"]))


def get_fiche(unit: Unit, pratique_id: UUID, ici: UUID | None = None) -> Fiche:
    """One page, for whom it is written or shared; ``ici``: the collectif of whoever reads. Raises Introuvable."""
    ligne = unit.db.execute(FICHE, {"pratique": pratique_id, "ici": ici}).mappings().one_or_none()
    if ligne is None or not can_read(unit, dict(ligne)):
        raise Introuvable(QUOI)
    champs = ("titre", "situation", "demarche", "effet", "outils", "contact", "signature", "partagee_le", "modifie_le")
    return Fiche(
        id=ligne["id"],
        structure_id=ligne["structure_id"],
        criteres=tuple(ligne["criteres"]),
        etat=EtatPratique(ligne["etat"]),
        version=ligne["version"],
        auteur=ligne["auteur"] or "Une autre personne",
        titres=list_titres(unit.db, ligne["capsules"] or ()),
        traces=tuple(
            TraceOfferte(UUID(brute["id"]), brute["titre"], brute["lien"], brute["confidentielle"])
            for brute in ligne["traces"] or ()
        ),
        retours=tuple(
            _read_essai(brut | {"pratique_id": str(ligne["id"]), "titre": ligne["titre"]})
            for brut in ligne["retours"] or ()
        ),
        **{champ: ligne[champ] for champ in champs},
    )


@dataclass(frozen=True, slots=True)
class Offerte:
    """A pratique that others offer on a critère: its way, its title, whose it is."""

    id: UUID
    titre: str
    signature: str


def read_offertes(par_critere: Mapping[str, Sequence[Mapping[str, Any]]] | None) -> dict[str, tuple[Offerte, ...]]:
    """By critère, what ``OFFERTES`` gives: the same whatever those who offer answered."""
    return {
        code: tuple(Offerte(UUID(brute["id"]), brute["titre"], brute["signature"]) for brute in brutes)
        for code, brutes in (par_critere or {}).items()
    }


def get_choix(unit: Unit, structure_id: UUID) -> Choix:
    """What a pratique of this structure may name and offer. Raises Introuvable."""
    ligne = unit.db.execute(CHOIX, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_LIEU)
    unit.check(Operation.UPDATE_PRATIQUE, ligne["collectif_id"], structure_id, QUOI_LIEU)
    return Choix(
        list_titres(unit.db, ligne["capsules"] or ()),
        {brute["id"]: brute["titre"] for brute in ligne["traces"] or ()},
    )


def can_read(unit: Unit, ligne: Mapping[str, Any]) -> bool:
    """Whether this pratique is written for the person, or shared with them."""
    acteur = unit.acteur
    if acteur.holds(ligne["structure_id"]) or acteur.systeme:
        return True
    etat = EtatPratique(ligne["etat"])
    if etat not in PARTAGES:
        return False
    if acteur.can(Operation.GET_AGREGAT, ligne["collectif_id"]):
        return True
    roles = {droit.role for droit in acteur.droits}
    return etat is EtatPratique.FEDERATION and bool(roles & {*ROLES_DE_STRUCTURE, Role.ANIMATION, Role.FEDERATION})


def _read_mots(question: str) -> dict[str, Sequence[str | None]]:
    mots = list_mots(question)
    return {"mots": list(mots), "proches": [build_proche(mot) for mot in mots]}


def _read_listees(brutes: Sequence[Mapping[str, Any]] | None) -> tuple[PratiqueListee, ...]:
    return tuple(
        PratiqueListee(
            UUID(brute["id"]),
            UUID(brute["structure_id"]),
            brute["titre"],
            brute["effet"],
            tuple(brute["criteres"]),
            EtatPratique(brute["etat"]),
            brute["signature"],
            brute["utiles"],
            brute["essais"],
            brute["rang"],
        )
        for brute in brutes or ()
    )


def _read_essai(brut: Mapping[str, Any]) -> Essai:
    structure = brut.get("structure_id")
    return Essai(
        UUID(brut["pratique_id"]),
        brut["titre"],
        brut["utile"],
        datetime.fromisoformat(brut["essayee_le"]) if brut["essayee_le"] else None,
        brut["note"],
        UUID(structure) if structure else None,
        brut.get("signature", ""),
        brut.get("version", 0),
    )
