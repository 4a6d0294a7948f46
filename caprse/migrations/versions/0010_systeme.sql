-- The system's own role. It is not the application's, nor can the application become it: another login, another password.
grant usage on schema public to caprse_systeme;
grant select on alembic_version to caprse_systeme;
do $$
declare
  v record;
begin
  -- What login, outbox, imports, demonstration, phones and walls need is what the application may do…
  for v in select table_name, privilege_type from information_schema.role_table_grants
            where table_schema = 'public' and grantee = 'caprse_app' loop
    execute format('grant %s on %I to caprse_systeme', v.privilege_type, v.table_name);
  end loop;
  for v in select table_name, column_name from information_schema.role_column_grants
            where table_schema = 'public' and grantee = 'caprse_app' and privilege_type = 'UPDATE' loop
    execute format('grant update (%I) on %I to caprse_systeme', v.column_name, v.table_name);
  end loop;
end $$;
grant select, insert, delete on mandat to caprse_systeme;

-- A session's hash is what says who acts: the application hands over the one it was given, and reads none.
revoke select on session_web from caprse_app;
grant select (id, compte_id, appareil, cree_le, expire_le, revoquee_le) on session_web to caprse_app;
create function est_ma_session(p_session uuid) returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  return exists (select from session_web s where s.id = p_session and s.empreinte = current_setting('caprse.session', true));
end $$;

do $$
declare
  v text;
begin
  for v in select p.oid::regprocedure from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.prorettype <> 'trigger'::regtype
              and p.proname in ('a_mandat_systeme', 'demo_fermee', 'mon_compte', 'a_role', 'tient', 'en_etait', 'mes',
                                'retenir_carnets', 'miennes', 'cotoie', 'a_repondu', 'relecture_dite', 'interlocuteurs', 'est_invente', 'est_reel', 'est_ma_session', 'purger_saisies') loop
    execute format('revoke execute on function %s from public', v);
    execute format('grant execute on function %s to caprse_app, caprse_systeme', v);
  end loop;
end $$;
revoke execute on function compter_droits() from public;
