-- Rights, journal and immutability of what the pilotage adds.

-- The journal also tells, once committed, which collectif has moved: screens that follow it look again.
create or replace function journaliser() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_avant jsonb;
  v_apres jsonb;
  v_ligne jsonb;
  v_cle jsonb;
  v_collectif uuid;
begin
  if tg_op <> 'INSERT' then v_avant := to_jsonb(old) - 'empreinte' - 'contenu'; end if;
  if tg_op <> 'DELETE' then v_apres := to_jsonb(new) - 'empreinte' - 'contenu'; end if;
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

-- A closed trimestre may be reopened, with a reason and nothing else changed but its last day; its first arrêtés stay.
create or replace function garder_trimestre() returns trigger language plpgsql as $$
declare
  v_profil text := coalesce(current_setting('caprse.profil', true), '');
begin
  if old.etat = 'clos' and not (
       new.etat = 'ouvert' and new.clos_le is null and new.rouvert_le is not null and btrim(new.motif_reouverture) <> ''
       and (new.thematique, new.referentiel_id, new.debut) = (old.thematique, old.referentiel_id, old.debut)) then
    raise exception 'caprse: Ce trimestre est clos : il ne change plus.' using errcode = 'restrict_violation';
  end if;
  -- The bascule, and it alone, takes an open trimestre to another version of its référentiel.
  if old.etat = 'ouvert' and (new.etat = 'prepare' or new.thematique is distinct from old.thematique
       or (new.referentiel_id is distinct from old.referentiel_id and v_profil <> 'systeme')) then
    raise exception 'caprse: Ce trimestre est ouvert : sa thématique et son référentiel ne changent plus.'
      using errcode = 'restrict_violation';
  end if;
  if old.etat <> 'clos' and (new.rouvert_le, new.motif_reouverture) is distinct from (old.rouvert_le, old.motif_reouverture) then
    raise exception 'caprse: Seul un trimestre clos se rouvre.' using errcode = 'restrict_violation';
  end if;
  if new.etat = 'clos' then
    -- Wait for the answers being saved, and keep the next ones waiting until they see that it is closed. As systeme: the
    -- administration may close what it may not read.
    perform set_config('caprse.profil', 'systeme', true);
    perform 1 from public.carnet c where c.collectif_id = old.collectif_id and c.trimestre_id = old.id order by c.id for update;
    perform set_config('caprse.profil', v_profil, true);
  end if;
  return new;
end $$;

-- A structure asks for an appui and may take its request back; the rest is the animation's.
create function garder_appui() returns trigger language plpgsql as $$
begin
  if old.etat in ('clos', 'refuse', 'annule') and new.etat is distinct from old.etat then
    raise exception 'caprse: Cet appui est terminé : il ne change plus.' using errcode = 'restrict_violation';
  end if;
  if not (old.collectif_id = any (mes('anime')) or mon_profil('systeme')) and not (
       (new.reponse, new.prevu_le, new.clos_le, new.demi_journees)
         is not distinct from (old.reponse, old.prevu_le, old.clos_le, old.demi_journees)
       and (new.etat = old.etat or new.etat = 'annule')
       and (new.demande is not distinct from old.demande or old.etat = 'demande')) then
    raise exception 'caprse: changement de l''appui hors des droits' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger garde_appui before update on appui for each row execute function garder_appui();

-- The direction says where a decision that concerns its structure stands; what was decided stays as it was decided.
create trigger droit_decision before update on decision for each row
  when ((new.quoi, new.pilote, new.echeance, new.criteres) is distinct from (old.quoi, old.pilote, old.echeance, old.criteres)
        and not (old.collectif_id = any (mes('anime')) or mon_profil('systeme')))
  execute function refuser_droit();
-- The animation takes back a reminder of its collectif, and touches nothing else of the outbox.
create trigger droit_courriel before update on courriel for each row
  when (not mon_profil('systeme')
        and (new.destinataire, new.objet, new.contenu, new.envoyer_apres, new.envoye_le, new.essais, new.erreur,
             new.desinscription)
            is distinct from (old.destinataire, old.objet, old.contenu, old.envoyer_apres, old.envoye_le, old.essais,
             old.erreur, old.desinscription))
  execute function refuser_droit();
-- Only the animation settles what came; a structure says whether it will come.
create trigger droit_presence before update on presence for each row
  when (not (old.collectif_id = any (mes('anime')) or mon_profil('systeme')) and (old.etat = 'presente' or old.etat = 'absente'))
  execute function refuser_droit();

do $$
declare t text;
begin
  -- Not note_privee, whose lines the members of the structure would read; nor message, which is its own journal.
  foreach t in array array['presence', 'decision', 'bascule', 'action', 'relecture', 'visite', 'fil', 'appui'] loop
    execute format('create trigger journal_%1$s after insert or update or delete on %1$s for each row execute function journaliser()', t);
  end loop;
  foreach t in array array['message', 'bascule'] loop
    execute format('create trigger immuable_%1$s before update or delete or truncate on %1$s for each statement execute function interdire()', t);
  end loop;
  foreach t in array array['presence', 'decision', 'bascule', 'action', 'relecture', 'visite', 'fil', 'message', 'lecture_fil',
                           'note_privee', 'appui', 'desinscription', 'abonnement_agenda'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
end $$;

-- A message is not journalled, but those who follow the collectif are told.
create function annoncer() returns trigger language plpgsql as
$$ begin perform pg_notify('caprse', new.collectif_id::text); return null; end $$;
create trigger annonce_message after insert on message for each row execute function annoncer();

create policy lecture on presence for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on presence for insert with check (
  (modifie_par = (select mon_compte()) and (collectif_id = any ((select mes('anime'))::uuid[])
     or (structure_id = any ((select mes('ecriture'))::uuid[]) and (etat = 'viendra' or etat = 'excusee'))))
  or mon_profil('systeme'));
create policy modification on presence for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')))
  with check (
  (modifie_par = (select mon_compte()) and (collectif_id = any ((select mes('anime'))::uuid[])
     or (structure_id = any ((select mes('ecriture'))::uuid[]) and (etat = 'viendra' or etat = 'excusee'))))
  or (select mon_profil('systeme')));

-- What was decided for all is told to all; what concerns one structure, to that one.
create policy lecture on decision for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (structure_id is null and collectif_id = any ((select mes('membre'))::uuid[])) or (select mon_profil('systeme')));
create policy ajout on decision for insert with check (collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('systeme'));
create policy modification on decision for update using (
  structure_id = any ((select mes('direction'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy suppression on decision for delete using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')));

create policy lecture on bascule for select using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')));
create policy ajout on bascule for insert with check (mon_profil('systeme'));

create policy lecture on action for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on action for insert with check (
  (structure_id = any ((select mes('ecriture'))::uuid[]) and modifie_par = (select mon_compte())) or mon_profil('systeme'));
create policy modification on action for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or (select mon_profil('systeme')))
  with check ((structure_id = any ((select mes('ecriture'))::uuid[]) and modifie_par = (select mon_compte()))
              or (select mon_profil('systeme')));

create policy lecture on relecture for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on relecture for insert with check (
  (collectif_id = any ((select mes('anime'))::uuid[]) and modifie_par = (select mon_compte())) or mon_profil('systeme'));
create policy modification on relecture for update using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')))
  with check ((collectif_id = any ((select mes('anime'))::uuid[]) and modifie_par = (select mon_compte()))
              or (select mon_profil('systeme')));

create policy lecture on visite for select using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));
create policy ajout on visite for insert with check (
  (compte_id = (select mon_compte()) and (structure_id = any ((select mes('structures'))::uuid[])
                                          or collectif_id = any ((select mes('anime'))::uuid[]))) or mon_profil('systeme'));
create policy modification on visite for update using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));

create policy lecture on fil for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on fil for insert with check (
  structure_id = any ((select mes('ecriture'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or mon_profil('systeme'));
create policy modification on fil for update using (
  structure_id = any ((select mes('ecriture'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));

create policy lecture on message for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on message for insert with check (
  (auteur = (select mon_compte()) and (structure_id = any ((select mes('ecriture'))::uuid[])
                                       or collectif_id = any ((select mes('anime'))::uuid[]))) or mon_profil('systeme'));

create policy lecture on lecture_fil for select using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));
create policy ajout on lecture_fil for insert with check (
  (compte_id = (select mon_compte()) and (structure_id = any ((select mes('structures'))::uuid[])
                                          or collectif_id = any ((select mes('anime'))::uuid[]))) or mon_profil('systeme'));
create policy modification on lecture_fil for update using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));

-- Private notes are their author's, while they animate the collectif; systeme is there for backups.
create policy lecture on note_privee for select using (
  (compte_id = (select mon_compte()) and collectif_id = any ((select mes('anime'))::uuid[])) or (select mon_profil('systeme')));
create policy ajout on note_privee for insert with check (
  (compte_id = (select mon_compte()) and collectif_id = any ((select mes('anime'))::uuid[])) or mon_profil('systeme'));
create policy modification on note_privee for update using (
  (compte_id = (select mon_compte()) and collectif_id = any ((select mes('anime'))::uuid[])) or (select mon_profil('systeme')));
create policy suppression on note_privee for delete using (
  (compte_id = (select mon_compte()) and collectif_id = any ((select mes('anime'))::uuid[])) or (select mon_profil('systeme')));

create policy lecture on appui for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on appui for insert with check (
  (etat = 'demande' and demi_journees = 0 and demande_par = (select mon_compte())
   and (structure_id = any ((select mes('direction'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])))
  or mon_profil('systeme'));
create policy modification on appui for update using (
  structure_id = any ((select mes('direction'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));

create policy lecture on desinscription for select using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));
create policy ajout on desinscription for insert with check (compte_id = (select mon_compte()) or mon_profil('systeme'));
create policy suppression on desinscription for delete using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));

create policy lecture on abonnement_agenda for select using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));
create policy ajout on abonnement_agenda for insert with check (compte_id = (select mon_compte()) or mon_profil('systeme'));
create policy suppression on abonnement_agenda for delete using (compte_id = (select mon_compte()) or (select mon_profil('systeme')));

-- Members know who animates their collectif.
drop policy lecture on habilitation;
create policy lecture on habilitation for select using (
  compte_id = (select mon_compte()) or structure_id = any ((select mes('structures'))::uuid[])
  or collectif_id = any ((select mes('anime'))::uuid[])
  or (role = 'animation' and collectif_id = any ((select mes('membre'))::uuid[]))
  or (select mon_profil('administration') or mon_profil('systeme')));

-- The people around a carnet, for those who may read it: names alone, also of those
-- who left. As systeme for the time of one query; a function's SET clause would need a superuser.
create function interlocuteurs(p_collectif uuid, p_structure uuid)
returns table (id uuid, nom varchar, role varchar) language plpgsql as $$
declare
  v_profil text := coalesce(current_setting('caprse.profil', true), '');
begin
  if not (p_structure = any (mes('structures')) or p_collectif = any (mes('anime')) or mon_profil('systeme'))
     or not exists (select from structure s where s.collectif_id = p_collectif and s.id = p_structure) then
    return;
  end if;
  perform set_config('caprse.profil', 'systeme', true);
  return query
    with acces as (
      select h.compte_id, min(h.role) as role from habilitation h
       where h.collectif_id = p_collectif and (h.structure_id = p_structure or h.role = 'animation')
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
  perform set_config('caprse.profil', v_profil, true);
end $$;

-- Reminders hold no secret: the animation reads those of its collectif, and takes them back.
drop policy lecture on courriel;
create policy lecture on courriel for select using (
  (genre <> '' and collectif_id = any ((select mes('anime'))::uuid[]))
  or (select mon_profil('administration') or mon_profil('systeme')));
drop policy modification on courriel;
create policy modification on courriel for update using (
  (genre <> '' and collectif_id = any ((select mes('anime'))::uuid[])) or (select mon_profil('systeme')));

drop policy ajout on courriel;
create policy ajout on courriel for insert with check ((genre = '' and mon_compte() is not null) or mon_profil('systeme'));

-- A version harms no one until a trimestre chooses it: whoever animates a collectif may add one.
drop policy ajout on referentiel;
create policy ajout on referentiel for insert with check (
  mon_profil('systeme') or mon_profil('administration') or mes('anime') <> '{}');

-- A meeting is cancelled, not removed: the calendars that hold it must be told.
drop policy suppression on rencontre;
revoke delete on rencontre from caprse_app;

-- A carnet given by mistake is taken back while it holds nothing.
create policy suppression on carnet for delete using (
  not exists (select 1 from reponse r where r.collectif_id = carnet.collectif_id and r.carnet_id = carnet.id)
  and (collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme'))));

grant select on presence, decision, bascule, action, relecture, visite, fil, message, lecture_fil, note_privee, appui,
  desinscription, abonnement_agenda to caprse_app;
grant insert on presence, decision, bascule, action, relecture, visite, fil, message, lecture_fil, note_privee, appui,
  desinscription, abonnement_agenda to caprse_app;
grant update (rouvert_le, motif_reouverture) on trimestre to caprse_app;
grant update (duree_minutes, ordre_du_jour, annulee_le, sequence, modifie_le, version) on rencontre to caprse_app;
grant update (objet, annule_le, motif, desinscription) on courriel to caprse_app;
grant update (etat, personnes, modifie_le, modifie_par) on presence to caprse_app;
grant update (quoi, pilote, echeance, criteres, etat, version) on decision to caprse_app;
grant update (quoi, pilote, echeance, etat, criteres, modifie_le, modifie_par, version) on action to caprse_app;
grant update (etat, note, niveau_suggere, version_lue, version, modifie_le, modifie_par) on relecture to caprse_app;
grant update (vue_le) on visite to caprse_app;
grant update (resolu_le, resolu_par) on fil to caprse_app;
grant update (lu_le) on lecture_fil to caprse_app;
grant update (texte, modifie_le) on note_privee to caprse_app;
grant update (demande, etat, reponse, prevu_le, clos_le, demi_journees, version) on appui to caprse_app;
grant delete on carnet, decision, note_privee, desinscription, abonnement_agenda to caprse_app;

revoke execute on function journaliser() from public;
