-- Costs are told where policies ask row by row, so that Postgres looks rows up before it asks.
--
-- Who acts. Nothing that the application can set is believed by itself: caprse.session is a secret that is looked up,
-- caprse.profil = 'systeme' is heard from caprse_systeme, or where caprse_systeme has given this very transaction a mandate.
-- SECURITY DEFINER, for one reason: a policy that reads habilitation would otherwise ask itself. Each function answers about
-- the person who acts, and about nobody else.

-- Within these functions: nobody but their owner may truncate. A plain expression,
-- which costs nothing, since policies ask it first.
create function est_proprietaire() returns boolean language sql stable parallel safe as
$$ select pg_catalog.has_table_privilege('public.mandat'::pg_catalog.regclass, 'TRUNCATE') $$;

create function a_mandat_systeme() returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  return exists (select from mandat m where m.transaction_id = pg_current_xact_id_if_assigned()::text::bigint
                    and m.compte_id is null and m.expire_le > now());
end $$;

-- Whether the caller, whatever function it went through, acts for the system.
create function agit_en_systeme() returns boolean language plpgsql stable as $$
begin
  return 'systeme' = any (string_to_array(coalesce(current_setting('caprse.profil', true), ''), ' '))
     and (pg_has_role(session_user, 'caprse_systeme', 'member') or public.a_mandat_systeme()
          or (public.est_proprietaire() and current_user = session_user));
end $$;

-- A demonstration ends for good with the first collectif that is not invented: nobody may remove one.
create function demo_fermee() returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  return exists (select from collectif k where not k.fictif);
end $$;

-- The account of an open session, or of this transaction's mandate. A session that this very transaction closes still
-- says who closed it.
create or replace function mon_compte() returns uuid language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare
  v_session text := current_setting('caprse.session', true);
  v_compte uuid;
  v_demo boolean;
begin
  if v_session <> '' then
    select c.id, c.demo into v_compte, v_demo from session_web s join compte c on c.id = s.compte_id
     where s.empreinte = v_session and (s.revoquee_le is null or s.revoquee_le >= now()) and s.expire_le > now() and c.actif;
  elsif pg_current_xact_id_if_assigned() is not null then
    select c.id, c.demo into v_compte, v_demo from mandat m join compte c on c.id = m.compte_id
     where m.transaction_id = pg_current_xact_id_if_assigned()::text::bigint and m.expire_le > now() and c.actif
     order by m.id desc limit 1;
  end if;
  if v_demo and demo_fermee() then
    return null;
  end if;
  return v_compte;
end $$;

-- A role that belongs to no structure nor collectif.
create function a_role(p_role text) returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  return p_role in ('administration', 'federation')
     and exists (select from habilitation h where h.compte_id = mon_compte() and h.role = p_role
                    and h.structure_id is null and h.collectif_id is null);
end $$;

create or replace function mon_profil(attendu text) returns boolean language sql stable as $$
  select case when attendu = 'systeme'
              then (public.est_proprietaire() and current_user <> session_user)
                   or (coalesce(pg_catalog.current_setting('caprse.profil', true), '') <> '' and public.agit_en_systeme())
              else public.a_role(attendu) end
$$;

-- The roles on a structure that let one read it, answer for it (ecriture), or direct it.
create function roles_pour(p_droit text) returns text[] language sql immutable parallel safe as $$
  select case p_droit when 'lecture' then array['direction', 'contribution', 'lecture']
                      when 'ecriture' then array['direction', 'contribution'] else array['direction'] end
$$;

-- Whether I hold this structure: for reading, for answering (ecriture), or as its direction. One look-up by index, however
-- many structures I hold.
create function tient(p_structure uuid, p_droit text default 'lecture') returns boolean language plpgsql stable security definer cost 400
  set search_path = public, pg_temp as $$
declare
  v_compte uuid := mon_compte();
begin
  return exists (select from habilitation h where h.compte_id = v_compte and h.structure_id = p_structure
                    and h.role = any (roles_pour(p_droit)));
end $$;

-- The structures that I hold so, while they are few: known once per statement, and compared without another look-up. Null when
-- they are many: policies then look each row up, since all of them at each statement would cost hundreds of times more.
create function miennes(p_droit text) returns uuid[] language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare
  v_compte uuid := mon_compte();
  v_toutes uuid[];
begin
  v_toutes := array(select h.structure_id from habilitation h
                     where h.compte_id = v_compte and h.structure_id is not null
                       and h.role = any (roles_pour(p_droit))
                     limit 11);
  return case when cardinality(v_toutes) <= 10 then v_toutes end;
end $$;

-- Whether I animate the collectif, or belonged to it that day or later: what it was before I came stays readable, what it
-- became after I left does not.
create function en_etait(p_collectif uuid, p_jour date) returns boolean language plpgsql stable security definer cost 400
  set search_path = public, pg_temp as $$
declare
  v_compte uuid := mon_compte();
begin
  return exists (select from habilitation h where h.compte_id = v_compte and h.collectif_id = p_collectif
                    and h.structure_id is null)
      or exists (select from habilitation h
                  where h.compte_id = v_compte and h.collectif_id = p_collectif
                    and (select max(coalesce(a.au, 'infinity')) from adhesion a
                          where a.structure_id = h.structure_id and a.collectif_id = h.collectif_id) >= p_jour);
end $$;

create function jour_a_paris(p_instant timestamp with time zone) returns date language sql stable parallel safe as
$$ select (p_instant at time zone 'Europe/Paris')::date $$;

-- Whether I see one of this account's roles: in a structure that I hold, in a collectif that I animate, or as the animation
-- of mine, in my time.
create function cotoie(p_compte uuid) returns boolean language plpgsql stable security definer cost 2000
  set search_path = public, pg_temp as $$
declare
  v_compte uuid := mon_compte();
begin
  return exists (select from habilitation h where h.compte_id = p_compte and h.structure_id is null and h.role = 'animation'
                    and en_etait(h.collectif_id, jour_a_paris(h.cree_le)))
      or exists (select from habilitation m join habilitation h on h.collectif_id = m.collectif_id
                  where m.compte_id = v_compte and m.structure_id is null and m.role = 'animation' and h.compte_id = p_compte)
      or exists (select from habilitation h where h.compte_id = p_compte and h.structure_id is not null
                    and exists (select from habilitation m where m.compte_id = v_compte and m.structure_id = h.structure_id));
end $$;

-- You answer before you look: whether one of my structures has transmitted, or all is closed.
create function a_repondu(p_collectif uuid, p_trimestre uuid) returns boolean language plpgsql stable security definer cost 800
  set search_path = public, pg_temp as $$
begin
  return exists (select from trimestre t where t.collectif_id = p_collectif and t.id = p_trimestre and t.etat = 'clos')
      or exists (select from carnet c where c.collectif_id = p_collectif and c.trimestre_id = p_trimestre
                    and c.transmis_le is not null and tient(c.structure_id, 'lecture'));
end $$;

-- Whether what was written then of this carnet's re-reading was told to its structure since.
create function relecture_dite(p_collectif uuid, p_carnet uuid, p_instant timestamp with time zone) returns boolean
  language plpgsql stable security definer cost 500 set search_path = public, pg_temp as $$
begin
  return exists (select from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
                  where c.collectif_id = p_collectif and c.id = p_carnet
                    and (t.etat = 'clos' or c.etat in ('a_completer', 'relu') or p_instant <= c.transmis_le));
end $$;

-- Sets, built once per statement: for screens, and for tables whose policies ask no more. 'membre': the collectifs that I
-- animate or to which one of my structures belongs today; found one after the other, not structure by structure.
create or replace function mes(quoi text) returns uuid[] language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare
  v_compte uuid := mon_compte();
  v_lieux uuid[] := '{}';
  v_lieu uuid := '00000000-0000-0000-0000-000000000000';
begin
  if v_compte is null then
    return '{}';
  end if;
  case quoi
    when 'anime' then
      return array(select h.collectif_id from habilitation h
                    where h.compte_id = v_compte and h.role = 'animation' and h.structure_id is null);
    when 'membre' then
      loop
        select h.collectif_id into v_lieu from habilitation h
         where h.compte_id = v_compte and h.collectif_id > v_lieu
         order by h.collectif_id limit 1;
        exit when not found;
        if en_etait(v_lieu, jour_a_paris(now())) then
          v_lieux := v_lieux || v_lieu;
        end if;
      end loop;
      return v_lieux;
    when 'structures' then
      return array(select h.structure_id from habilitation h where h.compte_id = v_compte and h.structure_id is not null);
    when 'ecriture' then
      return array(select h.structure_id from habilitation h
                    where h.compte_id = v_compte and h.role in ('direction', 'contribution'));
    when 'direction' then
      return array(select h.structure_id from habilitation h where h.compte_id = v_compte and h.role = 'direction');
    else
      raise exception 'caprse: mes(''%'') ne dit rien', quoi;
  end case;
end $$;

-- Say who acts, for this transaction: by open session (p_session, a hash), or by the account of its mandate. Returns null when
-- the session is closed, expired or revoked, the account not active, the mandate another's or nobody's. p_connus: the
-- number of the rights that the caller remembers; they are left out when they have not moved since.
drop function ouvrir(uuid, text);
create function ouvrir(p_compte uuid, p_session text, p_connus bigint default null) returns jsonb language plpgsql as $$
declare
  v_compte uuid;
  v_resultat jsonb;
begin
  perform set_config('caprse.profil', '', true), set_config('caprse.session', coalesce(p_session, ''), true);
  v_compte := public.mon_compte();
  if p_session is null and v_compte is distinct from p_compte then
    return null;
  end if;
  select jsonb_build_object('id', c.id, 'nom', c.nom, 'courriel', c.courriel, 'demo', c.demo, 'droits', c.droits)
         || case when c.droits is not distinct from p_connus then '{}' else jsonb_build_object('habilitations', coalesce((
              select jsonb_agg(jsonb_build_array(h.role, h.collectif_id, h.structure_id) order by h.cree_le, h.id)
                from public.habilitation h where h.compte_id = c.id), '[]')) end
    into v_resultat from public.compte c where c.id = v_compte;
  return v_resultat;
end $$;

-- The number of an account's rights grows with each change of them.
create function compter_droits() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update compte set droits = droits + 1
   where id in (case when tg_op <> 'DELETE' then new.compte_id end, case when tg_op <> 'INSERT' then old.compte_id end);
  return null;
end $$;
create trigger compte_droits after insert or update or delete on habilitation for each row execute function compter_droits();

-- Since when others may read a structure's name.
create function dater_nom_montre() returns trigger language plpgsql as $$
begin
  if not new.montre_son_nom then
    new.nom_montre_le := null;
  elsif tg_op = 'INSERT' or not old.montre_son_nom then
    new.nom_montre_le := now();
  end if;
  return new;
end $$;
create trigger date_nom_montre before insert or update of montre_son_nom on structure
  for each row execute function dater_nom_montre();
