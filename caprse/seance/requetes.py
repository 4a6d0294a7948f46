"""The statements of the sessions as screens read them, and of a rehearsal that is looked for."""

from __future__ import annotations

from sqlalchemy import text

_SEANCES = """
select s.*, r.titre as rencontre, r.jour, r.duree_minutes, k.nom as collectif, k.fictif,
       k.seuil_anonymat as seuil, t.thematique, t.referentiel_id, t.numero, {colonnes}
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join collectif k on k.id = s.collectif_id
 where {condition}
"""

_NOMBRES = """
(select count(*) from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id) as etapes,
(select coalesce(sum(e.minutes), 0) from etape e
  where e.collectif_id = s.collectif_id and e.seance_id = s.id) as minutes,
(select c.envoye_le from compte_rendu c where c.collectif_id = s.collectif_id and c.seance_id = s.id)
  as compte_rendu_le
"""

# The structures that show their name now: what was kept of the others' names is not shown any more.
NOMMABLES = """
(select jsonb_object_agg(x.id, x.nom) from structure x where x.collectif_id = s.collectif_id and x.montre_son_nom)
  as nommables
"""

# The pratiques that a collectif reads now. Invented ones and real ones never meet; who reads as a person reads through
# row-level security besides.
_OFFERTES = """
(select jsonb_agg(jsonb_build_array(p.id, p.titre, p.signature, {demarche}, {effet})
                  order by p.partagee_le desc, p.id)
   from pratique p
  where (p.etat = 'collectif' and p.collectif_id = s.collectif_id
         or p.etat = 'federation' and est_reel(p.collectif_id) = est_reel(s.collectif_id)){condition})
  as pratiques
"""
_CHOISIE = """exists (select from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id
                  and e.contenu ->> 'pratique' = p.id::text)"""
# Those that a step may show, with the texts of those that one shows; in a replay the latter alone.
PRATIQUES = _OFFERTES.format(
    demarche=f"case when {_CHOISIE} then p.demarche else '' end",
    effet=f"case when {_CHOISIE} then p.effet else '' end",
    condition="",
)
PRATIQUES_CHOISIES = _OFFERTES.format(demarche="p.demarche", effet="p.effet", condition=f" and {_CHOISIE}")

_SANS_NOTES = "(to_jsonb(e) - 'notes')"
_ETAPES = """
(select jsonb_agg(to_jsonb(e) || jsonb_build_object('tours', (
          select jsonb_agg(to_jsonb(tr) || jsonb_build_object(
                   'votes', (select count(*) from vote v where v.collectif_id = tr.collectif_id and v.tour_id = tr.id),
                   'mots', (select jsonb_agg(to_jsonb(m) order by m.nombre desc, m.cle) from mot m
                             where m.collectif_id = tr.collectif_id and m.tour_id = tr.id)) order by tr.numero)
            from tour tr where tr.collectif_id = e.collectif_id and tr.etape_id = e.id)) order by e.ordre)
   from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id) as etapes
"""

# The devices inside, the last one first, and whether each voted in the round that runs: never what.
_SALLE = """
(select jsonb_agg(jsonb_build_array(p.id, p.empreinte, p.rejoint_le, p.origine, exists (
          select from vote v join tour t on t.collectif_id = v.collectif_id and t.id = v.tour_id
           where v.collectif_id = p.collectif_id and v.participant_id = p.id and t.seance_id = s.id
             and t.etat in ('ouvert', 'ferme'))) order by p.rejoint_le desc, p.id)
   from participant p where p.collectif_id = s.collectif_id and p.seance_id = s.id and p.retire_le is null)
  as appareils,
(select jsonb_agg(jsonb_build_array(x.id, x.nom, c.code) order by sort_key(x.nom) collate "C", x.id)
   from code_structure c join structure x on x.collectif_id = c.collectif_id and x.id = c.structure_id
  where c.collectif_id = s.collectif_id and c.seance_id = s.id) as codes,
(select count(*) from mur m where m.collectif_id = s.collectif_id and m.seance_id = s.id
    and m.ouvert_le is not null and m.ferme_le is null and m.expire_le > :maintenant) as murs,
(select max(m.code) from mur m where m.collectif_id = s.collectif_id and m.seance_id = s.id
    and m.ouvert_le is null and m.ferme_le is null and m.expire_le > :maintenant) as code_mur,
(select jsonb_agg(jsonb_build_array(x.id, x.nom) order by sort_key(x.nom) collate "C", x.id) from structure x
  where x.collectif_id = s.collectif_id and exists (
        select from adhesion a where a.collectif_id = x.collectif_id and a.structure_id = x.id
           and daterange(a.du, a.au, '[]') @> r.jour)) as structures
"""

_ORDRE = """
s.collectif_id = :collectif
 order by s.etat = 'terminee', case when s.etat = 'terminee' then -extract(epoch from s.terminee_le) end,
          r.jour, sort_key(s.titre) collate "C", s.id
"""

# Row-level security keeps to members the sessions that are over.
LIST_SEANCES = text(_SEANCES.format(colonnes=_NOMBRES, condition=_ORDRE))
GET_SEANCE = text(
    _SEANCES.format(colonnes=f"{_ETAPES}, {NOMMABLES}, {PRATIQUES}, {_SALLE}", condition="s.id = :seance")
)
# What the presenter noted is for nobody else.
GET_REJEU = text(
    _SEANCES.format(
        colonnes=f"{_ETAPES.replace('to_jsonb(e)', _SANS_NOTES)}, {NOMMABLES}, {PRATIQUES_CHOISIES}",
        condition="s.id = :seance and s.etat = 'terminee' and not s.repetition",
    )
)

# What a member is told of the session under way, whose row they may not read: that it runs, and its name.
GET_EN_COURS = text("""
select s.id, s.titre, s.commencee_le, s.rencontre_id from seance s
 where s.collectif_id = :collectif and s.etat = 'en_cours' and not s.repetition
 order by s.commencee_le desc, s.id limit 1
""")

# Who came in by the code of a structure, whether or not it was asked to vote; a device that was dropped says nothing.
LIST_VENUES = text("""
select distinct p.structure_id
  from seance s join participant p on p.collectif_id = s.collectif_id and p.seance_id = s.id
 where s.collectif_id = :collectif and s.rencontre_id = :rencontre and not s.repetition
   and p.structure_id is not null and p.retire_le is null
""")

GET_DIRECT = text("""
select s.collectif_id, s.revision,
       (select count(*) from participant p where p.collectif_id = s.collectif_id and p.seance_id = s.id
           and p.retire_le is null) as appareils,
       (select count(*) from mur m where m.collectif_id = s.collectif_id and m.seance_id = s.id
           and m.ouvert_le is not null and m.ferme_le is null and m.expire_le > :maintenant) as murs,
       (select jsonb_object_agg(t.id, (select count(*) from vote v
                                        where v.collectif_id = t.collectif_id and v.tour_id = t.id))
          from tour t where t.collectif_id = s.collectif_id and t.etape_id = s.etape_id) as votes
  from seance s where s.id = :seance
""")

# A rehearsal that already runs on the very same steps is joined, not doubled.
FIND_REPETITION = text("""
select s.id from seance s
  join seance o on o.collectif_id = s.collectif_id and o.rencontre_id = s.rencontre_id and o.titre = s.titre
 where o.collectif_id = :collectif and o.id = :seance and s.repetition and s.etat = 'en_cours' and not exists (
   select from (select ordre, genre, titre, contenu, minutes from etape
                 where collectif_id = :collectif and seance_id = s.id) a
     full join (select ordre, genre, titre, contenu, minutes from etape
                 where collectif_id = :collectif and seance_id = :seance) b
       on (a.ordre, a.genre, a.titre, a.contenu, a.minutes) = (b.ordre, b.genre, b.titre, b.contenu, b.minutes)
    where a.ordre is null or b.ordre is null)
 limit 1
""")
