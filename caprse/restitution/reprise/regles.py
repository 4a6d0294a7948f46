"""What a past is made of, and which trimestres of it may be taken in: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from caprse.carnet.regles import Saisie
from caprse.collectif.regles import ANNEES, TRIMESTRES_MAX, EtatTrimestre
from caprse.referentiel.schema import Referentiel
from caprse.socle.dates import format_date

# Longer, a year was mistyped; what the calendar says itself stands.
JOURS_MAX = 366


@dataclass(frozen=True, slots=True)
class StructureConnue:
    """A structure of the collectif. ``adhesions``: first and last day of each, None while it lasts."""

    id: UUID
    nom: str
    libelle: str
    adhesions: tuple[tuple[date, date | None], ...] = ()

    def is_adherente(self, jour: date) -> bool:
        return any(du <= jour and (au is None or jour <= au) for du, au in self.adhesions)


@dataclass(frozen=True, slots=True)
class TrimestreConnu:
    """A trimestre that the collectif has already."""

    id: UUID
    numero: int
    thematique: str
    debut: date
    fin: date
    etat: EtatTrimestre


@dataclass(frozen=True, slots=True)
class Cadre:
    """What a past is held against: the collectif as it is today."""

    referentiel: Referentiel
    structures: tuple[StructureConnue, ...]
    trimestres: tuple[TrimestreConnu, ...]
    today: date
    # What closed trimestres of this version hold: trimestre, structure, critère.
    repondus: frozenset[tuple[int, UUID, str]] = frozenset()

    def find(self, numero: int) -> TrimestreConnu | None:
        return next((connu for connu in self.trimestres if connu.numero == numero), None)


@dataclass(frozen=True, slots=True)
class TrimestrePasse:
    """A past trimestre with its real days. ``existant``: the prepared one whose place it takes."""

    numero: int
    thematique: str
    debut: date
    fin: date
    existant: UUID | None = None


@dataclass(frozen=True, slots=True)
class Passe:
    """A past that holds together: by trimestre in order, by structure, the answers by critère."""

    trimestres: tuple[TrimestrePasse, ...] = ()
    reponses: Mapping[int, Mapping[UUID, Mapping[str, Saisie]]] = field(default_factory=dict)

    @property
    def nombre(self) -> int:
        """How many answers."""
        return sum(len(saisies) for carnets in self.reponses.values() for saisies in carnets.values())

    @property
    def structures(self) -> frozenset[UUID]:
        """Those that answered at least once."""
        return frozenset(structure for carnets in self.reponses.values() for structure in carnets)


def list_passes(cadre: Cadre) -> tuple[TrimestreConnu, ...]:
    """The prepared trimestres that are over: those whose place a past may take without saying their days."""
    return tuple(
        connu for connu in cadre.trimestres if connu.etat is EtatTrimestre.PREPARE and connu.fin < cadre.today
    )


def explain_absent(numero: int, connu: TrimestreConnu | None) -> str:
    """Why an answer of this trimestre cannot be taken in, when no past trimestre has this number."""
    if connu is None:
        suite = "n’est décrit nulle part : dites ses dates et sa thématique, feuille « Trimestres »."
    elif connu.etat is not EtatTrimestre.PREPARE:
        suite = "est déjà ouvert ou clos dans le cahier : il reste comme il est."
    else:
        suite = f"finit le {format_date(connu.fin)} : seul un trimestre fini se reprend."
    return f"le trimestre\u00a0{numero} {suite}"


def list_refus(trimestre: TrimestrePasse, cadre: Cadre) -> list[tuple[str, str]]:
    """Every reason to refuse a past trimestre by itself: the column that it is about, and the sentence."""
    refus = []
    if not 1 <= trimestre.numero <= TRIMESTRES_MAX:
        refus.append(("numero", f"le numéro d’un trimestre va de 1 à {TRIMESTRES_MAX}."))
    connu = cadre.find(trimestre.numero)
    if connu is not None and connu.etat is not EtatTrimestre.PREPARE:
        fait = "ouvert" if connu.etat is EtatTrimestre.OUVERT else "clos"
        refus.append(
            ("numero", f"le trimestre\u00a0{trimestre.numero} est déjà {fait} dans le cahier : il reste comme il est.")
        )
    if trimestre.debut.year not in ANNEES:
        refus.append(("debut", f"les dates se placent entre {ANNEES.start} et {ANNEES.stop - 1}."))
    if trimestre.fin <= trimestre.debut:
        refus.append(("fin", "le dernier jour vient après le premier."))
    if (trimestre.fin - trimestre.debut).days > JOURS_MAX and (
        connu is None or (connu.debut, connu.fin) != (trimestre.debut, trimestre.fin)
    ):
        refus.append(
            ("debut", f"le trimestre\u00a0{trimestre.numero} dure plus d’un an : vérifiez l’année de ses deux dates.")
        )
    if trimestre.fin >= cadre.today:
        phrase = (
            f"le trimestre\u00a0{trimestre.numero} finit le {format_date(trimestre.fin)} : seul un trimestre fini se "
        )
        refus.append(("fin", f"{phrase}reprend."))
    return refus


def list_recouvrements(trimestres: Sequence[TrimestrePasse], cadre: Cadre) -> list[tuple[int, str]]:
    """For which trimestre, and why, the days do not go with those of another one, of the past or of the collectif."""
    repris = {trimestre.numero for trimestre in trimestres}
    autres = [(t.numero, t.debut, t.fin, True) for t in trimestres]
    autres += [(t.numero, t.debut, t.fin, False) for t in cadre.trimestres if t.numero not in repris]
    return [(ici.numero, phrase) for ici in trimestres for phrase in _list_refus_dates(ici, autres)]


def _list_refus_dates(ici: TrimestrePasse, autres: Iterable[tuple[int, date, date, bool]]) -> Iterable[str]:
    for numero, debut, fin, du_fichier in autres:
        # Two of the same file are told once, at the later one.
        if numero == ici.numero or (du_fichier and numero > ici.numero):
            continue
        if ici.debut <= fin and debut <= ici.fin:
            yield (f"ces dates recouvrent le trimestre\u00a0{numero} ({format_date(debut)} – {format_date(fin)}).")
        elif (numero < ici.numero) != (debut < ici.debut):
            place = "après" if numero < ici.numero else "avant"
            autre = f"{place} le trimestre\u00a0{numero}"
            yield f"le trimestre\u00a0{ici.numero} vient {autre} : vérifiez les numéros et les dates."
