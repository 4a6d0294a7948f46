"""Addresses of mail and of the web: put right where the meaning is plain, refused with a reason where it is not."""

from __future__ import annotations

from email.utils import parseaddr
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.socle.adresses import (
    check_expediteur,
    read_adresse_publique,
    read_expediteur,
    read_hote,
    read_port,
    refusal_courriel,
)


@pytest.mark.parametrize("courriel", ["a@b.fr", "prenom.nom+cap@structure-81.org", "O'Brien@x.exemple"])
def test_an_ordinary_address_is_accepted(courriel: str) -> None:
    assert refusal_courriel(courriel) is None


@pytest.mark.parametrize(
    "courriel",
    [
        "",
        "alice",
        "alice@",
        "@exemple.test",
        "alice@exemple",
        "alice exemple@x.fr",
        "a@b.fr\r\nBcc: tous@x.fr",
        "a@b.fr\n",
        "a@b.fr,c@d.fr",
        "Alice <a@b.fr>",
        "élise@exemple.test",
        "\u212aarl@exemple.test",  # the sign of the kelvin, which lower() turns into a k
        "a@" + "b" * 250 + ".fr",
        f"{'a' * 65}@b.fr",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(courriel: str) -> None:
    raison = refusal_courriel(courriel)
    assert raison is not None
    assert raison.endswith((".", ".fr"))


@given(st.text(max_size=60))
def test_no_accepted_address_can_forge_a_header(texte: str) -> None:
    if refusal_courriel(texte) is None:
        assert texte.isascii()
        assert not set(texte) & set('\r\n\t ,;<>"()[]\\\0')


@pytest.mark.parametrize(
    "courriel",
    [
        "paul..exemple@exemple.test",
        ".paul@exemple.test",
        "paul.@exemple.test",
        "paul@exemple..test",
        "paul@.exemple.test",
        "paul@exemple.test.",
        "paul@-exemple.test",
        "paul@exemple-.test",
        "paul@exemple.t",
        "paul@192.168.0.1",
        "=?utf-8?q?paul?=@exemple.test",
        "paul@paul@exemple.test",
    ],
)
def test_an_address_that_no_server_takes_is_refused_when_typed(courriel: str) -> None:
    assert refusal_courriel(courriel) is not None


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("cahier@localhost", ("", "cahier@localhost")),
        ("Cahier CAP RSE <cahier@exemple.fr>", ("Cahier CAP RSE", "cahier@exemple.fr")),
        ('"Cahier, région" <cahier@exemple.fr>', ("Cahier, région", "cahier@exemple.fr")),
        ("<cahier@exemple.fr>", ("", "cahier@exemple.fr")),
    ],
)
def test_a_sender_is_read_as_mail_programs_do(valeur: str, attendu: tuple[str, str]) -> None:
    assert check_expediteur(read_expediteur(f"  {valeur} ")) == attendu == parseaddr(valeur)


@pytest.mark.parametrize(
    "valeur",
    [
        "Cahier, région <c@exemple.fr>",
        "Cahier: région <c@exemple.fr>",
        "Cahier <c@exemple.fr",
        "Cahier c@exemple.fr",
        "c@exemple.fr, d@exemple.fr",
        "c..d@exemple.fr",
        "@exemple.fr",
        "cahier",
        "",
        "Cahier\r\nBcc: x@y.fr <c@exemple.fr>",
        f"{'x' * 61} <c@exemple.fr>",
        '"Cahier "deux" <c@exemple.fr>',
        "Cahier <<c@exemple.fr>>",
    ],
)
def test_a_sender_that_two_programs_would_read_otherwise_is_refused(valeur: str) -> None:
    with pytest.raises(ValueError, match=r"exemple\.fr|signes"):
        read_expediteur(valeur)


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ("https://cahier.exemple.fr", "https://cahier.exemple.fr"),
        (" HTTPS://Cahier.Exemple.fr/ ", "https://cahier.exemple.fr"),
        ("https://cahier.exemple.fr:443//", "https://cahier.exemple.fr"),
        ("http://cahier.exemple.fr:80", "http://cahier.exemple.fr"),
        ("http://localhost:8501", "http://localhost:8501"),
        ("http://[::1]:8501/", "http://[::1]:8501"),
        ('"https://cahier.exemple.fr"', "https://cahier.exemple.fr"),
        ("https://régie.exemple.fr", "https://xn--rgie-bpa.exemple.fr"),
        ("https://RÉGIE.exemple.fr", "https://xn--rgie-bpa.exemple.fr"),
        ("https://faß.de", "https://xn--fa-hia.de"),
        ("https://cahier.exemple.fr.", "https://cahier.exemple.fr"),
        ("https://192.168.1.10", "https://192.168.1.10"),
    ],
)
def test_the_public_address_is_put_in_the_form_of_an_origin(valeur: str, attendu: str) -> None:
    assert read_adresse_publique(valeur) == attendu == read_adresse_publique(attendu)


@pytest.mark.parametrize(
    "valeur",
    [
        "cahier.exemple.fr",
        "ftp://cahier.exemple.fr",
        "javascript:x",
        "https://",
        "https:///chemin",
        "https://cahier.exemple.fr/cahier",
        "https://cahier.exemple.fr?x=1",
        "https://cahier.exemple.fr#x",
        "https://moi:secret@cahier.exemple.fr",
        "https://cahier.exemple.fr:0",
        "https://cahier.exemple.fr:99999",
        "https://cahier.exemple.fr:port",
        "https://cahier exemple.fr",
        "https://-cahier.exemple.fr",
        "https://https://cahier.exemple.fr",
        "https://cahier.exemple.fr, https://autre.exemple.fr",
        "https://999.1.1.1",
    ],
)
def test_a_public_address_that_would_lead_nowhere_is_refused(valeur: str) -> None:
    with pytest.raises(ValueError, match=r"exemple\.fr|port"):
        read_adresse_publique(valeur)


@given(st.text(max_size=40) | st.from_regex(r"https?://[^\s]{0,20}", fullmatch=True))
def test_any_public_address_is_refused_or_an_origin(valeur: str) -> None:
    try:
        adresse = read_adresse_publique(valeur)
    except ValueError:
        return
    parties = urlsplit(adresse)
    assert adresse == f"{parties.scheme}://{parties.netloc}"
    assert adresse.isascii()
    assert adresse == adresse.lower()


@pytest.mark.parametrize(
    "valeur", ["smtp.exemple.fr:587", "smtp://smtp.exemple.fr", "smtp exemple.fr", "a@b", "/x", "-"]
)
def test_a_mail_server_is_a_name_alone(valeur: str) -> None:
    with pytest.raises(ValueError, match="nom du serveur seul"):
        read_hote(valeur)


def test_a_mail_server_may_be_a_name_or_an_address() -> None:
    assert [read_hote(valeur) for valeur in (" SMTP.Exemple.fr. ", "127.0.0.1", "[::1]", "mail")] == [
        "smtp.exemple.fr",
        "127.0.0.1",
        "::1",
        "mail",
    ]


@pytest.mark.parametrize("valeur", ["0", "65536", "-1", "cinq", "", "5 87", "٥٨٧", "9" * 30, "587.0"])
def test_a_port_is_a_number_that_exists(valeur: str) -> None:
    with pytest.raises(ValueError, match="65535"):
        read_port(valeur)
    assert read_port(" 587 ") == 587
