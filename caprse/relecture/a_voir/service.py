"""Give a critère to a colleague, take it back, say that one has seen it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import TextClause

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.places import list_demandes
from caprse.carnet.regles import EtatCarnet, refusal_to_update
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.service import get_referentiel
from caprse.relecture.a_voir.regles import AVoir, list_reasons_against, read_a_voir
from caprse.relecture.a_voir.requetes import END, GIVE, LIST_A_VOIR, LOCK_CARNET, TAKE_BACK
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_texte

QUOI = "Ce carnet"
QUOI_DEMANDE = "Cette demande"
COLLEGUE = "Choisissez un ou une collègue de la structure."
DEJA = "Ce critère est déjà à voir avec une autre personne : reprenez-le d’abord."


def list_a_voir(unit: Unit, carnet_id: UUID) -> Mapping[str, AVoir]:
    """By critère, what colleagues were asked. For the people of the structure; raises Introuvable."""
    lu = unit.db.execute(LIST_A_VOIR, {"carnet": carnet_id}).one_or_none()
    if lu is None:
        raise Introuvable(QUOI)
    unit.check(Operation.GET_CARNET, lu.collectif_id, lu.structure_id, QUOI)
    return read_a_voir(lu.lignes)


def give_a_voir(unit: Unit, carnet_id: UUID, critere: str, compte_id: UUID, pour_le: date, note: str) -> None:
    """Ask a colleague of the same structure to see one critère until a day; they are told.

    For those who answer, while the carnet may change. Raises Introuvable, SaisieInvalide, Refus.
    """
    note = clean_texte(note)
    lieu = unit.db.execute(LOCK_CARNET, {"carnet": carnet_id, "compte": compte_id}).one_or_none()
    if lieu is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_REPONSE, lieu.collectif_id, lieu.structure_id, QUOI)
    if raison := refusal_to_update(EtatCarnet(lieu.etat), EtatTrimestre(lieu.etat_trimestre)):
        raise Refus(raison)
    if critere not in list_demandes(unit, carnet_id, get_referentiel(unit.db, lieu.referentiel_id), lieu.thematique):
        raise Introuvable("Ce critère")
    raisons = list_reasons_against(pour_le, note, unit.today)
    if not lieu.collegue or compte_id == unit.acteur.compte_id:
        raisons.insert(0, COLLEGUE)
    if raisons:
        raise SaisieInvalide(raisons)
    donnee = unit.db.execute(
        GIVE,
        {
            "collectif": lieu.collectif_id,
            "carnet": carnet_id,
            "critere": critere,
            "structure": lieu.structure_id,
            "compte": compte_id,
            "pour_le": pour_le,
            "note": note,
            "moi": unit.acteur.compte_id,
            "now": unit.now,
        },
    ).scalar_one_or_none()
    if donnee is None:
        raise Refus(DEJA)
    announce(unit, Annonce(Evenement.A_VOIR, lieu.collectif_id, donnee, lieu.structure_id))


def take_back(unit: Unit, carnet_id: UUID, critere: str) -> None:
    """Ask no longer. For those who answer. Raises Introuvable when nothing waits."""
    _end(unit, TAKE_BACK, carnet_id, critere, Operation.UPDATE_REPONSE)


def mark_vu(unit: Unit, carnet_id: UUID, critere: str) -> None:
    """The person who was asked has seen it. For them alone, whatever their role. Raises Introuvable."""
    _end(unit, END, carnet_id, critere, Operation.GET_CARNET)


def _end(unit: Unit, requete: TextClause, carnet_id: UUID, critere: str, operation: Operation) -> None:
    parametres = {"carnet": carnet_id, "critere": critere}
    if requete is END:
        parametres |= {"now": unit.now, "compte": unit.acteur.compte_id}
    lieu = unit.db.execute(requete, parametres).one_or_none()
    if lieu is None:
        raise Introuvable(QUOI_DEMANDE)
    unit.check(operation, lieu.collectif_id, lieu.structure_id, QUOI_DEMANDE)
