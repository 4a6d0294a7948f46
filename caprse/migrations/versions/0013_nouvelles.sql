-- The look of a mail, beside its text: written with it, forgotten with it.
alter table courriel add column html varchar default '' not null;
grant update (html) on courriel to caprse_app, caprse_systeme;
drop trigger droit_courriel on courriel;
create trigger droit_courriel before update on courriel for each row
  when (not mon_profil('systeme')
        and (new.destinataire, new.objet, new.contenu, new.html, new.envoyer_apres, new.envoye_le, new.essais, new.erreur,
             new.desinscription)
            is distinct from (old.destinataire, old.objet, old.contenu, old.html, old.envoyer_apres, old.envoye_le,
             old.essais, old.erreur, old.desinscription))
  execute function refuser_droit();

-- What happened for a person, shown in the workbook; its mail, where there is one, has the same key.
CREATE TABLE nouvelle (
  compte_id UUID NOT NULL,
  cle VARCHAR NOT NULL,
  genre VARCHAR NOT NULL,
  titre VARCHAR NOT NULL,
  detail VARCHAR DEFAULT '' NOT NULL,
  chemin VARCHAR NOT NULL,
  cree_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  lue_le TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_nouvelle PRIMARY KEY (compte_id, cle),
  CONSTRAINT ck_nouvelle_longueurs CHECK (length(titre) between 1 and 300 and length(detail) <= 500 and length(chemin) <= 500)
);
CREATE INDEX ix_nouvelle_non_lues ON nouvelle (compte_id, cree_le) WHERE lue_le is null;
CREATE INDEX ix_nouvelle_cree_le ON nouvelle (cree_le);
CREATE INDEX ix_nouvelle_cle ON nouvelle (cle);

-- Who was asked to come to a meeting, and what they answered. Only hashes are kept of the links sent by mail.
CREATE TABLE convocation (
  collectif_id UUID NOT NULL,
  rencontre_id UUID NOT NULL,
  compte_id UUID NOT NULL,
  message VARCHAR DEFAULT '' NOT NULL,
  empreintes TEXT[] DEFAULT '{}' NOT NULL,
  envois SMALLINT DEFAULT 1 NOT NULL,
  envoyee_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  reponse VARCHAR,
  repondu_le TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_convocation PRIMARY KEY (collectif_id, rencontre_id, compte_id),
  CONSTRAINT fk_convocation_collectif_id_rencontre_id FOREIGN KEY(collectif_id, rencontre_id) REFERENCES rencontre (collectif_id, id),
  CONSTRAINT ck_convocation_reponse CHECK (reponse in ('vient', 'peut_etre', 'absent') and repondu_le is not null or reponse is null and repondu_le is null),
  CONSTRAINT ck_convocation_message CHECK (length(message) <= 2000),
  CONSTRAINT fk_convocation_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_convocation_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);
CREATE INDEX ix_convocation_empreintes ON convocation USING gin (empreintes);
CREATE INDEX ix_convocation_compte_id ON convocation (compte_id);

do $$
declare t text;
begin
  foreach t in array array['nouvelle', 'convocation'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
end $$;

-- A notice is its reader's alone: the system writes it, its reader says that it is read.
create policy lecture on nouvelle for select using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));
create policy ajout on nouvelle for insert with check (mon_profil('systeme'));
create policy modification on nouvelle for update using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));
create policy suppression on nouvelle for delete using ((select mon_profil('systeme')));

-- One's own, and the animation those of its collectif; links and answers are written by the system.
create policy lecture on convocation for select using (
  compte_id = (select mon_compte()) or collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')));
create policy ajout on convocation for insert with check (mon_profil('systeme'));
create policy modification on convocation for update using ((select mon_profil('systeme')));

grant select, insert, delete on nouvelle to caprse_app, caprse_systeme;
grant update (lue_le) on nouvelle to caprse_app, caprse_systeme;
grant select, insert on convocation to caprse_app, caprse_systeme;
grant update (message, empreintes, envois, envoyee_le, reponse, repondu_le) on convocation to caprse_app, caprse_systeme;

-- Who had said yes and is no longer sure: nothing is said any more. What was seen at the meeting stays.
create policy suppression on presence for delete using ((select mon_profil('systeme')));
grant delete on presence to caprse_app, caprse_systeme;
