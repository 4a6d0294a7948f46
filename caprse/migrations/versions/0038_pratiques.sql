-- One page that a structure writes of what it does, for itself, its collectif, or all of them.
create table pratique (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  structure_id uuid not null,
  titre varchar not null,
  situation varchar not null default '',
  demarche varchar not null default '',
  effet varchar not null default '',
  outils varchar not null default '',
  contact varchar not null default '',
  criteres text[] not null default '{}',
  etat varchar not null default 'brouillon',
  signature varchar not null default '',
  partagee_le timestamptz,
  cree_le timestamptz not null default now(),
  -- What is searched: French words by their stem, and each word as it stands, accents folded. Nothing but Postgres itself.
  contenu tsvector generated always as (
    setweight(to_tsvector('french'::regconfig, fold(titre)) || to_tsvector('simple'::regconfig, fold(titre)), 'A')
    || to_tsvector('french'::regconfig, fold(situation || ' ' || demarche || ' ' || effet || ' ' || outils))
    || to_tsvector('simple'::regconfig, fold(situation || ' ' || demarche || ' ' || effet || ' ' || outils))) stored,
  version integer not null default 1,
  modifie_le timestamptz not null default now(),
  modifie_par uuid,
  constraint pk_pratique primary key (collectif_id, id),
  constraint fk_pratique_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint ck_pratique_etat check (etat in ('brouillon', 'collectif', 'federation', 'retiree')),
  constraint ck_pratique_partagee check ((etat = 'brouillon') = (partagee_le is null)),
  constraint ck_pratique_longueurs check (length(btrim(titre)) between 1 and 120 and length(situation) <= 1000
    and length(demarche) <= 2000 and length(effet) <= 1000 and length(outils) <= 600 and length(contact) <= 120
    and cardinality(criteres) <= 5),
  constraint fk_pratique_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_pratique_modifie_par foreign key (modifie_par) references compte (id)
);
create index ix_pratique_structure_id on pratique (structure_id);
create index ix_pratique_id on pratique (id);

create table pratique_trace (
  collectif_id uuid not null,
  pratique_id uuid not null,
  trace_id uuid not null,
  structure_id uuid not null,
  cree_le timestamptz not null default now(),
  cree_par uuid,
  constraint pk_pratique_trace primary key (collectif_id, pratique_id, trace_id),
  constraint fk_pratique_trace_collectif_id_pratique_id foreign key (collectif_id, pratique_id)
    references pratique (collectif_id, id) on delete cascade,
  constraint fk_pratique_trace_collectif_id_trace_id foreign key (collectif_id, trace_id)
    references trace (collectif_id, id) on delete cascade,
  constraint fk_pratique_trace_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_pratique_trace_cree_par foreign key (cree_par) references compte (id)
);
create index ix_pratique_trace_trace_id on pratique_trace (collectif_id, trace_id);

-- What a structure made of the pratique of another, perhaps of another collectif: nothing ties the rows of two collectifs
-- together, so that each may live elsewhere. The title stays with what was said, whatever becomes of the pratique.
create table pratique_retour (
  collectif_id uuid not null,
  structure_id uuid not null,
  pratique_id uuid not null,
  collectif_auteur uuid not null,
  titre varchar not null default '',
  signature varchar not null default '',
  utile boolean not null default false,
  essayee_le timestamptz,
  note varchar not null default '',
  cree_le timestamptz not null default now(),
  version integer not null default 1,
  modifie_le timestamptz not null default now(),
  modifie_par uuid,
  constraint pk_pratique_retour primary key (collectif_id, structure_id, pratique_id),
  constraint fk_pratique_retour_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint ck_pratique_retour_dit check (utile or essayee_le is not null),
  constraint ck_pratique_retour_note check (length(note) <= 400 and (note = '' or essayee_le is not null)),
  constraint fk_pratique_retour_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_pratique_retour_modifie_par foreign key (modifie_par) references compte (id)
);
create index ix_pratique_retour_pratique_id on pratique_retour (pratique_id);
create index ix_pratique_retour_structure_id on pratique_retour (structure_id);

do $$
declare
  t text;
begin
  foreach t in array array['pratique', 'pratique_trace', 'pratique_retour'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create trigger journal_%1$s after insert or update or delete on %1$s for each row'
                   ' execute function journaliser()', t);
    execute format('create policy lecture_proprietaire on %I for select to current_user using (true)', t);
  end loop;
end $$;

-- A draft is its structure's; a shared one is read by whom it was shared with, as long as it is. An invented person reads
-- invented ones alone, and nobody else reads these. Nothing here looks at an answer: whoever offers a pratique is shown.
do $$
declare
  t text;
  v_systeme constant text := '(select mon_profil(''systeme''))';
  v_mienne constant text :=
    'coalesce(structure_id = any ((select miennes(''lecture''))::uuid[]), exists (select from habilitation h'
    ' where h.compte_id = (select mon_compte()) and h.structure_id = %1$I.structure_id'
    ' and h.role = any (roles_pour(''lecture''))))';
  v_ecrite constant text :=
    'coalesce(structure_id = any ((select miennes(''ecriture''))::uuid[]), tient(structure_id, ''ecriture''))';
  v_dirigee constant text :=
    'coalesce(structure_id = any ((select miennes(''direction''))::uuid[]), tient(structure_id, ''direction''))';
  v_signee constant text := 'modifie_par = (select mon_compte())';
  v_vue constant text :=
    'exists (select from pratique p where p.collectif_id = %s and p.id = %I.pratique_id%s)';
begin
  execute format('create policy lecture on pratique for select using (%s or %s'
    ' or ((etat = ''collectif'' or etat = ''federation'') and (collectif_id = any ((select mes(''membre''))::uuid[])'
    '     or en_etait(collectif_id, jour_a_paris(modifie_le))))'
    ' or (etat = ''federation'''
    '     and (select mon_profil(''federation'') or cardinality(mes(''membre'')) > 0)'
    '     and est_reel(collectif_id) <> (select est_invente(mon_compte()))))', v_systeme, format(v_mienne, 'pratique'));
  -- Whoever answers writes drafts; what others read is the direction's word.
  execute format('create policy ajout on pratique for insert with check (%s or (%s and %s and etat = ''brouillon''))',
                 v_systeme, v_signee, v_ecrite);
  execute format('create policy modification on pratique for update using (%1$s or %2$s or (%3$s and etat = ''brouillon''))'
                 ' with check (%1$s or (%4$s and (%2$s or (%3$s and etat = ''brouillon''))))',
                 v_systeme, v_dirigee, v_ecrite, v_signee);
  execute format('create policy suppression on pratique for delete using (%s or (%s and etat = ''brouillon''))',
                 v_systeme, v_ecrite);

  execute format('create policy lecture on pratique_trace for select using (%s or %s or %s)', v_systeme,
                 format(v_mienne, 'pratique_trace'), format(v_vue, 'pratique_trace.collectif_id', 'pratique_trace', ''));
  execute format('create policy ajout on pratique_trace for insert with check (%s or (cree_par = (select mon_compte())'
                 ' and (%s or (%s and %s))))', v_systeme, v_dirigee, v_ecrite,
                 format(v_vue, 'pratique_trace.collectif_id', 'pratique_trace', ' and p.etat = ''brouillon'''));
  execute format('create policy suppression on pratique_trace for delete using (%s or %s or (%s and %s))', v_systeme,
                 v_dirigee, v_ecrite,
                 format(v_vue, 'pratique_trace.collectif_id', 'pratique_trace', ' and p.etat = ''brouillon'''));

  execute format('create policy lecture on pratique_retour for select using (%s or %s or %s)', v_systeme,
                 format(v_mienne, 'pratique_retour'), format(v_vue, 'collectif_auteur', 'pratique_retour', ''));
  execute format('create policy ajout on pratique_retour for insert with check (%s or (%s and %s))', v_systeme, v_signee,
                 v_ecrite);
  execute format('create policy modification on pratique_retour for update using (%1$s or %2$s)'
                 ' with check (%1$s or (%3$s and %2$s))', v_systeme, v_ecrite, v_signee);
  execute format('create policy suppression on pratique_retour for delete using (%s or %s)', v_systeme, v_ecrite);
end $$;

-- What is offered with a pratique is read with it, and no longer: never what is confidential, whenever it became so.
do $$
declare
  v_avant text;
  v_offerte constant text := 'not confidentielle and exists ('
    'select from pratique_trace l join pratique p on p.collectif_id = l.collectif_id and p.id = l.pratique_id'
    ' where l.collectif_id = trace.collectif_id and l.trace_id = trace.id'
    ' and (p.etat = ''collectif'' or p.etat = ''federation''))';
  v_offert constant text := 'exists (select from trace x'
    ' join pratique_trace l on l.collectif_id = x.collectif_id and l.trace_id = x.id'
    ' join pratique p on p.collectif_id = l.collectif_id and p.id = l.pratique_id'
    ' where x.collectif_id = fichier.collectif_id and x.structure_id = fichier.structure_id'
    ' and x.empreinte = fichier.empreinte and not x.confidentielle'
    ' and (p.etat = ''collectif'' or p.etat = ''federation''))';
begin
  select pg_get_expr(polqual, polrelid) into strict v_avant from pg_policy
   where polrelid = 'trace'::regclass and polname = 'lecture';
  execute format('alter policy lecture on trace using ((%s) or (%s))', v_avant, v_offerte);
  select pg_get_expr(polqual, polrelid) into strict v_avant from pg_policy
   where polrelid = 'fichier'::regclass and polname = 'lecture';
  execute format('alter policy lecture on fichier using ((%s) or (%s))', v_avant, v_offert);
end $$;

-- The name of a structure goes with what it signs, for whoever does not see its line of the directory.
create function garder_pratique() returns trigger language plpgsql as $$
declare
  v_nom text;
begin
  select s.nom into v_nom from public.structure s where s.collectif_id = new.collectif_id and s.id = new.structure_id;
  if v_nom is null then
    raise exception 'caprse: pratique d''une structure qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  new.signature := v_nom;
  return new;
end $$;
create trigger garde_pratique before insert or update on pratique for each row execute function garder_pratique();

create function garder_retour() returns trigger language plpgsql as $$
declare
  v_titre text;
  v_nom text;
begin
  select p.titre into v_titre from public.pratique p
   where p.collectif_id = new.collectif_auteur and p.id = new.pratique_id and p.structure_id <> new.structure_id
     and p.etat in ('collectif', 'federation');
  select s.nom into v_nom from public.structure s where s.collectif_id = new.collectif_id and s.id = new.structure_id;
  if v_titre is null or v_nom is null then
    raise exception 'caprse: pratique qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  new.titre := v_titre;
  new.signature := v_nom;
  return new;
end $$;
create trigger garde_retour before insert on pratique_retour for each row execute function garder_retour();

create function garder_pratique_trace() returns trigger language plpgsql as $$
declare
  v_confidentielle boolean;
begin
  select t.confidentielle into v_confidentielle from public.trace t
    join public.pratique p on p.collectif_id = t.collectif_id and p.structure_id = t.structure_id
   where t.collectif_id = new.collectif_id and t.id = new.trace_id and p.id = new.pratique_id
     and t.structure_id = new.structure_id;
  if v_confidentielle is null then
    raise exception 'caprse: trace ou pratique d''une autre structure' using errcode = 'insufficient_privilege';
  end if;
  if v_confidentielle then
    raise exception 'caprse: Cette trace est confidentielle : elle ne se joint pas à une pratique. Rien n’a été joint.'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_pratique_trace before insert on pratique_trace
  for each row execute function garder_pratique_trace();

-- How much one structure may write, several people adding at once: each waits for the one before.
create function borner_pratiques() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('caprse.pratiques.' || new.structure_id, 0));
  if (select count(*) from public.pratique p
       where p.collectif_id = new.collectif_id and p.structure_id = new.structure_id) >= 200 then
    raise exception 'caprse: Vous avez déjà 200 pratiques : supprimez un brouillon. Rien n’a été ajouté.'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger borne_pratique before insert on pratique for each row execute function borner_pratiques();

grant select, insert, delete on pratique, pratique_trace, pratique_retour to caprse_app;
grant update (titre, situation, demarche, effet, outils, contact, criteres, etat, partagee_le, version, modifie_le,
  modifie_par) on pratique to caprse_app;
grant update (utile, essayee_le, note, version, modifie_le, modifie_par) on pratique_retour to caprse_app;
grant select, insert on pratique, pratique_trace, pratique_retour to caprse_systeme;

-- As before, whatever that was; but a draft is not read in the journal by whoever cannot read the draft.
do $$
declare
  v_avant text;
begin
  select pg_get_expr(polqual, polrelid) into strict v_avant from pg_policy
   where polrelid = 'journal'::regclass and polname = 'lecture';
  execute format('alter policy lecture on journal using ((%s) and ((objet <> ''pratique'' and objet <> ''pratique_trace'')'
    ' or (select mon_profil(''systeme'')) or coalesce(structure_id = any ((select miennes(''lecture''))::uuid[]),'
    ' exists (select from habilitation h where h.compte_id = (select mon_compte())'
    ' and h.structure_id = journal.structure_id and h.role = any (roles_pour(''lecture''))))))', v_avant);
end $$;

-- Two lines of the directory that become one: their pratiques follow, and what they said of others'. What both joined, or
-- said of each other, is kept once or falls.
do $$
declare
  v_avant constant text := pg_get_functiondef('fusionner_structures(uuid, uuid, uuid, text, boolean)'::regprocedure);
  v_compte constant text := '''appuis'', (select count(*) from appui';
  v_suite constant text := 'insert into fichier (collectif_id, structure_id, empreinte';
  v_milieu constant text := replace(v_avant, v_compte,
    '''pratiques'', (select count(*) from pratique where collectif_id = p_collectif and structure_id = p_double),
    ' || v_compte);
  v_apres constant text := replace(v_milieu, v_suite,
    'update pratique set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  insert into pratique_trace (collectif_id, pratique_id, trace_id, structure_id, cree_le, cree_par)
  select l.collectif_id, l.pratique_id, g.id, p_garde, l.cree_le, l.cree_par
    from pratique_trace l join trace d on d.collectif_id = l.collectif_id and d.id = l.trace_id
    join trace g on g.collectif_id = d.collectif_id and g.empreinte = d.empreinte
   where l.collectif_id = p_collectif and l.structure_id = p_double and g.structure_id = p_garde and not g.confidentielle
  on conflict do nothing;
  update pratique_trace set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  delete from pratique_retour r where r.collectif_id = p_collectif and r.structure_id in (p_garde, p_double)
     and exists (select from pratique p where p.collectif_id = p_collectif and p.id = r.pratique_id and p.structure_id = p_garde);
  delete from pratique_retour d using pratique_retour g
   where d.collectif_id = p_collectif and g.collectif_id = p_collectif and d.structure_id = p_double
     and g.structure_id = p_garde and d.pratique_id = g.pratique_id;
  update pratique_retour set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  ' || v_suite);
begin
  if v_milieu = v_avant or v_apres = v_milieu then
    raise exception 'fusionner_structures a changé : les pratiques n''y sont pas vues';
  end if;
  execute v_apres;
end $$;
