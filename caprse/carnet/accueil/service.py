"""What the home of a structure shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from caprse.acces.modele import Compte
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.accueil.regles import Pas, get_pas
from caprse.carnet.accueil.requetes import GET_ACCUEIL
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.collectif.rencontres.regles import EtatPresence, RencontreListee, read_rencontre
from caprse.referentiel.schema import SANS_THEMATIQUE, Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable


@dataclass(frozen=True)
class EtapeDuChemin:
    """One trimestre of the cycle: what it is about, and where the structure stands on it."""

    numero: int
    thematique: str
    referentiel: Referentiel
    pas: Pas
    debut: date


@dataclass(frozen=True)
class Accueil:
    """The trimestre's carnet in a few figures, the next meeting, and whether the starting point is known."""

    collectif_id: UUID
    collectif: str
    fictif: bool
    structure_id: UUID
    structure: str
    positionne_le: datetime | None
    positions: int
    arrivee_le: datetime | None
    arrivees: frozenset[str]
    etat: EtatCarnet | None
    transmis_le: datetime | None
    numero: int | None
    thematique: str | None
    fin: date | None
    etat_trimestre: EtatTrimestre | None
    referentiel: Referentiel | None
    repondus: frozenset[str]
    partages: frozenset[str]
    rencontres: tuple[RencontreListee, ...]
    presences: Mapping[UUID, EtatPresence]
    chemin: tuple[EtapeDuChemin, ...]
    accueilli_le: datetime | None

    @property
    def en_bilan(self) -> bool:
        """Whether the trimestre under way is the bilan."""
        return self.etat_trimestre is EtatTrimestre.OUVERT and self.thematique == SANS_THEMATIQUE


def get_accueil(unit: Unit, structure_id: UUID) -> Accueil:
    """Everything the home shows, in one query. Raises Introuvable."""
    parametres = {"structure": structure_id, "now": unit.now, "compte": unit.acteur.compte_id}
    ligne = unit.db.execute(GET_ACCUEIL, parametres).mappings().one_or_none()
    if ligne is None:
        raise Introuvable("Cette structure")
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, "Cette structure")
    valeurs = dict(ligne)
    referentiel_id = valeurs.pop("referentiel_id")
    valeurs["referentiel"] = get_referentiel(unit.db, referentiel_id) if referentiel_id else None
    valeurs["etat"] = EtatCarnet(ligne["etat"]) if ligne["etat"] else None
    valeurs["etat_trimestre"] = EtatTrimestre(ligne["etat_trimestre"]) if ligne["etat_trimestre"] else None
    valeurs["arrivees"] = frozenset(ligne["arrivees"] or ())
    valeurs["repondus"] = frozenset(ligne["repondus"] or ())
    valeurs["partages"] = frozenset(ligne["partages"] or ())
    brutes = ligne["rencontres"] or ()
    valeurs["rencontres"] = tuple(read_rencontre(brute) for brute in brutes)
    valeurs["presences"] = {UUID(r["id"]): EtatPresence(r["presence"]) for r in brutes if r["presence"]}
    valeurs["chemin"] = tuple(_read_etape(unit, etape) for etape in ligne["chemin"] or ())
    return Accueil(**valeurs)


def end_visite(unit: Unit) -> None:
    """Put the first visit away for good, for the person who acts."""
    unit.db.execute(update(Compte).where(Compte.id == unit.acteur.compte_id).values(accueilli_le=unit.now))


def _read_etape(unit: Unit, brut: Mapping[str, Any]) -> EtapeDuChemin:
    carnet = EtatCarnet(brut["etat_carnet"]) if brut["etat_carnet"] else None
    return EtapeDuChemin(
        brut["numero"],
        brut["thematique"],
        get_referentiel(unit.db, UUID(brut["referentiel_id"])),
        get_pas(EtatTrimestre(brut["etat"]), carnet),
        date.fromisoformat(brut["debut"]),
    )
