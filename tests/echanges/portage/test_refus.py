"""Sixty damaged archives, and more: each is refused in French sentences, and nothing changes."""

from __future__ import annotations

import hashlib
import io
import json
import random
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from caprse.cli import main
from caprse.echanges.portage import archive as archives
from caprse.echanges.portage.archive import ArchiveRefusee, read_archive
from caprse.echanges.portage.arrivee import import_structure
from caprse.socle.installation import Installation, get_installation
from tests.base import get_value
from tests.echanges.portage.scene import export, fill
from tests.monde import Monde

Pieces = dict[str, bytes]
TABLES = ("structure", "compte", "collectif", "trimestre", "reponse", "fichier", "importee", "journal")


def _open(octets: bytes) -> Pieces:
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def _write(pieces: Pieces, *, sceller: bool = True) -> bytes:
    if sceller:
        sommes = (f"{hashlib.sha256(o).hexdigest()}  {n}\n" for n, o in pieces.items() if n != "SHA256SUMS")
        pieces = pieces | {"SHA256SUMS": "".join(sommes).encode()}
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in pieces.items():
            archive.writestr(nom, octets)
    return sortie.getvalue()


def _change(octets: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    pieces = _open(octets)
    brut = json.loads(pieces["structure.json"])
    change(brut)
    return _write(pieces | {"structure.json": json.dumps(brut).encode()})


def _refuse(octets: bytes, nom: str = "Collectif neuf") -> str:
    avant = [get_value(f"select count(*) from {table}") for table in TABLES]
    with pytest.raises(ArchiveRefusee) as refus:
        import_structure(get_installation(), octets, nom, appliquer=True)
    assert [get_value(f"select count(*) from {table}") for table in TABLES] == avant
    assert refus.value.raisons
    assert all(raison.endswith(".") for raison in refus.value.raisons)
    return str(refus.value)


def test_sixty_damaged_archives_change_nothing(monde: Monde) -> None:
    fill(monde)
    octets = export(monde.structures[0])
    hasard = random.Random(14)
    for rang in range(60):
        abime = bytearray(octets)
        if rang % 3 == 0:
            abime = abime[: hasard.randrange(len(abime))]
        elif rang % 3 == 1:
            for _ in range(hasard.randrange(1, 40)):
                abime[hasard.randrange(len(abime))] = hasard.randrange(256)
        else:
            pieces = _open(octets)
            texte = bytearray(pieces["structure.json"])
            for _ in range(3):
                texte[hasard.randrange(len(texte))] = hasard.choice(b'{}[]",:0x')
            abime = bytearray(_write(pieces | {"structure.json": bytes(texte)}, sceller=rang % 2 == 0))
        try:
            read_archive(bytes(abime))
        except ArchiveRefusee:
            continue
        # What is still whole stays refused: its structure is there already.
        _refuse(bytes(abime), "Collectif A")
    assert get_value("select count(*) from importee") == 0


FAUTES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "version": (lambda d: d.update(format="caprse-structure/2"), "Format inconnu"),
    "champ en trop": (lambda d: d["structure"].update(secret=1), "n’existe pas dans ce format"),
    "champ qui manque": (lambda d: d["structure"].pop("nom"), "ce champ manque"),
    "niveau impossible": (lambda d: d["trimestres"][0]["carnet"]["reponses"][0].update(niveau=9), "attendue"),
    "niveau que le référentiel n’a pas": (
        lambda d: d["trimestres"][0]["carnet"]["reponses"][0].update(niveau=5),
        "un niveau que son référentiel n’a pas",
    ),
    "personne inconnue": (lambda d: d["actions"][0].update(modifie_par="p99"), "« p99 » est citée"),
    "trace inconnue": (lambda d: d["trimestres"][0]["carnet"]["traces"][0].update(trace="t99"), "« t99 » est citée"),
    "réponse deux fois": (
        lambda d: d["trimestres"][0]["carnet"]["reponses"].append(d["trimestres"][0]["carnet"]["reponses"][0]),
        "y est 2 fois",
    ),
    "référentiel absent": (lambda d: d["referentiels"][0].update(version="9.9.9"), "9.9.9 manque ici"),
    "référentiel autre": (lambda d: d["referentiels"][0].update(empreinte="x"), "pas le même contenu"),
    "dates": (lambda d: d["trimestres"][0].update(fin="2020-01-01"), "ne vont pas ensemble"),
    "clos sans jour": (lambda d: d["trimestres"][0].update(etat="clos"), "ne vont pas ensemble"),
    "chemin qui sort": (lambda d: d["fichiers"][0].update(chemin="fichiers/../../etc/passwd"), "attendue"),
    "fichier cité et absent": (lambda d: d["fichiers"].pop(), "n’est cité nulle part"),
    "nature fausse": (
        lambda d: d["fichiers"][0].update(nature="pdf"),
        "n’est pas ce que dit son nom",
    ),
    "réponse contradictoire": (
        lambda d: d["trimestres"][0]["carnet"]["reponses"][0].update(non_concerne=True, motif=""),
        "n’admettent pas",
    ),
    "signe que la base ne tient pas": (lambda d: d["actions"][0].update(quoi="a\x00b"), "ne se lit pas"),
}


@pytest.mark.parametrize("nom", FAUTES)
def test_what_is_wrong_is_told(monde: Monde, nom: str) -> None:
    fill(monde)
    change, phrase = FAUTES[nom]
    assert phrase in _refuse(_change(export(monde.structures[0]), change))


def test_every_reason_is_told_at_once(monde: Monde) -> None:
    fill(monde)

    def change(brut: dict[str, Any]) -> None:
        brut["actions"][0]["modifie_par"] = "p99"
        brut["referentiels"][0]["version"] = "9.9.9"
        brut["trimestres"][0]["fin"] = "2020-01-01"

    dit = _refuse(_change(export(monde.structures[0]), change))
    assert "p99" in dit
    assert "9.9.9" in dit
    assert "dates" in dit


@pytest.mark.parametrize(
    "nom", ["../structure.json", "/etc/passwd", "fichiers/../../x.pdf", "C:\\x.txt", "fichiers/x.pdf", "autre.txt"]
)
def test_a_path_that_is_not_ours_is_refused(monde: Monde, nom: str) -> None:
    fill(monde)
    assert "inattendu" in _refuse(_write(_open(export(monde.structures[0])) | {nom: b"x"}))


def test_bombs_doubles_and_changed_files_are_refused(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(monde)
    octets = export(monde.structures[0])
    pieces = _open(octets)
    (fichier,) = [nom for nom in pieces if nom.startswith("fichiers/")]
    assert "a changé depuis l’export" in _refuse(_write(pieces | {fichier: b"autre;chose\n"}))
    assert "a changé depuis l’export" in _refuse(
        _write(pieces | {"LISEZMOI.txt": pieces["LISEZMOI.txt"] + b" "}, sceller=False)
    )
    sans = {nom: contenu for nom, contenu in pieces.items() if nom != fichier}
    assert "manque dans l’archive" in _refuse(_write(sans))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sortie = io.BytesIO(octets)
        with zipfile.ZipFile(sortie, "a") as archive:
            archive.writestr("structure.json", b"{}")
    assert "deux fois" in _refuse(sortie.getvalue())
    monkeypatch.setattr(archives, "DEPLOYE_MAX", 10_000)
    assert "dépasserait" in _refuse(_write(pieces | {"LISEZMOI.txt": b" " * 10_001}))
    monkeypatch.setattr(archives, "PIECES_MAX", 2)
    assert "plus de 2 fichiers" in _refuse(octets)
    monkeypatch.setattr(archives, "ARCHIVE_MAX", 10)
    assert "dépasse" in _refuse(octets)


def test_a_deep_json_is_refused(monde: Monde) -> None:
    fill(monde)
    pieces = _open(export(monde.structures[0])) | {"structure.json": b"[" * 100_000 + b"]" * 100_000}
    assert "ne se lit pas" in _refuse(_write(pieces))


def test_what_is_there_already_is_not_taken_again(monde: Monde) -> None:
    fill(monde)
    octets = export(monde.structures[0])
    assert "est déjà dans ce collectif" in _refuse(octets, "collectif a")
    assert "n’est pas celui du fichier : la thématique" in _refuse(
        _change(
            octets, lambda d: d["structure"].update(nom="Une autre") or d["trimestres"][0].update(thematique="T02")
        ),
        "Collectif A",
    )
    assert "inventées" in _refuse(_change(octets, lambda d: d["collectif"].update(fictif=True)), "Collectif A")


def test_the_commands_tell_it_without_a_traceback(
    monde: Monde, installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    fill(monde)
    _use(installation, monkeypatch)
    chemin, structure = tmp_path / "a.zip", "Collectif A – structure 0"
    ecrit = CliRunner().invoke(main, ["exporter-structure", structure, str(chemin), "--collectif", "Collectif A"])
    assert ecrit.exit_code == 0, ecrit.output
    encore = CliRunner().invoke(main, ["exporter-structure", structure, str(chemin), "--collectif", "Collectif A"])
    assert encore.exit_code == 1
    arguments = ["importer-structure", str(chemin), "--collectif", "Neuf"]
    essai = CliRunner().invoke(main, arguments)
    assert essai.exit_code == 0
    assert "C’est un essai" in essai.output
    assert "réponses : 3" in essai.output
    fait = CliRunner().invoke(main, [*arguments, "--appliquer"])
    assert fait.exit_code == 0
    assert "est importée" in fait.output
    refus = CliRunner().invoke(main, [*arguments, "--appliquer"])
    assert refus.exit_code == 1
    assert "déjà" in refus.stderr
    assert "Traceback" not in refus.stderr
    (tmp_path / "b.zip").write_bytes(b"PK")
    faux = CliRunner().invoke(main, ["importer-structure", str(tmp_path / "b.zip"), "--collectif", "Neuf"])
    assert faux.exit_code == 1
    assert "abîmée" in faux.stderr


def _use(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caprse.socle.commande.open_installation", lambda _: installation)
    monkeypatch.setattr(Installation, "close", lambda _: None)
    monkeypatch.setattr("caprse.socle.commande.set_installation", lambda _: None)
