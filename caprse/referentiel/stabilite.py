"""A code is an identity: from one version to the next it may be retired, never given to something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from caprse.referentiel.erreurs import Erreur, cite
from caprse.referentiel.schema import Referentiel

# Measured on the 64 critères of the référentiel de travail: 96 of 100 pairs of different critères stay below in both
# title and question; a question said entirely in other words stays around 0,4.
SEUIL_RESSEMBLANCE = 0.28

# Short words (le, des, est) are common to all sentences; five letters forgive endings (accueil, accueillir).
MOT_MIN = 4
RACINE = 5


class Sens(NamedTuple):
    """What a code stands for, and what it belongs to."""

    parent: str | None
    titre: str
    question: str
    thematique: str


def verify_stabilite(
    ancien: Referentiel, nouveau: Referentiel, lieux: Mapping[str, tuple[str, int]] | None = None
) -> list[Erreur]:
    """Every code of ``nouveau`` that meant something else, or stood elsewhere, in ``ancien``.

    A code that disappears is retired, which is fine. ``lieux`` (of a Verification) gives the lines in the new files.
    """
    avant, apres = _list_sens(ancien), _list_sens(nouveau)
    erreurs = [
        Erreur(*(lieux or {}).get(code, (f"{sens.thematique}.yaml", 1)), erreur, message)
        for code, sens in apres.items()
        if code in avant
        for erreur, message in _compare_sens(code, avant[code], sens)
    ]
    return sorted(erreurs)


def compute_ressemblance(un: str, autre: str) -> float:
    """How much two texts share their words, whatever the order: 0 nothing, 1 all."""
    return SequenceMatcher(None, _list_racines(un), _list_racines(autre), autojunk=False).ratio()


def _compare_sens(code: str, avant: Sens, apres: Sens) -> Iterator[tuple[str, str]]:
    if avant.parent != apres.parent:
        message = f"{code} passe de {avant.parent} à {apres.parent} : retirez ce code et prenez-en un nouveau."
        yield "CODE-DEPLACE", message
    ressemblances = (
        compute_ressemblance(avant.titre, apres.titre),
        compute_ressemblance(avant.question, apres.question),
    )
    if max(ressemblances) < SEUIL_RESSEMBLANCE:
        message = f"{code} était {cite(avant.titre)} et devient {cite(apres.titre)} : prenez un nouveau code."
        yield "CODE-RECYCLE", message


def _list_sens(referentiel: Referentiel) -> dict[str, Sens]:
    sens: dict[str, Sens] = {}
    for thematique in referentiel.thematiques:
        sens[thematique.code] = Sens(None, thematique.titre, thematique.en_bref, thematique.code)
        for enjeu in thematique.enjeux:
            sens[enjeu.code] = Sens(thematique.code, enjeu.titre, enjeu.question, thematique.code)
            for critere in enjeu.criteres:
                sens[critere.code] = Sens(enjeu.code, critere.titre, critere.question, thematique.code)
    return sens


def _list_racines(texte: str) -> list[str]:
    mots = re.findall(r"\w+", texte.casefold())
    return sorted(mot[:RACINE] for mot in mots if len(mot) >= MOT_MIN) or sorted(mots)
