-- The everyday words of a stored référentiel in other languages: beside the version, which does not change.
CREATE TABLE traduction (
  referentiel_id UUID NOT NULL,
  langue VARCHAR NOT NULL,
  nom VARCHAR NOT NULL,
  nom_francais VARCHAR NOT NULL,
  sens VARCHAR NOT NULL,
  textes JSONB NOT NULL,
  importee_le TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  CONSTRAINT pk_traduction PRIMARY KEY (referentiel_id, langue),
  CONSTRAINT ck_traduction_langue CHECK (length(langue) between 2 and 12),
  CONSTRAINT ck_traduction_sens CHECK (sens in ('ltr', 'rtl')),
  CONSTRAINT fk_traduction_referentiel_id FOREIGN KEY(referentiel_id) REFERENCES referentiel (id)
);
alter table traduction enable row level security;
alter table traduction force row level security;

-- A version harms no one until it is chosen; its translation is read at once by whoever follows it. Who animates one
-- collectif does not change what the people of another read.
create function suivi_ailleurs(p_referentiel uuid) returns boolean language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  return exists (select from trimestre t where t.referentiel_id = p_referentiel
                    and t.collectif_id <> all ((select mes('anime'))::uuid[]));
end $$;
revoke execute on function suivi_ailleurs(uuid) from public;
grant execute on function suivi_ailleurs(uuid) to caprse_app, caprse_systeme;

create policy lecture on traduction for select using (true);
do $$
declare
  v_ecrit constant text := 'mon_profil(''systeme'') or mon_profil(''administration'')'
    ' or (mes(''anime'') <> ''{}'' and not suivi_ailleurs(referentiel_id))';
begin
  execute format('create policy ajout on traduction for insert with check (%s)', v_ecrit);
  execute format('create policy modification on traduction for update using (%s)', v_ecrit);
  execute format('create policy suppression on traduction for delete using (%s)', v_ecrit);
end $$;
grant select, insert, delete on traduction to caprse_app, caprse_systeme;
grant update (nom, nom_francais, sens, textes, importee_le) on traduction to caprse_app, caprse_systeme;

create trigger journal_traduction after insert or update or delete on traduction
  for each row execute function journaliser();

-- A correction keeps in the journal only what changed: its line names the language all the same.
do $$
declare
  v_avant constant text := pg_get_functiondef('journaliser()'::regprocedure);
  v_repere constant text := '''enjeu'', v_ligne -> ''enjeu'',';
  v_apres constant text := replace(v_avant, v_repere, v_repere || ' ''traduction'',
    case tg_table_name when ''traduction'' then v_ligne -> ''nom_francais'' end,');
begin
  if v_apres = v_avant then raise exception 'journaliser a changé : la langue n''y est pas dite'; end if;
  execute v_apres;
end $$;
-- Whoever may read that a référentiel came in may read that its translation did.
do $$
declare
  v_avant constant text := (select qual from pg_policies where schemaname = 'public' and tablename = 'journal' and policyname = 'lecture');
  v_apres constant text := replace(v_avant, '''referentiel''::text', '''referentiel''::text, ''traduction''::text');
begin
  if v_apres = v_avant then raise exception 'le journal a changé : les traductions n''y sont pas lues'; end if;
  execute format('alter policy lecture on journal using (%s)', v_apres);
end $$;
