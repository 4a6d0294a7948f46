"""A person is erased: nothing in the base names them, what they answered stays, and somebody always administers."""

from __future__ import annotations

import io
import zipfile

import psycopg
import pytest

from caprse.acces.comptes.service import list_comptes, set_actif
from caprse.acces.regles import Role
from caprse.acces.unite import open_unit
from caprse.echanges.personne.effacement import SOI, erase_compte
from caprse.echanges.personne.page import page_tous_comptes
from caprse.echanges.service import build_export
from caprse.journal.service import list_journal
from caprse.socle.base_locale import BaseLocale
from caprse.socle.erreurs import Introuvable, Refus
from tests.base import execute, get_value
from tests.droits import check_rights
from tests.echanges.personne.scene import COURRIEL, NOM, fill_personne
from tests.ecran import click, open_page, read
from tests.monde import Monde, add_personne

RESTE = "Une personne partie"
# Whoever they were: today's name and address, yesterday's, the first ones. « baba » alone may be four digits of an id.
TRACES = r"z[eé]phyr|baba-z|ali@exemple|\mali\M"
_COLONNES = """
select table_name, column_name from information_schema.columns c
  join information_schema.tables t using (table_schema, table_name)
 where table_schema = 'public' and table_type = 'BASE TABLE'
   and (c.data_type in ('text', 'character varying', 'character', 'json', 'jsonb', 'ARRAY', 'bytea')
        or c.data_type = 'USER-DEFINED')
"""


def find_traces(serveur: BaseLocale, base: str) -> dict[str, int]:
    """Every column of the base that can hold words, and how many of its rows name them: as the server reads it."""
    with psycopg.connect(serveur.url("postgres", base), autocommit=True) as connexion:
        trouvees = {}
        colonnes = connexion.execute(_COLONNES).fetchall()
        assert len(colonnes) > 150
        for table, colonne in colonnes:
            requete = f"select count(*) from {table} where {colonne}::text ~* %s"
            [(nombre,)] = connexion.execute(requete.encode(), [TRACES]).fetchall()
            if nombre:
                trouvees[f"{table}.{colonne}"] = nombre
        return trouvees


def _erase(monde: Monde, nom: str = "ali") -> list[str]:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        return erase_compte(unit, monde.comptes[nom])


def test_nothing_in_the_base_names_them_any_more(monde: Monde, serveur: BaseLocale, base: str) -> None:
    fill_personne(monde)
    avant = find_traces(serveur, base)
    # What is looked for is found where it is.
    attendues = {
        *("compte.nom", "compte.courriel", "invitation.nom", "invitation.courriel", "journal.avant", "journal.apres"),
        *("courriel.objet", "courriel.contenu", "brouillon.contenu", "nouvelle.titre", "acte.phrase"),
    }
    assert attendues <= set(avant)
    _erase(monde)
    assert find_traces(serveur, base) == {}


def test_what_they_answered_stays_and_is_signed_by_a_person_who_left(monde: Monde) -> None:
    fill_personne(monde)
    lire = "select critere, niveau, commentaire, modifie_par from reponse order by critere"
    avant = execute(lire)
    messages = execute("select texte, auteur from message order by ecrit_le")
    _erase(monde)
    assert execute(lire) == avant
    assert execute("select texte, auteur from message order by ecrit_le") == messages
    for nom in ("alice", "anna"):
        with open_unit(compte_id=monde.comptes[nom]) as unit:
            assert get_value("select nom from compte where id = :c", c=monde.comptes["ali"]) == RESTE
            page = (
                list_journal(unit, structure_id=monde.structures[0])
                if nom == "alice"
                else list_journal(unit, collectif_id=monde.collectif)
            )
            phrases = [ligne.phrase for ligne in page.lignes]
            assert any(RESTE in phrase for phrase in phrases), nom
            assert RESTE.encode() in _unzip(build_export(unit, monde.structures[0]))
            assert unit.db.connection().exec_driver_sql(
                "select nom from compte where efface_le is not null"
            ).scalars().all() == [RESTE]


def test_nobody_enters_any_more_and_nobody_brings_them_back(monde: Monde) -> None:
    ali = fill_personne(monde)
    execute("update habilitation set role = 'contribution' where compte_id = :c", c=ali)
    _erase(monde)
    for table in ("session_web", "lien_connexion", "habilitation", "desinscription", "abonnement_agenda", "nouvelle"):
        assert get_value(f"select count(*) from {table} where compte_id = :c", c=ali) == 0, table
    assert get_value("select count(*) from courriel where lower(destinataire) = lower(:a)", a=COURRIEL) == 0
    assert get_value("select count(*) from invitation where annulee_le is null and acceptee_le is null") == 0
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        with pytest.raises(Introuvable):
            set_actif(unit, ali, True)
        assert ali not in {fiche.id for fiche in list_comptes(unit).fiches}
    with open_unit(compte_id=monde.comptes["adam"]) as unit, pytest.raises(Introuvable):
        erase_compte(unit, ali)


def test_only_the_administration_erases_and_never_itself(monde: Monde) -> None:
    check_rights(monde, {"adam"}, lambda unit: erase_compte(unit, monde.comptes["ali"]))
    with open_unit(compte_id=monde.comptes["adam"]) as unit, pytest.raises(Refus, match="votre propre compte"):
        erase_compte(unit, monde.comptes["adam"])
    assert SOI.startswith("Vous ne pouvez pas")
    # The base itself says no to whoever would go around the service.
    for nom in ("alice", "anna"):
        with (
            pytest.raises(Exception, match="effacer un compte est à l'administration"),
            open_unit(compte_id=monde.comptes[nom]) as unit,
        ):
            unit.db.connection().exec_driver_sql(f"select effacer_compte('{monde.comptes['ali']}')")


def test_somebody_stays_to_administer_and_to_animate(monde: Monde) -> None:
    with pytest.raises(Refus, match="dernière personne à l’animation de Collectif A"):
        _erase(monde, "anna")
    add_personne(monde, "deux", Role.ANIMATION)
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["deux"], False)
    with pytest.raises(Refus, match="animation"):
        _erase(monde, "anna")
    execute("update compte set actif = true")
    assert _erase(monde, "anna") == []
    execute("insert into habilitation (compte_id, role) values (:c, 'administration')", c=monde.comptes["personne"])
    execute("update compte set actif = false where id = :c", c=monde.comptes["personne"])
    execute("insert into habilitation (compte_id, role) values (:c, 'administration')", c=monde.comptes["bob"])
    execute("update compte set actif = true where id = :c", c=monde.comptes["adam"])
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        erase_compte(unit, monde.comptes["adam"])
    with open_unit(compte_id=monde.comptes["bob"]) as unit, pytest.raises(Refus):
        erase_compte(unit, monde.comptes["bob"])


def test_a_structure_without_direction_is_said(monde: Monde) -> None:
    assert _erase(monde, "alice") == ["Collectif A – structure 0"]


def test_a_namesake_keeps_their_account(monde: Monde) -> None:
    fill_personne(monde)
    execute("update compte set nom = :n where id = :c", n=NOM, c=monde.comptes["bob"])
    _erase(monde)
    assert get_value("select nom from compte where id = :c", c=monde.comptes["bob"]) == NOM


def test_the_journal_keeps_the_fact_and_nothing_else_of_it_moves(monde: Monde) -> None:
    ali = fill_personne(monde)
    lire = "select id, instant, compte_id, objet, operation, cle from journal order by id"
    avant = execute(lire)
    autres = execute("select id, avant, apres from journal where objet not in ('compte', 'invitation') order by id")
    _erase(monde)
    assert execute(lire)[: len(avant)] == avant
    assert (
        execute("select id, avant, apres from journal where objet not in ('compte', 'invitation') order by id")[
            : len(autres)
        ]
        == autres
    )
    derniere = get_value("select compte_id from journal where objet = 'compte' order by id desc limit 1")
    assert derniere == monde.comptes["adam"] != ali
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        phrases = [ligne.phrase for ligne in list_journal(unit).lignes]
    assert "Adam a effacé le compte d’une personne, qui est partie" in {phrase.rstrip(".") for phrase in phrases}


def test_a_name_is_forgotten_as_a_word_alone(monde: Monde) -> None:
    execute("update compte set nom = 'Lit' where id = :c", c=monde.comptes["ali"])
    execute(
        "insert into nouvelle (compte_id, cle, genre, titre, chemin) values (:c, 'k', 'mention', :t, 'carnet')",
        c=monde.comptes["bob"],
        t="Lit (qualité) a cité Litote",
    )
    _erase(monde)
    assert get_value("select titre from nouvelle") == f"{RESTE} (qualité) a cité Litote"


def _unzip(octets: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return b"".join(archive.read(nom) for nom in archive.namelist())


def test_the_page_erases_a_closed_account_after_its_question(monde: Monde) -> None:
    ali = monde.comptes["ali"]
    execute("update compte set actif = false where id = :c", c=ali)
    essai = open_page(monde, "adam", page_tous_comptes)
    for cle in (f"gerer-{ali}", f"compte-effacer-{ali}", f"compte-effacer-{ali}-oui"):
        assert get_value("select nom from compte where id = :c", c=ali) == "Ali"
        click(essai, cle)
    assert get_value("select nom from compte where id = :c", c=ali) == RESTE
    assert "Le compte est effacé." in read(essai)
