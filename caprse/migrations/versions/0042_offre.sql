-- What the delegation offers its collectif, in the order of its catalogue.
create table offre (
  collectif_id uuid not null,
  code varchar not null,
  titre varchar not null,
  resume varchar not null default '',
  demi_journees smallint not null default 1,
  criteres text[] not null default '{}',
  ordre smallint not null default 0,
  illustrative boolean not null default false,
  retiree boolean not null default false,
  constraint pk_offre primary key (collectif_id, code),
  constraint ck_offre_longueurs check (length(btrim(titre)) between 1 and 120 and length(resume) <= 400),
  constraint ck_offre_demi_journees check (demi_journees between 1 and 40),
  constraint ck_offre_criteres check (cardinality(criteres) <= 12),
  constraint fk_offre_collectif_id foreign key (collectif_id) references collectif (id)
);

-- One appui for several structures; the appuis that are its parts hold the half-days.
create table appui_collectif (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  titre varchar not null,
  jour date not null,
  demi_journees smallint not null,
  parts smallint not null,
  version integer not null default 1,
  constraint pk_appui_collectif primary key (collectif_id, id),
  constraint ck_appui_collectif_titre check (length(btrim(titre)) between 1 and 120),
  constraint ck_appui_collectif_partage check (demi_journees between 0 and 400 and parts >= 1),
  constraint fk_appui_collectif_collectif_id foreign key (collectif_id) references collectif (id)
);

alter table appui
  add column offre varchar,
  add column groupe_id uuid,
  add constraint ck_appui_groupe check (groupe_id is null or etat in ('planifie', 'clos')),
  add constraint fk_appui_collectif_id_offre foreign key (collectif_id, offre) references offre (collectif_id, code),
  add constraint fk_appui_collectif_id_groupe_id foreign key (collectif_id, groupe_id)
    references appui_collectif (collectif_id, id) deferrable initially deferred;
create index ix_appui_groupe_id on appui (groupe_id) where groupe_id is not null;

do $$
declare
  t text;
  v_systeme constant text := '(select mon_profil(''systeme''))';
  v_anime constant text := 'collectif_id = any ((select mes(''anime''))::uuid[])';
begin
  foreach t in array array['offre', 'appui_collectif'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create trigger journal_%1$s after insert or update or delete on %1$s for each row'
                   ' execute function journaliser()', t);
    execute format('create policy ajout on %I for insert with check (%s or %s)', t, v_systeme, v_anime);
    execute format('create policy modification on %I for update using (%s or %s)', t, v_systeme, v_anime);
  end loop;
  -- The catalogue is read by whoever is of the collectif.
  execute format('create policy lecture on offre for select using (%s or collectif_id = any ((select mes(''membre''))::uuid[]))',
                 v_systeme);
  -- A shared appui by its animation, and by those who read one of its parts.
  execute format('create policy lecture on appui_collectif for select using (%s or %s or exists (select from appui a'
                 ' where a.collectif_id = appui_collectif.collectif_id and a.groupe_id = appui_collectif.id))',
                 v_systeme, v_anime);
  execute format('create policy suppression on appui_collectif for delete using (%s or %s)', v_systeme, v_anime);
  execute 'create policy lecture_proprietaire on appui for select to current_user using (true)';
  execute 'create policy lecture_proprietaire on appui_collectif for select to current_user using (true)';
end $$;
grant select, insert on offre to caprse_app, caprse_systeme;
grant update (titre, resume, demi_journees, criteres, ordre, illustrative, retiree) on offre to caprse_app, caprse_systeme;
grant select, insert, delete on appui_collectif to caprse_app, caprse_systeme;
grant update (titre, jour, demi_journees, parts, version) on appui_collectif to caprse_app, caprse_systeme;
grant update (offre, groupe_id) on appui to caprse_app;

-- The animation joins appuis and shares them; a structure does neither.
create or replace function garder_appui() returns trigger language plpgsql as $$
begin
  if old.etat in ('clos', 'refuse', 'annule') and new.etat is distinct from old.etat then
    raise exception 'caprse: Cet appui est terminé : il ne change plus.' using errcode = 'restrict_violation';
  end if;
  if not (old.collectif_id = any (mes('anime')) or mon_profil('systeme')) and not (
       (new.reponse, new.prevu_le, new.clos_le, new.demi_journees, new.offre, new.groupe_id)
         is not distinct from (old.reponse, old.prevu_le, old.clos_le, old.demi_journees, old.offre, old.groupe_id)
       and (new.etat = old.etat or new.etat = 'annule')
       and (new.demande is not distinct from old.demande or old.etat = 'demande')) then
    raise exception 'caprse: changement de l''appui hors des droits' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- At the end of each transaction: what is shared is what its parts hold, no more and no less. Asked of all its parts,
-- which whoever changes one of them may not see.
create function conserver_demi_journees() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  v_collectif uuid;
  v_groupes uuid[];
begin
  if tg_table_name = 'appui_collectif' then
    v_collectif := new.collectif_id;
    v_groupes := array[new.id];
  else
    v_collectif := coalesce(new.collectif_id, old.collectif_id);
    v_groupes := array_remove(array[new.groupe_id, old.groupe_id], null);
  end if;
  if exists (
    select from appui_collectif g
      left join lateral (select count(*) as parts, coalesce(sum(a.demi_journees), 0) as demi_journees
                           from appui a where a.collectif_id = g.collectif_id and a.groupe_id = g.id) a on true
     where g.collectif_id = v_collectif and g.id = any (v_groupes)
       and (g.parts, g.demi_journees) is distinct from (a.parts, a.demi_journees)) then
    raise exception 'caprse: Les demi-journées d’un appui collectif ne font pas la somme de ses parts.'
      using errcode = 'restrict_violation';
  end if;
  return null;
end $$;
revoke execute on function conserver_demi_journees() from public;
create constraint trigger conserve_demi_journees after insert or update on appui_collectif
  deferrable initially deferred for each row execute function conserver_demi_journees();
create constraint trigger conserve_demi_journees after insert or update or delete on appui
  deferrable initially deferred for each row execute function conserver_demi_journees();
