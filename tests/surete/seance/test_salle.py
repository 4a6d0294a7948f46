"""The room is locked, devices are dropped, and each structure's code is its own."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from caprse.acces.unite import hash_jeton, open_unit, open_unit_systeme
from caprse.seance.appareils import drop_appareils, set_verrou
from caprse.seance.codes.service import list_codes_of, renew_code
from caprse.seance.lecture import get_direct, get_seance
from caprse.seance.regles import APPAREIL_RETIRE, Phase, name_appareil
from caprse.seance.salle.service import enter_structure, get_salle
from caprse.seance.service import end_seance
from caprse.seance.vote.service import close_tour, open_tour, reveal_tour, settle_tour
from caprse.socle.erreurs import Introuvable, Refus
from tests.base import execute
from tests.droits import check_rights
from tests.seance.scene_votes import (
    Scene,
    act,
    create_seance,
    create_telephone,
    join,
    read_code_structure,
    vote,
    vote_all,
)


def _see(jeton: str) -> Phase:
    with open_unit_systeme() as unit:
        return get_salle(unit, jeton).phase


def test_a_locked_room_takes_nobody_and_those_inside_go_on(scene: Scene) -> None:
    tour, dedans = act(scene, open_tour, scene.etapes["niveau"]), join()
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        set_verrou(unit, scene.seance, verrouillee=True)
        set_verrou(unit, scene.seance, verrouillee=True)
    with pytest.raises(Refus, match="La salle est fermée"):
        join()
    assert join(jeton=dedans) == dedans
    vote(dedans, tour, choix="1")
    with create_telephone() as telephone:
        reponse = telephone.post("/rejoindre", data={"code": "ABC234"})
        assert (reponse.status_code, "La salle est fermée" in reponse.text) == (409, True)
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        set_verrou(unit, scene.seance, verrouillee=False)
    join()
    assert execute("select count(*) from participant") == [(2,)]


def test_a_dropped_device_takes_its_votes_of_the_round_along_and_is_told(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    vote_all(tour, ["1"] * 6)
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    revele = execute("select resultat from tour where id = :t", t=tour)
    second = act(scene, open_tour, scene.etapes["points"])
    jetons = [join() for _ in range(3)]
    for jeton in jetons:
        vote(jeton, second, points_0="3")
    appareils = {a.nom: a for a in act(scene, get_seance, scene.seance).appareils}
    vises = [appareils[name_appareil(hash_jeton(jeton))] for jeton in jetons[:2]]
    assert all(appareil.a_vote for appareil in vises)
    anciens = execute("select id from participant where id <> all (:v)", v=[a.id for a in appareils.values()][:3])
    assert act(scene, drop_appareils, scene.seance, [a.id for a in vises] + [anciens[0].id]) == 3
    assert act(scene, drop_appareils, scene.seance, [vises[0].id]) == 0
    assert execute("select count(*) from vote where tour_id = :t", t=second) == [(1,)]
    assert execute("select resultat from tour where id = :t", t=tour) == revele
    assert act(scene, get_direct, scene.seance).appareils == 6
    assert [_see(jeton) for jeton in jetons] == [Phase.RETIRE, Phase.RETIRE, Phase.VOTE]
    with pytest.raises(Refus, match="a retiré cet appareil"):
        vote(jetons[0], second, points_0="3")
    with create_telephone() as telephone:
        telephone.cookies.set("caprse_salle", jetons[0], domain="localhost.local")
        for page in (telephone.get("/salle"), telephone.get("/salle/structure")):
            assert APPAREIL_RETIRE.replace("'", "&#39;") in page.text
        # By mistake: the code lets it in again, as a new device.
        assert telephone.post("/rejoindre", data={"code": "ABC234"}).status_code == 303
        assert "Votre réponse" in telephone.get("/salle").text or "Partagez" in telephone.get("/salle").text


def test_only_the_animation_of_the_collectif_locks_drops_and_renews(scene: Scene) -> None:
    join()
    [(appareil,)] = execute("select id from participant")
    structure = scene.monde.structures[0]
    for geste in (
        lambda unit: set_verrou(unit, scene.seance, verrouillee=True),
        lambda unit: drop_appareils(unit, scene.seance, [appareil]),
        lambda unit: renew_code(unit, scene.seance, structure),
    ):
        check_rights(scene.monde, {"anna"}, geste)


def test_another_collectifs_device_is_not_dropped(scene: Scene) -> None:
    join("XYZ789")
    [(ailleurs,)] = execute("select id from participant")
    assert act(scene, drop_appareils, scene.seance, [ailleurs]) == 0
    assert execute("select retire_le from participant") == [(None,)]


def test_a_direction_reads_the_code_of_its_own_structure_only(scene: Scene) -> None:
    s = scene.monde.structures
    for personne, structure, attendus in (
        ("alice", s[0], 1),
        ("alice", s[1], 0),
        ("bob", s[0], 0),
        ("ali", s[0], 0),
        ("personne", s[0], 0),
        ("clara", s[0], 0),
    ):
        with open_unit(compte_id=scene.monde.comptes[personne]) as unit:
            assert len(list_codes_of(unit, structure)) == attendus, personne
            vus = unit.db.execute(text("select structure_id from code_structure")).scalars().all()
            assert set(vus) <= ({s[0]} if personne == "alice" else {s[1]} if personne == "bob" else set())
    act(scene, end_seance, scene.seance)
    assert execute("select count(*) from code_structure") == [(0,)]


def test_a_code_taken_back_is_dead_with_the_devices_it_let_in(scene: Scene) -> None:
    s = scene.monde.structures
    tour = act(scene, open_tour, scene.etapes["structure"])
    jetons = vote_all(tour, ["1", "2", "3"], [s[0], s[0], s[1]])
    ancien = read_code_structure(s[0])
    nouveau = act(scene, renew_code, scene.seance, s[0])
    assert nouveau == read_code_structure(s[0]) != ancien
    assert execute("select structure_id from vote") == [(s[1],)]
    assert [_see(jeton) for jeton in jetons] == [Phase.STRUCTURE, Phase.STRUCTURE, Phase.VOTE]
    with pytest.raises(Introuvable), open_unit_systeme() as unit:
        enter_structure(unit, jetons[0], ancien)
    with open_unit_systeme() as unit:
        enter_structure(unit, jetons[0], nouveau)
    vote(jetons[0], tour, choix="4")


def test_a_vote_stays_with_the_structure_it_was_given_for(scene: Scene) -> None:
    """Given, closed, then the code is taken back and the device enters another's: the first vote does not follow."""
    s = scene.monde.structures
    tour = act(scene, open_tour, scene.etapes["structure"])
    jetons = vote_all(tour, ["4"] * 6, list(s))
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    act(scene, renew_code, scene.seance, s[0])
    with open_unit_systeme() as unit:
        enter_structure(unit, jetons[0], read_code_structure(s[1]))
    act(scene, settle_tour, tour)
    assert set(execute("select structure_id from proposition")) == {(structure,) for structure in s}


def test_the_code_of_another_session_is_no_code_here(scene: Scene) -> None:
    create_seance(scene.monde.collectif, scene.monde.trimestre, "VVV222", ("structure",))
    ailleurs = read_code_structure(scene.monde.structures[0], "VVV222")
    jeton = join()
    with pytest.raises(Introuvable), open_unit_systeme() as unit:
        enter_structure(unit, jeton, ailleurs)
