"""``python -m bench``: the performance table in French, and var/bench.json. It reports times and fails on none."""

from __future__ import annotations

import sys

from bench.chrono import open_browser
from bench.lieux import open_lieux
from bench.mesures.affichage import measure_affichage
from bench.mesures.clic import ReponsePerdue, measure_clics
from bench.mesures.sauvegarde import measure_sauvegarde
from bench.mesures.tableau import measure_tableau
from bench.mesures.vote import measure_votes
from bench.resultats import Resultat, describe_machine, format_tableau, write_json
from tests.parcours.site import RACINE

SORTIE = RACINE / "var" / "bench.json"


def main() -> int:
    """Run every measure. Exit code 1 when an answer is lost, whatever the times."""
    print(f"Mesures sur {describe_machine()}. Comptez quelques minutes.\n", flush=True)
    resultats: list[Resultat] = []
    try:
        with open_lieux() as lieux:
            with open_browser() as navigateur:
                resultats.append(_report(measure_affichage(navigateur, lieux)))
                resultats.append(_report(measure_clics(navigateur, lieux)))
                resultats.append(_report(measure_votes(navigateur, lieux)))
            resultats.append(_report(measure_tableau(lieux)))
            resultats.append(_report(measure_sauvegarde(lieux)))
    except ReponsePerdue as erreur:
        print(f"\nUne réponse est perdue : {erreur}", file=sys.stderr)
        return 1
    lignes = [ligne for resultat in resultats for ligne in resultat.lignes]
    write_json(SORTIE, lignes)
    print(f"\n{format_tableau(lignes)}\n\nÉcrit dans {SORTIE.relative_to(RACINE)}.")
    return 0


def _report(resultat: Resultat) -> Resultat:
    for serie in resultat.series:
        print(serie, flush=True)
    return resultat


if __name__ == "__main__":
    sys.exit(main())
