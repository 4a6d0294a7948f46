"""A révision is an answer of the open carnet: the past does not move, nor the counts of the trimestre."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.conflits import settle_conflit, submit_reponse
from caprse.carnet.places import get_place
from caprse.carnet.regles import Saisie, compute_avancement
from caprse.carnet.service import VIDE, read_conflits, save_reponse
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.relecture.fils.service import write_message
from caprse.relecture.relire.regles import EtatRelecture, SaisieRelecture
from caprse.relecture.relire.service import save_relecture
from caprse.relecture.revoir.regles import Motif, confirm
from caprse.relecture.revoir.service import list_a_revoir
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.restitution.trimestres.manques import get_manques
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.monde import Monde
from tests.relecture.conftest import REFERENTIEL
from tests.relecture.revoir.scene import AVANT, DEUXIEME, freeze, offer, read, save, start
from tests.restitution.scene import open_next

ICI = [critere for part in REFERENTIEL.capsule("T02") for critere in part.criteres]


def test_a_revision_leaves_the_earlier_carnet_and_its_arrete_as_they_were(monde: Monde) -> None:
    suite = start(monde)
    fige = freeze(monde, monde.carnets[0])
    rendue = save(
        monde, suite.carnets[monde.structures[0]], "T01-01", Saisie(niveau=3, commentaire="Le conseil a voté")
    )
    assert (rendue.version, rendue.auteur) == (1, "Alice")
    assert read(monde).reponses["T01-01"] == rendue
    assert read(monde, 1).saisies() == AVANT
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, suite.trimestre)
    assert freeze(monde, monde.carnets[0]) == fige


def turn(monde: Monde, ferme: UUID, ouvre: UUID, fin: date) -> None:
    """Close a trimestre and open another one again."""
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, ferme)
        reopen_trimestre(unit, ouvre, "Une réponse oubliée", fin)


def test_the_counts_of_the_trimestre_do_not_move(monde: Monde) -> None:
    suite = start(monde)
    carnet = suite.carnets[monde.structures[0]]
    save(monde, carnet, "T02-01", Saisie(niveau=1))
    avant = compute_avancement(ICI, read(monde).saisies())
    for code in ("T01-01", "T01-02", "T01-03"):
        save(monde, carnet, code, confirm(offer(monde).find(code) or pytest.fail(code)))
    assert compute_avancement(ICI, read(monde).saisies()) == avant
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        manques = get_manques(unit, suite.trimestre)
    assert {vu.restants for vu in manques.carnets} == {len(ICI) - 1, len(ICI)}


def test_what_was_confirmed_says_the_same_of_the_niveau_its_cible_and_its_trace(monde: Monde) -> None:
    suite = start(monde)
    anterieure = offer(monde).find("T01-01")
    assert anterieure is not None
    assert (anterieure.saisie, anterieure.trimestre) == (AVANT["T01-01"], 1)
    save(monde, suite.carnets[monde.structures[0]], "T01-01", confirm(anterieure))
    assert read(monde).saisies()["T01-01"] == replace(AVANT["T01-01"], commentaire="")


@pytest.mark.parametrize("personne", ["aya", "bob", "charlie", "anna", "clara", "adam", "fanny", "personne"])
def test_whoever_may_not_answer_may_not_revise(monde: Monde, personne: str) -> None:
    suite = start(monde)
    with pytest.raises(Introuvable, match="Ce carnet est introuvable"):
        save(monde, suite.carnets[monde.structures[0]], "T01-01", Saisie(niveau=4), personne=personne)
    assert "T01-01" not in read(monde).reponses


@pytest.mark.parametrize("personne", ["bob", "charlie", "clara", "adam", "fanny", "personne"])
def test_nobody_else_reads_what_may_be_looked_at_again(monde: Monde, personne: str) -> None:
    start(monde)
    with pytest.raises(Introuvable):
        offer(monde, personne)


@pytest.mark.parametrize("personne", ["alice", "ali", "aya", "anna"])
def test_the_structure_and_its_animation_read_it(monde: Monde, personne: str) -> None:
    start(monde)
    codes = [anterieure.critere for anterieure in offer(monde, personne).autres]
    # The transversal block is asked again by the carnet itself: it is no révision.
    assert codes == ["T01-01", "T01-02", "T01-03"]


@pytest.mark.parametrize("code", ["T01-04", "T01-99", "", "T01-01'; drop table reponse"])
def test_what_was_never_answered_is_not_revised(monde: Monde, code: str) -> None:
    suite = start(monde)
    with pytest.raises(Introuvable, match="Ce critère"):
        save(monde, suite.carnets[monde.structures[0]], code, Saisie(niveau=2))


def test_another_structure_does_not_revise_what_it_did_not_answer(monde: Monde) -> None:
    suite = start(monde)
    # The animation, which sees the answers of all, looked first: what this process keeps then serves everybody.
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert not get_place(unit, suite.carnets[monde.structures[1]], relire=True).revisables
    with pytest.raises(Introuvable, match="Ce critère"):
        save(monde, suite.carnets[monde.structures[1]], "T01-01", Saisie(niveau=2), personne="bob")


def test_nothing_of_a_later_trimestre_is_revised_in_an_earlier_one(monde: Monde) -> None:
    suite = start(monde)
    save(monde, suite.carnets[monde.structures[0]], "T02-01", Saisie(niveau=2))
    turn(monde, suite.trimestre, monde.trimestre, date(2026, 4, 15))
    with pytest.raises(Introuvable, match="Ce critère"):
        save(monde, monde.carnets[0], "T02-01", Saisie(niveau=3))


def test_two_people_who_revise_the_same_answer_choose(monde: Monde) -> None:
    suite = start(monde)
    carnet = suite.carnets[monde.structures[0]]
    save(monde, carnet, "T01-01", Saisie(niveau=2))
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        rendue = submit_reponse(unit, carnet, "T01-01", Saisie(niveau=4), 0, VIDE)
    assert rendue.reponse.saisie.niveau == 2
    assert [conflit.champ for conflit in read(monde).conflits["T01-01"]] == ["choix"]
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        settle_conflit(unit, carnet, "T01-01", read(monde).conflits["T01-01"][0], True, read(monde).reponses["T01-01"])
    assert read(monde).saisies()["T01-01"].niveau == 4
    assert read_conflits(()) == ()


def test_a_transmitted_carnet_takes_no_revision(monde: Monde) -> None:
    suite = start(monde)
    carnet = suite.carnets[monde.structures[0]]
    execute("update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=carnet)
    with pytest.raises(Refus, match="transmis"):
        save(monde, carnet, "T01-01", Saisie(niveau=4))


def test_the_journal_says_who_revised_what_in_which_carnet(monde: Monde) -> None:
    suite = start(monde)
    carnet = suite.carnets[monde.structures[0]]
    save(monde, carnet, "T01-01", Saisie(niveau=4))
    ligne = get_value(
        "select jsonb_build_array(compte_id, apres -> 'niveau') from journal"
        " where objet = 'reponse' and cle ->> 'carnet_id' = :c and cle ->> 'critere' = 'T01-01'",
        c=str(carnet),
    )
    assert ligne == [str(monde.comptes["alice"]), 4]


def test_a_revision_costs_what_an_answer_costs(installation: Installation, monde: Monde) -> None:
    suite = start(monde)
    carnet = suite.carnets[monde.structures[0]]
    save(monde, carnet, "T02-01", Saisie(niveau=1))
    with count_statements(installation.moteur) as ordinaire:
        save(monde, carnet, "T02-02", Saisie(niveau=1))
    with count_statements(installation.moteur) as revision:
        save(monde, carnet, "T01-01", Saisie(niveau=1))
    assert len(revision) == len(ordinaire)


def test_an_answer_given_since_this_process_looked_is_revised_all_the_same(monde: Monde) -> None:
    suite = start(monde, {"T01-01": Saisie(niveau=1)})
    carnet = suite.carnets[monde.structures[0]]
    save(monde, carnet, "T01-01", Saisie(niveau=2))
    turn(monde, suite.trimestre, monde.trimestre, date(2026, 4, 15))
    save(monde, monde.carnets[0], "T01-02", Saisie(niveau=1))
    turn(monde, monde.trimestre, suite.trimestre, DEUXIEME[1])
    assert save(monde, carnet, "T01-02", Saisie(niveau=3)).version == 1


def add_action(
    monde: Monde, code: str, etat: str, le: datetime, faite_le: datetime | None = None, rang: int = 0
) -> None:
    """An action on a critère, its line last written on ``le``; done then, unless on another day."""
    execute(
        "insert into action (collectif_id, structure_id, quoi, etat, criteres, modifie_le, faite_le)"
        " values (:c, :s, 'Écrire la charte', :e, array[:k], :m, :f)",
        c=monde.collectif,
        s=monde.structures[rang],
        e=etat,
        k=code,
        m=le,
        f=(faite_le or le) if etat == "faite" else None,
    )


def test_an_action_done_before_the_answer_is_not_proposed_for_what_is_written_of_it_later(
    monde: Monde, horloge: Horloge
) -> None:
    """The answer already told of it: « ce qui a changé », written a month later, changes nothing to that."""
    start(monde)
    add_action(monde, "T01-02", "faite", horloge.instant + timedelta(days=30), horloge.instant - timedelta(days=9))
    assert offer(monde).proposees == ()


def test_what_calls_for_a_second_look_comes_first_and_says_why(monde: Monde, horloge: Horloge) -> None:
    start(monde)
    add_action(monde, "T01-02", "faite", horloge.instant + timedelta(days=3))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        save_relecture(
            unit, monde.carnets[0], "T01-03", SaisieRelecture(EtatRelecture.A_DISCUTER, "À deux ?", None, 1), 0
        )
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        write_message(unit, monde.carnets[0], "T01-01", "Je ne suis pas d’accord.")
    proposees = offer(monde).proposees
    assert [(p.anterieure.critere, p.motifs) for p in proposees] == [
        ("T01-02", (Motif.ACTION_FAITE,)),
        ("T01-03", (Motif.NOMMEE,)),
        ("T01-01", (Motif.DISCUTEE,)),
    ]
    assert proposees[1].anterieure.note == "À deux ?"
    # What the animation read was another answer than the one that stands.
    execute("update relecture set version_lue = 0 where critere = 'T01-03'")
    assert [p.anterieure.critere for p in offer(monde).proposees] == ["T01-02", "T01-01"]


def test_what_is_looked_at_again_stays_beside_what_was_answered_before(monde: Monde) -> None:
    suite = start(monde)
    save(monde, suite.carnets[monde.structures[0]], "T01-01", Saisie(niveau=4))
    anterieure = offer(monde).find("T01-01")
    assert anterieure is not None
    assert (anterieure.trimestre, anterieure.saisie.niveau) == (1, 1)


def test_what_another_structure_did_proposes_nothing_not_even_to_the_animation(monde: Monde, horloge: Horloge) -> None:
    start(monde)
    add_action(monde, "T01-02", "faite", horloge.instant + timedelta(days=3), rang=1)
    assert offer(monde, "anna").proposees == ()


def test_they_come_in_the_order_of_the_referentiel_each_with_its_latest_answer(monde: Monde) -> None:
    """However they were written: backwards, and one of them twice."""
    suite = start(monde, dict(reversed({**AVANT, "T01-05": Saisie(niveau=1)}.items())))
    save(monde, suite.carnets[monde.structures[0]], "T01-02", Saisie(niveau=3))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_trimestre(unit, suite.trimestre)
    open_next(monde, 3, "T03", date(2026, 7, 16), date(2026, 10, 15))
    a_revoir = offer(monde)
    # The first one has a cible that came due.
    assert [proposee.anterieure.critere for proposee in a_revoir.proposees] == ["T01-01"]
    assert [(une.critere, une.trimestre) for une in a_revoir.autres] == [
        ("T01-02", 2),
        ("T01-03", 1),
        ("T01-05", 1),
    ]


def test_reading_them_costs_one_query(installation: Installation, monde: Monde) -> None:
    start(monde)
    carnet = read(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        list_a_revoir(unit, carnet)
        with count_statements(installation.moteur) as lus:
            list_a_revoir(unit, carnet)
    assert len(lus) == 1


def test_the_animation_re_reads_a_revision_and_talks_of_it(monde: Monde) -> None:
    suite = start(monde)
    carnet = suite.carnets[monde.structures[0]]
    save(monde, carnet, "T01-01", Saisie(niveau=4))
    execute("update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=carnet)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        dite = save_relecture(unit, carnet, "T01-01", SaisieRelecture(EtatRelecture.RELU, "", None, 1), 0)
        fils = write_message(unit, carnet, "T01-01", "Bravo, et la trace ?")
    assert dite.version == 1
    assert "T01-01" in fils.fils


def test_a_later_carnet_starts_from_the_revision(monde: Monde) -> None:
    suite = start(monde)
    carnet: UUID = suite.carnets[monde.structures[0]]
    save(monde, carnet, "T01-01", Saisie(niveau=4))
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=suite.trimestre)
    execute(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin, etat)"
        " values (:c, 3, 'T02', :r, '2026-07-16', '2026-10-15', 'ouvert')",
        c=monde.collectif,
        r=monde.referentiel,
    )
    execute(
        "insert into carnet (collectif_id, trimestre_id, structure_id) select collectif_id, id, :s from trimestre"
        " where collectif_id = :c and numero = 3",
        c=monde.collectif,
        s=monde.structures[0],
    )
    anterieure = offer(monde).find("T01-01")
    assert anterieure is not None
    assert (anterieure.saisie.niveau, anterieure.trimestre) == (4, 2)


def test_a_revision_seen_before_a_colleague_wrote_is_merged(monde: Monde) -> None:
    suite = start(monde)
    carnet = suite.carnets[monde.structures[0]]
    save(monde, carnet, "T01-01", Saisie(commentaire="À voir"))
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        rendue = save_reponse(unit, carnet, "T01-01", Saisie(niveau=3), 0, VIDE)
    assert rendue.saisie == Saisie(niveau=3, commentaire="À voir")
