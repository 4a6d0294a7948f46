-- What a structure says that it can share and what it looks for. Nothing here comes from an answer, and no niveau is kept.
create table entraide (
  collectif_id uuid not null,
  structure_id uuid not null,
  offre text[] not null default '{}',
  cherche text[] not null default '{}',
  rencontre varchar not null default 'les_deux',
  cree_le timestamptz not null default now(),
  version integer not null default 1,
  modifie_le timestamptz not null default now(),
  modifie_par uuid,
  constraint pk_entraide primary key (collectif_id, structure_id),
  constraint fk_entraide_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint ck_entraide_rencontre check (rencontre in ('sur_place', 'visio', 'les_deux')),
  constraint ck_entraide_dites check (cardinality(offre) <= 5 and cardinality(cherche) <= 5
    and cardinality(offre) + cardinality(cherche) > 0),
  constraint fk_entraide_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_entraide_modifie_par foreign key (modifie_par) references compte (id)
);
create index ix_entraide_structure_id on entraide (structure_id);

-- Structures that meet, each named as it was. ``dons``: who shows what to whom, of what was declared.
create table binome (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  structures uuid[] not null,
  noms text[] not null default '{}',
  dons jsonb not null default '[]',
  lieu varchar not null,
  a_la_main boolean not null default false,
  etat varchar not null default 'propose',
  accepte_le timestamptz,
  cree_le timestamptz not null default now(),
  version integer not null default 1,
  modifie_le timestamptz not null default now(),
  modifie_par uuid,
  constraint pk_binome primary key (collectif_id, id),
  constraint ck_binome_etat check (etat in ('propose', 'accepte', 'refuse', 'termine')),
  constraint ck_binome_lieu check (lieu in ('commune', 'departement', 'visio', 'loin')),
  constraint ck_binome_accepte check ((etat in ('accepte', 'termine')) = (accepte_le is not null)),
  constraint ck_binome_structures check (cardinality(structures) between 1 and 4),
  constraint fk_binome_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_binome_modifie_par foreign key (modifie_par) references compte (id)
);
create index ix_binome_id on binome (id);
create index ix_binome_structures on binome using gin (structures);

create table binome_visite (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  binome_id uuid not null,
  jour date not null,
  note varchar not null default '',
  cree_le timestamptz not null default now(),
  version integer not null default 1,
  modifie_le timestamptz not null default now(),
  modifie_par uuid,
  constraint pk_binome_visite primary key (collectif_id, id),
  constraint fk_binome_visite_collectif_id_binome_id foreign key (collectif_id, binome_id)
    references binome (collectif_id, id) on delete cascade,
  constraint ck_binome_visite_note check (length(note) <= 600),
  constraint fk_binome_visite_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_binome_visite_modifie_par foreign key (modifie_par) references compte (id)
);
create index ix_binome_visite_binome_id on binome_visite (collectif_id, binome_id);
create index ix_binome_visite_id on binome_visite (id);

do $$
declare
  t text;
begin
  foreach t in array array['entraide', 'binome', 'binome_visite'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create trigger journal_%1$s after insert or update or delete on %1$s for each row'
                   ' execute function journaliser()', t);
    execute format('create policy lecture_proprietaire on %I for select to current_user using (true)', t);
  end loop;
end $$;

-- What is declared is read by its structure and by whoever animates, never by a neighbour. A binôme is read by those who
-- are in it once it is accepted; before, by whoever animates alone. Its visits are written by any of them.
do $$
declare
  v_systeme constant text := '(select mon_profil(''systeme''))';
  v_anime constant text := 'collectif_id = any ((select mes(''anime''))::uuid[])';
  v_signee constant text := 'modifie_par = (select mon_compte())';
  v_mienne constant text :=
    'coalesce(structure_id = any ((select miennes(''lecture''))::uuid[]), exists (select from habilitation h'
    ' where h.compte_id = (select mon_compte()) and h.structure_id = entraide.structure_id'
    ' and h.role = any (roles_pour(''lecture''))))';
  v_dirigee constant text :=
    'coalesce(structure_id = any ((select miennes(''direction''))::uuid[]), tient(structure_id, ''direction''))';
  v_membre constant text :=
    'coalesce(structures && (select miennes(%1$L))::uuid[], exists (select from habilitation h'
    ' where h.compte_id = (select mon_compte()) and h.structure_id = any (structures) and h.role = any (roles_pour(%1$L))))';
  v_vue constant text :=
    'exists (select from binome b where b.collectif_id = binome_visite.collectif_id and b.id = binome_visite.binome_id)';
  v_ecrite constant text :=
    'exists (select from binome b where b.collectif_id = binome_visite.collectif_id and b.id = binome_visite.binome_id'
    ' and b.etat = ''accepte'' and (b.' || v_anime || ' or ' || replace(format(v_membre, 'ecriture'), 'structures', 'b.structures')
    || '))';
begin
  execute format('create policy lecture on entraide for select using (%s or %s or %s)', v_systeme, v_mienne, v_anime);
  execute format('create policy ajout on entraide for insert with check (%s or (%s and %s))', v_systeme, v_signee, v_dirigee);
  execute format('create policy modification on entraide for update using (%1$s or %2$s) with check (%1$s or (%3$s and %2$s))',
                 v_systeme, v_dirigee, v_signee);
  execute format('create policy suppression on entraide for delete using (%s or %s)', v_systeme, v_dirigee);

  execute format('create policy lecture on binome for select using (%s or %s or ((etat = ''accepte'' or etat = ''termine'')'
                 ' and %s))', v_systeme, v_anime, format(v_membre, 'lecture'));
  execute format('create policy ajout on binome for insert with check (%s or (%s and %s))', v_systeme, v_signee, v_anime);
  execute format('create policy modification on binome for update using (%1$s or %2$s) with check (%1$s or (%3$s and %2$s))',
                 v_systeme, v_anime, v_signee);
  execute format('create policy suppression on binome for delete using (%s or (%s and etat = ''propose''))', v_systeme, v_anime);

  execute format('create policy lecture on binome_visite for select using (%s or %s)', v_systeme, v_vue);
  execute format('create policy ajout on binome_visite for insert with check (%s or (%s and %s))', v_systeme, v_signee, v_ecrite);
  execute format('create policy modification on binome_visite for update using (%1$s or %2$s)'
                 ' with check (%1$s or (%3$s and %2$s))', v_systeme, v_ecrite, v_signee);
  execute format('create policy suppression on binome_visite for delete using (%s or %s)', v_systeme, v_ecrite);
end $$;

-- Whoever is proposed or joined declared something; a structure is in one binôme at a time, whoever accepts at once.
create function garder_binome() returns trigger language plpgsql as $$
declare
  v_noms text[];
begin
  select array_agg(s.nom order by array_position(new.structures, s.id)) into v_noms
    from public.structure s where s.collectif_id = new.collectif_id and s.id = any (new.structures);
  if coalesce(cardinality(v_noms), 0) <> cardinality(new.structures) then
    raise exception 'caprse: binôme avec une structure qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  new.noms := v_noms;
  if new.etat not in ('propose', 'accepte') then return new; end if;
  if tg_op = 'UPDATE' and new.etat = old.etat and new.structures = old.structures then return new; end if;
  perform pg_advisory_xact_lock(hashtextextended('caprse.binomes.' || new.collectif_id, 0));
  if new.etat = 'propose' or tg_op = 'UPDATE' and old.etat = 'propose' then
    if (select count(*) from public.entraide e where e.collectif_id = new.collectif_id
           and e.structure_id = any (new.structures)) < cardinality(new.structures) then
      raise exception 'caprse: Une de ces structures ne participe plus aux binômes. Rien n’a été changé.'
        using errcode = 'restrict_violation';
    end if;
  end if;
  if exists (select from public.binome b where b.collectif_id = new.collectif_id and b.id <> new.id and b.etat = 'accepte'
                and b.structures && new.structures) then
    raise exception 'caprse: Une de ces structures a déjà un binôme. Rien n’a été changé.'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_binome before insert or update on binome for each row execute function garder_binome();

create function borner_visites() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('caprse.visites.' || new.binome_id, 0));
  if (select count(*) from public.binome_visite v
       where v.collectif_id = new.collectif_id and v.binome_id = new.binome_id) >= 50 then
    raise exception 'caprse: Ce binôme a déjà 50 visites. Rien n’a été ajouté.' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger borne_visite before insert on binome_visite for each row execute function borner_visites();

grant select, insert, delete on entraide, binome, binome_visite to caprse_app;
grant update (offre, cherche, rencontre, version, modifie_le, modifie_par) on entraide to caprse_app;
grant update (structures, noms, dons, lieu, a_la_main, etat, accepte_le, version, modifie_le, modifie_par) on binome to caprse_app;
grant update (jour, note, version, modifie_le, modifie_par) on binome_visite to caprse_app;
grant select, insert on entraide, binome, binome_visite to caprse_systeme;
grant update (offre, cherche, rencontre, version, modifie_le, modifie_par) on entraide to caprse_systeme;

-- Two lines of the directory that become one: their lists and their binômes follow. Of two lists the one that stays holds;
-- a binôme of the two with nobody else is over, and what was only proposed of it falls.
do $$
declare
  v_avant constant text := pg_get_functiondef('fusionner_structures(uuid, uuid, uuid, text, boolean)'::regprocedure);
  v_compte constant text := '''appuis'', (select count(*) from appui';
  v_suite constant text := 'insert into fichier (collectif_id, structure_id, empreinte';
  v_milieu constant text := replace(v_avant, v_compte,
    '''binomes'', (select count(*) from binome where collectif_id = p_collectif and p_double = any (structures)
                    and etat in (''accepte'', ''termine'')),
    ' || v_compte);
  v_apres constant text := replace(v_milieu, v_suite,
    'delete from entraide d where d.collectif_id = p_collectif and d.structure_id = p_double
     and exists (select from entraide g where g.collectif_id = p_collectif and g.structure_id = p_garde);
  update entraide set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  delete from binome where collectif_id = p_collectif and p_double = any (structures) and etat in (''propose'', ''refuse'');
  -- One binôme at a time: where each had its own, that of the double is over.
  update binome d set etat = ''termine'' where d.collectif_id = p_collectif and p_double = any (d.structures)
     and d.etat = ''accepte'' and (cardinality(d.structures) = 2 and p_garde = any (d.structures)
       or exists (select from binome g where g.collectif_id = p_collectif and g.id <> d.id and g.etat = ''accepte''
                     and p_garde = any (g.structures)));
  update binome set structures = case when p_garde = any (structures) then array_remove(structures, p_double)
                                      else array_replace(structures, p_double, p_garde) end,
         dons = (select coalesce(jsonb_agg(x order by rang), ''[]'')
                   from jsonb_array_elements(replace(dons::text, p_double::text, p_garde::text)::jsonb)
                        with ordinality u (x, rang) where x -> 0 <> x -> 1)
   where collectif_id = p_collectif and p_double = any (structures);
  ' || v_suite);
begin
  if v_milieu = v_avant or v_apres = v_milieu then
    raise exception 'fusionner_structures a changé : les binômes n''y sont pas vus';
  end if;
  execute v_apres;
end $$;
