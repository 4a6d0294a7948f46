"""What a catalogue is read against, and the whole of its screen: one statement each."""

from __future__ import annotations

from sqlalchemy import text

TRIMESTRES = text("""
select coalesce(json_agg(json_build_object('referentiel', referentiel_id, 'thematique', thematique)
                         order by numero desc), '[]') from trimestre where collectif_id = :collectif
""")

CATALOGUE = text("""
select k.nom, k.fictif,
       (select json_agg(json_build_object('referentiel', t.referentiel_id, 'thematique', t.thematique)
                        order by t.numero desc) from trimestre t where t.collectif_id = k.id) as trimestres,
       (select json_agg(to_jsonb(o) order by o.ordre, o.code) from offre o where o.collectif_id = k.id) as offres
  from collectif k where k.id = :collectif
""")

# One catalogue after the other: of two that are brought at once, the second sees what the first changed.
TAKE_TURN = text("select pg_advisory_xact_lock(hashtextextended('caprse.offres.' || cast(:collectif as text), 0))")
