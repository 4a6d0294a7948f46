"""An obligation in words: what is due, from which size, since when, with whom to ask. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from caprse.referentiel.schema import OBLIGATION_NON_ECRITE, Obligation, PourVous
from caprse.socle.dates import format_date

AVEC_QUI = "votre réseau"
SEPARE = " · "


@dataclass(frozen=True)
class Loi:
    """``repere``: whom it binds and which text says so. ``du``: what is due. ``suite``: since when, with whom to ask.

    ``types``: the only types of structure that it binds, none where it binds all.
    """

    repere: str
    du: str
    suite: str
    types: tuple[str, ...] = ()

    @property
    def force(self) -> str:
        """How strongly it binds, and whom: ``Obligatoire dès 11 salariés``."""
        return self.repere.partition(SEPARE)[0]

    @property
    def court(self) -> str:
        """The same in one line for whoever answers: ``La loi le demande dès 11 salariés : document unique``.

        The articles are for who opens it.
        """
        mots = self.texte.removeprefix(SEPARE).partition(",")[0]
        if not mots:
            return self.force
        sigle = len(mots) > 1 and mots[1].isupper()
        texte = mots if sigle else f"{mots[0].lower()}{mots[1:]}"
        return f"{self.force.replace('Obligatoire', 'La loi le demande')}\u00a0: {texte}"

    @property
    def texte(self) -> str:
        """The text that says so, with what parts it from ``force``; empty where none is named."""
        return self.repere.removeprefix(self.force)


def describe(obligation: Obligation) -> Loi:
    """``Obligatoire dès 11 salariés · Document unique, R4121-2``, the plain sentence, then what helps to act."""
    if obligation == OBLIGATION_NON_ECRITE:
        return Loi("Une obligation existe sans doute", obligation.du, f"Pour en parler : {obligation.avec_qui}.")
    des = f" dès {obligation.des} salariés" if obligation.des else ""
    depuis = f"Depuis le {format_date(date.fromisoformat(obligation.depuis))}. " if obligation.depuis else ""
    verifier = "" if obligation.verifie_le else " Ce point reste à vérifier."
    avec_qui = obligation.avec_qui or AVEC_QUI
    return Loi(
        f"Obligatoire{des}{'' if obligation.verifie_le else ' (à vérifier)'}{SEPARE}{name_texte(obligation)}",
        obligation.du,
        f"{depuis}Pour en parler : {avec_qui}.{verifier}",
        obligation.types or (),
    )


def name_texte(obligation: Obligation) -> str:
    """``Document unique, R4121-2``: the text, and its article where it is named."""
    return ", ".join(filter(None, (obligation.texte, obligation.article)))


def name_types(types: Sequence[str]) -> str:
    """`` (AI, ETTI)``, or nothing where all are concerned."""
    return f" ({', '.join(types)})" if types else ""


def name_pour(pour: PourVous) -> str:
    """``pour AI, ETTI``, ``sous 10 salariés``, or both."""
    types = f"pour {', '.join(pour.types)}" if pour.types else ""
    taille = f"sous {pour.moins_de} salariés" if pour.moins_de else ""
    return ", ".join(filter(None, (types, taille)))


def format_loi(obligation: Obligation) -> str:
    """The same on one line, for a table."""
    loi = describe(obligation)
    return f"{loi.repere} : {loi.du} {loi.suite}"
