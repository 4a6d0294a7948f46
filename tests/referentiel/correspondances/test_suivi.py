"""The same question through versions: what is followed, what became another question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from caprse.referentiel.correspondances.fichier import Correspondance, Destination, Ligne
from caprse.referentiel.correspondances.suivi import find_passages, match_criteres
from caprse.referentiel.schema import Referentiel
from tests.fabrique import build_referentiel, referentiels

A = build_referentiel(themes=2, criteres=4, version="0.1.0")
B = build_referentiel(themes=2, criteres=4, version="0.2.0")
CODES = tuple(critere.code for thematique in A.thematiques for critere in thematique.criteres)


def build(de: str, vers: str, **lignes: Ligne) -> Correspondance:
    """Every code goes on as itself, but those that are named (an underscore stands for the hyphen)."""
    toutes: dict[str | int, Ligne] = {code: Ligne(vers=(Destination(code=code),)) for code in CODES}
    toutes.update({code.replace("_", "-"): ligne for code, ligne in lignes.items()})
    return Correspondance(id="essai", de=de, vers=vers, lignes=toutes)


def test_without_a_bascule_a_code_keeps_its_meaning() -> None:
    assert match_criteres(A, B, None) == {code: code for code in CODES}


def test_what_was_merged_shared_out_or_retired_is_another_question() -> None:
    passage = build(
        "0.1.0",
        "0.2.0",
        T01_01=Ligne(vers=(Destination(code="T01-02"),)),
        T01_03=Ligne(vers=(Destination(code="T01-03"), Destination(code="T01-04"))),
        T02_01=Ligne(retire="La loi a changé."),
        T02_02=Ligne(vers=(Destination(code="T02-01"),)),
    )
    suite = match_criteres(A, B, [passage])
    assert suite == {"T02-02": "T02-01", "T02-03": "T02-03", "T02-04": "T02-04", "TRA-01": "TRA-01"}


def test_a_code_that_is_asked_no_more_leads_nowhere() -> None:
    moins = build_referentiel(themes=2, criteres=3, version="0.2.0")
    assert match_criteres(A, moins, None) == {code: code for code in CODES if not code.endswith("-04")}


def test_nothing_is_the_same_across_scales_or_referentiels() -> None:
    assert match_criteres(A, build_referentiel(4, themes=2, criteres=4), None) == {}
    assert match_criteres(A, build_referentiel(themes=2, criteres=4, identifiant="autre"), None) == {}


@given(referentiels())
def test_a_version_is_the_same_as_itself(referentiel: Referentiel) -> None:
    suite = match_criteres(referentiel, referentiel, None)
    assert all(de == vers for de, vers in suite.items())
    assert len(suite) == sum(len(t.criteres) for t in referentiel.thematiques)


@given(st.permutations(["T02-01", "T02-02", "T02-03", "T02-04"]))
def test_two_bascules_are_followed_one_after_the_other_and_no_two_questions_become_one(ordre: list[str]) -> None:
    melange = {f"T02_0{rang}": Ligne(vers=(Destination(code=code),)) for rang, code in enumerate(ordre, start=1)}
    un, deux = build("0.1.0", "0.2.0", **melange), build("0.2.0", "0.3.0", **melange)
    suite = match_criteres(A, B, [un, deux])
    fois = {f"T02-0{rang}": code for rang, code in enumerate(ordre, start=1)}
    assert all(suite[code] == fois[fois[code]] for code in fois)
    assert len(set(suite.values())) == len(suite)


def test_the_way_is_found_through_the_bascules_in_their_order() -> None:
    un, deux = build("0.1.0", "0.2.0"), build("0.2.0", "0.3.0")
    bascules = [
        {"de": "a", "vers": "b", "correspondance": un.model_dump(mode="json")},
        {"de": "b", "vers": "c", "correspondance": deux.model_dump(mode="json")},
    ]
    assert find_passages(bascules, "a", "c") == [un, deux]
    assert find_passages(bascules, "a", "b") == [un]
    assert find_passages(bascules, "a", "a") == []
    assert find_passages(bascules, "c", "a") is None
