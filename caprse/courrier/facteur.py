"""Mail: an outbox in the base, and a postman who empties it.

A mail is written in the transaction that causes it, so that both happen or neither. The postman takes one row at a
time under a lease that outlasts any sending, sends it outside of any transaction, then marks it. Nothing is lost: what
fails stays, with its reason, and is tried again. Nothing goes twice while Postgres answers; if Postgres dies between
the sending and the mark, the mail goes again with the same Message-ID.

Of several processes, one makes the round. A reminder (a mail with a genre) is written when it leaves, by the room that
knows its words: what is no longer due is cancelled, with its reason, instead of sent.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import event, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from caprse.courrier.depart import EtatServeur
from caprse.courrier.entetes import fit_ligne
from caprse.courrier.fabriques import list_tournees
from caprse.courrier.modele import Courriel
from caprse.courrier.pile import (
    BAIL,
    EFFACE,
    ESSAIS_MAX,
    compute_attente,
    hasten,
    mark_failed,
    mark_sent,
    purge,
    show_plis,
    take_pli,
    write_pli,
)
from caprse.courrier.smtp import EnvoiImpossible, Lettre, send_message
from caprse.socle.adresses import refusal_courriel
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.installation import Installation

__all__ = [
    "BAIL",
    "EFFACE",
    "ESSAIS_MAX",
    "add_courriel",
    "compute_attente",
    "send_courriels",
    "start_facteur",
    "wake_after_commit",
    "wake_facteur",
]

PAUSE = 30.0
VERROU = 0x0CA9_25E0  # one round at a time in the whole installation

log = logging.getLogger("caprse.courrier")
_reveils: set[threading.Event] = set()


def add_courriel(db: Session, destinataire: str, objet: str, contenu: str, now: datetime, html: str = "") -> UUID:
    """Put a mail in the outbox; it leaves right after the commit, or not at all if the transaction fails.

    The subject is kept as one line can hold it. Raises ValueError when no mail can be sent to the address: whoever
    takes one from a person refuses it there, with a sentence.
    """
    if raison := refusal_courriel(destinataire):
        raise ValueError(raison)
    identifiant = uuid4()
    # No RETURNING: whoever may write a mail may not read the outbox.
    db.execute(
        insert(Courriel)
        .inline()
        .values(
            id=identifiant,
            destinataire=destinataire,
            objet=fit_ligne(objet),
            contenu=contenu,
            html=html,
            cree_le=now,
            envoyer_apres=now,
        )
    )
    wake_after_commit(db)
    return identifiant


def wake_after_commit(db: Session) -> None:
    """Wake the postman once this transaction is committed; nothing happens when it is rolled back."""
    # Not once only: the end of a savepoint counts as a commit too, and would use up the call too early.
    event.listen(db, "after_commit", lambda _: wake_facteur())


def wake_facteur() -> None:
    """Have the postmen of this process look at the outbox now."""
    for reveil in tuple(_reveils):
        reveil.set()


def start_facteur(installation: Installation) -> Callable[[], None]:
    """Start the postman's thread, so that no page ever waits for a mail server; returns what stops it."""
    arret = threading.Event()
    reveil = threading.Event()
    _reveils.add(reveil)
    thread = threading.Thread(target=_run, args=(installation, reveil, arret), name="facteur", daemon=True)
    thread.start()

    def stop() -> None:
        arret.set()
        reveil.set()
        _reveils.discard(reveil)
        thread.join(timeout=10)

    return stop


def _run(installation: Installation, reveil: threading.Event, arret: threading.Event) -> None:
    demarrage = True
    while not arret.is_set():
        try:
            send_courriels(installation, demarrage=demarrage)
            demarrage = False
        except BaseIndisponible:
            log.warning("La base ne répond pas : les courriels attendent.")
        except Exception:
            # The thread outlives any fault: mail is tried again at the next round, and the log says why it waited.
            log.exception("Le facteur a rencontré une erreur inattendue.")
        reveil.wait(PAUSE)
        reveil.clear()


def send_courriels(installation: Installation, *, demarrage: bool = False) -> int:
    """Send what is due, or show it on the console when no mail server is set; returns how many mails went.

    Stops at the first failure of the server itself: the other mails would meet it too. Does nothing while another
    postman makes the round. When a process starts (``demarrage``), what failed does not wait for its turn: a setting
    may just have been repaired.
    """
    with _hold_round(installation) as tenue:
        if not tenue:
            return 0
        for nom, tournee in list_tournees(installation):
            try:
                tournee(installation)
            except BaseIndisponible:
                raise
            except Exception:
                # What a room prepares may fail; the mails that wait do not wait for it.
                log.exception("La tournée « %s » a rencontré une erreur inattendue.", nom)
        purge(installation)
        if demarrage:
            hasten(installation)
        if installation.reglages.sans_courrier:
            return show_plis(installation)
        return _send_all(installation)


def _send_all(installation: Installation) -> int:
    envoyes = 0
    serveur = installation.get_piece(EtatServeur)
    while (pris := take_pli(installation)) is not None:
        pli = write_pli(installation, pris)
        if pli is None:
            continue
        try:
            send_message(
                installation.reglages,
                Lettre(pli.destinataire, pli.objet, pli.contenu, str(pli.id), pli.cree_le, pli.adresse, pli.html),
            )
        except EnvoiImpossible as erreur:
            log.warning("Courriel %s non envoyé (essai %d) : %s", pli.id, pli.essai, erreur)
            mark_failed(installation, pli, str(erreur), definitif=erreur.definitif, du_mail=not erreur.reglage)
            serveur.panne = erreur.reglage
            if erreur.serveur_absent:
                break
        else:
            mark_sent(installation, pli)
            serveur.panne = False
            envoyes += 1
    return envoyes


@contextmanager
def _told_away() -> Iterator[None]:
    """What fails on the postman's own connection is the base that went."""
    try:
        yield
    except DBAPIError as erreur:
        raise BaseIndisponible from erreur


@contextmanager
def _hold_round(installation: Installation) -> Iterator[bool]:
    """Hold the round until the end of the block, on a connection of its own; False when another postman has it.

    The lock falls with the connection: a postman that dies keeps nobody waiting. Raises BaseIndisponible.
    """
    with _told_away():
        connexion = installation.moteur.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        with _told_away():
            tenue = bool(connexion.scalar(select(func.pg_try_advisory_lock(VERROU))))
        yield tenue
        if tenue:
            with _told_away():
                connexion.execute(select(func.pg_advisory_unlock(VERROU)))
    except BaseException:
        # Whatever went wrong, the connection goes, and the lock with it.
        connexion.invalidate()
        raise
    finally:
        connexion.close()
