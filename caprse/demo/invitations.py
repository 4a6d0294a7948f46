"""The next meetings of the demonstration: who was asked to come, what they said, and the notices of it all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from caprse.acces.unite import Unit
from caprse.collectif.modele import Presence, Rencontre
from caprse.courrier.modele import Nouvelle
from caprse.demo.calendrier import at
from caprse.demo.fiction import tell
from caprse.demo.lots import insert_lot
from caprse.demo.pilotage import SUIVIES
from caprse.demo.trimestres import Scene
from caprse.relecture.convocations.regles import PRESENCES, Reponse
from caprse.relecture.convocations.service import get_rencontre
from caprse.relecture.convocations.textes import build_avis
from caprse.relecture.modele import Appui, Convocation
from caprse.relecture.rappels.regles import GenreRappel

RENCONTRES = 2
# The structure that visitors enter by has not answered yet.
REPONSES = (None, Reponse.VIENT, Reponse.VIENT, Reponse.PEUT_ETRE, Reponse.ABSENT, None, Reponse.VIENT)
DELAI = timedelta(days=3)


def play_invitations(unit: Unit, scene: Scene) -> None:
    """Ask everyone of the structures at work to the next meetings; the animation reads that an appui was asked."""
    quand = at(unit.today - timedelta(days=1), 16)
    structures = [structure.id for structure in scene.structures[:SUIVIES]]
    prochaines = unit.db.scalars(
        select(Rencontre.id)
        .where(Rencontre.collectif_id == scene.collectif_id, Rencontre.jour >= unit.today)
        .order_by(Rencontre.jour)
        .limit(RENCONTRES)
    ).all()
    gens = [
        (structure, compte, REPONSES[rang % len(REPONSES)])
        for rang, structure in enumerate(structures)
        for compte in dict.fromkeys(scene.auteurs[structure])
    ]
    nouvelles: list[dict[str, Any]] = []
    for rencontre_id in prochaines if gens else ():
        _ask(unit, scene, rencontre_id, gens, quand)
        avis = build_avis(get_rencontre(unit.db, rencontre_id)[1], f"rencontre?rencontre={rencontre_id}")
        nouvelles += [
            {
                "compte_id": compte,
                "cle": f"demo-{rencontre_id}-{compte}",
                "genre": GenreRappel.CONVOCATION,
                "titre": avis.titre,
                "detail": avis.detail,
                "chemin": avis.chemin,
                "cree_le": quand - DELAI,
                "lue_le": quand if reponse else None,
            }
            for _, compte, reponse in gens
        ]
    if structures:
        nom = next(structure.nom for structure in scene.structures if structure.id == structures[0])
        # The notice came when the appui was asked, as its page says.
        demande_le = unit.db.scalar(
            select(Appui.demande_le)
            .where(Appui.collectif_id == scene.collectif_id, Appui.structure_id == structures[0])
            .order_by(Appui.demande_le)
            .limit(1)
        )
        nouvelles.append(
            {
                "compte_id": scene.animation,
                "cle": f"demo-appui-{structures[0]}",
                "genre": GenreRappel.APPUI_DEMANDE,
                "titre": f"{nom} demande un appui",
                "detail": "",
                "chemin": "appuis-collectif",
                "cree_le": demande_le or quand,
                "lue_le": None,
            }
        )
        insert_lot(unit.db, Nouvelle, nouvelles)


def _ask(
    unit: Unit, scene: Scene, rencontre_id: UUID, gens: Sequence[tuple[UUID, UUID, Reponse | None]], quand: datetime
) -> None:
    ici = {"collectif_id": scene.collectif_id, "rencontre_id": rencontre_id}
    insert_lot(
        unit.db,
        Convocation,
        [
            {
                **ici,
                "compte_id": compte,
                "envoyee_le": quand - DELAI,
                "reponse": reponse,
                "repondu_le": quand if reponse else None,
            }
            for _, compte, reponse in gens
        ],
    )
    # Each direction answers for its own.
    tell(unit, quand)
    dites = {structure: PRESENCES[reponse] for structure, _, reponse in gens if reponse is not None}
    if dites:
        insert_lot(
            unit.db, Presence, [{**ici, "structure_id": structure, "etat": etat} for structure, etat in dites.items()]
        )
