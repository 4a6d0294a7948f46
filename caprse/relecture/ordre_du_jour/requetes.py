"""What a meeting's agenda may propose, in one statement."""

from __future__ import annotations

from sqlalchemy import text

# No structure is named in an agenda that everybody reads, nor counted: a flag of one structure alone would be told.
A_PROPOSER = text("""
select array(select distinct l.critere from relecture l
               join carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
              where l.collectif_id = r.collectif_id and c.trimestre_id = r.trimestre_id and l.etat = 'a_discuter')
         as a_discuter,
       array(select d.quoi from decision d
               join rencontre a on a.collectif_id = d.collectif_id and a.id = d.rencontre_id
              where d.collectif_id = r.collectif_id and d.structure_id is null and d.etat = 'a_suivre'
                and a.jour < r.jour
              order by d.echeance nulls last, d.cree_le, d.id) as decisions,
       t.referentiel_id, t.thematique, k.seuil_anonymat as seuil, x.actions, x.structures
  from rencontre r
  join collectif k on k.id = r.collectif_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  cross join lateral (
    select count(*) as actions, count(distinct x.structure_id) as structures from action x
     where x.collectif_id = r.collectif_id and x.etat in ('a_faire', 'en_cours')
       and x.echeance < cast(:jour as date)) x
 where r.collectif_id = :collectif and r.id = :rencontre
""")
