"""What a person takes away: all that is about them, nothing about anybody else, and only by their own hand."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from caprse.acces.comptes.page_mon_compte import page_mon_compte
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.echanges.personne.page import show_mes_donnees
from caprse.echanges.personne.requetes import MES_DONNEES
from caprse.echanges.personne.service import JSON, TEXTE, build_mes_donnees, get_mes_donnees
from caprse.echanges.personne.textes import CHAMPS, TITRES
from caprse.socle.base import Base
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.echanges.personne.scene import COURRIEL, NOM, fill_personne
from tests.ecran import open_page
from tests.monde import Monde
from tests.test_fleches_sql import PROPRIETAIRES, list_tables

# Tables that name a person and are not in their file, and why.
LAISSEES = {
    "mandat": "for whom one transaction acts: gone with it",
}
# Tables that only sign what a structure or a collectif owns: that this person wrote is in the lines of the journal.
SIGNEES = {
    *(
        "action",
        "adresse_signal",
        "appui",
        "bascule",
        "binome",
        "binome_visite",
        "carnet",
        "cle_lecture",
        "compte_rendu",
    ),
    *("consultation", "entraide"),
    *("positionnement", "pratique", "pratique_retour", "pratique_trace", "presence", "proposition", "relecture"),
    *("reponse", "reponse_trace", "trace", "trimestre"),
}
# The same, of what keeps no journal: the counts of a paper round, which are of nobody.
RELEVEES = {"releve_avis"}


def _read(monde: Monde, nom: str = "ali") -> tuple[dict[str, Any], str]:
    compte = monde.comptes[nom]
    with open_unit(compte_id=compte) as unit:
        octets = build_mes_donnees(unit, compte)
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert set(archive.namelist()) == {JSON, TEXTE}
        return json.loads(archive.read(JSON)), archive.read(TEXTE).decode("utf-8-sig")


def test_all_that_is_about_oneself_is_there(monde: Monde) -> None:
    fill_personne(monde)
    donnees, texte = _read(monde)
    assert donnees["compte"][0]["courriel"] == COURRIEL
    assert donnees["roles"][0]["structure"] == "Collectif A – structure 0"
    assert donnees["sessions"][0]["appareil"] == "Firefox sur Linux"
    assert donnees["brouillons"][0]["texte"] == {"texte": f"Signé {NOM}"}
    assert donnees["courriels"][0]["objet"] == f"Bonjour {NOM}"
    assert {ligne["objet"] for ligne in donnees["journal"]} >= {"reponse"}
    assert [ligne["apres"].get("nom") for ligne in donnees["journal_de_votre_compte"]][-1] == NOM
    for cle in ("invitations_recues", "liens_de_connexion", "agenda", "refus_de_courriels", "nouvelles", "actes"):
        assert len(donnees[cle]) == 1, cle
    assert f"- Nom : {NOM} · Adresse : {COURRIEL} · Compte ouvert : oui" in texte
    assert "Rôle : Contribution" in texte
    assert not re.search(r"\d{4}-\d\d-\d\dT", texte.split("# Ce qui a changé")[0]), "dates are said in French"


def test_nothing_secret_and_nothing_of_others_is_in_it(monde: Monde) -> None:
    fill_personne(monde)
    donnees, texte = _read(monde)
    tout = json.dumps(donnees, ensure_ascii=False) + texte
    for secret in ("un secret", "empreinte", "alice@", "bob@", "Deux\\nlignes", 'vous a cité", "detail": "x'):
        assert secret not in tout
    assert NOM not in json.dumps(_read(monde, "bob")[0], ensure_ascii=False)


def test_nobody_takes_away_what_is_about_another(monde: Monde) -> None:
    fill_personne(monde)
    check_rights(monde, {"ali"}, lambda unit: get_mes_donnees(unit, monde.comptes["ali"]))
    with open_unit_systeme() as unit, pytest.raises(Introuvable):
        get_mes_donnees(unit, monde.comptes["ali"])


def test_who_has_left_still_has_it_and_reads_nothing_of_the_structure(monde: Monde) -> None:
    ali = fill_personne(monde)
    execute("delete from habilitation where compte_id = :a", a=ali)
    donnees, _ = _read(monde)
    assert donnees["roles"] is None
    assert donnees["journal"]
    assert "Deux" not in json.dumps(donnees)


def test_every_table_that_names_a_person_is_in_it_or_left_out_for_a_reason() -> None:
    compte = Base.metadata.tables["compte"]
    nommantes = {
        nom
        for nom in PROPRIETAIRES
        for colonne in Base.metadata.tables[nom].columns
        if colonne.name == "compte_id" or any(cle.column.table is compte for cle in colonne.foreign_keys)
    }
    assert nommantes - set(list_tables(str(MES_DONNEES))) == set(LAISSEES) | SIGNEES | RELEVEES


def test_what_only_signs_is_told_by_the_journal(monde: Monde) -> None:
    journalisees = {
        ligne[0]
        for ligne in execute(
            "select tgrelid::regclass::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid"
            " where p.proname = 'journaliser'"
        )
    }
    assert journalisees >= SIGNEES


def test_each_list_and_each_field_has_its_words(monde: Monde) -> None:
    fill_personne(monde)
    requete = str(MES_DONNEES)
    assert re.findall(r"^ '(\w+)', \(select", requete.replace("json_build_object(\n", "\n"), re.MULTILINE) == list(
        TITRES
    )
    objets = re.findall(r"json_build_object\(('.*?')\)(?: order by|\)|,|$)", requete.replace("\n", " "))
    champs = {champ for objet in objets for champ in re.findall(r"'(\w+)', ", objet)}
    assert champs - set(TITRES) <= set(CHAMPS)
    for liste in _read(monde)[0].values():
        for ligne in liste or ():
            assert set(ligne) <= set(CHAMPS)


def test_one_query_whatever_it_holds(monde: Monde, installation: Installation) -> None:
    fill_personne(monde)
    with (
        open_unit(compte_id=monde.comptes["ali"]) as unit,
        count_statements(installation.moteur) as envoyees,
    ):
        build_mes_donnees(unit, monde.comptes["ali"])
    assert sum("json_build_object" in requete for requete in envoyees) == 1
    # The others give and take back what the system may read.
    assert len(envoyees) <= 6


def test_the_button_of_the_page_gives_ones_own(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_personne(monde)
    boutons: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        "caprse.echanges.personne.page.st.download_button",
        lambda libelle, data, **_: boutons.update({libelle: data}),
    )
    open_page(monde, "ali", lambda: page_mon_compte(show_mes_donnees))
    with zipfile.ZipFile(io.BytesIO(boutons["Télécharger mes données"]())) as archive:
        assert NOM in archive.read(TEXTE).decode("utf-8-sig")
