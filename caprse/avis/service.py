"""Open a consultation, hand out its links, close it for good: what the direction of a structure does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, insert, update

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.jetons import create_jeton
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme, hash_jeton
from caprse.avis.depouiller import count_tout
from caprse.avis.lecture import QUOI, get_consultation
from caprse.avis.modele import CleAvis, ConsultationCritere, ConsultationGroupe, Depouillement
from caprse.avis.modele import Consultation as TableConsultation
from caprse.avis.regles import (
    Etat,
    list_reasons_against_opening,
    refusal_to_speak,
)
from caprse.avis.requetes import FORGET_VOIX, LIST_VOIX, LOCK_CARNET, TAKE_TURN
from caprse.carnet.regles import EtatCarnet, refusal_to_update
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_ligne

# By group, what opens its page on a phone. Kept nowhere: a link that is lost is made again.
Liens = dict[UUID, str]


def open_consultation(
    unit: Unit, carnet_id: UUID, criteres: Sequence[str], groupes: Sequence[str], fin: date, *, nommee: bool
) -> tuple[UUID, Liens]:
    """Ask the people of a structure; gives the consultation, and by group the secret of its link.

    Each person of the structure who has an account is told. For the direction, while its carnet may change. Raises
    Introuvable, SaisieInvalide, Refus when a critère was asked already in this carnet: two counts of nearly the same
    people would give away the voice that came between.
    """
    unit.db.execute(TAKE_TURN, {"cle": str(carnet_id)})
    carnet = unit.db.execute(LOCK_CARNET, {"carnet": carnet_id}).one_or_none()
    if carnet is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_CONSULTATION, carnet.collectif_id, carnet.structure_id, QUOI)
    if raison := refusal_to_update(EtatCarnet(carnet.etat), EtatTrimestre(carnet.etat_trimestre)):
        raise Refus(raison)
    referentiel = get_referentiel(unit.db, carnet.referentiel_id)
    possibles = {critere.code: critere.titre for critere in referentiel.demandes(carnet.thematique)}
    noms = [clean_ligne(nom) for nom in groupes]
    if raisons := list_reasons_against_opening(criteres, possibles, noms, fin, unit.today):
        raise SaisieInvalide(raisons)
    if deja := [code for code in criteres if code in carnet.demandes]:
        raise Refus(
            f"« {possibles[deja[0]]} » a déjà été demandé dans ce carnet : chaque critère ne l’est qu’une fois, "
            "pour que personne ne puisse être reconnu."
        )
    consultation_id, liens = _insert(unit, carnet, carnet_id, criteres, noms, fin, nommee=nommee)
    announce(unit, Annonce(Evenement.AVIS_DEMANDE, carnet.collectif_id, consultation_id, carnet.structure_id))
    return consultation_id, liens


def _insert(
    unit: Unit,
    carnet: Row[Any],
    carnet_id: UUID,
    criteres: Sequence[str],
    noms: Sequence[str],
    fin: date,
    *,
    nommee: bool,
) -> tuple[UUID, Liens]:
    consultation_id = uuid4()
    commun = {"collectif_id": carnet.collectif_id, "structure_id": carnet.structure_id}
    unit.db.execute(
        insert(TableConsultation).values(
            **commun,
            id=consultation_id,
            carnet_id=carnet_id,
            nommee=nommee,
            fin=fin,
            ouverte_le=unit.now,
            ouverte_par=unit.acteur.compte_id,
        )
    )
    siens = commun | {"consultation_id": consultation_id}
    unit.db.execute(
        insert(ConsultationCritere),
        [siens | {"carnet_id": carnet_id, "critere": code, "ordre": rang} for rang, code in enumerate(criteres)],
    )
    liens = {uuid4(): create_jeton() for _ in noms}
    unit.db.execute(
        insert(ConsultationGroupe),
        [
            siens | {"id": groupe_id, "ordre": rang, "nom": nom, "empreinte": hash_jeton(jeton)}
            for rang, (nom, (groupe_id, jeton)) in enumerate(zip(noms, liens.items(), strict=True))
        ],
    )
    with as_systeme(unit) as systeme:
        systeme.db.execute(insert(CleAvis).values(**siens, cle=create_jeton()))
    return consultation_id, liens


def renew_lien(unit: Unit, consultation_id: UUID, groupe_id: UUID) -> str:
    """A new link for a group: the one of before opens nothing any more. Voices that came by it stay.

    For the direction. Raises Introuvable, Refus once no voice is taken.
    """
    consultation = get_consultation(unit, consultation_id, Operation.UPDATE_CONSULTATION)
    groupe = consultation.get_groupe(groupe_id)
    if raison := refusal_to_speak(consultation.etat):
        raise Refus(raison)
    jeton = create_jeton()
    unit.db.execute(
        update(ConsultationGroupe)
        .where(ConsultationGroupe.collectif_id == consultation.collectif_id, ConsultationGroupe.id == groupe.id)
        .values(empreinte=hash_jeton(jeton))
    )
    return jeton


def close_consultation(unit: Unit, consultation_id: UUID) -> None:
    """Close for good: count, write what may be shown, and forget every voice. A second call changes nothing.

    For the direction. Raises Introuvable. Who is answering at that moment is waited for; who comes after is refused.
    """
    consultation = get_consultation(unit, consultation_id, Operation.UPDATE_CONSULTATION)
    unit.db.execute(TAKE_TURN, {"cle": str(consultation_id)})
    consultation = get_consultation(unit, consultation_id, Operation.UPDATE_CONSULTATION)
    if consultation.etat is Etat.CLOSE:
        return
    cles = {"collectif": consultation.collectif_id, "consultation": consultation_id}
    with as_systeme(unit) as systeme:
        lignes = systeme.db.execute(LIST_VOIX, cles).all()
        contenu = count_tout(consultation, lignes)
        systeme.db.execute(
            insert(Depouillement).values(
                collectif_id=consultation.collectif_id,
                consultation_id=consultation_id,
                structure_id=consultation.structure_id,
                contenu=contenu,
            )
        )
        systeme.db.execute(FORGET_VOIX, cles)
    sans_voix = [d.code for d in consultation.demandes if not contenu["criteres"][d.code]["ensemble"]["nombre"]]
    unit.db.execute(
        update(ConsultationCritere)
        .where(
            ConsultationCritere.collectif_id == consultation.collectif_id,
            ConsultationCritere.consultation_id == consultation_id,
            ConsultationCritere.critere.in_(sans_voix),
        )
        .values(libre=True)
        .execution_options(synchronize_session=False)
    )
    unit.db.execute(
        update(TableConsultation)
        .where(TableConsultation.collectif_id == consultation.collectif_id, TableConsultation.id == consultation_id)
        .values(close_le=unit.now, close_par=unit.acteur.compte_id)
        .execution_options(synchronize_session=False)
    )
