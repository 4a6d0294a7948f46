"""Where a new row of a session or of a consultation could belong, in the world of the matrix."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

import psycopg


def list_seance(connexion: psycopg.Connection, collectif: UUID) -> dict[str, UUID]:
    """The first session, its step, its open tour and the participant who has not voted; the second session."""
    ligne = connexion.execute(
        "select t.seance_id, t.etape_id, t.id,"
        " (select min(id::text)::uuid from participant where seance_id = t.seance_id)"
        " from tour t where t.collectif_id = %s and t.etat = 'ouvert'",
        [collectif],
    ).fetchone()
    assert ligne is not None
    suite = get_id(connexion, "select id from seance where collectif_id = %s and titre = 'Suite'", collectif)
    return dict(zip(("e", "g", "o", "q"), ligne, strict=True)) | {"e2": suite}


def list_avis(connexion: psycopg.Connection, carnet: UUID) -> dict[str, UUID]:
    """The consultation of a carnet that has voices, its group; the one that was counted."""
    ligne = connexion.execute(
        "select g.consultation_id, g.id,"
        " (select consultation_id from depouillement d where d.structure_id = g.structure_id)"
        " from consultation_groupe g join consultation c on c.id = g.consultation_id where c.carnet_id = %s",
        [carnet],
    ).fetchone()
    assert ligne is not None
    return dict(zip(("x", "w", "x2"), ligne, strict=True))


def get_id(connexion: psycopg.Connection, requete: LiteralString, *parametres: UUID) -> UUID:
    ligne = connexion.execute(requete, parametres).fetchone()
    assert ligne is not None
    identifiant: UUID = ligne[0]
    return identifiant
