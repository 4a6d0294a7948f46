"""What surrounds an action: an answer with its cible, a decision of a meeting."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from tests.base import execute, get_value
from tests.monde import Monde


def answer(monde: Monde, code: str, niveau: int | None, cible: int | None = None, version: int = 0) -> None:
    """Alice answers this critère in the carnet of her structure."""
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, monde.carnets[0], code, Saisie(niveau=niveau, cible=cible), version)


def decide(
    monde: Monde, quoi: str, structure_id: UUID | None = None, etat: str = "a_suivre", ailleurs: bool = False
) -> UUID:
    """A meeting decided this, for one structure or for all."""
    lieu = {
        "c": monde.ailleurs if ailleurs else monde.collectif,
        "t": monde.trimestre_ailleurs if ailleurs else monde.trimestre,
    }
    execute(
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour) values (:c, :t, 'visio', :q, :j)",
        **lieu,
        q=quoi,
        j=date(2026, 3, 2),
    )
    rencontre = get_value("select id from rencontre where titre = :q", q=quoi)
    execute(
        "insert into decision (collectif_id, rencontre_id, structure_id, quoi, pilote, echeance, criteres, etat)"
        " values (:c, :r, :s, :q, 'Ali', '2026-05-04', '{T01-02}', :e)",
        c=lieu["c"],
        r=rencontre,
        s=structure_id,
        q=quoi,
        e=etat,
    )
    decision: UUID = get_value("select id from decision where quoi = :q", q=quoi)
    return decision
