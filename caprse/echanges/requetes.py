"""The statements of a structure's export: two for all that it has."""

from __future__ import annotations

from sqlalchemy import text

# All but the journal. Row-level security holds for each table. What is not transmitted yet is its own team's only,
# as on every screen (:brouillons).
EXPORT = text("""
select s.nom, s.types, s.departement, s.commune, s.effectif, s.collectif_id, k.nom as collectif, k.fictif,
       (select json_agg(json_build_object(
          'numero', t.numero, 'thematique', t.thematique, 'referentiel_id', t.referentiel_id, 'etat', c.etat,
          'repris_le', t.repris_le,
          'transmis_le', case when t.repris_le is null then c.transmis_le end, 'motif_incomplet', c.motif_incomplet,
          'reponses', (select json_agg(to_jsonb(r) || jsonb_build_object('auteur', p.nom)) from reponse r
                         left join compte p on p.id = r.modifie_par
                        where r.collectif_id = c.collectif_id and r.carnet_id = c.id
                          and (:brouillons or c.etat <> 'brouillon' or t.etat = 'clos')),
          'relectures', (select json_agg(to_jsonb(l) || jsonb_build_object('auteur', p.nom) order by l.critere)
                           from relecture l left join compte p on p.id = l.modifie_par
                          where l.collectif_id = c.collectif_id and l.carnet_id = c.id),
          'arretes', (select json_agg(json_build_object('numero', a.numero, 'le', a.arrete_le, 'transmis', a.transmis,
                        'figures', a.figures - '{reponses,rangs}'::text[]) order by a.numero)
                        from arrete a where a.collectif_id = c.collectif_id and a.carnet_id = c.id),
          'messages', (select json_agg(json_build_object('critere', f.critere, 'le', m.ecrit_le, 'texte', m.texte,
                         'auteur', p.nom, 'resolu_le', f.resolu_le) order by f.critere nulls first, m.ecrit_le)
                         from fil f join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id
                         left join compte p on p.id = m.auteur
                        where f.collectif_id = c.collectif_id and f.carnet_id = c.id)) order by t.numero)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres,
       (select json_agg(to_jsonb(o) || jsonb_build_object('auteur', p.nom) order by o.moment desc, o.enjeu)
          from positionnement o
          left join compte p on p.id = o.modifie_par
         where o.collectif_id = s.collectif_id and o.structure_id = s.id) as positions,
       (select json_agg(to_jsonb(x) || jsonb_build_object('auteur', p.nom, 'decision', d.quoi)
                        order by x.cree_le, x.id)
          from action x left join compte p on p.id = x.modifie_par
          left join decision d on d.collectif_id = x.collectif_id and d.id = x.decision_id
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as actions,
       (select json_agg(to_jsonb(x) - 'empreinte' || jsonb_build_object('auteur', p.nom, 'usages',
                 (select json_agg(json_build_array(l.critere, r.numero) order by r.numero, l.critere)
                    from reponse_trace l
                    join carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
                    join trimestre r on r.collectif_id = c.collectif_id and r.id = c.trimestre_id
                   where l.collectif_id = x.collectif_id and l.trace_id = x.id)) order by x.cree_le, x.id)
          from trace x left join compte p on p.id = x.modifie_par
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as traces,
       (select json_agg(to_jsonb(x) - 'contenu' || jsonb_build_object('auteur', p.nom, 'traces',
                 (select json_agg(t.titre order by l.cree_le, t.id) from pratique_trace l
                    join trace t on t.collectif_id = l.collectif_id and t.id = l.trace_id
                   where l.collectif_id = x.collectif_id and l.pratique_id = x.id)) order by x.cree_le, x.id)
          from pratique x left join compte p on p.id = x.modifie_par
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as pratiques,
       (select json_agg(to_jsonb(x) || jsonb_build_object('auteur', p.nom) order by x.cree_le, x.pratique_id)
          from pratique_retour x left join compte p on p.id = x.modifie_par
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as retours,
       (select to_jsonb(x) || jsonb_build_object('auteur', p.nom)
          from entraide x left join compte p on p.id = x.modifie_par
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as entraide,
       (select json_agg(json_build_object('structures', b.structures, 'noms', b.noms, 'etat', b.etat,
                          'accepte_le', b.accepte_le, 'jour', v.jour, 'note', v.note, 'auteur', p.nom)
                        order by b.accepte_le, b.id, v.jour, v.id)
          from binome b
          left join binome_visite v on v.collectif_id = b.collectif_id and v.binome_id = b.id
          left join compte p on p.id = v.modifie_par
         where b.collectif_id = s.collectif_id and b.structures @> array[s.id]
           and b.etat in ('accepte', 'termine')) as binomes,
       (select json_agg(to_jsonb(u) order by u.demande_le, u.id) from appui u
         where u.collectif_id = s.collectif_id and u.structure_id = s.id) as appuis
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")

JOURNAL_DES_REPONSES = text("""
select j.instant, p.nom as auteur, t.numero, j.cle ->> 'critere' as critere, v.cle as champ,
       j.avant ->> v.cle as avant, j.apres ->> v.cle as apres
  from journal j
  cross join unnest(cast(:champs as text[])) with ordinality v (cle, rang)
  left join compte p on p.id = j.compte_id
  left join carnet c on c.collectif_id = j.collectif_id and c.id = cast(j.cle ->> 'carnet_id' as uuid)
  left join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where j.collectif_id = :collectif and j.structure_id = :structure and j.objet = 'reponse'
   and (:brouillons or c.etat <> 'brouillon' or t.etat = 'clos')
   and nullif(j.avant ->> v.cle, '') is distinct from nullif(j.apres ->> v.cle, '')
   and (j.avant is not null or j.apres ->> v.cle <> 'false')
 order by j.id, v.rang
""")
