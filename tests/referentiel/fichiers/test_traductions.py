"""Translations beside a référentiel: read with it, never part of it; what is missing is read in French."""

from __future__ import annotations

from pathlib import Path

import pytest

from caprse.referentiel.codec import compute_empreinte
from caprse.referentiel.fichiers.archive import verify_archive
from caprse.referentiel.fichiers.lecture import FICHIER_MAX, LANGUES_MAX
from caprse.referentiel.fichiers.verification import Verification, verify_dossier
from caprse.referentiel.langues.schema import list_manques
from caprse.referentiel.pour_vous import Profil, adapt
from tests.referentiel.exemple import ESPAGNOL, FICHIERS, PAR, write_exemple
from tests.referentiel.fichiers.test_archive import build_zip, list_codes

TRAVAIL = Path(__file__).parents[3] / "referentiel" / "travail"
AVEC_VARIANTE = PAR.replace(
    "        trace_possible: déroulé",
    "        variantes:\n          - pour: {types: [EBE]}\n            question_simple: Qui vous ouvre ?\n"
    "        trace_possible: déroulé",
)


def read(dossier: Path, **autres: str) -> Verification:
    verification = verify_dossier(write_exemple(dossier, **autres))
    assert verification.erreurs == ()
    return verification


def list_fautes(dossier: Path) -> list[tuple[str, str]]:
    return [(erreur.fichier, erreur.code) for erreur in verify_dossier(dossier).erreurs]


def test_a_translation_comes_with_its_referentiel_and_leaves_its_fingerprint(tmp_path: Path) -> None:
    verification = read(tmp_path)
    (espagnol,) = verification.traductions
    assert (espagnol.langue, espagnol.nom, espagnol.sens, espagnol.relue) == ("es", "Español", "ltr", False)
    assert verification.referentiel is not None
    (tmp_path / "langues" / "es.yaml").unlink()
    sans = verify_dossier(tmp_path)
    assert sans.referentiel is not None
    assert sans.traductions == ()
    assert compute_empreinte(sans.referentiel) == compute_empreinte(verification.referentiel)


def test_a_critere_that_is_not_translated_is_allowed_and_told(tmp_path: Path) -> None:
    verification = read(tmp_path)
    (espagnol,) = verification.traductions
    assert verification.referentiel is not None
    assert list_manques(espagnol, verification.referentiel) == ["DEM-01"]
    assert espagnol.find_question(verification.referentiel.critere("DEM-01")) is None
    assert espagnol.find_question(verification.referentiel.critere("PAR-02")) == "¿Quién le recibe?"


def test_the_words_of_a_variant_are_never_said_by_those_of_another(tmp_path: Path) -> None:
    verification = read(tmp_path, PAR=AVEC_VARIANTE)
    (espagnol,) = verification.traductions
    assert verification.referentiel is not None
    critere = verification.referentiel.critere("PAR-02")
    siens = adapt(critere, Profil(frozenset({"EBE"})))
    assert siens.question_simple == "Qui vous ouvre ?"
    assert espagnol.find_question(siens) is None, "« qui vous accueille » would be asked in the place of « ouvre »"
    assert espagnol.find_question(critere) == "¿Quién le recibe?"
    assert "PAR-02" in list_manques(espagnol, verification.referentiel)
    traduite = read(
        tmp_path,
        **{"PAR": AVEC_VARIANTE, "langues/es": f"{ESPAGNOL}variantes:\n  PAR-02:\n    1: ¿Quién le abre?\n"},
    ).traductions[0]
    assert traduite.find_question(siens) == "¿Quién le abre?"
    assert traduite.find_question(critere) == "¿Quién le recibe?"


def test_the_niveaux_of_a_critere_are_all_translated_or_none_is(tmp_path: Path) -> None:
    ecrits = "\n".join(f"    {n}: Nivel {n}" for n in range(3))
    complet = f"{ESPAGNOL}niveaux:\n  PAR-02:\n{ecrits}\n"
    verification = read(tmp_path, **{"langues/es": complet})
    (espagnol,) = verification.traductions
    assert verification.referentiel is not None
    critere = verification.referentiel.critere("PAR-02")
    assert espagnol.find_niveaux(critere) == {n: f"Nivel {n}" for n in range(3)}
    assert espagnol.find_niveaux(verification.referentiel.critere("DEM-01")) == {}
    (tmp_path / "langues" / "es.yaml").write_text(complet.replace("    2: Nivel 2\n", ""), encoding="utf-8")
    assert list_fautes(tmp_path) == [("langues/es.yaml", "LANGUE-NIVEAU")]
    (tmp_path / "langues" / "es.yaml").write_text(
        complet.replace("niveaux:\n  PAR-02", "niveaux:\n  PAR-99"), encoding="utf-8"
    )
    assert list_fautes(tmp_path) == [("langues/es.yaml", "LANGUE-CRITERE")]


def test_the_niveaux_of_a_variant_are_never_said_by_those_of_everyone(tmp_path: Path) -> None:
    ecrits = "\n".join(f"    {n}: Nivel {n}" for n in range(3))
    autre = AVEC_VARIANTE.replace("question_simple: Qui vous ouvre ?", "niveaux: {1: Autrement dit.}")
    verification = read(tmp_path, **{"PAR": autre, "langues/es": f"{ESPAGNOL}niveaux:\n  PAR-02:\n{ecrits}\n"})
    (espagnol,) = verification.traductions
    assert verification.referentiel is not None
    critere = verification.referentiel.critere("PAR-02")
    assert espagnol.find_niveaux(critere)
    assert espagnol.find_niveaux(adapt(critere, Profil(frozenset({"EBE"})))) == {}


def test_french_and_a_language_written_the_other_way_are_refused(tmp_path: Path) -> None:
    write_exemple(tmp_path)
    (tmp_path / "langues" / "fr.yaml").write_text(ESPAGNOL.replace("langue: es", "langue: fr"), encoding="utf-8")
    arabe = ESPAGNOL.replace("langue: es", "langue: ar")
    (tmp_path / "langues" / "ar.yaml").write_text(arabe, encoding="utf-8")
    assert list_fautes(tmp_path) == [("langues/ar.yaml", "LANGUE"), ("langues/fr.yaml", "LANGUE")]
    (tmp_path / "langues" / "fr.yaml").unlink()
    (tmp_path / "langues" / "ar.yaml").write_text(arabe + "sens: rtl\n", encoding="utf-8")
    assert list_fautes(tmp_path) == []


def test_all_that_is_wrong_is_told_at_once_with_the_rest(tmp_path: Path) -> None:
    espagnol = ESPAGNOL.replace("GOV-01", "GOV-77").replace("  - niveau: 2", "  - niveau: 5").replace("relue", "relu")
    write_exemple(tmp_path, **{"PAR": PAR.replace("titre: Parcours\n", ""), "langues/es": espagnol})
    assert list_fautes(tmp_path) == [
        ("PAR.yaml", "CLE-MANQUANTE"),
        ("langues/es.yaml", "CLE-INCONNUE"),
        ("langues/es.yaml", "LANGUE-NIVEAU"),
        ("langues/es.yaml", "LANGUE-NIVEAU"),
        ("langues/es.yaml", "LANGUE-CRITERE"),
    ]


@pytest.mark.parametrize("par", ["titre: [", PAR.replace("code: PAR-02", "code: PAR-2")])
def test_a_critere_is_not_said_unknown_where_its_own_file_is_wrong(tmp_path: Path, par: str) -> None:
    write_exemple(tmp_path, PAR=par)
    assert {fichier for fichier, _ in list_fautes(tmp_path)} == {"PAR.yaml"}


@pytest.mark.parametrize("nom", ["arabe.yaml", "AR.yaml", "ar.yml", "ar_FR.yaml"])
def test_a_file_that_names_no_language_is_refused(tmp_path: Path, nom: str) -> None:
    (write_exemple(tmp_path) / "langues" / nom).write_text(ESPAGNOL, encoding="utf-8")
    assert list_fautes(tmp_path) == [(f"langues/{nom}", "FICHIER-INCONNU")]


def test_too_many_or_too_large_and_what_is_no_folder_are_refused(tmp_path: Path) -> None:
    langues = write_exemple(tmp_path) / "langues"
    (langues / "es.yaml").write_bytes(b"#" * (FICHIER_MAX + 1))
    assert list_fautes(tmp_path) == [("langues/es.yaml", "TAILLE")]
    for rang in range(LANGUES_MAX + 1):
        (langues / f"a{chr(97 + rang)}.yaml").write_text("x", encoding="utf-8")
    assert list_fautes(tmp_path) == [("langues", "TAILLE")]
    for fichier in langues.iterdir():
        fichier.unlink()
    langues.rmdir()
    langues.write_text("x", encoding="utf-8")
    assert list_fautes(tmp_path) == [("langues", "DOSSIER")]


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    dedans, dehors = tmp_path / "dedans", tmp_path / "dehors.yaml"
    dedans.mkdir()
    dehors.write_text(ESPAGNOL, encoding="utf-8")
    (write_exemple(dedans) / "langues" / "it.yaml").symlink_to(dehors)
    assert list_fautes(dedans) == [("langues/it.yaml", "FICHIER-REFUSE")]


@pytest.mark.parametrize("prefixe", ["", "travail/", "langues/"])
def test_an_archive_keeps_the_folder_of_its_translations(prefixe: str) -> None:
    verification = verify_archive(build_zip(dict(FICHIERS), prefixe))
    assert verification.erreurs == ()
    assert [traduction.langue for traduction in verification.traductions] == ["es"]


def test_an_archive_tells_what_is_wrong_in_its_translations() -> None:
    assert list_codes(build_zip({**FICHIERS, "langues/arabe.yaml": "x"})) == [
        ("langues/arabe.yaml", "FICHIER-INCONNU")
    ]
    assert list_codes(build_zip({**FICHIERS, "langues/x/ar.yaml": "x"})) == [("archive", "DOSSIER")]
    assert list_codes(build_zip({**FICHIERS, "autres/ar.yaml": "x"})) == [("archive", "DOSSIER")]


def test_what_ships_is_translated_whole_and_said_to_be_read_again() -> None:
    verification = verify_dossier(TRAVAIL)
    assert verification.referentiel is not None
    assert {"ar", "en", "es"} <= {traduction.langue for traduction in verification.traductions}
    for traduction in verification.traductions:
        assert list_manques(traduction, verification.referentiel) == []
        assert not traduction.relue, "nobody has read it: the screens say so"
        questions = [*traduction.criteres.values(), *(q for v in traduction.variantes.values() for q in v.values())]
        assert len(set(questions)) == len(questions), "the same words for two questions"
