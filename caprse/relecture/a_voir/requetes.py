"""The statements of what is given to a colleague: read beside the answers, given, ended."""

from __future__ import annotations

from sqlalchemy import text

from caprse.acces.regles import ROLES_DE_STRUCTURE

_ROLES = ", ".join(f"'{role}'" for role in sorted(ROLES_DE_STRUCTURE))

# Beside a carnet ``c``. A name that is missing is that of somebody who left.
A_VOIR = f"""
(select json_agg(json_build_array(v.critere, v.compte_id, g.nom, v.pour_le, v.note, d.nom, v.rendu_le)
                 order by v.pour_le, v.critere)
   from a_voir v
   left join interlocuteurs(c.collectif_id, c.structure_id) g on g.id = v.compte_id and g.role in ({_ROLES})
   left join compte d on d.id = v.demande_par
  where v.collectif_id = c.collectif_id and v.carnet_id = c.id)
"""  # noqa: S608 - only this module's own text

LIST_A_VOIR = text(f"""
select c.collectif_id, c.structure_id, {A_VOIR} as lignes from carnet c where c.id = :carnet
""")  # noqa: S608

# The carnet is held: one that is being sent is either before this, or refuses it.
LOCK_CARNET = text(f"""
select c.collectif_id, c.structure_id, c.etat, t.etat as etat_trimestre, t.referentiel_id, t.thematique,
       exists (select from interlocuteurs(c.collectif_id, c.structure_id) g
                where g.id = :compte and g.role in ({_ROLES})) as collegue
  from carnet c join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
 where c.id = :carnet
   for share of c
""")  # noqa: S608

# One colleague at a time: what another still has to see is taken back first, unless they are gone.
GIVE = text(f"""
insert into a_voir as v (collectif_id, carnet_id, critere, structure_id, compte_id, pour_le, note, demande_par,
                         demande_le)
values (:collectif, :carnet, :critere, :structure, :compte, :pour_le, :note, :moi, :now)
    on conflict (collectif_id, carnet_id, critere) do update
   set id = excluded.id, compte_id = excluded.compte_id, pour_le = excluded.pour_le, note = excluded.note,
       demande_par = excluded.demande_par, demande_le = excluded.demande_le, rendu_le = null
 where v.rendu_le is not null
    or not exists (select from interlocuteurs(v.collectif_id, v.structure_id) g
                    where g.id = v.compte_id and g.role in ({_ROLES}))
returning v.id
""")  # noqa: S608

END = text("""
update a_voir set rendu_le = :now
 where carnet_id = :carnet and critere = :critere and compte_id = :compte and rendu_le is null
returning collectif_id, structure_id
""")
TAKE_BACK = text("""
delete from a_voir where carnet_id = :carnet and critere = :critere and rendu_le is null
returning collectif_id, structure_id
""")
