"""What a structure may look at again in its carnet: each earlier answer, what was said of it, what was done since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.avis.regles import from_contenu
from caprse.carnet.anterieures import list_anterieures
from caprse.carnet.places import get_place
from caprse.carnet.regles import Saisie
from caprse.carnet.revisions import register_revision
from caprse.carnet.service import CarnetOuvert, read_saisie
from caprse.progres.regles import EtatAction
from caprse.progres.traces.lecture import TraceVue, read_trace
from caprse.progres.traces.regles import PAR_CRITERE_MAX
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.revoir.regles import (
    ActionServie,
    Anterieure,
    Proposee,
    TraceJointe,
    is_confirmed,
    split_anterieures,
)
from caprse.relecture.revoir.requetes import CARRY_TRACES, GET_NUMERO, LIST_ANTERIEURES
from caprse.socle.installation import Installation

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
    referentiel = get_referentiel(unit.db, carnet.referentiel_id)
    codes = list_revisables(referentiel, carnet.thematique)
    anterieures = _list(unit, carnet.collectif_id, carnet.structure_id, carnet.numero, carnet.referentiel_id, codes)
    return ARevoir(*split_anterieures(anterieures, carnet.numero, unit.today))


def carry_traces(unit: Unit, carnet_id: UUID, critere: str, saisie: Saisie) -> None:
    """Join to an answer given again the traces of the earlier one, where it says the same: they prove it still.

    For those who answer, in the transaction that wrote it. Raises Introuvable.
    """
    place = get_place(unit, carnet_id)
    unit.check(Operation.UPDATE_REPONSE, place.collectif_id, place.structure_id, QUOI)
    ou = {"collectif": place.collectif_id, "carnet": carnet_id}
    numero: int = unit.db.execute(GET_NUMERO, ou).scalar_one()
    for avant in _list(unit, place.collectif_id, place.structure_id, numero, place.referentiel_id, [critere]):
        if avant.traces and is_confirmed(avant, saisie):
            unit.db.execute(
                CARRY_TRACES,
                {
                    **ou,
                    "structure": place.structure_id,
                    "critere": critere,
                    "traces": [trace.id for trace in avant.traces],
                    "au_plus": PAR_CRITERE_MAX,
                    "now": unit.now,
                    "compte": unit.acteur.compte_id,
                },
            )


def register_reprises(installation: Installation) -> None:
    """Say to the carnet what follows an answer that is given again."""
    register_revision(installation, carry_traces)


def _list(
    unit: Unit, collectif_id: UUID, structure_id: UUID, numero: int, referentiel_id: UUID, codes: Sequence[str]
) -> list[Anterieure]:
    """Of these critères, the latest answer before trimestre ``numero``, where there is one."""
    ou = {"collectif": collectif_id, "structure": structure_id, "numero": numero}
    ligne = unit.db.execute(LIST_ANTERIEURES, ou).one()
    bruts: Sequence[Mapping[str, Any]] = ligne.anterieures or ()
    dernieres = list_anterieures(unit, collectif_id, referentiel_id, bruts)
    actions = _read_actions(ligne.actions or ())
    return [_read_anterieure(code, dernieres[code], actions) for code in codes if code in dernieres]


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
        tuple(TraceJointe(t.id, t.titre, t.adresse, t.confidentielle) for t in map(_read_trace, brut["traces"] or ())),
        bool(brut["repris"]),
        _is_loin(brut),
    )


def _is_loin(brut: Mapping[str, Any]) -> bool:
    """Whether the voices that may be shown are far from the answer; there are none for whoever may not read them."""
    if brut["avis"] is None or brut["niveau"] is None:
        return False
    ecart = from_contenu(brut["avis"]).ensemble.ecart
    return ecart is not None and ecart.is_loin(brut["niveau"])


def _read_trace(brute: Mapping[str, Any]) -> TraceVue:
    return read_trace(brute, {})


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
