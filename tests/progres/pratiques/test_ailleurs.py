"""Pratiques where they help: beside a weak answer, in the search, in the form of an action."""

from __future__ import annotations

from sqlalchemy import text

from caprse.acces.unite import open_unit
from caprse.progres.buts import Cote
from caprse.progres.pratiques.lecture import Offerte, read_offertes
from caprse.progres.pratiques.requetes import OFFERTES
from caprse.progres.pratiques.vue_carnet import keep_offertes, show_offertes
from caprse.recherche.collectif import get_fonds_collectif
from caprse.recherche.regles import Genre, search
from caprse.recherche.service import get_fonds
from tests.ecran import list_keys, open_page
from tests.monde import Monde
from tests.progres.pratiques.scene import CRITERE, SAISIE, answer, share, withdraw, write


def _offer(monde: Monde, qui: str, rang: int) -> dict[str, tuple[Offerte, ...]]:
    """What this person reads beside the carnet of structure ``rang``."""
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        requete = text(f"select {OFFERTES} from carnet c where c.id = :c")
        return read_offertes(unit.db.scalar(requete, {"c": monde.carnets[rang]}))


def test_beside_an_answer_stand_those_of_others_alone(monde: Monde) -> None:
    pratique_id = share(monde)
    write(monde, titre="Un brouillon")
    assert _offer(monde, "alice", 0) == {}
    assert [offerte.id for offerte in _offer(monde, "bob", 1)[CRITERE]] == [pratique_id]
    withdraw(monde, pratique_id)
    assert _offer(monde, "bob", 1) == {}


def test_what_stands_beside_an_answer_says_nothing_of_who_offers(monde: Monde) -> None:
    share(monde)
    vues = {repr(_offer(monde, "bob", 1))}
    for niveau in range(5):
        answer(monde, 0, niveau, 4)
        vues.add(repr(_offer(monde, "bob", 1)))
    assert len(vues) == 1


def test_a_strong_answer_shows_nothing(monde: Monde) -> None:
    offertes = {CRITERE: _offer(monde, "bob", 1).get(CRITERE, ())}

    def draw() -> None:
        keep_offertes(offertes)
        show_offertes(CRITERE, Cote(3))

    assert list_keys(open_page(monde, "bob", draw)) == set()


def test_the_search_of_a_structure_and_of_a_collectif_finds_them(monde: Monde) -> None:
    share(monde)
    write(monde, titre="Un brouillon de planning")
    for qui, attendues in (("alice", 2), ("bob", 1)):
        structure = monde.structures[0 if qui == "alice" else 1]
        with open_unit(compte_id=monde.comptes[qui]) as unit:
            trouves = search(get_fonds(unit, structure).textes, "planning")
        assert len([t for t in trouves if t.texte.genre is Genre.PRATIQUE]) == attendues
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        [trouve] = search(get_fonds_collectif(unit, monde.collectif).textes, "planning")
    assert (trouve.texte.titre, trouve.texte.page) == (SAISIE.titre, "pratiques")


def test_a_pratique_fills_the_form_of_an_action(monde: Monde) -> None:
    page = open_page(monde, "bob", "actions", quoi="Essayer chez nous : un planning", critere=CRITERE)
    assert page.text_area(key="action-nouvelle-quoi").value == "Essayer chez nous : un planning"
    assert page.multiselect(key="action-nouvelle-criteres").value == [CRITERE]
    # Of another référentiel: what is to be done comes all the same.
    page = open_page(monde, "bob", "actions", quoi="Essayer", critere="X-99")
    assert page.text_area(key="action-nouvelle-quoi").value == "Essayer"
