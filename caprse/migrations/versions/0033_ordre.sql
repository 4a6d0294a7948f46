-- The order in which the animation reads the arrêtés.
drop index ix_arrete_trimestre_id_nom;
create index ix_arrete_trimestre_id_nom
  on arrete (collectif_id, trimestre_id, sort_key(figures ->> 'structure'), carnet_id);
