-- The room of a session: it is locked, devices are dropped, structures have a code of their own.

alter table seance add column verrouillee boolean default false not null;
grant update (verrouillee) on seance to caprse_app;

alter table participant add column origine varchar default '' not null;
alter table participant add column retire_le timestamp with time zone;
grant update (retire_le) on participant to caprse_app;
grant delete on participant to caprse_app;
create policy suppression on participant for delete using ((select mon_profil('systeme')));

-- For which structure a vote was given stays with the vote, whatever becomes of the device.
alter table vote add column structure_id uuid;
alter table vote add constraint fk_vote_collectif_id_structure_id
  foreign key (collectif_id, structure_id) references structure (collectif_id, id);
select set_config('caprse.profil', 'systeme', true);
alter table vote disable trigger garde_vote;
update vote v set structure_id = p.structure_id
  from tour t, participant p
 where t.collectif_id = v.collectif_id and t.id = v.tour_id and t.mode = 'structure'
   and p.collectif_id = v.collectif_id and p.id = v.participant_id;
alter table vote enable trigger garde_vote;
grant update (structure_id) on vote to caprse_app;
grant delete on vote to caprse_app;
create policy suppression on vote for delete using ((select mon_profil('systeme')));

-- The names that minutes may hold, each with its structure: one that takes its name back leaves them.
alter table compte_rendu add column noms jsonb default '{}' not null;
alter table compte_rendu disable trigger journal_compte_rendu;
update compte_rendu c set noms = n.noms
  from (select s.collectif_id, s.id, jsonb_object_agg(x.nom, x.id) as noms
          from seance s
          join decision d on d.collectif_id = s.collectif_id and d.rencontre_id = s.rencontre_id
          join structure x on x.collectif_id = d.collectif_id and x.id = d.structure_id
         group by s.collectif_id, s.id) n
 where n.collectif_id = c.collectif_id and n.id = c.seance_id;
alter table compte_rendu enable trigger journal_compte_rendu;
grant update (noms) on compte_rendu to caprse_app;
select set_config('caprse.profil', '', true);

create table code_structure (
  collectif_id uuid not null,
  seance_id uuid not null,
  structure_id uuid not null,
  code varchar not null,
  repetition boolean not null,
  cree_le timestamp with time zone default now() not null,
  constraint pk_code_structure primary key (collectif_id, seance_id, structure_id),
  constraint fk_code_structure_collectif_id_seance_id foreign key (collectif_id, seance_id)
    references seance (collectif_id, id) on delete cascade,
  constraint fk_code_structure_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint uq_code_structure_code unique (code),
  constraint fk_code_structure_collectif_id foreign key (collectif_id) references collectif (id)
);
create index ix_code_structure_structure_id on code_structure (structure_id);
alter table code_structure enable row level security;
alter table code_structure force row level security;
-- Its direction shows it to its people. A rehearsal is the animation's alone.
create policy lecture on code_structure for select using (
  (not repetition and structure_id = any ((select mes('direction'))::uuid[]))
  or collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')));
create policy ajout on code_structure for insert with check (mon_profil('systeme'));
create policy modification on code_structure for update using ((select mon_profil('systeme')));
create policy suppression on code_structure for delete using ((select mon_profil('systeme')));
grant select, insert, delete on code_structure to caprse_app;
grant update (code, cree_le) on code_structure to caprse_app;
