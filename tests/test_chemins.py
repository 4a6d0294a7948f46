"""Nothing is an orphan: each page that a person may open has a way from their menu, or from another page."""

from __future__ import annotations

import pytest
import streamlit as st

from caprse.acces.ecran import get_acteur
from caprse.acces.regles import ROLES_DE_STRUCTURE, Role
from caprse.entree import SANS_MENU
from caprse.menu import build_pages
from caprse.pages import ENTREES, list_annexes
from caprse.plan import DITS, list_groupes
from caprse.socle.ecran.navigation import set_pages
from tests.ecran import open_page
from tests.monde import Monde

# Without a line in the menu: the page that leads there, with what its address needs.
PAR_UNE_AUTRE = {
    "revoir": "carnet",
    "rencontre": "calendrier",
    "compte-rendu": "seances",
    "conduite": "seances",
    "bascule": "referentiel",
    "guide-seance": "guide",
    "guide-referentiel": "referentiel",
    "reprise": "trimestres",
    "offres": "appuis-collectif",
    "bilan": "chemin",
}
# The same, of pages that stand at the foot of a structure's home, for whoever animates.
POUR_L_ANIMATION = {"cles": "structures"}


def list_liens(monde: Monde, personne: str, page: str) -> set[str]:
    """Where the links of a page lead, the pages of this person being known as ``app.py`` makes them known."""

    def show() -> None:
        pages, menu = build_pages(get_acteur())
        set_pages(pages)
        st.navigation(menu, position="hidden")
        next(entree.fonction for entree in ENTREES if entree.nom == page)()

    return {str(lien.proto.page) for lien in open_page(monde, personne, show).get("page_link")}


def test_a_page_without_a_line_in_any_menu_is_led_to_by_another() -> None:
    assert {entree.nom for entree in ENTREES if entree.section == SANS_MENU} == set(PAR_UNE_AUTRE)


@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_a_role_has_a_way(role: Role) -> None:
    siennes = {entree.nom for entree in ENTREES if role in entree.roles}
    au_menu = {entree.nom for entree in ENTREES if role in entree.roles and entree.is_in_menu({role})}
    annexes = {entree.nom for entree in list_annexes({role})}
    ailleurs = {nom for nom, depuis in PAR_UNE_AUTRE.items() if depuis in au_menu | annexes}
    ailleurs |= set(POUR_L_ANIMATION) if role is Role.ANIMATION else set()
    assert siennes <= au_menu | annexes | ailleurs
    assert not annexes or role in ROLES_DE_STRUCTURE, "their foot stands on the home of a structure"


@pytest.mark.parametrize(
    ("role", "personne"), [(Role.DIRECTION, "alice"), (Role.CONTRIBUTION, "ali"), (Role.LECTURE, "aya")]
)
@pytest.mark.parametrize("page", ["accueil", "guide-structure", "tout"])
def test_what_a_short_menu_leaves_out_stands_at_the_foot(monde: Monde, role: Role, personne: str, page: str) -> None:
    assert {entree.nom for entree in list_annexes({role})} <= list_liens(monde, personne, page)
    assert "chercher" not in {entree.nom for entree in list_annexes({role})}


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.CONTRIBUTION, Role.LECTURE])
def test_the_whole_workbook_is_told_in_three_groups_a_few_words_each(role: Role) -> None:
    groupes = list_groupes(ENTREES, {role})
    assert list(groupes) == ["Ma structure", "Mon collectif", "Aide et suivi"]
    noms = {entree.nom for entrees in groupes.values() for entree in entrees}
    siennes = {entree.nom for entree in ENTREES if entree.section and (role in entree.roles or not entree.roles)}
    assert noms == siennes - {"tout"}
    assert {nom for nom in noms if not 3 <= len(DITS[nom].split()) <= 8} == set()


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.CONTRIBUTION, Role.LECTURE])
def test_the_menu_of_a_structure_is_short(role: Role) -> None:
    au_menu = [
        entree.nom for entree in ENTREES if (entree.roles & {role} or not entree.roles) and entree.is_in_menu({role})
    ]
    assert len(au_menu) <= 14
    assert au_menu[:2] == ["accueil", "carnet"]


@pytest.mark.parametrize(
    ("depuis", "vers"),
    [
        ("referentiel", "bascule"),
        ("referentiel", "guide-referentiel"),
        ("guide", "guide-seance"),
        ("guide-seance", "guide"),
        *((depuis, vers) for vers, depuis in POUR_L_ANIMATION.items()),
    ],
)
def test_the_animation_finds_what_its_menu_leaves_out(monde: Monde, depuis: str, vers: str) -> None:
    assert vers in list_liens(monde, "anna", depuis)
