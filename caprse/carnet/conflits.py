"""Two people touched the same field of an answer: what was not recorded waits in the base until someone chooses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.carnet.fusion import GROUPES, merge_saisies
from caprse.carnet.modele import ConflitEnAttente
from caprse.carnet.regles import Saisie
from caprse.carnet.requetes import KEEP_CONFLIT, LIST_CONFLITS
from caprse.carnet.revisions import follow_revision
from caprse.carnet.service import VIDE, ConflitOuvert, ReponseEnregistree, read_conflits, save_reponse
from caprse.socle.erreurs import Conflit, Refus

DEJA_CHOISI = "Quelqu’un a déjà choisi : rien n’est perdu, la réponse gardée est affichée."
A_BOUGE = "Cette réponse a encore changé entre-temps. Rien n’est perdu : relisez, puis choisissez de nouveau."


@dataclass(frozen=True)
class Suite:
    """What became of an answer: it as it now stands, and all that waits about it (None: not looked at)."""

    reponse: ReponseEnregistree
    conflits: tuple[ConflitOuvert, ...] | None = None


def submit_reponse(unit: Unit, carnet_id: UUID, critere: str, saisie: Saisie, version: int, vue: Saisie) -> Suite:
    """``save_reponse``, except that a conflict is kept, in the same transaction, for both authors to see.

    What nobody else touched is recorded all the same. Raises as ``save_reponse`` does, save Conflit.
    """
    try:
        enregistree = save_reponse(unit, carnet_id, critere, saisie, version, vue)
        follow_revision(unit, carnet_id, critere, vue, enregistree.saisie)
        return Suite(enregistree)
    except Conflit as conflit:
        actuelle: ReponseEnregistree = conflit.actuel
        fusion, champs = merge_saisies(vue, saisie, actuelle.saisie)
        if fusion != actuelle.saisie:
            actuelle = save_reponse(unit, carnet_id, critere, fusion, actuelle.version, actuelle.saisie)
        return Suite(actuelle, _keep(unit, carnet_id, critere, champs))


def keep_choix(unit: Unit, carnet_id: UUID, critere: str, conflit: Conflit[Saisie, ReponseEnregistree]) -> Suite:
    """Keep the niveau that was asked for where the answer moved; the rest of the answer is left alone."""
    champs = {"choix": {champ: getattr(conflit.voulu, champ) for champ in GROUPES["choix"]}}
    return Suite(conflit.actuel, _keep(unit, carnet_id, critere, champs))


def settle_conflit(
    unit: Unit,
    carnet_id: UUID,
    critere: str,
    conflit: ConflitOuvert,
    garder: bool,
    vue: ReponseEnregistree | None,
) -> Suite | None:
    """End a conflict: what waited is recorded in its field alone (``garder``), or left aside. For whoever answers.

    ``vue`` is the answer beside which it was shown. Gives what was recorded, None when nothing was. Raises
    Introuvable, SaisieInvalide, Refus when somebody chose already, the answer moved again, or the carnet is locked.
    """
    ligne = unit.db.execute(
        delete(ConflitEnAttente)
        .where(
            ConflitEnAttente.carnet_id == carnet_id,
            ConflitEnAttente.critere == critere,
            ConflitEnAttente.champ == conflit.champ,
            ConflitEnAttente.compte_id == conflit.compte_id,
        )
        .returning(ConflitEnAttente.collectif_id, ConflitEnAttente.structure_id, ConflitEnAttente.contenu)
    ).one_or_none()
    if ligne is None:
        raise Refus(DEJA_CHOISI)
    unit.check(Operation.UPDATE_REPONSE, ligne.collectif_id, ligne.structure_id, "Ce carnet")
    if not garder:
        return None
    saisie = vue.saisie if vue else VIDE
    voulue = replace(saisie, **ligne.contenu)
    try:
        return Suite(save_reponse(unit, carnet_id, critere, voulue, vue.version if vue else 0, saisie))
    except Conflit as autre:
        raise Refus(A_BOUGE) from autre


def _keep(
    unit: Unit, carnet_id: UUID, critere: str, champs: Mapping[str, Mapping[str, Any]]
) -> tuple[ConflitOuvert, ...]:
    cles = {"carnet": carnet_id, "critere": critere}
    valeurs = {"champs": json.dumps(champs), "compte": unit.acteur.compte_id, "now": unit.now}
    unit.db.execute(KEEP_CONFLIT, cles | valeurs)
    return read_conflits(unit.db.execute(LIST_CONFLITS, cles).scalar_one() or ())
