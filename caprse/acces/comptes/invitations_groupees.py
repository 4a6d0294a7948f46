"""Many people invited in one act, from a directory: each once, whoever is there already left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from caprse.acces.comptes.equipes import list_equipes
from caprse.acces.comptes.invitations import DUREE, send_message
from caprse.acces.comptes.requetes import ADD_INVITATIONS, CANCEL_EXPIREES, LIST_DEJA, RENEW_INVITATIONS
from caprse.acces.connexion.limites import Limite, count_tentatives
from caprse.acces.jetons import create_jeton
from caprse.acces.lieux import Lieu
from caprse.acces.regles import ROLES_DE_STRUCTURE, Role, can_give, refusal_nom
from caprse.acces.unite import Unit, hash_jeton
from caprse.socle.adresses import refusal_courriel
from caprse.socle.erreurs import Introuvable, Refus

INVITATIONS_MAX = 500
# As many a day as one person may receive from the page of a team.
ENVOIS_PAR_PERSONNE = Limite(5, timedelta(days=1))
DEJA_MEMBRE = "a déjà accès à cette structure"
DEJA_INVITEE = "a déjà une invitation en attente"


@dataclass(frozen=True)
class Demande:
    """Somebody to invite to a role of a structure. ``origine`` says where that was asked, for the sentences."""

    courriel: str
    nom: str
    role: Role
    lieu: Lieu
    origine: str = ""


@dataclass(frozen=True)
class BilanInvitations:
    """What inviting many did: whom a mail leaves for, and one sentence for each other one."""

    invitees: tuple[Demande, ...]
    laissees: tuple[str, ...]
    refusees: tuple[str, ...]


def create_invitations(unit: Unit, demandes: Sequence[Demande]) -> BilanInvitations:
    """Invite each person once, in as many statements as there are mails and a few more.

    Whoever has a role in the structure, or waits for an answer there, is left alone: doing it again sends nothing. An
    address or a name that cannot be keeps nobody else out. Raises Introuvable for whoever may not give one of these
    roles, Refus when they are too many, TropDeTentatives.
    """
    for demande in demandes:
        lieu = demande.lieu
        if demande.role not in ROLES_DE_STRUCTURE or not can_give(
            unit.acteur, demande.role, lieu.collectif_id, lieu.structure_id
        ):
            raise Introuvable("Ce rôle")
    if len(demandes) > INVITATIONS_MAX:
        raise Refus(f"Un envoi compte au plus {INVITATIONS_MAX} invitations : coupez le fichier en plusieurs.")
    refusees, valables = _part_refusees(demandes)
    deja = _list_deja(unit, valables)
    laissees = [f"{_name(d)} {deja[_cle(d)]}." for d in valables.values() if _cle(d) in deja]
    nouvelles = {cle: demande for cle, demande in valables.items() if cle not in deja}
    invitees = _write(unit, nouvelles) if nouvelles else ()
    # Somebody else invited them meanwhile.
    prises = nouvelles.keys() - {_cle(demande) for demande in invitees}
    laissees += [f"{_name(nouvelles[cle])} {DEJA_INVITEE}." for cle in sorted(prises)]
    return BilanInvitations(invitees, tuple(laissees), tuple(refusees))


def resend_invitations(unit: Unit, collectif_id: UUID) -> int:
    """Send again what nobody answered in the structures of a collectif, each with a new link and a new fortnight.

    In as many statements as there are mails and a few more; the old links stop working. Returns how many leave.
    Raises Introuvable, Refus when they are too many, TropDeTentatives.
    """
    attendent = {
        str(invitation.id): invitation
        for equipe in list_equipes(unit, collectif_id)
        for invitation in equipe.invitations
        if can_give(unit.acteur, invitation.role, collectif_id, invitation.lieu.structure_id)
    }
    if len(attendent) > INVITATIONS_MAX:
        raise Refus(f"Un envoi compte au plus {INVITATIONS_MAX} invitations : renvoyez-les par structure.")
    if not attendent:
        return 0
    if unit.acteur.compte_id is not None:
        count_tentatives(unit, {f"annuaire:{unit.acteur.compte_id}": ENVOIS_PAR_PERSONNE})
    jetons = {cle: create_jeton() for cle in attendent}
    expire_le = unit.now + DUREE
    nouvelles = [{"id": cle, "empreinte": hash_jeton(jeton)} for cle, jeton in jetons.items()]
    ecrites = unit.db.execute(
        RENEW_INVITATIONS,
        {"nouvelles": Jsonb(nouvelles), "expire_le": expire_le, "par": unit.acteur.compte_id},
    )
    parties = {str(ligne.id) for ligne in ecrites}
    for cle, une in attendent.items():
        if cle in parties:
            send_message(unit, une.courriel, une.nom, une.role, une.lieu, expire_le, jetons[cle])
    return len(parties)


def list_deja_la(unit: Unit, demandes: Sequence[Demande]) -> frozenset[tuple[str, str]]:
    """Which of these are there already, by address and structure: members, or invited. For those who may invite."""
    return frozenset(_list_deja(unit, {_cle(demande): demande for demande in demandes}))


def _part_refusees(demandes: Sequence[Demande]) -> tuple[list[str], dict[tuple[str, str], Demande]]:
    """One sentence for each that cannot be, and the others, each person once per structure: the first asked."""
    refusees: list[str] = []
    valables: dict[tuple[str, str], Demande] = {}
    for demande in demandes:
        raison = refusal_courriel(demande.courriel) or refusal_nom(demande.nom)
        if raison is not None:
            refusees.append(f"{_name(demande)} : {raison}")
        else:
            valables.setdefault(_cle(demande), demande)
    return refusees, valables


def _list_deja(unit: Unit, demandes: Mapping[tuple[str, str], Demande]) -> dict[tuple[str, str], str]:
    lignes = unit.db.execute(LIST_DEJA, {"personnes": Jsonb(_to_json(demandes)), "now": unit.now})
    return {
        (ligne.courriel, str(ligne.structure_id)): DEJA_MEMBRE if ligne.membre else DEJA_INVITEE for ligne in lignes
    }


def _write(unit: Unit, demandes: Mapping[tuple[str, str], Demande]) -> tuple[Demande, ...]:
    """Write the invitations and their mails; gives those that were not there meanwhile."""
    if unit.acteur.compte_id is not None:
        count_tentatives(unit, {f"annuaire:{unit.acteur.compte_id}": ENVOIS_PAR_PERSONNE})
    jetons = {cle: create_jeton() for cle in demandes}
    expire_le = unit.now + DUREE
    lignes = _to_json(demandes)
    for ligne, (cle, demande) in zip(lignes, demandes.items(), strict=True):
        ligne |= {"nom": demande.nom, "role": demande.role, "empreinte": hash_jeton(jetons[cle])}
    unit.db.execute(CANCEL_EXPIREES, {"personnes": Jsonb(lignes), "now": unit.now})
    ecrites = unit.db.execute(
        ADD_INVITATIONS,
        {"personnes": Jsonb(lignes), "par": unit.acteur.compte_id, "now": unit.now, "expire_le": expire_le},
    )
    cles = {(ligne.courriel, str(ligne.structure_id)) for ligne in ecrites}
    invitees = tuple(demande for cle, demande in demandes.items() if cle in cles)
    for demande in invitees:
        send_message(unit, demande.courriel, demande.nom, demande.role, demande.lieu, expire_le, jetons[_cle(demande)])
    return invitees


def _to_json(demandes: Mapping[tuple[str, str], Demande]) -> list[dict[str, Any]]:
    return [
        {
            "courriel": demande.courriel,
            "collectif_id": _write_id(demande.lieu.collectif_id),
            "structure_id": _write_id(demande.lieu.structure_id),
        }
        for demande in demandes.values()
    ]


def _write_id(identifiant: UUID | None) -> str | None:
    return str(identifiant) if identifiant else None


def _cle(demande: Demande) -> tuple[str, str]:
    return demande.courriel.lower(), str(demande.lieu.structure_id)


def _name(demande: Demande) -> str:
    qui = demande.courriel or demande.nom
    ou = f" pour {demande.lieu.nom}" if demande.lieu.nom else ""
    return f"{demande.origine}{' : ' if demande.origine else ''}{qui}{ou}"
