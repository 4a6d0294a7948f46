"""A collectif goes from one version of its référentiel to another: seen first, then done, whole or not at all.

What is closed stays. What is open keeps its old answers and gains those that they become, under the new codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import insert, update

from caprse.acces.unite import Unit, as_systeme
from caprse.carnet.bascule.plan import PlanBascule, Simulation, check_rights, read_plan
from caprse.carnet.bascule.regles import Repris
from caprse.carnet.bascule.requetes import WRITE_POSITIONS, WRITE_REPONSES
from caprse.carnet.modele import Carnet
from caprse.carnet.regles import Saisie
from caprse.carnet.service import read_saisie
from caprse.collectif.calendrier.verrou import lock_trimestres
from caprse.collectif.modele import Bascule, Trimestre
from caprse.referentiel.correspondances.fichier import Correspondance, LectureCorrespondance, read_correspondance
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.socle.erreurs import Refus


def simulate_bascule(unit: Unit, collectif_id: UUID, vers: UUID, correspondance: Correspondance) -> Simulation:
    """What ``apply_bascule`` would do, structure by structure. Changes nothing.

    For the animation of the collectif. Raises Introuvable, SaisieInvalide with every reason when the correspondence
    does not lead to this version.
    """
    return read_plan(unit, collectif_id, vers, correspondance).simulation


def examine_fichier(
    unit: Unit, collectif_id: UUID, de: UUID, vers: UUID, nom: str, contenu: bytes
) -> tuple[Simulation, Correspondance] | LectureCorrespondance:
    """What the correspondence of this file would do, or every error of the file. Raises as ``simulate_bascule``."""
    lecture = read_correspondance(nom, contenu, get_referentiel(unit.db, de), get_referentiel(unit.db, vers))
    if lecture.correspondance is None:
        return lecture
    return simulate_bascule(unit, collectif_id, vers, lecture.correspondance), lecture.correspondance


def read_versions(unit: Unit, collectif_id: UUID, de: UUID, vers: UUID) -> tuple[Referentiel, Referentiel]:
    """The old and the new version, for whoever may change it. Raises Introuvable."""
    check_rights(unit, collectif_id)
    return get_referentiel(unit.db, de), get_referentiel(unit.db, vers)


def apply_bascule(unit: Unit, collectif_id: UUID, vers: UUID, correspondance: Correspondance) -> Simulation:
    """Take a collectif to another version, in one transaction, and tell what was done.

    Prepared trimestres follow the new version; the carnets of the open one get the answers that theirs become; closed
    ones stay. A second call changes nothing and says so. Raises as ``simulate_bascule``, and Refus with every reason
    when a trimestre cannot follow.
    """
    check_rights(unit, collectif_id)
    lock_trimestres(unit, collectif_id)
    lu = read_plan(unit, collectif_id, vers, correspondance, verrouiller=True)
    simulation = lu.simulation
    if simulation.deja_faite:
        return simulation
    if simulation.raisons:
        raise Refus(" ".join((*simulation.raisons, "Rien n’a été changé.")))
    with as_systeme(unit) as systeme:
        # First, since the answers written next are those of the new version.
        systeme.db.execute(
            update(Trimestre)
            .where(Trimestre.collectif_id == collectif_id, Trimestre.id.in_(lu.trimestres))
            .values(referentiel_id=vers, version=Trimestre.version + 1)
            .execution_options(synchronize_session=False)
        )
        _write_reponses(systeme, collectif_id, lu)
        _write_positions(systeme, collectif_id, vers, lu)
        systeme.db.execute(
            update(Carnet)
            .where(Carnet.collectif_id == collectif_id, Carnet.trimestre_id == lu.ouvert_id)
            .values(version=Carnet.version + 1)
            .execution_options(synchronize_session=False)
        )
        systeme.db.execute(
            insert(Bascule).values(
                collectif_id=collectif_id,
                de=lu.de,
                vers=vers,
                correspondance=correspondance.model_dump(mode="json"),
                bilan=build_bilan(simulation),
                faite_le=unit.now,
                faite_par=unit.acteur.compte_id,
            )
        )
    return simulation


def build_bilan(simulation: Simulation) -> dict[str, Any]:
    """What is kept of a bascule, as JSON: its counts, and for each structure what is to confirm or was lost."""
    return {
        "ouvert": simulation.ouvert,
        "prepares": list(simulation.prepares),
        **simulation.count(),
        "structures": [
            {
                "structure_id": str(structure.structure_id),
                "nom": structure.nom,
                "reprises": sorted(r.code for r in structure.criteres if r.fusion.contenu),
                "a_confirmer": sorted(r.code for r in structure.criteres if r.fusion.a_confirmer),
                "deja_repondus": sorted(structure.gardes),
                "perdues": [
                    {"code": perte.code, "raison": perte.raison, **asdict(perte.contenu)} for perte in structure.pertes
                ],
            }
            for structure in simulation.structures
        ],
    }


def _write_reponses(unit: Unit, collectif_id: UUID, lu: PlanBascule) -> None:
    lignes = []
    for brut, structure in zip(lu.lignes, lu.simulation.structures, strict=True):
        reponses = brut["reponses"] or {}
        for repris in structure.criteres:
            contenu, ici = repris.fusion.contenu, reponses.get(repris.code)
            if contenu is None or repris.code in structure.gardes or (ici and read_saisie(ici) == contenu):
                continue
            # The people who answered stay the authors: the cahier only carried their answers over.
            dernier = max((reponses[s.code] for s in repris.sources if s.code in reponses), key=_read_instant)
            lignes.append(
                {
                    "carnet_id": str(structure.carnet_id),
                    "critere": repris.code,
                    "structure_id": str(structure.structure_id),
                    **asdict(contenu),
                    "version": ici["version"] + 1 if ici else 1,
                    "modifie_le": dernier["modifie_le"],
                    "modifie_par": dernier["modifie_par"],
                }
            )
    if not lignes:
        return
    ecrites = unit.db.execute(WRITE_REPONSES, {"collectif": collectif_id, "lignes": Jsonb(lignes)}).all()
    if len(ecrites) != len(lignes):
        raise Refus("Une réponse a changé pendant la bascule. Rien n’a été changé : recommencez.")


def _write_positions(unit: Unit, collectif_id: UUID, vers: UUID, lu: PlanBascule) -> None:
    """Under the new version, all of them: a positionnement is read with one version."""
    lignes: list[dict[str, Any]] = []
    for brut, structure in zip(lu.lignes, lu.simulation.structures, strict=True):
        lignes += _list_positions(structure.structure_id, brut["positions"] or {}, structure.enjeux)
        lignes += _list_positions(structure.structure_id, brut["arrivees"] or {}, structure.arrivees)
    if lignes:
        unit.db.execute(WRITE_POSITIONS, {"collectif": collectif_id, "vers": vers, "lignes": Jsonb(lignes)})


def _list_positions(
    structure_id: UUID, positions: Mapping[str, Mapping[str, Any]], enjeux: Sequence[Repris]
) -> Iterator[dict[str, Any]]:
    """What becomes of the answers of one moment."""
    ecrits = {repris.code: repris for repris in enjeux if repris.fusion.contenu is not None}
    for enjeu, repris in ecrits.items():
        sources = [positions[s.code] for s in repris.sources if s.code in positions]
        dernier, contenu = max(sources, key=_read_instant), repris.fusion.contenu
        if contenu is not None:
            yield _build_position(structure_id, enjeu, contenu, dernier)
    # Those that the new version no longer asks, or that hold no answer, stay as they are, beside the others.
    for enjeu, brute in positions.items():
        if enjeu not in ecrits:
            yield _build_position(structure_id, enjeu, read_saisie(brute), brute)


def _build_position(structure_id: UUID, enjeu: str, contenu: Saisie, brute: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "structure_id": str(structure_id),
        "moment": brute["moment"],
        "enjeu": enjeu,
        "niveau": contenu.niveau,
        "non_concerne": contenu.non_concerne,
        "modifie_le": brute["modifie_le"],
        "modifie_par": brute["modifie_par"],
    }


def _read_instant(brut: Mapping[str, Any]) -> str:
    return str(brut["modifie_le"])
