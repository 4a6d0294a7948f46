"""The path of a structure, read in one statement: where it stood at each closing, what moved, what it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.places import follow_versions, read_bascules
from caprse.carnet.positionnement.comparaison import compare_lues
from caprse.carnet.positionnement.fleches import Groupe, Sens
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.restitution.chemin.regles import Releve, ThematiqueSuivie, build_chemin
from caprse.restitution.chemin.requetes import CHEMIN
from caprse.restitution.figures.bilan import compute_depart
from caprse.restitution.figures.chemin import ActionFaite, Chemin
from caprse.restitution.figures.etats import Etat
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.etats import follow_donnees, read_etat
from caprse.restitution.publication.lecture import read_positions
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable

QUOI = "Cette structure"


@dataclass(frozen=True, slots=True)
class CheminVu:
    """The path of a structure, for its screen and its files. ``referentiel`` is None before the first opening."""

    structure_id: UUID
    structure: str
    collectif: str
    fictif: bool
    chemin: Chemin
    niveaux: tuple[str, ...] = ()
    referentiel: Referentiel | None = None


def get_chemin(unit: Unit, structure_id: UUID) -> CheminVu:
    """The path of a structure: one query, more only where the version of the référentiel changed on the way.

    Closed trimestres are read from their arrêtés, never computed again; the open one is computed from its answers.
    Raises Introuvable to anyone who may not read this structure's carnets.
    """
    ligne = unit.db.execute(CHEMIN, {"structure": structure_id}).mappings().one_or_none()
    unit.check(Operation.GET_CARNET, ligne["collectif_id"] if ligne else None, structure_id, QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    trimestres: Sequence[Mapping[str, Any]] = ligne["trimestres"] or ()
    ouverts = [trimestre for trimestre in trimestres if trimestre["etat"] != EtatTrimestre.PREPARE]
    if not ouverts:
        return CheminVu(structure_id, ligne["nom"], ligne["collectif"], ligne["fictif"], build_chemin((), ()))
    referentiel = get_referentiel(unit.db, UUID(ouverts[-1]["referentiel_id"]))
    depart, arrivee, autres = _read_positionnements(unit, dict(ligne), referentiel)
    chemin = build_chemin(
        _list_axes(referentiel),
        list(_list_releves(unit, ligne["collectif_id"], trimestres, ligne["donnees"] or ())),
        dites={
            (numero, critere): (_read_jour(modifie_le), commentaire)
            for numero, _, _, critere, _, _, modifie_le, commentaire in ligne["donnees"] or ()
        },
        actions=[
            ActionFaite(quoi, _read_jour(faite_le), tuple(criteres), change)
            for quoi, faite_le, criteres, change in ligne["actions"] or ()
        ],
        depart=depart,
        arrivee=arrivee,
        autres=autres,
    )
    return CheminVu(
        structure_id,
        ligne["nom"],
        ligne["collectif"],
        ligne["fictif"],
        chemin,
        list_niveaux(referentiel),
        referentiel,
    )


def _list_axes(referentiel: Referentiel) -> tuple[ThematiqueSuivie, ...]:
    return tuple(
        ThematiqueSuivie(t.code, t.titre, t.titre_court, tuple(enjeu.code for enjeu in t.enjeux))
        for t in referentiel.thematiques
    )


def _read_positionnements(
    unit: Unit, ligne: Mapping[str, Any], referentiel: Referentiel
) -> tuple[tuple[Figure, ...], tuple[Figure, ...], frozenset[str]]:
    """What was thought at the start, what in the bilan, and the enjeux of which it was not the same question."""

    def compute(positions: Mapping[str, Mapping[str, Any]]) -> tuple[Figure, ...]:
        brutes = {
            enjeu: (position["niveau"], position["non_concerne"], position["referentiel_id"])
            for enjeu, position in positions.items()
        }
        return compute_depart(
            referentiel.thematiques, referentiel.niveau_max, read_positions(unit.db, brutes, referentiel)
        )

    departs, arrivees = ligne["departs"] or {}, ligne["arrivees"] or {}
    groupes: tuple[Groupe, ...] = ()
    if departs and arrivees:
        groupes = compare_lues(unit, ligne["collectif_id"], referentiel, departs, arrivees)
    autres = (fleche.enjeu for groupe in groupes for fleche in groupe.fleches if fleche.sens is Sens.AUTRE)
    return compute(departs), compute(arrivees), frozenset(autres)


def _list_releves(
    unit: Unit, collectif_id: UUID, trimestres: Sequence[Mapping[str, Any]], donnees: Sequence[Sequence[Any]]
) -> Iterator[Releve]:
    """Each trimestre with its state and the way to it from the last known one."""
    avant: str | None = None
    brutes = [donnee[:6] for donnee in donnees]
    versions = {*(brute[1] for brute in brutes), *filter(None, map(_find_version, trimestres))}
    bascules = read_bascules(unit, collectif_id) if len(versions) > 1 else ()
    for trimestre in trimestres:
        numero, ouvert = trimestre["numero"], trimestre["etat"] == EtatTrimestre.OUVERT
        debut, fin = date.fromisoformat(trimestre["debut"]), date.fromisoformat(trimestre["fin"])
        version = _find_version(trimestre)
        if version is None:
            yield Releve(numero, debut, fin, ouvert)
            continue
        suivi = follow_donnees(unit, collectif_id, brutes, UUID(version), bascules)
        dit = read_etat(brutes, numero, suivi)
        etat, niveaux = _read_etat(trimestre) if trimestre["arrete"] is not None else (dit, None)
        if etat is None or not etat.tenues:
            yield Releve(numero, debut, fin, ouvert)
            continue
        referentiel = suivi.referentiel
        suite = None
        if avant is not None and avant != version:
            suite = follow_versions(unit, collectif_id, [avant], UUID(version), bascules)[avant]
        lieux = {critere.code: t.code for t in referentiel.thematiques for critere in t.criteres}
        # Open beyond its last day, it goes on until today.
        yield Releve(
            numero,
            debut,
            max(fin, unit.today) if ouvert else fin,
            ouvert,
            etat,
            niveaux or list_niveaux(referentiel),
            lieux,
            suite,
            dit,
        )
        avant = version


def _find_version(trimestre: Mapping[str, Any]) -> str | None:
    """In whose terms the state at a trimestre is; None where there is none."""
    if trimestre["arrete"] is not None:
        return str(trimestre["arrete"]["referentiel"])
    if trimestre["carnet_id"] is None or trimestre["etat"] != EtatTrimestre.OUVERT:
        return None
    return str(trimestre["referentiel_id"])


def _read_etat(trimestre: Mapping[str, Any]) -> tuple[Etat | None, tuple[str, ...]]:
    """The state that an arrêté keeps, and the names of its échelle."""
    arrete = trimestre["arrete"]
    return Etat.from_contenu(arrete["etat"]) if arrete["etat"] else None, tuple(arrete["niveaux"])


def _read_jour(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(FUSEAU).date()
