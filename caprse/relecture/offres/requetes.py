"""What a catalogue is read against, in one statement."""

from __future__ import annotations

from sqlalchemy import text

TRIMESTRES = text("""
select coalesce(json_agg(json_build_object('referentiel', referentiel_id, 'thematique', thematique)
                         order by numero desc), '[]') from trimestre where collectif_id = :collectif
""")
