"""Transmit a carnet, ask to reopen it, send it back: the transitions of its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.modele import Carnet
from caprse.carnet.regles import (
    EtatCarnet,
    Saisie,
    list_manquants,
    refusal_to_ask_reopening,
    refusal_to_mark_relu,
    refusal_to_send,
    refusal_to_send_back,
)
from caprse.carnet.remplir.requetes import LOCK_CARNET
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.signes import clean_texte


@dataclass(frozen=True)
class _Verrouille:
    """A locked carnet and what its rules need."""

    collectif_id: UUID
    structure_id: UUID
    etat: EtatCarnet
    etat_trimestre: EtatTrimestre
    manquants: int


def send_carnet(unit: Unit, carnet_id: UUID, version: int, motif: str = "") -> None:
    """Transmit: from then on the answers are locked. ``motif`` says why something is missing, where it is.

    Raises Introuvable for anyone but the structure's direction, Refus with its reason, or when the
    carnet moved meanwhile.
    """
    motif = clean_texte(motif)
    carnet = _change(
        unit,
        carnet_id,
        version,
        Operation.SEND_CARNET,
        lambda c: refusal_to_send(c.etat, c.etat_trimestre, c.manquants, motif),
        etat=EtatCarnet.TRANSMIS,
        transmis_le=unit.now,
        transmis_par=unit.acteur.compte_id,
        motif_incomplet=motif,
        reouverture_demandee_le=None,
        motif_reouverture="",
    )
    marque = f"v{version}"
    announce(unit, Annonce(Evenement.CARNET_TRANSMIS, carnet.collectif_id, carnet_id, carnet.structure_id, marque))


def ask_reopening(unit: Unit, carnet_id: UUID, version: int, motif: str) -> None:
    """Ask the animation to reopen a transmitted carnet. Raises as ``send_carnet`` does."""
    motif = clean_texte(motif)
    _change(
        unit,
        carnet_id,
        version,
        Operation.SEND_CARNET,
        lambda c: refusal_to_ask_reopening(c.etat, c.etat_trimestre, motif),
        reouverture_demandee_le=unit.now,
        motif_reouverture=motif,
    )


def send_back_carnet(unit: Unit, carnet_id: UUID, version: int) -> None:
    """Give a transmitted carnet back to its structure, to be completed. For the animation only: else Introuvable."""
    _change(
        unit,
        carnet_id,
        version,
        Operation.SEND_BACK_CARNET,
        lambda c: refusal_to_send_back(c.etat, c.etat_trimestre),
        etat=EtatCarnet.A_COMPLETER,
        reouverture_demandee_le=None,
    )


def mark_carnet_relu(unit: Unit, carnet_id: UUID, version: int) -> None:
    """Say that a transmitted carnet was re-read whole. For the animation only: else Introuvable. Raises Refus."""
    carnet = _change(
        unit,
        carnet_id,
        version,
        Operation.UPDATE_RELECTURE,
        lambda c: refusal_to_mark_relu(c.etat, c.etat_trimestre),
        etat=EtatCarnet.RELU,
    )
    marque = f"v{version}"
    announce(unit, Annonce(Evenement.CARNET_RELU, carnet.collectif_id, carnet_id, carnet.structure_id, marque))


def _change(
    unit: Unit,
    carnet_id: UUID,
    version: int,
    operation: Operation,
    refusal: Callable[[_Verrouille], str | None],
    **valeurs: Any,
) -> _Verrouille:
    """Write these values if this operation may be done, its rules allow it and the carnet did not move."""
    ligne = unit.db.execute(LOCK_CARNET, {"carnet": carnet_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable("Ce carnet")
    unit.check(operation, ligne["collectif_id"], ligne["structure_id"], "Ce carnet")
    referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
    criteres = list(referentiel.demandes(ligne["thematique"]))
    saisies = {code: Saisie(niveau=0) for code in ligne["repondus"] or ()}
    verrouille = _Verrouille(
        ligne["collectif_id"],
        ligne["structure_id"],
        EtatCarnet(ligne["etat"]),
        EtatTrimestre(ligne["etat_trimestre"]),
        len(list_manquants(criteres, saisies, ligne["partages"] or ())),
    )
    if raison := refusal(verrouille):
        raise Refus(raison)
    if ligne["version"] != version:
        raise Refus("L’état de ce carnet a changé entre-temps. Rien n’est perdu : relisez la page, puis recommencez.")
    unit.db.execute(
        update(Carnet)
        .where(Carnet.collectif_id == verrouille.collectif_id, Carnet.id == carnet_id)
        .values(**valeurs, version=Carnet.version + 1)
        .execution_options(synchronize_session=False)
    )
    return verrouille
