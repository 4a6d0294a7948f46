"""What was joined to an earlier answer is shown with it, and goes with it where it still holds."""

from __future__ import annotations

from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.conflits import submit_reponse
from caprse.carnet.regles import Saisie
from caprse.carnet.service import VIDE
from caprse.progres.traces.lecture import list_de_carnet
from caprse.progres.traces.service import untie_trace
from caprse.relecture.revoir.phrases import build_avant
from caprse.relecture.revoir.regles import Anterieure, confirm
from caprse.relecture.revoir.service import register_reprises
from caprse.socle.installation import Installation
from tests.monde import Monde
from tests.progres.traces.scene import bring_lien, tie
from tests.relecture.conftest import REFERENTIEL
from tests.relecture.revoir.scene import AVANT, Suite, offer, save, start

JOINTES = ["Bilan *social*", "Charte"]


@pytest.fixture(autouse=True)
def _reprises(installation: Installation) -> None:
    register_reprises(installation)


def join(monde: Monde) -> Suite:
    """Two traces joined to what structure 0 answered in the first trimestre."""
    save(monde, monde.carnets[0], "T01-01", AVANT["T01-01"])
    for titre, confidentielle in (("Charte", False), ("Bilan *social*", True)):
        tie(monde, bring_lien(monde, titre, confidentielle=confidentielle), "T01-01")
    return start(monde, {"T01-02": AVANT["T01-02"]})


def find(monde: Monde, code: str = "T01-01", personne: str = "alice") -> Anterieure:
    return offer(monde, personne).find(code) or pytest.fail(code)


def submit(
    monde: Monde, suite: Suite, saisie: Saisie, version: int = 0, vue: Saisie = VIDE, personne: str = "alice"
) -> int:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        carnet = suite.carnets[monde.structures[0]]
        return submit_reponse(unit, carnet, "T01-01", saisie, version, vue).reponse.version


def list_jointes(monde: Monde, carnet: UUID) -> list[str]:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        jointes = list_de_carnet(unit, monde.collectif, monde.structures[0], carnet).get("T01-01", ())
    return sorted(trace.titre for trace in jointes)


@pytest.mark.parametrize("personne", ["alice", "ali", "aya"])
def test_what_was_joined_is_shown_with_the_earlier_answer(monde: Monde, personne: str) -> None:
    join(monde)
    assert sorted(trace.titre for trace in find(monde, personne=personne).traces) == JOINTES
    assert find(monde, "T01-02").traces == ()
    avant = build_avant(find(monde), (), REFERENTIEL.echelle)
    assert sorted(piece["titre"] for piece in avant["pieces"]) == ["Bilan *social* (confidentielle)", "Charte"]
    assert all(piece["lien"].startswith("https://") for piece in avant["pieces"])


def test_the_animation_reads_of_them_what_it_is_shown(monde: Monde) -> None:
    join(monde)
    assert "Bilan *social*" not in [trace.titre for trace in find(monde, personne="anna").traces]


@pytest.mark.parametrize("personne", ["alice", "ali"])
def test_what_still_holds_keeps_its_traces(monde: Monde, personne: str) -> None:
    suite = join(monde)
    submit(monde, suite, confirm(find(monde)), personne=personne)
    carnet = suite.carnets[monde.structures[0]]
    assert list_jointes(monde, carnet) == JOINTES
    assert list_jointes(monde, monde.carnets[0]) == JOINTES


def test_another_answer_takes_none_until_it_comes_back_to_the_first(monde: Monde) -> None:
    suite = join(monde)
    carnet = suite.carnets[monde.structures[0]]
    version = submit(monde, suite, Saisie(niveau=3))
    assert list_jointes(monde, carnet) == []
    submit(monde, suite, confirm(find(monde)), version, Saisie(niveau=3))
    assert list_jointes(monde, carnet) == JOINTES


def test_one_that_was_taken_back_does_not_return_with_a_comment(monde: Monde) -> None:
    suite = join(monde)
    carnet = suite.carnets[monde.structures[0]]
    encore = confirm(find(monde))
    version = submit(monde, suite, encore)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        untie_trace(unit, carnet, "T01-01", next(t.id for t in find(monde).traces if t.titre == "Charte"))
    submit(monde, suite, Saisie(niveau=1, cible=3, trace_titre="Charte", commentaire="Oui"), version, encore)
    assert list_jointes(monde, carnet) == ["Bilan *social*"]
