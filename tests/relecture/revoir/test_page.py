"""« Revoir » as a person sees it: what comes first and why, one key where it still holds, the way there and back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from caprse.acces.unite import open_unit
from caprse.carnet.regles import Saisie
from caprse.progres.regles import EtatAction
from caprse.recherche.service import get_fonds
from caprse.relecture.revoir.etapes import D_ABORD, PREMIERES_MAX, choose_etape, list_etapes
from caprse.relecture.revoir.page import RIEN
from caprse.relecture.revoir.phrases import build_avant, list_actions, list_raisons
from caprse.relecture.revoir.regles import ActionServie, Anterieure, Motif, Proposee
from caprse.relecture.revoir.service import ARevoir
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_rerun
from tests.conftest import MAINTENANT, Horloge
from tests.ecran import click, list_keys, open_page, prepare_page, run
from tests.ecran import read as read_ecran
from tests.monde import Monde
from tests.relecture.conftest import REFERENTIEL
from tests.relecture.revoir.scene import AVANT, read, save, start
from tests.test_chemins import list_liens

CODES = [critere.code for part in REFERENTIEL.thematiques for critere in part.criteres]


def build(code: str, trimestre: int = 1, **autres: object) -> Anterieure:
    return Anterieure(code, Saisie(niveau=1, cible=2), trimestre, MAINTENANT, **autres)  # type: ignore[arg-type]


def test_in_a_first_trimestre_there_is_nothing_and_no_way_there(monde: Monde) -> None:
    assert RIEN in read_ecran(open_page(monde, "alice", "revoir"))
    assert "revoir" not in list_liens(monde, "alice", "carnet")


def test_from_the_second_one_on_the_carnet_leads_there_and_back(monde: Monde) -> None:
    start(monde)
    assert "revoir" in list_liens(monde, "alice", "carnet")


@pytest.mark.parametrize("personne", ["alice", "ali", "aya"])
def test_each_person_of_the_structure_reads_it(monde: Monde, personne: str) -> None:
    start(monde)
    essai = open_page(monde, personne, "revoir", simple="1")
    assert {f"niveau-{code}" for code in AVANT if code != "TRA-01"} <= {radio.key for radio in essai.radio}
    assert ("encore-T01-01" in list_keys(essai)) is (personne != "aya")


def test_one_key_says_that_it_is_still_true(monde: Monde) -> None:
    start(monde)
    essai = click(open_page(monde, "alice", "revoir", simple="1"), "encore-T01-01")
    assert read(monde).saisies()["T01-01"] == Saisie(niveau=1, cible=3, trace_titre="Charte")
    assert essai.radio(key="niveau-T01-01").value == 1
    assert read(monde, 1).saisies() == AVANT


def test_another_niveau_is_an_answer_as_any(monde: Monde) -> None:
    start(monde)
    essai = open_page(monde, "alice", "revoir", simple="1")
    essai.radio(key="niveau-T01-02").set_value(4)
    run(essai)
    assert read(monde).saisies()["T01-02"] == Saisie(niveau=4)


def test_a_transmitted_carnet_is_read_and_not_changed(monde: Monde) -> None:
    suite = start(monde)
    execute(
        "update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=suite.carnets[monde.structures[0]]
    )
    essai = open_page(monde, "alice", "revoir", simple="1")
    assert "Vous pouvez le relire" in read_ecran(essai)
    assert "encore-T01-01" not in list_keys(essai)


def test_what_an_action_changed_comes_first_with_its_reason(monde: Monde, horloge: Horloge) -> None:
    start(monde)
    execute(
        "insert into action (collectif_id, structure_id, quoi, etat, criteres, modifie_le, faite_le)"
        " values (:c, :s, 'Écrire *la* charte', 'faite', '{T01-02}', :m, :m)",
        c=monde.collectif,
        s=monde.structures[0],
        m=horloge.instant + timedelta(days=1),
    )
    essai = open_page(monde, "alice", "revoir", simple="1")
    assert "Votre action « Écrire *la* charte » est faite" in read_ecran(essai)
    assert {radio.key for radio in essai.radio} == {"niveau-T01-02"}


def test_a_rerun_sends_few_statements(installation: Installation, monde: Monde) -> None:
    suite = start(monde)
    save(monde, suite.carnets[monde.structures[0]], "T01-01", Saisie(niveau=2))
    essai = run(prepare_page(monde, "alice", "revoir"))
    assert len(count_rerun(installation.moteur, essai)) <= 6


def test_a_few_are_proposed_at_once_and_the_others_keep_their_reasons() -> None:
    proposees = tuple(Proposee(build(code, nommee=True), (Motif.NOMMEE,)) for code in CODES[:8])
    autres = tuple(build(code) for code in CODES[8:12])
    etapes = list_etapes(ARevoir(proposees, autres), REFERENTIEL)
    assert (etapes[0].code, len(etapes[0].offres)) == (D_ABORD, PREMIERES_MAX)
    offertes = [offre.critere for etape in etapes for offre in etape.offres]
    assert sorted(offertes) == sorted(CODES[:12])
    assert sum(bool(offre.raisons) for etape in etapes for offre in etape.offres) == len(proposees)


def test_the_address_chooses_a_step_or_the_one_of_its_critere() -> None:
    etapes = list_etapes(ARevoir((), tuple(build(code) for code in CODES[:12])), REFERENTIEL)
    assert [etape.code for etape in etapes] == ["T01", "T02"]
    assert choose_etape(etapes, "T02", None).code == "T02"
    assert choose_etape(etapes, None, CODES[9]).code == "T02"
    assert choose_etape(etapes, "inconnue", None).code == "T01"


def test_the_reasons_are_plain_sentences_and_the_cible_is_said_once() -> None:
    anterieure = build("T01-01", nommee=True, note="À deux ?")
    raisons = list_raisons(Proposee(anterieure, tuple(Motif)[1:]), REFERENTIEL.echelle)
    assert raisons == (
        "Vous visiez 2 · Niveau 2.",
        "Votre chargée de mission vous propose d’y revenir : À deux ?",
        "Une discussion est restée ouverte sur cette réponse.",
    )
    for discutee, dit in (
        (False, "Les avis recueillis"),
        (True, "Une discussion est restée ouverte, et les avis recueillis"),
    ):
        partagee = Proposee(build("T01-01", avis_loin=True, discutee=discutee), (Motif.DISCUTEE,))
        assert list_raisons(partagee, REFERENTIEL.echelle) == (f"{dit} sont loin de cette réponse.",)
    assert build_avant(anterieure, raisons, REFERENTIEL.echelle)["visait"] == ""
    assert build_avant(anterieure, (), REFERENTIEL.echelle)["visait"] == "Vous visiez : 2 · Niveau 2"


def test_the_open_actions_of_a_critere_are_named_up_to_two_then_counted() -> None:
    def act(quoi: str, etat: EtatAction = EtatAction.A_FAIRE, echeance: date | None = None) -> ActionServie:
        return ActionServie(quoi, etat, echeance)

    une = act("Écrire la charte", EtatAction.EN_COURS, date(2026, 5, 2))
    assert list_actions(build("T01-01", actions=(une, act("Finie", EtatAction.FAITE)))) == [
        "Votre action : Écrire la charte (en cours, pour le 2\u00a0mai\u00a02026)"
    ]
    quatre = build("T01-01", actions=(une, act("Former"), act("Dire"), act("Voir")))
    assert list_actions(quatre)[1:] == ["Votre action : Former (à faire)", "Et 2\u00a0autres actions"]
    assert build_avant(quatre, (), REFERENTIEL.echelle)["actions"] == list_actions(quatre)


def test_an_answer_of_before_the_workbook_says_so() -> None:
    assert build_avant(build("T01-01", repris=True), (), REFERENTIEL.echelle)["quand"] == "Au trimestre\u00a01, repris"
    assert build_avant(build("T01-01"), (), REFERENTIEL.echelle)["quand"] == "Au trimestre\u00a01"


def test_the_simple_display_says_all_that_the_cards_say(monde: Monde) -> None:
    start(monde)
    execute(
        "insert into action (collectif_id, structure_id, quoi, etat, criteres)"
        " values (:c, :s, 'Relire *la* charte', 'a_faire', '{T01-01}')",
        c=monde.collectif,
        s=monde.structures[0],
    )
    essai = open_page(monde, "alice", "revoir", simple="1")
    vu = read_ecran(essai).replace("\u00a0", " ").replace("\\", "")
    descripteur = REFERENTIEL.critere("T01-01").niveaux[1]
    for dit in (
        f"Au trimestre 1 : 1 · Niveau 1. {descripteur}",
        "Vous aviez écrit : « Au conseil »",
        "Trace : Charte",
        "Vous visiez : 3",
        "Votre action : Relire *la* charte (à faire)",
        "Pas de locaux",
    ):
        assert dit in vu, dit


def test_the_simple_display_asks_what_changed_once_it_did(monde: Monde) -> None:
    start(monde)
    essai = open_page(monde, "alice", "revoir", simple="1")

    def list_champs() -> set[str]:
        return {zone.label for zone in essai.text_area}

    essai.session_state["details-T01-02"] = True
    run(essai)
    assert list_champs() == {"Commentaire (sans nom de personne)"}
    essai.radio(key="niveau-T01-02").set_value(4)
    run(essai)
    assert list_champs() == {"Qu’est-ce qui a changé ? (sans nom de personne)"}


def test_whoever_re_reads_finds_the_revisions_after_what_the_carnet_asks(monde: Monde) -> None:
    suite = start(monde)
    carnet = suite.carnets[monde.structures[0]]
    save(monde, carnet, "T01-01", Saisie(niveau=4))
    execute("update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=carnet)
    essai = open_page(monde, "anna", "relecture", carnet=str(carnet))
    options = essai.selectbox(key="relecture-critere").options
    assert len(options) == len([c for part in REFERENTIEL.capsule("T02") for c in part.criteres]) + 1
    assert "Critère T01-01 · revu" in options[-1]


def test_an_action_that_is_done_leads_to_the_answer_that_it_serves(monde: Monde) -> None:
    start(monde)
    execute(
        "insert into action (collectif_id, structure_id, quoi, etat, criteres)"
        " values (:c, :s, 'Écrire la charte', 'faite', '{T01-02}')",
        c=monde.collectif,
        s=monde.structures[0],
    )
    assert "revoir" in list_liens(monde, "alice", "actions")
    assert "revoir" not in list_liens(monde, "aya", "actions")


def test_what_was_written_at_a_second_look_is_found_again(monde: Monde) -> None:
    suite = start(monde)
    save(monde, suite.carnets[monde.structures[0]], "T01-02", Saisie(niveau=4, commentaire="Le conseil a voté"))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        fonds = get_fonds(unit, monde.structures[0])
    trouves = [texte for texte in fonds.textes if "Le conseil a voté" in texte.textes]
    assert [(texte.page, dict(texte.adresse)) for texte in trouves] == [("revoir", {"critere": "T01-02"})]
