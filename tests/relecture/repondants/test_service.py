"""« Qui a répondu ? » : what the cahier knows of it is proposed, by numbers and groups, and written by one press."""

from __future__ import annotations

import json
from datetime import date

import pytest

from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.avis.regles import GROUPES
from caprse.avis.service import open_consultation
from caprse.carnet.regles import Saisie
from caprse.carnet.service import get_carnet
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.relecture.repondants.regles import CRITERE, Repondants, compute_niveau, describe
from caprse.relecture.repondants.service import DEJA, adopt_commentaire, get_repondants
from caprse.socle.erreurs import Refus
from caprse.socle.installation import Installation
from tests.avis.scene import Scene
from tests.base import get_value
from tests.droits import check_rights
from tests.ecran import click, list_keys, open_page, read
from tests.fabrique import build_referentiel
from tests.monde import Monde, add_personne, create_monde
from tests.relecture.scene import answer

EQUIPE, PARCOURS, CONSEIL = GROUPES


@pytest.fixture
def monde(installation: Installation) -> Monde:
    """A référentiel whose transversal block asks who answered, as ours does."""
    contenu = json.loads(json.dumps(to_contenu(build_referentiel(themes=2))).replace('"TRA', '"DEM'))
    return create_monde(installation, from_contenu(contenu), contenu)


def know(monde: Monde, personne: str = "alice") -> Repondants:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return get_repondants(unit, monde.carnets[0])


def consult(monde: Monde) -> None:
    """Two phones of the parcours, one of the team; the board stays silent. Then it is closed."""
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        codes = [monde.criteres[0]]
        ici, liens = open_consultation(unit, monde.carnets[0], codes, GROUPES, date(2026, 3, 31), nommee=False)
    scene = Scene(monde, ici, liens)
    scene.tap("un", 1, 1)
    scene.tap("deux", 2, 1)
    scene.tap("trois", 3, 0)
    assert know(monde).groupes == (), "nothing is told before it is counted"
    scene.close()


def test_those_who_wrote_answers_are_counted_and_never_named(monde: Monde) -> None:
    assert know(monde) == Repondants(0, False, ())
    version = answer(monde, "T01-01", Saisie(niveau=1), personne="ali")
    assert know(monde) == Repondants(1, False, ())
    answer(monde, "T01-01", Saisie(niveau=2), version)
    answer(monde, "T01-02", Saisie(niveau=2))
    assert know(monde) == know(monde, "ali") == Repondants(2, True, ())
    answer(monde, "T01-01", Saisie(niveau=2), personne="bob", rang=1)
    assert know(monde).saisies == 2, "the neighbours answered theirs"


def test_the_groups_that_took_part_are_told_to_the_direction_alone(monde: Monde) -> None:
    consult(monde)
    assert know(monde).groupes == ((EQUIPE, 1), (PARCOURS, 2))
    assert know(monde, "ali").groupes == ()


def test_only_the_people_of_the_structure_may_ask(monde: Monde) -> None:
    check_rights(monde, {"alice", "ali"}, lambda unit: get_repondants(unit, monde.carnets[0]))


@pytest.mark.parametrize(
    ("repondants", "texte"),
    [
        (Repondants(0, False, ()), ""),
        (Repondants(1, False, ()), "Ce trimestre, 1 personne a rempli le carnet."),
        (Repondants(3, True, ()), "Ce trimestre, 3 personnes ont rempli le carnet, dont la direction."),
        (
            Repondants(1, True, ((EQUIPE, 1), (PARCOURS, 6))),
            (
                "Ce trimestre, 1 personne a rempli le carnet, la direction. 7 personnes ont donné leur avis : équipe "
                "permanente et salarié·es en parcours."
            ),
        ),
    ],
)
def test_it_is_said_in_a_sentence(repondants: Repondants, texte: str) -> None:
    assert describe(repondants).replace("\u00a0", " ") == texte


@pytest.mark.parametrize(
    ("repondants", "petite", "niveau"),
    [
        (Repondants(0, False, ()), False, None),
        (Repondants(1, True, ()), False, None),
        (Repondants(2, True, ()), False, 1),
        (Repondants(1, True, ((EQUIPE, 4),)), False, 1),
        (Repondants(1, True, ((EQUIPE, 4), (PARCOURS, 6))), False, 1),
        (Repondants(1, True, ((EQUIPE, 4), (PARCOURS, 6))), True, 2),
        (Repondants(1, True, ((EQUIPE, 4), (CONSEIL, 2), ("Bénévoles", 2))), False, 1),
        (Repondants(1, True, ((EQUIPE, 4), (PARCOURS, 6), (CONSEIL, 2))), False, 2),
    ],
)
def test_a_niveau_is_hinted_no_higher_than_what_is_known(
    repondants: Repondants, petite: bool, niveau: int | None
) -> None:
    assert compute_niveau(repondants, petite=petite) == niveau


def test_nothing_is_written_without_a_press_and_no_comment_is_replaced(monde: Monde) -> None:
    consult(monde)
    answer(monde, "T01-01", Saisie(niveau=1), personne="ali")
    page = open_page(monde, "alice", "carnet", critere=CRITERE)
    assert "3 personnes ont donné leur avis" in read(page)
    assert "1 · " in read(page)
    assert get_value("select count(*) from reponse where critere = :c", c=CRITERE) == 0
    click(page, "repondants-reprendre")
    ecrit = get_value("select commentaire from reponse where critere = :c", c=CRITERE)
    assert ecrit.replace("\u00a0", " ").startswith("Ce trimestre, 1 personne a rempli le carnet. 3 personnes")
    assert get_value("select niveau is null from reponse where critere = :c", c=CRITERE)
    assert "repondants-reprendre" not in list_keys(open_page(monde, "alice", "carnet", critere=CRITERE))
    with open_unit(compte_id=monde.comptes["ali"]) as unit, pytest.raises(Refus, match=DEJA):
        adopt_commentaire(unit, monde.carnets[0], 1)


def test_who_only_reads_is_proposed_nothing(monde: Monde) -> None:
    answer(monde, "T01-01", Saisie(niveau=1))
    assert "repondants-reprendre" not in list_keys(open_page(monde, "aya", "carnet", critere=CRITERE))
    add_personne(monde, "zoe", Role.CONTRIBUTION, monde.structures[0])
    with open_unit(compte_id=monde.comptes["zoe"]) as unit:
        assert get_carnet(unit, monde.structures[0]) is not None
    assert "repondants-reprendre" in list_keys(open_page(monde, "zoe", "carnet", critere=CRITERE))
