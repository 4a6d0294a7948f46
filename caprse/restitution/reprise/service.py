"""Take in the past of a collectif that began before the workbook: the trial, then all of it in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy.exc import IntegrityError

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.collectif.calendrier.verrou import lock_trimestres
from caprse.collectif.regles import EtatTrimestre, format_structure
from caprse.referentiel.classeur.ouverture import Constat
from caprse.referentiel.service import VersionStockee, get_referentiel, list_versions
from caprse.restitution.reprise.lecture import Lecture, read_reprise
from caprse.restitution.reprise.regles import Cadre, Passe, StructureConnue, TrimestreConnu, TrimestrePasse
from caprse.restitution.reprise.requetes import (
    GET_CADRE,
    INSERT_CARNETS,
    INSERT_REPONSES,
    INSERT_TRIMESTRES,
    TAKE_TRIMESTRES,
)
from caprse.restitution.reprise.verification import verify_reprise
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Ce collectif"
SANS_CALENDRIER = (
    "Ce collectif n’a pas encore de trimestres : préparez-les d’abord, aussi ceux qui sont passés. La reprise remplit "
    "ensuite ceux-là."
)
CHANGE = (
    "Les trimestres ont changé entre-temps : rien n’a été repris. Rechargez la page, puis choisissez de nouveau le "
    "fichier."
)


@dataclass(frozen=True, slots=True)
class Collectif:
    """The collectif that takes its past in, the version that this past follows, and the others that it could."""

    id: UUID
    nom: str
    fictif: bool
    cadre: Cadre
    referentiel_id: UUID
    versions: tuple[VersionStockee, ...]


@dataclass(frozen=True, slots=True)
class Examen:
    """What taking this file in would do, or every reason to refuse it."""

    passe: Passe
    erreurs: tuple[Constat, ...]


@dataclass(frozen=True, slots=True)
class Reprise:
    """What was taken in. ``publies``: trimestres of which the collectif may read figures."""

    numeros: tuple[int, ...]
    structures: int
    reponses: int
    publies: int


def get_collectif_repris(unit: Unit, collectif_id: UUID, referentiel_id: UUID | None = None) -> Collectif:
    """What a past is held against. ``referentiel_id``: the version that it follows, else that of the calendar.

    For whoever opens and closes the trimestres of a collectif that they animate. Raises Introuvable.
    """
    # Both: opening and closing is the administration's too, which may not read an answer, nor bring one.
    unit.check(Operation.UPDATE_TRIMESTRE, collectif_id, quoi=QUOI)
    unit.check(Operation.GET_COLLECTIF, collectif_id, quoi=QUOI)
    ligne = unit.db.execute(GET_CADRE, {"collectif": collectif_id, "jour": unit.today}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    versions = tuple(list_versions(unit.db))
    trimestres: Sequence[Mapping[str, Any]] = ligne["trimestres"] or ()
    suivies = [UUID(trimestre["referentiel_id"]) for trimestre in trimestres] or [version.id for version in versions]
    if not suivies:
        raise Refus("Aucun référentiel n’est encore importé : il en faut un pour reprendre des réponses.")
    choisi = referentiel_id if referentiel_id in {version.id for version in versions} else suivies[0]
    cadre = Cadre(
        get_referentiel(unit.db, choisi),
        tuple(_build_structure(structure) for structure in ligne["structures"] or ()),
        tuple(_build_trimestre(trimestre) for trimestre in trimestres),
        unit.today,
        frozenset(
            (siens["numero"], UUID(siens["structure_id"]), critere)
            for siens in ligne["repondus"] or ()
            if siens["referentiel_id"] == str(choisi)
            for critere in siens["criteres"]
        ),
    )
    return Collectif(collectif_id, ligne["nom"], ligne["fictif"], cadre, choisi, versions)


def examine_reprise(collectif: Collectif, lecture: Lecture) -> Examen:
    """The trial: nothing is written."""
    if not collectif.cadre.trimestres:
        return Examen(Passe(), (Constat("", 0, 0, SANS_CALENDRIER),))
    verification = verify_reprise(lecture, collectif.cadre)
    return Examen(verification.passe, verification.erreurs)


def take_reprise(unit: Unit, collectif_id: UUID, octets: bytes, referentiel_id: UUID | None = None) -> Reprise:
    """Take a past in: its trimestres with their real days, the carnets, the answers; then close each as any other.

    All or nothing, in a number of statements that does not depend on the answers. Nobody gets a mail. Raises
    Introuvable, Refus when the file is refused or when the trimestres changed meanwhile.
    """
    # Checked before anything is locked; read again under the lock.
    get_collectif_repris(unit, collectif_id, referentiel_id)
    lock_trimestres(unit, collectif_id)
    collectif = get_collectif_repris(unit, collectif_id, referentiel_id)
    examen = examine_reprise(collectif, read_reprise(octets))
    if examen.erreurs:
        raise Refus("Ce fichier est refusé : rien n’a été repris. Corrigez-le, puis choisissez-le de nouveau.")
    try:
        with unit.db.begin_nested():
            numeros = _write(unit, collectif, examen.passe)
    except IntegrityError as erreur:
        raise Refus(CHANGE) from erreur
    faites = [close_trimestre(unit, trimestre_id) for _, trimestre_id in sorted(numeros.items())]
    return Reprise(
        tuple(sorted(numeros)),
        len(examen.passe.structures),
        examen.passe.nombre,
        sum(faite.publie for faite in faites),
    )


def _write(unit: Unit, collectif: Collectif, passe: Passe) -> dict[int, UUID]:
    """The trimestres by number, with their carnets and answers; still open."""
    ici = {"collectif": collectif.id, "now": unit.now, "compte": unit.acteur.compte_id}
    with as_systeme(unit) as systeme:
        lieu = ici | {"referentiel": collectif.referentiel_id}
        ids: dict[int, UUID] = {}
        for requete, lignes in (
            (TAKE_TRIMESTRES, [t for t in passe.trimestres if t.existant is not None]),
            (INSERT_TRIMESTRES, [t for t in passe.trimestres if t.existant is None]),
        ):
            if lignes:
                ids |= dict(systeme.db.execute(requete, lieu | {"lignes": Jsonb([_to_json(t) for t in lignes])}).all())
        if len(ids) != len(passe.trimestres):
            raise Refus(CHANGE)
        voulus = [
            {"trimestre_id": str(ids[numero]), "structure_id": str(structure)}
            for numero, carnets in passe.reponses.items()
            for structure in carnets
        ]
        carnets = {
            (ligne.trimestre_id, ligne.structure_id): str(ligne.id)
            for ligne in systeme.db.execute(INSERT_CARNETS, ici | {"lignes": Jsonb(voulus)})
        }
        reponses = [
            {
                "carnet_id": carnets[ids[numero], structure],
                "structure_id": str(structure),
                "critere": critere,
                **vars(saisie),
            }
            for numero, siens in passe.reponses.items()
            for structure, saisies in siens.items()
            for critere, saisie in saisies.items()
        ]
        systeme.db.execute(INSERT_REPONSES, ici | {"lignes": Jsonb(reponses)})
    return ids


def _to_json(trimestre: TrimestrePasse) -> dict[str, Any]:
    return {
        "id": str(trimestre.existant) if trimestre.existant else None,
        "numero": trimestre.numero,
        "thematique": trimestre.thematique,
        "debut": trimestre.debut.isoformat(),
        "fin": trimestre.fin.isoformat(),
    }


def _build_structure(contenu: Mapping[str, Any]) -> StructureConnue:
    return StructureConnue(
        UUID(contenu["id"]),
        contenu["nom"],
        format_structure(contenu["nom"], contenu["commune"], contenu["departement"]),
        tuple((date.fromisoformat(du), date.fromisoformat(au) if au else None) for du, au in contenu["adhesions"]),
    )


def _build_trimestre(contenu: Mapping[str, Any]) -> TrimestreConnu:
    return TrimestreConnu(
        UUID(contenu["id"]),
        contenu["numero"],
        contenu["thematique"],
        date.fromisoformat(contenu["debut"]),
        date.fromisoformat(contenu["fin"]),
        EtatTrimestre(contenu["etat"]),
    )
