"""Read a carnet whole, save one answer of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.anterieures import list_anterieures
from caprse.carnet.fusion import GROUPES, merge_saisies
from caprse.carnet.places import Place, explain_absence, get_place
from caprse.carnet.regles import (
    CHAMPS,
    EtatCarnet,
    Saisie,
    drop_cible_atteinte,
    list_reasons_against,
    refusal_to_update,
)
from caprse.carnet.requetes import GET_CARNET, GET_REPONSE, SAVE_REPONSE
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.pour_vous import Profil
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel_pour
from caprse.socle.erreurs import BaseOccupee, Conflit, Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs

VIDE = Saisie()
ESSAIS_DE_FUSION = 5
INCONNU = "Une autre personne"  # who answered, when their account is not shown


@dataclass(frozen=True)
class ReponseEnregistree:
    """One answer as the database holds it, with its version, author and time."""

    saisie: Saisie
    version: int
    modifie_le: datetime
    auteur: str


@dataclass(frozen=True)
class ReponsePrecedente:
    """What the structure answered to the same critère the last time it was asked."""

    niveau: int | None
    non_concerne: bool
    trimestre: int


@dataclass(frozen=True)
class ConflitOuvert:
    """What one person wanted of a field where a colleague had answered otherwise; it waits until someone chooses."""

    champ: str
    contenu: Mapping[str, Any]
    compte_id: UUID
    auteur: str


@dataclass(frozen=True)
class CarnetOuvert:
    """All that the answering screens show of one carnet."""

    id: UUID
    collectif_id: UUID
    collectif: str
    fictif: bool
    structure_id: UUID
    structure: str
    types: tuple[str, ...]
    effectif: int | None
    etat: EtatCarnet
    version: int
    transmis_le: datetime | None
    motif_incomplet: str
    reouverture_demandee_le: datetime | None
    trimestre_id: UUID
    numero: int
    thematique: str
    debut: date
    fin: date
    etat_trimestre: EtatTrimestre
    referentiel_id: UUID
    reponses: dict[str, ReponseEnregistree]
    precedentes: dict[str, ReponsePrecedente]
    conflits: dict[str, tuple[ConflitOuvert, ...]]
    repris_le: datetime | None = None

    def saisies(self) -> dict[str, Saisie]:
        return {code: reponse.saisie for code, reponse in self.reponses.items()}

    def list_partages(self) -> frozenset[str]:
        """The critères that two people answered otherwise, of which nobody chose yet; known to its people alone."""
        return frozenset(code for code, conflits in self.conflits.items() if conflits)

    @property
    def profil(self) -> Profil:
        """What chooses the words of its questions, and the law that it reads."""
        return Profil(frozenset(self.types), self.effectif)

    @property
    def modifiable(self) -> bool:
        return refusal_to_update(self.etat, self.etat_trimestre) is None


def get_carnet(unit: Unit, structure_id: UUID, numero: int | None = None) -> CarnetOuvert | None:
    """The carnet of the open trimestre (else the last one), or of trimestre ``numero``. None when there is none yet.

    One query, one more where earlier answers were given in another version of the référentiel.
    Raises Introuvable to anyone who may not read this structure's carnets.
    """
    ligne = unit.db.execute(GET_CARNET, {"structure": structure_id, "numero": numero}).mappings().one_or_none()
    if ligne is None:
        if not unit.acteur.holds(structure_id):
            raise Introuvable("Ce carnet")
        return None
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, "Ce carnet")
    valeurs = dict(ligne)
    valeurs["types"] = tuple(ligne["types"])
    valeurs["etat"] = EtatCarnet(ligne["etat"])
    valeurs["etat_trimestre"] = EtatTrimestre(ligne["etat_trimestre"])
    valeurs["reponses"] = {code: read_reponse(r) for code, r in (ligne["reponses"] or {}).items()}
    valeurs["precedentes"] = _read_precedentes(
        unit, ligne["collectif_id"], ligne["referentiel_id"], ligne["precedentes"] or ()
    )
    valeurs["conflits"] = {code: read_conflits(c) for code, c in (ligne["conflits"] or {}).items()}
    return CarnetOuvert(**valeurs)


def get_carnet_et_referentiel(
    unit: Unit, structure_id: UUID, numero: int | None = None
) -> tuple[CarnetOuvert, Referentiel] | None:
    """The carnet of ``get_carnet``, and the référentiel as it asks its questions of it. Raises as it does."""
    carnet = get_carnet(unit, structure_id, numero)
    return (carnet, get_referentiel_pour(unit.db, carnet.referentiel_id, carnet.profil)) if carnet else None


def _read_precedentes(
    unit: Unit, collectif_id: UUID, vers: UUID, lignes: Iterable[Mapping[str, Any]]
) -> dict[str, ReponsePrecedente]:
    """The last answer to each question that this version still asks, under its code of now."""
    return {
        code: ReponsePrecedente(ligne["niveau"], ligne["non_concerne"], ligne["trimestre"])
        for code, ligne in list_anterieures(unit, collectif_id, vers, lignes).items()
    }


def read_saisie(ligne: Mapping[str, Any]) -> Saisie:
    """An answer as SQL gives it; what the row leaves out reads as not given."""
    return Saisie(**{champ: ligne[champ] for champ in CHAMPS if champ in ligne})


def read_reponse(ligne: Mapping[str, Any]) -> ReponseEnregistree:
    """An answer with its author, from a row of ``reponse`` as JSON."""
    return ReponseEnregistree(
        read_saisie(ligne), ligne["version"], datetime.fromisoformat(ligne["modifie_le"]), ligne["auteur"] or INCONNU
    )


def read_conflits(lignes: Iterable[Mapping[str, Any]]) -> tuple[ConflitOuvert, ...]:
    """What waits about one critère, from rows of ``conflit`` as JSON, in the order of the fields."""
    ouverts = [
        ConflitOuvert(ligne["champ"], ligne["contenu"], UUID(ligne["compte_id"]), ligne["auteur"] or INCONNU)
        for ligne in lignes
    ]
    rangs = list(GROUPES)
    return tuple(sorted(ouverts, key=lambda c: (rangs.index(c.champ), c.auteur)))


def save_reponse(
    unit: Unit, carnet_id: UUID, critere: str, saisie: Saisie, version: int, vue: Saisie | None = None
) -> ReponseEnregistree:
    """Record what one person changed of the answer to one critère; ``version`` (0: no answer yet) is the one they saw.

    ``vue`` is the answer of that version: when a colleague wrote meanwhile, the fields that the person did not touch
    stay as the colleague left them, and only a field that both touched is a conflict. Without it, any change is one.
    A cible of that version which the niveau goes past is reached: it goes. A critère of an earlier thématique that the
    structure answered before is a révision: it is kept in this carnet, in every way as its own answers.

    The journal line is written by the database in the same transaction. Raises Introuvable for anyone who may not
    answer for this structure or for a critère that this carnet does not ask, SaisieInvalide with every reason,
    Refus when the carnet is locked or the critère was left behind by a bascule, Conflit when a colleague changed the
    same field meanwhile: then nothing is written.
    """
    saisie = clean_champs(saisie, "commentaire", "motif")
    if vue is not None:
        saisie = drop_cible_atteinte(saisie, vue)
    place = get_place(unit, carnet_id)
    unit.check(Operation.UPDATE_REPONSE, place.collectif_id, place.structure_id, "Ce carnet")
    obtenue = _write(unit, carnet_id, place, critere, saisie, version)
    if obtenue is None:
        connue = place
        place = get_place(unit, carnet_id, relire=True)
        if place != connue:
            obtenue = _write(unit, carnet_id, place, critere, saisie, version)
    if obtenue is None:
        return _merge_or_refuse(unit, carnet_id, place, critere, saisie, VIDE if version == 0 else vue)
    return ReponseEnregistree(saisie, obtenue, unit.now, unit.acteur.nom)


def _write(unit: Unit, carnet_id: UUID, place: Place, critere: str, saisie: Saisie, version: int) -> int | None:
    """Write one answer if what is known of the carnet allows it; gives its version, None when nothing was written."""
    if not place.asks(critere) or list_reasons_against(saisie, place.niveau_max):
        return None
    valeurs = {champ: getattr(saisie, champ) for champ in CHAMPS}
    ecrite: int | None = unit.db.execute(
        SAVE_REPONSE,
        {
            **valeurs,
            "collectif": place.collectif_id,
            "carnet": carnet_id,
            "critere": critere,
            "version": version,
            "version_carnet": place.version,
            "now": unit.now,
            "compte": unit.acteur.compte_id,
        },
    ).scalar_one_or_none()
    return ecrite


def _merge_or_refuse(
    unit: Unit, carnet_id: UUID, place: Place, critere: str, saisie: Saisie, vue: Saisie | None
) -> ReponseEnregistree:
    """Write what nobody else touched, once the answer moved; else say why it is refused.

    Same answer, same person: it was written and only its acknowledgment was lost.
    """
    if not place.asks(critere):
        raise explain_absence(unit, place, critere)
    if raisons := list_reasons_against(saisie, place.niveau_max):
        raise SaisieInvalide(raisons)
    cles = {"collectif": place.collectif_id, "carnet": carnet_id, "critere": critere}
    for _ in range(ESSAIS_DE_FUSION):
        ligne = unit.db.execute(GET_REPONSE, cles).mappings().one()
        if raison := refusal_to_update(EtatCarnet(ligne["etat"]), EtatTrimestre(ligne["etat_trimestre"])):
            raise Refus(raison)
        if ligne["reponse"] is None:
            break
        actuelle = read_reponse(ligne["reponse"])
        if actuelle.saisie == saisie and ligne["modifie_par"] == unit.acteur.compte_id:
            return actuelle
        fusion, conflits = merge_saisies(vue, saisie, actuelle.saisie) if vue is not None else (saisie, {})
        if vue is None or conflits:
            raise Conflit(
                f"{actuelle.auteur} a répondu à {critere} entre-temps. Rien n’est perdu : choisissez la réponse à "
                "garder.",
                saisie,
                actuelle,
                conflits,
            )
        if fusion == actuelle.saisie:
            return actuelle
        if (obtenue := _write(unit, carnet_id, place, critere, fusion, actuelle.version)) is not None:
            return ReponseEnregistree(fusion, obtenue, unit.now, unit.acteur.nom)
    # The carnet or the answer moved at each look: nothing was written, trying again is the remedy.
    raise BaseOccupee
