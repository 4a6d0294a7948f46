"""« À voir avec … »: a critère given to a colleague, until a day, with a few words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from caprse.referentiel.schema import Referentiel
from caprse.socle.dates import format_date, read_instant

NOTE_MAX = 300
DELAI_MAX = timedelta(days=120)
PARTIE = "une personne qui n’est plus dans la structure"
QUELQU_UN = "Une autre personne"


@dataclass(frozen=True)
class AVoir:
    """What was asked of a colleague about one critère. ``partie``: they are no longer of the structure.

    ``rendu_le``: since when they have answered, or said that they saw.
    """

    critere: str
    compte_id: UUID
    nom: str
    partie: bool
    pour_le: date
    note: str
    demandeur: str
    rendu_le: datetime | None

    def waits_for(self, compte_id: UUID | None) -> bool:
        """Whether this person is the one who is asked, and has not looked."""
        return self.rendu_le is None and self.compte_id == compte_id


@dataclass(frozen=True)
class Lieu:
    """Where a critère is answered: its title, the page, and its address there."""

    titre: str
    page: str
    adresse: dict[str, str]


def find_lieu(referentiel: Referentiel, thematique: str, code: str) -> Lieu | None:
    """The place of a critère in the carnet of this thématique; None for one that its version no longer knows.

    What was looked at again has its own page.
    """
    critere = next((c for c in referentiel.criteres if c.code == code), None)
    if critere is None:
        return None
    for part in referentiel.capsule(thematique):
        for enjeu in part.enjeux:
            if critere in enjeu.criteres:
                return Lieu(critere.titre, "carnet", {"etape": enjeu.code, "critere": code})
    return Lieu(critere.titre, "revoir", {"critere": code})


def list_reasons_against(pour_le: date, note: str, today: date) -> list[str]:
    """Why it cannot be asked so. French sentences."""
    raisons = []
    if pour_le < today:
        raisons.append("Ce jour est déjà passé : choisissez un jour à venir.")
    elif pour_le > today + DELAI_MAX:
        raisons.append("Ce jour est trop loin : choisissez un jour dans les quatre mois.")
    if len(note) > NOTE_MAX:
        raisons.append(f"Le mot a {NOTE_MAX} signes au plus.")
    return raisons


def format_pour(pour_le: date, today: date) -> str:
    """``pour le 20 mars 2026``, or how late it is."""
    return (
        f"pour le {format_date(pour_le)}" if pour_le >= today else f"en retard, c’était pour le {format_date(pour_le)}"
    )


def format_demande(demandeur: str, critere: str) -> str:
    """What the colleague is told."""
    return f"{demandeur} vous demande de voir « {critere} »"


def format_detail(pour_le: date, note: str, today: date) -> str:
    """``Pour le 20 mars 2026 : Tu connais mieux``."""
    quand = format_pour(pour_le, today)
    return f"{quand[0].upper()}{quand[1:]}{f' : {note}' if note else ''}"


def read_a_voir(lignes: Iterable[Sequence[Any]] | None) -> Mapping[str, AVoir]:
    """By critère, what the statement ``A_VOIR`` gives, the most pressing first."""
    return {
        critere: AVoir(
            critere,
            UUID(compte_id),
            nom or PARTIE,
            nom is None,
            date.fromisoformat(pour_le),
            note,
            demandeur or QUELQU_UN,
            read_instant(rendu_le),
        )
        for critere, compte_id, nom, pour_le, note, demandeur, rendu_le in lignes or ()
    }
