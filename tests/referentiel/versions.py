"""The référentiel that ships, and the version that shipped before it, as installations hold it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.schema import Referentiel

LIVRE = Path(__file__).parents[2] / "referentiel" / "travail"
PRECEDENT = Path(__file__).parents[2] / "referentiel" / "versions" / "travail-0.1.1"
# Of the stored content, computed by the code that shipped 0.1.1.
EMPREINTE_0_1_1 = "9b1a0829b9ad55f32c4bfc3ac6c6eb50b9a3c20d986434cbacb7671734b6cad9"


@cache
def read_livre() -> Referentiel:
    return _read(LIVRE)


@cache
def read_precedent() -> Referentiel:
    return _read(PRECEDENT)


def _read(dossier: Path) -> Referentiel:
    verification = verify_dossier(dossier)
    assert verification.referentiel is not None, verification.erreurs
    return verification.referentiel
