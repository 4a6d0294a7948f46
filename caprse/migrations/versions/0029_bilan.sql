-- The bilan of a cycle: its last trimestre, which has no thématique. Trimestres of before all have one: none changes.
create unique index uq_trimestre_bilan on trimestre (collectif_id) where thematique = '';

create function garder_bilan() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (new.thematique = '') <> (old.thematique = '') then
    raise exception 'caprse: Un trimestre ne devient pas un bilan, ni un bilan un trimestre.'
      using errcode = 'restrict_violation';
  end if;
  if new.thematique = '' then
    if exists (select from public.trimestre t where t.collectif_id = new.collectif_id and t.numero > new.numero) then
      raise exception 'caprse: Le bilan est le dernier trimestre : il en vient un autre après.'
        using errcode = 'restrict_violation';
    end if;
    if not exists (select from public.trimestre t where t.collectif_id = new.collectif_id and t.numero < new.numero
                      and t.etat = 'clos') then
      raise exception 'caprse: Un bilan regarde en arrière : clôturez d''abord un trimestre.'
        using errcode = 'restrict_violation';
    end if;
    return new;
  end if;
  -- After the bilan nothing is added, and what was left unopened stays so.
  if (tg_op = 'INSERT' or (old.etat = 'prepare' and new.etat <> 'prepare'))
     and exists (select from public.trimestre t where t.collectif_id = new.collectif_id and t.thematique = '') then
    raise exception 'caprse: Le bilan de ce collectif est fait ou en cours : aucun trimestre ne s''ouvre plus.'
      using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_bilan before insert or update on trimestre for each row execute function garder_bilan();

-- The positionnement is asked at the start, and again in the bilan: two answers to one question, kept apart.
alter table positionnement add column moment varchar not null default 'depart';
alter table positionnement add constraint ck_positionnement_moment check (moment in ('depart', 'arrivee'));
alter table positionnement drop constraint pk_positionnement;
alter table positionnement add constraint pk_positionnement primary key (collectif_id, structure_id, moment, enjeu);
alter table structure add column arrivee_le timestamp with time zone;
grant update (arrivee_le) on structure to caprse_app, caprse_systeme;

-- As before, and when the arrivée was finished.
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
            or exists (select from publication_carnet x where x.collectif_id = k.collectif_id and x.carnet_id = k.id)))
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

-- The journal says of which of both a line is.
create or replace function journaliser() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_avant jsonb;
  v_apres jsonb;
  v_ligne jsonb;
  v_cle jsonb;
  v_collectif uuid;
begin
  if tg_op <> 'INSERT' then v_avant := to_jsonb(old) - 'empreinte' - 'contenu' - 'droits' - 'nom_montre_le'; end if;
  if tg_op <> 'DELETE' then v_apres := to_jsonb(new) - 'empreinte' - 'contenu' - 'droits' - 'nom_montre_le'; end if;
  v_ligne := coalesce(v_apres, v_avant);
  v_cle := jsonb_strip_nulls(jsonb_build_object('id', v_ligne -> 'id', 'carnet_id', v_ligne -> 'carnet_id',
                                                'critere', v_ligne -> 'critere', 'enjeu', v_ligne -> 'enjeu',
                                                'seance_id', case tg_table_name when 'compte_rendu'
                                                                  then v_ligne -> 'seance_id' end,
                                                -- A line without one is of the départ, as all were.
                                                'moment', case when v_ligne ->> 'moment' = 'arrivee'
                                                               then v_ligne -> 'moment' end));
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(a.key, a.value), jsonb_object_agg(a.key, v_apres -> a.key) into v_avant, v_apres
      from jsonb_each(v_avant) a where a.value is distinct from v_apres -> a.key;
    if v_avant is null then return null; end if;
  end if;
  v_collectif := coalesce(v_ligne ->> 'collectif_id', case tg_table_name when 'collectif' then v_ligne ->> 'id' end)::uuid;
  insert into journal (compte_id, collectif_id, structure_id, objet, operation, cle, avant, apres)
  values (mon_compte(), v_collectif,
          coalesce(v_ligne ->> 'structure_id', case tg_table_name when 'structure' then v_ligne ->> 'id' end)::uuid,
          tg_table_name, tg_op, v_cle, v_avant, v_apres);
  if v_collectif is not null then
    perform pg_notify('caprse', v_collectif::text);
  end if;
  return null;
end $$;
