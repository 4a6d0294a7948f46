"""One carnet whole, as the person who re-reads it has it before their eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import EtatCarnet, Saisie
from caprse.carnet.service import INCONNU, ReponseEnregistree, read_reponse, read_saisie
from caprse.collectif.desaccords import Desaccord, read_desaccords
from caprse.collectif.regles import EtatTrimestre
from caprse.progres.traces.lecture import TraceVue, read_liees
from caprse.referentiel.pour_vous import Profil
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.service import get_referentiel_pour
from caprse.relecture.relire.lignes import read_actions, read_anciennes, read_relecture
from caprse.relecture.relire.regles import RelectureEnregistree, SaisieRelecture, refusal_to_read, restrict_suggestion
from caprse.relecture.relire.requetes import CARNET_A_RELIRE
from caprse.relecture.relire.verifications import Ancienne, ExamenCarnet, Pairs, Point, list_points
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Ce carnet"
HISTORIQUE = 5


@dataclass(frozen=True)
class Passage:
    """One change of an answer's niveau: ``avant`` is None for the first answer; a niveau of None is non concerné."""

    instant: datetime
    auteur: str
    avant: Saisie | None
    apres: Saisie


@dataclass(frozen=True)
class CarnetARelire:
    """One carnet as it is re-read. ``relectures`` and ``notes`` hold the whole carnet's under the empty code.

    ``desaccords``: what waits beside a relecture, by critère, this person's first.
    ``fils``: messages, and those this person has not read. ``vue_le``: their last visit, None at the first.
    ``traces``: those that it shows its animation, by critère.
    ``vu_ensemble``: it saw the collectif's figures before it answered, in a session.
    """

    id: UUID
    collectif_id: UUID
    structure_id: UUID
    structure: str
    etat: EtatCarnet
    version: int
    transmis_le: datetime | None
    motif_incomplet: str
    reouverture_demandee_le: datetime | None
    motif_reouverture: str
    numero: int
    thematique: str
    referentiel_id: UUID
    profil: Profil
    etat_trimestre: EtatTrimestre
    vue_le: datetime | None
    reponses: dict[str, ReponseEnregistree]
    anciennes: dict[str, Ancienne]
    relectures: dict[str, RelectureEnregistree]
    desaccords: dict[str, tuple[Desaccord, ...]]
    notes: dict[str, str]
    fils: dict[str, tuple[int, int]]
    historique: dict[str, tuple[Passage, ...]]
    points: tuple[Point, ...]
    traces: dict[str, tuple[TraceVue, ...]]
    vu_ensemble: bool = False
    repris_le: datetime | None = None

    def saisies(self) -> dict[str, Saisie]:
        return {code: reponse.saisie for code, reponse in self.reponses.items()}

    def versions(self) -> dict[str, int]:
        return {code: reponse.version for code, reponse in self.reponses.items()}

    def dites(self) -> dict[str, SaisieRelecture]:
        """What the animation said, by critère."""
        return {code: relecture.saisie for code, relecture in self.relectures.items()}

    def list_criteres(self, referentiel: Referentiel) -> tuple[list[Critere], list[Critere]]:
        """What this carnet asks, then what was looked at again in it, each in order."""
        demandes = list(referentiel.demandes(self.thematique))
        codes = {critere.code for critere in demandes}
        repondus = {code for code, saisie in self.saisies().items() if saisie.repondu} - codes
        return demandes, [c for c in referentiel.criteres if c.code in repondus]

    def get_version(self, critere: str) -> int:
        """The version of an answer, 0 when there is none."""
        return self.reponses[critere].version if critere in self.reponses else 0


def get_a_relire(unit: Unit, carnet_id: UUID) -> CarnetARelire:
    """All that the re-reading of a carnet shows, in one query. For the animation of its collectif.

    Raises Introuvable, Refus while the carnet is being written for the first time.
    """
    ligne = (
        unit.db.execute(
            CARNET_A_RELIRE,
            {
                "carnet": carnet_id,
                "compte": unit.acteur.compte_id,
                "jour": unit.today,
                "historique": HISTORIQUE,
            },
        )
        .mappings()
        .one_or_none()
    )
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_RELECTURE, ligne["collectif_id"], ligne["structure_id"], QUOI)
    etat, etat_trimestre = EtatCarnet(ligne["etat"]), EtatTrimestre(ligne["etat_trimestre"])
    if raison := refusal_to_read(etat, etat_trimestre):
        raise Refus(raison)
    profil = Profil(frozenset(ligne["types"]), ligne["effectif"])
    referentiel = get_referentiel_pour(unit.db, ligne["referentiel_id"], profil)
    reponses = {code: read_reponse(reponse) for code, reponse in (ligne["reponses"] or {}).items()}
    anciennes = read_anciennes(unit.db, ligne["anciennes"], referentiel)
    traces = read_liees(ligne["traces"])
    examen = ExamenCarnet(
        tuple(enjeu for part in referentiel.capsule(ligne["thematique"]) for enjeu in part.enjeux),
        {code: reponse.saisie for code, reponse in reponses.items()},
        unit.today,
        anciennes,
        read_actions(ligne["actions"]),
        tuple(ligne["types"]),
        {code: Pairs(*comptes) for code, comptes in (ligne["pairs"] or {}).items()},
        ligne["seuil"],
        frozenset(traces),
    )
    historique: dict[str, tuple[Passage, ...]] = {}
    for passage in ligne["historique"] or ():
        code = passage["critere"]
        historique[code] = (*historique.get(code, ()), _read_passage(passage))
    return CarnetARelire(
        ligne["id"],
        ligne["collectif_id"],
        ligne["structure_id"],
        ligne["structure"],
        etat,
        ligne["version"],
        ligne["transmis_le"],
        ligne["motif_incomplet"],
        ligne["reouverture_demandee_le"],
        ligne["motif_reouverture"],
        ligne["numero"],
        ligne["thematique"],
        ligne["referentiel_id"],
        profil,
        etat_trimestre,
        ligne["vue_le"],
        reponses,
        anciennes,
        {
            code: restrict_suggestion(read_relecture(relecture), referentiel.niveau_max)
            for code, relecture in (ligne["relectures"] or {}).items()
        },
        {code: read_desaccords(lignes) for code, lignes in (ligne["desaccords"] or {}).items()},
        dict(ligne["notes"] or {}),
        {code: (messages, non_lus) for code, (messages, non_lus) in (ligne["fils"] or {}).items()},
        historique,
        list_points(examen),
        traces,
        ligne["vu_ensemble_le"] is not None,
        ligne["repris_le"],
    )


def _read_passage(ligne: Mapping[str, Any]) -> Passage:
    """A line of the journal. An update names only what changed: the other fields keep their value of before."""
    avant, apres = ligne["avant"], ligne["apres"]
    if avant is not None and "non_concerne" not in avant:
        avant = {**avant, "non_concerne": False}
    return Passage(
        datetime.fromisoformat(ligne["instant"]),
        ligne["auteur"] or INCONNU,
        read_saisie(avant) if avant is not None else None,
        read_saisie(apres),
    )
