"""What a bascule of a collectif would do: read, converted by the pure rules, and nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.bascule.regles import (
    Perte,
    Repris,
    convert_criteres,
    convert_enjeux,
    follow_revisions,
    list_pertes,
)
from caprse.carnet.bascule.requetes import GET_COLLECTIF, LIST_CONTENUS
from caprse.carnet.modele import Carnet
from caprse.carnet.positionnement.service import list_enjeux
from caprse.carnet.service import read_saisie
from caprse.collectif.modele import Structure
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.correspondances.fichier import Correspondance, list_reasons_against
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable, SaisieInvalide

QUOI = "Ce collectif"


@dataclass(frozen=True)
class StructureBasculee:
    """One structure before and after. ``gardes`` are the new codes already answered, which nothing overwrites.

    ``enjeux`` is the positionnement of the start, ``arrivees`` that of the bilan.
    """

    structure_id: UUID
    nom: str
    carnet_id: UUID | None
    criteres: tuple[Repris, ...]
    pertes: tuple[Perte, ...]
    enjeux: tuple[Repris, ...]
    gardes: frozenset[str] = frozenset()
    arrivees: tuple[Repris, ...] = ()


@dataclass(frozen=True)
class Simulation:
    """What a bascule does. ``ouvert`` and ``prepares`` are the numbers of the trimestres that change version.

    ``raisons`` say why it cannot be done; ``deja_faite``: nothing follows the old version any more.
    """

    collectif: str
    ancien: Referentiel
    nouveau: Referentiel
    ouvert: int | None
    prepares: tuple[int, ...]
    structures: tuple[StructureBasculee, ...]
    raisons: tuple[str, ...]
    deja_faite: bool

    @property
    def faisable(self) -> bool:
        return not self.raisons and not self.deja_faite

    def count(self) -> dict[str, int]:
        """How many answers are carried over, to be confirmed, cut short, lost."""
        repris = [r for s in self.structures for r in s.criteres if r.fusion.contenu and r.code not in s.gardes]
        return {
            "reprises": len(repris),
            "a_confirmer": sum(r.fusion.a_confirmer for r in repris),
            "raccourcies": sum(r.fusion.raccourci for r in repris),
            "perdues": sum(len(structure.pertes) for structure in self.structures),
        }


@dataclass(frozen=True)
class PlanBascule:
    """The simulation, and the rows that it was made from."""

    simulation: Simulation
    de: UUID
    ouvert_id: UUID | None
    trimestres: tuple[UUID, ...]
    lignes: Sequence[Mapping[str, Any]]


def check_rights(unit: Unit, collectif_id: UUID) -> None:
    """Only who reads every carnet of the collectif sees them converted."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    unit.check(Operation.UPDATE_REFERENTIEL, collectif_id, quoi=QUOI)


def read_plan(
    unit: Unit, collectif_id: UUID, vers: UUID, correspondance: Correspondance, *, verrouiller: bool = False
) -> PlanBascule:
    """Read and convert all, in one query per collectif; ``verrouiller`` holds carnets and structures until the end.

    Raises Introuvable, SaisieInvalide with every reason when the correspondence does not lead to this version.
    """
    check_rights(unit, collectif_id)
    nouveau = get_referentiel(unit.db, vers)
    depart = {"collectif": collectif_id, "cle": nouveau.id, "version": correspondance.de, "vers": vers}
    collectif = unit.db.execute(GET_COLLECTIF, depart).mappings().one_or_none()
    if collectif is None:
        raise Introuvable(QUOI)
    de = collectif["de"]
    if de is None:
        raise Introuvable(f"La version {correspondance.de} du référentiel")
    ancien = get_referentiel(unit.db, de)
    if raisons := list_reasons_against(correspondance, ancien, nouveau):
        raise SaisieInvalide(raisons)
    if de == vers:
        raise SaisieInvalide(["La nouvelle version est aussi l’ancienne : choisissez-en une autre."])
    concernes = [t for t in collectif["trimestres"] if t["referentiel_id"] == str(de)]
    ouvert = next((t for t in concernes if t["etat"] == EtatTrimestre.OUVERT), None)
    ouvert_id = UUID(ouvert["id"]) if ouvert else None
    if verrouiller:
        _lock(unit, collectif_id, ouvert_id)
    lieu = {"collectif": collectif_id, "trimestre": ouvert_id, "de": de}
    lignes = [dict(ligne) for ligne in unit.db.execute(LIST_CONTENUS, lieu).mappings()] if concernes else []
    raisons = _list_refusals(collectif["trimestres"], str(de), str(vers), nouveau, ancien)
    thematique = ouvert["thematique"] if ouvert else None
    demandes = (_list_codes(ancien, thematique), _list_codes(nouveau, thematique))
    deja = not concernes and collectif["faite"]
    if not concernes and not deja:
        raisons.append(
            f"Aucun trimestre ouvert ou préparé ne suit la version {ancien.version} : il n’y a rien à faire."
        )
    simulation = Simulation(
        collectif["nom"],
        ancien,
        nouveau,
        ouvert["numero"] if ouvert else None,
        tuple(t["numero"] for t in concernes if t is not ouvert),
        tuple(_convert(ligne, correspondance, ancien, nouveau, demandes) for ligne in lignes),
        tuple(raisons),
        deja,
    )
    return PlanBascule(simulation, de, ouvert_id, tuple(UUID(t["id"]) for t in concernes), lignes)


def _lock(unit: Unit, collectif_id: UUID, ouvert_id: UUID | None) -> None:
    # A save that waits for its carnet finds another version of it afterwards, and looks again at what is asked.
    unit.db.execute(
        select(Carnet.id)
        .where(Carnet.collectif_id == collectif_id, Carnet.trimestre_id == ouvert_id)
        .order_by(Carnet.id)
        .with_for_update()
    )
    unit.db.execute(
        select(Structure.id)
        .where(Structure.collectif_id == collectif_id)
        .order_by(Structure.id)
        .with_for_update(key_share=True)
    )


def _list_refusals(
    trimestres: Sequence[Mapping[str, Any]], de: str, vers: str, nouveau: Referentiel, ancien: Referentiel
) -> list[str]:
    raisons = [
        f"Le trimestre\u00a0{t['numero']} suit une autre version que {ancien.version}, d’où part la correspondance."
        for t in trimestres
        if t["referentiel_id"] not in (de, vers)
    ]
    raisons += [
        f"Le trimestre\u00a0{t['numero']} porte sur « {ancien.titres.get(t['thematique'], t['thematique'])} », que la "
        f"version {nouveau.version} n’a pas : donnez-lui d’abord une autre thématique."
        for t in trimestres
        if t["referentiel_id"] == de and not nouveau.holds(t["thematique"])
    ]
    return raisons


def _list_codes(referentiel: Referentiel, thematique: str | None) -> tuple[str, ...]:
    if thematique is None or not referentiel.holds(thematique):
        return ()
    return tuple(critere.code for critere in referentiel.demandes(thematique))


def _convert(
    ligne: Mapping[str, Any],
    correspondance: Correspondance,
    ancien: Referentiel,
    nouveau: Referentiel,
    demandes: tuple[Sequence[str], Sequence[str]],
) -> StructureBasculee:
    anciens = {str(code) for code in correspondance.lignes}
    contenus = {code: read_saisie(brut) for code, brut in (ligne["reponses"] or {}).items()}
    # On another échelle a question is another one: what was looked at again ends there.
    memes = ancien.niveau_max == nouveau.niveau_max
    codes = (*demandes[1], *(follow_revisions(correspondance, *demandes, contenus) if memes else ()))
    types = frozenset(ligne["types"])
    repris = convert_criteres(correspondance, ancien, nouveau, codes, contenus, types) if ligne["carnet_id"] else ()
    return StructureBasculee(
        ligne["structure_id"],
        ligne["nom"],
        ligne["carnet_id"],
        repris,
        list_pertes(correspondance, ancien, nouveau, codes, {c: v for c, v in contenus.items() if c in anciens}),
        _convert_positions(ligne["positions"], correspondance, ancien, nouveau),
        frozenset(code for code in codes if code in contenus and code not in anciens),
        _convert_positions(ligne["arrivees"], correspondance, ancien, nouveau),
    )


def _convert_positions(
    brutes: Mapping[str, Mapping[str, Any]] | None,
    correspondance: Correspondance,
    ancien: Referentiel,
    nouveau: Referentiel,
) -> tuple[Repris, ...]:
    """What becomes of a positionnement, of either moment; nothing where none was answered."""
    if not brutes:
        return ()
    positions = {enjeu: read_saisie(brute) for enjeu, brute in brutes.items()}
    return convert_enjeux(correspondance, ancien, nouveau, [e.code for e in list_enjeux(nouveau)], positions)
