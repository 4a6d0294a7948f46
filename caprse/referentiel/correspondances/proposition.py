"""Propose what each old critère becomes, and make a correspondence of what a person chose. Pure.

A code that is in both versions keeps its meaning, so it takes itself over: only codes that are gone need a choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from caprse.referentiel.correspondances.fichier import Correspondance, Destination, Ligne, list_codes
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.stabilite import compute_ressemblance
from caprse.socle.francais import fold

# Half of the words in common: a title that was written again, not one of the same subject.
SEUIL_PROCHE = 0.5
RETIRE = "Ce critère n’a pas de suite dans la nouvelle version."


class Raison(StrEnum):
    """Why this suite is proposed."""

    IDENTIQUE = "identique"
    PROCHE = "proche"
    AUCUNE = "aucune"


@dataclass(frozen=True)
class APlacer:
    """An old critère that the new version does not have. ``proches`` are all new codes, the most alike first."""

    code: str
    titre: str
    thematique: str
    proches: tuple[str, ...]
    propose: str | None
    raison: Raison


@dataclass(frozen=True)
class Proposition:
    """``gardes`` are the codes of both versions, ``renommes`` those of them whose title is another now."""

    a_placer: tuple[APlacer, ...]
    gardes: tuple[str, ...]
    renommes: tuple[str, ...]


def propose(ancien: Referentiel, nouveau: Referentiel) -> Proposition:
    """What takes itself over, and a proposal for each old critère that is gone, in the order of the référentiel."""
    avant, apres = list_codes(ancien), list_codes(nouveau)
    gardes = tuple(code for code in avant if code in set(apres))
    # What nobody takes over yet comes first among equals: it is more likely to be the same question under a new code.
    libres = [code for code in apres if code not in set(avant)]
    ordre = [*libres, *gardes]
    sans_suite = set(avant) - set(apres)
    return Proposition(
        tuple(
            _place(ancien.critere(critere.code), thematique.code, nouveau, ordre, set(libres))
            for thematique in ancien.thematiques
            for critere in thematique.criteres
            if critere.code in sans_suite
        ),
        gardes,
        tuple(code for code in gardes if fold(ancien.critere(code).titre) != fold(nouveau.critere(code).titre)),
    )


def build_correspondance(
    ancien: Referentiel, nouveau: Referentiel, suites: Mapping[str, str | None]
) -> Correspondance:
    """The correspondence in which each old code that is gone becomes what ``suites`` says, None for nothing.

    Raises KeyError when one of them is not in ``suites``.
    """
    apres = list_codes(nouveau)
    cibles = {code: code if code in set(apres) else suites[code] for code in list_codes(ancien)}
    lignes: dict[str | int, Ligne] = {
        code: Ligne(vers=(Destination(code=cible),)) if cible else Ligne(retire=RETIRE)
        for code, cible in cibles.items()
    }
    repris = set(cibles.values())
    nouveaux = tuple(code for code in apres if code not in repris)
    return Correspondance(id=ancien.id, de=ancien.version, vers=nouveau.version, lignes=lignes, nouveaux=nouveaux)


def _place(critere: Critere, thematique: str, nouveau: Referentiel, ordre: list[str], libres: set[str]) -> APlacer:
    notes = {code: _note(critere, nouveau.critere(code)) for code in ordre}
    proches = tuple(sorted(ordre, key=lambda code: notes[code], reverse=True))
    # What exists already in both versions is offered, never proposed: to join two questions is a person's decision.
    premier = next((nouveau.critere(code) for code in proches if code in libres), None)
    raison = Raison.AUCUNE
    if premier is not None and fold(premier.titre) == fold(critere.titre):
        raison = Raison.IDENTIQUE
    elif premier is not None and compute_ressemblance(critere.titre, premier.titre) >= SEUIL_PROCHE:
        raison = Raison.PROCHE
    propose = premier.code if premier is not None and raison is not Raison.AUCUNE else None
    return APlacer(critere.code, critere.titre, thematique, proches, propose, raison)


def _note(avant: Critere, apres: Critere) -> tuple[bool, float]:
    """The same title before all else, then how much titles, and less so questions, share their words."""
    titre = compute_ressemblance(avant.titre, apres.titre)
    question = compute_ressemblance(avant.question, apres.question)
    return fold(avant.titre) == fold(apres.titre), titre + question / 2
