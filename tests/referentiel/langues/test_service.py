"""Translations are stored beside a version: they take the place of those before, and it does not change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.referentiel.langues.schema import Traduction
from caprse.referentiel.langues.service import AILLEURS, Ecart, list_langues, read_traduction, replace_traductions
from caprse.referentiel.page import VUES, page_referentiel
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import publish_referentiel, simulate_publication
from caprse.socle.erreurs import Introuvable, Refus
from tests.avis.telephone.test_langues import build_traduction
from tests.base import count_rows, execute
from tests.ecran import click, list_keys, open_page, read, run
from tests.fabrique import build_referentiel, write_referentiel
from tests.monde import REFERENTIEL, Monde
from tests.referentiel.fichiers.test_archive import build_zip

ZIP = "essai.zip"
ARABE, ANGLAIS = build_traduction(), build_traduction(langue="en")
SUITE = build_referentiel(themes=2, criteres=6, version="0.2.0")
CORRIGE = ARABE.model_copy(update={"criteres": {"T01-01": "سؤال آخر"}})


def zipper(dossier: Path, referentiel: Referentiel, *traductions: Traduction) -> bytes:
    dossier.mkdir()
    write_referentiel(referentiel, dossier)
    fichiers: dict[str, str | bytes] = {fichier.name: fichier.read_bytes() for fichier in dossier.iterdir()}
    fichiers |= {f"langues/{t.langue}.yaml": json.dumps(t.model_dump(mode="json")) for t in traductions}
    return build_zip(fichiers, "essai/")


def replace(monde: Monde, *traductions: Traduction) -> Ecart:
    with open_unit_systeme() as unit:
        return replace_traductions(unit.db, monde.referentiel, traductions)


def read_stored(langue: str = "ar") -> Traduction:
    [(ligne,)] = execute("select to_jsonb(t) from traduction t where langue = :l", l=langue)
    return read_traduction(ligne)


def test_what_is_stored_is_read_again_as_it_was(monde: Monde) -> None:
    arabe = ARABE.model_copy(update={"variantes": {"T01-01": {1: "سؤال"}}})
    replace(monde, arabe)
    assert read_stored() == arabe


def test_they_take_the_place_of_those_before_and_the_version_keeps_its_fingerprint(monde: Monde) -> None:
    avant = execute("select * from referentiel")
    assert str(replace(monde, ARABE, ANGLAIS)) == "arabe et anglais ajoutés"
    assert not replace(monde, ARABE, ANGLAIS)
    assert str(replace(monde, CORRIGE)) == "arabe corrigé ; anglais retiré"
    assert read_stored() == CORRIGE
    assert execute("select langue from traduction") == [("ar",)]
    assert execute("select * from referentiel") == avant


def test_a_folder_without_translations_takes_none_away(monde: Monde) -> None:
    replace(monde, ARABE)
    assert not replace(monde)
    with open_unit_systeme() as unit:
        assert [langue.code for langue in list_langues(unit.db, monde.referentiel)] == ["ar"]


def test_the_journal_keeps_what_they_were_and_names_the_language(monde: Monde) -> None:
    replace(monde, ARABE, ANGLAIS)
    replace(monde, CORRIGE)
    lignes = execute(
        "select operation, cle ->> 'traduction', avant -> 'textes' -> 'criteres' ->> 'T01-01',"
        " apres -> 'textes' -> 'criteres' ->> 'T01-01' from journal where objet = 'traduction' order by id"
    )
    avant, apres = ARABE.criteres["T01-01"], CORRIGE.criteres["T01-01"]
    assert lignes == [
        ("INSERT", "arabe", None, avant),
        ("INSERT", "anglais", None, avant),
        ("UPDATE", "arabe", avant, apres),
        ("DELETE", "anglais", avant, None),
    ]


def test_the_administration_sends_the_folder_again_and_only_the_words_change(monde: Monde, tmp_path: Path) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        publish_referentiel(unit, zipper(tmp_path / "a", SUITE, ARABE), ZIP)
    essai = open_page(monde, "adam", page_referentiel)
    essai.segmented_control(key="referentiel-vue").set_value(VUES[2])
    run(essai)
    octets = zipper(tmp_path / "b", SUITE, CORRIGE, ANGLAIS)
    essai.file_uploader(key="referentiel-archive").upload(ZIP, octets, "application/zip")
    run(essai)
    assert "Seules ses traductions changent" in read(essai)
    assert "anglais ajouté ; arabe corrigé" in read(essai)
    assert read_stored() == ARABE
    click(essai, "publier")
    assert "Les traductions sont publiées" in read(essai)
    assert "publier" not in list_keys(essai)
    assert read_stored() == CORRIGE
    assert count_rows("referentiel") == 2


def test_a_new_version_comes_with_its_own_translations(monde: Monde, tmp_path: Path) -> None:
    replace(monde, CORRIGE)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        octets = zipper(tmp_path / "b", SUITE, ARABE)
        assert str(simulate_publication(unit, octets, ZIP).langues) == "arabe ajouté"
        version_id, nouvelle = publish_referentiel(unit, octets, ZIP)
    assert nouvelle
    with open_unit_systeme() as unit:
        assert [langue.code for langue in list_langues(unit.db, version_id)] == ["ar"]
    assert count_rows("traduction") == 2


def test_who_animates_changes_no_word_that_another_collectif_reads(monde: Monde, tmp_path: Path) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        version_id, _ = publish_referentiel(unit, zipper(tmp_path / "c", SUITE, ARABE), ZIP)
    execute(
        "insert into trimestre (collectif_id, numero, thematique, referentiel_id, debut, fin)"
        " values (:c, 9, 'T01', :r, '2027-01-01', '2027-03-01')",
        c=monde.ailleurs,
        r=version_id,
    )
    octets = zipper(tmp_path / "d", SUITE, CORRIGE)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert simulate_publication(unit, octets, ZIP).refus == (AILLEURS,)
    with pytest.raises(Refus, match="Un autre collectif"), open_unit(compte_id=monde.comptes["anna"]) as unit:
        publish_referentiel(unit, octets, ZIP)
    assert read_stored() == ARABE
    for personne in ("clara", "adam"):
        with open_unit(compte_id=monde.comptes[personne]) as unit:
            publish_referentiel(unit, octets, ZIP)
    assert read_stored() == CORRIGE


@pytest.mark.parametrize("personne", ["alice", "ali", "aya", "bob", "charlie", "fanny", "personne"])
def test_nobody_else_publishes_a_translation(monde: Monde, tmp_path: Path, personne: str) -> None:
    octets = zipper(tmp_path / "e", REFERENTIEL, ARABE)
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes[personne]) as unit:
        publish_referentiel(unit, octets, ZIP)
    assert count_rows("traduction") == 0
