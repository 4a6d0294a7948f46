-- The normal form of a name, and of a town: what `fold` and `fold_commune` are in caprse/socle/francais.py. Written with
-- what every Postgres has, whatever its collations and its libraries: no ICU, no extension.
create function fold_lettres(texte text) returns text language sql immutable parallel safe
return case
  when octet_length(texte) = length(texte) then replace(lower(texte collate "C"), '&', ' et ')
  else regexp_replace(
    translate(replace(replace(replace(replace(replace(replace(replace(lower(normalize(texte, NFKD) collate "C"),
      '&', ' et '), 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'), 'ß', 'ss'), 'ẞ', 'ss'), 'øØđĐłŁı', 'ooddlli'),
    '[\u00ad\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+',
    '', 'g')
  end;

create function fold(texte text) returns text language sql immutable parallel safe
return coalesce(
  nullif(btrim(regexp_replace(fold_lettres(texte),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u200a\u2010-\u2029\u202f-\u205f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f]+',
    ' ', 'g')), ''),
  btrim(fold_lettres(texte)));

create function fold_commune(texte text) returns text language sql immutable parallel safe
return regexp_replace(regexp_replace(regexp_replace(regexp_replace(fold(texte),
  '(^| )st(?= |$)', '\1saint', 'g'), '(^| )ste(?= |$)', '\1sainte', 'g'), ' s(?= )', ' sur', 'g'),
  ' cedex( [0-9]+)?$', '');
