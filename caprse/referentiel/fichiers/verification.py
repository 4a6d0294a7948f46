"""A folder → a validated Referentiel, or every one of its errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from pydantic import BaseModel

from caprse.referentiel.erreurs import Erreur
from caprse.referentiel.fichiers.document import TETE, Document, Dossier, list_criteres, list_enjeux
from caprse.referentiel.fichiers.forme import check_forme
from caprse.referentiel.fichiers.lecture import read_dossier
from caprse.referentiel.fichiers.regles import check_dossier
from caprse.referentiel.fichiers.traductions import check_traductions
from caprse.referentiel.langues.schema import Traduction
from caprse.referentiel.schema import Glossaire, Referentiel, Renvois, Tete, Thematique

Lieu = tuple[str, int]


@dataclass(frozen=True)
class Verification:
    """``referentiel`` is there exactly when ``erreurs`` is empty; ``lieux`` gives file and line of each code.

    ``traductions``: its everyday words in other languages, which are no part of it.
    """

    referentiel: Referentiel | None
    erreurs: tuple[Erreur, ...] = ()
    lieux: Mapping[str, Lieu] = field(default_factory=dict)
    traductions: tuple[Traduction, ...] = ()


def verify_dossier(chemin: Path) -> Verification:
    """Read and check a folder whole, in one pass. Never raises for what the folder holds.

    Errors come sorted by file and line; an error in one file hides none of the others.
    """
    return build_verification(read_dossier(chemin))


def build_verification(dossier: Dossier) -> Verification:
    """Check documents already read, from a folder or from a workbook."""
    erreurs = {*dossier.erreurs, *_check_formes(dossier), *check_dossier(dossier)}
    erreurs.update(check_traductions(dossier, {erreur.fichier for erreur in erreurs}))
    if erreurs:
        return Verification(None, tuple(sorted(erreurs)))
    traductions = tuple(Traduction.model_validate(document.donnee) for document in dossier.langues.values())
    return Verification(_build_referentiel(dossier), lieux=_list_lieux(dossier), traductions=traductions)


def _check_formes(dossier: Dossier) -> list[Erreur]:
    attendus: list[tuple[Document | None, type[BaseModel]]] = [
        (dossier.tete, Tete),
        (dossier.renvois, Renvois),
        (dossier.glossaire, Glossaire),
    ]
    attendus += [(thematique, Thematique) for thematique in dossier.thematiques]
    attendus += [(traduction, Traduction) for traduction in dossier.langues.values()]
    return [erreur for document, modele in attendus if document for erreur in check_forme(document, modele)]


def _build_referentiel(dossier: Dossier) -> Referentiel:
    tete = Tete.model_validate(dossier.documents[TETE].donnee)
    renvois = Renvois.model_validate(dossier.renvois.donnee) if dossier.renvois else Renvois()
    glossaire = Glossaire.model_validate(dossier.glossaire.donnee) if dossier.glossaire else Glossaire()
    thematiques = [Thematique.model_validate(document.donnee) for document in dossier.thematiques]
    par_code = {thematique.code: thematique for thematique in thematiques}
    codes = tete.ordre if tete.transversal is None else (*tete.ordre, tete.transversal)
    return Referentiel(
        **dict(tete),
        thematiques=tuple(par_code[code] for code in codes),
        familles=renvois.familles,
        mots=glossaire.mots,
    )


def _list_lieux(dossier: Dossier) -> dict[str, Lieu]:
    return {
        str(code.valeur): (code.document.fichier, code.ligne)
        for document in dossier.thematiques
        for objet in chain((document.racine,), list_enjeux(document), list_criteres(document))
        for code in (objet.get("code"),)
    }
