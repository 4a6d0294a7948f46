-- What a carnet was when it left as a workbook is sealed, with a key that this base draws for itself and that goes with
-- its backups. Twice: a text made longer has another seal.
do $$
begin
  execute format($f$
    create function sceller(p_texte text) returns text language sql immutable set search_path = pg_catalog as $b$
      select encode(sha256(convert_to(%1$L || encode(sha256(convert_to(%1$L || p_texte, 'UTF8')), 'hex'), 'UTF8')), 'hex')
    $b$
  $f$, gen_random_uuid()::text || gen_random_uuid()::text);
end $$;
revoke execute on function sceller(text) from public;
grant execute on function sceller(text) to caprse_app, caprse_systeme;
