"""What waits beside the notices: the figures of the board, and nothing for whoever does not animate."""

from __future__ import annotations

from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.regles import EtatCarnet
from caprse.relecture.nouvelles.service import Aussi
from caprse.socle.installation import Installation
from caprse.tableau.aussi import build_aussi, list_aussi
from caprse.tableau.regles import Voir
from caprse.tableau.service import get_tableau
from tests.compteur import count_statements
from tests.ecran import open_page, run
from tests.monde import Monde
from tests.tableau.scene import set_etat, write


@pytest.fixture
def liens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where the page of the notices leads."""
    vus: list[str] = []
    monkeypatch.setattr("caprse.relecture.nouvelles.page.link_to_page", lambda page, *_, **__: vus.append(page))
    return vus


def test_the_notices_say_what_waits_on_the_board(installation: Installation, monde: Monde, liens: list[str]) -> None:
    write(monde.carnets[0], monde.comptes["alice"], 1)
    for rang in (1, 2):
        set_etat(monde.carnets[rang], EtatCarnet.TRANSMIS, 2)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        totaux = get_tableau(unit, monde.collectif).totaux
        assert (totaux[Voir.MESSAGES], totaux[Voir.A_RELIRE]) == (1, 2)
        assert list_aussi(unit) == (
            Aussi("1\u00a0message non lu", "tableau", {"voir": "messages"}),
            Aussi("2\u00a0carnets à relire", "relecture", {}),
        )
    essai = open_page(monde, "anna", "nouvelles")
    assert liens == ["tableau", "relecture"]
    with count_statements(installation.moteur) as vues:
        run(essai)
    assert len(vues) <= 6, vues


def test_whoever_animates_nothing_reads_of_nothing_else(monde: Monde, liens: list[str]) -> None:
    set_etat(monde.carnets[1], EtatCarnet.TRANSMIS, 2)
    for personne in ("alice", "aya"):
        with open_unit(compte_id=monde.comptes[personne]) as unit:
            assert list_aussi(unit) == ()
    open_page(monde, "alice", "nouvelles")
    assert "relecture" not in liens


def test_of_several_collectifs_the_way_leads_to_one_where_something_waits() -> None:
    ici, ailleurs = UUID(int=1), UUID(int=2)
    rien = dict.fromkeys(Voir, 0)
    assert build_aussi({ici: rien}) == ()
    (aussi,) = build_aussi({ici: rien, ailleurs: {**rien, Voir.A_RELIRE: 1}})
    assert aussi == Aussi("1\u00a0carnet à relire", "relecture", {"collectif": str(ailleurs)})
