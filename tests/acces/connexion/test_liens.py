"""Login by single-use link, on a real base."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from caprse.acces.comptes.service import set_actif
from caprse.acces.connexion.liens import LienMort, consume_lien, create_lien, get_lien, request_lien
from caprse.acces.unite import hash_jeton, open_unit, open_unit_systeme
from caprse.socle.erreurs import Introuvable, SaisieInvalide
from caprse.socle.installation import Installation
from tests.acces.conftest import find_lien, read_courriels
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.monde import Monde


def _request(courriel: str, adresse_ip: str = "192.0.2.1") -> None:
    with open_unit_systeme() as unit:
        request_lien(unit, courriel, adresse_ip)


def _jeton(rang: int = -1) -> str:
    return find_lien(read_courriels()[rang][2]).rsplit("/", 1)[1]


def _consume(jeton: str) -> str:
    with open_unit_systeme() as unit:
        return consume_lien(unit, jeton, "Essai")


def test_a_link_asked_for_arrives_by_mail_and_opens_a_session(monde: Monde) -> None:
    _request("  ALICE@exemple.test ")
    [(destinataire, objet, contenu)] = read_courriels()
    assert destinataire == "alice@exemple.test"
    assert objet == "Votre lien pour entrer dans le cahier CAP RSE"
    assert "jusqu’à 14\u00a0h\u00a017 (heure de Paris)" in contenu
    with open_unit_systeme() as unit:
        assert get_lien(unit, _jeton()).nom == "Alice"
    session = _consume(_jeton())
    with open_unit(jeton=session) as unit:
        assert unit.acteur.compte_id == monde.comptes["alice"]


def test_the_mail_goes_to_the_address_of_the_account_not_to_its_look_alike(monde: Monde) -> None:
    with pytest.raises(SaisieInvalide):
        _request("\u212aarl@exemple.test")
    assert read_courriels() == []


def test_only_the_hash_of_the_token_is_kept(monde: Monde) -> None:
    _request("alice@exemple.test")
    jeton = _jeton()
    assert execute("select empreinte from lien_connexion") == [(hash_jeton(jeton),)]
    session = _consume(jeton)
    assert execute("select empreinte from session_web") == [(hash_jeton(session),)]
    # Neither secret nor hash reaches the journal.
    for secret in (jeton, session, hash_jeton(jeton), hash_jeton(session)):
        assert execute("select 1 from journal where journal::text like '%' || :s || '%'", s=secret) == []
    assert execute("select count(*) from journal where objet = 'session_web'") == [(1,)]


def test_a_link_serves_once(monde: Monde) -> None:
    _request("alice@exemple.test")
    _consume(_jeton())
    with pytest.raises(LienMort):
        _consume(_jeton())
    with pytest.raises(LienMort), open_unit_systeme() as unit:
        get_lien(unit, _jeton())
    assert execute("select count(*) from session_web") == [(1,)]


def test_looking_at_a_link_does_not_use_it_up(monde: Monde) -> None:
    _request("alice@exemple.test")
    for _ in range(3):
        with open_unit_systeme() as unit:
            get_lien(unit, _jeton())
    _consume(_jeton())


def test_two_posts_at_once_give_exactly_one_session(monde: Monde) -> None:
    _request("alice@exemple.test")
    jeton = _jeton()

    def attempt(_: int) -> bool:
        try:
            _consume(jeton)
        except LienMort:
            return False
        return True

    with ThreadPoolExecutor(8) as fils:
        assert sum(fils.map(attempt, range(8))) == 1
    assert execute("select count(*) from session_web") == [(1,)]


def test_a_link_expires_after_fifteen_minutes(monde: Monde, horloge: Horloge) -> None:
    _request("alice@exemple.test")
    horloge.instant += timedelta(minutes=15)
    with pytest.raises(LienMort):
        _consume(_jeton())
    horloge.instant -= timedelta(seconds=1)
    _consume(_jeton())


def test_a_new_link_makes_the_earlier_ones_stop_working(monde: Monde) -> None:
    _request("alice@exemple.test")
    _request("bob@exemple.test")
    _request("alice@exemple.test")
    jetons = [find_lien(c[2]).rsplit("/", 1)[1] for c in read_courriels() if c[0] == "alice@exemple.test"]
    valables = []
    for jeton in jetons:
        try:
            _consume(jeton)
            valables.append(jeton)
        except LienMort:
            continue
    assert len(valables) == 1
    bob = next(find_lien(c[2]).rsplit("/", 1)[1] for c in read_courriels() if c[0] == "bob@exemple.test")
    _consume(bob)


@pytest.mark.parametrize("courriel", ["inconnue@exemple.test", "ali%@exemple.test", "bob@exemple.test"])
def test_the_base_does_the_same_work_whether_the_account_exists_or_not(
    monde: Monde, installation: Installation, courriel: str
) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["bob"], False)
    with count_statements(installation.moteur) as connu:
        _request("alice@exemple.test")
    with count_statements(installation.moteur) as autre:
        _request(courriel)
    assert connu == autre
    assert [destinataire for destinataire, _, _ in read_courriels()] == ["alice@exemple.test"]
    assert execute("select count(*) from lien_connexion") == [(1,)]


@pytest.mark.parametrize("courriel", ["", "alice", "a@b.fr\nBcc: x@y.fr", "a@b.fr, c@d.fr"])
def test_what_is_no_address_is_refused_before_the_base_is_asked(
    monde: Monde, installation: Installation, courriel: str
) -> None:
    with count_statements(installation.moteur) as requetes, pytest.raises(SaisieInvalide):
        _request(courriel)
    assert [r for r in requetes if "set_config" not in r] == []


def test_a_link_of_a_closed_account_no_longer_works(monde: Monde, force: Callable[[str], None]) -> None:
    _request("bob@exemple.test")
    jeton = _jeton()
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["bob"], False)
    with pytest.raises(LienMort):
        _consume(jeton)
    # Even one that the closing would have missed.
    force("update lien_connexion set expire_le = '2030-01-01'")
    with pytest.raises(LienMort), open_unit_systeme() as unit:
        get_lien(unit, jeton)
    with pytest.raises(LienMort):
        _consume(jeton)


def test_guessed_tokens_open_nothing(monde: Monde) -> None:
    _request("alice@exemple.test")
    jeton = _jeton()
    for essai in ("", "x", jeton[:-1], jeton.lower(), jeton + " ", hash_jeton(jeton), "' or '1'='1", "\x00"):
        with pytest.raises(LienMort):
            _consume(essai)
    assert execute("select count(*) from session_web") == [(0,)]


def test_old_links_are_forgotten(monde: Monde, horloge: Horloge) -> None:
    _request("alice@exemple.test")
    horloge.instant += timedelta(days=2)
    _request("bob@exemple.test")
    assert execute("select count(*) from lien_connexion") == [(1,)]


def test_the_operator_hands_over_a_link_without_mail(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        adresse = create_lien(unit, "Alice@exemple.test")
    assert adresse.startswith("http://localhost:8501/connexion/lien/")
    assert read_courriels() == []
    _consume(adresse.rsplit("/", 1)[1])
    with pytest.raises(Introuvable), open_unit_systeme() as unit:
        create_lien(unit, "inconnue@exemple.test")


def test_no_person_hands_over_a_link(monde: Monde) -> None:
    check_rights(monde, set(), lambda unit: create_lien(unit, "alice@exemple.test"))
