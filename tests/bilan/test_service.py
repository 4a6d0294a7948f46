"""The whole journey of a structure, on the real base: what it may read of itself, and when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from caprse.acces.unite import open_unit
from caprse.bilan.service import Parcours, get_parcours
from caprse.carnet.bascule.service import apply_bascule
from caprse.carnet.positionnement.fleches import Sens
from caprse.carnet.positionnement.regles import Moment
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.collectif.regles import EtatTrimestre
from caprse.progres.regles import EtatAction, SaisieAction
from caprse.progres.service import create_action, say_changement, update_etat
from caprse.socle.installation import Installation
from tests.base import execute, get_value
from tests.carnet.bascule.test_service import build_correspondance, build_suite, publish
from tests.carnet.positionnement.test_arrivee import E1, close, finish, say, start_bilan
from tests.compteur import count_rerun, count_statements
from tests.droits import check_rights
from tests.ecran import open_page, read, read_html
from tests.monde import Monde


def answer(monde: Monde, carnet: UUID, code: str, niveau: int | None) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        save_reponse(unit, carnet, code, Saisie(niveau=niveau), 0)


def act(monde: Monde, quoi: str, etat: EtatAction = EtatAction.A_FAIRE, change: str = "") -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        action = create_action(unit, monde.structures[0], SaisieAction(quoi, "Ali", date(2026, 5, 4)))
        if etat is EtatAction.FAITE:
            say_changement(unit, action, update_etat(unit, action, 1, etat), change)


def look(monde: Monde, personne: str = "alice") -> Parcours:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return get_parcours(unit, monde.structures[0])


def walk(monde: Monde) -> UUID:
    """From the départ to an open bilan; gives the carnet of the bilan."""
    say(monde, Moment.DEPART, niveau=1)
    for code, niveau in (("T01-01", 1), ("T01-02", 4), ("TRA-01", 2)):
        answer(monde, monde.carnets[0], code, niveau)
    act(monde, "Afficher la charte", EtatAction.FAITE, "Tout le monde la connaît")
    act(monde, "Former les encadrants")
    return start_bilan(monde)


def test_who_may_read_it(monde: Monde) -> None:
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: get_parcours(unit, monde.structures[0]))


def test_it_tells_the_five_parts(monde: Monde) -> None:
    carnet = walk(monde)
    answer(monde, carnet, "T01-01", 3)
    say(monde, Moment.ARRIVEE, niveau=3)
    finish(monde)
    vu = look(monde)
    assert vu.departs[E1].niveau == 1
    assert [(t.numero, t.figure.code, t.figure.repondus) for t in vu.trouves] == [(1, "T01", 2)]
    assert [(action.quoi, action.ce_qui_change) for action in vu.faites] == [
        ("Afficher la charte", "Tout le monde la connaît")
    ]
    assert [(revue.critere, revue.pas) for revue in vu.revues] == [("T01-01", 2)]
    assert vu.groupes[0].fleches[0].sens is Sens.MONTE
    assert [action.quoi for action in vu.ouvertes] == ["Former les encadrants"]
    assert vu.marches


def test_the_start_waits_for_the_arrivee_while_the_bilan_is_open(monde: Monde) -> None:
    walk(monde)
    vu = look(monde)
    assert (vu.attend_arrivee, vu.departs, vu.groupes) == (True, {}, ())
    close(monde, 2)
    vu = look(monde)
    assert (vu.bilan, vu.attend_arrivee, vu.departs[E1].niveau) == (EtatTrimestre.CLOS, False, 1)
    assert vu.groupes[0].fleches[0].sens is Sens.SANS


def test_before_any_answer_each_part_says_what_it_waits_for(monde: Monde) -> None:
    vu = look(monde)
    assert (vu.bilan, vu.trouves, vu.actions, vu.revues, vu.marches) == (None, (), (), (), ())
    page = read(open_page(monde, "alice", "bilan"))
    assert "Le point de départ n’a pas été fait." in page
    assert "Vos premières réponses se montreront ici" in page
    assert "Aucune action n’est encore notée comme faite." in page
    assert "Aucune réponse n’a encore été revue." in page


def test_what_was_frozen_is_read_as_it_was(monde: Monde) -> None:
    walk(monde)
    execute("update structure set types = '{EI}', version = version + 1 where id = :s", s=monde.structures[0])
    [trouve] = look(monde).trouves
    arrete = get_value("select figures -> 'total' from arrete where structure_id = :s", s=monde.structures[0])
    assert trouve.figure.to_contenu() == arrete


def test_what_was_opened_again_is_read_as_it_stands(monde: Monde) -> None:
    answer(monde, monde.carnets[0], "T01-01", 1)
    start_bilan(monde)
    close(monde, 2)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, monde.trimestre, "Une réponse fausse", date(2026, 4, 15))
    execute("update reponse set niveau = 4 where carnet_id = :c and critere = 'T01-01'", c=monde.carnets[0])
    assert [trouve.figure.franchies for trouve in look(monde).trouves] == [4]


def test_the_animation_reads_the_actions_of_this_structure_alone(monde: Monde) -> None:
    act(monde, "À nous")
    execute(
        "insert into action (collectif_id, structure_id, quoi) values (:c, :s, 'À Bob')",
        c=monde.collectif,
        s=monde.structures[1],
    )
    assert [action.quoi for action in look(monde, "anna").actions] == ["À nous"]


def test_after_a_change_of_version_like_is_compared_with_like(monde: Monde) -> None:
    for code, niveau in (("T01-01", 1), ("T01-05", 2)):
        answer(monde, monde.carnets[0], code, niveau)
    carnet = start_bilan(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, publish(build_suite()), build_correspondance())
    # T01-01 was joined with another: a new question. T01-05 stayed what it was.
    answer(monde, carnet, "T01-05", 4)
    assert [(revue.critere, revue.pas) for revue in look(monde).revues] == [("T01-05", 2)]


def test_the_page_shows_all_and_escapes_what_was_typed(monde: Monde) -> None:
    carnet = walk(monde)
    act(monde, "<b>gras</b>", EtatAction.FAITE, "<i>penché</i>")
    answer(monde, carnet, "T01-01", 3)
    say(monde, Moment.ARRIVEE, niveau=3)
    finish(monde)
    essai = open_page(monde, "aya", "bilan")
    html = read_html(essai)
    corps = " ".join(str(element.proto.body) for element in essai.get("html"))
    assert "Ce qui a changé" in html
    plis = [pli.label.partition(" (")[0] for pli in essai.expander]
    assert plis == ["Ce que nous avons fait", "Ce qui vient", "Ce que nous avons trouvé", "Ce que nous pensions"]
    assert "2 marches de plus" in html
    assert "+2 marches" in html
    assert "1 réponse plus haute" in read(essai)
    assert "&lt;b&gt;gras" in corps
    assert "<i>penché" not in corps


def test_it_costs_few_statements_whatever_there_is(monde: Monde, installation: Installation) -> None:
    carnet = walk(monde)
    answer(monde, carnet, "T01-01", 3)
    say(monde, Moment.ARRIVEE, niveau=3)
    finish(monde)
    with count_statements(installation.moteur) as pleines:
        look(monde)
    # What changed the version on the way is read for the collectif as a whole, in a mandate of three statements.
    assert len(pleines) <= 5
    assert len(count_rerun(installation.moteur, open_page(monde, "alice", "bilan"))) <= 6


def test_it_costs_no_more_where_the_version_changed_on_the_way(monde: Monde, installation: Installation) -> None:
    say(monde, Moment.DEPART, niveau=1)
    answer(monde, monde.carnets[0], "T01-05", 2)
    start_bilan(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        apply_bascule(unit, monde.collectif, publish(build_suite()), build_correspondance())
    say(monde, Moment.ARRIVEE, niveau=3)
    finish(monde)
    assert look(monde).groupes
    assert len(count_rerun(installation.moteur, open_page(monde, "alice", "bilan"))) <= 6
