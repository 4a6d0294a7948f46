-- Where the collectif stands over the whole cycle, at the closing of a trimestre: a figure by thématique, written once.
create table publication_cycle (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  trimestre_id uuid not null,
  thematique varchar not null,
  numero smallint not null,
  structures smallint not null,
  agregats jsonb not null,
  publie_le timestamptz not null default now(),
  constraint pk_publication_cycle primary key (collectif_id, id),
  constraint fk_publication_cycle_collectif_id_trimestre_id foreign key (collectif_id, trimestre_id)
    references trimestre (collectif_id, id),
  constraint uq_publication_cycle_collectif_id_trimestre_id_thematique_numero
    unique (collectif_id, trimestre_id, thematique, numero),
  constraint ck_publication_cycle_structures check (structures >= 3),
  constraint fk_publication_cycle_collectif_id foreign key (collectif_id) references collectif (id)
);
create table publication_cycle_structure (
  collectif_id uuid not null,
  publication_id uuid not null,
  structure_id uuid not null,
  empreinte varchar not null,
  unite smallint not null,
  publie_le timestamptz not null default now(),
  constraint pk_publication_cycle_structure primary key (collectif_id, publication_id, structure_id),
  constraint fk_publication_cycle_structure_collectif_id_publication_id foreign key (collectif_id, publication_id)
    references publication_cycle (collectif_id, id),
  constraint fk_publication_cycle_structure_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint fk_publication_cycle_structure_collectif_id foreign key (collectif_id) references collectif (id)
);

alter table publication_cycle enable row level security;
alter table publication_cycle force row level security;
alter table publication_cycle_structure enable row level security;
alter table publication_cycle_structure force row level security;

-- As for the figures of a trimestre: you answer before you look, and figures made with one's own answers are of one's past.
create policy lecture on publication_cycle for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('federation'))
  or ((collectif_id = any ((select mes('membre'))::uuid[]) or en_etait(collectif_id, jour_a_paris(publie_le))
       or exists (select from publication_cycle_structure ps where ps.collectif_id = publication_cycle.collectif_id
                     and ps.publication_id = publication_cycle.id))
      and a_repondu(collectif_id, trimestre_id)));
create policy ajout on publication_cycle for insert with check (mon_profil('systeme'));
create policy lecture on publication_cycle_structure for select using (
  (select mon_profil('systeme'))
  or coalesce(structure_id = any ((select miennes('lecture'))::uuid[]), exists (select from habilitation h
      where h.compte_id = (select mon_compte()) and h.structure_id = publication_cycle_structure.structure_id
        and h.role = any (roles_pour('lecture'))))
  or collectif_id = any ((select mes('anime'))::uuid[]));
create policy ajout on publication_cycle_structure for insert with check (mon_profil('systeme'));

create trigger journal_publication_cycle after insert or update or delete on publication_cycle
  for each row execute function journaliser();
create trigger journal_publication_cycle_structure after insert or update or delete on publication_cycle_structure
  for each row execute function journaliser();
create trigger immuable_publication_cycle before update or delete or truncate on publication_cycle
  for each statement execute function interdire();
create trigger immuable_publication_cycle_structure before update or delete or truncate on publication_cycle_structure
  for each statement execute function interdire();

grant select, insert on publication_cycle, publication_cycle_structure to caprse_app;
grant select, insert on publication_cycle, publication_cycle_structure to caprse_systeme;
