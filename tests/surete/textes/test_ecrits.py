"""Each writer keeps out what its format forbids, whatever stands in the base already: read back by real readers."""

from __future__ import annotations

import csv
import io
import unicodedata
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, time
from uuid import uuid4

import altair as alt
import pandas as pd
import pytest
from icalendar import Calendar
from pypdf import PdfReader

from caprse.collectif.regles import TypeRencontre
from caprse.collectif.rencontres.agenda import Rendezvous, build_ics
from caprse.seance.compte_rendu.feuille import build_pdf
from caprse.seance.compte_rendu.papier import build_texte
from caprse.seance.contenus.scenes import SceneRepartition
from caprse.seance.image.traits import wrap_svg, write
from caprse.socle.fichiers import name_fichier, to_csv, to_png, to_svg

# Every control, and one of each other class: nothing of it may reach a file.
INTERDITS = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), *range(127, 160)])) + (
    "\u200b\u202e\u2066\ufeff\ufffe\uffff\ud800\ufdd0\U000e0041\u2028"
)
SALE = f"Éco{INTERDITS}logie"
# A table of pandas takes no half of a sign, and the base gives none.
SALE_EN_BASE = SALE.replace("\ud800", "")
QUAND = datetime(2026, 3, 14, 13, 2, tzinfo=UTC)


def check_clean(texte: str) -> None:
    restes = [hex(ord(s)) for s in texte if s not in "\r\n\t" and unicodedata.category(s) in ("Cc", "Cf", "Cs", "Cn")]
    assert restes == []


def build_chart(nom: str) -> alt.LayerChart:
    donnees = pd.DataFrame({"nom": [nom], "valeur": [1]})
    return alt.LayerChart(
        layer=[
            alt.Chart(donnees, title=nom)
            .mark_bar()
            .encode(x=alt.X("valeur:Q", title="Score"), y=alt.Y("nom:N", title=None)),
            alt.Chart(donnees).mark_text(text=nom),
        ]
    )


def test_a_chart_is_well_formed_xml_and_an_image() -> None:
    svg = to_svg(build_chart(SALE_EN_BASE), SALE).decode()
    ET.fromstring(svg)  # noqa: S314
    check_clean(svg)
    assert "logie" in svg
    assert to_png(build_chart(SALE_EN_BASE), 1.0).startswith(b"\x89PNG")


def test_a_name_that_is_markup_stays_a_name_in_a_chart() -> None:
    nom = "</text><script>alert(1)</script>&amp;]]> <!-- $x$ \\"
    lu = "".join(ET.fromstring(to_svg(build_chart(nom), nom).decode()).itertext())  # noqa: S314
    assert nom in lu


def test_a_picture_of_the_wall_is_well_formed() -> None:
    svg = wrap_svg(100, 100, [write(1, 1, SALE, 12)], SALE)
    ET.fromstring(svg)  # noqa: S314
    check_clean(svg)


def test_a_picture_enters_the_minutes() -> None:
    """Even one that was kept before the door was there."""
    for nom in (SALE, SALE.replace("logie", "lo\x0bgie")):
        scene = SceneRepartition(nom, nom, nom, (nom, nom), noms=(nom, "Autre"), nombres=(2, 1), compte=nom)
        pdf = build_pdf(SALE, SALE, "# T\n\n## P\n\n[Image de l’étape 1]\n", {1: scene}, QUAND)
        lu = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        assert lu.replace(" ", "").count("logie") == 2


def test_the_minutes_as_text_hold_no_hidden_sign() -> None:
    check_clean(build_texte(f"# {SALE}\n\n- {SALE}"))


def build_rendezvous(texte: str) -> Rendezvous:
    return Rendezvous(
        id=uuid4(),
        type=TypeRencontre.VISIO,
        titre=texte,
        jour=date(2026, 3, 14),
        heure=time(9),
        lieu=texte,
        lien=f"https://exemple.test/{texte}",
        duree_minutes=60,
        ordre_du_jour=f"{texte}\nBEGIN:VEVENT\r\nSUMMARY:faux",
        annulee=False,
        sequence=0,
        modifie_le=QUAND,
        collectif=texte,
        fictif=False,
    )


@pytest.mark.parametrize(
    "texte",
    [SALE, "Un\r\nATTENDEE:mailto:x@exemple.test", 'a;b,c:d\\n"e" ' + "é" * 200],
    ids=["signes", "lignes", "long"],
)
def test_a_calendar_holds_one_event_whatever_its_texts(texte: str) -> None:
    ics = build_ics([build_rendezvous(texte)])
    check_clean(ics.decode())
    assert all(len(ligne) <= 75 for ligne in ics.split(b"\r\n"))
    [evenement] = Calendar.from_ical(ics).walk("VEVENT")
    assert "ATTENDEE" not in evenement
    assert "logie" in str(evenement["summary"]) or texte != SALE


FORMULES = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u200b=1",
    "\u00a0=1",
    "\ufeff+1",
    "\uff1d1",
    "'=1",
]


@pytest.mark.parametrize("formule", FORMULES)
def test_no_cell_of_a_table_is_a_formula(formule: str) -> None:
    octets = to_csv(pd.DataFrame({formule: [formule, SALE_EN_BASE]}))
    assert octets.startswith(b"\xef\xbb\xbf")
    lignes = list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(lignes) == 3
    for cellule in (lignes[0][0], lignes[1][0]):
        assert cellule.startswith("'")


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("trimestre-1-ECO.csv", "trimestre-1-ECO.csv"),
        ("../../etc/passwd", "etc-passwd"),
        ("..\\..\\x.csv", "x.csv"),
        ("/abs/x.csv", "abs-x.csv"),
        ("C:\\x.csv", "C-x.csv"),
        ("nul.csv", "fichier-nul.csv"),
        ("COM1.csv", "fichier-COM1.csv"),
        ("a\r\nSet-Cookie: x.csv", "a-Set-Cookie-x.csv"),
        ('a"b;c.csv', "a-b-c.csv"),
        ("\u202egnp.csv", "gnp.csv"),
        (".csv", "fichier.csv"),
        ("", "fichier"),
        ("x" * 300 + ".csv", "x" * 100 + ".csv"),
        ("Régie été.csv", "Régie-été.csv"),
        ("x.c/../sv", "x-c-sv"),
    ],
)
def test_a_file_name_goes_nowhere_else(nom: str, attendu: str) -> None:
    assert name_fichier(nom) == attendu
