"""One clock: the base's. A wrong clock of the machine dates nothing."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

import caprse
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.regles import Saisie
from caprse.carnet.service import get_carnet, save_reponse
from caprse.socle.installation import Installation
from caprse.socle.postgres.horloge import HorlogeBase
from caprse.socle.reglages import Reglages
from tests.monde import Monde

# The one place that reads the machine's clock, until the base was read once.
LECTURE = "socle/postgres/horloge.py"


@pytest.mark.parametrize("ecart", [timedelta(days=-40), timedelta(days=40), timedelta(0)])
def test_the_clock_follows_what_the_base_said_whatever_the_machine_says(ecart: timedelta) -> None:
    horloge = HorlogeBase()
    assert abs(horloge() - datetime.now(UTC)) < timedelta(seconds=1)
    en_base = datetime.now(UTC) + ecart
    horloge.set(en_base)
    premiere = horloge()
    assert timedelta(0) <= premiere - en_base < timedelta(seconds=1)
    assert horloge() >= premiere


def test_what_a_use_case_dates_is_dated_by_the_transaction_in_the_base(
    monde: Monde, installation: Installation
) -> None:
    reelle = Installation(Reglages(), installation.moteur, None)
    assert isinstance(reelle.horloge, HorlogeBase)
    reelle.horloge.set(datetime.now(UTC) + timedelta(days=40))
    with open_unit(compte_id=monde.comptes["alice"], installation=reelle) as unit:
        assert unit.now == unit.db.execute(text("select now()")).scalar_one()
        rendue = save_reponse(unit, monde.carnets[0], monde.criteres[0], Saisie(niveau=1), 0)
        assert rendue.modifie_le == unit.now
        carnet = get_carnet(unit, monde.structures[0])
        assert carnet is not None
        assert carnet.reponses[monde.criteres[0]].modifie_le == unit.now
    with open_unit_systeme(reelle) as unit:
        assert unit.now == unit.db.execute(text("select now()")).scalar_one()
    # What runs outside a transaction, such as the postman's rounds, follows it too.
    assert abs(reelle.horloge() - datetime.now(UTC)) < timedelta(seconds=5)


def test_nothing_else_reads_the_clock_of_the_machine() -> None:
    racine = Path(caprse.__file__).parent
    lues = set()
    for chemin in racine.rglob("*.py"):
        for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
            if isinstance(noeud, ast.Call) and ast.unparse(noeud.func) in {
                "datetime.now",
                "datetime.utcnow",
                "datetime.today",
                "date.today",
                "time.time",
            }:
                lues.add(chemin.relative_to(racine).as_posix())
    assert lues == {LECTURE}
