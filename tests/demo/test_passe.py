"""The journal of the demonstration: invented people on invented days, and nothing of the kind for anybody real."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.service import create_collectif
from caprse.demo.fiction import tell
from caprse.demo.service import create_demo
from caprse.referentiel.service import import_referentiel
from caprse.socle.installation import Installation
from tests.base import execute
from tests.fabrique import build_referentiel
from tests.monde import Monde

JADIS = datetime(2020, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def remplie(installation: Installation) -> None:
    with open_unit_systeme(installation) as unit:
        import_referentiel(unit.db, build_referentiel(themes=6, criteres=7))
    create_demo(installation, entouree=True)


def test_people_did_it_on_the_days_of_the_story(remplie: None, installation: Installation) -> None:
    # What comes before anybody has an account is of nobody.
    assert execute("select distinct objet from journal where compte_id is null order by 1") == [
        ("collectif",),
        ("referentiel",),
    ]
    assert execute(
        "select count(*) from journal j left join compte c on c.id = j.compte_id"
        " where j.compte_id is not null and (c.id is null or not c.demo)"
    ) == [(0,)]
    assert execute(
        "select count(*) from journal j join collectif k on k.id = j.collectif_id"
        " where (j.instant at time zone 'Europe/Paris')::date < k.debut - 1 or j.instant > now()"
    ) == [(0,)]
    # An appui is asked by the structure's own; meetings are planned, and carnets re-read, by the animation.
    assert execute(
        "select distinct j.objet, j.operation, h.role from journal j join habilitation h on h.compte_id = j.compte_id"
        " where j.objet in ('appui', 'rencontre', 'relecture') order by 1"
    ) == [
        ("appui", "INSERT", "direction"),
        ("relecture", "INSERT", "animation"),
        ("rencontre", "INSERT", "animation"),
    ]
    # Nobody of a structure acts before they are there, and an action is there before its day.
    assert (
        execute(
            "select j.objet, j.operation from journal j join habilitation h on h.compte_id = j.compte_id"
            " where h.structure_id is not null and j.instant < h.cree_le"
        )
        == []
    )
    assert execute("select count(*) from action where cree_le::date >= echeance") == [(0,)]
    ((jours,),) = execute("select count(distinct instant::date) from journal where objet = 'reponse'")
    assert jours > 30
    assert execute(
        "select count(*) from journal where objet = 'carnet' and apres ->> 'etat' = 'transmis'"
        " and instant <> (apres ->> 'transmis_le')::timestamptz"
    ) == [(0,)]


def test_an_answer_of_today_is_of_today_and_of_who_gave_it(remplie: None, installation: Installation) -> None:
    ((direction,),) = execute("select id from compte where courriel = 'direction@demo.exemple'")
    with open_unit(compte_id=direction) as unit:
        tell(unit, JADIS)
        unit.db.execute(
            text(
                "update structure set effectif = 19 where id = (select h.structure_id from habilitation h"
                " where h.compte_id = :moi)"
            ),
            {"moi": direction},
        )
    assert execute(
        "select compte_id, instant > now() - interval '1 minute' from journal order by id desc limit 1"
    ) == [(direction, True)]


def test_a_real_collectif_cannot_be_told(installation: Installation, monde: Monde) -> None:
    with open_unit_systeme(installation) as unit:
        tell(unit, JADIS, monde.comptes["anna"])
        create_collectif(unit, "Un vrai collectif", unit.today, 19)
    assert execute(
        "select compte_id, instant > now() - interval '1 minute' from journal where objet = 'collectif'"
        " order by id desc limit 1"
    ) == [(None, True)]
