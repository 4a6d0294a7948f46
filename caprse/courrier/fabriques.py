"""Reminders: mails asked for by genre and written only when they leave. The rooms above give the words.

Each is also a notice in the workbook, which its person reads there whether they take the mail or not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from caprse.courrier.corps import Corps, write_html, write_texte
from caprse.courrier.modele import Courriel, Nouvelle
from caprse.socle.francais import shorten
from caprse.socle.installation import Installation

# Why a reminder does not leave although there is a reason for it: its notice stays.
DESINSCRITE = "La personne ne veut plus recevoir ces rappels."
TITRE_MAX = 300
DETAIL_MAX = 500


@dataclass(frozen=True)
class Redaction:
    """A reminder as it leaves. ``adresse`` is where its reader says no to the next ones; ``empreinte`` its hash."""

    destinataire: str
    objet: str
    contenu: str
    adresse: str = ""
    empreinte: str | None = None
    html: str = ""


@dataclass(frozen=True)
class Avis:
    """A notice: one line, a few words more, and the page that it leads to (``carnet?structure=…``)."""

    titre: str
    chemin: str
    detail: str = ""


@dataclass(frozen=True)
class Rappel:
    """A reminder to be asked for. ``cle`` keeps it from being asked twice; ``objet`` names it until it is written.

    ``par_courriel``: False for a person who said no to the mails of this genre, and reads the notice alone.
    """

    genre: str
    cle: str
    destinataire: str
    objet: str
    donnees: dict[str, Any]
    collectif_id: UUID
    structure_id: UUID | None
    compte_id: UUID
    envoyer_apres: datetime
    avis: Avis | None = None
    par_courriel: bool = True


# What a genre becomes when it leaves, or the French reason why it no longer has to. The session is systeme's.
Fabrique = Callable[[Installation, Session, Courriel], Redaction | str]
# What is done at each of the postman's rounds, before sending.
Tournee = Callable[[Installation], object]


@dataclass(frozen=True)
class Genre:
    """A kind of reminder: who writes it, what people call it, the roles that may receive it (none named: all)."""

    fabrique: Fabrique
    libelle: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Registre:
    """What the rooms above gave the postman of an installation: kinds of reminders, and rounds."""

    genres: dict[str, Genre] = field(default_factory=dict)
    tournees: dict[str, Tournee] = field(default_factory=dict)


def register_fabrique(
    installation: Installation, genre: str, fabrique: Fabrique, libelle: str, roles: Iterable[str] = ()
) -> None:
    """Say who writes the reminders of a genre, what people call it, whom it may reach. Again changes nothing."""
    installation.get_piece(Registre).genres[genre] = Genre(fabrique, libelle, frozenset(roles))


def register_tournee(installation: Installation, nom: str, tournee: Tournee) -> None:
    """Have something done at each round, by whichever postman holds the round."""
    installation.get_piece(Registre).tournees[nom] = tournee


def get_fabrique(installation: Installation, genre: str) -> Fabrique:
    """Who writes this genre. Raises KeyError when nobody does in this process."""
    return installation.get_piece(Registre).genres[genre].fabrique


def list_genres(installation: Installation, roles: Collection[str] | None = None) -> dict[str, str]:
    """The genres known here, with what people call them; with ``roles``, those that may reach one of them."""
    return {
        nom: genre.libelle
        for nom, genre in installation.get_piece(Registre).genres.items()
        if roles is None or not genre.roles or genre.roles & set(roles)
    }


def list_tournees(installation: Installation) -> list[tuple[str, Tournee]]:
    """What is done at each round."""
    return list(installation.get_piece(Registre).tournees.items())


def build_redaction(
    destinataire: str, objet: str, corps: Corps, adresse: str = "", empreinte: str | None = None
) -> Redaction:
    """A mail as it leaves, in both its forms."""
    return Redaction(destinataire, objet, write_texte(corps), adresse, empreinte, write_html(corps))


def add_rappels(db: Session, rappels: Sequence[Rappel], now: datetime) -> int:
    """Ask for these reminders, each once by its ``cle``; returns how many are newly waiting. For systeme alone.

    One that was cancelled, and is asked again, waits again. The notice comes when the mail may leave.
    """
    add_nouvelles(db, rappels)
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
        if r.par_courriel
    ]
    if not valeurs:
        return 0
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


def add_nouvelles(db: Session, rappels: Sequence[Rappel]) -> None:
    """The notices of these reminders; one that is there already stays as it was read. For systeme alone."""
    valeurs = [
        {
            "compte_id": r.compte_id,
            "cle": r.cle,
            "genre": r.genre,
            "titre": shorten(r.avis.titre, TITRE_MAX),
            "detail": shorten(r.avis.detail, DETAIL_MAX),
            "chemin": r.avis.chemin,
            "cree_le": r.envoyer_apres,
        }
        for r in rappels
        if r.avis is not None
    ]
    if valeurs:
        db.execute(insert(Nouvelle).values(valeurs).on_conflict_do_nothing())


def delete_nouvelle(db: Session, cle: str) -> None:
    """What was taken back is no longer told. For systeme alone."""
    db.execute(delete(Nouvelle).where(Nouvelle.cle == cle))
