-- Minutes are known by their séance: the key of their lines holds it, as that of an answer holds its carnet.
create or replace function journaliser() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_avant jsonb;
  v_apres jsonb;
  v_ligne jsonb;
  v_cle jsonb;
  v_collectif uuid;
begin
  if tg_op <> 'INSERT' then v_avant := to_jsonb(old) - 'empreinte' - 'contenu' - 'droits' - 'nom_montre_le'; end if;
  if tg_op <> 'DELETE' then v_apres := to_jsonb(new) - 'empreinte' - 'contenu' - 'droits' - 'nom_montre_le'; end if;
  v_ligne := coalesce(v_apres, v_avant);
  v_cle := jsonb_strip_nulls(jsonb_build_object('id', v_ligne -> 'id', 'carnet_id', v_ligne -> 'carnet_id',
                                                'critere', v_ligne -> 'critere', 'enjeu', v_ligne -> 'enjeu',
                                                'seance_id', case tg_table_name when 'compte_rendu'
                                                                  then v_ligne -> 'seance_id' end));
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(a.key, a.value), jsonb_object_agg(a.key, v_apres -> a.key) into v_avant, v_apres
      from jsonb_each(v_avant) a where a.value is distinct from v_apres -> a.key;
    if v_avant is null then return null; end if;
  end if;
  v_collectif := coalesce(v_ligne ->> 'collectif_id', case tg_table_name when 'collectif' then v_ligne ->> 'id' end)::uuid;
  insert into journal (compte_id, collectif_id, structure_id, objet, operation, cle, avant, apres)
  values (mon_compte(), v_collectif,
          coalesce(v_ligne ->> 'structure_id', case tg_table_name when 'structure' then v_ligne ->> 'id' end)::uuid,
          tg_table_name, tg_op, v_cle, v_avant, v_apres);
  if v_collectif is not null then
    perform pg_notify('caprse', v_collectif::text);
  end if;
  return null;
end $$;
revoke execute on function journaliser() from public;
