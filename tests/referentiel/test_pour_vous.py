"""The same critère for everyone: other words, the law of this size and this type, one code, one score."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.referentiel.loi import describe, format_loi, name_pour
from caprse.referentiel.pour_vous import (
    TOUS,
    Profil,
    adapt,
    adapt_referentiel,
    list_obligations,
    simplify,
)
from caprse.referentiel.revues import list_lois_a_relire, list_renvois_a_revoir
from caprse.referentiel.schema import OBLIGATION_NON_ECRITE, Critere, Obligation, PourQui, PourVous, Variante
from caprse.restitution.figures.bilan import compute_bilan
from caprse.restitution.figures.notation import Cotation
from tests.referentiel.versions import read_livre

TYPES = ("AI", "ACI", "EI", "ETTI", "EBE", "GES", "SAP", "autre")
PROFILS = st.builds(
    Profil,
    st.frozensets(st.sampled_from(TYPES), max_size=3),
    st.none() | st.integers(1, 10_000),
)
CRITERE = Critere(
    code="T01-01",
    titre="Accueil",
    question="Comment ?",
    question_simple="Et vous ?",
    niveaux={0: "Rien", 1: "Un peu", 2: "Bien"},
    trace_possible="Une photo",
    pour_qui=PourQui(texte="toutes"),
    socle_legal=(
        Obligation(du="Écrire.", texte="Document unique", article="R4121-1"),
        Obligation(du="Revoir.", texte="Document unique", article="R4121-2", des=11, depuis="2022-03-31"),
        Obligation(du="Signer.", texte="Contrat", types=("AI",), verifie_le="2026-11-28", avec_qui="la DDETS"),
    ),
    variantes=(
        Variante(pour=PourVous(types=("AI", "ETTI")), question="En mission ?", niveaux={1: "En mission"}),
        Variante(pour=PourVous(moins_de=10), question="À quelques-uns ?", trace_possible="Un mot"),
    ),
)


def test_words_are_those_of_the_first_variant_that_fits_each_text() -> None:
    ai = adapt(CRITERE, Profil(frozenset({"AI"}), 6))
    assert (ai.question, ai.niveaux[1], ai.niveaux[2], ai.trace_possible) == (
        "En mission ?",
        "En mission",
        "Bien",
        "Un mot",
    )
    assert adapt(CRITERE, Profil(frozenset({"ACI"}), 6)).question == "À quelques-uns ?"
    assert adapt(CRITERE, Profil(frozenset({"ACI"}), 10)).question == "Comment ?"
    assert adapt(CRITERE, Profil(frozenset({"ACI"}))).question == "Comment ?"


@pytest.mark.parametrize(
    ("profil", "dues"),
    [
        (Profil(frozenset({"AI"}), 40), ["Écrire.", "Revoir.", "Signer."]),
        (Profil(frozenset({"AI"}), 10), ["Écrire.", "Signer."]),
        (Profil(frozenset({"EBE"}), 11), ["Écrire.", "Revoir."]),
        (Profil(frozenset({"EBE"})), ["Écrire.", "Revoir."]),
        (TOUS, ["Écrire.", "Revoir.", "Signer."]),
    ],
)
def test_the_law_is_that_of_this_size_and_this_type(profil: Profil, dues: list[str]) -> None:
    assert [obligation.du for obligation in list_obligations(CRITERE, profil)] == dues
    assert [obligation.du for obligation in adapt(CRITERE, profil).socle_legal] == dues


@given(PROFILS)
def test_codes_titles_and_what_is_referred_to_are_the_same_for_everyone(profil: Profil) -> None:
    commun = read_livre()
    adapte = adapt_referentiel(commun, profil)
    for avant, apres in zip(commun.thematiques, adapte.thematiques, strict=True):
        for un, autre in zip(avant.criteres, apres.criteres, strict=True):
            assert (un.code, un.titre, un.pour_qui, un.renvois) == (
                autre.code,
                autre.titre,
                autre.pour_qui,
                autre.renvois,
            )
            assert un.niveaux.keys() == autre.niveaux.keys()
            assert set(autre.socle_legal) <= set(un.socle_legal)
            assert adapte.critere(un.code) is autre


@given(PROFILS)
def test_the_score_is_the_same_whatever_the_words(profil: Profil) -> None:
    commun = read_livre()
    adapte = adapt_referentiel(commun, profil)
    cotations = {critere.code: Cotation(rang % 5) for rang, critere in enumerate(commun.thematique("EMP").criteres)}
    un = compute_bilan(commun, "s", "EMP", "Structure", cotations, {})
    autre = compute_bilan(adapte, "s", "EMP", "Structure", cotations, {})
    assert (un.enjeux, un.total, un.reponses) == (autre.enjeux, autre.total, autre.reponses)
    assert [c.code for c in un.rangs.a_travailler] == [c.code for c in autre.rangs.a_travailler]


@given(PROFILS)
def test_the_like_of_a_structure_reads_exactly_the_same(profil: Profil) -> None:
    commun = read_livre()
    assert adapt_referentiel(commun, simplify(commun, profil)) == adapt_referentiel(commun, profil)


def test_a_size_that_is_not_known_is_not_a_small_one() -> None:
    critere = read_livre().critere("EMP-01")
    connue = list_obligations(critere, Profil(frozenset({"ACI"}), 5))
    assert set(connue) < set(list_obligations(critere, Profil(frozenset({"ACI"}))))


def test_an_obligation_is_said_with_its_size_its_text_and_whom_to_ask() -> None:
    loi = describe(CRITERE.socle_legal[1])
    assert loi.repere == "Obligatoire dès 11 salariés (à vérifier) · Document unique, R4121-2"
    assert loi.court == "La loi le demande dès 11 salariés (à vérifier)\u00a0: document unique"
    assert loi.suite == "Depuis le 31\u00a0mars\u00a02022. Pour en parler : votre réseau. Ce point reste à vérifier."
    relue = describe(CRITERE.socle_legal[2])
    assert (relue.repere, relue.suite) == ("Obligatoire · Contrat", "Pour en parler : la DDETS.")
    assert format_loi(CRITERE.socle_legal[2]) == "Obligatoire · Contrat : Signer. Pour en parler : la DDETS."


def test_what_was_only_flagged_before_stays_a_gentle_word() -> None:
    assert describe(OBLIGATION_NON_ECRITE).repere == "Une obligation existe sans doute"


@pytest.mark.parametrize(
    ("pour", "dit"),
    [
        (PourVous(types=("AI", "ETTI")), "pour AI, ETTI"),
        (PourVous(moins_de=10), "sous 10 salariés"),
        (PourVous(types=("EBE",), moins_de=10), "pour EBE, sous 10 salariés"),
    ],
)
def test_a_variant_says_whom_it_is_for(pour: PourVous, dit: str) -> None:
    assert name_pour(pour) == dit


def test_laws_read_long_ago_come_out_the_never_read_ones_first() -> None:
    referentiel = read_livre()
    toutes = sum(len(c.socle_legal) for t in referentiel.thematiques for c in t.criteres)
    jamais = list(list_lois_a_relire(referentiel, date(2026, 11, 28), 365))
    assert all("jamais relue" in ligne for ligne in jamais)
    apres = list(list_lois_a_relire(referentiel, date(2027, 11, 29), 365))
    assert len(apres) == toutes
    assert apres[: len(jamais)] == jamais


def test_cross_references_to_mend_name_entries_without_a_critere() -> None:
    lignes = list(list_renvois_a_revoir(read_livre()))
    assert any(ligne.startswith("odd 14 ") and ligne.endswith("aucun critère n’y renvoie") for ligne in lignes)
    assert not any(ligne.startswith("coorace ") and "aucun critère" in ligne for ligne in lignes)
