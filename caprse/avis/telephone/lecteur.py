"""In which language a page is read: that of its address, where the référentiel has it; French otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from caprse.avis.telephone.mots import MOTS_FRANCAIS, Mots, get_mots
from caprse.referentiel.langues.schema import FRANCAIS, MOTIF_LANGUE, Traduction
from caprse.referentiel.langues.service import Langue
from caprse.referentiel.schema import Critere

CHAMP = "langue"
NOM_FRANCAIS = "Français"


@dataclass(frozen=True)
class Lecteur:
    """Whoever reads: the words of the page, the translation of the questions, the languages that may be chosen.

    ``base``: the address of the pages of a link, or of a sheet.
    """

    base: str
    mots: Mots = MOTS_FRANCAIS
    traduction: Traduction | None = None
    langues: Sequence[Langue] = field(default_factory=tuple)

    @property
    def langue(self) -> str:
        """That of the questions."""
        return self.traduction.langue if self.traduction else FRANCAIS

    @property
    def sens(self) -> str:
        return self.traduction.sens if self.traduction else "ltr"

    @property
    def choix(self) -> list[Langue]:
        """French first, always; nothing where there is nothing else."""
        return [Langue(FRANCAIS, NOM_FRANCAIS, "français", "ltr"), *self.langues] if self.langues else []

    def build_adresse(self, suite: object = "", langue: str | None = None) -> str:
        """The address of one of the pages, in the same language or in another."""
        voulue = self.langue if langue is None else langue
        chemin = f"{self.base}/{suite}" if suite != "" else self.base
        return chemin if voulue == FRANCAIS else f"{chemin}?{CHAMP}={voulue}"

    def find_question(self, critere: Critere) -> str | None:
        """The everyday question in the language that is read, or None: French."""
        return self.traduction.find_question(critere) if self.traduction else None


def read_langue(request: Request) -> str:
    """The language that the address asks for; French where it asks for none that could be."""
    langue = request.query_params.get(CHAMP, "")
    return langue if re.fullmatch(MOTIF_LANGUE, langue) else FRANCAIS


def build_lecteur(base: str, traduction: Traduction | None, langues: Sequence[Langue]) -> Lecteur:
    """Whoever reads these questions: the page speaks their language where it knows it."""
    if traduction is None:
        return Lecteur(base, langues=langues)
    return Lecteur(base, get_mots(traduction.langue), traduction, langues)
