"""Write a pratique, offer it, take it back; say what one makes of the pratique of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.modele import Structure
from caprse.progres.modele import Pratique, PratiqueRetour, PratiqueTrace
from caprse.progres.pratiques.lecture import QUOI, QUOI_LIEU, can_read, get_choix
from caprse.progres.pratiques.regles import (
    NOTE_MAX,
    PARTAGES,
    SUITES,
    EtatPratique,
    SaisiePratique,
    list_manques,
    list_reasons_against,
)
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.francais import enumerate_words
from caprse.socle.signes import clean_champs, clean_texte

MOVED = "Quelqu’un a modifié cette pratique entre-temps. Rien n’est perdu : relisez-la, puis recommencez."
PAS_OFFERTE = "Une des traces est confidentielle, ou n’est plus dans votre bibliothèque. Rien n’a été joint."
TEXTES = ("titre", "situation", "demarche", "effet", "outils", "contact")
_ICI = {"synchronize_session": False}


def create_pratique(unit: Unit, structure_id: UUID, saisie: SaisiePratique) -> UUID:
    """Begin a draft, with what goes with it. Raises Introuvable, SaisieInvalide with every reason."""
    collectif_id = unit.db.scalar(select(Structure.collectif_id).where(Structure.id == structure_id))
    if collectif_id is None:
        raise Introuvable(QUOI_LIEU)
    unit.check(Operation.UPDATE_PRATIQUE, collectif_id, structure_id, QUOI_LIEU)
    saisie = _check_saisie(unit, structure_id, saisie)
    pratique_id: UUID = unit.db.execute(
        insert(Pratique)
        .values(
            collectif_id=collectif_id,
            structure_id=structure_id,
            cree_le=unit.now,
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
            **_to_values(saisie),
        )
        .returning(Pratique.id)
    ).scalar_one()
    _join_traces(unit, {"collectif_id": collectif_id, "structure_id": structure_id}, pratique_id, saisie)
    return pratique_id


def update_pratique(unit: Unit, pratique_id: UUID, version: int, saisie: SaisiePratique) -> int:
    """Write it again; returns its new version. What others read is for the direction to change, and stays whole.

    Raises Introuvable, SaisieInvalide with every reason, Refus when it moved meanwhile.
    """
    ligne = _lock(unit, pratique_id)
    saisie = _check_saisie(unit, ligne["structure_id"], saisie, ligne)
    if EtatPratique(ligne["etat"]) in PARTAGES:
        _check_entiere(saisie)
    nouvelle = _update(unit, pratique_id, ligne, version, _to_values(saisie))
    _join_traces(unit, ligne, pratique_id, saisie)
    return nouvelle


def update_etat(unit: Unit, pratique_id: UUID, version: int, etat: EtatPratique) -> int:
    """Offer it to the collectif, to the federation, or withdraw it: its direction alone; returns its new version.

    Raises Introuvable, SaisieInvalide where something is missing, Refus when it moved meanwhile.
    """
    ligne = _lock(unit, pratique_id)
    unit.check(Operation.SHARE_PRATIQUE, ligne["collectif_id"], ligne["structure_id"], QUOI)
    if etat not in SUITES[EtatPratique(ligne["etat"])]:
        raise Refus(MOVED)
    if etat in PARTAGES:
        _check_entiere(_read_saisie(ligne))
    partagee_le = ligne["partagee_le"] or unit.now
    return _update(unit, pratique_id, ligne, version, {"etat": etat, "partagee_le": partagee_le})


def delete_brouillon(unit: Unit, pratique_id: UUID) -> None:
    """Remove a draft. Raises Introuvable, Refus for what others may have read: it is withdrawn instead."""
    ligne = _lock(unit, pratique_id)
    if ligne["etat"] != EtatPratique.BROUILLON:
        raise Refus("Cette pratique a été partagée : retirez-la plutôt. Rien n’a été supprimé.")
    unit.db.execute(
        delete(Pratique)
        .where(Pratique.collectif_id == ligne["collectif_id"], Pratique.id == pratique_id)
        .execution_options(**_ICI)
    )


def say_utile(unit: Unit, structure_id: UUID, pratique_id: UUID, *, utile: bool) -> None:
    """Say once for a structure that a pratique of others is useful, or take it back. Raises Introuvable."""
    _say(unit, structure_id, pratique_id, {"utile": utile})


def say_essayee(unit: Unit, structure_id: UUID, pratique_id: UUID, note: str) -> None:
    """Say that a structure tried a pratique of others, with a short note. Raises Introuvable, SaisieInvalide."""
    note = clean_texte(note).strip()
    if len(note) > NOTE_MAX:
        raise SaisieInvalide([f"Votre mot tient en {NOTE_MAX} signes."])
    _say(unit, structure_id, pratique_id, {"essayee_le": unit.now, "note": note})


def take_back_essai(unit: Unit, structure_id: UUID, pratique_id: UUID) -> None:
    """Say no more that it was tried. Raises Introuvable."""
    _say(unit, structure_id, pratique_id, {"essayee_le": None, "note": ""})


def _say(unit: Unit, structure_id: UUID, pratique_id: UUID, dit: Mapping[str, Any]) -> None:
    """Change what a structure says of a pratique, which may have been withdrawn since: what was said stays theirs."""
    collectif_id = unit.db.scalar(select(Structure.collectif_id).where(Structure.id == structure_id))
    if collectif_id is None:
        raise Introuvable(QUOI)
    unit.check(Operation.UPDATE_PRATIQUE, collectif_id, structure_id, QUOI)
    ou = (
        PratiqueRetour.collectif_id == collectif_id,
        PratiqueRetour.structure_id == structure_id,
        PratiqueRetour.pratique_id == pratique_id,
    )
    champs = (PratiqueRetour.utile, PratiqueRetour.essayee_le, PratiqueRetour.version)
    avant = unit.db.execute(select(*champs).where(*ou).with_for_update()).mappings().one_or_none()
    apres = {"utile": False, "essayee_le": None, **(avant or {}), **dit}
    reste = apres["utile"] or apres["essayee_le"] is not None
    signe = {"modifie_le": unit.now, "modifie_par": unit.acteur.compte_id}
    if avant is not None:
        change = update(PratiqueRetour).where(*ou).values(**dit, **signe, version=avant["version"] + 1)
        retire = delete(PratiqueRetour).where(*ou)
        unit.db.execute((change if reste else retire).execution_options(**_ICI))
        return
    pratique = (
        unit.db.execute(
            select(Pratique.collectif_id, Pratique.structure_id, Pratique.etat).where(Pratique.id == pratique_id)
        )
        .mappings()
        .one_or_none()
    )
    if (
        pratique is None
        or not can_read(unit, dict(pratique))
        or pratique["structure_id"] == structure_id
        or EtatPratique(pratique["etat"]) not in PARTAGES
    ):
        raise Introuvable(QUOI)
    if reste:
        unit.db.execute(
            upsert(PratiqueRetour)
            .values(
                collectif_id=collectif_id,
                structure_id=structure_id,
                pratique_id=pratique_id,
                collectif_auteur=pratique["collectif_id"],
                cree_le=unit.now,
                **dit,
                **signe,
            )
            # A colleague said it at the same time.
            .on_conflict_do_update(
                index_elements=["collectif_id", "structure_id", "pratique_id"], set_={**dit, **signe}
            )
        )


def _lock(unit: Unit, pratique_id: UUID) -> Mapping[str, Any]:
    # Under row-level security only those who may change it can lock it.
    ligne = (
        unit.db.execute(
            select(
                Pratique.collectif_id,
                Pratique.structure_id,
                Pratique.version,
                Pratique.etat,
                Pratique.partagee_le,
                Pratique.criteres,
                *(getattr(Pratique, champ) for champ in TEXTES),
            )
            .where(Pratique.id == pratique_id)
            .with_for_update()
        )
        .mappings()
        .one_or_none()
    )
    if ligne is None:
        raise Introuvable(QUOI)
    brouillon = ligne["etat"] == EtatPratique.BROUILLON
    operation = Operation.UPDATE_PRATIQUE if brouillon else Operation.SHARE_PRATIQUE
    unit.check(operation, ligne["collectif_id"], ligne["structure_id"], QUOI)
    return dict(ligne)


def _update(unit: Unit, pratique_id: UUID, ligne: Mapping[str, Any], version: int, valeurs: dict[str, Any]) -> int:
    if ligne["version"] != version:
        raise Refus(MOVED)
    unit.db.execute(
        update(Pratique)
        .where(Pratique.collectif_id == ligne["collectif_id"], Pratique.id == pratique_id)
        .values(modifie_le=unit.now, modifie_par=unit.acteur.compte_id, version=version + 1, **valeurs)
        .execution_options(**_ICI)
    )
    return version + 1


def _check_saisie(
    unit: Unit, structure_id: UUID, saisie: SaisiePratique, ligne: Mapping[str, Any] | None = None
) -> SaisiePratique:
    """What was typed, clean; critères that it names already may stay, even where they are no longer asked."""
    saisie = clean_champs(saisie, "situation", "demarche", "effet", "outils")
    choix = get_choix(unit, structure_id)
    if raisons := list_reasons_against(saisie, {*choix.titres, *(ligne["criteres"] if ligne else ())}):
        raise SaisieInvalide(raisons)
    return saisie


def _check_entiere(saisie: SaisiePratique) -> None:
    if manques := list_manques(saisie):
        raise SaisieInvalide([f"Avant de la partager, il manque {enumerate_words(manques)}."])


def _read_saisie(ligne: Mapping[str, Any]) -> SaisiePratique:
    return SaisiePratique(**{champ: ligne[champ] for champ in TEXTES}, criteres=tuple(ligne["criteres"]))


def _to_values(saisie: SaisiePratique) -> dict[str, Any]:
    return {champ: getattr(saisie, champ) for champ in TEXTES} | {"criteres": list(saisie.criteres)}


def _join_traces(unit: Unit, ligne: Mapping[str, Any], pratique_id: UUID, saisie: SaisiePratique) -> None:
    """Offer these traces with it and no other; those that became confidential stay joined, and unread by others."""
    collectif_id, structure_id = ligne["collectif_id"], ligne["structure_id"]
    ici = (PratiqueTrace.collectif_id == collectif_id, PratiqueTrace.pratique_id == pratique_id)
    jointes = {str(id_) for id_ in unit.db.scalars(select(PratiqueTrace.trace_id).where(*ici))}
    voulues = set(saisie.traces)
    if retirees := jointes - voulues:
        ids = [UUID(id_) for id_ in retirees]
        unit.db.execute(delete(PratiqueTrace).where(*ici, PratiqueTrace.trace_id.in_(ids)).execution_options(**_ICI))
    nouvelles = voulues - jointes
    if not nouvelles <= get_choix(unit, structure_id).traces.keys():
        raise SaisieInvalide([PAS_OFFERTE])
    if nouvelles:
        unit.db.execute(
            insert(PratiqueTrace),
            [
                {
                    "collectif_id": collectif_id,
                    "pratique_id": pratique_id,
                    "trace_id": UUID(id_),
                    "structure_id": structure_id,
                    "cree_le": unit.now,
                    "cree_par": unit.acteur.compte_id,
                }
                for id_ in sorted(nouvelles)
            ],
        )
