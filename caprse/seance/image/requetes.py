"""The statements of what a wall shows: the session and its step, and the figures of each kind of step."""

from __future__ import annotations

from sqlalchemy import text

from caprse.seance.requetes import PRATIQUES_CHOISIES

# What is merged into other words counts with them, whatever its own state: hence all words here, sorted out after.
GET_SEANCE = text(f"""
select s.id, s.collectif_id, s.rencontre_id, s.titre, s.etat, s.repetition, s.code, s.verrouillee, s.ecran, s.theme,
       s.revision, s.minuteur_fin, s.accord_le, r.jour, r.titre as rencontre, t.numero, t.thematique, t.referentiel_id,
       k.seuil_anonymat as seuil, k.seuil_mouvement as mouvement, k.fictif,
       e.id as etape_id, e.genre, e.titre as etape_titre, e.contenu,
       (select count(*) from etape a where a.collectif_id = s.collectif_id and a.seance_id = s.id
           and a.ordre <= e.ordre) as rang,
       (select count(*) from etape a where a.collectif_id = s.collectif_id and a.seance_id = s.id) as nombre,
       (select count(*) from participant p where p.collectif_id = s.collectif_id and p.seance_id = s.id
           and p.retire_le is null) as appareils,
       (select jsonb_agg(to_jsonb(tr) || jsonb_build_object(
                 'votes', (select count(*) from vote v where v.collectif_id = tr.collectif_id and v.tour_id = tr.id),
                 'bulletins', (select jsonb_agg(to_jsonb(m)) from mot m
                                where m.collectif_id = tr.collectif_id and m.tour_id = tr.id)) order by tr.numero)
          from tour tr where tr.collectif_id = s.collectif_id and tr.etape_id = e.id) as tours,
       (select jsonb_build_array(n.jour, n.heure, n.titre, n.lieu) from rencontre n
         where e.genre = 'cloture' and n.collectif_id = s.collectif_id and n.annulee_le is null and n.jour > r.jour
         order by n.jour, n.heure nulls last, n.id limit 1) as prochaine,
       {PRATIQUES_CHOISIES}
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join collectif k on k.id = s.collectif_id
  left join etape e on e.collectif_id = s.collectif_id and e.seance_id = s.id and e.id = coalesce(:etape, s.etape_id)
 where s.id = :seance
""")  # noqa: S608 - only this module's own text

# The last publication of each trimestre up to this one, without names. An open one is opened to the room when every
# member has answered, or when the room agreed to look: you answer before you look. ``manquants``: the carnets of this
# trimestre that are still awaited, which no wall is given. ``population``: who has a niveau on which question of its
# thématique, in a few signs; nothing where the thématique came once, or where answers moved since they were published.
LIST_PARUTIONS = text("""
select (select jsonb_agg(jsonb_build_object(
                 'trimestre_id', t.id, 'numero', t.numero, 'clos', t.etat = 'clos', 'carnets', p.carnets,
                 'publie_le', p.publie_le, 'edition', p.agregats - 'nommees',
                 'ouverte', t.etat = 'clos' or (:accord and t.numero = :numero) or not exists (
                   select from carnet c
                     join adhesion a on a.collectif_id = c.collectif_id and a.structure_id = c.structure_id
                                    and daterange(a.du, a.au, '[]') @> cast(:jour as date)
                    where c.collectif_id = t.collectif_id and c.trimestre_id = t.id
                      and c.etat not in ('transmis', 'relu')),
                 'population', (
                   select case when count(*) = (
                            select sum(n::int) from jsonb_array_elements(p.agregats -> 'agregats') a
                             cross join jsonb_array_elements_text(a -> 'repartition') n
                             where a -> 'code' = p.agregats -> 'total')
                          then md5(string_agg(r.critere || ' ' || pc.structure_id, ' '
                                              order by r.critere, pc.structure_id)) end
                     from publication_carnet pc
                     join reponse r on r.collectif_id = pc.collectif_id and r.carnet_id = pc.carnet_id
                    where pc.collectif_id = p.collectif_id and pc.publication_id = p.id and pc.empreinte <> ''
                      and r.niveau is not null
                      and cast(:questions as jsonb) -> t.thematique @> to_jsonb(r.critere)
                      and exists (select from trimestre u where u.collectif_id = t.collectif_id
                                     and u.thematique = t.thematique and u.id <> t.id and u.numero <= :numero)))
               order by t.numero desc)
          from trimestre t
          cross join lateral (select * from publication p where p.collectif_id = t.collectif_id
                                 and p.trimestre_id = t.id order by p.numero desc limit 1) p
         where t.collectif_id = :collectif and t.numero <= :numero) as parutions,
       (select jsonb_agg(x.nom order by sort_key(x.nom) collate "C", x.id)
          from trimestre t
          join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id
                       and c.etat not in ('transmis', 'relu')
          join adhesion a on a.collectif_id = c.collectif_id and a.structure_id = c.structure_id
                         and daterange(a.du, a.au, '[]') @> cast(:jour as date)
          join structure x on x.collectif_id = c.collectif_id and x.id = c.structure_id
         where t.collectif_id = :collectif and t.numero = :numero and t.etat = 'ouvert') as manquants
""")

# Of each carnet that a publication counted, the arrêté it was made from: the one of that day, else the first after.
# Neither moves once it is written, so that what each publication showed of a critère is known for good: the last is
# counted, and set beside every earlier one that a closed trimestre showed, those that stood after its first arrêtés.
# Then the structures named on the axis, and those that one account directs.
READ_NIVEAUX = text("""
with parue as (
  select id, collectif_id, numero, publie_le, agregats, max(numero) over () as dernier,
         lead(publie_le) over (order by numero) > (
           select min(arrete_le) from arrete where collectif_id = :collectif and trimestre_id = :trimestre) as montree
    from publication
   where collectif_id = :collectif and trimestre_id = :trimestre),
lu as (
  select p.numero, pc.structure_id, r.code, r.niveau
    from parue p
    join publication_carnet pc on pc.collectif_id = p.collectif_id and pc.publication_id = p.id and pc.empreinte <> ''
    cross join lateral (
      select a.figures from arrete a where a.collectif_id = pc.collectif_id and a.carnet_id = pc.carnet_id
       order by a.arrete_le <= p.publie_le desc, case when a.arrete_le <= p.publie_le then -a.numero else a.numero end
       limit 1) a
    cross join lateral jsonb_to_recordset(a.figures -> 'reponses') as r (code text, niveau int)
   where r.niveau is not null and r.code = any (:criteres))
select (select jsonb_agg(jsonb_build_array(c.code, c.niveau, c.nombre))
          from (select l.code, l.niveau, count(*) as nombre from lu l join parue p on p.numero = l.numero
                 where p.numero = p.dernier group by l.code, l.niveau) c) as comptes,
       (select jsonb_agg(jsonb_build_array(m.numero, m.code, m.structure_id))
          from (select e.numero, b.code, b.structure_id
                  from parue e
                 cross join lateral (
                   select coalesce(v.code, n.code) as code, coalesce(v.structure_id, n.structure_id) as structure_id
                     from (select * from lu where lu.numero = e.numero) v
                     full join (select * from lu where lu.numero = e.dernier) n
                            on n.structure_id = v.structure_id and n.code = v.code
                    where v.niveau is distinct from n.niveau) b
                 where e.montree) m) as mouvements,
       (select jsonb_agg(distinct n ->> 'structure_id')
          from parue p, jsonb_array_elements(coalesce(p.agregats -> 'nommees', '[]')) n
         where exists (select from jsonb_array_elements(n -> 'figures') f where f ->> 'code' = :axe)) as nommees,
       (select jsonb_agg(d.structures)
          from (select jsonb_agg(distinct h.structure_id) as structures from habilitation h
                 where h.collectif_id = :collectif and h.structure_id is not null
                 group by h.compte_id having count(distinct h.structure_id) > 1) d) as ensembles
""")

# Those of the whole collectif; those of one structure only on the day they were taken, and where it shows its name.
LIST_DECISIONS = text("""
select d.quoi, d.pilote, d.echeance, case when st.montre_son_nom then st.nom end as structure,
       case when st.montre_son_nom then st.id end as structure_id
  from decision d
  join rencontre r on r.collectif_id = d.collectif_id and r.id = d.rencontre_id
  left join structure st on st.collectif_id = d.collectif_id and st.id = d.structure_id
 where d.collectif_id = :collectif
   and case when :ouvertes then d.etat = 'a_suivre' and d.structure_id is null and d.rencontre_id <> :rencontre
                                and r.jour <= :jour
            else d.rencontre_id = :rencontre and (d.structure_id is null or st.montre_son_nom) end
 order by case when :ouvertes then d.echeance end nulls last, d.cree_le, d.id
""")
