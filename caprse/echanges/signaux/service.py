"""The addresses that a collectif tells: made, shown with what became of the last signal, stopped; signals written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, insert, select, update

from caprse.acces import annonces
from caprse.acces.jetons import create_jeton
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.courrier.facteur import wake_after_commit
from caprse.echanges.signaux.modele import AdresseSignal
from caprse.echanges.signaux.regles import ADRESSES_MAX, PREFIXE, Evenement, refusal_adresse
from caprse.echanges.signaux.requetes import ADRESSES, INSERT_SIGNAUX
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation

QUOI = "Cette page"
DITS = {
    annonces.Evenement.TRIMESTRE_CLOS: Evenement.CLOTURE,
    annonces.Evenement.CHIFFRES_PARUS: Evenement.PUBLICATION,
}


@dataclass(frozen=True)
class Adresse:
    """One address that is told, and what became of its last signal: received, given up, or tried so often."""

    id: UUID
    hote: str
    evenements: tuple[Evenement, ...]
    recu_le: datetime | None
    abandonne_le: datetime | None
    essais: int
    erreur: str


def register_crieurs(installation: Installation) -> None:
    """Have what happens in the rooms below written as signals, in the same transaction."""
    for evenement, dit in DITS.items():
        annonces.register_crieur(installation, evenement, partial(add_signaux, dit))


def add_signaux(evenement: Evenement, unit: Unit, faits: Sequence[annonces.Annonce]) -> None:
    """One signal for each address that asked for this."""
    with as_systeme(unit) as systeme:
        for fait in faits:
            lieu = {"collectif": fait.collectif_id, "trimestre": fait.objet}
            systeme.db.execute(INSERT_SIGNAUX, lieu | {"evenement": evenement, "now": systeme.now})
        wake_after_commit(systeme.db)


def list_adresses(unit: Unit, collectif_id: UUID) -> tuple[Adresse, ...]:
    """Those that are told, in one query. Raises Introuvable to all but the animation."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    return tuple(
        Adresse(
            ligne.id,
            ligne.hote,
            tuple(evenement for evenement in Evenement if evenement in ligne.evenements),
            ligne.recu_le,
            ligne.abandonne_le,
            ligne.essais or 0,
            ligne.erreur or "",
        )
        for ligne in unit.db.execute(ADRESSES, {"collectif": collectif_id})
    )


def create_adresse(unit: Unit, collectif_id: UUID, adresse: str, evenements: Sequence[Evenement]) -> str:
    """A new address; gives the secret that signs, shown here alone. Raises Introuvable, SaisieInvalide, Refus."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    adresse = adresse.strip()
    raisons = []
    if raison := refusal_adresse(adresse, locale=unit.installation.reglages.signaux_locaux):
        raisons.append(raison)
    if not evenements:
        raisons.append("Choisissez au moins un événement.")
    if raisons:
        raise SaisieInvalide(raisons)
    siennes = select(func.count()).where(
        AdresseSignal.collectif_id == collectif_id, AdresseSignal.arretee_le.is_(None)
    )
    if (unit.db.scalar(siennes) or 0) >= ADRESSES_MAX:
        raise Refus(f"Il y a déjà {ADRESSES_MAX:d} adresses : arrêtez-en une avant d’en ajouter une autre.")
    secret = PREFIXE + create_jeton()
    unit.db.execute(
        insert(AdresseSignal)
        .inline()
        .values(
            collectif_id=collectif_id,
            hote=urlsplit(adresse).hostname,
            evenements=[evenement for evenement in Evenement if evenement in evenements],
            contenu={"adresse": adresse, "secret": secret},
            cree_par=unit.acteur.compte_id,
            cree_le=unit.now,
        )
    )
    return secret


def stop_adresse(unit: Unit, collectif_id: UUID, adresse_id: UUID) -> str:
    """Tell it nothing more; gives its host. Raises Introuvable."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    hote: str | None = unit.db.scalar(
        update(AdresseSignal)
        .where(
            AdresseSignal.collectif_id == collectif_id,
            AdresseSignal.id == adresse_id,
            AdresseSignal.arretee_le.is_(None),
        )
        .values(arretee_le=unit.now)
        .returning(AdresseSignal.hote)
    )
    if hote is None:
        raise Introuvable("Cette adresse")
    return hote
