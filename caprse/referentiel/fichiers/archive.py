"""A folder of YAML files sent as one .zip: what comes in is measured before it is unpacked, and unpacked flat.

Nothing of it is written under a name of its own making: one folder at the top is allowed, and dropped; in it, only
the translations have a folder of their own.
"""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from caprse.referentiel.erreurs import Erreur, cite
from caprse.referentiel.fichiers.document import LANGUES
from caprse.referentiel.fichiers.lecture import DOSSIER_MAX, FICHIER_MAX, FICHIERS_MAX, KIO
from caprse.referentiel.fichiers.verification import Verification, verify_dossier

ARCHIVE = "archive"
ARCHIVE_MAX = 2 * KIO * KIO
ENTREES_MAX = 200
NOM_MAX = 100
LICENCE = "LICENCE.md"
# What a Mac or Windows adds by itself.
AJOUTS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def verify_archive(octets: bytes) -> Verification:
    """Read and check a .zip whole; every error of the archive and of its files, by file and line. Never raises."""
    fichiers, erreurs = read_archive(octets)
    if erreurs and not fichiers:
        return Verification(None, tuple(sorted(erreurs)))
    with TemporaryDirectory(prefix="caprse-") as dossier:
        racine = Path(dossier, ARCHIVE)
        racine.mkdir()
        (racine / LANGUES).mkdir()
        for nom, contenu in fichiers.items():
            (racine / nom).write_bytes(contenu)
        verification = verify_dossier(racine)
    if not erreurs:
        return verification
    toutes = tuple(sorted({*verification.erreurs, *erreurs}))
    return replace(verification, referentiel=None, erreurs=toutes, lieux={}, traductions=())


def read_archive(octets: bytes) -> tuple[dict[str, bytes], list[Erreur]]:
    """The files of a .zip by name, without their folder, and what is refused in it. Never raises.

    A translation keeps the name of its own folder: ``langues/ar.yaml``.
    """
    if len(octets) > ARCHIVE_MAX:
        message = f"Le fichier .zip pèse {len(octets) // KIO} Kio ; le maximum est {ARCHIVE_MAX // KIO} Kio."
        return {}, [Erreur(ARCHIVE, 1, "TAILLE", message)]
    try:
        with ZipFile(BytesIO(octets)) as archive:
            return _read_entrees(archive)
    # A damaged archive can say almost anything about itself.
    except (BadZipFile, ValueError, OverflowError, EOFError, NotImplementedError, OSError):
        message = "Ce fichier n’est pas une archive .zip, ou il est abîmé : refaites-la."
        return {}, [Erreur(ARCHIVE, 1, "DOSSIER", message)]


def _read_entrees(archive: ZipFile) -> tuple[dict[str, bytes], list[Erreur]]:
    entrees = [entree for entree in archive.infolist() if not entree.is_dir() and not _is_ajout(entree.filename)]
    if len(entrees) > ENTREES_MAX:
        message = f"{len(entrees)} fichiers dans l’archive ; le maximum est {FICHIERS_MAX} fichiers YAML."
        return {}, [Erreur(ARCHIVE, 1, "TAILLE", message)]
    total = sum(entree.file_size for entree in entrees)
    if total > DOSSIER_MAX:
        message = f"Les fichiers pèsent ensemble {total // KIO} Kio ; le maximum est {DOSSIER_MAX // KIO} Kio."
        return {}, [Erreur(ARCHIVE, 1, "TAILLE", message)]
    erreurs = [erreur for entree in entrees for erreur in _check_entree(entree)]
    refuses = {erreur.fichier for erreur in erreurs}
    sains = [entree for entree in entrees if _show(entree.filename) not in refuses]
    parents = {PurePosixPath(entree.filename).parent for entree in sains}
    traduits = {parent for parent in parents if parent.name == LANGUES and parent.parent in parents}
    dossiers = parents - traduits
    if len(dossiers) > 1:
        noms = ", ".join(sorted(cite(str(dossier)) for dossier in dossiers))
        message = f"Les fichiers sont dans plusieurs dossiers ({noms}) : mettez-les dans un seul."
        return {}, [*erreurs, Erreur(ARCHIVE, 1, "DOSSIER", message)]
    if any(len(dossier.parts) > 1 for dossier in dossiers):
        return {}, [
            *erreurs,
            Erreur(
                ARCHIVE,
                1,
                "DOSSIER",
                "Les fichiers sont dans un dossier, lui-même dans un autre : un seul dossier est permis.",
            ),
        ]
    fichiers: dict[str, bytes] = {}
    for entree in sains:
        chemin = PurePosixPath(entree.filename)
        nom = f"{LANGUES}/{chemin.name}" if chemin.parent in traduits else chemin.name
        if nom in fichiers:
            erreurs.append(Erreur(_show(nom), 1, "FICHIER-REFUSE", "Ce fichier est deux fois dans l’archive."))
            continue
        contenu = _unpack(archive, entree)
        if contenu is None:
            message = "Ce fichier ne se décompresse pas : refaites l’archive."
            erreurs.append(Erreur(_show(nom), 1, "FICHIER-REFUSE", message))
        elif chemin.name != LICENCE:
            fichiers[nom] = contenu
    return fichiers, erreurs


def _check_entree(entree: ZipInfo) -> Iterator[Erreur]:
    """Everything that keeps one file from being unpacked."""

    def refuse(code: str, message: str) -> Erreur:
        return Erreur(_show(entree.filename), 1, code, message)

    chemin = PurePosixPath(entree.filename)
    genre = stat.S_IFMT(entree.external_attr >> 16)
    # zipfile ends a name at a NUL, where what follows could be another name.
    if any(signe in entree.orig_filename for signe in "\\\0:") or chemin.is_absolute() or ".." in chemin.parts:
        yield refuse("FICHIER-REFUSE", "Ce chemin sort du dossier : un fichier porte un nom simple, comme PAR.yaml.")
        return
    if len(chemin.name) > NOM_MAX:
        yield refuse("FICHIER-REFUSE", "Le nom de ce fichier est trop long : un nom simple suffit, comme PAR.yaml.")
        return
    if genre not in (0, stat.S_IFREG):
        yield refuse("FICHIER-REFUSE", "Ce n’est pas un fichier ordinaire (un lien, par exemple) : copiez le fichier.")
        return
    if chemin.suffix.lower() not in (".yaml", ".yml") and chemin.name != LICENCE:
        yield refuse("FICHIER-INCONNU", f"Seuls des fichiers .yaml et {LICENCE} ont leur place ici : retirez-le.")
        return
    if entree.flag_bits & 1:
        yield refuse("FICHIER-REFUSE", "Ce fichier est protégé par un mot de passe : refaites l’archive sans.")
    elif entree.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        yield refuse("FICHIER-REFUSE", "Cette compression n’est pas lue ici : faites un .zip ordinaire.")
    if entree.file_size > FICHIER_MAX:
        message = f"{entree.file_size // KIO} Kio ; le maximum est {FICHIER_MAX // KIO} Kio par fichier."
        yield refuse("TAILLE", message)


def _unpack(archive: ZipFile, entree: ZipInfo) -> bytes | None:
    """The bytes of one file, never more than it announced; None when it is damaged."""
    try:
        with archive.open(entree) as flux:
            return flux.read(FICHIER_MAX + 1)
    except (BadZipFile, zlib.error, RuntimeError, ValueError, EOFError, OSError):
        return None


def _is_ajout(nom: str) -> bool:
    return nom.startswith(AJOUTS[0]) or PurePosixPath(nom).name in AJOUTS


def _show(nom: str) -> str:
    """A file name as it may be printed: short, neither control character nor surrogate."""
    return "".join(signe if signe.isprintable() else "�" for signe in nom[:NOM_MAX])
