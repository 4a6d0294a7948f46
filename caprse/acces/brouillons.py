"""What a person typed and has not sent yet, kept in the base for them alone: read, kept, forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.modele import Brouillon
from caprse.acces.unite import Unit, open_unit_systeme
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.installation import Installation

OCTETS_MAX = 180_000
# What JSON has no word for: written as an object with this one name.
_GENRES: dict[str, type[Any]] = {"jour": date, "heure": time}


@dataclass(frozen=True)
class Ecrit:
    """What was typed in a form: the fields that differ from what the form held at first, and what that was."""

    champs: Mapping[str, Any]
    vu: Mapping[str, Any] = field(default_factory=dict)
    modifie_le: datetime | None = None


def list_brouillons(unit: Unit) -> dict[str, Ecrit]:
    """All that this person has begun, by the place of its form. One query."""
    lignes = unit.db.execute(
        select(Brouillon.place, Brouillon.contenu, Brouillon.modifie_le).where(
            Brouillon.compte_id == unit.acteur.compte_id
        )
    )
    return {ligne.place: read_ecrit(ligne.contenu, ligne.modifie_le) for ligne in lignes}


def find_brouillon(unit: Unit, place: str) -> Ecrit | None:
    """What this person has begun there, as the base holds it now; it stays so until the transaction ends.

    Where nothing is, too: two that begin it at once would each write their own over the other's.
    """
    siens = Brouillon.compte_id == unit.acteur.compte_id, Brouillon.place == place
    demande = select(Brouillon.contenu, Brouillon.modifie_le).where(*siens).with_for_update()
    ligne = unit.db.execute(demande).one_or_none()
    if ligne is None:
        nom = f"caprse.brouillon.{unit.acteur.compte_id}.{place}"
        unit.db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(nom, 0))))
        ligne = unit.db.execute(demande).one_or_none()
    return None if ligne is None else read_ecrit(ligne.contenu, ligne.modifie_le)


def list_instants(unit: Unit) -> dict[str, datetime]:
    """When each draft of this person was last written, by place."""
    lignes = unit.db.execute(
        select(Brouillon.place, Brouillon.modifie_le).where(Brouillon.compte_id == unit.acteur.compte_id)
    )
    return {ligne.place: ligne.modifie_le for ligne in lignes}


def describe_brouillons(brouillons: Mapping[str, Ecrit]) -> str:
    """All drafts as plain text: where each stands, and what was typed in each of its fields."""
    lignes = []
    for place, ecrit in sorted(brouillons.items()):
        lignes += [place, *(f"  {champ} : {valeur}" for champ, valeur in ecrit.champs.items()), ""]
    return "\n".join(lignes)


def save_brouillon(unit: Unit, place: str, ecrit: Ecrit) -> None:
    """Keep what was typed, in the place of what was kept there. Raises SaisieInvalide when it is too much."""
    contenu = {"champs": write_valeurs(ecrit.champs), "vu": write_valeurs(ecrit.vu)}
    if len(json.dumps(contenu).encode()) > OCTETS_MAX:
        raise SaisieInvalide(["Ce texte est trop long pour être gardé en brouillon. Raccourcissez-le."])
    ajout = insert(Brouillon).values(
        compte_id=unit.acteur.compte_id, place=place, contenu=contenu, modifie_le=unit.now
    )
    unit.db.execute(
        ajout.on_conflict_do_update(
            index_elements=[Brouillon.compte_id, Brouillon.place],
            set_={"contenu": ajout.excluded.contenu, "modifie_le": ajout.excluded.modifie_le},
        )
    )


def delete_brouillon(unit: Unit, place: str) -> None:
    """Forget what was typed there: it was sent, or given up."""
    unit.db.execute(
        delete(Brouillon).where(Brouillon.compte_id == unit.acteur.compte_id, Brouillon.place == place),
        execution_options={"synchronize_session": False},
    )


def delete_brouillons(unit: Unit) -> None:
    """Forget all that this person has begun."""
    unit.db.execute(
        delete(Brouillon).where(Brouillon.compte_id == unit.acteur.compte_id),
        execution_options={"synchronize_session": False},
    )


def purge_saisies(installation: Installation) -> None:
    """Forget drafts of more than thirty days, and what was remembered of acts done the day before yesterday."""
    with open_unit_systeme(installation) as unit:
        unit.db.execute(select(func.purger_saisies()))


def read_ecrit(contenu: Mapping[str, Any], modifie_le: datetime) -> Ecrit:
    """What was kept, as it was typed. Raises ValueError, KeyError, TypeError or AttributeError when it is not that."""
    return Ecrit(
        {nom: _decode(valeur) for nom, valeur in contenu["champs"].items()},
        {nom: _decode(valeur) for nom, valeur in contenu["vu"].items()},
        modifie_le,
    )


def write_valeurs(valeurs: Mapping[str, Any]) -> dict[str, Any]:
    """What a form holds, as JSON."""
    return {nom: _encode(valeur) for nom, valeur in valeurs.items()}


def _encode(valeur: Any) -> Any:
    if isinstance(valeur, str):
        # Postgres takes neither NUL nor half a pair; the field itself keeps them until they are refused.
        return str(valeur).replace("\x00", "").encode(errors="ignore").decode()
    if valeur is None or isinstance(valeur, bool | int | float):
        return valeur
    if isinstance(valeur, UUID):
        return {"id": str(valeur)}
    for nom, genre in _GENRES.items():
        if isinstance(valeur, genre):
            return {nom: valeur.isoformat()}
    return [_encode(element) for element in valeur]


def _decode(valeur: Any) -> Any:
    if isinstance(valeur, list):
        return [_decode(element) for element in valeur]
    if isinstance(valeur, dict):
        ((nom, texte),) = valeur.items()
        return UUID(texte) if nom == "id" else _GENRES[nom].fromisoformat(texte)
    return valeur
