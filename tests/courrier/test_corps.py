"""What a mail says, in both its forms: the same words, nothing that a person wrote read as anything else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.courrier.corps import (
    CID_MARQUE,
    MARQUE,
    Citation,
    Corps,
    Fiche,
    Intertitre,
    Lien,
    Liste,
    Paragraphe,
    Teinte,
    write_apercu,
    write_html,
    write_texte,
)
from caprse.courrier.smtp import Lettre, build_message
from caprse.socle.couleurs import compute_contrast
from caprse.socle.reglages import Reglages
from tests.courrier.serveur import read_page, read_texte

BLANCS = re.compile(r"[\s\u00a0\u202f]+")
ATTAQUE = "<script>alert(1)</script>{{ corps }}{% raw %} \"' &amp; javascript:x"


def _build(mot: str = "Bonjour à tous") -> Corps:
    return Corps(
        titre=f"Titre {mot}",
        salut=f"Bonjour {mot},",
        blocs=(
            Paragraphe(f"Un paragraphe {mot}"),
            Intertitre(f"Intertitre {mot}"),
            Citation(f"Source {mot}", f"Citation {mot}"),
            Liste((f"Point {mot}",)),
            Fiche((("Quand", f"Valeur {mot}"),)),
        ),
        bouton=Lien("Ouvrir", "https://cahier.exemple.test/carnet?structure=1&etape=2"),
        suite=(Paragraphe(f"Suite {mot}"),),
        adresse="https://cahier.exemple.test",
        raison=f"Parce que {mot}.",
        refus=Lien("Ne plus recevoir", "https://cahier.exemple.test/desinscription/x"),
        teinte=Teinte("#2B6B36", "#E9F1EB", f"Thème {mot}"),
    )


class _Lecture(HTMLParser):
    """The words of a page, its elements, its addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.adresses: list[str] = []
        self.mots: list[str] = []
        self.tue = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.tue = tag == "style"
        self.adresses += [valeur or "" for nom, valeur in attrs if nom in {"href", "src", "background", "action"}]

    def handle_endtag(self, _tag: str) -> None:
        self.tue = False

    def handle_data(self, data: str) -> None:
        if not self.tue:
            self.mots.append(data)

    @property
    def texte(self) -> str:
        return BLANCS.sub(" ", " ".join(self.mots))


def _read(html: str) -> _Lecture:
    lecture = _Lecture()
    lecture.feed(html)
    return lecture


def test_both_forms_say_the_same() -> None:
    corps = _build()
    lecture = _read(write_html(corps))
    page = " ".join((lecture.texte, *lecture.adresses))
    for ligne in write_texte(corps).splitlines():
        net = BLANCS.sub(" ", ligne.lstrip(">- ")).strip()
        for morceau in re.split(r" ?: ?", net) if not net.startswith("https") else [net]:
            assert morceau.rstrip(",. :") in page, ligne


@pytest.mark.parametrize("mot", [ATTAQUE, "</td></table></body>", "a\r\nBcc: x", "\u202e renversé", "<img src=x>"])
def test_what_people_wrote_is_shown_and_never_read(mot: str) -> None:
    sain, attaque = _read(write_html(_build())), _read(write_html(_build(mot)))
    assert attaque.elements == [e for e in attaque.elements if e != "script"]
    assert [e for e in attaque.elements if e != "br"] == [e for e in sain.elements if e != "br"]
    assert attaque.adresses == sain.adresses
    assert "<script" not in write_apercu(_build(mot))


@given(st.text(max_size=200))
def test_no_text_adds_an_element_or_an_address(mot: str) -> None:
    sain, attaque = _read(write_html(_build())), _read(write_html(_build(mot)))
    assert [e for e in attaque.elements if e != "br"] == [e for e in sain.elements if e != "br"]
    assert attaque.adresses == sain.adresses


def test_nothing_is_fetched_and_the_mark_travels_with_the_mail() -> None:
    html = write_html(_build())
    lecture = _read(html)
    assert {a for a in lecture.adresses if not a.startswith("https://cahier.exemple.test/")} == {f"cid:{CID_MARQUE}"}
    assert "url(" not in html
    assert "@import" not in html
    lettre = Lettre(
        "zoe@exemple.test", "Objet", write_texte(_build()), "b7", datetime(2026, 3, 14, tzinfo=UTC), html=html
    )
    octets = build_message(Reglages(expediteur="cahier@exemple.test"), lettre)
    assert len(octets) < 100_000
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message.get_content_type() == "multipart/alternative"
    assert read_texte(message) == write_texte(_build())
    assert read_page(message).rstrip() == html
    [image] = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert image["Content-ID"] == f"<{CID_MARQUE}>"
    assert image.get_payload(decode=True) == MARQUE.read_bytes()


def test_a_long_letter_stays_small() -> None:
    corps = replace(_build(), blocs=(Paragraphe("é" * 6000),))
    lettre = Lettre(
        "zoe@exemple.test", "O", write_texte(corps), "b7", datetime(2026, 3, 14, tzinfo=UTC), html=write_html(corps)
    )
    assert len(build_message(Reglages(expediteur="cahier@exemple.test"), lettre)) < 100_000


def test_one_button_and_one_way_out() -> None:
    liens = [a for a in _read(write_html(_build())).adresses if a.startswith("https")]
    assert liens == [
        "https://cahier.exemple.test/carnet?structure=1&etape=2",
        "https://cahier.exemple.test/desinscription/x",
    ]


def test_its_colours_are_read_by_day_and_by_night() -> None:
    html = write_html(_build())
    assert "color-scheme: light dark" in html
    paires = [("#ffffff", "#0b5c6b"), ("#51616a", "#eef2f3"), ("#eef3f5", "#1d272d"), ("#b3c1c9", "#12191d")]
    for encre, fond in (*paires, ("#445560", "#e7f1f2"), ("#b3c1c9", "#27343b"), ("#17262b", "#f4f7f8")):
        assert encre in html.lower() or encre == "#ffffff"
        assert compute_contrast(encre, fond) >= 4.5, (encre, fond)
