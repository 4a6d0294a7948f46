-- What the pilotage adds to the tables there are.
alter table trimestre
  add column rouvert_le timestamp with time zone,
  add column motif_reouverture varchar default '' not null,
  add constraint ck_trimestre_motif_reouverture check (length(motif_reouverture) <= 1000);

alter table rencontre
  add column duree_minutes smallint default 120 not null,
  add column ordre_du_jour varchar default '' not null,
  add column annulee_le timestamp with time zone,
  add column sequence integer default 0 not null,
  add column modifie_le timestamp with time zone default now() not null,
  add column version integer default 1 not null,
  add constraint ck_rencontre_duree_minutes check (duree_minutes between 15 and 1440),
  add constraint ck_rencontre_ordre_du_jour check (length(ordre_du_jour) <= 8000);

drop index ix_courriel_a_envoyer;
alter table courriel
  add column genre varchar default '' not null,
  add column donnees jsonb default '{}' not null,
  add column cle varchar,
  add column collectif_id uuid,
  add column structure_id uuid,
  add column compte_id uuid,
  add column annule_le timestamp with time zone,
  add column motif varchar default '' not null,
  add column desinscription varchar,
  add constraint uq_courriel_cle unique (cle),
  add constraint uq_courriel_desinscription unique (desinscription),
  add constraint ck_courriel_genre check ((genre = '') = (compte_id is null));
create index ix_courriel_a_envoyer on courriel (envoyer_apres) where envoye_le is null and annule_le is null;
create index ix_courriel_collectif_id on courriel (collectif_id, envoyer_apres);

CREATE TABLE abonnement_agenda (
  compte_id UUID NOT NULL,
  empreinte VARCHAR NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_abonnement_agenda PRIMARY KEY (compte_id),
  CONSTRAINT fk_abonnement_agenda_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id),
  CONSTRAINT uq_abonnement_agenda_empreinte UNIQUE (empreinte)
);

CREATE TABLE bascule (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  de UUID NOT NULL,
  vers UUID NOT NULL,
  correspondance JSONB NOT NULL,
  bilan JSONB NOT NULL,
  faite_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  faite_par UUID,
  CONSTRAINT pk_bascule PRIMARY KEY (collectif_id, id),
  CONSTRAINT ck_bascule_versions CHECK (de <> vers),
  CONSTRAINT fk_bascule_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_bascule_de FOREIGN KEY(de) REFERENCES referentiel (id),
  CONSTRAINT fk_bascule_vers FOREIGN KEY(vers) REFERENCES referentiel (id),
  CONSTRAINT fk_bascule_faite_par FOREIGN KEY(faite_par) REFERENCES compte (id)
);

CREATE TABLE desinscription (
  compte_id UUID NOT NULL,
  genre VARCHAR NOT NULL,
  depuis TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_desinscription PRIMARY KEY (compte_id, genre),
  CONSTRAINT fk_desinscription_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);

CREATE TABLE action (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  structure_id UUID NOT NULL,
  quoi VARCHAR NOT NULL,
  pilote VARCHAR DEFAULT '' NOT NULL,
  echeance DATE,
  etat VARCHAR DEFAULT 'a_faire' NOT NULL,
  criteres TEXT[] DEFAULT '{}' NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  modifie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  modifie_par UUID,
  version INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_action PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_action_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT ck_action_etat CHECK (etat in ('a_faire', 'en_cours', 'faite', 'abandonnee')),
  CONSTRAINT ck_action_longueurs CHECK (length(btrim(quoi)) between 1 and 500 and length(pilote) <= 120),
  CONSTRAINT fk_action_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_action_modifie_par FOREIGN KEY(modifie_par) REFERENCES compte (id)
);

CREATE INDEX ix_action_id ON action (id);

CREATE INDEX ix_action_ouvertes ON action (collectif_id, echeance) WHERE etat = 'a_faire' or etat = 'en_cours';

CREATE INDEX ix_action_structure_id ON action (structure_id);

CREATE TABLE appui (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  structure_id UUID NOT NULL,
  critere VARCHAR,
  demande VARCHAR NOT NULL,
  demande_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  demande_par UUID,
  etat VARCHAR DEFAULT 'demande' NOT NULL,
  reponse VARCHAR DEFAULT '' NOT NULL,
  prevu_le DATE,
  clos_le DATE,
  demi_journees SMALLINT DEFAULT 0 NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_appui PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_appui_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT ck_appui_etat CHECK (etat in ('demande', 'accepte', 'planifie', 'clos', 'refuse', 'annule')),
  CONSTRAINT ck_appui_demi_journees CHECK (demi_journees between 0 and 40),
  CONSTRAINT ck_appui_longueurs CHECK (length(btrim(demande)) between 1 and 2000 and length(reponse) <= 2000),
  CONSTRAINT ck_appui_prevu_le CHECK (etat <> 'planifie' or prevu_le is not null),
  CONSTRAINT ck_appui_clos_le CHECK ((etat = 'clos') = (clos_le is not null)),
  CONSTRAINT fk_appui_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_appui_demande_par FOREIGN KEY(demande_par) REFERENCES compte (id)
);

CREATE INDEX ix_appui_id ON appui (id);

CREATE INDEX ix_appui_ouverts ON appui (collectif_id, structure_id) WHERE etat = 'demande' or etat = 'accepte' or etat = 'planifie';

CREATE INDEX ix_appui_structure_id ON appui (structure_id);

CREATE TABLE decision (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  rencontre_id UUID NOT NULL,
  structure_id UUID,
  quoi VARCHAR NOT NULL,
  pilote VARCHAR DEFAULT '' NOT NULL,
  echeance DATE,
  criteres TEXT[] DEFAULT '{}' NOT NULL,
  etat VARCHAR DEFAULT 'a_suivre' NOT NULL,
  confirmee_le TIMESTAMP WITH TIME ZONE,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_decision PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_decision_collectif_id_rencontre_id FOREIGN KEY(collectif_id, rencontre_id) REFERENCES rencontre (collectif_id, id),
  CONSTRAINT fk_decision_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT ck_decision_etat CHECK (etat in ('a_suivre', 'faite', 'abandonnee')),
  CONSTRAINT ck_decision_longueurs CHECK (length(btrim(quoi)) between 1 and 500 and length(pilote) <= 120),
  CONSTRAINT fk_decision_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE INDEX ix_decision_id ON decision (id);

CREATE INDEX ix_decision_rencontre_id ON decision (collectif_id, rencontre_id);

CREATE TABLE fil (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  carnet_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  critere VARCHAR,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  resolu_le TIMESTAMP WITH TIME ZONE,
  resolu_par UUID,
  CONSTRAINT pk_fil PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_fil_collectif_id_carnet_id_structure_id FOREIGN KEY(collectif_id, carnet_id, structure_id) REFERENCES carnet (collectif_id, id, structure_id),
  CONSTRAINT uq_fil_collectif_id_id_structure_id UNIQUE (collectif_id, id, structure_id),
  CONSTRAINT uq_fil_collectif_id_carnet_id_critere UNIQUE NULLS NOT DISTINCT (collectif_id, carnet_id, critere),
  CONSTRAINT ck_fil_resolu CHECK ((resolu_le is null) = (resolu_par is null)),
  CONSTRAINT fk_fil_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_fil_resolu_par FOREIGN KEY(resolu_par) REFERENCES compte (id)
);

CREATE INDEX ix_fil_id ON fil (id);

CREATE INDEX ix_fil_ouverts ON fil (collectif_id, structure_id) WHERE resolu_le is null;

CREATE INDEX ix_fil_structure_id ON fil (structure_id);

CREATE TABLE note_privee (
  collectif_id UUID NOT NULL,
  carnet_id UUID NOT NULL,
  critere VARCHAR DEFAULT '' NOT NULL,
  compte_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  texte VARCHAR NOT NULL,
  modifie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_note_privee PRIMARY KEY (collectif_id, carnet_id, critere, compte_id),
  CONSTRAINT fk_note_privee_collectif_id_carnet_id_structure_id FOREIGN KEY(collectif_id, carnet_id, structure_id) REFERENCES carnet (collectif_id, id, structure_id),
  CONSTRAINT ck_note_privee_texte CHECK (length(texte) <= 8000),
  CONSTRAINT fk_note_privee_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_note_privee_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);

CREATE TABLE presence (
  collectif_id UUID NOT NULL,
  rencontre_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  etat VARCHAR NOT NULL,
  personnes SMALLINT DEFAULT 1 NOT NULL,
  modifie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  modifie_par UUID,
  CONSTRAINT pk_presence PRIMARY KEY (collectif_id, rencontre_id, structure_id),
  CONSTRAINT fk_presence_collectif_id_rencontre_id FOREIGN KEY(collectif_id, rencontre_id) REFERENCES rencontre (collectif_id, id),
  CONSTRAINT fk_presence_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT ck_presence_etat CHECK (etat in ('viendra', 'excusee', 'presente', 'absente')),
  CONSTRAINT ck_presence_personnes CHECK (personnes between 0 and 99),
  CONSTRAINT fk_presence_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_presence_modifie_par FOREIGN KEY(modifie_par) REFERENCES compte (id)
);

CREATE TABLE relecture (
  collectif_id UUID NOT NULL,
  carnet_id UUID NOT NULL,
  critere VARCHAR NOT NULL,
  structure_id UUID NOT NULL,
  etat VARCHAR DEFAULT 'a_relire' NOT NULL,
  note VARCHAR DEFAULT '' NOT NULL,
  niveau_suggere SMALLINT,
  version_lue INTEGER DEFAULT 0 NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  modifie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  modifie_par UUID,
  CONSTRAINT pk_relecture PRIMARY KEY (collectif_id, carnet_id, critere),
  CONSTRAINT fk_relecture_collectif_id_carnet_id_structure_id FOREIGN KEY(collectif_id, carnet_id, structure_id) REFERENCES carnet (collectif_id, id, structure_id),
  CONSTRAINT ck_relecture_etat CHECK (etat in ('a_relire', 'relu', 'a_discuter', 'a_completer')),
  CONSTRAINT ck_relecture_niveau_suggere CHECK (niveau_suggere between 0 and 5),
  CONSTRAINT ck_relecture_note CHECK (length(note) <= 4000),
  CONSTRAINT fk_relecture_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_relecture_modifie_par FOREIGN KEY(modifie_par) REFERENCES compte (id)
);

CREATE TABLE visite (
  collectif_id UUID NOT NULL,
  carnet_id UUID NOT NULL,
  compte_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  vue_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_visite PRIMARY KEY (collectif_id, carnet_id, compte_id),
  CONSTRAINT fk_visite_collectif_id_carnet_id_structure_id FOREIGN KEY(collectif_id, carnet_id, structure_id) REFERENCES carnet (collectif_id, id, structure_id) ON DELETE CASCADE,
  CONSTRAINT fk_visite_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_visite_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);

CREATE TABLE lecture_fil (
  collectif_id UUID NOT NULL,
  fil_id UUID NOT NULL,
  compte_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  lu_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_lecture_fil PRIMARY KEY (collectif_id, fil_id, compte_id),
  CONSTRAINT fk_lecture_fil_collectif_id_fil_id_structure_id FOREIGN KEY(collectif_id, fil_id, structure_id) REFERENCES fil (collectif_id, id, structure_id),
  CONSTRAINT fk_lecture_fil_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_lecture_fil_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);

CREATE TABLE message (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  fil_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  auteur UUID NOT NULL,
  texte VARCHAR NOT NULL,
  mentions UUID[] DEFAULT '{}' NOT NULL,
  ecrit_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_message PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_message_collectif_id_fil_id_structure_id FOREIGN KEY(collectif_id, fil_id, structure_id) REFERENCES fil (collectif_id, id, structure_id),
  CONSTRAINT ck_message_texte CHECK (length(btrim(texte)) between 1 and 4000),
  CONSTRAINT fk_message_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_message_auteur FOREIGN KEY(auteur) REFERENCES compte (id)
);

CREATE INDEX ix_message_fil_id ON message (collectif_id, fil_id, ecrit_le);
