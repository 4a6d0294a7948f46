"""Each refusal says what happened, that nothing is lost, what to do; and offers one way on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from caprse.acces.comptes.invitations import InvitationMorte
from caprse.acces.connexion.liens import LienMort
from caprse.acces.connexion.limites import TropDeTentatives
from caprse.acces.porte.refus import PAGES, find_page, tell_phrase
from caprse.acces.porte.rendu import show_erreur
from caprse.socle.erreurs import (
    BaseIndisponible,
    BaseOccupee,
    DisquePlein,
    ErreurMetier,
    Introuvable,
    Refus,
    SaisieInvalide,
)
from caprse.socle.installation import Installation

ERREURS = (
    TropDeTentatives(timedelta(minutes=3)),
    LienMort(),
    InvitationMorte(),
    Introuvable(),
    Introuvable("Ce carnet"),
    SaisieInvalide(["Tapez votre adresse."]),
    DisquePlein(),
    BaseOccupee(),
    BaseIndisponible(),
    Refus("Cette demande ne vient pas d’une page du cahier. Rien n’a été modifié."),
)


@pytest.mark.parametrize("erreur", ERREURS, ids=lambda erreur: type(erreur).__name__)
def test_a_refusal_says_what_happened_what_is_kept_and_what_to_do(
    installation: Installation, erreur: ErreurMetier
) -> None:
    page = find_page(erreur)
    phrase = tell_phrase(erreur, page)
    assert phrase.endswith(".")
    assert page.titre.rstrip("…") not in phrase
    # Said once: by the page, or by the error's own sentence.
    assert bool(page.garde) is ("toujours" not in phrase)
    assert "Rien n’a été modifié" not in phrase
    reponse = show_erreur(erreur)
    corps = bytes(reponse.body).decode()
    assert reponse.status_code == page.statut
    for dit in (page.titre, page.faire, page.libelle, f'href="{page.adresse}"', "Que faire"):
        assert dit in corps
    assert ("Rien n’est perdu" in corps) is bool(page.garde)


def test_every_page_of_refusal_is_met() -> None:
    assert {id(find_page(erreur)) for erreur in ERREURS} == {id(page) for _, page in PAGES}
