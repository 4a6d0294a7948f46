"""A carnet taken away as a workbook, and what it brings back: read, compared, then written in one transaction."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.regles import refusal_to_update
from caprse.carnet.remplir.parcours import list_criteres, list_etapes
from caprse.carnet.service import CarnetOuvert, get_carnet_et_referentiel, save_reponse
from caprse.echanges.classeur.comparaison import Changement, Choix, compare
from caprse.echanges.classeur.ecriture import write_classeur
from caprse.echanges.classeur.lecture import PAS_LE_NOTRE, Rapporte, build_saisies
from caprse.echanges.classeur.modele import Pris, read_pris
from caprse.echanges.classeur.requetes import SCELLER
from caprse.referentiel.classeur.ouverture import Constat
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.restitution.reprise.gabarit import list_choix
from caprse.socle.erreurs import Conflit, Introuvable, Refus

A_BOUGE = "Une réponse a changé pendant que vous relisiez. Rien n’est écrit : relisez, puis recommencez."
AUTRE_VERSION = (
    "Les critères de ce trimestre ont changé depuis que ce classeur a été pris. Rien n’est écrit : prenez-en un autre."
)
REFUSE = "Ce classeur est refusé : rien n’est écrit. Corrigez-le, puis choisissez-le de nouveau."


@dataclass(frozen=True)
class Carnet:
    """The carnet that leaves and comes back, in its words. ``versions``: of each answer, as they are now."""

    ouvert: CarnetOuvert
    referentiel: Referentiel
    etapes: tuple[Enjeu, ...]

    @property
    def titre(self) -> str:
        return self.referentiel.name_trimestre(self.ouvert.thematique)


@dataclass(frozen=True)
class Examen:
    """What a workbook would do, or all that is wrong with it. ``marque``: of the answers that it was compared with."""

    changements: tuple[Changement, ...] = ()
    erreurs: tuple[Constat, ...] = ()
    marque: str = ""


def get_carnet_classeur(unit: Unit, structure_id: UUID) -> Carnet | None:
    """The carnet under way, for whoever answers it; None where there is none. Raises Introuvable."""
    lu = get_carnet_et_referentiel(unit, structure_id)
    if lu is None:
        return None
    ouvert, referentiel = lu
    unit.check(Operation.UPDATE_REPONSE, ouvert.collectif_id, structure_id, "Ce carnet")
    return Carnet(ouvert, referentiel, list_etapes(referentiel, ouvert))


def take_away(unit: Unit, structure_id: UUID) -> bytes:
    """The workbook of the carnet under way, its answers in it. Raises Introuvable, Refus."""
    carnet = _get(unit, structure_id)
    ouvert = carnet.ouvert
    pris = Pris(ouvert.id, ouvert.structure, ouvert.numero, ouvert.referentiel_id, unit.today, ouvert.saisies())
    return write_classeur(pris, _seal(unit, pris.write()), carnet.titre, carnet.etapes, carnet.referentiel)


def examine(unit: Unit, carnet: Carnet, rapporte: Rapporte) -> Examen:
    """The trial: what the workbook would change critère by critère; nothing is written."""
    if not hmac.compare_digest(_seal(unit, rapporte.texte), rapporte.sceau):
        return Examen(erreurs=(Constat("", 0, 0, PAS_LE_NOTRE),))
    try:
        pris = read_pris(rapporte.texte)
    except (ValueError, TypeError, KeyError):
        return Examen(erreurs=(Constat("", 0, 0, PAS_LE_NOTRE),))
    if refus := _refuse(carnet, pris):
        return Examen(erreurs=(Constat("", 0, 0, refus),))
    criteres = list_criteres(carnet.etapes)
    saisies, erreurs = build_saisies(
        rapporte, pris, criteres, list_choix(carnet.referentiel), carnet.referentiel.niveau_max
    )
    if erreurs:
        return Examen(erreurs=erreurs)
    changements = compare(criteres, pris.reponses, saisies, carnet.ouvert.saisies())
    return Examen(tuple(changements), marque=mark(carnet, changements))


def bring_back(unit: Unit, structure_id: UUID, rapporte: Rapporte, choix: Choix, marque: str) -> int:
    """Write what the workbook changes; gives how many critères. All of it or nothing.

    ``marque``: what the person saw it compared with. Raises Introuvable, Refus, SaisieInvalide.
    """
    carnet = _get(unit, structure_id)
    examen = examine(unit, carnet, rapporte)
    if examen.erreurs:
        raise Refus(REFUSE)
    if examen.marque != marque:
        raise Refus(A_BOUGE)
    ecrites = 0
    for changement in examen.changements:
        saisie = changement.settle(choix)
        if saisie == changement.en_ligne:
            continue
        code = changement.critere.code
        connue = carnet.ouvert.reponses.get(code)
        try:
            save_reponse(unit, carnet.ouvert.id, code, saisie, connue.version if connue else 0)
        except Conflit as conflit:
            raise Refus(A_BOUGE) from conflit
        ecrites += 1
    return ecrites


def mark(carnet: Carnet, changements: Sequence[Changement]) -> str:
    """What says that the answers which would change are still those that were compared."""
    versions: Mapping[str, int] = {code: reponse.version for code, reponse in carnet.ouvert.reponses.items()}
    return " ".join(f"{c.critere.code}:{versions.get(c.critere.code, 0)}" for c in changements)


def _get(unit: Unit, structure_id: UUID) -> Carnet:
    carnet = get_carnet_classeur(unit, structure_id)
    if carnet is None:
        raise Introuvable("Ce carnet")
    if raison := refusal_to_update(carnet.ouvert.etat, carnet.ouvert.etat_trimestre):
        raise Refus(raison)
    return carnet


def _refuse(carnet: Carnet, pris: Pris) -> str | None:
    ouvert = carnet.ouvert
    if pris.carnet != ouvert.id:
        celui = f"{pris.structure}, trimestre\u00a0{pris.numero}"
        ici = f"{ouvert.structure}, trimestre\u00a0{ouvert.numero}"
        return f"Ce classeur est d’un autre carnet : {celui} ; ici, c’est {ici}. Rien n’a changé."
    return AUTRE_VERSION if pris.referentiel != ouvert.referentiel_id else None


def _seal(unit: Unit, texte: str) -> str:
    sceau: str = unit.db.execute(SCELLER, {"texte": texte}).scalar_one()
    return sceau
