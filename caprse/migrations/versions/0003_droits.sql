-- Rights and immutability of the sessions.

-- Phones and walls act for no account: what they do goes through the application as systeme, which checks their secret.

create function garder_tour() returns trigger language plpgsql as $$
begin
  if old.etat in ('revele', 'regle') and (new.resultat is distinct from old.resultat or new.etat in ('ouvert', 'ferme')) then
    raise exception 'caprse: Ce vote est révélé : il ne change plus.' using errcode = 'restrict_violation';
  end if;
  if new.etat = 'revele' and old.etat = 'ouvert' then
    raise exception 'caprse: Fermez le vote avant de le révéler.' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_tour before update on tour for each row execute function garder_tour();

-- The tour is held while a vote is written: closing waits for it, and what comes after closing is refused.
create function garder_vote() returns trigger language plpgsql as $$
declare
  v_etat text;
begin
  select t.etat into v_etat from public.tour t where t.collectif_id = new.collectif_id and t.id = new.tour_id for share;
  if v_etat is null then
    raise exception 'caprse: vote dans un tour qui ne se voit pas' using errcode = 'insufficient_privilege';
  end if;
  if v_etat <> 'ouvert' then
    raise exception 'caprse: Le vote est fermé.' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_vote before insert or update on vote for each row execute function garder_vote();

-- The direction settles a proposition once, and changes nothing else of it.
create function garder_proposition() returns trigger language plpgsql as $$
begin
  if old.etat <> 'proposee' and new.etat is distinct from old.etat then
    raise exception 'caprse: Cette proposition a déjà sa réponse.' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger garde_proposition before update on proposition for each row execute function garder_proposition();

-- A decision about one structure is confirmed by its direction, nobody else.
create trigger droit_confirmation before update on decision for each row
  when (new.confirmee_le is distinct from old.confirmee_le and new.confirmee_le is not null
        and not (coalesce(old.structure_id = any (mes('direction')), false) or mon_profil('systeme')))
  execute function refuser_droit();

-- Consoles and walls look again when their session moves, or when a vote comes in.
create function annoncer_seance() returns trigger language plpgsql as
$$ begin perform pg_notify('caprse', new.id::text); return null; end $$;
create trigger annonce_seance after update on seance for each row execute function annoncer_seance();
create function annoncer_vote() returns trigger language plpgsql as $$
declare
  v_seance uuid;
begin
  select t.seance_id into v_seance from public.tour t where t.collectif_id = new.collectif_id and t.id = new.tour_id;
  perform pg_notify('caprse', v_seance::text);
  return null;
end $$;
create trigger annonce_vote after insert or update on vote for each row execute function annoncer_vote();
create function annoncer_participant() returns trigger language plpgsql as
$$ begin perform pg_notify('caprse', new.seance_id::text); return null; end $$;
create trigger annonce_participant after insert on participant for each row execute function annoncer_participant();

do $$
declare t text;
begin
  foreach t in array array['proposition', 'compte_rendu'] loop
    execute format('create trigger journal_%1$s after insert or update or delete on %1$s for each row execute function journaliser()', t);
  end loop;
  foreach t in array array['seance', 'etape', 'mur', 'participant', 'tour', 'vote', 'mot', 'proposition', 'compte_rendu'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
end $$;
-- A rehearsal leaves no trace.
create trigger journal_seance_ajout after insert on seance for each row when (not new.repetition) execute function journaliser();
create trigger journal_seance_suite after update on seance for each row
  when (not new.repetition and (new.etat, new.titre) is distinct from (old.etat, old.titre)) execute function journaliser();

-- A session that is over may be read again by the collectif's members; one that is prepared or runs, by its animation.
create policy lecture on seance for select using (
  collectif_id = any ((select mes('anime'))::uuid[])
  or (etat = 'terminee' and not repetition and collectif_id = any ((select mes('membre'))::uuid[]))
  or (select mon_profil('systeme')));
create policy ajout on seance for insert with check (
  (etat = 'preparee' and collectif_id = any ((select mes('anime'))::uuid[])) or mon_profil('systeme'));
create policy modification on seance for update using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')));
create policy suppression on seance for delete using (
  ((repetition or etat = 'preparee') and collectif_id = any ((select mes('anime'))::uuid[])) or (select mon_profil('systeme')));

create policy lecture on etape for select using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme'))
  or exists (select 1 from seance s where s.collectif_id = etape.collectif_id and s.id = etape.seance_id));
create policy ajout on etape for insert with check (
  collectif_id = any ((select mes('anime'))::uuid[]) or mon_profil('systeme'));
create policy modification on etape for update using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')));
create policy suppression on etape for delete using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')));

create policy lecture on tour for select using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme'))
  or ((etat = 'revele' or etat = 'regle')
      and exists (select 1 from seance s where s.collectif_id = tour.collectif_id and s.id = tour.seance_id)));
create policy ajout on tour for insert with check (mon_profil('systeme'));
create policy modification on tour for update using ((select mon_profil('systeme')));

create policy lecture on mot for select using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme'))
  or (etat = 'montre' and exists (select 1 from tour t where t.collectif_id = mot.collectif_id and t.id = mot.tour_id)));
create policy ajout on mot for insert with check (mon_profil('systeme'));
create policy modification on mot for update using ((select mon_profil('systeme')));

create policy lecture on mur for select using ((select mon_profil('systeme')));
create policy ajout on mur for insert with check (mon_profil('systeme'));
create policy modification on mur for update using ((select mon_profil('systeme')));

create policy lecture on participant for select using ((select mon_profil('systeme')));
create policy ajout on participant for insert with check (mon_profil('systeme'));
create policy modification on participant for update using ((select mon_profil('systeme')));

-- Nobody reads a vote: the count does, for all.
create policy lecture on vote for select using ((select mon_profil('systeme')));
create policy ajout on vote for insert with check (mon_profil('systeme'));
create policy modification on vote for update using ((select mon_profil('systeme')));

create policy lecture on proposition for select using (
  structure_id = any ((select mes('structures'))::uuid[]) or collectif_id = any ((select mes('anime'))::uuid[])
  or (select mon_profil('systeme')));
create policy ajout on proposition for insert with check (mon_profil('systeme'));
create policy modification on proposition for update using (
  structure_id = any ((select mes('direction'))::uuid[]) or (select mon_profil('systeme')))
  with check ((structure_id = any ((select mes('direction'))::uuid[]) and tranchee_par = (select mon_compte()))
              or (select mon_profil('systeme')));

create policy lecture on compte_rendu for select using (
  collectif_id = any ((select mes('anime'))::uuid[])
  or (envoye_le is not null and collectif_id = any ((select mes('membre'))::uuid[])) or (select mon_profil('systeme')));
create policy ajout on compte_rendu for insert with check (
  (collectif_id = any ((select mes('anime'))::uuid[]) and modifie_par = (select mon_compte())) or mon_profil('systeme'));
create policy modification on compte_rendu for update using (
  collectif_id = any ((select mes('anime'))::uuid[]) or (select mon_profil('systeme')))
  with check ((collectif_id = any ((select mes('anime'))::uuid[]) and modifie_par = (select mon_compte()))
              or (select mon_profil('systeme')));

grant select, insert on seance, etape, mur, participant, tour, vote, mot, proposition, compte_rendu to caprse_app;
grant update (titre, etat, code, etape_id, etape_depuis, ecran, theme, revision, commencee_le, terminee_le, version)
  on seance to caprse_app;
grant update (ordre, genre, titre, contenu, minutes, fige, version) on etape to caprse_app;
grant update (code, empreinte, expire_le, ouvert_le, ferme_le) on mur to caprse_app;
grant update (structure_id) on participant to caprse_app;
grant update (etat, resultat, niveau_convenu, ferme_le, revele_le) on tour to caprse_app;
grant update (valeur, vote_le, changements) on vote to caprse_app;
grant update (texte, nombre, groupe, etat) on mot to caprse_app;
grant update (etat, tranchee_le, tranchee_par) on proposition to caprse_app;
grant update (texte, envoye_le, modifie_le, modifie_par, version) on compte_rendu to caprse_app;
grant update (confirmee_le) on decision to caprse_app;
grant delete on seance, etape to caprse_app;
