"""The référentiel page: read, search, compare, send in and publish; and who may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.referentiel.page import VUES, page_referentiel
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import import_referentiel, list_publiees, publish_referentiel, simulate_publication
from caprse.referentiel.vue_lecture import build_mots, list_mots, search
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from caprse.socle.signes import escape_html
from tests.base import count_rows
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.fabrique import build_referentiel, write_referentiel
from tests.monde import REFERENTIEL, Monde
from tests.referentiel.fichiers.test_archive import build_zip
from tests.referentiel.versions import read_livre

PERSONNES = ("alice", "ali", "aya", "bob", "charlie", "fanny", "personne")


@pytest.fixture
def zipper(tmp_path: Path) -> Callable[[Referentiel], bytes]:
    def build(referentiel: Referentiel) -> bytes:
        dossier = tmp_path / referentiel.version
        dossier.mkdir()
        write_referentiel(referentiel, dossier)
        return build_zip({fichier.name: fichier.read_bytes() for fichier in dossier.iterdir()}, "essai/")

    return build


ZIP = "essai.zip"
SUITE = build_referentiel(themes=2, criteres=6, version="0.2.0")


def open_vue(monde: Monde, vue: str, personne: str = "anna") -> AppTest:
    essai = open_page(monde, personne, page_referentiel)
    essai.segmented_control(key="referentiel-vue").set_value(vue)
    return run(essai)


@pytest.mark.parametrize("personne", ["anna", "adam", "clara"])
def test_those_who_publish_read_a_version_whole(monde: Monde, personne: str) -> None:
    essai = open_page(monde, personne, page_referentiel)
    accueil = read_html(essai)
    assert all(thematique.titre in accueil for thematique in REFERENTIEL.thematiques)
    assert REFERENTIEL.titre in read(essai)
    click(essai, "lire-T01")
    critere = REFERENTIEL.critere("T01-01")
    vu = read_html(essai)
    for attendu in (critere.question, critere.question_simple, "Normes d’essai · 2 Norme 2"):
        assert attendu in vu
    assert all(texte in vu for texte in critere.niveaux.values())
    assert critere.titre in [plie.label.replace("\\", "") for plie in essai.expander]
    click(essai, "referentiel-retour")
    assert "Ce bloc est demandé à chaque trimestre" in read(click(essai, "lire-TRA"))


def test_a_thematique_is_read_through_without_opening_anything(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_referentiel, **{"referentiel-thematique": "T01"})
    # With what every trimestre asks besides.
    criteres = [critere for part in REFERENTIEL.capsule("T01") for critere in part.criteres]
    assert {critere.code[:3] for critere in criteres} == {"T01", "TRA"}
    assert len([plie for plie in essai.expander if plie.label != "En bref"]) == len(criteres)
    essai.toggle(key="referentiel-deplier").set_value(True)
    vu = read_html(run(essai))
    assert not essai.expander
    assert all(critere.titre in vu and critere.question in vu for critere in criteres)


def test_words_are_explained_at_the_end_of_what_is_printed() -> None:
    livre = read_livre()
    dits = {t.code: {mot.mot: mot.definition for mot in list_mots(livre, t)} for t in livre.thematiques}
    assert "CSE" in dits["EMP"]
    assert "CSE" not in dits["DEM"]
    vu = build_mots(list_mots(livre, livre.thematique("EMP")))
    assert all(escape_html(definition) in vu for definition in dits["EMP"].values())


def test_an_address_that_names_no_thematique_shows_them_all(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_referentiel, **{"referentiel-thematique": "X"})
    assert {"lire-T01", "lire-T02", "lire-TRA"} <= list_keys(essai)


@pytest.mark.parametrize("personne", PERSONNES)
def test_nobody_else_reads_simulates_or_publishes(
    monde: Monde, zipper: Callable[[Referentiel], bytes], personne: str
) -> None:
    octets = zipper(SUITE)
    for geste in (
        list_publiees,
        lambda u: simulate_publication(u, octets, ZIP),
        lambda u: publish_referentiel(u, octets, ZIP),
    ):
        with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes[personne]) as unit:
            geste(unit)
    assert count_rows("referentiel") == 1


def test_a_former_animation_publishes_nothing(monde: Monde, zipper: Callable[[Referentiel], bytes]) -> None:
    with open_unit_systeme() as unit:
        unit.db.execute(text("delete from habilitation where compte_id = :c"), {"c": monde.comptes["anna"]})
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["anna"]) as unit:
        publish_referentiel(unit, zipper(SUITE), ZIP)
    assert count_rows("referentiel") == 1


def test_words_are_found_without_accents_nor_capitals() -> None:
    criteres = [c for t in REFERENTIEL.thematiques for c in t.criteres]
    assert [c.code for c in search(criteres, "CRITÉRE t02-03")] == ["T02-03"]
    assert search(criteres, "baleine") == []


def test_a_word_finds_criteres_in_every_theme(monde: Monde) -> None:
    essai = open_page(monde, "anna", page_referentiel)
    essai.text_input(key="referentiel-mot").set_value("descripteur")
    assert f"{len([c for t in REFERENTIEL.thematiques for c in t.criteres])} critères trouvés." in read(run(essai))
    essai.text_input(key="referentiel-mot").set_value("baleine")
    assert "Aucun critère ne contient ce mot" in read(run(essai))


def test_two_versions_are_compared_in_sentences(monde: Monde) -> None:
    assert "Une seule version" in read(open_vue(monde, VUES[1]))
    with open_unit_systeme() as unit:
        import_referentiel(unit.db, SUITE)
    vu = read(open_vue(monde, VUES[1])).replace("\\", "")
    assert "De essai 0.1.0 à essai 0.2.0" in vu
    assert "Critère ajouté : « Critère T01-06 »" in vu


def test_what_is_sent_is_seen_first_then_published(monde: Monde, zipper: Callable[[Referentiel], bytes]) -> None:
    essai = open_vue(monde, VUES[2])
    assert "publier" not in list_keys(essai)
    essai.file_uploader(key="referentiel-archive").upload("essai.zip", zipper(SUITE), "application/zip")
    run(essai)
    assert "Aucune erreur." in read(essai)
    assert any("Ce qui change par rapport à la version 0.1.0" in plie.label for plie in essai.expander)
    assert "Critère ajouté : « Critère T01-06 »" in read(essai).replace("\\", "")
    assert count_rows("referentiel") == 1
    click(essai, "publier")
    assert "La version est publiée." in read(essai)
    assert "déjà publiée, avec le même contenu" in read(essai)
    assert count_rows("referentiel") == 2
    with open_unit_systeme() as unit:
        suivies = unit.db.execute(text("select distinct referentiel_id from trimestre")).scalars().all()
    assert suivies == [monde.referentiel]


def test_every_error_of_the_archive_is_listed(monde: Monde) -> None:
    essai = open_vue(monde, VUES[2])
    octets = build_zip({"T01.yaml": "titre: [a]", "b.png": "x"})
    essai.file_uploader(key="referentiel-archive").upload("essai.zip", octets, "application/zip")
    run(essai)
    [liste] = [bloc.value for bloc in essai.code]
    assert "referentiel.yaml:1: FICHIER-ABSENT" in liste
    assert "b.png:1: FICHIER-INCONNU" in liste
    assert "T01.yaml:1: CLE-MANQUANTE" in liste
    assert "publier" not in list_keys(essai)


@pytest.mark.parametrize(
    ("version", "criteres", "attendue"), [("0.1.0", 6, "autre contenu"), ("0.0.9", 5, "plus ancienne")]
)
def test_a_version_that_does_not_grow_is_refused_before_and_when_published(
    monde: Monde, zipper: Callable[[Referentiel], bytes], version: str, criteres: int, attendue: str
) -> None:
    octets = zipper(build_referentiel(themes=2, criteres=criteres, version=version))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        examen = simulate_publication(unit, octets, ZIP)
    assert attendue in examen.refus[0]
    with pytest.raises(Refus, match=attendue), open_unit(compte_id=monde.comptes["anna"]) as unit:
        publish_referentiel(unit, octets, ZIP)
    assert count_rows("referentiel") == 1


def test_a_broken_archive_is_refused_with_every_reason(monde: Monde) -> None:
    with pytest.raises(SaisieInvalide) as refus, open_unit(compte_id=monde.comptes["adam"]) as unit:
        publish_referentiel(unit, build_zip({"T01.yaml": "titre: [a]"}), ZIP)
    assert len(refus.value.raisons) > 3


def test_a_rerun_takes_few_statements(
    monde: Monde, installation: Installation, zipper: Callable[[Referentiel], bytes]
) -> None:
    with open_unit_systeme() as unit:
        import_referentiel(unit.db, SUITE)
    for vue in VUES:
        essai = open_vue(monde, vue)
        if vue == VUES[2]:
            octets = zipper(build_referentiel(themes=2, criteres=6, version="0.3.0"))
            essai.file_uploader(key="referentiel-archive").upload("essai.zip", octets, "application/zip")
            run(essai)
        with count_statements(installation.moteur) as envoyees:
            run(essai)
        assert len(envoyees) <= 6, (vue, envoyees)
