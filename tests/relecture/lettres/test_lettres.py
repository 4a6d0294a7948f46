"""A letter to all or some structures: seen before it goes, sent once, each with the sentence that is for it alone."""

from __future__ import annotations

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.regles import EtatCarnet
from caprse.courrier.facteur import send_courriels
from caprse.relecture.lettres import page as module
from caprse.relecture.lettres.page import page_ecrire
from caprse.relecture.lettres.regles import LIBELLES_CERCLE, Cercle, Ecrit, is_dans
from caprse.relecture.lettres.service import get_ecran, send_lettre
from caprse.socle.erreurs import SaisieInvalide
from caprse.socle.installation import Installation
from tests.acces.conftest import configure
from tests.base import execute
from tests.compteur import count_statements
from tests.courrier.serveur import Boite, read_page, read_texte, with_smtp
from tests.droits import check_rights
from tests.ecran import click, list_values, open_page, run
from tests.ecran import read as read_screen
from tests.monde import Monde

LETTRE = Ecrit("L’heure change\r\nBcc: x@mal.exemple", "Rendez-vous à 10 h.\n\n<b>À jeudi</b> {{ 7 * 7 }}")


def _send(monde: Monde, ecrit: Ecrit = LETTRE, rangs: tuple[int, ...] = (0, 1)) -> int:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return send_lettre(unit, monde.collectif, [monde.structures[rang] for rang in rangs], ecrit)


def test_a_circle_is_what_structures_have_done() -> None:
    assert set(LIBELLES_CERCLE) == set(Cercle)
    for etat in EtatCarnet:
        assert is_dans(Cercle.TRANSMIS, etat) is not is_dans(Cercle.PAS_TRANSMIS, etat)
        assert is_dans(Cercle.TOUTES, etat)
    assert not is_dans(Cercle.TRANSMIS, None)
    assert not is_dans(Cercle.PAS_TRANSMIS, None)


def test_it_reaches_the_people_of_the_structures_chosen_and_says_what_was_typed(
    installation: Installation, monde: Monde, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    mots = {monde.structures[0]: "Apportez la grille", monde.structures[1]: "Merci pour l’accueil"}
    assert _send(monde, Ecrit(LETTRE.objet, LETTRE.texte, mots)) == 3
    assert send_courriels(avec) == 3
    messages = {str(m["To"]).split("@")[0]: m for m in boite.messages()}
    assert set(messages) == {"alice", "ali", "bob"}
    for nom, message in messages.items():
        assert message["Subject"] == "L’heure change Bcc: x@mal.exemple"
        assert message["Bcc"] is None
        assert "<b>À jeudi" not in read_page(message)
        assert "{{ 7 * 7 }}" in read_page(message)
        texte = read_texte(message)
        assert ("Apportez la grille" in texte) is (nom != "bob")
        assert ("Merci pour l’accueil" in texte) is (nom == "bob")
        assert "Anna, pour « Collectif A »" in texte
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        [lettre] = get_ecran(unit, monde.collectif).lettres
    assert (lettre.gens, lettre.parties, lettre.auteur) == (3, 3, "Anna")
    assert execute("select count(*), min(titre) from nouvelle")[0][0] == 3


def test_only_some_and_never_those_elsewhere(installation: Installation, monde: Monde) -> None:
    assert _send(monde, rangs=(1,)) == 1
    assert execute("select destinataire from courriel") == [("bob@exemple.test",)]
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(SaisieInvalide, match="Personne"):
        send_lettre(unit, monde.collectif, [monde.structure_ailleurs], LETTRE)


def test_every_reason_is_said(monde: Monde) -> None:
    with pytest.raises(SaisieInvalide) as refus:
        _send(monde, Ecrit(" ", " "), rangs=())
    assert len(refus.value.raisons) == 3
    with pytest.raises(SaisieInvalide) as refus:
        _send(monde, Ecrit("x" * 121, "x" * 6001, {monde.structures[0]: "x" * 1001}))
    assert len(refus.value.raisons) == 3
    assert execute("select id from courriel") == []


def test_only_the_animation_writes(monde: Monde) -> None:
    check_rights(monde, {"anna"}, lambda unit: get_ecran(unit, monde.collectif))
    check_rights(monde, {"anna"}, lambda unit: send_lettre(unit, monde.collectif, monde.structures, LETTRE))


def test_what_is_typed_is_seen_as_it_will_be_read_then_sent_once(installation: Installation, monde: Monde) -> None:
    essai = open_page(monde, "anna", page_ecrire)
    # Nothing is written: the envelope is empty, there is nothing to send.
    assert essai.button(key="ecrire-envoyer").disabled
    assert [texte for texte in list_values(essai, "html") if "Ce que l’on recevra" in texte and "<b>–</b>" in texte]
    essai.text_input(key=module.OBJET).set_value("L’heure change")
    essai.text_area(key=module.TEXTE).set_value("À jeudi <b>x</b>")
    run(essai)
    [apercu] = [texte for texte in list_values(essai, "html") if "Bonjour" in texte]
    assert "À jeudi &lt;b&gt;x" in apercu
    assert "cid:" not in apercu
    with count_statements(installation.moteur) as vues:
        run(essai)
    assert len(vues) <= 6, vues
    click(essai, "ecrire-envoyer")
    assert "3 messages sont dans leurs Nouvelles" in read_screen(essai)
    assert essai.text_input(key=module.OBJET).value == ""
    assert execute("select count(*) from courriel") == [(3,)]
    assert "L’heure change" in read_screen(essai)
    for personne in ("alice", "clara"):
        assert "L’heure change" not in read_screen(open_page(monde, personne, page_ecrire))


def test_a_link_chooses_its_structure_once(monde: Monde, installation: Installation) -> None:
    essai = open_page(monde, "anna", page_ecrire, structure=str(monde.structures[1]))
    assert "structure" not in essai.query_params
    assert essai.multiselect(key=module.CHOISIES).value == [monde.structures[1]]
    assert "Envoyer 1\u00a0message" in [bouton.label for bouton in essai.button]
    for adresse in (str(monde.structure_ailleurs), "<script>"):
        essai = open_page(monde, "anna", page_ecrire, structure=adresse)
        assert not essai.multiselect
        assert "Envoyer 3\u00a0messages" in [bouton.label for bouton in essai.button]
    configure(installation, smtp_hote="smtp.exemple.test")
    essai = open_page(monde, "anna", page_ecrire)
    assert "Envoyer 3\u00a0messages" in [bouton.label for bouton in essai.button]
    assert "sans e-mail" not in read_screen(essai)


def test_the_mail_is_seen_in_its_envelope() -> None:
    enveloppe = module.build_enveloppe("Ali <b>", 2, "Un <i>")
    assert "Ali &lt;b&gt;" in enveloppe
    assert "Un &lt;i&gt;" in enveloppe
    assert "2 personnes" in enveloppe
    assert "personne" not in module.build_enveloppe("Ali", 1, "")
