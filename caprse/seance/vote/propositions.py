"""What a structure's people agreed in the room for their own answer: its direction takes it, or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, select, update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet, Saisie, drop_cible_atteinte, refusal_to_update
from caprse.carnet.service import read_saisie, save_reponse
from caprse.collectif.modele import Structure
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.seance.modele import Proposition
from caprse.seance.vote.requetes import GET_PROPOSITION, LIST_PROPOSITIONS
from caprse.socle.erreurs import Conflit, Introuvable, Refus
from caprse.socle.francais import format_pluriel

QUOI = "Cette proposition"
TRANCHEE = "Cette proposition a déjà sa réponse."
CHANGEE = "La réponse du carnet a changé entre-temps : rien n’a été écrit. Relisez-la, puis choisissez de nouveau."


@dataclass(frozen=True, slots=True)
class PropositionVue:
    """A niveau agreed in the room, beside what the carnet says now.

    ``version`` of the answer, 0 when there is none; ``actuel`` in words; ``refus`` why the carnet may not change;
    ``votes``: how many phones chose it, in words, empty where that is not known.
    """

    tour_id: UUID
    structure_id: UUID
    collectif_id: UUID
    critere: str
    titre: str
    niveau: str
    descripteur: str
    actuel: str
    version: int
    seance: str
    jour: date
    refus: str | None
    votes: str


def list_propositions(unit: Unit, structure_id: UUID) -> tuple[PropositionVue, ...]:
    """What waits for the direction of a structure, in the order of the sessions. One query; empty for most.

    For the people of the structure, and the animation (two queries). Raises Introuvable.
    """
    lignes = unit.db.execute(LIST_PROPOSITIONS, {"structure": structure_id}).mappings().all()
    if not unit.acteur.can(Operation.GET_CARNET, None, structure_id):
        # Not of the structure: its collectif says whether one animates it.
        collectif_id = unit.db.scalar(select(Structure.collectif_id).where(Structure.id == structure_id))
        unit.check(Operation.GET_CARNET, collectif_id, structure_id, QUOI)
    return tuple(_build_vue(ligne, get_referentiel(unit.db, ligne["referentiel_id"])) for ligne in lignes)


def accept_proposition(unit: Unit, tour_id: UUID, structure_id: UUID, version: int) -> None:
    """Make the agreed niveau the answer of the carnet, in the caller's transaction.

    Comment and trace stay, and the cible unless it is reached.
    ``version``: that of the answer which was seen, 0 for none. For the direction of the structure. Raises Introuvable,
    Refus when the answer moved, the carnet may not change, or the proposition has its answer.
    """
    ligne = _hold(unit, tour_id, structure_id)
    reponse: dict[str, Any] | None = ligne["reponse"]
    if (reponse["version"] if reponse else 0) != version:
        raise Refus(CHANGEE)
    avant = read_saisie(reponse or {})
    saisie = replace(avant, niveau=ligne["niveau"], non_concerne=False, motif="")
    try:
        save_reponse(unit, ligne["carnet_id"], ligne["critere"], drop_cible_atteinte(saisie, avant), version)
    except Conflit as conflit:
        raise Refus(CHANGEE) from conflit
    _settle(unit, ligne, "acceptee")


def discard_proposition(unit: Unit, tour_id: UUID, structure_id: UUID) -> None:
    """Leave the carnet as it is. For the direction of the structure. Raises Introuvable, Refus when settled."""
    _settle(unit, _hold(unit, tour_id, structure_id), "ecartee")


def _hold(unit: Unit, tour_id: UUID, structure_id: UUID) -> RowMapping:
    """The proposition, held until the end of the transaction, for the direction of its structure."""
    cle = {"tour": tour_id, "structure": structure_id}
    ligne = unit.db.execute(GET_PROPOSITION, cle).mappings().one_or_none()
    unit.check(Operation.SEND_CARNET, ligne["collectif_id"] if ligne else None, structure_id, QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    # Locked after the right was checked; what a colleague settled meanwhile is seen here.
    etat = unit.db.execute(select(Proposition.etat).where(*_match(ligne)).with_for_update()).scalar_one()
    if etat != "proposee":
        raise Refus(TRANCHEE)
    return ligne


def _settle(unit: Unit, ligne: RowMapping, etat: str) -> None:
    unit.db.execute(
        update(Proposition)
        .where(*_match(ligne))
        .values(etat=etat, tranchee_le=unit.now, tranchee_par=unit.acteur.compte_id)
        .execution_options(synchronize_session=False)
    )


def _match(ligne: RowMapping) -> tuple[ColumnElement[bool], ...]:
    return (
        Proposition.collectif_id == ligne["collectif_id"],
        Proposition.tour_id == ligne["tour_id"],
        Proposition.structure_id == ligne["structure_id"],
    )


def _build_vue(ligne: RowMapping, referentiel: Referentiel) -> PropositionVue:
    reponse: dict[str, Any] | None = ligne["reponse"]
    saisie = read_saisie(reponse or {})
    refus: str | None = "Ce critère n’est plus dans le carnet."
    titre, descripteur = ligne["critere"], ""
    demandes = {critere.code: critere for critere in referentiel.demandes(ligne["thematique"])}
    if critere := demandes.get(ligne["critere"]):
        titre, descripteur = critere.titre, critere.niveaux.get(ligne["niveau"], "")
        refus = refusal_to_update(EtatCarnet(ligne["etat_carnet"]), EtatTrimestre(ligne["etat_trimestre"]))
    return PropositionVue(
        ligne["tour_id"],
        ligne["structure_id"],
        ligne["collectif_id"],
        ligne["critere"],
        titre,
        name_niveau(ligne["niveau"], list_niveaux(referentiel)),
        descripteur,
        _describe(saisie, referentiel),
        reponse["version"] if reponse else 0,
        ligne["seance"],
        ligne["jour"],
        refus,
        describe_votes(ligne["choisis"], ligne["votants"]),
    )


def describe_votes(choisis: int | None, votants: int | None) -> str:
    """``2 téléphones sur 5 ont choisi ce niveau``; empty where it was not counted."""
    if choisis is None or votants is None:
        return ""
    if votants == 1:
        return "Une seule personne de votre équipe a voté : c’est son choix"
    if choisis == votants:
        return f"Les {votants} téléphones de votre équipe ont choisi ce niveau"
    verbe = "a choisi" if choisis < 2 else "ont choisi"
    return f"{format_pluriel(choisis, 'téléphone')} sur {votants} {verbe} ce niveau, qui est au milieu des votes"


def _describe(saisie: Saisie, referentiel: Referentiel) -> str:
    if saisie.non_concerne:
        return "non concerné"
    return name_niveau(saisie.niveau, list_niveaux(referentiel)) or "pas encore de réponse"
