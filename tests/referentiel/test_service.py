"""Stored versions: immutable, growing, with codes that keep their meaning."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit_systeme
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.schema import Referentiel
from caprse.referentiel.service import find_version, get_referentiel, import_referentiel, list_versions
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel


def store(installation: Installation, referentiel: Referentiel) -> bool:
    with open_unit_systeme(installation) as unit:
        return import_referentiel(unit.db, referentiel)[1]


def change(referentiel: Referentiel, version: str, titre: str | None = None) -> Referentiel:
    """The same référentiel at another version, its first critère perhaps with another title and question."""
    contenu: dict[str, Any] = to_contenu(referentiel)
    contenu["version"] = version
    if titre is not None:
        critere = contenu["thematiques"][0]["enjeux"][0]["criteres"][0]
        critere["titre"] = critere["question"] = titre
    return from_contenu(contenu)


def test_a_version_is_stored_once_and_read_back_the_same(installation: Installation) -> None:
    referentiel = build_referentiel()
    assert store(installation, referentiel)
    assert not store(installation, referentiel)
    with open_unit_systeme(installation) as unit:
        [version] = list_versions(unit.db)
        assert get_referentiel(unit.db, version.id) == referentiel


def test_the_same_version_with_another_content_is_refused(installation: Installation) -> None:
    store(installation, build_referentiel(criteres=5))
    with pytest.raises(Refus, match="autre contenu"):
        store(installation, build_referentiel(criteres=6))


def test_the_version_must_grow(installation: Installation) -> None:
    referentiel = build_referentiel(version="0.10.0")
    store(installation, referentiel)
    with pytest.raises(Refus, match="plus ancienne"):
        store(installation, change(referentiel, "0.9.0"))
    assert store(installation, change(referentiel, "0.11.0"))
    with open_unit_systeme(installation) as unit:
        assert find_version(unit.db, "essai").version == "0.11.0"
        assert find_version(unit.db, "essai", "0.10.0").version == "0.10.0"
        with pytest.raises(Introuvable):
            find_version(unit.db, "essai", "9.0.0")


def test_a_code_does_not_change_its_meaning_even_after_it_was_retired(installation: Installation) -> None:
    premier = build_referentiel(criteres=5)
    store(installation, premier)
    store(installation, build_referentiel(criteres=4, version="0.2.0"))
    revenu = build_referentiel(
        criteres=5, version="0.3.0", word=lambda mot: f"Baleine bleue nageant au large {hash(mot)}"
    )
    with pytest.raises(SaisieInvalide) as refus:
        store(installation, revenu)
    assert any("T01-05" in raison for raison in refus.value.raisons)


def test_a_stored_version_can_be_neither_changed_nor_removed(installation: Installation) -> None:
    store(installation, build_referentiel())
    for requete in ("update referentiel set titre = 'autre'", "delete from referentiel"):
        with pytest.raises(Exception, match=r"immuable|permission denied"), open_unit_systeme(installation) as unit:
            unit.db.execute(text(requete))
