"""The titles that the columns of a past may have, whatever the spelling. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caprse.socle.francais import fold

# By column of ours, the titles that people give it.
TITRES: dict[str, tuple[str, ...]] = {
    "numero": (
        "trimestre",
        "numero",
        "numero du trimestre",
        "numero de trimestre",
        "n trimestre",
        "n du trimestre",
        "n de trimestre",
        "revu au trimestre",
        "rempli au trimestre",
        "n",
        "no",
    ),
    "thematique": ("thematique", "theme", "capsule"),
    "debut": ("premier jour", "debut", "date de debut", "jour de debut", "du", "commence le"),
    "fin": ("dernier jour", "fin", "date de fin", "jour de fin", "au", "finit le"),
    "structure": (
        "structure",
        "nom de la structure",
        "nom structure",
        "nom",
        "raison sociale",
        "organisme",
        "association",
        "adherent",
        "denomination",
    ),
    "code": ("code", "code du critere", "code critere", "reference", "ref"),
    "critere": ("critere", "question du critere"),
    "titre": ("titre", "titre du critere", "intitule", "intitule du critere", "libelle"),
    "niveau": ("niveau", "niveau atteint", "niveau actuel", "niveau convenu", "reponse", "note", "position"),
    "non_concerne": ("non concerne", "nc", "sans objet"),
    "motif": ("motif", "motif si non concerne", "motif du non concerne", "pourquoi", "pourquoi non concerne"),
    "commentaire": ("commentaire", "remarque", "observation", "precision", "explication"),
    "cible": ("cible", "niveau vise", "objectif", "niveau cible"),
    "trace": ("trace", "trace titre", "titre de la trace", "preuve", "document", "justificatif"),
    "lien": ("lien", "trace lien", "lien de la trace", "adresse de la trace", "url", "lien de la preuve"),
}
CRITERES = ("code", "critere", "titre")
# What a line says of its trimestre, and what says that it holds an answer.
DU_TRIMESTRE = ("thematique", "debut", "fin")
REMPLIES = ("niveau", "non_concerne", "motif", "commentaire", "cible", "trace", "lien")
LIBELLES = {
    "numero": "Trimestre",
    "thematique": "Thématique",
    "debut": "Premier jour",
    "fin": "Dernier jour",
    "structure": "Structure",
    "code": "Code",
    "critere": "Critère",
    "titre": "Titre",
    "niveau": "Niveau",
    "non_concerne": "Non concerné",
    "motif": "Motif",
    "commentaire": "Commentaire",
    "cible": "Cible",
    "trace": "Trace",
    "lien": "Lien de la trace",
}


def _singular(titre: str) -> str:
    """The title as it compares: « N° de trimestres » is « n de trimestre »."""
    return " ".join(mot[:-1] if len(mot) > 3 and mot.endswith("s") else mot for mot in fold(titre).split())


_CONNUS = {_singular(titre): cle for cle, titres in TITRES.items() for titre in titres}


def find_cle(titre: str) -> str | None:
    """Which column this title names, or None."""
    return _CONNUS.get(_singular(titre))


def is_tete_reponses(cles: Iterable[str]) -> bool:
    """Whether these columns are those of answers."""
    presentes = set(cles)
    return bool(presentes & set(CRITERES)) and "niveau" in presentes


def is_tete_trimestres(cles: Iterable[str]) -> bool:
    """Whether these columns are those of the list of trimestres."""
    presentes = set(cles)
    return {"numero", "debut", "fin"} <= presentes and not is_tete_reponses(presentes)


def rate_tete(titres: Mapping[int, str]) -> int:
    """How much this row looks like a head: how many columns it names; none where it is no head."""
    cles = {cle for titre in titres.values() if (cle := find_cle(titre))}
    return len(cles) if is_tete_reponses(cles) or is_tete_trimestres(cles) else 0
