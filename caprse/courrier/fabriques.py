"""Reminders: mails asked for by genre and written only when they leave. The rooms above give the words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from caprse.courrier.modele import Courriel
from caprse.socle.installation import Installation


@dataclass(frozen=True)
class Redaction:
    """A reminder as it leaves. ``adresse`` is where its reader says no to the next ones; ``empreinte`` its hash."""

    destinataire: str
    objet: str
    contenu: str
    adresse: str = ""
    empreinte: str | None = None


@dataclass(frozen=True)
class Rappel:
    """A reminder to be asked for. ``cle`` keeps it from being asked twice; ``objet`` names it until it is written."""

    genre: str
    cle: str
    destinataire: str
    objet: str
    donnees: dict[str, Any]
    collectif_id: UUID
    structure_id: UUID | None
    compte_id: UUID
    envoyer_apres: datetime


# What a genre becomes when it leaves, or the French reason why it no longer has to. The session is systeme's.
Fabrique = Callable[[Installation, Session, Courriel], Redaction | str]
# What is done at each of the postman's rounds, before sending.
Tournee = Callable[[Installation], object]


@dataclass(frozen=True)
class Registre:
    """What the rooms above gave the postman of an installation: fabriques with what people call them, and rounds."""

    fabriques: dict[str, tuple[Fabrique, str]] = field(default_factory=dict)
    tournees: dict[str, Tournee] = field(default_factory=dict)


def register_fabrique(installation: Installation, genre: str, fabrique: Fabrique, libelle: str) -> None:
    """Say who writes the reminders of a genre, and what people call it. Saying it again changes nothing."""
    installation.get_piece(Registre).fabriques[genre] = (fabrique, libelle)


def register_tournee(installation: Installation, nom: str, tournee: Tournee) -> None:
    """Have something done at each round, by whichever postman holds the round."""
    installation.get_piece(Registre).tournees[nom] = tournee


def get_fabrique(installation: Installation, genre: str) -> Fabrique:
    """Who writes this genre. Raises KeyError when nobody does in this process."""
    return installation.get_piece(Registre).fabriques[genre][0]


def list_genres(installation: Installation) -> dict[str, str]:
    """The genres known here, with what people call them."""
    return {genre: libelle for genre, (_, libelle) in installation.get_piece(Registre).fabriques.items()}


def list_tournees(installation: Installation) -> list[tuple[str, Tournee]]:
    """What is done at each round."""
    return list(installation.get_piece(Registre).tournees.items())


def add_rappels(db: Session, rappels: Sequence[Rappel], now: datetime) -> int:
    """Ask for these reminders, each once by its ``cle``; returns how many are newly waiting. For systeme alone.

    One that was cancelled, and is asked again, waits again.
    """
    if not rappels:
        return 0
    valeurs = [
        {
            "genre": r.genre,
            "cle": r.cle,
            "destinataire": r.destinataire,
            "objet": r.objet,
            "contenu": "",
            "donnees": r.donnees,
            "collectif_id": r.collectif_id,
            "structure_id": r.structure_id,
            "compte_id": r.compte_id,
            "cree_le": now,
            "envoyer_apres": r.envoyer_apres,
        }
        for r in rappels
    ]
    ajout = insert(Courriel).values(valeurs)
    ajout = ajout.on_conflict_do_update(
        index_elements=[Courriel.cle],
        set_={
            "annule_le": None,
            "motif": "",
            "contenu": "",
            "erreur": None,
            "essais": 0,
            "envoyer_apres": ajout.excluded.envoyer_apres,
        },
        where=Courriel.annule_le.is_not(None) & Courriel.envoye_le.is_(None),
    )
    return len(db.execute(ajout.returning(Courriel.id)).all())
