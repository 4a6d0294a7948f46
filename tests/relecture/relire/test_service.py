"""Re-read: what is read, said, sent back; who may, and what never moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.carnet.regles import EtatCarnet, Saisie
from caprse.referentiel.codec import to_contenu
from caprse.referentiel.modele import VersionReferentiel
from caprse.relecture.relire.cote_structure import RelectureVue, build_points, load_alentours
from caprse.relecture.relire.lecture import get_a_relire
from caprse.relecture.relire.liste import list_a_relire
from caprse.relecture.relire.regles import CARNET, EtatRelecture, SaisieRelecture
from caprse.relecture.relire.service import accept_suggestion, mark_relu, record_visite, save_relecture, send_back
from caprse.relecture.relire.verifications import GenrePoint
from caprse.restitution.publication.service import refresh_publication
from caprse.socle.erreurs import Conflit, Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import count_rows, execute, get_value
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.fabrique import build_referentiel
from tests.monde import Monde
from tests.relecture.scene import add_trimestre, answer, check_strangers, read, read_structure, relire, send

A_COMPLETER = SaisieRelecture(EtatRelecture.A_COMPLETER, "Quel document ?", version_lue=1)
RELU = SaisieRelecture(EtatRelecture.RELU, version_lue=1)
NON = Saisie(non_concerne=True, motif="Sans objet")


@pytest.fixture
def transmis(monde: Monde) -> Monde:
    """Structure 0 answered the first three critères and transmitted."""
    for code in monde.criteres[:3]:
        answer(monde, code, Saisie(niveau=2, commentaire=f"Mot sur {code}"))
    send(monde)
    return monde


def list_all(monde: Monde, personne: str = "anna", **reste: Any) -> list[tuple[str, str, int, int, int]]:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        liste = list_a_relire(unit, monde.collectif, **reste)
    return [(c.structure[-1], c.etat, c.relus, c.repondus, c.nouveaux) for c in liste.carnets]


def test_the_list_puts_what_waits_first_and_does_not_read_drafts(transmis: Monde, horloge: Horloge) -> None:
    answer(transmis, transmis.criteres[0], Saisie(niveau=1), personne="bob", rang=1)
    assert list_all(transmis) == [("0", "transmis", 0, 3, 0)]
    horloge.instant += timedelta(hours=1)
    send(transmis, "bob", 1)
    assert [ligne[0] for ligne in list_all(transmis)] == ["0", "1"]
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        mark_relu(unit, transmis.carnets[0], 2)
        assert list_a_relire(unit, transmis.collectif).brouillons == 5
    assert list_all(transmis) == [("1", "transmis", 0, 1, 0), ("0", "relu", 3, 3, 0)]


def test_a_carnet_leads_to_its_own_trimestre(transmis: Monde) -> None:
    ancien = transmis.carnets[0]
    nouveau = add_trimestre(transmis, 2, "T02", date(2026, 7, 15))
    assert list_all(transmis) == []
    # A closed trimestre is read whole, even what was never transmitted.
    assert len(list_all(transmis, carnet_id=ancien)) == 7
    assert len(list_all(transmis, numero=1)) == 7
    assert list_all(transmis, carnet_id=nouveau) == []
    assert list_all(transmis, carnet_id=transmis.carnet_ailleurs) == []


def test_a_carnet_is_read_whole(transmis: Monde) -> None:
    carnet = read(transmis)
    assert carnet.etat is EtatCarnet.TRANSMIS
    code = transmis.criteres[0]
    assert carnet.reponses[code].saisie.commentaire == f"Mot sur {code}"
    assert carnet.reponses[code].auteur == "Alice"
    assert (carnet.relectures, carnet.notes, carnet.fils, carnet.anciennes) == ({}, {}, {}, {})
    assert {point.genre for point in carnet.points} == {GenrePoint.SANS_TRACE}
    assert len(carnet.points) == 3


def test_a_first_draft_is_not_read_nor_re_read(monde: Monde) -> None:
    answer(monde, monde.criteres[0], Saisie(niveau=2))
    with pytest.raises(Refus, match="pas encore transmis"):
        read(monde)
    with pytest.raises(Refus, match="pas encore transmis"):
        relire(monde, monde.criteres[0], RELU)
    with pytest.raises(Refus, match="pas encore transmis"), open_unit(compte_id=monde.comptes["anna"]) as unit:
        send_back(unit, monde.carnets[0], 1, "Un mot")
    assert count_rows("relecture") == 0


def test_the_history_gives_the_last_five_changes_of_niveau(monde: Monde, horloge: Horloge) -> None:
    code = monde.criteres[0]
    saisies = [Saisie(niveau=rang % 4) for rang in range(5)]
    saisies += [replace(saisies[-1], commentaire="Un mot"), replace(NON, commentaire="Un mot"), Saisie(niveau=3)]
    for version, saisie in enumerate(saisies):
        horloge.instant += timedelta(minutes=1)
        answer(monde, code, saisie, version, "ali" if version % 2 else "alice")
    send(monde)
    passages = read(monde).historique[code]
    assert [(p.avant and (p.avant.niveau, p.avant.non_concerne), p.apres.niveau) for p in passages] == [
        ((None, True), 3),
        ((0, False), None),
        ((3, False), 0),
        ((2, False), 3),
        ((1, False), 2),
    ]
    assert [p.apres.non_concerne for p in passages] == [False, True, False, False, False]
    assert [p.auteur for p in passages] == ["Ali", "Alice", "Alice", "Ali", "Alice"]


def test_the_previous_answer_stands_beside_on_the_same_echelle_only(transmis: Monde) -> None:
    # TRA is asked every trimestre.
    execute("update carnet set etat = 'a_completer' where id = :c", c=transmis.carnets[0])
    answer(transmis, "TRA-01", Saisie(niveau=3, commentaire="Alors"))
    carnet = add_trimestre(transmis, 2, "T02", date(2026, 7, 15))
    monde = replace(transmis, carnets=(carnet, *transmis.carnets[1:]))
    answer(monde, "TRA-01", Saisie(niveau=1))
    send(monde)
    lu = read(monde)
    assert (lu.anciennes["TRA-01"].saisie.commentaire, lu.anciennes["TRA-01"].trimestre) == ("Alors", 1)
    assert GenrePoint.BAISSE in {point.genre for point in lu.points if point.critere == "TRA-01"}
    # A niveau of another échelle does not compare.
    autre = build_referentiel(nb_niveaux=4, themes=3, criteres=8, identifiant="autre")
    with open_unit_systeme() as unit:
        version = VersionReferentiel(
            cle="autre", version="0.1.0", titre="Autre", empreinte="autre", contenu=to_contenu(autre)
        )
        unit.db.add(version)
        unit.db.flush()
    carnet = add_trimestre(monde, 3, "T03", date(2026, 10, 15), version.id)
    monde = replace(monde, carnets=(carnet, *monde.carnets[1:]))
    answer(monde, "TRA-01", Saisie(niveau=1))
    send(monde)
    assert read(monde).anciennes == {}


def test_what_is_said_of_an_answer_is_kept_and_the_answer_is_not_touched(transmis: Monde) -> None:
    code = transmis.criteres[0]
    avant = read(transmis).reponses[code]
    saisie = SaisieRelecture(EtatRelecture.A_DISCUTER, "  Bien vu  ", 1, 1)
    ecrite = relire(transmis, code, saisie)
    assert (ecrite.version, ecrite.saisie.note, ecrite.auteur) == (1, "Bien vu", "Anna")
    relue = read(transmis)
    assert relue.relectures[code].saisie == replace(saisie, note="Bien vu")
    assert relue.reponses[code] == avant
    assert relire(transmis, code, RELU, 1).version == 2


def test_a_critere_without_an_answer_may_be_asked_for(transmis: Monde) -> None:
    saisie = SaisieRelecture(EtatRelecture.A_COMPLETER, "À répondre")
    assert relire(transmis, transmis.criteres[5], saisie).version == 1
    with pytest.raises(SaisieInvalide, match="n’existe pas"):
        relire(transmis, transmis.criteres[6], RELU)


def test_bad_input_is_refused_whole(transmis: Monde) -> None:
    for saisie in (
        SaisieRelecture(note="x" * 4001),
        SaisieRelecture(niveau_suggere=5),
        SaisieRelecture("autre"),  # type: ignore[arg-type]
        SaisieRelecture(note="\x00"),
    ):
        with pytest.raises(SaisieInvalide):
            relire(transmis, transmis.criteres[0], saisie)
    for code in ("T02-01", "", "x"):
        with pytest.raises(Introuvable):
            relire(transmis, code, SaisieRelecture())
    assert count_rows("relecture") == 0


def test_two_people_who_re_read_do_not_overwrite_each_other(transmis: Monde, anne: str) -> None:
    code = transmis.criteres[0]
    relire(transmis, code, replace(RELU, note="Première"))
    with pytest.raises(Conflit, match="Anna a relu") as conflit:
        relire(transmis, code, replace(RELU, note="Seconde"), personne=anne)
    assert conflit.value.actuel.saisie.note == "Première"
    assert conflit.value.voulu.note == "Seconde"
    assert read(transmis).relectures[code].saisie.note == "Première"


def test_the_same_gesture_sent_twice_is_one_gesture(transmis: Monde) -> None:
    code = transmis.criteres[0]
    assert relire(transmis, code, RELU) == relire(transmis, code, RELU)
    assert read(transmis).relectures[code].version == 1


def test_the_whole_carnet_is_relu_but_for_what_was_flagged(transmis: Monde) -> None:
    premier, second, troisieme = transmis.criteres[:3]
    relire(transmis, premier, replace(RELU, etat=EtatRelecture.A_DISCUTER))
    relire(transmis, second, SaisieRelecture(note="Une note"))
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        assert mark_relu(unit, transmis.carnets[0], 2) == 2
    carnet = read(transmis)
    assert carnet.etat is EtatCarnet.RELU
    etats = {code: relecture.saisie.etat for code, relecture in carnet.relectures.items()}
    assert etats == {premier: EtatRelecture.A_DISCUTER, second: EtatRelecture.RELU, troisieme: EtatRelecture.RELU}
    assert carnet.relectures[second].saisie == SaisieRelecture(EtatRelecture.RELU, "Une note", version_lue=1)


def test_relu_needs_a_transmitted_carnet_that_did_not_move(transmis: Monde) -> None:
    for version, phrase in ((1, "changé entre-temps"), (3, "changé entre-temps")):
        with pytest.raises(Refus, match=phrase), open_unit(compte_id=transmis.comptes["anna"]) as unit:
            mark_relu(unit, transmis.carnets[0], version)
    with pytest.raises(Refus, match="pas transmis"), open_unit(compte_id=transmis.comptes["anna"]) as unit:
        mark_relu(unit, transmis.carnets[1], 1)
    assert count_rows("relecture") == 0


def test_an_empty_list_is_not_sent_back_and_changes_nothing(transmis: Monde) -> None:
    relire(transmis, transmis.criteres[0], RELU)
    with pytest.raises(Refus, match="Dites ce qu’il faut compléter"):
        _send_back(transmis, 2, "   ")
    assert read(transmis).etat is EtatCarnet.TRANSMIS
    assert CARNET not in read(transmis).relectures


def test_a_carnet_is_not_sent_back_while_a_critere_is_asked_without_a_note(transmis: Monde) -> None:
    relire(transmis, transmis.criteres[0], replace(A_COMPLETER, note=""))
    with pytest.raises(Refus, match="Critère T01-01"):
        _send_back(transmis, 2, "")
    assert read(transmis).etat is EtatCarnet.TRANSMIS
    assert _send_back(transmis, 2, "Reprenez les traces.") == (transmis.criteres[0],)


def test_the_structure_gets_its_list_and_what_it_completes_is_marked(transmis: Monde, horloge: Horloge) -> None:
    premier, second = transmis.criteres[:2]
    relire(transmis, premier, A_COMPLETER)
    relire(transmis, second, A_COMPLETER)
    assert _send_back(transmis, 2, " Merci pour ce carnet ") == (premier, second)
    ouvert = read_structure(transmis)
    with open_unit(compte_id=transmis.comptes["aya"]) as unit:
        vues = load_alentours(unit, ouvert).relectures
    assert ouvert.etat is EtatCarnet.A_COMPLETER
    assert vues[CARNET].note == "Merci pour ce carnet"
    assert (vues[premier].etat, vues[premier].note) == (EtatRelecture.A_COMPLETER, "Quel document ?")
    horloge.instant += timedelta(days=1)
    answer(transmis, premier, Saisie(niveau=2, trace_titre="Compte rendu"), 1)
    send(transmis)
    carnet = read(transmis)
    assert carnet.relectures[premier].saisie == A_COMPLETER
    assert carnet.reponses[premier].version > carnet.relectures[premier].saisie.version_lue
    # What was completed is to be read again: only the other one can be asked again.
    assert _send_back(transmis, 4) == (second,)


def test_what_is_being_written_is_not_told_yet(transmis: Monde, horloge: Horloge) -> None:
    horloge.instant += timedelta(minutes=1)
    relire(transmis, transmis.criteres[0], replace(RELU, note="Brouillon"))
    relire(transmis, transmis.criteres[1], SaisieRelecture())
    assert _load(transmis) == {}
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        mark_relu(unit, transmis.carnets[0], 2)
    vues = _load(transmis)
    assert vues[transmis.criteres[0]].note == "Brouillon"


def test_the_structure_adopts_a_suggestion_and_nobody_else_does_it_for_it(transmis: Monde) -> None:
    code = transmis.criteres[0]
    relire(transmis, code, replace(A_COMPLETER, niveau_suggere=1))
    with pytest.raises(Refus, match="transmis"):
        _accept(transmis, "ali", code, 1)
    _send_back(transmis, 2)
    for personne in ("aya", "bob", "charlie", "anna", "clara", "adam", "fanny", "personne"):
        # Nor are they told whether something is suggested.
        for autre in (code, transmis.criteres[1]):
            with pytest.raises(Introuvable):
                _accept(transmis, personne, autre, 1)
    with pytest.raises(Conflit):
        _accept(transmis, "ali", code, 0)
    with pytest.raises(Refus, match="Aucun niveau"):
        _accept(transmis, "ali", transmis.criteres[1], 1)
    assert _accept(transmis, "ali", code, 1) == Saisie(niveau=1, commentaire=f"Mot sur {code}")
    assert read(transmis).relectures[code].saisie.niveau_suggere == 1
    relire(transmis, transmis.criteres[7], SaisieRelecture(niveau_suggere=3))
    assert _accept(transmis, "alice", transmis.criteres[7], 0) == Saisie(niveau=3)


def test_what_changed_since_the_last_visit_is_known(transmis: Monde, anne: str, horloge: Horloge) -> None:
    assert read(transmis).vue_le is None
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        record_visite(unit, transmis.carnets[0])
    assert read(transmis).vue_le == horloge()
    execute("update carnet set etat = 'a_completer' where id = :c", c=transmis.carnets[0])
    horloge.instant += timedelta(minutes=1)
    answer(transmis, transmis.criteres[0], Saisie(niveau=3), 1)
    assert list_all(transmis) == [("0", "a_completer", 0, 3, 1)]
    # A visit is one's own.
    assert list_all(transmis, anne) == [("0", "a_completer", 0, 3, 0)]
    assert read(transmis, anne).vue_le is None
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        record_visite(unit, transmis.carnets[0])
    assert list_all(transmis) == [("0", "a_completer", 0, 3, 0)]


def test_messages_are_counted_and_one_s_own_are_never_unread(transmis: Monde, anne: str) -> None:
    code = transmis.criteres[0]
    for critere, auteurs in ((code, ("alice", "anna", "ali")), (None, ("alice",))):
        fil = get_value(
            "insert into fil (collectif_id, carnet_id, structure_id, critere)"
            " values (:c, :k, :s, :critere) returning id",
            c=transmis.collectif,
            k=transmis.carnets[0],
            s=transmis.structures[0],
            critere=critere,
        )
        for auteur in auteurs:
            execute(
                "insert into message (collectif_id, fil_id, structure_id, auteur, texte) values (:c, :f, :s, :a, 'x')",
                c=transmis.collectif,
                f=fil,
                s=transmis.structures[0],
                a=transmis.comptes[auteur],
            )
    execute(
        "insert into lecture_fil (collectif_id, fil_id, compte_id, structure_id, lu_le)"
        " select collectif_id, id, :a, structure_id, now() from fil where critere is null",
        a=transmis.comptes["anna"],
    )
    assert read(transmis).fils == {code: (3, 2), CARNET: (1, 0)}
    assert read(transmis, anne).fils == {code: (3, 3), CARNET: (1, 1)}
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        assert list_a_relire(unit, transmis.collectif).carnets[0].non_lus == 2


def test_not_concerned_alone_is_told_to_the_animation_from_enough_others_on(monde: Monde) -> None:
    code = monde.criteres[0]
    _answer_as(monde, 0, code, NON)
    for rang in range(1, 6):
        assert GenrePoint.NON_CONCERNE not in {point.genre for point in read(monde).points}
        _answer_as(monde, rang, code, Saisie(niveau=1))
    assert [(p.critere, p.genre) for p in read(monde).points] == [(code, GenrePoint.NON_CONCERNE)]
    # An answer that is being changed does not count.
    execute("update carnet set etat = 'a_completer' where id = :c", c=monde.carnets[5])
    assert read(monde).points == ()
    execute("update carnet set etat = 'transmis' where id = :c", c=monde.carnets[5])
    _answer_as(monde, 6, code, NON)
    assert GenrePoint.NON_CONCERNE not in {point.genre for point in read(monde).points}


def test_a_structure_is_told_of_the_others_only_what_was_published(monde: Monde, horloge: Horloge) -> None:
    code = monde.criteres[0]
    for rang in range(7):
        _answer_as(monde, rang, code, Saisie(niveau=1) if rang else NON)
    # All have answered, and nothing is published yet.
    assert _kinds(monde) == set()
    horloge.instant += timedelta(minutes=1)
    with open_unit_systeme() as unit:
        assert refresh_publication(unit, monde.trimestre)
    assert _kinds(monde) == {GenrePoint.NON_CONCERNE}
    # Sent back, it answers again: nothing is said of the others then.
    execute("update carnet set etat = 'a_completer' where id = :c", c=monde.carnets[0])
    assert _kinds(monde) == set()


def test_one_other_that_changes_its_mind_is_not_betrayed(monde: Monde, horloge: Horloge) -> None:
    code = monde.criteres[0]
    for rang in range(7):
        _answer_as(monde, rang, code, Saisie(niveau=1) if rang not in {0, 3} else NON)
    for rang in range(7):
        _answer_as(monde, rang, monde.criteres[1], Saisie(niveau=1))
    horloge.instant += timedelta(minutes=1)
    with open_unit_systeme() as unit:
        assert refresh_publication(unit, monde.trimestre)
    horloge.instant += timedelta(minutes=1)
    execute("update carnet set etat = 'a_completer' where id = :c", c=monde.carnets[3])
    execute("update reponse set niveau = 1, non_concerne = false where carnet_id = :c", c=monde.carnets[3])
    execute("update carnet set etat = 'transmis', transmis_le = :n where id = :c", c=monde.carnets[3], n=horloge())
    # All the others are concerned now; said today, that would tell who changed.
    assert _kinds(monde) == set()


def test_points_of_the_structure_name_its_late_actions(transmis: Monde) -> None:
    execute(
        "insert into action (collectif_id, structure_id, quoi, echeance, criteres)"
        " values (:c, :s, 'Former', '2026-03-13', :codes), (:c, :s, 'Plus tard', '2026-03-14', :codes)",
        c=transmis.collectif,
        s=transmis.structures[0],
        codes=[transmis.criteres[0]],
    )
    execute(
        "insert into action (collectif_id, structure_id, quoi, echeance, etat)"
        " values (:c, :s, 'Fait', '2026-01-01', 'faite')",
        c=transmis.collectif,
        s=transmis.structures[0],
    )
    ouvert = read_structure(transmis)
    with open_unit(compte_id=transmis.comptes["aya"]) as unit:
        siens = build_points(unit, ouvert)
    assert siens == read(transmis).points
    assert [point.phrase for point in siens if point.genre is GenrePoint.ACTION] == [
        "En retard, à finir pour le 13\u00a0mars\u00a02026 : Former"
    ]


@pytest.mark.parametrize("geste", ["list", "get", "save", "relu", "back", "visite"])
def test_only_the_animation_of_the_collectif_re_reads(transmis: Monde, geste: str) -> None:
    carnet, code = transmis.carnets[0], transmis.criteres[0]
    gestes = {
        "list": lambda unit: list_a_relire(unit, transmis.collectif),
        "get": lambda unit: get_a_relire(unit, carnet),
        "save": lambda unit: save_relecture(unit, carnet, code, RELU, 0),
        "relu": lambda unit: mark_relu(unit, carnet, 2),
        "back": lambda unit: send_back(unit, carnet, 2, "Un mot"),
        "visite": lambda unit: record_visite(unit, carnet),
    }
    check_strangers(transmis, gestes[geste])
    assert (count_rows("relecture"), count_rows("visite")) == (0, 0)
    assert read(transmis).etat is EtatCarnet.TRANSMIS


def test_a_structure_reads_its_own_re_reading_only(transmis: Monde) -> None:
    ouvert = read_structure(transmis)
    siens = ("alice", "ali", "aya")
    check_strangers(transmis, lambda unit: load_alentours(unit, ouvert).relectures, siens)
    check_strangers(transmis, lambda unit: build_points(unit, ouvert), siens)


def test_what_does_not_exist_is_introuvable(monde: Monde) -> None:
    def attempt(unit: Unit) -> None:
        get_a_relire(unit, uuid4())

    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["anna"]) as unit:
        attempt(unit)
    with pytest.raises(Introuvable), open_unit(compte_id=monde.comptes["alice"]) as unit:
        accept_suggestion(unit, uuid4(), monde.criteres[0], 0)


def test_reading_takes_one_query_each(transmis: Monde, installation: Installation) -> None:
    ouvert = read_structure(transmis)
    read(transmis)
    with open_unit(compte_id=transmis.comptes["anna"]) as unit:
        with count_statements(installation.moteur) as liste:
            list_a_relire(unit, transmis.collectif)
        with count_statements(installation.moteur) as carnet:
            get_a_relire(unit, transmis.carnets[0])
    with open_unit(compte_id=transmis.comptes["alice"]) as unit:
        with count_statements(installation.moteur) as relectures:
            load_alentours(unit, ouvert)
        with count_statements(installation.moteur) as points:
            build_points(unit, ouvert)
    assert [len(vues) for vues in (liste, carnet, relectures, points)] == [1, 1, 1, 1]


def _send_back(monde: Monde, version: int, mot: str = "") -> tuple[str, ...]:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return send_back(unit, monde.carnets[0], version, mot)


def _accept(monde: Monde, personne: str, code: str, version: int) -> Saisie:
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        return accept_suggestion(unit, monde.carnets[0], code, version).saisie


def _load(monde: Monde) -> dict[str, RelectureVue]:
    ouvert = read_structure(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return dict(load_alentours(unit, ouvert).relectures)


def _kinds(monde: Monde) -> set[GenrePoint]:
    ouvert = read_structure(monde)
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        return {point.genre for point in build_points(unit, ouvert)}


def _answer_as(monde: Monde, rang: int, code: str, saisie: Saisie) -> None:
    """The answer of a structure that has no account here, transmitted."""
    with open_unit_systeme() as unit:
        maintenant = unit.now
    execute(
        "insert into reponse (collectif_id, carnet_id, critere, structure_id, niveau, non_concerne, motif)"
        " values (:c, :k, :critere, :s, :niveau, :nc, :motif)",
        c=monde.collectif,
        k=monde.carnets[rang],
        critere=code,
        s=monde.structures[rang],
        niveau=saisie.niveau,
        nc=saisie.non_concerne,
        motif=saisie.motif,
    )
    execute("update carnet set etat = 'transmis', transmis_le = :n where id = :k", k=monde.carnets[rang], n=maintenant)
