-- What hangs on a critère of an open carnet goes where its answer goes, when the collectif takes another version: the
-- traces to each critère that takes it over, what a colleague still has to see to the first.
create function suivre_bascule() returns trigger language plpgsql as $$
begin
  insert into public.reponse_trace (collectif_id, carnet_id, critere, trace_id, structure_id, cree_le, cree_par)
  select l.collectif_id, l.carnet_id, s.vers ->> 'code', l.trace_id, l.structure_id, min(l.cree_le),
         (array_agg(l.cree_par order by l.cree_le))[1]
    from public.reponse_trace l
    join public.carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
    join public.trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
    cross join lateral jsonb_array_elements(new.correspondance -> 'lignes' -> l.critere -> 'vers') s (vers)
   where l.collectif_id = new.collectif_id and t.etat = 'ouvert' and t.referentiel_id = new.vers
     and s.vers ->> 'code' <> l.critere
   group by l.collectif_id, l.carnet_id, s.vers ->> 'code', l.trace_id, l.structure_id
      on conflict do nothing;
  update public.a_voir v
     set critere = new.correspondance -> 'lignes' -> v.critere -> 'vers' -> 0 ->> 'code'
    from public.carnet c
    join public.trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
   where v.collectif_id = new.collectif_id and v.rendu_le is null
     and c.collectif_id = v.collectif_id and c.id = v.carnet_id and t.etat = 'ouvert' and t.referentiel_id = new.vers
     and new.correspondance -> 'lignes' -> v.critere -> 'vers' -> 0 ->> 'code' <> v.critere
     -- Where several come together, or one waits there already, each stays to be seen once.
     and not exists (select from public.a_voir w
                      where w.collectif_id = v.collectif_id and w.carnet_id = v.carnet_id and w.critere <> v.critere
                        and coalesce(new.correspondance -> 'lignes' -> w.critere -> 'vers' -> 0 ->> 'code', w.critere)
                            = new.correspondance -> 'lignes' -> v.critere -> 'vers' -> 0 ->> 'code');
  return null;
end $$;
create trigger suite_bascule after insert on bascule for each row
  when (jsonb_typeof(new.correspondance -> 'lignes') = 'object') execute function suivre_bascule();
