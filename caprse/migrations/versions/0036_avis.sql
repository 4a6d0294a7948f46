-- Consultations of the people of a structure, their voices, what may be shown of them.
CREATE TABLE consultation (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  carnet_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  nommee BOOLEAN NOT NULL,
  fin DATE NOT NULL,
  ouverte_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  ouverte_par UUID,
  close_le TIMESTAMP WITH TIME ZONE,
  close_par UUID,
  CONSTRAINT pk_consultation PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_consultation_collectif_id_carnet_id_structure_id FOREIGN KEY(collectif_id, carnet_id, structure_id) REFERENCES carnet (collectif_id, id, structure_id),
  CONSTRAINT uq_consultation_collectif_id_id_structure_id UNIQUE (collectif_id, id, structure_id),
  CONSTRAINT uq_consultation_collectif_id_id_carnet_id_structure_id UNIQUE (collectif_id, id, carnet_id, structure_id),
  CONSTRAINT fk_consultation_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_consultation_ouverte_par FOREIGN KEY(ouverte_par) REFERENCES compte (id),
  CONSTRAINT fk_consultation_close_par FOREIGN KEY(close_par) REFERENCES compte (id)
);
CREATE INDEX ix_consultation_carnet_id ON consultation (collectif_id, carnet_id);
CREATE INDEX ix_consultation_structure_id ON consultation (structure_id);
CREATE TABLE consultation_critere (
  collectif_id UUID NOT NULL,
  consultation_id UUID NOT NULL,
  critere VARCHAR NOT NULL,
  ordre SMALLINT NOT NULL,
  carnet_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  libre BOOLEAN DEFAULT false NOT NULL,
  retenu SMALLINT,
  retenu_le TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_consultation_critere PRIMARY KEY (collectif_id, consultation_id, critere),
  CONSTRAINT fk_consultation_critere_collectif_id_consultation_id_ca_3f74 FOREIGN KEY(collectif_id, consultation_id, carnet_id, structure_id) REFERENCES consultation (collectif_id, id, carnet_id, structure_id),
  CONSTRAINT ck_consultation_critere_retenu CHECK (retenu between 0 and 5),
  CONSTRAINT fk_consultation_critere_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);
CREATE UNIQUE INDEX uq_consultation_critere_carnet_id ON consultation_critere (collectif_id, carnet_id, critere) WHERE not libre;
CREATE TABLE consultation_groupe (
  collectif_id UUID NOT NULL,
  id UUID DEFAULT gen_random_uuid() NOT NULL,
  consultation_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  ordre SMALLINT NOT NULL,
  nom VARCHAR NOT NULL,
  empreinte VARCHAR,
  CONSTRAINT pk_consultation_groupe PRIMARY KEY (collectif_id, id),
  CONSTRAINT fk_consultation_groupe_collectif_id_consultation_id_str_650b FOREIGN KEY(collectif_id, consultation_id, structure_id) REFERENCES consultation (collectif_id, id, structure_id),
  CONSTRAINT uq_consultation_groupe_collectif_id_consultation_id_id UNIQUE (collectif_id, consultation_id, id),
  CONSTRAINT uq_consultation_groupe_empreinte UNIQUE (empreinte),
  CONSTRAINT ck_consultation_groupe_nom CHECK (length(btrim(nom)) between 1 and 60),
  CONSTRAINT fk_consultation_groupe_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);
CREATE TABLE cle_avis (
  collectif_id UUID NOT NULL,
  consultation_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  cle VARCHAR NOT NULL,
  CONSTRAINT pk_cle_avis PRIMARY KEY (collectif_id, consultation_id),
  CONSTRAINT fk_cle_avis_collectif_id_consultation_id_structure_id FOREIGN KEY(collectif_id, consultation_id, structure_id) REFERENCES consultation (collectif_id, id, structure_id),
  CONSTRAINT fk_cle_avis_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);
CREATE INDEX ix_cle_avis_structure_id ON cle_avis (structure_id);
CREATE TABLE voix (
  collectif_id UUID NOT NULL,
  consultation_id UUID NOT NULL,
  critere VARCHAR NOT NULL,
  empreinte VARCHAR NOT NULL,
  groupe_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  niveau SMALLINT,
  compte_id UUID,
  CONSTRAINT pk_voix PRIMARY KEY (collectif_id, consultation_id, critere, empreinte),
  CONSTRAINT fk_voix_collectif_id_consultation_id_critere FOREIGN KEY(collectif_id, consultation_id, critere) REFERENCES consultation_critere (collectif_id, consultation_id, critere),
  CONSTRAINT fk_voix_collectif_id_consultation_id_groupe_id FOREIGN KEY(collectif_id, consultation_id, groupe_id) REFERENCES consultation_groupe (collectif_id, consultation_id, id),
  CONSTRAINT fk_voix_collectif_id_consultation_id_structure_id FOREIGN KEY(collectif_id, consultation_id, structure_id) REFERENCES consultation (collectif_id, id, structure_id),
  CONSTRAINT ck_voix_niveau CHECK (niveau between 0 and 5),
  CONSTRAINT fk_voix_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_voix_compte_id FOREIGN KEY(compte_id) REFERENCES compte (id)
);
CREATE INDEX ix_voix_structure_id ON voix (structure_id);
CREATE TABLE releve_avis (
  collectif_id UUID NOT NULL,
  consultation_id UUID NOT NULL,
  groupe_id UUID NOT NULL,
  critere VARCHAR NOT NULL,
  structure_id UUID NOT NULL,
  niveaux SMALLINT[] NOT NULL,
  sait_pas SMALLINT DEFAULT 0 NOT NULL,
  version INTEGER DEFAULT 1 NOT NULL,
  modifie_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  modifie_par UUID,
  CONSTRAINT pk_releve_avis PRIMARY KEY (collectif_id, consultation_id, groupe_id, critere),
  CONSTRAINT fk_releve_avis_collectif_id_consultation_id_critere FOREIGN KEY(collectif_id, consultation_id, critere) REFERENCES consultation_critere (collectif_id, consultation_id, critere),
  CONSTRAINT fk_releve_avis_collectif_id_consultation_id_groupe_id FOREIGN KEY(collectif_id, consultation_id, groupe_id) REFERENCES consultation_groupe (collectif_id, consultation_id, id),
  CONSTRAINT fk_releve_avis_collectif_id_consultation_id_structure_id FOREIGN KEY(collectif_id, consultation_id, structure_id) REFERENCES consultation (collectif_id, id, structure_id),
  CONSTRAINT ck_releve_avis_nombres CHECK (0 <= all (niveaux) and sait_pas >= 0),
  CONSTRAINT fk_releve_avis_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id),
  CONSTRAINT fk_releve_avis_modifie_par FOREIGN KEY(modifie_par) REFERENCES compte (id)
);
CREATE TABLE depouillement (
  collectif_id UUID NOT NULL,
  consultation_id UUID NOT NULL,
  structure_id UUID NOT NULL,
  contenu JSONB NOT NULL,
  CONSTRAINT pk_depouillement PRIMARY KEY (collectif_id, consultation_id),
  CONSTRAINT fk_depouillement_collectif_id_consultation_id_structure_id FOREIGN KEY(collectif_id, consultation_id, structure_id) REFERENCES consultation (collectif_id, id, structure_id),
  CONSTRAINT fk_depouillement_collectif_id FOREIGN KEY(collectif_id) REFERENCES collectif (id)
);

do $$
declare
  t text;
  v_systeme constant text := '(select mon_profil(''systeme''))';
  v_tient constant text := 'coalesce(structure_id = any ((select miennes(%2$L))::uuid[]), exists (select from habilitation h'
    ' where h.compte_id = (select mon_compte()) and h.structure_id = %1$I.structure_id and h.role = any (roles_pour(%2$L))))';
begin
  foreach t in array array['consultation', 'consultation_critere', 'consultation_groupe', 'cle_avis', 'voix', 'releve_avis',
                           'depouillement'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('grant select on %I to caprse_app, caprse_systeme', t);
  end loop;
  -- What is asked, and of whom: its people read it, its direction asks and closes. Whoever animates knows that it took
  -- place, and nothing more.
  foreach t in array array['consultation', 'consultation_critere', 'consultation_groupe'] loop
    execute format('create policy lecture on %I for select using (%s or %s%s)', t, v_systeme, format(v_tient, t, 'lecture'),
                   case t when 'consultation' then ' or collectif_id = any ((select mes(''anime''))::uuid[])' else '' end);
    execute format('create policy ajout on %I for insert with check (%s or %s)', t, v_systeme, format(v_tient, t, 'direction'));
    execute format('create policy modification on %I for update using (%s or %s)', t, v_systeme, format(v_tient, t, 'direction'));
    execute format('grant insert on %I to caprse_app, caprse_systeme', t);
  end loop;
  -- A voice and what marks whose it is: nobody's but the system's, which counts them.
  foreach t in array array['cle_avis', 'voix'] loop
    execute format('create policy lecture on %I for select using (%s)', t, v_systeme);
    execute format('create policy ajout on %I for insert with check (mon_profil(''systeme''))', t);
    execute format('create policy suppression on %I for delete using (%s)', t, v_systeme);
    execute format('grant insert, delete on %I to caprse_app, caprse_systeme', t);
  end loop;
  create policy modification on voix for update using ((select mon_profil('systeme')));
  -- The sheets are its direction's, who typed them in.
  execute format('create policy lecture on releve_avis for select using (%s or %s)', v_systeme, format(v_tient, 'releve_avis', 'direction'));
  execute format('create policy ajout on releve_avis for insert with check (%s or (%s and modifie_par = (select mon_compte())))',
                 v_systeme, format(v_tient, 'releve_avis', 'direction'));
  execute format('create policy modification on releve_avis for update using (%1$s or %2$s)'
                 ' with check (%1$s or (%2$s and modifie_par = (select mon_compte())))',
                 v_systeme, format(v_tient, 'releve_avis', 'direction'));
  -- What may be shown is shown to the direction, which settles.
  execute format('create policy lecture on depouillement for select using (%s or %s)', v_systeme, format(v_tient, 'depouillement', 'direction'));
  create policy ajout on depouillement for insert with check (mon_profil('systeme'));
end $$;
grant update (close_le, close_par) on consultation to caprse_app, caprse_systeme;
grant update (libre, retenu, retenu_le) on consultation_critere to caprse_app, caprse_systeme;
grant update (empreinte) on consultation_groupe to caprse_app, caprse_systeme;
grant update (groupe_id, niveau, compte_id) on voix to caprse_app, caprse_systeme;
grant insert on releve_avis to caprse_app, caprse_systeme;
grant update (niveaux, sait_pas, modifie_le, modifie_par, version) on releve_avis to caprse_app, caprse_systeme;
grant insert on depouillement to caprse_app, caprse_systeme;

-- Closing is final.
create function garder_consultation() returns trigger language plpgsql as $$
begin
  if old.close_le is not null then
    raise exception 'caprse: Cette consultation est close : elle ne change plus.' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_consultation before update on consultation for each row execute function garder_consultation();

-- Voices and sheets wait for a closing under way, and none is taken after it. The advisory lock is a queue: row locks
-- that are shared have none, and a closing could wait for ever behind people who answer.
create function garder_voix() returns trigger language plpgsql as $$
declare
  v_ouverte boolean;
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(new.consultation_id::text, 0));
  select c.close_le is null into v_ouverte from public.consultation c
   where c.collectif_id = new.collectif_id and c.id = new.consultation_id;
  if v_ouverte is null then
    raise exception 'caprse: voix dans une consultation qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  if not v_ouverte then
    raise exception 'caprse: Cette consultation est close : aucun avis n’y est plus pris.' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_voix before insert or update on voix for each row execute function garder_voix();
create trigger garde_releve before insert or update on releve_avis for each row execute function garder_voix();

create trigger immuable_depouillement before update or delete or truncate on depouillement
  for each statement execute function interdire();

-- The mark of the voice of whoever acts: nobody makes it again without the key, which goes when voices are counted.
create function marquer_avis(p_collectif uuid, p_consultation uuid) returns text language sql stable security definer
  set search_path = public, pg_temp as $$
  select encode(sha256(convert_to(k.cle || ':' || mon_compte(), 'UTF8')), 'hex') from cle_avis k
   where k.collectif_id = p_collectif and k.consultation_id = p_consultation
$$;
-- Before the closing: how many took part, for the direction; what one said oneself, for each.
create function compter_avis(p_structure uuid) returns jsonb language sql stable security definer
  set search_path = public, pg_temp as $$
  select jsonb_object_agg(v.consultation_id, v.groupes) from (
    select u.consultation_id, jsonb_object_agg(u.groupe_id, u.nombre) as groupes from (
      select consultation_id, groupe_id, count(distinct empreinte) as nombre from voix
       where structure_id = p_structure and tient(p_structure, 'direction') group by consultation_id, groupe_id) u
     group by u.consultation_id) v
$$;
create function mes_avis(p_structure uuid) returns jsonb language sql stable security definer
  set search_path = public, pg_temp as $$
  select jsonb_object_agg(v.consultation_id, v.dits) from (
    select x.consultation_id,
           jsonb_build_object('groupe', min(x.groupe_id::text), 'niveaux', jsonb_object_agg(x.critere, x.niveau)) as dits
      from cle_avis k join voix x on x.collectif_id = k.collectif_id and x.consultation_id = k.consultation_id
       and x.empreinte = marquer_avis(k.collectif_id, k.consultation_id)
     where k.structure_id = p_structure group by x.consultation_id) v
$$;
do $$
declare
  v text;
begin
  foreach v in array array['marquer_avis(uuid, uuid)', 'compter_avis(uuid)', 'mes_avis(uuid)'] loop
    execute format('revoke execute on function %s from public', v);
    execute format('grant execute on function %s to caprse_app, caprse_systeme', v);
  end loop;
end $$;

-- That a consultation took place is told; who said what, and what was said, never.
create trigger journal_consultation after insert or update or delete on consultation
  for each row execute function journaliser();

-- A carnet on which people were consulted served: the line of the directory that holds it is not merged away.
do $$
declare
  v_avant constant text := pg_get_functiondef('fusionner_structures(uuid, uuid, uuid, text, boolean)'::regprocedure);
  v_repere constant text := 'or exists (select from conflit x';
  v_apres constant text := replace(v_avant, v_repere,
    'or exists (select from consultation x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)
            ' || v_repere);
begin
  if v_apres = v_avant then raise exception 'fusionner_structures a changé : la consultation n''y est pas vue'; end if;
  execute v_apres;
end $$;
