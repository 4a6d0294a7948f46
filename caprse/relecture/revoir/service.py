"""What a structure may look at again in its carnet: each earlier answer, what was said of it, what was done since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.anterieures import list_anterieures
from caprse.carnet.service import CarnetOuvert, read_saisie
from caprse.progres.regles import EtatAction
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.revoir.regles import ActionServie, Anterieure, Proposee, split_anterieures
from caprse.relecture.revoir.requetes import LIST_ANTERIEURES

QUOI = "Ce carnet"


@dataclass(frozen=True, slots=True)
class ARevoir:
    """The earlier answers of a structure, in the order of the référentiel: proposed first, then all the others."""

    proposees: tuple[Proposee, ...] = ()
    autres: tuple[Anterieure, ...] = ()

    def find(self, critere: str | None) -> Anterieure | None:
        """The earlier answer to this critère, proposed or not."""
        toutes = (*(proposee.anterieure for proposee in self.proposees), *self.autres)
        return next((anterieure for anterieure in toutes if anterieure.critere == critere), None)


def list_a_revoir(unit: Unit, carnet: CarnetOuvert) -> ARevoir:
    """What this carnet may look at again: one query, one more where the version of the référentiel changed.

    For those who read the carnet. Raises Introuvable.
    """
    unit.check(Operation.GET_CARNET, carnet.collectif_id, carnet.structure_id, QUOI)
    ligne = unit.db.execute(
        LIST_ANTERIEURES,
        {"collectif": carnet.collectif_id, "structure": carnet.structure_id, "numero": carnet.numero},
    ).one()
    bruts: Sequence[Mapping[str, Any]] = ligne.anterieures or ()
    referentiel = get_referentiel(unit.db, carnet.referentiel_id)
    dernieres = list_anterieures(unit, carnet.collectif_id, carnet.referentiel_id, bruts)
    actions = _read_actions(ligne.actions or ())
    anterieures = [
        _read_anterieure(code, dernieres[code], actions)
        for code in list_revisables(referentiel, carnet.thematique)
        if code in dernieres
    ]
    return ARevoir(*split_anterieures(anterieures, carnet.numero, unit.today))


def list_revisables(referentiel: Referentiel, thematique: str) -> list[str]:
    """Every critère that a carnet of this thématique does not ask by itself, in order."""
    demandes = {critere.code for critere in referentiel.demandes(thematique)}
    return [c.code for c in referentiel.criteres if c.code not in demandes]


def _read_anterieure(
    code: str, brut: Mapping[str, Any], actions: Sequence[tuple[ActionServie, frozenset[str]]]
) -> Anterieure:
    # An action keeps the codes of the day it was written: those of then, or those of today.
    codes = {code, brut["critere"]}
    return Anterieure(
        code,
        read_saisie(brut),
        brut["trimestre"],
        datetime.fromisoformat(brut["modifie_le"]),
        bool(brut["nommee"]),
        (brut["note"] or "") if brut["nommee"] else "",
        bool(brut["discutee"]),
        tuple(action for action, servis in actions if servis & codes),
    )


def _read_actions(bruts: Sequence[Sequence[Any]]) -> list[tuple[ActionServie, frozenset[str]]]:
    return [
        (
            ActionServie(
                quoi,
                EtatAction(etat),
                date.fromisoformat(echeance) if echeance else None,
                datetime.fromisoformat(faite_le) if faite_le else None,
            ),
            frozenset(criteres),
        )
        for quoi, etat, echeance, criteres, faite_le in bruts
    ]
