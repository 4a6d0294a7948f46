"""The plan d'action of a structure: read it, add to it, change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.modele import Action
from caprse.progres.regles import EtatAction, SaisieAction, list_reasons_against, sort_actions
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide

QUOI_PLAN = "Ce plan d'action"
QUOI_ACTION = "Cette action"

# One statement gives the whole screen.
_PLAN = text("""
select s.id, s.collectif_id, s.nom, k.nom as collectif, k.fictif,
       (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique)
                        order by t.numero desc)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres,
       (select json_agg(to_jsonb(a) || jsonb_build_object('auteur', p.nom))
          from action a left join compte p on p.id = a.modifie_par
         where a.collectif_id = s.collectif_id and a.structure_id = s.id) as actions
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")

_PLACE = text("""
select s.collectif_id,
       (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique)
                        order by t.numero desc)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres
  from structure s where s.id = :structure
""")

_LOCK = text("""
select a.collectif_id, a.structure_id, a.version, a.criteres from action a where a.id = :action for update
""")

_EN_RETARD = text("""
select s.collectif_id,
       (select json_agg(json_build_array(a.criteres, a.echeance, a.quoi) order by a.echeance, a.id) from action a
         where a.collectif_id = s.collectif_id and a.structure_id = s.id and a.etat in ('a_faire', 'en_cours')
           and a.echeance < :today) as retards
  from structure s where s.id = :structure
""")


@dataclass(frozen=True, slots=True)
class ActionListee:
    """One action, with who changed it last."""

    id: UUID
    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatAction
    criteres: tuple[str, ...]
    version: int
    modifie_le: datetime
    auteur: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan d'action of a structure. ``titres``: the critères that its carnets ask, by code, the latest first."""

    structure_id: UUID
    structure: str
    collectif_id: UUID
    collectif: str
    fictif: bool
    titres: Mapping[str, str]
    actions: tuple[ActionListee, ...]


@dataclass(frozen=True, slots=True)
class Retard:
    """An action that is still to be done after its date."""

    criteres: tuple[str, ...]
    echeance: date
    quoi: str


def get_plan(unit: Unit, structure_id: UUID) -> Plan:
    """The plan of a structure, for its people and for its animation. Raises Introuvable."""
    ligne = unit.db.execute(_PLAN, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_PLAN)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI_PLAN)
    actions = [_read_action(action) for action in ligne["actions"] or ()]
    return Plan(
        structure_id,
        ligne["nom"],
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        _list_titres(unit.db, ligne["trimestres"]),
        tuple(sort_actions(actions)),
    )


def list_structures(unit: Unit, collectif_id: UUID) -> dict[UUID, str]:
    """The structures whose plan the animation may read, by name. Raises Introuvable."""
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi="Ce collectif")
    requete = text("select id, nom from structure where collectif_id = :collectif order by lower(nom), id")
    return {ligne.id: ligne.nom for ligne in unit.db.execute(requete, {"collectif": collectif_id})}


def create_action(unit: Unit, structure_id: UUID, saisie: SaisieAction) -> UUID:
    """Add an action to the plan of a structure. Raises Introuvable, SaisieInvalide with every reason."""
    collectif_id = _check_saisie(unit, structure_id, saisie, ())
    return unit.db.execute(
        insert(Action)
        .values(
            collectif_id=collectif_id,
            structure_id=structure_id,
            cree_le=unit.now,
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
            **_clean(saisie),
        )
        .returning(Action.id)
    ).scalar_one()


def update_action(unit: Unit, action_id: UUID, version: int, saisie: SaisieAction) -> int:
    """Change an action if nobody changed it since ``version``; returns its new version.

    Critères that it served already may stay, even where a newer référentiel forgot them. Raises Introuvable,
    SaisieInvalide with every reason, Refus when it moved meanwhile.
    """
    ligne = _lock(unit, action_id)
    _check_saisie(unit, ligne["structure_id"], saisie, ligne["criteres"])
    return _update(unit, action_id, ligne, version, _clean(saisie))


def update_etat(unit: Unit, action_id: UUID, version: int, etat: EtatAction) -> int:
    """Say where an action stands; returns its new version. Raises Introuvable, SaisieInvalide, Refus as above."""
    ligne = _lock(unit, action_id)
    if etat not in set(EtatAction):
        raise SaisieInvalide(["Cet état n'existe pas."])
    return _update(unit, action_id, ligne, version, {"etat": etat})


def list_en_retard(unit: Unit, structure_id: UUID) -> tuple[Retard, ...]:
    """The actions of a structure that are past their date, the oldest first. Raises Introuvable."""
    ligne = unit.db.execute(_EN_RETARD, {"structure": structure_id, "today": unit.today}).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_PLAN)
    unit.check(Operation.GET_CARNET, ligne.collectif_id, structure_id, QUOI_PLAN)
    return tuple(
        Retard(tuple(criteres), date.fromisoformat(echeance), quoi) for criteres, echeance, quoi in ligne.retards or ()
    )


def _lock(unit: Unit, action_id: UUID) -> Mapping[str, Any]:
    # Under row-level security only those who may change it can lock it.
    ligne = unit.db.execute(_LOCK, {"action": action_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_ACTION)
    unit.check(Operation.UPDATE_ACTION, ligne["collectif_id"], ligne["structure_id"], QUOI_ACTION)
    return dict(ligne)


def _update(unit: Unit, action_id: UUID, ligne: Mapping[str, Any], version: int, valeurs: dict[str, Any]) -> int:
    if ligne["version"] != version:
        raise Refus("Quelqu'un a modifié cette action entre-temps. Rien n'est perdu : relisez-la, puis recommencez.")
    unit.db.execute(
        update(Action)
        .where(Action.collectif_id == ligne["collectif_id"], Action.id == action_id)
        .values(modifie_le=unit.now, modifie_par=unit.acteur.compte_id, version=version + 1, **valeurs)
        .execution_options(synchronize_session=False)
    )
    return version + 1


def _check_saisie(unit: Unit, structure_id: UUID, saisie: SaisieAction, gardes: tuple[str, ...] | list[str]) -> UUID:
    """The collectif of the structure, once the person may write its plan and the input holds."""
    ligne = unit.db.execute(_PLACE, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_PLAN)
    unit.check(Operation.UPDATE_ACTION, ligne["collectif_id"], structure_id, QUOI_PLAN)
    if raisons := list_reasons_against(saisie, {*_list_titres(unit.db, ligne["trimestres"]), *gardes}):
        raise SaisieInvalide(raisons)
    collectif_id: UUID = ligne["collectif_id"]
    return collectif_id


def _list_titres(db: Session, trimestres: list[dict[str, str]] | None) -> dict[str, str]:
    """Titles by code of what these trimestres ask, each référentiel being read once per process."""
    titres: dict[str, str] = {}
    for trimestre in trimestres or ():
        referentiel = get_referentiel(db, UUID(trimestre["referentiel"]))
        for thematique in referentiel.capsule(trimestre["thematique"]):
            for critere in thematique.criteres:
                titres.setdefault(critere.code, critere.titre)
    return titres


def _clean(saisie: SaisieAction) -> dict[str, Any]:
    valeurs = asdict(saisie)
    valeurs |= {"quoi": saisie.quoi.strip(), "pilote": saisie.pilote.strip()}
    return valeurs | {"criteres": list(dict.fromkeys(saisie.criteres))}


def _read_action(ligne: Mapping[str, Any]) -> ActionListee:
    return ActionListee(
        UUID(ligne["id"]),
        ligne["quoi"],
        ligne["pilote"],
        date.fromisoformat(ligne["echeance"]) if ligne["echeance"] else None,
        EtatAction(ligne["etat"]),
        tuple(ligne["criteres"]),
        ligne["version"],
        datetime.fromisoformat(ligne["modifie_le"]),
        ligne["auteur"] or "Une autre personne",
    )
