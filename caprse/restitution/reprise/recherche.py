"""Which structure, critère or thématique a text of the file means. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from caprse.referentiel.schema import Referentiel
from caprse.restitution.reprise.regles import StructureConnue
from caprse.socle.francais import fold, fold_nom

# By written form: the structures of that name; the critère of that code, and those of that title.
Structures = Mapping[str, tuple[StructureConnue, ...]]
Criteres = tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]
FEUILLE_MAX = 31
_INTERDITS = re.compile(r"[\[\]:*?/\\]")


def name_feuille(nom: str) -> str:
    """A name as Excel takes it for a sheet."""
    return " ".join(_INTERDITS.sub(" ", nom).split())[:FEUILLE_MAX].strip().strip("'") or "Structure"


def index_structures(structures: Iterable[StructureConnue]) -> Structures:
    """Each structure by the names that a file may give it: its name, with its place or not, as a sheet holds it."""
    index: dict[str, dict[StructureConnue, None]] = defaultdict(dict)
    for structure in structures:
        for nom in (structure.nom, structure.libelle, name_feuille(structure.nom), name_feuille(structure.libelle)):
            index[fold_nom(nom)][structure] = None
    return {nom: tuple(trouvees) for nom, trouvees in index.items()}


def index_criteres(referentiel: Referentiel) -> Criteres:
    """The codes of critères by their written form, and by their title."""
    codes: dict[str, str] = {}
    titres: dict[str, list[str]] = defaultdict(list)
    for thematique in referentiel.thematiques:
        for critere in thematique.criteres:
            codes[fold(critere.code)] = critere.code
            titres[fold(critere.titre)].append(critere.code)
    return codes, {titre: tuple(trouves) for titre, trouves in titres.items()}


def find_criteres(textes: Sequence[str], index: Criteres) -> tuple[str, ...]:
    """The critères that these cells of one line may mean: one where it is clear, none where it is unknown.

    A code is an identity. Beside it, a title that is written otherwise says nothing; that of another critère does.
    """
    codes, titres = index
    par_code: dict[str, None] = {}
    par_titre: dict[str, None] = {}
    for texte in textes:
        pli = fold(texte)
        # « GOV-03 Titre », as a list shows them together.
        tete = fold(" ".join(re.split(r"\s+", texte, maxsplit=1)[:1]).strip("·:-–"))
        if pli in codes:
            par_code[codes[pli]] = None
        elif pli in titres:
            par_titre |= dict.fromkeys(titres[pli])
        elif tete in codes:
            par_code[codes[tete]] = None
    if par_code and par_titre and not par_code.keys() & par_titre.keys():
        return (*par_code, *par_titre)
    return tuple(par_code or par_titre)


def find_thematique(texte: str, referentiel: Referentiel) -> str | None:
    """The code of the thématique of a trimestre, by its code or one of its titles; None when there is none."""
    pli = fold(texte)
    for code in referentiel.ordre:
        thematique = referentiel.thematique(code)
        if pli in {fold(code), fold(thematique.titre), fold(thematique.titre_court)}:
            return code
    return None
