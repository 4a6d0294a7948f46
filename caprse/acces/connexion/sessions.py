"""Open sessions: opaque, hashed, listed, revocable. Their age is told by the base's clock, as ``ouvrir()`` does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, func, select, update

from caprse.acces.connexion.requetes import OPEN_SESSION
from caprse.acces.jetons import create_jeton
from caprse.acces.modele import SessionWeb
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, hash_jeton
from caprse.courrier.conservation import REGLES, Sorte
from caprse.socle.erreurs import Introuvable, Refus

GARDE = REGLES[Sorte.SESSIONS].duree
# How long the same form, sent twice, is one act.
MEME_ENVOI = timedelta(minutes=1)
_COURANTE = func.est_ma_session(SessionWeb.id)


@dataclass(frozen=True)
class SessionOuverte:
    """A session as its owner sees it."""

    id: UUID
    appareil: str
    cree_le: datetime
    expire_le: datetime
    courante: bool


def open_session(unit: Unit, compte_id: UUID, appareil: str, jeton: str | None = None) -> str:
    """Open a session and return its token, which is kept nowhere. For the system unit: no one is logged in yet.

    ``jeton``: the secret that it will have. Raises Refus when the account is closed.
    """
    jeton = jeton or create_jeton()
    ouverte = unit.db.execute(
        OPEN_SESSION,
        {
            "compte": compte_id,
            "empreinte": hash_jeton(jeton),
            "appareil": appareil,
            "jours": unit.installation.reglages.session_jours,
        },
    ).scalar_one_or_none()
    if ouverte is None:
        raise Refus("Ce compte est fermé. Écrivez à l’administration du cahier pour le rouvrir.")
    _purge(unit)
    return jeton


def is_session_neuve(unit: Unit, jeton: str) -> bool:
    """Whether this secret opened a session within the last minute, still open: the same form was sent twice."""
    return bool(
        unit.db.scalar(
            select(
                exists().where(
                    SessionWeb.empreinte == hash_jeton(jeton),
                    SessionWeb.revoquee_le.is_(None),
                    SessionWeb.expire_le > func.now(),
                    SessionWeb.cree_le > func.now() - MEME_ENVOI,
                )
            )
        )
    )


def close_session(unit: Unit, jeton: str) -> None:
    """Close the session of a browser that leaves. Does nothing when it is closed already."""
    unit.db.execute(
        update(SessionWeb)
        .where(SessionWeb.empreinte == hash_jeton(jeton), SessionWeb.revoquee_le.is_(None))
        .values(revoquee_le=func.now())
    )


def list_sessions(unit: Unit, compte_id: UUID | None = None) -> list[SessionOuverte]:
    """Open sessions, newest first: one's own, or for the administration those of an account. Raises Introuvable."""
    compte_id = _check_compte(unit, compte_id)
    lignes = unit.db.execute(
        select(
            SessionWeb.id,
            SessionWeb.appareil,
            SessionWeb.cree_le,
            SessionWeb.expire_le,
            _COURANTE.label("courante"),
        )
        .where(SessionWeb.compte_id == compte_id, SessionWeb.revoquee_le.is_(None), SessionWeb.expire_le > func.now())
        .order_by(SessionWeb.cree_le.desc(), SessionWeb.id)
    )
    return [SessionOuverte(*ligne) for ligne in lignes]


def revoke_session(unit: Unit, session_id: UUID) -> None:
    """Close one session: one's own, or anyone's for the administration. Raises Introuvable."""
    session = unit.db.get(SessionWeb, session_id)
    if session is None or session.revoquee_le is not None:
        raise Introuvable("Cette session")
    _check_compte(unit, session.compte_id)
    unit.db.execute(
        update(SessionWeb)
        .where(SessionWeb.id == session_id, SessionWeb.revoquee_le.is_(None))
        .values(revoquee_le=func.now())
    )


def revoke_all_others(unit: Unit) -> int:
    """Close all one's sessions but the current one; returns how many."""
    return _revoke(unit, _check_compte(unit, None), sauf_courante=True)


def revoke_all(unit: Unit, compte_id: UUID) -> int:
    """Close all sessions of an account, for the administration; returns how many. Raises Introuvable."""
    return _revoke(unit, _check_compte(unit, compte_id), sauf_courante=False)


def _purge(unit: Unit) -> None:
    unit.db.execute(
        delete(SessionWeb).where(func.least(SessionWeb.expire_le, SessionWeb.revoquee_le) < func.now() - GARDE),
        execution_options={"synchronize_session": False},
    )


def _revoke(unit: Unit, compte_id: UUID, *, sauf_courante: bool) -> int:
    requete = update(SessionWeb).where(SessionWeb.compte_id == compte_id, SessionWeb.revoquee_le.is_(None))
    if sauf_courante:
        requete = requete.where(~_COURANTE)
    fermees = unit.db.scalars(
        requete.values(revoquee_le=func.now()).returning(SessionWeb.id),
        execution_options={"synchronize_session": False},
    )
    return len(fermees.all())


def _check_compte(unit: Unit, compte_id: UUID | None) -> UUID:
    """The account whose sessions are looked at: one's own, or any for the administration."""
    if compte_id is None:
        compte_id = unit.acteur.compte_id
    if compte_id is None:
        raise Introuvable("Ce compte")
    if compte_id != unit.acteur.compte_id:
        unit.check(Operation.UPDATE_INSTALLATION, quoi="Ce compte")
    return compte_id
