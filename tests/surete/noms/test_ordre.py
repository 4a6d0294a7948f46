"""Names come in the French order and are found whatever their accents, in the base as in Python."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import caprse
from caprse.acces.comptes.service import list_comptes
from caprse.acces.lieux import find_lieu
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.membres.liste import list_structures
from caprse.collectif.service import list_collectifs
from caprse.collectif.structures import list_noms
from caprse.journal.service import FiltreJournal, list_journal
from caprse.socle.francais import build_pattern, fold, fold_commune, fold_nom, matches, sort_key
from caprse.socle.installation import Installation
from caprse.socle.signes import drop_signes
from caprse.tableau.service import FiltreTableau, get_tableau
from tests.base import execute
from tests.monde import Monde

ORDRE = ["Cap", "Élan", "élan 2", "Élan 10", "Île", "Œuvre", "Zone"]
# What French names are made of, and what looks like it.
NOMS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\x00")
    | st.sampled_from("aeéÉèêoœŒæÆßcçÇ'’-– &stST.0129\u00a0\u0301\u0327\u200b"),
    max_size=20,
)


@pytest.fixture
def places(monde: Monde) -> Monde:
    """Structures of collectif A whose names accents would displace."""
    for nom in reversed(ORDRE):
        execute("insert into structure (collectif_id, nom, types) values (:c, :n, '{AI}')", c=monde.collectif, n=nom)
    return monde


def test_names_come_in_the_french_order_from_the_base_and_from_python(places: Monde) -> None:
    with open_unit(compte_id=places.comptes["anna"]) as unit:
        listees = [structure.nom for structure in list_structures(unit, places.collectif)]
        nommees = list(list_noms(unit, places.collectif).values())
    assert [nom for nom in listees if nom in ORDRE] == ORDRE
    assert [nom for nom in nommees if nom in ORDRE] == ORDRE
    assert listees == sorted(listees, key=sort_key)


def test_collectifs_too(installation: Installation) -> None:
    for nom in reversed(ORDRE):
        execute("insert into collectif (nom, debut, mois) values (:n, '2025-09-16', 19)", n=nom)
    with open_unit_systeme() as unit:
        assert [collectif.nom for collectif in list_collectifs(unit)] == ORDRE


def test_no_statement_orders_names_in_another_way() -> None:
    """The order of a list is that of ``fold``: a plain ``lower`` would put Élan after Zone."""
    autrement = re.compile(
        r"order by[^)\n]*\blower\((?:\w+\.)?(?:nom|titre|structure|commune)[^\n]*"
        r"|order_by\([^\n]*(?:func\.lower|\.nom\b)[^\n]*|ilike"
    )
    fautes = [
        f"{chemin.name}: {trouve[0]}"
        for chemin in Path(caprse.__file__).parent.rglob("*.py")
        for trouve in autrement.finditer(chemin.read_text())
        if "sort_by_name" not in trouve[0]
    ]
    assert fautes == []


@pytest.mark.parametrize("cherche", ["helene", "HÉLÈNE", " elene-pere", "hélène péré", "He\u0301le\u0300ne", "h.pere"])
def test_an_account_is_found_without_its_accents(monde: Monde, cherche: str) -> None:
    execute("insert into compte (courriel, nom) values ('h.pere@exemple.test', 'Hélène Péré')")
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        assert [fiche.nom for fiche in list_comptes(unit, cherche).fiches] == ["Hélène Péré"]
        assert list_comptes(unit, "helena").fiches == ()


@pytest.mark.parametrize("cherche", ["oeuvre", "ŒUVRE", "euvre", "l'œuvre", "OEUVRE elan"])
def test_the_dashboard_and_the_journal_find_an_oeuvre(monde: Monde, cherche: str) -> None:
    execute("update structure set nom = 'L’Œuvre-Élan' where id = :s", s=monde.structures[0])
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        tableau = get_tableau(unit, monde.collectif, filtre=FiltreTableau(nom=cherche))
        journal = list_journal(unit, collectif_id=monde.collectif, filtre=FiltreJournal(texte=cherche))
    assert [ligne.nom for ligne in tableau.lignes] == ["L’Œuvre-Élan"]
    assert any("L’Œuvre-Élan" in ligne.phrase for ligne in journal.lignes)


@pytest.mark.parametrize("cherche", ["\x00", "%", "[", "a]b", "\\", "(", "*" * 500, "𝔸", "🌱", "\ud800", "é" * 300])
def test_no_sign_breaks_a_search(monde: Monde, cherche: str) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        list_comptes(unit, cherche)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        get_tableau(unit, monde.collectif, filtre=FiltreTableau(nom=cherche))


def test_an_operator_names_a_structure_without_its_accents(monde: Monde) -> None:
    execute("update structure set nom = 'L’Œuvre-Élan' where id = :s", s=monde.structures[0])
    with open_unit_systeme() as unit:
        lieu = find_lieu(unit, Role.DIRECTION, "collectif a", "l'oeuvre elan")
    assert lieu.structure_id == monde.structures[0]


@given(NOMS)
def test_the_normal_form_is_its_own(texte: str) -> None:
    pli = fold(texte)
    assert fold(pli) == pli
    assert fold_commune(fold_commune(texte)) == fold_commune(texte)
    assert fold_nom(fold_nom(texte)) == fold_nom(texte)
    for forme in ("NFC", "NFD", "NFKC"):
        assert fold(unicodedata.normalize(forme, texte)) == pli
    assert fold(f"  {texte} ") == pli or not pli


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(NOMS.map(drop_signes), min_size=1, max_size=30), NOMS.map(drop_signes))
def test_the_base_folds_sorts_and_searches_as_python_does(
    installation: Installation, textes: list[str], cherche: str
) -> None:
    lignes = execute(
        "select x, fold(x) as pli, fold_commune(x) as commune, fold_nom(x) as nom, sort_key(x) as rang,"
        " x ~ :motif as trouve"
        ' from unnest(cast(:x as text[])) x order by sort_key(x) collate "C", x collate "C"',
        x=textes,
        motif=build_pattern(cherche),
    )
    assert [(ligne.pli, ligne.commune) for ligne in lignes] == [(fold(li.x), fold_commune(li.x)) for li in lignes]
    assert [ligne.nom for ligne in lignes] == [fold_nom(ligne.x) for ligne in lignes]
    assert [ligne.rang for ligne in lignes] == [sort_key(ligne.x)[0] for ligne in lignes]
    assert [ligne.x for ligne in lignes] == sorted(textes, key=sort_key)
    assert [ligne.trouve for ligne in lignes] == [matches(ligne.x, cherche) for ligne in lignes]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.data())
def test_what_python_finds_in_french_the_base_finds(installation: Installation, data: st.DataObject) -> None:
    francais = st.text("abcdeéèêëàâîïôöùûüçœæŒÉÀ'’-– &", min_size=1, max_size=25)
    texte = data.draw(francais)
    rang = data.draw(st.integers(0, len(texte) - 1))
    cherche = data.draw(st.sampled_from([str.upper, str.lower, str.title]))(texte[rang : rang + 6])
    (ligne,) = execute(
        "select x ~ :motif as trouve, y ~ :motif as decompose from (select :x as x, :y as y) t",
        x=texte,
        y=unicodedata.normalize("NFD", texte),
        motif=build_pattern(cherche),
    )
    assert ligne.trouve
    assert ligne.decompose
    assert matches(texte, cherche)


def test_the_base_names_structures_as_python_does(installation: Installation) -> None:
    numeros = ("", " n°2", " nº 2", " no. 2", " N°2", " № 2", " numéro 2", " num. 2", " no2", "-no-2", " no", " non 2")
    saints = ("", "St ", "Saint-", "STE-", "Sainte ", "de St-", "Est ", "St.", "Stes ", "ST ST ")
    noms = [
        f"{saint}{nom}{numero}{suite}"
        for saint, nom, numero, suite in product(saints, ("Régie", "L’Œuvre", "n", ""), numeros, ("", " St", " no 3"))
    ]
    lignes = execute("select x, fold_nom(x) as nom from unnest(cast(:x as text[])) x", x=noms)
    assert [ligne.nom for ligne in lignes] == [fold_nom(ligne.x) for ligne in lignes]
    plis = {fold_nom(f"Régie de {saint}Girons{numero}") for saint in ("St-", "Saint ") for numero in numeros[1:9]}
    assert plis == {"regie de saint girons n 2"}
    assert len({fold_nom(nom) for nom in ("Régie n°2", "Régie n°3", "Régie 2", "Régie non 2", "Est Régie n°2")}) == 5
