"""When things happen in the demonstration: a calendar that has today in its last trimestre but one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from caprse.collectif.regles import (
    MOIS_DE_TRIMESTRE,
    MOIS_MAX,
    SaisieRencontre,
    TypeRencontre,
    add_months,
)
from caprse.socle.dates import FUSEAU

TRIMESTRES_MAX = MOIS_MAX // MOIS_DE_TRIMESTRE
JOUR_DE_DEBUT = 16
DEPUIS_LE_BILAN = timedelta(days=12)
RECUL_MIN = timedelta(days=40)  # the open trimestre began long enough ago to have answers


def count_ouvert(trimestres: int) -> int:
    """The number of the open trimestre: the last but one, so that one is still prepared."""
    return max(1, trimestres - 1)


def compute_debut(today: date, trimestres: int) -> date:
    """The collectif's first day, a 16th, such that the open trimestre began 40 to 71 days ago."""
    repere = today - RECUL_MIN
    debut_ouvert = repere.replace(day=JOUR_DE_DEBUT)
    if repere.day < JOUR_DE_DEBUT:
        debut_ouvert = add_months(debut_ouvert, -1)
    return add_months(debut_ouvert, -MOIS_DE_TRIMESTRE * (count_ouvert(trimestres) - 1))


def compute_debut_au_bilan(today: date, trimestres: int) -> date:
    """The first day of a collectif whose trimestres are over, and whose bilan began some twelve days ago."""
    repere = today - DEPUIS_LE_BILAN
    # A day that every month has.
    return add_months(repere.replace(day=min(repere.day, 28)), -MOIS_DE_TRIMESTRE * trimestres)


def compute_mois(trimestres: int) -> int:
    """Three months each and one of bilan, as far as a collectif may last."""
    return min(MOIS_MAX, MOIS_DE_TRIMESTRE * trimestres + 1)


def at(jour: date, heure: int, minute: int = 0) -> datetime:
    """An instant of a working day, in Paris."""
    return datetime.combine(jour, time(heure, minute), tzinfo=FUSEAU)


def pick_instant(hasard: Random, du: date, au: date) -> datetime:
    """An instant of office hours between two days, both included."""
    jour = du + timedelta(days=hasard.randrange(max(1, (au - du).days + 1)))
    return at(jour, hasard.randrange(8, 18), hasard.randrange(60))


def build_rencontres(numero: int, debut: date) -> tuple[SaisieRencontre, ...]:
    """The three meetings of a trimestre: the collectif alternates visio, autonomie tutorée, présentiel."""
    ouverture = (
        SaisieRencontre(
            TypeRencontre.PRESENTIEL,
            "Lancement du collectif et positionnement",
            debut,
            time(9, 30),
            "Salle des fêtes inventée, Valbrune",
        )
        if numero == 1
        else SaisieRencontre(
            TypeRencontre.VISIO,
            "Ouvrir la thématique ensemble",
            _working_day(debut, 8),
            time(14),
            lien="https://visio.demo.exemple/collectif",
        )
    )
    return (
        ouverture,
        SaisieRencontre(TypeRencontre.AUTONOMIE, "Remplir le carnet, avec tutorat", _working_day(debut, 36)),
        SaisieRencontre(
            TypeRencontre.PRESENTIEL,
            "Se voir ensemble et décider",
            _working_day(debut, 78),
            time(9, 30),
            "Tiers-lieu inventé, Orsanne-sur-Vive",
        ),
    )


def _working_day(debut: date, jours: int) -> date:
    jour = debut + timedelta(days=jours)
    return jour + timedelta(days=max(0, 7 - jour.weekday()) if jour.weekday() > 4 else 0)
