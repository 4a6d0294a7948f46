"""What a directory holds: its structures and the people to invite. Values and their sentences: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from caprse.acces.regles import Role
from caprse.collectif.regles import format_structure
from caprse.socle.francais import enumerate_words, fold, fold_commune, fold_nom, format_pluriel

TYPE_MANQUANT = "Type non indiqué dans l’annuaire"
COMMUNE_MANQUANTE = "Commune non indiquée dans l’annuaire"
DEPARTEMENT_MANQUANT = "Département non indiqué dans l’annuaire"
LIEUX_CITES = 4


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom the directory names; ``role`` is None where it gives none, ``refus`` says why not."""

    rang: int
    courriel: str
    nom: str
    role: Role | None = None
    refus: str = ""


@dataclass(frozen=True)
class LigneAnnuaire:
    """One structure of the directory. ``rang``: its first line in the file; ``a_verifier``: what is left unclear."""

    rang: int
    departement: str
    nom: str
    types: tuple[str, ...]
    commune: str
    a_verifier: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    siret: str = ""
    effectif: int | None = None
    adresse: str = ""
    code_postal: str = ""

    @property
    def libelle(self) -> str:
        return format_structure(self.nom, self.commune, self.departement)

    @property
    def identite(self) -> tuple[str, str, str]:
        """What two lines of the same structure share."""
        return fold_nom(self.nom), self.departement, fold_commune(self.commune)


@dataclass(frozen=True)
class LectureAnnuaire:
    """What a file gives: its structures and what was done to read them, or its errors; never both."""

    lignes: tuple[LigneAnnuaire, ...]
    erreurs: tuple[str, ...]
    remarques: tuple[str, ...] = ()

    @property
    def contacts(self) -> int:
        return sum(len(ligne.contacts) for ligne in self.lignes)


def build_phrase_proche(autre: str) -> str:
    """What is to check of a structure whose name another one has nearby."""
    return f"Même nom que « {autre} », déjà dans le cahier : doublon possible"


def merge_lignes(lignes: Iterable[LigneAnnuaire]) -> tuple[list[LigneAnnuaire], list[str]]:
    """Each structure once, its types and people gathered; and one sentence for each that stood on several lines."""
    groupes: dict[tuple[str, str, str], list[LigneAnnuaire]] = defaultdict(list)
    for ligne in lignes:
        groupes[ligne.identite].append(ligne)
    reunies, remarques = [], []
    for groupe in groupes.values():
        premiere = groupe[0]
        if len(groupe) == 1:
            reunies.append(premiere)
            continue
        types = tuple(dict.fromkeys(type_ for ligne in groupe for type_ in ligne.types))
        doutes = dict.fromkeys(phrase for ligne in groupe for phrase in ligne.a_verifier)
        if types:
            doutes.pop(TYPE_MANQUANT, None)
        doutes |= dict.fromkeys(_list_ecarts(groupe))
        contacts: dict[tuple[str, str], Contact] = {}
        for contact in (contact for ligne in groupe for contact in ligne.contacts):
            contacts.setdefault((contact.courriel.lower(), contact.nom), contact)
        reunies.append(
            replace(
                premiere,
                types=types,
                a_verifier=tuple(doutes),
                contacts=tuple(contacts.values()),
                effectif=next((ligne.effectif for ligne in groupe if ligne.effectif is not None), None),
                siret=next((ligne.siret for ligne in groupe if ligne.siret), ""),
            )
        )
        rangs = f"Lignes {enumerate_words([str(ligne.rang) for ligne in groupe])}"
        if all(set(ligne.types) == set(types) for ligne in groupe):
            remarques.append(f"{rangs} : {premiere.libelle} y figure plusieurs fois, elle compte une fois.")
        else:
            remarques.append(f"{rangs} : {premiere.libelle}, une seule structure, types réunis : {'/'.join(types)}.")
    return reunies, remarques


def _list_ecarts(groupe: Sequence[LigneAnnuaire]) -> Iterator[str]:
    """What the lines of one structure say otherwise than each other, a sentence each; the first one is kept."""
    if len(sirets := {ligne.siret for ligne in groupe} - {""}) > 1:
        yield f"{len(sirets)} numéros SIRET pour ce nom et cette commune dans l’annuaire"
    effectifs = list(dict.fromkeys(ligne.effectif for ligne in groupe if ligne.effectif is not None))
    if len(effectifs) > 1:
        yield (
            f"Plusieurs nombres de personnes employées dans l’annuaire ({enumerate_words([*map(str, effectifs)])}) : "
            f"{effectifs[0]} retenu"
        )
    for quoi, textes in (
        ("Plusieurs adresses", [ligne.adresse for ligne in groupe]),
        ("Plusieurs codes postaux", [ligne.code_postal for ligne in groupe]),
    ):
        differents = {fold(texte): texte for texte in reversed(textes) if texte}
        if len(differents) > 1:
            cites = enumerate_words([f"« {texte[:60]} »" for texte in [*differents.values()][::-1][:LIEUX_CITES]])
            yield f"{quoi} pour ce nom et cette commune dans l’annuaire ({cites})"
    roles: dict[str, set[Role]] = defaultdict(set)
    for contact in (contact for ligne in groupe for contact in ligne.contacts if contact.role is not None):
        roles[contact.courriel.lower()] |= {contact.role} if contact.role is not None else set()
    for courriel, tenus in roles.items():
        if len(tenus) > 1:
            yield f"Plusieurs rôles pour {courriel} dans l’annuaire : le premier est retenu"


def flag_doublons(lignes: Sequence[LigneAnnuaire]) -> list[LigneAnnuaire]:
    """Mark the lines with the same name and types in several places, or the same name in one département."""
    groupes: dict[tuple[str, object], list[LigneAnnuaire]] = defaultdict(list)
    for ligne in lignes:
        for cle in _list_cles(ligne):
            groupes[cle].append(ligne)
    marquees = []
    for ligne in lignes:
        semblables = {autre.rang: autre for cle in _list_cles(ligne) for autre in groupes[cle]}
        if len(semblables) > 1:
            lieux = [f"{s.commune} {s.departement}".strip() or "lieu inconnu" for _, s in sorted(semblables.items())]
            autres = len(lieux) - LIEUX_CITES
            cites = [*lieux[:LIEUX_CITES], format_pluriel(autres, "autre")] if autres > 0 else lieux
            fois = {2: "deux", 3: "trois", 4: "quatre"}.get(len(lieux), str(len(lieux)))
            phrase = f"Figure {fois} fois dans l’annuaire ({enumerate_words(cites)}) : doublon possible"
            marquees.append(replace(ligne, a_verifier=(*ligne.a_verifier, phrase)))
        else:
            marquees.append(ligne)
    return _flag_sirets(marquees)


def _flag_sirets(lignes: Sequence[LigneAnnuaire]) -> list[LigneAnnuaire]:
    """Mark the lines that share a SIRET under several names or in several places."""
    groupes: dict[str, list[LigneAnnuaire]] = defaultdict(list)
    for ligne in lignes:
        groupes[ligne.siret] += [ligne] if ligne.siret else []
    marquees = []
    for ligne in lignes:
        autres = [f"« {autre.libelle} »" for autre in groupes[ligne.siret] if autre.rang != ligne.rang]
        if not autres:
            marquees.append(ligne)
            continue
        reste = len(autres) - LIEUX_CITES
        cites = [*autres[:LIEUX_CITES], format_pluriel(reste, "autre")] if reste > 0 else autres
        phrase = f"Même numéro SIRET que {enumerate_words(cites)} dans l’annuaire : doublon possible"
        marquees.append(replace(ligne, a_verifier=(*ligne.a_verifier, phrase)))
    return marquees


def _list_cles(ligne: LigneAnnuaire) -> tuple[tuple[str, object], ...]:
    nom = fold_nom(ligne.nom)
    return (nom, frozenset(ligne.types)), (nom, ligne.departement)
