"""Points à vérifier: what deserves a second look in a carnet. Pure rules; none is a fault, none blocks anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from caprse.carnet.regles import NIVEAU_DE_TRACE, Saisie
from caprse.referentiel.schema import Critere, Enjeu
from caprse.socle.dates import format_date
from caprse.socle.francais import sort_key

BAISSE = 2
COPIE_MIN = 3


class GenrePoint(StrEnum):
    """The kinds of points, in the order they are shown for a critère."""

    SANS_TRACE = "sans_trace"
    DEJA_REGLE = "deja_regle"
    BAISSE = "baisse"
    CIBLE = "cible"
    NON_CONCERNE = "non_concerne"
    ACTION = "action"
    COPIE = "copie"


@dataclass(frozen=True)
class Point:
    """One thing to look at again. ``critere`` is None for the whole carnet; ``etape`` is the enjeu where it stands.

    ``phrase`` may hold what people typed: it is shown as plain text.
    """

    critere: str | None
    genre: GenrePoint
    phrase: str
    etape: str | None


@dataclass(frozen=True)
class Ancienne:
    """What the structure answered the last time it was asked, on the same échelle."""

    saisie: Saisie
    trimestre: int


@dataclass(frozen=True)
class ActionOuverte:
    """An action that is neither done nor given up."""

    quoi: str
    echeance: date | None
    criteres: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pairs:
    """Of the *other* structures: how many answered a critère, how many of these are non concernées."""

    repondants: int
    non_concernes: int


@dataclass(frozen=True)
class ExamenCarnet:
    """All that the rules need to know of one carnet. ``enjeux``: what it asks, in order; ``types``: of its structure.

    ``pairs`` by critère, empty where nothing may be said of the others; ``seuil`` others are needed besides.
    ``jointes``: the critères to whose answer a trace is joined, beside what the answer itself names.
    """

    enjeux: Sequence[Enjeu]
    saisies: Mapping[str, Saisie]
    today: date
    anciennes: Mapping[str, Ancienne] = field(default_factory=dict)
    actions: Sequence[ActionOuverte] = ()
    types: Iterable[str] = ()
    pairs: Mapping[str, Pairs] = field(default_factory=dict)
    seuil: int = 5
    jointes: Collection[str] = ()


def list_points(examen: ExamenCarnet) -> tuple[Point, ...]:
    """The points of a carnet, in the order of the référentiel; those of the whole carnet come last."""
    en_retard = [
        (action, action.echeance)
        for action in sorted(examen.actions, key=lambda a: (a.echeance or date.max, sort_key(a.quoi)))
        if action.echeance is not None and action.echeance < examen.today
    ]
    places = {critere.code: enjeu.code for enjeu in examen.enjeux for critere in enjeu.criteres}
    # An action that serves several critères is told once, at the first of them that this carnet asks.
    lieux = [next((code for code in places if code in action.criteres), None) for action, _ in en_retard]
    points = []
    for enjeu in examen.enjeux:
        for critere in enjeu.criteres:
            points += [
                Point(critere.code, genre, phrase, enjeu.code) for genre, phrase in _check_critere(critere, examen)
            ]
            points += [
                Point(critere.code, GenrePoint.ACTION, _describe_action(action, echeance), enjeu.code)
                for (action, echeance), lieu in zip(en_retard, lieux, strict=True)
                if lieu == critere.code
            ]
    points += [
        Point(None, GenrePoint.ACTION, _describe_action(action, echeance), None)
        for (action, echeance), lieu in zip(en_retard, lieux, strict=True)
        if lieu is None and not action.criteres
    ]
    copiees = _list_copiees(examen, places)
    if copiees:
        phrase = (
            f"Les {len(copiees)} réponses déjà données au trimestre\u00a0{examen.anciennes[copiees[0]].trimestre} "
            "sont reprises sans aucun changement : sont-elles toujours vraies ?"
        )
        points.append(Point(None, GenrePoint.COPIE, phrase, places[copiees[0]]))
    return tuple(points)


def _check_critere(critere: Critere, examen: ExamenCarnet) -> Iterator[tuple[GenrePoint, str]]:
    """The points of one answer, in the order of GenrePoint."""
    saisie = examen.saisies.get(critere.code)
    if saisie is None:
        return
    niveau = saisie.niveau
    a_une_trace = saisie.a_une_trace or critere.code in examen.jointes
    if niveau is not None and niveau >= NIVEAU_DE_TRACE and not a_une_trace and not saisie.deja_regle:
        yield GenrePoint.SANS_TRACE, f"Niveau {niveau} sans aucune trace : quel document le montre ?"
    if saisie.deja_regle and not a_une_trace:
        yield GenrePoint.DEJA_REGLE, "« Déjà réglé » sans trace : quel document existant le montre ?"
    ancienne = examen.anciennes.get(critere.code)
    avant = ancienne.saisie.niveau if ancienne else None
    baisse = avant - niveau if avant is not None and niveau is not None else 0
    if ancienne and baisse >= BAISSE and not saisie.commentaire.strip():
        phrase = f"Niveau {avant} au trimestre\u00a0{ancienne.trimestre}, niveau {niveau} maintenant : dites pourquoi."
        yield GenrePoint.BAISSE, phrase
    if saisie.cible is not None and niveau is not None and saisie.cible < niveau:
        yield GenrePoint.CIBLE, f"La cible (niveau {saisie.cible}) est plus basse que le niveau actuel ({niveau})."
    if _is_alone(critere, saisie, examen):
        yield (
            GenrePoint.NON_CONCERNE,
            ("« Non concerné », alors que toutes les autres structures qui ont répondu se disent concernées."),
        )


def _is_alone(critere: Critere, saisie: Saisie, examen: ExamenCarnet) -> bool:
    """Non concerné, and nobody else: said when enough others answered, of a critère meant for this structure."""
    pairs = examen.pairs.get(critere.code)
    if not saisie.non_concerne or pairs is None or pairs.repondants < examen.seuil or pairs.non_concernes:
        return False
    types = critere.pour_qui.types
    return types is None or bool(set(types) & set(examen.types))


def _describe_action(action: ActionOuverte, echeance: date) -> str:
    return f"En retard, à finir pour le {format_date(echeance)} : {action.quoi}"


def _list_copiees(examen: ExamenCarnet, places: Mapping[str, str]) -> list[str]:
    """The answers also given the last time, when there are enough of them and none has changed; else nothing."""
    communes = [
        code for code in places if code in examen.anciennes and code in examen.saisies and examen.saisies[code].repondu
    ]
    dernier = max((examen.anciennes[code].trimestre for code in communes), default=0)
    communes = [code for code in communes if examen.anciennes[code].trimestre == dernier]
    if len(communes) < COPIE_MIN:
        return []
    if all(_is_copy(examen.saisies[code], examen.anciennes[code].saisie) for code in communes):
        return communes
    return []


def _is_copy(saisie: Saisie, ancienne: Saisie) -> bool:
    def key(une: Saisie) -> tuple[object, ...]:
        return une.niveau, une.non_concerne, une.motif.strip(), une.commentaire.strip()

    return key(saisie) == key(ancienne)
