-- What stands beside the collectif's path at the closing of a trimestre, written once.
create table publication_chemin (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  trimestre_id uuid not null,
  sorte varchar not null,
  thematique varchar not null,
  numero smallint not null,
  structures smallint not null,
  agregats jsonb not null,
  publie_le timestamptz not null default now(),
  constraint pk_publication_chemin primary key (collectif_id, id),
  constraint fk_publication_chemin_collectif_id_trimestre_id foreign key (collectif_id, trimestre_id)
    references trimestre (collectif_id, id),
  constraint uq_publication_chemin_collectif_id_trimestre_id_sorte_t_d268
    unique (collectif_id, trimestre_id, sorte, thematique, numero),
  constraint ck_publication_chemin_sorte check (sorte in ('effet', 'actions', 'positions')),
  constraint ck_publication_chemin_structures check (structures >= 3),
  constraint fk_publication_chemin_collectif_id foreign key (collectif_id) references collectif (id)
);
create table publication_chemin_structure (
  collectif_id uuid not null,
  publication_id uuid not null,
  structure_id uuid not null,
  empreinte varchar not null,
  unite smallint not null,
  publie_le timestamptz not null default now(),
  constraint pk_publication_chemin_structure primary key (collectif_id, publication_id, structure_id),
  constraint fk_publication_chemin_structure_collectif_id_publication_id foreign key (collectif_id, publication_id)
    references publication_chemin (collectif_id, id),
  constraint fk_publication_chemin_structure_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint fk_publication_chemin_structure_collectif_id foreign key (collectif_id) references collectif (id)
);

alter table publication_chemin enable row level security;
alter table publication_chemin force row level security;
alter table publication_chemin_structure enable row level security;
alter table publication_chemin_structure force row level security;

-- As for the figures of the cycle, without the federation; the effect of actions is for the animation alone.
create policy lecture on publication_chemin for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('anime'))::uuid[])
  or (sorte <> 'effet'
      and (collectif_id = any ((select mes('membre'))::uuid[]) or en_etait(collectif_id, jour_a_paris(publie_le))
           or exists (select from publication_chemin_structure ps
                       where ps.collectif_id = publication_chemin.collectif_id
                         and ps.publication_id = publication_chemin.id))
      and a_repondu(collectif_id, trimestre_id)));
create policy ajout on publication_chemin for insert with check (mon_profil('systeme'));
create policy lecture on publication_chemin_structure for select using (
  (select mon_profil('systeme'))
  or coalesce(structure_id = any ((select miennes('lecture'))::uuid[]), exists (select from habilitation h
      where h.compte_id = (select mon_compte()) and h.structure_id = publication_chemin_structure.structure_id
        and h.role = any (roles_pour('lecture'))))
  or collectif_id = any ((select mes('anime'))::uuid[]));
create policy ajout on publication_chemin_structure for insert with check (mon_profil('systeme'));

create trigger journal_publication_chemin after insert or update or delete on publication_chemin
  for each row execute function journaliser();
create trigger journal_publication_chemin_structure after insert or update or delete on publication_chemin_structure
  for each row execute function journaliser();
create trigger immuable_publication_chemin before update or delete or truncate on publication_chemin
  for each statement execute function interdire();
create trigger immuable_publication_chemin_structure before update or delete or truncate on publication_chemin_structure
  for each statement execute function interdire();

grant select, insert on publication_chemin, publication_chemin_structure to caprse_app;
grant select, insert on publication_chemin, publication_chemin_structure to caprse_systeme;

-- A structure that counts in one served: the line of the directory that holds it is not merged away.
do $$
declare
  v_avant constant text := pg_get_functiondef('fusionner_structures(uuid, uuid, uuid, text, boolean)'::regprocedure);
  v_repere constant text := 'or exists (select from publication_cycle_structure x';
  v_apres constant text := replace(v_avant, v_repere,
    'or exists (select from publication_chemin_structure x
                        where x.collectif_id = k.collectif_id and x.structure_id = k.structure_id)
            ' || v_repere);
begin
  if v_apres = v_avant then raise exception 'fusionner_structures a changé : ce que dit le chemin n''y est pas vu'; end if;
  execute v_apres;
end $$;
