"""What a re-reading may say, when the structure reads it, what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from caprse.carnet.regles import EtatCarnet, Saisie
from caprse.collectif.regles import EtatTrimestre
from caprse.relecture.relire.regles import (
    LIBELLES_RELECTURE,
    NOTE_MAX,
    EtatRelecture,
    Progression,
    RelectureEnregistree,
    SaisieRelecture,
    can_be_told,
    compute_progression,
    find_suivant,
    goes_on,
    has_changed,
    is_relu,
    list_a_completer,
    list_reasons_against_relecture,
    refusal_to_read,
    refusal_to_send_back_list,
    restrict_suggestion,
)

INSTANT = datetime(2026, 3, 14, 13, 2, tzinfo=UTC)
RELU = SaisieRelecture(EtatRelecture.RELU, version_lue=2)


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [
        (SaisieRelecture(), []),
        (SaisieRelecture(EtatRelecture.A_DISCUTER, "x" * NOTE_MAX, 4, 3), []),
        (SaisieRelecture(note="x" * (NOTE_MAX + 1)), ["trop longue"]),
        (SaisieRelecture(note="a\x00"), ["caractère"]),
        (SaisieRelecture(note="\ud800"), ["caractère"]),
        (SaisieRelecture(niveau_suggere=5), ["entre 0 et 4"]),
        (SaisieRelecture(niveau_suggere=-1), ["entre 0 et 4"]),
        (SaisieRelecture(niveau_suggere=True), ["entre 0 et 4"]),
        (SaisieRelecture(version_lue=4), ["n’existe pas"]),
        (SaisieRelecture(version_lue=-1), ["n’existe pas"]),
        (SaisieRelecture("vu", "\x00", 9, 4), ["état", "caractère", "entre 0 et 4", "n’existe pas"]),  # type: ignore[arg-type]
    ],
)
def test_every_reason_is_given(saisie: SaisieRelecture, attendu: list[str]) -> None:
    raisons = list_reasons_against_relecture(saisie, 4, 3)
    assert len(raisons) == len(attendu)
    assert all(mot in raison for mot, raison in zip(attendu, raisons, strict=True))


@pytest.mark.parametrize("etat", EtatCarnet)
@pytest.mark.parametrize("trimestre", EtatTrimestre)
def test_only_a_first_draft_is_not_read(etat: EtatCarnet, trimestre: EtatTrimestre) -> None:
    refuse = etat is EtatCarnet.BROUILLON and trimestre is not EtatTrimestre.CLOS
    assert (refusal_to_read(etat, trimestre) is not None) == refuse


def test_a_carnet_is_not_sent_back_without_saying_what_to_complete() -> None:
    assert refusal_to_send_back_list({}, "  ") is not None
    assert refusal_to_send_back_list({"Le budget": "Quel document ?"}, "") is None
    assert refusal_to_send_back_list({}, "Reprenez le début.") is None


def test_a_critere_is_not_asked_again_without_a_word_of_what() -> None:
    muets = {"Le budget": " ", "Les achats": "Lesquels ?", "Le CA": ""}
    raison = refusal_to_send_back_list(muets, "")
    assert raison is not None
    assert "à «\u00a0Le budget\u00a0» et «\u00a0Le CA\u00a0»" in raison
    assert "rien n’est perdu" in raison
    assert refusal_to_send_back_list(muets, "Voyez ensemble, en équipe.") is None


def test_an_answer_that_moved_since_is_to_be_read_again() -> None:
    assert is_relu(RELU, 2)
    assert not is_relu(RELU, 3)
    assert not is_relu(None, 1)
    assert not is_relu(SaisieRelecture(version_lue=2), 2)
    assert has_changed(RELU, 3)
    assert not has_changed(RELU, 2)
    assert not has_changed(SaisieRelecture(version_lue=1), 3)


def test_what_was_completed_since_is_not_asked_again() -> None:
    demande = SaisieRelecture(EtatRelecture.A_COMPLETER, version_lue=2)
    relectures = {"B": demande, "A": demande, "C": demande, "D": RELU}
    versions = {"A": 2, "B": 2, "C": 3, "D": 2}
    assert list_a_completer("ABCD", relectures, versions) == ("A", "B")
    jamais = {"E": SaisieRelecture(EtatRelecture.A_COMPLETER)}
    assert list_a_completer("E", jamais, {}) == ("E",)


def test_progress_counts_answers_re_read_as_they_are() -> None:
    saisies = {"A": Saisie(niveau=1), "B": Saisie(non_concerne=True, motif="m"), "C": Saisie(), "D": Saisie(niveau=0)}
    versions = dict.fromkeys(saisies, 2)
    assert compute_progression(saisies, versions, {"A": RELU, "C": RELU}) == Progression(1, 3)
    assert compute_progression(saisies, versions | {"A": 3}, {"A": RELU}).restants == 3
    assert compute_progression({}, {}, {}) == Progression(0, 0)


@pytest.mark.parametrize(
    ("etat", "clos", "ecart", "montree"),
    [
        (EtatCarnet.TRANSMIS, False, 1, False),
        (EtatCarnet.TRANSMIS, False, 0, True),
        (EtatCarnet.TRANSMIS, False, -1, True),
        (EtatCarnet.TRANSMIS, True, 1, True),
        (EtatCarnet.RELU, False, 1, True),
        (EtatCarnet.A_COMPLETER, False, 1, True),
    ],
)
def test_the_structure_reads_what_was_told_not_what_is_being_written(
    etat: EtatCarnet, clos: bool, ecart: int, montree: bool
) -> None:
    assert can_be_told(etat, clos, INSTANT + timedelta(minutes=ecart), INSTANT) is montree


def test_nothing_is_told_of_a_carnet_that_was_never_transmitted() -> None:
    assert not can_be_told(EtatCarnet.BROUILLON, False, INSTANT, None)


def test_each_etat_has_its_words() -> None:
    assert set(LIBELLES_RELECTURE) == set(EtatRelecture)


@pytest.mark.parametrize(("suggere", "lu"), [(None, None), (4, 4), (5, None)])
def test_a_suggestion_that_the_echelle_no_longer_has_is_left_aside(suggere: int | None, lu: int | None) -> None:
    relecture = RelectureEnregistree(replace(RELU, niveau_suggere=suggere, note="n"), 1, INSTANT, "Anna")
    assert restrict_suggestion(relecture, 4) == replace(relecture, saisie=replace(relecture.saisie, niveau_suggere=lu))


def test_the_next_that_waits_is_looked_for_from_here_then_from_the_start() -> None:
    tous = ["a", "b", "c", "d"]
    assert find_suivant("b", tous, ["a", "d"]) == "d"
    assert find_suivant("d", tous, ["a", "d"]) == "a"
    # The one before one's eyes is not its own next.
    assert find_suivant("d", tous, ["d"]) is None


@pytest.mark.parametrize(
    ("saisie", "avance"),
    [
        (SaisieRelecture(EtatRelecture.RELU), True),
        (SaisieRelecture(EtatRelecture.A_DISCUTER), True),
        (SaisieRelecture(EtatRelecture.A_COMPLETER), False),
        (SaisieRelecture(EtatRelecture.A_COMPLETER, note="Un exemple ?"), True),
        (SaisieRelecture(EtatRelecture.A_RELIRE), False),
    ],
)
def test_one_goes_on_unless_what_to_complete_is_still_to_be_said(saisie: SaisieRelecture, avance: bool) -> None:
    assert goes_on(saisie) is avance
