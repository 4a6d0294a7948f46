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

-- What the journal tells of a key is for who may see it: the direction of its structure, or the animation.
do $$
declare
  v_avant text := (select pg_get_expr(p.polqual, p.polrelid) from pg_policy p
                    where p.polrelid = 'journal'::regclass and p.polname = 'lecture');
begin
  execute 'alter policy lecture on journal using ((' || v_avant || ') and (objet <> ''cle_lecture'' or structure_id is null'
          ' or (select mon_profil(''systeme'')) or tient(structure_id, ''direction'')))';
end $$;

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

-- Where a collectif tells a program that something happened. ``contenu``: the whole address and the secret that signs,
-- which the postman alone reads; ``hote``: what people are shown of it.
create table adresse_signal (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  hote varchar not null,
  evenements text[] not null,
  contenu jsonb not null,
  cree_par uuid not null,
  cree_le timestamptz not null default now(),
  arretee_le timestamptz,
  constraint pk_adresse_signal primary key (collectif_id, id),
  constraint ck_adresse_signal_evenements check (
    cardinality(evenements) between 1 and 2 and evenements <@ '{cloture,publication}'::text[]),
  constraint ck_adresse_signal_longueurs check (length(hote) between 1 and 260 and pg_column_size(contenu) <= 2000),
  constraint fk_adresse_signal_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_adresse_signal_cree_par foreign key (cree_par) references compte (id)
);
create index ix_adresse_signal_cree_par on adresse_signal (cree_par);

-- The outbox of signals: each is written in the transaction that causes it, then sent.
create table signal (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  adresse_id uuid not null,
  evenement varchar not null,
  contenu jsonb not null,
  cree_le timestamptz not null default now(),
  envoyer_apres timestamptz not null,
  essais integer not null default 0,
  recu_le timestamptz,
  abandonne_le timestamptz,
  erreur varchar,
  constraint pk_signal primary key (collectif_id, id),
  constraint ck_signal_evenement check (evenement in ('cloture', 'publication')),
  constraint fk_signal_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_signal_collectif_id_adresse_id foreign key (collectif_id, adresse_id)
    references adresse_signal (collectif_id, id)
);
create index ix_signal_a_envoyer on signal (envoyer_apres) where recu_le is null and abandonne_le is null;
create index ix_signal_adresse_id on signal (collectif_id, adresse_id, cree_le);

do $$
declare
  t text;
  v_systeme constant text := '(select mon_profil(''systeme''))';
  v_anime constant text := 'collectif_id = any ((select mes(''anime''))::uuid[])';
begin
  foreach t in array array['adresse_signal', 'signal'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy lecture on %I for select using (%s or %s)', t, v_systeme, v_anime);
  end loop;
  execute format('create policy ajout on adresse_signal for insert with check (%s or cree_par = (select mon_compte()) and %s)',
                 v_systeme, v_anime);
  execute format('create policy modification on adresse_signal for update using (%s or %s)', v_systeme, v_anime);
  execute 'create policy ajout on signal for insert with check (mon_profil(''systeme''))';
  execute 'create policy modification on signal for update using (mon_profil(''systeme''))';
  execute 'create policy lecture_proprietaire on signal for select to current_user using (true)';
  execute 'create policy purge on signal for delete to current_user using (true)';
end $$;
create trigger journal_adresse_signal after insert or update or delete on adresse_signal
  for each row execute function journaliser();
grant select (collectif_id, id, hote, evenements, cree_par, cree_le, arretee_le) on adresse_signal to caprse_app;
grant select on adresse_signal to caprse_systeme;
grant insert on adresse_signal to caprse_app, caprse_systeme;
grant update (arretee_le) on adresse_signal to caprse_app, caprse_systeme;
grant select, insert on signal to caprse_app, caprse_systeme;
grant update (envoyer_apres, essais, recu_le, abandonne_le, erreur) on signal to caprse_systeme;

-- An address that is stopped never comes back, and keeps no secret.
create function garder_adresse_signal() returns trigger language plpgsql as $$
begin
  if old.arretee_le is not null and new.arretee_le is distinct from old.arretee_le then
    raise exception 'caprse: Cette adresse est déjà arrêtée.' using errcode = 'restrict_violation';
  end if;
  if new.arretee_le is not null then
    new.contenu := '{}';
  end if;
  return new;
end $$;
create trigger garde_adresse_signal before update on adresse_signal
  for each row execute function garder_adresse_signal();

do $$
declare
  v_avant text := pg_get_functiondef('purger(text, timestamptz, boolean)'::regprocedure);
  v_apres text := replace(v_avant, '    (''cles'', ''cle_lecture'',',
    $f$    ('signaux', 'signal', 'cree_le < $1 and coalesce(recu_le, abandonne_le) is not null'),
    ('cles', 'cle_lecture',$f$);
begin
  if v_apres = v_avant then
    raise exception 'caprse: purger n''a pas la forme attendue';
  end if;
  execute v_apres;
end $$;
