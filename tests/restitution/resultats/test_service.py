"""What a structure reads of itself."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from psycopg.types.json import Jsonb

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.codec import to_contenu
from caprse.restitution.resultats.service import Resultats, get_resultats, set_montre_son_nom
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde, create_monde
from tests.restitution.scene import REFERENTIEL, answer, answer_and_send, close, open_next, position, refresh, send


def read(monde: Monde, numero: int | None = None, nom: str = "alice", rang: int = 0) -> Resultats:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return get_resultats(unit, monde.structures[rang], numero)


def test_the_open_trimestre_is_computed_from_its_answers(monde: Monde) -> None:
    answer(monde.carnets[0], {"T01-01": 4, "T01-02": 2}, non_concernes=["T01-03"])
    choisi = read(monde).choisi
    assert choisi is not None
    assert choisi.bilan is not None
    assert (choisi.etat, choisi.etat_carnet) == (EtatTrimestre.OUVERT, EtatCarnet.BROUILLON)
    enjeu = choisi.bilan.enjeux[0]
    assert (enjeu.score, enjeu.repondus, enjeu.applicables, enjeu.non_concernes) == (Fraction(3, 4), 2, 3, 1)


def test_a_closed_trimestre_is_read_from_its_arrete_never_computed_again(monde: Monde) -> None:
    answer_and_send(monde, 0)
    close(monde)
    avant = read(monde, 1).choisi
    execute("update structure set nom = 'Autre nom' where id = :s", s=monde.structures[0])
    assert read(monde, 1).choisi == avant
    assert avant is not None
    assert avant.bilan is not None
    assert avant.bilan.structure == "Collectif A – structure 0"


def test_the_trimestre_asked_for_comes_with_its_answers_the_others_with_their_figures(monde: Monde) -> None:
    answer_and_send(monde, 0)
    close(monde)
    _, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    answer(carnets[monde.structures[0]], {"T02-01": 3})
    assert read(monde).choisi == read(monde, 2).choisi
    ferme, ouvert = read(monde, 1).trimestres
    assert ferme.bilan is not None
    assert ouvert.bilan is not None
    assert len(ferme.bilan.reponses) == 9
    autre = read(monde, 2).trimestres[0].bilan
    assert autre is not None
    assert (autre.reponses, autre.enjeux) == ((), ferme.bilan.enjeux)


def test_a_trimestre_that_does_not_exist_gives_the_open_one(monde: Monde) -> None:
    assert read(monde, 39).choisi == read(monde).choisi


def test_a_prepared_trimestre_is_not_shown(monde: Monde) -> None:
    open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15), etat="prepare")
    assert [vu.numero for vu in read(monde).trimestres] == [1]


def test_who_joined_later_has_no_figures_of_before_but_reads_the_closed_collectif(monde: Monde) -> None:
    answer_and_send(monde, *range(1, 9))
    close(monde)
    execute("insert into structure (collectif_id, nom, types) values (:c, 'Nouvelle', '{EI}')", c=monde.collectif)
    nouvelle = execute("select id from structure where nom = 'Nouvelle'")[0].id
    execute(
        "insert into adhesion (collectif_id, structure_id, du) values (:c, :s, '2026-03-10')",
        c=monde.collectif,
        s=nouvelle,
    )
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        resultats = get_resultats(unit, nouvelle)
    [vu] = resultats.trimestres
    assert (vu.bilan, vu.etat_carnet) == (None, None)
    assert vu.publication is not None
    assert vu.titre == "Thématique T01"


def test_the_positionnement_gives_the_start_of_the_cycle(monde: Monde) -> None:
    position(monde, 0, T01_A=1, T01_B=3, T02_A=4)
    resultats = read(monde)
    assert [thematique.code for thematique in resultats.cycle] == ["T01", "T02", "T03", "TRA"]
    depart = {figure.code: figure.score for figure in resultats.depart}
    assert (depart["T01"], depart["T02"]) == (Fraction(1, 2), Fraction(1))
    assert "T03" not in depart


def test_a_positionnement_made_on_another_echelle_does_not_compare(monde: Monde) -> None:
    position(monde, 0, T01_A=2)
    contenu = execute("select contenu from referentiel")[0].contenu
    contenu = contenu | {"version": "7.0.0", "echelle": contenu["echelle"][:3]}
    for thematique in contenu["thematiques"]:
        for enjeu in thematique["enjeux"]:
            for critere in enjeu["criteres"]:
                critere["niveaux"] = {n: critere["niveaux"][n] for n in ("0", "1", "2")}
    execute(
        "insert into referentiel (cle, version, titre, empreinte, contenu) values ('essai', '7.0.0', 't', 'x', :c)",
        c=Jsonb(contenu),
    )
    execute("update positionnement set referentiel_id = (select id from referentiel where version = '7.0.0')")
    assert read(monde).depart == ()


def test_only_the_people_of_the_structure_and_its_animation_read_its_results(monde: Monde) -> None:
    permis = {"alice", "ali", "aya", "anna"}
    check_rights(monde, permis, lambda unit: get_resultats(unit, monde.structures[0]))


def test_only_the_direction_offers_or_withdraws_the_name(monde: Monde) -> None:
    check_rights(monde, {"alice"}, lambda unit: set_montre_son_nom(unit, monde.structures[0], montre=True))


def test_the_journal_keeps_who_offered_the_name(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        set_montre_son_nom(unit, monde.structures[0], montre=True)
    [ligne] = execute("select compte_id, avant, apres from journal where objet = 'structure' and operation = 'UPDATE'")
    assert ligne.compte_id == monde.comptes["alice"]
    assert (ligne.avant, ligne.apres) == ({"montre_son_nom": False}, {"montre_son_nom": True})


@pytest.mark.parametrize("structures", [10, 30])
def test_results_are_one_statement_whatever_the_number_of_structures(
    installation: Installation, structures: int
) -> None:
    monde = create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=structures)
    answer_and_send(monde, *range(structures))
    refresh(monde)
    read(monde)
    with count_statements(installation.moteur) as vues:
        read(monde)
    assert len(vues) == 2


def test_a_structure_alone_before_its_first_trimestre_has_nothing_to_show(monde: Monde) -> None:
    execute("insert into structure (collectif_id, nom, types) values (:c, 'Seule', '{EI}')", c=monde.ailleurs)
    execute("insert into collectif (nom, debut, mois) values ('Vide', '2026-01-01', 6)")
    vide = execute("select id from collectif where nom = 'Vide'")[0].id
    execute("insert into structure (collectif_id, nom, types) values (:c, 'Unique', '{EI}')", c=vide)
    unique = execute("select id from structure where nom = 'Unique'")[0].id
    with open_unit_systeme() as unit:
        resultats = get_resultats(unit, unique)
    assert (resultats.trimestres, resultats.choisi, resultats.cycle, resultats.depart) == ((), None, (), ())


def test_a_transmitted_carnet_of_the_open_trimestre_asks_for_fresh_figures(monde: Monde) -> None:
    assert read(monde).a_rafraichir is None
    answer(monde.carnets[0], 2)
    send(monde.carnets[0])
    assert read(monde).a_rafraichir == monde.trimestre
    close(monde)
    assert read(monde).a_rafraichir is None
