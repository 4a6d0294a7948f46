"""A workbook of a carnet, taken then changed as a person changes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from openpyxl import load_workbook

from caprse.carnet.regles import Saisie
from caprse.echanges.classeur.ecriture import write_classeur
from caprse.echanges.classeur.modele import Pris, lay_out
from caprse.referentiel.schema import Enjeu, Referentiel

CARNET, VERSION = UUID(int=1), UUID(int=2)
SCEAU = "sceau d’essai"


def list_etapes(referentiel: Referentiel) -> tuple[Enjeu, ...]:
    return tuple(e for t in referentiel.capsule(referentiel.ordre[0]) for e in t.enjeux)


def build_pris(reponses: Mapping[str, Saisie]) -> Pris:
    return Pris(CARNET, "Les Jardins d’essai", 3, VERSION, date(2026, 3, 14), reponses)


def write(referentiel: Referentiel, reponses: Mapping[str, Saisie]) -> bytes:
    return write_classeur(build_pris(reponses), SCEAU, "Thème", list_etapes(referentiel), referentiel)


def change(octets: bytes, geste: Callable[[Any], object]) -> bytes:
    classeur = load_workbook(BytesIO(octets))
    geste(classeur)
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def find_case(referentiel: Referentiel, code: str, champ: str) -> tuple[str, str]:
    """The sheet and the cell where this field of this critère is filled."""
    for feuillet in lay_out(list_etapes(referentiel), referentiel):
        for bloc in feuillet.blocs:
            if bloc.critere.code == code:
                return feuillet.nom, f"B{bloc.lignes[champ]}"
    raise KeyError(code)


def fill(referentiel: Referentiel, octets: bytes, valeurs: Mapping[tuple[str, str], object]) -> bytes:
    """The same workbook with these cells filled, by critère and field."""

    def geste(classeur: Any) -> None:
        for (code, champ), valeur in valeurs.items():
            feuille, case = find_case(referentiel, code, champ)
            classeur[feuille][case] = valeur

    return change(octets, geste)
