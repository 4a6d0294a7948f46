"""Open sessions: listed, revoked, closed with their account; on a real base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from caprse.acces.comptes.service import set_actif
from caprse.acces.connexion.sessions import (
    close_session,
    list_sessions,
    open_session,
    revoke_all,
    revoke_all_others,
    revoke_session,
)
from caprse.acces.unite import SessionExpiree, open_unit, open_unit_systeme
from caprse.socle.erreurs import Introuvable, Refus
from caprse.socle.installation import Installation, set_installation
from tests.base import execute
from tests.droits import check_rights
from tests.monde import Monde


def _open(compte_id: UUID, appareil: str = "Essai") -> str:
    with open_unit_systeme() as unit:
        return open_session(unit, compte_id, appareil)


def _is_open(jeton: str) -> bool:
    try:
        with open_unit(jeton=jeton):
            return True
    except SessionExpiree:
        return False


def test_a_person_sees_their_own_sessions_and_knows_the_current_one(monde: Monde) -> None:
    telephone = _open(monde.comptes["alice"], "Safari sur iPhone")
    _open(monde.comptes["alice"], "Firefox sur Windows")
    _open(monde.comptes["ali"])
    with open_unit(jeton=telephone) as unit:
        vues = list_sessions(unit)
    assert [(s.appareil, s.courante) for s in vues] == [("Firefox sur Windows", False), ("Safari sur iPhone", True)]


def test_a_session_lasts_as_the_settings_say(monde: Monde, installation: Installation) -> None:
    set_installation(replace(installation, reglages=replace(installation.reglages, session_jours=7)))
    _open(monde.comptes["alice"])
    assert execute("select expire_le - cree_le = interval '7 days' from session_web") == [(True,)]


def test_an_expired_session_opens_nothing_and_is_not_listed(monde: Monde, force: Callable[[str], None]) -> None:
    jeton, autre = _open(monde.comptes["alice"]), _open(monde.comptes["alice"])
    force("update session_web set expire_le = now() - interval '1 second'")
    valable = _open(monde.comptes["alice"], "Nouvelle")
    assert not _is_open(jeton)
    assert not _is_open(autre)
    with open_unit(jeton=valable) as unit:
        assert [s.appareil for s in list_sessions(unit)] == ["Nouvelle"]


def test_a_revoked_session_closes_at_once_and_the_others_stay(monde: Monde) -> None:
    perdue, gardee = _open(monde.comptes["alice"], "Perdu"), _open(monde.comptes["alice"], "Gardé")
    with open_unit(jeton=gardee) as unit:
        revoke_session(unit, next(s.id for s in list_sessions(unit) if s.appareil == "Perdu"))
    assert not _is_open(perdue)
    assert _is_open(gardee)
    with open_unit(jeton=gardee) as unit:
        assert [s.appareil for s in list_sessions(unit)] == ["Gardé"]


def test_the_other_sessions_close_together_and_the_current_one_stays(monde: Monde) -> None:
    autres = [_open(monde.comptes["alice"]) for _ in range(3)]
    courante, collegue = _open(monde.comptes["alice"]), _open(monde.comptes["ali"])
    with open_unit(jeton=courante) as unit:
        assert revoke_all_others(unit) == 3
    assert [_is_open(jeton) for jeton in autres] == [False] * 3
    assert _is_open(courante)
    assert _is_open(collegue)


def test_nobody_touches_the_sessions_of_another_save_the_administration(monde: Monde) -> None:
    jeton, bob = _open(monde.comptes["bob"]), monde.comptes["bob"]
    [(session_id,)] = execute("select id from session_web")
    permis = {"bob", "adam"}
    check_rights(monde, permis, lambda unit: list_sessions(unit, bob))
    check_rights(monde, permis, lambda unit: revoke_all(unit, bob))
    check_rights(monde, permis, lambda unit: revoke_session(unit, session_id))
    check_rights(monde, set(), lambda unit: revoke_session(unit, uuid4()))
    assert _is_open(jeton)


def test_the_administration_sees_and_closes_the_sessions_of_an_account(monde: Monde) -> None:
    un, deux, collegue = _open(monde.comptes["bob"]), _open(monde.comptes["bob"]), _open(monde.comptes["alice"])
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        vues = list_sessions(unit, monde.comptes["bob"])
        assert len(vues) == 2
        revoke_session(unit, vues[0].id)
        assert revoke_all(unit, monde.comptes["bob"]) == 1
    assert not _is_open(un)
    assert not _is_open(deux)
    assert _is_open(collegue)


def test_revoking_twice_says_that_it_is_gone(monde: Monde) -> None:
    jeton = _open(monde.comptes["alice"])
    [(session_id,)] = execute("select id from session_web")
    with open_unit(jeton=jeton) as unit:
        revoke_session(unit, session_id)
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["alice"]) as unit:
        revoke_session(unit, session_id)


def test_leaving_closes_the_session_of_that_browser_alone(monde: Monde) -> None:
    un, deux = _open(monde.comptes["alice"]), _open(monde.comptes["alice"])
    with open_unit_systeme() as unit:
        close_session(unit, un)
        close_session(unit, "jamais vu")
    assert not _is_open(un)
    assert _is_open(deux)


def test_a_closed_account_gets_no_session(monde: Monde) -> None:
    ouverte = _open(monde.comptes["bob"])
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["bob"], False)
    assert not _is_open(ouverte)
    with pytest.raises(Refus, match="fermé"):
        _open(monde.comptes["bob"])


def test_the_journal_tells_who_closed_a_session_with_before_and_after(monde: Monde) -> None:
    _open(monde.comptes["bob"])
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        revoke_all(unit, monde.comptes["bob"])
    [(compte, avant, apres)] = execute(
        "select compte_id, avant, apres from journal where objet = 'session_web' and operation = 'UPDATE'"
    )
    assert compte == monde.comptes["adam"]
    assert avant == {"revoquee_le": None}
    assert isinstance(apres, dict)
    assert apres["revoquee_le"]


def test_old_closed_sessions_are_forgotten(monde: Monde, force: Callable[[str], None]) -> None:
    _open(monde.comptes["bob"])
    force("update session_web set revoquee_le = now() - interval '91 days'")
    _open(monde.comptes["alice"])
    assert execute("select count(*) from session_web") == [(1,)]
