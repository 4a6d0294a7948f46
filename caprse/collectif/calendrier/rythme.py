"""The rencontres of a whole cycle from one rhythm: how many of each kind per trimestre, on which days. Pure rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from caprse.collectif.regles import SaisieRencontre, TypeRencontre, check_rencontre

PAR_TRIMESTRE_MAX = 3
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
TITRES = {
    TypeRencontre.VISIO: "Ouvrir la thématique ensemble",
    TypeRencontre.AUTONOMIE: "Remplir le carnet, avec tutorat",
    TypeRencontre.PRESENTIEL: "Se voir ensemble et décider",
}
DUREES_HABITUELLES = {TypeRencontre.VISIO: 120, TypeRencontre.AUTONOMIE: 120, TypeRencontre.PRESENTIEL: 420}
# Where in the trimestre the first of a kind falls, and how far the others spread after it: shares of its days.
_PLACES = {TypeRencontre.VISIO: (0.1, 0.8), TypeRencontre.AUTONOMIE: (0.4, 0.45)}
_DERNIER_PRESENTIEL = 0.85


@dataclass(frozen=True)
class Rythme:
    """What is chosen once for all trimestres. ``jour``: 0 is Monday."""

    nombres: Mapping[TypeRencontre, int]
    jour: int = 0
    heure_visio: time | None = None
    heure_presentiel: time | None = None
    lien: str = ""


@dataclass(frozen=True)
class Place:
    """One trimestre to fill, and the kind and day of each rencontre that it has already."""

    trimestre_id: UUID
    numero: int
    debut: date
    fin: date
    deja: Sequence[tuple[TypeRencontre, date]] = ()


@dataclass(frozen=True)
class Proposee:
    """One rencontre that would be written."""

    trimestre_id: UUID
    numero: int
    saisie: SaisieRencontre


@dataclass(frozen=True)
class Plan:
    """What would be written, how many were there already, how many are left out because their day is past."""

    proposees: tuple[Proposee, ...]
    deja: int = 0
    passees: int = 0


def check_rythme(rythme: Rythme) -> list[str]:
    """Every reason to refuse a rhythm."""
    raisons = []
    if any(not 0 <= nombre <= PAR_TRIMESTRE_MAX for nombre in rythme.nombres.values()):
        raisons.append(f"Un trimestre compte de 0 à {PAR_TRIMESTRE_MAX} rencontres de chaque sorte.")
    if not 0 <= rythme.jour < len(JOURS):
        raisons.append("Choisissez un jour, du lundi au vendredi.")
    essai = SaisieRencontre(TypeRencontre.VISIO, "Essai", date(2026, 1, 5), lien=rythme.lien)
    return raisons + check_rencontre(essai, essai.jour, essai.jour)


def plan_rencontres(places: Sequence[Place], rythme: Rythme, today: date) -> Plan:
    """The rencontres that the rhythm asks for and that are not there, by day: nothing doubled, nothing in the past.

    A rencontre that is there already counts for one of its kind, whatever its day: the first ones are taken as done.
    """
    proposees: list[Proposee] = []
    deja = passees = 0
    for place in places:
        pris = {jour for _, jour in place.deja}
        for genre in TypeRencontre:
            voulues = rythme.nombres.get(genre, 0)
            presentes = sum(1 for autre, _ in place.deja if autre is genre)
            deja += min(presentes, voulues)
            for part in _list_parts(genre, voulues)[presentes:]:
                jour = _find_jour(place, part, rythme.jour, pris)
                if jour is None or jour < today:
                    passees += 1
                    continue
                pris.add(jour)
                proposees.append(Proposee(place.trimestre_id, place.numero, _build_saisie(genre, jour, rythme)))
    return Plan(tuple(sorted(proposees, key=lambda p: (p.saisie.jour, p.saisie.titre))), deja, passees)


def list_feries(annee: int) -> frozenset[date]:
    """The public holidays of a year in France."""
    paques = _compute_paques(annee)
    fixes = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    mobiles = (timedelta(days=1), timedelta(days=39), timedelta(days=50))
    return frozenset({date(annee, mois, jour) for mois, jour in fixes} | {paques + apres for apres in mobiles})


def _list_parts(genre: TypeRencontre, nombre: int) -> list[float]:
    if genre is TypeRencontre.PRESENTIEL:
        return [_DERNIER_PRESENTIEL * (rang + 1) / nombre for rang in range(nombre)]
    debut, etendue = _PLACES[genre]
    return [debut + etendue * rang / nombre for rang in range(nombre)]


def _find_jour(place: Place, part: float, semaine: int, pris: set[date]) -> date | None:
    """The first free day of that weekday from this part of the trimestre on, else the last one before."""
    vise = place.debut + timedelta(days=round((place.fin - place.debut).days * part))
    premier = vise + timedelta(days=(semaine - vise.weekday()) % 7)
    for jour in [*_walk(premier, 7, place), *_walk(premier - timedelta(days=7), -7, place)]:
        if jour not in pris and jour not in list_feries(jour.year):
            return jour
    return None


def _walk(jour: date, pas: int, place: Place) -> Iterator[date]:
    while place.debut <= jour <= place.fin:
        yield jour
        jour += timedelta(days=pas)


def _build_saisie(genre: TypeRencontre, jour: date, rythme: Rythme) -> SaisieRencontre:
    heures = {TypeRencontre.VISIO: rythme.heure_visio, TypeRencontre.PRESENTIEL: rythme.heure_presentiel}
    return SaisieRencontre(
        genre,
        TITRES[genre],
        jour,
        heures.get(genre),
        lien=rythme.lien if genre is TypeRencontre.VISIO else "",
        duree_minutes=DUREES_HABITUELLES[genre],
    )


def _compute_paques(annee: int) -> date:
    """Easter Sunday, by the anonymous Gregorian reckoning (Meeus)."""
    a, (b, c) = annee % 19, divmod(annee, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    mois, jour = divmod(h + m - 7 * n + 114, 31)
    return date(annee, mois, jour + 1)
