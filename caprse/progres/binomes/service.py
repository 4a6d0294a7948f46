"""Declare what one shares and looks for; compose, accept, change, end a binôme; write its visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from caprse.acces.annonces import Annonce, Evenement, announce
from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.progres.binomes.lecture import QUOI, QUOI_UN, EcranCollectif, get_de_collectif, get_de_structure
from caprse.progres.binomes.modele import Binome, BinomeVisite, Entraide
from caprse.progres.binomes.regles import (
    MEMBRES,
    EtatBinome,
    Groupe,
    SaisieEntraide,
    SaisieVisite,
    build_groupe,
    list_reasons_against,
    list_reasons_against_visite,
)
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.signes import clean_champs

ENTRE_TEMPS = "Quelqu’un a modifié ces listes entre-temps. Rien n’est perdu : relisez-les, puis recommencez."
BOUGE = "Ce binôme a changé entre-temps. Rien n’a été fait : relisez-le, puis recommencez."
LISTES_CHANGEES = "Leurs listes ont changé depuis. Relancez « Proposer des binômes », puis relisez."
VISITE_BOUGEE = "Quelqu’un a modifié cette visite entre-temps. Rien n’est perdu : relisez-la, puis recommencez."
SUITES = {
    EtatBinome.PROPOSE: {EtatBinome.ACCEPTE, EtatBinome.REFUSE},
    EtatBinome.ACCEPTE: {EtatBinome.TERMINE},
}
_ICI = {"synchronize_session": False}


def save_entraide(unit: Unit, structure_id: UUID, version: int, saisie: SaisieEntraide) -> None:
    """Declare; two empty lists take the structure out. The direction's word: its name goes with it.

    Raises Introuvable, SaisieInvalide with every reason, Refus.
    """
    ecran = get_de_structure(unit, structure_id)
    unit.check(Operation.UPDATE_ENTRAIDE, ecran.collectif_id, structure_id, QUOI)
    if raisons := list_reasons_against(saisie, ecran.sujets.titres):
        raise SaisieInvalide(raisons)
    ou = (Entraide.collectif_id == ecran.collectif_id, Entraide.structure_id == structure_id)
    actuelle = unit.db.scalar(select(Entraide.version).where(*ou).with_for_update())
    if (actuelle or 0) != version:
        raise Refus(ENTRE_TEMPS)
    if not saisie.offre and not saisie.cherche:
        unit.db.execute(delete(Entraide).where(*ou).execution_options(**_ICI))
        return
    valeurs = {
        "offre": list(saisie.offre),
        "cherche": list(saisie.cherche),
        "rencontre": saisie.rencontre,
        "version": version + 1,
        "modifie_le": unit.now,
        "modifie_par": unit.acteur.compte_id,
    }
    ecrite = unit.db.execute(
        upsert(Entraide)
        .values(collectif_id=ecran.collectif_id, structure_id=structure_id, cree_le=unit.now, **valeurs)
        # A colleague declared at the same moment.
        .on_conflict_do_update(
            index_elements=["collectif_id", "structure_id"], set_=valeurs, where=Entraide.version == version
        )
        .returning(Entraide.version)
    ).scalar()
    if ecrite is None:
        raise Refus(ENTRE_TEMPS)


def compose(unit: Unit, collectif_id: UUID, structures: Iterable[UUID]) -> UUID:
    """A proposal by hand, of structures that declared. Raises Introuvable, SaisieInvalide, Refus."""
    unit.check(Operation.UPDATE_BINOME, collectif_id, quoi=QUOI)
    ecran = get_de_collectif(unit, collectif_id)
    groupe = build_parmi(ecran, _check_membres(ecran, structures))
    return insert_binome(unit, collectif_id, groupe, a_la_main=True)


def change_membres(unit: Unit, binome_id: UUID, version: int, structures: Iterable[UUID]) -> None:
    """Other structures in a proposal. Raises as ``compose``."""
    collectif_id, etat = _lock(unit, binome_id, version)
    if etat is not EtatBinome.PROPOSE:
        raise Refus(BOUGE)
    ecran = get_de_collectif(unit, collectif_id)
    groupe = build_parmi(ecran, _check_membres(ecran, structures))
    update_binome(unit, collectif_id, binome_id, version, build_valeurs(groupe) | {"a_la_main": True})


def move(unit: Unit, binome_id: UUID, version: int, etat: EtatBinome) -> None:
    """Accept, refuse or end. What is accepted is what was read: where lists changed since, nothing is done.

    Raises Introuvable, Refus.
    """
    collectif_id, avant = _lock(unit, binome_id, version)
    if etat not in SUITES.get(avant, ()):
        raise Refus(BOUGE)
    valeurs: dict[str, Any] = {"etat": etat}
    if etat is EtatBinome.ACCEPTE:
        ecran = get_de_collectif(unit, collectif_id)
        binome = next(un for un in ecran.binomes if un.id == binome_id)
        if not binome.cles <= {une.id for une in ecran.libres}:
            raise Refus(LISTES_CHANGEES)
        groupe = build_parmi(ecran, binome.cles)
        if (groupe.dons, groupe.lieu) != (binome.dons, binome.lieu):
            raise Refus(LISTES_CHANGEES)
        valeurs["accepte_le"] = unit.now
        # Whoever was to meet somebody else is met already.
        unit.db.execute(
            delete(Binome)
            .where(
                Binome.collectif_id == collectif_id,
                Binome.id != binome_id,
                Binome.etat == EtatBinome.PROPOSE,
                Binome.structures.overlap(list(binome.cles)),
            )
            .execution_options(**_ICI)
        )
    update_binome(unit, collectif_id, binome_id, version, valeurs)
    if etat is EtatBinome.ACCEPTE:
        announce(unit, Annonce(Evenement.BINOME_ACCEPTE, collectif_id, binome_id))


def save_visite(
    unit: Unit, binome_id: UUID, saisie: SaisieVisite, visite_id: UUID | None = None, version: int = 0
) -> None:
    """Plan a visit, or say what came of it, for any of the binôme and whoever animates. Raises as ``compose``."""
    collectif_id, depuis = _check_visite(unit, binome_id)
    saisie = clean_champs(saisie, "note")
    if raisons := list_reasons_against_visite(saisie, depuis, unit.today):
        raise SaisieInvalide(raisons)
    valeurs = {
        "jour": saisie.jour,
        "note": saisie.note,
        "modifie_le": unit.now,
        "modifie_par": unit.acteur.compte_id,
    }
    if visite_id is None:
        unit.db.execute(
            insert(BinomeVisite).values(collectif_id=collectif_id, binome_id=binome_id, cree_le=unit.now, **valeurs)
        )
        return
    faite = unit.db.execute(
        update(BinomeVisite)
        .where(
            BinomeVisite.collectif_id == collectif_id,
            BinomeVisite.binome_id == binome_id,
            BinomeVisite.id == visite_id,
            BinomeVisite.version == version,
        )
        .values(**valeurs, version=version + 1)
        .execution_options(**_ICI)
        .returning(BinomeVisite.id)
    ).scalar()
    if faite is None:
        raise Refus(VISITE_BOUGEE)


def delete_visite(unit: Unit, binome_id: UUID, visite_id: UUID) -> None:
    """A visit that does not take place. Raises Introuvable, Refus."""
    collectif_id, _ = _check_visite(unit, binome_id)
    unit.db.execute(
        delete(BinomeVisite)
        .where(
            BinomeVisite.collectif_id == collectif_id,
            BinomeVisite.binome_id == binome_id,
            BinomeVisite.id == visite_id,
        )
        .execution_options(**_ICI)
    )


def _check_visite(unit: Unit, binome_id: UUID) -> tuple[UUID, Any]:
    """The collectif, and since when it runs: for whoever may write a visit of it."""
    ligne = unit.db.execute(
        select(Binome.collectif_id, Binome.structures, Binome.etat, Binome.accepte_le).where(Binome.id == binome_id)
    ).one_or_none()
    if ligne is None or not any(
        unit.acteur.can(Operation.UPDATE_VISITE, ligne.collectif_id, structure_id) for structure_id in ligne.structures
    ):
        raise Introuvable(QUOI_UN)
    if ligne.etat != EtatBinome.ACCEPTE:
        raise Refus("Ce binôme n’est pas en cours : rien n’a été enregistré.")
    return ligne.collectif_id, ligne.accepte_le.astimezone(FUSEAU).date()


def _lock(unit: Unit, binome_id: UUID, version: int) -> tuple[UUID, EtatBinome]:
    # Under row-level security only those who may change it can lock it.
    ligne = unit.db.execute(
        select(Binome.collectif_id, Binome.version, Binome.etat).where(Binome.id == binome_id).with_for_update()
    ).one_or_none()
    if ligne is None:
        raise Introuvable(QUOI_UN)
    unit.check(Operation.UPDATE_BINOME, ligne.collectif_id, quoi=QUOI_UN)
    if ligne.version != version:
        raise Refus(BOUGE)
    return ligne.collectif_id, EtatBinome(ligne.etat)


def _check_membres(ecran: EcranCollectif, structures: Iterable[UUID]) -> frozenset[UUID]:
    voulues = frozenset(structures)
    if len(voulues) not in MEMBRES:
        raise SaisieInvalide([f"Choisissez de {MEMBRES[0]} à {MEMBRES[-1]} structures."])
    if not voulues <= {une.id for une in ecran.libres}:
        raise SaisieInvalide(["Une de ces structures n’a pas rempli ses listes, ou a déjà un binôme."])
    return voulues


def build_parmi(ecran: EcranCollectif, cles: frozenset[UUID]) -> Groupe:
    return build_groupe((une for une in ecran.declarees if une.id in cles), ecran.sujets.enjeux)


def build_valeurs(groupe: Groupe) -> dict[str, Any]:
    return {
        "structures": list(groupe.membres),
        "dons": [[str(don.de), str(don.a), list(don.codes)] for don in groupe.dons],
        "lieu": groupe.lieu,
    }


def insert_binome(unit: Unit, collectif_id: UUID, groupe: Groupe, *, a_la_main: bool) -> UUID:
    binome_id: UUID = unit.db.execute(
        insert(Binome)
        .values(
            collectif_id=collectif_id,
            a_la_main=a_la_main,
            cree_le=unit.now,
            modifie_le=unit.now,
            modifie_par=unit.acteur.compte_id,
            **build_valeurs(groupe),
        )
        .returning(Binome.id)
    ).scalar_one()
    return binome_id


def update_binome(unit: Unit, collectif_id: UUID, binome_id: UUID, version: int, valeurs: Mapping[str, Any]) -> None:
    unit.db.execute(
        update(Binome)
        .where(Binome.collectif_id == collectif_id, Binome.id == binome_id)
        .values(modifie_le=unit.now, modifie_par=unit.acteur.compte_id, version=version + 1, **valeurs)
        .execution_options(**_ICI)
    )
