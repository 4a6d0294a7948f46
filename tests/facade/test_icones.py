"""The font of icons holds what the screens name: run ``make icones`` after a new one."""

from __future__ import annotations

import re

from fontTools.ttLib import TTFont

from caprse.facade.icones import PAQUET, SORTIE_POLICE, list_icones, list_icones_nommees
from caprse.pages import ENTREES

NOMMEE = re.compile(r":material/([a-z0-9_]+):")


def test_every_icon_that_a_screen_names_is_in_the_font_of_the_house() -> None:
    nommees = {nom for fichier in PAQUET.rglob("*.py") for nom in NOMMEE.findall(fichier.read_text())}
    nommees |= {entree.icone for entree in ENTREES}
    assert len(nommees) > 50
    assert sorted(nommees - list_icones()) == [], "lancez « make icones »"
    assert nommees <= list_icones_nommees()


def test_the_list_says_what_the_font_draws() -> None:
    police = TTFont(SORTIE_POLICE)
    lettres = {nom: chr(code) for code, nom in police.getBestCmap().items() if not chr(code).isupper()}
    dessinees = {
        "".join(lettres[signe] for signe in (premier, *suite.Component))
        for table in police["GSUB"].table.LookupList.Lookup[0].SubTable
        for premier, suites in getattr(table, "ExtSubTable", table).ligatures.items()
        for suite in suites
    }
    assert dessinees == list_icones()
