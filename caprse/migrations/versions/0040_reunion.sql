-- One question of a consultation shown before the others, in a meeting: counted once, closed for good.
alter table consultation_critere add column montre_le timestamptz;
grant update (montre_le) on consultation_critere to caprse_app, caprse_systeme;

create table depouillement_critere (
  collectif_id uuid not null,
  consultation_id uuid not null,
  critere varchar not null,
  structure_id uuid not null,
  contenu jsonb not null,
  constraint pk_depouillement_critere primary key (collectif_id, consultation_id, critere),
  constraint fk_depouillement_critere_collectif_id_consultation_id_critere foreign key
    (collectif_id, consultation_id, critere) references consultation_critere (collectif_id, consultation_id, critere),
  constraint fk_depouillement_critere_collectif_id_consultation_id_s_9bfd foreign key
    (collectif_id, consultation_id, structure_id) references consultation (collectif_id, id, structure_id),
  constraint fk_depouillement_critere_collectif_id foreign key (collectif_id) references collectif (id)
);
create index ix_depouillement_critere_structure_id on depouillement_critere (structure_id);
alter table depouillement_critere enable row level security;
alter table depouillement_critere force row level security;
-- As what a closed consultation shows: the direction reads it, the system writes it once.
do $$
begin
  execute 'create policy lecture on depouillement_critere for select using ((select mon_profil(''systeme'')) or'
    ' coalesce(structure_id = any ((select miennes(''direction''))::uuid[]), exists (select from habilitation h'
    ' where h.compte_id = (select mon_compte()) and h.structure_id = depouillement_critere.structure_id'
    ' and h.role = any (roles_pour(''direction'')))))';
end $$;
create policy ajout on depouillement_critere for insert with check (mon_profil('systeme'));
grant select, insert on depouillement_critere to caprse_app, caprse_systeme;
create trigger immuable_depouillement_critere before update or delete or truncate on depouillement_critere
  for each statement execute function interdire();

-- As before; and no voice, nor sheet, on a question that was shown.
create or replace function garder_voix() returns trigger language plpgsql as $$
declare
  v_ouverte boolean;
  v_montree boolean;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(new.consultation_id::text, 0));
  select c.close_le is null into v_ouverte from public.consultation c
   where c.collectif_id = new.collectif_id and c.id = new.consultation_id;
  if v_ouverte is null then
    raise exception 'caprse: voix dans une consultation qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  if not v_ouverte then
    raise exception 'caprse: Cette consultation est close : aucun avis n’y est plus pris.' using errcode = 'restrict_violation';
  end if;
  select x.montre_le is not null into v_montree from public.consultation_critere x
   where x.collectif_id = new.collectif_id and x.consultation_id = new.consultation_id and x.critere = new.critere;
  if v_montree then
    raise exception 'caprse: Les avis sur cette question sont déjà montrés : elle n’en prend plus.'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

-- While it is open: how many voices on one question, for the direction.
create function compter_voix(p_consultation uuid, p_critere text) returns bigint language sql stable security definer
  set search_path = public, pg_temp as $$
  select count(*) from voix v
   where v.consultation_id = p_consultation and v.critere = p_critere and tient(v.structure_id, 'direction')
$$;
revoke execute on function compter_voix(uuid, text) from public;
grant execute on function compter_voix(uuid, text) to caprse_app, caprse_systeme;
