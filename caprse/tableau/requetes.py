"""The one query of the tableau de bord."""

from __future__ import annotations

from sqlalchemy import text

from caprse.collectif.rencontres.requetes import PAS_FINIE

# What orders the lines is read for all structures, as sets; the rest for one page of them. The order is the rule of
# ``regles.compute_place``, written again because pages are cut in the base: a test holds both together. The last
# activity is looked for only where the rule asks. Days are counted here, in Paris. Critères come by code: a carnet may
# hold answers to codes of an earlier référentiel, which no longer count.
TABLEAU = text(f"""
with ici as materialized (
  select t.id, t.etat = 'ouvert' as ouvert, t.debut, t.fin from trimestre t
   where t.collectif_id = :collectif and t.etat <> 'prepare'
   order by t.numero = :numero desc nulls last, t.etat = 'ouvert' desc, t.numero desc limit 1),
carnets as materialized (
  select c.id, c.structure_id, c.etat, c.transmis_le, c.reouverture_demandee_le, ici.ouvert, ici.debut,
         ici.ouvert and c.etat in ('brouillon', 'a_completer') as ecrit, :jour - ici.fin as retard
    from ici join carnet c on c.collectif_id = :collectif and c.trimestre_id = ici.id),
fils as (
  select f.structure_id, count(distinct f.id) as ouverts, count(m.id) as non_lus, min(m.ecrit_le) as ancien,
         (array_agg(f.carnet_id order by m.ecrit_le) filter (where m.id is not null))[1] as carnet_id
    from fil f
    left join lecture_fil u on u.collectif_id = f.collectif_id and u.fil_id = f.id and u.compte_id = :compte
    left join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id and m.auteur <> :compte
                       and m.ecrit_le > coalesce(u.lu_le, '-infinity')
   where f.collectif_id = :collectif and f.resolu_le is null
   group by f.structure_id),
appuis as (
  select structure_id, count(*) as ouverts, count(*) filter (where etat = 'demande') as demandes,
         min(demande_le) filter (where etat = 'demande') as ancien,
         min(prevu_le) filter (where etat = 'planifie' and prevu_le < :jour) as passe
    from appui where collectif_id = :collectif and etat in ('demande', 'accepte', 'planifie') group by structure_id),
actions as (
  select structure_id, count(*) as en_retard
    from action where collectif_id = :collectif and etat in ('a_faire', 'en_cours') and echeance < :jour
   group by structure_id),
acces as (
  select structure_id, count(*) as comptes from habilitation
   where collectif_id = :collectif and structure_id is not null group by structure_id),
invitees as (
  select structure_id, count(*) as nombre from invitation
   where collectif_id = :collectif and structure_id is not null and acceptee_le is null and annulee_le is null
     and expire_le > :maintenant group by structure_id),
equipe as materialized (
  select array_agg(h.compte_id) as ids from habilitation h
   where h.collectif_id = :collectif and h.role = 'animation'),
faits as materialized (
  select s.id, s.nom, c.id as carnet_id, c.etat, c.ecrit, coalesce(h.comptes, 0) as comptes,
         coalesce(i.nombre, 0) as invitees, (c.id is null or c.ecrit) and h.comptes is null as sans_acces,
         c.transmis_le, c.reouverture_demandee_le, c.retard,
         f.ouverts as fils, coalesce(f.non_lus, 0) as non_lus, f.carnet_id as carnet_non_lu, p.ouverts as appuis,
         coalesce(p.demandes, 0) as demandes, coalesce(a.en_retard, 0) as actions,
         case when c.ouvert and c.etat in ('transmis', 'relu')
              then :jour - (c.reouverture_demandee_le at time zone 'Europe/Paris')::date end as reouverture,
         :jour - (f.ancien at time zone 'Europe/Paris')::date as message_ancien,
         case when c.ouvert and c.etat = 'transmis'
              then :jour - (c.transmis_le at time zone 'Europe/Paris')::date end as transmis,
         :jour - (p.ancien at time zone 'Europe/Paris')::date as appui_ancien, :jour - p.passe as appui_passe,
         case when c.ecrit and h.comptes > 0 and c.retard <= 0 and f.ancien is null and p.ancien is null
               and p.passe is null then
           :jour - coalesce((greatest(
             (select max(r.modifie_le) from reponse r where r.collectif_id = :collectif and r.carnet_id = c.id),
             (select max(m.ecrit_le) from fil g join message m on m.collectif_id = g.collectif_id and m.fil_id = g.id
               where g.collectif_id = :collectif and g.carnet_id = c.id
                 and m.auteur <> all ((select ids from equipe)::uuid[])),
             c.transmis_le, c.reouverture_demandee_le) at time zone 'Europe/Paris')::date, c.debut) end as repos
    from structure s
    left join carnets c on c.structure_id = s.id
    left join acces h on h.structure_id = s.id
    left join invitees i on i.structure_id = s.id
    left join fils f on f.structure_id = s.id
    left join appuis p on p.structure_id = s.id
    left join actions a on a.structure_id = s.id
   where s.collectif_id = :collectif
     and (c.id is not null or (coalesce((select ouvert from ici), true) and s.id = any (array(
            select structure_id from adhesion
             where collectif_id = :collectif and daterange(du, au, '[]') @> cast(:jour as date)))))),
places as materialized (
  select f.*, b.besoin, case b.besoin when 1 then reouverture when 2 then message_ancien when 3 then transmis
           when 5 then retard when 6 then appui_ancien when 7 then appui_passe when 8 then repos else 0 end as jours
    from faits f cross join lateral (select case
           when reouverture is not null then 1 when non_lus > 0 then 2 when transmis is not null then 3
           when sans_acces then 4 when ecrit and retard > 0 then 5 when demandes > 0 then 6
           when appui_passe is not null then 7 when repos >= :sans_activite then 8 when actions > 0 then 9
           else 10 end as besoin) b),
gardees as (
  select * from places
   where (cast(:etat as text) is null or etat = :etat) and nom ~ :motif
     and case cast(:voir as text) when 'pour_moi' then besoin <= 8 when 'a_relire' then transmis is not null
           when 'messages' then non_lus > 0 when 'sans_acces' then sans_acces when 'appuis' then appuis > 0
           when 'en_retard' then ecrit and retard > 0 and not sans_acces when 'actions' then actions > 0
           else true end),
page as (
  select * from gardees order by besoin, jours desc, sort_key(nom) collate "C", id limit :taille offset :debut)
select k.nom as collectif, k.fictif, (select id from ici) as trimestre_id,
       (select json_agg(json_build_object('id', t.id, 'numero', t.numero, 'thematique', t.thematique, 'debut', t.debut,
          'fin', t.fin, 'etat', t.etat, 'referentiel_id', t.referentiel_id) order by t.numero)
          from trimestre t where t.collectif_id = k.id and t.etat <> 'prepare') as trimestres,
       (select json_object_agg(e.etat, e.nombre) from (
          select etat, count(*) as nombre from places where etat is not null group by etat) e) as etats,
       (select json_build_object('structures', count(*), 'a_relire', count(transmis),
          'en_retard', count(*) filter (where ecrit and retard > 0 and not sans_acces),
          'messages', coalesce(sum(non_lus), 0), 'actions', sum(actions),
          -- What several structures share is one, as in the list that it leads to.
          'appuis', (select count(distinct coalesce(a.groupe_id, a.id))
                       from appui a join places s on s.id = a.structure_id
                      where a.collectif_id = :collectif and a.etat in ('demande', 'accepte', 'planifie')),
          'pour_moi', count(*) filter (where besoin <= 8), 'sans_acces', count(*) filter (where sans_acces),
          'trouvees', (select count(*) from gardees)) from places) as totaux,
       (select json_build_object('id', r.id, 'titre', r.titre, 'jour', r.jour, 'heure', r.heure) from rencontre r
         where r.collectif_id = k.id and {PAS_FINIE} and r.annulee_le is null
           and not exists (select 1 from seance s where s.collectif_id = k.id and s.rencontre_id = r.id
             and s.etat = 'en_cours' and not s.repetition)
         order by r.jour, r.heure nulls last limit 1) as rencontre,
       (select json_build_object('id', s.id, 'titre', s.titre) from seance s
         where s.collectif_id = k.id and s.etat = 'en_cours' and not s.repetition
         order by s.commencee_le desc, s.id limit 1) as seance,
       (select json_agg(to_jsonb(p) || to_jsonb(r) || to_jsonb(d) || jsonb_build_object('vue_le', v.vue_le, 'activite',
                 greatest(r.reponse_le, w.parole_le, p.transmis_le, p.reouverture_demandee_le))
               order by p.besoin, p.jours desc, sort_key(p.nom) collate "C", p.id)
          from page p
          cross join lateral (
            select array_agg(r.critere) filter (where r.niveau is not null or r.non_concerne) as repondus,
                   array_agg(r.critere) filter (where (r.niveau is not null or r.non_concerne)
                     and (l.critere is null or l.etat = 'a_relire' or l.version_lue < r.version)) as a_relire,
                   max(r.modifie_le) as reponse_le
              from reponse r
              left join relecture l on l.collectif_id = r.collectif_id and l.carnet_id = r.carnet_id
                                   and l.critere = r.critere
             where r.collectif_id = :collectif and r.carnet_id = p.carnet_id) r
          cross join lateral (
            select array_agg(l.critere) filter (where l.etat = 'a_discuter') as a_discuter,
                   array_agg(l.critere) filter (where l.etat = 'a_completer') as a_completer
              from relecture l where l.collectif_id = :collectif and l.carnet_id = p.carnet_id) d
          cross join lateral (
            select max(m.ecrit_le) as parole_le
              from fil g join message m on m.collectif_id = g.collectif_id and m.fil_id = g.id
             where g.collectif_id = :collectif and g.carnet_id = p.carnet_id
               and m.auteur <> all ((select ids from equipe)::uuid[])) w
          left join visite v on v.collectif_id = :collectif and v.carnet_id = p.carnet_id and v.compte_id = :compte
       ) as lignes
  from collectif k where k.id = :collectif
""")  # noqa: S608 - only this module's own text
