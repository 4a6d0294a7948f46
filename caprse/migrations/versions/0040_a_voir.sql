-- A critère of a carnet given to a colleague, until a day, with a few words.
create table a_voir (
  collectif_id uuid not null,
  carnet_id uuid not null,
  critere varchar not null,
  id uuid not null default gen_random_uuid(),
  structure_id uuid not null,
  compte_id uuid not null,
  pour_le date not null,
  note varchar not null default '',
  demande_par uuid,
  demande_le timestamptz not null default now(),
  rendu_le timestamptz,
  constraint pk_a_voir primary key (collectif_id, carnet_id, critere),
  constraint fk_a_voir_collectif_id_carnet_id_structure_id foreign key (collectif_id, carnet_id, structure_id)
    references carnet (collectif_id, id, structure_id),
  constraint uq_a_voir_collectif_id_id unique (collectif_id, id),
  constraint ck_a_voir_note check (length(note) <= 300),
  constraint fk_a_voir_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_a_voir_compte_id foreign key (compte_id) references compte (id),
  constraint fk_a_voir_demande_par foreign key (demande_par) references compte (id)
);
create index ix_a_voir_attendus on a_voir (compte_id, structure_id) where rendu_le is null;
create index ix_a_voir_carnet_id on a_voir (carnet_id);
alter table a_voir enable row level security;
alter table a_voir force row level security;

-- The structure's own people read it: neither its animation nor anyone else. Those who answer give and take back; who
-- was asked says that they saw, whatever their role.
do $$
declare
  v_systeme constant text := '(select mon_profil(''systeme''))';
  v_lit constant text :=
    'coalesce(structure_id = any ((select miennes(''lecture''))::uuid[]), exists (select from habilitation h'
    ' where h.compte_id = (select mon_compte()) and h.structure_id = a_voir.structure_id'
    ' and h.role = any (roles_pour(''lecture''))))';
  v_ecrit constant text :=
    'coalesce(structure_id = any ((select miennes(''ecriture''))::uuid[]), tient(structure_id, ''ecriture''))';
  v_attendu constant text := '(compte_id = (select mon_compte()) and ' || v_lit || ')';
begin
  execute format('create policy lecture on a_voir for select using (%s or %s)', v_systeme, v_lit);
  execute format('create policy ajout on a_voir for insert with check (%s or (demande_par = (select mon_compte()) and %s))',
                 v_systeme, v_ecrit);
  execute format('create policy modification on a_voir for update using (%s or %s or %s)', v_systeme, v_ecrit, v_attendu);
  execute format('create policy suppression on a_voir for delete using (%s or %s)', v_systeme, v_ecrit);
end $$;
grant select, insert, delete on a_voir to caprse_app;
grant update (critere, id, compte_id, pour_le, note, demande_par, demande_le, rendu_le) on a_voir to caprse_app;
grant select, update (critere, rendu_le) on a_voir to caprse_systeme;

-- Whoever was asked and answers has seen. What the cahier writes in their name (a bascule, an import) is no answer.
create function rendre_a_voir() returns trigger language plpgsql as $$
begin
  update public.a_voir v set rendu_le = new.modifie_le
   where v.collectif_id = new.collectif_id and v.carnet_id = new.carnet_id and v.critere = new.critere
     and v.compte_id = new.modifie_par and v.rendu_le is null;
  return null;
end $$;
create trigger rendu_a_voir after insert or update on reponse for each row
  when ((new.niveau is not null or new.non_concerne) and not mon_profil('systeme'))
  execute function rendre_a_voir();

-- A carnet in which a colleague was asked served: the line of the directory that holds it is not merged away.
do $$
declare
  v_avant constant text := pg_get_functiondef('fusionner_structures(uuid, uuid, uuid, text, boolean)'::regprocedure);
  v_repere constant text := 'or exists (select from conflit x';
  v_apres constant text := replace(v_avant, v_repere,
    'or exists (select from a_voir x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)
            ' || v_repere);
begin
  if v_apres = v_avant then raise exception 'fusionner_structures a changé : ce qui est à voir n''y est pas vu'; end if;
  execute v_apres;
end $$;
