-- The doubles that it shows stay, marked and to be looked at; the oldest keeps its place. The owner of the tables is
-- under row-level security too, and no person does this.
alter table structure no force row level security;
alter table structure disable trigger droit_fiche;
update structure s
   set doublon = true, version = s.version + 1,
       a_verifier = s.a_verifier || format('Même nom et même commune que « %s », déjà dans le cahier : doublon possible', d.premier)
  from (select collectif_id, id, row_number() over w as rang, first_value(nom) over w as premier
          from structure
         where not doublon
        window w as (partition by collectif_id, fold_nom(nom), departement, fold_commune(commune) order by cree_le, id)) d
 where d.rang > 1 and s.collectif_id = d.collectif_id and s.id = d.id;
alter table structure enable trigger droit_fiche;
alter table structure force row level security;

drop index uq_structure_annuaire;
create unique index uq_structure_annuaire
  on structure (collectif_id, fold_nom(nom), departement, fold_commune(commune)) where not doublon;
