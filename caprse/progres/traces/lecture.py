"""The traces of a structure as one reads them: its library, those of a carnet, and the files themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.traces.regles import TYPES_MIME, Nature
from caprse.progres.traces.requetes import APERCU, BIBLIOTHEQUE, DE_CARNET, FICHIER
from caprse.referentiel.service import list_titres
from caprse.socle.erreurs import Introuvable

QUOI = "Cette trace"
QUOI_BIBLIOTHEQUE = "Cette bibliothèque"
ANCIEN = "Un critère qui n’est plus demandé"


@dataclass(frozen=True, slots=True)
class Usage:
    """One answer that a trace is tied to. ``fige``: its carnet no longer changes; ``clos``: nor its trimestre."""

    critere: str
    titre: str
    trimestre: int
    fige: bool
    clos: bool


@dataclass(frozen=True, slots=True)
class TraceVue:
    """One trace as it is listed. ``nature`` and ``octets``: of its file, None for a link."""

    id: UUID
    titre: str
    lien: str
    nom_fichier: str
    nature: Nature | None
    octets: int | None
    illustree: bool
    confidentielle: bool
    expire_le: date | None
    cree_le: datetime
    auteur: str
    version: int
    usages: tuple[Usage, ...] = ()

    @property
    def adresse(self) -> str:
        """Where the thing itself is."""
        return self.lien or f"/traces/{self.id}/fichier"

    @property
    def tenue(self) -> bool:
        """Whether a carnet that no longer changes needs it."""
        return any(usage.fige for usage in self.usages)


@dataclass(frozen=True, slots=True)
class Bibliotheque:
    """All the traces of a structure, the last added first. ``carnets``: those that have some, the latest first."""

    structure_id: UUID
    structure: str
    collectif_id: UUID
    collectif: str
    fictif: bool
    octets: int
    traces: tuple[TraceVue, ...]
    carnets: tuple[tuple[int, UUID], ...]


@dataclass(frozen=True, slots=True)
class FichierLu:
    """A file that goes out. ``type_mime``: what our own check found it to be."""

    nom: str
    type_mime: str
    contenu: bytes


def get_bibliotheque(unit: Unit, structure_id: UUID) -> Bibliotheque:
    """The traces of a structure, for its own people. One query. Raises Introuvable."""
    ligne = unit.db.execute(BIBLIOTHEQUE, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None or not unit.acteur.holds(structure_id):
        raise Introuvable(QUOI_BIBLIOTHEQUE)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI_BIBLIOTHEQUE)
    trimestres = ligne["trimestres"] or ()
    titres = list_titres(unit.db, trimestres)
    traces = tuple(read_trace(brute, titres) for brute in ligne["traces"] or ())
    servis = {usage.trimestre for trace in traces for usage in trace.usages}
    return Bibliotheque(
        structure_id,
        ligne["structure"],
        ligne["collectif_id"],
        ligne["collectif"],
        ligne["fictif"],
        ligne["octets"],
        traces,
        tuple((t["numero"], UUID(t["carnet"])) for t in trimestres if t["numero"] in servis),
    )


def list_de_carnet(
    unit: Unit, collectif_id: UUID, structure_id: UUID, carnet_id: UUID
) -> dict[str, tuple[TraceVue, ...]]:
    """What is tied to the answers of a carnet, by critère, as far as the person may read it. Raises Introuvable."""
    unit.check(Operation.GET_CARNET, collectif_id, structure_id, "Ce carnet")
    return read_liees(unit.db.scalar(DE_CARNET, {"collectif": collectif_id, "carnet": carnet_id}))


def read_liees(par_critere: Mapping[str, Sequence[Mapping[str, Any]]] | None) -> dict[str, tuple[TraceVue, ...]]:
    """By critère, what ``LIEES`` gives; nothing where nothing is tied."""
    return {code: tuple(read_trace(brute, {}) for brute in brutes) for code, brutes in (par_critere or {}).items()}


def get_fichier(unit: Unit, trace_id: UUID) -> FichierLu:
    """The file of a trace. For the people of its structure, the animation that it is shown to, and whoever reads the
    pratique that it is offered with.

    Raises Introuvable to all others, and for a trace without a file.
    """
    ligne = unit.db.execute(FICHIER, {"trace": trace_id}).one_or_none()
    _check_lecture(unit, ligne)
    assert ligne is not None  # noqa: S101 - checked above
    return FichierLu(ligne.nom_fichier, TYPES_MIME[Nature(ligne.nature)], bytes(ligne.contenu))


def get_apercu(unit: Unit, trace_id: UUID) -> bytes:
    """The small picture of a trace, as JPEG. Raises as ``get_fichier``, and where there is none."""
    ligne = unit.db.execute(APERCU, {"trace": trace_id}).one_or_none()
    _check_lecture(unit, ligne)
    assert ligne is not None  # noqa: S101 - checked above
    return bytes(ligne.apercu)


def _check_lecture(unit: Unit, ligne: Row[Any] | None) -> None:
    if ligne is None or not (unit.acteur.holds(ligne.structure_id) or ligne.montree or ligne.offerte):
        raise Introuvable(QUOI)
    if ligne.offerte:
        return
    unit.check(Operation.GET_CARNET, ligne.collectif_id, ligne.structure_id, QUOI)


def read_trace(brute: Mapping[str, Any], titres: Mapping[str, str]) -> TraceVue:
    """A trace as the statements give it."""
    return TraceVue(
        UUID(brute["id"]),
        brute["titre"],
        brute["lien"],
        brute["nom_fichier"],
        Nature(brute["nature"]) if brute["nature"] else None,
        brute["octets"],
        brute["illustree"],
        brute["confidentielle"],
        date.fromisoformat(brute["expire_le"]) if brute["expire_le"] else None,
        datetime.fromisoformat(brute["cree_le"]),
        brute["auteur"] or "Une autre personne",
        brute["version"],
        _read_usages(brute.get("usages") or (), titres),
    )


def _read_usages(brutes: Sequence[Sequence[Any]], titres: Mapping[str, str]) -> tuple[Usage, ...]:
    return tuple(
        Usage(
            critere,
            titres.get(critere, ANCIEN),
            numero,
            etat not in ("brouillon", "a_completer") or cadre == "clos",
            cadre == "clos",
        )
        for critere, numero, etat, cadre in brutes
    )
