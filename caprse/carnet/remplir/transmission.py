"""Transmit a carnet, ask to reopen it, send it back: the transitions of its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import (
    EtatCarnet,
    Saisie,
    list_manquants,
    refusal_to_ask_reopening,
    refusal_to_send,
    refusal_to_send_back,
)
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable, Refus

# The row is locked: an answer being saved at the same moment is either before the transition, or refused.
_LOCK = text("""
select c.id, c.collectif_id, c.structure_id, c.etat, c.version, t.etat as etat_trimestre,
       t.referentiel_id, t.thematique,
       (select array_agg(r.critere) from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
           and (r.niveau is not null or r.non_concerne)) as repondus
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
   for update of c
""")

_SEND = text("""
update carnet set etat = 'transmis', transmis_le = :now, transmis_par = :compte, motif_incomplet = :motif,
       reouverture_demandee_le = null, motif_reouverture = '', version = version + 1
 where collectif_id = :collectif and id = :carnet
""")

_ASK = text("""
update carnet set reouverture_demandee_le = :now, motif_reouverture = :motif, version = version + 1
 where collectif_id = :collectif and id = :carnet
""")

_MARK_RELU = text("""
update carnet set etat = 'relu', version = version + 1 where collectif_id = :collectif and id = :carnet
""")

_SEND_BACK = text("""
update carnet set etat = 'a_completer', reouverture_demandee_le = null, version = version + 1
 where collectif_id = :collectif and id = :carnet
""")


@dataclass(frozen=True)
class _Verrouille:
    """A locked carnet and what its rules need."""

    cles: dict[str, Any]
    etat: EtatCarnet
    etat_trimestre: EtatTrimestre
    manquants: int


def send_carnet(unit: Unit, carnet_id: UUID, version: int, motif: str = "") -> None:
    """Transmit: from then on the answers are locked. ``motif`` says why something is missing, where it is.

    Raises Introuvable for anyone but the structure's direction, Refus with its reason, or when the
    carnet moved meanwhile.
    """
    _change(
        unit,
        carnet_id,
        version,
        Operation.SEND_CARNET,
        _SEND,
        motif,
        lambda c: refusal_to_send(c.etat, c.etat_trimestre, c.manquants, motif),
    )


def ask_reopening(unit: Unit, carnet_id: UUID, version: int, motif: str) -> None:
    """Ask the animation to reopen a transmitted carnet. Raises as ``send_carnet`` does."""
    _change(
        unit,
        carnet_id,
        version,
        Operation.SEND_CARNET,
        _ASK,
        motif,
        lambda c: refusal_to_ask_reopening(c.etat, c.etat_trimestre, motif),
    )


def send_back_carnet(unit: Unit, carnet_id: UUID, version: int) -> None:
    """Give a transmitted carnet back to its structure, to be completed. For the animation only: else Introuvable."""
    _change(
        unit,
        carnet_id,
        version,
        Operation.SEND_BACK_CARNET,
        _SEND_BACK,
        "",
        lambda c: refusal_to_send_back(c.etat, c.etat_trimestre),
    )


def mark_carnet_relu(unit: Unit, carnet_id: UUID, version: int) -> None:
    """Say that a transmitted carnet was re-read whole. For the animation only: else Introuvable. Raises Refus."""
    _change(
        unit,
        carnet_id,
        version,
        Operation.UPDATE_RELECTURE,
        _MARK_RELU,
        "",
        lambda c: _refusal_to_mark_relu(c.etat, c.etat_trimestre),
    )


def _refusal_to_mark_relu(etat: EtatCarnet, etat_trimestre: EtatTrimestre) -> str | None:
    if etat is EtatCarnet.RELU:
        return "Ce carnet est déjà relu."
    if etat is not EtatCarnet.TRANSMIS:
        return "Ce carnet n'est pas transmis : la structure le modifie encore."
    if etat_trimestre is not EtatTrimestre.OUVERT:
        return "Ce trimestre est clos : ses carnets ne changent plus."
    return None


def _change(
    unit: Unit,
    carnet_id: UUID,
    version: int,
    operation: Operation,
    requete: Any,
    motif: str,
    refusal: Callable[[_Verrouille], str | None],
) -> None:
    ligne = unit.db.execute(_LOCK, {"carnet": carnet_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable("Ce carnet")
    unit.check(operation, ligne["collectif_id"], ligne["structure_id"], "Ce carnet")
    referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
    criteres = [c for t in referentiel.capsule(ligne["thematique"]) for c in t.criteres]
    saisies = {code: Saisie(niveau=0) for code in ligne["repondus"] or ()}
    verrouille = _Verrouille(
        {"collectif": ligne["collectif_id"], "carnet": carnet_id},
        EtatCarnet(ligne["etat"]),
        EtatTrimestre(ligne["etat_trimestre"]),
        len(list_manquants(criteres, saisies)),
    )
    if raison := refusal(verrouille):
        raise Refus(raison)
    if ligne["version"] != version:
        raise Refus("L'état de ce carnet a changé entre-temps. Rien n'est perdu : relisez la page, puis recommencez.")
    parametres = {**verrouille.cles, "now": unit.now, "compte": unit.acteur.compte_id, "motif": motif.strip()}
    unit.db.execute(requete, parametres)
