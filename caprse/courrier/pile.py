"""The outbox, one mail at a time: taken under a lease, written, marked, forgotten in time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from caprse.courrier.conservation import REGLES, Sorte
from caprse.courrier.entetes import fit_ligne
from caprse.courrier.fabriques import DESINSCRITE, Redaction, get_fabrique, list_genres
from caprse.courrier.modele import Courriel, Nouvelle
from caprse.courrier.sans_serveur import show_courriel
from caprse.socle.base import set_contexte, transaction
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.installation import Installation

EFFACE = "Contenu effacé : il pouvait contenir un lien secret."
BAIL = timedelta(minutes=5)
ESSAIS_MAX = 40
GARDE_SANS_SERVEUR = timedelta(days=1)
GARDE_SANS_ENVOI = timedelta(days=15)
GARDE_TRACE = REGLES[Sorte.COURRIELS].duree
GARDE_NOUVELLES = REGLES[Sorte.NOUVELLES].duree


log = logging.getLogger("caprse.courrier")


@dataclass(frozen=True)
class Pli:
    """A mail taken from the outbox. ``essai`` counts from 1."""

    id: UUID
    destinataire: str
    objet: str
    contenu: str
    cree_le: datetime
    essai: int
    genre: str = ""
    adresse: str = ""
    html: str = ""


def compute_attente(essai: int) -> timedelta:
    """How long to wait after the given failed attempt: 1, 2, 4… minutes, at most an hour."""
    return timedelta(minutes=min(60, 2 ** min(essai - 1, 6)))


@contextmanager
def open_systeme(installation: Installation) -> Iterator[Session]:
    """One transaction of the postman, who acts for nobody in particular. Raises BaseIndisponible."""
    with transaction(installation.get_moteurs_systeme().moteur) as db:
        set_contexte(db, profil="systeme")
        yield db


def take_pli(installation: Installation) -> Pli | None:
    """The oldest mail that is due, under a lease that outlasts any sending; None when there is none."""
    now = installation.horloge()
    with open_systeme(installation) as db:
        courriel = db.scalars(
            select(Courriel)
            .where(
                Courriel.envoye_le.is_(None),
                Courriel.envoyer_apres <= now,
                Courriel.annule_le.is_(None),
                Courriel.essais < ESSAIS_MAX,
                Courriel.contenu != EFFACE,
                # A genre that this process does not know waits for one that does.
                Courriel.genre.in_(["", *list_genres(installation)]),
            )
            .order_by(Courriel.cree_le)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if courriel is None:
            return None
        courriel.essais += 1
        courriel.envoyer_apres = now + BAIL
        return _build_pli(courriel)


def write_pli(installation: Installation, pli: Pli) -> Pli | None:
    """The mail as it leaves: a reminder is written now. None when there is nothing to send after all."""
    if not pli.genre:
        return pli
    try:
        with open_systeme(installation) as db:
            courriel = db.get(Courriel, pli.id, with_for_update=True)
            if courriel is None or courriel.annule_le is not None:
                return None
            redaction = get_fabrique(installation, pli.genre)(installation, db, courriel)
            if isinstance(redaction, str):
                courriel.annule_le = installation.horloge()
                courriel.motif = redaction
                courriel.contenu = EFFACE
                if redaction != DESINSCRITE:
                    # What has no reason to be mailed has none to be shown.
                    db.execute(delete(Nouvelle).where(Nouvelle.cle == courriel.cle))
                return None
            courriel.objet = fit_ligne(redaction.objet)
            courriel.desinscription = redaction.empreinte
    except BaseIndisponible:
        raise
    except Exception:
        # A fault of ours in one reminder must not hold up the others.
        log.exception("Le rappel %s n’a pas pu être écrit.", pli.id)
        mark_failed(installation, pli, "Le texte de ce rappel n’a pas pu être écrit.")
        return None
    return _fill(pli, redaction)


def _build_pli(courriel: Courriel) -> Pli:
    return Pli(
        courriel.id,
        courriel.destinataire,
        courriel.objet,
        courriel.contenu,
        courriel.cree_le,
        courriel.essais,
        courriel.genre,
        html=courriel.html,
    )


def _fill(pli: Pli, redaction: Redaction) -> Pli:
    return replace(
        pli,
        destinataire=redaction.destinataire,
        objet=fit_ligne(redaction.objet),
        contenu=redaction.contenu,
        adresse=redaction.adresse,
        html=redaction.html,
    )


def mark_sent(installation: Installation, pli: Pli) -> None:
    """The mail left: its text is forgotten."""
    with open_systeme(installation) as db:
        db.execute(
            update(Courriel)
            .where(Courriel.id == pli.id)
            .values(envoye_le=installation.horloge(), contenu=EFFACE, html="", erreur=None)
        )


def mark_failed(
    installation: Installation, pli: Pli, erreur: str, *, definitif: bool = False, du_mail: bool = True
) -> None:
    """The mail did not leave: say why, and when to try again; ``definitif``: never.

    A failure that is not its own (the server, a setting) is never held against it: it leaves once that is repaired.
    """
    valeurs: dict[str, object] = {
        "erreur": erreur,
        "envoyer_apres": installation.horloge() + compute_attente(pli.essai),
    }
    if definitif:
        valeurs["essais"] = ESSAIS_MAX
    elif not du_mail:
        valeurs["essais"] = min(pli.essai, ESSAIS_MAX - 1)
    with open_systeme(installation) as db:
        db.execute(update(Courriel).where(Courriel.id == pli.id).values(**valeurs))


def hasten(installation: Installation) -> None:
    """Try again now what failed and waits for its turn; what may still be on its way keeps its lease."""
    now = installation.horloge()
    with open_systeme(installation) as db:
        db.execute(
            update(Courriel)
            .where(
                Courriel.envoye_le.is_(None),
                Courriel.annule_le.is_(None),
                Courriel.erreur.is_not(None),
                Courriel.envoyer_apres > now + BAIL,
            )
            .values(envoyer_apres=now)
        )


def purge(installation: Installation) -> None:
    """Forget secrets that waited too long, then the trace of old mails. A reminder may wait for a day far away."""
    now = installation.horloge()
    garde = GARDE_SANS_SERVEUR if installation.reglages.sans_courrier else GARDE_SANS_ENVOI
    vieux = or_(
        and_(Courriel.genre == "", Courriel.cree_le < now - garde),
        and_(Courriel.genre != "", Courriel.contenu != "", Courriel.envoyer_apres < now - garde),
    )
    with open_systeme(installation) as db:
        db.execute(
            update(Courriel)
            .where(Courriel.envoye_le.is_(None), Courriel.contenu != EFFACE, vieux)
            .values(contenu=EFFACE, html="")
        )
        limite = now - GARDE_TRACE
        db.execute(delete(Courriel).where(Courriel.cree_le < limite, Courriel.envoyer_apres < limite))
        db.execute(delete(Nouvelle).where(Nouvelle.cree_le < now - GARDE_NOUVELLES))


def show_plis(installation: Installation) -> int:
    """Without a mail server: each mail once on the console; it stays in the outbox for the administration to read."""
    now = installation.horloge()
    with open_systeme(installation) as db:
        courriels = db.scalars(
            select(Courriel)
            .where(
                Courriel.envoye_le.is_(None),
                Courriel.annule_le.is_(None),
                Courriel.essais == 0,
                Courriel.contenu != EFFACE,
                or_(
                    Courriel.genre == "",
                    and_(Courriel.genre.in_(list_genres(installation)), Courriel.envoyer_apres <= now),
                ),
            )
            .order_by(Courriel.cree_le)
            .with_for_update(skip_locked=True)
        ).all()
        plis = []
        for courriel in courriels:
            courriel.essais = 1
            plis.append(_build_pli(courriel))
    montres = 0
    for pris in plis:
        pli = write_pli(installation, pris)
        if pli is None:
            continue
        if pli.genre:
            with open_systeme(installation) as db:
                db.execute(update(Courriel).where(Courriel.id == pli.id).values(contenu=pli.contenu))
        show_courriel(pli.destinataire, pli.objet, pli.contenu)
        montres += 1
    return montres
