-- A structure that came from another installation: its journal of before, and what was said there with others.
create table importee (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  structure_id uuid not null,
  origine uuid not null,
  empreinte varchar not null,
  ailleurs jsonb not null,
  importe_le timestamptz not null default clock_timestamp(),
  constraint pk_importee primary key (collectif_id, id),
  constraint ck_importee_empreinte check (empreinte ~ '^[0-9a-f]{64}$'),
  constraint fk_importee_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint fk_importee_collectif_id foreign key (collectif_id) references collectif (id)
);
create index ix_importee_structure_id on importee (structure_id);
alter table importee enable row level security;
alter table importee force row level security;
create policy lecture on importee for select
  using ((select mon_profil('systeme')) or coalesce(structure_id = any ((select miennes('direction'))::uuid[]),
                                                    tient(structure_id, 'direction')));
create policy lecture_proprietaire on importee for select to current_user using (true);
create policy ajout on importee for insert with check (mon_profil('systeme'));
create policy modification on importee for update to current_user using (true);
grant select on importee to caprse_app;
grant select, insert on importee to caprse_systeme;

-- Whether this structure was born in this very transaction, which no person makes: its past comes in with it. A structure
-- that was there before keeps its past as it is, whoever asks.
create function nait(p_collectif uuid, p_structure uuid) returns boolean language sql stable as $$
  select public.mon_profil('systeme')
     and exists (select from public.structure s where s.collectif_id = p_collectif and s.id = p_structure
                    and s.xmin = pg_current_xact_id()::xid)
$$;
revoke execute on function nait(uuid, uuid) from public;
grant execute on function nait(uuid, uuid) to caprse_app, caprse_systeme;

do $$
declare
  v_avant text;
  v_apres text;
  v_garde record;
begin
  for v_garde in select * from (values ('garder_carnet'), ('garder_reponse'), ('garder_reponse_trace')) g (nom) loop
    v_avant := pg_get_functiondef((v_garde.nom || '()')::regprocedure);
    -- Only what is added with it: nothing of a closed trimestre is changed or taken away.
    v_apres := replace(v_avant, 'if v_trimestre = ''clos'' then',
      'if v_trimestre = ''clos'' and not (tg_op = ''INSERT'' and nait(new.collectif_id, new.structure_id)) then');
    if v_apres = v_avant then
      raise exception 'caprse: % n''a pas la forme attendue', v_garde.nom;
    end if;
    execute v_apres;
  end loop;

  v_avant := pg_get_functiondef('fusionner_structures(uuid, uuid, uuid, text, boolean)'::regprocedure);
  v_apres := replace(v_avant, '  update appui set structure_id = p_garde',
    $f$  update importee set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  update appui set structure_id = p_garde$f$);
  if v_apres = v_avant then
    raise exception 'caprse: fusionner_structures n''a pas la forme attendue';
  end if;
  execute v_apres;
end $$;
