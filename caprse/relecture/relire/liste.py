"""The carnets of a trimestre, to choose which one to re-read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet
from caprse.referentiel.service import get_referentiel
from caprse.socle.dates import read_instant
from caprse.socle.erreurs import Introuvable

QUOI = "Ce collectif"

# What is waiting comes first; among equals, who has waited longest.
_LISTE = text("""
with ici as (
  select t.* from trimestre t
   where t.collectif_id = :collectif and t.etat <> 'prepare'
   order by t.id = (select c.trimestre_id from carnet c where c.collectif_id = :collectif and c.id = :carnet)
              desc nulls last, t.numero = :numero desc nulls last, t.etat = 'ouvert' desc, t.numero desc
   limit 1)
select k.nom as collectif, k.fictif, ici.numero, ici.etat as etat_trimestre,
       (select json_agg(json_build_array(t.numero, t.thematique, t.referentiel_id) order by t.numero desc)
          from trimestre t where t.collectif_id = k.id and t.etat <> 'prepare') as trimestres,
       (select count(*) from carnet c where c.collectif_id = k.id and c.trimestre_id = ici.id
           and c.etat = 'brouillon' and ici.etat <> 'clos') as brouillons,
       (select json_agg(l order by l.etat <> 'transmis', l.etat, l.transmis_le, l.structure)
          from (select c.id, c.structure_id, s.nom as structure, c.etat, c.transmis_le, r.*, m.non_lus
                  from carnet c
                  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
                  left join visite v on v.collectif_id = c.collectif_id and v.carnet_id = c.id
                                    and v.compte_id = :compte
                  cross join lateral (
                    select count(*) filter (where r.niveau is not null or r.non_concerne) as repondus,
                           count(*) filter (where (r.niveau is not null or r.non_concerne) and l.etat <> 'a_relire'
                                              and l.version_lue >= r.version) as relus,
                           count(*) filter (where r.modifie_le > v.vue_le) as nouveaux
                      from reponse r
                      left join relecture l on l.collectif_id = r.collectif_id and l.carnet_id = r.carnet_id
                                           and l.critere = r.critere
                     where r.collectif_id = c.collectif_id and r.carnet_id = c.id) r
                  cross join lateral (
                    select count(*) as non_lus
                      from fil f
                      join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id
                      left join lecture_fil lf on lf.collectif_id = f.collectif_id and lf.fil_id = f.id
                                              and lf.compte_id = :compte
                     where f.collectif_id = c.collectif_id and f.carnet_id = c.id and m.auteur <> :compte
                       and m.ecrit_le > coalesce(lf.lu_le, '-infinity')) m
                 where c.collectif_id = k.id and c.trimestre_id = ici.id
                   and (c.etat <> 'brouillon' or ici.etat = 'clos')) l) as carnets
  from collectif k left join ici on true
 where k.id = :collectif
""")


@dataclass(frozen=True)
class CarnetListe:
    """One carnet to choose. ``nouveaux`` answers moved since this person's last visit; ``non_lus`` messages wait."""

    id: UUID
    structure_id: UUID
    structure: str
    etat: EtatCarnet
    transmis_le: datetime | None
    repondus: int
    relus: int
    nouveaux: int
    non_lus: int


@dataclass(frozen=True)
class ListeARelire:
    """The carnets of one trimestre, what waits first. ``brouillons`` are being written: they are counted, not read.

    ``numero`` is None while no trimestre was ever opened. ``trimestres``: titles by number, the latest first.
    """

    collectif: str
    fictif: bool
    numero: int | None
    trimestres: Mapping[int, str]
    brouillons: int
    carnets: tuple[CarnetListe, ...]


def list_a_relire(
    unit: Unit, collectif_id: UUID, carnet_id: UUID | None = None, numero: int | None = None
) -> ListeARelire:
    """The carnets of the trimestre of ``carnet_id``, else of ``numero``, else of the open one, else of the last one.

    One query, whatever their number. For the animation: Introuvable to all others.
    """
    unit.check(Operation.UPDATE_RELECTURE, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(
        _LISTE,
        {"collectif": collectif_id, "carnet": carnet_id, "numero": numero, "compte": unit.acteur.compte_id},
    ).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    return ListeARelire(
        ligne.collectif,
        ligne.fictif,
        ligne.numero,
        {
            rang: get_referentiel(unit.db, UUID(referentiel_id)).thematique(thematique).titre
            for rang, thematique, referentiel_id in ligne.trimestres or ()
        },
        ligne.brouillons,
        tuple(
            CarnetListe(
                UUID(carnet["id"]),
                UUID(carnet["structure_id"]),
                carnet["structure"],
                EtatCarnet(carnet["etat"]),
                read_instant(carnet["transmis_le"]),
                carnet["repondus"],
                carnet["relus"],
                carnet["nouveaux"],
                carnet["non_lus"],
            )
            for carnet in ligne.carnets or ()
        ),
    )
