"""The statements of a carnet: read whole, one answer saved. The fields of an answer are those of ``Saisie``."""

from __future__ import annotations

from sqlalchemy import text

from caprse.carnet.regles import CHAMPS

# The fields of an answer as statements write them: as columns, as parameters, and as what an answer given again sets.
COLONNES = ", ".join(CHAMPS)
PARAMETRES = ", ".join(f":{champ}" for champ in CHAMPS)
REPRISES = ", ".join(f"{champ} = excluded.{champ}" for champ in CHAMPS)

# One statement gives the whole screen; the sub-selects stay within the structure, so their size is that of one carnet.
GET_CARNET = text("""
select c.id, c.collectif_id, k.nom as collectif, k.fictif, c.structure_id, s.nom as structure, s.types, s.effectif,
       c.etat, c.version, c.transmis_le, c.motif_incomplet, c.reouverture_demandee_le,
       t.id as trimestre_id, t.numero, t.thematique, t.debut, t.fin, t.etat as etat_trimestre, t.referentiel_id,
       t.repris_le,
       (select jsonb_object_agg(r.critere, to_jsonb(r) || jsonb_build_object('auteur', a.nom))
          from reponse r left join compte a on a.id = r.modifie_par
         where r.collectif_id = c.collectif_id and r.carnet_id = c.id) as reponses,
       (select jsonb_agg(to_jsonb(p)) from (
          select distinct on (r.critere, t2.referentiel_id) r.critere, r.niveau, r.non_concerne,
                 t2.numero as trimestre, t2.referentiel_id,
                 jsonb_agg(jsonb_build_array(t2.numero, t2.thematique))
                   over (partition by r.critere, t2.referentiel_id) as lieux
            from carnet c2
            join trimestre t2 on t2.collectif_id = c2.collectif_id and t2.id = c2.trimestre_id
            join reponse r on r.collectif_id = c2.collectif_id and r.carnet_id = c2.id
           where c2.collectif_id = c.collectif_id and c2.structure_id = c.structure_id and t2.numero < t.numero
             and (r.niveau is not null or r.non_concerne)
           order by r.critere, t2.referentiel_id, t2.numero desc) p) as precedentes,
       (select jsonb_object_agg(x.critere, x.lignes) from (
          select f.critere, jsonb_agg(to_jsonb(f) || jsonb_build_object('auteur', a.nom)) as lignes
            from conflit f left join compte a on a.id = f.compte_id
           where f.collectif_id = c.collectif_id and f.carnet_id = c.id group by f.critere) x) as conflits
  from carnet c
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join collectif k on k.id = c.collectif_id
 where c.structure_id = :structure and (cast(:numero as smallint) is null or t.numero = :numero)
 order by t.etat = 'ouvert' desc, t.numero desc
 limit 1
""")

# One statement, the same for every answer: Postgres prepares it once. What may have moved meanwhile (the carnet, its
# trimestre, the answer) is checked where it is written.
SAVE_REPONSE = text(f"""
insert into reponse as r (collectif_id, carnet_id, critere, structure_id, {COLONNES}, version, modifie_le, modifie_par)
select c.collectif_id, c.id, :critere, c.structure_id, {PARAMETRES}, 1, :now, :compte
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.collectif_id = :collectif and c.id = :carnet and c.etat in ('brouillon', 'a_completer') and t.etat = 'ouvert'
   and c.version = :version_carnet
   for share of c
    on conflict (collectif_id, carnet_id, critere) do update
   set {REPRISES}, version = r.version + 1, modifie_le = excluded.modifie_le, modifie_par = excluded.modifie_par
 where r.version = :version
returning r.version
""")  # noqa: S608 - built from the names of our own fields

GET_REPONSE = text("""
select c.etat, t.etat as etat_trimestre, r.modifie_par,
       to_jsonb(r) || jsonb_build_object('auteur', a.nom) as reponse
  from carnet c
  join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
  left join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id and r.critere = :critere
  left join compte a on a.id = r.modifie_par
 where c.collectif_id = :collectif and c.id = :carnet
""")

# ``anterieures``: what the structure answered before this trimestre, by version and by thématique of the
# carnet: what that carnet asked may be looked at again.
GET_PLACE = text("""
select c.collectif_id, c.structure_id, c.version, t.referentiel_id, t.thematique,
       (select jsonb_agg(jsonb_build_array(a.referentiel_id, a.thematique, a.codes)) from (
          select t2.referentiel_id, t2.thematique, jsonb_agg(distinct r.critere) as codes
            from carnet c2
            join trimestre t2 on t2.collectif_id = c2.collectif_id and t2.id = c2.trimestre_id
            join reponse r on r.collectif_id = c2.collectif_id and r.carnet_id = c2.id
           where c2.collectif_id = c.collectif_id and c2.structure_id = c.structure_id and t2.numero < t.numero
             and (r.niveau is not null or r.non_concerne)
           group by t2.referentiel_id, t2.thematique) a) as anterieures
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
""")

# Read for the collectif as a whole: a member does not see what a bascule changed for the others.
LIST_BASCULES = text("""
select jsonb_agg(jsonb_build_object('de', b.de, 'vers', b.vers, 'correspondance', b.correspondance,
                                    'faite_le', b.faite_le) order by b.faite_le, b.id)
  from bascule b where b.collectif_id = :collectif
""")

LIST_CONFLITS = text("""
select jsonb_agg(to_jsonb(f) || jsonb_build_object('auteur', a.nom))
  from conflit f left join compte a on a.id = f.compte_id
 where f.carnet_id = :carnet and f.critere = :critere
""")

# The last that the person wanted of a field is what waits.
KEEP_CONFLIT = text("""
insert into conflit (collectif_id, carnet_id, critere, champ, compte_id, structure_id, contenu, cree_le)
select c.collectif_id, c.id, :critere, v.key, :compte, c.structure_id, v.value, :now
  from carnet c, jsonb_each(cast(:champs as jsonb)) v
 where c.id = :carnet
    on conflict (collectif_id, carnet_id, critere, champ, compte_id)
       do update set contenu = excluded.contenu, cree_le = excluded.cree_le
""")
