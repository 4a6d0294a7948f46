"""The statements of the meetings: as a page shows one, as a calendar holds them; who comes, what was decided."""

from __future__ import annotations

from sqlalchemy import text

# A meeting ``r`` that is not over, as `compute_fin` says it: its hour and its length, else the end of its day.
PAS_FINIE = (
    "coalesce(r.jour + r.heure + make_interval(mins => r.duree_minutes), r.jour + interval '1 day')"
    " > (cast(:now as timestamptz) at time zone 'Europe/Paris')"
)

# The animation sees the structures that are members that day, and whom asking would reach of those that are today;
# anyone else, their own. Decisions: row-level security.
GET_FICHE = text("""
select r.id, r.collectif_id, k.nom as collectif, k.fictif, t.numero, t.referentiel_id, t.thematique,
       r.type, r.titre, r.jour, r.heure, r.duree_minutes,
       r.lieu, r.lien, r.ordre_du_jour, r.annulee_le is not null as annulee, r.version,
       r.sequence, r.modifie_le,
       (select jsonb_agg(jsonb_build_object('structure_id', s.id, 'nom', s.nom, 'etat', p.etat,
                                            'personnes', p.personnes, 'joignables',
             (select jsonb_agg(h.compte_id) from habilitation h join compte q on q.id = h.compte_id and q.actif
               where h.collectif_id = s.collectif_id and h.structure_id = s.id and h.role = any (:ecrivent)
                 and r.collectif_id = any ((select mes('anime'))::uuid[])
                 and exists (select from adhesion a where a.collectif_id = s.collectif_id and a.structure_id = s.id
                                and daterange(a.du, a.au, '[]') @> cast(:today as date))))
                         order by sort_key(s.nom) collate "C", s.id)
          from structure s left join presence p on p.collectif_id = s.collectif_id and p.rencontre_id = r.id
                                               and p.structure_id = s.id
         where s.collectif_id = r.collectif_id
           and (s.id = any (cast(:miennes as uuid[]))
                or r.collectif_id = any ((select mes('anime'))::uuid[])
                   and (p.etat is not null or exists (
                     select 1 from adhesion a where a.collectif_id = s.collectif_id and a.structure_id = s.id
                        and daterange(a.du, a.au, '[]') @> r.jour)))) as presences,
       (select jsonb_agg(to_jsonb(d) || jsonb_build_object('structure', s.nom) order by d.cree_le, d.id)
          from decision d left join structure s on s.collectif_id = d.collectif_id and s.id = d.structure_id
         where d.collectif_id = r.collectif_id and d.rencontre_id = r.id) as decisions
  from rencontre r
  join collectif k on k.id = r.collectif_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
 where r.id = :rencontre
""")

# Cancelled meetings too: a calendar that holds one must be told. Row-level security keeps to the person's collectifs.
LIST_RENDEZVOUS = text("""
select r.id, r.type, r.titre, r.jour, r.heure, r.duree_minutes, r.lieu, r.lien, r.ordre_du_jour, r.annulee_le,
       r.sequence, r.modifie_le, k.nom as collectif, k.fictif
  from rencontre r join collectif k on k.id = r.collectif_id
 where case when cast(:rencontre as uuid) is null then r.collectif_id = any ((select mes('membre'))::uuid[])
            else r.id = :rencontre end
 order by r.jour, r.heure nulls first, r.id
""")

FIND_ABONNE = text("""
select a.compte_id from abonnement_agenda a join compte c on c.id = a.compte_id and c.actif
 where a.empreinte = :empreinte
""")

GET_PRESENCE = text("""
select r.collectif_id, r.annulee_le, p.etat
  from rencontre r
  join structure s on s.collectif_id = r.collectif_id and s.id = :structure
  left join presence p on p.collectif_id = r.collectif_id and p.rencontre_id = r.id and p.structure_id = s.id
 where r.id = :rencontre
""")

# Only the structures of the collectif, whatever was sent; those whose presence is settled so already stay untouched.
SETTLE_PRESENCES = text("""
insert into presence as p (collectif_id, rencontre_id, structure_id, etat, modifie_le, modifie_par)
select :collectif, :rencontre, s.id, case when l.value::boolean then 'presente' else 'absente' end, :now, :compte
  from jsonb_each_text(:presentes) l join structure s on s.collectif_id = :collectif and s.id = l.key::uuid
    on conflict (collectif_id, rencontre_id, structure_id) do update
   set etat = excluded.etat, modifie_le = excluded.modifie_le, modifie_par = excluded.modifie_par
 where p.etat <> excluded.etat
""")

# What is still to be done first, what is late at its head; then the latest that ended. Row-level security keeps what
# concerns one structure to its people and to the animation. A meeting that is named is there even without decisions.
LIST_DECISIONS = text("""
select d.id, d.quoi, d.pilote, d.echeance, d.criteres, d.etat, d.structure_id, d.confirmee_le, d.version,
       s.nom as structure, r.id as rencontre_id, r.titre as rencontre, r.jour, t.numero, t.referentiel_id, t.thematique
  from rencontre r
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  left join decision d on d.collectif_id = r.collectif_id and d.rencontre_id = r.id
  left join structure s on s.collectif_id = d.collectif_id and s.id = d.structure_id
 where r.collectif_id = :collectif and (cast(:rencontre as uuid) = r.id or cast(:rencontre as uuid) is null
       and (d.etat = 'a_suivre' or d.id in (
             select f.id from decision f where f.collectif_id = :collectif and f.etat <> 'a_suivre'
              order by f.cree_le desc, f.id limit :closes)))
 order by d.etat <> 'a_suivre', case when d.etat = 'a_suivre' then d.echeance end nulls last,
          case when d.etat <> 'a_suivre' then d.cree_le end desc, d.cree_le, d.id
""")
