"""The statement of the answers in long format: one row per carnet, its answers in it, read a few carnets at a time."""

from __future__ import annotations

from sqlalchemy import text

# A carnet that is being written is its structure's alone, until it is transmitted or its trimestre is closed: the rule
# of the screens where the animation reads answers.
_CARNETS = """
select c.id, k.nom as collectif, k.fictif, s.nom as structure, s.types, s.departement, s.commune,
       t.numero, t.debut, t.fin, t.etat as trimestre_etat, t.thematique, t.referentiel_id, t.repris_le, c.etat,
       case when t.repris_le is null then c.transmis_le end as transmis_le,
       (select json_object_agg(r.critere, json_build_array(r.niveau, r.non_concerne, r.cible, r.modifie_le))
          from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id) as reponses
  from carnet c
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join collectif k on k.id = c.collectif_id
 where c.collectif_id = :collectif and (cast(:structure as uuid) is null or c.structure_id = :structure)
   and (:brouillons or c.etat <> 'brouillon' or t.etat = 'clos')
"""
CARNETS = text(f"""{_CARNETS} order by t.numero, sort_key(s.nom) collate "C", s.id""")

# So many, after one of them: in an order that no new name changes.
TRANCHE = text(f"""{_CARNETS}   and (t.numero, c.id) > (:numero, cast(:carnet as uuid))
 order by t.numero, c.id
 limit :combien
""")
