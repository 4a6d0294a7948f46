"""A file that was made to deceive, or by mistake: refused whole, every reason at once, nothing guessed nor dropped."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from caprse.acces.unite import open_unit
from caprse.collectif.regles import EtatTrimestre
from caprse.restitution.reprise.cases import parse_entier, parse_niveau
from caprse.restitution.reprise.lecture import read_reprise
from caprse.restitution.reprise.phrases import tell_ignorees
from caprse.restitution.reprise.regles import TrimestreConnu
from caprse.restitution.reprise.service import take_reprise
from caprse.socle.erreurs import Refus
from tests.base import count_rows, execute
from tests.monde import Monde
from tests.restitution.reprise.exemples import T1, T2, TETE, build_cadre, list_phrases, verify, write_csv, write_xlsx
from tests.restitution.reprise.scene import begin_before

NIVEAUX = ("À explorer", "Amorcé", "Organisé", "Ancré", "Moteur")
BONNE = (*T1, "Cap", "T01-01", "2", "", "Dit", "3")


@pytest.mark.parametrize(
    "texte",
    [
        "−1",
        "—2",
        "‑2",
        "-2",
        "+2",
        "2?",
        "2 %",
        "<2",
        "> 2",
        "2+",
        "2-",
        "²",
        "②",
        "~2",
        "2*",
        "≥ 2",
        "=2",
        "2/4",
        "½",
    ],
)
def test_a_number_that_says_more_than_a_niveau_is_not_guessed(texte: str) -> None:
    assert parse_niveau(texte, NIVEAUX) is None
    assert parse_entier(texte) is None


@pytest.mark.parametrize(
    "texte", ["2", " 2 ", "2 - Organisé", "2 · Organisé", "2. Organisé", "2) Organisé", "Niveau 2", "organise", "2."]
)
def test_a_niveau_as_people_write_it_is_read(texte: str) -> None:
    assert parse_niveau(texte, NIVEAUX) == 2


@pytest.mark.parametrize("texte", ["2", "T2", "t 2", "Trimestre 2", "N° 2", "n°2", "02", "2."])
def test_a_number_as_people_write_it_is_read(texte: str) -> None:
    assert parse_entier(texte) == 2


@pytest.mark.parametrize(
    ("ligne", "phrase"),
    [
        (("2", "Pas de locaux", "", ""), "!H2 : un motif ne va qu’avec « non concerné »"),
        (("", "Pas de locaux", "", ""), "!H2 : un motif ne va qu’avec « non concerné »"),
        (("nc", "Pas de locaux", "", "3"), "!J2 : une cible ne va pas avec « non concerné »"),
        (("2", "", "", "nc"), "!J2 : « nc » n’est pas un niveau"),
    ],
)
def test_what_contradicts_itself_is_refused_and_not_dropped(ligne: tuple[str, ...], phrase: str) -> None:
    [dite] = list_phrases(write_csv((*T1, "Cap", "T01-01", *ligne)))
    assert dite.startswith(phrase)


def test_a_trimestre_of_several_years_is_a_wrong_year() -> None:
    [dite] = list_phrases(write_csv(("1", "T01", "16/09/2005", "15/12/2025", *BONNE[4:])))
    assert "dure plus d’un an : vérifiez l’année" in dite
    # Unless the calendar has these very days.
    connu = TrimestreConnu(uuid4(), 1, "T01", date(2005, 9, 16), date(2025, 12, 15), EtatTrimestre.PREPARE)
    octets = write_csv(("1", "T01", "16/09/2005", "15/12/2025", *BONNE[4:]))
    assert verify(octets, build_cadre([connu])).erreurs == ()


def test_broken_quotes_are_said_where_they_begin() -> None:
    [dite] = list_phrases(write_csv(BONNE, (*T1, "Cap", "T01-02", "2", "", '"jamais fermé')))
    assert "Ligne 3 : guillemets" in dite


def test_a_filled_column_that_nobody_knows_is_told() -> None:
    lecture = read_reprise(write_csv((*BONNE, "perdu"), tete=(*TETE, "Remarques libres", "Vide")))
    assert lecture.ignorees == ("Remarques libres",)
    # Those that only help to read the file are not.
    aide = read_reprise(write_csv((*BONNE, "Que faites-vous ?"), tete=(*TETE, "Question")))
    assert aide.ignorees == ("Question",)


def test_every_reason_is_said_at_once() -> None:
    lignes = [
        (*T1, "Cap", "XX-01", "2"),
        (*T1, "00000000-0000-0000-0000-000000000001", "T01-01", "2"),
        (*T1, "Cap", "T01-02", "−1"),
        (*T1, "Cap", "T01-03", "2", "Pas de locaux"),
        (*T2, "Cap", "T01-05", "2"),
        BONNE,
        (*T1, "Cap", "T01-01", "4"),
        ("7", "T03", "01/01/2090", "31/03/2090", "Cap", "T03-01", "1"),
    ]
    phrases = list_phrases(write_csv(*lignes))
    assert [phrase.split(" : ")[0] for phrase in phrases] == [
        f"!{cellule}" for cellule in ("F2", "E3", "G4", "H5", "F6", "F8", "D9")
    ]


def _swell(octets: bytes, dans: bytes) -> bytes:
    flux = BytesIO()
    with ZipFile(BytesIO(octets)) as source, ZipFile(flux, "w", ZIP_DEFLATED) as cible:
        for nom in source.namelist():
            contenu = source.read(nom)
            if nom.endswith("sheet1.xml"):
                contenu = contenu.replace(b"</sheetData>", dans + b"</sheetData>")
            cible.writestr(nom, contenu)
    return flux.getvalue()


def test_a_bomb_does_not_go_off() -> None:
    bombe = b"<row><c t='inlineStr'><is><t>" + b"A" * (120 << 20) + b"</t></is></c></row>"
    octets = _swell(write_xlsx({"Cap": [TETE, BONNE]}), bombe)
    assert len(octets) < 1 << 20
    [dite] = list_phrases(octets)
    assert "trop gros une fois ouvert" in dite


@pytest.mark.parametrize(
    "octets",
    [
        write_csv(BONNE, (*T1, "Cap", "T01-02", "2", "", "a\x00b")),
        write_csv(BONNE, (*T1, "Cap", "T01-02", "2", "", "a\uffffb")),
        write_csv(BONNE, BONNE),
        write_csv(BONNE, (*T1, "Collectif B – structure 0", "T01-02", "2")),
        write_xlsx({"Cap": [TETE, BONNE, (*T1, "Cap", "T01-02", "=1+1")]}),
        write_xlsx({"Cap": [TETE, (*T1, "Cap", "T01-02", 2, "", "a\u202eb")]}),
    ],
    ids=["nul", "non-caractère", "deux fois", "voisin", "formule", "sens"],
)
def test_nothing_of_it_is_kept(monde: Monde, octets: bytes) -> None:
    begin_before(monde, "T02")
    execute("update structure set nom = 'Cap' where id = :s", s=monde.structures[0])
    avant = [count_rows(table) for table in ("trimestre", "carnet", "reponse", "arrete", "journal")]
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(Refus, match="rien n’a été repris"):
        take_reprise(unit, monde.collectif, octets)
    assert [count_rows(table) for table in ("trimestre", "carnet", "reponse", "arrete", "journal")] == avant


def test_what_is_left_out_is_said_in_one_sentence() -> None:
    assert tell_ignorees(()) == ""
    assert tell_ignorees(("Remarques libres",)).startswith("La colonne « Remarques libres » n’est pas reprise")
    assert ", et 2 autres ne sont pas reprises" in tell_ignorees([f"Colonne {rang}" for rang in range(8)])
