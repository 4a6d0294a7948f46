-- The rule of moves is a setting of the collectif.
alter table collectif add column seuil_mouvement smallint default 3 not null,
  add constraint ck_collectif_seuil_mouvement check (seuil_mouvement between 3 and 10);
grant update (seuil_mouvement) on collectif to caprse_app;

-- Publications of before did not say who was known together: null, each structure then counts alone.
alter table publication_carnet add column unite smallint;
