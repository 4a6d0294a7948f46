"""One meeting as its page shows it: when, where, the agenda, who comes, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.regles import TypeRencontre
from caprse.collectif.rencontres.regles import EtatDecision, EtatPresence
from caprse.collectif.rencontres.service import QUOI
from caprse.socle.erreurs import Introuvable

# The animation sees the structures that are members that day; anyone else, their own. Decisions: row-level security.
_GET = text("""
select r.id, r.collectif_id, k.nom as collectif, k.fictif, t.numero, r.type, r.titre, r.jour, r.heure, r.duree_minutes,
       r.lieu, r.lien, r.ordre_du_jour, r.annulee_le is not null as annulee, r.version,
       (select jsonb_agg(jsonb_build_object('structure_id', s.id, 'nom', s.nom, 'etat', p.etat,
                                            'personnes', p.personnes)
                         order by lower(s.nom), s.id)
          from structure s left join presence p on p.collectif_id = s.collectif_id and p.rencontre_id = r.id
                                               and p.structure_id = s.id
         where s.collectif_id = r.collectif_id
           and (s.id = any (cast(:miennes as uuid[]))
                or r.collectif_id = any ((select mes('anime'))::uuid[])
                   and (p.etat is not null or exists (
                     select 1 from adhesion a where a.collectif_id = s.collectif_id and a.structure_id = s.id
                        and daterange(a.du, a.au, '[]') @> r.jour)))) as presences,
       (select jsonb_agg(to_jsonb(d) || jsonb_build_object('structure', s.nom) order by d.cree_le, d.id)
          from decision d left join structure s on s.collectif_id = d.collectif_id and s.id = d.structure_id
         where d.collectif_id = r.collectif_id and d.rencontre_id = r.id) as decisions
  from rencontre r
  join collectif k on k.id = r.collectif_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
 where r.id = :rencontre
""")


@dataclass(frozen=True)
class PresenceVue:
    """One structure at a meeting; no ``etat`` yet when nothing was said."""

    structure_id: UUID
    nom: str
    etat: EtatPresence | None
    personnes: int


@dataclass(frozen=True)
class DecisionVue:
    """One decision; for the whole collectif when there is no ``structure``."""

    id: UUID
    quoi: str
    pilote: str
    echeance: date | None
    etat: EtatDecision
    structure_id: UUID | None
    structure: str
    version: int


@dataclass(frozen=True)
class Fiche:
    """Everything about one meeting."""

    id: UUID
    collectif_id: UUID
    collectif: str
    fictif: bool
    numero: int
    type: TypeRencontre
    titre: str
    jour: date
    heure: time | None
    duree_minutes: int
    lieu: str
    lien: str
    ordre_du_jour: str
    annulee: bool
    version: int
    presences: tuple[PresenceVue, ...]
    decisions: tuple[DecisionVue, ...]


def get_fiche(unit: Unit, rencontre_id: UUID) -> Fiche:
    """The meeting, in one query. For the members of its collectif and its animation. Raises Introuvable."""
    miennes = [droit.structure_id for droit in unit.acteur.structures()]
    ligne = unit.db.execute(_GET, {"rencontre": rencontre_id, "miennes": miennes}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    if not unit.acteur.can(Operation.GET_AGREGAT, ligne["collectif_id"]):
        unit.check(Operation.UPDATE_TRIMESTRE, ligne["collectif_id"], quoi=QUOI)
    valeurs: dict[str, Any] = dict(ligne)
    valeurs["type"] = TypeRencontre(ligne["type"])
    valeurs["presences"] = tuple(_build_presence(p) for p in ligne["presences"] or ())
    valeurs["decisions"] = tuple(_build_decision(d) for d in ligne["decisions"] or ())
    return Fiche(**valeurs)


def _build_presence(brut: dict[str, Any]) -> PresenceVue:
    etat = EtatPresence(brut["etat"]) if brut["etat"] else None
    return PresenceVue(UUID(brut["structure_id"]), brut["nom"], etat, brut["personnes"] or 1)


def _build_decision(brut: dict[str, Any]) -> DecisionVue:
    return DecisionVue(
        UUID(brut["id"]),
        brut["quoi"],
        brut["pilote"],
        date.fromisoformat(brut["echeance"]) if brut["echeance"] else None,
        EtatDecision(brut["etat"]),
        UUID(brut["structure_id"]) if brut["structure_id"] else None,
        brut["structure"] or "",
        brut["version"],
    )
