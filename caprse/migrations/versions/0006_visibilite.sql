-- The rule of moves is a setting of the collectif.
alter table collectif add column seuil_mouvement smallint default 3 not null,
  add constraint ck_collectif_seuil_mouvement check (seuil_mouvement between 3 and 10);
grant update (seuil_mouvement) on collectif to caprse_app;

-- Its animation sets what protects its answers, and nothing else of it.
drop policy modification on collectif;
create policy modification on collectif for update using (
  id = any ((select mes('anime'))::uuid[]) or (select mon_profil('administration') or mon_profil('systeme')));
create trigger droit_reglages before update on collectif for each row
  when (to_jsonb(new) - '{seuil_anonymat,seuil_mouvement}'::text[]
        is distinct from to_jsonb(old) - '{seuil_anonymat,seuil_mouvement}'::text[]
        and not (mon_profil('administration') or mon_profil('systeme')))
  execute function refuser_droit();

-- Publications of before did not say who was known together: null, each structure then counts alone.
alter table publication_carnet add column unite smallint;
