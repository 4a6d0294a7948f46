-- A trimestre that was over before the collectif came to the workbook, taken in with its answers: when, and by whom.
alter table trimestre add column repris_le timestamp with time zone;
alter table trimestre add column repris_par uuid;
alter table trimestre add constraint fk_trimestre_repris_par foreign key (repris_par) references compte (id);
alter table trimestre add constraint ck_trimestre_repris_par check (repris_par is null or repris_le is not null);
grant update (repris_le, repris_par) on trimestre to caprse_app, caprse_systeme;

-- The service takes a past in, as the system, once it has checked who asks: nobody writes this mark by themselves.
create trigger droit_reprise before insert on trimestre for each row
  when ((new.repris_le is not null or new.repris_par is not null) and not mon_profil('systeme'))
  execute function refuser_droit();
create trigger droit_reprise_changee before update on trimestre for each row
  when ((new.repris_le, new.repris_par) is distinct from (old.repris_le, old.repris_par) and not mon_profil('systeme'))
  execute function refuser_droit();

create or replace function garder_trimestre() returns trigger language plpgsql as $$
begin
  -- What was taken in is what was said then: there is nobody left to say it otherwise, not even in a trimestre reopened.
  if old.repris_le is not null and (old.etat = 'clos'
       or (new.repris_le, new.repris_par) is distinct from (old.repris_le, old.repris_par)) then
    raise exception 'caprse: Ce trimestre a été repris d’un fichier : il ne change plus et ne se rouvre pas.'
      using errcode = 'restrict_violation';
  end if;
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
