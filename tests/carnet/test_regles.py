"""The rules of a carnet: what may be typed, what is left, which change of state is allowed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.carnet.positionnement.regles import list_reasons_against_position
from caprse.carnet.regles import (
    LIBELLES_CHAMPS,
    LONGUEURS,
    Avancement,
    EtatCarnet,
    Saisie,
    calls_socle_legal,
    compute_avancement,
    compute_jours_restants,
    format_reste,
    invites_trace,
    is_lien,
    list_manquants,
    list_reasons_against,
    refusal_to_ask_reopening,
    refusal_to_send,
    refusal_to_send_back,
    refusal_to_update,
)
from caprse.collectif.regles import EtatTrimestre
from caprse.referentiel.schema import OBLIGATION_NON_ECRITE, Critere
from tests.fabrique import build_referentiel

BROUILLON, TRANSMIS, A_COMPLETER, RELU = EtatCarnet
PREPARE, OUVERT, CLOS = EtatTrimestre
REFERENTIEL = build_referentiel(themes=1, criteres=10)
CRITERES: tuple[Critere, ...] = tuple(c for t in REFERENTIEL.capsule("T01") for c in t.criteres)
CODES = [critere.code for critere in CRITERES]
NC = Saisie(non_concerne=True, motif="sans objet")

NIVEAU = "Le niveau doit être entre 0 et 4."
CIBLE = "La cible doit être entre 0 et 4."
ENSEMBLE = "« Non concerné » ne va pas avec un niveau ou une cible."
POURQUOI = "« Non concerné » demande de dire pourquoi, en quelques mots."
LIEN = "Le lien de la trace doit commencer par http:// ou https://."


@pytest.mark.parametrize(
    ("saisie", "raisons"),
    [
        (Saisie(), []),
        (Saisie(niveau=0), []),
        (Saisie(niveau=4, cible=4), []),
        (Saisie(cible=2), []),
        (NC, []),
        (Saisie(deja_regle=True, trace_titre="PV"), []),
        (Saisie(motif="gardé quand on change d’avis", niveau=1), []),
        (Saisie(niveau=-1), [NIVEAU]),
        (Saisie(niveau=5), [NIVEAU]),
        (Saisie(niveau=True), [NIVEAU]),
        (Saisie(niveau=False), [NIVEAU]),
        (Saisie(cible=-1), [CIBLE]),
        (Saisie(cible=True), [CIBLE]),
        (Saisie(niveau=9, cible=9), [NIVEAU, CIBLE]),
        (replace(NC, niveau=0), [ENSEMBLE]),
        (replace(NC, cible=0), [ENSEMBLE]),
        (Saisie(non_concerne=True), [POURQUOI]),
        (Saisie(non_concerne=True, motif=" \n\t"), [POURQUOI]),
        (Saisie(non_concerne=True, niveau=7), [NIVEAU, ENSEMBLE, POURQUOI]),
        (Saisie(trace_lien="javascript:alert(1)"), [LIEN]),
    ],
)
def test_each_fault_of_an_answer_has_its_sentence(saisie: Saisie, raisons: list[str]) -> None:
    assert list_reasons_against(saisie, 4) == raisons


@pytest.mark.parametrize(("champ", "longueur"), LONGUEURS.items())
def test_each_text_has_its_length(champ: str, longueur: int) -> None:
    juste: Any = "https://x.fr/".ljust(longueur, "x")
    assert list_reasons_against(replace(Saisie(), **{champ: juste}), 4) == []
    (raison,) = list_reasons_against(replace(Saisie(), **{champ: juste + "x"}), 4)
    assert f"{longueur + 1} signes, {longueur} au plus" in raison


@given(st.integers(-3, 9), st.integers(2, 5))
def test_the_highest_niveau_is_that_of_the_referentiel(niveau: int, niveau_max: int) -> None:
    assert (list_reasons_against(Saisie(niveau=niveau), niveau_max) == []) == (0 <= niveau <= niveau_max)
    assert (list_reasons_against(Saisie(cible=niveau), niveau_max) == []) == (0 <= niveau <= niveau_max)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("https://exemple.test/pv?x=1#p", True),
        ("http://exemple.test", True),
        ("https://exemple.test:8443/é", True),
        ("HTTPS://EXEMPLE.TEST", True),
        ("", False),
        ("exemple.test", False),
        ("//exemple.test", False),
        ("https:/exemple.test", False),
        ("https://", False),
        ("ftp://exemple.test", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://exemple.test/%0aalert(1)", False),
        ("data:text/html;base64,x", False),
        ("file:///etc/passwd", False),
        ("mailto:a@b.fr", False),
        (" https://exemple.test", False),
        ("https://exemple.test\n", False),
        ("https://exemple.test/a b", False),
        ("https://[1", False),
    ],
)
def test_a_link_is_an_address_of_the_web(texte: str, attendu: bool) -> None:
    assert is_lien(texte) is attendu


@given(st.text(max_size=30))
def test_any_text_is_a_link_or_not_without_an_error(texte: str) -> None:
    if is_lien(texte):
        assert texte.lower().lstrip("".join(map(chr, range(33)))).startswith(("http://", "https://"))


saisies = st.builds(Saisie, niveau=st.none() | st.integers(0, 4)) | st.just(NC) | st.just(Saisie(commentaire="vu"))


@given(st.dictionaries(st.sampled_from([*CODES, "T99-01"]), saisies))
def test_what_is_done_and_what_is_left_make_the_whole(donnees: dict[str, Saisie]) -> None:
    avancement = compute_avancement(CRITERES, donnees)
    assert avancement.total == len(CRITERES)
    assert avancement.repondus + avancement.non_concernes + avancement.restants == avancement.total
    assert avancement.applicables == avancement.total - avancement.non_concernes
    manquants = list_manquants(CRITERES, donnees)
    assert len(manquants) == avancement.restants
    assert [c.code for c in manquants] == [code for code in CODES if code not in donnees or not donnees[code].repondu]


@given(st.dictionaries(st.sampled_from(CODES), saisies), st.randoms())
def test_what_is_done_does_not_depend_on_the_order(donnees: dict[str, Saisie], hasard: Random) -> None:
    melangees = list(CRITERES)
    hasard.shuffle(melangees)
    assert compute_avancement(melangees, donnees) == compute_avancement(CRITERES, donnees)


def test_niveau_zero_is_an_answer_and_a_comment_alone_is_none() -> None:
    donnees = {CODES[0]: Saisie(niveau=0), CODES[1]: Saisie(commentaire="vu"), CODES[2]: NC}
    assert compute_avancement(CRITERES, donnees) == Avancement(total=len(CRITERES), repondus=1, non_concernes=1)
    assert list_manquants(CRITERES, donnees)[0].code == CODES[1]


# For each state of the carnet and of the trimestre, what may be done; nothing elsewhere.
PERMIS = {
    (BROUILLON, OUVERT): {"update", "send"},
    (A_COMPLETER, OUVERT): {"update", "send"},
    (TRANSMIS, OUVERT): {"ask", "back"},
    (RELU, OUVERT): {"ask", "back"},
}


@pytest.mark.parametrize(("etat", "trimestre"), list(product(EtatCarnet, EtatTrimestre)))
def test_each_state_allows_its_changes_and_no_other(etat: EtatCarnet, trimestre: EtatTrimestre) -> None:
    refus = {
        "update": refusal_to_update(etat, trimestre),
        "send": refusal_to_send(etat, trimestre, 0, ""),
        "ask": refusal_to_ask_reopening(etat, trimestre, "une erreur"),
        "back": refusal_to_send_back(etat, trimestre),
    }
    assert {nom for nom, raison in refus.items() if raison is None} == PERMIS.get((etat, trimestre), set())
    assert all(raison is None or raison.endswith(".") for raison in refus.values())


@pytest.mark.parametrize(
    ("etat", "trimestre", "phrase"),
    [
        (TRANSMIS, OUVERT, "Ce carnet est transmis"),
        (BROUILLON, CLOS, "Ce trimestre est clos"),
        (TRANSMIS, CLOS, "Ce trimestre est clos"),
        (BROUILLON, PREPARE, "pas encore ouvert"),
    ],
)
def test_a_refused_answer_is_told_to_be_unsaved_and_why(
    etat: EtatCarnet, trimestre: EtatTrimestre, phrase: str
) -> None:
    raison = refusal_to_update(etat, trimestre)
    assert raison is not None
    assert phrase in raison
    assert "Votre saisie n’a pas été enregistrée" in raison


@pytest.mark.parametrize(
    ("manquants", "motif", "accepte"),
    [
        (0, "", True),
        (0, "x" * 1001, False),
        (1, "", False),
        (1, " \n", False),
        (1, "absence", True),
        (9, "x" * 1000, True),
    ],
)
def test_what_is_missing_may_stay_so_with_a_reason(manquants: int, motif: str, accepte: bool) -> None:
    assert (refusal_to_send(BROUILLON, OUVERT, manquants, motif) is None) is accepte


@pytest.mark.parametrize(("motif", "accepte"), [("", False), (" ", False), ("erreur", True), ("x" * 1001, False)])
def test_reopening_is_asked_with_a_reason(motif: str, accepte: bool) -> None:
    assert (refusal_to_ask_reopening(TRANSMIS, OUVERT, motif) is None) is accepte


@pytest.mark.parametrize(
    ("saisie", "attendu"),
    [
        (Saisie(niveau=1), False),
        (Saisie(niveau=2), True),
        (Saisie(niveau=4), True),
        (Saisie(niveau=2, trace_titre="PV"), False),
        (Saisie(niveau=2, trace_lien="https://x.fr"), False),
        (Saisie(), False),
        (NC, False),
    ],
)
def test_a_trace_is_invited_from_niveau_two_on(saisie: Saisie, attendu: bool) -> None:
    assert invites_trace(saisie) is attendu


@pytest.mark.parametrize(("niveau", "attendu"), [(None, False), (0, True), (1, True), (2, False), (4, False)])
def test_the_legal_base_is_recalled_at_the_first_two_niveaux_only(niveau: int | None, attendu: bool) -> None:
    legal = CRITERES[0].model_copy(update={"socle_legal": (OBLIGATION_NON_ECRITE,)})
    ordinaire = CRITERES[0].model_copy(update={"socle_legal": ()})
    assert calls_socle_legal(legal, Saisie(niveau=niveau)) is attendu
    assert not calls_socle_legal(ordinaire, Saisie(niveau=niveau))
    assert not calls_socle_legal(legal, NC)


@pytest.mark.parametrize(
    ("today", "attendu"), [(date(2026, 4, 14), 1), (date(2026, 4, 15), 0), (date(2026, 4, 16), -1)]
)
def test_days_to_go_leave_today_out(today: date, attendu: int) -> None:
    assert compute_jours_restants(date(2026, 4, 15), today) == attendu


@pytest.mark.parametrize("valeur", ["3", 2.5, 2.0, True])
def test_a_niveau_of_another_type_is_refused(valeur: Any) -> None:
    assert list_reasons_against(Saisie(niveau=valeur), 4)
    assert list_reasons_against_position(valeur, False, 4)


@pytest.mark.parametrize("texte", ["a\x00b", "\ud800"])
def test_a_text_that_postgres_cannot_hold_is_refused(texte: str) -> None:
    assert list_reasons_against(Saisie(commentaire=texte), 4)


@pytest.mark.parametrize("lien", ["\x01http://x.fr", "https://x.fr/\u202egpj.exe", "https://x.fr/ a", "https:///x"])
def test_a_link_that_hides_something_is_refused(lien: str) -> None:
    assert not is_lien(lien)


def test_every_field_of_an_answer_has_its_label() -> None:
    assert list(LIBELLES_CHAMPS) == [champ.name for champ in fields(Saisie)]


def test_the_days_left_are_said_in_words() -> None:
    assert [format_reste(jours) for jours in (48, 1, 0, -3)] == [
        "48\u00a0jours restants",
        "1\u00a0jour restant",
        "dernier jour",
        "fini depuis 3\u00a0jours",
    ]
