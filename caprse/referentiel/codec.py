"""A Referentiel as JSON data, which the database keeps, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from caprse.referentiel.schema import OBLIGATION_NON_ECRITE, Referentiel

# What a critère may leave unsaid, with what that means.
SILENCES: tuple[tuple[str, Any], ...] = (("des_le_trimestre", 1), ("premiers_pas", {}), ("variantes", []))


def to_contenu(referentiel: Referentiel) -> dict[str, Any]:
    """The référentiel as plain JSON data; the numbers of niveaux become text, as keys are in JSON.

    What a référentiel does not say is left out: versions stored before it could be said keep their fingerprint.
    """
    contenu = referentiel.model_dump(mode="json")
    if not contenu["mots"]:
        del contenu["mots"]
    for thematique in contenu["thematiques"]:
        _leave_out(thematique, (("couleur", None), ("icone", None)))
        for enjeu in thematique["enjeux"]:
            for critere in enjeu["criteres"]:
                _leave_out(critere, SILENCES)
                critere["socle_legal"] = _write_socle_legal(critere["socle_legal"])
    return contenu


def _leave_out(objet: dict[str, Any], silences: Iterable[tuple[str, Any]]) -> None:
    for cle, silence in silences:
        if objet[cle] == silence:
            del objet[cle]


def _write_socle_legal(obligations: list[dict[str, Any]]) -> list[dict[str, Any]] | bool:
    """As versions before 0.2 wrote it, where it says no more than they did."""
    if not obligations:
        return False
    return True if obligations == [OBLIGATION_NON_ECRITE.model_dump(mode="json")] else obligations


def from_contenu(contenu: dict[str, Any]) -> Referentiel:
    """The référentiel of ``to_contenu``, whatever the order of its keys. Raises pydantic's ValidationError."""
    return Referentiel.model_validate_json(json.dumps(contenu))


def compute_empreinte(referentiel: Referentiel) -> str:
    """The SHA-256 of the content, in hexadecimal: the same for the same référentiel, however its YAML is laid out."""
    canonique = json.dumps(to_contenu(referentiel), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonique.encode()).hexdigest()
