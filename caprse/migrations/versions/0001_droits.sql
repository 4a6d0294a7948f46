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

-- Beyond anyone's right on a row: a change that this profile may not make. The trigger's WHEN says which.
create function refuser_droit() returns trigger language plpgsql as
$$ begin raise exception 'caprse: modification de % hors des droits', tg_table_name using errcode = 'insufficient_privilege'; end $$;

create function interdire() returns trigger language plpgsql as
$$ begin raise exception 'caprse: %', format('« %s » est immuable : ce qui y est écrit ne change plus.', tg_table_name)
     using errcode = 'restrict_violation'; end $$;

-- The past does not move, whatever the application does. Tables are named with their schema, so that a temporary table of
-- the same name cannot answer instead.
create function garder_reponse() returns trigger language plpgsql as $$
declare
  v_carnet text;
  v_trimestre text;
  -- Read first: under row-level security, coalesce() in the condition keeps the index from being used.
  v_collectif uuid := coalesce(new.collectif_id, old.collectif_id);
  v_id uuid := coalesce(new.carnet_id, old.carnet_id);
begin
  if tg_op = 'UPDATE' and (new.collectif_id, new.carnet_id, new.critere, new.structure_id)
       is distinct from (old.collectif_id, old.carnet_id, old.critere, old.structure_id) then
    raise exception 'caprse: Une réponse ne change pas de carnet ni de critère.' using errcode = 'restrict_violation';
  end if;
  select c.etat, t.etat into v_carnet, v_trimestre
    from public.carnet c join public.trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
   where c.collectif_id = v_collectif and c.id = v_id;
  if v_trimestre is null then
    raise exception 'caprse: réponse dans un carnet qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  if v_trimestre = 'clos' then
    raise exception 'caprse: Ce trimestre est clos : ses réponses ne changent plus. Votre saisie n''a pas été enregistrée.'
      using errcode = 'restrict_violation';
  end if;
  if v_carnet not in ('brouillon', 'a_completer') and not mon_profil('systeme') then
    raise exception 'caprse: Ce carnet est transmis : il ne peut plus être modifié. Votre saisie n''a pas été enregistrée.'
      using errcode = 'restrict_violation';
  end if;
  return coalesce(new, old);
end $$;
create trigger garde_reponse before insert or update or delete on reponse for each row execute function garder_reponse();

create function garder_carnet() returns trigger language plpgsql as $$
declare
  v_trimestre text;
begin
  select t.etat into v_trimestre from public.trimestre t where t.collectif_id = new.collectif_id and t.id = new.trimestre_id;
  if v_trimestre is null then
    raise exception 'caprse: carnet d''un trimestre qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  if v_trimestre = 'clos' then
    raise exception 'caprse: Ce trimestre est clos : ses carnets ne changent plus.' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' or mon_profil('systeme') then
    return new;
  end if;
  -- The direction transmits in its own name; the animation sends back or marks as re-read what was transmitted.
  if new.etat is distinct from old.etat and not (
       (new.etat = 'transmis' and old.etat in ('brouillon', 'a_completer') and new.transmis_par = mon_compte()
         and old.structure_id = any (mes('direction')))
       or (new.etat in ('a_completer', 'relu') and old.etat in ('transmis', 'relu') and old.collectif_id = any (mes('anime'))))
     or (new.etat is not distinct from old.etat or new.etat <> 'transmis')
        and (new.transmis_le, new.transmis_par, new.motif_incomplet)
            is distinct from (old.transmis_le, old.transmis_par, old.motif_incomplet) then
    raise exception 'caprse: changement du carnet hors des droits' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger garde_carnet before insert or update on carnet for each row execute function garder_carnet();

create function garder_trimestre() returns trigger language plpgsql as $$
declare
  v_profil text := coalesce(current_setting('caprse.profil', true), '');
begin
  if old.etat = 'clos' then
    raise exception 'caprse: Ce trimestre est clos : il ne change plus.' using errcode = 'restrict_violation';
  end if;
  if old.etat = 'ouvert' and (new.etat = 'prepare'
       or (new.thematique, new.referentiel_id) is distinct from (old.thematique, old.referentiel_id)) then
    raise exception 'caprse: Ce trimestre est ouvert : sa thématique et son référentiel ne changent plus.'
      using errcode = 'restrict_violation';
  end if;
  if new.etat = 'clos' then
    -- Wait for the answers being saved, and keep the next ones waiting until they see that it is closed. As systeme: the
    -- administration may close what it may not read.
    perform set_config('caprse.profil', 'systeme', true);
    perform 1 from public.carnet c where c.collectif_id = old.collectif_id and c.trimestre_id = old.id order by c.id for update;
    perform set_config('caprse.profil', v_profil, true);
  end if;
  return new;
end $$;
create trigger garde_trimestre before update on trimestre for each row execute function garder_trimestre();

-- Columns that not everyone who may change the row may change.
create trigger droit_fiche before update on structure for each row
  when ((new.nom, new.types, new.departement, new.commune, new.a_verifier)
          is distinct from (old.nom, old.types, old.departement, old.commune, old.a_verifier)
        and not (old.id = any (mes('direction')) or old.collectif_id = any (mes('anime'))
                 or mon_profil('administration') or mon_profil('systeme')))
  execute function refuser_droit();
create trigger droit_nom_montre before update on structure for each row
  when (new.montre_son_nom is distinct from old.montre_son_nom
        and not (old.id = any (mes('direction')) or mon_profil('systeme')))
  execute function refuser_droit();
create trigger droit_compte before update on compte for each row
  when ((new.courriel, new.actif) is distinct from (old.courriel, old.actif)
        and not (mon_profil('administration') or mon_profil('systeme')))
  execute function refuser_droit();
create trigger droit_invitant before update on invitation for each row
  when (new.cree_par is distinct from old.cree_par and new.cree_par is distinct from mon_compte() and not mon_profil('systeme'))
  execute function refuser_droit();

-- What was used, closed or taken back stays so.
create trigger une_fois_acceptee before update on invitation for each row
  when (old.acceptee_le is not null and new.acceptee_le is distinct from old.acceptee_le) execute function interdire();
create trigger une_fois_annulee before update on invitation for each row
  when (old.annulee_le is not null and new.annulee_le is distinct from old.annulee_le) execute function interdire();
create trigger une_fois_revoquee before update on session_web for each row
  when (old.revoquee_le is not null and new.revoquee_le is distinct from old.revoquee_le) execute function interdire();
create trigger une_fois_consomme before update on lien_connexion for each row
  when (old.consomme_le is not null and new.consomme_le is distinct from old.consomme_le) execute function interdire();

do $$
declare t text;
begin
  foreach t in array array['collectif', 'structure', 'adhesion', 'trimestre', 'rencontre', 'carnet', 'reponse', 'positionnement',
                           'compte', 'habilitation', 'invitation', 'session_web', 'arrete', 'publication',
                           'publication_carnet', 'referentiel'] loop
    execute format('create trigger journal_%1$s after insert or update or delete on %1$s for each row execute function journaliser()', t);
  end loop;
  -- By statement: it refuses even where the rows are hidden, as they are from the owner.
  foreach t in array array['journal', 'referentiel', 'arrete', 'publication', 'publication_carnet'] loop
    execute format('create trigger immuable_%1$s before update or delete or truncate on %1$s for each statement execute function interdire()', t);
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
  (not montre_son_nom and (collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('administration')))
  or mon_profil('systeme'));
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
  (etat = 'prepare' and (collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('administration')))
  or mon_profil('systeme'));
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
  (etat = 'brouillon' and transmis_le is null and collectif_id = any ((select mes('anime'))::uuid[])) or mon_profil('systeme'));
-- Whoever answers must lock the carnet (using); only the direction and the animation change it (with check).
create policy modification on carnet for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')))
  with check (structure_id = any ((select mes('direction'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
              or (select mon_profil('systeme')));

create policy lecture on reponse for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on reponse for insert with check (
  (structure_id = any ((select mes('ecriture'))::uuid[]) and modifie_par = (select mon_compte())) or mon_profil('systeme'));
create policy modification on reponse for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or (select mon_profil('systeme')))
  with check ((structure_id = any ((select mes('ecriture'))::uuid[]) and modifie_par = (select mon_compte()))
              or (select mon_profil('systeme')));

create policy lecture on positionnement for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on positionnement for insert with check (
  (structure_id = any ((select mes('ecriture'))::uuid[]) and modifie_par = (select mon_compte())) or mon_profil('systeme'));
create policy modification on positionnement for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or (select mon_profil('systeme')))
  with check ((structure_id = any ((select mes('ecriture'))::uuid[]) and modifie_par = (select mon_compte()))
              or (select mon_profil('systeme')));

create policy lecture on arrete for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on arrete for insert with check (mon_profil('systeme'));

-- You answer before you look: a structure sees the collectif's figures once it has transmitted, or once all is closed.
create policy lecture on publication for select using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('federation') or mon_profil('systeme'))
  or (collectif_id = any ((select mes('membre'))::uuid[])
      and (exists (select 1 from carnet c where c.collectif_id = publication.collectif_id
                      and c.trimestre_id = publication.trimestre_id and c.transmis_le is not null
                      and c.structure_id = any ((select mes('structures'))::uuid[]))
           or exists (select 1 from trimestre t where t.collectif_id = publication.collectif_id
                         and t.id = publication.trimestre_id and t.etat = 'clos'))));
create policy ajout on publication for insert with check (mon_profil('systeme'));

create policy lecture on publication_carnet for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on publication_carnet for insert with check (mon_profil('systeme'));

create policy lecture on habilitation for select using (
  compte_id = (select mon_compte()) or structure_id = any ((select mes('structures'))::uuid[])
  or collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('administration') or mon_profil('systeme')));
-- A role is given by an accepted invitation, never straight.
create policy ajout on habilitation for insert with check (mon_profil('systeme'));
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
create policy ajout on compte for insert with check (mon_profil('systeme'));
create policy modification on compte for update using (
  id = (select mon_compte()) or (select mon_profil('administration') or mon_profil('systeme')));

create policy lecture on invitation for select using (
  structure_id = any ((select mes('direction'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('administration') or mon_profil('systeme')));
create policy ajout on invitation for insert with check (
  (cree_par = (select mon_compte())
   and ((structure_id is not null and (structure_id = any ((select mes('direction'))::uuid[])
                                       or collectif_id = any ((select mes('anime'))::uuid[])))
        or mon_profil('administration')))
  or mon_profil('systeme'));
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

-- Invitations hold addresses that only those who manage accesses may read.
create policy lecture on journal for select using (
  (structure_id = any ((select mes('structures'))::uuid[])
   and (objet <> 'invitation' or structure_id = any ((select mes('direction'))::uuid[])))
  or collectif_id = any ((select mes('anime'))::uuid[])
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
-- Column by column: what identifies a row, dates it or ties it to a collectif never changes.
grant update (nom, debut, mois, seuil_anonymat) on collectif to caprse_app;
grant update (nom, types, departement, commune, a_verifier, montre_son_nom, positionne_le, version) on structure to caprse_app;
grant update (du, au) on adhesion to caprse_app;
grant update (thematique, referentiel_id, debut, fin, etat, clos_le, version) on trimestre to caprse_app;
grant update (trimestre_id, type, titre, jour, heure, lieu, lien) on rencontre to caprse_app;
grant update (etat, transmis_le, transmis_par, motif_incomplet, reouverture_demandee_le, motif_reouverture, version) on carnet
  to caprse_app;
grant update (niveau, non_concerne, motif, commentaire, cible, deja_regle, trace_titre, trace_lien, version, modifie_le,
  modifie_par) on reponse to caprse_app;
grant update (referentiel_id, niveau, non_concerne, version, modifie_le, modifie_par) on positionnement to caprse_app;
grant update (courriel, nom, actif) on compte to caprse_app;
grant update (role) on habilitation to caprse_app;
grant update (empreinte, expire_le, cree_par, acceptee_le, annulee_le) on invitation to caprse_app;
grant update (expire_le, consomme_le) on lien_connexion to caprse_app;
grant update (revoquee_le) on session_web to caprse_app;
grant update (contenu, envoyer_apres, envoye_le, essais, erreur) on courriel to caprse_app;
grant delete on habilitation, rencontre, lien_connexion, session_web, tentative, courriel to caprse_app;

-- Without these, the application could hang journaliser() on a table of its own and write the journal through it.
revoke execute on function journaliser() from public;
revoke create on schema public from public;
do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;
