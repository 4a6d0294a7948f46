"""What was agreed in the room, taken or left by a direction, on a real base."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from streamlit.testing.v1 import AppTest

from caprse.acces.ecran import open_unit_ecran
from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.service import get_carnet, save_reponse
from caprse.seance.vote.propositions import (
    accept_proposition,
    describe_votes,
    discard_proposition,
    list_propositions,
)
from caprse.seance.vote.vue_propositions import show_propositions
from caprse.socle.ecran.affichage import show_message
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read
from tests.monde import Monde
from tests.seance.scene_tenue import propose
from tests.seance.scene_votes import Scene, act, end

AUTRES = ("ali", "aya", "bob", "anna", "charlie", "clara", "adam", "fanny", "personne")
CRITERE = "T01-02"
PLEINE = Saisie(1, False, "", "Notre commentaire", 4, True, "Livret", "https://exemple.test/livret")


@pytest.fixture
def tour(scene: Scene) -> UUID:
    """Each structure agreed on niveau 3; the session is over."""
    tour = propose(scene)
    end(scene)
    return tour


def answer(scene: Scene, saisie: Saisie, version: int = 0, personne: str = "alice") -> None:
    act(scene, save_reponse, scene.monde.carnets[0], CRITERE, saisie, version, personne=personne)


def get_saisie(scene: Scene) -> Saisie | None:
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        carnet = get_carnet(unit, scene.monde.structures[0])
    assert carnet is not None
    return carnet.saisies().get(CRITERE)


def test_a_direction_takes_what_its_people_agreed(scene: Scene, tour: UUID) -> None:
    s = scene.monde.structures[0]
    [vue] = act(scene, list_propositions, s, personne="alice")
    assert (vue.critere, vue.niveau[0], vue.actuel, vue.version, vue.refus) == (
        CRITERE,
        "3",
        "pas encore de réponse",
        0,
        None,
    )
    act(scene, accept_proposition, tour, s, 0, personne="alice")
    assert get_saisie(scene) == Saisie(niveau=3)
    assert act(scene, list_propositions, s, personne="alice") == ()
    assert execute(
        "select etat, tranchee_par, tranchee_le is not null from proposition where structure_id = :s", s=s
    ) == [("acceptee", scene.monde.comptes["alice"], True)]
    assert execute("select count(*) from proposition where etat = 'proposee'") == [(5,)]


def test_nothing_is_asked_where_the_carnet_says_the_same(scene: Scene, tour: UUID) -> None:
    s = scene.monde.structures[0]
    answer(scene, Saisie(niveau=3))
    assert act(scene, list_propositions, s, personne="alice") == ()
    # Once the answer is another, there is something to choose again.
    answer(scene, PLEINE, version=1)
    [vue] = act(scene, list_propositions, s, personne="alice")
    assert vue.votes == "Une seule personne de votre équipe a voté : c’est son choix"


def test_a_proposal_says_how_many_phones_chose_it() -> None:
    assert describe_votes(2, 5) == "2\u00a0téléphones sur 5 ont choisi ce niveau, qui est au milieu des votes"
    assert describe_votes(1, 3) == "1\u00a0téléphone sur 3 a choisi ce niveau, qui est au milieu des votes"
    assert describe_votes(4, 4) == "Les 4 téléphones de votre équipe ont choisi ce niveau"
    assert describe_votes(None, None) == ""


def test_comment_trace_and_cible_stay(scene: Scene, tour: UUID) -> None:
    answer(scene, PLEINE)
    act(scene, accept_proposition, tour, scene.monde.structures[0], 1, personne="alice")
    assert get_saisie(scene) == Saisie(
        3, False, "", "Notre commentaire", 4, True, "Livret", "https://exemple.test/livret"
    )


def test_a_non_concerne_becomes_the_agreed_niveau(scene: Scene, tour: UUID) -> None:
    answer(scene, Saisie(non_concerne=True, motif="Pas chez nous", commentaire="Gardé"))
    [vue] = act(scene, list_propositions, scene.monde.structures[0], personne="alice")
    assert vue.actuel == "non concerné"
    act(scene, accept_proposition, tour, scene.monde.structures[0], vue.version, personne="alice")
    assert get_saisie(scene) == Saisie(niveau=3, commentaire="Gardé")


def test_a_direction_leaves_it_and_the_carnet_does_not_move(scene: Scene, tour: UUID) -> None:
    answer(scene, PLEINE)
    s = scene.monde.structures[0]
    act(scene, discard_proposition, tour, s, personne="alice")
    assert get_saisie(scene) == PLEINE
    for geste in (lambda u: accept_proposition(u, tour, s, 1), lambda u: discard_proposition(u, tour, s)):
        with pytest.raises(Refus, match="déjà sa réponse"):
            act(scene, geste, personne="alice")
    assert get_saisie(scene) == PLEINE


def test_an_answer_that_moved_is_not_overwritten(scene: Scene, tour: UUID) -> None:
    s = scene.monde.structures[0]
    [vue] = act(scene, list_propositions, s, personne="alice")
    answer(scene, PLEINE, personne="ali")
    with pytest.raises(Refus, match="a changé entre-temps"):
        act(scene, accept_proposition, tour, s, vue.version, personne="alice")
    assert get_saisie(scene) == PLEINE
    assert execute("select etat from proposition where structure_id = :s", s=s) == [("proposee",)]


def test_a_carnet_that_may_not_change_does_not_and_nothing_is_half_done(scene: Scene, tour: UUID) -> None:
    s = scene.monde.structures[0]
    execute("update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=scene.monde.carnets[0])
    [vue] = act(scene, list_propositions, s, personne="alice")
    assert vue.refus is not None
    assert vue.refus.startswith("Ce carnet est transmis")
    with pytest.raises(Refus, match="transmis"):
        act(scene, accept_proposition, tour, s, 0, personne="alice")
    assert execute("select etat from proposition where structure_id = :s", s=s) == [("proposee",)]
    assert get_saisie(scene) is None
    act(scene, discard_proposition, tour, s, personne="alice")


def test_once_the_trimestre_is_closed_nothing_waits(scene: Scene, tour: UUID) -> None:
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=scene.monde.trimestre)
    assert act(scene, list_propositions, scene.monde.structures[0], personne="alice") == ()
    with pytest.raises(Refus, match="clos"):
        act(scene, accept_proposition, tour, scene.monde.structures[0], 0, personne="alice")


def test_nothing_waits_while_the_session_runs(scene: Scene) -> None:
    tour = propose(scene)
    assert act(scene, list_propositions, scene.monde.structures[0], personne="alice") == ()
    with pytest.raises(Introuvable):
        act(scene, accept_proposition, tour, scene.monde.structures[0], 0, personne="alice")


def test_only_the_direction_of_the_structure_settles(scene: Scene, tour: UUID) -> None:
    s = scene.monde.structures
    for personne in AUTRES:
        for geste in (lambda u: accept_proposition(u, tour, s[0], 0), lambda u: discard_proposition(u, tour, s[0])):
            with pytest.raises(Introuvable):
                act(scene, geste, personne=personne)
    for args in ((tour, s[1]), (tour, scene.monde.structure_ailleurs), (uuid4(), s[0])):
        with pytest.raises(Introuvable):
            act(scene, accept_proposition, *args, 0, personne="alice")
    for personne in ("bob", "charlie", "clara", "adam", "fanny", "personne"):
        with pytest.raises(Introuvable):
            act(scene, list_propositions, s[0], personne=personne)
    for personne in ("alice", "ali", "aya", "anna"):
        assert len(act(scene, list_propositions, s[0], personne=personne)) == 1


def test_the_base_itself_lets_nobody_else_settle(scene: Scene, tour: UUID) -> None:
    requete = (
        "update proposition set etat = 'acceptee', tranchee_le = now(), tranchee_par = :c where structure_id = :s"
    )
    for personne in AUTRES:
        with open_unit(compte_id=scene.monde.comptes[personne]) as unit:
            change = unit.db.execute(
                text(f"{requete} returning 1"), {"c": unit.acteur.compte_id, "s": scene.monde.structures[0]}
            ).all()
            assert change == []
    with pytest.raises(DBAPIError), open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        unit.db.execute(text(requete), {"c": scene.monde.comptes["ali"], "s": scene.monde.structures[0]})


def test_the_block_asks_the_base_once(
    scene: Scene,
    tour: UUID,
    installation: Installation,
) -> None:
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        with count_statements(installation.moteur) as vues:
            list_propositions(unit, scene.monde.structures[0])
        assert len(vues) == 1
        execute("update proposition set etat = 'ecartee' where structure_id = :s", s=scene.monde.structures[1])
    with open_unit(compte_id=scene.monde.comptes["bob"]) as unit, count_statements(installation.moteur) as vues:
        assert list_propositions(unit, scene.monde.structures[1]) == ()
    assert len(vues) == 1


@pytest.fixture
def visit(monde: Monde) -> Callable[[str], AppTest]:
    """The block on the home of the first structure, as a person sees it."""

    def accueil() -> None:
        show_message()
        with open_unit_ecran() as unit:
            propositions = list_propositions(unit, monde.structures[0])
        show_propositions(propositions)

    return lambda personne: open_page(monde, personne, accueil)


def test_on_the_home_the_direction_takes_it_with_one_gesture(
    scene: Scene, tour: UUID, visit: Callable[[str], AppTest]
) -> None:
    cle = f"{tour}-{scene.monde.structures[0]}"
    essai = visit("alice")
    lu = read(essai)
    assert "1 niveau proposé en séance" in lu
    assert "Dans le carnet : pas encore de réponse" in lu
    click(essai, f"proposition-accepter-{cle}")
    assert "Le carnet dit maintenant « 3 · " in read(essai)
    assert "proposé en séance" not in read(essai)
    assert get_saisie(scene) == Saisie(niveau=3)


def test_others_of_the_structure_read_and_press_nothing(
    scene: Scene, tour: UUID, visit: Callable[[str], AppTest]
) -> None:
    essai = visit("ali")
    assert "1 niveau proposé en séance" in read(essai)
    assert list_keys(essai) == set()


def test_a_transmitted_carnet_says_why_and_can_only_be_kept(
    scene: Scene, tour: UUID, visit: Callable[[str], AppTest]
) -> None:
    execute("update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=scene.monde.carnets[0])
    cle = f"{tour}-{scene.monde.structures[0]}"
    essai = visit("alice")
    assert "Ce carnet est transmis" in read(essai)
    assert "votre saisie" not in read(essai).lower()
    assert list_keys(essai) == {f"proposition-ecarter-{cle}"}
    click(essai, f"proposition-ecarter-{cle}")
    assert "votre réponse ne change pas" in read(essai)


def test_the_block_is_nothing_when_nothing_waits(visit: Callable[[str], AppTest], scene: Scene) -> None:
    essai = visit("alice")
    assert read(essai) == ""
