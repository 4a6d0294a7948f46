"""The statements of the binômes. None of them reads what a structure answered: what is shown was declared (0038)."""

from __future__ import annotations

from sqlalchemy import text

# The référentiel whose words the lists are chosen from: that of the latest trimestre that opened, else of the first.
_REFERENTIEL = """(select t.referentiel_id from trimestre t where t.collectif_id = {collectif}
                    order by t.etat = 'prepare', case t.etat when 'prepare' then t.numero else -t.numero end
                    limit 1)"""

# Of a binôme ``b``: all that is said of it.
_DIT = """json_build_object('id', b.id, 'structures', b.structures, 'noms', b.noms, 'dons', b.dons, 'lieu', b.lieu,
            'a_la_main', b.a_la_main, 'etat', b.etat, 'accepte_le', b.accepte_le, 'version', b.version, 'visites',
            (select json_agg(json_build_object('id', v.id, 'jour', v.jour, 'note', v.note, 'version', v.version)
                             order by v.jour desc, v.id)
               from binome_visite v where v.collectif_id = b.collectif_id and v.binome_id = b.id))"""

DE_STRUCTURE = text(f"""
select s.collectif_id, s.nom as structure, k.nom as collectif, k.fictif,
       {_REFERENTIEL.format(collectif="s.collectif_id")} as referentiel_id,
       (select json_build_object('offre', e.offre, 'cherche', e.cherche, 'rencontre', e.rencontre,
                                 'version', e.version)
          from entraide e where e.collectif_id = s.collectif_id and e.structure_id = s.id) as entraide,
       (select json_agg({_DIT} order by b.etat, b.accepte_le desc, b.id)
          from binome b where b.collectif_id = s.collectif_id and b.structures @> array[s.id]
           and b.etat in ('accepte', 'termine')) as binomes
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")  # noqa: S608 - only this module's own text

# Members of today, in the order of their names; those that declared nothing are counted by their absence.
DE_COLLECTIF = text(f"""
select k.id as collectif_id, k.nom as collectif, k.fictif,
       {_REFERENTIEL.format(collectif="k.id")} as referentiel_id,
       (select json_agg(json_build_object('id', s.id, 'nom', s.nom, 'commune', s.commune, 'departement', s.departement,
                          'offre', e.offre, 'cherche', e.cherche, 'rencontre', e.rencontre)
                        order by sort_key(s.nom) collate "C", s.id)
          from structure s
          left join entraide e on e.collectif_id = s.collectif_id and e.structure_id = s.id
         where s.collectif_id = k.id and exists (select from adhesion a
                 where a.collectif_id = s.collectif_id and a.structure_id = s.id
                   and daterange(a.du, a.au, '[]') @> cast(:jour as date))) as structures,
       (select json_agg({_DIT} order by b.cree_le, b.id) from binome b where b.collectif_id = k.id) as binomes
  from collectif k where k.id = :collectif
""")  # noqa: S608 - only this module's own text

# One proposal after the other: two people who press at once do not propose twice.
TAKE_TURN = text("select pg_advisory_xact_lock(hashtextextended('caprse.binomes.' || cast(:collectif as text), 0))")
