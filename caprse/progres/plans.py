"""The actions of all structures of a collectif, for its animation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.regles import format_structure
from caprse.progres.regles import EtatAction, sort_actions
from caprse.progres.requetes import PLANS
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"
# What a filter calls no filter: no structure is called so.
TOUTES = "Toutes"
# The actions that serve no critère of the cycle: the sum of the thématiques is not all of them.
SANS_THEMATIQUE = "Sans thématique"


@dataclass(frozen=True, slots=True)
class ActionSuivie:
    """One action of one structure. ``criteres``: the titles of those it serves; ``thematiques``: of theirs."""

    id: UUID
    structure_id: UUID
    structure: str
    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatAction
    thematiques: frozenset[str] = frozenset()
    criteres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plans:
    """All actions, those to be done first by date; in ``structures`` no two names are the same.

    ``thematiques``: the titles of those that an action serves, in the order of the cycle.
    """

    fictif: bool
    structures: tuple[str, ...]
    actions: tuple[ActionSuivie, ...]
    thematiques: tuple[str, ...] = ()


def name_apart(structures: Iterable[tuple[str, str, str, str]], pris: Collection[str] = ()) -> dict[str, str]:
    """What to call each structure so that no two have the same name: with its place where it needs it, else numbered.

    ``structures``: key, nom, commune, département; ``pris``: names that mean something else here.
    """
    noms = {cle: (nom, format_structure(nom, commune, lieu)) for cle, nom, commune, lieu in structures}
    seuls = Counter(nom for nom, _ in noms.values())
    dits = {cle: nom if seuls[nom] == 1 and nom not in pris else long for cle, (nom, long) in noms.items()}
    rangs: Counter[str] = Counter()
    comptes = Counter(dits.values())
    for cle, nom in dits.items():
        if comptes[nom] > 1 or nom in pris:
            rangs[nom] += 1
            dits[cle] = f"{nom} ({rangs[nom]:d})"
    return dits


def get_plans(unit: Unit, collectif_id: UUID) -> Plans:
    """What every structure plans, in one query. For the animation of the collectif: else Introuvable."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(PLANS, {"collectif": collectif_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    titres = _read_titres(unit, ligne.capsules or ())
    noms = name_apart((tuple(place) for place in ligne.noms or ()), (TOUTES,))
    actions = [
        ActionSuivie(
            UUID(action["id"]),
            UUID(action["structure_id"]),
            noms[action["structure_id"]],
            action["quoi"],
            action["pilote"],
            date.fromisoformat(action["echeance"]) if action["echeance"] else None,
            EtatAction(action["etat"]),
            frozenset(titres[code][0] for code in action["criteres"] if code in titres),
            tuple(titres[code][1] for code in action["criteres"] if code in titres),
        )
        for action in ligne.actions or ()
    ]
    servies = frozenset().union(*(action.thematiques for action in actions))
    return Plans(
        ligne.fictif,
        tuple(noms.values()),
        tuple(sort_actions(actions)),
        tuple(titre for titre in dict.fromkeys(theme for theme, _ in titres.values()) if titre in servies),
    )


def _read_titres(unit: Unit, capsules: Sequence[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The titles of each critère that the cycle asks and of its thématique, by code: the latest wording."""
    titres: dict[str, tuple[str, str]] = {}
    for referentiel_id, thematique in capsules:
        for part in get_referentiel(unit.db, UUID(referentiel_id)).capsule(thematique):
            titres |= {critere.code: (part.titre, critere.titre) for critere in part.criteres}
    return titres
