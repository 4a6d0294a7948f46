"""The path of a structure, read in one statement: where it stood at each closing, what moved, what it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.positionnement.comparaison import compare_lues
from caprse.carnet.positionnement.fleches import Groupe, Sens
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.marches import list_niveaux
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import get_referentiel
from caprse.restitution.chemin.regles import Releve, ThematiqueSuivie, build_chemin
from caprse.restitution.chemin.requetes import CHEMIN
from caprse.restitution.figures.bilan import compute_depart
from caprse.restitution.figures.chemin import ActionFaite, Chemin, VisiteFaite
from caprse.restitution.figures.etats import Etat
from caprse.restitution.figures.notation import Figure
from caprse.restitution.publication.etats import Jalon, build_haltes, follow_jalons, read_etat
from caprse.restitution.publication.lecture import read_positions
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable
from caprse.socle.francais import enumerate_words

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
    visites: tuple[VisiteFaite, ...] = ()


def get_chemin(unit: Unit, structure_id: UUID) -> CheminVu:
    """The path of a structure: one query, more only where the version of the référentiel changed on the way.

    Closed trimestres are read from their arrêtés, never computed again; the open one is computed from its answers.
    Raises Introuvable to anyone who may not read this structure's carnets.
    """
    ligne = unit.db.execute(CHEMIN, {"structure": structure_id, "jour": unit.today}).mappings().one_or_none()
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
        tuple(_read_visite(structure_id, *visite) for visite in ligne["visites"] or ()),
    )


def _read_visite(
    structure_id: UUID, jour: str, note: str, structures: Sequence[str], noms: Sequence[str]
) -> VisiteFaite:
    autres = [nom for cle, nom in zip(structures, noms, strict=True) if cle != str(structure_id)]
    return VisiteFaite(enumerate_words(autres), date.fromisoformat(jour), note)


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
    brutes = [donnee[:6] for donnee in donnees]
    jalons = {trimestre["numero"]: jalon for trimestre in trimestres if (jalon := _find_jalon(trimestre)) is not None}
    suivis = follow_jalons(unit, collectif_id, brutes, [jalon.version for jalon in jalons.values()])
    haltes = build_haltes(brutes, jalons.values(), suivis)
    for trimestre in trimestres:
        numero, ouvert = trimestre["numero"], trimestre["etat"] == EtatTrimestre.OUVERT
        debut, fin = date.fromisoformat(trimestre["debut"]), date.fromisoformat(trimestre["fin"])
        halte, repris = haltes.get(numero), trimestre["repris"]
        if halte is None:
            yield Releve(numero, debut, fin, ouvert, repris=repris)
            continue
        suivi = suivis[jalons[numero].version]
        referentiel = suivi.referentiel
        lieux = {critere.code: t.code for t in referentiel.thematiques for critere in t.criteres}
        etat, niveaux = _read_arrete(trimestre) or (read_etat(brutes, numero, suivi), list_niveaux(referentiel))
        # Open beyond its last day, it goes on until today.
        fin = max(fin, unit.today) if ouvert else fin
        yield Releve(numero, debut, fin, ouvert, etat, niveaux, lieux, halte, repris)


def _find_jalon(trimestre: Mapping[str, Any]) -> Jalon | None:
    """In whose terms the state at a trimestre is; None where there is none."""
    if trimestre["arrete"] is not None:
        arrete = _read_arrete(trimestre)
        return Jalon(trimestre["numero"], str(trimestre["arrete"]["referentiel"])) if arrete else None
    if trimestre["carnet_id"] is None or trimestre["etat"] != EtatTrimestre.OUVERT:
        return None
    return Jalon(trimestre["numero"], str(trimestre["referentiel_id"]), fige=False)


def _read_arrete(trimestre: Mapping[str, Any]) -> tuple[Etat, tuple[str, ...]] | None:
    """The state that an arrêté keeps and the names of its échelle; None where it keeps none, or nothing in it."""
    arrete = trimestre["arrete"]
    if arrete is None or not arrete["etat"] or not arrete["etat"]["tenues"]:
        return None
    return Etat.from_contenu(arrete["etat"]), tuple(arrete["niveaux"])


def _read_jour(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(FUSEAU).date()
