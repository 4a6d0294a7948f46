"""The Monday digest: what waits this week, the most pressing first. Values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from caprse.courrier.corps import MAISON, Corps, Liste, Paragraphe, Teinte
from caprse.courrier.fabriques import Avis
from caprse.relecture.rappels.gens import Adresses, write_courriel
from caprse.relecture.rappels.textes import format_delai
from caprse.socle.dates import FUSEAU, format_date, format_heure
from caprse.socle.francais import enumerate_words, format_pluriel

DEBUT = time(7)
# The end of a trimestre is told from so many days before.
BIENTOT = 14
NOMS_MONTRES = 5
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


@dataclass(frozen=True)
class Rendezvous:
    """A meeting of the week; ``viennent`` and ``sans_reponse``: of those who were asked."""

    titre: str
    jour: date
    heure: time | None
    viennent: int
    sans_reponse: int


@dataclass(frozen=True)
class Semaine:
    """What waits for one person who animates, this week. Names are those of structures; in ``retards``, that of each
    late action.
    """

    collectif: str
    a_relire: tuple[str, ...]
    a_rouvrir: tuple[str, ...]
    pas_transmis: tuple[str, ...]
    appuis: tuple[str, ...]
    messages: tuple[str, ...]
    decisions: int
    prevus: tuple[tuple[str, date], ...]
    rencontres: tuple[Rendezvous, ...]
    fin: date | None
    jours: int
    teinte: Teinte = MAISON
    retards: tuple[str, ...] = ()


def find_lundi(now: datetime) -> date | None:
    """The Monday whose digest is due: from seven on that day, or on Tuesday when Monday was missed; else None."""
    ici = now.astimezone(FUSEAU)
    if ici.weekday() == 0 and ici.time() >= DEBUT:
        return ici.date()
    return ici.date() - timedelta(days=1) if ici.weekday() == 1 else None


def list_points(s: Semaine) -> tuple[str, ...]:
    """One sentence for each thing that waits; none when nothing does."""
    points = []
    if s.a_relire:
        points.append(f"{format_pluriel(len(s.a_relire), 'carnet')} à relire : {_name(s.a_relire)}.")
    if s.appuis:
        points.append(f"{_count(s.appuis, 'demande')} d’appui sans réponse : {_name(s.appuis)}.")
    if s.messages:
        points.append(f"Des messages que vous n’avez pas lus : {_name(s.messages)}.")
    if s.a_rouvrir:
        points.append(f"{_count(s.a_rouvrir, 'structure')} demande{_s(s.a_rouvrir)} à rouvrir : {_name(s.a_rouvrir)}.")
    points += [_tell_rencontre(rencontre) for rencontre in s.rencontres]
    points += [f"{_name_jour(jour)} : un appui est prévu avec {structure}." for structure, jour in s.prevus]
    if s.fin is not None and s.jours <= BIENTOT and s.pas_transmis:
        delai = f"Le trimestre se termine {format_delai(s.jours)}, le {format_date(s.fin)}"
        if s.jours < 0:
            delai = f"Le trimestre devait se terminer le {format_date(s.fin)}"
        pas = "n’a pas transmis" if len(s.pas_transmis) == 1 else "n’ont pas transmis"
        points.append(f"{delai} : {_count(s.pas_transmis, 'structure')} {pas} ({_name(s.pas_transmis)}).")
    if s.decisions:
        retard = "en retard" if s.decisions == 1 else "sont en retard"
        points.append(f"{format_pluriel(s.decisions, 'décision')} {retard}.")
    if s.retards:
        noms = tuple(dict.fromkeys(s.retards))
        points.append(f"{_count(s.retards, 'action')} des plans en retard : {_name(noms)}.")
    return tuple(points)


def build_semaine(nom: str, semaine: Semaine, adresses: Adresses) -> tuple[str, Corps]:
    """Subject and words."""
    points = list_points(semaine)
    objet = f"Votre semaine : {format_pluriel(len(points), 'chose vous attend', 'choses vous attendent')}"
    return write_courriel(
        objet,
        nom,
        adresses,
        titre="Votre semaine",
        blocs=(Paragraphe(f"Voici ce qui vous attend pour « {semaine.collectif} »."), Liste(points)),
        bouton=("Ouvrir le tableau de bord", "tableau"),
        suite="Bonne semaine !",
        raison="vous accompagnez ce collectif. Il part chaque lundi",
        teinte=semaine.teinte,
    )


def build_avis(semaine: Semaine) -> Avis:
    """The same as a notice."""
    points = list_points(semaine)
    titre = f"Votre semaine : {format_pluriel(len(points), 'chose vous attend', 'choses vous attendent')}"
    return Avis(titre, "tableau", points[0])


def _tell_rencontre(rencontre: Rendezvous) -> str:
    quand = _name_jour(rencontre.jour)
    if rencontre.heure is not None:
        quand += f" à {format_heure(rencontre.heure)}"
    suite = ""
    if rencontre.viennent or rencontre.sans_reponse:
        suite = f" ({format_pluriel(rencontre.viennent, 'personne vient', 'personnes viennent')}"
        suite += f", {rencontre.sans_reponse} sans réponse)" if rencontre.sans_reponse else ")"
    return f"{quand} : {rencontre.titre}{suite}."


def _name_jour(jour: date) -> str:
    return f"{_JOURS[jour.weekday()].capitalize()} {format_date(jour).rsplit(' ', 1)[0]}"


def _name(noms: Sequence[str]) -> str:
    if len(noms) <= NOMS_MONTRES:
        return enumerate_words(list(noms))
    return f"{', '.join(noms[:NOMS_MONTRES])} et {len(noms) - NOMS_MONTRES}\u00a0autres"


def _count(noms: Sequence[str], mot: str) -> str:
    return format_pluriel(len(noms), mot)


def _s(noms: Sequence[str]) -> str:
    return "nt" if len(noms) > 1 else ""
