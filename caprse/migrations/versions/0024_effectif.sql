-- How many people a structure employs: part of its record, under the same right as its name and its types.
alter table structure add column effectif integer;
alter table structure add constraint ck_structure_effectif check (effectif between 1 and 10000);
grant update (effectif) on structure to caprse_app, caprse_systeme;

drop trigger droit_fiche on structure;
create trigger droit_fiche before update on structure for each row
  when ((new.nom, new.types, new.departement, new.commune, new.effectif, new.a_verifier)
          is distinct from (old.nom, old.types, old.departement, old.commune, old.effectif, old.a_verifier)
        and not (tient(old.id, 'direction') or old.collectif_id = any (mes('anime'))
                 or mon_profil('administration') or mon_profil('systeme')))
  execute function refuser_droit();
