-- Where a transaction says which structure it is about (caprse.ici), that one is looked up first, and alone: true for it when it is
-- held; null, not false, for any other, which policies then look up row by row. It is a hint of where to look, never a right: said
-- wrongly, or of a structure that is not mine, it changes nothing of what is seen. Whoever directs hundreds of structures so pays, for
-- a save, what pays whoever directs one.
create or replace function miennes(p_droit text) returns uuid[] language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare
  v_compte uuid := mon_compte();
  v_ici text := current_setting('caprse.ici', true);
  v_toutes uuid[];
begin
  if v_ici <> '' and exists (select from habilitation h where h.compte_id = v_compte and h.structure_id = v_ici::uuid
                                and h.role = any (roles_pour(p_droit))) then
    return array[v_ici::uuid, null];
  end if;
  v_toutes := array(select h.structure_id from habilitation h
                     where h.compte_id = v_compte and h.structure_id is not null
                       and h.role = any (roles_pour(p_droit))
                     limit 11);
  return case when cardinality(v_toutes) <= 10 then v_toutes end;
end $$;
