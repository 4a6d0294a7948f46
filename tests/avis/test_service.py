"""Open, hand out links, type in sheets, close for good; and what is left when it is closed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest

from caprse.acces.unite import Unit, hash_jeton, open_unit, open_unit_systeme
from caprse.avis.lecture import list_consultations
from caprse.avis.regles import GROUPES, Etat, Raison
from caprse.avis.releves import save_releve
from caprse.avis.service import close_consultation, open_consultation, renew_lien
from caprse.avis.voix import get_bulletin
from caprse.carnet.membres.fusion import examine_fusion
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from tests.avis.scene import FIN, Scene, open_scene
from tests.base import count_rows, execute, get_value
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.monde import Monde


def test_the_direction_alone_opens(monde: Monde) -> None:
    def action(unit: Unit) -> None:
        open_consultation(unit, monde.carnets[0], [monde.criteres[0]], GROUPES, FIN, nommee=False)

    check_rights(monde, {"alice"}, action)


def test_the_direction_alone_makes_a_link_types_in_and_closes(scene: Scene) -> None:
    groupe, critere = scene.groupes[0], scene.monde.criteres[0]
    check_rights(scene.monde, {"alice"}, lambda unit: renew_lien(unit, scene.id, groupe))
    check_rights(scene.monde, {"alice"}, lambda unit: save_releve(unit, scene.id, groupe, critere, [1] * 5, 0, 0))
    check_rights(scene.monde, {"alice"}, lambda unit: close_consultation(unit, scene.id))


def test_the_people_of_the_structure_alone_see_that_one_runs(scene: Scene) -> None:
    structure = scene.monde.structures[0]
    check_rights(scene.monde, {"alice", "ali", "aya"}, lambda unit: list_consultations(unit, structure))


def test_an_unknown_carnet_or_consultation_is_told_as_such(scene: Scene) -> None:
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        for action in (
            lambda: open_consultation(unit, uuid4(), ["T01-01"], GROUPES, FIN, nommee=False),
            lambda: close_consultation(unit, uuid4()),
            lambda: renew_lien(unit, scene.id, uuid4()),
        ):
            with pytest.raises(Introuvable):
                action()


def test_a_link_is_kept_only_as_its_hash(scene: Scene) -> None:
    assert {ligne[0] for ligne in execute("select empreinte from consultation_groupe")} == {
        hash_jeton(jeton) for jeton in scene.jetons
    }


def test_a_new_link_closes_the_old_one_and_keeps_its_voices(scene: Scene) -> None:
    scene.tap("un", 2)
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        neuf = renew_lien(unit, scene.id, scene.groupes[1])
    with open_unit_systeme() as unit:
        with pytest.raises(Introuvable):
            get_bulletin(unit, scene.jetons[1], "un")
        assert get_bulletin(unit, neuf, "un").miens.niveaux == {scene.monde.criteres[0]: 2}


@pytest.mark.parametrize("criteres", [["T02-01"], ["INCONNU"], [], ["T01-01", "T01-01"]])
def test_only_critères_of_the_carnet_are_asked(monde: Monde, criteres: list[str]) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(SaisieInvalide):
        open_consultation(unit, monde.carnets[0], criteres, GROUPES, FIN, nommee=False)


def test_a_critère_is_asked_once_in_a_carnet(scene: Scene) -> None:
    """Asked again of the same people and one more, the difference would be that one's voice."""
    for close in (False, True):
        if close:
            scene.say("ali", 2)
            scene.close()
        with pytest.raises(Refus, match="déjà été demandé"):
            open_scene(scene.monde, criteres=(2, 0))


def test_a_critère_that_nobody_answered_may_be_asked_again(scene: Scene) -> None:
    scene.say("ali", 2, critere=1)
    scene.close()
    assert [demande.libre for demande in scene.read().demandes] == [True, False]
    assert open_scene(scene.monde, criteres=(0,)).id != scene.id


def test_nothing_is_asked_of_a_carnet_that_was_sent_nor_of_a_trimestre_that_is_closed(monde: Monde) -> None:
    execute("update carnet set etat = 'transmis', transmis_le = now() where id = :c", c=monde.carnets[0])
    with pytest.raises(Refus, match="transmis"):
        open_scene(monde)
    execute("update carnet set etat = 'brouillon' where id = :c", c=monde.carnets[0])
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=monde.trimestre)
    with pytest.raises(Refus, match="clos"):
        open_scene(monde)


def test_before_the_closing_the_direction_reads_how_many_took_part_and_nothing_else(scene: Scene) -> None:
    scene.say("ali", 2)
    scene.say("ali", 3, critere=1)
    scene.tap("un", 0)
    scene.tap("deux", None)
    vue = scene.read()
    assert vue.participants == {scene.groupes[0]: 1, scene.groupes[1]: 2}
    assert vue.depouille is None
    assert scene.read("ali").participants == {}
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        assert unit.db.connection().exec_driver_sql("select count(*) from voix").scalar() == 0


def test_closing_shows_the_spread_and_forgets_every_voice(scene: Scene) -> None:
    """Six voices: three accounts, two phones, one sheet."""
    for personne, niveau in (("alice", 1), ("ali", 2), ("aya", 2)):
        scene.say(personne, niveau)
    scene.tap("un", 0)
    scene.tap("deux", 1)
    scene.type_in([0, 0, 0, 1, 0])
    scene.close()
    vue = scene.read()
    assert vue.depouille is not None
    resultat = vue.depouille.resultats[scene.monde.criteres[0]]
    assert resultat.ensemble.ecart is not None
    assert resultat.ensemble.ecart.niveaux == (1, 2, 2, 1, 0)
    assert {part.raison for part in resultat.groupes.values()} == {Raison.PEU}
    assert vue.depouille.participants == dict(zip(scene.groupes, (3, 3, 0), strict=True))
    assert vue.depouille.noms == {}
    assert (count_rows("voix"), count_rows("cle_avis")) == (0, 0)


def test_what_a_closed_consultation_shows_is_for_the_direction(scene: Scene) -> None:
    scene.say("ali", 2)
    scene.close()
    assert scene.read("alice").depouille is not None
    assert scene.read("ali").depouille is None


def test_four_voices_leave_no_trace_of_a_niveau_anywhere_in_the_base(scene: Scene) -> None:
    for appareil in ("un", "deux", "trois", "quatre"):
        scene.tap(appareil, 4)
    scene.close()
    contenu = get_value("select contenu from depouillement")
    assert contenu["criteres"][scene.monde.criteres[0]]["ensemble"] == {
        "nombre": 4,
        "niveaux": None,
        "sait_pas": 0,
        "raison": "peu",
        "ecartees": 0,
    }


def test_closing_is_final_and_a_second_one_changes_nothing(scene: Scene) -> None:
    scene.say("ali", 2)
    scene.close()
    avant = execute("select close_le, close_par from consultation")
    scene.close()
    assert execute("select close_le, close_par from consultation") == avant
    with pytest.raises(Refus, match="close"), open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        unit.db.connection().exec_driver_sql("update consultation set close_le = null")


def test_named_voices_are_named_to_the_direction_and_phones_are_not(monde: Monde) -> None:
    scene = open_scene(monde, nommee=True)
    scene.say("ali", 2)
    scene.say("aya", None)
    scene.tap("un", 4)
    scene.close()
    depouille = scene.read().depouille
    assert depouille is not None
    critere = monde.criteres[0]
    assert depouille.noms == {critere: [("Ali", 2), ("Aya", None)]}
    assert depouille.resultats[critere].ensemble.ecart is None


def test_sheets_are_corrected_and_two_who_type_do_not_overwrite_each_other(scene: Scene) -> None:
    scene.type_in([1, 0, 0, 0, 0])
    scene.type_in([0, 3, 0, 0, 0], sait_pas=2, version=1)
    with pytest.raises(Refus, match="entre-temps"):
        scene.type_in([0, 0, 0, 0, 9], version=1)
    releve = scene.read().releves[scene.groupes[1], scene.monde.criteres[0]]
    assert (releve.niveaux, releve.sait_pas) == ((0, 3, 0, 0, 0), 2)


@pytest.mark.parametrize(("niveaux", "sait_pas"), [([-1, 0, 0, 0, 0], 0), ([1, 2], 0), ([301, 0, 0, 0, 0], 0)])
def test_an_absurd_tally_is_refused_and_nothing_of_it_is_kept(scene: Scene, niveaux: list[int], sait_pas: int) -> None:
    with pytest.raises(SaisieInvalide):
        scene.type_in(niveaux, sait_pas)
    assert count_rows("releve_avis") == 0


def test_sheets_come_in_after_the_last_day_but_not_after_the_closing(scene: Scene, horloge: Horloge) -> None:
    horloge.instant = datetime(2026, 4, 2, 9, tzinfo=FUSEAU)
    assert scene.read().etat is Etat.FINIE
    scene.type_in([1, 0, 0, 0, 0])
    scene.close()
    with pytest.raises(Refus, match="close"):
        scene.type_in([2, 0, 0, 0, 0], version=1)


def test_the_journal_tells_that_it_took_place_and_nothing_of_what_was_said(scene: Scene) -> None:
    scene.say("ali", 2)
    scene.type_in([0, 1, 0, 0, 0])
    scene.close()
    lignes = execute("select objet, operation, compte_id from journal where instant >= '2026-03-14' order by id")
    depuis = [ligne for ligne in lignes if ligne.objet in {"consultation", "voix", "releve_avis", "depouillement"}]
    alice = scene.monde.comptes["alice"]
    assert [tuple(ligne) for ligne in depuis] == [("consultation", "INSERT", alice), ("consultation", "UPDATE", alice)]


def test_a_consultation_may_be_opened_until_today(monde: Monde) -> None:
    assert open_scene(monde, fin=date(2026, 3, 14)).read().etat is Etat.OUVERTE


def test_a_structure_that_consulted_is_not_merged_away(scene: Scene) -> None:
    monde = scene.monde
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        fusion = examine_fusion(unit, monde.collectif, monde.structures[1], monde.structures[0])
    assert fusion.raisons
