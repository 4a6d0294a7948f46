"""A référentiel's everyday words in another language, as a file ``langues/<code>.yaml`` writes them.

A translation is not part of the version that it translates: it is corrected more often, and changes no question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from caprse.referentiel.schema import NIVEAUX_MAX, Critere, Donnee, Referentiel, Semver, Texte, TexteCourt

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

    ``relue_pour``: the version whose French questions it was last read against, when nothing of it had to change.

    ``criteres``: by code, the everyday question; one that is missing is read in French. ``variantes``: by code, then
    by the rank of the variant in the critère from 1, for the structures that read the question otherwise.
    ``niveaux``: by code, what each niveau of the critère says; where they are missing, those of the échelle are read.
    """

    langue: CodeLangue
    nom: NomLangue
    nom_francais: NomLangue
    sens: Literal["ltr", "rtl"] = "ltr"
    relue: bool = False
    relue_pour: Semver | None = None
    echelle: tuple[NiveauTraduit, ...]
    criteres: dict[str, Texte] = Field(default_factory=dict)
    variantes: dict[str, dict[int, Texte]] = Field(default_factory=dict)
    niveaux: dict[str, dict[int, Texte]] = Field(default_factory=dict)

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

    def find_niveaux(self, critere: Critere) -> Mapping[int, str]:
        """What each niveau of a critère says as one structure reads it: all of them, or none.

        Words that a variant replaced are never said in the place of its own, nor beside those of the échelle.
        """
        dits = self.niveaux.get(critere.code, {})
        if any(texte in v.niveaux.values() for v in critere.variantes for texte in critere.niveaux.values()):
            return {}
        return dits if critere.niveaux.keys() <= dits.keys() else {}


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


def list_a_relire(
    traduction: Traduction, referentiel: Referentiel, avant: Iterable[tuple[Referentiel, Traduction]]
) -> list[str]:
    """The codes of the critères whose French words changed since theirs were written, in their order.

    ``avant``: the earlier versions with their words in the same language, the oldest first. Words were written for the
    first version that had them.
    """
    francais, mots = _list_francais(referentiel), _list_mots(traduction)
    premieres: dict[tuple[str, str], str] = {}
    for ancien, ancienne in avant:
        posees = _list_francais(ancien)
        for cle, dits in _list_mots(ancienne).items():
            if mots.get(cle) == dits and cle in posees:
                premieres.setdefault(cle, posees[cle])
    changees = {cle[0] for cle, posee in premieres.items() if cle in francais and francais[cle] != posee}
    return [critere.code for critere in referentiel.criteres if critere.code in changees]


def _list_francais(referentiel: Referentiel) -> dict[tuple[str, str], str]:
    """What is translated of each critère: the everyday question, everyone's then that of each variant; the niveaux."""
    dits: dict[tuple[str, str], str] = {}
    for critere in referentiel.criteres:
        questions = (critere.question_simple, *(v.question_simple for v in critere.variantes))
        dits |= {(critere.code, f"question {r}"): q for r, q in enumerate(questions) if q is not None}
        dits |= {(critere.code, f"niveau {n}"): texte for n, texte in critere.niveaux.items()}
    return dits


def _list_mots(traduction: Traduction) -> dict[tuple[str, str], str]:
    return (
        {(code, "question 0"): mots for code, mots in traduction.criteres.items()}
        | {(c, f"question {r}"): mots for c, rangs in traduction.variantes.items() for r, mots in rangs.items()}
        | {(c, f"niveau {n}"): mots for c, niveaux in traduction.niveaux.items() for n, mots in niveaux.items()}
    )
