from __future__ import annotations

from caprse.referentiel.marches import bind_niveau, build_marches, name_niveau

NIVEAUX = ("À explorer", "Amorcé", "En chemin")


def test_the_number_of_a_niveau_is_never_left_alone_at_the_end_of_a_line() -> None:
    assert bind_niveau(name_niveau(2, NIVEAUX)) == "2\u00a0·\u00a0En chemin"
    assert "1\u00a0·\u00a0Amorcé" in build_marches(1, NIVEAUX)
