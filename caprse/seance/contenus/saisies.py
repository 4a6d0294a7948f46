"""What is typed for a step of a session, read with suspicion: only what its kind holds is kept. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from caprse.seance.contenus.etapes import (
    ContenuEtape,
    ContenuPratique,
    ContenuRepartition,
    ContenuTexte,
    ContenuVide,
    ContenuVote,
)
from caprse.seance.regles import GenreEtape, GenreTour, ModeTour
from caprse.socle.signes import clean_ligne, clean_texte, drop_signes

TITRE_MAX, TEXTE_MAX, LIEN_MAX, QUESTION_MAX, OPTION_MAX, NOTES_MAX = 200, 2000, 1000, 300, 120, 2000
MINUTES = range(241)
OPTIONS = range(2, 13)
POINTS = range(1, 11)

ContenuSaisi = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SaisieEtape:
    """What is typed for a step, whatever it is; ``minutes`` 0: not timed; ``notes``: for the presenter alone."""

    genre: GenreEtape | None
    titre: str
    minutes: int = 0
    contenu: ContenuSaisi | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class EtapeNette:
    """A step that may be written."""

    genre: GenreEtape
    titre: str
    minutes: int
    contenu: ContenuEtape
    notes: str = ""


def clean_etape(
    saisie: SaisieEtape, criteres: Collection[str], enjeux: Collection[str], pratiques: Collection[UUID] = ()
) -> tuple[EtapeNette | None, list[str]]:
    """The step with only what its kind holds, else every reason to refuse it.

    ``criteres`` and ``enjeux`` are the codes that the trimestre asks, ``pratiques`` those that its collectif reads.
    """
    raisons = []
    titre = _read({"titre": saisie.titre}, "titre")
    if not 1 <= len(titre) <= TITRE_MAX:
        raisons.append(f"Donnez un titre à l’étape, en {TITRE_MAX} caractères au plus.")
    if saisie.minutes not in MINUTES:
        raisons.append(f"La durée d’une étape va de 0 à {MINUTES.stop - 1} minutes.")
    brut = saisie.contenu or {}
    contenu: ContenuEtape = ContenuVide()
    if saisie.genre not in set(GenreEtape):
        raisons.append("Choisissez le genre de l’étape.")
    elif saisie.genre == GenreEtape.REPARTITION:
        contenu = _clean_repartition(brut, criteres, enjeux, raisons)
    elif saisie.genre == GenreEtape.TEXTE:
        contenu = _clean_texte(brut, raisons)
    elif saisie.genre == GenreEtape.PRATIQUE:
        contenu = _clean_pratique(brut, pratiques, raisons)
    elif saisie.genre == GenreEtape.VOTE:
        contenu = _clean_vote(brut, criteres, raisons)
    notes = clean_texte(drop_signes(saisie.notes))
    if len(notes) > NOTES_MAX:
        raisons.append(f"Vos notes comptent au plus {NOTES_MAX} caractères.")
    if raisons or saisie.genre is None:
        return None, raisons
    return EtapeNette(GenreEtape(saisie.genre), titre, saisie.minutes, contenu, notes), []


def is_lien(lien: str) -> bool:
    """Whether this is a whole https address, without an account in it."""
    try:
        parties = urlsplit(lien)
        hote = parties.hostname
    except ValueError:
        return False
    return (
        parties.scheme == "https"
        and bool(hote)
        and "@" not in parties.netloc
        and lien.isprintable()
        and not any(signe.isspace() or signe in "<>\"'\\" for signe in lien)
    )


def _clean_repartition(
    brut: ContenuSaisi, criteres: Collection[str], enjeux: Collection[str], raisons: list[str]
) -> ContenuRepartition:
    if (enjeu := _read(brut, "enjeu")) and not _read(brut, "critere"):
        if enjeu not in enjeux:
            raisons.append("Choisissez un enjeu de ce trimestre.")
        return ContenuRepartition(enjeu=enjeu)
    return ContenuRepartition(critere=_clean_critere(brut, criteres, raisons))


def _clean_critere(brut: ContenuSaisi, criteres: Collection[str], raisons: list[str]) -> str:
    critere = _read(brut, "critere")
    if critere not in criteres:
        raisons.append("Choisissez un critère de ce trimestre.")
    return critere


def _clean_texte(brut: ContenuSaisi, raisons: list[str]) -> ContenuTexte:
    texte, lien = brut.get("texte"), _read(brut, "lien")
    texte = clean_texte(drop_signes(texte)) if isinstance(texte, str) else ""
    if len(texte) > TEXTE_MAX:
        raisons.append(f"Le texte compte au plus {TEXTE_MAX} caractères.")
    if lien and (len(lien) > LIEN_MAX or not is_lien(lien)):
        raisons.append(f"Le lien commence par https:// et compte au plus {LIEN_MAX} caractères.")
    return ContenuTexte(texte, lien)


def _clean_pratique(brut: ContenuSaisi, pratiques: Collection[UUID], raisons: list[str]) -> ContenuPratique:
    choisie = next((pratique for pratique in pratiques if str(pratique) == str(brut.get("pratique"))), None)
    if choisie is None:
        raisons.append("Choisissez une pratique partagée avec le collectif.")
    return ContenuPratique(choisie)


def _clean_vote(brut: ContenuSaisi, criteres: Collection[str], raisons: list[str]) -> ContenuEtape:
    genre, mode = _read(brut, "genre"), _read(brut, "mode") or ModeTour.SALLE
    if genre not in set(GenreTour) or mode not in set(ModeTour):
        raisons.append("Choisissez le genre de vote.")
        return ContenuVide()
    vote, qui = GenreTour(genre), ModeTour(mode)
    if qui is ModeTour.STRUCTURE and vote is not GenreTour.NIVEAU:
        raisons.append("Chaque structure ne vote pour elle-même que sur le niveau d’un critère.")
    if vote is GenreTour.NIVEAU:
        return ContenuVote(vote, qui, critere=_clean_critere(brut, criteres, raisons))
    question = _read(brut, "question")
    if not 1 <= len(question) <= QUESTION_MAX:
        raisons.append(f"Écrivez la question posée à la salle, en {QUESTION_MAX} caractères au plus.")
    if vote is not GenreTour.POINTS:
        return ContenuVote(vote, qui, question=question)
    options = _read_options(brut.get("options"), raisons)
    return ContenuVote(vote, qui, question=question, options=options, points=_read_points(brut.get("points"), raisons))


def _read_options(brutes: object, raisons: list[str]) -> tuple[str, ...]:
    lignes = [_read({"option": une}, "option") for une in brutes] if isinstance(brutes, list | tuple) else []
    options = tuple(ligne for ligne in lignes if ligne)
    if len(options) not in OPTIONS or len(set(options)) != len(options):
        raisons.append(f"Écrivez de {OPTIONS.start} à {OPTIONS.stop - 1} choix différents, un par ligne.")
    if any(len(option) > OPTION_MAX for option in options):
        raisons.append(f"Un choix compte au plus {OPTION_MAX} caractères.")
    return options


def _read_points(points: object, raisons: list[str]) -> int:
    if type(points) is int and points in POINTS:
        return points
    raisons.append(f"Chaque personne a de {POINTS.start} à {POINTS.stop - 1} points à répartir.")
    return 0


def _read(brut: ContenuSaisi, cle: str) -> str:
    """The text there, cleaned; empty for anything else."""
    valeur = brut.get(cle)
    return clean_ligne(drop_signes(valeur)) if isinstance(valeur, str) else ""
