"""The head of a directory: which column is which, whatever the spelling of its title. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caprse.socle.francais import enumerate_words, fold

# The titles that a column may have, the likeliest first: where several columns name the structure, one is kept.
TITRES: dict[str, tuple[str, ...]] = {
    "nom": (
        "nom",
        "nom de la structure",
        "raison sociale",
        "nom structure",
        "structure",
        "denomination",
        "denomination sociale",
        "denomination usuelle",
        "nom usuel",
        "nom commercial",
        "enseigne",
        "siae",
        "siae name",
        "nom de la siae",
        "nom siae",
        "nom de l organisme",
        "organisme",
        "nom de l employeur",
        "employeur",
        "nom de l association",
        "nom de l entreprise",
        "association",
        "adherent",
        "nom de l adherent",
        "name",
    ),
    "types": (
        "type",
        "type de siae",
        "type siae",
        "type de structure",
        "type structure",
        "type d iae",
        "type iae",
        "siae kind",
        "kind",
        "categorie",
        "nature",
        "dispositif",
        "agrement",
        "type d agrement",
        "conventionnement",
        "type de conventionnement",
    ),
    "commune": (
        "commune",
        "ville",
        "nom de la commune",
        "nom commune",
        "localite",
        "libelle commune",
        "commune du siege",
        "commune siege",
        "ville du siege",
        "ville siege",
        "bureau distributeur",
        "city",
    ),
    "departement": (
        "departement",
        "dpt",
        "dept",
        "dep",
        "dpmt",
        "numero de departement",
        "numero departement",
        "n departement",
        "n de departement",
        "no departement",
        "num departement",
        "code departement",
        "code du departement",
        "code dep",
        "code dept",
        "num dep",
        "nom du departement",
        "nom departement",
        "department",
    ),
    "code postal": ("code postal", "cp", "c p", "codepostal", "code poste", "postal code", "post code", "postcode"),
    "courriel": (
        "courriel",
        "courriel du contact",
        "courriel contact",
        "email",
        "e mail",
        "mail",
        "mel",
        "adresse mail",
        "adresse email",
        "adresse e mail",
        "adresse courriel",
        "adresse electronique",
        "email du contact",
        "email contact",
        "mail du contact",
        "mail contact",
        "contact email",
        "contact mail",
        "auth email",
    ),
    "contact": (
        "nom du contact",
        "contact",
        "nom contact",
        "nom de la personne",
        "personne",
        "personne contact",
        "personne a contacter",
        "interlocuteur",
        "interlocutrice",
        "nom de l interlocuteur",
        "referent",
        "referente",
        "responsable",
        "nom du responsable",
        "nom et prenom",
        "prenom et nom",
        "nom prenom",
        "prenom nom",
        "directeur",
        "directrice",
        "nom du directeur",
    ),
    "prenom": ("prenom", "prenom du contact", "prenom contact", "prenom du responsable"),
    "role": ("role", "role dans le cahier", "acces", "droit", "profil"),
    "effectif": (
        "effectif",
        "effectif total",
        "effectif de la structure",
        "nombre de salarie",
        "nombre salarie",
        "nb salarie",
        "nb de salarie",
        "nombre de personne",
        "nombre de personne employee",
        "personne employee",
        "salarie",
    ),
    "siret": ("siret", "numero siret", "numero de siret", "n siret", "no siret", "code siret"),
}
# Where two lines of one structure may differ; the workbook keeps no address.
_ADRESSES = frozenset({"adresse", "adresse postale", "adresse 1", "adresse du siege", "rue", "voie", "address"})
ATTENDUES = "departement, nom, types, commune"


@dataclass(frozen=True, slots=True)
class Colonnes:
    """Where each known column stands, and the titles of those that are left aside; the address's is one of these."""

    places: dict[str, int]
    ignorees: tuple[str, ...]
    adresse: int | None = None


def _singular(titre: str) -> str:
    """The title as it compares: ``Types_de_SIAE`` is « type de siae », ``N°`` is « n »."""
    return " ".join(mot[:-1] if len(mot) > 3 and mot.endswith("s") else mot for mot in fold(titre).split())


_CONNUS = {
    _singular(titre): (colonne, rang) for colonne, titres in TITRES.items() for rang, titre in enumerate(titres)
}


def rate_entete(cases: Sequence[str]) -> int:
    """How much this row looks like a head: how many columns it names, none without the structure's and another."""
    connues = {_CONNUS[titre][0] for case in cases if (titre := _singular(case)) in _CONNUS}
    return len(connues) if "nom" in connues and len(connues) > 1 else 0


def read_entete(cases: Sequence[str]) -> tuple[Colonnes, list[str]]:
    """The columns of a head, and every reason to refuse it."""
    trouvees: dict[str, list[tuple[int, int]]] = {}
    ignorees = []
    for place, case in enumerate(cases):
        connue = _CONNUS.get(_singular(case))
        if connue is None:
            ignorees += [case] if case else []
        else:
            trouvees.setdefault(connue[0], []).append((connue[1], place))
    places, raisons = {}, []
    for colonne, candidates in trouvees.items():
        candidates.sort()
        places[colonne] = candidates[0][1]
        memes = [place for rang, place in candidates if rang == candidates[0][0]]
        if len(memes) > 1:
            raisons.append(f"la colonne « {cases[memes[0]]} » figure deux fois.")
        ignorees += [cases[place] for _, place in candidates[1:] if place not in memes]
    manquent = [nom for nom in ("nom", "types", "commune") if nom not in places]
    if "departement" not in places and "code postal" not in places:
        manquent.insert(0, "departement")
    raisons += [f"la colonne « {nom} » manque (colonnes attendues : {ATTENDUES})." for nom in manquent]
    adresse = next((place for place, case in enumerate(cases) if _singular(case) in _ADRESSES), None)
    return Colonnes(places, tuple(ignorees), adresse), raisons


def describe_ignorees(colonnes: Colonnes) -> str | None:
    """Which columns are left aside, in a sentence; None when all serve."""
    if not colonnes.ignorees:
        return None
    cites = enumerate_words([f"« {titre[:40]} »" for titre in colonnes.ignorees[:8]])
    autres = len(colonnes.ignorees) - 8
    return f"Colonnes laissées de côté : {cites}{f', et {autres} autres' if autres > 0 else ''}."
