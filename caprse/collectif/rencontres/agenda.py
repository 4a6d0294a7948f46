"""Meetings as a calendar file: one meeting, or all those of a person, under identities that never change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event
from sqlalchemy import delete, insert

from caprse.acces.jetons import create_jeton
from caprse.acces.modele import AbonnementAgenda
from caprse.acces.unite import SessionExpiree, Unit, hash_jeton, open_unit, open_unit_systeme
from caprse.collectif.regles import LIBELLES_RENCONTRE, TypeRencontre
from caprse.collectif.rencontres.regles import RencontreListee
from caprse.collectif.rencontres.requetes import FIND_ABONNE, LIST_RENDEZVOUS
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable
from caprse.socle.fictif import add_mention
from caprse.socle.signes import clean_ligne, drop_signes

TYPE_MIME = "text/calendar; charset=utf-8"
NOM = "Cahier CAP RSE"
PRODUIT = "-//Cahier CAP RSE//FR"
RELECTURE = timedelta(hours=6)  # how often a calendar that subscribes is asked to look again


@dataclass(frozen=True)
class Rendezvous(RencontreListee):
    """One meeting as a calendar holds it. ``modifie_le`` and ``sequence`` tell which of two copies is the newer."""

    ordre_du_jour: str
    annulee: bool
    sequence: int
    modifie_le: datetime
    collectif: str
    fictif: bool


@dataclass(frozen=True)
class Echeance:
    """A day that something is due: the rooms above know what. ``uid`` never changes."""

    uid: str
    jour: date
    quoi: str
    details: tuple[str, ...]
    sequence: int
    modifie_le: datetime


# What is due for the person, as another room knows it.
Lister = Callable[[Unit], Sequence[Echeance]]


def list_rendezvous(unit: Unit, rencontre_id: UUID | None = None) -> tuple[Rendezvous, ...]:
    """The meetings of the person's collectifs, or that one. Raises Introuvable when that one is not theirs."""
    lignes = unit.db.execute(LIST_RENDEZVOUS, {"rencontre": rencontre_id}).mappings().all()
    if rencontre_id is not None and not lignes:
        raise Introuvable("Cette rencontre")
    return tuple(
        Rendezvous(
            **{nom: ligne[nom] for nom in ligne if nom not in ("type", "annulee_le")},
            type=TypeRencontre(ligne["type"]),
            annulee=ligne["annulee_le"] is not None,
        )
        for ligne in lignes
    )


def build_ics(rendezvous: Iterable[Rendezvous], echeances: Iterable[Echeance] = ()) -> bytes:
    """The calendar file (RFC 5545): meetings, and whole days that something is due.

    Hours are told in UTC, so that no time zone has to be described.
    """
    calendrier = Calendar()
    calendrier.add("prodid", PRODUIT)
    calendrier.add("version", "2.0")
    calendrier.add("method", "PUBLISH")
    calendrier.add("x-wr-calname", NOM)
    calendrier.add("refresh-interval", RELECTURE, parameters={"VALUE": "DURATION"})
    for rencontre in rendezvous:
        calendrier.add_component(_build_event(rencontre))
    for echeance in echeances:
        calendrier.add_component(_build_echeance(echeance))
    contenu: bytes = calendrier.to_ical()
    return contenu


def create_abonnement(unit: Unit) -> str:
    """A new secret for the person's own calendar address; the former one stops working. Kept nowhere but as a hash."""
    jeton = create_jeton()
    compte = unit.acteur.compte_id
    if compte is None:
        raise Introuvable("Cet agenda")
    unit.db.execute(delete(AbonnementAgenda).where(AbonnementAgenda.compte_id == compte))
    unit.db.execute(insert(AbonnementAgenda).values(compte_id=compte, empreinte=hash_jeton(jeton), cree_le=unit.now))
    return jeton


def delete_abonnement(unit: Unit) -> None:
    """Close the person's calendar address."""
    unit.db.execute(delete(AbonnementAgenda).where(AbonnementAgenda.compte_id == unit.acteur.compte_id))


def read_agenda(jeton: str, lister: Lister = lambda _: ()) -> bytes:
    """The calendar behind a secret address, as its owner may see it today; ``lister``: what is due beside meetings.

    Raises Introuvable.
    """
    with open_unit_systeme() as systeme:
        compte = systeme.db.execute(FIND_ABONNE, {"empreinte": hash_jeton(jeton)}).scalar_one_or_none()
    if compte is None:
        raise Introuvable("Cet agenda")
    try:
        with open_unit(compte_id=compte) as unit:
            return build_ics(list_rendezvous(unit), lister(unit))
    except SessionExpiree as erreur:
        raise Introuvable("Cet agenda") from erreur


def _start_event(uid: str, chose: Rendezvous | Echeance) -> Event:
    """What tells a calendar which thing this is, and which of two copies is the newer."""
    evenement = Event()
    evenement.add("uid", f"{uid}@cahier-cap-rse")
    evenement.add("sequence", chose.sequence)
    evenement.add("dtstamp", chose.modifie_le)
    evenement.add("last-modified", chose.modifie_le)
    return evenement


def _build_event(rencontre: Rendezvous) -> Event:
    evenement = _start_event(f"rencontre-{rencontre.id}", rencontre)
    evenement.add("summary", drop_signes(f"{rencontre.titre} ({LIBELLES_RENCONTRE[rencontre.type]})"))
    if rencontre.heure is None:
        evenement.add("dtstart", rencontre.jour)
        evenement.add("dtend", rencontre.jour + timedelta(days=1))
    else:
        debut = datetime.combine(rencontre.jour, rencontre.heure, FUSEAU)
        evenement.add("dtstart", debut.astimezone(UTC))
        evenement.add("dtend", debut.astimezone(UTC) + timedelta(minutes=rencontre.duree_minutes))
    if lieu := rencontre.lieu or rencontre.lien:
        evenement.add("location", drop_signes(lieu))
    if rencontre.lien:
        evenement.add("url", clean_ligne(drop_signes(rencontre.lien)))
    collectif = add_mention(rencontre.collectif) if rencontre.fictif else rencontre.collectif
    description = "\n".join(filter(None, (collectif, rencontre.lien, rencontre.ordre_du_jour)))
    evenement.add("description", drop_signes(description))
    evenement.add("status", "CANCELLED" if rencontre.annulee else "CONFIRMED")
    return evenement


def _build_echeance(echeance: Echeance) -> Event:
    evenement = _start_event(echeance.uid, echeance)
    evenement.add("summary", clean_ligne(drop_signes(echeance.quoi)))
    evenement.add("dtstart", echeance.jour)
    evenement.add("dtend", echeance.jour + timedelta(days=1))
    evenement.add("description", drop_signes("\n".join(echeance.details)))
    # A day that something is due leaves the hours of that day free.
    evenement.add("transp", "TRANSPARENT")
    return evenement
