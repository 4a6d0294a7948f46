-- Who acts. Nothing that the application can set is believed by itself: caprse.session is a secret that is looked up,
-- caprse.profil = 'systeme' is heard from caprse_systeme, or where caprse_systeme has given this very transaction a mandate.
-- SECURITY DEFINER, for one reason: a policy that reads habilitation would otherwise ask itself. Each function answers about
-- the person who acts, and about nobody else.

-- Within these functions, and for the owner's own commands (migrations, dumps): policies let them read.
create function est_proprietaire() returns boolean language plpgsql stable as $$
begin
  return current_user = (select pg_catalog.pg_get_userbyid(c.relowner) from pg_catalog.pg_class c
                          where c.oid = 'public.mandat'::regclass);
end $$;

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
     and (pg_has_role(session_user, 'caprse_systeme', 'member') or public.a_mandat_systeme());
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
  return exists (select from habilitation h where h.compte_id = mon_compte() and h.role = p_role
                    and h.structure_id is null and h.collectif_id is null);
end $$;

create or replace function mon_profil(attendu text) returns boolean language plpgsql stable as $$
begin
  if attendu = 'systeme' then
    return public.est_proprietaire() or public.agit_en_systeme();
  end if;
  return attendu in ('administration', 'federation') and public.a_role(attendu);
end $$;

-- Whether I hold this structure: for reading, for answering (ecriture), or as its direction. One look-up by index, however
-- many structures I hold.
create function tient(p_structure uuid, p_droit text default 'lecture') returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  return exists (select from habilitation h where h.compte_id = mon_compte() and h.structure_id = p_structure
                    and (p_droit = 'lecture' or h.role = 'direction' or (p_droit = 'ecriture' and h.role = 'contribution')));
end $$;

-- Whether I animate the collectif, or belonged to it that day or later: what it was before I came stays readable, what it
-- became after I left does not.
create function en_etait(p_collectif uuid, p_jour date) returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare
  v_compte uuid := mon_compte();
begin
  return exists (select from habilitation h where h.compte_id = v_compte and h.collectif_id = p_collectif
                    and h.structure_id is null)
      or exists (select from habilitation h join adhesion a on a.structure_id = h.structure_id and a.collectif_id = h.collectif_id
                  where h.compte_id = v_compte and h.collectif_id = p_collectif and coalesce(a.au, 'infinity') >= p_jour);
end $$;

create function jour_a_paris(p_instant timestamp with time zone) returns date language sql stable parallel safe as
$$ select (p_instant at time zone 'Europe/Paris')::date $$;

-- Sets, built once per statement: for screens, and for tables whose policies ask no more. 'membre': the collectifs that I
-- animate or to which one of my structures belongs today; found one after the other, not structure by structure.
create or replace function mes(quoi text) returns uuid[] language plpgsql stable security definer
  set search_path = public, pg_temp as $$
declare
  v_compte uuid := mon_compte();
begin
  if v_compte is null then
    return '{}';
  end if;
  case quoi
    when 'anime' then
      return array(select h.collectif_id from habilitation h
                    where h.compte_id = v_compte and h.role = 'animation' and h.structure_id is null);
    when 'membre' then
      return array(
        with recursive lieux (id) as (
          (select h.collectif_id from habilitation h where h.compte_id = v_compte and h.collectif_id is not null
            order by h.collectif_id limit 1)
          union all
          select (select h.collectif_id from habilitation h where h.compte_id = v_compte and h.collectif_id > l.id
                   order by h.collectif_id limit 1)
            from lieux l where l.id is not null)
        select l.id from lieux l where l.id is not null and en_etait(l.id, jour_a_paris(now())));
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
