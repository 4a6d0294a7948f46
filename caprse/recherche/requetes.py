"""The statement of a search in what belongs to a structure."""

from __future__ import annotations

from sqlalchemy import text

# All of it: a structure has some hundred answers, and the words are compared as French reads them.
LIST_TEXTES = text("""
select s.collectif_id, s.nom, s.types, s.effectif, k.nom as collectif, k.fictif,
  (select json_agg(json_build_object('numero', t.numero, 'thematique', t.thematique, 'etat', t.etat,
                                     'referentiel_id', t.referentiel_id,
      'reponses', (select json_agg(json_build_object('critere', r.critere, 'commentaire', r.commentaire,
                                                     'trace', r.trace_titre))
                     from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
                      and (r.commentaire <> '' or r.trace_titre <> ''))) order by t.numero desc)
     from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
    where c.collectif_id = s.collectif_id and c.structure_id = s.id) as carnets,
  (select json_agg(json_build_object('quoi', a.quoi, 'pilote', a.pilote, 'etat', a.etat) order by a.cree_le desc)
     from action a where a.collectif_id = s.collectif_id and a.structure_id = s.id) as actions
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")
