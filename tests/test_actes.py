"""Nobody is offered an act that their role cannot do: every page is walked as those who may do less."""

from __future__ import annotations

import re

import pytest
import streamlit as st

from caprse.acces.ecran import get_acteur
from caprse.acces.regles import Role
from caprse.carnet.regles import Saisie
from caprse.menu import build_pages
from caprse.pages import ENTREES
from caprse.relecture.relire.regles import EtatRelecture, SaisieRelecture
from caprse.socle.ecran.navigation import set_pages
from tests.base import execute
from tests.ecran import open_page
from tests.monde import Monde
from tests.relecture.scene import answer, relire, send

# How the acts begin that a role cannot do, whatever the page.
REPONDRE = "Continuer|Commencer|Compléter|Répondre|Terminer|Ça a changé|Toujours vrai|Relire avant"
ECRIRE = "En faire|Ajouter une action|C’est fait|Lire et répondre|Écrire|Envoyer"
TRANSMETTRE = "Relire et transmettre|Transmettre|Demander|Inviter"
# Role, person, what is never offered, what is: a walk that saw nothing would prove nothing.
PERSONNES = (
    (Role.LECTURE, "aya", f"{REPONDRE}|{ECRIRE}|{TRANSMETTRE}", {"Lire notre carnet", "Lire cette réponse"}),
    (Role.CONTRIBUTION, "ali", TRANSMETTRE, {"En faire une action", "Compléter cette réponse", "Ce qui manque"}),
)


def list_actes(monde: Monde, personne: str, page: str) -> list[str]:
    """What the buttons and the links of a page say, its ways out being known as ``app.py`` makes them known."""

    def show() -> None:
        pages, menu = build_pages(get_acteur())
        set_pages(pages)
        st.navigation(menu, position="hidden")
        next(entree.fonction for entree in ENTREES if entree.nom == page)()

    essai = open_page(monde, personne, show)
    return [
        *(str(lien.proto.label).replace("\\", "") for lien in essai.get("page_link")),
        *(bouton.label for bouton in essai.button),
    ]


@pytest.mark.parametrize(("role", "personne", "jamais", "offerts"), PERSONNES)
def test_no_page_offers_an_act_that_the_role_cannot_do(
    monde: Monde, role: Role, personne: str, jamais: str, offerts: set[str]
) -> None:
    for code in monde.criteres:
        answer(monde, code, Saisie(niveau=1))
    send(monde)
    relire(monde, "T01-03", SaisieRelecture(EtatRelecture.A_COMPLETER, note="Un exemple ?", version_lue=1))
    execute("update carnet set etat = 'a_completer' where id = :c", c=monde.carnets[0])
    interdit = re.compile(f"({jamais})")
    vus: set[str] = set()
    for entree in ENTREES:
        # A guide tells of every role, and its lines are titles, not acts.
        if role in entree.roles and not entree.nom.startswith("guide"):
            actes = list_actes(monde, personne, entree.nom)
            vus.update(actes)
            assert [acte for acte in actes if interdit.match(acte)] == [], entree.nom
    assert offerts <= vus
