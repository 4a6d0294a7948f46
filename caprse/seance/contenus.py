"""What a step of a session holds, kind by kind. Pure.

``contenu`` by kind: ``vote`` {genre: niveau, mode, critere}, {genre: points, question, options, points} or
{genre: mots | confiance, question}; ``repartition`` {critere} or {enjeu}; ``texte`` {texte, lien}; the others {}.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from caprse.seance.regles import GenreEtape, GenreTour, ModeTour

TITRE_MAX, TEXTE_MAX, LIEN_MAX, QUESTION_MAX, OPTION_MAX = 200, 2000, 1000, 300, 120
MINUTES = range(241)
OPTIONS = range(2, 13)
POINTS = range(1, 11)

LIBELLES_ETAPE = {
    GenreEtape.DECISIONS_OUVERTES: "Décisions à suivre",
    GenreEtape.RADAR: "Radar du collectif",
    GenreEtape.REPARTITION: "Répartition des réponses",
    GenreEtape.VOTE: "Vote",
    GenreEtape.TEXTE: "Texte ou lien",
    GenreEtape.DECISIONS: "Décisions du jour",
}
LIBELLES_VOTE = {
    GenreTour.NIVEAU: "Le niveau d'un critère",
    GenreTour.POINTS: "Des points à répartir entre des choix",
    GenreTour.MOTS: "Des mots libres",
    GenreTour.CONFIANCE: "La confiance, de 1 à 5",
}
LIBELLES_MODE = {
    ModeTour.SALLE: "toute la salle ensemble",
    ModeTour.STRUCTURE: "chaque structure pour elle-même",
}


@dataclass(frozen=True, slots=True)
class SaisieEtape:
    """What is typed for a step; ``minutes`` 0: not timed."""

    genre: GenreEtape
    titre: str
    minutes: int = 0
    contenu: Mapping[str, Any] | None = None


def clean_etape(
    saisie: SaisieEtape, criteres: Collection[str], enjeux: Collection[str]
) -> tuple[dict[str, Any], list[str]]:
    """The columns of a step with only the keys of its kind, and every reason to refuse it.

    ``criteres`` and ``enjeux`` are the codes that the trimestre asks.
    """
    raisons = []
    titre = _read({"titre": saisie.titre}, "titre")
    if not 1 <= len(titre) <= TITRE_MAX:
        raisons.append(f"Donnez un titre à l'étape, en {TITRE_MAX} caractères au plus.")
    if saisie.minutes not in MINUTES:
        raisons.append(f"La durée d'une étape va de 0 à {MINUTES.stop - 1} minutes.")
    brut = saisie.contenu or {}
    contenu: dict[str, Any] = {}
    if saisie.genre not in set(GenreEtape):
        raisons.append("Choisissez le genre de l'étape.")
    elif saisie.genre == GenreEtape.REPARTITION:
        contenu = _clean_repartition(brut, criteres, enjeux, raisons)
    elif saisie.genre == GenreEtape.TEXTE:
        contenu = _clean_texte(brut, raisons)
    elif saisie.genre == GenreEtape.VOTE:
        contenu = _clean_vote(brut, criteres, raisons)
    return {"genre": str(saisie.genre), "titre": titre, "minutes": saisie.minutes, "contenu": contenu}, raisons


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
    brut: Mapping[str, Any], criteres: Collection[str], enjeux: Collection[str], raisons: list[str]
) -> dict[str, Any]:
    if (enjeu := _read(brut, "enjeu")) and not _read(brut, "critere"):
        if enjeu not in enjeux:
            raisons.append("Choisissez un enjeu de ce trimestre.")
        return {"enjeu": enjeu}
    return _clean_critere(brut, criteres, raisons)


def _clean_critere(brut: Mapping[str, Any], criteres: Collection[str], raisons: list[str]) -> dict[str, Any]:
    critere = _read(brut, "critere")
    if critere not in criteres:
        raisons.append("Choisissez un critère de ce trimestre.")
    return {"critere": critere}


def _clean_texte(brut: Mapping[str, Any], raisons: list[str]) -> dict[str, Any]:
    texte, lien = _read(brut, "texte"), _read(brut, "lien")
    if len(texte) > TEXTE_MAX:
        raisons.append(f"Le texte compte au plus {TEXTE_MAX} caractères.")
    if lien and (len(lien) > LIEN_MAX or not is_lien(lien)):
        raisons.append(f"Le lien commence par https:// et compte au plus {LIEN_MAX} caractères.")
    return {"texte": texte, "lien": lien}


def _clean_vote(brut: Mapping[str, Any], criteres: Collection[str], raisons: list[str]) -> dict[str, Any]:
    genre, mode = _read(brut, "genre"), _read(brut, "mode") or ModeTour.SALLE
    if genre not in set(GenreTour) or mode not in set(ModeTour):
        raisons.append("Choisissez le genre de vote.")
        return {}
    contenu: dict[str, Any] = {"genre": str(genre), "mode": str(mode)}
    if mode == ModeTour.STRUCTURE and genre != GenreTour.NIVEAU:
        raisons.append("Chaque structure ne vote pour elle-même que sur le niveau d'un critère.")
    if genre == GenreTour.NIVEAU:
        return contenu | _clean_critere(brut, criteres, raisons)
    contenu["question"] = _read(brut, "question")
    if not 1 <= len(contenu["question"]) <= QUESTION_MAX:
        raisons.append(f"Écrivez la question posée à la salle, en {QUESTION_MAX} caractères au plus.")
    if genre == GenreTour.POINTS:
        options = brut.get("options")
        lignes = (
            [_read({"option": option}, "option") for option in options] if isinstance(options, list | tuple) else []
        )
        contenu["options"] = [ligne for ligne in lignes if ligne]
        contenu["points"] = brut.get("points")
        _check_options(contenu["options"], contenu["points"], raisons)
    return contenu


def _check_options(options: list[str], points: object, raisons: list[str]) -> None:
    if len(options) not in OPTIONS or len(set(options)) != len(options):
        raisons.append(f"Écrivez de {OPTIONS.start} à {OPTIONS.stop - 1} choix différents, un par ligne.")
    if any(len(option) > OPTION_MAX for option in options):
        raisons.append(f"Un choix compte au plus {OPTION_MAX} caractères.")
    if type(points) is not int or points not in POINTS:
        raisons.append(f"Chaque personne a de {POINTS.start} à {POINTS.stop - 1} points à répartir.")


def _read(brut: Mapping[str, Any], cle: str) -> str:
    """The text there, trimmed, without the one sign that the base cannot keep; empty for anything else."""
    valeur = brut.get(cle)
    return valeur.replace("\x00", "").strip() if isinstance(valeur, str) else ""
