-- A person asks to be forgotten: what names them goes away, what they did for their structure stays, without their name.
alter table compte add column efface_le timestamptz;
-- It holds nothing of anybody any more: whoever reads an answer reads that its author has left.
drop policy lecture on compte;
create policy lecture on compte for select using (
  (select mon_profil('systeme')) or id = (select mon_compte()) or (select mon_profil('administration')) or efface_le is not null
  or cotoie(id));

-- What keeps a person's own, which nobody else touches: theirs to take away, or the owner's, here.
do $$
declare
  t text;
begin
  foreach t in array array['brouillon', 'acte', 'visite', 'lecture_fil', 'note_privee'] loop
    execute format('create policy effacement on %I for delete to current_user using (true)', t);
  end loop;
  foreach t in array array['visite', 'lecture_fil', 'note_privee'] loop
    if not exists (select from pg_policies where tablename = t and policyname = 'lecture_proprietaire') then
      execute format('create policy lecture_proprietaire on %I for select to current_user using (true)', t);
    end if;
  end loop;
end $$;
create policy effacement_des_noms on acte for update to current_user using (true);

-- The journal is written once, with two exceptions that only the functions below make: a name that is forgotten leaves the
-- lines of accounts and invitations, and who logged in is not told for ever. What was done, by which account, when, stays.
create function garder_journal() returns trigger language plpgsql as $$
begin
  if not (est_proprietaire() and current_user <> session_user) then
    raise exception 'caprse: « journal » est immuable : ce qui y est écrit ne change plus.' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'DELETE' then
    if old.objet = 'session_web' then return old; end if;
  elsif old.objet in ('compte', 'invitation')
        and to_jsonb(new) - '{avant,apres}'::text[] = to_jsonb(old) - '{avant,apres}'::text[]
        and new.avant - '{nom,courriel}'::text[] is not distinct from old.avant - '{nom,courriel}'::text[]
        and new.apres - '{nom,courriel}'::text[] is not distinct from old.apres - '{nom,courriel}'::text[] then
    return new;
  end if;
  raise exception 'caprse: « journal » est immuable : ce qui y est écrit ne change plus.' using errcode = 'restrict_violation';
end $$;
-- By statement for everybody: it refuses even where the rows are hidden.
create function interdire_hors_conservation() returns trigger language plpgsql as $$
begin
  if est_proprietaire() and current_user <> session_user then return null; end if;
  raise exception 'caprse: « journal » est immuable : ce qui y est écrit ne change plus.' using errcode = 'restrict_violation';
end $$;
drop trigger immuable_journal on journal;
create trigger immuable_journal before truncate on journal for each statement execute function interdire();
create trigger immuable_journal_lignes before update or delete on journal
  for each statement execute function interdire_hors_conservation();
create trigger garde_journal before update or delete on journal for each row execute function garder_journal();
-- Not « in »: a restored base would spell it otherwise.
create policy effacement on journal for update to current_user using (objet = 'compte' or objet = 'invitation');
create policy purge on journal for delete to current_user using (objet = 'session_web');

-- A name within a text that the workbook wrote: as a word, never as a part of another one.
create function oublier(p_texte text, p_noms text[], p_reste text) returns text language plpgsql immutable as $$
declare
  v_nom text;
begin
  foreach v_nom in array p_noms loop
    p_texte := regexp_replace(p_texte, '(?<!\w)' || regexp_replace(v_nom, '([\\^$.|?*+()\[\]{}])', '\\\1', 'g') || '(?!\w)',
                              p_reste, 'gi');
  end loop;
  return p_texte;
end $$;

-- What effacer_compte does, once it is known who asks. Nobody calls it by itself.
create function oublier_compte(p_compte uuid) returns void language plpgsql set search_path = public, pg_temp as $$
declare
  v_reste constant text := 'Une personne partie';
  v_adresses text[];
  v_noms text[];
  v_adresse text;
begin
  perform 1 from compte where id = p_compte for update;
  -- All that they were ever called, and ever reached at.
  with dits as (
    select nom, courriel from compte where id = p_compte
    union select v.ligne ->> 'nom', v.ligne ->> 'courriel'
      from journal j cross join lateral (values (j.avant), (j.apres)) v (ligne)
     where j.objet = 'compte' and j.cle ->> 'id' = p_compte::text)
  select array_agg(distinct lower(courriel)) filter (where courriel is not null),
         array_agg(distinct nom) filter (where nom is not null) into v_adresses, v_noms from dits;
  select v_noms || coalesce(array_agg(distinct i.nom), '{}') into v_noms from invitation i where lower(i.courriel) = any (v_adresses);
  v_adresse := p_compte::text || '@compte-efface.invalid';

  delete from habilitation where compte_id = p_compte;
  delete from session_web where compte_id = p_compte;
  delete from lien_connexion where compte_id = p_compte;
  delete from abonnement_agenda where compte_id = p_compte;
  delete from desinscription where compte_id = p_compte;
  delete from brouillon where compte_id = p_compte;
  delete from acte where compte_id = p_compte;
  delete from conflit where compte_id = p_compte;
  delete from desaccord where compte_id = p_compte;
  delete from note_privee where compte_id = p_compte;
  delete from visite where compte_id = p_compte;
  delete from lecture_fil where compte_id = p_compte;
  delete from a_voir where compte_id = p_compte and rendu_le is null;
  delete from nouvelle where compte_id = p_compte;
  delete from courriel where compte_id = p_compte or lower(destinataire) = any (v_adresses);
  update convocation set empreintes = '{}' where compte_id = p_compte;
  update invitation set annulee_le = now()
   where acceptee_le is null and annulee_le is null and (cree_par = p_compte or lower(courriel) = any (v_adresses));
  update invitation set nom = v_reste, courriel = v_adresse where lower(courriel) = any (v_adresses);
  update compte set nom = v_reste, courriel = v_adresse, actif = false, efface_le = now() where id = p_compte;

  -- What the workbook wrote to others about them; as a mail prints it too. The longest name first.
  select array_agg(x.dit order by length(x.dit) desc) into v_noms from (
    select distinct d.dit from unnest(v_noms || v_adresses) n (dit)
      cross join lateral (values (n.dit), (replace(replace(replace(n.dit, '&', '&amp;'), '''', '&#39;'), '"', '&#34;'))) d (dit)
     where d.dit <> '' and lower(d.dit) <> lower(v_reste)) x;
  update nouvelle n set titre = left(oublier(n.titre, v_noms, v_reste), 300), detail = left(oublier(n.detail, v_noms, v_reste), 500)
   where oublier(n.titre || ' ' || n.detail, v_noms, '') <> n.titre || ' ' || n.detail;
  update acte a set phrase = oublier(a.phrase, v_noms, v_reste) where oublier(a.phrase, v_noms, '') <> a.phrase;
  update courriel c set objet = oublier(c.objet, v_noms, v_reste), contenu = oublier(c.contenu, v_noms, v_reste),
         html = oublier(c.html, v_noms, v_reste), motif = oublier(c.motif, v_noms, v_reste),
         erreur = oublier(c.erreur, v_noms, v_reste), donnees = oublier(c.donnees::text, v_noms, v_reste)::jsonb
   where oublier(concat_ws(' ', c.objet, c.contenu, c.html, c.motif, c.erreur, c.donnees::text), v_noms, '')
         <> concat_ws(' ', c.objet, c.contenu, c.html, c.motif, c.erreur, c.donnees::text);
  update importee i set ailleurs = jsonb_set(i.ailleurs, '{personnes}', (
           select jsonb_agg(case when p ->> 0 = p_compte::text then jsonb_build_array(p -> 0, v_reste) else p end)
             from jsonb_array_elements(i.ailleurs -> 'personnes') p))
   where i.ailleurs -> 'personnes' @> jsonb_build_array(jsonb_build_array(p_compte::text));

  -- Last: what was changed above was journaled with what it was.
  update journal j set avant = oublier_champs(j.avant, v_reste, v_adresse), apres = oublier_champs(j.apres, v_reste, v_adresse)
   where (j.objet = 'compte' and j.cle ->> 'id' = p_compte::text)
      or (j.objet = 'invitation'
          and (j.cle ->> 'id' in (select i.id::text from invitation i where i.courriel = v_adresse)
               or lower(j.avant ->> 'courriel') = any (v_adresses) or lower(j.apres ->> 'courriel') = any (v_adresses)));
end $$;

create function oublier_champs(p_ligne jsonb, p_nom text, p_courriel text) returns jsonb language sql immutable as $$
  select p_ligne || case when p_ligne ? 'nom' then jsonb_build_object('nom', p_nom) else '{}' end
                 || case when p_ligne ? 'courriel' then jsonb_build_object('courriel', p_courriel) else '{}' end
$$;

-- SECURITY DEFINER, for one reason: what a person alone may touch goes away with them.
create function effacer_compte(p_compte uuid) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  if not a_role('administration') then
    raise exception 'caprse: effacer un compte est à l''administration' using errcode = 'insufficient_privilege';
  end if;
  perform oublier_compte(p_compte);
end $$;

revoke execute on function effacer_compte(uuid), oublier_compte(uuid) from public;
grant execute on function effacer_compte(uuid) to caprse_app;
revoke execute on function oublier(text, text[], text), oublier_champs(jsonb, text, text) from public;

