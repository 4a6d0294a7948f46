"""What an answer says, in words: its niveau, its details, all of it beside a colleague's. Pure."""

from __future__ import annotations

from caprse.carnet.regles import Saisie
from caprse.referentiel.schema import Niveau

Echelle = tuple[Niveau, ...]
NON_CONCERNE = "nc"


def name_choix(choix: int | str, echelle: Echelle) -> str:
    """``2 · Organisé``, or « Non concerné »."""
    return "Non concerné" if isinstance(choix, str) else f"{choix} · {echelle[choix].nom}"


def get_choix(saisie: Saisie) -> int | str | None:
    """What is ticked: a niveau, ``NON_CONCERNE``, or nothing yet."""
    return NON_CONCERNE if saisie.non_concerne else saisie.niveau


def summarize_details(saisie: Saisie, echelle: Echelle) -> str:
    """The details that were given, in one line; empty when there are none."""
    morceaux = []
    if saisie.commentaire:
        morceaux.append("commentaire noté")
    if saisie.trace_titre:
        morceaux.append(f"trace : {saisie.trace_titre}")
    if saisie.deja_regle:
        morceaux.append("déjà réglé (CEDRE ISO)")
    if saisie.cible is not None:
        morceaux.append(f"cible : {name_choix(saisie.cible, echelle)}")
    return " · ".join(morceaux)


def describe_saisie(saisie: Saisie, echelle: Echelle) -> list[tuple[str, str]]:
    """All that an answer says, as pairs of a label and what was given; nothing for what was not."""
    choix = get_choix(saisie)
    lignes = [
        ("Niveau", name_choix(choix, echelle) if choix is not None else "pas répondu"),
        ("Motif", saisie.motif),
        ("Commentaire", saisie.commentaire),
        ("Trace", saisie.trace_titre),
        ("Lien", saisie.trace_lien),
        ("Déjà réglé", "oui" if saisie.deja_regle else ""),
        ("Cible", name_choix(saisie.cible, echelle) if saisie.cible is not None else ""),
    ]
    return [(nom, valeur) for nom, valeur in lignes if valeur]
