"""What whoever looks after a référentiel goes through once a year: laws, cross-references. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from caprse.referentiel.loi import name_texte, name_types
from caprse.referentiel.schema import Critere, Referentiel
from caprse.socle.dates import format_date


def list_lois_a_relire(referentiel: Referentiel, today: date, jours: int) -> Iterator[str]:
    """One line for each obligation that nobody has read for more than ``jours`` days, the never read ones first."""
    lues: list[tuple[date, str]] = []
    for critere in _list_criteres(referentiel):
        for obligation in critere.socle_legal:
            lue = date.fromisoformat(obligation.verifie_le) if obligation.verifie_le else date.min
            if (today - lue).days <= jours:
                continue
            texte = name_texte(obligation)
            quand = "jamais relue" if lue == date.min else f"relue le {format_date(lue)}"
            source = f" · {obligation.source}" if obligation.source else ""
            lues.append((lue, f"{critere.code} · {quand} · {texte}{name_types(obligation.types or ())}{source}"))
    yield from (ligne for _, ligne in sorted(lues, key=lambda paire: paire[0]))


def list_renvois_a_revoir(referentiel: Referentiel) -> Iterator[str]:
    """One line for each entry that no critère cites, each critère without a family, each entry cited only once."""
    citations = _list_citations(referentiel)
    entrees = [(famille.cle, entree) for famille in referentiel.familles for entree in famille.entrees]
    for cle, entree in entrees:
        if not citations[cle, entree.code]:
            yield f"{cle} {entree.code} « {entree.titre} » : aucun critère n’y renvoie"
    for famille in referentiel.familles:
        sans = [critere.code for critere in _list_criteres(referentiel) if famille.cle not in critere.renvois]
        if sans:
            yield f"{famille.cle} : sans renvoi : {', '.join(sans)}"
    for cle, entree in entrees:
        if len(seuls := citations[cle, entree.code]) == 1:
            yield f"{cle} {entree.code} « {entree.titre} » : lien faible, un seul critère ({seuls[0]})"


def _list_citations(referentiel: Referentiel) -> dict[tuple[str, str], list[str]]:
    """By family and entry, the critères that cite it."""
    citations: dict[tuple[str, str], list[str]] = defaultdict(list)
    for critere in _list_criteres(referentiel):
        for cle, codes in critere.renvois.items():
            for code in codes:
                citations[cle, code].append(critere.code)
    return citations


def _list_criteres(referentiel: Referentiel) -> Iterator[Critere]:
    for thematique in referentiel.thematiques:
        yield from thematique.criteres
