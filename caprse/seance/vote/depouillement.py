"""Pure count of the votes: what a reveal shows, and what it keeps quiet.

The order of the votes never matters.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from caprse.restitution.figures.notation import lower_median, partition_100
from caprse.restitution.publication.regles import can_show
from caprse.seance.contenus.tours import (
    Bulletin,
    BulletinConfiance,
    BulletinMots,
    BulletinNiveau,
    BulletinPoints,
    CauseTu,
    Choix,
    Options,
    OptionsConfiance,
    OptionsMots,
    OptionsNiveau,
    OptionsPoints,
    Resultat,
    ResultatChoix,
    ResultatMots,
    ResultatPoints,
    ResultatTu,
)

Groupe = TypeVar("Groupe")

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": " ", "'": " "})
_LONGUEUR_PLURIEL = 4


def misses_votes(votes: int, seuil: int) -> bool:
    """Whether so few voted that no result would show: each who voted hides among ``seuil`` others."""
    return not can_show(votes, True, seuil)


def count_votes(
    options: Options, bulletins: Sequence[Bulletin], seuil: int, structures: int | None = None
) -> Resultat:
    """The result of a tour, one answer per device, all of the kind that ``options`` asked for.

    Each who voted can subtract themselves: it shows from ``seuil`` other votes on, and where structures vote from
    ``seuil`` other ``structures`` on. Else it says nothing but the number of votes. ``seuil`` is the collectif's own,
    the same as for figures. The words of open questions are moderated apart: only their groups are counted here.
    """
    votes = len(bulletins)
    if misses_votes(votes, seuil):
        return ResultatTu(votes, seuil)
    if structures is not None and not can_show(structures, True, seuil):
        return ResultatTu(votes, seuil, CauseTu.STRUCTURES)
    match options:
        case OptionsNiveau(choix=choix):
            niveaux = [bulletin.niveau for bulletin in bulletins if isinstance(bulletin, BulletinNiveau)]
            choisis = [niveau for niveau in niveaux if niveau is not None]
            return _count_choix(choix, votes, choisis, seuil, non_concernes=len(niveaux) - len(choisis))
        case OptionsConfiance(choix=choix):
            confiances = [bulletin.confiance for bulletin in bulletins if isinstance(bulletin, BulletinConfiance)]
            return _count_choix(choix, votes, confiances, seuil, non_concernes=None)
        case OptionsPoints(choix=choix):
            donnes = [bulletin.points for bulletin in bulletins if isinstance(bulletin, BulletinPoints)]
            return _count_points(choix, votes, donnes)
        case OptionsMots():
            mots = [bulletin.mots for bulletin in bulletins if isinstance(bulletin, BulletinMots)]
            return ResultatMots(votes, len(group_mots(mots)))


def _count_choix(
    choix: Sequence[Choix], votes: int, choisis: Sequence[int], seuil: int, *, non_concernes: int | None
) -> ResultatChoix:
    echelle = [un.valeur for un in choix]
    comptes = Counter(choisis)
    repartition = [comptes[valeur] for valeur in echelle]
    return ResultatChoix(
        votes,
        dict(zip(echelle, repartition, strict=True)),
        dict(zip(echelle, partition_100(repartition), strict=True)),
        len(choisis),
        # The median of a few is what those few said.
        compute_mediane(echelle, choisis) if can_show(len(choisis), True, seuil) else None,
        non_concernes,
    )


def _count_points(choix: Sequence[Choix], votes: int, donnes: Sequence[Sequence[int]]) -> ResultatPoints:
    echelle = [un.valeur for un in choix]
    totaux = [sum(points[rang] for points in donnes) for rang in range(len(echelle))]
    personnes = [sum(1 for points in donnes if points[rang]) for rang in range(len(echelle))]
    return ResultatPoints(
        votes,
        dict(zip(echelle, totaux, strict=True)),
        dict(zip(echelle, partition_100(totaux), strict=True)),
        sum(totaux),
        dict(zip(echelle, personnes, strict=True)),
    )


def compute_mediane(echelle: Sequence[int], choisis: Iterable[int]) -> int | None:
    """The low median of what was chosen, None when nothing was."""
    comptes = Counter(choisis)
    rang = lower_median([comptes[valeur] for valeur in echelle])
    return None if rang is None else echelle[rang]


def settle_structures(options: Options, votes: Iterable[tuple[Groupe, Bulletin]]) -> dict[Groupe, int]:
    """For each structure, the low median of its own people's votes. One person may be enough: the answer is theirs.

    A structure whose people all said « non concerné » gets no proposal.
    """
    par_structure: dict[Groupe, list[int]] = defaultdict(list)
    for structure, bulletin in votes:
        if isinstance(bulletin, BulletinNiveau) and bulletin.niveau is not None:
            par_structure[structure].append(bulletin.niveau)
    echelle = [choix.valeur for choix in options.choix]
    medianes = {structure: compute_mediane(echelle, choisis) for structure, choisis in par_structure.items()}
    return {structure: mediane for structure, mediane in medianes.items() if mediane is not None}


@dataclass(frozen=True, order=True)
class GroupeDeMots:
    """Words that mean the same: their key, the spelling to show, how many devices said it."""

    cle: str
    texte: str
    nombre: int


def group_mots(bulletins: Iterable[Sequence[str]]) -> tuple[GroupeDeMots, ...]:
    """Words gathered by ``build_cle``, each device counted once per group. Shown as most wrote it, else the first."""
    ecritures: dict[str, Counter[str]] = defaultdict(Counter)
    nombres: Counter[str] = Counter()
    for mots in bulletins:
        par_cle: dict[str, str] = {}
        for mot in mots:
            par_cle.setdefault(build_cle(mot), mot)
        for cle, mot in par_cle.items():
            ecritures[cle][mot] += 1
            nombres[cle] += 1
    return tuple(
        GroupeDeMots(cle, min(ecritures[cle], key=lambda mot: (-ecritures[cle][mot], mot)), nombres[cle])
        for cle in sorted(nombres)
    )


def build_cle(mot: str) -> str:
    """What two spellings of the same words share: no case, accent, plural s, punctuation nor double space."""
    decompose = unicodedata.normalize("NFKD", mot.casefold().translate(_LIGATURES))
    lettres = "".join(
        signe if signe.isalnum() else " " for signe in decompose if not unicodedata.category(signe).startswith("M")
    )
    termes = [
        terme[:-1] if len(terme) >= _LONGUEUR_PLURIEL and terme[-1] == "s" else terme for terme in lettres.split()
    ]
    # A word without any letter, such as an emoji, is its own key.
    return " ".join(termes) or mot.casefold()
