"""Who meets whom, so that as many as possible give and receive: an exact choice of groups, made by a solver. Pure.

Every group of two or three in which each gives and receives is a candidate; of those that share nobody, the solver
keeps the best set: most structures first, then pairs, short ways, many matters. Nothing counts but what was declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import combinations, product
from uuid import UUID

from caprse.progres.binomes.regles import Declaree, Groupe, Lieu, build_groupe, cross, find_lieu

# Up to so many, every exchange is looked at; beyond, the best ones of each structure.
TOUTES, VOISINES = 40, 4
_PROCHE = {Lieu.COMMUNE: 6, Lieu.DEPARTEMENT: 4, Lieu.VISIO: 3, Lieu.LOIN: 0}
_SUJETS_COMPTES, _DE_DEUX, _TENU = 3, 8, 1
# More than one structure may weigh otherwise.
_PAR_MEMBRE = _SUJETS_COMPTES * 2 + max(_PROCHE.values()) + _DE_DEUX + _TENU + 1


def propose_groupes(
    declarees: Iterable[Declaree],
    enjeux: Mapping[str, str],
    *,
    refuses: Set[frozenset[UUID]] = frozenset(),
    tenus: Set[frozenset[UUID]] = frozenset(),
) -> tuple[Groupe, ...]:
    """The groups to propose, the same whatever the order; none holds all of one that was refused.

    ``tenus``: proposed already: kept where nothing better came, so that what did not change stays.
    """
    tries = sorted(declarees, key=lambda une: une.id)
    candidats = [
        groupe for groupe in _list_candidats(tries, enjeux) if not any(refuse <= groupe.cles for refuse in refuses)
    ]
    poids = [_weigh(groupe, len(tries), tenu=groupe.cles in tenus) for groupe in candidats]
    choisis = choose_disjoint([groupe.membres for groupe in candidats], poids)
    return tuple(candidats[rang] for rang in choisis)


def choose_disjoint(ensembles: Sequence[Sequence[UUID]], poids: Sequence[int]) -> list[int]:
    """The ranks of the sets of the greatest total weight of which no two share a member."""
    if not ensembles:
        return []
    # Only where it serves: a solver is no small thing to bring in.
    import highspy

    membres = sorted({membre for ensemble in ensembles for membre in ensemble})
    rangs = {membre: rang for rang, membre in enumerate(membres)}

    class Solveur(highspy.Highs):
        """Silent from the start: it introduces itself at its first call, which is the last line of its making."""

        def enableCallbacks(self) -> None:  # noqa: N802 - its name
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    solveur = Solveur()  # type: ignore[no-untyped-call]
    for option, valeur in {"threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.5}.items():
        solveur.setOptionValue(option, valeur)
    lignes: list[list[int]] = [[] for _ in membres]
    for rang, (ensemble, pese) in enumerate(zip(ensembles, poids, strict=True)):
        solveur.addVar(0.0, 1.0)
        solveur.changeColCost(rang, float(-pese))
        solveur.changeColIntegrality(rang, highspy.HighsVarType.kInteger)
        for membre in ensemble:
            lignes[rangs[membre]].append(rang)
    for ligne in lignes:
        solveur.addRow(-highspy.kHighsInf, 1.0, len(ligne), ligne, [1.0] * len(ligne))
    solveur.run()
    return [rang for rang, valeur in enumerate(solveur.getSolution().col_value) if valeur > 0.5]


def _weigh(groupe: Groupe, combien: int, *, tenu: bool) -> int:
    """One more structure outweighs all that the others may gain."""
    sujets = sum(
        min(_SUJETS_COMPTES, sum(len(don.codes) for don in groupe.dons if don.a == membre))
        for membre in groupe.membres
    )
    taille = len(groupe.membres)
    atouts = 2 * sujets + taille * (_PROCHE[groupe.lieu] + (_DE_DEUX if taille == 2 else 0) + (_TENU if tenu else 0))
    return taille * _PAR_MEMBRE * (combien + 1) + atouts


def _list_candidats(tries: Sequence[Declaree], enjeux: Mapping[str, str]) -> Iterator[Groupe]:
    """Pairs and threes in which each gives and receives, and any two can meet."""
    donne = _list_dons(tries, enjeux)
    mutuels = {(i, j) for i, j in donne if i < j and (j, i) in donne}
    trios: set[tuple[int, ...]] = set()
    suivants: dict[int, list[int]] = {}
    voisins: dict[int, list[int]] = {}
    for i, j in sorted(donne):
        suivants.setdefault(i, []).append(j)
    for i, j in sorted(mutuels):
        voisins.setdefault(i, []).append(j)
        voisins.setdefault(j, []).append(i)
    # Each of three gives and receives in two ways alone: round a circle, or through one that exchanges with both.
    for i, j in donne:
        trios |= {tuple(sorted((i, j, k))) for k in suivants.get(j, ()) if (k, i) in donne and k != i}
    for autres in voisins.items():
        trios |= {tuple(sorted((autres[0], *deux))) for deux in combinations(autres[1], 2)}
    for rangs in (*sorted(mutuels), *sorted(trios)):
        siennes = [tries[rang] for rang in rangs]
        if all(find_lieu(une, autre) is not None for une, autre in combinations(siennes, 2)):
            yield build_groupe(siennes, enjeux)


def _list_dons(tries: Sequence[Declaree], enjeux: Mapping[str, str]) -> set[tuple[int, int]]:
    """Who may give to whom, by rank. In a large collectif, only the best exchanges of each structure."""
    notes: dict[tuple[int, int], int] = {}
    for i, de in enumerate(tries):
        for j, a in enumerate(tries):
            lieu = find_lieu(de, a) if i != j else None
            if lieu is not None and (codes := cross(de.offre, a.cherche, enjeux)):
                notes[i, j] = 2 * min(len(codes), _SUJETS_COMPTES) + _PROCHE[lieu]
    return set(notes) if len(tries) <= TOUTES else _keep_meilleurs(notes, len(tries))


def _keep_meilleurs(notes: Mapping[tuple[int, int], int], combien: int) -> set[tuple[int, int]]:
    """The best ones that each gives and receives, with or without something in return.

    Of equal ones, those that come next by rank: else all would have the same few, and most would have nobody.
    """
    gardes: set[tuple[int, int]] = set()
    for cote, mutuel in product((0, 1), (True, False)):
        siens: dict[int, list[tuple[int, int, tuple[int, int]]]] = {}
        for paire, note in notes.items():
            if not mutuel or paire[::-1] in notes:
                siens.setdefault(paire[cote], []).append((-note, (paire[1] - paire[0]) % combien, paire))
        gardees = {paire for liste in siens.values() for *_, paire in sorted(liste)[:VOISINES]}
        gardes |= gardees | ({paire[::-1] for paire in gardees} if mutuel else set())
    return gardes
