"""What the page of the bilan shows at once, and what it folds away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from caprse.bilan.regles import ActionLue
from caprse.bilan.vue import FAITES_DITES, FAITES_MAX, build_faites
from caprse.progres.regles import EtatAction


def build_actions(nombre: int) -> list[ActionLue]:
    debut = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        ActionLue(f"Action {rang} <b>", "", None, EtatAction.FAITE, "", debut + timedelta(days=rang))
        for rang in range(nombre)
    ]


def test_a_few_actions_stand_open() -> None:
    html = build_faites(build_actions(FAITES_MAX))
    assert (html.count("<li>"), html.count("<details")) == (FAITES_MAX, 0)


def test_of_many_the_last_ones_stand_open_and_none_is_lost() -> None:
    html = build_faites(build_actions(13))
    pli, _, ouvertes = html.partition("</details>")
    assert "10\u00a0actions d’avant" in pli
    assert (pli.count("<li>"), ouvertes.count("<li>")) == (10, FAITES_DITES)
    rangs = [html.index(f"Action {rang} &lt;b&gt;") for rang in range(13)]
    assert rangs == sorted(rangs)
