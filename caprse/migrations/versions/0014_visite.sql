-- Whoever has seen the first visit is not shown it again, on any device.
alter table compte add column accueilli_le timestamptz;
grant update (accueilli_le) on compte to caprse_app, caprse_systeme;

-- One's own welcome is one's own: not even the administration says it for somebody else.
create trigger droit_accueil before update on compte for each row
  when (new.accueilli_le is distinct from old.accueilli_le
        and not (new.id = mon_compte() or mon_profil('systeme')))
  execute function refuser_droit();
