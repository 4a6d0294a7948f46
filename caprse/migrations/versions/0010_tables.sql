do $$ begin
  if not exists (select 1 from pg_roles where rolname = 'caprse_systeme') then
    create role caprse_systeme nologin;
  end if;
exception when insufficient_privilege then
  raise exception 'caprse: Il manque le rôle « caprse_systeme » : rien n''a changé. Créez-le avec un compte administrateur (create role caprse_systeme login password ''…''), puis relancez « caprse migrer ».'
    using errcode = 'restrict_violation';
end $$;

-- For whom one transaction acts when no session says it: an account, or the system (no account). Written by caprse_systeme
-- over its own connection, for the number of a transaction that goes on elsewhere: worth nothing in any other. Unlogged,
-- since nothing of it outlives the server.
CREATE UNLOGGED TABLE mandat (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  transaction_id BIGINT NOT NULL,
  compte_id UUID,
  expire_le TIMESTAMP WITH TIME ZONE DEFAULT now() + interval '10 minutes' NOT NULL,
  CONSTRAINT pk_mandat PRIMARY KEY (id)
);
CREATE INDEX ix_mandat_transaction_id ON mandat (transaction_id);

alter table compte
  add column droits bigint default 0 not null,
  add column demo boolean default false not null;
alter table structure add column nom_montre_le timestamp with time zone;

-- Roles that belong to no structure are few, whatever the number of structures that the account directs.
CREATE INDEX ix_habilitation_generales ON habilitation (compte_id, role) WHERE structure_id is null;
CREATE INDEX ix_adhesion_structure_id ON adhesion (structure_id, au);

-- What was there before.
do $$ begin perform set_config('caprse.profil', 'systeme', true); end $$;
alter table compte disable trigger user;
alter table structure disable trigger user;
update compte set demo = true where courriel like '%@demo.exemple';
update structure s set nom_montre_le = coalesce(
    (select max(j.instant) from journal j
      where j.structure_id = s.id and j.objet = 'structure' and (j.apres ->> 'montre_son_nom')::boolean), s.cree_le)
 where s.montre_son_nom;
alter table compte enable trigger user;
alter table structure enable trigger user;

-- One who directs hundreds of structures pays no more at each click than one who directs one. Postgres takes an account to hold two
-- or three roles, on average, and would gather them all for a single row: tell it to look up row by row unless rows are many.
alter table habilitation alter column compte_id set (n_distinct = -0.005);
