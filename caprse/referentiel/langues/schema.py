"""A référentiel's everyday words in another language, as a file ``langues/<code>.yaml`` writes them.

A translation is not part of the version that it translates: it is corrected more often, and changes no question.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from caprse.referentiel.schema import NIVEAUX_MAX, Critere, Donnee, Referentiel, Texte, TexteCourt

# BCP 47, as far as a phone needs it: a language, its script where it has several, a country.
MOTIF_LANGUE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
FRANCAIS = "fr"
# Languages that are written from right to left, unless a script is named.
DE_DROITE_A_GAUCHE = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "prs", "ps", "sd", "ug", "ur", "yi"})

CodeLangue = Annotated[str, StringConstraints(pattern=MOTIF_LANGUE)]
NomLangue = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class NiveauTraduit(Donnee):
    """One step of the échelle: its name and what it means."""

    niveau: int = Field(ge=0, lt=NIVEAUX_MAX)
    nom: TexteCourt
    definition: Texte


class Traduction(Donnee):
    """The file of one language. ``relue``: somebody who speaks it has read it; until then the screens say so.

    ``criteres``: by code, the everyday question; one that is missing is read in French. ``variantes``: by code, then
    by the rank of the variant in the critère from 1, for the structures that read the question otherwise.
    """

    langue: CodeLangue
    nom: NomLangue
    nom_francais: NomLangue
    sens: Literal["ltr", "rtl"] = "ltr"
    relue: bool = False
    echelle: tuple[NiveauTraduit, ...]
    criteres: dict[str, Texte] = Field(default_factory=dict)
    variantes: dict[str, dict[int, Texte]] = Field(default_factory=dict)

    def get_niveau(self, niveau: int) -> NiveauTraduit | None:
        """What a step is called, where it is written."""
        return next((traduit for traduit in self.echelle if traduit.niveau == niveau), None)

    def find_question(self, critere: Critere) -> str | None:
        """The everyday question of a critère as one structure reads it, or None where it has no translation.

        Words that a variant replaced are never said in the place of its own.
        """
        rang = next((r for r, v in enumerate(critere.variantes, 1) if v.question_simple == critere.question_simple), 0)
        if rang:
            return self.variantes.get(critere.code, {}).get(rang)
        return self.criteres.get(critere.code)


def list_manques(traduction: Traduction, referentiel: Referentiel) -> list[str]:
    """The codes of the critères that somebody would read in French, in the order of the référentiel."""
    return [
        critere.code
        for critere in referentiel.criteres
        if critere.code not in traduction.criteres
        or any(
            rang not in traduction.variantes.get(critere.code, {})
            for rang, variante in enumerate(critere.variantes, 1)
            if variante.question_simple is not None
        )
    ]
