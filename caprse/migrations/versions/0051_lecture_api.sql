-- A key by which a program reads what its maker may read: of a structure, or of a collectif where it names none.
create table cle_lecture (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  structure_id uuid,
  nom varchar not null,
  portees text[] not null,
  empreinte varchar not null,
  cree_par uuid not null,
  cree_le timestamptz not null default now(),
  expire_le timestamptz not null,
  revoquee_le timestamptz,
  -- The system's alone: when it was last used, and how often in that minute.
  lue_le timestamptz,
  minute timestamptz,
  demandes integer not null default 0,
  constraint pk_cle_lecture primary key (collectif_id, id),
  constraint uq_cle_lecture_empreinte unique (empreinte),
  constraint ck_cle_lecture_nom check (length(btrim(nom)) between 1 and 80),
  constraint ck_cle_lecture_portees check (
    cardinality(portees) between 1 and 4 and portees <@ '{reponses,ensemble,referentiel,rencontres}'::text[]),
  constraint ck_cle_lecture_duree check (expire_le > cree_le and expire_le <= cree_le + interval '400 days'),
  constraint fk_cle_lecture_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_cle_lecture_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint fk_cle_lecture_cree_par foreign key (cree_par) references compte (id)
) with (fillfactor = 70);
create index ix_cle_lecture_structure_id on cle_lecture (structure_id);
create index ix_cle_lecture_cree_par on cle_lecture (cree_par);
alter table cle_lecture enable row level security;
alter table cle_lecture force row level security;

do $$
declare
  v_tenue constant text := $f$(case when structure_id is null then collectif_id = any ((select mes('anime'))::uuid[])
    else coalesce(structure_id = any ((select miennes('direction'))::uuid[]), tient(structure_id, 'direction')) end)$f$;
  v_systeme constant text := '(select mon_profil(''systeme''))';
begin
  execute format('create policy lecture on cle_lecture for select using (%s or %s)', v_systeme, v_tenue);
  -- A key acts for its maker: nobody makes one in another's name.
  execute format('create policy ajout on cle_lecture for insert with check (%s or cree_par = (select mon_compte()) and %s)',
                 v_systeme, v_tenue);
  execute format('create policy modification on cle_lecture for update using (%s or %s)', v_systeme, v_tenue);
  -- The functions of their owner: a person or a structure goes, a key is too old.
  execute 'create policy lecture_proprietaire on cle_lecture for select to current_user using (true)';
  execute 'create policy modification_proprietaire on cle_lecture for update to current_user using (true)';
  execute 'create policy purge on cle_lecture for delete to current_user using (true)';
end $$;
-- Each reading changes a row: only what a person does to a key is journaled.
create trigger journal_cle_lecture after insert or delete or update of nom, portees, expire_le, revoquee_le, structure_id
  on cle_lecture for each row execute function journaliser();
-- The application hands a hash over, and reads none.
grant select (collectif_id, id, structure_id, nom, portees, cree_par, cree_le, expire_le, revoquee_le, lue_le)
  on cle_lecture to caprse_app;
grant insert (collectif_id, id, structure_id, nom, portees, empreinte, cree_par, cree_le, expire_le)
  on cle_lecture to caprse_app, caprse_systeme;
grant select on cle_lecture to caprse_systeme;
grant update (revoquee_le) on cle_lecture to caprse_app, caprse_systeme;
grant update (lue_le, minute, demandes) on cle_lecture to caprse_systeme;

-- A key never comes back, and what it opens never changes.
create function garder_cle_lecture() returns trigger language plpgsql as $$
begin
  if old.revoquee_le is not null and new.revoquee_le is distinct from old.revoquee_le then
    raise exception 'caprse: Cette clé est déjà arrêtée.' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_cle_lecture before update of revoquee_le on cle_lecture
  for each row execute function garder_cle_lecture();

do $$
declare
  v_avant text;
  v_apres text;
  v_ajout record;
begin
  for v_ajout in select * from (values
    -- It said one structure: of two in one, it would say more than was meant.
    ('fusionner_structures(uuid, uuid, uuid, text, boolean)', '  update appui set structure_id = p_garde',
     $f$  update cle_lecture set structure_id = p_garde, revoquee_le = coalesce(revoquee_le, now())
   where collectif_id = p_collectif and structure_id = p_double;
  update appui set structure_id = p_garde$f$),
    ('oublier_compte(uuid)', '  delete from habilitation where compte_id = p_compte;',
     $f$  update cle_lecture set revoquee_le = now() where cree_par = p_compte and revoquee_le is null;
  delete from habilitation where compte_id = p_compte;$f$),
    ('purger(text, timestamptz, boolean)', '    (''nouvelles'', ''nouvelle'', ''cree_le < $1''),',
     $f$    ('nouvelles', 'nouvelle', 'cree_le < $1'),
    ('cles', 'cle_lecture', 'least(expire_le, revoquee_le) < $1'),$f$)) v (fonction, avant, apres)
  loop
    v_avant := pg_get_functiondef(v_ajout.fonction::regprocedure);
    v_apres := replace(v_avant, v_ajout.avant, v_ajout.apres);
    if v_apres = v_avant then
      raise exception 'caprse: % n''a pas la forme attendue', v_ajout.fonction;
    end if;
    execute v_apres;
  end loop;
end $$;
