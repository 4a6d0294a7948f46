"""The statements of the plan d'action that read several tables."""

from __future__ import annotations

from sqlalchemy import text

# Of a structure ``s``: the trimestres of its carnets, the latest first, with what it answered to each critère.
_TRIMESTRES = """
       (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique,
                 'cotes', (select json_object_agg(r.critere, json_build_array(r.niveau, r.cible, r.non_concerne))
                             from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id))
                        order by t.numero desc)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres"""

# Of a structure ``s``: the decisions still to follow that concern it, and those that its actions came from.
_DECISIONS = """
       (select json_agg(json_build_object('id', d.id, 'quoi', d.quoi, 'pilote', d.pilote, 'echeance', d.echeance,
                          'criteres', d.criteres, 'jour', r.jour, 'ouverte', d.etat = 'a_suivre')
                        order by r.jour desc, d.cree_le, d.id)
          from decision d join rencontre r on r.collectif_id = d.collectif_id and r.id = d.rencontre_id
         where d.collectif_id = s.collectif_id
           and (d.etat = 'a_suivre' and (d.structure_id is null or d.structure_id = s.id)
                or d.id in (select x.decision_id from action x
                             where x.collectif_id = s.collectif_id and x.structure_id = s.id))) as decisions"""

# One statement gives the whole screen.
PLAN = text(f"""
select s.id, s.collectif_id, s.nom, k.nom as collectif, k.fictif,
       (select json_agg(json_build_array(t.numero, t.debut, t.fin)) from trimestre t
         where t.collectif_id = s.collectif_id) as periodes,
       (select json_agg(to_jsonb(a) || jsonb_build_object('auteur', p.nom))
          from action a left join compte p on p.id = a.modifie_par
         where a.collectif_id = s.collectif_id and a.structure_id = s.id) as actions,
       {_TRIMESTRES.lstrip()},
       {_DECISIONS.lstrip()}
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")  # noqa: S608 - only this module's own text

PLACE = text(f"""
select s.collectif_id,
       {_TRIMESTRES.lstrip()},
       {_DECISIONS.lstrip()}
  from structure s where s.id = :structure
""")  # noqa: S608 - only this module's own text

# Every action of a collectif, with the name of its structure; what each trimestre asks.
PLANS = text("""
select k.nom as collectif, k.fictif,
       (select json_agg(json_build_object('id', a.id, 'structure_id', s.id, 'quoi', a.quoi,
          'pilote', a.pilote, 'echeance', a.echeance, 'etat', a.etat, 'criteres', a.criteres)
          order by sort_key(s.nom) collate "C", s.id)
          from action a join structure s on s.collectif_id = a.collectif_id and s.id = a.structure_id
         where a.collectif_id = k.id) as actions,
       (select json_agg(json_build_array(s.id, s.nom, s.commune, s.departement)
                        order by sort_key(s.nom) collate "C", sort_key(s.commune) collate "C", s.id)
          from structure s where s.collectif_id = k.id) as noms,
       (select json_agg(json_build_array(t.referentiel_id, t.thematique) order by t.numero) from trimestre t
         where t.collectif_id = k.id) as capsules
  from collectif k where k.id = :collectif
""")

# What is still to be done by a day, in the structures whose people one is: the animation has its table of plans.
ECHEANCES = text("""
select a.id, a.quoi, a.pilote, a.echeance, a.version, a.modifie_le, s.nom as structure, k.fictif
  from action a
  join structure s on s.collectif_id = a.collectif_id and s.id = a.structure_id
  join collectif k on k.id = a.collectif_id
 where a.structure_id in (select h.structure_id from habilitation h where h.compte_id = mon_compte())
   and a.etat in ('a_faire', 'en_cours') and a.echeance is not null
 order by a.echeance, a.id
""")
