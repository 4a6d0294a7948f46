"""What a re-reading may say, when, and what is left to re-read: pure rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from caprse.carnet.regles import EtatCarnet, Saisie
from caprse.collectif.regles import EtatTrimestre
from caprse.socle.francais import enumerate_words
from caprse.socle.signes import can_be_stored

T = TypeVar("T")
NOTE_MAX = 4000
NOTE_PRIVEE_MAX = 8000
# A relecture without a critère is about the whole carnet.
CARNET = ""


class EtatRelecture(StrEnum):
    A_RELIRE = "a_relire"
    RELU = "relu"
    A_DISCUTER = "a_discuter"
    A_COMPLETER = "a_completer"


LIBELLES_RELECTURE = {
    EtatRelecture.A_RELIRE: "À relire",
    EtatRelecture.RELU: "Relu",
    EtatRelecture.A_DISCUTER: "À discuter en séance",
    EtatRelecture.A_COMPLETER: "À compléter",
}


@dataclass(frozen=True)
class SaisieRelecture:
    """What the animation says of one answer. ``version_lue``: the answer's version that was before their eyes."""

    etat: EtatRelecture = EtatRelecture.A_RELIRE
    note: str = ""
    niveau_suggere: int | None = None
    version_lue: int = 0


@dataclass(frozen=True)
class RelectureEnregistree:
    """A relecture as the database holds it."""

    saisie: SaisieRelecture
    version: int
    modifie_le: datetime
    auteur: str


@dataclass(frozen=True)
class Progression:
    """``relus`` of ``repondus``: answers that were re-read since they last changed."""

    relus: int
    repondus: int

    @property
    def restants(self) -> int:
        return self.repondus - self.relus


def list_reasons_against_relecture(saisie: SaisieRelecture, niveau_max: int, version: int) -> list[str]:
    """Why this input is refused, each reason a French sentence. ``version`` is the answer's, 0 when there is none."""
    raisons = []
    if saisie.etat not in set(EtatRelecture):
        raisons.append("Choisissez un état de la liste.")
    raisons += list_reasons_against_text(saisie.note, NOTE_MAX, "La note")
    suggere = saisie.niveau_suggere
    if suggere is not None and not (type(suggere) is int and 0 <= suggere <= niveau_max):
        raisons.append(f"Le niveau suggéré doit être entre 0 et {niveau_max}.")
    if not (type(saisie.version_lue) is int and 0 <= saisie.version_lue <= version):
        raisons.append("La réponse relue n’existe pas. Rechargez la page, puis recommencez.")
    return raisons


def list_reasons_against_text(texte: str, longueur: int, quoi: str) -> list[str]:
    """Why a text is refused: too long, or with a sign that the database cannot keep."""
    raisons = []
    if len(texte) > longueur:
        raisons.append(f"{quoi} est trop longue : {len(texte)} signes, {longueur} au plus. Raccourcissez-la.")
    if not can_be_stored(texte):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    return raisons


def refusal_to_read(etat: EtatCarnet, etat_trimestre: EtatTrimestre) -> str | None:
    """Why the animation may not read the answers yet, or None: not while they are written for the first time."""
    if etat is EtatCarnet.BROUILLON and etat_trimestre is not EtatTrimestre.CLOS:
        return "Ce carnet n’est pas encore transmis : ses réponses ne se lisent pas encore."
    return None


def refusal_to_send_back_list(a_completer: Mapping[str, str], mot: str) -> str | None:
    """Why the carnet is not sent back, or None: the structure must be told what to complete.

    ``a_completer``: by title, the note of each critère that is asked; a word on the whole carnet speaks for all.
    """
    if mot.strip():
        return None
    if not a_completer:
        return "Dites ce qu’il faut compléter : marquez au moins un critère « à compléter », ou écrivez un mot."
    muets = [f"«\u00a0{titre}\u00a0»" for titre, note in a_completer.items() if not note.strip()]
    if muets:
        return (
            "Le carnet n’est pas parti, et rien n’est perdu. Dites ce qu’il faut compléter à "
            f"{enumerate_words(muets)} : "
            "une note sous la réponse, ou un mot sur tout le carnet."
        )
    return None


def is_muette(saisie: SaisieRelecture) -> bool:
    """Whether something is asked of the structure without a word of what."""
    return saisie.etat is EtatRelecture.A_COMPLETER and not saisie.note.strip()


def restrict_suggestion(relecture: RelectureEnregistree, niveau_max: int) -> RelectureEnregistree:
    """The relecture without a suggestion that the échelle no longer has."""
    suggere = relecture.saisie.niveau_suggere
    if suggere is None or suggere <= niveau_max:
        return relecture
    return replace(relecture, saisie=replace(relecture.saisie, niveau_suggere=None))


def has_changed(saisie: SaisieRelecture, version: int) -> bool:
    """Whether the answer moved since it was re-read. ``version`` is the answer's, 0 when there is none."""
    return saisie.etat is not EtatRelecture.A_RELIRE and version > saisie.version_lue


def is_relu(relecture: SaisieRelecture | None, version: int) -> bool:
    """Whether the answer was re-read as it is now, whatever was said of it."""
    return (
        relecture is not None and relecture.etat is not EtatRelecture.A_RELIRE and not has_changed(relecture, version)
    )


def list_a_completer(
    codes: Iterable[str], relectures: Mapping[str, SaisieRelecture], versions: Mapping[str, int]
) -> tuple[str, ...]:
    """The critères still asked of the structure, in the order of ``codes``, without those it completed since."""
    return tuple(
        code
        for code in codes
        if code in relectures
        and relectures[code].etat is EtatRelecture.A_COMPLETER
        and not has_changed(relectures[code], versions.get(code, 0))
    )


def compute_progression(
    saisies: Mapping[str, Saisie], versions: Mapping[str, int], relectures: Mapping[str, SaisieRelecture]
) -> Progression:
    """How far the re-reading of these answers has come."""
    repondus = [code for code, saisie in saisies.items() if saisie.repondu]
    return Progression(sum(is_relu(relectures.get(code), versions[code]) for code in repondus), len(repondus))


def find_suivant(ici: T, tous: Sequence[T], attendent: Collection[T]) -> T | None:
    """The next of ``tous`` that waits, from ``ici`` on then from the start; None when no other one does."""
    rang = tous.index(ici)
    return next((autre for autre in (*tous[rang + 1 :], *tous[:rang]) if autre in attendent), None)


def goes_on(saisie: SaisieRelecture) -> bool:
    """Whether saying this of an answer leads to the next: not while what to complete is still to be written."""
    return saisie.etat is not EtatRelecture.A_RELIRE and not is_muette(saisie)


def can_be_told(etat: EtatCarnet, clos: bool, modifie_le: datetime, transmis_le: datetime | None) -> bool:
    """Whether the structure sees a relecture: not while it is being written, but once the carnet is back or relu.

    What it was told before it transmitted again stays before its eyes.
    """
    if clos or etat in {EtatCarnet.A_COMPLETER, EtatCarnet.RELU}:
        return True
    return transmis_le is not None and modifie_le <= transmis_le
