"""How hard the référentiel is to read: lengths, sentences. ``python -m bench.langue FOLDER`` prints the table."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.schema import Critere, Referentiel, Thematique

MOTS_MAX = 20
_MOT = re.compile(r"[\w’'-]+")
_FIN = re.compile(r"(?<=[.!?…])\s+")


def list_descripteurs(critere: Critere) -> Iterator[str]:
    """Every written niveau of a critère, those of its variants included."""
    yield from critere.niveaux.values()
    for variante in critere.variantes:
        yield from variante.niveaux.values()


def list_textes(critere: Critere) -> Iterator[str]:
    """All that is read aloud of a critère: its questions, its niveaux, what the law asks."""
    yield from (critere.question, critere.question_simple)
    yield from list_descripteurs(critere)
    for variante in critere.variantes:
        yield from filter(None, (variante.question, variante.question_simple))
    yield from (obligation.du for obligation in critere.socle_legal)


def count_mots(texte: str) -> int:
    return len(_MOT.findall(texte))


def list_phrases(texte: str) -> list[str]:
    return [phrase for phrase in _FIN.split(texte.strip()) if count_mots(phrase)]


def measure(thematique: Thematique) -> tuple[Sequence[int], Sequence[int]]:
    """Words of each niveau, words of each sentence."""
    niveaux = [count_mots(texte) for critere in thematique.criteres for texte in list_descripteurs(critere)]
    phrases = [
        count_mots(phrase)
        for critere in thematique.criteres
        for texte in list_textes(critere)
        for phrase in list_phrases(texte)
    ]
    return niveaux, phrases


def build_table(referentiel: Referentiel) -> list[str]:
    """One line of a Markdown table for each thématique, and one for all."""
    lignes = ["| | niveaux : mots (min, médiane, max) | phrases : mots (médiane, max) | phrases de plus de 20 mots |"]
    lignes.append("|---|---|---|---|")
    tous: tuple[list[int], list[int]] = ([], [])
    for thematique in referentiel.thematiques:
        niveaux, phrases = measure(thematique)
        tous[0].extend(niveaux)
        tous[1].extend(phrases)
        lignes.append(_format(thematique.code, niveaux, phrases))
    return [*lignes, _format("Total", *tous)]


def _format(nom: str, niveaux: Sequence[int], phrases: Sequence[int]) -> str:
    longues = sum(nombre > MOTS_MAX for nombre in phrases)
    return (
        f"| {nom} | {min(niveaux)}, {median(niveaux):.0f}, {max(niveaux)} | {median(phrases):.0f}, {max(phrases)} "
        f"| {longues} sur {len(phrases)} |"
    )


def main() -> None:
    referentiel = verify_dossier(Path(sys.argv[1])).referentiel
    if referentiel is None:
        raise SystemExit("Ce dossier a des erreurs : voyez « caprse referentiel verifier ».")
    print("\n".join(build_table(referentiel)))


if __name__ == "__main__":
    main()
