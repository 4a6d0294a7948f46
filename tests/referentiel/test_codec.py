"""What the database keeps of a référentiel."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from caprse.referentiel.codec import compute_empreinte, from_contenu, to_contenu
from caprse.referentiel.schema import Referentiel
from tests.fabrique import build_referentiel, referentiels
from tests.referentiel.versions import EMPREINTE_0_1_1, read_livre, read_precedent


def sort_keys(donnee: Any) -> Any:
    """The same JSON with the keys of each object in the order in which Postgres gives them back."""
    if isinstance(donnee, list):
        return [sort_keys(element) for element in donnee]
    if isinstance(donnee, dict):
        return {cle: sort_keys(donnee[cle]) for cle in sorted(donnee, key=lambda cle: (len(cle), cle))}
    return donnee


@given(referentiel=referentiels())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_referentiel_comes_back_the_same_from_json(referentiel: Referentiel) -> None:
    retour = from_contenu(json.loads(json.dumps(to_contenu(referentiel))))
    assert retour == referentiel
    assert compute_empreinte(retour) == compute_empreinte(referentiel)


def test_numbers_of_niveaux_are_numbers_again() -> None:
    retour = from_contenu(json.loads(json.dumps(to_contenu(build_referentiel(nb_niveaux=4)))))
    assert list(retour.critere("T01-01").niveaux) == [0, 1, 2, 3]


def test_the_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    contenu = to_contenu(build_referentiel())
    critere = contenu["thematiques"][0]["enjeux"][0]["criteres"][0]
    critere["renvois"] = {"normes": ["1"], "odd": ["2"]}
    assert list(sort_keys(critere)["renvois"]) == ["odd", "normes"]
    assert compute_empreinte(from_contenu(sort_keys(contenu))) == compute_empreinte(from_contenu(contenu))


@pytest.mark.parametrize("autre", [{"version": "0.1.1"}, {"nb_niveaux": 4}, {"criteres": 6}, {"word": str.upper}])
def test_the_fingerprint_changes_with_the_content(autre: dict[str, Any]) -> None:
    assert compute_empreinte(build_referentiel(**autre)) != compute_empreinte(build_referentiel())


def test_the_fingerprint_is_a_sha256_in_hexadecimal() -> None:
    assert len(bytes.fromhex(compute_empreinte(build_referentiel()))) == 32


@pytest.mark.parametrize("retire", ["thematiques", "echelle", "version"])
def test_a_content_that_is_not_a_referentiel_is_refused(retire: str) -> None:
    contenu = to_contenu(build_referentiel())
    del contenu[retire]
    with pytest.raises(ValidationError):
        from_contenu(contenu)


def test_a_version_stored_before_the_law_was_written_keeps_its_fingerprint() -> None:
    assert compute_empreinte(read_precedent()) == EMPREINTE_0_1_1
    assert from_contenu(json.loads(json.dumps(to_contenu(read_precedent())))) == read_precedent()


def test_the_shipped_referentiel_comes_back_the_same_with_its_law_its_variants_and_its_words() -> None:
    retour = from_contenu(json.loads(json.dumps(to_contenu(read_livre()))))
    assert retour == read_livre()
    assert retour.mots
    assert any(critere.variantes for part in retour.thematiques for critere in part.criteres)
