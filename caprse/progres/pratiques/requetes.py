"""The statements of the pratiques. None of them reads what another structure answered: who offers is shown (0035)."""

from __future__ import annotations

from sqlalchemy import text

# What is found, with where the words stand: 4 in its title, 3 in its texts, 2 by their stem, 1 where a letter differs;
# not at all where one of them is missing. Without a word, everything.
_LUE = """select p.id, p.collectif_id, p.structure_id, p.titre, p.effet, p.criteres, p.etat, p.signature,
                 p.partagee_le, p.modifie_le, t.rang,
                 (select count(*) from pratique_retour r where r.pratique_id = p.id
                     and r.collectif_auteur = p.collectif_id and r.utile) as utiles,
                 (select count(*) from pratique_retour r where r.pratique_id = p.id
                     and r.collectif_auteur = p.collectif_id and r.essayee_le is not null) as essais
            from pratique p cross join lateral (
              select coalesce(min(case
                       when p.contenu @@ to_tsquery('simple', u.mot || ':*A') then 4
                       when p.contenu @@ to_tsquery('simple', u.mot || ':*') then 3
                       when p.contenu @@ plainto_tsquery('french', u.mot) then 2
                       when array_to_string(tsvector_to_array(p.contenu), ' ') ~ u.proche then 1
                       else 0 end), 1) as rang
                from unnest(cast(:mots as text[]), cast(:proches as text[])) u (mot, proche)) t
           where t.rang > 0"""

_ORDRE = "order by x.rang desc, x.partagee_le desc nulls first, x.modifie_le desc, x.id"

# The trimestres of a collectif, for the titles of what they ask.
_CAPSULES = """(select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique)
                        order by t.numero desc)
          from trimestre t where t.collectif_id = {collectif})"""

# One statement gives the whole screen of a structure: what it wrote, what is offered to it, what it made of it, and
# where it stands itself.
DE_STRUCTURE = text(f"""
select s.collectif_id, s.nom as structure, k.nom as collectif, k.fictif,
       {_CAPSULES.format(collectif="s.collectif_id")} as capsules,
       (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique,
                 'cotes', (select json_object_agg(r.critere, json_build_array(r.niveau, r.cible, r.non_concerne))
                             from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id))
                        order by t.numero desc)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres,
       (select json_agg(x {_ORDRE}) from ({_LUE}
            and (p.structure_id = s.id or p.etat = 'federation'
                 or (p.etat = 'collectif' and p.collectif_id = s.collectif_id))) x) as pratiques,
       (select json_agg(json_build_object('pratique_id', r.pratique_id, 'titre', r.titre, 'utile', r.utile,
                          'essayee_le', r.essayee_le, 'note', r.note) order by r.modifie_le desc, r.pratique_id)
          from pratique_retour r
         where r.collectif_id = s.collectif_id and r.structure_id = s.id) as retours
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")  # noqa: S608 - only this module's own text

DE_COLLECTIF = text(f"""
select k.id as collectif_id, k.nom as collectif, k.fictif,
       {_CAPSULES.format(collectif="k.id")} as capsules,
       (select json_agg(x {_ORDRE}) from ({_LUE}
            and (p.etat = 'federation' or (p.etat = 'collectif' and p.collectif_id = k.id))) x) as pratiques
  from collectif k where k.id = :collectif
""")  # noqa: S608 - only this module's own text

DE_FEDERATION = text(f"""
select (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique)) from (
          select distinct referentiel_id, thematique from trimestre) t) as capsules,
       (select json_agg(x {_ORDRE}) from ({_LUE} and p.etat = 'federation') x) as pratiques
""")  # noqa: S608 - only this module's own text

# One page, with what is offered with it and what others made of it. ``ici``: the collectif of whoever reads it.
FICHE = text(f"""
select p.id, p.collectif_id, p.structure_id, p.titre, p.situation, p.demarche, p.effet, p.outils, p.contact,
       p.criteres, p.etat, p.signature, p.partagee_le, p.modifie_le, p.version,
       (select c.nom from compte c where c.id = p.modifie_par) as auteur,
       {_CAPSULES.format(collectif="coalesce(cast(:ici as uuid), p.collectif_id)")} as capsules,
       (select json_agg(json_build_object('id', t.id, 'titre', t.titre, 'lien', t.lien,
                          'confidentielle', t.confidentielle) order by l.cree_le, t.id)
          from pratique_trace l join trace t on t.collectif_id = l.collectif_id and t.id = l.trace_id
         where l.collectif_id = p.collectif_id and l.pratique_id = p.id) as traces,
       (select json_agg(json_build_object('structure_id', r.structure_id, 'signature', r.signature, 'utile', r.utile,
                          'essayee_le', r.essayee_le, 'note', r.note, 'version', r.version)
                        order by r.essayee_le desc nulls last, r.cree_le, r.structure_id)
          from pratique_retour r where r.pratique_id = p.id and r.collectif_auteur = p.collectif_id) as retours
  from pratique p
 where p.id = :pratique
""")  # noqa: S608 - only this module's own text

# What the form of a structure chooses from: the critères of its collectif, and the traces that others may read.
CHOIX = text(f"""
select s.collectif_id, {_CAPSULES.format(collectif="s.collectif_id")} as capsules,
       (select json_agg(json_build_object('id', t.id, 'titre', t.titre) order by t.cree_le desc, t.id)
          from trace t where t.collectif_id = s.collectif_id and t.structure_id = s.id
           and not t.confidentielle) as traces
  from structure s where s.id = :structure
""")  # noqa: S608 - only this module's own text

# One column: what others offer on the critères of a carnet ``c``, by critère, the latest first.
OFFERTES = """(select jsonb_object_agg(x.critere, x.pratiques) from (
          select u.critere, json_agg(json_build_object('id', p.id, 'titre', p.titre, 'signature', p.signature)
                                     order by p.partagee_le desc, p.id) as pratiques
            from pratique p cross join unnest(p.criteres) u (critere)
           where p.structure_id <> c.structure_id
             and (p.etat = 'federation' or (p.etat = 'collectif' and p.collectif_id = c.collectif_id))
           group by u.critere) x)"""
