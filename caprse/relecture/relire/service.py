"""Re-read a carnet: say what one thinks of each answer, then of the whole. The answers are never touched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet
from caprse.carnet.remplir.transmission import mark_carnet_relu, send_back_carnet
from caprse.carnet.service import ReponseEnregistree, save_reponse
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.relecture.rappels.envois import queue_a_completer
from caprse.relecture.relire.lignes import read_relecture, read_saisie
from caprse.relecture.relire.regles import (
    CARNET,
    NOTE_MAX,
    RelectureEnregistree,
    SaisieRelecture,
    list_reasons_against_relecture,
    list_reasons_against_text,
    refusal_to_read,
    refusal_to_send_back_list,
)
from caprse.socle.erreurs import Conflit, Introuvable, Refus, SaisieInvalide

QUOI = "Ce carnet"

_GET_LIEU = text("""
select c.collectif_id, c.structure_id, c.etat, t.etat as etat_trimestre, t.referentiel_id, t.thematique,
       coalesce((select r.version from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
                    and r.critere = :critere), 0) as version_reponse
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
""")

_SAVE = text("""
insert into relecture as l (collectif_id, carnet_id, critere, structure_id, etat, note, niveau_suggere, version_lue,
                            version, modifie_le, modifie_par)
values (:collectif, :carnet, :critere, :structure, :etat, :note, :niveau_suggere, :version_lue, 1, :now, :compte)
    on conflict (collectif_id, carnet_id, critere) do update
   set etat = excluded.etat, note = excluded.note, niveau_suggere = excluded.niveau_suggere,
       version_lue = excluded.version_lue, version = l.version + 1, modifie_le = excluded.modifie_le,
       modifie_par = excluded.modifie_par
 where l.version = :version
returning l.version
""")

_GET = text("""
select to_jsonb(l) || jsonb_build_object('auteur', a.nom) as relecture, l.modifie_par
  from relecture l left join compte a on a.id = l.modifie_par
 where l.collectif_id = :collectif and l.carnet_id = :carnet and l.critere = :critere
""")

_MARK_RELU = text("""
insert into relecture as l (collectif_id, carnet_id, critere, structure_id, etat, version_lue, modifie_le, modifie_par)
select r.collectif_id, r.carnet_id, r.critere, r.structure_id, 'relu', r.version, :now, :compte
  from reponse r
 where r.collectif_id = :collectif and r.carnet_id = :carnet and (r.niveau is not null or r.non_concerne)
    on conflict (collectif_id, carnet_id, critere) do update
   set etat = 'relu', version_lue = excluded.version_lue, version = l.version + 1, modifie_le = excluded.modifie_le,
       modifie_par = excluded.modifie_par
 where l.etat = 'a_relire' or (l.etat = 'relu' and l.version_lue < excluded.version_lue)
returning 1
""")

_LIST_A_COMPLETER = text("""
select l.critere
  from relecture l
  left join reponse r on r.collectif_id = l.collectif_id and r.carnet_id = l.carnet_id and r.critere = l.critere
 where l.collectif_id = :collectif and l.carnet_id = :carnet and l.critere <> '' and l.etat = 'a_completer'
   and l.version_lue >= coalesce(r.version, 0)
 order by l.critere
""")

_SAVE_MOT = text("""
insert into relecture as l (collectif_id, carnet_id, critere, structure_id, etat, note, modifie_le, modifie_par)
values (:collectif, :carnet, '', :structure, 'a_completer', :note, :now, :compte)
    on conflict (collectif_id, carnet_id, critere) do update
   set etat = excluded.etat, note = excluded.note, version = l.version + 1, modifie_le = excluded.modifie_le,
       modifie_par = excluded.modifie_par
""")

_VISIT = text("""
insert into visite (collectif_id, carnet_id, compte_id, structure_id, vue_le)
values (:collectif, :carnet, :compte, :structure, :now)
    on conflict (collectif_id, carnet_id, compte_id) do update set vue_le = excluded.vue_le
""")

_GET_SUGGESTION = text("""
select c.collectif_id, c.structure_id, l.niveau_suggere, to_jsonb(r) as reponse
  from carnet c
  left join relecture l on l.collectif_id = c.collectif_id and l.carnet_id = c.id and l.critere = :critere
  left join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id and r.critere = :critere
 where c.id = :carnet
""")


@dataclass(frozen=True)
class _Lieu:
    """Where a carnet belongs, and what it asks."""

    cles: dict[str, Any]
    referentiel: Referentiel
    codes: frozenset[str]
    version_reponse: int


def save_relecture(
    unit: Unit, carnet_id: UUID, critere: str, saisie: SaisieRelecture, version: int
) -> RelectureEnregistree:
    """Record what the animation says of one answer, if nobody changed it since ``version`` (0: nothing said yet).

    For the animation of the collectif. Raises Introuvable, Refus while the carnet is being written for the first time,
    SaisieInvalide with every reason, Conflit.
    """
    lieu = _get_lieu(unit, carnet_id, critere, Operation.UPDATE_RELECTURE)
    if critere not in lieu.codes:
        raise Introuvable("Ce critère")
    saisie = replace(saisie, note=saisie.note.strip())
    if raisons := list_reasons_against_relecture(saisie, lieu.referentiel.niveau_max, lieu.version_reponse):
        raise SaisieInvalide(raisons)
    cles = {**lieu.cles, "critere": critere}
    valeurs = {
        "etat": saisie.etat,
        "note": saisie.note,
        "niveau_suggere": saisie.niveau_suggere,
        "version_lue": saisie.version_lue,
        "version": version,
        "now": unit.now,
        "compte": unit.acteur.compte_id,
    }
    obtenue = unit.db.execute(_SAVE, {**cles, **valeurs}).scalar_one_or_none()
    if obtenue is not None:
        return RelectureEnregistree(saisie, obtenue, unit.now, unit.acteur.nom)
    ligne = unit.db.execute(_GET, cles).one()
    actuelle = read_relecture(ligne.relecture)
    # The same from the same person: it was written, and only its acknowledgment was lost.
    if actuelle.saisie == saisie and ligne.modifie_par == unit.acteur.compte_id:
        return actuelle
    raise Conflit(
        f"{actuelle.auteur} a relu cette réponse entre-temps. Rien n'est perdu : choisissez ce qu'il faut garder.",
        saisie,
        actuelle,
    )


def mark_relu(unit: Unit, carnet_id: UUID, version: int) -> int:
    """Say that a transmitted carnet is re-read whole; returns how many answers this marked.

    Answers that were flagged otherwise stay so. For the animation. Raises Introuvable, Refus with its reason or when
    the carnet moved meanwhile.
    """
    mark_carnet_relu(unit, carnet_id, version)
    lieu = _get_lieu(unit, carnet_id, CARNET, Operation.UPDATE_RELECTURE)
    return len(unit.db.execute(_MARK_RELU, {**lieu.cles, "now": unit.now, "compte": unit.acteur.compte_id}).all())


def send_back(unit: Unit, carnet_id: UUID, version: int, mot: str = "") -> tuple[str, ...]:
    """Give the carnet back to its structure with what to complete: the flagged critères, returned, and a word.

    For the animation. Raises Introuvable, SaisieInvalide, Refus with its reason, when there is nothing to complete, or
    when the carnet moved meanwhile.
    """
    lieu = _get_lieu(unit, carnet_id, CARNET, Operation.SEND_BACK_CARNET)
    mot = mot.strip()
    if raisons := list_reasons_against_text(mot, NOTE_MAX, "L'explication"):
        raise SaisieInvalide(raisons)
    send_back_carnet(unit, carnet_id, version)
    # A flag on a critère that this référentiel no longer asks has no place to lead to.
    codes = tuple(code for code in unit.db.scalars(_LIST_A_COMPLETER, lieu.cles) if code in lieu.codes)
    if raison := refusal_to_send_back_list(codes, mot):
        raise Refus(raison)
    unit.db.execute(_SAVE_MOT, {**lieu.cles, "note": mot, "now": unit.now, "compte": unit.acteur.compte_id})
    queue_a_completer(unit, carnet_id)
    return codes


def record_visite(unit: Unit, carnet_id: UUID) -> None:
    """Remember that this person has read the carnet now. For the animation. Raises Introuvable."""
    lieu = _get_lieu(unit, carnet_id, CARNET, Operation.UPDATE_RELECTURE)
    unit.db.execute(_VISIT, {**lieu.cles, "now": unit.now, "compte": unit.acteur.compte_id})


def accept_suggestion(unit: Unit, carnet_id: UUID, critere: str, version: int) -> ReponseEnregistree:
    """Make the suggested niveau the structure's own answer: it decides. ``version`` is that of the answer it saw.

    For those who answer for the structure, while the carnet may be changed. Raises Introuvable, Refus, Conflit.
    """
    ligne = unit.db.execute(_GET_SUGGESTION, {"carnet": carnet_id, "critere": critere}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_REPONSE, ligne.collectif_id, ligne.structure_id, QUOI)
    if ligne.niveau_suggere is None:
        raise Refus("Aucun niveau n'est suggéré pour ce critère. Rechargez la page.")
    saisie = replace(read_saisie(ligne.reponse or {}), niveau=ligne.niveau_suggere, non_concerne=False)
    return save_reponse(unit, carnet_id, critere, saisie, version)


def _get_lieu(unit: Unit, carnet_id: UUID, critere: str, operation: Operation) -> _Lieu:
    ligne = unit.db.execute(_GET_LIEU, {"carnet": carnet_id, "critere": critere}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(operation, ligne.collectif_id, ligne.structure_id, QUOI)
    if raison := refusal_to_read(EtatCarnet(ligne.etat), EtatTrimestre(ligne.etat_trimestre)):
        raise Refus(raison)
    return _build_lieu(unit, carnet_id, ligne)


def _build_lieu(unit: Unit, carnet_id: UUID, ligne: Row[Any]) -> _Lieu:
    referentiel = get_referentiel(unit.db, ligne.referentiel_id)
    return _Lieu(
        {"collectif": ligne.collectif_id, "carnet": carnet_id, "structure": ligne.structure_id},
        referentiel,
        frozenset(critere.code for part in referentiel.capsule(ligne.thematique) for critere in part.criteres),
        ligne.version_reponse,
    )
