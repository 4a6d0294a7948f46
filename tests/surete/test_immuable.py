"""The past does not move: a closed trimestre, its carnets and its answers, whoever asks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.socle.base_locale import APPLICATION, SYSTEME
from caprse.socle.erreurs import BaseOccupee, Refus
from caprse.socle.installation import Installation
from tests.base import wait_for_lock
from tests.monde import Monde
from tests.surete.conftest import Terrain, mandate
from tests.surete.monde_droits import create_monde_droits

CLORE = "update trimestre set etat = 'clos', clos_le = now() where id = %s"
REPONDRE = (
    "insert into reponse (collectif_id, carnet_id, structure_id, critere, niveau, modifie_par)"
    " values (%s, %s, %s, 'T01-02', 4, mon_compte())"
)

# On the closed trimestre of collectif A; %(t)s is the trimestre, %(c)s a carnet of it.
CHANGEMENTS = {
    "an answer changes": "update reponse set niveau = 4 where carnet_id = %(c)s",
    "an answer is emptied": "update reponse set niveau = null where carnet_id = %(c)s",
    "an answer goes away": "delete from reponse where carnet_id = %(c)s",
    "an answer moves to an open carnet": "update reponse set carnet_id = %(autre)s where carnet_id = %(c)s",
    "a carnet changes state": "update carnet set etat = 'relu' where id = %(c)s",
    "a carnet is added": (
        "insert into carnet (collectif_id, trimestre_id, structure_id) values (%(k)s, %(t)s, %(s)s)"
    ),
    "the trimestre opens again": "update trimestre set etat = 'ouvert', clos_le = null where id = %(t)s",
    "the trimestre closes at another time": "update trimestre set clos_le = now() + interval '1 day' where id = %(t)s",
    "the trimestre takes another version of the référentiel": (
        "update trimestre set referentiel_id = gen_random_uuid() where id = %(t)s"
    ),
    "the trimestre takes another thématique": "update trimestre set thematique = 'T02' where id = %(t)s",
    "the trimestre takes other dates": "update trimestre set fin = fin + 1 where id = %(t)s",
}


@pytest.mark.parametrize("changement", CHANGEMENTS.values(), ids=CHANGEMENTS)
def test_nothing_of_a_closed_trimestre_moves_even_for_the_servers_administrator(
    terrain: Terrain, changement: str
) -> None:
    monde, connexion = terrain.monde, terrain.administrateur
    connexion.execute(
        "insert into structure (collectif_id, nom, types) values (%s, 'Tardive', '{AI}')", [monde.collectif]
    )
    tardive = connexion.execute("select id from structure where nom = 'Tardive'").fetchone()
    autre = connexion.execute(
        "insert into carnet (collectif_id, trimestre_id, structure_id) select collectif_id, id, %s from trimestre"
        " where collectif_id = %s and numero = 2 returning id",
        [monde.structures[0], monde.collectif],
    ).fetchone()
    assert tardive is not None
    assert autre is not None
    connexion.execute(CLORE, [monde.trimestre])
    parametres = {
        "t": monde.trimestre,
        "c": monde.carnets[0],
        "k": monde.collectif,
        "s": tardive[0],
        "autre": autre[0],
    }
    with pytest.raises(psycopg.errors.RestrictViolation):
        connexion.execute(changement, parametres)


@pytest.mark.parametrize("profil", ["contribution", "direction"])
def test_a_closed_trimestre_refuses_answers_in_the_words_of_a_person(terrain: Terrain, profil: str) -> None:
    connexion = terrain.elevate()
    connexion.execute(CLORE, [terrain.monde.trimestre])
    terrain.become({"contribution": "ali", "direction": "alice"}[profil])
    with pytest.raises(
        psycopg.errors.RestrictViolation, match="Ce trimestre est clos : ses réponses ne changent plus"
    ):
        connexion.execute("update reponse set niveau = 4, modifie_par = mon_compte()")


def test_the_trimestre_of_another_collectif_stays_open(terrain: Terrain) -> None:
    connexion = terrain.act_as("systeme")
    connexion.execute(CLORE, [terrain.monde.trimestre])
    assert (
        connexion.execute(
            "update reponse set niveau = 4 where carnet_id = %s", [terrain.monde.carnet_ailleurs]
        ).rowcount
        == 1
    )


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde_droits(installation)


def test_a_refusal_by_the_base_reaches_the_person_as_a_sentence(installation: Installation, monde: Monde) -> None:
    with open_unit_systeme(installation) as unit:
        unit.db.execute(text("update trimestre set etat = 'clos', clos_le = now()"))
    with (
        pytest.raises(Refus, match=r"^Ce trimestre est clos : ses réponses ne changent plus\. Votre saisie"),
        open_unit(compte_id=monde.comptes["ali"], installation=installation) as unit,
    ):
        unit.db.execute(text("update reponse set niveau = 4, modifie_par = mon_compte()"))


@pytest.mark.parametrize("qui", ["anna", "adam"])
def test_closing_waits_for_the_answer_being_saved_and_the_next_one_sees_it_closed(
    installation: Installation, monde: Monde, base: str, serveur: Any, qui: str
) -> None:
    """Whoever closes, the administration included, which may not even read a carnet."""
    ordre: list[str] = []
    with (
        psycopg.connect(serveur.url(APPLICATION, base)) as premiere,
        psycopg.connect(serveur.url(APPLICATION, base)) as seconde,
        psycopg.connect(serveur.url(APPLICATION, base)) as cloture,
        psycopg.connect(serveur.url(SYSTEME, base)) as systeme,
    ):
        for connexion, personne in ((premiere, "ali"), (seconde, "alice"), (cloture, qui)):
            mandate(connexion, systeme, monde.comptes[personne])
        ici = [monde.collectif, monde.carnets[0], monde.structures[0]]
        premiere.execute("select 1 from carnet where id = %s for share", [monde.carnets[0]])
        premiere.execute(REPONDRE, ici)

        def close() -> None:
            cloture.execute(CLORE, [monde.trimestre])
            cloture.commit()
            ordre.append("clos")

        fil = _start(close)
        wait_for_lock(serveur, base)
        ordre.append("premier enregistrement")
        premiere.commit()
        fil.join(10)
        assert ordre == ["premier enregistrement", "clos"]
        with pytest.raises(psycopg.errors.RestrictViolation, match="clos"):
            seconde.execute("update reponse set niveau = 1, modifie_par = mon_compte() where critere = 'T01-02'")


def test_a_wait_that_lasts_is_told_as_such_and_not_as_an_absence(installation: Installation, monde: Monde) -> None:
    def change() -> None:
        with open_unit(compte_id=monde.comptes["alice"], installation=installation) as unit:
            unit.db.execute(text("set local lock_timeout = '100ms'"))
            unit.db.execute(text("update structure set commune = 'Y'"))

    with open_unit_systeme(installation) as longue:
        longue.db.execute(text("update structure set commune = 'X'"))
        with pytest.raises(BaseOccupee, match="très occupée"):
            change()


def _start(action: Callable[[], None]) -> threading.Thread:
    fil = threading.Thread(target=action)
    fil.start()
    return fil
