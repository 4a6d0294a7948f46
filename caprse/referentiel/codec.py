"""A Referentiel as JSON data, which the database keeps, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from caprse.referentiel.schema import Referentiel


def to_contenu(referentiel: Referentiel) -> dict[str, Any]:
    """The référentiel as plain JSON data; the numbers of niveaux become text, as keys are in JSON.

    A face that a thématique does not declare is left out: versions stored before keep their fingerprint.
    """
    contenu = referentiel.model_dump(mode="json")
    for thematique in contenu["thematiques"]:
        for cle in ("couleur", "icone"):
            if thematique[cle] is None:
                del thematique[cle]
    return contenu


def from_contenu(contenu: dict[str, Any]) -> Referentiel:
    """The référentiel of ``to_contenu``, whatever the order of its keys. Raises pydantic's ValidationError."""
    return Referentiel.model_validate_json(json.dumps(contenu))


def compute_empreinte(referentiel: Referentiel) -> str:
    """The SHA-256 of the content, in hexadecimal: the same for the same référentiel, however its YAML is laid out."""
    canonique = json.dumps(to_contenu(referentiel), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonique.encode()).hexdigest()
