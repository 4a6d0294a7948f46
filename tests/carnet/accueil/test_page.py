"""The home of a structure, on the real base: what each person is told there, and what the page costs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.carnet.accueil.service import end_visite
from caprse.carnet.conflits import submit_reponse
from caprse.carnet.regles import Saisie
from caprse.carnet.service import VIDE
from caprse.relecture.relire.regles import EtatRelecture, SaisieRelecture
from caprse.socle.dates import FUSEAU
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.ecran import click, list_keys, list_values, open_page, read, read_html, run
from tests.monde import Monde
from tests.relecture.scene import answer, relire, send


def add_rencontre(monde: Monde) -> UUID:
    return UUID(
        str(
            get_value(
                "insert into rencontre (collectif_id, trimestre_id, type, titre, jour, modifie_le)"
                " values (:c, :t, 'visio', 'Se *voir*', '2026-04-02', now()) returning id",
                c=monde.collectif,
                t=monde.trimestre,
            )
        )
    )


def test_it_says_what_is_left_and_how_long_and_leads_to_the_first_critere_left(monde: Monde) -> None:
    answer(monde, "T01-01", Saisie(niveau=2))
    page = open_page(monde, "alice", "accueil")
    vu = read(page)
    reste = len(monde.criteres) - 1
    assert f"Il reste **{reste} critères** à remplir, environ **{-(-reste * 4 // 5) * 5} minutes**." in vu
    assert page.button(key="continuer").label == "Continuer : Critère T01-02"
    assert open_page(monde, "aya", "accueil").button(key="continuer").label == "Lire notre carnet"


def test_what_the_chargee_de_mission_asks_comes_first_with_her_words(monde: Monde) -> None:
    for code in monde.criteres:
        answer(monde, code, Saisie(niveau=1))
    send(monde)
    relire(monde, "T01-03", SaisieRelecture(EtatRelecture.A_COMPLETER, note="Un *exemple* ?", version_lue=1))
    assert "Compléter" not in read(open_page(monde, "alice", "accueil")), "she is still writing"
    execute("update carnet set etat = 'a_completer' where id = :c", c=monde.carnets[0])
    page = open_page(monde, "alice", "accueil")
    assert page.button(key="continuer").label == "Compléter : Critère T01-03"
    assert "Un *exemple* ?" in list_values(page, "text")
    # Once completed, it is asked no more.
    answer(monde, "T01-03", Saisie(niveau=2), version=1)
    assert open_page(monde, "alice", "accueil").button(key="continuer").label == "Relire et transmettre"


def test_a_meeting_is_answered_in_one_press_and_the_answer_may_change(monde: Monde) -> None:
    rencontre = add_rencontre(monde)
    page = open_page(monde, "alice", "accueil")
    click(page, "presence-viendra")
    assert "Vous avez dit que vous venez." in read(page)
    assert {"presence-peut_etre", "presence-excusee"} == {
        cle for cle in list_keys(page) if cle.startswith("presence-")
    }
    click(page, "presence-excusee")
    assert get_value("select etat from presence where rencontre_id = :r", r=rencontre) == "excusee"
    assert not {cle for cle in list_keys(open_page(monde, "aya", "accueil")) if cle.startswith("presence-")}


def test_a_meeting_of_the_day_is_asked_then_entered_then_left_for_the_next(monde: Monde, horloge: Horloge) -> None:
    matin = add_rencontre(monde)
    execute("update rencontre set heure = '09:30', titre = 'Ce matin' where id = :r", r=matin)
    execute("update rencontre set jour = '2026-04-09' where id = :r", r=add_rencontre(monde))
    for heure, titre, dit, demande in (
        (9, "Prochaine rencontre", "Ce matin", True),
        (10, "En ce moment", "Ce matin", False),
        (12, "Prochaine rencontre", "Se *voir*", True),
    ):
        horloge.instant = datetime(2026, 4, 2, heure, tzinfo=FUSEAU)
        page = open_page(monde, "alice", "accueil")
        assert titre in read(page)
        assert dit in read_html(page)
        assert ("presence-viendra" in list_keys(page)) == demande


def test_the_first_visit_is_shown_until_it_is_put_away_for_good(monde: Monde) -> None:
    page = open_page(monde, "alice", "accueil")
    # One line at first: the work stays in the first screen.
    assert {"visite-decouvrir", "visite-passer"} == {cle for cle in list_keys(page) if cle.startswith("visite-")}
    click(page, "visite-decouvrir")
    for _ in range(3):
        click(page, "visite-suivant")
    click(page, "visite-fin")
    assert "visite-fin" not in list_keys(page)
    assert not {cle for cle in list_keys(open_page(monde, "alice", "accueil")) if cle.startswith("visite-")}
    # Another person has not seen it; and it may be seen again.
    assert "visite-passer" in list_keys(open_page(monde, "ali", "accueil"))
    assert "visite-passer" in list_keys(open_page(monde, "alice", "accueil", visite="1"))


def test_once_transmitted_the_hour_is_over_and_the_visit_is_no_longer_offered(monde: Monde) -> None:
    avant = [bouton.key for bouton in open_page(monde, "alice", "accueil").button]
    assert avant.index("visite-decouvrir") < avant.index("continuer")
    for code in monde.criteres[:2]:
        answer(monde, code, Saisie(niveau=1))
    send(monde)
    page = open_page(monde, "alice", "accueil")
    assert f"avec 2 réponses sur {len(monde.criteres)}" in read_html(page)
    assert "visite-decouvrir" not in [bouton.key for bouton in page.button]


def test_two_answers_to_one_question_are_not_counted_as_filled(monde: Monde) -> None:
    for code in monde.criteres[:2]:
        answer(monde, code, Saisie(niveau=1))
    # Ali had seen no answer yet.
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        submit_reponse(unit, monde.carnets[0], monde.criteres[0], Saisie(niveau=3), 0, VIDE)
    assert f"1 critère rempli sur {len(monde.criteres)}" in read_html(open_page(monde, "alice", "accueil")).replace(
        "\u00a0", " "
    )


def test_nobody_puts_away_the_visit_of_somebody_else(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        end_visite(unit)
    vus = execute("select nom from compte where accueilli_le is not null")
    assert [ligne.nom for ligne in vus] == ["Bob"]


def test_the_page_asks_the_base_at_most_six_times(monde: Monde, installation: Installation) -> None:
    add_rencontre(monde)
    execute(
        "insert into action (collectif_id, structure_id, quoi, echeance, cree_le, modifie_le)"
        " values (:c, :s, 'Tard', :j, now(), now())",
        c=monde.collectif,
        s=monde.structures[0],
        j=date(2026, 1, 2),
    )
    page = open_page(monde, "alice", "accueil")
    assert "1 action en retard" in read(page)
    with count_statements(installation.moteur) as vues:
        run(page)
    assert 2 <= len(vues) <= 6, vues


def test_who_only_reads_is_offered_no_act_that_they_cannot_do(monde: Monde) -> None:
    vu = read(open_page(monde, "aya", "accueil"))
    assert f"Il reste **{len(monde.criteres)} critères** à votre structure." in vu
    assert "Vous avez" not in vu
    for code in monde.criteres:
        answer(monde, code, Saisie(niveau=1))
    assert "La direction peut transmettre le carnet." in read(open_page(monde, "aya", "accueil"))
    assert "Il ne reste qu’à relire et à transmettre." in read(open_page(monde, "alice", "accueil"))
    send(monde)
    relire(monde, "T01-03", SaisieRelecture(EtatRelecture.A_COMPLETER, note="Un exemple ?", version_lue=1))
    execute("update carnet set etat = 'a_completer' where id = :c", c=monde.carnets[0])
    page = open_page(monde, "aya", "accueil")
    assert "Un exemple ?" in list_values(page, "text"), "the demand is read"
    assert page.button(key="continuer").label == "Lire notre carnet"


def test_a_colleague_who_does_not_transmit_reads_over_what_leaves(monde: Monde) -> None:
    for code in monde.criteres:
        answer(monde, code, Saisie(niveau=1))
    page = open_page(monde, "ali", "accueil")
    assert page.button(key="continuer").label == "Relire avant l’envoi"
    assert "La direction peut transmettre le carnet." in read(page)


def test_the_meeting_whose_session_runs_is_said_once_and_the_card_shows_the_next(
    monde: Monde, horloge: Horloge
) -> None:
    matin = add_rencontre(monde)
    execute(
        "update rencontre set heure = '09:30', titre = 'Ce matin', lien = 'https://visio.test/a' where id = :r",
        r=matin,
    )
    execute("update rencontre set jour = '2026-04-09' where id = :r", r=add_rencontre(monde))
    execute(
        "insert into seance (id, collectif_id, rencontre_id, titre, etat, code, commencee_le)"
        " values (gen_random_uuid(), :c, :r, 'Ce matin', 'en_cours', '123456', now())",
        c=monde.collectif,
        r=matin,
    )
    horloge.instant = datetime(2026, 4, 2, 10, tzinfo=FUSEAU)
    page = open_page(monde, "alice", "accueil")
    liens = [lien.proto.label for lien in page.get("link_button")]
    assert liens == ["Voter et participer", "Ouvrir la visio"]
    vu = read(page)
    assert "En ce moment" not in vu
    assert "Prochaine rencontre" in vu
    assert "Se *voir*" in read_html(page)
