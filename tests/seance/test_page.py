"""The list, the preparation and the replay of sessions, as each person sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from caprse.acces.unite import open_unit_systeme
from caprse.collectif.rencontres.decisions import create_decision
from caprse.collectif.rencontres.regles import SaisieDecision
from caprse.seance.contenus.etapes import ContenuTexte
from caprse.seance.contenus.saisies import SaisieEtape
from caprse.seance.page import page_seances
from caprse.seance.preparation.service import add_etapes
from caprse.seance.regles import EtatSeance, GenreEtape
from caprse.seance.service import create_seance, end_seance, go_to_etape, rehearse, start_seance
from caprse.seance.vote.service import close_tour, open_tour, reveal_tour, settle_tour
from caprse.socle.installation import Installation, set_installation
from tests.compteur import count_statements
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde
from tests.seance.scene_preparee import (
    DECISIONS,
    TEXTE,
    VOTE,
    add_votes,
    as_anna,
    prepare_rencontre,
    prepare_seance,
    see,
)

PIEGE = "# [Journée](https://x) *au vert*"


@pytest.fixture
def visit(monde: Monde) -> Callable[..., AppTest]:
    """Open the page as a person, on a session or on the list."""

    def open_it(personne: str, seance: UUID | None = None) -> AppTest:
        essai = open_page(monde, personne, page_seances)
        if seance is not None:
            essai.query_params["seance"] = str(seance)
        return run(essai)

    return open_it


def play(monde: Monde, seance: UUID) -> None:
    """A whole session: the text, a revealed vote with what was agreed, a decision, the end."""
    as_anna(monde, lambda unit: start_seance(unit, seance))
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    fiche = see(monde, seance)
    tour = as_anna(monde, lambda unit: open_tour(unit, fiche.etapes[1].id))
    assert isinstance(tour, UUID)
    add_votes(monde, seance, tour, [1, 2, 2, 2, 3, 3])
    as_anna(monde, lambda unit: close_tour(unit, tour))
    as_anna(monde, lambda unit: reveal_tour(unit, tour))
    as_anna(monde, lambda unit: settle_tour(unit, tour, 3))
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    as_anna(monde, lambda unit: create_decision(unit, fiche.rencontre_id, SaisieDecision(PIEGE, "Le bureau")))
    as_anna(monde, lambda unit: end_seance(unit, seance))


def test_a_session_is_created_from_a_rencontre(visit: Callable[..., AppTest], monde: Monde) -> None:
    prepare_rencontre(monde)
    essai = visit("anna")
    assert "À préparer" not in [entete.value for entete in essai.header]
    # The title of the rencontre is offered; an emptied one is refused.
    assert essai.text_input(key="seance-titre").value
    essai.text_input(key="seance-titre").set_value(" ")
    click(essai, "seance-creer")
    assert "Donnez un titre à la séance" in read(essai)
    essai.text_input(key="seance-titre").set_value(PIEGE)
    click(essai, "seance-creer")
    assert "La séance est créée" in read(essai)
    assert essai.query_params["seance"]
    assert essai.title[0].value != PIEGE
    click(essai, "seances-retour")
    assert "1 répétition" not in read(essai)
    assert "En préparation · 0 étape" in read(essai)
    (cle,) = (cle for cle in list_keys(essai) if cle.startswith("ouvrir-"))
    click(essai, cle)
    assert "etape-ajouter" in list_keys(essai)


def test_steps_are_proposed_added_moved_changed_and_removed(visit: Callable[..., AppTest], monde: Monde) -> None:
    seance = prepare_seance(monde, TEXTE)
    with open_unit_systeme() as unit:
        unit.db.execute(
            text(
                "insert into relecture (collectif_id, carnet_id, structure_id, critere, etat)"
                " select collectif_id, id, structure_id, 'T01-02', 'a_discuter' from carnet where trimestre_id = :t"
            ),
            {"t": monde.trimestre},
        )
    essai = visit("anna", seance)
    click(essai, "etape-proposer")
    assert "3 étapes ajoutées" in read(essai)
    assert [etape.genre for etape in see(monde, seance).etapes] == [
        GenreEtape.TEXTE,
        GenreEtape.REPARTITION,
        GenreEtape.VOTE,
        GenreEtape.DECISIONS,
    ]
    assert "6 structure" not in read(essai)
    click(essai, "etape-proposer")
    assert "Rien à ajouter" in read(essai)
    premiere, seconde, *_ = see(monde, seance).etapes
    # What was moved stays the one that is shown.
    for place, ordre in (
        (2, [seconde.id, premiere.id]),
        (1, [premiere.id, seconde.id]),
        (2, [seconde.id, premiere.id]),
    ):
        essai.number_input(key=f"position-{premiere.id}").set_value(place)
        run(essai)
        assert [e.id for e in see(monde, seance).etapes][:2] == ordre
    click(essai, f"modifier-{premiere.id}")
    essai.text_input(key="etape-champ-lien").set_value("javascript:alert(1)")
    click(essai, "etape-enregistrer")
    assert "Le lien commence par https://" in read(essai)
    essai.text_input(key="etape-champ-lien").set_value("https://exemple.test/pratique")
    click(essai, "etape-enregistrer")
    assert see(monde, seance).etapes[1].contenu == ContenuTexte("Bienvenue", "https://exemple.test/pratique")
    click(essai, f"supprimer-{premiere.id}")
    assert premiere.id not in [e.id for e in see(monde, seance).etapes]


@pytest.mark.parametrize(
    ("genre", "champs", "titre"),
    [
        (GenreEtape.REPARTITION, {"sujet": "T01-03"}, None),
        (GenreEtape.REPARTITION, {"sujet": "T01-A"}, None),
        (GenreEtape.VOTE, {"vote": "niveau", "critere": "T01-01", "mode": "structure"}, None),
        (GenreEtape.VOTE, {"vote": "points", "question": "Quoi ?", "options": "a\n\nb"}, "Quoi ?"),
        (GenreEtape.VOTE, {"vote": "mots", "question": "Un mot ?"}, "Un mot ?"),
        (GenreEtape.VOTE, {"vote": "confiance", "question": "Confiants ?"}, "Confiants ?"),
        (GenreEtape.RADAR, {}, "Radar du collectif"),
        (GenreEtape.CHEMIN, {}, "Chemin du collectif"),
        (GenreEtape.DECISIONS_OUVERTES, {}, "Décisions à suivre"),
    ],
)
def test_every_kind_of_step_has_its_form(
    visit: Callable[..., AppTest], monde: Monde, genre: GenreEtape, champs: dict[str, str], titre: str | None
) -> None:
    seance = prepare_seance(monde, TEXTE)
    essai = visit("anna", seance)
    click(essai, "etape-ajouter")
    essai.selectbox(key="etape-champ-genre").set_value(genre)
    run(essai)
    for nom, valeur in champs.items():
        cle = f"etape-champ-{nom}"
        champ: Any = next(c for sorte in ("selectbox", "text_area") for c in essai.get(sorte) if c.key == cle)
        champ.set_value(valeur)
        run(essai)
    click(essai, "etape-enregistrer")
    assert "L’étape est enregistrée." in read(essai)
    assert "etape-enregistrer" not in list_keys(essai)
    etape = see(monde, seance).etapes[1]
    assert etape.genre is genre
    assert etape.titre == titre or titre is None
    # Edited and written again without a change, it is the same.
    click(essai, f"modifier-{etape.id}")
    click(essai, "etape-enregistrer")
    encore = see(monde, seance).etapes[1]
    assert (encore.contenu, encore.titre, encore.version) == (etape.contenu, etape.titre, 2)


def test_it_starts_is_rehearsed_renamed_and_removed(
    visit: Callable[..., AppTest], monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    seance = prepare_seance(monde)
    parties: list[str] = []
    monkeypatch.setattr("caprse.seance.preparation.vue.go_to_page", lambda _nom, seance: parties.append(seance))
    essai = visit("anna", seance)
    click(essai, "seance-repeter")
    (copie,) = parties
    assert see(monde, UUID(copie)).repetition
    essai.text_input(key=f"titre-{seance}-1").set_value("Mars bis")
    click(essai, "seance-renommer")
    assert see(monde, seance).titre == "Mars bis"
    click(essai, "seance-commencer")
    assert parties[1] == str(seance)
    assert see(monde, seance).etat is EtatSeance.EN_COURS
    assert "seance-supprimer" not in list_keys(run(essai))
    autre = prepare_seance(monde, TEXTE)
    essai = visit("anna", autre)
    click(essai, "seance-supprimer")
    assert "La séance est supprimée." in read(essai)


def test_a_session_of_another_day_asks_before_it_starts(
    visit: Callable[..., AppTest], monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caprse.seance.preparation.vue.go_to_page", lambda _nom, **_adresse: None)
    seance = prepare_seance(monde, jour=date(2026, 4, 23))
    essai = visit("anna", seance)
    click(essai, "seance-commencer")
    assert "prévue le 23 avril 2026, dans 40 jours. La commencer maintenant ?" in read(essai)
    click(essai, "seance-commencer-non")
    assert see(monde, seance).etat is EtatSeance.PREPAREE
    click(essai, "seance-commencer")
    click(essai, "seance-commencer-oui")
    assert see(monde, seance).etat is EtatSeance.EN_COURS


def test_what_is_prepared_says_that_phones_do_not_find_a_site_of_this_computer(
    visit: Callable[..., AppTest], monde: Monde, installation: Installation
) -> None:
    dit = "Les téléphones ne trouvent pas ce site"
    seance = prepare_seance(monde)
    assert dit in read(visit("anna", seance))
    reglages = replace(installation.reglages, adresse_publique="https://cahier.exemple.test")
    set_installation(replace(installation, reglages=reglages))
    assert dit not in read(visit("anna", seance))


def test_members_see_a_past_session_again_with_the_figures_of_its_day(
    visit: Callable[..., AppTest], monde: Monde
) -> None:
    seance = prepare_seance(monde, TEXTE, VOTE, DECISIONS)
    play(monde, seance)
    essai = visit("alice")
    assert "Séances passées" in "\n".join(str(h.value) for h in essai.header)
    assert "seance-creer" not in list_keys(essai)
    essai = visit("alice", seance)
    assert "Bienvenue" in read(essai)
    click(essai, "rejeu-suivante")
    vu = read(essai)
    assert "6 votes reçus." in vu
    assert "Niveau retenu ensemble : 3" in vu
    with open_unit_systeme() as unit:
        unit.db.execute(text("update decision set quoi = 'Autre chose'"))
        unit.db.execute(text("update etape set contenu = '{}', titre = 'Décisions' where genre = 'decisions'"))
    click(essai, "rejeu-suivante")
    vu = read(essai)
    assert f"• {PIEGE} · pilote : Le bureau" in vu
    assert "Autre chose" not in vu
    assert essai.button(key="rejeu-suivante").disabled


def test_nobody_else_sees_anything(visit: Callable[..., AppTest], monde: Monde) -> None:
    prete, jouee = prepare_seance(monde), prepare_seance(monde, TEXTE, VOTE, DECISIONS, titre="Passée")
    play(monde, jouee)
    copie = as_anna(monde, lambda unit: rehearse(unit, prete))
    assert isinstance(copie, UUID)
    for personne, seances in (("alice", (prete, copie)), ("charlie", (prete, jouee)), ("clara", (prete, jouee))):
        for seance in seances:
            essai = visit(personne)
            essai.query_params["seance"] = str(seance)
            essai.run()
            # The page itself says nothing of the session.
            assert "introuvable" in essai.error[0].value
            assert "mars" not in read(essai)
            assert "Passée" not in read(essai)
    essai = visit("alice")
    assert "Séance de mars" not in read(essai)
    assert "Passée" in read(essai)
    assert "Passée" not in read(visit("clara"))
    assert "Répétition en cours" in read_html(visit("anna"))


def test_the_page_asks_the_base_as_much_for_many_as_for_one(
    visit: Callable[..., AppTest], monde: Monde, installation: Installation
) -> None:
    seance = prepare_seance(monde)
    liste, une = visit("anna"), visit("anna", seance)

    def count(essai: AppTest) -> int:
        with count_statements(installation.moteur) as vues:
            run(essai)
        return len(vues)

    avant = count(liste), count(une)
    rencontre = prepare_rencontre(monde)
    for rang in range(8):
        as_anna(monde, create_seance, rencontre, f"Séance {rang}")
    as_anna(monde, lambda unit: add_etapes(unit, seance, [SaisieEtape(GenreEtape.RADAR, "R")] * 20))
    assert (count(liste), count(une)) == avant
    assert max(avant) <= 6


def test_a_member_is_told_of_the_session_under_way_and_of_nothing_else(
    visit: Callable[..., AppTest], monde: Monde
) -> None:
    seance = prepare_seance(monde, TEXTE)
    assert "En cours" not in read_html(visit("alice"))
    as_anna(monde, lambda unit: start_seance(unit, seance))
    for personne in ("alice", "aya", "bob"):
        essai = visit(personne)
        assert "En cours" in read_html(essai)
        assert "Le code s’affiche à l’écran de la séance" in read(essai)
    assert "En cours" not in read_html(visit("charlie"))
    as_anna(monde, lambda unit: end_seance(unit, seance))
    essai = visit("alice")
    assert "En cours" not in read_html(essai)
    assert "Le compte rendu viendra bientôt." in read(essai)
    assert "Le compte rendu n’est pas encore envoyé." in read(visit("anna"))
    with open_unit_systeme() as unit:
        unit.db.execute(
            text("insert into compte_rendu (collectif_id, seance_id, texte, envoye_le) values (:c, :s, 'Dit', now())"),
            {"c": monde.collectif, "s": seance},
        )
    assert "viendra bientôt" not in read(visit("alice"))


def test_a_rencontre_leads_to_its_own_session(visit: Callable[..., AppTest], monde: Monde) -> None:
    rencontre = prepare_rencontre(monde)
    essai = open_page(monde, "anna", page_seances, rencontre=str(rencontre))
    assert essai.selectbox(key="seance-rencontre").value == rencontre
    click(essai, "seance-creer")
    assert "La séance est créée" in read(essai)
    assert "rencontre" not in essai.query_params
    essai = open_page(monde, "anna", page_seances, rencontre=str(rencontre))
    assert "Une séance est déjà en préparation pour cette rencontre." in read(essai)
