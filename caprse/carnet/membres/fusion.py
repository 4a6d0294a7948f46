"""Two lines of the directory that are one structure become one: what would move, what holds it, then the act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.membres.ouverture import create_carnets
from caprse.carnet.membres.requetes import MERGE_STRUCTURES
from caprse.collectif.annuaire.lignes import build_phrase_proche
from caprse.collectif.calendrier.verrou import lock_trimestres
from caprse.collectif.modele import Structure
from caprse.collectif.regles import EtatTrimestre, format_structure
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.francais import agree, enumerate_words, format_pluriel

QUOI = "Cette structure"
RIEN = "Rien n’a été modifié."


@dataclass(frozen=True)
class Fusion:
    """What becoming one moves from the line that goes (``double``) to the one that stays (``gardee``), both by name.

    ``raisons``: why it cannot be, in French; empty when it can. ``inverse``: it can the other way round.
    """

    gardee: str
    double: str
    raisons: tuple[str, ...]
    suivent: tuple[str, ...]
    inverse: bool = False


def examine_fusion(unit: Unit, collectif_id: UUID, gardee_id: UUID, double_id: UUID) -> Fusion:
    """What would move, and what holds it; nothing is written. For the animation alone. Raises Introuvable, Refus."""
    noms = _check(unit, collectif_id, gardee_id, double_id)
    fait = _run(unit, collectif_id, gardee_id, double_id, noms, essai=True)
    inverse = bool(fait["raisons"]) and not _run(unit, collectif_id, double_id, gardee_id, noms, essai=True)["raisons"]
    return _build(noms[gardee_id], noms[double_id], fait, inverse=inverse)


def merge_structures(unit: Unit, collectif_id: UUID, gardee_id: UUID, double_id: UUID) -> Fusion:
    """Make one line of two: what the double holds follows, then its line goes. The journal keeps each move.

    Raises Introuvable (a second call too: the double is no longer there), Refus with every reason.
    """
    noms = _check(unit, collectif_id, gardee_id, double_id)
    # An opening that runs at the same time must see one line or two, never half.
    trimestres = lock_trimestres(unit, collectif_id)
    try:
        with unit.db.begin_nested():
            effectif = unit.db.scalar(select(Structure.effectif).where(Structure.id == double_id))
            fait = _run(unit, collectif_id, gardee_id, double_id, noms, essai=False)
            # What one line did not say, the other one does.
            muette = (Structure.collectif_id == collectif_id, Structure.id == gardee_id, Structure.effectif.is_(None))
            if effectif is not None and not fait["raisons"]:
                unit.db.execute(update(Structure).where(*muette).values(effectif=effectif))
    except IntegrityError as erreur:
        raise Refus(f"Autre chose tient encore à « {noms[double_id]} » : les deux lignes restent. {RIEN}") from erreur
    fusion = _build(noms[gardee_id], noms[double_id], fait)
    if fusion.raisons:
        raise Refus(f"{' '.join(fusion.raisons)} {RIEN}")
    unit.db.expire_all()
    ouvert = next((trimestre for trimestre in trimestres if trimestre.etat == EtatTrimestre.OUVERT), None)
    if ouvert is not None:
        create_carnets(unit, ouvert, gardee_id)
    return fusion


def _check(unit: Unit, collectif_id: UUID, gardee_id: UUID, double_id: UUID) -> dict[UUID, str]:
    """Both names, with their place."""
    unit.check(Operation.MERGE_STRUCTURES, collectif_id, quoi=QUOI)
    if gardee_id == double_id:
        raise Refus(f"Ce sont deux fois la même ligne : choisissez-en deux. {RIEN}")
    lues = unit.db.execute(
        select(Structure.id, Structure.nom, Structure.commune, Structure.departement).where(
            Structure.collectif_id == collectif_id, Structure.id.in_((gardee_id, double_id))
        )
    ).all()
    noms = {ligne.id: format_structure(ligne.nom, ligne.commune, ligne.departement) for ligne in lues}
    if len(noms) < 2:
        raise Introuvable(QUOI)
    return noms


def _run(
    unit: Unit, collectif_id: UUID, gardee_id: UUID, double_id: UUID, noms: Mapping[UUID, str], *, essai: bool
) -> dict[str, Any]:
    fait: dict[str, Any] = unit.db.execute(
        MERGE_STRUCTURES,
        {
            "collectif": collectif_id,
            "gardee": gardee_id,
            "double": double_id,
            "proche": build_phrase_proche(noms[double_id]),
            "essai": essai,
        },
    ).scalar_one()
    return fait


def _build(gardee: str, double: str, fait: Mapping[str, Any], *, inverse: bool = False) -> Fusion:
    return Fusion(gardee, double, explain_raisons(fait["raisons"], gardee, double), list_suites(fait), inverse)


def explain_raisons(raisons: Sequence[str], gardee: str, double: str) -> tuple[str, ...]:
    """What holds, one sentence per kind, the trimestres of a kind named together."""
    par_genre: dict[str, list[int]] = {}
    for raison in raisons:
        genre, _, numero = raison.partition(":")
        par_genre.setdefault(genre, []).extend([int(numero)] if numero else [])
    return tuple(_explain(genre, sorted(numeros), gardee, double) for genre, numeros in par_genre.items())


def list_suites(fait: Mapping[str, Any]) -> tuple[str, ...]:
    """What follows, each with its number: ``2 personnes``; nothing of what there is none."""
    comptes: Sequence[tuple[str, str, str]] = (
        ("personnes", "personne qui a accès", "personnes qui ont accès"),
        ("invitations", "invitation en attente", "invitations en attente"),
        ("actions", "action", "actions"),
        ("traces", "trace", "traces"),
        ("pratiques", "pratique", "pratiques"),
        ("binomes", "binôme", "binômes"),
        ("appuis", "appui", "appuis"),
        ("presences", "présence notée", "présences notées"),
    )
    suites = [format_pluriel(fait[cle], une, plusieurs) for cle, une, plusieurs in comptes if fait[cle]]
    return (*suites, "le point de départ") if fait["depart"] else tuple(suites)


def describe_fusion(fusion: Fusion) -> str:
    """What was done, in a sentence."""
    suite = f" Ce qui a suivi : {enumerate_words(fusion.suivent)}." if fusion.suivent else ""
    return f"« {fusion.double} » et « {fusion.gardee} » ne font plus qu’une structure.{suite}"


def _explain(genre: str, numeros: Sequence[int], gardee: str, double: str) -> str:
    trimestres = f"{agree(len(numeros), 'trimestre')} {enumerate_words([str(numero) for numero in numeros])}"
    le, au = ("le", "au") if len(numeros) == 1 else ("les", "aux")
    match genre:
        case "deux_carnets":
            return f"Les deux lignes ont un carnet pour {le} {trimestres} : lequel garder ne se décide pas ici."
        case "carnet":
            return f"« {double} » a un carnet qui a servi {au} {trimestres} : ce qui y est écrit ne se déplace pas."
        case "depart":
            return "Les deux lignes ont rempli leur point de départ : lequel garder ne se décide pas ici."
    return f"« {double} » a participé à une séance : ses votes restent à son nom, à côté de ceux de « {gardee} »."
