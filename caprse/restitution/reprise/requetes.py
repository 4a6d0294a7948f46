"""The statements of a past that is taken in: what it is held against, its carnets and its answers."""

from __future__ import annotations

from sqlalchemy import text

from caprse.carnet.regles import CHAMPS

# What closed trimestres hold is read only where one that is over comes after them: it may look at it again.
GET_CADRE = text("""
select k.nom, k.fictif, k.debut,
       (select jsonb_agg(jsonb_build_object(
          'id', s.id, 'nom', s.nom, 'commune', s.commune, 'departement', s.departement,
          'adhesions', (select coalesce(jsonb_agg(jsonb_build_array(a.du, a.au) order by a.du), '[]') from adhesion a
                         where a.collectif_id = s.collectif_id and a.structure_id = s.id))
          order by sort_key(s.nom) collate "C", s.id) from structure s where s.collectif_id = k.id) as structures,
       (select jsonb_agg(jsonb_build_object(
          'id', t.id, 'numero', t.numero, 'thematique', t.thematique, 'debut', t.debut, 'fin', t.fin, 'etat', t.etat,
          'referentiel_id', t.referentiel_id) order by t.numero)
          from trimestre t where t.collectif_id = k.id) as trimestres,
       (select jsonb_agg(x.siens) from (
          select jsonb_build_object('numero', t.numero, 'referentiel_id', t.referentiel_id,
                                    'structure_id', c.structure_id, 'criteres', jsonb_agg(r.critere)) as siens
            from trimestre t
            join carnet c on c.collectif_id = t.collectif_id and c.trimestre_id = t.id
            join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id
           where t.collectif_id = k.id and t.etat = 'clos' and (r.niveau is not null or r.non_concerne)
             and exists (select from trimestre p where p.collectif_id = t.collectif_id and p.numero > t.numero
                            and p.etat = 'prepare' and p.fin < :jour)
           group by t.numero, t.referentiel_id, c.structure_id) x) as repondus
  from collectif k where k.id = :collectif
""")

# Open for the time of this transaction: nobody else sees them so.
TAKE_TRIMESTRES = text("""
update trimestre t
   set thematique = l.thematique, referentiel_id = :referentiel, debut = l.debut, fin = l.fin, etat = 'ouvert',
       repris_le = :now, repris_par = :compte, version = t.version + 1
  from jsonb_to_recordset(:lignes) as l (id uuid, thematique text, debut date, fin date)
 where t.collectif_id = :collectif and t.id = l.id and t.etat = 'prepare'
returning t.numero, t.id
""")
INSERT_TRIMESTRES = text("""
insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin, etat, repris_le, repris_par)
select :collectif, l.numero, l.thematique, :referentiel, l.debut, l.fin, 'ouvert', :now, :compte
  from jsonb_to_recordset(:lignes) as l (numero smallint, thematique text, debut date, fin date)
returning numero, id
""")

# Transmitted, by nobody of the workbook: what was said then was said elsewhere.
INSERT_CARNETS = text("""
insert into carnet (collectif_id, trimestre_id, structure_id, etat, transmis_le)
select :collectif, l.trimestre_id, l.structure_id, 'transmis', :now
  from jsonb_to_recordset(:lignes) as l (trimestre_id uuid, structure_id uuid)
returning trimestre_id, structure_id, id
""")
_COLONNES = ", ".join(CHAMPS)
INSERT_REPONSES = text(f"""
insert into reponse (collectif_id, carnet_id, critere, structure_id, {_COLONNES}, modifie_le, modifie_par)
select :collectif, l.carnet_id, l.critere, l.structure_id, {", ".join(f"l.{champ}" for champ in CHAMPS)}, :now, :compte
  from jsonb_to_recordset(:lignes)
       as l (carnet_id uuid, critere text, structure_id uuid, niveau smallint, non_concerne boolean, motif text,
             commentaire text, cible smallint, deja_regle boolean, trace_titre text, trace_lien text)
""")  # noqa: S608 - column names of ours
