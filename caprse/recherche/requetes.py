"""The statements of a search: in what belongs to a structure, in what a collectif holds together."""

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
     from action a where a.collectif_id = s.collectif_id and a.structure_id = s.id) as actions,
  (select json_agg(json_build_array(x.titre, x.nom_fichier, x.lien) order by x.cree_le desc, x.id)
     from trace x where x.collectif_id = s.collectif_id and x.structure_id = s.id) as traces,
  (select json_agg(json_build_object('id', p.id, 'titre', p.titre, 'qui', p.signature, 'textes',
                                     json_build_array(p.effet, p.situation, p.demarche, p.outils))
                   order by p.partagee_le desc nulls first, p.id)
     from pratique p
    where p.structure_id = s.id or p.etat = 'federation'
       or (p.etat = 'collectif' and p.collectif_id = s.collectif_id)) as pratiques
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")

# What whoever animates reads of a collectif as a whole; the words of a carnet are read where it is re-read.
LIST_TEXTES_COLLECTIF = text("""
select k.nom, k.fictif,
  (select json_agg(json_build_object('nom', s.nom, 'commune', s.commune) order by sort_key(s.nom) collate "C", s.id)
     from structure s where s.collectif_id = k.id) as structures,
  (select json_agg(json_build_object('numero', t.numero, 'thematique', t.thematique,
                                     'referentiel_id', t.referentiel_id) order by t.numero desc)
     from trimestre t where t.collectif_id = k.id) as trimestres,
  (select json_agg(json_build_object('quoi', d.quoi, 'pilote', d.pilote, 'etat', d.etat, 'rencontre', r.titre,
                                     'rencontre_id', r.id) order by r.jour desc, d.cree_le, d.id)
     from decision d join rencontre r on r.collectif_id = d.collectif_id and r.id = d.rencontre_id
    where d.collectif_id = k.id) as decisions,
  (select json_agg(json_build_object('titre', s.titre, 'seance_id', s.id, 'texte', m.texte) order by r.jour desc, s.id)
     from compte_rendu m
     join seance s on s.collectif_id = m.collectif_id and s.id = m.seance_id
     join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
    where m.collectif_id = k.id) as comptes_rendus,
  (select json_agg(json_build_object('id', p.id, 'titre', p.titre, 'qui', p.signature, 'textes',
                                     json_build_array(p.effet, p.situation, p.demarche, p.outils))
                   order by p.partagee_le desc nulls first, p.id)
     from pratique p
    where p.etat = 'federation' or (p.etat = 'collectif' and p.collectif_id = k.id)) as pratiques
  from collectif k
 where k.id = :collectif
""")
