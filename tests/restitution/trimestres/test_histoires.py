"""Whatever is looked at again, closed, opened again and corrected: what was frozen of earlier trimestres stands."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit
from caprse.bilan.service import get_parcours
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.restitution.chemin.service import get_chemin
from caprse.restitution.chemin.tableaux import list_lignes
from tests.base import execute
from tests.ecran import open_page, read_html
from tests.monde import Monde
from tests.restitution.scene import answer, close, open_next
from tests.restitution.trimestres.test_etats import switch

JOURS = {
    1: (date(2026, 1, 16), date(2026, 4, 15)),
    2: (date(2026, 4, 16), date(2026, 7, 15)),
    3: (date(2026, 7, 16), date(2026, 10, 15)),
    4: (date(2026, 10, 16), date(2027, 1, 15)),
}
CODES = [f"T0{theme}-0{rang}" for theme in (1, 2, 3) for rang in (1, 2)]


def read_arretes() -> dict[tuple[int, UUID, int], Any]:
    """Every arrêté that there is, by trimestre, carnet and number."""
    lignes = execute(
        "select t.numero, a.carnet_id, a.numero, a.figures from arrete a join trimestre t on t.id = a.trimestre_id"
    )
    return {(numero, carnet, edition): figures for numero, carnet, edition, figures in lignes}


def sum_marches(monde: Monde) -> tuple[int, int, int]:
    """What the path, its file and the bilan of structure 0 tell to have moved."""
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        vu = get_chemin(unit, monde.structures[0])
        revues = get_parcours(unit, monde.structures[0]).revues
    lignes = list_lignes(vu.chemin, vu.niveaux)
    return (
        vu.chemin.gagnees - vu.chemin.perdues,
        sum((ligne["Marches gagnées"] or 0) - (ligne["Marches perdues"] or 0) for ligne in lignes),
        sum(revue.pas or 0 for revue in revues),
    )


@pytest.mark.parametrize("graine", range(4))
def test_no_arrete_of_before_moves_and_all_tell_one_sum(monde: Monde, graine: int) -> None:
    hasard = Random(graine)
    trimestres, carnets = {1: monde.trimestre}, {1: monde.carnets[0]}
    figes: dict[tuple[int, UUID, int], Any] = {}
    for numero in JOURS:
        if numero > 1:
            debut, fin = JOURS[numero]
            theme = f"T0{numero}" if numero < 4 else ""
            trimestres[numero], siens = open_next(monde, numero, theme, debut, fin)
            carnets[numero] = siens[monde.structures[0]]
        # Its own questions, and half of those of before.
        siennes = [code for code in CODES if code.startswith(f"T0{numero}")]
        revues = [code for code in CODES if int(code[2]) < numero and hasard.random() < 0.5]
        tues = [code for code in revues if hasard.random() < 0.15]
        donnees = [code for code in (*siennes, *revues) if code not in tues]
        answer(carnets[numero], {code: hasard.randint(0, 4) for code in donnees}, tues)
        close(monde, trimestres[numero])
        arretes = read_arretes()
        assert {cle: arretes[cle] for cle in figes} == figes
        figes = arretes
        assert len(set(sum_marches(monde))) == 1
        if numero > 1:
            ancien = hasard.randint(1, numero - 1)
            with open_unit(compte_id=monde.comptes["anna"]) as unit:
                reopen_trimestre(unit, trimestres[ancien], "Une réponse fausse", JOURS[ancien][1])
            siennes = [code for code in CODES if code.startswith(f"T0{ancien}")]
            answer(carnets[ancien], {code: hasard.randint(0, 4) for code in siennes})
            close(monde, trimestres[ancien])
            arretes = read_arretes()
            # One more edition of that trimestre at the most; none of another.
            assert {cle: arretes[cle] for cle in figes} == figes
            assert {cle[0] for cle in arretes.keys() - figes.keys()} <= {ancien}
            figes = arretes
            assert len(set(sum_marches(monde))) == 1


def test_what_a_later_version_does_not_ask_any_more_keeps_its_marches_everywhere(monde: Monde) -> None:
    answer(monde.carnets[0], {"T01-01": 1, "T01-05": 1, "T01-06": 3})
    close(monde)
    deux, carnets = open_next(monde, 2, "T02", *JOURS[2])
    answer(carnets[monde.structures[0]], {"T01-01": 2, "T01-05": 3, "T01-06": 2})
    assert sum_marches(monde) == (2, 2, 2)
    close(monde, deux)
    trois, carnets = open_next(monde, 3, "T03", *JOURS[3])
    # T01-01 gets another code, T01-05 is dropped.
    switch(monde)
    assert sum_marches(monde) == (2, 2, 2)
    answer(carnets[monde.structures[0]], {"T01-21": 4})
    assert sum_marches(monde) == (4, 4, 4)
    close(monde, trois)
    assert sum_marches(monde) == (4, 4, 4)
    html = read_html(open_page(monde, "alice", "bilan"))
    for dit in ("Critères qui ne sont plus demandés", "+2 marches, puis plus demandé", "−1 marche"):
        assert dit in html
    assert html.count("plus demandé") == 2
