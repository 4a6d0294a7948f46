"""What the page says of a passage that the workbook knows: titles before, titles after."""

from __future__ import annotations

from caprse.carnet.bascule.vue_correspondance import list_changements
from caprse.referentiel.correspondances.livrees import find_livree
from tests.referentiel.versions import read_livre, read_precedent


def test_only_the_questions_that_become_others_are_told_with_how() -> None:
    ancien, nouveau = read_precedent(), read_livre()
    livree = find_livree(ancien, nouveau)
    assert livree is not None
    dits = {avant: (apres, note) for avant, _, apres, note in list_changements(livree, ancien, nouveau)}
    assert len(dits) == 10
    assert dits["Entrée ouverte"] == ("Une arrivée juste et sûre", "réuni avec un autre critère")
    assert dits["Non-discrimination et handicap"] == (
        "Refuser les discriminations et Handicap et travail adapté",
        "un critère en devient deux, à confirmer",
    )
    assert dits["Données personnelles"] == ("Protéger les informations, IA comprise", "")
