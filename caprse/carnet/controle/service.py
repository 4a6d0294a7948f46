"""What the control sends and asks: one answer, one choice between two, and what became of the carnet meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from caprse.acces.brouillons import Ecrit, delete_brouillon, save_brouillon
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.conflits import Suite, settle_conflit, submit_reponse
from caprse.carnet.controle.contenu import Contenu, build_etat
from caprse.carnet.controle.requetes import GET_MARQUE, LIST_ETATS
from caprse.carnet.regles import LONGUEURS, Saisie, complete_lien
from caprse.carnet.service import VIDE, ConflitOuvert, ReponseEnregistree, read_conflits, read_reponse
from caprse.socle.erreurs import Introuvable


@dataclass(frozen=True)
class Envoi:
    """What one person changed of an answer, and the answer that they saw when they began."""

    carnet: UUID
    critere: str
    saisie: Saisie
    version: int
    vue: Saisie = VIDE
    # Whether an earlier try was refused, and kept in a draft: it is forgotten once this one is recorded.
    refusee: bool = False


@dataclass(frozen=True)
class Decision:
    """How one person ends a conflict: with what waited, or with what stands."""

    carnet: UUID
    critere: str
    champ: str
    compte: UUID
    garder: bool
    version: int
    vue: Saisie = VIDE


def submit(unit: Unit, envoi: Envoi) -> Contenu | None:
    """Record an answer, and give what stands from now on; None when nothing changed: what was refused is given up.

    Raises as ``submit_reponse`` does, in one transaction.
    """
    if envoi.saisie == envoi.vue:
        delete_brouillon(unit, name_refusee(envoi.carnet, envoi.critere))
        return None
    saisie = replace(envoi.saisie, trace_lien=complete_lien(envoi.saisie.trace_lien))
    suite = submit_reponse(unit, envoi.carnet, envoi.critere, saisie, envoi.version, envoi.vue)
    if envoi.refusee:
        delete_brouillon(unit, name_refusee(envoi.carnet, envoi.critere))
    return _build(unit, suite)


def keep_refusee(unit: Unit, envoi: Envoi) -> None:
    """Keep the texts of an answer that was refused: they are found again on another device."""
    textes = {champ: getattr(envoi.saisie, champ) for champ in LONGUEURS}
    nouveaux = {champ: texte for champ, texte in textes.items() if texte != getattr(envoi.vue, champ)}
    if nouveaux:
        save_brouillon(unit, name_refusee(envoi.carnet, envoi.critere), Ecrit(nouveaux))


def name_refusee(carnet_id: UUID, critere: str) -> str:
    """The place of the draft that keeps what was refused of an answer."""
    return f"reponse/{carnet_id}/{critere}"


def settle(unit: Unit, decision: Decision) -> Contenu | None:
    """End a conflict; gives what was recorded, None when what stood stays. Raises as ``settle_conflit`` does."""
    conflit = ConflitOuvert(decision.champ, {}, decision.compte, "")
    vue = ReponseEnregistree(decision.vue, decision.version, unit.now, "") if decision.version else None
    suite = settle_conflit(unit, decision.carnet, decision.critere, conflit, decision.garder, vue)
    return _build(unit, suite) if suite is not None else None


def list_etats(unit: Unit, carnet_id: UUID, vu: str) -> Contenu | None:
    """What the carnet holds, unless it is what was seen already (``vu``). Raises Introuvable to strangers."""
    ligne = unit.db.execute(GET_MARQUE, {"carnet": carnet_id}).one_or_none()
    if ligne is None:
        raise Introuvable("Ce carnet")
    unit.check(Operation.GET_CARNET, ligne.collectif_id, ligne.structure_id, "Ce carnet")
    marque = f"{ligne.etat}.{ligne.marque}"
    if marque == vu:
        return None
    lu = unit.db.execute(LIST_ETATS, {"carnet": carnet_id}).mappings().one()
    reponses: dict[str, Any] = lu["reponses"] or {}
    conflits: dict[str, Any] = lu["conflits"] or {}
    etats = {
        code: build_etat(
            read_reponse(reponses[code]) if code in reponses else None,
            read_conflits(conflits.get(code, ())),
            unit.acteur.compte_id,
            unit.today,
        )
        for code in {*reponses, *conflits}
    }
    return {"marque": marque, "carnet": ligne.etat, "etats": etats}


def _build(unit: Unit, suite: Suite) -> Contenu:
    return build_etat(suite.reponse, suite.conflits, unit.acteur.compte_id, unit.today)
