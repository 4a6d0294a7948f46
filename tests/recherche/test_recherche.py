"""The search of a structure: what it finds, for whom, and where it leads."""

from __future__ import annotations

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.decisions import create_decision
from caprse.collectif.rencontres.regles import SaisieDecision
from caprse.collectif.rencontres.service import create_rencontre
from caprse.progres.regles import SaisieAction
from caprse.progres.service import create_action
from caprse.progres.traces.regles import SaisieTrace
from caprse.progres.traces.service import create_lien
from caprse.recherche import page as module
from caprse.recherche.collectif import get_fonds_collectif
from caprse.recherche.regles import Genre, Texte, search
from caprse.recherche.service import get_fonds
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde
from tests.relecture.scene import answer

TEXTES = (
    Texte(Genre.CRITERE, "Accueil des nouveaux", "T1", ("Comment accueillez-vous ?", "Un livret existe"), "carnet"),
    Texte(Genre.CRITERE, "Énergie", "T1", ("Suivez-vous vos consommations ?",), "carnet"),
    Texte(Genre.ACTION, "Écrire le livret d’accueil", "Plan", (), "actions"),
)


@pytest.mark.parametrize(
    ("question", "titres"),
    [
        ("accueil", ["Accueil des nouveaux", "Écrire le livret d’accueil"]),
        ("ENERGIE", ["Énergie"]),
        ("livret", ["Écrire le livret d’accueil", "Accueil des nouveaux"]),
        ("livret nouveaux", ["Accueil des nouveaux"]),
        ("ivret", []),
        ("a", []),
        ("", []),
        ("  . ", []),
    ],
)
def test_every_word_begins_a_word_whatever_the_accents_and_titles_come_first(question: str, titres: list[str]) -> None:
    assert [trouve.texte.titre for trouve in search(TEXTES, question)] == titres


def test_the_passage_that_holds_the_word_is_shown() -> None:
    long = " ".join(["mot"] * 60 + ["compost"] + ["mot"] * 60)
    [trouve] = search([Texte(Genre.REPONSE, "Titre", "", ("autre", long), "carnet")], "compost")
    extrait = trouve.extrait
    assert "compost" in extrait
    assert extrait.startswith("…")
    assert extrait.endswith("…")


def test_only_those_who_read_the_carnet_search_in_it(monde: Monde) -> None:
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: get_fonds(unit, monde.structures[0]))


def test_it_finds_questions_words_and_actions_and_leads_to_the_place(monde: Monde, installation: Installation) -> None:
    answer(monde, "T01-02", Saisie(niveau=1, commentaire="Le **compost** du jardin"))
    answer(monde, "T01-02", Saisie(niveau=1, commentaire="Un compost voisin"), personne="bob", rang=1)
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        create_action(unit, monde.structures[0], SaisieAction("Acheter un compost"))
    page = open_page(monde, "aya", "chercher", q="compost")
    vu = read(page)
    assert "**2 résultats**" in vu
    # As it was typed, stars included, and what was asked stands out.
    assert '<p class="cap-passage">Le **<b>compost</b>** du jardin</p>' in [
        element.proto.body for element in page.get("html")
    ]
    assert "voisin" not in vu + read_html(page)
    with open_unit(compte_id=monde.comptes["aya"]) as unit:
        [action, reponse] = search(get_fonds(unit, monde.structures[0]).textes, "compost")
    assert action.texte.page == "actions"
    assert dict(reponse.texte.adresse) == {"etape": "T01-A", "critere": "T01-02"}
    assert "Rien ne correspond." in read(open_page(monde, "aya", "chercher", q="introuvable"))
    with count_statements(installation.moteur) as vues:
        run(page)
    assert 2 <= len(vues) <= 6, vues


def test_before_a_word_it_offers_words_that_find_and_a_cross_goes_back_there(monde: Monde) -> None:
    answer(monde, "T01-02", Saisie(niveau=1, commentaire="Une formation au tri"))
    page = open_page(monde, "aya", "chercher")
    assert "chercher-effacer" not in list_keys(page)
    assert "essayer-déchets" not in list_keys(page), "it would find nothing"
    click(page, "essayer-formation")
    assert page.text_input(key="q").value == "formation"
    assert "**1 résultat**" in read(page)
    click(page, "chercher-effacer")
    assert page.text_input(key="q").value == ""
    assert "essayer-formation" in list_keys(page)


def test_only_whoever_animates_searches_in_a_collectif(monde: Monde) -> None:
    check_rights(monde, {"anna"}, lambda unit: get_fonds_collectif(unit, monde.collectif))


def test_a_collectif_is_searched_for_its_structures_questions_and_decisions_but_no_answer(
    monde: Monde, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    liens: list[str] = []
    monkeypatch.setattr(module, "link_to_page", lambda _, libelle, **__: liens.append(libelle))
    answer(monde, "T01-02", Saisie(niveau=1, commentaire="Un compost que personne d’autre ne lit ici"))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        rencontre = create_rencontre(unit, monde.trimestre, SaisieRencontre(TypeRencontre.VISIO, "Bilan", unit.today))
        create_decision(unit, rencontre, SaisieDecision("Partager un **compost**", "Ali"))
    # Before a word: its structures, each by its link.
    depart = open_page(monde, "anna", "chercher-collectif")
    assert "Les structures" in [titre.value for titre in depart.subheader]
    noms = [nom for (nom,) in execute("select nom from structure where collectif_id = :c", c=monde.collectif)]
    assert sorted(liens) == sorted(noms)
    page = open_page(monde, "anna", "chercher-collectif", q="compost")
    vu = read(page)
    assert "**1 résultat**" in vu
    assert "Décision à suivre · Bilan · Ali" in vu
    assert "personne d’autre" not in vu + read_html(page)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        textes = get_fonds_collectif(unit, monde.collectif).textes
    [decision] = search(textes, "compost")
    assert (decision.texte.page, dict(decision.texte.adresse)) == ("rencontre", {"rencontre": str(rencontre)})
    [seule, *_] = [t.texte for t in search(textes, "structure") if t.texte.genre is Genre.STRUCTURE]
    assert (seule.page, dict(seule.adresse)["structures-recherche"]) == ("structures", seule.titre)
    [critere] = [t.texte for t in search(textes, "T01-02") if t.texte.genre is Genre.CRITERE]
    assert (critere.page, dict(critere.adresse)) == ("referentiel", {"referentiel-thematique": "T01"})
    with count_statements(installation.moteur) as vues:
        run(page)
    assert 2 <= len(vues) <= 6, vues


def test_a_trace_is_found_by_its_title_or_its_file_and_not_by_the_neighbours(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["ali"]) as unit:
        create_lien(unit, monde.structures[0], SaisieTrace("Charte des achats", "https://exemple.test/barème"))
    for question in ("charte", "bareme"):
        with open_unit(compte_id=monde.comptes["aya"]) as unit:
            trouves = search(get_fonds(unit, monde.structures[0]).textes, question)
        assert [(t.texte.genre, t.texte.titre, t.texte.page) for t in trouves] == [
            (Genre.TRACE, "Charte des achats", "traces")
        ]
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        assert search(get_fonds(unit, monde.structures[1]).textes, "charte") == []
