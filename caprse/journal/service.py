"""The journal: who did what when, as far as the person may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.journal.dossiers import SANS_DOSSIER, Dossier, build_dossier
from caprse.journal.faits import OBJETS, Fait
from caprse.journal.genres import Genre, find_genre
from caprse.journal.phrases import build_phrase, describe_geste
from caprse.journal.requetes import JOURNAL
from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.service import get_referentiel
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.francais import build_pattern

QUOI = "Ce journal"
# One reads so many days at once; a day of a large collectif goes on upon the next page.
JOURS, LIGNES_MAX = 10, 100
RECHERCHE_MAX = 200
QUELQU_UN = "Une personne d’une autre équipe"

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
    """The newest line of a page: what came since moves none of the older ones."""

    instant: datetime
    id: int


@dataclass(frozen=True, slots=True)
class LigneJournal:
    """One line: when, for which structure if any, who (or nobody), and what was done.

    ``sujet``: the answer that it is about. ``genre``: what several lines of the same kind in a row are called.
    ``objet``: the table that changed. ``dossier``: what it is about; ``court``: what they did, told under its title.
    ``collectif``: whose line it is, where one reads those of several.
    """

    id: int
    instant: datetime
    structure: str
    qui: str
    geste: str
    sujet: str = ""
    genre: Genre | None = None
    objet: str = ""
    dossier: Dossier = SANS_DOSSIER
    court: str = ""
    collectif: str = ""

    @property
    def phrase(self) -> str:
        return build_phrase(self.qui, self.geste)


@dataclass(frozen=True, slots=True)
class PageJournal:
    """``JOURS`` days at most, the newest first; ``suite``: where what is older begins."""

    lignes: tuple[LigneJournal, ...]
    suite: Repere | None = None


_TOUT = FiltreJournal()


def list_journal(
    unit: Unit,
    *,
    collectif_id: UUID | None = None,
    structure_id: UUID | None = None,
    filtre: FiltreJournal = _TOUT,
    tete: Repere | None = None,
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
            "instant": tete.instant if tete else None,
            "rang": tete.id if tete else None,
            "personne": build_pattern(filtre.personne),
            "texte": build_pattern(filtre.texte),
            "longs": _LONGS,
            "taille": LIGNES_MAX + 1,
        },
    ).all()
    combien = count_lues([ligne.instant for ligne in lignes])
    return PageJournal(
        tuple(_build_ligne(unit, ligne, ici=structure_id is not None) for ligne in lignes[:combien]),
        Repere(lignes[combien].instant, lignes[combien].id) if combien < len(lignes) else None,
    )


def count_lues(instants: Sequence[datetime]) -> int:
    """How many of these lines, the newest first, one page shows."""
    jours = list(dict.fromkeys(instant.astimezone(FUSEAU).date() for instant in instants[:LIGNES_MAX]))[:JOURS]
    return sum(instant.astimezone(FUSEAU).date() in jours for instant in instants[:LIGNES_MAX])


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


def _build_ligne(unit: Unit, ligne: Row[Any], *, ici: bool) -> LigneJournal:
    referentiel = get_referentiel(unit.db, ligne.referentiel_id) if ligne.referentiel_id else None
    qui = ligne.qui or (QUELQU_UN if ligne.compte_id else _name_auteur(ligne))
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
        list_niveaux(referentiel) if referentiel else (),
        referentiel.titres if referentiel else {},
        ligne.seance or "",
        ligne.trace or "",
        ici,
    )
    # Changes of one answer fold into one line; a line of anything else stands alone.
    sujet = f"{ligne.cle.get('carnet_id')}/{ligne.cle.get('critere')}" if ligne.objet == "reponse" else ""
    return LigneJournal(
        ligne.id,
        ligne.instant,
        ligne.structure or "",
        qui,
        describe_geste(fait),
        sujet,
        find_genre(fait),
        ligne.objet,
        build_dossier(fait, str(ligne.carnet_id or ligne.rencontre_id or ""), ligne.rencontre_le),
        describe_geste(replace(fait, dite=True)),
        ligne.collectif or "",
    )


def _name_auteur(ligne: Row[Any]) -> str:
    """Who acted where no account is written: whoever opens a session does it without one yet; else nobody."""
    return ligne.personne if ligne.objet == "session_web" and ligne.personne else ""


def _read_minuit(jour: date | None) -> datetime | None:
    return datetime.combine(jour, time(), tzinfo=FUSEAU) if jour else None
