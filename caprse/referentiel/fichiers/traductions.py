"""What must hold between a translation and its référentiel. What a translation leaves out is read in French."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import PurePosixPath

from caprse.referentiel.erreurs import Erreur, cite
from caprse.referentiel.fichiers.document import Document, Dossier, Noeud, list_criteres
from caprse.referentiel.langues.schema import DE_DROITE_A_GAUCHE, FRANCAIS, MOTIF_LANGUE
from caprse.referentiel.schema import NIVEAUX_MAX, NIVEAUX_MIN


def check_traductions(dossier: Dossier, fautifs: Collection[str]) -> Iterator[Erreur]:
    """Every broken rule of the translations of a folder. ``fautifs``: the files that have errors of their own.

    What is cited of these may be there once they are put right.
    """
    criteres = {critere.get("code").texte or "": critere for t in dossier.thematiques for critere in list_criteres(t)}
    niveaux = _count_niveaux(dossier.tete)
    for traduction in dossier.langues.values():
        yield from check_langue(traduction)
        if niveaux is not None:
            yield from check_niveaux_traduits(traduction, niveaux)
        yield from check_codes_traduits(traduction, criteres, fautifs)
        yield from check_niveaux_de_criteres(traduction, criteres)


def check_langue(traduction: Document) -> Iterator[Erreur]:
    """The file is named after its language, which is not French, and says which way it is written."""
    langue = traduction.racine.get("langue")
    if not langue.texte or not re.fullmatch(MOTIF_LANGUE, langue.texte):
        return
    nom = f"{langue.texte}.yaml"
    if nom != PurePosixPath(traduction.fichier).name:
        yield langue.erreur("LANGUE", f"ce fichier devrait s’appeler {cite(nom)}.")
    principale = langue.texte.partition("-")[0]
    if principale == FRANCAIS:
        yield langue.erreur("LANGUE", "le français est déjà la langue du référentiel ; retirez ce fichier.")
    if langue.texte in DE_DROITE_A_GAUCHE and traduction.racine.get("sens").valeur != "rtl":
        yield langue.erreur("LANGUE", f"{cite(langue.texte)} s’écrit de droite à gauche ; ajoutez « sens: rtl ».")


def check_niveaux_traduits(traduction: Document, attendus: int) -> Iterator[Erreur]:
    """Each niveau of the échelle is named once, and no other."""
    echelle = traduction.racine.get("echelle")
    if not isinstance(echelle.valeur, tuple):
        return
    dits: set[int] = set()
    for niveau in echelle:
        numero = niveau.get("niveau")
        if type(numero.valeur) is not int or not 0 <= numero.valeur < NIVEAUX_MAX:
            continue
        if numero.valeur in dits:
            yield numero.erreur("LANGUE-NIVEAU", f"le niveau {numero.valeur} est déjà traduit.")
        elif numero.valeur >= attendus:
            yield numero.erreur("LANGUE-NIVEAU", f"l’échelle va de 0 à {attendus - 1}.")
        dits.add(numero.valeur)
    for numero_absent in sorted(set(range(attendus)) - dits):
        yield echelle.erreur("LANGUE-NIVEAU", f"il manque le niveau {numero_absent}.")


def check_codes_traduits(
    traduction: Document, criteres: Mapping[str, Noeud], fautifs: Collection[str]
) -> Iterator[Erreur]:
    """Only critères of the référentiel are translated, and of their variants those that ask otherwise."""
    parties = [traduction.racine.get(partie) for partie in ("criteres", "variantes", "niveaux")]
    for question in chain.from_iterable(parties):
        code = str(question.chemin[-1])
        if f"{code.partition('-')[0]}.yaml" in fautifs:
            continue
        if isinstance(question.chemin[-1], str) and code not in criteres:
            yield question.erreur("LANGUE-CRITERE", f"aucun critère n’a le code {cite(code)}.")
    for variantes in parties[1]:
        critere = criteres.get(str(variantes.chemin[-1]))
        if critere is None or not isinstance(variantes.valeur, dict):
            continue
        dites = [variante.get("question_simple").texte for variante in critere.get("variantes")]
        for variante in variantes:
            rang = variante.chemin[-1]
            if isinstance(rang, int) and not (1 <= rang <= len(dites) and dites[rang - 1]):
                message = f"la variante n° {rang} n’existe pas, ou ne change pas la question de tous les jours."
                yield variante.erreur("LANGUE-CRITERE", message)


def check_niveaux_de_criteres(traduction: Document, criteres: Mapping[str, Noeud]) -> Iterator[Erreur]:
    """The niveaux of a critère are all translated, or none is: some would be read beside those of the échelle."""
    for dits in traduction.racine.get("niveaux"):
        critere = criteres.get(str(dits.chemin[-1]))
        if critere is None or not isinstance(dits.valeur, dict):
            continue
        ecrits, traduits = (
            {n.chemin[-1] for n in noeud if isinstance(n.chemin[-1], int)} for noeud in (critere.get("niveaux"), dits)
        )
        for numero in sorted(traduits ^ ecrits):
            message = f"il manque le niveau {numero}." if numero in ecrits else f"le niveau {numero} n’existe pas."
            yield dits.erreur("LANGUE-NIVEAU", message)


def _count_niveaux(tete: Document | None) -> int | None:
    """How many niveaux the échelle has, or None where it cannot be relied upon."""
    if tete is None:
        return None
    niveaux = tete.racine.get("echelle").valeur
    return len(niveaux) if isinstance(niveaux, tuple) and NIVEAUX_MIN <= len(niveaux) <= NIVEAUX_MAX else None
