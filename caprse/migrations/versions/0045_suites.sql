-- By old code, the codes that take it over: of critères as the correspondence says; of enjeux that are gone, the enjeux
-- where their critères went. What is retired has none; a code that says nothing here stays.
create function lister_suites(p_lignes jsonb, p_de uuid, p_vers uuid) returns jsonb language sql stable as $$
  with enjeux as (
    select r.id, e.enjeu ->> 'code' as code, c.critere ->> 'code' as critere
      from public.referentiel r
      cross join lateral jsonb_array_elements(r.contenu -> 'thematiques') t (thematique)
      cross join lateral jsonb_array_elements(t.thematique -> 'enjeux') e (enjeu)
      cross join lateral jsonb_array_elements(e.enjeu -> 'criteres') c (critere)
     where r.id in (p_de, p_vers)),
  criteres as (
    select l.code, coalesce((select jsonb_agg(v.un ->> 'code' order by v.rang)
                               from jsonb_array_elements(l.ligne -> 'vers') with ordinality v (un, rang)), '[]') as suites
      from jsonb_each(p_lignes) l (code, ligne)),
  partis as (
    select a.code, jsonb_agg(distinct n.code) as suites
      from enjeux a
      join criteres c on c.code = a.critere
      join enjeux n on n.id = p_vers and c.suites ? n.critere
     where a.id = p_de and not exists (select from enjeux x where x.id = p_vers and x.code = a.code)
     group by a.code)
  select coalesce(jsonb_object_agg(u.code, u.suites), '{}') from (select * from criteres union all select * from partis) u
$$;

-- Each of these codes, in their order, as it is followed; each once, so many at most.
create function suivre_codes(p_codes text[], p_suites jsonb, p_max integer) returns text[] language sql immutable as $$
  select coalesce(array_agg(d.code order by d.place), '{}') from (
    select s.code, min(a.rang * 100 + s.rang) as place
      from unnest(p_codes) with ordinality a (code, rang)
      cross join lateral jsonb_array_elements_text(coalesce(p_suites -> a.code, jsonb_build_array(a.code)))
                 with ordinality s (code, rang)
     group by s.code order by place limit p_max) d
$$;

-- What a structure declared, what a binôme exchanges, what the delegation offers. Where nothing would be left, a list stays
-- as it was: its screen asks to choose again. What is in both lists of a structure stays in the one that it shares.
create function suivre_sujets() returns trigger language plpgsql as $$
declare
  v_suites constant jsonb := public.lister_suites(new.correspondance -> 'lignes', new.de, new.vers);
begin
  update public.entraide e
     set offre = x.offre, cherche = x.cherche, version = e.version + 1
    from (select i.structure_id, i.offre,
                 array(select u.code from unnest(i.cherche) with ordinality u (code, rang)
                        where u.code <> all (i.offre) order by u.rang) as cherche
            from (select d.structure_id, public.suivre_codes(d.offre, v_suites, 5) as offre,
                         public.suivre_codes(d.cherche, v_suites, 5) as cherche
                    from public.entraide d where d.collectif_id = new.collectif_id) i) x
   where e.collectif_id = new.collectif_id and e.structure_id = x.structure_id
     and cardinality(x.offre) + cardinality(x.cherche) > 0 and (e.offre, e.cherche) is distinct from (x.offre, x.cherche);
  update public.binome b
     set dons = x.dons, version = b.version + 1
    from (select d.id, jsonb_agg(jsonb_build_array(u.don -> 0, u.don -> 1, to_jsonb(public.suivre_codes(
                   array(select jsonb_array_elements_text(u.don -> 2)), v_suites, 10))) order by u.rang) as dons
            from public.binome d cross join lateral jsonb_array_elements(d.dons) with ordinality u (don, rang)
           where d.collectif_id = new.collectif_id
           group by d.id) x
   where b.collectif_id = new.collectif_id and b.id = x.id and b.dons <> x.dons;
  update public.offre o set criteres = public.suivre_codes(o.criteres, v_suites, 12)
   where o.collectif_id = new.collectif_id and o.criteres <> public.suivre_codes(o.criteres, v_suites, 12);
  return null;
end $$;
create trigger suite_sujets after insert on bascule for each row
  when (jsonb_typeof(new.correspondance -> 'lignes') = 'object') execute function suivre_sujets();

grant update (dons, version) on binome to caprse_systeme;

-- A binôme is named when its structures or its état are written; else its names stay those of then.
do $$
declare
  v_avant constant text := pg_get_functiondef('garder_binome()'::regprocedure);
  v_repere constant text := '  select array_agg(s.nom order by';
  v_apres constant text := replace(v_avant, v_repere,
    '  if tg_op = ''UPDATE'' and new.etat = old.etat and new.structures = old.structures then
    new.noms := old.noms;
    return new;
  end if;
' || v_repere);
begin
  if v_apres = v_avant then raise exception 'garder_binome a changé : les noms n''y sont pas gardés'; end if;
  execute v_apres;
end $$;
