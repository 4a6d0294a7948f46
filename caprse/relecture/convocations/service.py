"""Asking people to come to a meeting: send, send again to those who did not answer, read what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from caprse.acces.jetons import LONGUEUR_MAX
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme, hash_jeton
from caprse.collectif.regles import LIBELLES_RENCONTRE, TypeRencontre
from caprse.collectif.rencontres.convies import Convie
from caprse.collectif.rencontres.presences import save_presence
from caprse.collectif.rencontres.regles import EtatPresence
from caprse.courrier.fabriques import add_rappels
from caprse.courrier.facteur import wake_after_commit
from caprse.relecture.convocations.regles import (
    PRESENCES,
    REPONSES,
    Rendezvous,
    Reponse,
    compute_presence,
    list_reasons_against_message,
    refusal_to_answer,
    refusal_to_send,
)
from caprse.relecture.convocations.requetes import (
    CLEAR_PRESENCE,
    FIND_CONVOCATION,
    GET_RENCONTRE,
    LIST_CONVIES,
    LIST_REPONSES_STRUCTURES,
    SAVE_CONVOCATION,
    SAVE_PRESENCE,
)
from caprse.relecture.convocations.textes import build_avis
from caprse.relecture.modele import Convocation
from caprse.relecture.rappels.gens import build_rappel_pour, read_gens
from caprse.relecture.rappels.regles import GenreRappel
from caprse.socle.erreurs import ErreurMetier, Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_texte

GENRE = GenreRappel.CONVOCATION
QUOI = "Cette rencontre"
# A second press, or a second animator, a moment later: the same sending.
REPIT = timedelta(minutes=10)


class LienPasse(ErreurMetier):
    """A link of a convocation that answers nothing any more."""

    def __init__(self) -> None:
        super().__init__(
            "Ce lien est incomplet, ou ne répond plus. Vous pouvez dire si vous venez dans le cahier, sur la page de "
            "la rencontre."
        )


@dataclass(frozen=True)
class Envoi:
    """What sending did: how many were asked for the first time, how many again, how many had answered already."""

    nouveaux: int
    relances: int
    repondus: int


@dataclass(frozen=True)
class Invitee:
    """What the page of a link shows: who is asked, to what, what they answered; ``refus``: why it is too late."""

    nom: str
    rencontre: Rendezvous
    collectif: str
    ordre_du_jour: str
    reponse: Reponse | None
    refus: str | None


def send_convocations(unit: Unit, rencontre_id: UUID, message: str = "") -> Envoi:
    """Ask the people of the member structures to come, each once; again, only those who did not answer.

    ``message``: a personal sentence. The same within ten minutes changes nothing. For the animation. Raises
    Introuvable, Refus when the meeting is over or cancelled, SaisieInvalide with every reason.
    """
    ligne, rencontre = get_rencontre(unit.db, rencontre_id)
    unit.check(Operation.SEND_RAPPEL, ligne.collectif_id, quoi=QUOI)
    message = clean_texte(message)
    if raison := refusal_to_send(rencontre, unit.now):
        raise Refus(raison)
    if raisons := list_reasons_against_message(message):
        raise SaisieInvalide(raisons)
    with as_systeme(unit) as systeme:
        gens = {p.compte_id: p for p in read_gens(systeme, GENRE, ligne.collectif_id)}
        deja = _list_convies(systeme, ligne.collectif_id, rencontre_id)
        ecrites = systeme.db.execute(
            SAVE_CONVOCATION,
            {
                "collectif": ligne.collectif_id,
                "rencontre": rencontre_id,
                "comptes": list(gens),
                "message": message,
                "now": unit.now,
                "avant": unit.now - REPIT,
            },
        ).all()
        wake_after_commit(systeme.db)
        add_rappels(
            systeme.db,
            [
                build_rappel_pour(
                    systeme,
                    GENRE,
                    gens[ecrite.compte_id],
                    f"{rencontre_id}-{ecrite.envois}",
                    {"rencontre": str(rencontre_id), "auteur": unit.acteur.nom},
                    ligne.collectif_id,
                    build_avis(rencontre, f"rencontre?rencontre={rencontre_id}"),
                )
                for ecrite in ecrites
            ],
            unit.now,
        )
    relances = sum(ecrite.envois > 1 for ecrite in ecrites)
    repondus = sum(convie.compte_id in gens and convie.reponse is not None for convie in deja)
    return Envoi(len(ecrites) - relances, relances, repondus)


def list_convies(unit: Unit, collectif_id: UUID, rencontre_id: UUID) -> tuple[Convie, ...]:
    """Who was asked to this meeting and what they said, by name: all for the animation, oneself for anyone else.

    One query. Raises Introuvable.
    """
    if not unit.acteur.can(Operation.GET_AGREGAT, collectif_id):
        unit.check(Operation.SEND_RAPPEL, collectif_id, quoi=QUOI)
    return _list_convies(unit, collectif_id, rencontre_id)


def get_invitee(unit: Unit, jeton: str) -> Invitee:
    """What a link of a mail is about; changes nothing. Raises LienPasse. For the system unit."""
    trouvee = _find(unit, jeton)
    ligne, rencontre = get_rencontre(unit.db, trouvee.rencontre_id)
    return Invitee(
        trouvee.nom,
        rencontre,
        ligne.collectif,
        ligne.ordre_du_jour,
        Reponse(trouvee.reponse) if trouvee.reponse else None,
        refusal_to_answer(rencontre, unit.now),
    )


def answer_lien(unit: Unit, jeton: str, reponse: str) -> Invitee:
    """Answer with the link of a mail, again if one likes. Raises LienPasse, Refus. For the system unit."""
    trouvee = _find(unit, jeton)
    _answer(unit, trouvee.collectif_id, trouvee.rencontre_id, trouvee.compte_id, reponse)
    return get_invitee(unit, jeton)


def answer_convocation(unit: Unit, rencontre_id: UUID, reponse: str) -> None:
    """The same from the workbook, for whoever was asked. Raises Introuvable, Refus."""
    ligne, _ = get_rencontre(unit.db, rencontre_id)
    unit.check(Operation.GET_AGREGAT, ligne.collectif_id, quoi=QUOI)
    compte_id = unit.acteur.compte_id
    with as_systeme(unit) as systeme:
        if compte_id is None or not _answer(systeme, ligne.collectif_id, rencontre_id, compte_id, reponse):
            raise Introuvable("Cette invitation")


def answer_invitation(unit: Unit, rencontre_id: UUID, etat: EtatPresence) -> None:
    """The same, said as the pages of a meeting say it."""
    answer_convocation(unit, rencontre_id, REPONSES[etat])


def announce_presence(unit: Unit, rencontre_id: UUID, structure_id: UUID, etat: EtatPresence) -> None:
    """Say whether one comes: for oneself where one was asked, else for one's structure. Raises as either does."""
    convie = unit.db.scalar(
        select(Convocation.compte_id).where(
            Convocation.rencontre_id == rencontre_id, Convocation.compte_id == unit.acteur.compte_id
        )
    )
    if convie is None or etat not in REPONSES:
        save_presence(unit, rencontre_id, structure_id, etat)
    else:
        answer_invitation(unit, rencontre_id, etat)


def _answer(systeme: Unit, collectif_id: UUID, rencontre_id: UUID, compte_id: UUID, reponse: str) -> bool:
    """Write what a person answers, and what it makes of the presence of their structures; False when nobody asked."""
    try:
        dite = Reponse(reponse)
    except ValueError as erreur:
        raise Refus("Choisissez une des trois réponses. Rien n’a été enregistré.") from erreur
    _, rencontre = get_rencontre(systeme.db, rencontre_id)
    if raison := refusal_to_answer(rencontre, systeme.now):
        raise Refus(raison)
    ecrite = systeme.db.execute(
        update(Convocation)
        .where(
            Convocation.collectif_id == collectif_id,
            Convocation.rencontre_id == rencontre_id,
            Convocation.compte_id == compte_id,
        )
        .values(reponse=dite, repondu_le=systeme.now)
        .returning(Convocation.compte_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if ecrite is None:
        return False
    cles = {"collectif": collectif_id, "rencontre": rencontre_id, "compte": compte_id}
    for structure_id, reponses in systeme.db.execute(LIST_REPONSES_STRUCTURES, cles).all():
        presence = compute_presence(Reponse(brut) if brut else None for brut in reponses)
        if presence is None:
            systeme.db.execute(CLEAR_PRESENCE, {**cles, "structure": structure_id})
            continue
        etat, personnes = presence
        systeme.db.execute(
            SAVE_PRESENCE,
            {**cles, "structure": structure_id, "etat": etat, "personnes": personnes, "now": systeme.now},
        )
    return True


def _find(systeme: Unit, jeton: str) -> Any:
    trouvee = None
    if len(jeton) <= LONGUEUR_MAX:
        trouvee = systeme.db.execute(FIND_CONVOCATION, {"empreinte": hash_jeton(jeton)}).one_or_none()
    if trouvee is None:
        raise LienPasse
    return trouvee


def get_rencontre(db: Session, rencontre_id: UUID) -> tuple[Any, Rendezvous]:
    ligne = db.execute(GET_RENCONTRE, {"rencontre": rencontre_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return ligne, Rendezvous(
        ligne.titre,
        LIBELLES_RENCONTRE[TypeRencontre(ligne.type)],
        ligne.jour,
        ligne.heure,
        ligne.duree_minutes,
        ligne.lieu,
        ligne.lien,
        ligne.annulee,
    )


def _list_convies(unit: Unit, collectif_id: UUID, rencontre_id: UUID) -> tuple[Convie, ...]:
    lignes = unit.db.execute(LIST_CONVIES, {"collectif": collectif_id, "rencontre": rencontre_id}).all()
    return tuple(
        Convie(
            ligne.compte_id,
            ligne.nom,
            ligne.structures or "",
            PRESENCES[Reponse(ligne.reponse)] if ligne.reponse else None,
            ligne.envoyee_le,
            ligne.envois,
        )
        for ligne in lignes
    )
