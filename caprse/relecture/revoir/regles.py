"""Which earlier answers are looked at again first, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from caprse.carnet.regles import Saisie
from caprse.progres.regles import ETATS_OUVERTS, EtatAction, is_en_retard

# A cible has no date of its own: two trimestres later, one asks where it stands.
TRIMESTRES_D_UNE_CIBLE = 2


class Motif(StrEnum):
    """Why an answer is proposed, the strongest first."""

    ACTION_FAITE = "action_faite"
    CIBLE_ECHUE = "cible_echue"
    NOMMEE = "nommee"
    DISCUTEE = "discutee"


RANGS = {motif: rang for rang, motif in enumerate(Motif)}


@dataclass(frozen=True, slots=True)
class ActionServie:
    """An action that serves a critère, and when it was done: what is written of it afterwards does nothing more."""

    quoi: str
    etat: EtatAction
    echeance: date | None
    faite_le: datetime | None = None


@dataclass(frozen=True, slots=True)
class TraceJointe:
    """A trace of the library that was joined to an answer, and where the thing itself is."""

    id: UUID
    titre: str
    adresse: str
    confidentielle: bool


@dataclass(frozen=True, slots=True)
class Anterieure:
    """The latest answer to a critère before this trimestre, under the code of today.

    ``nommee``: the chargée de mission asked to talk of it or to complete it, in the words of ``note``.
    ``discutee``: a discussion about it was left open, or a colleague wanted another answer. ``avis_loin``: what people
    said, where it may be shown to whoever reads, is far from it. ``repris``: it was given before the workbook.
    """

    critere: str
    saisie: Saisie
    trimestre: int
    repondu_le: datetime
    nommee: bool = False
    note: str = ""
    discutee: bool = False
    actions: tuple[ActionServie, ...] = ()
    traces: tuple[TraceJointe, ...] = ()
    repris: bool = False
    avis_loin: bool = False

    @property
    def faites(self) -> tuple[ActionServie, ...]:
        """The actions done since it was given."""
        return tuple(a for a in self.actions if a.faite_le is not None and a.faite_le > self.repondu_le)

    @property
    def ouvertes(self) -> tuple[ActionServie, ...]:
        """The actions that are still to be done, or under way."""
        return tuple(a for a in self.actions if a.etat in ETATS_OUVERTS)


@dataclass(frozen=True, slots=True)
class Proposee:
    """An answer proposed to be looked at again, with every reason; at least one."""

    anterieure: Anterieure
    motifs: tuple[Motif, ...]


def list_motifs(anterieure: Anterieure, numero: int, today: date) -> tuple[Motif, ...]:
    """Why this answer is proposed at trimestre ``numero``; empty when nothing calls for it."""
    motifs = {
        Motif.ACTION_FAITE: bool(anterieure.faites),
        Motif.CIBLE_ECHUE: is_cible_echue(anterieure, numero, today),
        Motif.NOMMEE: anterieure.nommee,
        Motif.DISCUTEE: anterieure.discutee or anterieure.avis_loin,
    }
    return tuple(motif for motif, vaut in motifs.items() if vaut)


def is_cible_echue(anterieure: Anterieure, numero: int, today: date) -> bool:
    """Whether a cible above the niveau has come due: the day of its action is over, or two trimestres went by."""
    cible, niveau = anterieure.saisie.cible, anterieure.saisie.niveau
    if cible is None or niveau is None or cible <= niveau:
        return False
    return numero - anterieure.trimestre >= TRIMESTRES_D_UNE_CIBLE or any(
        is_en_retard(action.etat, action.echeance, today) for action in anterieure.actions
    )


def split_anterieures(
    anterieures: Iterable[Anterieure], numero: int, today: date
) -> tuple[tuple[Proposee, ...], tuple[Anterieure, ...]]:
    """What is proposed first, by its strongest reason, and all the rest; each in the order in which it comes."""
    proposees: list[Proposee] = []
    autres: list[Anterieure] = []
    for anterieure in anterieures:
        if motifs := list_motifs(anterieure, numero, today):
            proposees.append(Proposee(anterieure, motifs))
        else:
            autres.append(anterieure)
    proposees.sort(key=lambda proposee: RANGS[proposee.motifs[0]])
    return tuple(proposees), tuple(autres)


def confirm(anterieure: Anterieure) -> Saisie:
    """The answer of before, given again as it stands: « toujours vrai ». What was said of it then stays there."""
    avant = anterieure.saisie
    return Saisie(
        niveau=avant.niveau,
        non_concerne=avant.non_concerne,
        motif=avant.motif if avant.non_concerne else "",
        cible=avant.cible,
        deja_regle=avant.deja_regle,
        trace_titre=avant.trace_titre,
        trace_lien=avant.trace_lien,
    )


def is_confirmed(anterieure: Anterieure, saisie: Saisie) -> bool:
    """Whether an answer says again what the earlier one said."""
    avant = anterieure.saisie
    return (avant.niveau, avant.non_concerne) == (saisie.niveau, saisie.non_concerne)
