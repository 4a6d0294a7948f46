"""The statements of the Monday digest."""

from __future__ import annotations

from sqlalchemy import text

# Those who animate, apart from those who were told of this week already, by a mail or by its notice.
LIST_ANIMATEURS = text("""
select h.collectif_id, p.id as compte_id
  from habilitation h join compte p on p.id = h.compte_id and p.actif
 where h.role = 'animation'
   and not exists (select from courriel q
                    where q.cle = :genre || ':' || h.collectif_id || '-' || :lundi || ':' || p.id)
   and not exists (select from nouvelle n where n.compte_id = p.id
                      and n.cle = :genre || ':' || h.collectif_id || '-' || :lundi || ':' || p.id)
 order by h.collectif_id, p.id
""")

# What waits for one person in a collectif: names of structures in order, meetings of the week with their answers.
GET_SEMAINE = text("""
with ici as (
  select t.id, t.numero, t.thematique, t.referentiel_id, t.fin from trimestre t
   where t.collectif_id = :collectif and t.etat = 'ouvert' limit 1),
noms as (
  select s.id, s.nom, sort_key(s.nom) collate "C" as ordre from structure s where s.collectif_id = :collectif),
carnets as (
  select c.structure_id, c.etat, c.reouverture_demandee_le from ici
    join carnet c on c.collectif_id = :collectif and c.trimestre_id = ici.id)
select k.nom as collectif, (select to_jsonb(ici) from ici) as trimestre,
  (select array_agg(n.nom order by n.ordre) from carnets c join noms n on n.id = c.structure_id
    where c.etat = 'transmis') as a_relire,
  (select array_agg(n.nom order by n.ordre) from carnets c join noms n on n.id = c.structure_id
    where c.etat in ('transmis', 'relu') and c.reouverture_demandee_le is not null) as a_rouvrir,
  (select array_agg(n.nom order by n.ordre) from carnets c join noms n on n.id = c.structure_id
    where c.etat in ('brouillon', 'a_completer')) as pas_transmis,
  (select array_agg(distinct n.nom) from appui a join noms n on n.id = a.structure_id
    where a.collectif_id = :collectif and a.etat = 'demande') as appuis,
  (select array_agg(distinct n.nom) from fil f join noms n on n.id = f.structure_id
     join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id and m.auteur <> :compte
     left join lecture_fil u on u.collectif_id = f.collectif_id and u.fil_id = f.id and u.compte_id = :compte
    where f.collectif_id = :collectif and f.resolu_le is null
      and m.ecrit_le > coalesce(u.lu_le, '-infinity')) as messages,
  (select count(*) from decision d where d.collectif_id = :collectif and d.etat = 'a_suivre'
      and d.echeance < :today) as decisions,
  (select jsonb_agg(n.nom order by n.ordre) from action a join noms n on n.id = a.structure_id
    where a.collectif_id = :collectif and a.etat in ('a_faire', 'en_cours') and a.echeance < :today) as retards,
  (select jsonb_agg(jsonb_build_object('quoi', n.nom, 'jour', a.prevu_le) order by a.prevu_le, n.ordre)
     from appui a join noms n on n.id = a.structure_id
    where a.collectif_id = :collectif and a.etat = 'planifie' and a.prevu_le between :today and :dimanche) as prevus,
  (select jsonb_agg(jsonb_build_object('titre', r.titre, 'jour', r.jour, 'heure', r.heure, 'viennent', v.viennent,
                                       'sans_reponse', v.sans_reponse) order by r.jour, r.heure nulls first)
     from rencontre r
     left join lateral (
       select count(*) filter (where v.reponse = 'vient') as viennent,
              count(*) filter (where v.reponse is null) as sans_reponse
         from convocation v where v.collectif_id = :collectif and v.rencontre_id = r.id) v on true
    where r.collectif_id = :collectif and r.annulee_le is null and r.jour between :today and :dimanche) as rencontres
  from collectif k where k.id = :collectif
""")
