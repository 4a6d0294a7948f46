"""Re-read a carnet: say what one thinks of each answer, then of the whole. The answers are never touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row
from sqlalchemy.dialects.postgresql import Insert, insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.places import list_demandes
from caprse.carnet.regles import EtatCarnet, drop_cible_atteinte
from caprse.carnet.remplir.transmission import mark_carnet_relu, send_back_carnet
from caprse.carnet.service import ReponseEnregistree, read_saisie, save_reponse
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.modele import Relecture, Visite
from caprse.relecture.rappels.envois import queue_a_completer
from caprse.relecture.relire.lignes import read_relecture
from caprse.relecture.relire.regles import (
    CARNET,
    NOTE_MAX,
    EtatRelecture,
    RelectureEnregistree,
    SaisieRelecture,
    list_reasons_against_relecture,
    list_reasons_against_text,
    refusal_to_read,
    refusal_to_send_back_list,
)
from caprse.relecture.relire.requetes import LIEU, LIST_A_COMPLETER, MARK_RELU, RELECTURE, SUGGESTION
from caprse.socle.erreurs import Conflit, Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs, clean_texte

QUOI = "Ce carnet"


@dataclass(frozen=True)
class _Lieu:
    """Where a carnet belongs, and what may be said of it: what it asks, what it may look at again."""

    cles: dict[str, Any]
    referentiel: Referentiel
    codes: frozenset[str]
    version_reponse: int


def save_relecture(
    unit: Unit, carnet_id: UUID, critere: str, saisie: SaisieRelecture, version: int
) -> RelectureEnregistree:
    """Record what the animation says of one answer, if nobody changed it since ``version`` (0: nothing said yet).

    For the animation of the collectif. Raises Introuvable, Refus while the carnet is being written for the first time,
    SaisieInvalide with every reason, Conflit.
    """
    lieu = _get_lieu(unit, carnet_id, critere, Operation.UPDATE_RELECTURE)
    if critere not in lieu.codes:
        raise Introuvable("Ce critère")
    saisie = clean_champs(saisie, "note")
    if raisons := list_reasons_against_relecture(saisie, lieu.referentiel.niveau_max, lieu.version_reponse):
        raise SaisieInvalide(raisons)
    cles = {**lieu.cles, "critere": critere}
    ecriture = _build_upsert(unit, lieu, critere, asdict(saisie), Relecture.version == version)
    obtenue = unit.db.execute(ecriture.returning(Relecture.version)).scalar_one_or_none()
    if obtenue is not None:
        return RelectureEnregistree(saisie, obtenue, unit.now, unit.acteur.nom)
    ligne = unit.db.execute(RELECTURE, cles).one()
    actuelle = read_relecture(ligne.relecture)
    # The same from the same person: it was written, and only its acknowledgment was lost.
    if actuelle.saisie == saisie and ligne.modifie_par == unit.acteur.compte_id:
        return actuelle
    raise Conflit(
        f"{actuelle.auteur} a relu cette réponse entre-temps. Rien n’est perdu : choisissez ce qu’il faut garder.",
        saisie,
        actuelle,
    )


def mark_relu(unit: Unit, carnet_id: UUID, version: int) -> int:
    """Say that a transmitted carnet is re-read whole; returns how many answers this marked.

    Answers that were flagged otherwise stay so. For the animation. Raises Introuvable, Refus with its reason or when
    the carnet moved meanwhile.
    """
    mark_carnet_relu(unit, carnet_id, version)
    lieu = _get_lieu(unit, carnet_id, CARNET, Operation.UPDATE_RELECTURE)
    return len(unit.db.execute(MARK_RELU, {**lieu.cles, "now": unit.now, "compte": unit.acteur.compte_id}).all())


def send_back(unit: Unit, carnet_id: UUID, version: int, mot: str = "") -> tuple[str, ...]:
    """Give the carnet back to its structure with what to complete: the flagged critères, returned, and a word.

    For the animation. Raises Introuvable, SaisieInvalide, Refus with its reason, when it is not said what to complete,
    or when the carnet moved meanwhile.
    """
    lieu = _get_lieu(unit, carnet_id, CARNET, Operation.SEND_BACK_CARNET)
    mot = clean_texte(mot)
    if raisons := list_reasons_against_text(mot, NOTE_MAX, "L’explication"):
        raise SaisieInvalide(raisons)
    send_back_carnet(unit, carnet_id, version)
    # A flag on a critère that this référentiel no longer asks has no place to lead to.
    notes = {ligne.critere: ligne.note for ligne in unit.db.execute(LIST_A_COMPLETER, lieu.cles)}
    codes = tuple(code for code in notes if code in lieu.codes)
    if raison := refusal_to_send_back_list({lieu.referentiel.critere(c).titre: notes[c] for c in codes}, mot):
        raise Refus(raison)
    unit.db.execute(_build_upsert(unit, lieu, CARNET, {"etat": EtatRelecture.A_COMPLETER, "note": mot}))
    queue_a_completer(unit, carnet_id)
    return codes


def record_visite(unit: Unit, carnet_id: UUID) -> None:
    """Remember that this person has read the carnet now. For the animation. Raises Introuvable."""
    lieu = _get_lieu(unit, carnet_id, CARNET, Operation.UPDATE_RELECTURE)
    visite = insert(Visite).values(
        collectif_id=lieu.cles["collectif"],
        carnet_id=carnet_id,
        compte_id=unit.acteur.compte_id,
        structure_id=lieu.cles["structure"],
        vue_le=unit.now,
    )
    unit.db.execute(
        visite.on_conflict_do_update(
            index_elements=[Visite.collectif_id, Visite.carnet_id, Visite.compte_id],
            set_={"vue_le": visite.excluded.vue_le},
        )
    )


def accept_suggestion(unit: Unit, carnet_id: UUID, critere: str, version: int) -> ReponseEnregistree:
    """Make the suggested niveau the structure's own answer: it decides. ``version`` is that of the answer it saw.

    For those who answer for the structure, while the carnet may be changed. Raises Introuvable, Refus, Conflit.
    """
    ligne = unit.db.execute(SUGGESTION, {"carnet": carnet_id, "critere": critere}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_REPONSE, ligne.collectif_id, ligne.structure_id, QUOI)
    if ligne.niveau_suggere is None:
        raise Refus("Aucun niveau n’est suggéré pour ce critère. Rechargez la page.")
    avant = read_saisie(ligne.reponse or {})
    saisie = replace(avant, niveau=ligne.niveau_suggere, non_concerne=False)
    return save_reponse(unit, carnet_id, critere, drop_cible_atteinte(saisie, avant), version)


def _build_upsert(
    unit: Unit, lieu: _Lieu, critere: str, valeurs: Mapping[str, Any], where: ColumnElement[bool] | None = None
) -> Insert:
    """What writes a relecture; one that is there grows by a version, where it holds ``where``."""
    ecrites = {**valeurs, "modifie_le": unit.now, "modifie_par": unit.acteur.compte_id}
    ajout = insert(Relecture).values(
        collectif_id=lieu.cles["collectif"],
        carnet_id=lieu.cles["carnet"],
        critere=critere,
        structure_id=lieu.cles["structure"],
        **ecrites,
    )
    return ajout.on_conflict_do_update(
        index_elements=[Relecture.collectif_id, Relecture.carnet_id, Relecture.critere],
        set_={champ: ajout.excluded[champ] for champ in ecrites} | {"version": Relecture.version + 1},
        where=where,
    )


def _get_lieu(unit: Unit, carnet_id: UUID, critere: str, operation: Operation) -> _Lieu:
    ligne = unit.db.execute(LIEU, {"carnet": carnet_id, "critere": critere}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(operation, ligne.collectif_id, ligne.structure_id, QUOI)
    if raison := refusal_to_read(EtatCarnet(ligne.etat), EtatTrimestre(ligne.etat_trimestre)):
        raise Refus(raison)
    return _build_lieu(unit, carnet_id, ligne)


def _build_lieu(unit: Unit, carnet_id: UUID, ligne: Row[Any]) -> _Lieu:
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    return _Lieu(
        {"collectif": ligne.collectif_id, "carnet": carnet_id, "structure": ligne.structure_id},
        referentiel,
        list_demandes(unit, carnet_id, referentiel, ligne.thematique),
        ligne.version_reponse,
    )
