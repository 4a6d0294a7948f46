"""Threads about a critère or a whole carnet: read, written, resolved. They outlive any lock of the carnet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.referentiel.service import get_referentiel
from caprse.relecture.rappels.envois import FilCite, queue_mention
from caprse.socle.dates import read_instant
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI = "Ce carnet"
QUOI_FIL = "Cette discussion"
TEXTE_MAX = 4000
MENTIONS_MAX = 20

# All threads of a carnet, how far the person has read them, and the names they need; one statement.
_LOAD = text("""
select c.id, c.collectif_id, c.structure_id,
       (select jsonb_agg(jsonb_build_object(
          'id', f.id, 'critere', f.critere, 'resolu_le', f.resolu_le, 'resolu_par', f.resolu_par, 'lu_le', l.lu_le,
          'messages', (select jsonb_agg(jsonb_build_object('id', m.id, 'auteur', m.auteur, 'texte', m.texte,
                                                           'mentions', m.mentions, 'ecrit_le', m.ecrit_le)
                                        order by m.ecrit_le, m.id)
                         from message m where m.collectif_id = f.collectif_id and m.fil_id = f.id)))
          from fil f
          left join lecture_fil l on l.collectif_id = f.collectif_id and l.fil_id = f.id and l.compte_id = :compte
         where f.collectif_id = c.collectif_id and f.carnet_id = c.id) as fils,
       (select jsonb_agg(to_jsonb(g) order by lower(g.nom), g.id)
          from interlocuteurs(c.collectif_id, c.structure_id) g) as gens
  from carnet c
 where c.id = :carnet
""")

_GET_PLACE = text("""
select c.collectif_id, c.structure_id, t.referentiel_id, t.thematique,
       exists (select from fil f where f.collectif_id = c.collectif_id and f.carnet_id = c.id
                  and f.critere is not distinct from cast(:critere as varchar)) as ouvert,
       (select jsonb_agg(g.id) from interlocuteurs(c.collectif_id, c.structure_id) g where g.role <> '') as gens
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
""")

# The row of the thread is locked until the end: messages are dated in the order in which they are committed.
_OPEN = text("""
insert into fil (collectif_id, carnet_id, structure_id, critere) values (:collectif, :carnet, :structure, :critere)
    on conflict (collectif_id, carnet_id, critere) do update set resolu_le = null, resolu_par = null
returning id
""")

_WRITE = text("""
insert into message (collectif_id, fil_id, structure_id, auteur, texte, mentions, ecrit_le)
values (:collectif, :fil, :structure, :compte, :texte, :mentions, clock_timestamp())
returning id, ecrit_le
""")

# Never back in time, never further than what is there.
_MARK = text("""
insert into lecture_fil as l (collectif_id, fil_id, compte_id, structure_id, lu_le)
select f.collectif_id, f.id, :compte, f.structure_id, max(m.ecrit_le)
  from fil f join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id
 where f.collectif_id = :collectif and f.id = :fil and m.ecrit_le <= :jusqu_a
 group by f.collectif_id, f.id
    on conflict (collectif_id, fil_id, compte_id) do update set lu_le = greatest(l.lu_le, excluded.lu_le)
""")

_GET_FIL = text("""
select f.collectif_id, f.structure_id, f.carnet_id, f.resolu_le,
       (select count(*) from message m where m.collectif_id = f.collectif_id and m.fil_id = f.id) as messages
  from fil f where f.id = :fil
   for update of f
""")
_FIND_FIL = text("select collectif_id, structure_id from fil where id = :fil")

_RESOLVE = text("""
update fil set resolu_le = :now, resolu_par = :compte where collectif_id = :collectif and id = :fil
""")

_COUNT = text("""
select m.structure_id, count(*) as nombre
  from message m
  left join lecture_fil l on l.collectif_id = m.collectif_id and l.fil_id = m.fil_id and l.compte_id = :compte
 where m.collectif_id = any (:collectifs) and m.auteur <> :compte and (l.lu_le is null or m.ecrit_le > l.lu_le)
 group by m.structure_id
""")


@dataclass(frozen=True)
class MessageVu:
    """One message, as its readers see it."""

    id: UUID
    auteur: str
    ecrit_le: datetime
    texte: str
    mentions: tuple[str, ...]
    nouveau: bool


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
    """The threads of a carnet by critère, and the people who may be called there, by id."""

    carnet_id: UUID
    collectif_id: UUID
    structure_id: UUID
    fils: Mapping[str | None, FilVu] = field(default_factory=dict)
    gens: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def non_lus(self) -> int:
        return sum(fil.non_lus for fil in self.fils.values())


def load_fils(unit: Unit, carnet_id: UUID) -> Fils:
    """Every thread of a carnet, whatever its état. Raises Introuvable."""
    ligne = unit.db.execute(_LOAD, {"carnet": carnet_id, "compte": unit.acteur.compte_id}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.GET_CARNET, ligne.collectif_id, ligne.structure_id, QUOI)
    noms = {UUID(brut["id"]): str(brut["nom"]) for brut in ligne.gens or ()}
    fils = [_build_fil(brut, noms, unit.acteur.compte_id) for brut in ligne.fils or ()]
    moi = unit.acteur.compte_id
    gens = {UUID(brut["id"]): brut["nom"] for brut in ligne.gens or () if brut["role"] and UUID(brut["id"]) != moi}
    return Fils(carnet_id, ligne.collectif_id, ligne.structure_id, {fil.critere: fil for fil in fils}, gens)


def write_message(
    unit: Unit, carnet_id: UUID, critere: str | None, texte: str, mentions: Collection[UUID] = ()
) -> Fils:
    """Add a message to the thread of a critère, or of the carnet; returns all threads as they now are.

    The thread is opened when there is none, and again when it was resolved. The people called get a mail, unless they
    read it before. Works whatever the état of the carnet and of its trimestre. Raises Introuvable, SaisieInvalide.
    """
    place = unit.db.execute(_GET_PLACE, {"carnet": carnet_id, "critere": critere}).one_or_none()
    if place is None:
        raise Introuvable(QUOI)
    unit.check(Operation.WRITE_MESSAGE, place.collectif_id, place.structure_id, QUOI)
    codes: set[str] = set()
    if critere is not None and not place.ouvert:
        referentiel = get_referentiel(unit.db, place.referentiel_id)
        codes = {c.code for partie in referentiel.capsule(place.thematique) for c in partie.criteres}
    if critere is not None and not place.ouvert and critere not in codes:
        raise Introuvable("Ce critère")
    texte = texte.strip()
    cites = set(mentions) - {unit.acteur.compte_id}
    raisons = list_reasons_against(texte)
    if not cites <= {UUID(brut) for brut in place.gens or ()}:
        raisons.append("Une des personnes à prévenir n'a pas accès à ce carnet.")
    if len(cites) > MENTIONS_MAX:
        raisons.append(f"On peut prévenir au plus {MENTIONS_MAX} personnes à la fois.")
    if raisons:
        raise SaisieInvalide(raisons)
    cles: dict[str, Any] = {
        "collectif": place.collectif_id,
        "structure": place.structure_id,
        "compte": unit.acteur.compte_id,
    }
    fil_id = unit.db.execute(_OPEN, {**cles, "carnet": carnet_id, "critere": critere}).scalar_one()
    message = unit.db.execute(_WRITE, {**cles, "fil": fil_id, "texte": texte, "mentions": sorted(cites)}).one()
    unit.db.execute(_MARK, {**cles, "fil": fil_id, "jusqu_a": message.ecrit_le})
    if cites:
        queue_mention(unit, FilCite(fil_id, place.collectif_id, place.structure_id, message.id), cites)
    return load_fils(unit, carnet_id)


def list_reasons_against(texte: str) -> list[str]:
    """Why a message is refused, each reason a French sentence; empty when it is accepted."""
    raisons = []
    if not texte:
        raisons.append("Écrivez un message avant de l'envoyer.")
    if len(texte) > TEXTE_MAX:
        raisons.append(f"Le message est trop long : {len(texte)} signes, {TEXTE_MAX} au plus. Raccourcissez-le.")
    if "\x00" in texte or any("\ud800" <= signe <= "\udfff" for signe in texte):
        raisons.append("Le message contient un caractère qui ne peut pas être enregistré. Retapez-le.")
    return raisons


def mark_lu(unit: Unit, fil_id: UUID, jusqu_a: datetime) -> None:
    """The person has read the thread up to the message of that instant. Raises Introuvable."""
    fil = unit.db.execute(_FIND_FIL, {"fil": fil_id}).one_or_none()
    if fil is None:
        raise Introuvable(QUOI_FIL)
    unit.check(Operation.GET_CARNET, fil.collectif_id, fil.structure_id, QUOI_FIL)
    unit.db.execute(
        _MARK,
        {
            "collectif": fil.collectif_id,
            "fil": fil_id,
            "compte": unit.acteur.compte_id,
            "jusqu_a": jusqu_a,
        },
    )


def resolve_fil(unit: Unit, fil_id: UUID, messages: int) -> Fils:
    """Say that a thread is settled; a new message opens it again. ``messages``: how many the person saw.

    Returns all threads of the carnet. Said again, nothing changes. Raises Introuvable, Refus when a message came.
    """
    trouve = unit.db.execute(_FIND_FIL, {"fil": fil_id}).one_or_none()
    if trouve is None:
        raise Introuvable(QUOI_FIL)
    unit.check(Operation.WRITE_MESSAGE, trouve.collectif_id, trouve.structure_id, QUOI_FIL)
    fil = unit.db.execute(_GET_FIL, {"fil": fil_id}).one()
    if fil.resolu_le is None:
        if fil.messages != messages:
            raise Refus("Un nouveau message est arrivé entre-temps : lisez-le d'abord.")
        unit.db.execute(
            _RESOLVE,
            {"collectif": fil.collectif_id, "fil": fil_id, "now": unit.now, "compte": unit.acteur.compte_id},
        )
    return load_fils(unit, fil.carnet_id)


def count_non_lus(unit: Unit) -> dict[UUID, int]:
    """How many messages wait for the person, by structure; structures without any are absent."""
    collectifs = list({droit.collectif_id for droit in unit.acteur.droits if droit.collectif_id is not None})
    if not collectifs:
        return {}
    lignes = unit.db.execute(_COUNT, {"compte": unit.acteur.compte_id, "collectifs": collectifs})
    return {ligne.structure_id: ligne.nombre for ligne in lignes}


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
    return noms.get(compte_id, "une personne qui n'est plus là")
