"""What a référentiel says to one structure: its own words where there are some, the law that binds it. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from caprse.referentiel.schema import Critere, Obligation, PourVous, Referentiel, Thematique


@dataclass(frozen=True)
class Profil:
    """What is known of a structure: its types, and how many people it employs (None: not said)."""

    types: frozenset[str] = frozenset()
    effectif: int | None = None


TOUS = Profil()


def adapt(critere: Critere, profil: Profil) -> Critere:
    """The same critère in the words written for this structure, with the law that binds it, and no other.

    Of two variants that fit, the first one speaks. Its code, its title and what it refers to never change.
    """
    textes: dict[str, object] = {}
    niveaux: dict[int, str] = {}
    for variante in critere.variantes:
        if not _fits(variante.pour, profil):
            continue
        for champ in ("question", "question_simple", "trace_possible"):
            if (texte := getattr(variante, champ)) is not None:
                textes.setdefault(champ, texte)
        niveaux = dict(variante.niveaux) | niveaux
    if niveaux:
        textes["niveaux"] = critere.niveaux | niveaux
    if len(obligations := list_obligations(critere, profil)) < len(critere.socle_legal):
        textes["socle_legal"] = obligations
    return critere.model_copy(update=textes) if textes else critere


def adapt_thematique(thematique: Thematique, profil: Profil) -> Thematique:
    """All of its critères, said to this structure."""
    enjeux = tuple(
        enjeu.model_copy(update={"criteres": tuple(adapt(critere, profil) for critere in enjeu.criteres)})
        for enjeu in thematique.enjeux
    )
    return thematique.model_copy(update={"enjeux": enjeux})


def adapt_referentiel(referentiel: Referentiel, profil: Profil) -> Referentiel:
    """The whole référentiel said to this structure."""
    thematiques = tuple(adapt_thematique(thematique, profil) for thematique in referentiel.thematiques)
    # Not a copy: what the other one keeps of its critères, once looked up, would come with it.
    return Referentiel.model_construct(**{**dict(referentiel), "thematiques": thematiques})


def simplify(referentiel: Referentiel, profil: Profil) -> Profil:
    """The like of this structure that reads exactly the same: a size matters only by the thresholds it passes."""
    if profil.effectif is None:
        return profil
    seuils = {
        seuil
        for thematique in referentiel.thematiques
        for critere in thematique.criteres
        for seuil in (
            *(obligation.des for obligation in critere.socle_legal),
            *(variante.pour.moins_de for variante in critere.variantes),
        )
        if seuil is not None and seuil <= profil.effectif
    }
    return Profil(profil.types, max(seuils, default=1))


def list_obligations(critere: Critere, profil: Profil) -> tuple[Obligation, ...]:
    """What the law asks of this structure. Where its size is not known, what a larger one owes is given too."""
    return tuple(obligation for obligation in critere.socle_legal if _binds(obligation, profil))


def concerns(types: Collection[str] | None, siens: frozenset[str]) -> bool:
    """Whether what is for ``types`` (None: all) is for a structure of these; one of no known type is told all."""
    return types is None or not siens or bool(siens & set(types))


def _binds(obligation: Obligation, profil: Profil) -> bool:
    if obligation.des is not None and profil.effectif is not None and profil.effectif < obligation.des:
        return False
    return concerns(obligation.types, profil.types)


def _fits(pour: PourVous, profil: Profil) -> bool:
    if pour.moins_de is not None and (profil.effectif is None or profil.effectif >= pour.moins_de):
        return False
    return pour.types is None or bool(profil.types & set(pour.types))
