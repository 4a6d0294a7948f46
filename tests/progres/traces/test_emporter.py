"""The traces of a trimestre as one archive, and for whom."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.unite import open_unit
from caprse.progres.traces.emporter import MANIFESTE, write_archive
from caprse.progres.traces.regles import name_chemins
from caprse.socle.erreurs import Introuvable
from tests.base import execute
from tests.droits import check_rights
from tests.ecran import open_page, read_html
from tests.monde import Monde
from tests.progres.traces.fichiers import build_image
from tests.progres.traces.scene import bring, bring_lien, send, tie

EMPORTER = "Emporter les traces (ZIP)"


def _take(monde: Monde, qui: str = "alice") -> zipfile.ZipFile:
    with open_unit(compte_id=monde.comptes[qui]) as unit:
        archive = write_archive(unit, monde.carnets[0])
    lu = archive.flux.read()
    assert len(lu) == archive.octets
    assert archive.nom == "traces-trimestre-1.zip"
    archive.flux.close()
    return zipfile.ZipFile(io.BytesIO(lu))


def _read_liste(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(MANIFESTE).decode("utf-8-sig")), delimiter=";"))


def test_each_critere_has_its_folder_and_the_list_says_all(monde: Monde) -> None:
    photo, autre = bring(monde), bring(monde, build_image(teinte=4))
    for trace_id, critere in ((photo, "T01-01"), (autre, "T01-01"), (photo, "T01-02")):
        tie(monde, trace_id, critere)
    tie(monde, bring_lien(monde, "=1+1"), "T01-03")
    archive = _take(monde)
    assert archive.testzip() is None
    assert set(archive.namelist()) == {
        "T01-01 Critère T01-01/photo.jpg",
        "T01-01 Critère T01-01/photo (2).jpg",
        "T01-02 Critère T01-02/photo.jpg",
        MANIFESTE,
    }
    liste = _read_liste(archive)
    assert [ligne["Genre"] for ligne in liste] == ["photo", "photo", "photo", "lien"]
    assert {ligne["Fichier"] for ligne in liste if ligne["Fichier"]} == set(archive.namelist()) - {MANIFESTE}
    assert (liste[3]["Trace"], liste[3]["Adresse"]) == ("'=1+1", "https://exemple.fr/charte")


def test_the_animation_takes_what_it_is_shown(monde: Monde) -> None:
    tie(monde, bring(monde))
    tie(monde, bring_lien(monde, "Entretiens", confidentielle=True))
    check_rights(monde, {"alice", "ali", "aya"}, lambda unit: write_archive(unit, monde.carnets[0]))
    send(monde)
    check_rights(monde, {"alice", "ali", "aya", "anna"}, lambda unit: write_archive(unit, monde.carnets[0]))
    assert [ligne["Trace"] for ligne in _read_liste(_take(monde, "anna"))] == ["Photo"]
    assert len(_read_liste(_take(monde, "aya"))) == 2


def test_the_animation_finds_it_where_it_re_reads_the_carnet(monde: Monde) -> None:
    send(monde)
    assert EMPORTER not in read_html(open_page(monde, "anna", "relecture", carnet=str(monde.carnets[0])))
    execute("update carnet set etat = 'brouillon', transmis_le = null where id = :c", c=monde.carnets[0])
    tie(monde, bring_lien(monde))
    send(monde)
    assert EMPORTER in read_html(open_page(monde, "anna", "relecture", carnet=str(monde.carnets[0])))


def test_a_carnet_without_trace_has_none_to_take(monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit, pytest.raises(Introuvable):
        write_archive(unit, monde.carnets[0])


@given(st.lists(st.sampled_from(["a.jpg", "A.JPG", "a (2).jpg", "é.pdf", "b.txt"])))
def test_no_two_files_have_one_path(noms: list[str]) -> None:
    chemins = name_chemins(("D", nom) for nom in noms)
    assert len({chemin.casefold() for chemin in chemins}) == len(noms)
    assert [chemin.rpartition(".")[2] for chemin in chemins] == [nom.rpartition(".")[2] for nom in noms]
