"""Join and vote without an account, and every way to abuse it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from caprse.acces.unite import hash_jeton, open_unit, open_unit_systeme
from caprse.seance.contenus.tours import BulletinNiveau
from caprse.seance.lecture import list_venues
from caprse.seance.regles import EtatTour, Phase
from caprse.seance.salle.service import (
    APPAREILS_MAX,
    Salle,
    enter_structure,
    get_salle,
    join_seance,
)
from caprse.seance.salle.votes import save_vote
from caprse.seance.vote.service import close_tour, open_tour, reveal_tour, settle_tour
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.seance.scene_votes import (
    CODE,
    CODE_AILLEURS,
    Scene,
    act,
    create_seance,
    end,
    join,
    read_code_structure,
    show_etape,
    vote,
    vote_all,
)


def _see(jeton: str) -> Salle:
    with open_unit_systeme() as unit:
        return get_salle(unit, jeton)


def _enter(jeton: str, code: str) -> None:
    with open_unit_systeme() as unit:
        enter_structure(unit, jeton, code)


def _try(code: str, adresse_ip: str = "192.0.2.66") -> str | None:
    with open_unit_systeme() as unit:
        return join_seance(unit, code, adresse_ip)


def test_a_phone_joins_by_the_code_and_keeps_only_a_secret(scene: Scene) -> None:
    jeton = _try(" abc-234 ")
    assert jeton is not None
    assert execute("select seance_id, empreinte, structure_id from participant") == [
        (scene.seance, hash_jeton(jeton), None)
    ]
    vue = _see(jeton)
    assert (vue.titre, vue.phase, vue.tour) == ("Séance de mars", Phase.ATTENTE, None)


def test_joining_again_is_the_same_device_and_another_session_another(scene: Scene) -> None:
    jeton = join()
    assert join(jeton=jeton) == jeton
    ailleurs = join(CODE_AILLEURS, jeton=jeton)
    assert ailleurs != jeton
    # A device that lost its cookie is a new one: the animation sees the number.
    join()
    assert execute("select seance_id = :s, count(*) from participant group by 1 order by 1", s=scene.seance) == [
        (False, 1),
        (True, 2),
    ]


@pytest.mark.parametrize("code", ["ABC235", "", "ABC23", "abc 23O", "' or true --", "\x00" * 6])
def test_a_wrong_code_opens_nothing(scene: Scene, code: str) -> None:
    assert _try(code) is None
    assert execute("select count(*) from participant") == [(0,)]


def test_a_session_that_does_not_run_is_not_joined(scene: Scene) -> None:
    end(scene)
    assert _try(CODE) is None


def test_a_right_code_enters_whatever_wrong_ones_came_from_there(scene: Scene) -> None:
    for _ in range(80):
        assert _try("ZZZZZZ") is None
    assert _try(CODE) is not None
    # Wrong ones are counted nowhere: nothing grows.
    assert execute("select count(*) from tentative") == [(0,)]


def _fill(scene: Scene, nombre: int) -> None:
    execute(
        "insert into participant (collectif_id, seance_id, empreinte)"
        " select :collectif, :seance, encode(sha256(n::text::bytea), 'hex') from generate_series(1, :nombre) n",
        collectif=scene.monde.collectif,
        seance=scene.seance,
        nombre=nombre,
    )


def test_a_full_room_makes_place_by_devices_that_never_voted(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    jetons = vote_all(tour, ["1", "2", "3"])
    _fill(scene, APPAREILS_MAX - 3)
    nouveaux = [join() for _ in range(5)]
    assert execute("select count(*) from participant") == [(APPAREILS_MAX,)]
    for jeton in (*jetons, nouveaux[-1]):
        assert _see(jeton).phase is Phase.VOTE
    assert execute("select count(*) from vote") == [(3,)]
    # Whoever lost a place joins again as anyone does.
    assert join(jeton=nouveaux[-1]) == nouveaux[-1]


def test_a_room_full_of_voters_says_who_can_help(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    _fill(scene, APPAREILS_MAX)
    execute(
        "insert into vote (collectif_id, tour_id, participant_id, valeur)"
        " select collectif_id, :tour, id, '{}' from participant",
        tour=tour,
    )
    with pytest.raises(Refus, match="prévenez la personne qui l’anime"):
        join()


def test_a_person_with_an_account_has_no_way_around_the_secret(scene: Scene) -> None:
    jeton, tour = join(), act(scene, open_tour, scene.etapes["niveau"])
    for personne in ("anna", "adam", "alice"):
        with open_unit(compte_id=scene.monde.comptes[personne]) as unit:
            for geste in (
                lambda u: join_seance(u, CODE, "192.0.2.1"),
                lambda u: get_salle(u, jeton),
                lambda u: enter_structure(u, jeton, read_code_structure(scene.monde.structures[0])),
                lambda u: save_vote(u, jeton, tour, {"choix": "1"}),
            ):
                with pytest.raises(Introuvable):
                    geste(unit)


def test_a_device_votes_once_and_may_change_until_the_close(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    jeton = join()
    for choix in ("1", "nc", "3", "3"):
        vote(jeton, tour, choix=choix)
    assert execute("select valeur, changements from vote") == [({"niveau": 3}, 3)]
    vu = _see(jeton).tour
    assert vu is not None
    assert vu.valeur == BulletinNiveau(3)
    act(scene, close_tour, tour)
    with pytest.raises(Refus, match="Le vote est fermé"):
        vote(jeton, tour, choix="4")
    assert execute("select valeur from vote") == [({"niveau": 3},)]


def test_taps_of_the_same_device_at_once_are_one_vote(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    jeton, depart = join(), Barrier(8)

    def tap(rang: int) -> None:
        depart.wait()
        vote(jeton, tour, choix=str(rang % 5))

    with ThreadPoolExecutor(8) as equipe:
        list(equipe.map(tap, range(8)))
    assert execute("select count(*), max(changements) from vote") == [(1, 7)]


@pytest.mark.parametrize(
    ("nom", "champs", "valeur"),
    [
        ("niveau", {"choix": "0"}, {"niveau": 0}),
        ("niveau", {"choix": "nc"}, {"non_concerne": True}),
        ("confiance", {"choix": "5"}, {"confiance": 5}),
        ("points", {"points_0": "2", "points_2": "1"}, {"points": [2, 0, 1]}),
        ("mots", {"mot_1": " L’écoute  active ", "mot_3": "<script>"}, {"mots": ["L’écoute active", "<script>"]}),
    ],
)
def test_each_kind_of_vote_is_kept_as_given(
    scene: Scene, nom: str, champs: dict[str, str], valeur: dict[str, object]
) -> None:
    tour = act(scene, open_tour, scene.etapes[nom])
    vote(join(), tour, **champs)
    assert execute("select valeur from vote") == [(valeur,)]


@pytest.mark.parametrize(
    ("nom", "champs", "raison"),
    [
        ("niveau", {}, "parmi celles de la liste"),
        ("niveau", {"choix": "5"}, "parmi celles de la liste"),
        ("niveau", {"choix": "1; drop table vote"}, "parmi celles de la liste"),
        ("confiance", {"choix": "0"}, "parmi celles de la liste"),
        ("confiance", {"choix": "nc"}, "parmi celles de la liste"),
        ("points", {"points_0": "3", "points_1": "1"}, "4 points : partagez-en 3"),
        ("points", {"points_0": "-1"}, "de 0 à 3"),
        ("points", {"points_0": "4"}, "de 0 à 3"),
        ("points", {"points_7": "3"}, "au moins un point"),
        ("mots", {"mot_1": "é" * 31}, "30 signes au plus"),
        ("mots", {"mot_1": "\u200b\x00 "}, "au moins un mot"),
    ],
)
def test_a_vote_that_cannot_be_is_refused_with_its_reason(
    scene: Scene, nom: str, champs: dict[str, str], raison: str
) -> None:
    tour = act(scene, open_tour, scene.etapes[nom])
    with pytest.raises(SaisieInvalide, match=raison):
        vote(join(), tour, **champs)
    assert execute("select count(*) from vote") == [(0,)]


def test_another_sessions_cookie_or_tour_and_an_invented_one_lead_nowhere(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    voisin = join(CODE_AILLEURS)
    create_seance(scene.monde.collectif, scene.monde.trimestre, "VVV222", ("niveau",))
    cousin = join("VVV222")
    for jeton, vise in (
        (voisin, tour),
        (cousin, tour),
        (join(), uuid4()),
        ("x" * 43, tour),
        (hash_jeton(voisin), tour),
    ):
        for champs in ({"choix": "1"}, {"choix": "faux"}):
            with pytest.raises(Introuvable):
                vote(jeton, vise, **champs)
    assert execute("select count(*) from vote") == [(0,)]


def test_a_closed_tour_of_an_earlier_step_takes_no_vote(scene: Scene) -> None:
    premier = act(scene, open_tour, scene.etapes["niveau"])
    jeton = join()
    act(scene, close_tour, premier)
    act(scene, open_tour, scene.etapes["points"])
    with pytest.raises(Refus, match="fermé"):
        vote(jeton, premier, choix="1")


def test_nothing_is_taken_after_the_end_even_in_a_tour_left_open(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["structure"])
    jeton, code = join(structure=scene.monde.structures[0]), read_code_structure(scene.monde.structures[1])
    end(scene)
    with pytest.raises(Refus, match="séance est terminée"):
        vote(jeton, tour, choix="1")
    with pytest.raises(Refus, match="séance est terminée"):
        vote(jeton, tour, choix="faux")
    with pytest.raises(Refus, match="terminée"):
        _enter(jeton, code)
    assert _see(jeton).phase is Phase.FINIE
    assert _see(jeton).tour is None


def test_a_rehearsal_that_was_removed_leaves_its_phones_outside(scene: Scene) -> None:
    seance, etapes = create_seance(
        scene.monde.collectif, scene.monde.trimestre, "RRR222", ("niveau",), repetition=True
    )
    tour = act(scene, open_tour, etapes["niveau"])
    jeton = join("RRR222")
    vote(jeton, tour, choix="1")
    execute("delete from seance where id = :s", s=seance)
    with pytest.raises(Introuvable):
        vote(jeton, tour, choix="2")
    with pytest.raises(Introuvable):
        _see(jeton)
    assert execute("select count(*) from vote") == [(0,)]


def test_a_phone_follows_the_tour_and_sees_no_result_before_the_reveal(scene: Scene) -> None:
    jeton = join()
    show_etape(scene, "niveau")
    assert _see(jeton).phase is Phase.ATTENTE
    tour = act(scene, open_tour, scene.etapes["niveau"])
    vote_all(tour, ["1"] * 5)
    phases = [_see(jeton)]
    act(scene, close_tour, tour)
    phases.append(_see(jeton))
    act(scene, reveal_tour, tour)
    phases.append(_see(jeton))
    act(scene, settle_tour, tour, 1)
    phases.append(_see(jeton))
    assert [vue.phase for vue in phases] == [Phase.VOTE, Phase.FERME, Phase.RESULTAT, Phase.RESULTAT]
    assert [vue.tour.resultat is None for vue in phases if vue.tour] == [True, True, False, False]
    assert phases[-1].tour is not None
    assert (phases[-1].tour.etat, phases[-1].tour.niveau_convenu) == (EtatTour.REGLE, 1)
    # An open tour is shown wherever the wall stands; a past one only while the wall is there.
    show_etape(scene, "texte")
    assert _see(jeton).phase is Phase.ATTENTE
    act(scene, open_tour, scene.etapes["points"])
    assert _see(jeton).phase is Phase.VOTE


def test_the_second_round_replaces_the_first_and_starts_empty(scene: Scene) -> None:
    show_etape(scene, "niveau")
    premier = act(scene, open_tour, scene.etapes["niveau"])
    jeton = vote_all(premier, ["1"] * 5)[0]
    act(scene, close_tour, premier)
    act(scene, reveal_tour, premier)
    act(scene, open_tour, scene.etapes["niveau"])
    vue = _see(jeton).tour
    assert vue is not None
    assert (vue.numero, vue.valeur, vue.resultat) == (2, None, None)


def test_a_phone_enters_the_code_of_its_structure_and_once_it_has_voted_it_stays(scene: Scene) -> None:
    s = scene.monde.structures
    codes = [read_code_structure(structure) for structure in s]
    assert len(set(codes)) == 6
    tour = act(scene, open_tour, scene.etapes["structure"])
    jeton = join()
    assert _see(jeton).phase is Phase.STRUCTURE
    with pytest.raises(Refus, match="code de votre structure"):
        vote(jeton, tour, choix="1")
    for faux in (str(s[0]), CODE, "ZZZZZZZZ", "", "' or true --", codes[0][:-1]):
        with pytest.raises(Introuvable):
            _enter(jeton, faux)
    for code in (codes[0], codes[1], f" {codes[1][:4]}-{codes[1][4:]} ".lower()):
        _enter(jeton, code)
    vote(jeton, tour, choix="1")
    _enter(jeton, codes[1])
    with pytest.raises(Refus, match="structure 1"):
        _enter(jeton, codes[0])
    assert execute("select structure_id from participant") == [(s[1],)]
    assert execute("select structure_id from vote") == [(s[1],)]
    assert _see(jeton).structure_fixe


def test_a_structure_that_left_the_collectif_is_not_entered(scene: Scene) -> None:
    partie = scene.monde.structures[0]
    execute("update adhesion set au = '2026-03-13' where structure_id = :s", s=partie)
    jeton = join()
    with pytest.raises(Introuvable):
        _enter(jeton, read_code_structure(partie))


def test_a_page_and_a_vote_take_few_statements(scene: Scene, installation: Installation) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    jeton = join()
    vote(jeton, tour, choix="1")
    for geste in (lambda u: get_salle(u, jeton), lambda u: save_vote(u, jeton, tour, {"choix": "2"})):
        with count_statements(installation.moteur) as vues, open_unit_systeme() as unit:
            geste(unit)
        assert len(vues) == 2, vues
    with count_statements(installation.moteur) as vues:
        join()
    assert len(vues) == 3, vues


def test_the_base_tells_the_console_of_each_vote_and_device(scene: Scene, installation: Installation) -> None:
    avis: list[str] = []
    tour = act(scene, open_tour, scene.etapes["niveau"])
    with installation.moteur.connect() as connexion:
        connexion.execute(text("listen caprse"))
        connexion.commit()
        jeton = join()
        vote(jeton, tour, choix="1")
        brut = connexion.connection.driver_connection
        assert brut is not None
        avis.extend(notification.payload for notification in brut.notifies(timeout=2, stop_after=2))
    assert avis == [str(scene.seance)] * 2


def test_who_joins_by_the_code_of_a_structure_counts_as_there_and_nothing_is_written(scene: Scene) -> None:
    monde = scene.monde
    [(rencontre,)] = execute("select rencontre_id from seance where id = :s", s=scene.seance)

    def read() -> frozenset[UUID]:
        return act(scene, list_venues, monde.collectif, rencontre)  # type: ignore[no-any-return]

    join()
    assert read() == frozenset(), "who came in without a structure says nothing of one"
    for rang in (0, 0, 1):
        _enter(join(), read_code_structure(monde.structures[rang]))
    assert read() == {monde.structures[0], monde.structures[1]}
    assert execute("select count(*) from presence") == [(0,)]
    execute("update participant set retire_le = now() where structure_id = :s", s=monde.structures[1])
    assert read() == {monde.structures[0]}
    end(scene)
    assert read() == {monde.structures[0]}, "it is noted once the session is over"
    for nom in ("alice", "ali", "bob", "charlie", "clara", "fanny", "personne"):
        with pytest.raises(Introuvable):
            act(scene, list_venues, monde.collectif, rencontre, personne=nom)
