"""Login by single-use link: asked by address, sent by mail, shown by GET, consumed once by POST."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from caprse.acces.connexion.limites import (
    LIENS_PAR_ADRESSE,
    LIENS_PAR_COMPTE,
    MEME_ENVOI,
    TropDeTentatives,
    build_cle_adresse,
    count_tentatives,
)
from caprse.acces.connexion.requetes import REQUEST_LIEN
from caprse.acces.connexion.sessions import is_session_neuve, open_session
from caprse.acces.connexion.textes import build_adresse, build_message_lien
from caprse.acces.jetons import create_jeton, derive_jeton, is_acte
from caprse.acces.modele import Compte, LienConnexion
from caprse.acces.unite import Unit, hash_jeton
from caprse.courrier.conservation import REGLES, Sorte
from caprse.courrier.facteur import wake_after_commit
from caprse.socle.adresses import refusal_courriel
from caprse.socle.erreurs import ErreurMetier, Introuvable, Refus, SaisieInvalide

DUREE = timedelta(minutes=15)

GARDE = REGLES[Sorte.LIENS].duree


class LienMort(ErreurMetier):
    """A login link that no longer works; used, replaced, expired and unknown are told alike."""

    def __init__(self) -> None:
        super().__init__(
            "Ce lien ne fonctionne plus. Il a déjà servi, il a été remplacé par un plus récent, ou il date de plus "
            "de 15\u00a0minutes."
        )


@dataclass(frozen=True)
class LienValable:
    """Whose link this is, shown before entering."""

    compte_id: UUID
    nom: str
    courriel: str


def request_lien(unit: Unit, courriel: str, adresse_ip: str, suite: str = "", acte: str = "") -> None:
    """Send a login link to the address if it has an open account; say nothing either way. For the system unit.

    ``suite``: the page of this site to which the link leads (``acces/porte/suite.py`` reads it).
    ``acte``: which drawing of the form was sent; sent twice at once, one message leaves: a second one would end the
    link of the first.

    Earlier links of the account stop working. Raises SaisieInvalide for what is no address, TropDeTentatives.
    """
    courriel = courriel.strip()
    if raison := refusal_courriel(courriel):
        raise SaisieInvalide([raison])
    if is_acte(acte):
        try:
            count_tentatives(unit, {f"acte:{acte}:{courriel.lower()}": MEME_ENVOI})
        except TropDeTentatives:
            return
    count_tentatives(
        unit,
        {f"lien:{courriel.lower()}": LIENS_PAR_COMPTE, build_cle_adresse(adresse_ip): LIENS_PAR_ADRESSE},
    )
    jeton = create_jeton()
    expire_le = unit.now + DUREE
    objet, contenu, html = build_message_lien(unit.installation.reglages.adresse_publique, jeton, expire_le, suite)
    unit.db.execute(
        delete(LienConnexion).where(LienConnexion.expire_le < unit.now - GARDE),
        execution_options={"synchronize_session": False},
    )
    unit.db.execute(
        REQUEST_LIEN,
        {
            "courriel": courriel,
            "empreinte": hash_jeton(jeton),
            "now": unit.now,
            "expire_le": expire_le,
            "objet": objet,
            "contenu": contenu,
            "html": html,
        },
    )
    wake_after_commit(unit.db)


def create_lien(unit: Unit, courriel: str) -> str:
    """A link handed over by the operator, without mail; returns its address. For the system unit alone.

    Raises Introuvable when no open account has this address.
    """
    if not unit.acteur.systeme:
        raise Introuvable("Ce compte")
    compte_id = unit.db.scalar(
        select(Compte.id).where(func.lower(Compte.courriel) == func.lower(courriel.strip()), Compte.actif)
    )
    if compte_id is None:
        raise Introuvable("Ce compte")
    stop_liens(unit, compte_id)
    jeton = create_jeton()
    unit.db.add(
        LienConnexion(compte_id=compte_id, empreinte=hash_jeton(jeton), cree_le=unit.now, expire_le=unit.now + DUREE)
    )
    unit.db.flush()
    return build_adresse(unit.installation.reglages.adresse_publique, "connexion/lien", jeton)


def stop_liens(unit: Unit, compte_id: UUID) -> None:
    """Make the unused links of an account stop working. For the system unit."""
    unit.db.execute(
        update(LienConnexion)
        .where(
            LienConnexion.compte_id == compte_id,
            LienConnexion.consomme_le.is_(None),
            LienConnexion.expire_le > unit.now,
        )
        .values(expire_le=unit.now)
    )


def get_lien(unit: Unit, jeton: str) -> LienValable:
    """Whose link this is, without consuming it: mail scanners open links. Raises LienMort. For the system unit."""
    ligne = unit.db.execute(
        select(Compte.id, Compte.nom, Compte.courriel)
        .join(LienConnexion, LienConnexion.compte_id == Compte.id)
        .where(
            LienConnexion.empreinte == hash_jeton(jeton),
            LienConnexion.consomme_le.is_(None),
            LienConnexion.expire_le > unit.now,
            Compte.actif,
        )
    ).one_or_none()
    if ligne is None:
        raise LienMort
    return LienValable(*ligne)


def consume_lien(unit: Unit, jeton: str, appareil: str, acte: str = "") -> str:
    """Use up the link and open a session; returns its token. Two at once: one enters. For the system unit.

    ``acte``: which drawing of the form was sent; sent again, it gives the same session. Raises LienMort.
    """
    session = derive_jeton(acte, jeton)
    compte_id = unit.db.scalar(
        update(LienConnexion)
        .where(
            LienConnexion.empreinte == hash_jeton(jeton),
            LienConnexion.consomme_le.is_(None),
            LienConnexion.expire_le > unit.now,
        )
        .values(consomme_le=unit.now)
        .returning(LienConnexion.compte_id)
    )
    if compte_id is None:
        if is_session_neuve(unit, session):
            return session
        raise LienMort
    try:
        return open_session(unit, compte_id, appareil, session)
    except Refus as erreur:
        raise LienMort from erreur
