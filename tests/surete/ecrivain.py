"""A person who answers without rest, in a process of its own.

``python -m tests.surete.ecrivain URL COMPTE CARNET GRAINE``, the last one being where chance starts from.
Each answer goes through the service; once it is acknowledged, and only then, it is printed: critère, version, niveau.
"""

from __future__ import annotations

import random
import sys
import time
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.socle.base import create_moteur
from caprse.socle.erreurs import BaseIndisponible, Conflit
from caprse.socle.installation import Installation, set_installation
from caprse.socle.reglages import Reglages

CRITERES = ("T01-01", "T01-02", "T01-03", "T01-04")


def main(url: str, compte: str, carnet: str, graine: str) -> None:
    """Answer until killed; wait a little while the base is away, take over what a colleague wrote."""
    set_installation(Installation(Reglages(), create_moteur(url, taille=2), None))
    hasard = random.Random(graine)
    versions = dict.fromkeys(CRITERES, 0)
    while True:
        critere, niveau = hasard.choice(CRITERES), hasard.randrange(5)
        try:
            with open_unit(compte_id=UUID(compte)) as unit:
                version = save_reponse(unit, UUID(carnet), critere, Saisie(niveau=niveau), versions[critere]).version
        except Conflit as conflit:
            versions[critere] = conflit.actuel.version
        except BaseIndisponible:
            print("absente", flush=True)  # noqa: T201
            time.sleep(0.02)
        else:
            versions[critere] = version
            print(critere, version, niveau, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
