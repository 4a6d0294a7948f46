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
