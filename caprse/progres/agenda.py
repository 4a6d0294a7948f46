"""The échéances of one's plans d'action, for one's own calendar."""

from __future__ import annotations

from caprse.acces.unite import Unit
from caprse.collectif.rencontres.agenda import Echeance
from caprse.progres.requetes import ECHEANCES
from caprse.socle.fictif import add_mention


def list_echeances(unit: Unit) -> tuple[Echeance, ...]:
    """What is still to be done by a day, in the structures of which one is. One query, under row-level security."""
    return tuple(
        Echeance(
            f"action-{ligne['id']}",
            ligne["echeance"],
            f"À faire : {ligne['quoi']}",
            (
                add_mention(ligne["structure"]) if ligne["fictif"] else ligne["structure"],
                *([f"Qui s’en occupe : {ligne['pilote']}"] if ligne["pilote"] else []),
            ),
            ligne["version"],
            ligne["modifie_le"],
        )
        for ligne in unit.db.execute(ECHEANCES).mappings()
    )
