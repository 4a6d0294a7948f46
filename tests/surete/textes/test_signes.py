"""The door of texts: what no reader sees is taken out, what is damaged refused; what French and emoji need stays."""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.signes import (
    _ILLISIBLE,
    _RARE,
    _TRI,
    can_be_stored,
    clean_champs,
    clean_donnees,
    clean_ligne,
    clean_signes,
    clean_texte,
    drop_signes,
)

ILLISIBLES = "\x00\ud800\udfff\ufffe\uffff\ufdd0\U0010ffff\U0001fffe"
EMOJI = "👩\u200d🌾 ❤\ufe0f 1\ufe0f\u20e3 🏳\ufe0f\u200d🌈 👍🏽"
ANGLETERRE = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
ECRITURES = "Nguyễn Đặng, Łódź, Ærø, Œuvre, 北京, שָׁלוֹם"
# Letters and selectors that show nothing, though Unicode does not class them as format signs.
SANS_DESSIN = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180f\u3164\uffa0\ufe00\ufe0f\U000e0100\U000e01ef\ufff0\ufffc\U00016fe4"
)


@pytest.mark.parametrize(
    ("tape", "garde"),
    [
        ("Atelier du\x0bPont-Vieil", "Atelier du Pont-Vieil"),
        ("Les Jardins\u200b du Causse", "Les Jardins du Causse"),
        ("éco\x02logie", "écologie"),
        ("\ufeffRe\u0301gie", "Régie"),
        ("soft\u00adhyphen \u202egnp.exe\u202c", "softhyphen gnp.exe"),
        ("Ré\tgie\r\ndu\u2028Sud\x85!", "Ré gie du Sud !"),
        ("\u3164\u200b\u2060 \u2800", ""),
        ("Z\u0351\u0353\u0359\u0300\u0301\u0302\u0303algo", "Z\u0353\u0359\u0351algo"),
        ("\u0301accent seul, puis \u0301encore", "accent seul, puis encore"),
        ("12\u202f% de «\u00a0l’essentiel\u00a0»", "12\u202f% de «\u00a0l’essentiel\u00a0»"),
        (EMOJI, EMOJI),
        (ANGLETERRE, ANGLETERRE),
        ("caché\U000e0068\U000e0069\U000e007f", "caché"),
        ("a\ufe0f\u200d😀 x\u200dy", "a😀 xy"),
        (unicodedata.normalize("NFD", ECRITURES), unicodedata.normalize("NFC", ECRITURES)),
    ],
)
def test_a_name_keeps_what_a_reader_sees(tape: str, garde: str) -> None:
    assert clean_ligne(tape) == garde


def test_a_text_keeps_its_lines() -> None:
    assert clean_texte(" a\r\n\r\nb\x0bc\td ") == "a\n\nb\nc d"


@pytest.mark.parametrize("signe", ILLISIBLES)
def test_an_illegible_sign_is_refused_with_a_sentence(signe: str) -> None:
    for clean in (clean_signes, clean_donnees):
        with pytest.raises(SaisieInvalide, match=r"ne peut pas être enregistré : rien n’a changé"):
            clean(f"Les{signe} Jardins")
    for keep in (clean_ligne, clean_texte):
        assert not can_be_stored(keep(f"Les{signe} Jardins"))
    assert drop_signes(f"Les{signe} Jardins") == "Les Jardins"


def test_no_sign_of_a_class_that_shows_nothing_goes_through() -> None:
    """Every sign that Unicode knows, between two letters: control, format, surrogates, private use, separators."""
    restes = [
        hex(point)
        for point in range(sys.maxunicode + 1)
        if unicodedata.category(signe := chr(point)) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or signe in SANS_DESSIN
        if signe not in "\n" and signe in drop_signes(f"a{signe}b")
    ]
    assert restes == []


def test_what_gets_no_second_look_has_nothing_to_hide() -> None:
    """Each sign of the ordinary ones, as it is and after a letter, is what the long way makes of it."""
    for point in range(sys.maxunicode + 1):
        if _RARE.search(signe := chr(point)) is None:
            assert unicodedata.normalize("NFC", _TRI.sub("", f"e{signe}")) == f"e{signe}", hex(point)
            assert signe == "\n" or unicodedata.category(signe) not in ("Cc", "Cf", "Cs", "Co", "Mn", "Me"), hex(point)
            assert _ILLISIBLE.search(signe) is None


@given(st.text())
@example("e\u200d\u0301")
@example("\ufe0f\u20e3\u0301\u0302\u0303\u0304")
@example("🏴\U000e0067\u0301\U000e007f")
def test_what_went_through_once_goes_through_unchanged(texte: str) -> None:
    for clean in (clean_texte, clean_ligne):
        net = clean(drop_signes(texte))
        assert clean(net) == net
        assert unicodedata.is_normalized("NFC", net)
        assert drop_signes(net) == net


class Etat(StrEnum):
    FAIT = "fait"


@dataclass(frozen=True)
class Saisie:
    titre: str
    note: str
    etat: Etat = Etat.FAIT
    rang: int = 1
    lien: str | None = None


def test_what_was_typed_is_cleaned_field_by_field() -> None:
    saisie = clean_champs(Saisie("Les\nJardins\u200b ", " un\r\ndeux "), "note")
    assert saisie == Saisie("Les Jardins", "un\ndeux")
    assert saisie.etat is Etat.FAIT


def test_texts_inside_json_are_cleaned_keys_too() -> None:
    assert clean_donnees({"a\u200b": ["b\u202e", {"c": ("d\x02", 1, None)}]}) == {"a": ["b", {"c": ["d", 1, None]}]}
