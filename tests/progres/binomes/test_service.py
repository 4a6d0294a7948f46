"""Binômes on a real base: declared, proposed, accepted, visited, and by whom; never a niveau."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from caprse.acces.unite import open_unit
from caprse.progres.binomes import requetes
from caprse.progres.binomes.lecture import get_de_collectif, get_de_structure
from caprse.progres.binomes.propositions import write_plan
from caprse.progres.binomes.regles import EtatBinome, Lieu, Rencontre, SaisieEntraide, SaisieVisite, Suivi
from caprse.progres.binomes.service import (
    change_membres,
    compose,
    delete_visite,
    move,
    save_entraide,
    save_visite,
)
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import count_rows, execute, get_value
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde
from tests.progres.binomes.scene import (
    ENJEU,
    LE_JOUR,
    A,
    B,
    ask,
    change,
    decide,
    declare,
    declare_deux,
    join,
    look,
    meet,
    plan,
    propose,
    steer,
    visit,
)
from tests.progres.pratiques.scene import answer

SAISIE = SaisieEntraide((A,), (B,))
VISITE = SaisieVisite(LE_JOUR, "Vu")
GENS = {"alice", "ali", "aya"}


def test_who_may_do_what(monde: Monde) -> None:
    ici = monde.structures[0]
    check_rights(monde, {"alice"}, lambda unit: save_entraide(unit, ici, 0, SAISIE))
    declare_deux(monde)
    check_rights(monde, GENS, lambda unit: get_de_structure(unit, ici))
    check_rights(monde, {"anna"}, lambda unit: get_de_collectif(unit, monde.collectif))
    prevu = plan(monde)
    check_rights(monde, {"anna"}, lambda unit: write_plan(unit, prevu))
    check_rights(monde, {"anna"}, lambda unit: compose(unit, monde.collectif, monde.structures))
    binome_id = join(monde)
    check_rights(monde, {"anna"}, lambda unit: change_membres(unit, binome_id, 1, monde.structures))
    check_rights(monde, {"anna"}, lambda unit: move(unit, binome_id, 1, EtatBinome.REFUSE))
    check_rights(monde, {"anna"}, lambda unit: move(unit, binome_id, 1, EtatBinome.ACCEPTE))
    decide(monde, binome_id)
    ecrivent = {"alice", "ali", "bob", "anna"}
    check_rights(monde, ecrivent, lambda unit: save_visite(unit, binome_id, VISITE))
    visit(monde, binome_id)
    visite_id = get_value("select id from binome_visite")
    check_rights(monde, ecrivent, lambda unit: save_visite(unit, binome_id, VISITE, visite_id, 1))
    check_rights(monde, ecrivent, lambda unit: delete_visite(unit, binome_id, visite_id))


def test_lists_are_kept_and_two_empty_ones_take_out(monde: Monde) -> None:
    declare(monde, "alice", (A, ENJEU), (B,), Rencontre.VISIO)
    ecran = look(monde, "aya")
    assert (ecran.saisie, ecran.version) == (SaisieEntraide((A, ENJEU), (B,), Rencontre.VISIO), 1)
    declare(monde, "alice", (), ())
    assert count_rows("entraide") == 0


def test_lists_changed_by_a_colleague_are_not_overwritten(monde: Monde) -> None:
    declare(monde, "alice", (A,), (B,))
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Refus, match="entre-temps"):
        save_entraide(unit, monde.structures[0], 0, SAISIE)


@pytest.mark.parametrize(
    "saisie",
    [
        SaisieEntraide(("T99-01",), ()),
        SaisieEntraide((A,), (A,)),
        SaisieEntraide(("T01-A", *(f"T01-0{n}" for n in range(1, 6)))),
    ],
)
def test_lists_that_cannot_be_are_refused(monde: Monde, saisie: SaisieEntraide) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(SaisieInvalide):
        save_entraide(unit, monde.structures[0], 0, saisie)
    assert count_rows("entraide") == 0


def test_two_that_give_and_receive_are_proposed_and_told_once_accepted(monde: Monde) -> None:
    declare_deux(monde)
    assert ask(monde) == 1
    assert look(monde, "alice").binomes == ()
    (binome,) = steer(monde).list_binomes(EtatBinome.PROPOSE)
    decide(monde, binome.id)
    for qui in ("alice", "bob"):
        (vu,) = look(monde, qui).binomes
        assert {don.codes for don in vu.dons} == {(A,), (B,)}
        assert set(vu.noms.values()) == {"Collectif A – structure 0", "Collectif A – structure 1"}
        assert vu.lieu is Lieu.VISIO


def test_asking_again_changes_nothing_when_nothing_changed(monde: Monde) -> None:
    declare_deux(monde)
    ask(monde)
    avant = execute("select id, version, modifie_le from binome")
    assert ask(monde) == 1
    assert execute("select id, version, modifie_le from binome") == avant


def test_what_changed_while_it_was_computed_is_told_and_nothing_is_written(monde: Monde) -> None:
    declare_deux(monde)
    prevu = plan(monde)
    declare(monde, "bob", (B, "T01-02"), (A,))
    with pytest.raises(Refus, match="entre-temps"):
        propose(monde, prevu)
    assert count_rows("binome") == 0
    prevu = plan(monde)
    ask(monde)
    with pytest.raises(Refus, match="entre-temps"):
        propose(monde, prevu)
    binome_id = get_value("select id from binome")
    prevu = plan(monde)
    decide(monde, binome_id)
    with pytest.raises(Refus, match="entre-temps"):
        propose(monde, prevu)
    # A visit is none of its matters.
    prevu = plan(monde)
    visit(monde, binome_id)
    assert propose(monde, prevu) == 0


def test_a_proposal_follows_what_is_declared(monde: Monde) -> None:
    declare_deux(monde)
    ask(monde)
    binome_id = get_value("select id from binome")
    declare(monde, "bob", (B,), (A, "T01-02"))
    declare(monde, "alice", (A, "T01-02"), (B,))
    with pytest.raises(Refus, match="listes ont changé"):
        decide(monde, binome_id)
    ask(monde)
    decide(monde, binome_id)
    declare(monde, "bob", (), ())
    assert len(look(monde, "alice").binomes) == 1


def test_who_no_longer_takes_part_is_proposed_no_more(monde: Monde) -> None:
    declare_deux(monde)
    ask(monde)
    binome_id = get_value("select id from binome")
    declare(monde, "bob", (), ())
    with pytest.raises(Refus):
        decide(monde, binome_id)
    assert ask(monde) == 0
    assert count_rows("binome") == 0


def test_who_left_the_collectif_is_not_proposed(monde: Monde) -> None:
    declare_deux(monde)
    execute("update adhesion set au = '2026-02-01' where structure_id = :s", s=monde.structures[1])
    assert ask(monde) == 0


def test_what_was_refused_is_not_proposed_again(monde: Monde) -> None:
    declare_deux(monde)
    ask(monde)
    decide(monde, get_value("select id from binome"), EtatBinome.REFUSE)
    assert ask(monde) == 0
    # By hand, the chargée de mission may change her mind.
    decide(monde, join(monde))
    assert len(look(monde, "bob").binomes) == 1


def test_what_was_made_by_hand_stays(monde: Monde) -> None:
    declare(monde, "alice", (A,), ())
    declare(monde, "bob", (), ("T02-01",))
    binome_id = join(monde)
    assert ask(monde) == 1
    assert steer(monde).binomes[0].id == binome_id
    change(monde, binome_id, *monde.structures)
    with pytest.raises(SaisieInvalide):
        change(monde, binome_id, monde.structures[0])
    with pytest.raises(SaisieInvalide):
        change(monde, binome_id, monde.structures[0], monde.structure_ailleurs)


def test_one_binome_at_a_time(monde: Monde) -> None:
    meet(monde)
    assert ask(monde) == 0
    with pytest.raises(SaisieInvalide):
        join(monde)


def test_a_step_done_meanwhile_is_not_done_again(monde: Monde) -> None:
    binome_id = meet(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus):
        move(unit, binome_id, 1, EtatBinome.REFUSE)
    with pytest.raises(Refus):
        decide(monde, binome_id, EtatBinome.REFUSE)


def test_visits_are_of_both_and_stay_once_it_is_over(monde: Monde) -> None:
    binome_id = meet(monde)
    assert steer(monde).binomes[0].follow(date(2026, 3, 14)) is Suivi.SANS_DATE
    visit(monde, binome_id, "bob", note=" Vu *le tri*\n<b>ici</b> ")
    (visite,) = look(monde, "alice").binomes[0].visites
    assert visite.note == "Vu *le tri*\n<b>ici</b>"
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        save_visite(unit, binome_id, replace(VISITE, note="Et chez nous"), visite.id, 1)
    with open_unit(compte_id=monde.comptes["bob"]) as unit, pytest.raises(Refus, match="entre-temps"):
        save_visite(unit, binome_id, VISITE, visite.id, 1)
    decide(monde, binome_id, EtatBinome.TERMINE)
    assert look(monde, "bob").binomes[0].visites[0].note == "Et chez nous"
    with pytest.raises(Refus, match="pas en cours"):
        visit(monde, binome_id)


@pytest.mark.parametrize(
    "saisie", [SaisieVisite(None), SaisieVisite(date(1999, 1, 1)), SaisieVisite(date(2999, 1, 1))]
)
def test_a_visit_without_a_likely_day_is_refused(monde: Monde, saisie: SaisieVisite) -> None:
    binome_id = meet(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(SaisieInvalide):
        save_visite(unit, binome_id, saisie)


def test_the_visit_of_another_binome_is_not_reached(monde: Monde) -> None:
    binome_id = meet(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        with pytest.raises(Refus):
            save_visite(unit, binome_id, VISITE, uuid4(), 1)
        with pytest.raises(Introuvable):
            save_visite(unit, uuid4(), VISITE)


def test_nothing_of_it_follows_from_a_niveau(monde: Monde) -> None:
    """Whatever they answered, the same lists give the same binômes, and no statement reads an answer."""
    textes = " ".join(str(requete) for requete in vars(requetes).values())
    assert not {"reponse", "positionnement", "arrete", "niveau", "avis"} & set(textes.split())
    declare_deux(monde)
    ask(monde)
    avant = steer(monde)
    for niveau in (0, 4):
        answer(monde, 0, niveau)
        answer(monde, 1, 4 - niveau)
        ask(monde)
        assert steer(monde) == avant


def test_a_neighbour_reads_nothing_that_was_not_agreed(monde: Monde) -> None:
    """What Alice declares, beyond what Bob gets of it, is not for him; nor anything before it is accepted."""
    declare(monde, "alice", (A, "T01-04"), (B, "T02-05"))
    declare(monde, "bob", (B,), (A,))
    ask(monde)
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        vues = [
            unit.db.connection().exec_driver_sql(f"select count(*) from {t}").scalar() for t in ("entraide", "binome")
        ]
    assert vues == [1, 0]
    decide(monde, get_value("select id from binome"))
    (vu,) = look(monde, "bob").binomes
    assert {code for don in vu.dons for code in don.codes} == {A, B}


def test_a_person_of_the_structures_cannot_write_a_binome_by_hand(monde: Monde) -> None:
    binome_id = meet(monde)
    for requete in (
        f"update binome set lieu = 'loin' where id = '{binome_id}'",
        f"delete from binome where id = '{binome_id}'",
        f"update entraide set offre = array['T01-02'] where structure_id = '{monde.structures[1]}'",
    ):
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            assert unit.db.connection().exec_driver_sql(requete).rowcount == 0


@pytest.mark.parametrize("combien", [0, 6])
def test_a_screen_is_one_statement(installation: Installation, monde: Monde, combien: int) -> None:
    binome_id: UUID = meet(monde)
    for rang in range(combien):
        visit(monde, binome_id, jour=date(2026, 3, rang + 1))
    for qui in ("alice", "anna"):
        with open_unit(compte_id=monde.comptes[qui]) as unit:
            get_de_structure(unit, monde.structures[0]) if qui == "alice" else get_de_collectif(unit, monde.collectif)
            with count_statements(installation.moteur) as compte:
                if qui == "alice":
                    get_de_structure(unit, monde.structures[0])
                else:
                    get_de_collectif(unit, monde.collectif)
            assert len(compte) == 1


def test_a_binome_holds_so_many_visits(monde: Monde) -> None:
    binome_id = meet(monde)
    execute(
        "insert into binome_visite (collectif_id, binome_id, jour)"
        " select :k, :b, '2026-03-01' from generate_series(1, 50)",
        k=monde.collectif,
        b=binome_id,
    )
    with pytest.raises(Refus, match="50 visites"):
        visit(monde, binome_id)
