"""Write ``caprse/static/icones.woff2`` and its list again: of four thousand icons, those that screens name.

Run by ``make icones``, after a new ``:material/name:``. A name that is not there still shows: the page then asks for
the whole font (``caprse/facade/gabarits/facade.js``).
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont

from caprse.facade.icones import ICONES, SORTIE_LISTE, SORTIE_POLICE, list_icones_nommees

POLICES = Path(streamlit.__file__).parent / "static" / "static" / "media"


def main() -> int:
    """Read the whole font, keep what is named, write both files."""
    [entiere] = POLICES.glob("MaterialSymbols-Rounded.*.woff2")
    police = TTFont(entiere)
    signes = {code: nom for code, nom in police.getBestCmap().items() if code < 128}
    par_nom = {nom: code for code, nom in signes.items() if not chr(code).isupper()}
    gardees: dict[str, str] = {}
    voulues = list_icones_nommees() | ICONES
    for table in police["GSUB"].table.LookupList.Lookup[0].SubTable:
        ligatures = table.ExtSubTable.ligatures
        for premier, suites in list(ligatures.items()):
            restent = []
            for suite in suites:
                nom = "".join(chr(par_nom[signe]) for signe in (premier, *suite.Component))
                if nom in voulues:
                    gardees[nom] = suite.LigGlyph
                    restent.append(suite)
            if restent:
                ligatures[premier] = restent
            else:
                del ligatures[premier]
    reglages = subset.Options(flavor="woff2", layout_features=["*"], hinting=False, glyph_names=False)
    outil = subset.Subsetter(reglages)
    outil.populate(unicodes=list(signes), glyphs=list(gardees.values()))
    outil.subset(police)
    subset.save_font(police, str(SORTIE_POLICE), reglages)
    SORTIE_LISTE.write_text("\n".join(sorted(gardees)) + "\n", encoding="ascii")
    sys.stdout.write(f"{len(gardees)} icônes, {SORTIE_POLICE.stat().st_size} octets\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
