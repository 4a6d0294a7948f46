"""Threads about a critère or a whole carnet: read, written, resolved. They outlive any lock of the carnet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.regles import ROLES_DE_STRUCTURE, Operation, Role
from caprse.acces.unite import Unit
from caprse.carnet.places import list_demandes
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.fils.requetes import CARNET_DISCUTE, FILS, LOCK_FIL, MARK_LU, PLACE
from caprse.relecture.modele import Fil, Message
from caprse.relecture.rappels.envois import FilCite, queue_mention
from caprse.socle.dates import read_instant
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import can_be_stored, clean_texte

QUOI = "Ce carnet"
QUOI_FIL = "Cette discussion"
PARTIE = "une personne qui n’est plus là"
TEXTE_MAX = 4000
MENTIONS_MAX = 20


@dataclass(frozen=True)
class MessageVu:
    """One message, as its readers see it."""

    id: UUID
    auteur: str
    ecrit_le: datetime
    texte: str
    mentions: tuple[str, ...]
    nouveau: bool
    mien: bool = False


@dataclass(frozen=True)
class FilVu:
    """One thread, oldest message first. ``critere`` is None for the thread of the whole carnet."""

    id: UUID
    critere: str | None
    messages: tuple[MessageVu, ...]
    resolu_le: datetime | None
    resolu_par: str

    @property
    def non_lus(self) -> int:
        return sum(message.nouveau for message in self.messages)


@dataclass(frozen=True)
class Fils:
    """The threads of a carnet by critère, the people who may be called there, by id, and who of them directs.

    ``collegues``: those of the structure alone, without the person at the screen.
    """

    carnet_id: UUID
    collectif_id: UUID
    structure_id: UUID
    fils: Mapping[str | None, FilVu] = field(default_factory=dict)
    gens: Mapping[UUID, str] = field(default_factory=dict)
    directions: tuple[UUID, ...] = ()
    collegues: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Discussions:
    """The threads of a carnet on a page of their own, and what the carnet is."""

    fils: Fils
    structure: str
    numero: int
    thematique: str
    referentiel: Referentiel


def load_fils(unit: Unit, carnet_id: UUID) -> Fils:
    """Every thread of a carnet, whatever its état. Raises Introuvable."""
    ligne = unit.db.execute(FILS, {"carnet": carnet_id, "compte": unit.acteur.compte_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.GET_CARNET, ligne.collectif_id, ligne.structure_id, QUOI)
    noms = {UUID(brut["id"]): str(brut["nom"]) for brut in ligne.gens or ()}
    fils = [_build_fil(brut, noms, unit.acteur.compte_id) for brut in ligne.fils or ()]
    moi = unit.acteur.compte_id
    gens = {UUID(brut["id"]): brut["nom"] for brut in ligne.gens or () if brut["role"] and UUID(brut["id"]) != moi}
    directions = tuple(UUID(brut["id"]) for brut in ligne.gens or () if brut["role"] == Role.DIRECTION)
    siennes = tuple(personne for personne in directions if personne != moi)
    internes = {UUID(brut["id"]) for brut in ligne.gens or () if brut["role"] in ROLES_DE_STRUCTURE}
    return Fils(
        carnet_id,
        ligne.collectif_id,
        ligne.structure_id,
        {fil.critere: fil for fil in fils},
        gens,
        siennes,
        {compte_id: nom for compte_id, nom in gens.items() if compte_id in internes},
    )


def get_discussions(unit: Unit, carnet_id: UUID) -> Discussions:
    """The threads of a carnet, whatever its état, with its name. Raises Introuvable to whoever may not read it."""
    fils = load_fils(unit, carnet_id)
    carnet = unit.db.execute(CARNET_DISCUTE, {"carnet": carnet_id}).one()
    return Discussions(
        fils,
        carnet.nom,
        carnet.numero,
        carnet.thematique,
        get_referentiel(unit.db, carnet.referentiel_id),
    )


def write_message(
    unit: Unit, carnet_id: UUID, critere: str | None, texte: str, mentions: Collection[UUID] = ()
) -> Fils:
    """Add a message to the thread of a critère, or of the carnet; returns all threads as they now are.

    The thread is opened when there is none, and again when it was resolved. The people called get a mail, unless they
    read it before. Works whatever the état of the carnet and of its trimestre. Raises Introuvable, SaisieInvalide.
    """
    place = unit.db.execute(PLACE, {"carnet": carnet_id, "critere": critere}).one_or_none()
    if place is None:
        raise Introuvable(QUOI)
    unit.check(Operation.WRITE_MESSAGE, place.collectif_id, place.structure_id, QUOI)
    if critere is not None and not place.ouvert:
        referentiel = get_referentiel(unit.db, place.referentiel_id)
        if critere not in list_demandes(unit, carnet_id, referentiel, place.thematique):
            raise Introuvable("Ce critère")
    texte = clean_texte(texte)
    cites = set(mentions) - {unit.acteur.compte_id}
    raisons = list_reasons_against(texte)
    if not cites <= {UUID(brut) for brut in place.gens or ()}:
        raisons.append("Une des personnes à prévenir n’a pas accès à ce carnet.")
    if len(cites) > MENTIONS_MAX:
        raisons.append(f"On peut prévenir au plus {MENTIONS_MAX} personnes à la fois.")
    if raisons:
        raise SaisieInvalide(raisons)
    fil_id = unit.db.execute(
        # The row of the thread is locked until the end: messages are dated in the order in which they are committed.
        insert(Fil)
        .values(collectif_id=place.collectif_id, carnet_id=carnet_id, structure_id=place.structure_id, critere=critere)
        .on_conflict_do_update(
            index_elements=[Fil.collectif_id, Fil.carnet_id, Fil.critere], set_={"resolu_le": None, "resolu_par": None}
        )
        .returning(Fil.id)
    ).scalar_one()
    message = unit.db.execute(
        insert(Message)
        .values(
            collectif_id=place.collectif_id,
            fil_id=fil_id,
            structure_id=place.structure_id,
            auteur=unit.acteur.compte_id,
            texte=texte,
            mentions=sorted(cites),
            ecrit_le=func.clock_timestamp(),
        )
        .returning(Message.id, Message.ecrit_le)
    ).one()
    _mark_lu(unit, place.collectif_id, fil_id, message.ecrit_le)
    if cites:
        queue_mention(unit, FilCite(fil_id, place.collectif_id, place.structure_id, message.id), cites)
    return load_fils(unit, carnet_id)


def list_reasons_against(texte: str) -> list[str]:
    """Why a message is refused, each reason a French sentence; empty when it is accepted."""
    raisons = []
    if not texte:
        raisons.append("Écrivez un message avant de l’envoyer.")
    if len(texte) > TEXTE_MAX:
        raisons.append(f"Le message est trop long : {len(texte)} signes, {TEXTE_MAX} au plus. Raccourcissez-le.")
    if not can_be_stored(texte):
        raisons.append("Le message contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    return raisons


def mark_lu(unit: Unit, fil_id: UUID, jusqu_a: datetime) -> None:
    """The person has read the thread up to the message of that instant. Raises Introuvable."""
    fil = _find_fil(unit, fil_id, Operation.GET_CARNET)
    _mark_lu(unit, fil.collectif_id, fil_id, jusqu_a)


def resolve_fil(unit: Unit, fil_id: UUID, messages: int) -> Fils:
    """Say that a thread is settled; a new message opens it again. ``messages``: how many the person saw.

    Returns all threads of the carnet. Said again, nothing changes. Raises Introuvable, Refus when a message came.
    """
    _find_fil(unit, fil_id, Operation.WRITE_MESSAGE)
    fil = unit.db.execute(LOCK_FIL, {"fil": fil_id}).one()
    if fil.resolu_le is None:
        if fil.messages != messages:
            raise Refus("Un nouveau message est arrivé entre-temps : lisez-le d’abord.")
        unit.db.execute(
            update(Fil)
            .where(Fil.collectif_id == fil.collectif_id, Fil.id == fil_id)
            .values(resolu_le=unit.now, resolu_par=unit.acteur.compte_id)
            .execution_options(synchronize_session=False)
        )
    return load_fils(unit, fil.carnet_id)


def _find_fil(unit: Unit, fil_id: UUID, operation: Operation) -> Row[UUID, UUID]:
    """The collectif and the structure of a thread, once the person may do this there."""
    fil = unit.db.execute(select(Fil.collectif_id, Fil.structure_id).where(Fil.id == fil_id)).one_or_none()
    if fil is None:
        raise Introuvable(QUOI_FIL)
    unit.check(operation, fil.collectif_id, fil.structure_id, QUOI_FIL)
    return fil


def _mark_lu(unit: Unit, collectif_id: UUID, fil_id: UUID, jusqu_a: datetime) -> None:
    valeurs = {"collectif": collectif_id, "fil": fil_id, "compte": unit.acteur.compte_id, "jusqu_a": jusqu_a}
    unit.db.execute(MARK_LU, valeurs)


def _build_fil(brut: Mapping[str, Any], noms: Mapping[UUID, str], moi: UUID | None) -> FilVu:
    lu_le = read_instant(brut["lu_le"])
    messages = []
    for message in brut["messages"] or ():
        auteur, ecrit_le = UUID(message["auteur"]), datetime.fromisoformat(message["ecrit_le"])
        messages.append(
            MessageVu(
                UUID(message["id"]),
                _name(noms, auteur),
                ecrit_le,
                message["texte"],
                tuple(_name(noms, UUID(cite)) for cite in message["mentions"]),
                auteur != moi and (lu_le is None or ecrit_le > lu_le),
                auteur == moi,
            )
        )
    return FilVu(
        UUID(brut["id"]),
        brut["critere"],
        tuple(messages),
        read_instant(brut["resolu_le"]),
        _name(noms, UUID(brut["resolu_par"])) if brut["resolu_par"] else "",
    )


def _name(noms: Mapping[UUID, str], compte_id: UUID) -> str:
    """Someone who was only named, and has left since, is no longer named."""
    return noms.get(compte_id, PARTIE)
