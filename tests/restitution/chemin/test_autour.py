"""What stands beside the collectif's path: the page, its file, the wall and the minutes say the same of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.restitution.chemin.phrases_collectif import (
    POSITIONS,
    alt_chemin_collectif,
    describe_actions,
    describe_positions,
    list_autour,
)
from caprse.restitution.chemin.service_collectif import CheminCollectifVu, get_chemin_collectif, read_chemin_salle
from caprse.restitution.chemin.tableaux_collectif import list_lignes_collectif
from caprse.restitution.graphiques.chemin import ACTIONS, build_trajet
from caprse.restitution.graphiques.cles_chemin import DU_COLLECTIF
from caprse.seance.compte_rendu.phrases import write_scene
from caprse.seance.contenus.scenes import decode_scene
from caprse.seance.image.chemin import build_chemin, describe_chemin, draw_chemin
from caprse.socle.ecran.affichage import escape
from tests.ecran import open_page, read
from tests.monde import Monde
from tests.restitution.chemin.scene_autour import finish_actions, say, start_bilan
from tests.restitution.scene import answer_and_send, close, open_next, refresh

EN_MARS, EN_MAI = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)


@pytest.fixture
def bilan(monde: Monde) -> UUID:
    """Ten structures that acted in the first trimestre, then said départ and arrivée; the bilan is open."""
    answer_and_send(monde, *range(10))
    finish_actions(monde, range(6), EN_MARS, combien=2)
    say(monde, "depart", range(10), 1)
    close(monde)
    bilan = start_bilan(monde)
    say(monde, "arrivee", range(1, 8), 3)
    return bilan


def steer(monde: Monde) -> CheminCollectifVu:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return get_chemin_collectif(unit, monde.collectif)


def test_the_page_the_file_the_wall_and_the_minutes_say_the_same(monde: Monde, bilan: UUID) -> None:
    close(monde, bilan)
    chemin = steer(monde).chemin
    dites = list_autour(chemin)
    assert dites == [
        "Dans le collectif\u00a0: 12\u00a0actions faites au trimestre\u00a01.",
        f"{POSITIONS}\u00a0: {chemin.rangees[0].titre_court}, 25\u00a0% au départ, 75\u00a0% à l’arrivée.",
    ]
    page = read(open_page(monde, "anna", "collectif", vue="Chemin"))
    with open_unit_systeme() as unit:
        scene = build_chemin("Chemin", read_chemin_salle(unit, monde.collectif, 9))
    assert decode_scene(scene.to_contenu()) == scene
    rendu = " ".join(write_scene(scene))
    for dite in dites:
        assert escape(dite).replace("\u00a0", " ") in page.replace("\u00a0", " ")
        assert dite in scene.autour
        assert dite in describe_chemin(scene)
        assert dite in alt_chemin_collectif(chemin)
        assert dite.replace("\u00a0", " ") in rendu.replace("\u00a0", " ")
    lignes = list_lignes_collectif(chemin)
    [faites] = [ligne for ligne in lignes if ligne.get("Actions faites")]
    assert (faites["Actions faites"], faites["En mots"]) == (12, describe_actions(chemin.clotures[0]))
    positions = [ligne for ligne in lignes if ligne["À la clôture du"] in ("Départ", "Arrivée")]
    assert [(p["Le milieu du collectif (%)"], p["Structures"]) for p in positions] == [(25, 7), (75, 7)]
    assert {p["En mots"] for p in positions} == {describe_positions(chemin.rangees[0])}
    # One arrow and a square at each end of it, on the page as on the wall; the number of actions under the rows.
    dessin = build_trajet(chemin, DU_COLLECTIF)
    assert dessin is not None
    assert ACTIONS in dessin.to_json(ensure_ascii=False)
    assert draw_chemin(scene).count('<rect class="fleche"') == 2


def test_actions_are_counted_from_one_closing_to_the_next(monde: Monde) -> None:
    answer_and_send(monde, *range(10))
    finish_actions(monde, range(5), EN_MARS)
    close(monde)
    deux, _ = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    finish_actions(monde, range(9), datetime(2026, 3, 14, 23, tzinfo=UTC))
    close(monde, deux)
    # Those of March were told; the others were done after that closing, and after this one: of no trimestre yet.
    assert steer(monde).chemin.totaux == ((1, 5),)


def test_nothing_is_told_before_the_closing(monde: Monde, bilan: UUID) -> None:
    refresh(monde, bilan)
    assert list_autour(steer(monde).chemin) == ["Dans le collectif\u00a0: 12\u00a0actions faites au trimestre\u00a01."]
