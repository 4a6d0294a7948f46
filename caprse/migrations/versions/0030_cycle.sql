-- Where the collectif stands over the whole cycle, at the closing of a trimestre: a figure by thématique, written once.
create table publication_cycle (
  collectif_id uuid not null,
  id uuid not null default gen_random_uuid(),
  trimestre_id uuid not null,
  thematique varchar not null,
  numero smallint not null,
  structures smallint not null,
  agregats jsonb not null,
  publie_le timestamptz not null default now(),
  constraint pk_publication_cycle primary key (collectif_id, id),
  constraint fk_publication_cycle_collectif_id_trimestre_id foreign key (collectif_id, trimestre_id)
    references trimestre (collectif_id, id),
  constraint uq_publication_cycle_collectif_id_trimestre_id_thematiq_430f
    unique (collectif_id, trimestre_id, thematique, numero),
  constraint ck_publication_cycle_structures check (structures >= 3),
  constraint fk_publication_cycle_collectif_id foreign key (collectif_id) references collectif (id)
);
create table publication_cycle_structure (
  collectif_id uuid not null,
  publication_id uuid not null,
  structure_id uuid not null,
  empreinte varchar not null,
  unite smallint not null,
  publie_le timestamptz not null default now(),
  constraint pk_publication_cycle_structure primary key (collectif_id, publication_id, structure_id),
  constraint fk_publication_cycle_structure_collectif_id_publication_id foreign key (collectif_id, publication_id)
    references publication_cycle (collectif_id, id),
  constraint fk_publication_cycle_structure_collectif_id_structure_id foreign key (collectif_id, structure_id)
    references structure (collectif_id, id),
  constraint fk_publication_cycle_structure_collectif_id foreign key (collectif_id) references collectif (id)
);

alter table publication_cycle enable row level security;
alter table publication_cycle force row level security;
alter table publication_cycle_structure enable row level security;
alter table publication_cycle_structure force row level security;

-- As for the figures of a trimestre: you answer before you look, and figures made with one's own answers are of one's past.
create policy lecture on publication_cycle for select using (
  (select mon_profil('systeme')) or collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('federation'))
  or ((collectif_id = any ((select mes('membre'))::uuid[]) or en_etait(collectif_id, jour_a_paris(publie_le))
       or exists (select from publication_cycle_structure ps where ps.collectif_id = publication_cycle.collectif_id
                     and ps.publication_id = publication_cycle.id))
      and a_repondu(collectif_id, trimestre_id)));
create policy ajout on publication_cycle for insert with check (mon_profil('systeme'));
create policy lecture on publication_cycle_structure for select using (
  (select mon_profil('systeme'))
  or coalesce(structure_id = any ((select miennes('lecture'))::uuid[]), exists (select from habilitation h
      where h.compte_id = (select mon_compte()) and h.structure_id = publication_cycle_structure.structure_id
        and h.role = any (roles_pour('lecture'))))
  or collectif_id = any ((select mes('anime'))::uuid[]));
create policy ajout on publication_cycle_structure for insert with check (mon_profil('systeme'));

create trigger journal_publication_cycle after insert or update or delete on publication_cycle
  for each row execute function journaliser();
create trigger journal_publication_cycle_structure after insert or update or delete on publication_cycle_structure
  for each row execute function journaliser();
create trigger immuable_publication_cycle before update or delete or truncate on publication_cycle
  for each statement execute function interdire();
create trigger immuable_publication_cycle_structure before update or delete or truncate on publication_cycle_structure
  for each statement execute function interdire();

grant select, insert on publication_cycle, publication_cycle_structure to caprse_app;
grant select, insert on publication_cycle, publication_cycle_structure to caprse_systeme;

-- As before, and when the arrivée was finished.
-- A figure of the cycle holds a structure as one of a trimestre does.
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
