"""Mail: an outbox in the base, and a postman who empties it.

A mail is written in the transaction that causes it, so that both happen or neither. The postman takes one row at a
time under a lease that outlasts any sending, sends it outside of any transaction, then marks it. Nothing is lost: what
fails stays, with its reason, and is tried again. Nothing goes twice while Postgres answers; if Postgres dies between
the sending and the mark, the mail goes again with the same Message-ID.
"""

from __future__ import annotations

import logging
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TextIO
from uuid import UUID, uuid4

from sqlalchemy import delete, event, insert, select, update
from sqlalchemy.orm import Session

from caprse.socle.base import set_contexte, transaction
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.installation import Installation
from caprse.socle.modele import Courriel
from caprse.socle.smtp import EnvoiImpossible, send_message

EFFACE = "Contenu effacé : il pouvait contenir un lien secret."
BAIL = timedelta(minutes=5)
ESSAIS_MAX = 40
PAUSE = 30.0
GARDE_SANS_SERVEUR = timedelta(days=1)
GARDE_SANS_ENVOI = timedelta(days=15)
GARDE_TRACE = timedelta(days=90)

journal = logging.getLogger("caprse.courrier")
_reveils: set[threading.Event] = set()


@dataclass(frozen=True)
class Pli:
    """A mail taken from the outbox. ``essai`` counts from 1."""

    id: UUID
    destinataire: str
    objet: str
    contenu: str
    cree_le: datetime
    essai: int


def add_courriel(db: Session, destinataire: str, objet: str, contenu: str, now: datetime) -> UUID:
    """Put a mail in the outbox; it leaves right after the commit, or not at all if the transaction fails.

    Raises ValueError when the address or the subject holds a control character: a header could be forged with it.
    """
    if _has_control(destinataire) or _has_control(objet):
        raise ValueError("Un caractère de contrôle dans l'adresse ou l'objet d'un courriel.")
    identifiant = uuid4()
    # No RETURNING: whoever may write a mail may not read the outbox.
    db.execute(
        insert(Courriel)
        .inline()
        .values(
            id=identifiant,
            destinataire=destinataire,
            objet=objet,
            contenu=contenu,
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
    fil = threading.Thread(target=_run, args=(installation, reveil, arret), name="facteur", daemon=True)
    fil.start()

    def stop() -> None:
        arret.set()
        reveil.set()
        _reveils.discard(reveil)
        fil.join(timeout=10)

    return stop


def _run(installation: Installation, reveil: threading.Event, arret: threading.Event) -> None:
    while not arret.is_set():
        try:
            send_courriels(installation)
        except BaseIndisponible:
            journal.warning("La base ne répond pas : les courriels attendent.")
        except Exception:
            # The thread outlives any fault: mail is tried again at the next round, and the log says why it waited.
            journal.exception("Le facteur a rencontré une erreur inattendue.")
        reveil.wait(PAUSE)
        reveil.clear()


def send_courriels(installation: Installation) -> int:
    """Send what is due, or show it on the console when no mail server is set; returns how many mails went.

    Stops at the first failure of the server itself: the other mails would meet it too.
    """
    _purge(installation)
    if installation.reglages.smtp_hote is None:
        return _show(installation)
    envoyes = 0
    while (pli := _take(installation)) is not None:
        try:
            send_message(
                installation.reglages,
                destinataire=pli.destinataire,
                objet=pli.objet,
                contenu=pli.contenu,
                identifiant=str(pli.id),
                date=pli.cree_le,
            )
        except EnvoiImpossible as erreur:
            journal.warning("Courriel %s non envoyé (essai %d) : %s", pli.id, pli.essai, erreur)
            _mark_failed(installation, pli, str(erreur), definitif=erreur.definitif)
            if erreur.serveur_absent:
                break
        else:
            _mark_sent(installation, pli)
            envoyes += 1
    return envoyes


def compute_attente(essai: int) -> timedelta:
    """How long to wait after the given failed attempt: 1, 2, 4… minutes, at most an hour."""
    return timedelta(minutes=min(60, 2 ** min(essai - 1, 6)))


@contextmanager
def _systeme(installation: Installation) -> Iterator[Session]:
    with transaction(installation.moteur) as db:
        set_contexte(db, profil="systeme")
        yield db


def _take(installation: Installation) -> Pli | None:
    now = installation.horloge()
    with _systeme(installation) as db:
        courriel = db.scalars(
            select(Courriel)
            .where(
                Courriel.envoye_le.is_(None),
                Courriel.envoyer_apres <= now,
                Courriel.essais < ESSAIS_MAX,
                Courriel.contenu != EFFACE,
            )
            .order_by(Courriel.cree_le)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if courriel is None:
            return None
        courriel.essais += 1
        courriel.envoyer_apres = now + BAIL
        return Pli(
            courriel.id, courriel.destinataire, courriel.objet, courriel.contenu, courriel.cree_le, courriel.essais
        )


def _mark_sent(installation: Installation, pli: Pli) -> None:
    with _systeme(installation) as db:
        db.execute(
            update(Courriel)
            .where(Courriel.id == pli.id)
            .values(envoye_le=installation.horloge(), contenu=EFFACE, erreur=None)
        )


def _mark_failed(installation: Installation, pli: Pli, erreur: str, *, definitif: bool) -> None:
    valeurs: dict[str, object] = {
        "erreur": erreur,
        "envoyer_apres": installation.horloge() + compute_attente(pli.essai),
    }
    if definitif:
        valeurs["essais"] = ESSAIS_MAX
    with _systeme(installation) as db:
        db.execute(update(Courriel).where(Courriel.id == pli.id).values(**valeurs))


def _purge(installation: Installation) -> None:
    """Forget secrets that waited too long, then the trace of old mails."""
    now = installation.horloge()
    garde = GARDE_SANS_SERVEUR if installation.reglages.smtp_hote is None else GARDE_SANS_ENVOI
    with _systeme(installation) as db:
        db.execute(
            update(Courriel)
            .where(Courriel.envoye_le.is_(None), Courriel.cree_le < now - garde, Courriel.contenu != EFFACE)
            .values(contenu=EFFACE)
        )
        db.execute(delete(Courriel).where(Courriel.cree_le < now - GARDE_TRACE))


def _show(installation: Installation) -> int:
    """Without a mail server: each mail once on the console; it stays in the outbox for the administration to read."""
    with _systeme(installation) as db:
        courriels = db.scalars(
            select(Courriel)
            .where(Courriel.envoye_le.is_(None), Courriel.essais == 0, Courriel.contenu != EFFACE)
            .order_by(Courriel.cree_le)
            .with_for_update(skip_locked=True)
        ).all()
        for courriel in courriels:
            courriel.essais = 1
    console = _get_console()
    for courriel in courriels:
        console.info(
            "\n--- Courriel non envoyé (aucun serveur de messagerie) ---\nÀ : %s\nObjet : %s\n\n%s\n---",
            courriel.destinataire,
            courriel.objet,
            courriel.contenu,
        )
    return len(courriels)


class _Console(logging.StreamHandler[TextIO]):
    """Writes to whatever the standard output is at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stdout

    @stream.setter
    def stream(self, _: TextIO) -> None:
        """Always the current standard output."""


def _get_console() -> logging.Logger:
    console = logging.getLogger("caprse.courrier.console")
    if not console.handlers:
        console.addHandler(_Console())
        console.setLevel(logging.INFO)
        console.propagate = False
    return console


def _has_control(texte: str) -> bool:
    return any(unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} for c in texte)
