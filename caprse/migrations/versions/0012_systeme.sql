-- The system works for people; it does not read what one person keeps to themselves, nor what waits between two of them.
-- Drafts that are too old go away by purger_saisies(), which is the owner's.
revoke all on note_privee, brouillon, acte, conflit from caprse_systeme;
do $$
declare
  v record;
begin
  for v in select table_name, column_name from information_schema.role_column_grants
            where table_schema = 'public' and grantee = 'caprse_systeme' and privilege_type = 'UPDATE'
              and table_name in ('note_privee', 'brouillon', 'acte', 'conflit') loop
    execute format('revoke update (%I) on %I from caprse_systeme', v.column_name, v.table_name);
  end loop;
end $$;

-- A mandate is given back as soon as its work is done: what comes after in the same transaction has the person's rights again,
-- whatever it sets. SECURITY DEFINER, for one reason: the application reads and writes no mandate.
create function rendre_mandat() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from mandat where transaction_id = pg_current_xact_id_if_assigned()::text::bigint and compte_id is null;
end $$;
revoke execute on function rendre_mandat() from public;
grant execute on function rendre_mandat() to caprse_app, caprse_systeme;
