"""Two lines of the directory become one: their traces follow, a file that both have is kept once."""

from __future__ import annotations

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.membres.fusion import examine_fusion, merge_structures
from caprse.progres.traces.lecture import get_bibliotheque
from caprse.progres.traces.regles import SaisieTrace
from caprse.progres.traces.service import create_fichier, create_lien, tie_trace
from caprse.socle.erreurs import Refus
from tests.base import count_rows
from tests.monde import Monde
from tests.progres.traces.scene import build_piece


def _bring(monde: Monde, qui: str, rang: int, *textes: str) -> None:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        for texte in textes:
            create_fichier(unit, monde.structures[rang], build_piece(texte), SaisieTrace(f"{texte} de {qui}"))


def test_traces_follow_and_a_file_of_both_is_kept_once(monde: Monde) -> None:
    _bring(monde, "alice", 0, "commun", "un")
    _bring(monde, "bob", 1, "commun", "deux")
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        create_lien(unit, monde.structures[1], SaisieTrace("Lien de bob", "exemple.fr"))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert "3 traces" in [
            s.replace("\u00a0", " ") for s in examine_fusion(unit, monde.collectif, *monde.structures).suivent
        ]
        merge_structures(unit, monde.collectif, *monde.structures)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        titres = {trace.titre for trace in get_bibliotheque(unit, monde.structures[0]).traces}
    assert titres == {"commun de alice", "un de alice", "deux de bob", "Lien de bob"}
    assert count_rows("fichier") == 3


def test_a_carnet_that_has_traces_has_served(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        lien = create_lien(unit, monde.structures[1], SaisieTrace("Lien", "exemple.fr"))
        tie_trace(unit, monde.carnets[1], "T01-01", lien)
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="a servi"):
        merge_structures(unit, monde.collectif, *monde.structures)
