"""The correspondences that ship with the référentiel: from one of its versions to the next, found by the versions."""

from __future__ import annotations

from pathlib import Path

from caprse.referentiel.correspondances.fichier import Correspondance, read_correspondance
from caprse.referentiel.fichiers.livres import REFERENTIEL
from caprse.referentiel.schema import Referentiel

DOSSIER = REFERENTIEL / "correspondances"


def find_livree(ancien: Referentiel, nouveau: Referentiel, dossier: Path = DOSSIER) -> Correspondance | None:
    """The shipped correspondence between these two versions, or None: another référentiel, or none was written.

    What a version holds is checked like a file that someone sends: one that says something else is no longer a fit.
    """
    fichier = dossier / f"{ancien.id}-{ancien.version}-{nouveau.version}.yaml"
    try:
        octets = fichier.read_bytes()
    except OSError:
        return None
    return read_correspondance(fichier.name, octets, ancien, nouveau).correspondance
