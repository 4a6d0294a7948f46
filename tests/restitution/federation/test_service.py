"""The collectifs side by side: each under its own threshold, nothing of any structure, nothing to subtract."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit
from caprse.restitution.federation.evolution import list_evolutions
from caprse.restitution.federation.page import name_collectif, page_federation
from caprse.restitution.federation.service import CollectifVu, list_collectifs_vus
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.ecran import list_values, open_page, run
from tests.monde import Monde
from tests.restitution.scene import (
    REFERENTIEL,
    answer,
    answer_and_send,
    close,
    execute_as_owner,
    open_next,
    send,
    show_name,
)

# All that hangs on a structure, in one person's or one structure's name.
NOMINATIVES = (
    "structure",
    "adhesion",
    "carnet",
    "reponse",
    "positionnement",
    "arrete",
    "publication_carnet",
    "rencontre",
    "presence",
    "decision",
    "bascule",
    "action",
    "relecture",
    "visite",
    "fil",
    "message",
    "note_privee",
    "appui",
    "journal",
    "courriel",
    "invitation",
)


def close_elsewhere(monde: Monde, niveau: int) -> None:
    """The collectif of one structure answers and closes: far under its threshold."""
    answer(monde.carnet_ailleurs, niveau)
    send(monde.carnet_ailleurs)
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre_ailleurs)


def look(monde: Monde) -> tuple[CollectifVu, ...]:
    with open_unit(compte_id=monde.comptes["fanny"]) as unit:
        return list_collectifs_vus(unit)


def list_textes(essai: AppTest) -> list[str]:
    genres = ("title", "subheader", "markdown", "caption", "info", "text")
    textes = list_values(essai, *genres)
    textes += [plie.label for plie in essai.expander]
    textes += [unescape(re.sub(r"<[^>]+>", "|", e.proto.body)) for e in essai.get("html") if "<table" in e.proto.body]
    textes += [e.proto.spec for e in essai.get("vega_lite_chart")]
    return [texte.replace("\u00a0", " ") for texte in textes]


def test_the_federation_reads_no_row_of_any_structure(monde: Monde) -> None:
    show_name(monde, 0, 1)
    answer_and_send(monde, *range(7))
    close(monde)
    with open_unit(compte_id=monde.comptes["fanny"]) as unit:
        for table in NOMINATIVES:
            assert unit.db.execute(text(f"select count(*) from {table}")).scalar_one() == 0, table
        # Who gave which role is told of nobody but oneself.
        assert unit.db.execute(text("select count(*) from habilitation")).scalar_one() == 1


@pytest.mark.parametrize("personne", ["alice", "ali", "aya", "bob", "charlie", "anna", "clara", "adam", "personne"])
def test_nobody_else_reads_them_side_by_side(monde: Monde, personne: str) -> None:
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes[personne]) as unit:
        list_collectifs_vus(unit)


def test_a_collectif_under_its_threshold_says_so_beside_the_others(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    essai = open_page(monde, "fanny", page_federation, vue="De près")
    assert "Collectif B : pas encore close." in list_textes(essai)
    close_elsewhere(monde, 4)
    assert "Collectif B : pas assez de réponses." in list_textes(run(essai))
    textes = list_textes(open_page(monde, "fanny", page_federation))
    assert any("|pas assez de réponses|" in texte and "|6| structures|" in texte for texte in textes)


def test_what_a_small_collectif_answers_moves_nothing_that_is_shown(monde: Monde) -> None:
    """Nothing is added up over collectifs: the answers of one cannot be read in the figures of all."""
    answer_and_send(monde, *range(6))
    close(monde)
    answer(monde.carnet_ailleurs, 0)
    send(monde.carnet_ailleurs)
    avant = list_textes(open_page(monde, "fanny", page_federation))
    answer(monde.carnet_ailleurs, 4)
    assert list_textes(open_page(monde, "fanny", page_federation)) == avant


def test_each_figure_is_the_publication_of_its_own_collectif(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    close_elsewhere(monde, 4)
    ici, ailleurs = look(monde)
    assert (ici.nom, ailleurs.nom, ailleurs.publications) == ("Collectif A", "Collectif B", ())
    assert ici.traitees == ailleurs.traitees == frozenset({"T01"})
    [(carnets,)] = execute("select carnets from publication where collectif_id = :c", c=monde.collectif)
    assert ici.publications[0].carnets == carnets == 6
    execute_as_owner("update collectif set seuil_anonymat = 8 where nom = 'Collectif A'")
    assert [vu.publications for vu in look(monde)] == [(), ()]


def test_what_a_median_says_is_told_once_for_all_collectifs(monde: Monde) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    # The other collectif shows the same publication as if it were its own.
    execute(
        "insert into publication (collectif_id, trimestre_id, numero, carnets, agregats)"
        " select :b, :t, 1, carnets, agregats from publication where collectif_id = :a",
        a=monde.collectif,
        b=monde.ailleurs,
        t=monde.trimestre_ailleurs,
    )
    close_elsewhere(monde, 4)
    textes = list_textes(open_page(monde, "fanny", page_federation))
    [phrase] = [texte for texte in textes if "structure du milieu" in texte]
    assert "Collectif A" not in phrase


def test_invented_data_are_said_once(monde: Monde) -> None:
    vu = CollectifVu(monde.collectif, "Nord", fictif=True)
    assert name_collectif(vu) == "Nord (données inventées)"
    assert name_collectif(CollectifVu(vu.id, "Nord (Données inventées)", fictif=True)) == "Nord (Données inventées)"
    assert name_collectif(CollectifVu(vu.id, "Nord", fictif=False)) == "Nord"


def test_a_rerun_takes_few_statements_whatever_the_collectifs(monde: Monde, installation: Installation) -> None:
    answer_and_send(monde, *range(6))
    close(monde)
    essai = open_page(monde, "fanny", page_federation)
    with count_statements(installation.moteur) as peu:
        run(essai)
    execute(
        "insert into collectif (nom, debut, mois)"
        " select 'Région ' || n, '2025-09-16', 19 from generate_series(1, 20) n"
    )
    with count_statements(installation.moteur) as beaucoup:
        run(essai)
    assert len(peu) == len(beaucoup) <= 3


@pytest.mark.parametrize(("rangs", "lie"), [(range(10), True), (range(9), False)])
def test_two_closings_compare_where_the_same_structures_answered_the_same(
    monde: Monde, rangs: range, lie: bool
) -> None:
    """As the path of the collectif joins them."""
    answer_and_send(monde, *rangs)
    close(monde)
    suivant, carnets = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    codes = [critere.code for part in REFERENTIEL.capsule("T02") for critere in part.criteres]
    for carnet in carnets.values():
        answer(carnet, dict.fromkeys(codes, 3))
    send(*carnets.values())
    close(monde, suivant)
    vu = next(vu for vu in look(monde) if vu.id == monde.collectif)
    [evolution] = list_evolutions([vu], "TRA")
    assert [etape.lie for etape in evolution.etapes] == [False, lie]
