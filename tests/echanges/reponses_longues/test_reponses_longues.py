"""The answers in long format: the same rows in both files, for who reads them on screen, safe to open."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from caprse.acces.regles import Role
from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.carnet.regles import Saisie
from caprse.carnet.service import save_reponse
from caprse.cli import main
from caprse.echanges.page import show_export, show_export_collectif
from caprse.echanges.reponses_longues import ecriture
from caprse.echanges.reponses_longues.dictionnaire import DICTIONNAIRE, DOSSIER, write_dictionnaire
from caprse.echanges.reponses_longues.ecriture import CSV, PARQUET, SCHEMA
from caprse.echanges.reponses_longues.modele import COLONNES
from caprse.echanges.reponses_longues.service import build_reponses_collectif, build_reponses_structure
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.dates import FUSEAU
from caprse.socle.erreurs import Introuvable
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.ecran import open_page
from tests.monde import REFERENTIEL, Monde, add_personne

FORMULE = '=HYPERLINK("http://exemple.test")'
Ligne = dict[str, Any]


def _read(archive: bytes) -> tuple[list[dict[str, str]], list[Ligne], str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as zip_:
        assert zip_.testzip() is None
        brut = zip_.read(CSV)
        assert brut.startswith(b"\xef\xbb\xbf")
        tableur = list(csv.DictReader(io.StringIO(brut.decode("utf-8-sig")), delimiter=";"))
        analyse = pq.read_table(io.BytesIO(zip_.read(PARQUET)))
        assert analyse.schema.equals(SCHEMA)
        return tableur, analyse.to_pylist(), zip_.read(DICTIONNAIRE).decode()


def _export(monde: Monde, nom: str, build: Callable[[Unit, UUID], bytes], cle: UUID) -> list[Ligne]:
    with open_unit(compte_id=monde.comptes[nom]) as unit:
        return _read(build(unit, cle))[1]


def _print(valeur: object) -> str:
    """What a spreadsheet reads of what an analyst reads."""
    match valeur:
        case None:
            return ""
        case bool():
            return "oui" if valeur else "non"
        case datetime():
            return valeur.astimezone(FUSEAU).replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    texte = str(valeur)
    return f"'{texte}" if texte.startswith("=") else texte


@pytest.fixture
def plein(monde: Monde) -> Monde:
    """Structure 0 transmitted and looked at an older critère again; structure 1, named as a formula, is writing."""
    saisies = {
        "T01-01": Saisie(niveau=3, cible=4, commentaire="Un mot à nous"),
        "T01-02": Saisie(non_concerne=True, motif="Pas de flotte"),
        "T01-03": Saisie(niveau=0),
        "T01-04": Saisie(commentaire="Pas encore"),
        "T02-01": Saisie(niveau=2),
        "T02-02": Saisie(commentaire="Rien de revu"),
    }
    for code, saisie in saisies.items():
        execute(
            "insert into reponse (collectif_id, carnet_id, structure_id, critere, niveau, non_concerne, motif,"
            " commentaire, cible, modifie_par) values (:c, :k, :s, :code, :niveau, :nc, :motif, :mot, :cible, :a)",
            c=monde.collectif,
            k=monde.carnets[0],
            s=monde.structures[0],
            a=monde.comptes["ali"],
            code=code,
            niveau=saisie.niveau,
            nc=saisie.non_concerne,
            motif=saisie.motif,
            mot=saisie.commentaire,
            cible=saisie.cible,
        )
    execute("update carnet set etat = 'transmis', transmis_le = now() where id = :k", k=monde.carnets[0])
    execute("update structure set nom = :n where id = :s", n=FORMULE, s=monde.structures[1])
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        save_reponse(unit, monde.carnets[1], "T01-01", Saisie(niveau=2, commentaire="Secret de Bob"), 0)
    return monde


def test_one_row_per_critere_asked_then_what_was_looked_at_again(plein: Monde) -> None:
    lignes = _export(plein, "alice", build_reponses_structure, plein.structures[0])
    demandes = [critere.code for critere in REFERENTIEL.demandes("T01")]
    assert [ligne["critere"] for ligne in lignes] == [*demandes, "T02-01"]
    lues = [(ligne["reponse"], ligne["niveau"], ligne["niveau_vise"], ligne["revision"]) for ligne in lignes]
    vide = ("sans_reponse", None, None, False)
    assert lues[:4] == [
        ("repondu", 3, 4, False),
        ("non_concerne", None, None, False),
        ("repondu", 0, None, False),
        vide,
    ]
    assert lues[-1] == ("repondu", 2, None, True)
    premiere, derniere = lignes[0], lignes[-1]
    assert (premiere["niveau_nom"], premiere["niveau_vise_nom"]) == (REFERENTIEL.echelle[3].nom, "Niveau 4")
    assert (premiere["carnet_etat"], premiere["trimestre_etat"]) == ("transmis", "ouvert")
    assert (premiere["referentiel"], premiere["referentiel_version"]) == (REFERENTIEL.id, REFERENTIEL.version)
    assert (premiere["enjeu"], premiere["niveau_max"]) == ("T01-A", 4)
    assert (derniere["thematique"], derniere["trimestre_thematique"]) == ("T02", "T01")
    # What is said of no answer is said by nobody.
    assert lignes[3]["repondu_le"] is None
    assert premiere["repondu_le"] is not None


@pytest.mark.parametrize("par_lot", [1, 3, 5000])
def test_the_same_rows_are_in_both_files_however_they_are_cut(
    plein: Monde, par_lot: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ecriture, "PAR_LOT", par_lot)
    execute("update carnet set etat = 'transmis', transmis_le = now()")
    with open_unit(compte_id=plein.comptes["anna"]) as unit:
        tableur, analyse, _ = _read(build_reponses_collectif(unit, plein.collectif))
    assert len(analyse) == 2 * len(REFERENTIEL.demandes("T01")) + 1
    assert tableur == [{nom: _print(valeur) for nom, valeur in ligne.items()} for ligne in analyse]


def test_what_a_spreadsheet_would_run_is_guarded_and_what_an_analyst_reads_is_exact(plein: Monde) -> None:
    with open_unit(compte_id=plein.comptes["bob"]) as unit:
        tableur, analyse, _ = _read(build_reponses_structure(unit, plein.structures[1]))
    assert tableur[0]["structure"] == f"'{FORMULE}"
    assert analyse[0]["structure"] == FORMULE


def test_who_animates_reads_what_was_transmitted_or_closed(plein: Monde) -> None:
    def list_structures() -> set[str]:
        return {ligne["structure"] for ligne in _export(plein, "anna", build_reponses_collectif, plein.collectif)}

    assert list_structures() == {"Collectif A – structure 0"}
    assert _export(plein, "anna", build_reponses_structure, plein.structures[1]) == []
    assert _export(plein, "bob", build_reponses_structure, plein.structures[1]) != []
    execute("update carnet set etat = 'a_completer' where id = :k", k=plein.carnets[0])
    assert list_structures() == {"Collectif A – structure 0"}
    with open_unit(compte_id=plein.comptes["anna"]) as unit:
        close_trimestre(unit, plein.trimestre)
    assert list_structures() == {"Collectif A – structure 0", FORMULE}


def test_only_those_who_read_it_on_screen_take_it_away(plein: Monde) -> None:
    check_rights(plein, {"anna"}, lambda unit: build_reponses_collectif(unit, plein.collectif))
    check_rights(plein, {"alice", "anna"}, lambda unit: build_reponses_structure(unit, plein.structures[0]))
    check_rights(plein, set(), lambda unit: build_reponses_structure(unit, plein.trimestre))
    with open_unit_systeme() as unit:
        assert _read(build_reponses_structure(unit, plein.structures[1]))[1] == [], "a draft is nobody else's"


def test_nobody_is_named_and_nothing_typed_leaves(plein: Monde) -> None:
    add_personne(plein, "deux", Role.ANIMATION)
    with open_unit(compte_id=plein.comptes["alice"]) as unit:
        tableur, analyse, _ = _read(build_reponses_structure(unit, plein.structures[0]))
    tout = f"{tableur}{analyse}"
    for mot in ("Un mot à nous", "Pas de flotte", "Ali", str(plein.comptes["ali"]), str(plein.structures[0])):
        assert mot not in tout


def test_as_many_statements_for_one_structure_as_for_many(plein: Monde, installation: Installation) -> None:
    def count() -> int:
        with (
            open_unit(compte_id=plein.comptes["anna"]) as unit,
            count_statements(installation.moteur) as envoyees,
        ):
            build_reponses_collectif(unit, plein.collectif)
        return len(envoyees)

    # The first one reads the référentiel too, once per process.
    count()
    avant = count()
    for rang in range(30):
        execute(
            "with s as (insert into structure (collectif_id, nom, types) values (:c, :n, '{AI}') returning id)"
            " insert into carnet (collectif_id, trimestre_id, structure_id, etat, transmis_le)"
            " select :c, :t, id, 'transmis', now() from s",
            c=plein.collectif,
            t=plein.trimestre,
            n=f"Autre {rang}",
        )
    assert count() == avant == 1


def test_the_dictionary_names_each_column_and_stands_in_the_documentation(plein: Monde) -> None:
    with open_unit(compte_id=plein.comptes["alice"]) as unit:
        tableur, _, dictionnaire = _read(build_reponses_structure(unit, plein.structures[0]))
    assert re.findall(r"^\| `(\w+)` \|", dictionnaire, re.MULTILINE) == list(tableur[0])
    assert [colonne.nom for colonne in COLONNES] == list(tableur[0])
    assert (DOSSIER / DICTIONNAIRE).read_text(encoding="utf-8") == write_dictionnaire() == dictionnaire
    assert SCHEMA.field("niveau").metadata[b"sens"].decode() in dictionnaire


def test_where_nothing_is_to_be_read_the_columns_are_there(plein: Monde) -> None:
    execute("update carnet set etat = 'brouillon', transmis_le = null")
    with open_unit(compte_id=plein.comptes["anna"]) as unit:
        assert _read(build_reponses_collectif(unit, plein.collectif))[:2] == ([], [])


def test_the_buttons_ask_the_right_when_they_are_pressed(plein: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    boutons: list[tuple[str, Callable[[], bytes]]] = []
    monkeypatch.setattr(
        "caprse.echanges.page.st.download_button",
        lambda libelle, data, **_: boutons.append((libelle, data)),
    )

    def press(nom: str, montrer: Callable[[UUID], None], cle: UUID) -> Sequence[Ligne]:
        boutons.clear()
        open_page(plein, nom, partial(montrer, cle))
        return _read(next(data for libelle, data in boutons if "analyse" in libelle)())[1]

    assert press("alice", show_export, plein.structures[0])
    assert press("anna", show_export_collectif, plein.collectif)
    with pytest.raises(Introuvable):
        press("bob", show_export, plein.structures[0])
    with pytest.raises(Introuvable):
        press("alice", show_export_collectif, plein.collectif)


def test_the_command_writes_the_same_file_and_never_over_another(
    plein: Monde, installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("caprse.socle.commande.open_installation", lambda _: installation)
    monkeypatch.setattr("caprse.socle.commande.set_installation", lambda _: None)
    monkeypatch.setattr(Installation, "close", lambda _: None)
    chemin = tmp_path / "reponses.zip"
    argumente = ["exporter-reponses", str(chemin), "--collectif", "Collectif A"]
    ecrit = CliRunner().invoke(main, argumente)
    assert ecrit.exit_code == 0, ecrit.output
    attendues = _export(plein, "anna", build_reponses_collectif, plein.collectif)
    assert _read(chemin.read_bytes())[1] == attendues != []
    assert chemin.stat().st_mode & 0o777 == 0o600
    assert "existe déjà" in CliRunner().invoke(main, argumente).output
    seule = tmp_path / "seule.zip"
    CliRunner().invoke(main, [argumente[0], str(seule), *argumente[2:], "--structure", "collectif a – structure 0"])
    assert _read(seule.read_bytes())[1] == attendues
