"""Late actions reminded of together: only those, only to whom they belong."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from caprse.acces.unite import open_unit
from caprse.courrier.facteur import send_courriels
from caprse.progres.plans import ActionSuivie
from caprse.progres.regles import EtatAction, SaisieAction
from caprse.progres.service import create_action
from caprse.relecture.lettres.regles import MOT_MAX
from caprse.relecture.lettres.relance import OBJET, build_mot, send_relance
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.conftest import MAINTENANT
from tests.courrier.serveur import Boite, read_texte, with_smtp
from tests.droits import check_rights
from tests.monde import Monde

HIER = MAINTENANT.date() - timedelta(days=1)


@pytest.fixture
def actions(monde: Monde) -> list[UUID]:
    """One late for each of two structures, then one that is on time and one that is done."""
    saisies = [
        (0, SaisieAction("Écrire la charte", echeance=HIER)),
        (1, SaisieAction("Trier les déchets", echeance=HIER)),
        (0, SaisieAction("À l’heure", echeance=HIER + timedelta(days=9))),
        (0, SaisieAction("Finie", echeance=HIER, etat=EtatAction.FAITE)),
    ]
    faites = []
    for rang, saisie in saisies:
        with open_unit(compte_id=monde.comptes["alice" if rang == 0 else "bob"]) as unit:
            faites.append(create_action(unit, monde.structures[rang], saisie))
    return faites


def test_each_structure_reads_its_own_late_actions_alone(
    installation: Installation, monde: Monde, actions: list[UUID], boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert send_relance(unit, monde.collectif, actions, "Où en êtes-vous ?") == 3
    assert send_courriels(avec) == 3
    for message in boite.messages():
        texte = read_texte(message)
        a_bob = str(message["To"]).startswith("bob")
        assert message["Subject"] == OBJET
        assert ("Trier les déchets" in texte) is a_bob
        assert ("Écrire la charte" in texte) is not a_bob
        assert "À l’heure" not in texte
        assert "Finie" not in texte
        assert "Où en êtes-vous ?" in texte


def test_only_the_animation_reminds_and_only_of_what_is_late(monde: Monde, actions: list[UUID]) -> None:
    check_rights(monde, {"anna"}, lambda unit: send_relance(unit, monde.collectif, actions, "Bonjour"))
    execute("delete from courriel")
    for choix in ([], actions[2:], [uuid4()]):
        with pytest.raises(SaisieInvalide, match="en retard"), open_unit(compte_id=monde.comptes["anna"]) as unit:
            send_relance(unit, monde.collectif, choix, "Bonjour")
    with pytest.raises(SaisieInvalide, match="message"), open_unit(compte_id=monde.comptes["anna"]) as unit:
        send_relance(unit, monde.collectif, actions, " ")
    assert execute("select count(*) from courriel") == [(0,)]


def test_a_list_too_long_for_a_letter_says_how_many_are_left_out() -> None:
    structure = uuid4()
    retards = [
        ActionSuivie(uuid4(), structure, "Une structure", f"{rang} " + "x" * 300, "", HIER, EtatAction.A_FAIRE)
        for rang in range(9)
    ]
    mot = build_mot(retards)
    assert len(mot) <= MOT_MAX
    assert mot.splitlines()[-1] == f"Et {9 - len(mot.splitlines()) + 1} de plus."
    assert "…" in mot.splitlines()[0]
    assert "de plus" not in build_mot(retards[:1])
