"""Rows of Postgres, as JSON gives them, read into the words of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from caprse.carnet.service import INCONNU, read_saisie
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.relire.regles import EtatRelecture, RelectureEnregistree, SaisieRelecture
from caprse.relecture.relire.verifications import ActionOuverte, Ancienne


def read_relecture(ligne: Mapping[str, Any]) -> RelectureEnregistree:
    """What was said of an answer, with the name of who said it where the row has it."""
    saisie = SaisieRelecture(
        EtatRelecture(ligne["etat"]), ligne["note"], ligne["niveau_suggere"], ligne["version_lue"]
    )
    return RelectureEnregistree(
        saisie, ligne["version"], datetime.fromisoformat(ligne["modifie_le"]), ligne.get("auteur") or INCONNU
    )


def read_anciennes(
    db: Session, lignes: Mapping[str, Mapping[str, Any]] | None, referentiel: Referentiel
) -> dict[str, Ancienne]:
    """The last answers before this trimestre, where they were given on the same échelle.

    A niveau 2 of three does not compare with a niveau 2 of six.
    """
    return {
        code: Ancienne(read_saisie(ligne), ligne["trimestre"])
        for code, ligne in (lignes or {}).items()
        if get_referentiel(db, UUID(ligne["referentiel_id"])).niveau_max == referentiel.niveau_max
    }


def read_actions(lignes: Sequence[Sequence[Any]] | None) -> tuple[ActionOuverte, ...]:
    """Actions as ``[quoi, échéance, critères]``."""
    return tuple(
        ActionOuverte(quoi, date.fromisoformat(echeance) if echeance else None, tuple(criteres))
        for quoi, echeance, criteres in lignes or ()
    )
