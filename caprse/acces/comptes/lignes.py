"""People to invite as they are pasted: one per line, from a mail or a table, in whatever order. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from caprse.acces.lieux import Lieu
from caprse.acces.regles import Role, refusal_nom
from caprse.socle.adresses import refusal_courriel
from caprse.socle.francais import fold, fold_nom
from caprse.socle.signes import clean_ligne

LIGNES_MAX = 200
COLLE_MAX = 30_000
MOTS_DE_ROLE = {
    **dict.fromkeys(("direction", "directeur", "directrice", "dirigeant", "dirigeante"), Role.DIRECTION),
    **dict.fromkeys(("contribution", "contributeur", "contributrice", "collegue", "equipe"), Role.CONTRIBUTION),
    **dict.fromkeys(("lecture", "lecture seule", "lecteur", "lectrice"), Role.LECTURE),
}
DOUBLE = "Cette personne est déjà dans votre liste."
SANS_ADRESSE = "Il manque l’adresse e-mail."
SANS_STRUCTURE = "Dites pour quelle structure : choisissez-la plus haut, ou écrivez son nom dans la ligne."
_ENTRE_CHEVRONS = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")
_TITRES = frozenset({"nom", "prenom", "courriel", "mail", "email", "e mail", "adresse", "role", "structure"})


@dataclass(frozen=True)
class LigneCollee:
    """One line as it was understood. ``raison``: why it cannot be invited; empty when it can."""

    rang: int
    nom: str
    courriel: str
    role: Role
    lieu: Lieu | None
    raison: str = ""


def parse_lignes(texte: str, lieux: Sequence[Lieu], choisi: Lieu | None) -> tuple[LigneCollee, ...]:
    """The lines of what was pasted, empty ones and a line of titles left out.

    ``lieux``: the structures that a line may name; ``choisi``: that of the lines which name none. Who has no role
    contributes; who has no name is called as their address.
    """
    connus = {fold_nom(lieu.structure): lieu for lieu in lieux if lieu.structure}
    vues: set[tuple[str, str]] = set()
    lignes = []
    for rang, brute in enumerate(texte.splitlines(), 1):
        if not brute.strip() or _is_tete(brute):
            continue
        ligne = _parse(rang, brute, connus, choisi)
        cle = (ligne.courriel.lower(), str(ligne.lieu.structure_id if ligne.lieu else ""))
        if not ligne.raison and cle in vues:
            ligne = LigneCollee(rang, ligne.nom, ligne.courriel, ligne.role, ligne.lieu, DOUBLE)
        vues.add(cle)
        lignes.append(ligne)
    return tuple(lignes)


def _parse(rang: int, brute: str, connus: dict[str, Lieu], choisi: Lieu | None) -> LigneCollee:
    noms: list[str] = []
    courriel, role, lieu, inconnu = "", Role.CONTRIBUTION, choisi, ""
    for case in _split(brute):
        pli = fold(case)
        if "@" in case and not courriel:
            courriel = case.removeprefix("mailto:")
        elif pli in MOTS_DE_ROLE:
            role = MOTS_DE_ROLE[pli]
        elif (nomme := connus.get(fold_nom(case))) is not None:
            lieu = nomme
        elif courriel:
            inconnu = case
        else:
            noms.append(case)
    nom = clean_ligne(" ".join(noms)) or _guess_nom(courriel)
    raison = _find_raison(nom, courriel, lieu, inconnu)
    return LigneCollee(rang, nom, courriel, role, lieu, raison)


def _find_raison(nom: str, courriel: str, lieu: Lieu | None, inconnu: str) -> str:
    if not courriel:
        return SANS_ADRESSE
    if raison := refusal_courriel(courriel) or refusal_nom(nom):
        return raison
    if inconnu:
        return f"« {inconnu} » n’est ni un rôle (direction, contribution, lecture) ni une de vos structures."
    return "" if lieu else SANS_STRUCTURE


def _split(ligne: str) -> list[str]:
    """Tabs come from a table, semicolons from a French one; else commas. An address between < and > stands alone."""
    separateur = next((signe for signe in ("\t", ";") if signe in ligne), ",")
    seule = _ENTRE_CHEVRONS.sub(rf"{separateur}\1{separateur}", ligne)
    cases = (case.strip(" \"'\u00a0\u202f") for case in seule.split(separateur))
    return [case for case in cases if case]


def _is_tete(ligne: str) -> bool:
    mots = {fold(case) for case in _split(ligne)}
    return "@" not in ligne and len(mots & _TITRES) >= 2


def _guess_nom(courriel: str) -> str:
    return " ".join(mot.capitalize() for mot in re.split(r"[._-]+", courriel.partition("@")[0]) if mot)
