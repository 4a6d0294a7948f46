"""The appuis of a screen, in one statement."""

from __future__ import annotations

from sqlalchemy import text

# One statement per screen. ``structures``: one, or all of a collectif; the critères are those of the trimestres held.
_APPUIS = """
select k.id as collectif_id, k.nom as collectif, k.fictif,
       (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique)
                        order by t.numero desc) from trimestre t where t.collectif_id = k.id) as trimestres,
       (select json_agg(json_build_object('id', s.id, 'nom', s.nom, 'appuis', (
          select json_agg(to_jsonb(a) || jsonb_build_object('demandeur', p.nom) order by a.demande_le desc, a.id)
            from appui a left join compte p on p.id = a.demande_par
           where a.collectif_id = s.collectif_id and a.structure_id = s.id))
                        order by sort_key(s.nom) collate "C", s.id)
          from structure s where s.collectif_id = k.id and {portee}) as structures
  from collectif k where k.id = {collectif}
"""
APPUIS_STRUCTURE = text(
    _APPUIS.format(portee="s.id = :structure", collectif="(select collectif_id from structure where id = :structure)")
)
APPUIS_COLLECTIF = text(_APPUIS.format(portee="true", collectif=":collectif"))
