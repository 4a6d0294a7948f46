"""What each answer holds, column by column: the JSON, the CSV and the description of the API all come from here."""

from __future__ import annotations

import typing
from datetime import date, datetime, time
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, create_model

from caprse.echanges.lecture_api.regles import LIMITE, LIMITE_MAX, Portee
from caprse.echanges.reponses_longues.modele import COLONNES, LigneLongue


class Forme(BaseModel):
    """What is written: nothing more, nothing less."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_TYPES = typing.get_type_hints(LigneLongue)
# The very columns of the long export, with their very meaning.
Reponse = create_model(
    "Reponse",
    __base__=Forme,
    __doc__=LigneLongue.__doc__,
    **{colonne.nom: (_TYPES[colonne.nom], Field(description=colonne.sens)) for colonne in COLONNES},  # type: ignore[call-overload]
)


class Agregat(Forme):
    """Une ligne par axe de la dernière publication d’un trimestre."""

    collectif: str = Field(description="Le nom du collectif.")
    fictif: bool = Field(description="Vrai si ces données sont inventées, pour la démonstration.")
    trimestre: int = Field(description="Le numéro du trimestre.")
    trimestre_debut: date = Field(description="Son premier jour.")
    trimestre_fin: date = Field(description="Son dernier jour.")
    trimestre_etat: Literal["ouvert", "clos"] = Field(description="`ouvert` ou `clos`.")
    trimestre_thematique: str = Field(description="Le code de sa thématique ; vide pour le bilan.")
    edition: int = Field(description="Le numéro de la publication : un autre numéro, d’autres chiffres.")
    publie_le: datetime = Field(description="Quand elle est parue.")
    carnets: int = Field(description="Le nombre de carnets qu’elle compte.")
    referentiel: str = Field(description="Le nom court du référentiel.")
    referentiel_version: str = Field(description="Sa version.")
    axe: str = Field(description="Le code de l’axe.")
    axe_titre: str = Field(description="Son titre.")
    genre: Literal["enjeu", "thematique", "transversal"] = Field(description="Ce qu’est l’axe.")
    structures: int = Field(description="Le nombre de structures qui y ont répondu.")
    quart: float = Field(description="Le premier quart des scores, de 0 à 1.")
    mediane: float = Field(description="Leur milieu, de 0 à 1.")
    trois_quarts: float = Field(description="Le troisième quart, de 0 à 1.")
    niveau_0: int = Field(description="Le nombre de réponses au niveau 0.")
    niveau_1: int = Field(description="Au niveau 1.")
    niveau_2: int = Field(description="Au niveau 2.")
    niveau_3: int | None = Field(description="Au niveau 3 ; vide si l’échelle s’arrête avant.")
    niveau_4: int | None = Field(description="Au niveau 4 ; vide si l’échelle s’arrête avant.")
    niveau_5: int | None = Field(description="Au niveau 5 ; vide si l’échelle s’arrête avant.")


class Critere(Forme):
    """Une ligne par critère, dans chaque version que suivent les trimestres du collectif."""

    referentiel: str = Field(description="Le nom court du référentiel.")
    referentiel_version: str = Field(description="Sa version.")
    ordre: int = Field(description="Le rang du critère dans cette version, à partir de 1.")
    thematique: str = Field(description="Le code de sa thématique.")
    thematique_titre: str = Field(description="Son titre.")
    enjeu: str = Field(description="Le code de son enjeu.")
    enjeu_titre: str = Field(description="Son titre.")
    critere: str = Field(description="Le code du critère : son identité, d’une version à l’autre.")
    critere_titre: str = Field(description="Son titre.")
    question: str = Field(description="La question posée.")
    niveau_0: str = Field(description="Ce qu’est le niveau 0.")
    niveau_1: str = Field(description="Ce qu’est le niveau 1.")
    niveau_2: str = Field(description="Ce qu’est le niveau 2.")
    niveau_3: str | None = Field(description="Le niveau 3 ; vide si l’échelle s’arrête avant.")
    niveau_4: str | None = Field(description="Le niveau 4 ; vide si l’échelle s’arrête avant.")
    niveau_5: str | None = Field(description="Le niveau 5 ; vide si l’échelle s’arrête avant.")


class Rencontre(Forme):
    """Une ligne par rencontre du collectif."""

    collectif: str = Field(description="Le nom du collectif.")
    fictif: bool = Field(description="Vrai si ces données sont inventées, pour la démonstration.")
    trimestre: int = Field(description="Le numéro du trimestre.")
    id: UUID = Field(description="L’identité de la rencontre : elle ne change pas.")
    type: Literal["visio", "autonomie", "presentiel"] = Field(description="Comment on se réunit.")
    titre: str = Field(description="Son titre.")
    jour: date = Field(description="Son jour.")
    heure: time | None = Field(description="Son heure, à Paris ; vide pour toute la journée.")
    duree_minutes: int = Field(description="Sa durée, en minutes.")
    lieu: str = Field(description="Où elle se tient ; jamais le lien d’une visio.")
    annulee: bool = Field(description="Vrai si elle est annulée.")
    modifie_le: datetime = Field(description="Quand elle a changé pour la dernière fois.")


class Cle(Forme):
    """La clé elle-même : ce qu’elle ouvre, jusqu’à quand."""

    nom: str = Field(description="Le nom donné à la clé.")
    collectif: str = Field(description="Le collectif qu’elle lit.")
    structure: str | None = Field(description="La structure qu’elle lit ; vide pour une clé de collectif.")
    portees: list[Portee] = Field(description="Ce qu’elle ouvre.")
    expire_le: datetime = Field(description="Quand elle finit.")
    demandes_par_minute: int = Field(description="Combien de demandes elle peut faire par minute.")


class Probleme(Forme):
    """Un refus (RFC 9457) : une phrase dit ce qu’il y a et quoi faire."""

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(description="Le nom du refus.")
    status: int = Field(description="Le statut HTTP.")
    detail: str = Field(description="Ce qu’il y a, et quoi faire, en une phrase.")


class Demande(BaseModel):
    """What an address may ask: anything else is refused, so that no misspelt word is taken for an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    apres: str | None = Field(
        None, max_length=80, pattern=r"^[0-9A-Za-z.-]+$", description="La valeur `suite` de la page d’avant."
    )
    limite: int = Field(
        LIMITE, ge=1, le=LIMITE_MAX, description="Combien de carnets, trimestres, versions ou rencontres par page."
    )
    format: Literal["json", "csv"] = Field("json", description="`csv` pour un tableur ; `json` sinon.")


def build_page(ligne: type[Forme]) -> type[BaseModel]:
    """One page of such rows."""
    return create_model(
        f"Page{ligne.__name__}",
        __base__=Forme,
        __doc__="Une page de lignes.",
        donnees=(list[ligne], Field(description="Les lignes de cette page.")),  # type: ignore[valid-type]
        suite=(str | None, Field(description="À donner dans `apres` pour la page suivante ; vide à la dernière.")),
    )


def to_rangee(ligne: Forme) -> list[Any]:
    """The same row for a spreadsheet, in the order of its columns."""
    return [getattr(ligne, nom) for nom in type(ligne).model_fields]
