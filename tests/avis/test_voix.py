"""Voices: from an account, from a phone; one each, changed until the end, taken from nobody else."""

from __future__ import annotations

from datetime import datetime
from threading import Thread
from uuid import uuid4

import pytest

from caprse.acces.connexion.limites import TropDeTentatives
from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.avis import voix
from caprse.avis.lecture import MesAvis
from caprse.avis.regles import GROUPES
from caprse.avis.service import open_consultation
from caprse.avis.voix import NOUVEAUX_PAR_ADRESSE, get_bulletin, save_avis, save_voix
from caprse.socle.base_locale import BaseLocale
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from tests.avis.scene import ADRESSE, FIN, Scene, open_scene
from tests.base import count_rows, execute, wait_for_lock
from tests.conftest import Horloge
from tests.droits import check_rights


def test_the_people_of_the_structure_alone_give_their_avis(scene: Scene) -> None:
    critere = scene.monde.criteres[0]
    check_rights(
        scene.monde, {"alice", "ali", "aya"}, lambda unit: save_avis(unit, scene.id, scene.groupes[0], critere, 1)
    )


def test_each_reads_their_own_voice_and_nobody_elses(scene: Scene) -> None:
    scene.say("ali", 2)
    scene.say("aya", None)
    for personne, attendu in (("ali", 2), ("aya", None)):
        assert scene.read(personne).miens == MesAvis({scene.monde.criteres[0]: attendu}, scene.groupes[0])
    assert scene.read("alice").miens == MesAvis({})


def test_a_voice_given_again_replaces_the_first(scene: Scene) -> None:
    scene.say("ali", 0)
    scene.say("ali", 4)
    scene.tap("un", 1)
    scene.tap("un", None)
    assert sorted(execute("select niveau from voix"), key=str) == [(4,), (None,)]


def test_someone_who_changes_group_moves_with_all_they_said(scene: Scene) -> None:
    scene.say("ali", 0)
    scene.say("ali", 1, groupe=2, critere=1)
    assert {ligne[0] for ligne in execute("select groupe_id from voix")} == {scene.groupes[2]}


def test_a_voice_that_is_not_named_tells_no_account_and_no_time(scene: Scene) -> None:
    scene.say("ali", 2)
    scene.tap("un", 3)
    assert execute("select count(*) from voix where compte_id is not null")[0][0] == 0
    colonnes = execute("select data_type from information_schema.columns where table_name = 'voix'")
    assert not {genre for (genre,) in colonnes} & {"timestamp with time zone", "date"}
    ali = str(scene.monde.comptes["ali"])
    assert all(ali not in str(ligne) for ligne in execute("select to_jsonb(v) from voix v"))


def test_the_same_account_or_phone_has_another_mark_in_another_consultation(scene: Scene) -> None:
    autre = open_scene(scene.monde, criteres=(2,))
    for une, critere in ((scene, 0), (autre, 2)):
        une.say("ali", 2, critere=critere)
        une.tap("un", 3, critere=critere)
    assert execute("select count(distinct empreinte) from voix")[0][0] == 4


def test_a_phone_is_one_voice_by_link(scene: Scene) -> None:
    scene.tap("un", 1, groupe=1)
    scene.tap("un", 2, groupe=2)
    assert count_rows("voix") == 2


@pytest.mark.parametrize("lien", ["", "x", "A" * 43, "A" * 5000, "é\x00"])
def test_a_guessed_link_opens_nothing(scene: Scene, lien: str) -> None:
    del scene
    with open_unit_systeme() as unit, pytest.raises(Introuvable):
        get_bulletin(unit, lien, None)
    with open_unit_systeme() as unit, pytest.raises(Introuvable):
        save_voix(unit, lien, "un", "T01-01", 1, ADRESSE)


def test_a_person_does_not_act_as_a_phone(scene: Scene) -> None:
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit, pytest.raises(Introuvable):
        get_bulletin(unit, scene.jetons[0], None)


@pytest.mark.parametrize("niveau", [-1, 5, 99])
def test_a_niveau_out_of_the_échelle_is_refused(scene: Scene, niveau: int) -> None:
    for give in (lambda: scene.say("ali", niveau), lambda: scene.tap("un", niveau)):
        with pytest.raises(SaisieInvalide):
            give()
    assert count_rows("voix") == 0


def test_what_is_not_asked_takes_no_voice(scene: Scene) -> None:
    for give in (lambda: scene.say("ali", 1, critere=3), lambda: scene.tap("un", 1, critere=3)):
        with pytest.raises(Introuvable):
            give()


def test_the_group_of_another_consultation_is_none_of_this_one(scene: Scene) -> None:
    autre = open_scene(scene.monde, criteres=(2,))
    with open_unit(compte_id=scene.monde.comptes["ali"]) as unit:
        for groupe in (autre.groupes[0], uuid4()):
            with pytest.raises(Introuvable):
                save_avis(unit, scene.id, groupe, scene.monde.criteres[0], 1)


def test_another_structures_consultation_is_unknown(scene: Scene) -> None:
    monde = scene.monde
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        autre, liens = open_consultation(unit, monde.carnets[1], [monde.criteres[0]], GROUPES, FIN, nommee=False)
    with open_unit(compte_id=monde.comptes["ali"]) as unit, pytest.raises(Introuvable):
        save_avis(unit, autre, next(iter(liens)), monde.criteres[0], 1)


def test_no_voice_after_the_last_day(scene: Scene, horloge: Horloge) -> None:
    scene.say("ali", 1)
    horloge.instant = datetime(2026, 3, 31, 23, 59, tzinfo=FUSEAU)
    scene.say("ali", 2)
    horloge.instant = datetime(2026, 4, 1, 0, 1, tzinfo=FUSEAU)
    for give in (lambda: scene.say("ali", 3), lambda: scene.tap("un", 3)):
        with pytest.raises(Refus, match="terminée"):
            give()
    assert [tuple(ligne) for ligne in execute("select niveau from voix")] == [(2,)]


def test_no_voice_after_the_closing_and_the_page_still_says_so(scene: Scene) -> None:
    scene.tap("un", 1)
    scene.close()
    for give in (lambda: scene.say("ali", 3), lambda: scene.tap("un", 3)):
        with pytest.raises(Refus, match="close"):
            give()
    with open_unit_systeme() as unit:
        bulletin = get_bulletin(unit, scene.jetons[1], "un")
    assert (bulletin.consultation.etat, bulletin.miens.niveaux) == ("close", {})


def test_no_voice_once_the_trimestre_is_closed(scene: Scene) -> None:
    execute("update trimestre set etat = 'clos', clos_le = now() where id = :t", t=scene.monde.trimestre)
    with pytest.raises(Refus, match="terminée"):
        scene.say("ali", 3)


def test_the_base_itself_takes_no_voice_after_the_closing(scene: Scene) -> None:
    scene.close()
    with pytest.raises(Refus, match="close"):
        execute(
            "insert into voix (collectif_id, consultation_id, structure_id, groupe_id, critere, empreinte)"
            " select collectif_id, consultation_id, structure_id, id, :c, 'forge' from consultation_groupe limit 1",
            c=scene.monde.criteres[0],
        )


def test_one_address_that_floods_is_slowed_down_and_who_spoke_already_is_not(scene: Scene) -> None:
    for rang in range(NOUVEAUX_PAR_ADRESSE.maximum):
        scene.tap(f"appareil-{rang}", 1)
    with pytest.raises(TropDeTentatives):
        scene.tap("de trop", 1)
    scene.tap("appareil-0", 2)
    scene.tap("ailleurs", 1, adresse="198.51.100.9")
    assert count_rows("voix") == NOUVEAUX_PAR_ADRESSE.maximum + 1


def test_a_link_takes_so_many_devices_and_no_more(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voix, "VOIX_MAX", 2)
    scene.tap("un", 1)
    scene.tap("deux", 1)
    with pytest.raises(Refus, match="Beaucoup d’avis"):
        scene.tap("trois", 1)
    scene.tap("deux", 3, critere=1)
    scene.tap("trois", 1, groupe=2)


def test_a_closing_waits_for_the_voice_being_written_and_counts_it(
    scene: Scene, serveur: BaseLocale, base: str
) -> None:
    with open_unit_systeme() as unit:
        save_voix(unit, scene.jetons[1], "un", scene.monde.criteres[0], 1, ADRESSE)
        fermeture = Thread(target=scene.close)
        fermeture.start()
        wait_for_lock(serveur, base)
    fermeture.join()
    depouille = scene.read().depouille
    assert depouille is not None
    assert depouille.resultats[scene.monde.criteres[0]].ensemble.nombre == 1


def test_the_unit_of_a_person_gives_back_what_it_was_lent(scene: Scene) -> None:
    """A use case that acts for the system in the middle leaves the person's own rights behind it."""

    def action(unit: Unit) -> None:
        save_avis(unit, scene.id, scene.groupes[0], scene.monde.criteres[0], 1)
        assert unit.db.connection().exec_driver_sql("select count(*) from voix").scalar() == 0

    with open_unit(compte_id=scene.monde.comptes["ali"]) as unit:
        action(unit)
