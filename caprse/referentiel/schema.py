"""The shape of a référentiel, as written in YAML and as kept in the database.

A code such as ``PAR-03`` is an identity, never a position. Everything here is frozen: a référentiel is data.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

NIVEAUX_MIN = 3
NIVEAUX_MAX = 6
CRITERES_MAX = 30
TRIMESTRE_MAX = 40
PREMIER_PAS_MAX = 160
EFFECTIF_MAX = 10_000
# What the last trimestre of a cycle is about, as data and in words: it looks back on all of them (decision 0027).
SANS_THEMATIQUE = ""
BILAN = "Bilan"
# The pale ground on which a thématique's colour is read.
PART_DU_FOND = 0.1

MOTIF_THEMATIQUE = r"^[A-Z][A-Z0-9]{1,9}$"
MOTIF_ENJEU = r"^[A-Z][A-Z0-9]{1,9}-[A-Z][A-Z0-9]{0,3}$"
MOTIF_CRITERE = r"^[A-Z][A-Z0-9]{1,9}-[0-9]{2,3}$"
MOTIF_SEMVER = r"^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$"
MOTIF_CLE = r"^[a-z][a-z0-9-]{0,39}$"
MOTIF_FAMILLE = r"^[a-z][a-z0-9_]{0,39}$"
MOTIF_COULEUR = r"^#[0-9A-Fa-f]{6}$"
MOTIF_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

Texte = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
TexteCourt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
# A first act that fits on a line of a plan d’action.
PremierPas = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=PREMIER_PAS_MAX)]
CodeThematique = Annotated[str, StringConstraints(pattern=MOTIF_THEMATIQUE)]
CodeEnjeu = Annotated[str, StringConstraints(pattern=MOTIF_ENJEU)]
CodeCritere = Annotated[str, StringConstraints(pattern=MOTIF_CRITERE)]
Semver = Annotated[str, StringConstraints(pattern=MOTIF_SEMVER)]
Cle = Annotated[str, StringConstraints(pattern=MOTIF_CLE)]
CleFamille = Annotated[str, StringConstraints(pattern=MOTIF_FAMILLE)]
Couleur = Annotated[str, StringConstraints(pattern=MOTIF_COULEUR)]
# A day as ISO writes it; text, so that the content is the same in YAML, in JSON and in a workbook.
Jour = Annotated[str, StringConstraints(pattern=MOTIF_DATE)]
Effectif = Annotated[int, Field(ge=1, le=EFFECTIF_MAX)]
# The drawings are in themes.py.
Icone = Literal[
    "boussole",
    "sentier",
    "casque",
    "piece",
    "feuille",
    "assemblee",
    "carte",
    "cycle",
    "maison",
    "coeur",
    "ampoule",
    "livre",
]
TypeStructure = Literal["AI", "ACI", "EI", "ETTI", "EBE", "GES", "SAP", "autre"]


class Donnee(BaseModel):
    """Strict, frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Niveau(Donnee):
    """One step of the échelle, the same for all critères."""

    niveau: int = Field(ge=0, lt=NIVEAUX_MAX)
    nom: TexteCourt
    definition: Texte
    test: Texte


class PourQui(Donnee):
    """Whom a critère concerns; ``types`` is None when it concerns every type of structure."""

    texte: TexteCourt
    types: Annotated[tuple[TypeStructure, ...], Field(min_length=1)] | None = None


class Obligation(Donnee):
    """What the law asks about a critère, and of whom: ``des`` employees and more, these ``types`` only.

    ``verifie_le`` is the day when the text was last read; without it, the screens say that it is to be checked.
    """

    du: Texte
    texte: TexteCourt
    article: TexteCourt | None = None
    des: Effectif | None = None
    types: Annotated[tuple[TypeStructure, ...], Field(min_length=1)] | None = None
    depuis: Jour | None = None
    verifie_le: Jour | None = None
    source: TexteCourt | None = None
    avec_qui: TexteCourt | None = None


# What ``socle_legal: true`` meant before obligations were written one by one.
OBLIGATION_NON_ECRITE = Obligation(
    du="Ce sujet touche sans doute à une obligation de l’employeur.",
    texte="texte non précisé",
    avec_qui="le service juridique de votre réseau",
)


def read_socle_legal(valeur: Any) -> Any:
    """``true`` and ``false`` are still read, as versions before 0.2 wrote them."""
    if isinstance(valeur, bool):
        return (OBLIGATION_NON_ECRITE,) if valeur else ()
    return _freeze(valeur)


def _freeze(valeur: Any) -> Any:
    """What comes from JSON in lists, in tuples: pydantic only does it itself where no function reads first."""
    if isinstance(valeur, list | tuple):
        return tuple(_freeze(element) for element in valeur)
    if isinstance(valeur, dict):
        return {cle: _freeze(element) for cle, element in valeur.items()}
    return valeur


class PourVous(Donnee):
    """Whom a variant is written for: these types, or fewer than so many employees; both where both are given."""

    types: Annotated[tuple[TypeStructure, ...], Field(min_length=1)] | None = None
    moins_de: Effectif | None = None


class Variante(Donnee):
    """The same critère said for some structures: same code, same score, other words where they are written."""

    pour: PourVous
    question: Texte | None = None
    question_simple: Texte | None = None
    niveaux: dict[int, Texte] = Field(default_factory=dict)
    trace_possible: Texte | None = None


class Critere(Donnee):
    """One question with its written niveaux. It is asked from the trimestre ``des_le_trimestre`` on.

    ``premiers_pas`` gives, for a niveau to reach, a small act to begin with; some niveaux may have none.
    """

    code: CodeCritere
    titre: TexteCourt
    socle_legal: Annotated[tuple[Obligation, ...], BeforeValidator(read_socle_legal)] = ()
    des_le_trimestre: int = Field(default=1, ge=1, le=TRIMESTRE_MAX)
    question: Texte
    question_simple: Texte
    niveaux: dict[int, Texte]
    premiers_pas: dict[int, PremierPas] = Field(default_factory=dict)
    trace_possible: Texte
    pour_qui: PourQui
    variantes: tuple[Variante, ...] = ()
    renvois: dict[str, tuple[TexteCourt, ...]] = Field(default_factory=dict)


class Enjeu(Donnee):
    """A group of critères, the axis of a trimestre's radar, with its question for the positionnement."""

    code: CodeEnjeu
    titre: TexteCourt
    titre_court: TexteCourt
    question: Texte
    question_simple: Texte
    criteres: tuple[Critere, ...] = Field(min_length=1)


class Thematique(Donnee):
    """One file, one theme, one trimestre."""

    code: CodeThematique
    titre: TexteCourt
    titre_court: TexteCourt
    en_bref: Texte
    couleur: Couleur | None = None
    icone: Icone | None = None
    enjeux: tuple[Enjeu, ...] = Field(min_length=1)

    @property
    def criteres(self) -> tuple[Critere, ...]:
        return tuple(critere for enjeu in self.enjeux for critere in enjeu.criteres)


class Groupe(Donnee):
    """A group of entries of a family of renvois, such as an axis of the network's project."""

    code: Cle
    titre: TexteCourt


class Entree(Donnee):
    """One thing a critère may refer to."""

    code: TexteCourt
    titre: TexteCourt
    groupe: Cle | None = None


class Famille(Donnee):
    """A family of cross-references: ISO 26000, ODD, VSME, the network's objectives…"""

    cle: CleFamille
    titre: TexteCourt
    note: Texte | None = None
    groupes: tuple[Groupe, ...] = ()
    entrees: tuple[Entree, ...] = Field(min_length=1)


class Tete(Donnee):
    """The head file ``referentiel.yaml``."""

    id: Cle
    version: Semver
    titre: TexteCourt
    statut: Texte
    licence: TexteCourt
    # The most is a rule of its own: counted here, it would hide what is wrong inside.
    echelle: tuple[Niveau, ...] = Field(min_length=NIVEAUX_MIN, json_schema_extra={"maxItems": NIVEAUX_MAX})
    ordre: tuple[CodeThematique, ...] = Field(min_length=1)
    transversal: CodeThematique | None = None


class Renvois(Donnee):
    """The file ``renvois.yaml``: what critères may refer to."""

    familles: tuple[Famille, ...] = ()


class Mot(Donnee):
    """A word that not everyone knows, and what it means here; ``formes`` are the other ways to write it."""

    mot: TexteCourt
    formes: tuple[TexteCourt, ...] = ()
    definition: Texte


class Glossaire(Donnee):
    """The file ``glossaire.yaml``: words explained where they are met, and at the end of documents."""

    mots: tuple[Mot, ...] = ()


class Referentiel(Tete):
    """A whole référentiel: head, thématiques in the order of ``ordre`` (then the transversal one), families, words."""

    thematiques: tuple[Thematique, ...]
    familles: tuple[Famille, ...] = ()
    mots: tuple[Mot, ...] = ()

    @property
    def niveau_max(self) -> int:
        return len(self.echelle) - 1

    @cached_property
    def _thematique_par_code(self) -> dict[str, Thematique]:
        return {thematique.code: thematique for thematique in self.thematiques}

    @cached_property
    def _critere_par_code(self) -> dict[str, Critere]:
        return {critere.code: critere for thematique in self.thematiques for critere in thematique.criteres}

    @cached_property
    def titres(self) -> dict[str, str]:
        """The titles of thématiques, enjeux and critères by code."""
        titres: dict[str, str] = {}
        for thematique in self.thematiques:
            titres[thematique.code] = thematique.titre
            titres |= {enjeu.code: enjeu.titre for enjeu in thematique.enjeux}
            titres |= {critere.code: critere.titre for critere in thematique.criteres}
        return titres

    @property
    def criteres(self) -> tuple[Critere, ...]:
        """All of them, in order."""
        return tuple(self._critere_par_code.values())

    def thematique(self, code: str) -> Thematique:
        """The thématique of this code. Raises KeyError."""
        return self._thematique_par_code[code]

    def critere(self, code: str) -> Critere:
        """The critère of this code. Raises KeyError."""
        return self._critere_par_code[code]

    def name_trimestre(self, code: str) -> str:
        """What a trimestre is about, in words: its thématique, or that it is the bilan. Raises KeyError."""
        return BILAN if code == SANS_THEMATIQUE else self.thematique(code).titre

    def capsule(self, code: str) -> tuple[Thematique, ...]:
        """What a trimestre asks: its thématique, then the transversal block where there is one.

        The bilan has no thématique: it asks the transversal block, once more, and nothing where there is none.
        """
        if code == SANS_THEMATIQUE:
            return (self.thematique(self.transversal),) if self.transversal is not None else ()
        if self.transversal is None or self.transversal == code:
            return (self.thematique(code),)
        return (self.thematique(code), self.thematique(self.transversal))

    def holds(self, code: str) -> bool:
        """Whether a trimestre of this version may be about it: a thématique of its order, or the bilan."""
        return code == SANS_THEMATIQUE or code in self.ordre

    def demandes(self, code: str) -> tuple[Critere, ...]:
        """The critères that a trimestre asks, in order: those of its capsule."""
        return tuple(critere for part in self.capsule(code) for critere in part.criteres)
