-- A presence said again still says of which meeting it is; and what a collectif of invented data lived is told with its
-- invented people and its invented days, which would else all be of one minute and of nobody.

-- Who did it and when, in the demonstration: for a line that the system writes about invented data, and for no other.
-- It runs within journaliser(), as its owner.
create function conter(p_collectif uuid, p_table text, p_operation text, p_ligne jsonb, p_apres jsonb,
                       out qui uuid, out quand timestamp with time zone)
language plpgsql stable as $$
declare
  v_invente boolean;
begin
  v_invente := case when p_collectif is not null then (select k.fictif from collectif k where k.id = p_collectif)
                    when p_table = 'compte' then (p_ligne ->> 'demo')::boolean
                    when p_table = 'habilitation'
                    then (select c.demo from compte c where c.id = (p_ligne ->> 'compte_id')::uuid) end;
  if not coalesce(v_invente, false) or not agit_en_systeme() then return; end if;
  -- A row that is written says its own day; one that changes, the day of what changed in it.
  quand := case p_operation when 'INSERT' then coalesce(p_ligne ->> 'demande_le', p_ligne ->> 'cree_le', p_ligne ->> 'modifie_le')
                            else coalesce(p_apres ->> 'transmis_le', p_apres ->> 'envoye_le', p_apres ->> 'positionne_le',
                                          p_apres ->> 'arrivee_le', p_apres ->> 'modifie_le') end;
  -- What only bears the time of this transaction was not dated by who tells.
  if quand is null or quand >= now() then quand := current_setting('caprse.fiction')::timestamptz; end if;
  quand := least(quand, now());
  qui := coalesce(p_ligne ->> 'demande_par', case when p_apres ? 'transmis_le' then p_apres ->> 'transmis_par' end,
                  p_ligne ->> 'modifie_par', nullif(current_setting('caprse.fiction_qui', true), ''))::uuid;
  -- Where nobody is named, and for what a structure says of itself, its direction did it.
  if (qui is null and p_ligne ->> 'structure_id' is not null) or (p_table = 'structure' and p_operation = 'UPDATE') then
    select h.compte_id into qui from habilitation h
     where h.collectif_id = p_collectif and h.role = 'direction'
       and h.structure_id = coalesce(p_ligne ->> 'structure_id', p_ligne ->> 'id')::uuid limit 1;
  end if;
end $$;
revoke execute on function conter(uuid, text, text, jsonb, jsonb) from public;

create or replace function journaliser() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_avant jsonb;
  v_apres jsonb;
  v_ligne jsonb;
  v_cle jsonb;
  v_collectif uuid;
  v_qui uuid := mon_compte();
  v_quand timestamptz;
begin
  if tg_op <> 'INSERT' then v_avant := to_jsonb(old) - 'empreinte' - 'contenu' - 'droits' - 'nom_montre_le'; end if;
  if tg_op <> 'DELETE' then v_apres := to_jsonb(new) - 'empreinte' - 'contenu' - 'droits' - 'nom_montre_le'; end if;
  v_ligne := coalesce(v_apres, v_avant);
  v_cle := jsonb_strip_nulls(jsonb_build_object('id', v_ligne -> 'id', 'carnet_id', v_ligne -> 'carnet_id',
                                                'critere', v_ligne -> 'critere', 'enjeu', v_ligne -> 'enjeu',
                                                'seance_id', case tg_table_name when 'compte_rendu'
                                                                  then v_ligne -> 'seance_id' end,
                                                'rencontre_id', case tg_table_name when 'presence'
                                                                     then v_ligne -> 'rencontre_id' end,
                                                -- A line without one is of the départ, as all were.
                                                'moment', case when v_ligne ->> 'moment' = 'arrivee'
                                                               then v_ligne -> 'moment' end));
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(a.key, a.value), jsonb_object_agg(a.key, v_apres -> a.key) into v_avant, v_apres
      from jsonb_each(v_avant) a where a.value is distinct from v_apres -> a.key;
    if v_avant is null then return null; end if;
  end if;
  v_collectif := coalesce(v_ligne ->> 'collectif_id', case tg_table_name when 'collectif' then v_ligne ->> 'id' end)::uuid;
  if v_qui is null and current_setting('caprse.fiction', true) <> '' then
    select c.qui, c.quand into v_qui, v_quand from conter(v_collectif, tg_table_name, tg_op, v_ligne, v_apres) c;
  end if;
  insert into journal (instant, compte_id, collectif_id, structure_id, objet, operation, cle, avant, apres)
  values (coalesce(v_quand, clock_timestamp()), v_qui, v_collectif,
          coalesce(v_ligne ->> 'structure_id', case tg_table_name when 'structure' then v_ligne ->> 'id' end)::uuid,
          tg_table_name, tg_op, v_cle, v_avant, v_apres);
  if v_collectif is not null then
    perform pg_notify('caprse', v_collectif::text);
  end if;
  return null;
end $$;
