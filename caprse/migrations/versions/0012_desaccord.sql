CREATE TABLE desaccord (
  collectif_id UUID NOT NULL,
  objet_id UUID NOT NULL,
  partie VARCHAR DEFAULT '' NOT NULL,
  compte_id UUID NOT NULL,
  contenu JSONB NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_desaccord PRIMARY KEY (collectif_id, objet_id, partie, compte_id),
  CONSTRAINT ck_desaccord_partie CHECK (length(partie) <= 100),
  CONSTRAINT ck_desaccord_contenu CHECK (octet_length(contenu::text) <= 300000),
  CONSTRAINT fk_desaccord_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_desaccord_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);

alter table desaccord enable row level security;
alter table desaccord force row level security;

-- Two texts wait for the people of the animation, and for nobody else: nothing of it is recorded yet. Whoever of them sees
-- both may choose; each writes only what they wanted themselves.
create policy lecture on desaccord for select using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')));
create policy ajout on desaccord for insert with check (
  collectif_id = any ((select mes('anime'))::uuid[]) and compte_id = (select mon_compte()));
create policy modification on desaccord for update using (
  collectif_id = any ((select mes('anime'))::uuid[]) and compte_id = (select mon_compte()));
create policy suppression on desaccord for delete using (
  collectif_id = any ((select mes('anime'))::uuid[]));

grant select, insert, delete on desaccord to caprse_app;
grant update (contenu, cree_le) on desaccord to caprse_app;
