"""The end of a session on a phone: thanks, and when one meets again."""

from __future__ import annotations

import httpx

from caprse.seance.contenus.phrases import format_rendez_vous
from tests.base import execute
from tests.seance.scene_votes import CODE, Scene, show_etape


def test_a_phone_that_is_thanked_is_told_when_the_room_meets_again(telephone: httpx.Client, scene: Scene) -> None:
    telephone.post("/rejoindre", data={"code": CODE})
    execute(
        "update etape set genre = 'cloture', contenu = '{}' where id = :etape",
        etape=scene.etapes["mots"],
    )
    show_etape(scene, "mots")
    assert "Prochaine rencontre" not in telephone.get("/salle").text
    execute(
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour, heure, annulee_le)"
        " select r.collectif_id, r.trimestre_id, r.type, 'Suite', v.jour, time '09:30', v.annulee"
        " from rencontre r join seance s on s.rencontre_id = r.id and s.id = :seance"
        " cross join (values (date '2026-03-20', now()), (date '2026-04-02', null)) as v (jour, annulee)",
        seance=scene.seance,
    )
    assert f"<strong>{format_rendez_vous('2026-04-02', '09:30')}</strong>" in telephone.get("/salle").text
