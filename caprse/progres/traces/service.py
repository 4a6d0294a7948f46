"""Add a trace, say more of it, tie it to an answer, untie it, remove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.places import explain_absence, get_place
from caprse.carnet.regles import complete_lien
from caprse.collectif.modele import Structure
from caprse.progres.modele import Fichier, ReponseTrace, Trace
from caprse.progres.traces.lecture import QUOI, QUOI_BIBLIOTHEQUE
from caprse.progres.traces.pieces import Piece
from caprse.progres.traces.regles import PAR_CRITERE_MAX, SaisieTrace, list_reasons_against
from caprse.progres.traces.requetes import LOCK, USAGES
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs

QUOI_CARNET = "Ce carnet"
MOVED = "Quelqu’un a modifié cette trace entre-temps. Rien n’est perdu : relisez-la, puis recommencez."


@dataclass(frozen=True)
class Ajout:
    """What came of a file. ``deja``: the title under which it was there already; empty for a new one."""

    trace_id: UUID
    deja: str = ""


def create_lien(unit: Unit, structure_id: UUID, saisie: SaisieTrace) -> UUID:
    """Add a title with a link. Raises Introuvable, SaisieInvalide, Refus when the library is full."""
    collectif_id = _check_structure(unit, structure_id)
    saisie = _check_saisie(saisie, fichier=False)
    trace_id: UUID = unit.db.execute(
        insert(Trace).values(**_build_trace(unit, collectif_id, structure_id, saisie)).returning(Trace.id)
    ).scalar_one()
    return trace_id


def create_fichier(unit: Unit, structure_id: UUID, piece: Piece, saisie: SaisieTrace) -> Ajout:
    """Add a title with a file; the same file twice is one trace, wherever and by whomever it was brought.

    Raises Introuvable, SaisieInvalide with every reason, Refus when the library is full, or when the file is there
    already and read by others than asked now.
    """
    collectif_id = _check_structure(unit, structure_id)
    saisie = _check_saisie(saisie, fichier=True)
    unit.db.execute(LOCK, {"structure": structure_id})
    cle = {"collectif_id": collectif_id, "structure_id": structure_id, "empreinte": piece.empreinte}
    if (deja := _find_meme(unit, cle, saisie)) is not None:
        return deja
    unit.db.execute(
        insert(Fichier)
        .values(
            **cle,
            nature=piece.nature.value,
            octets=len(piece.contenu),
            contenu=piece.contenu,
            apercu=piece.apercu,
            cree_le=unit.now,
        )
        .on_conflict_do_nothing()
    )
    trace_id: UUID | None = unit.db.execute(
        insert(Trace)
        .values(
            **_build_trace(unit, collectif_id, structure_id, saisie),
            empreinte=piece.empreinte,
            nom_fichier=piece.nom,
        )
        .on_conflict_do_nothing(index_elements=list(cle))
        .returning(Trace.id)
    ).scalar_one_or_none()
    # A colleague brought it at the same time: theirs is the one.
    ajout = Ajout(trace_id) if trace_id is not None else _find_meme(unit, cle, saisie)
    if ajout is None:
        raise Refus(MOVED)
    return ajout


def update_trace(unit: Unit, trace_id: UUID, version: int, saisie: SaisieTrace) -> int:
    """Say its title, its link, who reads it, until when it is good; returns its new version.

    Raises Introuvable, SaisieInvalide with every reason, Refus when it moved meanwhile, or for a title or a link that
    a closed trimestre lists.
    """
    ligne = _lock(unit, trace_id)
    saisie = _check_saisie(saisie, fichier=ligne["empreinte"] is not None)
    if ligne["version"] != version:
        raise Refus(MOVED)
    unit.db.execute(
        update(Trace)
        .where(Trace.collectif_id == ligne["collectif_id"], Trace.id == trace_id)
        .values(
            titre=saisie.titre,
            lien="" if ligne["empreinte"] else saisie.lien,
            confidentielle=saisie.confidentielle,
            expire_le=saisie.expire_le,
            version=version + 1,
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
        )
        .execution_options(synchronize_session=False)
    )
    return version + 1


def delete_trace(unit: Unit, trace_id: UUID) -> None:
    """Remove a trace and what it holds, untied from the answers that may still change.

    Raises Introuvable, Refus where a carnet that no longer changes needs it.
    """
    structure = unit.db.scalar(select(Trace.structure_id).where(Trace.id == trace_id))
    unit.db.execute(LOCK, {"structure": structure})
    ligne = _lock(unit, trace_id)
    collectif_id, structure_id, empreinte = ligne["collectif_id"], ligne["structure_id"], ligne["empreinte"]
    tenue = unit.db.execute(USAGES, {"collectif": collectif_id, "trace": trace_id}).scalar_one()
    if tenue:
        raise Refus(
            "Cette trace sert à un carnet transmis ou clos : elle y reste. Rien n’a été supprimé ; vous pouvez la "
            "rendre confidentielle."
        )
    ici = {"synchronize_session": False}
    unit.db.execute(
        delete(ReponseTrace)
        .where(ReponseTrace.collectif_id == collectif_id, ReponseTrace.trace_id == trace_id)
        .execution_options(**ici)
    )
    unit.db.execute(
        delete(Trace).where(Trace.collectif_id == collectif_id, Trace.id == trace_id).execution_options(**ici)
    )
    if empreinte is not None:
        unit.db.execute(
            delete(Fichier)
            .where(
                Fichier.collectif_id == collectif_id,
                Fichier.structure_id == structure_id,
                Fichier.empreinte == empreinte,
            )
            .execution_options(**ici)
        )


def tie_trace(unit: Unit, carnet_id: UUID, critere: str, trace_id: UUID) -> None:
    """Tie a trace of the structure to one critère of its carnet; a second time changes nothing.

    Raises Introuvable, Refus when the carnet no longer changes, or when the critère has very many.
    """
    collectif_id, structure_id = _check_carnet(unit, carnet_id, critere)
    # Held, so that nobody removes it meanwhile.
    trouvee = unit.db.scalar(
        select(Trace.id)
        .where(Trace.collectif_id == collectif_id, Trace.structure_id == structure_id, Trace.id == trace_id)
        .with_for_update(read=True)
    )
    if trouvee is None:
        raise Introuvable(QUOI)
    ici = (
        ReponseTrace.collectif_id == collectif_id,
        ReponseTrace.carnet_id == carnet_id,
        ReponseTrace.critere == critere,
    )
    if (unit.db.scalar(select(func.count()).select_from(ReponseTrace).where(*ici)) or 0) >= PAR_CRITERE_MAX:
        raise Refus(f"Ce critère a déjà {PAR_CRITERE_MAX} traces : retirez-en une, puis recommencez.")
    unit.db.execute(
        insert(ReponseTrace)
        .values(
            collectif_id=collectif_id,
            carnet_id=carnet_id,
            critere=critere,
            trace_id=trace_id,
            structure_id=structure_id,
            cree_le=unit.now,
            cree_par=unit.acteur.compte_id,
        )
        .on_conflict_do_nothing()
    )


def untie_trace(unit: Unit, carnet_id: UUID, critere: str, trace_id: UUID) -> None:
    """Take a trace back from one critère; it stays in the library. Raises as ``tie_trace``."""
    collectif_id, _ = _check_carnet(unit, carnet_id, critere)
    unit.db.execute(
        delete(ReponseTrace)
        .where(
            ReponseTrace.collectif_id == collectif_id,
            ReponseTrace.carnet_id == carnet_id,
            ReponseTrace.critere == critere,
            ReponseTrace.trace_id == trace_id,
        )
        .execution_options(synchronize_session=False)
    )


def _check_structure(unit: Unit, structure_id: UUID) -> UUID:
    """The collectif of a structure for which the person may answer."""
    collectif_id = unit.db.scalar(select(Structure.collectif_id).where(Structure.id == structure_id))
    if collectif_id is None:
        raise Introuvable(QUOI_BIBLIOTHEQUE)
    unit.check(Operation.UPDATE_REPONSE, collectif_id, structure_id, QUOI_BIBLIOTHEQUE)
    return collectif_id


def _check_carnet(unit: Unit, carnet_id: UUID, critere: str) -> tuple[UUID, UUID]:
    place = get_place(unit, carnet_id)
    unit.check(Operation.UPDATE_REPONSE, place.collectif_id, place.structure_id, QUOI_CARNET)
    if not place.asks(critere):
        place = get_place(unit, carnet_id, relire=True)
        if not place.asks(critere):
            raise explain_absence(unit, place, critere)
    return place.collectif_id, place.structure_id


def _check_saisie(saisie: SaisieTrace, *, fichier: bool) -> SaisieTrace:
    saisie = clean_champs(saisie)
    saisie = SaisieTrace(
        saisie.titre, "" if fichier else complete_lien(saisie.lien), saisie.confidentielle, saisie.expire_le
    )
    if raisons := list_reasons_against(saisie, fichier=fichier):
        raise SaisieInvalide(raisons)
    return saisie


def _find_meme(unit: Unit, cle: Mapping[str, Any], saisie: SaisieTrace) -> Ajout | None:
    """The trace that holds this very file already."""
    ligne = unit.db.execute(
        select(Trace.id, Trace.titre, Trace.confidentielle).where(
            *(getattr(Trace, nom) == valeur for nom, valeur in cle.items())
        )
    ).one_or_none()
    if ligne is None:
        return None
    if ligne.confidentielle != saisie.confidentielle:
        suite = "confidentiel" if ligne.confidentielle else "sans être confidentiel"
        raise Refus(
            f"Ce fichier est déjà dans votre bibliothèque, sous le titre « {ligne.titre} », {suite}. Rien n’a été "
            "ajouté : choisissez-le là, ou changez-le dans « Nos traces »."
        )
    return Ajout(ligne.id, ligne.titre)


def _build_trace(unit: Unit, collectif_id: UUID, structure_id: UUID, saisie: SaisieTrace) -> dict[str, Any]:
    return {
        "collectif_id": collectif_id,
        "structure_id": structure_id,
        "titre": saisie.titre,
        "lien": saisie.lien,
        "confidentielle": saisie.confidentielle,
        "expire_le": saisie.expire_le,
        "cree_le": unit.now,
        "modifie_le": unit.now,
        "modifie_par": unit.acteur.compte_id,
    }


def _lock(unit: Unit, trace_id: UUID) -> Mapping[str, Any]:
    # Under row-level security only those who may change it can lock it.
    ligne = (
        unit.db.execute(
            select(Trace.collectif_id, Trace.structure_id, Trace.version, Trace.empreinte)
            .where(Trace.id == trace_id)
            .with_for_update()
        )
        .mappings()
        .one_or_none()
    )
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_REPONSE, ligne["collectif_id"], ligne["structure_id"], QUOI)
    return dict(ligne)
