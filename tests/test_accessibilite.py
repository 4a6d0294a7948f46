"""What is accepted of the browser's accessibility checks is said to people too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parcours.axe import ACCEPTEES, Acceptee

PAGE = Path(__file__).parents[1] / "docs" / "accessibilite.md"


@pytest.mark.parametrize("acceptee", ACCEPTEES, ids=lambda acceptee: acceptee.regle)
def test_each_accepted_violation_is_documented_with_its_reason(acceptee: Acceptee) -> None:
    ligne = next((ligne for ligne in PAGE.read_text().splitlines() if ligne.startswith(f"| `{acceptee.regle}`")), "")
    assert acceptee.raison in ligne
