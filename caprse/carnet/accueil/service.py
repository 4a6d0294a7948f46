"""What the home of a structure shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Introuvable


@dataclass(frozen=True)
class Rendezvous:
    """The next meeting of the collectif."""

    type: str
    titre: str
    jour: date
    heure: time | None
    lieu: str
    lien: str


@dataclass(frozen=True)
class Accueil:
    """The trimestre's carnet in a few figures, the next meeting, and whether the starting point is known."""

    collectif_id: UUID
    collectif: str
    fictif: bool
    structure_id: UUID
    structure: str
    positionne_le: datetime | None
    positions: int
    etat: EtatCarnet | None
    numero: int | None
    thematique: str | None
    fin: date | None
    etat_trimestre: EtatTrimestre | None
    referentiel: Referentiel | None
    repondus: frozenset[str]
    rencontre: Rendezvous | None


_GET = text("""
select s.collectif_id, k.nom as collectif, k.fictif, s.id as structure_id, s.nom as structure, s.positionne_le,
       (select count(*) from positionnement p where p.collectif_id = s.collectif_id and p.structure_id = s.id
           and (p.niveau is not null or p.non_concerne)) as positions,
       c.etat, c.numero, c.thematique, c.fin, c.etat_trimestre, c.referentiel_id, c.repondus, to_jsonb(m) as rencontre
  from structure s
  join collectif k on k.id = s.collectif_id
  left join lateral (
    select c.etat, t.numero, t.thematique, t.fin, t.etat as etat_trimestre, t.referentiel_id,
           (select array_agg(r.critere) from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
               and (r.niveau is not null or r.non_concerne)) as repondus
      from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
     where c.collectif_id = s.collectif_id and c.structure_id = s.id
     order by t.etat = 'ouvert' desc, t.numero desc limit 1) c on true
  left join lateral (
    select r.type, r.titre, r.jour, r.heure, r.lieu, r.lien from rencontre r
     where r.collectif_id = s.collectif_id and r.jour >= :today and r.annulee_le is null
     order by r.jour, r.heure nulls last limit 1) m on true
 where s.id = :structure
""")


def get_accueil(unit: Unit, structure_id: UUID) -> Accueil:
    """Everything the home shows, in one query. Raises Introuvable."""
    ligne = unit.db.execute(_GET, {"structure": structure_id, "today": unit.today}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable("Cette structure")
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, "Cette structure")
    valeurs = dict(ligne)
    referentiel_id = valeurs.pop("referentiel_id")
    valeurs["referentiel"] = get_referentiel(unit.db, referentiel_id) if referentiel_id else None
    valeurs["etat"] = EtatCarnet(ligne["etat"]) if ligne["etat"] else None
    valeurs["etat_trimestre"] = EtatTrimestre(ligne["etat_trimestre"]) if ligne["etat_trimestre"] else None
    valeurs["repondus"] = frozenset(ligne["repondus"] or ())
    valeurs["rencontre"] = _read_rencontre(ligne["rencontre"]) if ligne["rencontre"] else None
    return Accueil(**valeurs)


def _read_rencontre(ligne: dict[str, str | None]) -> Rendezvous:
    return Rendezvous(
        str(ligne["type"]),
        str(ligne["titre"]),
        date.fromisoformat(str(ligne["jour"])),
        time.fromisoformat(ligne["heure"]) if ligne["heure"] else None,
        ligne["lieu"] or "",
        ligne["lien"] or "",
    )
