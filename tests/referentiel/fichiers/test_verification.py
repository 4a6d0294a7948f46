"""What is refused, where, and under which code."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caprse.referentiel.erreurs import CODES, Erreur, cite
from caprse.referentiel.fichiers.verification import verify_dossier
from caprse.referentiel.schema import Critere, Enjeu, Famille, Niveau, Referentiel, Thematique
from tests.fabrique import referentiels, write_referentiel
from tests.referentiel.exemple import FICHIERS, PAR, build_thematique, find_repere, write_exemple
from tests.referentiel.fichiers.fautes import FAUTES, Faute

MODELES = (Referentiel, Thematique, Enjeu, Critere, Niveau, Famille)
MOTS = sorted({champ for modele in MODELES for champ in modele.model_fields} | {"odd", "inconnu"})


@pytest.mark.parametrize("faute", FAUTES.values(), ids=FAUTES)
def test_one_fault_gives_one_error_with_its_file_line_code_and_sentence(faute: Faute, tmp_path: Path) -> None:
    avant = FICHIERS[f"{faute.fichier}.yaml"]
    assert avant.count(faute.avant) >= 1
    texte = avant.replace(faute.avant, faute.apres, 1)
    verification = verify_dossier(write_exemple(tmp_path, **{faute.fichier: texte}))
    assert verification.referentiel is None
    trouvees = [(erreur.fichier, erreur.ligne, erreur.code) for erreur in verification.erreurs]
    assert trouvees == [(f"{faute.fichier}.yaml", find_repere(texte), faute.code)]
    assert faute.dit in verification.erreurs[0].message
    assert verification.erreurs[0].message.endswith((".", " ?"))
    assert "?." not in verification.erreurs[0].message


def test_a_valid_folder_gives_its_referentiel_in_the_order_of_its_head(tmp_path: Path) -> None:
    verification = verify_dossier(write_exemple(tmp_path))
    assert verification.erreurs == ()
    assert verification.referentiel is not None
    assert [thematique.code for thematique in verification.referentiel.thematiques] == ["PAR", "GOV", "DEM"]
    assert verification.referentiel.critere("PAR-02").niveaux[2] == "Un déroulé connu."
    assert verification.lieux["PAR-02"] == ("PAR.yaml", 27)


def test_all_errors_of_all_files_come_at_once_in_order(tmp_path: Path) -> None:
    par = (
        PAR.replace("en_bref:", "en_brf:")
        .replace("titre: Entrée ouverte", "titre: 2024")
        .replace("code: PAR-02", "code: GOV-01")
        .replace("          1: Un café.\n", "")
    )
    dossier = write_exemple(
        tmp_path,
        PAR=par,
        GOV="code: GOV\n  titre: faux\n",
        DEM=build_thematique("DEM").replace("titre_court: DEM", "titre_court:"),
        referentiel=FICHIERS["referentiel.yaml"].replace("[PAR, GOV]", "[PAR, GOV, ENV]"),
    )
    assert [(erreur.fichier, erreur.ligne, erreur.code) for erreur in verify_dossier(dossier).erreurs] == [
        ("DEM.yaml", 3, "TEXTE-VIDE"),
        ("GOV.yaml", 2, "YAML-SYNTAXE"),
        ("PAR.yaml", 1, "CLE-MANQUANTE"),
        ("PAR.yaml", 4, "CLE-INCONNUE"),
        ("PAR.yaml", 13, "TEXTE-ATTENDU"),
        ("PAR.yaml", 27, "CODE-PREFIXE"),
        ("PAR.yaml", 31, "NIVEAU-MANQUANT"),
        ("referentiel.yaml", 20, "FICHIER-ABSENT"),
    ]


def test_a_fault_inside_a_list_does_not_hide_what_comes_after_it(tmp_path: Path) -> None:
    par = PAR.replace("titre: Entrée ouverte", "titre: 1").replace("titre: Premiers jours", "titre: 2")
    trop = "".join(f"  - niveau: {n}\n    nom: N{n}\n    definition: 7\n    test: T\n" for n in range(3, 7))
    tete = FICHIERS["referentiel.yaml"].replace("ordre:", f"{trop}ordre:")
    erreurs = verify_dossier(write_exemple(tmp_path, PAR=par, referentiel=tete)).erreurs
    codes = [(erreur.fichier, erreur.code) for erreur in erreurs]
    assert codes.count(("PAR.yaml", "TEXTE-ATTENDU")) == 2
    assert codes.count(("referentiel.yaml", "TEXTE-ATTENDU")) == 4
    assert codes.count(("referentiel.yaml", "ECHELLE")) == 1


@pytest.mark.parametrize(("nombre", "codes"), [(2, ["ECHELLE"]), (7, ["ECHELLE", "VALEUR"])])
def test_an_echelle_has_three_to_six_niveaux(nombre: int, codes: list[str], tmp_path: Path) -> None:
    avant, _, apres = FICHIERS["referentiel.yaml"].partition("  - niveau: 0")
    niveaux = "".join(f"  - {{niveau: {n}, nom: N{n}, definition: D, test: T}}\n" for n in range(nombre))
    tete = avant + niveaux + apres[apres.index("ordre:") :]
    erreurs = verify_dossier(write_exemple(tmp_path, referentiel=tete)).erreurs
    assert [erreur.code for erreur in erreurs] == codes
    assert (erreurs[0].ligne, erreurs[0].message) == (7, f"« echelle » : {nombre} niveaux ; il en faut de 3 à 6.")


@pytest.mark.parametrize(("nombre", "codes"), [(30, []), (31, ["CRITERES-NOMBRE"])])
def test_a_thematique_has_at_most_thirty_criteres(nombre: int, codes: list[str], tmp_path: Path) -> None:
    gov = build_thematique("GOV")
    debut, critere = gov[: gov.index("      - code")], gov[gov.index("      - code") :]
    gov = debut + "".join(critere.replace("GOV-01", f"GOV-{n:02d}") for n in range(1, nombre + 1))
    assert [erreur.code for erreur in verify_dossier(write_exemple(tmp_path, GOV=gov)).erreurs] == codes


def test_a_code_used_in_two_files_is_refused_where_it_comes_second(tmp_path: Path) -> None:
    gov = build_thematique("GOV").replace("GOV-01", "DEM-01")
    erreurs = verify_dossier(write_exemple(tmp_path, GOV=gov)).erreurs
    assert [erreur.code for erreur in erreurs] == ["CODE-DOUBLE", "CODE-PREFIXE"]
    assert "DEM.yaml:12" in erreurs[0].message


def test_a_file_is_named_after_its_code(tmp_path: Path) -> None:
    erreurs = verify_dossier(write_exemple(tmp_path, GOV=build_thematique("ENV"))).erreurs
    assert [(erreur.fichier, erreur.ligne, erreur.code) for erreur in erreurs] == [("GOV.yaml", 1, "FICHIER-NOM")]


def test_an_unreadable_renvois_file_does_not_accuse_the_criteres(tmp_path: Path) -> None:
    erreurs = verify_dossier(write_exemple(tmp_path, renvois="familles: [")).erreurs
    assert [(erreur.fichier, erreur.code) for erreur in erreurs] == [("renvois.yaml", "YAML-SYNTAXE")]


@pytest.mark.parametrize("renvois", ["{}", "familles: []", None])
def test_without_families_every_renvoi_is_unknown(renvois: str | None, tmp_path: Path) -> None:
    dossier = write_exemple(tmp_path, renvois=renvois or "")
    if renvois is None:
        (dossier / "renvois.yaml").unlink()
    assert [erreur.code for erreur in verify_dossier(dossier).erreurs] == ["RENVOI-FAMILLE", "RENVOI-FAMILLE"]


def test_a_misshapen_entry_does_not_accuse_the_criteres_that_cite_it(tmp_path: Path) -> None:
    renvois = FICHIERS["renvois.yaml"].replace('code: "8"', "code: 8")
    erreurs = verify_dossier(write_exemple(tmp_path, renvois=renvois)).erreurs
    assert [(erreur.fichier, erreur.code) for erreur in erreurs] == [("renvois.yaml", "TEXTE-ATTENDU")]


def test_renvois_and_transversal_may_be_absent(tmp_path: Path) -> None:
    par = PAR[: PAR.index("        renvois:")] + PAR[PAR.index("      - code: PAR-02") :]
    tete = FICHIERS["referentiel.yaml"].replace("transversal: DEM\n", "")
    dossier = write_exemple(tmp_path, PAR=par, referentiel=tete)
    (dossier / "renvois.yaml").unlink()
    (dossier / "DEM.yaml").unlink()
    referentiel = verify_dossier(dossier).referentiel
    assert referentiel is not None
    assert referentiel.capsule("GOV") == (referentiel.thematique("GOV"),)


def test_first_steps_may_be_there_for_some_niveaux_only(tmp_path: Path) -> None:
    texte = f"Dire bonjour {'a' * 147}"
    par = PAR.replace(
        "        trace_possible: déroulé",
        f"        premiers_pas:\n          2: {texte}\n        trace_possible: déroulé",
    )
    referentiel = verify_dossier(write_exemple(tmp_path, PAR=par)).referentiel
    assert referentiel is not None
    assert referentiel.critere("PAR-02").premiers_pas == {2: texte}
    assert referentiel.critere("PAR-01").premiers_pas == {}


def test_all_the_wrong_first_steps_are_said_at_once(tmp_path: Path) -> None:
    pas = f"        premiers_pas:\n          0: Dire.\n          1: {'a' * 161}\n          2:\n          5: Rire.\n"
    par = PAR.replace("        trace_possible: déroulé", f"{pas}        trace_possible: déroulé")
    erreurs = verify_dossier(write_exemple(tmp_path, PAR=par)).erreurs
    debut = find_repere(par.replace("premiers_pas:", "premiers_pas:¤"))
    assert [(erreur.ligne - debut, erreur.code) for erreur in erreurs] == [
        (1, "PREMIER-PAS"),
        (2, "TEXTE-LONG"),
        (3, "TEXTE-VIDE"),
        (4, "PREMIER-PAS"),
    ]


def test_words_that_yaml_would_turn_into_something_else_stay_text(tmp_path: Path) -> None:
    mots = ["Oui", "No", "on", "off", "2026-03-14", "12:30", "<<", "="]
    for mot in mots:
        gov = build_thematique("GOV").replace("titre_court: GOV", f"titre_court: {mot}")
        referentiel = verify_dossier(write_exemple(tmp_path, GOV=gov)).referentiel
        assert referentiel is not None
        assert referentiel.thematique("GOV").titre_court == mot


def test_every_code_has_its_explanation_and_a_test(tmp_path: Path) -> None:
    ailleurs = {
        *("DOSSIER", "FICHIER-INCONNU", "FICHIER-REFUSE", "TAILLE", "ENCODAGE"),  # test_lecture
        *("FICHIER-NOM", "CRITERES-NOMBRE"),  # above
        *("CODE-RECYCLE", "CODE-DEPLACE"),  # test_stabilite
    }
    assert {faute.code for faute in FAUTES.values()} | ailleurs == set(CODES)
    assert all(explication.endswith(".") for explication in CODES.values())


def test_an_error_prints_as_file_line_code_and_message() -> None:
    assert str(Erreur("PAR.yaml", 3, "TYPE", "il faut une liste.")) == "PAR.yaml:3: TYPE il faut une liste."


def test_a_quoted_value_is_short_and_harmless_for_a_terminal() -> None:
    assert cite("a\x1b[2J\u202eb\n c") == "« a�[2J�b c »"
    assert cite("a" * 61) == f"« {'a' * 60}… »"
    assert cite("a" * 60) == f"« {'a' * 60} »"


def test_what_a_file_holds_never_breaks_the_line_of_an_error(tmp_path: Path) -> None:
    enjeu = 'code: "GOV\\nA"\n    "a\\nb": "c\\td"'
    erreurs = verify_dossier(
        write_exemple(tmp_path, GOV=build_thematique("GOV").replace("code: GOV-A", enjeu))
    ).erreurs
    assert {erreur.code for erreur in erreurs} == {"CLE-INCONNUE", "CODE-FORME", "CODE-PREFIXE"}
    assert all(len(str(erreur).splitlines()) == 1 for erreur in erreurs)
    assert any("« a b »" in erreur.message for erreur in erreurs)


@given(referentiel=referentiels())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_valid_referentiel_is_accepted_and_comes_back_the_same(
    referentiel: Referentiel, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dossier = write_referentiel(referentiel, tmp_path_factory.mktemp("dossier"))
    verification = verify_dossier(dossier)
    assert verification.erreurs == ()
    assert verification.referentiel == referentiel


ARBRES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda enfants: (
        st.lists(enfants, max_size=4) | st.dictionaries(st.sampled_from(MOTS) | st.integers(-1, 7), enfants)
    ),
    max_leaves=25,
)


@given(nom=st.sampled_from(sorted(FICHIERS)), arbre=ARBRES)
@settings(max_examples=150, deadline=None)
def test_any_tree_gives_errors_and_never_an_exception(
    nom: str, arbre: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    dossier = write_exemple(tmp_path_factory.mktemp("dossier"))
    (dossier / nom).write_text(yaml.safe_dump(arbre), encoding="utf-8")
    verification = verify_dossier(dossier)
    assert verification.erreurs
    assert {erreur.code for erreur in verification.erreurs} <= set(CODES)
    assert all(erreur.ligne >= 1 and len(str(erreur).splitlines()) == 1 for erreur in verification.erreurs)
