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

-- What was taken in is what was said then: there is nobody left to say it otherwise, not even in a trimestre reopened.
create function garder_reprise() returns trigger language plpgsql as $$
begin
  raise exception 'caprse: Ce trimestre a été repris d’un fichier : il ne change plus et ne se rouvre pas.'
    using errcode = 'restrict_violation';
end $$;
-- By its name it comes before ``garde_trimestre``, which would let a closed trimestre be reopened.
create trigger garde_reprise before update on trimestre for each row
  when (old.repris_le is not null
        and (old.etat = 'clos' or (new.repris_le, new.repris_par) is distinct from (old.repris_le, old.repris_par)))
  execute function garder_reprise();
