"""Rate limits, on a real base."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from caprse.acces.connexion.limites import Limite, TropDeTentatives, build_cle_adresse, count_tentatives
from caprse.acces.unite import open_unit_systeme
from caprse.socle.installation import Installation
from tests.base import execute
from tests.conftest import Horloge

TROIS = Limite(3, timedelta(minutes=10))
DEUX = Limite(2, timedelta(minutes=10))


def _count(**limites: Limite) -> None:
    with open_unit_systeme() as unit:
        count_tentatives(unit, limites)


def test_attempts_within_the_limit_pass_and_one_more_is_refused_in_french(installation: Installation) -> None:
    for _ in range(3):
        _count(a=TROIS)
    with pytest.raises(TropDeTentatives, match=r"Réessayez dans 10\u00a0minutes\."):
        _count(a=TROIS)
    _count(b=TROIS)


def test_refused_attempts_are_not_counted_so_that_waiting_helps(installation: Installation, horloge: Horloge) -> None:
    for _ in range(3):
        _count(a=TROIS)
        horloge.instant += timedelta(minutes=2)
    for _ in range(5):
        with pytest.raises(TropDeTentatives, match="4\u00a0minutes"):
            _count(a=TROIS)
    horloge.instant += timedelta(minutes=4)
    _count(a=TROIS)
    with pytest.raises(TropDeTentatives, match="2\u00a0minutes"):
        _count(a=TROIS)


def test_one_refused_key_counts_none_of_them(installation: Installation) -> None:
    _count(a=DEUX, b=TROIS)
    _count(a=DEUX, b=TROIS)
    with pytest.raises(TropDeTentatives):
        _count(a=DEUX, b=TROIS)
    _count(b=TROIS)
    with pytest.raises(TropDeTentatives):
        _count(b=TROIS)


def test_attempts_made_at_the_same_instant_are_all_counted(installation: Installation) -> None:
    def attempt(_: int) -> bool:
        try:
            _count(a=TROIS, b=TROIS)
        except TropDeTentatives:
            return False
        return True

    with ThreadPoolExecutor(8) as fils:
        assert sum(fils.map(attempt, range(16))) == 3


def test_neither_address_nor_account_is_kept_in_clear(installation: Installation) -> None:
    _count(**{"lien:alice@exemple.test": TROIS, build_cle_adresse("192.0.2.1"): TROIS})
    cles = [str(cle) for (cle,) in execute("select cle from tentative")]
    assert len(cles) == 2
    assert all(len(cle) == 64 and set(cle) <= set("0123456789abcdef") for cle in cles)


def test_attempts_are_forgotten_after_a_day(installation: Installation, horloge: Horloge) -> None:
    _count(a=TROIS)
    horloge.instant += timedelta(days=1, seconds=1)
    _count(b=TROIS)
    assert execute("select count(*) from tentative") == [(1,)]


@pytest.mark.parametrize(
    ("une", "autre", "memes"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("inconnue", "inconnue", True),
    ],
)
def test_an_ipv6_subscriber_counts_once_for_the_whole_network(une: str, autre: str, memes: bool) -> None:
    assert (build_cle_adresse(une) == build_cle_adresse(autre)) is memes
