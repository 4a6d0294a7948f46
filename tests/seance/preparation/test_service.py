"""The steps of a session: what they may hold, their order, and who may touch them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.unite import Unit, open_unit
from caprse.seance.contenus.etapes import ContenuTexte, decode_contenu
from caprse.seance.contenus.saisies import SaisieEtape, clean_etape, is_lien
from caprse.seance.preparation.service import (
    ETAPES_MAX,
    add_etape,
    add_etapes,
    remove_etape,
    reorder_etapes,
    update_etape,
)
from caprse.seance.regles import GenreEtape, GenreTour, ModeTour
from caprse.seance.service import end_seance, go_to_etape, start_seance
from caprse.seance.vote.service import open_tour
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde
from tests.seance.scene_preparee import DECISIONS, TEXTE, VOTE, as_anna, see

CRITERES, ENJEUX = {"A-01", "A-02"}, {"A-A"}


def vote(**contenu: Any) -> SaisieEtape:
    return SaisieEtape(GenreEtape.VOTE, "Vote", 5, contenu)


@pytest.mark.parametrize(
    ("saisie", "contenu"),
    [
        (SaisieEtape(GenreEtape.RADAR, " Radar ", 0, {"intrus": 1}), {}),
        (SaisieEtape(GenreEtape.REPARTITION, "R", 1, {"critere": "A-01", "intrus": 1}), {"critere": "A-01"}),
        (SaisieEtape(GenreEtape.REPARTITION, "R", 1, {"enjeu": "A-A"}), {"enjeu": "A-A"}),
        (SaisieEtape(GenreEtape.TEXTE, "T\x00", 0, {"texte": 5, "lien": []}), {"texte": "", "lien": ""}),
        (SaisieEtape(GenreEtape.TEXTE, "T", 240, {"texte": " <script> "}), {"texte": "<script>", "lien": ""}),
        (vote(genre="niveau", critere="A-02"), {"genre": "niveau", "mode": "salle", "critere": "A-02"}),
        (
            vote(genre=GenreTour.NIVEAU, mode=ModeTour.STRUCTURE, critere="A-02", question="non"),
            {"genre": "niveau", "mode": "structure", "critere": "A-02"},
        ),
        (vote(genre="mots", question=" Un mot ? "), {"genre": "mots", "mode": "salle", "question": "Un mot ?"}),
        (
            vote(genre="points", question="Q", options=["a", " ", "b "], points=3),
            {"genre": "points", "mode": "salle", "question": "Q", "options": ["a", "b"], "points": 3},
        ),
    ],
)
def test_a_step_keeps_only_what_its_kind_holds(saisie: SaisieEtape, contenu: dict[str, Any]) -> None:
    nette, raisons = clean_etape(saisie, CRITERES, ENJEUX)
    assert raisons == []
    assert nette is not None
    assert nette.contenu.to_contenu() == contenu
    assert decode_contenu(nette.genre, contenu) == nette.contenu
    assert nette.titre == saisie.titre.strip().replace("\x00", "")


@pytest.mark.parametrize(
    ("saisie", "nombre"),
    [
        (SaisieEtape(GenreEtape.RADAR, " ", 241), 2),
        (SaisieEtape(GenreEtape.RADAR, "x" * 201, -1), 2),
        (SaisieEtape(GenreEtape.REPARTITION, "R", 0, {}), 1),
        (SaisieEtape(GenreEtape.REPARTITION, "R", 0, {"critere": "Z-01"}), 1),
        (SaisieEtape(GenreEtape.REPARTITION, "R", 0, {"enjeu": "Z-Z"}), 1),
        (SaisieEtape(GenreEtape.TEXTE, "T", 0, {"texte": "x" * 2001, "lien": "javascript:alert(1)"}), 2),
        (vote(), 1),
        (vote(genre="duel"), 1),
        (vote(genre="niveau", critere="Z-01"), 1),
        (vote(genre="mots", mode="structure", question="Q"), 1),
        (vote(genre="confiance", question=""), 1),
        (vote(genre="points", question="x" * 301, options=["a", "a"], points=0), 3),
        (vote(genre="points", question="Q", options=["a", "b" * 121], points="3"), 2),
        (vote(genre="points", question="Q", options=[str(n) for n in range(13)], points=11), 2),
    ],
)
def test_a_step_is_refused_with_every_reason(saisie: SaisieEtape, nombre: int) -> None:
    assert len(clean_etape(saisie, CRITERES, ENJEUX)[1]) == nombre


@pytest.mark.parametrize(
    "lien",
    [
        "http://exemple.test",
        "javascript:alert(1)",
        "https://",
        "https://moi:secret@exemple.test",
        "https://a b",
        'https://a"onload=x',
        "https://exemple.test/\n",
        "https://[x",
        "//exemple.test",
        "data:text/html,x",
    ],
)
def test_only_a_whole_https_address_is_a_link(lien: str) -> None:
    assert not is_lien(lien)
    assert is_lien("https://exemple.test/pratique?x=1#haut")


def test_steps_are_added_changed_and_removed(monde: Monde, seance: UUID) -> None:
    avant = see(monde, seance)
    ajoutee = as_anna(monde, lambda unit: add_etape(unit, seance, SaisieEtape(GenreEtape.RADAR, "Radar", 10)))
    apres = see(monde, seance)
    assert [etape.ordre for etape in apres.etapes] == [1, 2, 3, 4]
    assert (apres.etapes[3].id, apres.revision) == (ajoutee, avant.revision + 1)
    assert isinstance(ajoutee, UUID)
    as_anna(monde, lambda unit: update_etape(unit, ajoutee, TEXTE, 1))
    with pytest.raises(Refus, match="entre-temps"):
        as_anna(monde, lambda unit: update_etape(unit, ajoutee, VOTE, 1))
    with pytest.raises(Refus, match="entre-temps"):
        as_anna(monde, lambda unit: remove_etape(unit, ajoutee, 1))
    vue = see(monde, seance).etapes[3]
    assert (vue.genre, vue.contenu, vue.version) == (GenreEtape.TEXTE, ContenuTexte("Bienvenue", ""), 2)
    as_anna(monde, lambda unit: remove_etape(unit, ajoutee, 2))
    assert len(see(monde, seance).etapes) == 3
    with pytest.raises(SaisieInvalide) as refus:
        as_anna(monde, lambda unit: add_etapes(unit, seance, [TEXTE, SaisieEtape(GenreEtape.TEXTE, "", 999)]))
    assert len(refus.value.raisons) == 2
    assert len(see(monde, seance).etapes) == 3
    with pytest.raises(Refus, match="au plus"):
        as_anna(monde, lambda unit: add_etapes(unit, seance, [TEXTE] * (ETAPES_MAX - 2)))


def test_steps_take_any_order_in_one_statement(monde: Monde, seance: UUID, installation: Installation) -> None:
    as_anna(monde, lambda unit: add_etapes(unit, seance, [TEXTE] * 12))
    ids = [etape.id for etape in see(monde, seance).etapes]
    hasard = random.Random(4)
    for _ in range(3):
        hasard.shuffle(ids)
        with open_unit(compte_id=monde.comptes["anna"]) as unit, count_statements(installation.moteur) as vues:
            reorder_etapes(unit, seance, ids)
        assert len(vues) == 4  # hold, read, write, tell
        assert [etape.id for etape in see(monde, seance).etapes] == ids
    assert [etape.ordre for etape in see(monde, seance).etapes] == list(range(1, 16))
    revision = see(monde, seance).revision
    as_anna(monde, lambda unit: reorder_etapes(unit, seance, ids))
    assert see(monde, seance).revision == revision
    for faux in (ids[1:], [*ids, uuid4()], [ids[0], *ids[:-1]], [uuid4(), *ids[1:]]):
        with pytest.raises(Refus):
            as_anna(monde, reorder_etapes, seance, faux)


def test_what_was_voted_on_or_is_shown_stays(monde: Monde, seance: UUID) -> None:
    as_anna(monde, lambda unit: start_seance(unit, seance))
    texte, question, decisions = see(monde, seance).etapes
    with pytest.raises(Refus, match="à l’écran"):
        as_anna(monde, lambda unit: remove_etape(unit, texte.id, 1))
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    with pytest.raises(Refus, match="montrée"):
        as_anna(monde, lambda unit: remove_etape(unit, texte.id, 1))
    as_anna(monde, lambda unit: open_tour(unit, question.id))
    with pytest.raises(Refus, match="déjà voté"):
        as_anna(monde, lambda unit: update_etape(unit, question.id, TEXTE, 1))
    with pytest.raises(Refus, match="déjà voté"):
        as_anna(monde, lambda unit: remove_etape(unit, question.id, 1))
    # The rest of a running session may still change.
    as_anna(monde, lambda unit: update_etape(unit, decisions.id, TEXTE, 1))
    as_anna(monde, lambda unit: reorder_etapes(unit, seance, [question.id, decisions.id, texte.id]))
    as_anna(monde, lambda unit: end_seance(unit, seance))
    gestes: tuple[Callable[[Unit], object], ...] = (
        lambda unit: add_etape(unit, seance, TEXTE),
        lambda unit: update_etape(unit, texte.id, VOTE, 1),
        lambda unit: remove_etape(unit, texte.id, 1),
        lambda unit: reorder_etapes(unit, seance, [texte.id, question.id, decisions.id]),
    )
    for geste in gestes:
        with pytest.raises(Refus, match="terminée"):
            as_anna(monde, geste)


def test_strangers_are_told_that_it_does_not_exist(monde: Monde, seance: UUID) -> None:
    etapes = see(monde, seance).etapes
    for geste in (
        lambda unit: add_etape(unit, seance, DECISIONS),
        lambda unit: update_etape(unit, etapes[0].id, TEXTE, 1),
        lambda unit: remove_etape(unit, etapes[0].id, 1),
        lambda unit: reorder_etapes(unit, seance, [etape.id for etape in reversed(etapes)]),
    ):
        check_rights(monde, {"anna"}, geste)
    for inconnue in (
        lambda unit: update_etape(unit, uuid4(), TEXTE, 1),
        lambda unit: remove_etape(unit, uuid4(), 1),
        lambda unit: add_etape(unit, uuid4(), TEXTE),
    ):
        with pytest.raises(Introuvable):
            as_anna(monde, inconnue)


@given(
    st.sampled_from(list(GenreEtape)),
    st.text(max_size=250),
    st.integers(-5, 300),
    st.dictionaries(
        st.sampled_from(["critere", "enjeu", "genre", "mode", "question", "options", "points", "texte", "lien"]),
        st.none()
        | st.integers()
        | st.text(max_size=20)
        | st.lists(st.text(max_size=130), max_size=14)
        | st.sampled_from(["A-01", "A-A", *GenreTour, *ModeTour]),
    ),
)
def test_whatever_is_sent_is_cleaned_or_refused(
    genre: GenreEtape, titre: str, minutes: int, contenu: dict[str, Any]
) -> None:
    nette, raisons = clean_etape(SaisieEtape(genre, titre, minutes, contenu), CRITERES, ENJEUX)
    assert bool(raisons) == (nette is None)
    if nette is None:
        return
    assert 1 <= len(nette.titre) <= 200
    assert 0 <= nette.minutes <= 240
    assert decode_contenu(genre, nette.contenu.to_contenu()) == nette.contenu
    # What was accepted is accepted again, unchanged: nothing is lost when a step is edited.
    encore, raisons = clean_etape(SaisieEtape(genre, titre, minutes, nette.contenu.to_contenu()), CRITERES, ENJEUX)
    assert (encore, raisons) == (nette, [])
