"""The catalogue: refused whole with every reason, replaced whole, read by its collectif, offered where it fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.unite import open_unit
from caprse.cli import main
from caprse.demo.appuis import EXEMPLE
from caprse.referentiel.erreurs import Erreur
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.relecture.appuis.lecture import list_appuis
from caprse.relecture.appuis.regles import EtatAppui, Suite
from caprse.relecture.appuis.service import answer_appui, create_appui
from caprse.relecture.offres.choix import PROPOSEES, Besoins, Offre, list_propositions, search_offres
from caprse.relecture.offres.lecture import FICHIER_MAX, Lecture, read_catalogue
from caprse.relecture.offres.service import Bilan, take_catalogue
from caprse.socle.erreurs import SaisieInvalide
from tests.base import execute
from tests.droits import check_rights
from tests.monde import Monde

FAUX = """offres:
  - code: A b
    titre: ""
    demi_journees: 99
    criteres: [T01-01, T01-01, ZZZ-99]
  - code: deux
    titre: Deux
    prix: 2
  - code: deux
"""
JUSTE = b"offres:\n  - {code: charte, titre: Ecrire sa charte, criteres: [T01-01]}\n  - {code: tri, titre: Trier}\n"
SUITE = b"offres:\n  - {code: tri, titre: Trier mieux, demi_journees: 2}\n"
CODES = st.sampled_from(("PAR-01", "PAR-02", "EMP-01", "EMP-02", "GOV-01"))
OFFRES = st.lists(
    st.builds(
        Offre,
        st.uuids().map(str),
        st.just("Titre"),
        st.just(""),
        st.integers(1, 4),
        st.lists(CODES, max_size=3, unique=True).map(tuple),
    ),
    max_size=8,
)


def test_a_wrong_catalogue_is_refused_with_every_reason_and_its_line() -> None:
    lecture = read_catalogue("offres.yaml", FAUX.encode(), {"T01-01"})
    assert lecture.catalogue is None
    assert [(erreur.ligne, erreur.code) for erreur in lecture.erreurs if isinstance(erreur, Erreur)] == [
        (2, "CODE-FORME"),
        (3, "TEXTE-VIDE"),
        (4, "VALEUR"),
        (5, "CODE-DOUBLE"),
        (5, "VALEUR"),
        (8, "CLE-INCONNUE"),
        (9, "CLE-MANQUANTE"),
        (9, "CODE-DOUBLE"),
    ]


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"offres: []",
        b"- 1",
        b"\xff\xfe",
        b"offres: &a [*a]",
        b"x: \x00",
        b"offres: " + b"[" * 5000,
        b"#" * (FICHIER_MAX + 1),
        "\n".join(["offres:", *(f"  - {{code: c{n}, titre: T}}" for n in range(61))]).encode(),
    ],
)
def test_any_other_file_is_refused_in_french(octets: bytes) -> None:
    lecture = read_catalogue("offres.yaml", octets)
    assert lecture.catalogue is None
    assert lecture.erreurs


def test_the_catalogue_that_ships_is_an_example_of_the_referentiel_that_ships() -> None:
    referentiel = verify_dossier(Path("referentiel/travail")).referentiel
    assert referentiel is not None
    lecture = read_catalogue(EXEMPLE.name, EXEMPLE.read_bytes(), {c.code for c in referentiel.criteres})
    assert lecture.erreurs == ()
    assert lecture.catalogue is not None
    assert lecture.catalogue.illustratif


def test_a_catalogue_is_replaced_whole_and_what_leaves_it_stays_with_its_appuis(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert take_catalogue(unit, monde.collectif, "o.yaml", JUSTE) == Bilan(2, 0)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_appui(unit, monde.structures[0], "", offre="charte")
        with pytest.raises(SaisieInvalide, match="déjà demandée"):
            create_appui(unit, monde.structures[0], "", offre="charte")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert isinstance(take_catalogue(unit, monde.collectif, "o.yaml", FAUX.encode()), Lecture)
        assert take_catalogue(unit, monde.collectif, "o.yaml", SUITE) == Bilan(1, 1)
        avant = execute("select count(*) from journal where objet = 'offre'")
        assert str(take_catalogue(unit, monde.collectif, "o.yaml", SUITE)) == "1\u00a0offre au catalogue"
    assert execute("select count(*) from journal where objet = 'offre'") == [(avant[0][0] + 2,)]
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        vus = list_appuis(unit, monde.structures[0])
        with pytest.raises(SaisieInvalide, match="plus au catalogue"):
            create_appui(unit, monde.structures[0], "", offre="charte")
    assert [(offre.code, offre.demi_journees) for offre in vus.offres] == [("tri", 2)]
    (appui,) = vus.structures[0].appuis
    assert appui.offre is not None
    assert (appui.demande, appui.offre.code, appui.offre.retiree) == ("Ecrire sa charte", "charte", True)


def test_only_the_animation_of_the_collectif_changes_its_catalogue(monde: Monde) -> None:
    check_rights(monde, {"anna"}, lambda unit: take_catalogue(unit, monde.collectif, "o.yaml", JUSTE))


def test_an_offre_may_be_asked_again_once_its_appui_is_over(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        take_catalogue(unit, monde.collectif, "o.yaml", JUSTE)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        appui = create_appui(unit, monde.structures[0], "", offre="tri")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        answer_appui(unit, appui, 1, Suite(EtatAppui.REFUSE, "Plus tard"))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_appui(unit, monde.structures[0], "", offre="tri")


@given(OFFRES, st.dictionaries(CODES, st.integers(0, 4)), st.frozensets(CODES), st.none() | CODES)
def test_what_is_proposed_is_short_fits_and_comes_best_first(
    offres: list[Offre], niveaux: dict[str, int], choisis: frozenset[str], vise: str | None
) -> None:
    besoins = Besoins(niveaux, choisis, vise)
    proposees = list_propositions(offres, besoins)
    assert len(proposees) <= PROPOSEES
    for proposee in proposees:
        assert proposee.critere in proposee.offre.criteres
        assert proposee.critere == vise or proposee.critere in choisis or niveaux[proposee.critere] <= 1
    toutes = list_propositions(offres, besoins, maximum=len(offres))
    assert toutes[:PROPOSEES] == proposees
    assert [p.critere == vise for p in toutes] == sorted((p.critere == vise for p in toutes), reverse=True)
    assert not {p.offre.code for p in toutes} & {
        p.offre.code for p in list_propositions(offres, besoins, {p.offre.code for p in toutes})
    }


def test_a_word_finds_an_offre_by_its_text_or_its_critere_without_accents() -> None:
    offres = [Offre("a", "Énergie sobre", "", 1, ("ENV-03",)), Offre("b", "Trier", "Les déchets", 1, ())]
    titres = {"ENV-03": "Locaux et machines"}
    assert [o.code for o in search_offres(offres, "energie", titres)] == ["a"]
    assert [o.code for o in search_offres(offres, "locaux SOBRE", titres)] == ["a"]
    assert [o.code for o in search_offres(offres, "dechets", titres)] == ["b"]
    assert search_offres(offres, "", titres) == offres


def test_the_operator_reads_every_error_or_what_was_imported(monde: Monde, tmp_path: Path) -> None:
    faux, juste = tmp_path / "faux.yaml", tmp_path / "juste.yaml"
    faux.write_text(FAUX, encoding="utf-8")
    juste.write_bytes(JUSTE)
    resultat = CliRunner().invoke(main, ["offres", "verifier", str(faux)])
    assert resultat.exit_code == 1
    assert "faux.yaml:4: VALEUR" in resultat.output
    assert "rien n’a été changé" in resultat.output
    assert "Catalogue valide : 2\u00a0offres." in CliRunner().invoke(main, ["offres", "verifier", str(juste)]).output
    absent = CliRunner().invoke(main, ["offres", "verifier", str(tmp_path / "absent.yaml")])
    assert "Impossible de lire" in absent.output
