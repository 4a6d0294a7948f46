"""The ZIP of a structure: written from its file, and opened without trusting it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from caprse.echanges.portage.dictionnaire import write_dictionnaire, write_lisezmoi, write_schema
from caprse.echanges.portage.document import FORMAT, Document
from caprse.socle.fichiers import build_fiche_zip
from caprse.socle.signes import drop_signes

MO = 1024 * 1024
DONNEES, SOMMES = "structure.json", "SHA256SUMS"
ANNEXES = {
    "LISEZMOI.txt": write_lisezmoi,
    "dictionnaire.md": write_dictionnaire,
    "structure-1.schema.json": write_schema,
}
ARCHIVE_MAX, DEPLOYE_MAX, DONNEES_MAX, PIECES_MAX = 260 * MO, 320 * MO, 60 * MO, 1100
PROFONDEUR_MAX, RAISONS_MAX = 40, 60
_CHEMIN = re.compile(r"fichiers/[0-9a-f]{64}\.[a-z]{3,4}")
_SOMME = re.compile(r"([0-9a-f]{64})  (\S+)")
_MORCEAU = 256 * 1024
_TEXTES_INTERDITS = re.compile("[\x00\ud800-\udfff]")


class ArchiveRefusee(Exception):
    """The file is refused whole, for all these reasons: French sentences."""

    def __init__(self, raisons: Iterable[str]) -> None:
        self.raisons = tuple(raisons)
        super().__init__(" ".join(self.raisons))


@dataclass(frozen=True)
class Contenu:
    """What an archive holds, once checked. ``empreinte``: of the archive itself."""

    document: Document
    fichiers: dict[str, bytes]
    empreinte: str


def write_archive(document: Document, read_fichier: Callable[[str], bytes], now: datetime) -> bytes:
    """The archive of this file; ``read_fichier`` gives one file of a trace at a time, by its hash."""
    sortie = io.BytesIO()
    sommes = []
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in _list_pieces(document, read_fichier):
            _add(archive, nom, octets, now)
            sommes.append(f"{hashlib.sha256(octets).hexdigest()}  {nom}\n")
        _add(archive, SOMMES, "".join(sommes).encode(), now)
    return sortie.getvalue()


def write_json(document: Document) -> bytes:
    """The file itself."""
    return (json.dumps(document.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()


def read_archive(octets: bytes) -> Contenu:
    """What an archive holds. Raises ArchiveRefusee with every reason that may be told at once."""
    if len(octets) > ARCHIVE_MAX:
        raise ArchiveRefusee([f"L’archive dépasse {ARCHIVE_MAX // MO} Mo."])
    pieces = _read_pieces(octets)
    empreintes = {nom: hashlib.sha256(contenu).hexdigest() for nom, contenu in pieces.items()}
    raisons = _check_sommes(pieces[SOMMES], empreintes)
    document = _read_document(pieces[DONNEES])
    annonces = {fichier.chemin: fichier for fichier in document.fichiers}
    trouves = {nom: contenu for nom, contenu in pieces.items() if _CHEMIN.fullmatch(nom)}
    raisons += [f"Le fichier {nom} manque dans l’archive." for nom in annonces.keys() - trouves.keys()]
    raisons += [f"Le fichier {nom} n’est cité nulle part." for nom in trouves.keys() - annonces.keys()]
    for nom in sorted(annonces.keys() & trouves.keys()):
        fichier = annonces[nom]
        if empreintes[nom] != fichier.empreinte or len(trouves[nom]) != fichier.octets:
            raisons.append(f"Le fichier {nom} a changé depuis l’export : son empreinte n’est plus la sienne.")
    if raisons:
        raise ArchiveRefusee(sorted(raisons)[:RAISONS_MAX])
    fichiers = {annonces[nom].empreinte: contenu for nom, contenu in trouves.items()}
    return Contenu(document, fichiers, hashlib.sha256(octets).hexdigest())


def _list_pieces(document: Document, read_fichier: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    for nom, write in ANNEXES.items():
        yield nom, write().encode()
    yield DONNEES, write_json(document)
    for fichier in document.fichiers:
        yield fichier.chemin, read_fichier(fichier.empreinte)


def _add(archive: zipfile.ZipFile, nom: str, octets: bytes, now: datetime) -> None:
    archive.writestr(build_fiche_zip(nom, now), octets)


def _read_pieces(octets: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            fiches = archive.infolist()
            if raisons := _check_fiches(fiches):
                raise ArchiveRefusee(raisons)
            reste = DEPLOYE_MAX
            pieces = {}
            for fiche in fiches:
                pieces[fiche.filename] = _read_piece(archive, fiche, min(reste, fiche.file_size))
                reste -= len(pieces[fiche.filename])
            return pieces
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as erreur:
        raise ArchiveRefusee(["Ce n’est pas une archive ZIP entière : elle est abîmée ou coupée."]) from erreur


def _check_fiches(fiches: list[zipfile.ZipInfo]) -> list[str]:
    noms = [fiche.filename for fiche in fiches]
    raisons = []
    if len(fiches) > PIECES_MAX:
        return [f"L’archive contient plus de {PIECES_MAX} fichiers."]
    if sum(fiche.file_size for fiche in fiches) > DEPLOYE_MAX:
        return [f"L’archive, ouverte, dépasserait {DEPLOYE_MAX // MO} Mo."]
    raisons += [
        f"L’archive contient un fichier inattendu : {_tell(nom)}."
        for nom in noms
        if nom not in {*ANNEXES, DONNEES, SOMMES} and not _CHEMIN.fullmatch(nom)
    ]
    raisons += [
        f"L’archive contient deux fois {_tell(nom)}." for nom in sorted({n for n in noms if noms.count(n) > 1})
    ]
    raisons += [f"L’archive est chiffrée : {_tell(fiche.filename)}." for fiche in fiches if fiche.flag_bits & 1]
    raisons += [
        f"{nom} manque : ce n’est pas l’archive d’une structure." for nom in (DONNEES, SOMMES) if nom not in noms
    ]
    if any(fiche.filename == DONNEES and fiche.file_size > DONNEES_MAX for fiche in fiches):
        raisons.append(f"{DONNEES} dépasse {DONNEES_MAX // MO} Mo.")
    return raisons[:RAISONS_MAX]


def _read_piece(archive: zipfile.ZipFile, fiche: zipfile.ZipInfo, borne: int) -> bytes:
    """No more than what was announced: a size that lies is not believed."""
    morceaux, lus = [], 0
    with archive.open(fiche) as flux:
        while morceau := flux.read(_MORCEAU):
            lus += len(morceau)
            if lus > borne:
                raise ArchiveRefusee(["L’archive ment sur la taille de ses fichiers."])
            morceaux.append(morceau)
    return b"".join(morceaux)


def _check_sommes(sommes: bytes, empreintes: dict[str, str]) -> list[str]:
    """What the list of the archive does not say, or says otherwise than ``empreintes``, those of its pieces."""
    lignes = [_SOMME.fullmatch(ligne) for ligne in sommes.decode("utf-8", "replace").splitlines()]
    dites = {ligne[2]: ligne[1] for ligne in lignes if ligne is not None}
    raisons = [] if all(lignes) else [f"{SOMMES} ne se lit pas."]
    for nom in sorted(empreintes.keys() - {SOMMES}):
        if nom not in dites:
            raisons.append(f"{nom} n’a pas d’empreinte dans {SOMMES}.")
        elif empreintes[nom] != dites[nom]:
            raisons.append(f"{nom} a changé depuis l’export : son empreinte n’est plus la sienne.")
    raisons += [f"{_tell(nom)} manque dans l’archive." for nom in sorted(dites.keys() - empreintes.keys())]
    return raisons


def _read_document(octets: bytes) -> Document:
    try:
        brut = json.loads(octets.decode("utf-8"), parse_constant=_refuse_constante)
        _check_tree(brut)
    except (ValueError, RecursionError) as erreur:
        raise ArchiveRefusee([f"{DONNEES} ne se lit pas : ce n’est pas un JSON que le cahier a écrit."]) from erreur
    dit = brut.get("format") if isinstance(brut, dict) else None
    if dit != FORMAT:
        raise ArchiveRefusee([f"Format inconnu : {_tell(str(dit))}. Ce cahier lit « {FORMAT} »."])
    try:
        return Document.model_validate(brut)
    except ValidationError as erreur:
        raise ArchiveRefusee(_tell_faute(faute) for faute in erreur.errors()[:RAISONS_MAX]) from erreur


def _refuse_constante(nom: str) -> float:
    raise ValueError(nom)


def _check_tree(noeud: Any, profondeur: int = 0) -> None:
    """No text that the base cannot hold, no number beyond it, nothing too deep. Raises ValueError."""
    if profondeur > PROFONDEUR_MAX:
        raise ValueError
    if isinstance(noeud, str):
        if _TEXTES_INTERDITS.search(noeud):
            raise ValueError
    elif isinstance(noeud, dict):
        for cle, element in noeud.items():
            _check_tree(cle, profondeur + 1)
            _check_tree(element, profondeur + 1)
    elif isinstance(noeud, list):
        for element in noeud:
            _check_tree(element, profondeur + 1)
    elif isinstance(noeud, int | float) and not abs(noeud) < 2**62:
        raise ValueError


def _tell_faute(faute: Any) -> str:
    lieu = ".".join(str(morceau) for morceau in faute["loc"])
    return f"{DONNEES}, {_tell(lieu)} : {FAUTES.get(faute['type'], 'la valeur n’est pas celle attendue')}."


FAUTES = {
    "missing": "ce champ manque",
    "extra_forbidden": "ce champ n’existe pas dans ce format",
    "string_too_long": "le texte est trop long",
    "string_too_short": "le texte est vide",
    "too_long": "la liste est trop longue",
    "literal_error": "ce mot n’est pas prévu",
}


def _tell(nom: str) -> str:
    return f"« {' '.join(drop_signes(nom).split())[:80]} »"
