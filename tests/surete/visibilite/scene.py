"""Accounts that know several structures, and what they look at."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from caprse.acces.regles import Role
from caprse.restitution.publication.edition import Edition
from tests.base import execute
from tests.monde import Monde, add_personne


def add_account(monde: Monde, nom: str, *rangs: int, role: Role = Role.DIRECTION) -> None:
    """One account with this role in each of these structures."""
    add_personne(monde, nom, role, monde.structures[rangs[0]])
    for rang in rangs[1:]:
        join_structure(monde, nom, rang, role)


def join_structure(monde: Monde, nom: str, rang: int, role: Role = Role.DIRECTION) -> None:
    execute(
        "insert into habilitation (compte_id, role, collectif_id, structure_id) values (:c, :r, :k, :s)",
        c=monde.comptes[nom],
        r=role,
        k=monde.collectif,
        s=monde.structures[rang],
    )


def leave_structure(monde: Monde, nom: str, rang: int) -> None:
    execute(
        "delete from habilitation where compte_id = :c and structure_id = :s",
        c=monde.comptes[nom],
        s=monde.structures[rang],
    )


def list_codes(edition: Edition) -> list[str]:
    """The axes that are shown."""
    return [agregat.code for agregat in edition.agregats]


def list_names(edition: Edition) -> set[str]:
    """Who is named, by rank."""
    return {nommee.nom[-1] for nommee in edition.nommees}


def subtract(apres: Edition, avant: Edition, connues: Collection[tuple[int, ...]] = ()) -> dict[str, tuple[int, ...]]:
    """Answers per niveau, axis by axis, of what one edition holds more than the other, less what is known."""
    anciens = {agregat.code: agregat.repartition for agregat in avant.agregats}
    restes = {}
    for agregat in apres.agregats:
        reste = [un - deux for un, deux in zip(agregat.repartition, anciens[agregat.code], strict=True)]
        for connue in connues:
            reste = [un - deux for un, deux in zip(reste, connue, strict=True)]
        restes[agregat.code] = tuple(reste)
    return restes


def compute_score(repartition: Collection[int]) -> Fraction:
    """Marches franchies out of marches possibles."""
    return Fraction(sum(niveau * compte for niveau, compte in enumerate(repartition)), 4 * sum(repartition))
