"""The lines of all plans: the same action of several structures is said once, with what else they share. HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from caprse.progres.plans import ActionSuivie
from caprse.progres.regles import ETATS_OUVERTS, LIBELLES_ETAT, EtatAction, Tri, describe_echeance, is_en_retard
from caprse.socle.dates import format_date_courte
from caprse.socle.francais import agree
from caprse.socle.signes import escape_html


def group_pareilles(actions: Sequence[ActionSuivie]) -> list[list[ActionSuivie]]:
    """The same action that several structures planned is said once: in the order of the first of each."""
    par: dict[str, list[ActionSuivie]] = {}
    for action in actions:
        par.setdefault(action.quoi, []).append(action)
    return list(par.values())


def list_communs(groupe: Sequence[ActionSuivie]) -> frozenset[Tri]:
    """What the lines of a group share, said once above them: the action, and who or when where it is the same."""
    if len(groupe) == 1:
        return frozenset()
    pilotes, jours = {action.pilote for action in groupe}, {action.echeance for action in groupe}
    ouvertes = {action.etat in ETATS_OUVERTS for action in groupe}
    communs = {Tri.QUOI: True, Tri.PILOTE: len(pilotes) == 1, Tri.ECHEANCE: len(jours) == len(ouvertes) == 1}
    return frozenset(tri for tri, commun in communs.items() if commun)


def build_quoi(action: ActionSuivie) -> str:
    """What is to be done, as it was typed, in HTML."""
    return escape_html(action.quoi).replace(chr(10), "<br>")


def build_commun(action: ActionSuivie, dites: frozenset[Tri], today: date) -> str:
    """What the lines below share, in their columns; HTML, every text escaped."""
    qui = _build_qui(action) if Tri.PILOTE in dites else ""
    jour = _build_jour(action, today) if Tri.ECHEANCE in dites else ""
    return (
        f'<div class="cap-plan commun"><b>{build_quoi(action)}</b><p class="qui">{qui}</p>'
        f'<p class="jour">{jour}</p></div>'
    )


def build_ligne(
    action: ActionSuivie,
    today: date,
    *,
    tardive: bool = False,
    dites: frozenset[Tri] = frozenset(),
    criteres: bool = False,
) -> str:
    """The line in HTML, every text escaped. ``tardive``: all are late, so only « en cours » is said; ``dites``: what
    is said above; ``criteres``: the head of the column says that it holds these.
    """
    # The same action may serve two critères of two structures: what it is for tells them apart.
    nom = f"{agree(len(action.criteres), 'Critère')} : "
    tete = f'<span class="dit">{nom}</span>' if criteres else nom
    precise = [
        *([tete + escape_html(", ".join(action.criteres))] if action.criteres else []),
        *(["en cours"] if tardive and action.etat is EtatAction.EN_COURS else []),
    ]
    sert = f"<small>{' · '.join(precise)}</small>" if precise else ""
    etat = "" if tardive else f'<p><span class="cap-puce">{LIBELLES_ETAT[action.etat]}</span></p>'
    return (
        f'<div class="cap-plan"><b>{escape_html(action.structure)}</b>'
        f"<p>{'' if Tri.QUOI in dites else build_quoi(action)}{sert}</p>"
        f'<p class="qui">{"" if Tri.PILOTE in dites else _build_qui(action)}</p>'
        f'<p class="jour">{"" if Tri.ECHEANCE in dites else _build_jour(action, today)}</p>{etat}</div>'
    )


def _build_qui(action: ActionSuivie) -> str:
    return f'<span class="dit">Qui : </span>{escape_html(action.pilote)}' if action.pilote else ""


def _build_jour(action: ActionSuivie, today: date) -> str:
    jour = f"<span>{format_date_courte(action.echeance)}</span>" if action.echeance else ""
    if dit := describe_echeance(action.etat, action.echeance, today):
        retard = is_en_retard(action.etat, action.echeance, today)
        jour += f'<span class="{"retard" if retard else "calme"}">{escape_html(dit)}</span>'
    return jour
