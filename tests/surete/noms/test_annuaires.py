"""Directories as people really save them: read whole, or refused with every reason; nothing is guessed in silence."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from caprse.acces.unite import open_unit
from caprse.collectif.annuaire.lecture import parse_annuaire
from caprse.collectif.annuaire.lignes import COMMUNE_MANQUANTE, LectureAnnuaire
from caprse.collectif.annuaire.tableau import LIGNES_MAX
from caprse.collectif.importation import import_structures
from tests.monde import Monde

ENTETE = ("Département", "Nom de la structure", "Type de SIAE", "Commune")
CORPS = (
    ("31", "Régie de l'Étoile", "ACI", "Saint-Béat-Lez"),
    ("12", "L’Œuvre « Cœur »", "AI", "Rodez"),
    ("65", "LES JARDINS DE LA FORÊT", "EI", "BAGNÈRES-DE-BIGORRE"),
)
ENCODAGES = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "mac-roman",
)


def _write(rangees: tuple[tuple[str, ...], ...], separateur: str = ";", fin: str = "\r\n") -> str:
    sortie = io.StringIO()
    csv.writer(sortie, delimiter=separateur, lineterminator=fin).writerows(rangees)
    return sortie.getvalue()


def _read(lecture: LectureAnnuaire) -> list[tuple[str, str, str, str]]:
    assert lecture.erreurs == ()
    return [(li.departement, li.nom, "/".join(li.types), li.commune) for li in lecture.lignes]


@pytest.mark.parametrize("separateur", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encodage", ENCODAGES)
@pytest.mark.parametrize("annonce", [True, False])
def test_any_separator_and_encoding_reads_the_same(separateur: str, encodage: str, annonce: bool) -> None:
    texte = (f"sep={separateur}\r\n" if annonce else "") + _write((ENTETE, *CORPS), separateur)
    assert _read(parse_annuaire(texte.encode(encodage))) == list(CORPS)


@pytest.mark.parametrize("encodage", ["iso8859-15", "iso8859-1", "cp850"])
@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
def test_older_encodings_and_ends_of_line_too(encodage: str, fin: str) -> None:
    corps = (("31", "Régie de l'Étoile", "ACI", "Saint-Béat"), ("34", "Forêt à vélo", "AI", "SÈTE"))
    assert _read(parse_annuaire(_write((ENTETE, *corps), fin=fin).encode(encodage))) == list(corps)


@pytest.mark.parametrize(
    "nom", ["Régie", "RÉGIE", "Cœur", "Élan", "Forêt", "L’Atelier", "Noël", "ça va", "Crêt-à-l'Âne"]
)
@pytest.mark.parametrize("encodage", ["cp1252", "mac-roman"])
def test_one_accent_in_a_file_is_enough(nom: str, encodage: str) -> None:
    octets = f"departement;nom;types;commune\n31;{nom};AI;MURET\n".encode(encodage)
    assert _read(parse_annuaire(octets))[0][1] == nom


# An accented capital after a small letter (« SociÈtÈ ») is a text that was spoilt: words are of one case.
_LETTRES = "abcdefghijklmnopqrstuvwxyzéèàçêîôûëï"
_SIGNES = "'-.&()\"\n;,| "
_MOTS = st.lists(
    st.text(_LETTRES + _SIGNES, min_size=1, max_size=12)
    | st.text(_LETTRES.upper() + _SIGNES, min_size=1, max_size=12),
    min_size=1,
    max_size=4,
).map(lambda mots: " ".join(("Mot", *mots)))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["31", "09", "2A", "974"]), _MOTS, _MOTS), min_size=1, max_size=12),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
)
def test_any_table_reads_back_the_same(lignes: list[tuple[str, str, str]], separateur: str, encodage: str) -> None:
    attendus = [(dpt, " ".join(nom.split()), " ".join(commune.split())) for dpt, nom, commune in lignes]
    texte = _write(
        (("dpt", "nom", "type", "ville"), *((dpt, nom, "AI", commune) for dpt, nom, commune in lignes)), separateur
    )
    lecture = parse_annuaire(texte.encode(encodage))
    assert lecture.erreurs == ()
    lues = {ligne.identite for ligne in lecture.lignes}
    assert {(ligne.departement, ligne.nom, ligne.commune) for ligne in lecture.lignes} <= set(attendus)
    assert len(lues) == len(lecture.lignes)


def test_a_first_line_that_tells_the_separator_is_read() -> None:
    lecture = parse_annuaire(b"sep=;\ndepartement;nom;types;commune\n31;AILES;AI;REVEL\n")
    assert [(ligne.rang, ligne.nom) for ligne in lecture.lignes] == [(3, "AILES")]


def test_a_dropped_separator_leaves_an_empty_town_to_check() -> None:
    (ligne,) = parse_annuaire(b"departement;nom;types;commune\n31;ATELIER;AI\n").lignes
    assert (ligne.commune, ligne.a_verifier) == ("", (COMMUNE_MANQUANTE,))


def test_two_lines_of_one_structure_become_one_which_is_said() -> None:
    lecture = parse_annuaire("dpt;nom;type;ville\n31;L'ATELIER;AI;Muret\n31;L’Atelier;ACI;MURET\n".encode())
    (ligne,) = lecture.lignes
    assert (ligne.nom, ligne.types) == ("L'ATELIER", ("AI", "ACI"))
    assert lecture.remarques == ("Lignes 2 et 3 : L'ATELIER (Muret, 31), une seule structure, types réunis : AI/ACI.",)


@pytest.mark.parametrize(
    "titres",
    [
        "departement;nom;types;commune",
        "DÉPARTEMENT;NOM;TYPE;VILLE",
        "Dpt;Raison sociale;Type de SIAE;Commune",
        "N° département;Nom_de_la_structure;Types_de_structure;Nom de la commune",
        "Code département;Dénomination;Catégorie;Localité",
        "code postal;SIAE;kind;city",
        "  dept ;structures;TYPES;communes",
    ],
)
def test_titles_are_known_by_many_names(titres: str) -> None:
    assert _read(parse_annuaire(f"{titres}\n31000;AILES;AI;REVEL\n".encode())) == [("31", "AILES", "AI", "REVEL")]


def test_what_stands_around_the_table_is_left_aside_and_said() -> None:
    texte = (
        "Annuaire des structures;;;;\nmis à jour le 3 mars 2025;;;;\n;;;;\n"
        ";Dpt;Nom;Type;Ville;Observations;\n;31;AILES;AI;REVEL;à jour ?;\n;;;;;;\n"
        '\n;31;"Deux\nlignes";ACI;"Mu""ret";;;;\n;Dpt;Nom;Type;Ville;Observations;\n;Total;2;;;\n'
    )
    lecture = parse_annuaire(texte.encode())
    assert _read(lecture) == [("31", "AILES", "AI", "REVEL"), ("31", "Deux lignes", "ACI", 'Mu"ret')]
    assert lecture.remarques == (
        "2\u00a0lignes laissées de côté au-dessus des titres de colonnes.",
        "Colonnes laissées de côté : « Observations ».",
        "Ligne 10 : les titres de colonnes y sont répétés, elle est laissée de côté.",
        "Ligne 11 : c’est un total, il est laissé de côté.",
    )


def test_a_structure_named_total_is_no_total() -> None:
    lecture = parse_annuaire(b"nom;types;commune;dpt\nTotal Emploi;AI;FOIX;9\nTotal;AI;FOIX;9\nTotal;2;;\n")
    assert [ligne.nom for ligne in lecture.lignes] == ["Total Emploi", "Total"] or lecture.erreurs


@pytest.mark.parametrize(
    ("ecrit", "lu"), [("utf-8", "cp1252"), ("utf-8", "mac-roman"), ("utf-8", "cp850"), ("utf-8", "iso8859-15")]
)
@pytest.mark.parametrize("nom", ["Forêt", "RÉGIE", "L’Atelier", "Cœur", "Noël à Sète"])
def test_a_text_spoilt_before_is_refused_with_its_line(ecrit: str, lu: str, nom: str) -> None:
    abime = f"dpt;nom;type;ville\n31;BON;AI;REVEL\n31;{nom};AI;REVEL\n".encode(ecrit).decode(lu, errors="replace")
    lecture = parse_annuaire(abime.encode())
    assert lecture.lignes == ()
    assert lecture.erreurs[0].startswith("Ligne 3 : « ")
    assert "enregistrez-le au format « CSV UTF-8 »" in lecture.erreurs[0]


@pytest.mark.parametrize("nom", ["For\ufffdt", "For?t", "R?GIE"])
def test_lost_letters_are_refused_too(nom: str) -> None:
    lecture = parse_annuaire(f"dpt;nom;type;ville\n31;{nom};AI;REVEL\n".encode())
    assert lecture.lignes == ()
    assert lecture.erreurs[0].startswith("Ligne 2 : « ")


def test_what_only_looks_spoilt_is_read() -> None:
    texte = "dpt;nom;type;ville;site\n31;Qui ? Nous;AI;REVEL;https://exemple.test/?a=b&c=d\n31;ÂGE D'OR;AI;MURET;\n"
    assert [ligne.nom for ligne in parse_annuaire(texte.encode()).lignes] == ["Qui ? Nous", "ÂGE D'OR"]


@pytest.mark.parametrize(
    ("octets", "mot"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ancien classeur Excel"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"PK\x03\x04" + b"x" * 50, "ne s’ouvre pas"),
        (b"   \r\n", "vide"),
        (bytes(range(256)) * 20, "n’est pas un tableau"),
        (b'dpt;nom;type;ville\n31;"AILES;AI;REVEL\n', "guillemets"),
        (b"<html><body><table><tr><td>dpt</td><td>nom</td></tr></table>", "enregistrez-le au format « Classeur Excel"),
        (b"\xef\xbb\xbf\r\n<TABLE border=1><tr><td>dpt;nom;type;ville", "page web"),
        ("\ufeff<!DOCTYPE html><html>dpt".encode("utf-16"), "page web"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', "page web"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "page web"),
        (b"dpt;nom;type;ville\n31;AILES;AI;REVEL\n31;ATEL\x00IER;AI;REVEL\n", "Ligne 3 : un caractère illisible"),
        (b"x;y\n" * 45 + b"dpt;nom;type;ville\n31;AILES;AI;REVEL\n", "dans les 40 premières lignes"),
        ("dpt;nom\n31;é\n".encode("utf-16")[:-1], "coupé ou abîmé"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(octets: bytes, mot: str) -> None:
    lecture = parse_annuaire(octets)
    assert lecture.lignes == ()
    assert mot in lecture.erreurs[0]


@settings(deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"dpt;nom;type;ville\n", b"PK\x03\x04", b"\xff\xfe", b"sep=;\n"])
)
def test_any_bytes_give_structures_or_reasons_never_both(octets: bytes, debut: bytes) -> None:
    lecture = parse_annuaire(debut + octets)
    assert bool(lecture.lignes) != bool(lecture.erreurs)
    assert all(erreur.strip() for erreur in lecture.erreurs)


def _build_classeur(*feuilles: list[list[object]], cachees: int = 0) -> Workbook:
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    for rang, rangees in enumerate(feuilles):
        feuille = classeur.create_sheet(f"F{rang}")
        for rangee in rangees:
            feuille.append(rangee)
        if rang < cachees:
            feuille.sheet_state = "hidden"
    return classeur


def _save(classeur: Workbook) -> bytes:
    sortie = BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def test_a_workbook_reads_the_sheet_that_has_the_head() -> None:
    octets = _save(
        _build_classeur(
            [["Lisez-moi"], ["Annuaire 2025", date(2025, 3, 1)]],
            [["Titre"], [], list(ENTETE), [31, "AILES", "AI", "REVEL"], [None] * 4, [1.0, "L'Œuvre", "ACI", "Bourg"]],
        )
    )
    assert _read(parse_annuaire(octets)) == [("31", "AILES", "AI", "REVEL"), ("01", "L'Œuvre", "ACI", "Bourg")]


def test_a_formula_gives_the_value_that_was_kept_or_nothing() -> None:
    classeur = _build_classeur([list(ENTETE), ["31", "AILES", "AI", "=B2"]])
    (ligne,) = parse_annuaire(_save(classeur)).lignes
    assert (ligne.nom, ligne.commune) == ("AILES", "")


def test_a_broken_formula_is_refused_with_its_line() -> None:
    lecture = parse_annuaire(_save(_build_classeur([list(ENTETE), ["31", "AILES", "AI", "#REF!"]])))
    assert lecture.erreurs == (
        "Ligne 2 : la case « commune » contient une erreur de formule (#REF!) : corrigez-la dans le tableur.",
    )


def test_a_spoilt_workbook_text_is_refused_with_its_line() -> None:
    lecture = parse_annuaire(_save(_build_classeur([list(ENTETE), ["31", "ForÃªt", "AI", "Muret"]])))
    assert lecture.erreurs[0].startswith("Ligne 2 : « ")


def _rewrite(octets: bytes, nom: str, change: bytes) -> bytes:
    sortie = BytesIO()
    with zipfile.ZipFile(BytesIO(octets)) as avant, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as apres:
        for piece in avant.infolist():
            apres.writestr(piece.filename, change if piece.filename == nom else avant.read(piece))
    return sortie.getvalue()


@pytest.mark.timeout(60)
def test_a_workbook_that_would_fill_the_memory_is_refused() -> None:
    octets = _save(_build_classeur([list(ENTETE), ["31", "AILES", "AI", "REVEL"]]))
    bombe = _rewrite(octets, "xl/worksheets/sheet1.xml", b" " * (50 * 1024 * 1024))
    assert len(bombe) < 100_000
    debut = time.perf_counter()
    lecture = parse_annuaire(bombe)
    assert "trop gros une fois déployé" in lecture.erreurs[0]
    assert time.perf_counter() - debut < 2


@pytest.mark.timeout(60)
@pytest.mark.parametrize("case", ["A1048576", "XFD1048576", "XFD3"])
def test_a_cell_at_the_end_of_the_sheet_is_nothing_to_fear(case: str) -> None:
    classeur = _build_classeur([list(ENTETE), ["31", "AILES", "AI", "REVEL"]])
    classeur.worksheets[0][case] = "x" if case != "XFD3" else None
    debut = time.perf_counter()
    lecture = parse_annuaire(_save(classeur))
    assert time.perf_counter() - debut < 20
    assert lecture.erreurs or len(lecture.lignes) == 1


@pytest.mark.parametrize(
    "xml",
    [
        b"<worksheet>",
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(8))
        + b"]><worksheet>&i;</worksheet>",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>',
    ],
)
def test_a_workbook_of_false_xml_is_refused(xml: bytes) -> None:
    octets = _save(_build_classeur([list(ENTETE), ["31", "AILES", "AI", "REVEL"]]))
    lecture = parse_annuaire(_rewrite(octets, "xl/worksheets/sheet1.xml", xml))
    assert lecture.lignes == ()
    assert "root" not in lecture.erreurs[0]


def test_other_spreadsheets_are_refused_with_how_to_save_again() -> None:
    for nom, contenu, mot in (
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", ".ods"),
        ("xl/workbook.bin", b"x", ".xlsb"),
        ("word/document.xml", b"x", "pas un classeur"),
    ):
        sortie = BytesIO()
        with zipfile.ZipFile(sortie, "w") as archive:
            archive.writestr(nom, contenu)
        (erreur,) = parse_annuaire(sortie.getvalue()).erreurs
        assert mot in erreur
        assert "Enregistrez ce tableau au format" in erreur


def _build_liste(lignes: int) -> bytes:
    """As large and as uneven as the list of SIAE that the State publishes; every name is invented."""
    villes = ("TOULOUSE CEDEX 3", "ST GIRONS", "Villefranche-de-Rouergue", "L'ISLE JOURDAIN", "NIMES")
    genres = ("ACI", "AI", "EI", "ETTI", "EITI", "Ateliers et chantiers d'insertion")
    sortie = io.StringIO()
    ecriture = csv.writer(sortie, delimiter=";")
    titres = "siret,Raison sociale,Enseigne,Type de SIAE,Adresse,Code postal,Ville,Département,Région,Téléphone"
    ecriture.writerow([*titres.split(","), "Date de début de convention", "Date de fin de convention"])
    for rang in range(lignes):
        # One structure in four has a second line, for its other convention.
        qui = rang - 1 if rang % 4 == 3 else rang
        code = ("31000", "09200", "12200", "32600", "30000")[qui % 5]
        ecriture.writerow(
            [
                f"{10_000_000_000_000 + qui}",
                f"ASSOCIATION INVENTÉE N°{qui}",
                "",
                genres[(rang // 2) % 6],
                f"{qui % 99} rue de l’Égalité",
                code.lstrip("0"),
                villes[qui % 5],
                code[:2].lstrip("0"),
                "Occitanie",
                "",
                "01/01/2024",
                "31/12/2026",
            ]
        )
    return ("sep=;\r\n" + sortie.getvalue()).encode("cp1252")


def test_the_list_of_the_state_goes_in_with_its_sentences(monde: Monde) -> None:
    octets = _build_liste(5000)
    debut = time.perf_counter()
    lecture = parse_annuaire(octets)
    lu = time.perf_counter() - debut
    assert lecture.erreurs == ()
    assert len(lecture.lignes) == 3750
    assert sum("types réunis" in phrase or "elle compte une fois" in phrase for phrase in lecture.remarques) == 1250
    debut = time.perf_counter()
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        bilan = import_structures(unit, monde.collectif, lecture.lignes)
    ecrit = time.perf_counter() - debut
    assert bilan.creees == 3750
    assert any("Type « EITI »" in phrase for phrase in bilan.a_verifier)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert import_structures(unit, monde.collectif, lecture.lignes).creees == 0
    print(f"\n5 000 lignes : lues en {lu:.2f} s, écrites en {ecrit:.2f} s")  # noqa: T201


@pytest.mark.parametrize("lignes", [LIGNES_MAX + 1, 4 * LIGNES_MAX])
def test_too_many_lines_are_refused(lignes: int) -> None:
    lecture = parse_annuaire(b"dpt;nom;type;ville\n" + b"31;A;AI;B\n" * lignes)
    assert lecture.erreurs == ("Ce tableau a plus de 20000\u00a0lignes : coupez-le en plusieurs fichiers.",)
