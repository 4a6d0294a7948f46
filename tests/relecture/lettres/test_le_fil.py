"""« Le Fil »: the letter of a closed trimestre holds what was published and shared, nothing else."""

from __future__ import annotations

from functools import partial

import pytest

from caprse.acces.unite import open_unit
from caprse.relecture.lettres import page as module
from caprse.relecture.lettres.le_fil import get_fil
from caprse.relecture.lettres.page import page_ecrire
from caprse.relecture.lettres.regles import OBJET_MAX, TEXTE_MAX, Ecrit
from caprse.relecture.lettres.service import register_lettres
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.ecran import click, open_page
from tests.monde import Monde
from tests.restitution.scene import answer_and_send, close, create_larger


@pytest.fixture
def monde(installation: Installation) -> Monde:
    register_lettres(installation)
    return create_larger(installation, 8)


def read_fil(monde: Monde) -> Ecrit | None:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return get_fil(unit, monde.collectif)


def read_texte(monde: Monde) -> str:
    fil = read_fil(monde)
    assert fil is not None
    return fil.texte.replace("\u00a0", " ").replace("\u202f", " ")


def share(monde: Monde, rang: int, titre: str, etat: str, effet: str = "") -> None:
    execute(
        "insert into pratique (collectif_id, structure_id, titre, effet, etat, partagee_le) values"
        " (:c, :s, :t, :x, :e,"
        "  case when cast(:e as varchar) <> 'brouillon' then cast('2026-03-13T09:00Z' as timestamptz) end)",
        c=monde.collectif,
        s=monde.structures[rang],
        t=titre,
        x=effet,
        e=etat,
    )


def test_there_is_none_before_a_closing_and_it_is_the_animations(monde: Monde) -> None:
    assert read_fil(monde) is None
    check_rights(monde, {"anna"}, lambda unit: get_fil(unit, monde.collectif))


def test_it_tells_published_figures_shared_pratiques_and_what_comes(monde: Monde, installation: Installation) -> None:
    answer_and_send(monde, *range(7))
    close(monde)
    share(monde, 0, "Parrainage", "collectif", "Moins de\ndéparts " + "très " * 80)
    share(monde, 1, "Pas finie", "brouillon")
    share(monde, 2, "Retirée", "retiree")
    execute(
        "insert into rencontre (collectif_id, trimestre_id, type, titre, jour, heure, lieu, annulee_le) values"
        " (:c, :t, 'presentiel', 'Se voir', '2026-04-02', '14:00', 'Orsanne', null),"
        " (:c, :t, 'visio', 'Annulée', '2026-04-01', '14:00', '', now()),"
        " (:c, :t, 'visio', 'Passée', '2026-03-01', '14:00', '', null)",
        c=monde.collectif,
        t=monde.trimestre,
    )
    texte = read_texte(monde)
    assert "7 carnets transmis sur 8" in texte
    assert "Médianes du collectif (7 structures)" in texte
    assert "– « Parrainage », " in texte
    assert "Moins de départs" in texte
    assert "…" in texte
    assert "– 2 avril 2026 à 14 h 00 : Se voir, Orsanne" in texte
    assert not any(mot in texte for mot in ("Pas finie", "Retirée", "Annulée", "Passée", "None"))
    with count_statements(installation.moteur) as vues:
        read_fil(monde)
    assert len(vues) <= 5, vues


def test_it_gives_no_figure_under_the_threshold(monde: Monde) -> None:
    answer_and_send(monde, 0, 1)
    close(monde)
    assert "Médianes" not in read_texte(monde)
    assert "2 carnets transmis sur 8" in read_texte(monde)


def test_whatever_the_names_it_can_be_sent(monde: Monde) -> None:
    answer_and_send(monde, *range(7))
    close(monde)
    for rang in range(8):
        share(monde, rang, "T" * 120, "federation", "x" * 1000)
    fil = read_fil(monde)
    assert fil is not None
    assert len(fil.objet) <= OBJET_MAX
    assert len(fil.texte) <= TEXTE_MAX


def test_one_press_writes_it_where_nothing_was_and_it_is_changed_before_it_leaves(monde: Monde) -> None:
    open_ecrire = partial(open_page, monde, "anna", page_ecrire)
    assert not [bouton for bouton in open_ecrire().button if bouton.key == "ecrire-fil"]
    answer_and_send(monde, *range(7))
    close(monde)
    essai = open_ecrire()
    click(essai, "ecrire-fil")
    assert (essai.text_input(key=module.OBJET).value or "").startswith("Le Fil : ")
    assert "7\u00a0carnets transmis" in (essai.text_area(key=module.TEXTE).value or "")
    # Something is written now: one more press would take its place.
    assert not [bouton for bouton in essai.button if bouton.key == "ecrire-fil"]
    assert execute("select count(*) from courriel") == [(0,)]
