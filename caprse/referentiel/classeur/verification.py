"""A workbook → a validated Referentiel, or all that is to be put right in it, by sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from caprse.referentiel.classeur.colonnes import LOIS, TITRES, normalize
from caprse.referentiel.classeur.lecture import Lecteur
from caprse.referentiel.classeur.livre import Place
from caprse.referentiel.classeur.ouverture import ClasseurIllisible, Constat, Feuille, open_classeur
from caprse.referentiel.erreurs import Erreur
from caprse.referentiel.fichiers.verification import Lieu, build_verification
from caprse.referentiel.schema import Referentiel

# What the rules say of YAML, as it is said of a workbook.
REDITES = (
    ("cette clé obligatoire manque.", "cette case est à remplir."),
    ("cette liste est vide.", "il faut au moins une ligne."),
    (" ; mettez-le entre guillemets", ""),
    ("un jour entre guillemets, année", "un jour : année"),
    ("dans le dossier", "dans le classeur"),
)


@dataclass(frozen=True)
class Verification:
    """``referentiel`` is there exactly when ``constats`` is empty; ``lieux`` gives the cell of each code."""

    referentiel: Referentiel | None
    constats: tuple[Constat, ...] = ()
    lieux: Mapping[str, Lieu] = field(default_factory=dict)
    places: Sequence[Place] = ()

    def locate(self, erreur: Erreur) -> Constat:
        """What is found later against the versions before, by its cell."""
        return _translate(erreur, self.places)


def read_classeur(octets: bytes) -> Verification:
    """Read and check a workbook whole, by the rules of the YAML files. Never raises for what it holds."""
    try:
        feuilles = open_classeur(octets)
    except ClasseurIllisible as refus:
        return Verification(None, (Constat("", 0, 0, str(refus)),))
    lecteur = Lecteur({normalize(feuille.nom): feuille for feuille in feuilles})
    dossier = lecteur.read()
    constats = {*lecteur.constats, *(constat for feuille in feuilles for constat in feuille.constats)}
    constats.update(_list_doubles(feuilles))
    suite = build_verification(dossier)
    dits = {(constat.feuille, constat.ligne, constat.colonne) for constat in constats}
    for erreur in suite.erreurs:
        constat = _translate(erreur, lecteur.places)
        # A cell that could not be read is not also said to be empty.
        if (constat.feuille, constat.ligne, constat.colonne) not in dits:
            constats.add(constat)
    if constats:
        return Verification(None, tuple(sorted(constats)))
    return Verification(suite.referentiel, lieux=suite.lieux, places=tuple(lecteur.places))


def _list_doubles(feuilles: Sequence[Feuille]) -> Iterator[Constat]:
    noms: dict[str, str] = {}
    for feuille in feuilles:
        autre = noms.setdefault(normalize(feuille.nom), feuille.nom)
        if autre != feuille.nom:
            yield Constat(feuille.nom, 0, 0, f"elle a le nom de la feuille {autre} ; gardez-en une.")


def _translate(erreur: Erreur, places: Sequence[Place]) -> Constat:
    message = re.sub(
        r"\(voir [^\s:]+:([0-9]+)\)",
        lambda trouve: f"(voir {Constat(*places[int(trouve[1]) - 1], '').lieu})",
        erreur.message,
    )
    for avant, apres in REDITES:
        message = message.replace(avant, apres)
    place, separation, phrase = message.partition(" : ")
    case = places[erreur.ligne - 1]
    # The same key in the files, two columns here: whom a critère is for, and the text of a law.
    titres = TITRES if case[0] == LOIS else TITRES | {"texte": TITRES["pour_qui"]}
    place = re.sub(r"« (\w+) »", lambda t: f"« {titres.get(t[1], t[1])} »", place)
    return Constat(*case, f"{place}{separation}{phrase}")
