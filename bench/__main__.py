"""``python -m bench [row…]``: the performance table in French, and var/bench.json. It reports times and fails on none.

Without a name, every row; ``make bench L="clic foule"`` runs some of them, and leaves var/bench.json as it is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

from playwright.sync_api import Browser

from bench.chrono import open_browser
from bench.lieux import Lieux, open_lieux
from bench.mesures.affichage import measure_affichage
from bench.mesures.clic import measure_clics
from bench.mesures.decalages import measure_decalages
from bench.mesures.ensemble import measure_ensemble, measure_etendue
from bench.mesures.foule import measure_foule, measure_memoire, measure_sans_pause
from bench.mesures.sauvegarde import measure_sauvegarde
from bench.mesures.tableau import measure_tableau
from bench.mesures.vote import measure_votes
from bench.resultats import ReponsePerdue, Resultat, describe_machine, format_tableau, write_json
from tests.parcours.site import RACINE

SORTIE = RACINE / "var" / "bench.json"

# The server's memory is weighed before crowds have passed through it.
AU_NAVIGATEUR: dict[str, Callable[[Browser, Lieux], Resultat]] = {
    "affichage": measure_affichage,
    "clic": measure_clics,
    "decalages": measure_decalages,
    "vote": measure_votes,
}
SANS_NAVIGATEUR: dict[str, Callable[[Lieux], Resultat]] = {
    "memoire": measure_memoire,
    "sans-pause": measure_sans_pause,
    "foule": measure_foule,
    "sauvegarde": measure_sauvegarde,
    "ensemble": measure_ensemble,
    "etendue": measure_etendue,
    "tableau": measure_tableau,
}


def main(noms: list[str]) -> int:
    """Run the measures. Exit code 1 when an answer is lost, whatever the times; 2 for a name that no row has."""
    connus = [*AU_NAVIGATEUR, *SANS_NAVIGATEUR]
    if inconnus := [nom for nom in noms if nom not in connus]:
        print(f"Mesure inconnue : {', '.join(inconnus)}. Il y a : {', '.join(connus)}.", file=sys.stderr)
        return 2
    voulus = noms or connus
    print(f"Mesures sur {describe_machine()}. Comptez quelques minutes.\n", flush=True)
    resultats: list[Resultat] = []
    try:
        with open_lieux() as lieux:
            if navigables := [nom for nom in AU_NAVIGATEUR if nom in voulus]:
                with open_browser() as navigateur:
                    resultats += [_report(nom, partial(AU_NAVIGATEUR[nom], navigateur, lieux)) for nom in navigables]
            resultats += [
                _report(nom, partial(SANS_NAVIGATEUR[nom], lieux)) for nom in SANS_NAVIGATEUR if nom in voulus
            ]
    except ReponsePerdue as erreur:
        print(f"\nUne réponse est perdue : {erreur}", file=sys.stderr)
        return 1
    lignes = [ligne for resultat in resultats for ligne in resultat.lignes]
    print(f"\n{format_tableau(lignes)}")
    if not noms:
        write_json(SORTIE, lignes)
        print(f"\nÉcrit dans {SORTIE.relative_to(RACINE)}.")
    return 0


def _report(nom: str, measure: Callable[[], Resultat]) -> Resultat:
    debut = time.monotonic()
    resultat = measure()
    for serie in resultat.series:
        print(serie, flush=True)
    print(f"  ({nom} : {time.monotonic() - debut:.0f} s)", flush=True)
    return resultat


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
