-- The room: a timer that the wall shows, its agreement to see figures that not all have earned yet, a welcome and a
-- closing among the steps, what the presenter notes for each.
alter table seance add column minuteur_fin timestamptz, add column accord_le timestamptz;
alter table etape add column notes varchar not null default '';
alter table etape add constraint ck_etape_notes check (length(notes) <= 2000);
alter table etape drop constraint ck_etape_genre;
alter table etape add constraint ck_etape_genre check (
  genre in ('decisions_ouvertes', 'radar', 'repartition', 'vote', 'texte', 'decisions', 'accueil', 'cloture'));
-- Who saw the whole before they answered: it is said beside their answers from then on.
alter table carnet add column vu_ensemble_le timestamptz;

-- How many phones of a structure chose what is proposed to it; unknown for what was proposed before.
alter table proposition add column choisis smallint, add column votants smallint;
alter table proposition add constraint ck_proposition_votants check (choisis between 0 and votants);

grant update (minuteur_fin, accord_le) on seance to caprse_app, caprse_systeme;
grant update (notes) on etape to caprse_app, caprse_systeme;
grant update (vu_ensemble_le) on carnet to caprse_app, caprse_systeme;

-- Said by the system alone: nobody gives it to themselves, nobody takes it back.
create function garder_vu_ensemble() returns trigger language plpgsql as $$
begin
  if new.vu_ensemble_le is distinct from old.vu_ensemble_le and not mon_profil('systeme') then
    raise exception 'caprse: changement du carnet hors des droits' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger garde_vu_ensemble before update on carnet for each row execute function garder_vu_ensemble();

-- The agreement of a room is a fact of the collectif: the journal keeps it.
drop trigger journal_seance_suite on seance;
create trigger journal_seance_suite after update on seance for each row
  when (not new.repetition
        and (new.etat, new.titre, new.accord_le) is distinct from (old.etat, old.titre, old.accord_le))
  execute function journaliser();
