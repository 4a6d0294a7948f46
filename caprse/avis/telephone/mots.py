"""What a phone, a sheet and a poster say beside the questions, in each language that they know: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup, escape

from caprse.referentiel.langues.schema import FRANCAIS
from caprse.socle.dates import format_date

_DOSSIER = Path(__file__).with_name("langues")


@dataclass(frozen=True)
class Mots:
    """The words of one language. ``mots("suivant")`` is a sentence as HTML, what fills it in being escaped."""

    langue: str
    sens: str
    textes: Mapping[str, str]
    mois: tuple[str, ...]

    def __call__(self, cle: str, **valeurs: object) -> Markup:
        return escape(self.textes[cle]).format(**valeurs)

    @property
    def is_francais(self) -> bool:
        return self.langue == FRANCAIS

    def format_jour(self, jour: date) -> str:
        """A day as this language writes it."""
        if self.is_francais:
            return format_date(jour)
        return self.textes["date"].format(jour=jour.day, mois=self.mois[jour.month - 1], annee=jour.year)

    def format_total(self, cle_une: str, cle: str, total: int, **valeurs: object) -> Markup:
        """A sentence that counts, in one of its two forms: no language here is asked for more."""
        return self(cle_une if total == 1 else cle, total=total, **valeurs)


def _read(fichier: Path) -> Mots:
    contenu: dict[str, Any] = yaml.safe_load(fichier.read_text(encoding="utf-8"))
    return Mots(contenu.pop("langue"), contenu.pop("sens"), contenu, tuple(contenu.pop("mois")))


CONNUS: Mapping[str, Mots] = {mots.langue: mots for mots in map(_read, sorted(_DOSSIER.glob("*.yaml")))}
MOTS_FRANCAIS = CONNUS[FRANCAIS]


def get_mots(langue: str) -> Mots:
    """The words of this language, else those of French: its questions may be translated where these are not."""
    return CONNUS.get(langue, MOTS_FRANCAIS)
