"""« Notre chemin » as a person meets it: empty, begun, moved; told in words, as a table, and in few statements."""

from __future__ import annotations

import re

import pytest

from caprse.restitution.chemin.page import COURBES
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_rerun
from tests.ecran import open_page
from tests.monde import Monde
from tests.restitution.chemin.test_service import act, start
from tests.restitution.scene import answer, execute_as_owner, position
from tests.restitution.test_pages import list_charts, list_tables, read


def test_before_the_first_answer_it_says_what_will_come(monde: Monde) -> None:
    app = open_page(monde, "alice", "chemin")
    assert "se dessine dès votre première réponse" in read(app)
    assert list_charts(app) == []


def test_before_the_first_opening_it_says_when_it_begins(monde: Monde) -> None:
    execute("delete from carnet where collectif_id = :c", c=monde.collectif)
    execute_as_owner(
        "alter table trimestre disable trigger user; update trimestre set etat = 'prepare';"
        " alter table trimestre enable trigger user"
    )
    assert "dès l’ouverture du premier trimestre" in read(open_page(monde, "alice", "chemin"))


def test_with_one_trimestre_it_shows_where_one_stands_and_says_what_to_do_next(monde: Monde) -> None:
    answer(monde.carnets[0], {"T01-01": 2})
    app = open_page(monde, "alice", "chemin")
    texte = read(app)
    assert "Votre chemin commence au trimestre 1" in texte
    assert "revoyez vos réponses d’avant" in texte
    assert "en cours : son point bouge encore" in texte
    # In two sizes, with one table.
    assert (len(list_charts(app)), len(list_tables(app))) == (2, 1)


def test_when_all_was_carried_over_it_says_so(monde: Monde) -> None:
    _, carnet = start(monde)
    answer(carnet, {"T02-01": 1})
    act(monde, "Écrire la règle", "2026-04-20T09:00Z", "T01-01")
    assert "Aucune réponse n’a encore été revue" in read(open_page(monde, "alice", "chemin"))


def test_what_moved_is_said_in_words_in_the_table_and_to_whoever_does_not_see_the_picture(monde: Monde) -> None:
    position(monde, 0, T01_A=3, T01_B=3)
    _, carnet = start(monde)
    act(monde, "Écrire la *règle*", "2026-04-20T09:00Z", "T01-01")
    answer(carnet, {"T01-01": 3, "T01-02": 0, "T02-01": 2})
    execute("update reponse set commentaire = '<b>Départ</b> d’Élise.' where carnet_id = :c", c=carnet)
    app = open_page(monde, "alice", "chemin")
    texte = read(app)
    assert "2 marches gagnées et 2 marches perdues, sur 2 critères revus" in texte
    assert "Raison : « <b>Départ</b> d’Élise »." in texte
    assert "Après : « Écrire la *règle* »" in texte
    assert texte.index("Raison :") < texte.index("Après :")
    [tableau] = list_tables(app)
    assert "&lt;b&gt;Départ&lt;/b&gt;" in tableau
    assert re.search(r"<th scope=\"row\">Thématique T01</th><td>Départ</td>", tableau)
    for chart in list_charts(app):
        assert "au départ 3 · " in chart.proto.alt
        assert "trimestre\u00a01 50\u00a0%" in chart.proto.alt


def test_a_chain_of_actions_without_critere_is_not_lost(monde: Monde) -> None:
    answer(monde.carnets[0], {"T01-01": 2})
    act(monde, "Ranger l’atelier", "2026-03-20T09:00Z")
    texte = read(open_page(monde, "alice", "chemin"))
    assert "Le 20 mars 2026, « Ranger l’atelier »." in texte


@pytest.mark.parametrize("personne", ["alice", "ali", "aya"])
def test_all_roles_of_a_structure_read_it_in_few_statements(
    installation: Installation, monde: Monde, personne: str
) -> None:
    _, carnet = start(monde)
    answer(carnet, {"T01-01": 3})
    app = open_page(monde, personne, "chemin")
    assert "2 marches gagnées" in read(app)
    assert 2 <= len(count_rerun(installation.moteur, app)) <= 4


def test_any_sign_in_a_title_stays_text(monde: Monde) -> None:
    answer(monde.carnets[0], {"T01-01": 2})
    execute("update structure set nom = '**x** <i>y</i>' where id = :s", s=monde.structures[0])
    app = open_page(monde, "alice", "chemin")
    assert not app.exception
    assert not any("<i>y" in html.proto.body for html in app.get("html"))


def test_a_line_says_from_where_to_where_and_after_which_action_and_the_rest_is_folded(monde: Monde) -> None:
    _, carnet = start(monde)
    act(monde, "Ranger l’atelier", "2026-03-20T09:00Z")
    act(monde, "Écrire la <règle>", "2026-04-20T09:00Z", "T01-01")
    answer(carnet, {"T01-01": 3})
    app = open_page(monde, "alice", "chemin")
    [figure] = [html.proto.body for html in app.get("html") if "cap-escalade" in html.proto.body]
    premiere = figure.split("</li>")[0].replace("\u00a0", " ")
    assert "50 %" in premiere
    assert "<b>+2</b>" in premiere
    assert "Après : « Écrire la &lt;règle&gt; »" in premiere
    plis = {pli.label.split("·")[0].replace("\u00a0", " ").strip(): pli.proto.expanded for pli in app.expander}
    assert list(plis) == ["Trimestre 2 (en cours)", "Trimestre 1", COURBES, "Chiffres et export"]
    assert not any(plis.values())
