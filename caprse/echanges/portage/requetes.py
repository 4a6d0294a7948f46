"""What a structure owns, as the base holds it: one statement, one for its journal, one per file."""

from __future__ import annotations

from sqlalchemy import text

# Row-level security holds for each table. What is created at the same instant is told apart by its id, which an import
# gives in the same order.
TOUT = text("""
select s.collectif_id, to_jsonb(s) as structure, to_jsonb(k) as collectif, i.ailleurs, i.importe_le,
       (select json_agg(to_jsonb(a) order by a.du) from adhesion a
         where a.collectif_id = s.collectif_id and a.structure_id = s.id) as adhesions,
       (select json_agg(to_jsonb(t) || jsonb_build_object('carnet', to_jsonb(c) || jsonb_build_object(
          'reponses', (select json_agg(to_jsonb(r) order by r.critere) from reponse r
                        where r.collectif_id = c.collectif_id and r.carnet_id = c.id),
          'traces', (select json_agg(to_jsonb(l) || jsonb_build_object('trace', l.trace_id)
                             order by l.critere, l.cree_le, l.trace_id) from reponse_trace l
                        where l.collectif_id = c.collectif_id and l.carnet_id = c.id),
          'relectures', (select json_agg(to_jsonb(l) order by l.critere) from relecture l
                        where l.collectif_id = c.collectif_id and l.carnet_id = c.id),
          'fils', (select json_agg(to_jsonb(f) || jsonb_build_object('messages',
                       (select json_agg(to_jsonb(m) order by m.ecrit_le, m.id) from message m
                         where m.collectif_id = f.collectif_id and m.fil_id = f.id)) order by f.critere nulls first)
                     from fil f where f.collectif_id = c.collectif_id and f.carnet_id = c.id),
          'a_voir', (select json_agg(to_jsonb(v) || jsonb_build_object('personne', v.compte_id) order by v.critere)
                       from a_voir v where v.collectif_id = c.collectif_id and v.carnet_id = c.id),
          'consultations', (select json_agg(to_jsonb(q) || jsonb_build_object(
               'groupes', (select json_agg(to_jsonb(g) || jsonb_build_object('cle', g.id) order by g.ordre, g.id)
                             from consultation_groupe g
                            where g.collectif_id = q.collectif_id and g.consultation_id = q.id),
               'criteres', (select json_agg(to_jsonb(x) order by x.ordre, x.critere) from consultation_critere x
                            where x.collectif_id = q.collectif_id and x.consultation_id = q.id),
               'depouillement', (select d.contenu from depouillement d
                            where d.collectif_id = q.collectif_id and d.consultation_id = q.id),
               'montres', (select json_agg(to_jsonb(d) order by d.critere) from depouillement_critere d
                            where d.collectif_id = q.collectif_id and d.consultation_id = q.id))
               order by q.ouverte_le, q.id) from consultation q
                where q.collectif_id = c.collectif_id and q.carnet_id = c.id and q.close_le is not null),
          'arretes', (select json_agg(to_jsonb(a) order by a.numero) from arrete a
                        where a.collectif_id = c.collectif_id and a.carnet_id = c.id))) order by t.numero)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres,
       (select json_agg(to_jsonb(o) order by o.moment desc, o.enjeu) from positionnement o
         where o.collectif_id = s.collectif_id and o.structure_id = s.id) as positionnements,
       (select json_agg(to_jsonb(x) || jsonb_build_object('cle', x.id, 'decision', d.quoi) order by x.cree_le, x.id)
          from action x left join decision d on d.collectif_id = x.collectif_id and d.id = x.decision_id
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as actions,
       (select json_agg(to_jsonb(x) || jsonb_build_object('cle', x.id) order by x.cree_le, x.id) from trace x
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as traces,
       (select json_agg(json_build_object('empreinte', f.empreinte, 'nature', f.nature, 'octets', f.octets,
                                          'cree_le', f.cree_le) order by f.empreinte) from fichier f
         where f.collectif_id = s.collectif_id and f.structure_id = s.id) as fichiers,
       (select json_agg(to_jsonb(x) - 'contenu' || jsonb_build_object('cle', x.id, 'traces',
                 (select json_agg(json_build_object('trace', l.trace_id, 'cree_le', l.cree_le, 'cree_par', l.cree_par)
                                  order by l.cree_le, l.trace_id) from pratique_trace l
                   where l.collectif_id = x.collectif_id and l.pratique_id = x.id)) order by x.cree_le, x.id)
          from pratique x where x.collectif_id = s.collectif_id and x.structure_id = s.id) as pratiques,
       (select json_agg(to_jsonb(x) order by x.cree_le, x.pratique_id) from pratique_retour x
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as retours,
       (select to_jsonb(x) from entraide x
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as entraide,
       (select json_agg(to_jsonb(b) || jsonb_build_object('visites',
                 (select json_agg(to_jsonb(v) order by v.jour, v.cree_le, v.id) from binome_visite v
                   where v.collectif_id = b.collectif_id and v.binome_id = b.id)) order by b.accepte_le, b.id)
          from binome b where b.collectif_id = s.collectif_id and b.structures @> array[s.id]
           and b.etat in ('accepte', 'termine')) as binomes,
       (select json_agg(to_jsonb(u) || jsonb_build_object('cle', u.id, 'offre', o.titre, 'collectif', g.titre)
                        order by u.demande_le, u.id)
          from appui u left join offre o on o.collectif_id = u.collectif_id and o.code = u.offre
          left join appui_collectif g on g.collectif_id = u.collectif_id and g.id = u.groupe_id
         where u.collectif_id = s.collectif_id and u.structure_id = s.id) as appuis,
       (select json_agg(to_jsonb(p) || jsonb_build_object('rencontre', r.titre, 'jour', r.jour)
                        order by r.jour, r.titre, r.id)
          from presence p join rencontre r on r.collectif_id = p.collectif_id and r.id = p.rencontre_id
         where p.collectif_id = s.collectif_id and p.structure_id = s.id) as presences,
       (select json_agg(json_build_object('id', v.id, 'cle', v.cle, 'version', v.version, 'titre', v.titre,
                                          'empreinte', v.empreinte) order by v.cle, v.version)
          from referentiel v where v.id in (
            select t.referentiel_id from carnet c
              join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
             where c.collectif_id = s.collectif_id and c.structure_id = s.id
            union all select o.referentiel_id from positionnement o
             where o.collectif_id = s.collectif_id and o.structure_id = s.id)) as referentiels
  from structure s join collectif k on k.id = s.collectif_id
  left join lateral (
    select json_agg(x.ailleurs order by x.importe_le) as ailleurs,
           max(x.importe_le) filter (where x.origine = s.id) as importe_le
      from importee x where x.collectif_id = s.collectif_id and x.structure_id = s.id) i on true
 where s.id = :structure
""")

# What the import itself wrote is not what happened.
JOURNAL = text("""
select j.instant, j.compte_id as par, j.objet, j.operation, t.numero as trimestre,
       coalesce(j.cle ->> 'critere', j.cle ->> 'enjeu') as critere,
       case when j.objet = 'positionnement' then coalesce(j.cle ->> 'moment', 'depart') end as moment,
       case when j.objet not in ('carnet', 'reponse', 'relecture', 'positionnement') then j.cle ->> 'id' end
         as cle_objet,
       j.avant, j.apres
  from journal j
  left join carnet c on c.collectif_id = j.collectif_id
        and c.id = cast(coalesce(j.cle ->> 'carnet_id', case j.objet when 'carnet' then j.cle ->> 'id' end) as uuid)
  left join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where j.collectif_id = :collectif and j.structure_id = :structure and j.objet = any (:objets)
   and j.operation in ('INSERT', 'UPDATE', 'DELETE')
   and (cast(:depuis as timestamptz) is null or j.instant > cast(:depuis as timestamptz))
 order by j.id
""")

NOMS = text("select id, nom from compte where id = any (:comptes)")

FICHIER = text(
    "select contenu from fichier where collectif_id = :collectif and structure_id = :structure"
    " and empreinte = :empreinte"
)
