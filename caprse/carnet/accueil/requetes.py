"""The statement of the home of a structure."""

from __future__ import annotations

from sqlalchemy import text

from caprse.collectif.rencontres.requetes import PAS_FINIE

GET_ACCUEIL = text(f"""
select s.collectif_id, k.nom as collectif, k.fictif, s.id as structure_id, s.nom as structure, s.positionne_le,
       s.arrivee_le,
       (select count(*) from positionnement p where p.collectif_id = s.collectif_id and p.structure_id = s.id
           and p.moment = 'depart' and (p.niveau is not null or p.non_concerne)) as positions,
       (select array_agg(p.enjeu) from positionnement p
         where p.collectif_id = s.collectif_id and p.structure_id = s.id and p.moment = 'arrivee'
           and (p.niveau is not null or p.non_concerne)) as arrivees,
       (select p.accueilli_le from compte p where p.id = :compte) as accueilli_le,
       c.etat, c.transmis_le, c.numero, c.thematique, c.fin, c.etat_trimestre, c.referentiel_id,
       c.repondus, c.partages,
       (select json_agg(to_jsonb(m) order by m.jour, m.heure nulls last) from (
         select r.id, r.type, r.titre, r.jour, r.heure, r.lieu, r.lien, r.duree_minutes, p.etat as presence
           from rencontre r
           left join presence p
             on p.collectif_id = r.collectif_id and p.rencontre_id = r.id and p.structure_id = s.id
          where r.collectif_id = s.collectif_id and {PAS_FINIE} and r.annulee_le is null
          order by r.jour, r.heure nulls last limit 2) m) as rencontres,
       (select json_agg(json_build_object('numero', t.numero, 'thematique', t.thematique, 'etat', t.etat,
                                          'debut', t.debut, 'referentiel_id', t.referentiel_id,
                                          'etat_carnet', a.etat) order by t.numero)
          from trimestre t
          left join carnet a on a.collectif_id = t.collectif_id and a.trimestre_id = t.id and a.structure_id = s.id
         where t.collectif_id = s.collectif_id) as chemin
  from structure s
  join collectif k on k.id = s.collectif_id
  left join lateral (
    select c.etat, c.transmis_le, t.numero, t.thematique, t.fin, t.etat as etat_trimestre, t.referentiel_id,
           (select array_agg(r.critere) from reponse r where r.collectif_id = c.collectif_id and r.carnet_id = c.id
               and (r.niveau is not null or r.non_concerne)) as repondus,
           (select array_agg(distinct f.critere) from conflit f
             where f.collectif_id = c.collectif_id and f.carnet_id = c.id) as partages
      from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
     where c.collectif_id = s.collectif_id and c.structure_id = s.id
     order by t.etat = 'ouvert' desc, t.numero desc limit 1) c on true
 where s.id = :structure
""")  # noqa: S608 - only this module's own text
