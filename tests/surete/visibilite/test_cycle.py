"""Reading one structure from the figures of the whole cycle: each attack on the running service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.restitution.publication.cycle_lu import CyclePublie
from caprse.restitution.resultats.service import Resultats, get_resultats
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.monde import Monde
from tests.restitution.scene import (
    CRITERES,
    answer,
    answer_and_send,
    close,
    execute_as_owner,
    leave,
    open_next,
    send,
    send_back,
    show_name,
)
from tests.surete.visibilite.scene import add_account, join_structure
from tests.surete.visibilite.test_bascule import DEPLACE, NOUVEAUX, move_critere, rename_enjeux, switch

DEUX = tuple(f"T02-0{rang}" for rang in range(1, 9))
TROIS = tuple(f"T03-0{rang}" for rang in range(1, 9))
DATES = {2: (date(2026, 4, 16), date(2026, 7, 15)), 3: (date(2026, 7, 16), date(2026, 10, 15))}
FINS = {1: date(2026, 4, 15), 2: date(2026, 7, 15)}


@dataclass
class Cycle:
    """The ten structures through the trimestres: their carnets by rank, by number."""

    monde: Monde
    trimestres: dict[int, UUID]
    carnets: dict[int, list[UUID | None]] = field(default_factory=dict)

    def open(self, numero: int) -> None:
        debut, fin = DATES[numero]
        trimestre, carnets = open_next(self.monde, numero, f"T0{numero}", debut, fin)
        self.trimestres[numero] = trimestre
        self.carnets[numero] = [carnets.get(structure) for structure in self.monde.structures]

    def send(self, numero: int, rangs: Iterable[int] = range(10), revus: Mapping[int, int] | None = None) -> None:
        """These structures answer and transmit; ``revus``: the niveau at which some look at T01-01 again."""
        codes = (*(DEUX if numero == 2 else TROIS), "TRA-01")
        for rang in rangs:
            carnet = self.carnets[numero][rang]
            assert carnet is not None
            reponses = dict.fromkeys(codes, rang % 5)
            if revus and rang in revus:
                reponses["T01-01"] = revus[rang]
            answer(carnet, reponses)
            send(carnet)

    def get_carnet(self, numero: int, rang: int) -> UUID:
        carnet = self.carnets[numero][rang]
        assert carnet is not None
        return carnet

    def close(self, numero: int) -> None:
        close(self.monde, self.trimestres[numero])

    def reopen(self, numero: int) -> None:
        with open_unit(compte_id=self.monde.comptes["anna"]) as unit:
            reopen_trimestre(unit, self.trimestres[numero], "Pour voir", FINS[numero])

    def see(self, nom: str = "alice", rang: int = 0) -> dict[str, CyclePublie]:
        return {lu.thematique: lu for lu in read(self.monde, nom, rang).collectif_cycle}


def read(monde: Monde, nom: str = "alice", rang: int = 0) -> Resultats:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return get_resultats(unit, monde.structures[rang])


@pytest.fixture
def cycle(monde: Monde) -> Cycle:
    """The first trimestre answered by all, closed; the second one open."""
    answer_and_send(monde, *range(10))
    cycle = Cycle(monde, {1: monde.trimestre}, {1: [*monde.carnets]})
    cycle.close(1)
    cycle.open(2)
    return cycle


def test_the_first_closing_shows_over_the_cycle_what_its_trimestre_shows(cycle: Cycle) -> None:
    lus = cycle.see()
    assert lus.keys() == {"T01", "TRA"}
    publiee = read(cycle.monde).trimestres[0].publication
    assert publiee is not None
    totaux = {a.code: (a.quartiles, a.repartition) for a in publiee.edition.ensembles}
    for code, lu in lus.items():
        assert (lu.cycle.agregat.quartiles, lu.cycle.agregat.repartition) == totaux[code]
        assert (lu.numero, lu.structures) == (1, 10)
    assert (lus["T01"].cycle.revus, lus["T01"].cycle.repris) == (80, 0)


def test_what_nobody_looked_at_again_is_carried_over_and_said_so(cycle: Cycle) -> None:
    cycle.send(2)
    cycle.close(2)
    lus = cycle.see()
    assert {code: (lu.numero, lu.cycle.revus, lu.cycle.repris) for code, lu in lus.items()} == {
        "T01": (2, 0, 80),
        "T02": (2, 80, 0),
        "TRA": (2, 10, 0),
    }


def test_one_structure_alone_that_revised_leaves_the_figure_of_before(cycle: Cycle) -> None:
    avant = cycle.see()["T01"]
    cycle.send(2, revus={4: 0})
    cycle.close(2)
    lus = cycle.see()
    assert lus["T01"] == avant
    assert lus["T02"].numero == 2


def test_two_that_revised_wait_too_and_three_do_not(cycle: Cycle) -> None:
    cycle.send(2, revus={4: 0, 3: 0})
    cycle.close(2)
    assert cycle.see()["T01"].numero == 1
    cycle.open(3)
    cycle.send(3, revus={2: 4})
    cycle.close(3)
    lu = cycle.see()["T01"]
    # Three since the first closing, of which one since the second: that one was never shown.
    assert (lu.numero, sum(lu.cycle.agregat.repartition)) == (3, 80)
    # One alone looked at something again in the third: how much is not told.
    assert lu.cycle.revus is None


def test_between_two_cycles_one_alone_that_revised_waits(cycle: Cycle) -> None:
    cycle.send(2, revus={4: 0, 3: 0, 2: 0})
    cycle.close(2)
    avant = cycle.see()["T01"]
    assert (avant.numero, avant.cycle.revus) == (2, 3)
    cycle.open(3)
    cycle.send(3, revus={1: 4})
    cycle.close(3)
    assert cycle.see()["T01"] == avant


def test_a_structure_that_left_is_not_read_as_what_is_missing(cycle: Cycle) -> None:
    leave(cycle.monde, 9, date(2026, 4, 15))
    cycle.send(2)
    cycle.close(2)
    lus = cycle.see()
    assert (lus["T01"].numero, lus["T01"].structures) == (1, 10)
    # It never answered the second one as a member: nothing is missing there.
    assert (lus["T02"].numero, lus["T02"].structures) == (2, 9)


def test_a_structure_that_did_not_transmit_keeps_what_it_had_and_its_draft_stays_its_own(cycle: Cycle) -> None:
    cycle.send(2, range(9))
    brouillon = cycle.carnets[2][9]
    assert brouillon is not None
    answer(brouillon, {**dict.fromkeys(DEUX, 4), "T01-01": 0, "TRA-01": 0})
    cycle.close(2)
    lus = cycle.see()
    assert (lus["T01"].numero, lus["T01"].structures) == (2, 10)
    assert lus["T02"].structures == 9
    # The block of the second trimestre shows nine, the cycle would show ten: the tenth would be the difference.
    assert lus["TRA"].numero == 1


def test_a_structure_that_comes_late_is_not_read_from_the_block_that_all_answer(monde: Monde) -> None:
    execute("update adhesion set du = '2026-04-16' where structure_id = :s", s=monde.structures[9])
    execute("delete from carnet where structure_id = :s", s=monde.structures[9])
    answer_and_send(monde, *range(9))
    cycle = Cycle(monde, {1: monde.trimestre})
    cycle.close(1)
    cycle.open(2)
    cycle.send(2)
    cycle.close(2)
    lus = cycle.see()
    assert (lus["T01"].numero, lus["T01"].structures) == (2, 9)
    # All ten are in the edition of the second trimestre already: the same figure says nothing more.
    assert (lus["TRA"].numero, lus["TRA"].structures) == (2, 10)


def test_a_name_withdrawn_stays_known_and_is_no_cover(monde: Monde) -> None:
    show_name(monde, 4)
    answer_and_send(monde, *range(10))
    cycle = Cycle(monde, {1: monde.trimestre})
    cycle.close(1)
    assert get_value("select count(*) from publication where agregats -> 'nommees' <> '[]'") == 1
    show_name(monde, 4, montre=False)
    cycle.open(2)
    cycle.send(2, revus={4: 0, 3: 0, 2: 0})
    cycle.close(2)
    assert cycle.see()["T01"].numero == 1
    cycle.open(3)
    cycle.send(3, revus={1: 4})
    cycle.close(3)
    assert cycle.see()["T01"].numero == 3


def test_structures_that_one_account_knows_move_as_one(cycle: Cycle) -> None:
    add_account(cycle.monde, "paule", 2, 3)
    cycle.send(2, revus={4: 0, 3: 0, 2: 0})
    cycle.close(2)
    assert cycle.see()["T01"].numero == 1


def test_whoever_knows_several_counts_the_others_without_them(cycle: Cycle) -> None:
    execute_as_owner("update collectif set seuil_anonymat = 8")
    assert "T01" in cycle.see()
    for rang in (1, 2):
        join_structure(cycle.monde, "alice", rang)
    assert "T01" not in cycle.see()


def test_the_whole_does_not_tell_an_enjeu_that_too_few_answered(monde: Monde) -> None:
    a_part = [code for code in CRITERES if code in {"T01-05", "T01-06", "T01-07", "T01-08"}]
    autres = [code for code in CRITERES if code not in a_part]
    for rang in range(10):
        answer(monde.carnets[rang], dict.fromkeys(autres if rang > 3 else CRITERES, rang % 5))
    send(*monde.carnets)
    cycle = Cycle(monde, {1: monde.trimestre})
    cycle.close(1)
    assert cycle.see().keys() == {"TRA"}


def test_a_first_trimestre_opened_again_does_not_tell_one_beside_the_cycle(cycle: Cycle) -> None:
    cycle.send(2, revus={4: 0, 3: 0, 2: 0})
    cycle.close(2)
    editions = "select count(*) from publication where trimestre_id = :t"
    assert get_value(editions, t=cycle.trimestres[1]) == 1
    cycle.reopen(1)
    carnets = [carnet for carnet in cycle.carnets[1][1:5] if carnet is not None]
    send_back(*carnets)
    # The same three answer there as they did in the second, and a fourth: beside the cycle's figure it would be alone.
    for carnet, niveau in zip(carnets, (4, 0, 0, 0), strict=True):
        answer(carnet, {"T01-01": niveau})
    send(*carnets)
    cycle.close(1)
    assert get_value(editions, t=cycle.trimestres[1]) == 1
    # Nor is the cycle told again: it has gone on.
    assert cycle.see()["T01"].numero == 2


def test_a_renamed_axis_moves_nothing_over_the_cycle(cycle: Cycle) -> None:
    avant = cycle.see()["T01"]
    switch(cycle.monde, rename_enjeux, NOUVEAUX)
    cycle.send(2)
    cycle.close(2)
    apres = cycle.see()["T01"]
    assert (apres.numero, apres.cycle.agregat.repartition) == (2, avant.cycle.agregat.repartition)
    assert apres.cycle.source != avant.cycle.source


def test_one_alone_that_revised_waits_through_a_new_version_too(cycle: Cycle) -> None:
    avant = cycle.see()["T01"]
    switch(cycle.monde, rename_enjeux, NOUVEAUX)
    cycle.send(2, [0, 1, 2, 3, 5, 6, 7, 8, 9])
    cycle.send(2, [4])
    carnet = cycle.carnets[2][4]
    assert carnet is not None
    answer(carnet, {"T01-21": 0})
    cycle.close(2)
    assert cycle.see()["T01"] == avant


def test_enjeux_that_were_arranged_otherwise_keep_the_figure_of_before(cycle: Cycle) -> None:
    avant = cycle.see()["T01"]
    switch(cycle.monde, move_critere, DEPLACE)
    cycle.send(2)
    cycle.close(2)
    lus = cycle.see()
    assert lus["T01"] == avant
    assert lus["T02"].numero == 2


def test_before_the_answer_of_an_open_trimestre_nobody_looks_at_its_cycle(cycle: Cycle) -> None:
    cycle.send(2)
    cycle.close(2)
    cycle.reopen(2)
    send_back(*[carnet for carnet in cycle.carnets[2][:1] if carnet is not None])
    assert cycle.see().keys() == set()


def test_a_stranger_reads_nothing_and_a_structure_its_own_line(cycle: Cycle) -> None:
    with open_unit(compte_id=cycle.monde.comptes["alice"]) as unit:
        lignes = unit.db.connection().exec_driver_sql("select structure_id from publication_cycle_structure").all()
        assert {ligne[0] for ligne in lignes} == {cycle.monde.structures[0]}
        refus = unit.db.connection().exec_driver_sql("select count(*) from publication_cycle").scalar_one()
        assert refus == 2


def test_closing_costs_as_many_statements_however_many_thematiques_there_are(
    installation: Installation, cycle: Cycle
) -> None:
    cycle.send(2)
    with count_statements(installation.moteur) as deux:
        cycle.close(2)
    cycle.open(3)
    cycle.send(3)
    with count_statements(installation.moteur) as trois:
        cycle.close(3)
    assert len(deux) == len(trois)
    assert sum("insert into publication_cycle " in vue for vue in trois) == 1
