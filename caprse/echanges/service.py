"""All that a structure has in the workbook, as one file that it keeps: tables for a spreadsheet and a word to read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.echanges.lignes import (
    Ligne,
    build_action,
    build_appui,
    build_carnet,
    build_message,
    build_relecture,
    format_instant,
    list_figures,
    list_positions,
    list_reponses,
    read_booleen,
)
from caprse.echanges.lisezmoi import write_lisezmoi
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable
from caprse.socle.fichiers import to_csv

QUOI = "Cette structure"
LISEZMOI = "LISEZMOI.txt"

# One statement for all but the journal. Tables of the rooms above are named in words: this room may not know their
# code, and what they keep of a structure is the structure's. Row-level security holds for each of them.
_TOUT = text("""
select s.nom, s.collectif_id, k.nom as collectif, k.fictif,
       (select json_agg(json_build_object(
          'numero', t.numero, 'thematique', t.thematique, 'referentiel_id', t.referentiel_id, 'etat', c.etat,
          'transmis_le', c.transmis_le, 'motif_incomplet', c.motif_incomplet,
          'reponses', (select json_agg(to_jsonb(r) || jsonb_build_object('auteur', p.nom)) from reponse r
                         left join compte p on p.id = r.modifie_par
                        where r.collectif_id = c.collectif_id and r.carnet_id = c.id),
          'relectures', (select json_agg(to_jsonb(l) || jsonb_build_object('auteur', p.nom) order by l.critere)
                           from relecture l left join compte p on p.id = l.modifie_par
                          where l.collectif_id = c.collectif_id and l.carnet_id = c.id),
          'arretes', (select json_agg(json_build_object('numero', a.numero, 'le', a.arrete_le, 'transmis', a.transmis,
                        'figures', a.figures - '{reponses,rangs}'::text[]) order by a.numero)
                        from arrete a where a.collectif_id = c.collectif_id and a.carnet_id = c.id),
          'messages', (select json_agg(json_build_object('critere', f.critere, 'le', m.ecrit_le, 'texte', m.texte,
                         'auteur', p.nom, 'resolu_le', f.resolu_le) order by f.critere nulls first, m.ecrit_le)
                         from fil f join message m on m.collectif_id = f.collectif_id and m.fil_id = f.id
                         left join compte p on p.id = m.auteur
                        where f.collectif_id = c.collectif_id and f.carnet_id = c.id)) order by t.numero)
          from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres,
       (select json_agg(to_jsonb(o) || jsonb_build_object('auteur', p.nom) order by o.enjeu) from positionnement o
          left join compte p on p.id = o.modifie_par
         where o.collectif_id = s.collectif_id and o.structure_id = s.id) as positions,
       (select json_agg(to_jsonb(x) || jsonb_build_object('auteur', p.nom) order by x.cree_le, x.id) from action x
          left join compte p on p.id = x.modifie_par
         where x.collectif_id = s.collectif_id and x.structure_id = s.id) as actions,
       (select json_agg(to_jsonb(u) order by u.demande_le, u.id) from appui u
         where u.collectif_id = s.collectif_id and u.structure_id = s.id) as appuis
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")

_JOURNAL = text("""
select j.instant, p.nom as auteur, t.numero, j.cle ->> 'critere' as critere, v.cle as champ,
       j.avant ->> v.cle as avant, j.apres ->> v.cle as apres
  from journal j
  cross join unnest(cast(:champs as text[])) with ordinality v (cle, rang)
  left join compte p on p.id = j.compte_id
  left join carnet c on c.collectif_id = j.collectif_id and c.id = cast(j.cle ->> 'carnet_id' as uuid)
  left join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where j.collectif_id = :collectif and j.structure_id = :structure and j.objet = 'reponse'
   and nullif(j.avant ->> v.cle, '') is distinct from nullif(j.apres ->> v.cle, '')
   and (j.avant is not null or j.apres ->> v.cle <> 'false')
 order by j.id, v.rang
""")

CHAMPS = {
    "niveau": "Niveau",
    "non_concerne": "Non concerné",
    "motif": "Motif",
    "commentaire": "Commentaire",
    "cible": "Cible",
    "deja_regle": "Déjà réglé",
    "trace_titre": "Trace (titre)",
    "trace_lien": "Trace (lien)",
}


def build_export(unit: Unit, structure_id: UUID) -> bytes:
    """A zip of all that this structure has: its answers, figures, actions, messages and the journal of its answers.

    For its direction and for the animation of its collectif, also once it has left. Two queries, whatever the number
    of trimestres. Raises Introuvable.
    """
    tout = unit.db.execute(_TOUT, {"structure": structure_id}).mappings().one_or_none()
    collectif_id = tout["collectif_id"] if tout else None
    # Both: the direction and the animation have the one and the other, and nobody else has.
    unit.check(Operation.GET_CARNET, collectif_id, structure_id, QUOI)
    unit.check(Operation.GET_JOURNAL, collectif_id, structure_id, QUOI)
    if tout is None:
        raise Introuvable(QUOI)
    journal = unit.db.execute(
        _JOURNAL, {"collectif": collectif_id, "structure": structure_id, "champs": list(CHAMPS)}
    ).all()
    trimestres: Sequence[Mapping[str, Any]] = tout["trimestres"] or ()
    tables = {f"trimestre-{t['numero']}-{t['thematique']}.csv": list_reponses(unit, t) for t in trimestres}
    tables |= {
        "carnets.csv": [build_carnet(t) for t in trimestres],
        "chiffres-arretes.csv": [ligne for t in trimestres for ligne in list_figures(t)],
        "relecture.csv": [build_relecture(t, r) for t in trimestres for r in t["relectures"] or ()],
        "messages.csv": [build_message(t, m) for t in trimestres for m in t["messages"] or ()],
        "point-de-depart.csv": list_positions(unit, tout["positions"] or ()),
        "actions.csv": [build_action(action) for action in tout["actions"] or ()],
        "appuis.csv": [build_appui(appui) for appui in tout["appuis"] or ()],
        "journal-des-reponses.csv": [
            {
                "Le": format_instant(ligne.instant),
                "Par": ligne.auteur,
                "Trimestre": ligne.numero,
                "Critère": ligne.critere,
                "Ce qui a changé": CHAMPS[ligne.champ],
                "Avant": read_booleen(ligne.avant),
                "Après": read_booleen(ligne.apres),
            }
            for ligne in journal
        ],
    }
    tables = {nom: lignes for nom, lignes in tables.items() if lignes}
    lisezmoi = write_lisezmoi(tout["nom"], tout["collectif"], unit.now, list(tables), fictif=tout["fictif"])
    fichiers = {LISEZMOI: lisezmoi.replace("\n", "\r\n").encode("utf-8-sig")}
    fichiers |= {nom: to_csv(_build_table(lignes)) for nom, lignes in tables.items()}
    return _write_zip(fichiers, unit.now)


def _build_table(lignes: Sequence[Ligne]) -> pd.DataFrame:
    # As objects: a missing niveau must not turn the others into floats.
    return pd.DataFrame(list(lignes), dtype=object)


def _write_zip(fichiers: Mapping[str, bytes], now: datetime) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in fichiers.items():
            fiche = zipfile.ZipInfo(nom, now.astimezone(FUSEAU).timetuple()[:6])
            fiche.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(fiche, contenu)
    return sortie.getvalue()
