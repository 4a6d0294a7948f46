"""The statement of what a structure may look at again."""

from __future__ import annotations

from sqlalchemy import text

from caprse.progres.traces.requetes import DITE, LEUR_FICHIER

# The latest answer to each code of each version before this trimestre, in which carnets it was answered, what was said
# of it, and the actions: one structure, so a few hundred rows at most. Whose code follows which is settled by the
# rules. What people said is what may be shown of it: the direction alone reads it. An action done before the day was
# kept was done when its line was written last.
LIST_ANTERIEURES = text(f"""
select (select jsonb_agg(to_jsonb(p)) from (
          select distinct on (r.critere, t2.referentiel_id) r.*, t2.numero as trimestre, t2.referentiel_id,
                 t2.repris_le is not null as repris,
                 jsonb_agg(jsonb_build_array(t2.numero, t2.thematique))
                   over (partition by r.critere, t2.referentiel_id) as lieux,
                 l.note, l.etat in ('a_discuter', 'a_completer') and l.version_lue >= r.version as nommee,
                 exists (select from fil f where f.collectif_id = r.collectif_id and f.carnet_id = r.carnet_id
                            and f.critere = r.critere and f.resolu_le is null)
                 or exists (select from conflit x where x.collectif_id = r.collectif_id and x.carnet_id = r.carnet_id
                               and x.critere = r.critere) as discutee,
                 (select coalesce(d.contenu->'criteres'->r.critere, q.contenu->'resultat')
                    from consultation_critere k
                    left join depouillement d on d.collectif_id = k.collectif_id
                                             and d.consultation_id = k.consultation_id
                    left join depouillement_critere q on q.collectif_id = k.collectif_id
                                                     and q.consultation_id = k.consultation_id
                                                     and q.critere = k.critere
                   where k.collectif_id = r.collectif_id and k.carnet_id = r.carnet_id and k.critere = r.critere
                     and not k.libre) as avis,
                 (select json_agg({DITE}) order by l.cree_le, t.id) from reponse_trace l
                    join trace t on t.collectif_id = l.collectif_id and t.id = l.trace_id
                    {LEUR_FICHIER}
                   where l.collectif_id = r.collectif_id and l.carnet_id = r.carnet_id
                     and l.critere = r.critere) as traces
            from carnet c2
            join trimestre t2 on t2.collectif_id = c2.collectif_id and t2.id = c2.trimestre_id
            join reponse r on r.collectif_id = c2.collectif_id and r.carnet_id = c2.id
            left join relecture l on l.collectif_id = r.collectif_id and l.carnet_id = r.carnet_id
                                 and l.critere = r.critere
           where c2.collectif_id = :collectif and c2.structure_id = :structure and t2.numero < :numero
             and (r.niveau is not null or r.non_concerne)
           order by r.critere, t2.referentiel_id, t2.numero desc) p) as anterieures,
       (select jsonb_agg(jsonb_build_array(a.quoi, a.etat, a.echeance, a.criteres,
                                           case a.etat when 'faite' then coalesce(a.faite_le, a.modifie_le) end)
                         order by a.echeance nulls last, a.id)
          from action a
         where a.collectif_id = :collectif and a.structure_id = :structure and a.etat <> 'abandonnee'
           and a.criteres <> '{{}}') as actions
""")  # noqa: S608 - only this module's own text

GET_NUMERO = text("""
select t.numero from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.collectif_id = :collectif and c.id = :carnet
""")

# A trace that was joined already stays as it was; a critère holds so many and no more.
CARRY_TRACES = text("""
insert into reponse_trace (collectif_id, carnet_id, critere, trace_id, structure_id, cree_le, cree_par)
select t.collectif_id, :carnet, cast(:critere as text), t.id, t.structure_id, :now, :compte
  from unnest(cast(:traces as uuid[])) with ordinality as x (id, rang)
  join trace t on t.collectif_id = :collectif and t.structure_id = :structure and t.id = x.id
 order by x.rang
 limit greatest(0, :au_plus - (select count(*) from reponse_trace l where l.collectif_id = :collectif
                                  and l.carnet_id = :carnet and l.critere = cast(:critere as text)))
on conflict do nothing
""")
