"""Sessions read for screens: one query each."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.referentiel.service import get_referentiel
from caprse.seance.fiche import Direct, FicheSeance, LigneSeance, build_fiche
from caprse.seance.regles import EtatSeance
from caprse.socle.erreurs import Introuvable

QUOI = "Cette séance"

_SEANCES = """
select s.*, r.titre as rencontre, r.jour, r.duree_minutes, k.nom as collectif, k.fictif, t.thematique,
       t.referentiel_id, t.numero, {colonnes}
  from seance s
  join rencontre r on r.collectif_id = s.collectif_id and r.id = s.rencontre_id
  join trimestre t on t.collectif_id = r.collectif_id and t.id = r.trimestre_id
  join collectif k on k.id = s.collectif_id
 where {condition}
"""
_NOMBRES = """
(select count(*) from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id) as etapes,
(select coalesce(sum(e.minutes), 0) from etape e
  where e.collectif_id = s.collectif_id and e.seance_id = s.id) as minutes
"""
_ETAPES = """
(select jsonb_agg(to_jsonb(e) || jsonb_build_object('tours', (
          select jsonb_agg(to_jsonb(tr) || jsonb_build_object(
                   'votes', (select count(*) from vote v where v.collectif_id = tr.collectif_id and v.tour_id = tr.id),
                   'mots', (select jsonb_agg(to_jsonb(m) order by m.nombre desc, m.cle) from mot m
                             where m.collectif_id = tr.collectif_id and m.tour_id = tr.id)) order by tr.numero)
            from tour tr where tr.collectif_id = e.collectif_id and tr.etape_id = e.id)) order by e.ordre)
   from etape e where e.collectif_id = s.collectif_id and e.seance_id = s.id) as etapes
"""
_SALLE = """
(select count(*) from participant p where p.collectif_id = s.collectif_id and p.seance_id = s.id) as appareils,
(select count(*) from mur m where m.collectif_id = s.collectif_id and m.seance_id = s.id
    and m.ouvert_le is not null and m.ferme_le is null and m.expire_le > :maintenant) as murs,
(select jsonb_agg(jsonb_build_array(x.id, x.nom) order by lower(x.nom), x.id) from structure x
  where x.collectif_id = s.collectif_id and exists (
        select from adhesion a where a.collectif_id = x.collectif_id and a.structure_id = x.id
           and daterange(a.du, a.au, '[]') @> r.jour)) as structures
"""
_ORDRE = """
s.collectif_id = :collectif
 order by s.etat = 'terminee', case when s.etat = 'terminee' then -extract(epoch from s.terminee_le) end,
          r.jour, lower(s.titre), s.id
"""
# Row-level security keeps to members the sessions that are over.
_LISTE = text(_SEANCES.format(colonnes=_NOMBRES, condition=_ORDRE))
_UNE = text(_SEANCES.format(colonnes=f"{_ETAPES}, {_SALLE}", condition="s.id = :seance"))
_REJEU = text(
    _SEANCES.format(colonnes=_ETAPES, condition="s.id = :seance and s.etat = 'terminee' and not s.repetition")
)
_DIRECT = text("""
select s.collectif_id, s.revision,
       (select count(*) from participant p where p.collectif_id = s.collectif_id and p.seance_id = s.id) as appareils,
       (select jsonb_object_agg(t.id, (select count(*) from vote v
                                        where v.collectif_id = t.collectif_id and v.tour_id = t.id))
          from tour t where t.collectif_id = s.collectif_id and t.etape_id = s.etape_id) as votes
  from seance s where s.id = :seance
""")


def list_seances(unit: Unit, collectif_id: UUID) -> tuple[LigneSeance, ...]:
    """The sessions of a collectif: those to come by day, then those that are over, the latest first. One query.

    The animation sees them all, members those that are over. Raises Introuvable.
    """
    unit.check(Operation.GET_AGREGAT, collectif_id, quoi="Ce collectif")
    return tuple(
        LigneSeance(
            ligne.id,
            ligne.rencontre_id,
            ligne.titre,
            EtatSeance(ligne.etat),
            ligne.repetition,
            ligne.rencontre,
            ligne.jour,
            ligne.duree_minutes,
            ligne.etapes,
            ligne.minutes,
            ligne.terminee_le,
        )
        for ligne in unit.db.execute(_LISTE, {"collectif": collectif_id})
    )


def get_seance(unit: Unit, seance_id: UUID) -> FicheSeance:
    """A session with its steps, rounds, and counts of votes, phones and screens. For the animation.

    Raises Introuvable. Votes and phones are read by nobody: the count runs over them for the collectif as a whole.
    """
    with as_systeme(unit) as systeme:
        ligne = systeme.db.execute(_UNE, {"seance": seance_id, "maintenant": unit.now}).mappings().one_or_none()
    unit.check(Operation.UPDATE_SEANCE, ligne["collectif_id"] if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return build_fiche(dict(ligne), get_referentiel(unit.db, ligne["referentiel_id"]))


def get_rejeu(unit: Unit, seance_id: UUID) -> FicheSeance:
    """A session that is over, as its members may read it again: no count of phones, only what was revealed.

    Raises Introuvable to strangers, and for a session that is not over.
    """
    # Row-level security reads on behalf of the person: tours that were not revealed and words that were not shown are
    # left out for members, and votes count for nothing.
    ligne = unit.db.execute(_REJEU, {"seance": seance_id}).mappings().one_or_none()
    unit.check(Operation.GET_AGREGAT, ligne["collectif_id"] if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return build_fiche(
        dict(ligne) | {"appareils": 0, "murs": 0, "structures": None},
        get_referentiel(unit.db, ligne["referentiel_id"]),
    )


def get_direct(unit: Unit, seance_id: UUID) -> Direct:
    """What a console looks at when something moved. For the animation. Raises Introuvable."""
    with as_systeme(unit) as systeme:
        ligne = systeme.db.execute(_DIRECT, {"seance": seance_id}).one_or_none()
    unit.check(Operation.UPDATE_SEANCE, ligne.collectif_id if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return Direct(ligne.revision, ligne.appareils, {UUID(tour): n for tour, n in (ligne.votes or {}).items()})
