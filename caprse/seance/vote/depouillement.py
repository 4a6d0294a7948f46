"""Pure count of the votes: what a reveal shows, and what it keeps quiet.

The order of the votes never matters. A result is plain JSON, its keys text, so that what is read back is what was
written.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from caprse.restitution.figures.notation import lower_median, partition_100
from caprse.seance.regles import SEUIL, GenreTour
from caprse.seance.vote.bulletins import Options, Valeur

Resultat = dict[str, Any]
Groupe = TypeVar("Groupe")

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": " ", "'": " "})
_LONGUEUR_PLURIEL = 4


def count_votes(
    genre: GenreTour, options: Options, valeurs: Sequence[Valeur], structures: int | None = None
) -> Resultat:
    """The result of a tour, one value per device: ``{"votes", "montre", …}``.

    Under SEUIL votes, or where structures vote under SEUIL ``structures``, it says nothing but the number of votes.
    niveau: ``repartition`` and ``parts`` (%) per niveau, ``exprimes``, ``non_concernes``, low ``mediane`` (None under
    SEUIL exprimés). confiance: the same without non concernés. points: per proposition, ``personnes`` who gave some.
    mots: ``groupes``, their number; the words themselves are moderated apart.
    """
    montre = len(valeurs) >= SEUIL and (structures is None or structures >= SEUIL)
    resultat: Resultat = {"votes": len(valeurs), "montre": montre}
    if not montre:
        return resultat
    match genre:
        case GenreTour.NIVEAU:
            non_concernes = sum(1 for valeur in valeurs if valeur.get("non_concerne"))
            choisis = [valeur["niveau"] for valeur in valeurs if not valeur.get("non_concerne")]
            return resultat | _count_choix(options, choisis) | {"non_concernes": non_concernes}
        case GenreTour.CONFIANCE:
            return resultat | _count_choix(options, [valeur["confiance"] for valeur in valeurs])
        case GenreTour.POINTS:
            return resultat | _count_points(options, valeurs)
        case GenreTour.MOTS:
            return resultat | {"groupes": len(group_mots(valeur["mots"] for valeur in valeurs))}


def _count_choix(options: Options, choisis: Sequence[int]) -> Resultat:
    echelle: list[int] = [choix["valeur"] for choix in options["choix"]]
    comptes = Counter(choisis)
    mediane = compute_mediane(echelle, choisis) if len(choisis) >= SEUIL else None
    return {
        **_share(echelle, [comptes[valeur] for valeur in echelle]),
        "exprimes": len(choisis),
        "mediane": mediane,
    }


def _count_points(options: Options, valeurs: Sequence[Valeur]) -> Resultat:
    echelle: list[int] = [choix["valeur"] for choix in options["choix"]]
    totaux = [sum(valeur["points"][rang] for valeur in valeurs) for rang in range(len(echelle))]
    personnes = [sum(1 for valeur in valeurs if valeur["points"][rang]) for rang in range(len(echelle))]
    return {
        **_share(echelle, totaux),
        "points": sum(totaux),
        "personnes": {str(cle): nombre for cle, nombre in zip(echelle, personnes, strict=True)},
    }


def _share(echelle: Sequence[int], comptes: Sequence[int]) -> Resultat:
    """Counts, and the whole percentages that add up to 100 (all 0 when there is nothing to share)."""
    return {
        "repartition": {str(cle): compte for cle, compte in zip(echelle, comptes, strict=True)},
        "parts": {str(cle): part for cle, part in zip(echelle, partition_100(comptes), strict=True)},
    }


def compute_mediane(echelle: Sequence[int], choisis: Iterable[int]) -> int | None:
    """The low median of what was chosen, None when nothing was."""
    comptes = Counter(choisis)
    rang = lower_median([comptes[valeur] for valeur in echelle])
    return None if rang is None else echelle[rang]


def settle_structures(options: Options, votes: Iterable[tuple[Groupe, Valeur]]) -> dict[Groupe, int]:
    """For each structure, the low median of its own people's votes. One person may be enough: the answer is theirs.

    A structure whose people all said « non concerné » gets no proposal.
    """
    par_structure: dict[Groupe, list[int]] = defaultdict(list)
    for structure, valeur in votes:
        if not valeur.get("non_concerne"):
            par_structure[structure].append(valeur["niveau"])
    echelle: list[int] = [choix["valeur"] for choix in options["choix"]]
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


def sum_groupes(mots: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Merged groups as one: rows of ``mot`` become one per head, ``nombre`` added up, the most said first.

    Rows: ``cle``, ``texte``, ``nombre``, ``groupe`` (the key it was merged into, or None), ``etat``.
    """
    lignes = list(mots)
    totaux: Counter[str] = Counter()
    for ligne in lignes:
        totaux[ligne["groupe"] or ligne["cle"]] += ligne["nombre"]
    tetes = [dict(ligne) | {"nombre": totaux[ligne["cle"]]} for ligne in lignes if ligne["groupe"] is None]
    return sorted(tetes, key=lambda tete: (-tete["nombre"], tete["texte"]))
