"""What a pratique may be, where it may go, which words find it, where it helps. Pure rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from caprse.progres.buts import Cote
from caprse.referentiel.schema import Referentiel
from caprse.socle.francais import fold
from caprse.socle.signes import can_be_stored

TITRE_MAX, SITUATION_MAX, DEMARCHE_MAX, EFFET_MAX, OUTILS_MAX, CONTACT_MAX = 120, 1000, 2000, 1000, 600, 120
NOTE_MAX = 400
CRITERES_MAX = 5
TRACES_MAX = 5
# Words that tell something, and those long enough for one slip of the finger to leave them recognisable.
MOT_MIN, PROCHE = 2, range(4, 25)
MOTS_MAX = 8
_MOT = re.compile(r"[^\W_]+")
# Below this niveau, or below its own cible, a structure looks for what others do.
FAIBLE = 1


class EtatPratique(StrEnum):
    """Who reads it: its structure, its collectif, everyone; its structure again once it is withdrawn."""

    BROUILLON = "brouillon"
    COLLECTIF = "collectif"
    FEDERATION = "federation"
    RETIREE = "retiree"


PARTAGES = frozenset({EtatPratique.COLLECTIF, EtatPratique.FEDERATION})
SUITES: dict[EtatPratique, frozenset[EtatPratique]] = {
    EtatPratique.BROUILLON: frozenset({EtatPratique.COLLECTIF}),
    EtatPratique.COLLECTIF: frozenset({EtatPratique.FEDERATION, EtatPratique.RETIREE}),
    EtatPratique.FEDERATION: frozenset({EtatPratique.COLLECTIF, EtatPratique.RETIREE}),
    EtatPratique.RETIREE: frozenset({EtatPratique.COLLECTIF}),
}
LIBELLES = {
    EtatPratique.BROUILLON: "brouillon",
    EtatPratique.COLLECTIF: "partagée au collectif",
    EtatPratique.FEDERATION: "partagée à la fédération",
    EtatPratique.RETIREE: "retirée",
}


@dataclass(frozen=True)
class SaisiePratique:
    """What is typed of a pratique. ``criteres``: stable codes; ``traces``: ids of the library, offered with it."""

    titre: str
    situation: str = ""
    demarche: str = ""
    effet: str = ""
    outils: str = ""
    contact: str = ""
    criteres: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()


_BORNES = (
    ("titre", "Le titre", TITRE_MAX),
    ("situation", "La situation", SITUATION_MAX),
    ("demarche", "Ce que vous faites", DEMARCHE_MAX),
    ("effet", "Ce que cela a changé", EFFET_MAX),
    ("outils", "Les outils", OUTILS_MAX),
    ("contact", "À qui demander", CONTACT_MAX),
)
_MANQUES = (
    ("situation", "la situation de départ"),
    ("demarche", "ce que vous faites"),
    ("effet", "ce que cela a changé"),
    ("criteres", "au moins un critère"),
)


def list_reasons_against(saisie: SaisiePratique, connus: Iterable[str]) -> list[str]:
    """Every reason why this cannot be kept, even as a draft. ``connus``: the critères that may be named."""
    raisons = []
    if not can_be_stored("".join(getattr(saisie, champ) for champ, *_ in _BORNES)):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré.")
    if not saisie.titre:
        raisons.append("Donnez un titre à cette pratique : on la retrouvera par lui.")
    for champ, dit, maximum in _BORNES:
        if len(getattr(saisie, champ)) > maximum:
            raisons.append(f"{dit} : {maximum} signes au plus, pour tenir sur une page.")
    if is_personnel(saisie.contact):
        raisons.append("Écrivez une fonction, pas une personne : ni adresse, ni numéro de téléphone.")
    if len(saisie.criteres) > CRITERES_MAX:
        raisons.append(f"Choisissez {CRITERES_MAX} critères au plus : ceux où elle aide le plus.")
    if not set(saisie.criteres) <= set(connus):
        raisons.append("Un des critères n’est plus demandé : choisissez-en un autre.")
    if len(saisie.traces) > TRACES_MAX:
        raisons.append(f"Joignez {TRACES_MAX} traces au plus.")
    return raisons


def is_personnel(contact: str) -> bool:
    """Whether it leads to one person: an address, or a number that one dials."""
    return "@" in contact or sum(signe.isdigit() for signe in contact) >= 6


def list_manques(saisie: SaisiePratique) -> list[str]:
    """What a pratique still lacks before others may read it."""
    return [dit for champ, dit in _MANQUES if not getattr(saisie, champ)]


def list_mots(question: str) -> tuple[str, ...]:
    """The words of a question that tell something, folded as the base folds the texts."""
    mots = (mot for mot in _MOT.findall(fold(question)) if len(mot) >= MOT_MIN)
    return tuple(dict.fromkeys(mots))[:MOTS_MAX]


def build_proche(mot: str) -> str | None:
    """What finds a word of which one letter is missing, added, mistaken or swapped; None for a short one.

    A pattern of Postgres, over words parted by spaces. The end of the word may differ: « formaton » finds formations.
    """
    if len(mot) not in PROCHE:
        return None
    lettre = "[^ ]"
    branches = {f"{mot[:rang]}{lettre}?{mot[rang + 1 :]}" for rang in range(len(mot))}
    branches |= {f"{mot[:rang]}{lettre}{mot[rang:]}" for rang in range(len(mot) + 1)}
    branches |= {f"{mot[:rang]}{mot[rang + 1]}{mot[rang]}{mot[rang + 2 :]}" for rang in range(len(mot) - 1)}
    return f"(^| )({'|'.join(sorted(branches))}){lettre}{{0,3}}( |$)"


def is_faible(cote: Cote) -> bool:
    """Whether a structure finds itself weak there: on the first steps, or below what it aims at."""
    if cote.niveau is None:
        return False
    return cote.niveau <= FAIBLE or (cote.cible is not None and cote.cible > cote.niveau)


def list_faibles(passages: Iterable[tuple[Referentiel, str, Mapping[str, Cote]]]) -> tuple[str, ...]:
    """The critères where its latest answer says that a structure is weak, in the order of the référentiel.

    ``passages``: per trimestre, the latest first, as ``list_buts`` takes them.
    """
    dernieres: dict[str, Cote] = {}
    demandes: set[str] = set()
    for referentiel, thematique, cotes in reversed(list(passages)):
        demandes |= {critere.code for critere in referentiel.demandes(thematique)}
        for critere in referentiel.criteres:
            cote = cotes.get(critere.code)
            if critere.code in demandes and cote is not None and cote.repondu:
                dernieres[critere.code] = cote
    return tuple(code for code, cote in dernieres.items() if is_faible(cote))
