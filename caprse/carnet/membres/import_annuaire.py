"""A directory brought by the animation: what it would do, then its structures and the invitations of its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from caprse.acces.comptes.invitations_groupees import (
    BilanInvitations,
    Demande,
    create_invitations,
    list_deja_la,
)
from caprse.acces.lieux import Lieu
from caprse.acces.regles import ROLES_DE_STRUCTURE, Operation, Role
from caprse.acces.unite import Unit
from caprse.collectif.annuaire.lignes import Contact, LectureAnnuaire
from caprse.collectif.importation import BilanImport, LigneExaminee, examine_structures, import_structures
from caprse.collectif.service import QUOI
from caprse.socle.erreurs import Introuvable, Refus


@dataclass(frozen=True)
class Examen:
    """What importing this directory would do. ``a_inviter``: people who would get a mail; ``deja``: how many not."""

    bilan: BilanImport
    a_inviter: tuple[str, ...]
    deja: int
    refusees: tuple[str, ...]


@dataclass(frozen=True)
class Importation:
    """What importing a directory did; ``invitations`` is None when nobody was to be invited."""

    bilan: BilanImport
    invitations: BilanInvitations | None


def examine_annuaire(unit: Unit, collectif_id: UUID, lecture: LectureAnnuaire, role: Role) -> Examen:
    """The trial: nothing is written. ``role`` is for those to whom the file gives none. Raises Introuvable."""
    unit.check(Operation.UPDATE_COLLECTIF, collectif_id, quoi=QUOI)
    bilan = examine_structures(unit, collectif_id, lecture.lignes)
    connues, refusees = _build_demandes(bilan.lignes, collectif_id, role)
    deja = list_deja_la(unit, [demande for demande in connues if demande.lieu.structure_id])
    # The same person twice in the file is one person.
    personnes = {(d.courriel.lower(), str(d.lieu.structure_id or d.lieu.structure)): d for d in connues}
    nouvelles = [
        f"{demande.nom} <{demande.courriel}> · {demande.lieu.structure}"
        for cle, demande in personnes.items()
        if cle not in deja
    ]
    return Examen(bilan, tuple(nouvelles), len(personnes) - len(nouvelles), tuple(refusees))


def import_annuaire(
    unit: Unit, collectif_id: UUID, lecture: LectureAnnuaire, role: Role, *, inviter: bool
) -> Importation:
    """Import the structures and, if asked, invite their people: all or nothing, and nothing more the second time.

    Raises Introuvable, Refus when the file was refused, TropDeTentatives.
    """
    unit.check(Operation.UPDATE_COLLECTIF, collectif_id, quoi=QUOI)
    if lecture.erreurs or not lecture.lignes:
        raise Refus("Ce fichier est refusé : rien n’a été importé. Corrigez-le, puis choisissez-le de nouveau.")
    if role not in ROLES_DE_STRUCTURE:
        raise Introuvable("Ce rôle")
    bilan = import_structures(unit, collectif_id, lecture.lignes)
    if not inviter:
        return Importation(bilan, None)
    demandes, refusees = _build_demandes(bilan.lignes, collectif_id, role)
    invitations = create_invitations(unit, demandes)
    return Importation(
        bilan,
        BilanInvitations(invitations.invitees, invitations.laissees, (*refusees, *invitations.refusees)),
    )


def _build_demandes(
    lignes: Sequence[LigneExaminee], collectif_id: UUID, role: Role
) -> tuple[list[Demande], list[str]]:
    """Whom to invite where, and one sentence for each of the file who cannot be."""
    demandes, refusees = [], []
    for examinee in lignes:
        for contact in examinee.ligne.contacts:
            if contact.refus:
                refusees.append(f"Ligne {contact.rang} : {contact.courriel or contact.nom} : {contact.refus}")
            else:
                lieu = Lieu(collectif_id, examinee.structure_id, structure=examinee.ligne.nom)
                demandes.append(_build_demande(contact, lieu, role))
    return demandes, refusees


def _build_demande(contact: Contact, lieu: Lieu, role: Role) -> Demande:
    return Demande(contact.courriel, contact.nom, contact.role or role, lieu, f"Ligne {contact.rang}")
