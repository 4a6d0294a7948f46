"""The appuis of a screen, in one statement."""

from __future__ import annotations

from sqlalchemy import text

# One statement per screen. ``structures``: one, or all of a collectif; the critères are those of the trimestres held.
_APPUIS = """
select k.id as collectif_id, k.nom as collectif, k.fictif,
       (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique)
                        order by t.numero desc) from trimestre t where t.collectif_id = k.id) as trimestres,
       (select json_agg(json_build_object('id', s.id, 'nom', s.nom, 'appuis', (
          select json_agg(to_jsonb(a) || jsonb_build_object('demandeur', p.nom) order by a.demande_le desc, a.id)
            from appui a left join compte p on p.id = a.demande_par
           where a.collectif_id = s.collectif_id and a.structure_id = s.id))
                        order by sort_key(s.nom) collate "C", s.id)
          from structure s where s.collectif_id = k.id and {portee}) as structures,
       (select json_agg(to_jsonb(o) order by o.ordre, o.code) from offre o where o.collectif_id = k.id) as offres,
       (select json_agg(to_jsonb(g)) from appui_collectif g where g.collectif_id = k.id) as groupes{suite}
  from collectif k where k.id = {collectif}
"""
# What one structure may need: its latest answer to each critère, and the critères of its actions under way.
_BESOINS = """,
       (select json_object_agg(x.critere, x.niveau)
          from (select distinct on (r.critere) r.critere, r.niveau
                  from reponse r
                  join carnet c on c.collectif_id = r.collectif_id and c.id = r.carnet_id
                  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
                 where r.collectif_id = k.id and r.structure_id = :structure
                 order by r.critere, t.numero desc) x
         where x.niveau is not null) as niveaux,
       (select json_agg(distinct v.critere) from action a cross join unnest(a.criteres) v (critere)
         where a.collectif_id = k.id and a.structure_id = :structure
           and a.etat in ('a_faire', 'en_cours')) as choisis"""
APPUIS_STRUCTURE = text(
    _APPUIS.format(
        portee="s.id = :structure",
        collectif="(select collectif_id from structure where id = :structure)",
        suite=_BESOINS,
    )
)
APPUIS_COLLECTIF = text(_APPUIS.format(portee="true", collectif=":collectif", suite=""))
