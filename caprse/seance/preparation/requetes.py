"""The statements of the preparation: what a step may speak of, and what steps could be proposed."""

from __future__ import annotations

from sqlalchemy import text

from caprse.seance.requetes import PRATIQUES

GET_CADRE = text(f"""
select t.referentiel_id, t.thematique, {PRATIQUES},
       (select count(*) from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id) as nombre
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
 where s.collectif_id = :collectif and s.id = :seance
""")  # noqa: S608 - only this module's own text

GET_ETAPE = text("""
select e.version, e.fige is not null as montree,
       exists (select from tour t where t.collectif_id = e.collectif_id and t.etape_id = e.id) as votee
  from etape e where e.id = :etape
""")

# Flags are counted, to order them; no structure leaves this statement.
GET_MATIERE = text("""
select t.referentiel_id, t.thematique, k.seuil_anonymat as seuil, r.duree_minutes,
       (select count(*) from decision d
          join rencontre a on a.collectif_id = d.collectif_id and a.id = d.rencontre_id
         where d.collectif_id = r.collectif_id and d.structure_id is null and d.etat = 'a_suivre'
           and a.jour < r.jour) as decisions,
       (select jsonb_object_agg(f.critere, f.nombre) from (
          select l.critere, count(distinct l.structure_id) as nombre from relecture l
            join carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
           where l.collectif_id = r.collectif_id and c.trimestre_id = r.trimestre_id and l.etat = 'a_discuter'
           group by l.critere) f) as drapeaux,
       (select p.agregats - 'nommees' from publication p
         where p.collectif_id = r.collectif_id and p.trimestre_id = r.trimestre_id
         order by p.numero desc limit 1) as edition,
       (select jsonb_agg(jsonb_build_array(e.genre, e.contenu)) from etape e
         where e.collectif_id = s.collectif_id and e.seance_id = s.id) as presentes,
       (select coalesce(sum(e.minutes), 0) from etape e
         where e.collectif_id = s.collectif_id and e.seance_id = s.id) as prises
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join collectif k on k.id = s.collectif_id
 where s.collectif_id = :collectif and s.id = :seance
""")
