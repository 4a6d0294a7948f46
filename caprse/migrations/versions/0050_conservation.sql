-- What is too old goes away: one function for all kinds, which counts when nothing is asked to go. The ages are the code's.
-- SECURITY DEFINER, for one reason: drafts are their author's, and the journal is nobody's to cut.
create function purger(p_sorte text, p_avant timestamptz, p_appliquer boolean) returns bigint language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  v_nombre bigint;
  v_comptes uuid[];
  v_table text;
  v_vieux text;
begin
  if not pg_has_role(session_user, 'caprse_systeme', 'member') then
    raise exception 'caprse: purger est à l''exploitation' using errcode = 'insufficient_privilege';
  end if;
  -- Whatever the code asks: what is of today is not old.
  if p_avant > now() - interval '23 hours' then
    raise exception 'caprse: ce qui a moins d''un jour ne se purge pas' using errcode = 'restrict_violation';
  end if;
  if p_sorte = 'comptes' then
    select coalesce(array_agg(c.id), '{}') into v_comptes from compte c
     where not c.actif and c.efface_le is null and not c.demo
       and p_avant > (select max(j.instant) from journal j
                       where j.objet = 'compte' and j.cle ->> 'id' = c.id::text and j.apres ->> 'actif' = 'false');
    if p_appliquer then
      perform oublier_compte(c) from unnest(v_comptes) c;
    end if;
    return cardinality(v_comptes);
  end if;
  select v.t, v.vieux into v_table, v_vieux from (values
    ('sessions', 'session_web', 'least(expire_le, revoquee_le) < $1'),
    ('liens', 'lien_connexion', 'expire_le < $1'),
    ('tentatives', 'tentative', 'instant < $1'),
    ('brouillons', 'brouillon', 'modifie_le < $1'),
    ('gestes', 'acte', 'fait_le < $1'),
    ('courriels', 'courriel', 'cree_le < $1 and envoyer_apres < $1'),
    ('nouvelles', 'nouvelle', 'cree_le < $1'),
    ('connexions', 'journal', 'objet = ''session_web'' and instant < $1')) v (sorte, t, vieux) where v.sorte = p_sorte;
  if v_table is null then
    raise exception 'caprse: « % » ne se purge pas', p_sorte using errcode = 'restrict_violation';
  end if;
  if p_appliquer then
    execute format('delete from %I where %s', v_table, v_vieux) using p_avant;
    get diagnostics v_nombre = row_count;
  else
    execute format('select count(*) from %I where %s', v_table, v_vieux) into v_nombre using p_avant;
  end if;
  return v_nombre;
end $$;
revoke execute on function purger(text, timestamptz, boolean) from public;
grant execute on function purger(text, timestamptz, boolean) to caprse_systeme;
