"""A French question that changes under a translation that does not: who publishes is told which to read again."""

from __future__ import annotations

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.referentiel.langues.schema import Traduction
from caprse.referentiel.langues.service import replace_traductions
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.service import import_referentiel, list_publiees, list_traductions_a_relire
from tests.avis.telephone.test_langues import build_traduction
from tests.droits import check_rights
from tests.ecran import open_page, read, run
from tests.fabrique import build_referentiel
from tests.monde import REFERENTIEL, Monde

CODE = "T01-01"
ARABE, ANGLAIS = build_traduction(), build_traduction(langue="en")


def change(version: str, question: str | None = None) -> Referentiel:
    """The référentiel of the tests again, its first question said otherwise."""
    suivant = build_referentiel(themes=2, version=version)
    if question is None:
        return suivant
    thematiques = [
        t.model_copy(
            update={"enjeux": tuple(e.model_copy(update={"criteres": _say(e.criteres, question)}) for e in t.enjeux)}
        )
        for t in suivant.thematiques
    ]
    return suivant.model_copy(update={"thematiques": tuple(thematiques)})


def _say(criteres: tuple[Critere, ...], question: str) -> tuple[Critere, ...]:
    return tuple(c.model_copy(update={"question_simple": question}) if c.code == CODE else c for c in criteres)


def publish(referentiel: Referentiel, *traductions: Traduction) -> None:
    with open_unit_systeme() as unit:
        replace_traductions(unit.db, import_referentiel(unit.db, referentiel)[0], traductions)


def look(monde: Monde, version: str = "0.2.0") -> list[tuple[str, tuple[str, ...]]]:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        [vue] = [publiee for publiee in list_publiees(unit) if publiee.version == version]
        return list_traductions_a_relire(unit, vue)


@pytest.fixture(autouse=True)
def traduite(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        replace_traductions(unit.db, monde.referentiel, [ARABE, ANGLAIS])


def test_only_whoever_publishes_is_told(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        [version] = list_publiees(unit)
    check_rights(monde, {"anna", "adam", "clara"}, lambda unit: list_traductions_a_relire(unit, version))


def test_words_that_did_not_follow_their_question_are_told_by_language(monde: Monde) -> None:
    corrigee = ANGLAIS.model_copy(update={"criteres": {CODE: "Another question"}})
    publish(change("0.2.0", "Tout autre chose ?"), ARABE, corrigee)
    assert look(monde) == [("arabe", (CODE,))]
    assert look(monde, REFERENTIEL.version) == []
    page = open_page(monde, "anna", "referentiel")
    assert "Arabe" not in read(page)
    page.selectbox(key="referentiel-version").select(f"{REFERENTIEL.id}-0.2.0")
    run(page)
    assert "Arabe" in read(page)


def test_the_same_question_in_a_new_version_is_not(monde: Monde) -> None:
    publish(change("0.2.0"), ARABE, ANGLAIS)
    assert look(monde) == []


def test_it_stays_told_from_version_to_version_until_it_is_read_against_one(monde: Monde) -> None:
    publish(change("0.2.0", "Tout autre chose ?"), ARABE)
    publish(change("0.3.0", "Tout autre chose ?"), ARABE)
    assert look(monde, "0.3.0") == [("arabe", (CODE,))]
    publish(change("0.3.0", "Tout autre chose ?"), ARABE.model_copy(update={"relue_pour": "0.2.0"}))
    assert look(monde, "0.3.0") == []


def test_what_was_stored_before_this_is_not_said_to_be_corrected(monde: Monde) -> None:
    with open_unit_systeme() as unit:
        assert not replace_traductions(unit.db, monde.referentiel, [ARABE, ANGLAIS])
