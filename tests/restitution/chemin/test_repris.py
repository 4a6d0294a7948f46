"""A trimestre of before the workbook says so wherever the path, the bilan and « Revoir » name it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from caprse.bilan.regles import Trouve
from caprse.bilan.vue import build_trouve
from caprse.collectif.calendrier.reprise import list_repris, name_numero
from caprse.restitution.chemin.phrases import alt_chemin, describe_moment
from caprse.restitution.chemin.phrases_collectif import alt_chemin_collectif
from caprse.restitution.chemin.regles import Releve, ThematiqueSuivie, build_chemin
from caprse.restitution.chemin.service_collectif import CheminCollectifVu
from caprse.restitution.chemin.tableaux import list_lignes
from caprse.restitution.chemin.tableaux_collectif import list_lignes_collectif
from caprse.restitution.figures.etats import Donnee, compute_etat
from caprse.restitution.figures.notation import Cotation, compute_thematique
from caprse.seance.image.chemin import build_chemin as build_scene
from tests.fabrique import build_referentiel
from tests.restitution.chemin.test_collectif import build, publish

REFERENTIEL = build_referentiel(themes=1, criteres=3)
THEME = REFERENTIEL.thematiques[0]
CODES = [critere.code for critere in THEME.criteres]
REPRIS = "Trimestre\u00a01, repris"


def test_how_it_is_named() -> None:
    assert (name_numero(1, repris=True), name_numero(2)) == (REPRIS, "Trimestre\u00a02")
    assert (list_repris(()), list_repris({1})) == ("", "trimestre\u00a01 repris")
    assert list_repris({2, 1}) == "trimestres\u00a01 et 2 repris"


def test_the_path_of_a_structure_says_it_in_its_table_and_sentences() -> None:
    donnees = [Donnee(code, 1, Cotation(1)) for code in CODES]
    releves = [
        Releve(
            numero,
            date(2026, 3 * numero, 1),
            date(2026, 3 * numero + 2, 1),
            etat=compute_etat([THEME], REFERENTIEL.niveau_max, donnees, numero),
            thematiques=dict.fromkeys(CODES, THEME.code),
            repris=numero == 1,
        )
        for numero in (1, 2)
    ]
    chemin = build_chemin([ThematiqueSuivie(THEME.code, THEME.titre, THEME.titre_court)], releves)
    assert [ligne["Quand"] for ligne in list_lignes(chemin, ("a", "b"))] == [REPRIS, "Trimestre\u00a02"]
    assert describe_moment(1, chemin) == REPRIS
    assert "Trimestre\u00a01 repris." in alt_chemin(chemin, ("a", "b"))


def test_that_of_the_collectif_too_and_the_wall_below_its_picture() -> None:
    chemin = replace(build(publish("A", 1), publish("A", 2)), repris=frozenset({1}))
    quand = [ligne["À la clôture du"] for ligne in list_lignes_collectif(chemin)]
    assert quand[:2] == [REPRIS, "Trimestre\u00a02"]
    assert "Trimestre\u00a01 repris." in alt_chemin_collectif(chemin)
    scene = build_scene("Chemin", CheminCollectifVu("C", False, chemin))
    assert scene.source == "Chiffres publiés à chaque clôture · trimestre\u00a01 repris"


def test_the_bilan_says_when_it_was_found() -> None:
    figure = compute_thematique(THEME, REFERENTIEL.niveau_max, {CODES[0]: Cotation(1)})
    assert f"<small>{REPRIS}</small>" in build_trouve(Trouve(1, figure, ("a", "b"), repris=True))
    assert "repris" not in build_trouve(Trouve(1, figure, ("a", "b")))
