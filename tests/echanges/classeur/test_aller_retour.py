"""A workbook that nobody touched changes nothing; what was touched is exactly what changes."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from caprse.carnet.regles import Saisie, list_reasons_against
from caprse.echanges.classeur.lecture import build_saisies, read_classeur
from caprse.echanges.classeur.modele import Pris, lay_out, read_pris
from caprse.echanges.classeur.resume import ACCUEIL
from caprse.referentiel.classeur.ouverture import Constat
from caprse.restitution.reprise.gabarit import list_choix
from caprse.socle.signes import clean_champs
from tests.echanges.classeur.gestes import build_pris, change, fill, find_case, list_etapes, write
from tests.fabrique import PIEGES, build_referentiel

REFERENTIEL = build_referentiel(themes=2)
CRITERES = [critere for enjeu in list_etapes(REFERENTIEL) for critere in enjeu.criteres]
NOMS = list_choix(REFERENTIEL)
TEXTES = st.one_of(
    st.sampled_from([*PIEGES, "=1+1", "+33", "@a", "-2", "_x0041_", "l’été\n« fin »", "<b>&amp;", "a_x000D_b", "'x"]),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=40),
)


@st.composite
def saisies(draw: st.DrawFn) -> Saisie:
    """Any answer that the carnet takes."""
    niveau = draw(st.one_of(st.none(), st.integers(0, REFERENTIEL.niveau_max)))
    cible = draw(st.one_of(st.none(), st.integers(niveau or 0, REFERENTIEL.niveau_max)))
    saisie = Saisie(
        niveau=niveau,
        cible=cible,
        commentaire=draw(TEXTES),
        motif=draw(TEXTES),
        deja_regle=draw(st.booleans()),
        trace_titre=draw(TEXTES),
        trace_lien=draw(st.sampled_from(["", "https://exemple.test/a?b=1"])),
    )
    if niveau is None and saisie.motif.strip() and draw(st.booleans()):
        saisie = replace(saisie, non_concerne=True, cible=None)
    return clean_champs(saisie, "commentaire", "motif")


TOUTES = st.fixed_dictionaries({critere.code: saisies() for critere in CRITERES})


def read(octets: bytes, pris: Pris) -> tuple[dict[str, Saisie], tuple[Constat, ...]]:
    rapporte = read_classeur(octets)
    assert read_pris(rapporte.texte) == pris
    return build_saisies(rapporte, pris, CRITERES, NOMS, REFERENTIEL.niveau_max)


@settings(max_examples=25, deadline=None)
@given(TOUTES)
def test_what_nobody_touched_comes_back_as_it_left(reponses: dict[str, Saisie]) -> None:
    assert all(not list_reasons_against(saisie, REFERENTIEL.niveau_max) for saisie in reponses.values())
    assert read(write(REFERENTIEL, reponses), build_pris(reponses)) == (reponses, ())


@settings(max_examples=25, deadline=None)
@given(TOUTES, st.sampled_from([c.code for c in CRITERES]), st.integers(0, REFERENTIEL.niveau_max), st.data())
def test_a_cell_that_is_changed_changes_its_answer_and_no_other(
    reponses: dict[str, Saisie], code: str, niveau: int, data: st.DataObject
) -> None:
    ecrit = data.draw(st.sampled_from([niveau, str(niveau), NOMS[niveau], NOMS[niveau].upper()]))
    lues, constats = read(
        fill(REFERENTIEL, write(REFERENTIEL, reponses), {(code, "niveau"): ecrit}), build_pris(reponses)
    )
    assert constats == ()
    avant = reponses[code]
    cible = None if avant.cible is not None and avant.cible < niveau else avant.cible
    assert lues == reponses | {code: replace(avant, niveau=niveau, non_concerne=False, cible=cible)}


def test_every_field_is_read_and_an_emptied_cell_empties_it() -> None:
    a, b = CRITERES[0].code, CRITERES[1].code
    reponses = {b: Saisie(niveau=2, commentaire="Un mot", trace_titre="Charte", trace_lien="https://exemple.test/")}
    octets = fill(
        REFERENTIEL,
        write(REFERENTIEL, reponses),
        {
            (a, "niveau"): "non concerné",
            (a, "motif"): "Pas d’atelier",
            (b, "niveau"): None,
            (b, "commentaire"): 12,
            (b, "cible"): NOMS[3],
            (b, "trace_titre"): None,
            (b, "trace_lien"): "exemple.fr/charte",
        },
    )
    lues, constats = read(octets, build_pris(reponses))
    assert constats == ()
    assert lues[a] == Saisie(non_concerne=True, motif="Pas d’atelier")
    assert lues[b] == Saisie(commentaire="12", cible=3, trace_lien="https://exemple.fr/charte")


def test_all_that_is_wrong_is_said_at_once_each_at_its_cell() -> None:
    a, b, c = (critere.code for critere in CRITERES[:3])
    octets = fill(
        REFERENTIEL,
        write(REFERENTIEL, {}),
        {
            (a, "niveau"): "très bien",
            (a, "commentaire"): '=HYPERLINK("http://exemple.test")',
            (b, "niveau"): NON_CONCERNE,
            (c, "cible"): NON_CONCERNE,
            (c, "trace_lien"): "javascript:alert(1)",
        },
    )
    _, constats = read(octets, build_pris({}))
    lieux = {(constat.feuille, constat.cellule) for constat in constats}
    assert lieux == {
        find_case(REFERENTIEL, a, "niveau"),
        find_case(REFERENTIEL, a, "commentaire"),
        find_case(REFERENTIEL, b, "niveau"),
        find_case(REFERENTIEL, c, "cible"),
    }
    assert all(constat.phrase.endswith(".") for constat in constats)


NON_CONCERNE = NOMS[-1]


def test_lines_that_were_moved_are_found_and_lines_that_are_lost_or_doubled_refuse_the_whole() -> None:
    code = CRITERES[1].code
    octets = fill(REFERENTIEL, write(REFERENTIEL, {}), {(code, "niveau"): 2})
    feuille, _ = find_case(REFERENTIEL, code, "niveau")
    lues, constats = read(change(octets, lambda classeur: classeur[feuille].insert_rows(2, 3)), build_pris({}))
    assert (lues[code].niveau, constats) == (2, ())
    _, constats = read(change(octets, lambda classeur: classeur.remove(classeur[feuille])), build_pris({}))
    assert {constat.feuille for constat in constats} == {""}
    assert CRITERES[1].titre in str(constats)
    _, constats = read(change(octets, lambda classeur: classeur.copy_worksheet(classeur[feuille])), build_pris({}))
    assert any("en double" in constat.message for constat in constats)


def test_sheets_are_protected_save_what_is_filled_and_named_as_spreadsheets_allow() -> None:
    octets = write(REFERENTIEL, {})
    classeur = load_workbook(BytesIO(octets))
    assert all(feuille.protection.sheet for feuille in classeur.worksheets)
    ouvertes = {
        (feuille.title, case.coordinate)
        for feuille in classeur.worksheets
        for ligne in feuille.iter_rows()
        for case in ligne
        if not case.protection.locked
    }
    assert ouvertes == {
        find_case(REFERENTIEL, critere.code, champ)
        for critere in CRITERES
        for champ in ("niveau", "motif", "commentaire", "cible", "trace_titre", "trace_lien")
    }
    assert classeur[ACCUEIL]["B10"].value.startswith("=SUMIF(")
    feuillets = lay_out(list_etapes(REFERENTIEL), REFERENTIEL)
    assert len({feuillet.nom.casefold() for feuillet in feuillets}) == len(feuillets)
    assert all(len(feuillet.nom) <= 31 for feuillet in feuillets)


@pytest.mark.parametrize("titre", ["A/B [c]: d?", "x" * 60, "’", ""])
def test_no_title_makes_a_sheet_that_a_spreadsheet_refuses(titre: str) -> None:
    enjeu = list_etapes(REFERENTIEL)[0].model_copy(update={"titre_court": titre})
    noms = [feuillet.nom for feuillet in lay_out([enjeu, enjeu], REFERENTIEL)]
    assert len(set(noms)) == 2
    assert all(0 < len(nom) <= 31 and not set("[]:*?/\\'") & set(nom) for nom in noms)
