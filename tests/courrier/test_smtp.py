"""One mail to a real server: what arrives, and what each failure is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.courrier import smtp
from caprse.courrier.smtp import EnvoiImpossible, Lettre, build_message, send_message
from caprse.socle.reglages import Reglages
from tests.courrier.serveur import Boite, create_certificat, find_port, run_serveur

LETTRE = Lettre(
    destinataire="zoe@exemple.test",
    objet="Invitation pour l’Atelier – été",
    contenu="Bonjour Zoé,\n\nVoici votre lien :\n\nhttps://cahier.exemple.test/invitation/" + "x" * 90 + "\n",
    identifiant="b7f1c9d2",
    date=datetime(2026, 3, 14, 13, 2, tzinfo=UTC),
)


def _reglages(boite: Boite, securite: str = "aucune", **autres: Any) -> Reglages:
    return Reglages(
        smtp_hote="127.0.0.1",
        smtp_port=boite.port,
        smtp_securite=securite,
        expediteur="Coorace Occitanie <cahier@exemple.test>",
        adresse_publique="https://cahier.exemple.test",
        **autres,
    )


def _read(octets: bytes) -> EmailMessage:
    return message_from_bytes(octets, policy=policy.default)


def test_a_mail_arrives_as_it_was_written() -> None:
    with run_serveur(Boite()) as boite:
        send_message(_reglages(boite), LETTRE)
    [enveloppe], [message] = boite.recus, boite.messages()
    assert (enveloppe.mail_from, enveloppe.rcpt_tos) == ("cahier@exemple.test", ["zoe@exemple.test"])
    assert message["From"] == "Coorace Occitanie <cahier@exemple.test>"
    assert message["To"] == "zoe@exemple.test"
    assert message["Subject"] == LETTRE.objet
    assert message["Date"].datetime == LETTRE.date
    assert message["Message-ID"] == "<b7f1c9d2@cahier.exemple.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert message.get_content().replace("\r\n", "\n") == LETTRE.contenu


def test_a_bare_sender_gets_the_name_of_the_workbook() -> None:
    message = _read(build_message(Reglages(expediteur="cahier@exemple.test"), LETTRE))
    assert message["From"] == "Cahier CAP RSE <cahier@exemple.test>"


@pytest.mark.parametrize(
    "autre",
    [
        {"objet": "Bonjour\r\nBcc: mal@mal.exemple"},
        {"objet": "Bonjour\nBcc: mal@mal.exemple"},
        {"destinataire": "zoe@exemple.test\r\nBcc: mal@mal.exemple"},
        {"destinataire": "zoe@exemple.test, mal@mal.exemple"},
        {"destinataire": ""},
        {"destinataire": "sans-arobase"},
        {"destinataire": "=?utf-8?q?zoe=40exemple=2Etest=0D=0ABcc:?=@exemple.test"},
        {"destinataire": "paul..x@exemple.test"},
        {"identifiant": "x>\r\nBcc: mal@mal.exemple"},
    ],
)
def test_no_header_can_be_forged(autre: dict[str, Any]) -> None:
    with run_serveur(Boite()) as boite, pytest.raises(EnvoiImpossible) as echec:
        send_message(_reglages(boite), replace(LETTRE, **autre))
    assert echec.value.definitif
    assert boite.recus == []


PIEGES = [
    "=?utf-8?q?AI=0D=0AContent-Type:text/html=0D=0A=0D=0A<h1>Entrez</h1>?=",
    "=?utf-8?b?QUkNCkJjYzogbWFsQG1hbC5leGVtcGxl?=",
    "Bilan =?iso-8859-1?q?=0ABcc:_mal=40mal.exemple?= du mois",
    "=?",
    "?= Bcc: x",
    "=?utf-8?q?a?= =?utf-8?q?b?=",
    'Zoé "la" <zoe@exemple.test>, (vous)',
    "L’Atelier à l’Œuvre 🌱 – " * 12,
    "x" * 2_000,
    "a  b",
]


@pytest.mark.parametrize("piege", PIEGES)
def test_a_name_that_looks_like_a_header_is_read_as_it_was_typed(piege: str) -> None:
    with run_serveur(Boite()) as boite:
        send_message(_reglages(boite), replace(LETTRE, objet=f"Invitation au cahier CAP RSE pour {piege}"))
    [octets], [message] = boite.octets(), boite.messages()
    entetes, _, corps = octets.partition(b"\r\n\r\n")
    attendu = f"Invitation au cahier CAP RSE pour {piege}"
    assert " ".join(str(message["Subject"]).split()) == " ".join(attendu.split())
    assert len(message.keys()) == 10
    assert message.get_content_type() == "text/plain"
    assert corps.decode("ascii").startswith("Bonjour Zo=C3=A9")
    assert all(len(ligne) <= 78 for ligne in entetes.split(b"\r\n"))


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=120))
def test_no_subject_that_can_be_seen_becomes_a_header(objet: str) -> None:
    message = _read(build_message(Reglages(), replace(LETTRE, objet=objet)))
    assert len(message.keys()) == 10
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize("nom", ["Cahier, région", "=?utf-8?q?x?=", "Coorace Occitanie (essai)", "é" * 20])
def test_the_name_of_the_sender_is_read_as_it_was_set(nom: str) -> None:
    message = _read(build_message(Reglages(expediteur=f'"{nom}" <cahier@exemple.test>'), LETTRE))
    [adresse] = message["From"].addresses
    assert (adresse.display_name, adresse.addr_spec) == (nom, "cahier@exemple.test")


def test_signs_that_no_reader_sees_stay_out_of_a_mail() -> None:
    message = _read(build_message(Reglages(), replace(LETTRE, contenu="Bon\x00jour\x0b\x1b[31m\tZoé\n")))
    assert message.get_content().replace("\r\n", "\n") == "Bonjour[31m\tZoé\n"


def test_a_body_that_looks_like_headers_stays_a_body() -> None:
    contenu = "Bcc: mal@mal.exemple\r\n\r\n.\r\nMAIL FROM:<mal@mal.exemple>\r\n"
    with run_serveur(Boite()) as boite:
        send_message(_reglages(boite), replace(LETTRE, contenu=contenu))
    [message] = boite.messages()
    assert message["Bcc"] is None
    assert "MAIL FROM" in message.get_content()


def test_a_reminder_offers_to_stop_on_one_line_as_it_is() -> None:
    adresse = "https://cahier-cap-rse.coorace-occitanie.exemple.test/desinscription/" + "x" * 43
    with run_serveur(Boite()) as boite:
        send_message(_reglages(boite), replace(LETTRE, desinscription=adresse))
    assert f"\r\nList-Unsubscribe: <{adresse}>\r\n".encode() in boite.octets()[0]
    [message] = boite.messages()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_button_that_asks_nothing_is_for_https_alone() -> None:
    adresse = "http://localhost:8501/desinscription/x"
    message = _read(build_message(Reglages(), replace(LETTRE, desinscription=adresse)))
    assert message["List-Unsubscribe"] == f"<{adresse}>"
    assert message["List-Unsubscribe-Post"] is None
    assert _read(build_message(Reglages(), LETTRE))["List-Unsubscribe"] is None
    with pytest.raises(ValueError):
        build_message(Reglages(), replace(LETTRE, desinscription="https://x\r\nBcc: mal@mal.exemple"))


@pytest.mark.parametrize("securite", ["starttls", "tls"])
def test_an_encrypted_server_with_a_trusted_certificate_is_used(
    securite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificat = create_certificat(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificat))
    with run_serveur(Boite(), certificat, tls=securite == "tls") as boite:
        send_message(_reglages(boite, securite), LETTRE)
    assert len(boite.recus) == 1


@pytest.mark.parametrize("securite", ["starttls", "tls"])
def test_an_unknown_certificate_gets_nothing(securite: str, tmp_path: Path) -> None:
    boite = Boite()
    with (
        run_serveur(boite, create_certificat(tmp_path), tls=securite == "tls"),
        pytest.raises(EnvoiImpossible, match="connexion chiffrée") as echec,
    ):
        send_message(_reglages(boite, securite, smtp_utilisateur="cahier", smtp_mot_de_passe="secret"), LETTRE)
    assert echec.value.serveur_absent
    assert boite.recus == []
    assert boite.identifiants == []


def test_a_server_without_encryption_gets_nothing_when_it_is_required() -> None:
    with run_serveur(Boite()) as boite, pytest.raises(EnvoiImpossible, match="n’offre pas"):
        send_message(_reglages(boite, "starttls"), LETTRE)
    assert boite.recus == []


def test_the_settings_identify_us_to_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificat = create_certificat(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificat))
    with run_serveur(Boite(), certificat, auth=True) as boite:
        send_message(_reglages(boite, "starttls", smtp_utilisateur="cahier", smtp_mot_de_passe="secret"), LETTRE)
        assert boite.identifiants == [(b"cahier", b"secret")]
        with pytest.raises(EnvoiImpossible, match="mot de passe") as echec:
            send_message(_reglages(boite, "starttls", smtp_utilisateur="cahier", smtp_mot_de_passe="faux"), LETTRE)
    assert echec.value.serveur_absent
    assert not echec.value.definitif
    assert "faux" not in str(echec.value)
    assert len(boite.recus) == 1


@pytest.mark.parametrize(
    ("reponse", "definitif"), [("550 Inconnu au bataillon", True), ("450 Revenez plus tard", False)]
)
def test_a_refused_recipient_is_told_with_the_words_of_the_server(reponse: str, definitif: bool) -> None:
    with run_serveur(Boite(refus_destinataire=reponse)) as boite, pytest.raises(EnvoiImpossible) as echec:
        send_message(_reglages(boite), LETTRE)
    assert reponse in str(echec.value)
    assert echec.value.definitif is definitif
    assert not echec.value.serveur_absent


@pytest.mark.parametrize(
    "reponse", ["550 5.7.60 Client does not have permissions to send as this sender", "554 5.7.1 Relay access denied"]
)
def test_a_refusal_of_the_sender_is_not_held_against_the_mail(reponse: str) -> None:
    for boite in (Boite(refus_destinataire=reponse), Boite(refus_message=reponse)):
        with run_serveur(boite), pytest.raises(EnvoiImpossible) as echec:
            send_message(_reglages(boite), LETTRE)
        assert (echec.value.definitif, echec.value.reglage) == (False, True)


def test_a_sender_that_is_badly_set_is_not_held_against_the_mail() -> None:
    boite = Boite()
    with run_serveur(boite), pytest.raises(EnvoiImpossible, match="mal réglée") as echec:
        send_message(replace(_reglages(boite), expediteur="Cahier, région <c@exemple.fr>"), LETTRE)
    assert (echec.value.definitif, echec.value.reglage) == (False, True)


@pytest.mark.parametrize(("reponse", "definitif"), [("554 Indésirable", True), ("451 Surchargé", False)])
def test_a_refused_message_is_told_apart_from_a_failing_server(reponse: str, definitif: bool) -> None:
    with run_serveur(Boite(refus_message=reponse)) as boite, pytest.raises(EnvoiImpossible) as echec:
        send_message(_reglages(boite), LETTRE)
    assert echec.value.definitif is definitif
    assert not echec.value.serveur_absent


def test_a_server_that_is_down_is_told_at_once() -> None:
    with pytest.raises(EnvoiImpossible, match="ne répond pas") as echec:
        send_message(_reglages(Boite(port=find_port())), LETTRE)
    assert echec.value.serveur_absent
    assert not echec.value.definitif


def test_a_server_that_drags_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "DELAI", 0.3)
    with run_serveur(Boite(lenteur=3)) as boite, pytest.raises(EnvoiImpossible, match="à temps") as echec:
        send_message(_reglages(boite), LETTRE)
    assert echec.value.serveur_absent


def test_a_server_that_hangs_after_accepting_counts_as_accepting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "DELAI", 0.3)
    with run_serveur(Boite(sourd_au_depart=True)) as boite:
        send_message(_reglages(boite), LETTRE)
        assert len(boite.recus) == 1
