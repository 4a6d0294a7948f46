"""The files that ship with the workbook: the référentiel de travail, its correspondences, its examples."""

from __future__ import annotations

from caprse.socle.livre import RACINE

REFERENTIEL = RACINE / "referentiel"
TRAVAIL = REFERENTIEL / "travail"
