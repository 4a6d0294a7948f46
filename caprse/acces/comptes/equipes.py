"""The people of many structures on one list: who is there, who is invited, where nobody has an account yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from caprse.acces.comptes.habilitations import Membre
from caprse.acces.comptes.invitations import InvitationEnAttente
from caprse.acces.comptes.requetes import LIST_EQUIPES
from caprse.acces.lieux import Lieu
from caprse.acces.regles import Operation, Role
from caprse.acces.unite import Unit
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import matches


@dataclass(frozen=True)
class Equipe:
    """One structure, its people (the direction first) and its invitations that wait; whether it is a member today.

    ``part``: names what is kept of it, where not all is: it then tells nothing of the others.
    """

    lieu: Lieu
    membres: tuple[Membre, ...]
    invitations: tuple[InvitationEnAttente, ...]
    adherente: bool = True
    part: str = ""

    @property
    def sans_compte(self) -> bool:
        """Whether nobody can enter for this structure."""
        return not self.part and not any(membre.actif for membre in self.membres)


def list_equipes(unit: Unit, collectif_id: UUID) -> tuple[Equipe, ...]:
    """The structures of a collectif with their people, by name, in one query. For its animation: else Introuvable."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi="Cette page")
    unit.check(Operation.UPDATE_STRUCTURE_ACCES, collectif_id, quoi="Cette page")
    lignes = unit.db.execute(LIST_EQUIPES, {"collectif": collectif_id, "structure": None, "today": unit.today}).all()
    return tuple(_build_equipe(ligne) for ligne in lignes)


def get_equipe(unit: Unit, collectif_id: UUID | None, structure_id: UUID | None) -> Equipe:
    """One structure with its people, in one query. Raises Introuvable for whoever may not manage its accesses."""
    if structure_id is None:
        raise Introuvable("Cette structure")
    unit.check(Operation.UPDATE_STRUCTURE_ACCES, collectif_id, structure_id, quoi="Cette structure")
    ligne = unit.db.execute(
        LIST_EQUIPES, {"collectif": collectif_id, "structure": structure_id, "today": unit.today}
    ).one_or_none()
    if ligne is None:
        raise Introuvable("Cette structure")
    return _build_equipe(ligne)


def filter_equipes(equipes: Sequence[Equipe], recherche: str) -> tuple[Equipe, ...]:
    """Those whose name holds what is searched, whole; else their people who do."""
    if not recherche.strip():
        return tuple(equipes)
    gardees = []
    for equipe in equipes:
        if matches(equipe.lieu.structure, recherche):
            gardees.append(equipe)
            continue
        membres = tuple(m for m in equipe.membres if matches(f"{m.nom} {m.courriel}", recherche))
        invitations = tuple(i for i in equipe.invitations if matches(f"{i.nom} {i.courriel}", recherche))
        if membres or invitations:
            gardees.append(replace(equipe, membres=membres, invitations=invitations))
    return tuple(gardees)


def _build_equipe(ligne: Any) -> Equipe:
    lieu = Lieu(ligne.collectif_id, ligne.structure_id, ligne.collectif, ligne.structure)
    return Equipe(
        lieu,
        tuple(
            Membre(
                UUID(m["habilitation_id"]),
                UUID(m["compte_id"]),
                m["nom"],
                m["courriel"],
                m["actif"],
                Role(m["role"]),
                datetime.fromisoformat(m["depuis"]),
            )
            for m in ligne.membres
        ),
        tuple(
            InvitationEnAttente(
                UUID(i["id"]),
                i["courriel"],
                i["nom"],
                Role(i["role"]),
                lieu,
                datetime.fromisoformat(i["cree_le"]),
                datetime.fromisoformat(i["expire_le"]),
            )
            for i in ligne.invitations
        ),
        ligne.adherente,
    )
