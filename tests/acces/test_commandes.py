"""The operator's commands, as typed."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result

from caprse.acces.commandes import acces
from caprse.acces.connexion.liens import consume_lien
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.socle.base_locale import APPLICATION, BaseLocale
from caprse.socle.installation import Installation, set_installation
from tests.acces.conftest import read_courriels
from tests.base import execute
from tests.droits import has_role
from tests.monde import Monde


@pytest.fixture(autouse=True)
def environnement(monde: Monde, serveur: BaseLocale, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find the base by their settings."""
    monkeypatch.setenv("CAPRSE_DATABASE_URL", serveur.url(APPLICATION, base))


def _run(installation: Installation, *mots: str) -> Result:
    resultat = CliRunner().invoke(acces, list(mots))
    assert resultat.exception is None or isinstance(resultat.exception, SystemExit), resultat.exception
    set_installation(installation)
    return resultat


def _ok(installation: Installation, *mots: str) -> str:
    resultat = _run(installation, *mots)
    assert resultat.exit_code == 0, resultat.output
    return resultat.stdout


def _refused(installation: Installation, *mots: str) -> str:
    resultat = _run(installation, *mots)
    assert resultat.exit_code == 1, resultat.output
    assert resultat.stdout == ""
    assert resultat.stderr.startswith("Erreur : ")
    return resultat.stderr


def _enter(sortie: str, installation: Installation) -> str:
    """Use the link that a command has printed, on the real clock of the command."""
    lien = re.search(r"^http://localhost:8501/connexion/lien/([\w-]{43})$", sortie, re.MULTILINE)
    assert lien is not None, sortie
    with open_unit_systeme(Installation(installation.reglages, installation.moteur, None)) as unit:
        return consume_lien(unit, lien[1], "Essai")


def test_the_operator_gets_a_single_use_link(installation: Installation, monde: Monde) -> None:
    sortie = _ok(installation, "lien", "Alice@exemple.test")
    assert "15 minutes" in sortie
    with open_unit(jeton=_enter(sortie, installation)) as unit:
        assert unit.acteur.compte_id == monde.comptes["alice"]
    assert read_courriels() == []


def test_a_link_for_nobody_is_refused_in_french(installation: Installation) -> None:
    assert "Ce compte est introuvable." in _refused(installation, "lien", "inconnue@exemple.test")


def test_the_first_administrator_is_named_and_enters(installation: Installation) -> None:
    sortie = _ok(installation, "administrer", "ada@exemple.test", "Ada Lovelace")
    assert "ada@exemple.test administre le cahier." in sortie
    with open_unit(jeton=_enter(sortie, installation)) as unit:
        assert unit.acteur.nom == "Ada Lovelace"
        assert has_role(unit.acteur, Role.ADMINISTRATION)
    assert "pas complète" in _refused(installation, "administrer", "ada", "Ada")


def test_the_operator_invites_by_the_names_of_places(installation: Installation) -> None:
    lieu = ("--collectif", "collectif a", "--structure", "collectif a – structure 1")
    sortie = _ok(installation, "inviter", "zoe@exemple.test", "Zoé", "--role", "direction", *lieu)
    assert "Invitation écrite pour zoe@exemple.test : Direction, Collectif A – structure 1." in sortie
    # Without a mail server the console shows the mail; the link is addressed to the guest alone.
    assert "À : zoe@exemple.test" in sortie
    assert "Vous êtes invité(e) à rejoindre" in read_courriels()[0][2]
    assert execute("select cree_par, acceptee_le from invitation") == [(None, None)]
    assert "déjà invitée" in _refused(installation, "inviter", "zoe@exemple.test", "Zoé", "--role", "lecture", *lieu)


@pytest.mark.parametrize(
    ("mots", "phrase"),
    [
        (("--role", "direction"), "Donnez le collectif"),
        (("--role", "direction", "--collectif", "Collectif A"), "Donnez la structure"),
        (("--role", "direction", "--collectif", "Nulle part", "--structure", "x"), "« Nulle part » est introuvable"),
        (("--role", "direction", "--collectif", "Collectif A", "--structure", "x"), "La structure « x »"),
        (("--role", "animation", "--collectif", "Collectif A", "--structure", "x"), "ne donnez pas de structure"),
        (("--role", "federation", "--collectif", "Collectif A"), "ne donnez ni collectif"),
    ],
)
def test_an_incomplete_invitation_says_what_is_missing(
    installation: Installation, mots: tuple[str, ...], phrase: str
) -> None:
    assert phrase in _refused(installation, "inviter", "zoe@exemple.test", "Zoé", *mots)
    assert read_courriels() == []


def test_two_structures_of_one_name_are_told_apart_by_the_operator(installation: Installation, monde: Monde) -> None:
    with open_unit_systeme() as unit:
        for commune in ("Valbrune", "Montclair"):
            unit.db.connection().exec_driver_sql(
                "insert into structure (collectif_id, nom, types, commune)"
                f" values ('{monde.collectif}', 'Jumelle', array['AI'], '{commune}')"
            )
    mots = ("--role", "direction", "--collectif", "Collectif A", "--structure", "Jumelle")
    assert "(Montclair, Valbrune)" in _refused(installation, "inviter", "zoe@exemple.test", "Zoé", *mots)


def test_accounts_are_listed_with_their_roles(installation: Installation) -> None:
    sortie = _ok(installation, "comptes")
    assert "Alice <alice@exemple.test> : Direction (Collectif A – structure 0)" in sortie
    assert "Personne <personne@exemple.test> : aucun rôle" in sortie
    assert sortie.endswith("10\u00a0comptes.\n")
    assert _ok(installation, "comptes", "--recherche", "bob").endswith("\n1\u00a0compte.\n")


def test_a_base_without_tables_says_what_to_run(
    installation: Installation, serveur: BaseLocale, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPRSE_DATABASE_URL", serveur.url(APPLICATION, "postgres"))
    assert "caprse migrer" in _refused(installation, "lien", "alice@exemple.test")


def test_bad_settings_are_told_without_traceback(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAPRSE_SMTP_PORT", "mille")
    assert "CAPRSE_SMTP_PORT" in _refused(installation, "comptes")
