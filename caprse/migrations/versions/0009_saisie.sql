CREATE TABLE brouillon (
  compte_id UUID NOT NULL,
  place VARCHAR NOT NULL,
  contenu JSONB NOT NULL,
  modifie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_brouillon PRIMARY KEY (compte_id, place),
  CONSTRAINT ck_brouillon_place CHECK (length(place) between 1 and 200),
  CONSTRAINT ck_brouillon_contenu CHECK (octet_length(contenu::text) <= 200000),
  CONSTRAINT fk_brouillon_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);

CREATE INDEX ix_brouillon_modifie_le ON brouillon (modifie_le);

CREATE TABLE acte (
  compte_id UUID NOT NULL,
  identite UUID NOT NULL,
  phrase VARCHAR DEFAULT '' NOT NULL,
  fait_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_acte PRIMARY KEY (compte_id, identite),
  CONSTRAINT fk_acte_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);

CREATE INDEX ix_acte_fait_le ON acte (fait_le);

CREATE TABLE conflit (
  collectif_id UUID NOT NULL,
  carnet_id UUID NOT NULL,
  critere VARCHAR NOT NULL,
  champ VARCHAR NOT NULL,
  compte_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  contenu JSONB NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_conflit PRIMARY KEY (collectif_id, carnet_id, critere, champ, compte_id),
  CONSTRAINT fk_conflit_collectif_id_carnet_id_structure_id FOREIGN KEY(collectif_id, carnet_id, structure_id) REFERENCES carnet (collectif_id, id, structure_id),
  CONSTRAINT ck_conflit_champ CHECK (champ in ('choix', 'motif', 'commentaire', 'trace', 'cible', 'deja_regle')),
  CONSTRAINT ck_conflit_contenu CHECK (octet_length(contenu::text) <= 60000),
  CONSTRAINT fk_conflit_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_conflit_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);

do $$
declare t text;
begin
  foreach t in array array['brouillon', 'acte', 'conflit'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
end $$;

-- A draft is its author's, whatever anyone's role: no journal copies it, not even « systeme » reads it.
create policy lecture on brouillon for select using (compte_id = (select mon_compte()));
create policy ajout on brouillon for insert with check (compte_id = (select mon_compte()));
create policy modification on brouillon for update using (compte_id = (select mon_compte()));
create policy suppression on brouillon for delete using (compte_id = (select mon_compte()));

create policy lecture on acte for select using (compte_id = (select mon_compte()));
create policy ajout on acte for insert with check (compte_id = (select mon_compte()));
create policy modification on acte for update using (compte_id = (select mon_compte()));

-- One person keeps a bounded number of drafts: the oldest makes room.
create function borner_brouillons() returns trigger language plpgsql as $$
begin
  delete from public.brouillon b using (
    select place from public.brouillon where compte_id = new.compte_id
     order by modifie_le desc, place offset 100) d
   where b.compte_id = new.compte_id and b.place = d.place;
  return null;
end $$;
create trigger bornage after insert on brouillon for each row execute function borner_brouillons();

-- SECURITY DEFINER, for one reason: what is too old goes away although nobody but its author may touch it. The policies
-- below are for the owner of these tables, that is for this function.
create function purger_saisies() returns void language sql security definer set search_path = public, pg_temp as $$
  delete from brouillon where modifie_le < now() - interval '30 days';
  delete from acte where fait_le < now() - interval '2 days';
$$;
create policy purge on brouillon for delete to current_user using (modifie_le < now() - interval '30 days');
create policy purge on acte for delete to current_user using (fait_le < now() - interval '2 days');
-- A backup holds them too: what was typed is not lost with the machine.
create policy lecture_proprietaire on brouillon for select to current_user using (true);
create policy lecture_proprietaire on acte for select to current_user using (true);
revoke execute on function purger_saisies() from public;
grant execute on function purger_saisies() to caprse_app;

-- Two answers to the same question wait for the structure's people, and for nobody else: nothing of it is recorded yet.
create policy lecture on conflit for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or (select mon_profil('systeme')));
create policy ajout on conflit for insert with check (
  structure_id = any ((select mes('ecriture'))::uuid[]) and compte_id = (select mon_compte()));
create policy modification on conflit for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) and compte_id = (select mon_compte()));
create policy suppression on conflit for delete using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or (select mon_profil('systeme')));

grant select, insert on brouillon, acte, conflit to caprse_app;
grant update (contenu, modifie_le) on brouillon to caprse_app;
grant update (phrase) on acte to caprse_app;
grant update (contenu, cree_le) on conflit to caprse_app;
grant delete on brouillon, conflit to caprse_app;
