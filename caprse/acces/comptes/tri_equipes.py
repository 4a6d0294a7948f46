"""The order that one asks of a list of people by the head of a column; else by structure. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from caprse.acces.comptes.equipes import Equipe
from caprse.acces.comptes.habilitations import Membre
from caprse.acces.comptes.invitations import InvitationEnAttente
from caprse.acces.regles import RANGS
from caprse.socle.francais import sort_key


class Colonne(StrEnum):
    """What a column holds, as its head says it."""

    STRUCTURE = "Structure"
    QUI = "Qui"
    ROLE = "Rôle"
    ADRESSE = "Adresse e-mail"
    DEPUIS = "Depuis"


# At the end of the address: from the last to the first.
INVERSE = "-"


def read_tri(demande: str) -> tuple[Colonne, bool]:
    """What the address asks: a column, and whether from its end; by structure for what it does not know."""
    nom = demande.removesuffix(INVERSE)
    return (Colonne(nom), nom != demande) if nom in set(Colonne) else (Colonne.STRUCTURE, False)


def find_suivant(tri: tuple[Colonne, bool], colonne: Colonne) -> str:
    """What a press on a head asks next: its order, then the other way."""
    return f"{colonne}{INVERSE}" if tri == (colonne, False) else colonne


def sort_equipes(equipes: Sequence[Equipe], tri: tuple[Colonne, bool]) -> list[Equipe]:
    """By structure, whole; else each person apart, in the order of the column, whoever has nobody last."""
    colonne, inverse = tri
    if colonne is Colonne.STRUCTURE:
        return list(reversed(equipes)) if inverse else list(equipes)
    vides = [equipe for equipe in equipes if equipe.sans_compte and not equipe.membres and not equipe.invitations]
    parts = [part for equipe in equipes for part in _part(equipe)]
    return [*sorted(parts, key=lambda part: _rank(part, colonne), reverse=inverse), *vides]


def _part(equipe: Equipe) -> Iterator[Equipe]:
    for membre in equipe.membres:
        yield replace(equipe, membres=(membre,), invitations=(), part=str(membre.habilitation_id))
    for invitation in equipe.invitations:
        yield replace(equipe, membres=(), invitations=(invitation,), part=str(invitation.id))


def _rank(part: Equipe, colonne: Colonne) -> tuple[float, tuple[str, str]]:
    une: Membre | InvitationEnAttente = part.membres[0] if part.membres else part.invitations[0]
    rang = 0.0
    if colonne is Colonne.ROLE:
        rang = -RANGS[une.role]
    elif colonne is Colonne.DEPUIS:
        rang = (une.depuis if isinstance(une, Membre) else une.cree_le).timestamp()
    return rang, sort_key(une.courriel if colonne is Colonne.ADRESSE else une.nom)
