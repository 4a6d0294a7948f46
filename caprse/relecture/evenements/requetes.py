"""What is to be said of an event, read when it happens and again when its mail leaves: one statement each,
for one thing or several of a kind."""

from __future__ import annotations

from sqlalchemy import text

from caprse.collectif.rencontres.requetes import PAS_FINIE

GET_TRIMESTRE = text(f"""
select t.id, t.collectif_id, t.etat, t.numero, t.thematique, t.referentiel_id, t.debut, t.fin, k.nom as collectif,
       (select jsonb_agg(c.structure_id) from carnet c
         where c.collectif_id = t.collectif_id and c.trimestre_id = t.id) as structures,
       (select jsonb_agg(jsonb_build_array(x.structure_id, x.nombre)) from (
          select structure_id, count(*) as nombre from trace
           where collectif_id = :collectif and expire_le <= :preavis group by structure_id) x) as traces,
       (select jsonb_build_array(r.jour, r.heure, r.titre) from rencontre r
         where r.collectif_id = t.collectif_id and {PAS_FINIE} and r.annulee_le is null
         order by r.jour, r.heure nulls first limit 1) as rencontre
  from trimestre t join collectif k on k.id = t.collectif_id
 where t.collectif_id = :collectif and t.id = any (cast(:objets as uuid[]))
""")  # noqa: S608 - only this module's own text

GET_CARNET = text("""
select c.id, c.structure_id, c.etat, c.motif_incomplet, s.nom as structure, t.numero, t.thematique, t.referentiel_id,
       t.etat as etat_trimestre, p.nom as par,
       (select array_agg(r.critere) from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
           and (r.niveau is not null or r.non_concerne)) as repondus,
       (select count(*) from relecture l where l.collectif_id = c.collectif_id and l.carnet_id = c.id
           and (l.note <> '' or l.niveau_suggere is not null)) as remarques
  from carnet c
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  left join compte p on p.id = c.transmis_par
 where c.collectif_id = :collectif and c.id = any (cast(:objets as uuid[]))
""")

GET_APPUI = text("""
select a.id, a.structure_id, a.etat, a.demande, a.demande_le, a.reponse, a.prevu_le, a.demi_journees,
       s.nom as structure, p.nom as demandeur, g.titre as groupe, g.demi_journees as partagees, g.parts
  from appui a
  left join appui_collectif g on g.collectif_id = a.collectif_id and g.id = a.groupe_id
  join structure s on s.collectif_id = a.collectif_id and s.id = a.structure_id
  left join compte p on p.id = a.demande_par
 where a.collectif_id = :collectif and a.id = any (cast(:objets as uuid[]))
""")

GET_A_VOIR = text("""
select v.id, v.critere, v.compte_id, v.structure_id, v.pour_le, v.note, v.rendu_le, s.nom as structure,
       d.nom as demandeur, c.etat, t.etat as etat_trimestre, t.referentiel_id, t.thematique
  from a_voir v
  join structure s on s.collectif_id = v.collectif_id and s.id = v.structure_id
  join carnet c on c.collectif_id = v.collectif_id and c.id = v.carnet_id
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  left join compte d on d.id = v.demande_par
 where v.collectif_id = :collectif and v.id = any (cast(:objets as uuid[]))
""")

GET_CONSULTATION = text("""
select k.id, k.structure_id, k.fin, k.nommee, k.close_le, s.nom as structure, t.etat as etat_trimestre,
       (select count(*) from consultation_critere x
         where x.collectif_id = k.collectif_id and x.consultation_id = k.id) as questions
  from consultation k
  join structure s on s.collectif_id = k.collectif_id and s.id = k.structure_id
  join carnet c on c.collectif_id = k.collectif_id and c.id = k.carnet_id
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where k.collectif_id = :collectif and k.id = any (cast(:objets as uuid[]))
""")

GET_BINOME = text("""
select b.id, b.etat, b.structures, b.noms, b.dons, b.lieu,
       (select t.referentiel_id from trimestre t where t.collectif_id = b.collectif_id
         order by t.etat = 'prepare', case t.etat when 'prepare' then t.numero else -t.numero end
         limit 1) as referentiel_id
  from binome b
 where b.collectif_id = :collectif and b.id = any (cast(:objets as uuid[]))
""")

GET_DECISION = text("""
select d.id, d.structure_id, d.etat, d.quoi, d.pilote, d.echeance, d.confirmee_le, s.nom as structure,
       r.id as rencontre_id, r.titre as rencontre, r.jour
  from decision d
  join rencontre r on r.collectif_id = d.collectif_id and r.id = d.rencontre_id
  join structure s on s.collectif_id = d.collectif_id and s.id = d.structure_id
 where d.collectif_id = :collectif and d.id = any (cast(:objets as uuid[]))
""")
