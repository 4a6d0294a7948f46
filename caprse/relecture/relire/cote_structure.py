"""What a structure reads of the re-reading of its own carnet, and its points à vérifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.carnet.service import CarnetOuvert
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.service import get_referentiel
from caprse.relecture.relire.lignes import read_actions, read_anciennes, read_relecture
from caprse.relecture.relire.points import Examen, Pairs, Point, list_points
from caprse.relecture.relire.regles import EtatRelecture, can_be_told
from caprse.restitution.publication.visibilite import refusal_to_look
from caprse.socle.cache import Cache

QUOI = "Ce carnet"

_LIST = text("""
select jsonb_object_agg(l.critere, to_jsonb(l)) from relecture l
 where l.collectif_id = :collectif and l.carnet_id = :carnet
""")

_EXAMEN = text("""
select k.seuil_anonymat as seuil,
       (select p.id from publication p where p.collectif_id = k.id and p.trimestre_id = :trimestre
         order by p.numero desc limit 1) as publication,
       (select jsonb_object_agg(p.critere, to_jsonb(p)) from (
          select distinct on (r.critere) r.*, t.numero as trimestre, t.referentiel_id
            from carnet c
            join trimestre t on t.collectif_id = c.collectif_id and t.id = c.trimestre_id
            join reponse r on r.collectif_id = c.collectif_id and r.carnet_id = c.id
           where c.collectif_id = k.id and c.structure_id = :structure and t.numero < :numero
             and (r.niveau is not null or r.non_concerne)
           order by r.critere, t.numero desc) p) as anciennes,
       (select jsonb_agg(jsonb_build_array(a.quoi, a.echeance, a.criteres)) from action a
         where a.collectif_id = k.id and a.structure_id = :structure
           and a.etat in ('a_faire', 'en_cours') and a.echeance < cast(:jour as date)) as actions
  from collectif k where k.id = :collectif
""")

# The carnets that the publication counted, as long as none of them has moved since: what is said stays about that set.
_PAIRS = text("""
select r.critere, array_agg(r.structure_id) as repondants,
       coalesce(array_agg(r.structure_id) filter (where r.non_concerne), '{}') as non_concernes
  from publication_carnet pc
  join reponse r on r.collectif_id = pc.collectif_id and r.carnet_id = pc.carnet_id
 where pc.collectif_id = :collectif and pc.publication_id = :publication and pc.empreinte <> ''
   and (r.niveau is not null or r.non_concerne)
   and not exists (
     select from publication_carnet autre
       join carnet c on c.collectif_id = autre.collectif_id and c.id = autre.carnet_id
      where autre.collectif_id = :collectif and autre.publication_id = :publication
        and (c.etat not in ('transmis', 'relu') or c.transmis_le >= autre.publie_le))
 group by r.critere
""")

_Reponses = Mapping[str, tuple[frozenset[UUID], frozenset[UUID]]]
# By publication, read once per process: what a publication says never changes, whatever moves after it.
_lues: Cache[UUID, _Reponses] = Cache(500)


@dataclass(frozen=True)
class RelectureVue:
    """What the animation tells the structure of one answer. ``version_lue``: the answer's version that was re-read."""

    etat: EtatRelecture
    note: str
    niveau_suggere: int | None
    version_lue: int
    modifie_le: datetime


def load_relectures(unit: Unit, carnet: CarnetOuvert) -> dict[str, RelectureVue]:
    """What the structure may read of its re-reading, by critère; the empty code is the whole carnet. One query.

    Nothing of what is still being written about a carnet. For those who read the carnet; raises Introuvable.
    """
    unit.check(Operation.GET_CARNET, carnet.collectif_id, carnet.structure_id, QUOI)
    lignes = unit.db.execute(_LIST, {"collectif": carnet.collectif_id, "carnet": carnet.id}).scalar_one()
    clos = carnet.etat_trimestre is EtatTrimestre.CLOS
    vues = {}
    for code, ligne in (lignes or {}).items():
        relecture = read_relecture(ligne)
        saisie = relecture.saisie
        muette = saisie.etat is EtatRelecture.A_RELIRE and not saisie.note and saisie.niveau_suggere is None
        if not muette and can_be_told(carnet.etat, clos, relecture.modifie_le, carnet.transmis_le):
            vues[code] = RelectureVue(
                saisie.etat,
                saisie.note,
                saisie.niveau_suggere,
                saisie.version_lue,
                relecture.modifie_le,
            )
    return vues


def build_points(unit: Unit, carnet: CarnetOuvert) -> tuple[Point, ...]:
    """The points à vérifier of a carnet, as its structure reads them. One query, but for the first look at the others.

    Nothing is said of the others before the structure has transmitted, nor beyond what was published. For those who
    read the carnet; raises Introuvable.
    """
    unit.check(Operation.GET_CARNET, carnet.collectif_id, carnet.structure_id, QUOI)
    referentiel = get_referentiel(unit.db, carnet.referentiel_id)
    ligne = unit.db.execute(
        _EXAMEN,
        {
            "collectif": carnet.collectif_id,
            "structure": carnet.structure_id,
            "trimestre": carnet.trimestre_id,
            "numero": carnet.numero,
            "jour": unit.today,
        },
    ).one()
    saisies = carnet.saisies()
    pairs: Mapping[str, Pairs] = {}
    if (
        ligne.publication is not None
        and any(saisie.non_concerne for saisie in saisies.values())
        and refusal_to_look(carnet.etat_trimestre, carnet.etat, adherente=True) is None
    ):
        pairs = _count_pairs(unit, carnet, ligne.publication)
    return list_points(
        Examen(
            tuple(enjeu for part in referentiel.capsule(carnet.thematique) for enjeu in part.enjeux),
            saisies,
            unit.today,
            read_anciennes(unit.db, ligne.anciennes, referentiel),
            read_actions(ligne.actions),
            carnet.types,
            pairs,
            ligne.seuil,
        )
    )


def _count_pairs(unit: Unit, carnet: CarnetOuvert, publication_id: UUID) -> dict[str, Pairs]:
    """The others that the publication counted: none of the structures that this person belongs to."""

    def read() -> _Reponses:
        with as_systeme(unit) as systeme:
            lignes = systeme.db.execute(
                _PAIRS, {"collectif": carnet.collectif_id, "publication": publication_id}
            ).all()
        return {ligne.critere: (frozenset(ligne.repondants), frozenset(ligne.non_concernes)) for ligne in lignes}

    reponses = _lues.get(publication_id, read)
    siennes = {carnet.structure_id, *(droit.structure_id for droit in unit.acteur.structures())}
    return {
        code: Pairs(len(repondants - siennes), len(non_concernes - siennes))
        for code, (repondants, non_concernes) in reponses.items()
    }
