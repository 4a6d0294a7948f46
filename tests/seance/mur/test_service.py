"""A wall is opened once by its code, and ends for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.seance.mur.service import (
    VALIDITE_CODE,
    VALIDITE_MUR,
    CodeMort,
    MurFerme,
    check_code,
    close_mur,
    create_code_mur,
    format_code,
    get_mur,
    open_mur,
)
from caprse.seance.regles import ALPHABET_CODE, LONGUEUR_CODE_MUR
from caprse.seance.tenue import close_murs
from caprse.socle.erreurs import BaseOccupee, Introuvable, Refus, SaisieInvalide
from tests.base import execute
from tests.conftest import Horloge
from tests.monde import Monde
from tests.seance.scene_mur import Scene, change, create_scene, open_wall, show


def _ask(scene: Scene, nom: str = "anna") -> str:
    with open_unit(compte_id=scene.monde.comptes[nom]) as unit:
        return create_code_mur(unit, scene.seance)


def _open(code: str) -> str:
    with open_unit_systeme() as unit:
        return open_mur(unit, code)


def _is_open(jeton: str | None) -> bool:
    try:
        with open_unit_systeme() as unit:
            get_mur(unit, jeton)
    except MurFerme:
        return False
    return True


def test_a_code_opens_one_wall_once(scene: Scene) -> None:
    code = _ask(scene)
    assert len(code) == LONGUEUR_CODE_MUR
    assert set(code) <= set(ALPHABET_CODE)
    jeton = _open(f" {format_code(code).lower()} ")
    with open_unit_systeme() as unit:
        assert get_mur(unit, jeton).seance_id == scene.seance
    with pytest.raises(CodeMort):
        _open(code)
    [ligne] = execute("select code, empreinte from mur")
    assert ligne.code is None
    assert jeton not in ligne.empreinte


def test_what_cannot_be_a_code_is_a_slip() -> None:
    for saisi in ("", "ABCD", "ABCD-EFG0", "ABCD-EFGHJ", "ÀBCD-EFGH", "abcd efg'"):
        with pytest.raises(SaisieInvalide):
            check_code(saisi)


def test_a_code_lasts_thirty_minutes_and_a_newer_one_replaces_it(scene: Scene, horloge: Horloge) -> None:
    code = _ask(scene)
    suivant = _ask(scene)
    with pytest.raises(CodeMort):
        _open(code)
    horloge.instant += VALIDITE_CODE
    with pytest.raises(CodeMort):
        _open(suivant)
    with pytest.raises(CodeMort):
        _open("K7MQ4TAB")


def test_a_newer_code_leaves_open_walls_alone(scene: Scene) -> None:
    mur = open_wall(scene)
    _ask(scene)
    assert _is_open(mur)


@pytest.mark.parametrize("nom", ["alice", "clara", "adam", "fanny", "personne"])
def test_only_the_animation_opens_and_ends_walls(scene: Scene, nom: str) -> None:
    mur = open_wall(scene)
    with pytest.raises(Introuvable):
        _ask(scene, nom)
    with pytest.raises(Introuvable), open_unit(compte_id=scene.monde.comptes[nom]) as unit:
        close_murs(unit, scene.seance)
    assert _is_open(mur)


def test_a_member_who_may_read_a_past_session_handles_no_wall(scene: Scene) -> None:
    change(scene, etat="terminee", code=None)
    with pytest.raises(Introuvable):
        _ask(scene, "alice")
    with pytest.raises(Introuvable), open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        close_murs(unit, scene.seance)


def test_the_console_ends_every_wall_and_the_code_that_waits(scene: Scene) -> None:
    murs = [open_wall(scene), open_wall(scene)]
    code = _ask(scene)
    for attendus in (3, 0):
        with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
            assert close_murs(unit, scene.seance) == attendus
    assert not any(map(_is_open, murs))
    with pytest.raises(CodeMort):
        _open(code)


def test_walls_of_another_session_stay(scene: Scene, monde: Monde) -> None:
    autre = create_scene(monde, etat="preparee")
    mur = open_wall(autre)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        close_murs(unit, scene.seance)
    assert _is_open(mur)


def test_a_wall_ends_from_its_own_screen(scene: Scene) -> None:
    mur, autre = open_wall(scene), open_wall(scene)
    for jeton in (mur, mur, None, "x" * 500):
        with open_unit_systeme() as unit:
            close_mur(unit, jeton)
    assert not _is_open(mur)
    assert _is_open(autre)


def test_a_wall_ends_after_twelve_hours(scene: Scene, horloge: Horloge) -> None:
    mur = open_wall(scene)
    horloge.instant += VALIDITE_MUR - timedelta(minutes=1)
    assert _is_open(mur)
    horloge.instant += timedelta(minutes=1)
    assert not _is_open(mur)


def test_a_wall_ends_with_its_session(scene: Scene) -> None:
    mur = open_wall(scene)
    code = _ask(scene)
    change(scene, etat="terminee", code=None)
    assert not _is_open(mur)
    with pytest.raises(CodeMort):
        _open(code)
    with pytest.raises(Refus):
        _ask(scene)


def test_a_rehearsal_takes_its_walls_away(scene: Scene) -> None:
    mur = open_wall(scene)
    execute("delete from seance where id = :s", s=scene.seance)
    assert not _is_open(mur)
    assert execute("select count(*) from mur")[0][0] == 0


def test_secrets_that_are_none_open_nothing(scene: Scene) -> None:
    code = _ask(scene)
    for jeton in (None, "", "x", code, "x" * 5000, str(scene.seance)):
        assert not _is_open(jeton)


def test_what_a_wall_shows_is_marked_by_all_that_may_change_it(scene: Scene) -> None:
    jeton = open_wall(scene)

    def read() -> str:
        with open_unit_systeme() as unit:
            return get_mur(unit, jeton).marque

    marques = [read()]
    assert read() == marques[0]
    show(scene, "vote")
    marques.append(read())
    execute(
        "insert into participant (collectif_id, seance_id, empreinte) values (:c, :s, 'x')",
        c=scene.monde.collectif,
        s=scene.seance,
    )
    marques.append(read())
    execute(
        "insert into decision (collectif_id, rencontre_id, quoi) values (:c, :r, 'Agir')",
        c=scene.monde.collectif,
        r=scene.rencontre,
    )
    marques.append(read())
    execute("update decision set quoi = 'Agir tôt', version = version + 1")
    marques.append(read())
    assert len(set(marques)) == 5


def _open_at_once(code: str) -> None:
    with open_unit_systeme() as second:
        second.db.connection().exec_driver_sql("set local lock_timeout = '200ms'")
        open_mur(second, code)


def test_opening_twice_at_once_gives_one_wall(scene: Scene) -> None:
    code = _ask(scene)
    with open_unit_systeme() as premier:
        open_mur(premier, code)
        premier.db.flush()
        with pytest.raises(BaseOccupee):
            _open_at_once(code)
    with pytest.raises(CodeMort):
        _open(code)
