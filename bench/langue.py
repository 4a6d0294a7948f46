"""How hard the référentiel is to read: lengths, sentences, rare words.

``python -m bench.langue FOLDER`` prints the table, then the words outside the most frequent that no glossary explains.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from simplemma import lemmatize
from wordfreq import top_n_list

from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.schema import Critere, Referentiel, Thematique

MOTS_MAX = 20
_MOT = re.compile(r"[\w’'-]+")
_FIN = re.compile(r"(?<=[.!?…])\s+")
FREQUENTS = 5_000
LETTRES_MIN = 3
# What an apostrophe cuts short (« jusqu'à ») is no word to explain.
_LETTRES = re.compile(r"\b[^\W\d_]+\b(?!['’])")


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


def list_tous(referentiel: Referentiel) -> Iterator[str]:
    """All that a structure reads: the échelle, the titles, the questions, the niveaux, the traces, the law."""
    for niveau in referentiel.echelle:
        yield from (niveau.nom, niveau.definition, niveau.test)
    for thematique in referentiel.thematiques:
        yield from (thematique.titre, thematique.en_bref)
        for enjeu in thematique.enjeux:
            yield from (enjeu.titre, enjeu.question, enjeu.question_simple)
        for critere in thematique.criteres:
            yield from (critere.titre, critere.trace_possible, critere.pour_qui.texte, *list_textes(critere))


def list_mots(texte: str) -> list[str]:
    """The words of a text, each part of a compound apart, but for acronyms, letters and elisions."""
    mots = (mot for mot in _LETTRES.findall(texte) if len(mot) >= LETTRES_MIN and not mot.isupper())
    return [mot.casefold() for mot in mots]


def get_lemme(mot: str) -> str:
    """The word as a dictionary writes it: « notés » is read by who reads « noter »."""
    return lemmatize(mot, lang="fr").casefold()


def count_rares(referentiel: Referentiel) -> tuple[Counter[str], Counter[str], int]:
    """Words outside the most frequent: those that the glossary explains, the others; how many words in all."""
    frequents = set(top_n_list("fr", FREQUENTS))
    connus = frequents | {get_lemme(mot) for mot in frequents}
    expliques = {
        forme
        for mot in referentiel.mots
        for texte in (mot.mot, *mot.formes)
        for entier in list_mots(texte)
        for forme in (entier, get_lemme(entier))
    }
    tous = Counter(mot for texte in list_tous(referentiel) for mot in list_mots(texte))
    rares = {mot: fois for mot, fois in tous.items() if not {mot, get_lemme(mot)} & connus}
    dits = Counter({mot: fois for mot, fois in rares.items() if {mot, get_lemme(mot)} & expliques})
    return dits, Counter(rares) - dits, tous.total()


def build_rares(referentiel: Referentiel) -> list[str]:
    """The words that few people meet and nothing explains, the most used first."""
    dits, muets, total = count_rares(referentiel)
    part = f"{100 * muets.total() / total:.1f}".replace(".", ",")
    bilan = (
        f"{total} mots. Hors des {FREQUENTS} plus fréquents : {len(dits)} expliqués par le glossaire, {len(muets)} "
        f"non expliqués ({muets.total()} emplois, {part} %)."
    )
    lignes = sorted(muets.items(), key=lambda paire: (-paire[1], paire[0]))
    return [bilan, ", ".join(f"{mot} ({fois})" for mot, fois in lignes)]


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
    print("\n".join([*build_table(referentiel), "", *build_rares(referentiel)]))


if __name__ == "__main__":
    main()
