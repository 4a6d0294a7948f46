CREATE TABLE seance (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  rencontre_id UUID NOT NULL,
  titre VARCHAR NOT NULL,
  etat VARCHAR DEFAULT 'preparee' NOT NULL,
  repetition BOOLEAN DEFAULT false NOT NULL,
  code VARCHAR,
  etape_id UUID,
  etape_depuis TIMESTAMP WITH TIME ZONE,
  ecran VARCHAR DEFAULT 'montre' NOT NULL,
  theme VARCHAR DEFAULT 'sombre' NOT NULL,
  revision INTEGER DEFAULT 1 NOT NULL,
  commencee_le TIMESTAMP WITH TIME ZONE,
  terminee_le TIMESTAMP WITH TIME ZONE,
  version INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_seance PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_seance_collectif_id_rencontre_id FOREIGN KEY(collectif_id, rencontre_id) REFERENCES rencontre (collectif_id, id),
  CONSTRAINT ck_seance_etat CHECK (etat in ('preparee', 'en_cours', 'terminee')),
  CONSTRAINT ck_seance_ecran CHECK (ecran in ('montre', 'pause', 'noir')),
  CONSTRAINT ck_seance_theme CHECK (theme in ('clair', 'sombre')),
  CONSTRAINT ck_seance_titre CHECK (length(btrim(titre)) between 1 and 200),
  CONSTRAINT ck_seance_code CHECK ((etat = 'en_cours') = (code is not null)),
  CONSTRAINT fk_seance_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE INDEX ix_seance_id ON seance (id);

CREATE UNIQUE INDEX uq_seance_code ON seance (code);

CREATE TABLE compte_rendu (
  collectif_id UUID NOT NULL,
  seance_id UUID NOT NULL,
  texte VARCHAR NOT NULL,
  envoye_le TIMESTAMP WITH TIME ZONE,
  modifie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  modifie_par UUID,
  version INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_compte_rendu PRIMARY KEY (collectif_id, seance_id),
  CONSTRAINT fk_compte_rendu_collectif_id_seance_id FOREIGN KEY(collectif_id, seance_id) REFERENCES seance (collectif_id, id) ON DELETE CASCADE,
  CONSTRAINT ck_compte_rendu_texte CHECK (length(texte) <= 40000),
  CONSTRAINT fk_compte_rendu_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_compte_rendu_modifie_par FOREIGN KEY(modifie_par) REFERENCES compte (id)
);

CREATE TABLE etape (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  seance_id UUID NOT NULL,
  ordre SMALLINT NOT NULL,
  genre VARCHAR NOT NULL,
  titre VARCHAR NOT NULL,
  contenu JSONB DEFAULT '{}' NOT NULL,
  minutes SMALLINT DEFAULT 0 NOT NULL,
  fige JSONB,
  version INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_etape PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_etape_collectif_id_seance_id FOREIGN KEY(collectif_id, seance_id) REFERENCES seance (collectif_id, id) ON DELETE CASCADE,
  CONSTRAINT uq_etape_collectif_id_seance_id_id UNIQUE (collectif_id, seance_id, id),
  CONSTRAINT uq_etape_collectif_id_seance_id_ordre UNIQUE (collectif_id, seance_id, ordre) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ck_etape_genre CHECK (genre in ('decisions_ouvertes', 'radar', 'repartition', 'vote', 'texte', 'decisions')),
  CONSTRAINT ck_etape_minutes CHECK (minutes between 0 and 240),
  CONSTRAINT fk_etape_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE TABLE mur (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  seance_id UUID NOT NULL,
  code VARCHAR,
  empreinte VARCHAR,
  expire_le TIMESTAMP WITH TIME ZONE NOT NULL,
  ouvert_le TIMESTAMP WITH TIME ZONE,
  ferme_le TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_mur PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_mur_collectif_id_seance_id FOREIGN KEY(collectif_id, seance_id) REFERENCES seance (collectif_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_mur_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT uq_mur_code UNIQUE (code),
  CONSTRAINT uq_mur_empreinte UNIQUE (empreinte)
);

CREATE TABLE participant (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  seance_id UUID NOT NULL,
  empreinte VARCHAR NOT NULL,
  structure_id UUID,
  rejoint_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_participant PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_participant_collectif_id_seance_id FOREIGN KEY(collectif_id, seance_id) REFERENCES seance (collectif_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_participant_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT fk_participant_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT uq_participant_empreinte UNIQUE (empreinte)
);

CREATE INDEX ix_participant_seance_id ON participant (collectif_id, seance_id);

CREATE TABLE tour (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  seance_id UUID NOT NULL,
  etape_id UUID NOT NULL,
  numero SMALLINT NOT NULL,
  genre VARCHAR NOT NULL,
  mode VARCHAR DEFAULT 'salle' NOT NULL,
  critere VARCHAR,
  question VARCHAR NOT NULL,
  options JSONB NOT NULL,
  etat VARCHAR DEFAULT 'ouvert' NOT NULL,
  resultat JSONB,
  niveau_convenu SMALLINT,
  ouvert_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  ferme_le TIMESTAMP WITH TIME ZONE,
  revele_le TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_tour PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_tour_collectif_id_seance_id_etape_id FOREIGN KEY(collectif_id, seance_id, etape_id) REFERENCES etape (collectif_id, seance_id, id) ON DELETE CASCADE,
  CONSTRAINT uq_tour_collectif_id_etape_id_numero UNIQUE (collectif_id, etape_id, numero),
  CONSTRAINT ck_tour_genre CHECK (genre in ('niveau', 'points', 'mots', 'confiance')),
  CONSTRAINT ck_tour_mode CHECK (mode in ('salle', 'structure')),
  CONSTRAINT ck_tour_etat CHECK (etat in ('ouvert', 'ferme', 'revele', 'regle')),
  CONSTRAINT ck_tour_resultat CHECK ((etat in ('revele', 'regle')) = (resultat is not null)),
  CONSTRAINT fk_tour_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE UNIQUE INDEX uq_tour_en_cours ON tour (collectif_id, seance_id) WHERE etat = 'ouvert';

CREATE TABLE mot (
  collectif_id UUID NOT NULL,
  tour_id UUID NOT NULL,
  cle VARCHAR NOT NULL,
  texte VARCHAR NOT NULL,
  nombre SMALLINT NOT NULL,
  groupe VARCHAR,
  etat VARCHAR DEFAULT 'attente' NOT NULL,
  CONSTRAINT pk_mot PRIMARY KEY (collectif_id, tour_id, cle),
  CONSTRAINT fk_mot_collectif_id_tour_id FOREIGN KEY(collectif_id, tour_id) REFERENCES tour (collectif_id, id) ON DELETE CASCADE,
  CONSTRAINT ck_mot_etat CHECK (etat in ('attente', 'montre', 'cache')),
  CONSTRAINT fk_mot_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

CREATE TABLE proposition (
  collectif_id UUID NOT NULL,
  tour_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  critere VARCHAR NOT NULL,
  niveau SMALLINT NOT NULL,
  etat VARCHAR DEFAULT 'proposee' NOT NULL,
  proposee_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  tranchee_le TIMESTAMP WITH TIME ZONE,
  tranchee_par UUID,
  CONSTRAINT pk_proposition PRIMARY KEY (collectif_id, tour_id, structure_id),
  CONSTRAINT fk_proposition_collectif_id_tour_id FOREIGN KEY(collectif_id, tour_id) REFERENCES tour (collectif_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_proposition_collectif_id_structure_id FOREIGN KEY(collectif_id, structure_id) REFERENCES structure (collectif_id, id),
  CONSTRAINT ck_proposition_etat CHECK (etat in ('proposee', 'acceptee', 'ecartee')),
  CONSTRAINT ck_proposition_niveau CHECK (niveau between 0 and 5),
  CONSTRAINT fk_proposition_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_proposition_tranchee_par FOREIGN KEY(tranchee_par) REFERENCES compte (id)
);

CREATE INDEX ix_proposition_structure_id ON proposition (structure_id);

CREATE TABLE vote (
  collectif_id UUID NOT NULL,
  tour_id UUID NOT NULL,
  participant_id UUID NOT NULL,
  valeur JSONB NOT NULL,
  vote_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  changements INTEGER DEFAULT 0 NOT NULL,
  CONSTRAINT pk_vote PRIMARY KEY (collectif_id, tour_id, participant_id),
  CONSTRAINT fk_vote_collectif_id_tour_id FOREIGN KEY(collectif_id, tour_id) REFERENCES tour (collectif_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_vote_collectif_id_participant_id FOREIGN KEY(collectif_id, participant_id) REFERENCES participant (collectif_id, id) ON DELETE CASCADE,
  CONSTRAINT fk_vote_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);
