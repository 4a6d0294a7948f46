"""The reminders as the animation handles them: who would receive one, send it, take it back, what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.courrier.fabriques import delete_nouvelle
from caprse.courrier.facteur import EFFACE, ESSAIS_MAX
from caprse.courrier.modele import Courriel
from caprse.relecture.rappels.destinataires import (
    Destinataire,
    TrimestreRappele,
    build_destinataires,
    build_parametres,
    read_destinataires,
)
from caprse.relecture.rappels.envois import compute_instant, list_concernes, queue
from caprse.relecture.rappels.regles import GENRES_A_LA_MAIN, GenreRappel, refusal_to_plan
from caprse.relecture.rappels.requetes import ECRAN
from caprse.relecture.rappels.textes import Mot
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_texte

QUOI = "Ce collectif"
QUOI_RAPPEL = "Ce rappel"
MONTRES = 60
MOT_MAX = 1000


class EtatRappel(StrEnum):
    ATTEND = "attend"
    EN_ECHEC = "en_echec"
    ABANDONNE = "abandonne"
    ENVOYE = "envoye"
    ANNULE = "annule"


LIBELLES_ETAT = {
    EtatRappel.ATTEND: "En attente",
    EtatRappel.EN_ECHEC: "Pas encore parti",
    EtatRappel.ABANDONNE: "Pas parti",
    EtatRappel.ENVOYE: "Envoyé",
    EtatRappel.ANNULE: "Annulé",
}


@dataclass(frozen=True)
class RappelVu:
    """One reminder and what became of it. ``quand``: when it went, was cancelled, or will leave."""

    id: UUID
    genre: GenreRappel
    nom: str
    structure: str
    etat: EtatRappel
    quand: datetime
    motif: str
    essais: int


@dataclass(frozen=True)
class EcranRappels:
    """All that the page of the reminders shows for one kind. ``trimestre`` is None when there is none to speak of."""

    trimestre: TrimestreRappele | None
    destinataires: tuple[Destinataire, ...]
    rappels: tuple[RappelVu, ...]
    sans_serveur: bool


def get_ecran(unit: Unit, collectif_id: UUID, genre: GenreRappel) -> EcranRappels:
    """The people concerned by this kind now, and the latest reminders of all kinds. Raises Introuvable, Refus."""
    _check(unit, collectif_id, genre)
    with as_systeme(unit) as systeme:
        parametres = build_parametres(systeme, genre, collectif_id) | {"montres": MONTRES}
        ligne = systeme.db.execute(ECRAN, parametres).one()
    trimestre, gens = build_destinataires(unit, genre, ligne.document)
    return EcranRappels(
        trimestre,
        _keep_concernes(gens),
        tuple(_build_rappel_vu(brut) for brut in ligne.rappels or ()),
        unit.installation.reglages.sans_courrier,
    )


def send_rappels(
    unit: Unit,
    collectif_id: UUID,
    genre: GenreRappel,
    choix: Collection[tuple[UUID, UUID]],
    jour: date | None = None,
    mot: str = "",
) -> int:
    """Ask for a reminder to the people chosen (structure, account), now or in the morning of ``jour``.

    Exactly those who are still concerned and did not say no; once per kind, carnet, person and day. Returns how many
    mails newly wait. ``mot``: a personal sentence that each will carry. Raises Introuvable, Refus, SaisieInvalide when
    nobody is chosen or the day does not fit.
    """
    _check(unit, collectif_id, genre)
    jour = jour or unit.today
    mot = clean_texte(mot)
    with as_systeme(unit) as systeme:
        trimestre, gens = read_destinataires(systeme, genre, collectif_id)
        raisons = [] if choix else ["Choisissez au moins une personne."]
        if trimestre is not None and (raison := refusal_to_plan(genre, jour, unit.today, trimestre.fin)):
            raisons.append(raison)
        if len(mot) > MOT_MAX:
            raisons.append(f"Votre mot est trop long : {len(mot)} signes, {MOT_MAX} au plus. Raccourcissez-le.")
        if raisons:
            raise SaisieInvalide(raisons)
        voulus = set(choix)
        retenus = [personne for personne in list_concernes(gens) if personne.cle in voulus]
        quand = unit.now if jour == unit.today else compute_instant(jour)
        return queue(systeme, genre, retenus, quand, jour.isoformat(), Mot(unit.acteur.nom, mot) if mot else None)


def cancel_rappel(unit: Unit, rappel_id: UUID) -> None:
    """Take back a reminder that waits. Raises Introuvable, Refus when it has left or was cancelled already."""
    ligne = unit.db.execute(
        select(Courriel.collectif_id, Courriel.envoye_le, Courriel.annule_le).where(
            Courriel.id == rappel_id, Courriel.genre != ""
        )
    ).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_RAPPEL)
    unit.check(Operation.SEND_RAPPEL, ligne.collectif_id, quoi=QUOI_RAPPEL)
    with as_systeme(unit) as systeme:
        annule = systeme.db.execute(
            update(Courriel)
            .where(Courriel.id == rappel_id, Courriel.envoye_le.is_(None), Courriel.annule_le.is_(None))
            .values(annule_le=unit.now, motif=f"Annulé par {unit.acteur.nom}.", contenu=EFFACE)
            .returning(Courriel.cle)
        ).one_or_none()
        if annule is not None:
            delete_nouvelle(systeme.db, annule.cle)
    if annule is None:
        raise Refus("Ce rappel est déjà parti, ou déjà annulé.")


def _check(unit: Unit, collectif_id: UUID, genre: GenreRappel) -> None:
    unit.check(Operation.SEND_RAPPEL, collectif_id, quoi=QUOI)
    if genre not in GENRES_A_LA_MAIN:
        raise Refus("Ce rappel part tout seul : il ne s’envoie pas à la main.")


def _keep_concernes(gens: tuple[Destinataire, ...]) -> tuple[Destinataire, ...]:
    return tuple(personne for personne in gens if personne.concerne)


def _build_rappel_vu(brut: Mapping[str, Any]) -> RappelVu:
    if brut["envoye_le"]:
        etat, quand = EtatRappel.ENVOYE, brut["envoye_le"]
    elif brut["annule_le"]:
        etat, quand = EtatRappel.ANNULE, brut["annule_le"]
    elif brut["essais"] >= ESSAIS_MAX:
        etat, quand = EtatRappel.ABANDONNE, brut["envoyer_apres"]
    else:
        etat = EtatRappel.EN_ECHEC if brut["erreur"] else EtatRappel.ATTEND
        quand = brut["envoyer_apres"]
    motif = brut["motif"] if etat is EtatRappel.ANNULE else ("" if etat is EtatRappel.ENVOYE else brut["erreur"] or "")
    return RappelVu(
        UUID(brut["id"]),
        GenreRappel(brut["genre"]),
        brut["nom"],
        brut["structure"],
        etat,
        datetime.fromisoformat(quand),
        motif,
        brut["essais"],
    )
