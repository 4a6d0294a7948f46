"""What is to be said of an event, from the rows that its statement gives."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caprse.carnet.regles import EtatCarnet, count_reponses, refusal_to_update
from caprse.collectif.regles import EtatTrimestre
from caprse.collectif.rencontres.regles import EtatDecision
from caprse.progres.binomes.lecture import read_sujets
from caprse.progres.binomes.phrases import list_sujets
from caprse.progres.binomes.regles import Lieu
from caprse.referentiel.schema import SANS_THEMATIQUE
from caprse.referentiel.service import get_referentiel
from caprse.relecture.a_voir.regles import QUELQU_UN, find_lieu
from caprse.relecture.appuis.regles import EtatAppui
from caprse.relecture.evenements.textes import CarnetSuivi, DecisionSuivie, TrimestreOuvert
from caprse.relecture.evenements.textes_appuis import AppuiSuivi, Groupe
from caprse.relecture.evenements.textes_binome import BinomeSuivi
from caprse.relecture.evenements.textes_equipe import AVoirSuivi
from caprse.relecture.rappels.destinataires import build_teinte


def read_trimestre(db: Session, ligne: Any) -> tuple[EtatTrimestre, TrimestreOuvert]:
    """Its état, and what is said of it."""
    referentiel = get_referentiel(db, ligne.referentiel_id)
    rencontre = ligne.rencontre
    return EtatTrimestre(ligne.etat), TrimestreOuvert(
        ligne.numero,
        referentiel.name_trimestre(ligne.thematique),
        ligne.fin,
        len(referentiel.demandes(ligne.thematique)),
        build_teinte(referentiel, ligne.thematique),
        tuple(UUID(brut) for brut in ligne.structures or ()),
        (
            date.fromisoformat(rencontre[0]),
            time.fromisoformat(rencontre[1]) if rencontre[1] else None,
            rencontre[2],
        )
        if rencontre
        else None,
        ligne.thematique == SANS_THEMATIQUE,
        tuple((UUID(structure), nombre) for structure, nombre in ligne.traces or ()),
    )


def read_carnet(db: Session, ligne: Any) -> tuple[EtatCarnet, CarnetSuivi]:
    """Its état, and what is said of it."""
    referentiel = get_referentiel(db, ligne.referentiel_id)
    demandes = {critere.code for critere in referentiel.demandes(ligne.thematique)}
    repondus = count_reponses(demandes, ligne.repondus or ())
    return EtatCarnet(ligne.etat), CarnetSuivi(
        ligne.id,
        ligne.structure_id,
        ligne.structure,
        ligne.numero,
        referentiel.name_trimestre(ligne.thematique),
        build_teinte(referentiel, ligne.thematique),
        ligne.par or "",
        repondus,
        len(demandes) - repondus,
        ligne.motif_incomplet,
        ligne.remarques,
    )


def read_appui(_: Session, ligne: Any) -> AppuiSuivi:
    """A request as it stands."""
    return AppuiSuivi(
        ligne.structure_id,
        ligne.structure,
        EtatAppui(ligne.etat),
        ligne.demande,
        ligne.demandeur or "",
        ligne.reponse,
        ligne.prevu_le,
        ligne.demi_journees,
        Groupe(ligne.groupe, ligne.partagees, ligne.parts) if ligne.groupe is not None else None,
    )


def read_a_voir(db: Session, ligne: Any) -> tuple[Any, AVoirSuivi]:
    """As it stands, and what is said of it."""
    lieu = find_lieu(get_referentiel(db, ligne.referentiel_id), ligne.thematique, ligne.critere)
    return ligne, AVoirSuivi(
        ligne.structure_id,
        ligne.structure,
        ligne.compte_id,
        ligne.demandeur or QUELQU_UN,
        lieu,
        ligne.pour_le,
        ligne.note,
    )


def explain_a_voir(fait: tuple[Any, AVoirSuivi]) -> str | None:
    """Why it need not be seen any more, or None."""
    ligne, suivi = fait
    if ligne.rendu_le is not None:
        return "La personne a déjà vu ce critère."
    if suivi.lieu is None or refusal_to_update(EtatCarnet(ligne.etat), EtatTrimestre(ligne.etat_trimestre)):
        return "Ce critère n’est plus à voir."
    return None


def read_binome(db: Session, ligne: Any) -> tuple[str, BinomeSuivi]:
    """Its état, and what is said of it: the words of what was declared, and nothing that was answered."""
    titres = read_sujets(db, ligne.referentiel_id).titres
    return ligne.etat, BinomeSuivi(
        dict(zip(ligne.structures, ligne.noms, strict=True)),
        tuple((UUID(de), UUID(a), tuple(list_sujets(codes, titres))) for de, a, codes in ligne.dons),
        Lieu(ligne.lieu),
    )


def read_decision(_: Session, ligne: Any) -> tuple[Any, DecisionSuivie]:
    """As it stands, and what is said of it."""
    return ligne, DecisionSuivie(
        ligne.structure_id,
        ligne.structure,
        ligne.quoi,
        ligne.pilote,
        ligne.echeance,
        ligne.rencontre_id,
        ligne.rencontre,
        ligne.jour,
    )


def explain_decision(fait: tuple[Any, DecisionSuivie]) -> str | None:
    """Why it need not be told any more, or None."""
    if fait[0].confirmee_le is not None:
        return "La décision est déjà confirmée."
    return None if fait[0].etat == EtatDecision.A_SUIVRE else "La décision n’est plus à suivre."
