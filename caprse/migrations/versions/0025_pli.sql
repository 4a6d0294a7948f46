-- The normal form of a structure's name: what `fold_nom` is in caprse/socle/francais.py.
create function fold_nom(texte text) returns text language sql immutable parallel safe
return regexp_replace(regexp_replace(regexp_replace(fold(texte),
  '(^| )st(?= |$)', '\1saint', 'g'), '(^| )ste(?= |$)', '\1sainte', 'g'),
  '(^| )n(?:o ?| |um |umero )(?=[0-9])', '\1n ', 'g');
