"""The statements of the re-reading that read several tables, or write one from another."""

from __future__ import annotations

from sqlalchemy import text

from caprse.progres.pratiques.requetes import OFFERTES
from caprse.progres.traces.requetes import LIEES
from caprse.relecture.a_voir.requetes import A_VOIR

# Where a carnet belongs, what it asks, and the version of one of its answers.
LIEU = text("""
select c.collectif_id, c.structure_id, c.etat, t.etat as etat_trimestre, t.referentiel_id, t.thematique,
       coalesce((select r.version from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
                    and r.critere = :critere), 0) as version_reponse
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
""")

# What stands beside the answers of a carnet: what was re-read of them, the traces tied to them, whom one asked to see
# them.
ALENTOURS = text(f"""
select (select json_agg(json_build_array(x.critere, x.etat, x.note, x.niveau_suggere, x.version_lue, x.modifie_le))
          from relecture x where x.collectif_id = c.collectif_id and x.carnet_id = c.id) as relectures,
       {LIEES} as traces, {A_VOIR} as a_voir, {OFFERTES} as pratiques
  from carnet c where c.collectif_id = :collectif and c.id = :carnet
""")  # noqa: S608 - only this module's own text

# What is waiting comes first; among equals, who has waited longest.
LIST_A_RELIRE = text("""
with ici as (
  select t.* from trimestre t
   where t.collectif_id = :collectif and t.etat <> 'prepare'
   order by t.id = (select c.trimestre_id from carnet c where c.collectif_id = :collectif and c.id = :carnet)
              desc nulls last, t.numero = :numero desc nulls last, t.etat = 'ouvert' desc, t.numero desc
   limit 1)
select k.nom as collectif, k.fictif, ici.numero, ici.etat as etat_trimestre, ici.thematique, ici.referentiel_id,
       (select json_agg(json_build_array(t.numero, t.thematique, t.referentiel_id) order by t.numero desc)
          from trimestre t where t.collectif_id = k.id and t.etat <> 'prepare') as trimestres,
       (select count(*) from carnet c where c.collectif_id = k.id and c.trimestre_id = ici.id
           and c.etat = 'brouillon' and ici.etat <> 'clos') as brouillons,
       (select json_agg(l order by l.etat <> 'transmis', l.etat, l.transmis_le,
                               sort_key(l.structure) collate "C", l.id)
          from (select c.id, c.structure_id, s.nom as structure, c.etat, c.transmis_le, r.*, m.non_lus
                  from carnet c
                  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
                  left join visite v on v.collectif_id = c.collectif_id and v.carnet_id = c.id
                                    and v.compte_id = :compte
                  cross join lateral (
                    select array_agg(r.critere) filter (where r.niveau is not null or r.non_concerne) as repondus,
                           array_agg(r.critere) filter (where (r.niveau is not null or r.non_concerne)
                             and l.etat <> 'a_relire' and l.version_lue >= r.version) as relus,
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

# Sub-selects stay within the structure, but for the others' answers to the critères that it says do not concern it.
CARNET_A_RELIRE = text(f"""
select c.id, c.collectif_id, c.structure_id, s.nom as structure, s.types, s.effectif, c.etat, c.version, c.transmis_le,
       c.vu_ensemble_le, c.motif_incomplet, c.reouverture_demandee_le, c.motif_reouverture,
       t.numero, t.thematique, t.referentiel_id, t.etat as etat_trimestre, t.repris_le,
       k.seuil_anonymat as seuil, v.vue_le,
       (select jsonb_object_agg(r.critere, to_jsonb(r) || jsonb_build_object('auteur', a.nom))
          from reponse r left join compte a on a.id = r.modifie_par
         where r.collectif_id = c.collectif_id and r.carnet_id = c.id) as reponses,
       (select jsonb_object_agg(p.critere, to_jsonb(p)) from (
          select distinct on (r.critere) r.*, t2.numero as trimestre, t2.referentiel_id
            from carnet c2
            join trimestre t2 on t2.collectif_id = c2.collectif_id and t2.id = c2.trimestre_id
            join reponse r on r.collectif_id = c2.collectif_id and r.carnet_id = c2.id
           where c2.collectif_id = c.collectif_id and c2.structure_id = c.structure_id and t2.numero < t.numero
             and (r.niveau is not null or r.non_concerne)
           order by r.critere, t2.numero desc) p) as anciennes,
       (select jsonb_object_agg(l.critere, to_jsonb(l) || jsonb_build_object('auteur', a.nom))
          from relecture l left join compte a on a.id = l.modifie_par
         where l.collectif_id = c.collectif_id and l.carnet_id = c.id) as relectures,
       {LIEES} as traces,
       (select jsonb_object_agg(d.partie, d.lignes) from (
          select d.partie, jsonb_agg(jsonb_build_array(d.compte_id, a.nom, d.contenu, d.cree_le)
                                     order by d.compte_id <> :compte, d.cree_le, d.compte_id) as lignes
            from desaccord d left join compte a on a.id = d.compte_id
           where d.collectif_id = c.collectif_id and d.objet_id = c.id
           group by d.partie) d) as desaccords,
       (select jsonb_object_agg(n.critere, n.texte) from note_privee n
         where n.collectif_id = c.collectif_id and n.carnet_id = c.id and n.compte_id = :compte) as notes,
       (select jsonb_object_agg(f.critere, json_build_array(f.messages, f.non_lus)) from (
          select coalesce(f.critere, '') as critere, count(*) as messages,
                 count(*) filter (where m.auteur <> :compte
                                    and m.ecrit_le > coalesce(lf.lu_le, '-infinity')) as non_lus
            from fil f
            join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id
            left join lecture_fil lf on lf.collectif_id = f.collectif_id and lf.fil_id = f.id
                                    and lf.compte_id = :compte
           where f.collectif_id = c.collectif_id and f.carnet_id = c.id
           group by f.critere) f) as fils,
       (select jsonb_agg(jsonb_build_array(a.quoi, a.echeance, a.criteres)) from action a
         where a.collectif_id = c.collectif_id and a.structure_id = c.structure_id
           and a.etat in ('a_faire', 'en_cours') and a.echeance < cast(:jour as date)) as actions,
       (select jsonb_object_agg(p.critere, jsonb_build_array(p.repondants, p.non_concernes)) from (
          select r.critere, count(*) as repondants, count(*) filter (where r.non_concerne) as non_concernes
            from reponse moi
            join carnet c2 on c2.collectif_id = c.collectif_id and c2.trimestre_id = c.trimestre_id
                          and c2.id <> c.id and c2.etat in ('transmis', 'relu')
            join reponse r on r.collectif_id = c2.collectif_id and r.carnet_id = c2.id and r.critere = moi.critere
           where moi.collectif_id = c.collectif_id and moi.carnet_id = c.id and moi.non_concerne
             and (r.niveau is not null or r.non_concerne)
           group by r.critere) p) as pairs,
       (select jsonb_agg(to_jsonb(h) order by h.rang) from (
          select j.cle ->> 'critere' as critere, j.instant, a.nom as auteur, j.avant, j.apres,
                 row_number() over (partition by j.cle ->> 'critere' order by j.id desc) as rang
            from journal j left join compte a on a.id = j.compte_id
           where j.structure_id = c.structure_id and j.objet = 'reponse' and j.cle ->> 'carnet_id' = cast(c.id as text)
             and (jsonb_exists(j.apres, 'niveau') or jsonb_exists(j.apres, 'non_concerne'))) h
         where h.rang <= :historique) as historique
  from carnet c
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join collectif k on k.id = c.collectif_id
  left join visite v on v.collectif_id = c.collectif_id and v.carnet_id = c.id and v.compte_id = :compte
 where c.id = :carnet
""")  # noqa: S608 - only the house's own text

RELECTURE = text("""
select to_jsonb(l) || jsonb_build_object('auteur', a.nom) as relecture, l.modifie_par
  from relecture l left join compte a on a.id = l.modifie_par
 where l.collectif_id = :collectif and l.carnet_id = :carnet and l.critere = :critere
""")

LIST_A_COMPLETER = text("""
select l.critere, l.note
  from relecture l
  left join reponse r on r.collectif_id = l.collectif_id and r.carnet_id = l.carnet_id and r.critere = l.critere
 where l.collectif_id = :collectif and l.carnet_id = :carnet and l.critere <> '' and l.etat = 'a_completer'
   and l.version_lue >= coalesce(r.version, 0)
 order by l.critere
""")

MARK_RELU = text("""
insert into relecture as l (collectif_id, carnet_id, critere, structure_id, etat, version_lue, modifie_le, modifie_par)
select r.collectif_id, r.carnet_id, r.critere, r.structure_id, 'relu', r.version, :now, :compte
  from reponse r
 where r.collectif_id = :collectif and r.carnet_id = :carnet and (r.niveau is not null or r.non_concerne)
    on conflict (collectif_id, carnet_id, critere) do update
   set etat = 'relu', version_lue = excluded.version_lue, version = l.version + 1, modifie_le = excluded.modifie_le,
       modifie_par = excluded.modifie_par
 where l.etat = 'a_relire' or (l.etat = 'relu' and l.version_lue < excluded.version_lue)
returning 1
""")

SUGGESTION = text("""
select c.collectif_id, c.structure_id, l.niveau_suggere, to_jsonb(r) as reponse
  from carnet c
  left join relecture l on l.collectif_id = c.collectif_id and l.carnet_id = c.id and l.critere = :critere
  left join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id and r.critere = :critere
 where c.id = :carnet
""")

EXAMEN = text("""
select k.seuil_anonymat as seuil,
       (select p.id from publication p where p.collectif_id = k.id and p.trimestre_id = :trimestre
         order by p.numero desc limit 1) as publication,
       (select jsonb_object_agg(p.critere, to_jsonb(p)) from (
          select distinct on (r.critere) r.*, t.numero as trimestre, t.referentiel_id
            from carnet c
            join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
            join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id
           where c.collectif_id = k.id and c.structure_id = :structure and t.numero < :numero
             and (r.niveau is not null or r.non_concerne)
           order by r.critere, t.numero desc) p) as anciennes,
       (select jsonb_agg(jsonb_build_array(a.quoi, a.echeance, a.criteres)) from action a
         where a.collectif_id = k.id and a.structure_id = :structure
           and a.etat in ('a_faire', 'en_cours') and a.echeance < cast(:jour as date)) as actions,
       (select array_agg(distinct l.critere) from reponse_trace l
         where l.collectif_id = k.id and l.carnet_id = :carnet) as jointes
  from collectif k where k.id = :collectif
""")

# The carnets that the publication counted, as long as none of them has moved since: what is said stays about that set.
PAIRS = text("""
select r.critere, jsonb_object_agg(r.structure_id, coalesce(cast(pc.unite as text), cast(r.structure_id as text)))
         as repondants,
       coalesce(array_agg(r.structure_id) filter (where r.non_concerne), '{}') as non_concernes
  from publication_carnet pc
  join reponse r on r.collectif_id = pc.collectif_id and r.carnet_id = pc.carnet_id
 where pc.collectif_id = :collectif and pc.publication_id = :publication and pc.empreinte <> ''
   and (r.niveau is not null or r.non_concerne)
   and not exists (
     select from publication_carnet autre
       join carnet c on c.collectif_id = autre.collectif_id and c.id = autre.carnet_id
      where autre.collectif_id = :collectif and autre.publication_id = :publication
        and (c.etat not in ('transmis', 'relu') or c.transmis_le >= autre.publie_le))
 group by r.critere
""")
