"""What the animation reads of its collectif, and the fédération of all."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.regles import EtatCarnet
from caprse.referentiel.codec import to_contenu
from caprse.restitution.ensemble.service import PAR_PAGE, LigneSuivi, Suivi, get_suivi, list_trimestres
from caprse.restitution.federation.service import list_collectifs_vus
from caprse.socle.francais import sort_key
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde, create_monde
from tests.restitution.scene import (
    REFERENTIEL,
    answer,
    answer_and_send,
    close,
    create_larger,
    open_next,
    send,
    send_back,
)


def follow(monde: Monde, numero: int | None = None, page: int = 1) -> Suivi:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return get_suivi(unit, monde.collectif, numero, page)


def find(suivi: Suivi, rang: int) -> LigneSuivi:
    return next(ligne for ligne in suivi.lignes if ligne.nom.endswith(f"structure {rang}"))


def test_each_structure_has_its_line_with_its_state_and_its_figures(monde: Monde) -> None:
    answer_and_send(monde, 0, 1)
    suivi = follow(monde)
    assert suivi.etats == {EtatCarnet.TRANSMIS: 2, EtatCarnet.BROUILLON: 8}
    assert (find(suivi, 1).etat, find(suivi, 1).transmis) == (EtatCarnet.TRANSMIS, True)
    assert [figure.score for figure in find(suivi, 1).figures] == [Fraction(1, 4)] * 3
    assert (find(suivi, 2).etat, find(suivi, 2).figures) == (EtatCarnet.BROUILLON, ())


def test_the_answers_of_a_carnet_being_written_are_not_read(monde: Monde) -> None:
    answer_and_send(monde, 0)
    answer(monde.carnets[1], 3)
    send_back(monde.carnets[0])
    suivi = follow(monde)
    assert find(suivi, 0).figures == find(suivi, 1).figures == ()
    assert not find(suivi, 0).transmis


def test_once_closed_all_figures_are_there_and_what_was_not_transmitted_is_said(monde: Monde) -> None:
    answer_and_send(monde, 0)
    answer(monde.carnets[1], 3)
    close(monde)
    suivi = follow(monde)
    assert (find(suivi, 0).transmis, find(suivi, 1).transmis) == (True, False)
    assert [figure.score for figure in find(suivi, 1).figures] == [Fraction(3, 4)] * 3


def test_lines_come_by_name_fifty_at_a_time(installation: Installation) -> None:
    monde = create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=PAR_PAGE + 7)
    answer_and_send(monde, 0)
    premiere, seconde, troisieme = (follow(monde, page=page) for page in (1, 2, 3))
    assert (len(premiere.lignes), len(seconde.lignes), len(troisieme.lignes)) == (PAR_PAGE, 7, 0)
    assert (premiere.pages, premiere.carnets) == (2, PAR_PAGE + 7)
    noms = [sort_key(ligne.nom) for ligne in (*premiere.lignes, *seconde.lignes)]
    assert all(avant < apres for avant, apres in pairwise(noms))


def test_a_page_of_a_closed_trimestre_holds_the_same_structures_after_one_was_renamed(
    installation: Installation,
) -> None:
    monde = create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=PAR_PAGE + 7)
    close(monde)
    avant = follow(monde, page=1).lignes
    derniere = follow(monde, page=2).lignes[-1]
    execute("update structure set nom = 'Aaa' where id = :s", s=derniere.structure_id)
    assert follow(monde, page=1).lignes == avant


def test_it_publishes_what_is_due_and_shows_it(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    suivi = follow(monde)
    assert suivi.publication is not None
    assert (suivi.publication.carnets, suivi.attente) == (6, None)


@pytest.mark.parametrize(
    ("transmis", "attendu"), [(3, "il en faut au moins 5"), (8, "Il ne manque plus que 2"), (9, "plus que 1")]
)
def test_it_says_why_nothing_is_published(monde: Monde, transmis: int, attendu: str) -> None:
    answer_and_send(monde, *range(transmis))
    suivi = follow(monde)
    assert suivi.publication is None
    assert attendu in (suivi.attente or "").replace("\u00a0", " ")


def test_a_closed_trimestre_with_figures_waits_for_nothing(monde: Monde) -> None:
    answer_and_send(monde, *range(8))
    close(monde)
    assert follow(monde).attente is None


def test_any_trimestre_may_be_chosen(monde: Monde) -> None:
    answer_and_send(monde, 0)
    close(monde)
    _, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    send(*carnets.values())
    assert [vu.titre for vu in follow(monde).trimestres] == ["Thématique T01", "Thématique T02"]
    deuxieme, premier = follow(monde).choisi, follow(monde, 1).choisi
    assert deuxieme is not None
    assert premier is not None
    assert (deuxieme.numero, premier.numero) == (2, 1)


def test_only_the_animation_of_the_collectif_follows_it(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    check_rights(monde, {"anna"}, lambda unit: get_suivi(unit, monde.collectif))


def test_only_the_federation_reads_the_collectifs_side_by_side(monde: Monde) -> None:
    check_rights(monde, {"fanny"}, list_collectifs_vus)


def test_the_federation_reads_the_last_closed_figures_of_each_theme(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    trimestre, carnets = open_next(monde, 2, "T01", date(2026, 4, 16), date(2026, 7, 15))
    for carnet in carnets.values():
        answer(carnet, 3)
    send(*carnets.values())
    close(monde, trimestre)
    with open_unit(compte_id=monde.comptes["fanny"]) as unit:
        [vu] = [vu for vu in list_collectifs_vus(unit) if vu.publications]
    [publiee] = vu.publications
    assert publiee.carnets == 10
    assert {str(agregat.quartiles and agregat.quartiles.mediane) for agregat in publiee.edition.agregats} == {"3/4"}


@pytest.mark.parametrize("clos", [False, True])
def test_the_follow_up_sends_as_many_statements_for_fifty_structures_as_for_ten(
    installation: Installation, clos: bool
) -> None:
    comptes = []
    for combien in (10, 50):
        monde = create_larger(installation, combien)
        answer_and_send(monde, *range(combien - 4))
        if clos:
            close(monde)
        follow(monde)
        with count_statements(installation.moteur) as vues:
            follow(monde)
        comptes.append(len(vues))
    assert comptes[0] == comptes[1]
    assert comptes[0] <= (3 if clos else 9)


def test_all_trimestres_are_read_at_once_by_the_animation_alone(monde: Monde, installation: Installation) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    with open_unit(compte_id=monde.comptes["anna"]) as unit, count_statements(installation.moteur) as envoyees:
        montres = list_trimestres(unit, monde.collectif)
    assert len(envoyees) <= 2, envoyees
    assert [(montre.numero, montre.etat) for montre in montres] == [(1, "clos"), (2, "ouvert")]
    assert montres[0].edition is not None
    assert montres[0].edition.nommees == ()
    assert montres[1].edition is None
    check_rights(monde, {"anna"}, lambda unit: list_trimestres(unit, monde.collectif))
