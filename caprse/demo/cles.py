"""An invented key by which a program reads: of the collectif, made by its animation, used since."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import insert, update

from caprse.acces.unite import Unit, hash_jeton
from caprse.demo.fiction import tell
from caprse.demo.trimestres import Scene
from caprse.echanges.lecture_api.modele import CleLecture
from caprse.echanges.lecture_api.regles import Portee

NOM = "Tableau Grist de la délégation"
FAITE_IL_Y_A, DUREE, LUE_IL_Y_A = timedelta(days=40), timedelta(days=365), timedelta(hours=3)


def play_cles(unit: Unit, scene: Scene) -> None:
    """One key, whose secret nobody holds."""
    faite = unit.now - FAITE_IL_Y_A
    tell(unit, faite, scene.animation)
    cle = insert(CleLecture).values(
        collectif_id=scene.collectif_id,
        nom=NOM,
        portees=[Portee.ENSEMBLE, Portee.REFERENTIEL, Portee.RENCONTRES],
        empreinte=hash_jeton(secrets.token_urlsafe()),
        cree_par=scene.animation,
        cree_le=faite,
        expire_le=faite + DUREE,
    )
    identite = unit.db.scalar(cle.returning(CleLecture.id))
    unit.db.execute(update(CleLecture).where(CleLecture.id == identite).values(lue_le=unit.now - LUE_IL_Y_A))
