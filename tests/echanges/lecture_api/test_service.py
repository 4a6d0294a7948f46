"""Keys are made by whoever answers for the place, kept as a hash, stopped for good."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from caprse.acces.regles import Role
from caprse.acces.unite import Unit, hash_jeton, open_unit
from caprse.carnet.membres.fusion import merge_structures
from caprse.echanges.lecture_api.regles import CLES_MAX, Etat, Portee
from caprse.echanges.lecture_api.service import LieuCle, create_cle, get_cles, stop_cle
from caprse.echanges.personne.effacement import erase_compte
from caprse.journal.service import list_journal
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.echanges.lecture_api.scene import create_programme, make_cle
from tests.monde import Monde, add_personne
from tests.restitution.scene import execute_as_owner


def _list_etats(monde: Monde, nom: str, structure: UUID | None = None) -> list[Etat]:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return [cle.etat for cle in get_cles(unit, LieuCle(monde.collectif, structure)).cles]


@pytest.mark.parametrize(("rang", "permis"), [(0, {"alice"}), (1, {"bob"}), (None, {"anna"})])
def test_the_direction_of_a_structure_and_the_animation_of_a_collectif_alone(
    monde: Monde, rang: int | None, permis: set[str]
) -> None:
    lieu = LieuCle(monde.collectif, None if rang is None else monde.structures[rang])

    def make_then_stop(unit: Unit) -> None:
        create_cle(unit, lieu, "Grist", [Portee.RENCONTRES], 90)
        [cle] = get_cles(unit, lieu).cles
        assert stop_cle(unit, lieu, cle.id) == "Grist"

    check_rights(monde, permis, make_then_stop)
    check_rights(monde, permis, lambda unit: get_cles(unit, lieu))


def test_only_its_hash_is_kept_and_the_journal_tells_who_made_it(monde: Monde) -> None:
    cle = make_cle(monde, "alice", monde.structures[0])
    assert get_value("select empreinte from cle_lecture") == hash_jeton(cle)
    assert cle not in get_value("select string_agg(to_jsonb(c)::text, '') from cle_lecture c")
    assert hash_jeton(cle) not in get_value("select string_agg(to_jsonb(j)::text, '') from journal j")
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        phrases = str(list_journal(unit, structure_id=monde.structures[0]).lignes)
    assert "Essai de alice" in phrases


def test_a_key_of_elsewhere_cannot_be_stopped_nor_one_twice(monde: Monde) -> None:
    make_cle(monde, "alice", monde.structures[0])
    identite = get_value("select id from cle_lecture")
    siens = {
        "bob": LieuCle(monde.collectif, monde.structures[1]),
        "anna": LieuCle(monde.collectif),
        "clara": LieuCle(monde.ailleurs),
    }
    for nom, lieu in siens.items():
        with open_unit(compte_id=monde.comptes[nom]) as unit, pytest.raises(Introuvable):
            stop_cle(unit, lieu, identite)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        stop_cle(unit, LieuCle(monde.collectif, monde.structures[0]), identite)
        with pytest.raises(Introuvable):
            stop_cle(unit, LieuCle(monde.collectif, monde.structures[0]), identite)


@pytest.mark.parametrize(
    ("nom", "portees", "jours"),
    [("", [Portee.REPONSES], 90), ("x" * 81, [Portee.REPONSES], 90), ("x", [], 90), ("x", [Portee.REPONSES], 4000)],
)
def test_what_makes_no_key_is_refused(monde: Monde, nom: str, portees: list[Portee], jours: int) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(SaisieInvalide):
        create_cle(unit, LieuCle(monde.collectif), nom, portees, jours)


def test_there_are_so_many_at_most(monde: Monde) -> None:
    for _ in range(CLES_MAX):
        make_cle(monde)
    with pytest.raises(Refus):
        make_cle(monde)


def test_the_list_says_where_each_stands_in_one_query(
    monde: Monde, installation: Installation, horloge: Horloge
) -> None:
    add_personne(monde, "ana", Role.ANIMATION)
    make_cle(monde, "ana")
    with open_unit(compte_id=monde.comptes["anna"]) as unit, count_statements(installation.moteur) as vues:
        [cle] = get_cles(unit, LieuCle(monde.collectif)).cles
    assert len(vues) == 1
    assert (cle.etat, cle.par, cle.lue_le) == (Etat.ACTIVE, "Ana", None)
    execute("delete from habilitation where compte_id = :c", c=monde.comptes["ana"])
    assert _list_etats(monde, "anna") == [Etat.ENDORMIE]
    horloge.instant += timedelta(days=91)
    assert _list_etats(monde, "anna") == [Etat.ECHUE]


def test_the_key_of_a_double_that_is_merged_stops(monde: Monde) -> None:
    add_personne(monde, "dina", Role.DIRECTION, monde.structures[8])
    cle = make_cle(monde, "dina", monde.structures[8])
    execute_as_owner(
        "delete from carnet where structure_id = (select id from structure where nom = 'Collectif A – structure 8')"
    )
    execute_as_owner(
        "delete from adhesion where structure_id = (select id from structure where nom = 'Collectif A – structure 8')"
    )
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        merge_structures(unit, monde.collectif, monde.structures[0], monde.structures[8])
    assert _list_etats(monde, "alice", monde.structures[0]) == [Etat.ARRETEE]
    assert create_programme(cle).get("/api/v1/cle").status_code == 401


def test_the_keys_of_a_person_who_is_forgotten_stop(monde: Monde) -> None:
    cle = make_cle(monde, "alice", monde.structures[0])
    execute("update compte set actif = false where id = :c", c=monde.comptes["alice"])
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        erase_compte(unit, monde.comptes["alice"])
    assert get_value("select revoquee_le is not null from cle_lecture")
    assert create_programme(cle).get("/api/v1/cle").status_code == 401
