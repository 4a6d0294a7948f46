-- The proofs of a structure: a link, or a file kept once whatever its uses; and the answers that they are tied to.
create table fichier (
  collectif_id uuid not null,
  structure_id uuid not null,
  empreinte varchar not null,
  nature varchar not null,
  octets integer not null,
  contenu bytea not null,
  apercu bytea,
  cree_le timestamptz not null default now(),
  constraint pk_fichier primary key (collectif_id, structure_id, empreinte),
  constraint fk_fichier_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint ck_fichier_empreinte check (empreinte = encode(sha256(contenu), 'hex')),
  constraint ck_fichier_octets check (octets = octet_length(contenu) and octets between 1 and 10485760),
  constraint ck_fichier_apercu check (octet_length(apercu) <= 200000),
  constraint ck_fichier_nature
    check (nature in ('pdf', 'jpeg', 'png', 'webp', 'odt', 'ods', 'docx', 'xlsx', 'csv', 'txt')),
  constraint fk_fichier_collectif_id foreign key (collectif_id) references collectif (id)
);
-- Nearly all of them are compressed already.
alter table fichier alter column contenu set storage external;
alter table fichier alter column apercu set storage external;

create table trace (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  structure_id uuid not null,
  titre varchar not null,
  lien varchar not null default '',
  empreinte varchar,
  nom_fichier varchar not null default '',
  confidentielle boolean not null default false,
  expire_le date,
  cree_le timestamptz not null default now(),
  version integer not null default 1,
  modifie_le timestamptz not null default now(),
  modifie_par uuid,
  constraint pk_trace primary key (collectif_id, id),
  constraint fk_trace_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint fk_trace_collectif_id_structure_id_empreinte foreign key (collectif_id, structure_id, empreinte)
    references fichier (collectif_id, structure_id, empreinte),
  constraint uq_trace_collectif_id_id_structure_id unique (collectif_id, id, structure_id),
  constraint uq_trace_collectif_id_structure_id_empreinte unique (collectif_id, structure_id, empreinte),
  constraint ck_trace_longueurs check (length(btrim(titre)) between 1 and 200 and length(lien) <= 1000
    and length(nom_fichier) <= 160),
  constraint ck_trace_lien check (lien = '' or lien ~* '^https?://'),
  constraint ck_trace_contenu check ((lien = '') = (empreinte is not null) and (nom_fichier = '') = (empreinte is null)),
  constraint fk_trace_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_trace_modifie_par foreign key (modifie_par) references compte (id)
);
create index ix_trace_structure_id on trace (structure_id);
create index ix_trace_id on trace (id);

create table reponse_trace (
  collectif_id uuid not null,
  carnet_id uuid not null,
  critere varchar not null,
  trace_id uuid not null,
  structure_id uuid not null,
  cree_le timestamptz not null default now(),
  cree_par uuid,
  constraint pk_reponse_trace primary key (collectif_id, carnet_id, critere, trace_id),
  constraint fk_reponse_trace_collectif_id_carnet_id_structure_id foreign key (collectif_id, carnet_id, structure_id)
    references carnet (collectif_id, id, structure_id),
  constraint fk_reponse_trace_collectif_id_trace_id_structure_id foreign key (collectif_id, trace_id, structure_id)
    references trace (collectif_id, id, structure_id),
  constraint fk_reponse_trace_collectif_id foreign key (collectif_id) references collectif (id),
  constraint fk_reponse_trace_cree_par foreign key (cree_par) references compte (id)
);
create index ix_reponse_trace_trace_id on reponse_trace (collectif_id, trace_id);

do $$
declare t text;
begin
  foreach t in array array['fichier', 'trace', 'reponse_trace'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
  -- Not fichier: what is said of a file is said of its trace.
  foreach t in array array['trace', 'reponse_trace'] loop
    execute format('create trigger journal_%1$s after insert or update or delete on %1$s for each row'
                   ' execute function journaliser()', t);
    execute format('create policy lecture_proprietaire on %I for select to current_user using (true)', t);
  end loop;
end $$;

-- Whether the animation may read a trace: not confidential, and tied to a carnet that was transmitted (this one, where
-- one is named).
create function trace_montree(p_collectif uuid, p_trace uuid, p_carnet uuid) returns boolean
  language plpgsql stable security definer cost 500 set search_path = public, pg_temp as $$
begin
  return exists (select from trace t
                   join reponse_trace l on l.collectif_id = t.collectif_id and l.trace_id = t.id
                   join carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
                  where t.collectif_id = p_collectif and t.id = p_trace and not t.confidentielle
                    and (p_carnet is null or c.id = p_carnet) and c.transmis_le is not null);
end $$;
revoke execute on function trace_montree(uuid, uuid, uuid) from public;
grant execute on function trace_montree(uuid, uuid, uuid) to caprse_app, caprse_systeme;

-- A structure's own people, according to their role; the animation reads what the structure shows it.
do $$
declare
  t text;
  v_montree text;
  v_signee text;
  v_libre text;
  v_mienne constant text :=
    'coalesce(structure_id = any ((select miennes(''lecture''))::uuid[]), exists (select from habilitation h'
    ' where h.compte_id = (select mon_compte()) and h.structure_id = %1$I.structure_id'
    ' and h.role = any (roles_pour(''lecture''))))';
  v_ecrite constant text :=
    'coalesce(structure_id = any ((select miennes(''ecriture''))::uuid[]), tient(structure_id, ''ecriture''))';
  v_anime constant text := 'collectif_id = any ((select mes(''anime''))::uuid[])';
  v_systeme constant text := '(select mon_profil(''systeme''))';
begin
  foreach t in array array['fichier', 'trace', 'reponse_trace'] loop
    v_montree := case t
      when 'trace' then 'trace_montree(collectif_id, id, null)'
      when 'reponse_trace' then 'trace_montree(collectif_id, trace_id, carnet_id)'
      else 'exists (select from trace x where x.collectif_id = fichier.collectif_id'
           ' and x.structure_id = fichier.structure_id and x.empreinte = fichier.empreinte)' end;
    v_signee := case t when 'trace' then 'modifie_par = (select mon_compte()) and '
                       when 'reponse_trace' then 'cree_par = (select mon_compte()) and ' else '' end;
    -- What is still used is not removed, whoever asks.
    v_libre := case t when 'fichier' then ' and not ' || v_montree
      when 'trace' then ' and not exists (select from reponse_trace l where l.collectif_id = trace.collectif_id'
                        ' and l.trace_id = trace.id)' else '' end;
    execute format('create policy lecture on %I for select using (%s or %s or (%s and %s))', t, v_systeme,
                   format(v_mienne, t), v_anime, v_montree);
    execute format('create policy ajout on %I for insert with check (%s or (%s%s))', t, v_systeme, v_signee, v_ecrite);
    execute format('create policy suppression on %I for delete using ((%s or %s)%s)', t, v_systeme, v_ecrite, v_libre);
  end loop;
  execute format('create policy modification on trace for update using (%1$s or %2$s)'
                 ' with check (%1$s or (modifie_par = (select mon_compte()) and %2$s))', v_systeme, v_ecrite);
end $$;

-- What is tied to a carnet follows the lock of its answers. The carnet is held first: what is closing waits, or is seen.
create function garder_reponse_trace() returns trigger language plpgsql as $$
declare
  v_carnet text;
  v_trimestre text;
  v_collectif uuid := coalesce(new.collectif_id, old.collectif_id);
  v_id uuid := coalesce(new.carnet_id, old.carnet_id);
begin
  perform 1 from public.carnet c where c.collectif_id = v_collectif and c.id = v_id for share;
  select c.etat, t.etat into v_carnet, v_trimestre
    from public.carnet c join public.trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
   where c.collectif_id = v_collectif and c.id = v_id;
  if v_trimestre is null then
    raise exception 'caprse: trace dans un carnet qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  if v_trimestre = 'clos' then
    raise exception 'caprse: Ce trimestre est clos : ses traces restent comme elles étaient. Rien n’a été modifié.'
      using errcode = 'restrict_violation';
  end if;
  if v_carnet not in ('brouillon', 'a_completer') and not mon_profil('systeme') then
    raise exception 'caprse: Ce carnet est transmis : ses traces ne changent plus. Rien n’a été modifié.'
      using errcode = 'restrict_violation';
  end if;
  return coalesce(new, old);
end $$;
create trigger garde_reponse_trace before insert or delete on reponse_trace
  for each row execute function garder_reponse_trace();

-- A trace of a closed trimestre stays listed as it was; who may read it, and until when it is good, may still be said.
create function garder_trace() returns trigger language plpgsql as $$
begin
  if exists (select from public.reponse_trace l
               join public.carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
               join public.trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
              where l.collectif_id = old.collectif_id and l.trace_id = old.id and t.etat = 'clos') then
    raise exception 'caprse: Cette trace sert à un trimestre clos : son titre et son adresse ne changent plus.'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_trace before update on trace for each row
  when ((new.titre, new.lien) is distinct from (old.titre, old.lien)) execute function garder_trace();

-- How much one structure may keep, several people adding at once: each waits for the one before.
create function borner_traces() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('caprse.traces.' || new.structure_id, 0));
  if tg_table_name = 'trace' then
    if (select count(*) from public.trace t
         where t.collectif_id = new.collectif_id and t.structure_id = new.structure_id) >= 1000 then
      raise exception 'caprse: Votre bibliothèque tient 1 000 traces : supprimez-en une qui ne sert plus. Rien n’a été ajouté.'
        using errcode = 'restrict_violation';
    end if;
  elsif (select coalesce(sum(f.octets), 0) from public.fichier f
          where f.collectif_id = new.collectif_id and f.structure_id = new.structure_id) + new.octets > 209715200 then
    raise exception 'caprse: Votre bibliothèque est pleine (200 Mo) : supprimez des fichiers qui ne servent plus. Rien n’a été ajouté.'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger borne_fichier before insert on fichier for each row execute function borner_traces();
create trigger borne_trace before insert on trace for each row execute function borner_traces();

grant select, insert, delete on fichier, trace, reponse_trace to caprse_app;
grant update (titre, lien, confidentielle, expire_le, version, modifie_le, modifie_par) on trace to caprse_app;
grant select, insert on fichier, trace, reponse_trace to caprse_systeme;

-- As before; what a structure keeps for itself is not read in the journal by its animation either.
drop policy lecture on journal;
create policy lecture on journal for select using (
  (select mon_profil('systeme'))
  or ((collectif_id = any ((select mes('anime'))::uuid[]) and objet <> 'trace' and objet <> 'reponse_trace')
    or (coalesce(structure_id = any ((select miennes('lecture'))::uuid[]), exists (select from habilitation h
             where h.compte_id = (select mon_compte()) and h.structure_id = journal.structure_id and h.role = any (roles_pour('lecture'))))
        and (objet <> 'invitation' or tient(structure_id, 'direction'))
        and (objet <> 'relecture' or relecture_dite(collectif_id, (cle ->> 'carnet_id')::uuid, instant)))
    or (structure_id is null and (select mon_profil('administration'))
        and objet::text = any (array['collectif', 'trimestre', 'rencontre', 'compte', 'habilitation', 'invitation',
                                     'session_web', 'referentiel']))));

-- As before, and with the traces.
create or replace function fusionner_structures(p_collectif uuid, p_garde uuid, p_double uuid, p_proche text, p_essai boolean)
  returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_raisons text[];
  v_fait jsonb;
  v_jours datemultirange;
  v_double structure%rowtype;
begin
  if not coalesce(p_collectif = any (mes('anime')), false) then
    raise exception 'caprse: réunir deux structures est à l''animation' using errcode = 'insufficient_privilege';
  end if;
  perform 1 from structure where collectif_id = p_collectif and id in (p_garde, p_double) order by id for update;

  -- What was answered, said, re-read or frozen in a carnet does not move: other carnets were compared with it.
  with servis as (
    select k.structure_id, t.numero
      from carnet k join trimestre t on t.collectif_id = k.collectif_id and t.id = k.trimestre_id
     where k.collectif_id = p_collectif and k.structure_id in (p_garde, p_double)
       and (k.etat <> 'brouillon' or t.etat <> 'ouvert'
            or exists (select from reponse x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)
            or exists (select from conflit x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)
            or exists (select from fil x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)
            or exists (select from note_privee x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)
            or exists (select from relecture x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)
            or exists (select from reponse_trace x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)
            or exists (select from publication_carnet x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)
            or exists (select from publication_cycle_structure x
                        where x.collectif_id = k.collectif_id and x.structure_id = k.structure_id)))
  select array_agg(raison order by raison) into v_raisons from (
    select case when exists (select from servis g where g.structure_id = p_garde and g.numero = d.numero)
                then 'deux_carnets:' else 'carnet:' end || d.numero as raison
      from servis d where d.structure_id = p_double
    union all
    select 'depart' where (select count(distinct structure_id) from positionnement
                            where collectif_id = p_collectif and structure_id in (p_garde, p_double)) = 2
    union all
    select 'seance' where exists (select from vote where collectif_id = p_collectif and structure_id = p_double)
                       or exists (select from proposition where collectif_id = p_collectif and structure_id = p_double)
                       or exists (select from participant where collectif_id = p_collectif and structure_id = p_double)
                       or exists (select from code_structure where collectif_id = p_collectif and structure_id = p_double)
  ) r;

  select jsonb_build_object(
    'raisons', to_jsonb(coalesce(v_raisons, '{}')),
    'personnes', (select count(*) from habilitation where structure_id = p_double),
    'invitations', (select count(*) from invitation where structure_id = p_double and acceptee_le is null and annulee_le is null),
    'actions', (select count(*) from action where collectif_id = p_collectif and structure_id = p_double),
    'traces', (select count(*) from trace where collectif_id = p_collectif and structure_id = p_double),
    'appuis', (select count(*) from appui where collectif_id = p_collectif and structure_id = p_double),
    'presences', (select count(*) from presence d where d.collectif_id = p_collectif and d.structure_id = p_double
                     and not exists (select from presence g where g.collectif_id = p_collectif
                                        and g.rencontre_id = d.rencontre_id and g.structure_id = p_garde)),
    'depart', exists (select from positionnement where collectif_id = p_collectif and structure_id = p_double))
    into v_fait;
  if p_essai or v_raisons is not null then
    return v_fait;
  end if;

  delete from carnet where collectif_id = p_collectif and structure_id = p_double;

  -- One person keeps the wider of two roles.
  update habilitation g set role = d.role from habilitation d
   where g.structure_id = p_garde and d.structure_id = p_double and g.compte_id = d.compte_id
     and array_position(array['lecture', 'contribution', 'direction'], d.role::text)
         > array_position(array['lecture', 'contribution', 'direction'], g.role::text);
  delete from habilitation d using habilitation g
   where d.structure_id = p_double and g.structure_id = p_garde and g.compte_id = d.compte_id;
  update habilitation set structure_id = p_garde where structure_id = p_double;
  update invitation d set annulee_le = now()
   where d.structure_id = p_double and d.acceptee_le is null and d.annulee_le is null
     and exists (select from invitation g where g.structure_id = p_garde and lower(g.courriel) = lower(d.courriel)
                    and g.acceptee_le is null and g.annulee_le is null);
  update invitation set structure_id = p_garde where structure_id = p_double;

  update action set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  -- A file that both have is kept once, with the trace of the line that stays: nothing of the double is tied to a carnet.
  insert into fichier (collectif_id, structure_id, empreinte, nature, octets, contenu, apercu, cree_le)
  select d.collectif_id, p_garde, d.empreinte, d.nature, d.octets, d.contenu, d.apercu, d.cree_le from fichier d
   where d.collectif_id = p_collectif and d.structure_id = p_double
     and not exists (select from fichier g where g.collectif_id = p_collectif and g.structure_id = p_garde
                        and g.empreinte = d.empreinte);
  delete from trace d using trace g
   where d.collectif_id = p_collectif and g.collectif_id = p_collectif and d.structure_id = p_double
     and g.structure_id = p_garde and d.empreinte = g.empreinte;
  update trace set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  delete from fichier where collectif_id = p_collectif and structure_id = p_double;
  update appui set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  update decision set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  update positionnement set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;
  -- Where both answered the same meeting, the answer of the line that stays holds.
  delete from presence d using presence g
   where d.collectif_id = p_collectif and g.collectif_id = p_collectif and d.rencontre_id = g.rencontre_id
     and d.structure_id = p_double and g.structure_id = p_garde;
  update presence set structure_id = p_garde where collectif_id = p_collectif and structure_id = p_double;

  -- A member as long as either was.
  select range_agg(daterange(du, au, '[]')) into v_jours from adhesion
   where collectif_id = p_collectif and structure_id in (p_garde, p_double);
  delete from adhesion where collectif_id = p_collectif and structure_id = p_double;
  delete from adhesion a where a.collectif_id = p_collectif and a.structure_id = p_garde
     and not exists (select from unnest(v_jours) j where j = daterange(a.du, a.au, '[]'));
  insert into adhesion (collectif_id, structure_id, du, au)
  select p_collectif, p_garde, lower(j), upper(j) - 1 from unnest(v_jours) j
   where not exists (select from adhesion a where a.collectif_id = p_collectif and a.structure_id = p_garde
                        and daterange(a.du, a.au, '[]') = j);

  select * into v_double from structure where collectif_id = p_collectif and id = p_double;
  delete from structure where collectif_id = p_collectif and id = p_double;
  -- What one line did not say, the other one does; that they are alike is no longer to check.
  update structure set
         types = case when types = '{}' then v_double.types else types end,
         departement = case when departement = '' then v_double.departement else departement end,
         commune = case when commune = '' then v_double.commune else commune end,
         positionne_le = coalesce(positionne_le, v_double.positionne_le),
         arrivee_le = coalesce(arrivee_le, v_double.arrivee_le),
         a_verifier = array_remove(a_verifier, p_proche),
         version = version + 1
   where collectif_id = p_collectif and id = p_garde;
  return v_fait;
end $$;
