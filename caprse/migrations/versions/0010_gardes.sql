-- The guards of before, which looked into arrays or gave themselves the profile « systeme ».

-- Wait for the answers being saved. SECURITY DEFINER, for one reason: the administration may close what it may not read.
create function retenir_carnets(p_collectif uuid, p_trimestre uuid) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if p_collectif = any (mes('anime')) or a_role('administration') or agit_en_systeme() or session_user = current_user
     or (select rolsuper from pg_roles where rolname = session_user) then
    perform 1 from carnet c where c.collectif_id = p_collectif and c.trimestre_id = p_trimestre order by c.id for update;
  end if;
end $$;

create or replace function garder_trimestre() returns trigger language plpgsql as $$
begin
  if old.etat = 'clos' and not (
       new.etat = 'ouvert' and new.clos_le is null and new.rouvert_le is not null and btrim(new.motif_reouverture) <> ''
       and (new.thematique, new.referentiel_id, new.debut) = (old.thematique, old.referentiel_id, old.debut)) then
    raise exception 'caprse: Ce trimestre est clos : il ne change plus.' using errcode = 'restrict_violation';
  end if;
  -- The bascule, and it alone, takes an open trimestre to another version of its référentiel.
  if old.etat = 'ouvert' and (new.etat = 'prepare' or new.thematique is distinct from old.thematique
       or (new.referentiel_id is distinct from old.referentiel_id and not mon_profil('systeme'))) then
    raise exception 'caprse: Ce trimestre est ouvert : sa thématique et son référentiel ne changent plus.'
      using errcode = 'restrict_violation';
  end if;
  if old.etat <> 'clos' and (new.rouvert_le, new.motif_reouverture) is distinct from (old.rouvert_le, old.motif_reouverture) then
    raise exception 'caprse: Seul un trimestre clos se rouvre.' using errcode = 'restrict_violation';
  end if;
  if new.etat = 'clos' then
    -- Wait for the answers being saved, and keep the next ones waiting until they see that it is closed.
    perform public.retenir_carnets(old.collectif_id, old.id);
  end if;
  return new;
end $$;

create or replace function garder_carnet() returns trigger language plpgsql as $$
declare
  v_trimestre text;
begin
  select t.etat into v_trimestre from public.trimestre t where t.collectif_id = new.collectif_id and t.id = new.trimestre_id;
  if v_trimestre is null then
    raise exception 'caprse: carnet d''un trimestre qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  if v_trimestre = 'clos' then
    raise exception 'caprse: Ce trimestre est clos : ses carnets ne changent plus.' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'INSERT' or mon_profil('systeme') then
    return new;
  end if;
  -- The direction transmits in its own name; the animation sends back or marks as re-read what was transmitted.
  if new.etat is distinct from old.etat and not (
       (new.etat = 'transmis' and old.etat in ('brouillon', 'a_completer') and new.transmis_par = mon_compte()
         and tient(old.structure_id, 'direction'))
       or (new.etat in ('a_completer', 'relu') and old.etat in ('transmis', 'relu') and old.collectif_id = any (mes('anime'))))
     or (new.etat is not distinct from old.etat or new.etat <> 'transmis')
        and (new.transmis_le, new.transmis_par, new.motif_incomplet)
            is distinct from (old.transmis_le, old.transmis_par, old.motif_incomplet) then
    raise exception 'caprse: changement du carnet hors des droits' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

drop trigger droit_fiche on structure;
create trigger droit_fiche before update on structure for each row
  when ((new.nom, new.types, new.departement, new.commune, new.a_verifier)
          is distinct from (old.nom, old.types, old.departement, old.commune, old.a_verifier)
        and not (tient(old.id, 'direction') or old.collectif_id = any (mes('anime'))
                 or mon_profil('administration') or mon_profil('systeme')))
  execute function refuser_droit();
drop trigger droit_nom_montre on structure;
create trigger droit_nom_montre before update on structure for each row
  when (new.montre_son_nom is distinct from old.montre_son_nom
        and not (tient(old.id, 'direction') or mon_profil('systeme')))
  execute function refuser_droit();
drop trigger droit_confirmation on decision;
create trigger droit_confirmation before update on decision for each row
  when (new.confirmee_le is distinct from old.confirmee_le and new.confirmee_le is not null
        and not (coalesce(tient(old.structure_id, 'direction'), false) or mon_profil('systeme')))
  execute function refuser_droit();

-- The people around a carnet, for those who may read it: names alone, also of those who left. To a former member, those who
-- animated in its time. SECURITY DEFINER, for one reason: it names people whose role the reader does not see any more.
create or replace function interlocuteurs(p_collectif uuid, p_structure uuid)
returns table (id uuid, nom varchar, role varchar) language plpgsql stable security definer
  set search_path = public, pg_temp as $$
begin
  if not (tient(p_structure) or p_collectif = any (mes('anime')) or agit_en_systeme())
     or not exists (select from structure s where s.collectif_id = p_collectif and s.id = p_structure) then
    return;
  end if;
  return query
    with acces as (
      select h.compte_id, min(h.role) as role from habilitation h
       where h.collectif_id = p_collectif
         and (h.structure_id = p_structure
              or (h.role = 'animation' and (agit_en_systeme() or en_etait(p_collectif, jour_a_paris(h.cree_le)))))
       group by h.compte_id)
    select c.id, c.nom, case when c.actif then coalesce(a.role, '') else '' end::varchar
      from (select a.compte_id from acces a
            union
            select m.auteur from fil f join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id
             where f.collectif_id = p_collectif and f.structure_id = p_structure
            union
            select f.resolu_par from fil f
             where f.collectif_id = p_collectif and f.structure_id = p_structure and f.resolu_par is not null) g
      join compte c on c.id = g.compte_id
      left join acces a on a.compte_id = c.id;
end $$;

-- What the base counts and dates by itself is no change of anybody's.
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
                                                'critere', v_ligne -> 'critere', 'enjeu', v_ligne -> 'enjeu'));
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
revoke execute on function journaliser() from public;
