-- The order of a list of names: what `sort_key` is in caprse/socle/francais.py. Every number takes twenty signs, so
-- that they compare as text. Without a collation of the server: not every supported server has ICU.
create function sort_key(texte text) returns text language sql immutable parallel safe
return regexp_replace(regexp_replace(fold(texte),
  '([0-9]+)', '00000000000000000000\1', 'g'), '[0-9]*([0-9]{20})', '\1', 'g');
