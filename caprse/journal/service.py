"""The journal: who did what when, as far as the person may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.journal.faits import LE_CAHIER, OBJETS, Fait
from caprse.journal.phrases import describe_fait
from caprse.journal.requetes import JOURNAL
from caprse.referentiel.service import get_referentiel
from caprse.restitution.figures.bilan import list_niveaux
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.francais import build_pattern

QUOI = "Ce journal"
PAR_PAGE = 50
RECHERCHE_MAX = 200
QUELQU_UN = "Une personne d'une autre équipe"

# What is long and says nothing here.
_LONGS = ["figures", "agregats", "correspondance", "bilan", "texte", "ordre_du_jour", "modifie_le", "version"]


@dataclass(frozen=True, slots=True)
class FiltreJournal:
    """What is searched; nothing given keeps everything. ``objet`` is one of `faits.OBJETS`, both days are included."""

    structure_id: UUID | None = None
    personne: str = ""
    objet: str | None = None
    du: date | None = None
    au: date | None = None
    texte: str = ""


@dataclass(frozen=True, slots=True)
class Repere:
    """Where a page stops: the next one holds what is older."""

    instant: datetime
    id: int


@dataclass(frozen=True, slots=True)
class LigneJournal:
    """One line: when, for which structure if any, and its sentence."""

    id: int
    instant: datetime
    structure: str
    phrase: str


@dataclass(frozen=True, slots=True)
class PageJournal:
    """So many lines, the newest first; ``suite`` leads to the older ones."""

    lignes: tuple[LigneJournal, ...]
    suite: Repere | None


_TOUT = FiltreJournal()


def list_journal(
    unit: Unit,
    *,
    collectif_id: UUID | None = None,
    structure_id: UUID | None = None,
    filtre: FiltreJournal = _TOUT,
    apres: Repere | None = None,
) -> PageJournal:
    """One page of a journal, in one query: of a structure (its direction), of a collectif (its animation), or the
    general lines, which belong to no structure (administration).

    Raises Introuvable, SaisieInvalide for a search that cannot be.
    """
    if structure_id is not None:
        unit.check(Operation.GET_CARNET, structure_id=structure_id, quoi=QUOI)
        unit.check(Operation.GET_JOURNAL, structure_id=structure_id, quoi=QUOI)
    elif collectif_id is not None:
        unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    else:
        unit.check(Operation.UPDATE_INSTALLATION, quoi=QUOI)
    if raisons := check_filtre(filtre):
        raise SaisieInvalide(raisons)
    lignes = unit.db.execute(
        JOURNAL,
        {
            "collectif": collectif_id,
            "structure": structure_id or filtre.structure_id,
            "generales": structure_id is None and collectif_id is None,
            "objets": list(OBJETS[filtre.objet]) if filtre.objet else None,
            "du": _read_minuit(filtre.du),
            "au": _read_minuit(filtre.au + timedelta(days=1)) if filtre.au else None,
            "instant": apres.instant if apres else None,
            "rang": apres.id if apres else None,
            "personne": build_pattern(filtre.personne),
            "texte": build_pattern(filtre.texte),
            "longs": _LONGS,
            "taille": PAR_PAGE + 1,
        },
    ).all()
    montrees = lignes[:PAR_PAGE]
    derniere = montrees[-1] if len(lignes) > PAR_PAGE else None
    return PageJournal(
        tuple(_build_ligne(unit, ligne) for ligne in montrees),
        Repere(derniere.instant, derniere.id) if derniere else None,
    )


def check_filtre(filtre: FiltreJournal) -> list[str]:
    """Every reason to refuse a search."""
    raisons = []
    if filtre.objet is not None and filtre.objet not in OBJETS:
        raisons.append("Choisissez ce que vous cherchez dans la liste.")
    if filtre.du and filtre.au and filtre.au < filtre.du:
        raisons.append("Le dernier jour de la période vient après le premier.")
    if any(len(mots) > RECHERCHE_MAX or "\x00" in mots for mots in (filtre.personne, filtre.texte)):
        raisons.append(f"Cherchez avec quelques mots, {RECHERCHE_MAX} signes au plus.")
    return raisons


def _build_ligne(unit: Unit, ligne: Row[Any]) -> LigneJournal:
    niveaux = list_niveaux(get_referentiel(unit.db, ligne.referentiel_id)) if ligne.referentiel_id else ()
    qui = ligne.qui or (QUELQU_UN if ligne.compte_id else LE_CAHIER)
    fait = Fait(
        qui,
        ligne.objet,
        ligne.operation,
        ligne.cle,
        ligne.avant,
        ligne.apres,
        ligne.structure or "",
        ligne.numero,
        ligne.rencontre or "",
        ligne.personne or "",
        niveaux,
    )
    return LigneJournal(ligne.id, ligne.instant, ligne.structure or "", describe_fait(fait))


def _read_minuit(jour: date | None) -> datetime | None:
    return datetime.combine(jour, time(), tzinfo=FUSEAU) if jour else None
