"""The statement of what a printed bilan adds to the figures of the screens."""

from __future__ import annotations

from sqlalchemy import text

# What was given up is not told. A confidential trace comes without its title, which thus never leaves the base.
AUTOUR = text("""
select s.types, s.effectif,
       (select json_agg(json_build_object('quoi', x.quoi, 'pilote', x.pilote, 'echeance', x.echeance, 'etat', x.etat,
                                          'change', x.ce_qui_change, 'faite_le', x.faite_le)
                        order by x.faite_le nulls last, x.cree_le, x.id)
          from action x
         where x.collectif_id = s.collectif_id and x.structure_id = s.id and x.etat <> 'abandonnee') as actions,
       (select json_agg(json_build_array(y.numero, y.cle, y.titre) order by y.numero, y.rang, y.cle)
          from (select r.numero, cast(t.id as text) as cle, min(l.cree_le) as rang,
                       case when not t.confidentielle then t.titre end as titre
                  from carnet c
                  join trimestre r on r.collectif_id = c.collectif_id and r.id = c.trimestre_id
                  join reponse_trace l on l.collectif_id = c.collectif_id and l.carnet_id = c.id
                  join trace t on t.collectif_id = l.collectif_id and t.id = l.trace_id
                 where c.collectif_id = s.collectif_id and c.structure_id = s.id
                 group by r.numero, t.id, t.confidentielle, t.titre
                union all
                select r.numero, p.critere, p.modifie_le, p.trace_titre
                  from carnet c
                  join trimestre r on r.collectif_id = c.collectif_id and r.id = c.trimestre_id
                  join reponse p on p.collectif_id = c.collectif_id and p.carnet_id = c.id
                 where c.collectif_id = s.collectif_id and c.structure_id = s.id and p.trace_titre <> '') y) as traces
  from structure s
 where s.id = :structure
""")
