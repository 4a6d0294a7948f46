"""One row of the long format. Its fields say what they mean: both files and the dictionary come from here."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

EtatReponse = Literal["repondu", "non_concerne", "sans_reponse"]


@dataclass(frozen=True, slots=True)
class LigneLongue:
    """Une ligne par critère, dans le carnet d’une structure, à un trimestre."""

    collectif: Annotated[str, "Le nom du collectif."]
    fictif: Annotated[bool, "Vrai si ces données sont inventées, pour la démonstration."]
    structure: Annotated[str, "Le nom de la structure, aujourd’hui."]
    types: Annotated[str, "Ses types, séparés par « / » : AI, ACI, EI, ETTI, EBE, GES, SAP, autre."]
    departement: Annotated[str, "Son département ; avec le nom et la commune, il la désigne."]
    commune: Annotated[str, "Sa commune."]
    trimestre: Annotated[int, "Le numéro du trimestre."]
    trimestre_debut: Annotated[date, "Son premier jour."]
    trimestre_fin: Annotated[date, "Son dernier jour."]
    trimestre_etat: Annotated[str, "`ouvert` ou `clos`."]
    trimestre_thematique: Annotated[str, "Le code de la thématique du trimestre ; vide pour le bilan."]
    repris: Annotated[bool, "Vrai si le trimestre était fini avant que le collectif n’arrive dans le cahier."]
    referentiel: Annotated[str, "Le nom court du référentiel."]
    referentiel_version: Annotated[str, "Sa version, épinglée à l’ouverture du trimestre."]
    carnet_etat: Annotated[str, "`brouillon`, `transmis`, `a_completer` ou `relu`."]
    transmis_le: Annotated[datetime | None, "Quand le carnet a été transmis ; vide pour un trimestre repris."]
    thematique: Annotated[str, "Le code de la thématique du critère. Celle d’une révision est plus ancienne."]
    thematique_titre: Annotated[str, "Son titre."]
    enjeu: Annotated[str, "Le code de l’enjeu du critère."]
    enjeu_titre: Annotated[str, "Son titre."]
    critere: Annotated[str, "Le code du critère : son identité, d’une version à l’autre."]
    critere_titre: Annotated[str, "Son titre dans cette version."]
    revision: Annotated[bool, "Vrai si le trimestre ne demandait pas ce critère : la structure l’a revu d’elle-même."]
    reponse: Annotated[
        EtatReponse, "`repondu`, `non_concerne` ou `sans_reponse` : trois choses différentes, aucune ne vaut zéro."
    ]
    niveau: Annotated[int | None, "Le niveau atteint, de 0 à `niveau_max` ; vide sauf si `repondu`."]
    niveau_nom: Annotated[str, "Le nom de ce niveau."]
    niveau_max: Annotated[int, "Le plus haut niveau de l’échelle : c’est le nombre de marches du critère."]
    niveau_vise: Annotated[int | None, "Le niveau que la structure vise."]
    niveau_vise_nom: Annotated[str, "Le nom de ce niveau."]
    repondu_le: Annotated[datetime | None, "Quand la réponse a changé pour la dernière fois."]


@dataclass(frozen=True)
class Colonne:
    """What a field is: its name, its type without None, whether it may be missing, its meaning in French."""

    nom: str
    genre: type
    facultative: bool
    sens: str


def _read_colonnes() -> tuple[Colonne, ...]:
    colonnes = []
    for nom, indication in typing.get_type_hints(LigneLongue, include_extras=True).items():
        genre, sens = typing.get_args(indication)
        colonnes.append(Colonne(nom, _find_genre(genre), _is_facultative(genre), sens))
    return tuple(colonnes)


def _is_facultative(genre: Any) -> bool:
    return isinstance(genre, types.UnionType)


def _find_genre(genre: Any) -> type:
    if typing.get_origin(genre) is Literal:
        return str
    if _is_facultative(genre):
        genre = next(un for un in typing.get_args(genre) if un is not type(None))
    assert isinstance(genre, type)  # noqa: S101 - the class above holds nothing else
    return genre


COLONNES = _read_colonnes()
