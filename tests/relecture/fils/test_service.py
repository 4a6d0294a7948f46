"""Threads: written whatever is locked, read by those who may, counted for each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from caprse.acces.regles import Role
from caprse.acces.unite import Unit, open_unit
from caprse.relecture.fils.service import load_fils, mark_lu, resolve_fil, write_message
from caprse.relecture.rappels.envois import FilCite, queue_mention
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.monde import REFERENTIEL, Monde, add_personne
from tests.relecture.rappels.scene import act_as, remove_role, set_etat

ETRANGERS = ("bob", "charlie", "clara", "adam", "fanny", "personne")


def _write(monde: Monde, personne: str, texte: str, critere: str | None = None, *mentions: str) -> UUID:
    with act_as(monde, personne) as unit:
        fils = write_message(unit, monde.carnets[0], critere, texte, [monde.comptes[m] for m in mentions])
    return fils.fils[critere].id


def test_a_structure_and_its_animation_discuss(monde: Monde) -> None:
    code = monde.criteres[0]
    _write(monde, "anna", "  Quelle trace ?\nMerci !  ", code)
    _write(monde, "ali", "Le compte rendu de mars.", code)
    _write(monde, "alice", "Bonjour à tous.")
    for personne in ("alice", "ali", "aya", "anna"):
        with act_as(monde, personne) as unit:
            fils = load_fils(unit, monde.carnets[0])
        assert set(fils.fils) == {code, None}
        assert [(m.auteur, m.texte) for m in fils.fils[code].messages] == [
            ("Anna", "Quelle trace ?\nMerci !"),
            ("Ali", "Le compte rendu de mars."),
        ]
    assert fils.structure_id == monde.structures[0]


def test_only_those_who_may_read_the_carnet_can_be_called(monde: Monde) -> None:
    with act_as(monde, "ali") as unit:
        gens = load_fils(unit, monde.carnets[0]).gens
    assert sorted(gens.values()) == ["Alice", "Anna", "Aya"]
    for absent in ("bob", "charlie", "clara", "adam", "personne"):
        with pytest.raises(SaisieInvalide, match="n’a pas accès"):
            _write(monde, "alice", "Bonjour", None, "anna", absent)
    with pytest.raises(SaisieInvalide), act_as(monde, "alice") as unit:
        write_message(unit, monde.carnets[0], None, "Bonjour", [uuid4()])
    assert execute("select count(*) from fil") == [(0,)]
    execute("update compte set actif = false where id = :id", id=monde.comptes["aya"])
    with act_as(monde, "ali") as unit:
        assert sorted(load_fils(unit, monde.carnets[0]).gens.values()) == ["Alice", "Anna"]


def test_a_mention_names_people_and_not_oneself(monde: Monde) -> None:
    _write(monde, "anna", "Qu’en dites-vous ?", None, "alice", "ali", "anna")
    with act_as(monde, "ali") as unit:
        [message] = load_fils(unit, monde.carnets[0]).fils[None].messages
    assert sorted(message.mentions) == ["Ali", "Alice"]


@pytest.mark.parametrize("etat", ["brouillon", "transmis", "a_completer", "relu"])
@pytest.mark.parametrize("trimestre", ["ouvert", "clos"])
def test_a_thread_is_never_lost_when_the_carnet_is_locked(monde: Monde, etat: str, trimestre: str) -> None:
    code = monde.criteres[0]
    _write(monde, "ali", "Avant", code)
    set_etat(monde, etat, trimestre)
    _write(monde, "ali", "Après", code)
    fil = _write(monde, "anna", "Réponse", code, "ali")
    with act_as(monde, "alice") as unit:
        fils = load_fils(unit, monde.carnets[0])
        assert [m.texte for m in fils.fils[code].messages] == ["Avant", "Après", "Réponse"]
        mark_lu(unit, fil, fils.fils[code].messages[-1].ecrit_le)
        assert resolve_fil(unit, fil, 3).fils[code].resolu_par == "Alice"


def test_what_others_write_is_unread_until_it_is_read(monde: Monde) -> None:
    code = monde.criteres[0]
    _write(monde, "anna", "Un", code)
    _write(monde, "ali", "Deux", code)
    fil = _write(monde, "anna", "Trois", code)

    def count(personne: str) -> int:
        with act_as(monde, personne) as unit:
            return load_fils(unit, monde.carnets[0]).fils[code].non_lus

    assert count("alice") == 3
    assert count("ali") == 1, "writing is reading what came before"
    assert count("anna") == 0, "nobody owes reading to their own words"
    with act_as(monde, "alice") as unit:
        messages = load_fils(unit, monde.carnets[0]).fils[code].messages
        mark_lu(unit, fil, messages[1].ecrit_le)
    assert count("alice") == 1
    with act_as(monde, "alice") as unit:
        mark_lu(unit, fil, messages[2].ecrit_le)
        mark_lu(unit, fil, messages[0].ecrit_le)
    assert count("alice") == 0, "reading does not go back"
    assert count("aya") == 3


def test_a_message_reopens_what_was_resolved(monde: Monde) -> None:
    fil = _write(monde, "anna", "Une question")
    with act_as(monde, "ali") as unit:
        vu = resolve_fil(unit, fil, 1).fils[None]
        assert (vu.resolu_par, vu.resolu_le) == ("Ali", unit.now)
        assert resolve_fil(unit, fil, 1).fils[None].resolu_le == unit.now
    _write(monde, "anna", "Encore une")
    with act_as(monde, "ali") as unit:
        assert load_fils(unit, monde.carnets[0]).fils[None].resolu_le is None
    with pytest.raises(Refus, match="nouveau message"), act_as(monde, "ali") as unit:
        resolve_fil(unit, fil, 1)
    assert execute("select count(*) from fil") == [(1,)]


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("", "Écrivez"),
        ("  \n ", "Écrivez"),
        ("x" * 4001, "trop long"),
        ("a\x00b", "caractère"),
        ("\ud800", "caractère"),
    ],
)
def test_a_bad_message_is_refused_whole(monde: Monde, texte: str, raison: str) -> None:
    with pytest.raises(SaisieInvalide, match=raison):
        _write(monde, "ali", texte)
    assert execute("select count(*) from fil") == [(0,)]


def test_a_thread_hangs_on_a_critere_of_the_carnet_only(monde: Monde) -> None:
    for code in ("XXX-99", "", "x" * 300):
        with pytest.raises(Introuvable):
            _write(monde, "ali", "Bonjour", code)
    autre = next(c.code for c in REFERENTIEL.thematique(REFERENTIEL.ordre[1]).criteres if c.code not in monde.criteres)
    with pytest.raises(Introuvable):
        _write(monde, "ali", "Bonjour", autre)


def test_whoever_has_left_still_has_a_name_on_what_they_wrote(monde: Monde) -> None:
    _write(monde, "ali", "Je pars demain.", None, "aya")
    remove_role(monde, "ali")
    remove_role(monde, "aya")
    with act_as(monde, "alice") as unit:
        fils = load_fils(unit, monde.carnets[0])
    [message] = fils.fils[None].messages
    assert message.auteur == "Ali"
    assert message.mentions == ("une personne qui n’est plus là",)
    assert "Ali" not in fils.gens.values()


def test_names_are_given_only_to_those_who_may_read_the_thread(monde: Monde) -> None:
    _write(monde, "anna", "Bonjour")
    requete = text("select nom from interlocuteurs(:c, :s)")
    for personne, collectif, structure in (
        ("bob", monde.collectif, monde.structures[0]),
        ("clara", monde.ailleurs, monde.structures[0]),
        ("clara", monde.collectif, monde.structures[0]),
        ("alice", monde.ailleurs, monde.structures[0]),
        ("adam", monde.collectif, monde.structures[0]),
        ("personne", monde.collectif, monde.structures[0]),
    ):
        with act_as(monde, personne) as unit:
            assert unit.db.execute(requete, {"c": collectif, "s": structure}).all() == []
            assert unit.db.execute(text("select current_setting('caprse.profil')")).scalar_one() in {
                "",
                "administration",
            }


@pytest.mark.parametrize("personne", [*ETRANGERS, "aya", "partie"])
def test_strangers_are_told_that_there_is_nothing(monde: Monde, personne: str) -> None:
    fil = _write(monde, "anna", "Entre nous")
    lu_le = execute("select ecrit_le from message")[0][0]
    compte = monde.comptes.get(personne) or add_personne(monde, "partie", Role.DIRECTION, monde.structures[0])
    if personne == "partie":
        execute("delete from habilitation where compte_id = :compte", compte=compte)

    def attack(unit: Unit, geste: int) -> None:
        match geste:
            case 0:
                write_message(unit, monde.carnets[0], None, "Intrus")
            case 1:
                resolve_fil(unit, fil, 1)
            case 2:
                queue_mention(
                    unit, FilCite(fil, monde.collectif, monde.structures[0], uuid4()), [monde.comptes["alice"]]
                )
            case 3:
                load_fils(unit, monde.carnets[0])
            case 4:
                mark_lu(unit, fil, lu_le)

    # Whoever reads the carnet reads its threads; nothing more.
    for geste in range(3 if personne == "aya" else 5):
        with pytest.raises(Introuvable), open_unit(compte_id=compte) as unit:
            attack(unit, geste)
    assert execute("select texte from message") == [("Entre nous",)]
    assert execute("select count(*) from courriel") == [(0,)]
    assert execute("select resolu_le from fil") == [(None,)]


def test_threads_are_read_in_one_statement_whatever_their_number(installation: Installation, monde: Monde) -> None:
    def count() -> int:
        with act_as(monde, "alice") as unit, count_statements(installation.moteur) as vues:
            load_fils(unit, monde.carnets[0])
        return len(vues)

    assert count() == 1
    for code in monde.criteres:
        _write(monde, "anna", "Une question", code)
    assert count() == 1


def test_people_who_open_a_thread_at_once_share_it(monde: Monde) -> None:
    code = monde.criteres[0]
    gens = ["anna", "ali", "alice"] * 3
    with ThreadPoolExecutor(4) as fils:
        ouverts = set(fils.map(lambda personne: _write(monde, personne, f"De {personne}", code), gens))
    assert len(ouverts) == 1
    assert execute("select count(*), count(distinct ecrit_le) from message") == [(9, 9)]
