-- The room reads together what a structure shared: the step keeps which one, and what was shown of it.
alter table etape drop constraint ck_etape_genre;
alter table etape add constraint ck_etape_genre check (
  genre in ('decisions_ouvertes', 'radar', 'repartition', 'vote', 'texte', 'decisions', 'accueil', 'cloture', 'chemin',
            'pratique'));

-- The demonstration shows what colleagues give each other to see.
grant insert on a_voir to caprse_systeme;
