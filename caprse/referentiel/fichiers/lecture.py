"""The folder of a référentiel → its documents. Sizes are checked before anything is parsed."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from caprse.referentiel.erreurs import Erreur
from caprse.referentiel.fichiers.document import ANNEXES, GLOSSAIRE, LANGUES, RENVOIS, TETE, Document, Dossier
from caprse.referentiel.fichiers.texte_yaml import read_texte
from caprse.referentiel.langues.schema import MOTIF_LANGUE
from caprse.referentiel.schema import MOTIF_THEMATIQUE

KIO = 1024
FICHIER_MAX = 512 * KIO
FICHIERS_MAX = 40
LANGUES_MAX = 20
DOSSIER_MAX = 4 * KIO * KIO


def read_dossier(chemin: Path) -> Dossier:
    """Read the YAML files of a folder. Never raises; other files are ignored, strange YAML files are errors."""
    nom = _show(chemin.absolute().name)
    try:
        candidats = sorted(entree for entree in chemin.iterdir() if entree.suffix.lower() in (".yaml", ".yml"))
    except OSError:
        erreur = Erreur(nom, 1, "DOSSIER", "Ce dossier n’existe pas, n’est pas un dossier ou ne se lit pas.")
        return Dossier(nom, frozenset(), {}, (erreur,))
    if len(candidats) > FICHIERS_MAX:
        erreur = Erreur(nom, 1, "TAILLE", f"{len(candidats)} fichiers YAML ; le maximum est {FICHIERS_MAX}.")
        return Dossier(nom, frozenset(), {}, (erreur,))

    attendus = [candidat for candidat in candidats if _is_attendu(candidat.name)]
    erreurs = [_refuse_nom(candidat.name) for candidat in candidats if candidat not in attendus]
    lus = {candidat.name: _read_fichier(candidat, chemin) for candidat in attendus}
    noms = frozenset(lus)
    traductions, refus = _read_langues(chemin)
    erreurs += refus
    lus |= traductions
    if TETE not in noms:
        erreurs.append(
            Erreur(TETE, 1, "FICHIER-ABSENT", "Ce fichier, la tête du référentiel, n’est pas dans le dossier.")
        )
    total = sum(len(contenu) for contenu in lus.values() if isinstance(contenu, bytes))
    if total > DOSSIER_MAX:
        message = f"Les fichiers pèsent ensemble {total // KIO} Kio ; le maximum est {DOSSIER_MAX // KIO} Kio."
        return Dossier(nom, noms, {}, (*erreurs, Erreur(nom, 1, "TAILLE", message)))

    documents: dict[str, Document] = {}
    langues: dict[str, Document] = {}
    for fichier, contenu in lus.items():
        if isinstance(contenu, Erreur):
            erreurs.append(contenu)
            continue
        lecture = read_texte(fichier, contenu)
        erreurs.extend(lecture.erreurs)
        if lecture.document is not None:
            (documents if fichier in noms else langues)[fichier] = lecture.document
    return Dossier(nom, noms, documents, tuple(erreurs), langues)


def _read_langues(chemin: Path) -> tuple[dict[str, bytes | Erreur], list[Erreur]]:
    """The translations beside the files, by their path in the folder, and what is refused among them."""
    dossier = chemin / LANGUES
    if not dossier.exists():
        return {}, []
    try:
        candidats = sorted(entree for entree in dossier.iterdir() if entree.suffix.lower() in (".yaml", ".yml"))
    except OSError:
        return {}, [Erreur(LANGUES, 1, "DOSSIER", "Ce n’est pas un dossier, ou il ne se lit pas.")]
    if len(candidats) > LANGUES_MAX:
        return {}, [Erreur(LANGUES, 1, "TAILLE", f"{len(candidats)} traductions ; le maximum est {LANGUES_MAX}.")]
    lus: dict[str, bytes | Erreur] = {}
    refus = []
    for candidat in candidats:
        fichier = f"{LANGUES}/{_show(candidat.name)}"
        if candidat.suffix == ".yaml" and re.match(MOTIF_LANGUE, candidat.stem):
            lus[fichier] = _read_fichier(candidat, chemin, fichier)
        else:
            message = "Fichier inattendu : une traduction porte le code de sa langue, comme ar.yaml ou pt-BR.yaml."
            refus.append(Erreur(fichier, 1, "FICHIER-INCONNU", message))
    return lus, refus


def _is_attendu(nom: str) -> bool:
    if nom in ANNEXES:
        return True
    return nom.endswith(".yaml") and re.match(MOTIF_THEMATIQUE, nom.removesuffix(".yaml")) is not None


def _refuse_nom(nom: str) -> Erreur:
    message = (
        f"Fichier inattendu : seuls {TETE}, {RENVOIS}, {GLOSSAIRE} et CODE.yaml (comme PAR.yaml) ont leur place ici."
    )
    return Erreur(_show(nom), 1, "FICHIER-INCONNU", message)


def _read_fichier(fichier: Path, dossier: Path, nom: str = "") -> bytes | Erreur:
    nom = nom or fichier.name

    def refuse(message: str) -> Erreur:
        return Erreur(nom, 1, "FICHIER-REFUSE", message)

    try:
        reel = fichier.resolve(strict=True)
        if not reel.is_relative_to(dossier.resolve()):
            return refuse("Ce lien renvoie hors du dossier : copiez-y le fichier.")
        etat = reel.stat()
        if not stat.S_ISREG(etat.st_mode):
            return refuse("Ce n’est pas un fichier ordinaire.")
        with reel.open("rb") as flux:
            octets = flux.read(FICHIER_MAX + 1)
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return refuse("Ce fichier ne se lit pas : vérifiez ses droits, ou le lien qu’il contient.")
    if len(octets) > FICHIER_MAX:
        message = f"{etat.st_size // KIO} Kio ; le maximum est {FICHIER_MAX // KIO} Kio par fichier."
        return Erreur(nom, 1, "TAILLE", message)
    return octets


def _show(nom: str) -> str:
    """A file name as it may be printed: neither control character nor undecodable byte."""
    return "".join(signe if signe.isprintable() else "�" for signe in nom)
