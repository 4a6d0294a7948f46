"""What the delegation offers, as its file writes it: a list, in the order in which it is shown."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from caprse.referentiel.schema import Cle, CodeCritere, Donnee

TITRE_MAX = 120
RESUME_MAX = 400
CRITERES_MAX = 12
OFFRES_MAX = 60
DEMI_JOURNEES = range(1, 41)

Titre = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITRE_MAX)]
Resume = Annotated[str, StringConstraints(strip_whitespace=True, max_length=RESUME_MAX)]


class OffreEcrite(Donnee):
    """One line. ``code`` is an identity, never a position; ``demi_journees``: what it usually takes."""

    code: Cle
    titre: Titre
    resume: Resume = ""
    demi_journees: int = 1
    criteres: tuple[CodeCritere, ...] = ()


class Catalogue(Donnee):
    """The whole file. ``illustratif``: examples to be replaced, which the screens say."""

    illustratif: bool = False
    offres: tuple[OffreEcrite, ...] = Field(min_length=1)
