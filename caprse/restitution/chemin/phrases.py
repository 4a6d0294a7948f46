"""The path in words: what moved, when, after which action; what fell back, and the reason given. Plain texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caprse.collectif.calendrier.reprise import name_numero, tell_reprises
from caprse.referentiel.marches import bind_niveau, name_niveau
from caprse.restitution.figures.chemin import ActionFaite, Chemin, CheminThematique, Etape, Mouvement, VisiteFaite
from caprse.restitution.figures.etats import describe_marches
from caprse.restitution.figures.formats import DEUX_POINTS, quote
from caprse.restitution.figures.libelles import format_score
from caprse.socle.dates import format_date
from caprse.socle.francais import enumerate_words, format_pluriel, shorten

MOT_MAX = 300
SANS_RAISON = "elle n’est pas écrite"
SANS_SUITE = "Les réponses qu’elle sert n’ont pas bougé depuis."


@dataclass(frozen=True, slots=True)
class Recit:
    """One thing that happened to a thématique: ``quand`` it did, where it was one day, then its lines."""

    numero: int
    jour: date
    quand: str
    lignes: tuple[str, ...]
    mouvements: tuple[Mouvement, ...] = ()


def describe_chemin(chemin: Chemin) -> str:
    """All of it in one sentence: over how many trimestres, what was gained, lost, done."""
    numeros = chemin.numeros
    if not numeros:
        return "Votre chemin commence à la première réponse."
    faites = f" {format_pluriel(chemin.faites, 'action faite', 'actions faites')}." if chemin.faites else ""
    if len(numeros) == 1:
        return f"Votre chemin commence au trimestre\u00a0{numeros[0]}. Il se dessine à partir du suivant.{faites}"
    marches = describe_marches(chemin.gagnees, chemin.perdues) or "pas encore de marche gagnée"
    return f"Du trimestre\u00a0{numeros[0]} au trimestre\u00a0{numeros[-1]}{DEUX_POINTS}{marches}.{faites}"


def describe_moment(numero: int, chemin: Chemin, visites: int = 0) -> str:
    """``Trimestre 4 · 2 marches gagnées``: what a trimestre changed, all thématiques together."""
    encore = " (en cours)" if numero == chemin.ouvert else ""
    etapes = [etape for rangee in chemin.rangees for etape in rangee.etapes if etape.numero == numero]
    gagnees, perdues = sum(etape.gagnees for etape in etapes), sum(etape.perdues for etape in etapes)
    faites = {
        action
        for actions in (*(rangee.actions for rangee in chemin.rangees), chemin.autres)
        for action in actions
        if chemin.find_numero(action.le) == numero
    }
    dits = [
        describe_marches(gagnees, perdues),
        "rien n’a bougé" if any(etape.revus for etape in etapes) and not gagnees and not perdues else "",
        format_pluriel(len(faites), "action faite", "actions faites") if faites else "",
        format_pluriel(visites, "visite") if visites else "",
    ]
    return " · ".join([f"{name_numero(numero, repris=numero in chemin.repris)}{encore}", *filter(None, dits)])


def list_recits(rangee: CheminThematique, chemin: Chemin) -> list[Recit]:
    """What happened to a thématique, the most recent first: what moved, what was looked at again, what was done."""
    fins = {numero: fin for numero, _, fin in chemin.jours}
    recits = [
        Recit(etape.numero, fins[etape.numero], "", (_describe_etape(etape),), _sort(etape))
        for etape in rangee.etapes
        if etape.revus
    ]
    recits += [
        Recit(
            chemin.find_numero(action.le),
            action.le,
            f"Le {format_date(action.le)}",
            (
                f"action faite, {quote_phrase(action.quoi)}. {SANS_SUITE}",
                *_quote_change(action),
            ),
        )
        for action in rangee.sans_effet
    ]
    # What moved cites them, maybe at a later trimestre: each is told in the one in which it was done.
    citees = {(action, etape.numero) for etape in rangee.etapes for m in etape.mouvements for action in m.actions}
    recits += [
        Recit(numero, action.le, f"Le {format_date(action.le)}", (f"action faite, {quote_phrase(action.quoi)}.",))
        for action in rangee.actions
        if action not in rangee.sans_effet and (action, numero := chemin.find_numero(action.le)) not in citees
    ]
    return sorted(recits, key=lambda recit: (recit.numero, recit.jour), reverse=True)


def describe_etape(etape: Etape) -> str:
    """``2 marches gagnées, sur 3 critères revus``, or that nothing moved, or that nothing was looked at."""
    if not etape.revus:
        return "pas revu"
    revus = format_pluriel(etape.revus, "critère revu", "critères revus")
    marches = describe_marches(etape.gagnees, etape.perdues)
    return f"{marches}, sur {revus}" if marches else f"{revus}, rien n’a bougé"


def describe_mouvement(mouvement: Mouvement) -> str:
    """One critère: from which niveau to which; after which actions, or for which reason."""
    de, vers = _name_niveaux(mouvement)
    texte = f"{quote(mouvement.titre)}{DEUX_POINTS}de {de} à {vers}"
    mot = quote_phrase(mouvement.mot) if mouvement.mot.strip() else ""
    if mouvement.pas < 0:
        return f"{texte}. Raison{DEUX_POINTS}{mot or SANS_RAISON}.{_cite(mouvement.actions, 'Fait entre les deux')}"
    dit = f" Ce qui est dit{DEUX_POINTS}{mot}." if mot else ""
    return f"{texte}.{_cite(mouvement.actions, 'Après')}{dit}"


def list_lignes(mouvement: Mouvement) -> tuple[str, str]:
    """The same on short lines below the title: from which niveau to which, then after what, where it is known."""
    de, vers = _name_niveaux(mouvement)
    citees = [f"{quote_phrase(action.quoi)} ({format_date(action.le)})" for action in mouvement.actions]
    tete = "Après" if mouvement.pas > 0 else "Fait entre les deux"
    return f"{de} → {vers}", f"{tete}{DEUX_POINTS}{enumerate_words(citees)}" if citees else ""


def quote_mot(mouvement: Mouvement) -> str:
    """What was written of it; of what fell back the reason, even where there is none."""
    mot = quote_phrase(mouvement.mot) if mouvement.mot.strip() else ""
    return f"Raison{DEUX_POINTS}{mot or SANS_RAISON}." if mouvement.pas < 0 else mot


def describe_action(action: ActionFaite) -> str:
    """When it was done, what it was, what it changed."""
    return " ".join([f"Le {format_date(action.le)}, {quote_phrase(action.quoi)}.", *_quote_change(action)])


def describe_visite(visite: VisiteFaite) -> str:
    """When one met, whom, what was taken from it."""
    dit = f" {quote_phrase(visite.note)}." if visite.note.strip() else ""
    avec = f" avec {visite.avec}" if visite.avec else ""
    return f"Le {format_date(visite.le)}, visite{avec}.{dit}"


def quote_phrase(texte: str) -> str:
    """What was typed, between quotes and of a bearable length; the sentence around it has the full stop."""
    return quote(shorten(texte, MOT_MAX).rstrip("."))


def alt_chemin(chemin: Chemin, niveaux: Sequence[str]) -> str:
    """For whoever does not see the picture: the message, then each thématique from trimestre to trimestre."""
    lignes = [
        f"{rangee.titre}{DEUX_POINTS}{_describe_rangee(rangee, niveaux)}"
        for rangee in chemin.rangees
        if rangee.points or rangee.depart or rangee.arrivee
    ]
    return f"{describe_chemin(chemin)}{tell_reprises(chemin.repris)} {'. '.join(lignes)}{'.' if lignes else ''}"


def _describe_rangee(rangee: CheminThematique, niveaux: Sequence[str]) -> str:
    parts = []
    if rangee.depart is not None:
        parts.append(f"au départ {name_niveau(rangee.depart.mediane, niveaux)}")
    for point in rangee.points:
        repris = " (repris d’avant)" if point.creux else ""
        parts.append(f"trimestre\u00a0{point.numero} {format_score(point.figure)}{repris}")
    if rangee.arrivee is not None:
        parts.append(f"à l’arrivée {name_niveau(rangee.arrivee.mediane, niveaux)}")
    if rangee.actions:
        parts.append(format_pluriel(len(rangee.actions), "action faite", "actions faites"))
    return ", ".join(parts)


def _describe_etape(etape: Etape) -> str:
    bilan = describe_etape(etape)
    return f"{bilan[0].upper()}{bilan[1:]}, depuis le trimestre\u00a0{etape.depuis}."


def _sort(etape: Etape) -> tuple[Mouvement, ...]:
    """What fell back first: it is what one would rather not see, and what is talked over."""
    return tuple(sorted(etape.mouvements, key=lambda mouvement: mouvement.pas > 0))


def _name_niveaux(mouvement: Mouvement) -> tuple[str, str]:
    de, vers = (bind_niveau(name_niveau(niveau, mouvement.niveaux)) for niveau in (mouvement.de, mouvement.vers))
    return de, vers


def _cite(actions: Sequence[ActionFaite], tete: str) -> str:
    if not actions:
        return ""
    citees = [f"{quote_phrase(action.quoi)} (faite le {format_date(action.le)})" for action in actions]
    return f" {tete}{DEUX_POINTS}{enumerate_words(citees)}."


def _quote_change(action: ActionFaite) -> tuple[str, ...]:
    change = action.change.strip()
    return (f"Ce qui a changé{DEUX_POINTS}{quote_phrase(change)}.",) if change else ()
