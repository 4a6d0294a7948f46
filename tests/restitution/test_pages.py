"""The pages as a person meets them: what they show, what they keep back, how much they ask of the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import pytest
import streamlit
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from caprse.acces.ecran import get_acteur
from caprse.menu import build_pages
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.restitution.resultats.page import page_resultats
from caprse.socle.ecran.navigation import set_pages
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_rerun
from tests.ecran import open_page, read_html, read_reperes
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde
from tests.restitution.scene import (
    answer,
    answer_and_send,
    close,
    execute_as_owner,
    open_next,
    position,
    refresh,
    send,
    show_name,
)

Visit = Callable[..., AppTest]


@pytest.fixture
def visit(monde: Monde) -> Visit:
    """Open a page as somebody: ``visit("alice", "resultats", trimestre="Trimestre 1 · …")``."""
    return partial(open_page, monde)


def read(app: AppTest) -> str:
    """All the text of a page, with plain spaces."""
    textes: list[str] = []
    for genre in ("title", "header", "subheader", "markdown", "caption", "info", "success", "error", "text", "metric"):
        for element in app.get(genre):
            assert isinstance(element, Element)
            textes.append(str(getattr(element, "label", "") or ""))
            textes.append(str(element.value))
    textes += [
        unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " | ", corps, flags=re.DOTALL)) for corps in list_html(app)
    ]
    return re.sub(r"\\(.)", r"\1", "\n".join(textes)).replace("\u00a0", " ").replace("\u202f", " ")


def list_tables(app: AppTest) -> list[str]:
    """The tables of a page, as HTML."""
    return [corps for corps in list_html(app) if "<table>" in corps]


def list_html(app: AppTest) -> list[str]:
    """What a page shows as HTML of ours."""
    return [element.proto.body for element in app.get("html")]


def list_charts(app: AppTest) -> list[Any]:
    return list(app.get("vega_lite_chart"))


def test_a_structure_reads_its_trimestre_beside_the_collectif(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(7))
    app = visit("bob", "resultats")
    texte = read(app)
    assert "Thématique T01" in texte
    assert "25 %" in texte
    assert re.search(r"Collectif \|  \| \d+ % \|  \| Le chiffre du milieu, sur 7 structures", texte)
    assert "sur 7 carnets transmis" in texte
    # Two enjeux: no polygon, so the dot plot stands alone and says why; then the answers per niveau. Two sizes each.
    assert "il faut au moins 3 enjeux" in texte
    assert len(list_charts(app)) == 4


def test_before_transmitting_it_reads_its_own_figures_and_why_nothing_else(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(1, 8))
    answer(monde.carnets[0], 2)
    texte = read(visit("alice", "resultats"))
    assert "50 %" in texte
    assert "quand votre carnet est transmis" in texte
    assert not re.search(r"Collectif \|  \| \d", texte)
    texte = read(visit("alice", "le-collectif"))
    assert "quand votre carnet est transmis" in texte
    assert "%" not in texte


def test_a_member_reads_its_own_figure_beside_the_collectif_line_by_line(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(7))
    app = visit("bob", "le-collectif")
    # The whole list is for a phone; beside the picture, what it does not hold.
    lignes, bloc = (html for html in list_html(app) if "cap-places" in html)
    assert "Toute la thématique" not in bloc
    lus = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", lignes).replace("\u00a0", " "))
    assert "Toute la thématiqueNous 25 %Collectif" in lus
    [constat] = [html for html in list_html(app) if "cap-constat" in html]
    assert "Nous : 25 %. Le collectif : " in constat.replace("\u00a0", " ")
    # On a phone the picture is folded under them: the small twin alone.
    assert [pli.label for pli in app.expander].count("Voir le dessin") == 1
    assert lus.count("Nous ") == lus.count("Collectif ") == 4, "the whole, two enjeux, the block of each trimestre"
    # No word of statistics but in what is folded: a markdown that explains, a table.
    dits = [*(html for html in list_html(app) if "<table>" not in html), *(str(e.value) for e in app.caption)]
    assert [dit for dit in dits if "médian" in dit.lower()] == []


def test_a_member_is_told_which_figure_of_the_collectif_is_not_shown(monde: Monde, visit: Visit) -> None:
    # Six others answered in the first enjeu, three in the second: under the threshold nothing of it is shown.
    for rang in range(7):
        answer(monde.carnets[rang], {"T01-01": 1, "TRA-01": 1} | ({"T01-05": 2} if rang < 4 else {}))
    send(*monde.carnets[:7])
    refresh(monde)
    lignes, *_ = (html for html in list_html(visit("bob", "le-collectif")) if "cap-places" in html)
    assert "non montré" in lignes


def test_the_collectif_opens_on_the_latest_figures_and_leads_back_to_the_carnet(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(7))
    close(monde)
    open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    app = visit("alice", "le-collectif")
    assert "%" in read(app)
    assert any("Trimestre\u00a02" in caption.value for caption in app.caption)
    assert app.button(key="continuer-carnet").label == "Continuer notre carnet"
    assert "quand votre carnet est transmis" in read(visit("alice", "le-collectif", trimestre="2"))


def test_the_cycle_and_the_progress_have_their_own_tabs(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, 0)
    cycle = visit("alice", "resultats", vue="Tout le cycle")
    assert "Toutes les thématiques" in read(cycle)
    # Four axes: the radar and the dot plot, in two sizes each.
    assert len(list_charts(cycle)) == 4
    progres = visit("alice", "resultats", vue="Nos progrès")
    assert "dès que les mêmes critères ont été posés deux fois" in read(progres)
    assert list_charts(progres) == []


def test_progress_is_drawn_between_answers_to_the_same_questions(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, 0)
    close(monde)
    _, carnets = open_next(monde, 2, "T01", date(2026, 4, 16), date(2026, 7, 15))
    answer(carnets[monde.structures[0]], 3)
    progres = visit("alice", "resultats", vue="Nos progrès")
    assert "Les thématiques vues plusieurs fois" in read(progres)
    # The block of every trimestre and the thématique that came back, in two sizes each.
    assert len(list_charts(progres)) == 4


def test_the_starting_point_stands_apart_and_nothing_is_subtracted_from_it(monde: Monde, visit: Visit) -> None:
    position(monde, 0, T01_A=4, T01_B=4, T02_A=4)
    answer_and_send(monde, 0)
    for vue in ("Ce trimestre", "Tout le cycle"):
        texte = read(visit("alice", "resultats", vue=vue))
        assert "Ce que vous pensiez au départ" in texte, vue
        assert "points" not in texte.lower().replace("points d’appui", ""), vue
        assert "epuis" not in texte, vue


def test_the_address_chooses_the_trimestre_and_a_wrong_one_is_forgiven(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    _, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    answer(carnets[monde.structures[0]], {"T02-01": 3})
    premier = visit("alice", "resultats", trimestre="Trimestre 1 · Thématique T01")
    assert "clos, les chiffres ne changent plus" in read(premier)
    assert premier.pills(key="trimestre").value == 1
    faux = visit("alice", "resultats", trimestre="Trimestre 7")
    assert faux.pills(key="trimestre").value == 2


def test_choosing_another_trimestre_shows_it(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    app = visit("alice", "resultats")
    app.pills(key="trimestre").set_value(1).run()
    assert app.header[0].value == "Thématique T01"


def test_every_chart_says_in_words_what_it_shows_and_has_its_table(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(7))
    app = visit("bob", "resultats")
    for chart in list_charts(app):
        assert "Enjeu T01-A" in chart.proto.alt
    assert len(list_tables(app)) == 2
    for tableau in list_tables(app):
        assert 'tabindex="0"' in tableau
        assert re.search(r"<caption>.+trimestre\s1</caption>", tableau)


def test_names_may_hold_any_sign_without_becoming_markup(monde: Monde, visit: Visit) -> None:
    execute("update structure set nom = '**=SUM(A1)** <b>$x$</b>' where id = :s", s=monde.structures[1])
    show_name(monde, 1)
    answer_and_send(monde, *range(7))
    app = visit("alice", "le-collectif")
    assert '<th scope="row">**=SUM(A1)** &lt;b&gt;$x$&lt;/b&gt;</th>' in list_tables(app)[-1]


def list_proposees(monde: Monde) -> list[str]:
    """The critères of which an action may be made, the pages being known as ``app.py`` makes them known."""

    def show() -> None:
        pages, menu = build_pages(get_acteur())
        set_pages(pages)
        streamlit.navigation(menu, position="hidden")
        page_resultats()

    liens = [lien.proto for lien in open_page(monde, "ali", show).get("page_link")]
    return [parse_qs(lien.query_string)["critere"][0] for lien in liens if lien.label == "En faire une action"]


def test_a_next_step_that_is_under_way_is_not_proposed_again(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(7))
    code, *autres = list_proposees(monde)
    execute(
        "insert into action (collectif_id, structure_id, quoi, echeance, etat, criteres, cree_le, modifie_le)"
        " values (:c, :s, 'Écrire *tout*', '2026-03-20', 'en_cours', array[:k], now(), now())",
        c=monde.collectif,
        s=monde.structures[0],
        k=code,
    )
    assert list_proposees(monde) == autres
    assert "**Action en cours :** Écrire *tout* (20 mars)" in read(visit("ali", "resultats"))


def test_only_the_direction_is_offered_to_show_the_name(monde: Monde, visit: Visit) -> None:
    for personne, offert in (("alice", True), ("ali", False), ("aya", False)):
        app = visit(personne, "resultats")
        assert bool(app.toggle) is offert
    app = visit("alice", "resultats")
    assert app.toggle[0].value is False
    app.toggle[0].set_value(True).run()
    assert "apparaîtra à la prochaine publication" in read(app)
    assert execute("select montre_son_nom from structure where id = :s", s=monde.structures[0])[0].montre_son_nom
    assert app.toggle[0].value is True


def test_the_animation_reads_states_figures_and_why_nothing_is_published(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(8))
    assert "10 carnets : 2 en cours, 8 transmis" in read_reperes(visit("anna", "collectif"))
    ensemble = read(visit("anna", "collectif", vue="L’ensemble"))
    assert "Il ne manque plus que 2 carnets" in ensemble
    carte = visit("anna", "collectif", vue="Structures")
    assert "2 carnets pas encore transmis n’y sont pas." in read(carte)
    assert "structure 7" in read(carte)
    assert "structure 9" not in read(carte)


def test_all_trimestres_stand_side_by_side_each_with_its_own_questions(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(10))
    close(monde)
    _, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    for carnet in carnets.values():
        answer(carnet, {"T02-01": 2, "T02-05": 3, "TRA-01": 1})
    autres = [carnet for structure, carnet in carnets.items() if structure != monde.structures[0]]
    send(*autres[:7])
    refresh(monde, execute("select id from trimestre where numero = 2 and collectif_id = :c", c=monde.collectif)[0].id)
    vue = " ".join(read_html(visit("anna", "collectif", vue="Trimestres")).replace("\u00a0", " ").split())
    for attendu in (
        "Trimestre 1 · clos",
        "Trimestre 2 · ouvert",
        "Enjeu T01-A",
        "Enjeu T02-A",
        "au milieu de 10 structures",
    ):
        assert attendu in vue
    # Two thématiques ask different questions: nothing is said of a change between them.
    assert "point" not in vue.replace("point de", "")
    # Who has not answered the open trimestre sees what is closed, and why not the rest.
    sienne = visit("alice", "le-collectif", vue="Trimestres")
    vue = " ".join(read_html(sienne).replace("\u00a0", " ").split())
    assert "Enjeu T01-A" in vue
    assert "Enjeu T02-A" not in vue
    assert "quand votre carnet est transmis" in vue


def test_the_collectif_over_the_whole_cycle_stands_beside_our_own_state(monde: Monde, visit: Visit) -> None:
    assert "Les chiffres de tout le cycle viennent" in read(visit("anna", "collectif", vue="Tout le cycle"))
    answer_and_send(monde, *range(10))
    close(monde)
    _, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    for carnet in carnets.values():
        answer(carnet, {"T02-01": 2, "T02-05": 3, "TRA-01": 1})
    send(*carnets.values())
    close(monde, execute("select id from trimestre where numero = 2 and collectif_id = :c", c=monde.collectif)[0].id)
    vue = read(visit("alice", "le-collectif", vue="Tout le cycle"))
    assert "Le collectif sur tout le cycle" in vue
    assert "(trimestre 2)" in vue
    # Ten answers to the first thématique were carried over by each, the second one has two from each.
    assert "reprises d’avant" in vue
    ensemble = read(visit("anna", "collectif", vue="Tout le cycle"))
    assert "Le collectif sur tout le cycle" in ensemble
    effet = read(visit("anna", "collectif", vue="L’ensemble", effet="true"))
    assert "Ce qui a bougé, avec et sans action" in effet


def test_the_cycle_says_where_to_read_the_block_that_the_bilan_asked(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(10))
    close(monde)
    bilan, carnets = open_next(monde, 2, "", date(2026, 4, 16), date(2026, 7, 15))
    for rang, carnet in enumerate(carnets.values()):
        answer(carnet, {"T01-01": 2, "TRA-01": rang % 4})
    send(*carnets.values())

    def tell(personne: str, page: str, vue: str) -> str:
        return read(visit(personne, page, vue=vue)).replace("\u00a0", " ")

    ecrans = (("alice", "le-collectif", "Tout le cycle"), ("anna", "collectif", "Tout le cycle"))
    for ecran in ecrans:
        assert "redemandé au bilan" not in tell(*ecran), ecran
    close(monde, bilan)
    for ecran in ecrans:
        texte = tell(*ecran)
        # What was looked at again goes on; of the block, the figure of before the bilan.
        assert "(trimestre 2) : T01." in texte, ecran
        assert "(trimestre 1) : TRA." in texte, ecran
        assert "« TRA » a été redemandé au bilan" in texte, ecran


def test_on_a_phone_the_heatmap_is_a_card_per_structure(monde: Monde, visit: Visit) -> None:
    answer_and_send(monde, *range(8))
    fiches = read_html(visit("anna", "collectif", vue="Structures"))
    assert re.search(
        r"Part des marches franchies .*Collectif A – structure 4 100 100 100 Collectif A – structure 5", fiches
    )


def test_the_federation_reads_collectifs_side_by_side(monde: Monde, visit: Visit) -> None:
    assert "Aucun collectif n’a encore" in read(visit("fanny", "federation"))
    answer_and_send(monde, *range(6))
    close(monde)
    app = visit("fanny", "federation")
    assert "Collectif A" in read(app)
    assert "structure 0" not in read(app)
    assert "6 structures" in read_html(app)


def test_invented_data_are_labelled_on_every_page(monde: Monde, visit: Visit) -> None:
    execute_as_owner("update collectif set fictif = true")
    answer_and_send(monde, *range(6))
    close(monde)
    for personne, page in (
        ("alice", "resultats"),
        ("alice", "le-collectif"),
        ("anna", "collectif"),
        ("fanny", "federation"),
    ):
        vue = visit(personne, page)
        assert "données inventées" in f"{read(vue)} {read_reperes(vue)}".lower(), page


@pytest.mark.parametrize(
    ("personne", "page", "vue"),
    [
        ("alice", "resultats", "Ce trimestre"),
        ("alice", "resultats", "Tout le cycle"),
        ("alice", "resultats", "Nos progrès"),
        ("alice", "le-collectif", ""),
        ("alice", "le-collectif", "Trimestres"),
        ("alice", "le-collectif", "Tout le cycle"),
        ("anna", "collectif", "Structures"),
        ("anna", "collectif", "L’ensemble"),
        ("anna", "collectif", "Trimestres"),
        ("anna", "collectif", "Tout le cycle"),
        ("fanny", "federation", ""),
    ],
)
def test_no_page_sends_more_than_six_statements(
    monde: Monde, visit: Visit, installation: Installation, personne: str, page: str, vue: str
) -> None:
    answer_and_send(monde, *range(7))
    close(monde)
    _, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    for carnet in carnets.values():
        answer(carnet, {"T02-01": 2, "T02-05": 3, "TRA-01": 1})
    send(*list(carnets.values())[:7], carnets[monde.structures[0]])
    refresh(monde, execute("select id from trimestre where numero = 2 and collectif_id = :c", c=monde.collectif)[0].id)
    app = visit(personne, page, **({"vue": vue} if vue else {}))
    vues = count_rerun(installation.moteur, app)
    assert not app.exception
    assert 2 <= len(vues) <= 6, "\n".join(" ".join(vue.split())[:160] for vue in vues)


@pytest.mark.parametrize(("niveaux", "criteres"), [(3, 1), (4, 30), (6, 12), (5, 8)])
def test_any_referentiel_drives_the_pages(installation: Installation, niveaux: int, criteres: int) -> None:
    referentiel = from_contenu(to_contenu(build_referentiel(niveaux, themes=2, criteres=criteres)))
    monde = create_monde(installation, referentiel, to_contenu(referentiel), structures=7)
    codes = [c.code for t in referentiel.capsule("T01") for c in t.criteres]
    for rang, carnet in enumerate(monde.carnets):
        answer(carnet, {code: (rang + numero) % niveaux for numero, code in enumerate(codes)})
    send(*monde.carnets)
    for personne, page, vues in (
        ("alice", "resultats", ("Ce trimestre", "Tout le cycle", "Nos progrès")),
        ("alice", "le-collectif", ("",)),
        ("anna", "collectif", ("Structures", "L’ensemble")),
    ):
        for vue in vues:
            dessins = list_charts(open_page(monde, personne, page, vue=vue))
            assert bool(dessins) is (vue != "Nos progrès"), (page, vue)


def test_a_file_is_made_when_its_button_is_pressed_and_not_before(
    monde: Monde, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    offerts: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        "caprse.restitution.planches.planche._offer", lambda _l, fichier, _m, write: offerts.update({fichier: write})
    )
    faits: list[str] = []

    def make(nom: str, *_: object) -> bytes:
        faits.append(nom)
        return b"x"

    for nom in ("to_png", "to_svg", "to_csv"):
        monkeypatch.setattr(f"caprse.restitution.planches.planche.{nom}", partial(make, nom))
    answer_and_send(monde, *range(7))
    visit("bob", "resultats", vue="Tout le cycle")
    assert set(offerts) == {
        "resultats-cycle.csv",
        "resultats-cycle-radar.svg",
        "resultats-cycle-radar.png",
        "resultats-cycle-points.svg",
        "resultats-cycle-points.png",
    }
    assert faits == []
    offerts["resultats-cycle-radar.svg"]()
    assert faits == ["to_svg"]


def test_the_files_hold_the_same_figures_and_say_whose_they_are(
    monde: Monde, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    offerts: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        "caprse.restitution.planches.planche._offer", lambda _l, fichier, _m, write: offerts.update({fichier: write})
    )
    answer_and_send(monde, *range(7))
    visit("bob", "resultats")
    csv = offerts["resultats-T1.csv"]().decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("Enjeu;Nous (%);Marches franchies;Marches possibles")
    assert "Enjeu T01-A;25;4;16;1 · Niveau 1;4;4;0;" in csv
    svg = offerts["resultats-T1-points.svg"]().decode()
    for morceau in ("25", "Auto-évaluation", "version 0.1.0", "structure 1", "Thématique T01"):
        assert morceau in svg, morceau
    assert offerts["resultats-T1-points.png"]().startswith(b"\x89PNG")
