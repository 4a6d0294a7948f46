CREATE TABLE collectif (
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  nom VARCHAR NOT NULL,
  debut DATE NOT NULL,
  mois SMALLINT NOT NULL,
  seuil_anonymat SMALLINT DEFAULT 5 NOT NULL,
  fictif BOOLEAN DEFAULT false NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_collectif PRIMARY KEY (id),
  CONSTRAINT ck_collectif_mois CHECK (mois between 1 and 60),
  CONSTRAINT ck_collectif_seuil_anonymat CHECK (seuil_anonymat between 3 and 50),
  CONSTRAINT uq_collectif_nom UNIQUE (nom)
);

CREATE TABLE compte (
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  courriel VARCHAR NOT NULL,
  nom VARCHAR NOT NULL,
  actif BOOLEAN DEFAULT true NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_compte PRIMARY KEY (id),
  CONSTRAINT ck_compte_courriel CHECK (length(courriel) <= 254 and position('@' in courriel) > 1),
  CONSTRAINT ck_compte_nom CHECK (length(nom) between 1 and 120)
);

CREATE UNIQUE INDEX uq_compte_courriel ON compte (lower(courriel));

CREATE TABLE courriel (
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  destinataire VARCHAR NOT NULL,
  objet VARCHAR NOT NULL,
  contenu VARCHAR NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  envoyer_apres TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  envoye_le TIMESTAMP WITH TIME ZONE,
  essais INTEGER DEFAULT 0 NOT NULL,
  erreur VARCHAR,
  CONSTRAINT pk_courriel PRIMARY KEY (id)
);

CREATE INDEX ix_courriel_a_envoyer ON courriel (cree_le) WHERE envoye_le is null;

CREATE TABLE journal (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  instant TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  compte_id UUID,
  collectif_id UUID,
  structure_id UUID,
  objet VARCHAR NOT NULL,
  operation VARCHAR NOT NULL,
  cle JSONB NOT NULL,
  avant JSONB,
  apres JSONB,
  CONSTRAINT pk_journal PRIMARY KEY (id),
  CONSTRAINT ck_journal_operation CHECK (operation in ('INSERT', 'UPDATE', 'DELETE', 'ACTION'))
);

CREATE INDEX ix_journal_collectif_id_instant ON journal (collectif_id, instant);

CREATE INDEX ix_journal_structure_id_instant ON journal (structure_id, instant);

CREATE TABLE referentiel (
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  cle VARCHAR NOT NULL,
  version VARCHAR NOT NULL,
  titre VARCHAR NOT NULL,
  empreinte VARCHAR NOT NULL,
  contenu JSONB NOT NULL,
  importe_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_referentiel PRIMARY KEY (id),
  CONSTRAINT uq_referentiel_cle_version UNIQUE (cle, version)
);

CREATE TABLE tentative (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  cle VARCHAR NOT NULL,
  instant TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_tentative PRIMARY KEY (id)
);

CREATE INDEX ix_tentative_cle_instant ON tentative (cle, instant);

CREATE TABLE lien_connexion (
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  compte_id UUID NOT NULL,
  empreinte VARCHAR NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  expire_le TIMESTAMP WITH TIME ZONE NOT NULL,
  consomme_le TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_lien_connexion PRIMARY KEY (id),
  CONSTRAINT fk_lien_connexion_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id),
  CONSTRAINT uq_lien_connexion_empreinte UNIQUE (empreinte)
);

CREATE INDEX ix_lien_connexion_compte_id ON lien_connexion (compte_id);

CREATE TABLE session_web (
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  compte_id UUID NOT NULL,
  empreinte VARCHAR NOT NULL,
  appareil VARCHAR NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  expire_le TIMESTAMP WITH TIME ZONE NOT NULL,
  revoquee_le TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_session_web PRIMARY KEY (id),
  CONSTRAINT fk_session_web_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id),
  CONSTRAINT uq_session_web_empreinte UNIQUE (empreinte)
);

CREATE INDEX ix_session_web_compte_id ON session_web (compte_id);

CREATE TABLE structure (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  nom VARCHAR NOT NULL,
  types TEXT[] NOT NULL,
  departement VARCHAR DEFAULT '' NOT NULL,
  commune VARCHAR DEFAULT '' NOT NULL,
  a_verifier TEXT[] DEFAULT '{}' NOT NULL,
  montre_son_nom BOOLEAN DEFAULT false NOT NULL,
  positionne_le TIMESTAMP WITH TIME ZONE,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_structure PRIMARY KEY (collectif_id, id),
  CONSTRAINT ck_structure_types CHECK (types <@ array['AI', 'ACI', 'EI', 'ETTI', 'EBE', 'GES', 'SAP', 'autre']::text[]),
  CONSTRAINT ck_structure_nom CHECK (length(nom) between 1 and 200),
  CONSTRAINT fk_structure_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE INDEX ix_structure_id ON structure (id);

CREATE UNIQUE INDEX uq_structure_annuaire ON structure (collectif_id, lower(nom), departement, lower(commune));

CREATE TABLE trimestre (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  numero SMALLINT NOT NULL,
  thematique VARCHAR NOT NULL,
  referentiel_id UUID NOT NULL,
  debut DATE NOT NULL,
  fin DATE NOT NULL,
  etat VARCHAR DEFAULT 'prepare' NOT NULL,
  clos_le TIMESTAMP WITH TIME ZONE,
  version INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_trimestre PRIMARY KEY (collectif_id, id),
  CONSTRAINT uq_trimestre_collectif_id_numero UNIQUE (collectif_id, numero),
  CONSTRAINT ck_trimestre_dates CHECK (fin > debut),
  CONSTRAINT ck_trimestre_etat CHECK (etat in ('prepare', 'ouvert', 'clos')),
  CONSTRAINT ck_trimestre_clos_le CHECK ((etat = 'clos') = (clos_le is not null)),
  CONSTRAINT ck_trimestre_numero CHECK (numero between 1 and 40),
  CONSTRAINT fk_trimestre_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_trimestre_referentiel_id FOREIGN KEY(referentiel_id) REFERENCES referentiel (id)
);

CREATE INDEX ix_trimestre_id ON trimestre (id);

CREATE TABLE adhesion (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  structure_id UUID NOT NULL,
  du DATE NOT NULL,
  au DATE,
  CONSTRAINT pk_adhesion PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_adhesion_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT ck_adhesion_dates CHECK (au is null or au >= du),
  CONSTRAINT ex_adhesion_periode EXCLUDE USING gist (collectif_id WITH =, structure_id WITH =, daterange(du, au, '[]') WITH &&),
  CONSTRAINT fk_adhesion_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE TABLE carnet (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  trimestre_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  etat VARCHAR DEFAULT 'brouillon' NOT NULL,
  transmis_le TIMESTAMP WITH TIME ZONE,
  transmis_par UUID,
  motif_incomplet VARCHAR DEFAULT '' NOT NULL,
  reouverture_demandee_le TIMESTAMP WITH TIME ZONE,
  motif_reouverture VARCHAR DEFAULT '' NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_carnet PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_carnet_collectif_id_trimestre_id FOREIGN KEY(collectif_id, trimestre_id) REFERENCES trimestre (collectif_id, id),
  CONSTRAINT fk_carnet_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT uq_carnet_collectif_id_trimestre_id_structure_id UNIQUE (collectif_id, trimestre_id, structure_id),
  CONSTRAINT uq_carnet_collectif_id_id_structure_id UNIQUE (collectif_id, id, structure_id),
  CONSTRAINT ck_carnet_etat CHECK (etat in ('brouillon', 'transmis', 'a_completer', 'relu')),
  CONSTRAINT ck_carnet_longueurs CHECK (length(motif_incomplet) <= 1000 and length(motif_reouverture) <= 1000),
  CONSTRAINT fk_carnet_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_carnet_transmis_par FOREIGN KEY(transmis_par) REFERENCES compte (id)
);

CREATE INDEX ix_carnet_id ON carnet (id);

CREATE INDEX ix_carnet_structure_id ON carnet (structure_id);

CREATE TABLE habilitation (
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  compte_id UUID NOT NULL,
  role VARCHAR NOT NULL,
  collectif_id UUID,
  structure_id UUID,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_habilitation PRIMARY KEY (id),
  CONSTRAINT fk_habilitation_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT uq_habilitation_compte_id_collectif_id_structure_id_role UNIQUE NULLS NOT DISTINCT (compte_id, collectif_id, structure_id, role),
  CONSTRAINT ck_habilitation_portee CHECK ((role in ('direction', 'contribution', 'lecture') and collectif_id is not null and structure_id is not null) or (role = 'animation' and collectif_id is not null and structure_id is null) or (role in ('administration', 'federation') and collectif_id is null and structure_id is null)),
  CONSTRAINT fk_habilitation_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id),
  CONSTRAINT fk_habilitation_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE INDEX ix_habilitation_collectif_id ON habilitation (collectif_id);

CREATE INDEX ix_habilitation_structure_id ON habilitation (structure_id);

CREATE UNIQUE INDEX uq_habilitation_compte_structure ON habilitation (compte_id, structure_id) WHERE structure_id is not null;

CREATE TABLE invitation (
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  courriel VARCHAR NOT NULL,
  nom VARCHAR NOT NULL,
  role VARCHAR NOT NULL,
  collectif_id UUID,
  structure_id UUID,
  empreinte VARCHAR NOT NULL,
  cree_par UUID,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  expire_le TIMESTAMP WITH TIME ZONE NOT NULL,
  acceptee_le TIMESTAMP WITH TIME ZONE,
  annulee_le TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_invitation PRIMARY KEY (id),
  CONSTRAINT fk_invitation_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT ck_invitation_portee CHECK ((role in ('direction', 'contribution', 'lecture') and collectif_id is not null and structure_id is not null) or (role = 'animation' and collectif_id is not null and structure_id is null) or (role in ('administration', 'federation') and collectif_id is null and structure_id is null)),
  CONSTRAINT fk_invitation_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT uq_invitation_empreinte UNIQUE (empreinte),
  CONSTRAINT fk_invitation_cree_par FOREIGN KEY(cree_par) REFERENCES compte (id)
);

CREATE INDEX ix_invitation_structure_id ON invitation (structure_id);

CREATE UNIQUE INDEX uq_invitation_en_attente ON invitation (lower(courriel), collectif_id, structure_id) NULLS NOT DISTINCT WHERE acceptee_le is null and annulee_le is null;

CREATE TABLE positionnement (
  collectif_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  enjeu VARCHAR NOT NULL,
  referentiel_id UUID NOT NULL,
  niveau SMALLINT,
  non_concerne BOOLEAN DEFAULT false NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  modifie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  modifie_par UUID,
  CONSTRAINT pk_positionnement PRIMARY KEY (collectif_id, structure_id, enjeu),
  CONSTRAINT fk_positionnement_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT ck_positionnement_niveau CHECK (niveau between 0 and 5),
  CONSTRAINT ck_positionnement_non_concerne CHECK (not non_concerne or niveau is null),
  CONSTRAINT fk_positionnement_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_positionnement_referentiel_id FOREIGN KEY(referentiel_id) REFERENCES referentiel (id),
  CONSTRAINT fk_positionnement_modifie_par FOREIGN KEY(modifie_par) REFERENCES compte (id)
);

CREATE TABLE publication (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  trimestre_id UUID NOT NULL,
  numero SMALLINT NOT NULL,
  carnets SMALLINT NOT NULL,
  agregats JSONB NOT NULL,
  publie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_publication PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_publication_collectif_id_trimestre_id FOREIGN KEY(collectif_id, trimestre_id) REFERENCES trimestre (collectif_id, id),
  CONSTRAINT uq_publication_collectif_id_trimestre_id_numero UNIQUE (collectif_id, trimestre_id, numero),
  CONSTRAINT ck_publication_carnets CHECK (carnets >= 3),
  CONSTRAINT fk_publication_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE TABLE rencontre (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  trimestre_id UUID NOT NULL,
  type VARCHAR NOT NULL,
  titre VARCHAR NOT NULL,
  jour DATE NOT NULL,
  heure TIME WITHOUT TIME ZONE,
  lieu VARCHAR DEFAULT '' NOT NULL,
  lien VARCHAR DEFAULT '' NOT NULL,
  CONSTRAINT pk_rencontre PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_rencontre_collectif_id_trimestre_id FOREIGN KEY(collectif_id, trimestre_id) REFERENCES trimestre (collectif_id, id),
  CONSTRAINT ck_rencontre_type CHECK (type in ('visio', 'autonomie', 'presentiel')),
  CONSTRAINT fk_rencontre_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE INDEX ix_rencontre_collectif_id_jour ON rencontre (collectif_id, jour);

CREATE TABLE arrete (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  trimestre_id UUID NOT NULL,
  carnet_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  numero SMALLINT NOT NULL,
  transmis BOOLEAN NOT NULL,
  figures JSONB NOT NULL,
  arrete_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_arrete PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_arrete_collectif_id_carnet_id_structure_id FOREIGN KEY(collectif_id, carnet_id, structure_id) REFERENCES carnet (collectif_id, id, structure_id),
  CONSTRAINT fk_arrete_collectif_id_trimestre_id_structure_id FOREIGN KEY(collectif_id, trimestre_id, structure_id) REFERENCES carnet (collectif_id, trimestre_id, structure_id),
  CONSTRAINT uq_arrete_collectif_id_carnet_id_numero UNIQUE (collectif_id, carnet_id, numero),
  CONSTRAINT fk_arrete_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE INDEX ix_arrete_structure_id ON arrete (structure_id);

CREATE INDEX ix_arrete_trimestre_id_nom ON arrete (collectif_id, trimestre_id, lower(figures ->> 'structure'), carnet_id);

CREATE TABLE publication_carnet (
  collectif_id UUID NOT NULL,
  publication_id UUID NOT NULL,
  carnet_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  empreinte VARCHAR NOT NULL,
  publie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_publication_carnet PRIMARY KEY (collectif_id, publication_id, carnet_id),
  CONSTRAINT fk_publication_carnet_collectif_id_publication_id FOREIGN KEY(collectif_id, publication_id) REFERENCES publication (collectif_id, id),
  CONSTRAINT fk_publication_carnet_collectif_id_carnet_id_structure_id FOREIGN KEY(collectif_id, carnet_id, structure_id) REFERENCES carnet (collectif_id, id, structure_id),
  CONSTRAINT fk_publication_carnet_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE TABLE reponse (
  collectif_id UUID NOT NULL,
  carnet_id UUID NOT NULL,
  critere VARCHAR NOT NULL,
  structure_id UUID NOT NULL,
  niveau SMALLINT,
  non_concerne BOOLEAN DEFAULT false NOT NULL,
  motif VARCHAR DEFAULT '' NOT NULL,
  commentaire VARCHAR DEFAULT '' NOT NULL,
  cible SMALLINT,
  deja_regle BOOLEAN DEFAULT false NOT NULL,
  trace_titre VARCHAR DEFAULT '' NOT NULL,
  trace_lien VARCHAR DEFAULT '' NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  modifie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  modifie_par UUID,
  CONSTRAINT pk_reponse PRIMARY KEY (collectif_id, carnet_id, critere),
  CONSTRAINT fk_reponse_collectif_id_carnet_id_structure_id FOREIGN KEY(collectif_id, carnet_id, structure_id) REFERENCES carnet (collectif_id, id, structure_id),
  CONSTRAINT ck_reponse_bornes CHECK (niveau between 0 and 5 and cible between 0 and 5),
  CONSTRAINT ck_reponse_non_concerne CHECK (not non_concerne or (niveau is null and cible is null and btrim(motif) <> '')),
  CONSTRAINT ck_reponse_longueurs CHECK (length(commentaire) <= 4000 and length(motif) <= 1000 and length(trace_titre) <= 300 and length(trace_lien) <= 1000),
  CONSTRAINT ck_reponse_trace_lien CHECK (trace_lien = '' or trace_lien ~* '^https?://'),
  CONSTRAINT fk_reponse_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_reponse_modifie_par FOREIGN KEY(modifie_par) REFERENCES compte (id)
);
