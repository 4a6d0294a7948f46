"""The statements of the traces that read several tables. None of them reads what a file holds, but the last ones."""

from __future__ import annotations

from sqlalchemy import text

# Of a trace ``t``, with its file ``f``: what is said of it in a list.
DITE = """json_build_object('id', t.id, 'titre', t.titre, 'lien', t.lien, 'nom_fichier', t.nom_fichier,
                 'confidentielle', t.confidentielle, 'expire_le', t.expire_le, 'cree_le', t.cree_le,
                 'version', t.version, 'nature', f.nature, 'octets', f.octets, 'illustree', f.apercu is not null,
                 'auteur', (select p.nom from compte p where p.id = t.modifie_par)"""

LEUR_FICHIER = """left join fichier f on f.collectif_id = t.collectif_id and f.structure_id = t.structure_id
                           and f.empreinte = t.empreinte"""

# One statement gives the whole screen.
BIBLIOTHEQUE = text(f"""
select s.collectif_id, s.nom as structure, k.nom as collectif, k.fictif,
       (select coalesce(sum(f.octets), 0) from fichier f
         where f.collectif_id = s.collectif_id and f.structure_id = s.id) as octets,
       (select json_agg({DITE}, 'usages',
                 (select json_agg(json_build_array(l.critere, r.numero, c.etat, r.etat) order by r.numero, l.critere)
                    from reponse_trace l
                    join carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
                    join trimestre r on r.collectif_id = c.collectif_id and r.id = c.trimestre_id
                   where l.collectif_id = t.collectif_id and l.trace_id = t.id)) order by t.cree_le desc, t.id)
          from trace t {LEUR_FICHIER}
         where t.collectif_id = s.collectif_id and t.structure_id = s.id) as traces,
       (select json_agg(json_build_object('referentiel', r.referentiel_id, 'thematique', r.thematique,
                          'numero', r.numero, 'carnet', c.id) order by r.numero desc)
          from carnet c join trimestre r on r.collectif_id = c.collectif_id and r.id = c.trimestre_id
         where c.collectif_id = s.collectif_id and c.structure_id = s.id) as trimestres
  from structure s join collectif k on k.id = s.collectif_id
 where s.id = :structure
""")  # noqa: S608 - only this module's own text

# One column: what is tied to the answers of a carnet ``c``, by critère; row-level security leaves out what the person
# may not read.
LIEES = f"""(select jsonb_object_agg(x.critere, x.traces) from (
          select l.critere, json_agg({DITE}) order by l.cree_le, t.id) as traces
            from reponse_trace l
            join trace t on t.collectif_id = l.collectif_id and t.id = l.trace_id
            {LEUR_FICHIER}
           where l.collectif_id = c.collectif_id and l.carnet_id = c.id group by l.critere) x)"""  # noqa: S608

DE_CARNET = text(f"select {LIEES} from carnet c where c.collectif_id = :collectif and c.id = :carnet")  # noqa: S608

# Whoever brings a file and whoever removes one of the same structure go one after the other: the base's own bound
# takes the very same lock (migration 0035).
LOCK = text("select pg_advisory_xact_lock(hashtextextended('caprse.traces.' || cast(:structure as text), 0))")

# ``tenue``: a carnet that no longer changes needs it.
USAGES = text("""
select bool_or(c.etat not in ('brouillon', 'a_completer') or r.etat = 'clos') as tenue
  from reponse_trace l
  join carnet c on c.collectif_id = l.collectif_id and c.id = l.carnet_id
  join trimestre r on r.collectif_id = c.collectif_id and r.id = c.trimestre_id
 where l.collectif_id = :collectif and l.trace_id = :trace
""")

# Of a trace ``t``: whether it is offered with a pratique that the person reads, as row-level security lets them.
_OFFERTE = """(not t.confidentielle and exists (
         select from pratique_trace l join pratique p on p.collectif_id = l.collectif_id and p.id = l.pratique_id
          where l.collectif_id = t.collectif_id and l.trace_id = t.id and p.etat in ('collectif', 'federation')))"""

# ``montree``: as the base itself judges it for the animation.
FICHIER = text(f"""
select t.collectif_id, t.structure_id, t.nom_fichier, f.nature, f.contenu, {_OFFERTE} as offerte,
       trace_montree(t.collectif_id, t.id, null) as montree
  from trace t
  join fichier f on f.collectif_id = t.collectif_id and f.structure_id = t.structure_id and f.empreinte = t.empreinte
 where t.id = :trace
""")  # noqa: S608 - only this module's own text
APERCU = text(f"""
select t.collectif_id, t.structure_id, f.apercu, {_OFFERTE} as offerte,
       trace_montree(t.collectif_id, t.id, null) as montree
  from trace t
  join fichier f on f.collectif_id = t.collectif_id and f.structure_id = t.structure_id and f.empreinte = t.empreinte
 where t.id = :trace and f.apercu is not null
""")  # noqa: S608 - only this module's own text
LIEU = text("""
select c.collectif_id, c.structure_id, s.nom as structure, k.nom as collectif, k.fictif, r.numero, r.thematique,
       r.referentiel_id
  from carnet c
  join trimestre r on r.collectif_id = c.collectif_id and r.id = c.trimestre_id
  join structure s on s.collectif_id = c.collectif_id and s.id = c.structure_id
  join collectif k on k.id = c.collectif_id
 where c.id = :carnet
""")
CONTENU = text("""
select f.contenu, f.empreinte
  from trace t
  join fichier f on f.collectif_id = t.collectif_id and f.structure_id = t.structure_id and f.empreinte = t.empreinte
 where t.collectif_id = :collectif and t.id = :trace
""")
