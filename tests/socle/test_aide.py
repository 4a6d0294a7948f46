"""What click says by itself is French, for each command there is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from caprse.cli import main

ANGLAIS = re.compile(r"\b(Show this|exit|Commands|default|No such|Try|Missing|INTEGER|TEXT|Error|Invalid|workbook)\b")


def list_commandes(groupe: click.Group, *avant: str) -> Iterator[list[str]]:
    for nom, commande in groupe.commands.items():
        yield [*avant, nom]
        if isinstance(commande, click.Group):
            yield from list_commandes(commande, *avant, nom)


@pytest.mark.parametrize("commande", [[], *list_commandes(main)], ids=" ".join)
def test_the_help_of_each_command_is_in_french(commande: list[str]) -> None:
    resultat = CliRunner().invoke(main, [*commande, "--help"])
    assert resultat.exit_code == 0
    assert ANGLAIS.findall(resultat.output) == []
    assert "Montrer cette aide." in resultat.output


@pytest.mark.parametrize(
    ("mots", "phrase"),
    [
        (["inconnue"], "Cette commande n’existe pas"),
        (["demo", "--inconnue"], "Cette option n’existe pas"),
        (["demo", "--structures", "dix"], "« dix » n’est pas un nombre"),
        (["demo", "trop"], "Un mot de trop"),
        (["restaurer"], "Il manque"),
    ],
)
def test_a_command_typed_wrong_is_told_so_in_french(mots: list[str], phrase: str) -> None:
    resultat = CliRunner().invoke(main, mots)
    assert resultat.exit_code == 2
    assert phrase in resultat.output
    assert ANGLAIS.findall(resultat.output) == []
