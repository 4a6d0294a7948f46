-- Rights, journal and immutability. Settings named caprse.* hold, for one transaction, who is acting; ouvrir() fills them.

create function mes(quoi text) returns uuid[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('caprse.' || quoi, true), ''), '{}')::uuid[] $$;

create function mon_compte() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('caprse.compte', true), '')::uuid $$;

create function mon_profil(attendu text) returns boolean language sql stable parallel safe as
$$ select attendu = any (string_to_array(coalesce(current_setting('caprse.profil', true), ''), ' ')) $$;

-- Say who acts, for this transaction: by open session (p_session, a hash), or by account (operator's commands, tests).
-- Returns null when the session is closed, expired or revoked, or the account is not active.
create function ouvrir(p_compte uuid, p_session text) returns jsonb language plpgsql as $$
declare
  v_compte uuid := p_compte;
  v_resultat jsonb;
  v record;
begin
  perform set_config('caprse.profil', '', true);
  if p_session is not null then
    perform set_config('caprse.session', p_session, true);
    select s.compte_id into v_compte from session_web s
     where s.empreinte = p_session and s.revoquee_le is null and s.expire_le > now();
  end if;
  perform set_config('caprse.compte', coalesce(v_compte::text, ''), true);
  select coalesce(array_agg(h.structure_id) filter (where h.structure_id is not null), '{}') as structures,
         coalesce(array_agg(h.structure_id) filter (where h.role in ('direction', 'contribution')), '{}') as ecriture,
         coalesce(array_agg(h.structure_id) filter (where h.role = 'direction'), '{}') as direction,
         coalesce(array_agg(h.collectif_id) filter (where h.role = 'animation'), '{}') as anime,
         coalesce(array_agg(distinct h.collectif_id) filter (where h.collectif_id is not null), '{}') as membre,
         coalesce(string_agg(h.role, ' ') filter (where h.role in ('administration', 'federation')), '') as profil
    into v from habilitation h where h.compte_id = v_compte;
  perform set_config('caprse.structures', v.structures::text, true), set_config('caprse.ecriture', v.ecriture::text, true),
          set_config('caprse.direction', v.direction::text, true), set_config('caprse.anime', v.anime::text, true),
          set_config('caprse.membre', v.membre::text, true), set_config('caprse.profil', v.profil, true);
  select jsonb_build_object('id', c.id, 'nom', c.nom, 'courriel', c.courriel, 'habilitations', coalesce((
           select jsonb_agg(jsonb_build_object('role', h.role, 'collectif_id', h.collectif_id, 'structure_id', h.structure_id)
                            order by h.cree_le, h.id)
             from habilitation h where h.compte_id = c.id), '[]'))
    into v_resultat from compte c where c.id = v_compte and c.actif;
  if v_resultat is null then
    perform set_config('caprse.compte', '', true), set_config('caprse.structures', '{}', true),
            set_config('caprse.ecriture', '{}', true), set_config('caprse.direction', '{}', true),
            set_config('caprse.anime', '{}', true), set_config('caprse.membre', '{}', true), set_config('caprse.profil', '', true);
  end if;
  return v_resultat;
end $$;

-- Journal. SECURITY DEFINER, for one reason: the application may not write journal lines of its own making.
create function journaliser() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_avant jsonb;
  v_apres jsonb;
  v_ligne jsonb;
  v_cle jsonb;
begin
  if tg_op <> 'INSERT' then v_avant := to_jsonb(old) - 'empreinte' - 'contenu'; end if;
  if tg_op <> 'DELETE' then v_apres := to_jsonb(new) - 'empreinte' - 'contenu'; end if;
  v_ligne := coalesce(v_apres, v_avant);
  v_cle := jsonb_strip_nulls(jsonb_build_object('id', v_ligne -> 'id', 'carnet_id', v_ligne -> 'carnet_id',
                                                'critere', v_ligne -> 'critere', 'enjeu', v_ligne -> 'enjeu'));
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(a.key, a.value), jsonb_object_agg(a.key, v_apres -> a.key) into v_avant, v_apres
      from jsonb_each(v_avant) a where a.value is distinct from v_apres -> a.key;
    if v_avant is null then return null; end if;
  end if;
  insert into journal (compte_id, collectif_id, structure_id, objet, operation, cle, avant, apres)
  values (mon_compte(), coalesce(v_ligne ->> 'collectif_id', case tg_table_name when 'collectif' then v_ligne ->> 'id' end)::uuid,
          coalesce(v_ligne ->> 'structure_id', case tg_table_name when 'structure' then v_ligne ->> 'id' end)::uuid,
          tg_table_name, tg_op, v_cle, v_avant, v_apres);
  return null;
end $$;

create function interdire() returns trigger language plpgsql as
$$ begin raise exception 'caprse: % est immuable', tg_table_name using errcode = 'restrict_violation'; end $$;

-- The past does not move, whatever the application does.
create function refuser_si_clos() returns trigger language plpgsql as $$
begin
  if exists (select 1 from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
              where c.collectif_id = new.collectif_id and c.id = new.carnet_id and t.etat = 'clos') then
    raise exception 'caprse: le trimestre est clos' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger reponse_clos before insert or update on reponse for each row execute function refuser_si_clos();

do $$
declare t text;
begin
  foreach t in array array['collectif', 'structure', 'adhesion', 'trimestre', 'rencontre', 'carnet', 'reponse', 'positionnement',
                           'compte', 'habilitation', 'invitation', 'session_web', 'arrete', 'publication', 'referentiel'] loop
    execute format('create trigger journal_%1$s after insert or update or delete on %1$s for each row execute function journaliser()', t);
  end loop;
  foreach t in array array['journal', 'referentiel', 'arrete', 'publication', 'publication_carnet'] loop
    execute format('create trigger immuable_%1$s before update or delete on %1$s for each row execute function interdire()', t);
    execute format('create trigger immuable_vidage_%1$s before truncate on %1$s for each statement execute function interdire()', t);
  end loop;
  for t in select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version' loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
end $$;

-- One policy per table and command: closed by default, "systeme" being login, imports and publications.
create policy lecture on referentiel for select using (true);
create policy ajout on referentiel for insert with check (mon_profil('systeme') or mon_profil('administration'));

create policy lecture on collectif for select using (
  id = any ((select mes('membre'))::uuid[]) or (select mon_profil('administration') or mon_profil('federation') or mon_profil('systeme')));
create policy ajout on collectif for insert with check (mon_profil('administration') or mon_profil('systeme'));
create policy modification on collectif for update using ((select mon_profil('administration') or mon_profil('systeme')));

create policy lecture on structure for select using (
  id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (montre_son_nom and collectif_id = any ((select mes('membre'))::uuid[]))
  or (select mon_profil('administration') or mon_profil('systeme')));
create policy ajout on structure for insert with check (
  collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('administration') or mon_profil('systeme'));
create policy modification on structure for update using (
  id = any ((select mes('ecriture'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('administration') or mon_profil('systeme')));

create policy lecture on adhesion for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('administration') or mon_profil('systeme')));
create policy ajout on adhesion for insert with check (
  collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('administration') or mon_profil('systeme'));
create policy modification on adhesion for update using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('administration') or mon_profil('systeme')));

create policy lecture on trimestre for select using (
  collectif_id = any ((select mes('membre'))::uuid[])
  or (select mon_profil('administration') or mon_profil('federation') or mon_profil('systeme')));
create policy ajout on trimestre for insert with check (
  collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('administration') or mon_profil('systeme'));
create policy modification on trimestre for update using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('administration') or mon_profil('systeme')));

create policy lecture on rencontre for select using (
  collectif_id = any ((select mes('membre'))::uuid[]) or (select mon_profil('administration') or mon_profil('systeme')));
create policy ajout on rencontre for insert with check (
  collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('administration') or mon_profil('systeme'));
create policy modification on rencontre for update using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('administration') or mon_profil('systeme')));
create policy suppression on rencontre for delete using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('administration') or mon_profil('systeme')));

create policy lecture on carnet for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on carnet for insert with check (
  collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('systeme'));
create policy modification on carnet for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));

create policy lecture on reponse for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on reponse for insert with check (
  structure_id = any ((select mes('ecriture'))::uuid[]) or mon_profil('systeme'));
create policy modification on reponse for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or (select mon_profil('systeme')));

create policy lecture on positionnement for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on positionnement for insert with check (
  structure_id = any ((select mes('ecriture'))::uuid[]) or mon_profil('systeme'));
create policy modification on positionnement for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or (select mon_profil('systeme')));

create policy lecture on arrete for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on arrete for insert with check (
  collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('systeme'));

create policy lecture on publication for select using (
  collectif_id = any ((select mes('membre'))::uuid[]) or (select mon_profil('federation') or mon_profil('systeme')));
create policy ajout on publication for insert with check (mon_profil('systeme'));

create policy lecture on publication_carnet for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on publication_carnet for insert with check (mon_profil('systeme'));

create policy lecture on habilitation for select using (
  compte_id = (select mon_compte()) or structure_id = any ((select mes('structures'))::uuid[])
  or collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('administration') or mon_profil('systeme')));
create policy ajout on habilitation for insert with check (
  (structure_id is not null and (structure_id = any ((select mes('direction'))::uuid[])
                                 or collectif_id = any ((select mes('anime'))::uuid[])))
  or mon_profil('administration') or mon_profil('systeme'));
create policy modification on habilitation for update using (
  (structure_id is not null and (structure_id = any ((select mes('direction'))::uuid[])
                                 or collectif_id = any ((select mes('anime'))::uuid[])))
  or (select mon_profil('administration') or mon_profil('systeme')));
create policy suppression on habilitation for delete using (
  (structure_id is not null and (structure_id = any ((select mes('direction'))::uuid[])
                                 or collectif_id = any ((select mes('anime'))::uuid[])))
  or (select mon_profil('administration') or mon_profil('systeme')));

create policy lecture on compte for select using (
  id = (select mon_compte()) or (select mon_profil('administration') or mon_profil('systeme'))
  or exists (select 1 from habilitation h where h.compte_id = compte.id));
create policy ajout on compte for insert with check (mon_profil('administration') or mon_profil('systeme'));
create policy modification on compte for update using (
  id = (select mon_compte()) or (select mon_profil('administration') or mon_profil('systeme')));

create policy lecture on invitation for select using (
  structure_id = any ((select mes('direction'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('administration') or mon_profil('systeme')));
create policy ajout on invitation for insert with check (
  (structure_id is not null and (structure_id = any ((select mes('direction'))::uuid[])
                                 or collectif_id = any ((select mes('anime'))::uuid[])))
  or mon_profil('administration') or mon_profil('systeme'));
create policy modification on invitation for update using (
  (structure_id is not null and (structure_id = any ((select mes('direction'))::uuid[])
                                 or collectif_id = any ((select mes('anime'))::uuid[])))
  or (select mon_profil('administration') or mon_profil('systeme')));

create policy lecture on lien_connexion for select using ((select mon_profil('systeme')));
create policy ajout on lien_connexion for insert with check (mon_profil('systeme'));
create policy modification on lien_connexion for update using ((select mon_profil('systeme')));
create policy suppression on lien_connexion for delete using ((select mon_profil('systeme')));

create policy lecture on session_web for select using (
  empreinte = (select current_setting('caprse.session', true)) or compte_id = (select mon_compte())
  or (select mon_profil('administration') or mon_profil('systeme')));
create policy ajout on session_web for insert with check (mon_profil('systeme'));
create policy modification on session_web for update using (
  compte_id = (select mon_compte()) or (select mon_profil('administration') or mon_profil('systeme')));
create policy suppression on session_web for delete using ((select mon_profil('systeme')));

create policy lecture on tentative for select using ((select mon_profil('systeme')));
create policy ajout on tentative for insert with check (mon_profil('systeme'));
create policy suppression on tentative for delete using ((select mon_profil('systeme')));

create policy lecture on courriel for select using ((select mon_profil('administration') or mon_profil('systeme')));
create policy ajout on courriel for insert with check (mon_compte() is not null or mon_profil('systeme'));
create policy modification on courriel for update using ((select mon_profil('systeme')));
create policy suppression on courriel for delete using ((select mon_profil('systeme')));

create policy lecture on journal for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (structure_id is null and (select mon_profil('administration'))) or (select mon_profil('systeme')));
create policy ajout on journal for insert with check (true);

-- The application's role: nothing beyond what its use cases need, and no journal line of its own making.
do $$ begin
  if not exists (select 1 from pg_roles where rolname = 'caprse_app') then create role caprse_app nologin; end if;
end $$;
grant usage on schema public to caprse_app;
grant select on all tables in schema public to caprse_app;
grant insert on collectif, structure, adhesion, trimestre, rencontre, carnet, reponse, positionnement, compte, habilitation,
  invitation, lien_connexion, session_web, tentative, courriel, arrete, publication, publication_carnet, referentiel to caprse_app;
grant update on collectif, structure, adhesion, trimestre, rencontre, carnet, reponse, positionnement, compte, habilitation,
  invitation, lien_connexion, session_web, courriel to caprse_app;
grant delete on habilitation, rencontre, lien_connexion, session_web, tentative, courriel to caprse_app;
