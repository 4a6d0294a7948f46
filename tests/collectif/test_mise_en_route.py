"""docs/mise-en-route.md: each of its commands works as pasted, in order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from caprse.acces.unite import open_unit_systeme
from caprse.cli import main
from caprse.collectif.calendrier.service import get_calendrier
from caprse.collectif.regles import EtatTrimestre
from caprse.collectif.service import find_collectif
from caprse.socle.base_locale import APPLICATION, PROPRIETAIRE, BaseLocale
from caprse.socle.installation import Installation, set_installation

RACINE = Path(__file__).parents[2]
GUIDE = RACINE / "docs" / "mise-en-route.md"


def list_commands() -> list[list[str]]:
    """The ``caprse`` commands of the guide's console blocks, as a shell would split them."""
    blocs = re.findall(r"^```console\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.S | re.M)
    lignes = "".join(blocs).replace("\\\n", " ").splitlines()
    return [shlex.split(ligne)[1:] for ligne in lignes if ligne.startswith("caprse ")]


def test_a_collectif_is_set_up_by_pasting_the_guide(
    serveur: BaseLocale, base: str, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPRSE_DATABASE_URL", serveur.url(APPLICATION, base))
    monkeypatch.setenv("CAPRSE_MIGRATION_URL", serveur.url(PROPRIETAIRE, base))
    monkeypatch.chdir(RACINE)
    commandes = list_commands()
    assert len(commandes) >= 12
    for commande in commandes:
        resultat = CliRunner().invoke(main, commande)
        assert resultat.exit_code == 0, (commande, resultat.output)
    set_installation(installation)
    with open_unit_systeme() as unit:
        calendrier = get_calendrier(unit, find_collectif(unit, "Occitanie").id)
    assert [t.etat for t in calendrier.trimestres] == [EtatTrimestre.OUVERT] + [EtatTrimestre.PREPARE] * 5
