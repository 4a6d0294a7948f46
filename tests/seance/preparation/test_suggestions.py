"""Steps suggested by themselves: the order, the time, and no structure told."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.types.json import Jsonb
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.rencontres.decisions import create_decision
from caprse.collectif.rencontres.regles import EtatDecision, SaisieDecision
from caprse.referentiel.codec import to_contenu
from caprse.restitution.figures.agregats import Agregat, Quartiles
from caprse.seance.contenus.saisies import SaisieEtape, clean_etape
from caprse.seance.preparation.deroule import DISCUSSIONS_MAX, list_discussions, plan_etapes
from caprse.seance.preparation.service import add_etape
from caprse.seance.preparation.suggestions import add_suggestions, suggest_etapes
from caprse.seance.regles import GenreEtape
from caprse.seance.service import create_seance
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde
from tests.seance.scene_preparee import DECISIONS, TEXTE, prepare_rencontre, see

REFERENTIEL = build_referentiel(themes=3, criteres=12)
ENJEUX = [enjeu for thematique in REFERENTIEL.capsule("T01") for enjeu in thematique.enjeux]
CODES = [critere.code for enjeu in ENJEUX for critere in enjeu.criteres]
GENRES = {
    "suivi": GenreEtape.DECISIONS_OUVERTES,
    "radar": GenreEtape.RADAR,
    "repartition": GenreEtape.REPARTITION,
    "vote": GenreEtape.VOTE,
    "fin": GenreEtape.DECISIONS,
}


def build_agregat(code: str, q1: Fraction, q3: Fraction, n: int = 9) -> Agregat:
    return Agregat(code, code, code, n, Quartiles(q1, (q1 + q3) / 2, q3, n), (n, 0, 0, 0, 0))


def name(etapes: list[SaisieEtape] | tuple[SaisieEtape, ...]) -> list[str]:
    return [
        f"{etape.genre} {(etape.contenu or {}).get('critere') or (etape.contenu or {}).get('enjeu') or ''}".strip()
        for etape in etapes
    ]


def test_the_order_of_a_session() -> None:
    assert len(ENJEUX) >= 3
    etapes = plan_etapes(
        minutes=120,
        decisions=2,
        publie=True,
        enjeux=ENJEUX,
        drapeaux={"T01-02": 1, "T01-03": 4, "ZZ-01": 9},
        agregats=[
            build_agregat(ENJEUX[0].code, Fraction(0), Fraction(1)),
            build_agregat(ENJEUX[1].code, Fraction(1, 4), Fraction(1, 2)),
            build_agregat(ENJEUX[2].code, Fraction(0), Fraction(1, 2)),
        ],
    )
    # Enjeu A is the widest, but two of its critères are discussed already.
    assert name(etapes) == [
        "decisions_ouvertes",
        "radar",
        "repartition T01-03",
        "vote T01-03",
        "repartition T01-02",
        "vote T01-02",
        f"repartition {ENJEUX[2].code}",
        "vote",
        f"repartition {ENJEUX[1].code}",
        "vote",
        "decisions",
    ]
    assert sum(etape.minutes for etape in etapes) <= 120


def test_nothing_is_proposed_that_there_is_nothing_to_say_on() -> None:
    sans = plan_etapes(minutes=120, decisions=0, publie=False, enjeux=ENJEUX, drapeaux={}, agregats=[])
    assert name(sans) == ["decisions"]
    # Where everybody stands at the same place, there is no spread to talk about.
    unis = [build_agregat(ENJEUX[0].code, Fraction(1, 2), Fraction(1, 2))]
    assert list_discussions(ENJEUX, {}, unis) == []


@given(
    st.integers(15, 480),
    st.integers(0, 5),
    st.booleans(),
    st.dictionaries(st.sampled_from(CODES), st.integers(0, 12)),
    st.dictionaries(
        st.sampled_from([enjeu.code for enjeu in ENJEUX]), st.tuples(st.fractions(0, 1), st.fractions(0, 1))
    ),
)
def test_a_plan_keeps_to_its_time_and_its_order(
    minutes: int, decisions: int, publie: bool, drapeaux: dict[str, int], bornes: dict[str, tuple[Fraction, Fraction]]
) -> None:
    agregats = [build_agregat(code, min(paire), max(paire)) for code, paire in bornes.items()]
    etapes = plan_etapes(
        minutes=minutes, decisions=decisions, publie=publie, enjeux=ENJEUX, drapeaux=drapeaux, agregats=agregats
    )
    assert sum(etape.minutes for etape in etapes) <= minutes
    genres = [etape.genre for etape in etapes if etape.genre]
    assert len(genres) == len(etapes)
    assert genres[-1] is GenreEtape.DECISIONS
    assert genres.count(GenreEtape.VOTE) == genres.count(GenreEtape.REPARTITION) <= DISCUSSIONS_MAX
    rangs = {GENRES["suivi"]: 0, GENRES["radar"]: 1, GENRES["repartition"]: 2, GENRES["vote"]: 2, GENRES["fin"]: 3}
    assert [rangs[genre] for genre in genres] == sorted(rangs[genre] for genre in genres)
    # Each is a step that may be written, and none comes twice.
    nettes = [clean_etape(etape, CODES, [enjeu.code for enjeu in ENJEUX]) for etape in etapes]
    assert all(not raisons for _, raisons in nettes)
    cles = {(nette.genre, nette.contenu) for nette, _ in nettes if nette is not None}
    assert len(cles) == len(nettes)
    # The most flagged is never left out for a lesser one.
    discutes = [(etape.contenu or {}).get("critere") for etape in etapes if etape.genre is GenreEtape.REPARTITION]
    nombres = [drapeaux[str(code)] for code in discutes if code]
    assert nombres == sorted(nombres, reverse=True)


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=9)


@pytest.fixture
def seance(monde: Monde) -> UUID:
    """Two decisions of before (one done, one of a structure besides), flags, and published figures."""
    ancienne = prepare_rencontre(monde, date(2026, 2, 1), "Avant")
    rencontre = prepare_rencontre(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        create_decision(unit, ancienne, SaisieDecision("Visiter l’atelier"))
        create_decision(unit, ancienne, SaisieDecision("Faite", etat=EtatDecision.FAITE))
        create_decision(unit, ancienne, SaisieDecision("Pour une"), monde.structures[0])
        seance = create_seance(unit, rencontre, "Mars")
    with open_unit_systeme() as unit:
        for critere, nombre in (("T01-02", 1), ("T01-09", 3)):
            unit.db.execute(
                text(
                    "insert into relecture (collectif_id, carnet_id, structure_id, critere, etat)"
                    " select collectif_id, id, structure_id, :critere, 'a_discuter' from carnet"
                    " where trimestre_id = :t order by id limit :n"
                ),
                {"critere": critere, "t": monde.trimestre, "n": nombre},
            )
    return seance


def publish(monde: Monde) -> None:
    agregats = [
        build_agregat(ENJEUX[0].code, Fraction(0), Fraction(1)),
        build_agregat(ENJEUX[1].code, Fraction(0), Fraction(1, 2)),
        # Too few for anyone to see.
        build_agregat(ENJEUX[2].code, Fraction(0), Fraction(1), n=3),
    ]
    edition = {
        "referentiel": {"id": str(monde.referentiel), "version": "0.1.0", "titre": "R"},
        "niveaux": ["a", "b", "c", "d", "e"],
        "total": "T01",
        "transversal": None,
        "agregats": [agregat.to_contenu() for agregat in agregats],
        "nommees": [{"structure_id": str(monde.structures[0]), "nom": "Secrète", "figures": []}],
    }
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "insert into publication (collectif_id, trimestre_id, numero, carnets, agregats, publie_le)"
                " values (:c, :t, 1, 9, :a, now())"
            ),
            {"c": monde.collectif, "t": monde.trimestre, "a": Jsonb(edition)},
        )


def test_steps_come_from_what_is_open_flagged_and_divided(monde: Monde, seance: UUID) -> None:
    publish(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        etapes = suggest_etapes(unit, seance)
    assert name(etapes) == [
        "decisions_ouvertes",
        "radar",
        "repartition T01-09",
        "vote T01-09",
        "repartition T01-02",
        "vote T01-02",
        f"repartition {ENJEUX[1].code}",
        "vote",
        "decisions",
    ]
    assert "structure" not in str(etapes)
    assert "Secrète" not in str(etapes)


def test_only_what_is_missing_is_added_and_the_end_stays_last(monde: Monde, seance: UUID) -> None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        add_etape(unit, seance, TEXTE)
        add_etape(unit, seance, DECISIONS)
        assert add_suggestions(unit, seance) == 5
    assert [etape.genre for etape in see(monde, seance).etapes] == [
        GENRES.get(nom, GenreEtape.TEXTE)
        for nom in ("texte", "suivi", "repartition", "vote", "repartition", "vote", "fin")
    ]
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert add_suggestions(unit, seance) == 0
    publish(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        # What came since, within the 120 minutes: 5 + 10 + 10 + 2 × 15 are taken.
        assert add_suggestions(unit, seance) == 3


def test_a_short_meeting_gets_a_short_session(monde: Monde, seance: UUID) -> None:
    courte = prepare_rencontre(monde, date(2026, 3, 20), "Courte", minutes=35)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        autre = create_seance(unit, courte, "Courte")
        etapes = suggest_etapes(unit, autre)
    assert name(etapes) == ["decisions_ouvertes", "repartition T01-09", "vote T01-09", "decisions"]


def test_only_the_animation_and_in_few_statements(monde: Monde, seance: UUID, installation: Installation) -> None:
    check_rights(monde, {"anna"}, lambda unit: suggest_etapes(unit, seance))
    check_rights(monde, {"anna"}, lambda unit: add_suggestions(unit, seance))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        suggest_etapes(unit, seance)
        with count_statements(installation.moteur) as vues:
            suggest_etapes(unit, seance)
    assert len(vues) == 2
