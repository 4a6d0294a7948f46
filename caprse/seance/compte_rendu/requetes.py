"""The statements of the minutes: what they are written from, how they are read, who receives them."""

from __future__ import annotations

from sqlalchemy import text

from caprse.seance.requetes import NOMMABLES, PRATIQUES_CHOISIES

_ETAPES = """
(select jsonb_agg(to_jsonb(e) || jsonb_build_object('tours', (
          select jsonb_agg(to_jsonb(tr) || jsonb_build_object(
                   'votes', coalesce((tr.resultat ->> 'votes')::int, 0),
                   'bulletins', (select jsonb_agg(to_jsonb(m)) from mot m
                                  where m.collectif_id = tr.collectif_id and m.tour_id = tr.id)) order by tr.numero)
            from tour tr where tr.collectif_id = e.collectif_id and tr.etape_id = e.id)) order by e.ordre)
   from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id) as etapes
"""

_SEANCE = """
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join collectif k on k.id = s.collectif_id
"""

# Members read the minutes: a decision for one structure is in them only where that structure shows its name.
GET_MATIERE = text(f"""
select s.id, s.collectif_id, s.titre, s.etat, s.repetition, s.commencee_le, k.nom as collectif,
       r.titre as rencontre, r.type, r.jour, r.heure, r.lieu, t.referentiel_id, {_ETAPES},
       {NOMMABLES}, {PRATIQUES_CHOISIES},
       (select jsonb_agg(jsonb_build_array(x.nom, p.personnes) order by sort_key(x.nom) collate "C", x.id)
          from presence p join structure x on x.collectif_id = p.collectif_id and x.id = p.structure_id
         where p.collectif_id = s.collectif_id and p.rencontre_id = r.id and p.etat = 'presente') as presentes,
       (select jsonb_agg(to_jsonb(d) || jsonb_build_object('structure', x.nom) order by d.cree_le, d.id)
          from decision d left join structure x on x.collectif_id = d.collectif_id and x.id = d.structure_id
         where d.collectif_id = s.collectif_id and d.rencontre_id = r.id
           and (d.structure_id is null or x.montre_son_nom)) as decisions,
       (select count(*) from decision d join structure x on x.collectif_id = d.collectif_id and x.id = d.structure_id
         where d.collectif_id = s.collectif_id and d.rencontre_id = r.id and not x.montre_son_nom) as tues,
       (select jsonb_build_array(n.jour, n.heure, n.titre, n.lieu) from rencontre n
         where n.collectif_id = s.collectif_id and n.annulee_le is null and n.jour > r.jour
         order by n.jour, n.heure nulls last, n.id limit 1) as prochaine
{_SEANCE}
 where s.id = :seance
""")  # noqa: S608 - only this module's own text

# Row-level security keeps minutes that were not sent to the animation.
GET_COMPTE_RENDU = text(f"""
select s.id as seance_id, s.collectif_id, s.titre, s.etat, s.repetition, k.nom as collectif, k.fictif, r.jour,
       s.commencee_le, t.thematique, t.referentiel_id, {_ETAPES}, {NOMMABLES}, {PRATIQUES_CHOISIES},
       c.seance_id is not null as ecrit, c.texte, c.noms,
       coalesce(c.version, 0) as version,
       c.envoye_le, c.modifie_le, a.nom as auteur,
       (select jsonb_agg(jsonb_build_array(d.compte_id, p.nom, d.contenu, d.cree_le)
                         order by d.compte_id <> :compte, d.cree_le, d.compte_id)
          from desaccord d left join compte p on p.id = d.compte_id
         where d.collectif_id = s.collectif_id and d.objet_id = s.id) as desaccords
{_SEANCE}
  left join compte_rendu c on c.collectif_id = s.collectif_id and c.seance_id = s.id
  left join compte a on a.id = c.modifie_par
 where s.id = :seance
""")  # noqa: S608 - only this module's own text

GET_TEXTE = text(f"""
select c.texte, c.noms, {NOMMABLES}, c.version, c.modifie_par, a.nom as auteur
  from compte_rendu c
  join seance s on s.collectif_id = c.collectif_id and s.id = c.seance_id
  left join compte a on a.id = c.modifie_par
 where c.collectif_id = :collectif and c.seance_id = :seance
""")  # noqa: S608 - only this module's own text

# The names that minutes may hold: of each structure for which that day decided, under the name it had.
LIST_NOMS = text("""
select jsonb_object_agg(x.nom, x.id) as noms
  from seance s
  join decision d on d.collectif_id = s.collectif_id and d.rencontre_id = s.rencontre_id
  join structure x on x.collectif_id = d.collectif_id and x.id = d.structure_id
 where s.collectif_id = :collectif and s.id = :seance
""")

# Everyone who answers for a structure that is a member now, and the animation: each person once.
LIST_DESTINATAIRES = text("""
select p.id, p.nom, p.courriel, array_agg(distinct x.nom) filter (where x.nom is not null) as structures,
       exists (select from desinscription d where d.compte_id = p.id and d.genre = :genre) as desinscrit
  from habilitation h
  join compte p on p.id = h.compte_id and p.actif
  left join structure x on x.collectif_id = h.collectif_id and x.id = h.structure_id
 where h.collectif_id = :collectif
   and (h.role = 'animation' or h.role in ('direction', 'contribution') and exists (
         select from adhesion a where a.collectif_id = h.collectif_id and a.structure_id = h.structure_id
            and a.du <= :today and (a.au is null or a.au >= :today)))
   and (cast(:compte as uuid) is null or p.id = :compte)
 group by p.id, p.nom, p.courriel
 order by sort_key(p.nom) collate "C", p.id
""")

GET_MESSAGE = text(f"""
select s.titre, r.jour, c.texte, c.noms, {NOMMABLES}
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join compte_rendu c on c.collectif_id = s.collectif_id and c.seance_id = s.id
 where s.collectif_id = :collectif and s.id = :seance
""")  # noqa: S608 - only this module's own text
