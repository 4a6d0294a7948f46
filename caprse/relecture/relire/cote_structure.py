"""What a structure reads of the re-reading of its own carnet, and its points à vérifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.carnet.service import CarnetOuvert
from caprse.collectif.regles import EtatTrimestre
from caprse.progres.pratiques.lecture import Offerte, read_offertes
from caprse.progres.traces.lecture import TraceVue, read_liees
from caprse.referentiel.service import get_referentiel_pour
from caprse.relecture.a_voir.regles import AVoir, read_a_voir
from caprse.relecture.relire.lignes import read_actions, read_anciennes
from caprse.relecture.relire.regles import EtatRelecture, can_be_told
from caprse.relecture.relire.requetes import ALENTOURS, EXAMEN, PAIRS
from caprse.relecture.relire.verifications import ExamenCarnet, Pairs, Point, list_points
from caprse.restitution.publication.visibilite import refusal_to_look
from caprse.socle.cache import Cache

QUOI = "Ce carnet"

# By critère: who answered, each with its unit; who is non concerné.
_Reponses = Mapping[str, tuple[Mapping[UUID, str], frozenset[UUID]]]
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


@dataclass(frozen=True)
class Alentours:
    """What stands beside the answers of a carnet, by critère; of a relecture, the empty code is the whole carnet."""

    relectures: Mapping[str, RelectureVue]
    traces: Mapping[str, tuple[TraceVue, ...]]
    a_voir: Mapping[str, AVoir]
    pratiques: Mapping[str, tuple[Offerte, ...]]


def load_alentours(unit: Unit, carnet: CarnetOuvert) -> Alentours:
    """What the structure may read of its re-reading, its traces, whom one asked to see what, what others offer.

    One query.
    Nothing of what is still being written about a carnet. For those who read the carnet; raises Introuvable.
    """
    unit.check(Operation.GET_CARNET, carnet.collectif_id, carnet.structure_id, QUOI)
    ici = {"collectif": carnet.collectif_id, "carnet": carnet.id}
    relectures, traces, a_voir, pratiques = unit.db.execute(ALENTOURS, ici).one()
    clos = carnet.etat_trimestre is EtatTrimestre.CLOS
    vues = {}
    for code, etat, note, niveau_suggere, version_lue, quand in relectures or ():
        modifie_le = datetime.fromisoformat(quand)
        muette = etat == EtatRelecture.A_RELIRE and not note and niveau_suggere is None
        if not muette and can_be_told(carnet.etat, clos, modifie_le, carnet.transmis_le):
            vues[code] = RelectureVue(EtatRelecture(etat), note, niveau_suggere, version_lue, modifie_le)
    return Alentours(vues, read_liees(traces), read_a_voir(a_voir), read_offertes(pratiques))


def build_points(unit: Unit, carnet: CarnetOuvert) -> tuple[Point, ...]:
    """The points à vérifier of a carnet, as its structure reads them. One query, but for the first look at the others.

    Nothing is said of the others before the structure has transmitted, nor beyond what was published. For those who
    read the carnet; raises Introuvable.
    """
    unit.check(Operation.GET_CARNET, carnet.collectif_id, carnet.structure_id, QUOI)
    referentiel = get_referentiel_pour(unit.db, carnet.referentiel_id, carnet.profil)
    ligne = unit.db.execute(
        EXAMEN,
        {
            "collectif": carnet.collectif_id,
            "structure": carnet.structure_id,
            "trimestre": carnet.trimestre_id,
            "carnet": carnet.id,
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
        ExamenCarnet(
            tuple(enjeu for part in referentiel.capsule(carnet.thematique) for enjeu in part.enjeux),
            saisies,
            unit.today,
            read_anciennes(unit.db, ligne.anciennes, referentiel),
            read_actions(ligne.actions),
            carnet.types,
            pairs,
            ligne.seuil,
            frozenset(ligne.jointes or ()),
        )
    )


def _count_pairs(unit: Unit, carnet: CarnetOuvert, publication_id: UUID) -> dict[str, Pairs]:
    """The others that the publication counted: none of the structures that this person belongs to.

    Those that one account knows together count as one.
    """

    def read() -> _Reponses:
        with as_systeme(unit) as systeme:
            lignes = systeme.db.execute(PAIRS, {"collectif": carnet.collectif_id, "publication": publication_id}).all()
        return {
            ligne.critere: (
                {UUID(structure): unite for structure, unite in ligne.repondants.items()},
                frozenset(ligne.non_concernes),
            )
            for ligne in lignes
        }

    reponses = _lues.get(publication_id, read)
    siennes = {carnet.structure_id, *(droit.structure_id for droit in unit.acteur.structures())}
    return {
        code: Pairs(
            len({unite for structure, unite in repondants.items() if structure not in siennes}),
            len(non_concernes - siennes),
        )
        for code, (repondants, non_concernes) in reponses.items()
    }
