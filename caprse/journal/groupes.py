"""The lines of a page as one reads them: by day, by person, by what they did, what is alike in a row as one. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from caprse.journal.dossiers import Dossier
from caprse.journal.genres import CREATIONS, Genre
from caprse.journal.service import LigneJournal
from caprse.socle.dates import FUSEAU

# Two lines that are alike are read as fast as their sum.
PAREILLES = 3
DE_PLUSIEURS = 2
_COMMUNS = {
    "session_web": (CREATIONS["session_web"], "se sont connectées"),
    "presence": (CREATIONS["presence"], "ont noté des présences"),
}


@dataclass(frozen=True, slots=True)
class Groupe:
    """What one person did to one thing on one day, the newest first; each item is a line, or several that are alike.

    ``lot``: one act done to several things at once, ``47 rencontres prévues``, each of which its line names.
    """

    dossier: Dossier
    suites: tuple[tuple[LigneJournal, ...], ...]
    lot: bool = False

    @property
    def lignes(self) -> tuple[LigneJournal, ...]:
        return tuple(ligne for suite in self.suites for ligne in suite)

    @property
    def collectif(self) -> str:
        """Whose it is, where one reads those of several."""
        return self.suites[0][0].collectif


@dataclass(frozen=True, slots=True)
class Personne:
    """Who acted on one day, empty where nobody is named; what they did, in the order of the last act."""

    nom: str
    groupes: tuple[Groupe, ...]


@dataclass(frozen=True, slots=True)
class Jour:
    """One day, who acted on it in the order of the last act; ``communs``: what many did alike, told as one thing."""

    jour: date
    gens: tuple[Personne, ...]
    communs: tuple[Groupe, ...] = ()

    @property
    def groupes(self) -> tuple[Groupe, ...]:
        return (*(groupe for personne in self.gens for groupe in personne.groupes), *self.communs)


def group_lignes(lignes: Sequence[LigneJournal]) -> tuple[Jour, ...]:
    """``lignes``: the newest first. None is left out, none is there twice."""
    return tuple(
        _build_jour(jour, tuple(du_jour))
        for jour, du_jour in groupby(lignes, key=lambda ligne: ligne.instant.astimezone(FUSEAU).date())
    )


def _build_jour(jour: date, lignes: Sequence[LigneJournal]) -> Jour:
    communs = tuple(filter(None, (_find_commun(lignes, objet) for objet in _COMMUNS)))
    dites = {ligne.id for groupe in communs for ligne in groupe.lignes}
    return Jour(jour, _group_gens(ligne for ligne in lignes if ligne.id not in dites), communs)


def _find_commun(lignes: Sequence[LigneJournal], objet: str) -> Groupe | None:
    """``5 personnes se sont connectées``: who came in, or will come, hides what was done when each has a line."""
    siennes = tuple(ligne for ligne in lignes if ligne.objet == objet and ligne.genre)
    actives = [ligne for ligne in siennes if ligne.genre == _COMMUNS[objet][0]]
    gens = {ligne.qui for ligne in actives}
    if len(gens) < DE_PLUSIEURS or "" in gens:
        return None
    titre = f"{len(gens)}\u00a0personnes {_COMMUNS[objet][1]}"
    nommees = tuple((replace(ligne, court=ligne.phrase),) for ligne in siennes)
    return Groupe(Dossier(titre, objet), nommees, lot=True)


def _group_gens(lignes: Iterable[LigneJournal]) -> tuple[Personne, ...]:
    par: dict[str, list[LigneJournal]] = {}
    for ligne in lignes:
        par.setdefault(ligne.qui, []).append(ligne)
    return tuple(Personne(nom, _group_dossiers(siennes)) for nom, siennes in par.items())


def _group_dossiers(lignes: Sequence[LigneJournal]) -> tuple[Groupe, ...]:
    """By what they are about; what one person did to many things in one minute is one thing."""
    lots = _find_lots(lignes)
    par: dict[Hashable, list[LigneJournal]] = {}
    for ligne in lignes:
        lot = _name_lot(ligne)
        par.setdefault(lot if lot in lots else (ligne.dossier, ligne.collectif), []).append(ligne)
    return tuple(
        _build_lot(siennes) if cle in lots else Groupe(siennes[0].dossier, _fold(siennes))
        for cle, siennes in par.items()
    )


def _find_lots(lignes: Sequence[LigneJournal]) -> set[Hashable]:
    """What was done, in one minute by one person, to several things: as many titles would say one thing."""
    titres: dict[Hashable, set[Dossier]] = {}
    for ligne in lignes:
        if ligne.genre is not None:
            titres.setdefault(_name_lot(ligne), set()).add(ligne.dossier)
    return {lot for lot, siens in titres.items() if len(siens) >= PAREILLES}


def _name_lot(ligne: LigneJournal) -> Hashable:
    lieu = ligne.structure if ligne.genre and ligne.genre.par_structure else ""
    return ligne.qui, ligne.instant.replace(second=0, microsecond=0), ligne.genre, ligne.collectif, lieu


def _build_lot(lignes: Sequence[LigneJournal]) -> Groupe:
    genre = lignes[0].genre
    assert genre is not None  # noqa: S101 - only what has a kind is counted by kind
    nommees = tuple((replace(ligne, court=ligne.geste),) for ligne in lignes)
    nombre = len({ligne.sujet or ligne.id for ligne in lignes})
    return Groupe(Dossier(genre.name(nombre), lignes[0].dossier.objet), nommees, lot=True)


def _fold(lignes: Sequence[LigneJournal]) -> tuple[tuple[LigneJournal, ...], ...]:
    """Changes of one answer in a row are one, as is one act done again; so are acts of one kind, from three on."""
    suites: list[tuple[LigneJournal, ...]] = []
    for genre, pareilles in groupby(_fold_sujets(_gather(lignes)), key=_find_genre):
        lot = tuple(pareilles)
        if genre is not None and len(lot) >= PAREILLES:
            suites.append(tuple(ligne for suite in lot for ligne in suite))
        else:
            suites.extend(lot)
    return tuple(suites)


def _gather(lignes: Sequence[LigneJournal]) -> Iterator[LigneJournal]:
    """What one person did in one minute, by kind: who answers and comments in turn did two things, not twelve."""
    for _, minute in groupby(lignes, key=lambda ligne: (ligne.qui, ligne.instant.replace(second=0, microsecond=0))):
        par_genre: dict[Genre | int, list[LigneJournal]] = {}
        for ligne in minute:
            par_genre.setdefault(ligne.genre or ligne.id, []).append(ligne)
        for siennes in par_genre.values():
            yield from siennes


def _fold_sujets(lignes: Iterable[LigneJournal]) -> Iterator[tuple[LigneJournal, ...]]:
    for _, suite in groupby(
        lignes, key=lambda ligne: (ligne.qui, ligne.genre, ligne.sujet or (ligne.structure, ligne.geste))
    ):
        yield tuple(suite)


def _find_genre(suite: tuple[LigneJournal, ...]) -> tuple[str, Genre, str] | None:
    """What it may be counted with: its kind, by one person, in its structure where the kind is its own."""
    derniere, *autres = suite
    if derniere.genre is None or (autres and not derniere.sujet):
        return None
    return derniere.qui, derniere.genre, derniere.structure if derniere.genre.par_structure else ""
