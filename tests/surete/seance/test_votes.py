"""What a result would tell of one person: too few others, two rounds that differ by few, one account behind two."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.seance.compte_rendu.lecture import build_compte_rendu
from caprse.seance.contenus.tours import CauseTu, ResultatTu
from caprse.seance.image.lecture import build_vue
from caprse.seance.lecture import get_rejeu
from caprse.seance.salle.service import get_salle
from caprse.seance.service import end_seance, go_to_etape
from caprse.seance.vote.service import close_tour, open_tour, reveal_tour
from tests.base import execute
from tests.restitution.scene import execute_as_owner
from tests.seance.scene_votes import Scene, act, join, show_etape, vote, vote_all


def _reveal(scene: Scene, tour: UUID) -> object:
    act(scene, close_tour, tour)
    return act(scene, reveal_tour, tour)


def _read_everywhere(scene: Scene, jeton: str) -> str:
    """The wall and a phone, then, once the session is over, its replay and its minutes."""
    with open_unit_systeme() as unit:
        direct = f"{build_vue(unit, scene.seance).contenu} {get_salle(unit, jeton).tour}"
    act(scene, end_seance, scene.seance)
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        rejeu = get_rejeu(unit, scene.seance).etapes
    return f"{direct} {rejeu} {act(scene, build_compte_rendu, scene.seance)}"


@pytest.mark.parametrize("nom", ["niveau", "points", "mots", "confiance"])
def test_four_devices_of_one_person_do_not_read_the_fifth(scene: Scene, nom: str) -> None:
    act(scene, go_to_etape, scene.seance, scene.etapes[nom])
    tour = act(scene, open_tour, scene.etapes[nom])
    champs = {"choix": "1", "points_0": "3", "mot_1": "connu"}
    jetons = [join() for _ in range(5)]
    for jeton in jetons[:4]:
        vote(jeton, tour, **champs)
    vote(jetons[4], tour, choix="4", points_2="3", mot_1="devine")
    assert _reveal(scene, tour) == ResultatTu(5, 5)
    assert execute("select count(*) from mot") == [(0,)]
    tout = _read_everywhere(scene, jetons[0])
    assert re.search(r"Il faut au moins 6 (votes|réponses)", tout)
    assert "devine" not in tout
    assert "ResultatChoix" not in tout
    assert "%" not in tout.split("## Décisions")[0].split("# Compte rendu")[1]


@pytest.mark.parametrize("nom", ["niveau", "points", "mots", "confiance"])
@pytest.mark.parametrize(("votes", "montre"), [(6, False), (12, False), (13, True)])
def test_one_setting_rules_votes_and_figures(scene: Scene, nom: str, votes: int, montre: bool) -> None:
    execute_as_owner("update collectif set seuil_anonymat = 12")
    tour = act(scene, open_tour, scene.etapes[nom])
    for _ in range(votes):
        vote(join(), tour, choix="1", points_0="3", mot_1="mot")
    resultat = _reveal(scene, tour)
    assert isinstance(resultat, ResultatTu) is not montre
    assert montre or resultat == ResultatTu(votes, 12)


def test_the_median_of_few_among_many_is_kept_quiet(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    vote_all(tour, ["nc"] * 6 + ["3"] * 5)
    _reveal(scene, tour)
    assert execute("select resultat -> 'mediane' from tour") == [(None,)]


@pytest.mark.parametrize(
    ("changent", "viennent", "montre"), [(0, 0, True), (1, 0, False), (0, 1, False), (2, 0, False)]
)
@pytest.mark.parametrize("nom", ["niveau", "confiance", "mots"])
def test_a_second_round_does_not_read_who_changed_or_came(
    scene: Scene, nom: str, changent: int, viennent: int, montre: bool
) -> None:
    show_etape(scene, nom)
    premier = act(scene, open_tour, scene.etapes[nom])
    jetons = [join() for _ in range(8)]
    for jeton in jetons:
        vote(jeton, premier, choix="1", mot_1="un")
    assert not isinstance(_reveal(scene, premier), ResultatTu)
    second = act(scene, open_tour, scene.etapes[nom])
    for rang, jeton in enumerate([*jetons, *(join() for _ in range(viennent))]):
        change = rang < changent
        vote(jeton, second, choix="4" if change else "1", mot_1="autre" if change else "un")
    resultat = _reveal(scene, second)
    assert isinstance(resultat, ResultatTu) is not montre
    if not montre:
        assert resultat == ResultatTu(8 + viennent, 5, CauseTu.MOUVEMENTS)
        assert "Trop peu de votes ont changé" in _read_everywhere(scene, jetons[0])


def test_three_who_changed_hide_each_other(scene: Scene) -> None:
    premier = act(scene, open_tour, scene.etapes["niveau"])
    jetons = vote_all(premier, ["1"] * 8)
    _reveal(scene, premier)
    second = act(scene, open_tour, scene.etapes["niveau"])
    for rang, jeton in enumerate(jetons):
        vote(jeton, second, choix="4" if rang < 3 else "1")
    assert not isinstance(_reveal(scene, second), ResultatTu)


def test_points_are_compared_choice_by_choice(scene: Scene) -> None:
    """Three change, each another choice: the choice that one alone left would be read."""
    premier = act(scene, open_tour, scene.etapes["points"])
    jetons = [join() for _ in range(8)]
    for jeton in jetons:
        vote(jeton, premier, points_0="1", points_1="1", points_2="1")
    _reveal(scene, premier)
    second = act(scene, open_tour, scene.etapes["points"])
    for rang, jeton in enumerate(jetons):
        points = {f"points_{choix}": "0" if choix == rang else "1" for choix in range(3)}
        vote(jeton, second, **points)
    assert _reveal(scene, second) == ResultatTu(8, 5, CauseTu.MOUVEMENTS)


def test_the_same_question_in_another_step_is_another_round(scene: Scene) -> None:
    execute(
        "update etape set genre = 'vote', contenu = (select contenu from etape where id = :modele) where id = :copie",
        modele=scene.etapes["niveau"],
        copie=scene.etapes["texte"],
    )
    premier = act(scene, open_tour, scene.etapes["niveau"])
    jetons = vote_all(premier, ["1"] * 8)
    _reveal(scene, premier)
    second = act(scene, open_tour, scene.etapes["texte"])
    for jeton in jetons:
        vote(jeton, second, choix="1")
    vote_all(second, ["3"])
    assert _reveal(scene, second) == ResultatTu(9, 5, CauseTu.MOUVEMENTS)


def test_structures_that_one_account_directs_count_as_one(scene: Scene) -> None:
    s = scene.monde.structures
    tour = act(scene, open_tour, scene.etapes["structure"])
    execute(
        "insert into habilitation (collectif_id, structure_id, compte_id, role) values (:c, :s, :p, 'direction')",
        c=scene.monde.collectif,
        s=s[1],
        p=scene.monde.comptes["alice"],
    )
    vote_all(tour, ["1"] * 8, [*s, s[0], s[1]])
    assert _reveal(scene, tour) == ResultatTu(8, 5, CauseTu.STRUCTURES)


def test_a_second_round_of_structures_moves_by_three_of_them(scene: Scene) -> None:
    s = list(scene.monde.structures)
    premier = act(scene, open_tour, scene.etapes["structure"])
    jetons = vote_all(premier, ["1"] * 9, [*s, s[0], s[0], s[0]])
    assert not isinstance(_reveal(scene, premier), ResultatTu)
    second = act(scene, open_tour, scene.etapes["structure"])
    # Four people changed, all of one structure.
    for rang, jeton in enumerate(jetons):
        vote(jeton, second, choix="3" if rang in (0, 6, 7, 8) else "1")
    assert _reveal(scene, second) == ResultatTu(9, 5, CauseTu.MOUVEMENTS)
