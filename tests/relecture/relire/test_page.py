"""The page that re-reads, and what the structure sees of it, run for each kind of person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from caprse.acces.ecran import open_unit_ecran
from caprse.acces.unite import open_unit
from caprse.carnet.regles import EtatCarnet, Saisie
from caprse.carnet.remplir import etat
from caprse.carnet.service import get_carnet
from caprse.referentiel.schema import Critere, Referentiel
from caprse.relecture.entourage import TITRE_CARNET, TITRE_CRITERE, EntourageRelecture, show_fil_relecture
from caprse.relecture.relire import cote_structure, vue_structure
from caprse.relecture.relire.page import page_relecture
from caprse.relecture.relire.regles import CARNET, EtatRelecture, SaisieRelecture
from caprse.relecture.relire.service import mark_relu, send_back
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.ecran import click, list_keys, open_page, read, run, unescape
from tests.monde import Monde
from tests.relecture.scene import add_trimestre, answer, relire, send
from tests.relecture.scene import read as read_carnet

PIEGE = "*Piège* <b>gras</b> [lien](https://exemple.test)"
RELU = SaisieRelecture(EtatRelecture.RELU, version_lue=1)


@pytest.fixture
def transmis(monde: Monde) -> Monde:
    """Structures 0 and 1 transmitted; the first one answered three critères."""
    for code in monde.criteres[:3]:
        answer(monde, code, Saisie(niveau=2, commentaire=PIEGE, cible=3))
    send(monde)
    answer(monde, monde.criteres[0], Saisie(niveau=0), personne="bob", rang=1)
    send(monde, "bob", 1)
    return monde


@pytest.fixture
def page(transmis: Monde) -> AppTest:
    return open_page(transmis, "anna", page_relecture)


def get_critere(essai: AppTest) -> str:
    return get_adresse(essai, "critere")


def get_adresse(essai: AppTest, nom: str) -> str:
    """What the address says: a value set by the page comes as a text, one set by the test as a list."""
    valeur = essai.query_params[nom]
    return valeur if isinstance(valeur, str) else valeur[0]


def get_structure(essai: AppTest) -> str:
    """Whose carnet is open, as the title says it."""
    return unescape(essai.title[0].value).removeprefix("Relire ")


def list_marches(essai: AppTest) -> list[str]:
    """The written niveaux of the critère, with what is said of each."""
    (corps,) = [e.proto.body for e in essai.get("html") if '<ul class="marches-relues"' in e.proto.body]
    # The structure's own comes first, alone; it comes again among the others, folded.
    _, _, toutes = corps.partition('<details class="marches-pliees">')
    corps = toutes or corps
    return [" ".join(re.sub(r"<[^>]+>", " ", li).split()) for li in re.findall(r"<li.*?</li>", corps)]


def get_reperes(essai: AppTest) -> str:
    """The line under the title."""
    return " ".join(e.proto.body for e in essai.get("html") if "cap-reperes" in e.proto.body)


def key(monde: Monde, champ: str, code: str, rang: int = 0) -> str:
    return f"{champ}-{monde.carnets[rang]}-{code}"


def test_the_answer_is_shown_among_the_written_niveaux(page: AppTest, transmis: Monde) -> None:
    vu = read(page)
    code = transmis.criteres[0]
    assert get_structure(page) == "Collectif A – structure 0"
    marches = list_marches(page)
    assert marches[2] == f"2 · Niveau 2 Réponse de la structure Descripteur de {code} 2"
    assert marches[4] == f"4 · Niveau 4 Descripteur de {code} 4"
    assert f"Commentaire : {PIEGE}" in [texte.value for texte in page.text]
    assert "Cible : 3 · Niveau 3" in vu
    assert "5 carnets ne sont pas encore transmis." in vu
    assert "3\u00a0points à vérifier" in [pli.proto.popover.label for pli in page.get("popover")]
    # Beside their answer, and in the list of the critères.
    assert "**À vérifier :** Niveau 2 sans aucune trace" in vu
    assert [option.endswith(" · à vérifier") for option in page.selectbox(key="relecture-critere").options[:4]] == [
        False,
        True,
        True,
        False,
    ]


def test_what_is_typed_is_never_read_as_markdown(page: AppTest) -> None:
    sauf = [
        str(getattr(element, "value", "")) for genre in ("markdown", "caption", "info") for element in page.get(genre)
    ]
    assert not any("<b>" in texte or "[lien]" in texte for texte in sauf)


def test_one_goes_from_critere_to_critere_and_from_carnet_to_carnet(page: AppTest, transmis: Monde) -> None:
    codes = transmis.criteres
    assert get_critere(page) == codes[0]
    assert page.button(key="critere-precedent").disabled
    click(click(page, "critere-suivant"), "critere-suivant")
    assert get_critere(page) == codes[2]
    assert page.selectbox(key="relecture-critere").value == codes[2]
    click(page, "critere-precedent")
    assert get_critere(page) == codes[1]
    page.selectbox(key="relecture-critere").set_value(codes[-1])
    run(page)
    assert page.button(key="critere-suivant").disabled
    click(page, "carnet-suivant")
    assert get_adresse(page, "carnet") == str(transmis.carnets[1])
    assert get_critere(page) == codes[0]
    # « The next one » is one that waits, wherever it stands in the list.
    click(page, "carnet-suivant")
    assert get_structure(page) == "Collectif A – structure 0"
    execute("update carnet set etat = 'relu' where id = :c", c=transmis.carnets[1])
    run(page)
    assert page.button(key="carnet-suivant").disabled
    page.selectbox(key="relecture-carnet").set_value(str(transmis.carnets[1]))
    run(page)
    page.selectbox(key="relecture-carnet").set_value(str(transmis.carnets[0]))
    run(page)
    assert get_structure(page) == "Collectif A – structure 0"


def test_a_key_gives_the_etat_and_leads_to_what_is_left(page: AppTest, transmis: Monde) -> None:
    premier, deuxieme, troisieme = transmis.criteres[:3]
    # To complete, but what? The screen waits for the note.
    click(page, key(transmis, "etat-a_completer", premier))
    assert get_critere(page) == premier
    assert "Que faut-il compléter ?" in read(page)
    page.text_area(key=key(transmis, "note", premier)).set_value("Un exemple ?")
    click(page, key(transmis, "etat-a_completer", premier))
    click(click(page, key(transmis, "etat-relu", deuxieme)), key(transmis, "etat-relu", troisieme))
    # All that was answered is seen: the end is proposed, and its key works.
    assert "Vous avez tout vu de ce carnet." in read(page)
    assert page.button(key=f"carnet-relu-{transmis.carnets[0]}").proto.shortcut == "t"
    click(page, f"carnet-relu-{transmis.carnets[0]}")
    assert "Ce carnet est relu." in read(page)
    assert page.button(key="relire-suivant").label == "Relire le suivant : Collectif A – structure 1"
    click(page, "relire-suivant")
    assert get_structure(page) == "Collectif A – structure 1"


def test_a_structure_asks_for_its_carnet_and_gets_it_back(page: AppTest, transmis: Monde) -> None:
    execute(
        "update carnet set reouverture_demandee_le = now(), motif_reouverture = 'Une *erreur*' where id = :c",
        c=transmis.carnets[0],
    )
    run(page)
    assert "Une *erreur*" in [texte.value for texte in page.text]
    click(page, f"rouvrir-{transmis.carnets[0]}")
    assert "est rouvert" in read(page)
    assert read_carnet(transmis).etat is EtatCarnet.A_COMPLETER


def test_the_keys_are_said_and_set(page: AppTest) -> None:
    assert "**L** relu · **D** à discuter · **M** à compléter" in read(page)
    touches = {bouton.proto.shortcut for bouton in page.button if bouton.proto.shortcut}
    assert touches == {"s", "p", "l", "d", "m", "a", "z"}


def test_marking_and_writing_is_kept_at_once(page: AppTest, transmis: Monde) -> None:
    code = transmis.criteres[0]
    click(page, key(transmis, "etat-a_discuter", code))
    # The screen has gone on to the next answer, and says what was done.
    assert get_critere(page) == transmis.criteres[1]
    assert "Critère T01-01 : à discuter en séance" in read(page)
    click(page, "critere-precedent")
    page.text_area(key=key(transmis, "note", code)).set_value("Très clair")
    run(page)
    page.selectbox(key=key(transmis, "suggestion", code)).set_value(1)
    run(page)
    relecture = read_carnet(transmis).relectures[code]
    assert relecture.saisie == SaisieRelecture(EtatRelecture.A_DISCUTER, "Très clair", 1, 1)
    assert read_carnet(transmis).reponses[code].saisie.niveau == 2
    vu = read(page)
    assert list_marches(page)[1] == f"1 · Niveau 1 Votre suggestion Descripteur de {code} 1"
    assert "Enregistré à 14:02 · Anna" in vu
    assert page.button(key=key(transmis, "etat-a_discuter", code)).label == "✓ À discuter"


def test_a_note_typed_goes_along_with_the_next_gesture(page: AppTest, transmis: Monde) -> None:
    code = transmis.criteres[0]
    page.text_area(key=key(transmis, "note", code)).set_value("Bravo")
    click(page, key(transmis, "etat-relu", code))
    assert read_carnet(transmis).relectures[code].saisie == replace(RELU, note="Bravo")


def test_the_private_note_is_kept_apart(page: AppTest, transmis: Monde) -> None:
    code = transmis.criteres[0]
    page.text_area(key=key(transmis, "privee", code)).set_value("Appeler Alice")
    run(page)
    page.text_area(key=key(transmis, "privee", CARNET)).set_value("Fragile")
    run(page)
    assert read_carnet(transmis).notes == {code: "Appeler Alice", CARNET: "Fragile"}
    assert "vous êtes seul·e à la lire" in page.text_area(key=key(transmis, "privee", code)).label
    click(page, "critere-suivant")
    assert page.text_area(key=key(transmis, "privee", transmis.criteres[1])).value == ""
    click(page, "critere-precedent")
    assert page.text_area(key=key(transmis, "privee", code)).value == "Appeler Alice"


def test_a_colleague_who_re_reads_too_is_not_overwritten(page: AppTest, transmis: Monde, anne: str) -> None:
    code = transmis.criteres[0]
    relire(transmis, code, replace(RELU, note="Déjà vu"), personne=anne)
    page.text_area(key=key(transmis, "note", code)).set_value("Mon avis")
    # What the page holds is what it read before: the colleague's gesture came between.
    page.session_state["relecture_carnet"] = replace(page.session_state["relecture_carnet"], relectures={})
    run(page)
    assert "Anne a relu cette réponse entre-temps" in read(page)
    textes = [texte.value for texte in page.text]
    assert "Mon avis" in textes
    assert "Déjà vu" in textes
    click(page, key(transmis, "garder", code))
    assert read_carnet(transmis).relectures[code].saisie.note == "Mon avis"
    assert page.text_area(key=key(transmis, "note", code)).value == "Mon avis"


def test_a_point_leads_to_its_place(page: AppTest, transmis: Monde) -> None:
    def list_plis() -> list[str]:
        return [pli.proto.id for pli in page.get("popover") if "à vérifier" in pli.proto.popover.label]

    avant = list_plis()
    click(page, f"point-2-sans_trace-{transmis.criteres[2]}")
    assert get_critere(page) == transmis.criteres[2]
    assert len(avant) == len(list_plis()) == 1
    assert list_plis() != avant, "the list would stay open before the answer"


def test_the_other_carnets_and_the_end_stand_behind_three_dots(page: AppTest, transmis: Monde) -> None:
    page.selectbox(key="relecture-carnet").set_value(str(transmis.carnets[1]))
    run(page)
    assert get_structure(page) == "Collectif A – structure 1"
    click(page, "carnet-suivant-plus")
    assert get_structure(page) == "Collectif A – structure 0"
    click(page, f"carnet-relu-{transmis.carnets[0]}")
    assert "est relu. 3 réponses marquées « Relu »." in read(page)
    assert read_carnet(transmis).etat is EtatCarnet.RELU
    assert f"carnet-relu-{transmis.carnets[0]}" not in list_keys(page)


def test_what_is_new_since_the_last_visit_stays_marked_until_one_leaves(
    page: AppTest, transmis: Monde, horloge: Horloge
) -> None:
    assert not _list_nouveaux(page)
    click(page, "carnet-suivant")
    horloge.instant += timedelta(hours=1)
    execute("update carnet set etat = 'a_completer' where id = :c", c=transmis.carnets[0])
    answer(transmis, transmis.criteres[1], Saisie(niveau=4), 1)
    horloge.instant += timedelta(hours=1)
    run(page)
    assert [option for option in page.selectbox(key="relecture-carnet").options if "1\u00a0nouveauté" in option]
    page.selectbox(key="relecture-carnet").set_value(str(transmis.carnets[0]))
    run(page)
    for _ in range(2):
        assert _list_nouveaux(page) == ["Critère T01-02 · À relire · nouveau · à vérifier"]
        run(page)
    click(page, "carnet-precedent")
    page.selectbox(key="relecture-carnet").set_value(str(transmis.carnets[0]))
    run(page)
    assert not _list_nouveaux(page)


def _list_nouveaux(essai: AppTest) -> list[str]:
    return [option for option in essai.selectbox(key="relecture-critere").options if "nouveau" in option]


def test_the_carnet_is_relu(page: AppTest, transmis: Monde) -> None:
    click(page, key(transmis, "etat-a_discuter", transmis.criteres[0]))
    assert "À discuter en séance : 1. À compléter : 0." in read(page)
    click(page, f"carnet-relu-{transmis.carnets[0]}")
    assert "est relu. 2 réponses marquées « Relu »." in read(page)
    assert "3\u00a0réponses relues sur 3" in get_reperes(page)
    assert f"carnet-relu-{transmis.carnets[0]}" not in list_keys(page)
    assert read_carnet(transmis).etat is EtatCarnet.RELU


def test_a_carnet_that_had_seen_the_room_before_it_answered_says_so(page: AppTest, transmis: Monde) -> None:
    dit = "a vu l’ensemble avant de répondre"
    assert dit not in get_reperes(page) + read(page)
    execute("update carnet set vu_ensemble_le = now() where id = :carnet returning id", carnet=transmis.carnets[0])
    assert dit in get_reperes(run(page)) + read(page)


def test_the_list_is_shown_before_the_carnet_is_sent_back(page: AppTest, transmis: Monde) -> None:
    click(page, f"renvoyer-{transmis.carnets[0]}")
    assert "Dites ce qu’il faut compléter" in read(page)
    click(page, key(transmis, "etat-a_completer", transmis.criteres[0]))
    assert "• Critère T01-01 : pas encore de note" in read(page)
    click(page, f"renvoyer-{transmis.carnets[0]}")
    assert "Le carnet n’est pas parti" in read(page)
    assert read_carnet(transmis).etat is EtatCarnet.TRANSMIS
    page.text_area(key=f"mot-{transmis.carnets[0]}").set_value("Merci")
    click(page, f"renvoyer-{transmis.carnets[0]}")
    assert "est renvoyé avec 1 critère à compléter" in read(page)
    assert "La structure complète ce carnet" in read(page)
    assert read_carnet(transmis).etat is EtatCarnet.A_COMPLETER
    assert f"renvoyer-{transmis.carnets[0]}" not in list_keys(page)


def test_what_was_completed_since_is_said(page: AppTest, transmis: Monde) -> None:
    code = transmis.criteres[0]
    click(page, key(transmis, "etat-a_completer", code))
    page.text_area(key=f"mot-{transmis.carnets[0]}").set_value("Quel document ?")
    click(page, f"renvoyer-{transmis.carnets[0]}")
    answer(transmis, code, Saisie(niveau=2, trace_titre="Compte rendu"), 1)
    run(page)
    assert "Complété depuis : cette réponse est à relire de nouveau." in read(page)
    assert page.selectbox(key="relecture-critere").options[0] == "1 sur 9 · Critère T01-01 · Complété depuis"


def test_the_address_leads_to_a_carnet_and_a_critere(page: AppTest, transmis: Monde) -> None:
    page.query_params["carnet"] = str(transmis.carnets[1])
    page.query_params["critere"] = transmis.criteres[4]
    run(page)
    assert get_structure(page) == "Collectif A – structure 1"
    assert get_critere(page) == transmis.criteres[4]
    for autre in (str(transmis.carnets[3]), str(transmis.carnet_ailleurs), "nimporte", ""):
        page.query_params["carnet"] = autre
        run(page)
        assert get_structure(page) == "Collectif A – structure 0"


def test_earlier_trimestres_stay_readable_and_do_not_change(page: AppTest, transmis: Monde) -> None:
    add_trimestre(transmis, 2, "T02", date(2026, 7, 15))
    run(page)
    page.selectbox(key="relecture-trimestre").set_value(2)
    run(page)
    assert "Les carnets apparaissent ici quand ils sont transmis." in read(page)
    page.selectbox(key="relecture-trimestre").set_value(1)
    run(page)
    assert "Le trimestre est clos" in read(page)
    assert f"carnet-relu-{transmis.carnets[0]}" not in list_keys(page)


def test_the_thread_is_drawn_for_the_critere_and_for_the_carnet(transmis: Monde) -> None:
    essai = open_page(transmis, "anna", page_avec_fils)
    assert [texte.value for texte in essai.text if texte.value.startswith("Fil")] == [
        f"Fil {transmis.carnets[0]} {transmis.criteres[0]}",
        f"Fil {transmis.carnets[0]} None",
    ]


def test_the_two_threads_of_a_page_have_two_names(transmis: Monde) -> None:
    essai = open_page(transmis, "anna", page_avec_vrais_fils)
    noms = [pli.label for pli in essai.expander if "Discuter" in pli.label]
    assert noms == [TITRE_CRITERE, TITRE_CARNET]


def page_avec_vrais_fils() -> None:
    page_relecture(show_fil_relecture)


def page_avec_fils() -> None:
    page_relecture(show_fil)


def show_fil(carnet_id: UUID, critere: str | None) -> None:
    st.text(f"Fil {carnet_id} {critere}")


@pytest.mark.parametrize("personne", ["alice", "ali", "aya", "bob", "charlie"])
def test_a_structure_has_no_such_page(transmis: Monde, personne: str) -> None:
    essai = open_page(transmis, personne, page_relecture)
    assert read(essai) == str(Introuvable("Ce collectif"))


def test_a_rerun_takes_few_statements_whatever_the_number_of_carnets(
    page: AppTest, transmis: Monde, installation: Installation
) -> None:
    with count_statements(installation.moteur) as avant:
        run(page)
    for rang in range(2, 7):
        execute("update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=transmis.carnets[rang])
    with count_statements(installation.moteur) as apres:
        run(page)
    page.button(key=key(transmis, "etat-relu", transmis.criteres[0])).click()
    with count_statements(installation.moteur) as geste:
        run(page)
    # One of them is the rerun's own check of the session, which app.py does.
    assert len(avant) == len(apres) == 4
    assert len(geste) == 4 + 3


def page_structure() -> None:
    """A carnet with what surrounds it, as ``caprse.pages`` composes it."""
    with open_unit_ecran() as unit:
        structure_id = unit.acteur.structures()[0].structure_id
    assert structure_id is not None
    carnet, referentiel = etat.load_carnet(structure_id, EntourageRelecture().load)
    assert carnet is not None
    assert referentiel is not None
    with open_unit_ecran() as unit:
        vues = cote_structure.load_alentours(unit, carnet).relectures
        points = cote_structure.build_points(unit, carnet)
    vue_structure.show_a_completer(carnet, referentiel, vues)
    vue_structure.show_points(points, referentiel)
    for critere in _list_criteres(referentiel):
        vue_structure.show_relecture(carnet, critere, referentiel, vues.get(critere.code))
    st.text(str(etat.get_saisie(_list_criteres(referentiel)[0].code).niveau))


def _list_criteres(referentiel: Referentiel) -> list[Critere]:
    return [critere for part in referentiel.capsule("T01") for critere in part.criteres]


def test_the_structure_sees_its_list_and_adopts_a_suggestion_itself(transmis: Monde) -> None:
    premier, second = transmis.criteres[:2]
    demande = SaisieRelecture(EtatRelecture.A_COMPLETER, PIEGE, 1, 1)
    relire(transmis, premier, demande)
    relire(transmis, second, replace(RELU, niveau_suggere=2))
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        send_back(unit, transmis.carnets[0], 2, "Un mot *simple*")
    essai = open_page(transmis, "ali", page_structure)
    vu = read(essai)
    assert "À compléter : votre chargée de mission vous demande une précision." in vu
    assert "Niveau suggéré : **1 · Niveau 1**. C’est vous qui décidez." in vu
    assert [texte.value for texte in essai.text][:2] == ["Un mot *simple*", PIEGE]
    # The second suggestion is already the structure's niveau: nothing to adopt.
    assert list_keys(essai) == {f"adopter-{premier}"}
    click(essai, f"adopter-{premier}")
    assert read_carnet(transmis).reponses[premier].saisie.niveau == 1
    assert essai.text[-1].value == "1"
    assert vue_structure.COMPLETE in read(essai)
    assert list_keys(essai) == set()
    lecteur = open_page(transmis, "aya", page_structure)
    assert list_keys(lecteur) == set()


def test_a_suggestion_meets_an_answer_changed_meanwhile(transmis: Monde) -> None:
    code = transmis.criteres[0]
    relire(transmis, code, SaisieRelecture(EtatRelecture.A_COMPLETER, "Plutôt 1 ?", 1, 1))
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        send_back(unit, transmis.carnets[0], 2)
    essai = open_page(transmis, "ali", page_structure)
    answer(transmis, code, Saisie(niveau=4), 1)
    click(essai, f"adopter-{code}")
    assert read_carnet(transmis).reponses[code].saisie.niveau == 4
    with open_unit(compte_id=transmis.comptes["alice"]) as unit:
        carnet = get_carnet(unit, transmis.structures[0])
    assert carnet is not None
    (conflit,) = carnet.conflits[code]
    assert (conflit.auteur, conflit.contenu["niveau"]) == ("Ali", 1)


def test_nothing_is_adopted_in_a_carnet_that_is_relu(transmis: Monde) -> None:
    relire(transmis, transmis.criteres[0], replace(RELU, niveau_suggere=1))
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        mark_relu(unit, transmis.carnets[0], 2)
    essai = open_page(transmis, "alice", page_structure)
    assert "Niveau suggéré : **1 · Niveau 1**" in read(essai)
    assert list_keys(essai) == set()
    assert [plie.label for plie in essai.expander] == ["3\u00a0points à vérifier"]
