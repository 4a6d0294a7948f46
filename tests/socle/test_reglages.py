"""Settings: read once, refused whole with every reason, each one explained."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.socle.reglages import AIDE, Reglages, ReglagesInvalides, load_reglages

URL = "postgresql://caprse_app@serveur/caprse"


def test_nothing_set_gives_the_defaults() -> None:
    assert load_reglages({}) == load_reglages({"PATH": "/bin", "CAPRSE_SMTP_HOTE": ""}) == Reglages()
    assert Reglages().base_locale
    assert not Reglages().tls
    assert not Reglages().oidc


def test_every_setting_is_read_and_turned_into_its_type() -> None:
    lus = load_reglages(
        {
            "CAPRSE_DATABASE_URL": URL,
            "CAPRSE_SYSTEME_URL": "postgresql://caprse_systeme@serveur/caprse",
            "CAPRSE_MIGRATION_URL": "postgres://caprse_proprietaire@serveur/caprse",
            "CAPRSE_ECOUTE_URL": "host=serveur user=caprse_app dbname=caprse",
            "CAPRSE_VAR": "/srv/cahier",
            "CAPRSE_DEMO": "non",
            "CAPRSE_ADRESSE_PUBLIQUE": "https://cahier.exemple",
            "CAPRSE_HOTES": "cahier-interne, [::1]",
            "CAPRSE_SMTP_HOTE": "smtp.exemple",
            "CAPRSE_SMTP_PORT": "465",
            "CAPRSE_SMTP_SECURITE": "tls",
            "CAPRSE_SMTP_UTILISATEUR": "moi",
            "CAPRSE_SMTP_MOT_DE_PASSE": "secret",
            "CAPRSE_EXPEDITEUR": "cahier@exemple",
            "CAPRSE_MANDATAIRES": "2",
            "CAPRSE_SESSION_JOURS": "7",
            "CAPRSE_OIDC_METADATA_URL": "https://idp.exemple/.well-known/openid-configuration",
            "CAPRSE_OIDC_CLIENT_ID": "id",
            "CAPRSE_OIDC_CLIENT_SECRET": "s",
            "CAPRSE_OIDC_COOKIE_SECRET": "c",
            "CAPRSE_OIDC_NOM": "Mon compte",
            "CAPRSE_SIGNAUX_LOCAUX": "1",
        }
    )
    defauts = Reglages()
    assert [c.name for c in fields(Reglages) if getattr(lus, c.name) == getattr(defauts, c.name)] == [
        "demo",
    ]
    assert (lus.var, lus.smtp_port, lus.mandataires) == (Path("/srv/cahier"), 465, 2)
    assert lus.tls
    assert lus.oidc
    assert not lus.base_locale


def test_the_port_says_the_encryption_and_the_other_way_round() -> None:
    lus = [
        load_reglages({nom: valeur})
        for nom, valeur in {"CAPRSE_SMTP_PORT": "465", "CAPRSE_SMTP_SECURITE": "TLS "}.items()
    ]
    assert [(lu.smtp_port, lu.smtp_securite) for lu in lus] == [(465, "tls")] * 2
    both = load_reglages({"CAPRSE_SMTP_PORT": "465", "CAPRSE_SMTP_SECURITE": "starttls"})
    assert both.smtp_securite == "starttls"


@pytest.mark.parametrize(
    ("valeur", "attendu"), [("1", True), ("oui", True), ("TRUE", True), ("0", False), ("non", False)]
)
def test_a_yes_or_no_is_read_in_french_too(valeur: str, attendu: bool) -> None:
    assert load_reglages({"CAPRSE_DEMO": valeur}).demo is attendu


# environment → a word of each reason, in order
REFUSES: dict[str, tuple[dict[str, str], list[str]]] = {
    "unknown name": ({"CAPRSE_DEMOS": "1"}, ["CAPRSE_DEMOS : réglage inconnu"]),
    "unknown file": ({"CAPRSE_X_FILE": "/x"}, ["CAPRSE_X_FILE : réglage inconnu"]),
    "not a yes or no": ({"CAPRSE_DEMO": "peut-être"}, ["CAPRSE_DEMO : valeur « peut-être »"]),
    "not a number": (
        {"CAPRSE_SMTP_PORT": "cinq"},
        ["CAPRSE_SMTP_PORT : valeur « cinq » refusée (attendu : un nombre"],
    ),
    "no such port": ({"CAPRSE_SMTP_PORT": "0"}, ["CAPRSE_SMTP_PORT"]),
    "a server with its port": (
        {"CAPRSE_SMTP_HOTE": "smtp.exemple.fr:587", "CAPRSE_EXPEDITEUR": "c@exemple.fr"},
        ["CAPRSE_SMTP_HOTE"],
    ),
    "a sender that no program reads": (
        {"CAPRSE_EXPEDITEUR": "Cahier, région <c@exemple.fr>"},
        ["CAPRSE_EXPEDITEUR : valeur « Cahier, région <c@exemple.fr> » refusée (un nom qui contient une virgule"],
    ),
    "no sender for a real server": ({"CAPRSE_SMTP_HOTE": "smtp.exemple.fr"}, ["CAPRSE_EXPEDITEUR : donnez"]),
    "an identifier without its server": (
        {"CAPRSE_SMTP_UTILISATEUR": "cahier", "CAPRSE_SMTP_MOT_DE_PASSE": "s"},
        ["CAPRSE_SMTP_HOTE manque"],
    ),
    "an identifier without its password": (
        {"CAPRSE_SMTP_UTILISATEUR": "cahier", "CAPRSE_SMTP_HOTE": "localhost"},
        ["CAPRSE_SMTP_UTILISATEUR et CAPRSE_SMTP_MOT_DE_PASSE"],
    ),
    "a site in a folder": (
        {"CAPRSE_ADRESSE_PUBLIQUE": "https://exemple.fr/cahier"},
        ["CAPRSE_ADRESSE_PUBLIQUE : valeur « https://exemple.fr/cahier » refusée"],
    ),
    "no such encryption": ({"CAPRSE_SMTP_SECURITE": "ssl"}, ["CAPRSE_SMTP_SECURITE"]),
    "no public address": ({"CAPRSE_ADRESSE_PUBLIQUE": "cahier.exemple"}, ["CAPRSE_ADRESSE_PUBLIQUE"]),
    "public address that runs": ({"CAPRSE_ADRESSE_PUBLIQUE": "javascript:x"}, ["CAPRSE_ADRESSE_PUBLIQUE"]),
    "a sub-folder": ({"CAPRSE_ADRESSE_PUBLIQUE": "https://exemple.test/cahier"}, ["sous-dossier (« /cahier »)"]),
    "a query": ({"CAPRSE_ADRESSE_PUBLIQUE": "https://exemple.test?x=1"}, ["sous-dossier"]),
    "a public address without a name": ({"CAPRSE_ADRESSE_PUBLIQUE": "https:///x"}, ["CAPRSE_ADRESSE_PUBLIQUE"]),
    "a public address with a person": (
        {"CAPRSE_ADRESSE_PUBLIQUE": "https://moi@exemple.test"},
        ["CAPRSE_ADRESSE_PUBLIQUE"],
    ),
    "a port that is none": ({"CAPRSE_ADRESSE_PUBLIQUE": "http://exemple.test:99999"}, ["CAPRSE_ADRESSE_PUBLIQUE"]),
    "an IPv6 cut short": ({"CAPRSE_ADRESSE_PUBLIQUE": "http://[::1"}, ["CAPRSE_ADRESSE_PUBLIQUE"]),
    "an address for a name": ({"CAPRSE_HOTES": "https://exemple.test, ok"}, ["« https://exemple.test » n’est pas"]),
    "another database": ({"CAPRSE_DATABASE_URL": "sqlite:///x"}, ["CAPRSE_DATABASE_URL"]),
    "another database to migrate": (
        {"CAPRSE_MIGRATION_URL": "mysql://x", "CAPRSE_DATABASE_URL": URL},
        ["CAPRSE_MIGRATION_URL"],
    ),
    "the owner of another base than the one that serves": ({"CAPRSE_MIGRATION_URL": URL}, ["CAPRSE_MIGRATION_URL ne"]),
    "the direct address of a base that is not given": ({"CAPRSE_ECOUTE_URL": URL}, ["CAPRSE_ECOUTE_URL ne va"]),
    "a session of no day": ({"CAPRSE_SESSION_JOURS": "0"}, ["CAPRSE_SESSION_JOURS"]),
    "fewer than no proxy": ({"CAPRSE_MANDATAIRES": "-1"}, ["CAPRSE_MANDATAIRES"]),
    "OpenID Connect by half": (
        {"CAPRSE_OIDC_METADATA_URL": "https://x", "CAPRSE_OIDC_CLIENT_ID": "i"},
        ["CAPRSE_OIDC_CLIENT_SECRET manque", "CAPRSE_OIDC_COOKIE_SECRET manque"],
    ),
    "OpenID Connect without its address": (
        {"CAPRSE_OIDC_CLIENT_ID": "i", "CAPRSE_OIDC_CLIENT_SECRET": "s", "CAPRSE_OIDC_COOKIE_SECRET": "c"},
        ["CAPRSE_OIDC_METADATA_URL manque"],
    ),
    "demonstration on a real server": ({"CAPRSE_DEMO": "1", "CAPRSE_DATABASE_URL": URL}, ["CAPRSE_DEMO est refusé"]),
    "given twice": ({"CAPRSE_EXPEDITEUR": "a@b", "CAPRSE_EXPEDITEUR_FILE": "/x"}, ["n’en gardez qu’un"]),
    "a file that is not there": (
        {"CAPRSE_SMTP_MOT_DE_PASSE_FILE": "/nulle/part"},
        ["« /nulle/part » est illisible (il n’existe pas)"],
    ),
    "a folder for a file": ({"CAPRSE_SMTP_MOT_DE_PASSE_FILE": "/"}, ["« / » est illisible (c’est un dossier)"]),
    "all at once": (
        {
            "CAPRSE_ZZ": "1",
            "CAPRSE_DEMO": "1",
            "CAPRSE_DATABASE_URL": URL,
            "CAPRSE_SMTP_PORT": "x",
            "CAPRSE_SMTP_SECURITE": "x",
            "CAPRSE_SESSION_JOURS": "-3",
            "CAPRSE_MANDATAIRES": "-1",
        },
        [
            "CAPRSE_ZZ",
            "CAPRSE_SMTP_PORT",
            "CAPRSE_DEMO",
            "CAPRSE_SMTP_SECURITE",
            "CAPRSE_SESSION_JOURS",
            "CAPRSE_MANDATAIRES",
        ],
    ),
}


@pytest.mark.parametrize(("environ", "mots"), REFUSES.values(), ids=REFUSES)
def test_a_bad_environment_is_refused_whole_with_every_reason(environ: dict[str, str], mots: list[str]) -> None:
    with pytest.raises(ReglagesInvalides) as refus:
        load_reglages(environ)
    assert len(refus.value.raisons) == len(mots)
    assert all(mot in raison for mot, raison in zip(mots, refus.value.raisons, strict=True)), refus.value.raisons
    assert str(refus.value).splitlines() == list(refus.value.raisons)


def test_a_file_may_hold_a_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("mot de passe é\n", encoding="utf-8")
    lus = load_reglages(
        {
            "CAPRSE_SMTP_HOTE": "localhost",
            "CAPRSE_SMTP_UTILISATEUR": "cahier",
            "CAPRSE_SMTP_MOT_DE_PASSE_FILE": str(tmp_path / "secret"),
        }
    )
    assert lus.smtp_mot_de_passe == "mot de passe é"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes("é".encode("latin-1"))
    with pytest.raises(ReglagesInvalides, match="illisible"):
        load_reglages({"CAPRSE_SMTP_MOT_DE_PASSE_FILE": str(tmp_path / "secret")})


@pytest.mark.parametrize(
    "secret", ["CAPRSE_SMTP_MOT_DE_PASSE", "CAPRSE_OIDC_CLIENT_SECRET", "CAPRSE_OIDC_COOKIE_SECRET"]
)
def test_a_refusal_never_repeats_a_secret(secret: str) -> None:
    with pytest.raises(ReglagesInvalides) as refus:
        load_reglages({secret: "tres-secret", "CAPRSE_DEMO": "peut-être"})
    assert "tres-secret" not in str(refus.value)


@given(
    st.dictionaries(
        st.sampled_from([f"CAPRSE_{c.name.upper()}" for c in fields(Reglages)])
        | st.text(max_size=5).map("CAPRSE_".__add__),
        st.text(max_size=12) | st.sampled_from(["1", "0", "-1", URL, "tls", "https://x", "99999999999999999999"]),
        max_size=6,
    )
)
def test_any_environment_is_either_accepted_or_refused_with_reasons(environ: dict[str, str]) -> None:
    assert all(raison.startswith("CAPRSE_") for raison in _read_refusal(environ))


def _read_refusal(environ: dict[str, str]) -> tuple[str, ...]:
    """The reasons, none when the environment is accepted."""
    try:
        load_reglages(environ)
    except ReglagesInvalides as refus:
        return refus.raisons or ("un refus sans raison",)
    return ()


def test_every_setting_has_one_line_of_help() -> None:
    assert set(AIDE) == {champ.name for champ in fields(Reglages)}
    assert all(texte.strip() and "\n" not in texte and texte.endswith(".") for texte in AIDE.values())
