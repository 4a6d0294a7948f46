"""What a trace may be: kinds of files, sizes, what may be typed of it, when it is to be renewed. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import PurePosixPath

from caprse.carnet.regles import is_lien
from caprse.socle.francais import format_nombre
from caprse.socle.signes import can_be_stored, clean_ligne, drop_signes

MO = 1024 * 1024
OCTETS_MAX = 10 * MO
BIBLIOTHEQUE_MAX = 200 * MO
TRACES_MAX = 1000
PAR_CRITERE_MAX = 20
TITRE_MAX, LIEN_MAX, NOM_MAX = 200, 1000, 150
ANNEES = range(2000, 2100)
# Said this long before the day: time enough to ask for the new one.
PREAVIS = timedelta(days=30)
NOM_PAR_DEFAUT = "trace"


class Nature(StrEnum):
    """What a file is, told by its bytes."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    ODT = "odt"
    ODS = "ods"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    TXT = "txt"


IMAGES = frozenset({Nature.JPEG, Nature.PNG, Nature.WEBP, Nature.HEIC})
TEXTES = frozenset({Nature.CSV, Nature.TXT})
# A photo of a phone is read by few programs in its own form: it is kept as JPEG.
GARDEES = frozenset(Nature) - {Nature.HEIC}
EXTENSIONS: dict[str, Nature] = {nature.value: nature for nature in Nature} | {
    "jpg": Nature.JPEG,
    "heif": Nature.HEIC,
}
TYPES_MIME = {
    Nature.PDF: "application/pdf",
    Nature.JPEG: "image/jpeg",
    Nature.PNG: "image/png",
    Nature.WEBP: "image/webp",
    Nature.ODT: "application/vnd.oasis.opendocument.text",
    Nature.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Nature.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Nature.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Nature.CSV: "text/csv",
    Nature.TXT: "text/plain",
}
LIBELLES = {
    Nature.PDF: "document PDF",
    Nature.JPEG: "photo",
    Nature.PNG: "image",
    Nature.WEBP: "image",
    Nature.HEIC: "photo",
    Nature.ODT: "texte",
    Nature.ODS: "tableau",
    Nature.DOCX: "texte Word",
    Nature.XLSX: "tableau Excel",
    Nature.CSV: "tableau",
    Nature.TXT: "texte",
}


class Defaut(StrEnum):
    """Why a file is not taken: one sentence each."""

    VIDE = "vide"
    GROS = "gros"
    GENRE = "genre"
    PROTEGE = "protege"
    ABIME = "abime"
    DEPLOYE = "deploye"
    ACTIF = "actif"
    MELE = "mele"
    IMMENSE = "immense"


PHRASES = {
    Defaut.VIDE: "Ce fichier est vide. Rien n’a été gardé : ouvrez-le pour vérifier, ou choisissez-en un autre.",
    Defaut.GROS: "Ce fichier dépasse 10\u00a0Mo. Rien n’a été gardé : réduisez-le, ou mettez son lien à la place.",
    Defaut.GENRE: (
        "Ce genre de fichier n’est pas accepté. Rien n’a été gardé : choisissez un PDF, une photo, un texte (Word, "
        "OpenDocument, TXT) ou un tableau (Excel, OpenDocument, CSV)."
    ),
    Defaut.PROTEGE: (
        "Ce fichier est protégé par un mot de passe, ou d’une version trop ancienne. Rien n’a été gardé : "
        "enregistrez-le sans mot de passe, dans un format d’aujourd’hui, puis recommencez."
    ),
    Defaut.ABIME: (
        "Ce fichier ne s’ouvre pas : il est abîmé ou incomplet. Rien n’a été gardé : enregistrez-le de nouveau, puis "
        "recommencez."
    ),
    Defaut.DEPLOYE: "Ce fichier devient énorme une fois ouvert. Rien n’a été gardé : enregistrez-en un plus petit.",
    Defaut.ACTIF: (
        "Ce fichier contient un programme (macro ou page web). Rien n’a été gardé : enregistrez-le sans programme, "
        "par exemple en PDF."
    ),
    Defaut.MELE: (
        "Ce fichier en contient un autre, caché dedans. Rien n’a été gardé : enregistrez-le de nouveau, puis "
        "recommencez."
    ),
    Defaut.IMMENSE: "Cette image est immense. Rien n’a été gardé : réduisez-la, ou prenez-la de nouveau en photo.",
}


@dataclass(frozen=True)
class SaisieTrace:
    """What is typed of a trace. ``lien``: empty for a file."""

    titre: str
    lien: str = ""
    confidentielle: bool = False
    expire_le: date | None = None


def tell_renomme(annonce: Nature, trouve: Nature | None) -> str:
    """The sentence for a file whose name says what it is not."""
    suite = f"mais c’est un fichier « .{trouve} »" if trouve else "mais son contenu n’en est pas un"
    return (
        f"Ce fichier s’appelle « .{annonce} », {suite}. Rien n’a été gardé : enregistrez-le de nouveau dans le bon "
        "format, puis recommencez."
    )


def find_annonce(nom: str) -> Nature | None:
    """What the name of a file says that it is; None for what is not taken."""
    return EXTENSIONS.get(PurePosixPath(nom.replace("\\", "/")).suffix.removeprefix(".").lower())


def clean_nom(nom: str, nature: Nature) -> str:
    """A name under which the file can be kept on any computer, with the ending of what it is."""
    base = PurePosixPath(clean_ligne(drop_signes(nom)).replace("\\", "/").split("/")[-1])
    propre = "".join("-" if signe in '<>:"|?*' else signe for signe in base.stem).strip(". ")
    fin = "jpg" if nature is Nature.JPEG else nature.value
    return f"{propre[: NOM_MAX - 6].strip('. ') or NOM_PAR_DEFAUT}.{fin}"


def propose_titre(nom: str) -> str:
    """A title for a file that nobody named: its name without its ending, as one would say it."""
    base = clean_ligne(drop_signes(nom)).replace("\\", "/").split("/")[-1]
    return PurePosixPath(base).stem.replace("_", " ").strip()[:TITRE_MAX] or "Trace"


def list_reasons_against(saisie: SaisieTrace, *, fichier: bool) -> list[str]:
    """Every reason why this cannot be a trace. ``fichier``: it is one, and needs no link."""
    raisons = []
    if not can_be_stored(saisie.titre + saisie.lien):
        raisons.append("Le texte contient un caractère qui ne peut pas être enregistré.")
    if not saisie.titre:
        raisons.append("Donnez un titre à cette trace : on la retrouvera par lui.")
    elif len(saisie.titre) > TITRE_MAX:
        raisons.append(f"Le titre tient en {TITRE_MAX} signes.")
    if not fichier and not saisie.lien:
        raisons.append("Écrivez l’adresse du document, par exemple : exemple.fr/document.")
    elif saisie.lien and not is_lien(saisie.lien):
        raisons.append("L’adresse doit être celle d’une page, par exemple : exemple.fr/document.")
    elif len(saisie.lien) > LIEN_MAX:
        raisons.append(f"L’adresse tient en {LIEN_MAX} signes.")
    if saisie.expire_le is not None and saisie.expire_le.year not in ANNEES:
        raisons.append(f"La date se place entre {ANNEES.start} et {ANNEES.stop - 1}.")
    return raisons


class Fraicheur(StrEnum):
    """Whether a trace is still good."""

    BONNE = ""
    BIENTOT = "bientot"
    PASSEE = "passee"


def find_fraicheur(expire_le: date | None, today: date) -> Fraicheur:
    """Good on its last day still."""
    if expire_le is None or expire_le > today + PREAVIS:
        return Fraicheur.BONNE
    return Fraicheur.PASSEE if expire_le < today else Fraicheur.BIENTOT


def format_taille(octets: int) -> str:
    """``3 Ko``, ``1,2 Mo``."""
    if octets < MO // 10:
        return f"{format_nombre(max(1, round(octets / 1024)))}\u00a0Ko"
    return f"{format_nombre(octets / MO, 1)}\u00a0Mo"


def name_chemins(noms: Iterable[tuple[str, str]]) -> list[str]:
    """The path of each file of an archive, ``folder/name``, none twice."""
    pris: set[str] = set()
    chemins = []
    for dossier, nom in noms:
        base, fin, rang, chemin = *nom.rpartition(".")[::2], 1, f"{dossier}/{nom}"
        while chemin.casefold() in pris:
            rang += 1
            chemin = f"{dossier}/{base} ({rang}).{fin}"
        pris.add(chemin.casefold())
        chemins.append(chemin)
    return chemins
