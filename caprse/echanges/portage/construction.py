"""From what the base holds to the file, and its keys: no id of the base leaves. Pure."""

from __future__ import annotations

import types
import typing
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from caprse.echanges.portage.document import (
    FORMAT,
    Action,
    Appui,
    Document,
    Positionnement,
    Pratique,
    Trace,
)
from caprse.echanges.portage.pieces import Carnet, Relecture, Reponse

Brut = dict[str, Any]
# Where a person is named, wherever it stands in the file.
PERSONNES = frozenset(
    {
        "modifie_par",
        "transmis_par",
        "auteur",
        "resolu_par",
        "cree_par",
        "demande_par",
        "ouverte_par",
        "close_par",
        "personne",
        "par",
    }
)
LETTRES = {"actions": "a", "traces": "t", "pratiques": "q", "appuis": "u"}
_TENUS: dict[str, type[BaseModel]] = {
    "reponse": Reponse,
    "positionnement": Positionnement,
    "carnet": Carnet,
    "action": Action,
    "appui": Appui,
    "relecture": Relecture,
    "pratique": Pratique,
    "trace": Trace,
}
_TUS = PERSONNES | {
    "cle",
    "version",
    "version_lue",
    "modifie_le",
    "cree_le",
    "referentiel",
    "decision",
    "offre",
    "collectif",
}
# By kind of thing: what the journal tells of it.
CHAMPS = {
    objet: frozenset(
        nom
        for nom, champ in modele.model_fields.items()
        if nom not in _TUS and not (typing.get_origin(champ.annotation) is list and nom != "criteres")
    )
    for objet, modele in _TENUS.items()
}


def build_document(
    brut: Mapping[str, Any],
    journal: Sequence[Mapping[str, Any]],
    list_noms: Callable[[set[str]], dict[str, str]],
    now: datetime,
) -> Document:
    """The file, from the rows. ``list_noms`` gives the names of the accounts that whoever takes it away may read."""
    ailleurs: dict[str, list[Any]] = defaultdict(list)
    for importee in brut["ailleurs"] or ():
        for nom, liste in importee.items():
            ailleurs[nom] += liste
    versions = {v["id"]: f"{v['cle']}@{v['version']}" for v in brut["referentiels"] or ()}
    tout: Brut = {nom: pick(modele, brut[nom]) for nom, modele in _list_sections()}
    tout["binomes"] = [_name_avec(b, str(brut["structure"]["id"])) for b in tout["binomes"]]
    for nom in ("retours", "binomes", "presences"):
        tout[nom] = [*ailleurs[nom], *tout[nom]]
    _give_back(tout["actions"], ailleurs["decisions"], ("decision",))
    _give_back(tout["appuis"], ailleurs["appuis"], ("offre", "collectif"))
    tout["historique"] = [*ailleurs["historique"], *filter(None, map(build_changement, journal))]
    for fichier in tout["fichiers"]:
        fichier["chemin"] = name_fichier(fichier)
    for fixe in (*tout["trimestres"], *tout["positionnements"]):
        fixe["referentiel"] = versions[str(fixe.pop("referentiel_id"))]
    for trimestre in tout["trimestres"]:
        _label_carnet(trimestre["carnet"], versions)
    _label(tout, frozenset(ailleurs["inconnue"]), dict(ailleurs["personnes"]), list_noms)
    return Document.model_validate({"format": FORMAT, "ecrit_le": now, **tout})


def build_changement(ligne: Mapping[str, Any]) -> Brut | None:
    """One line of the journal, of what the file holds only; None when nothing of it moved."""
    champs = CHAMPS[ligne["objet"]]
    avant, apres = (
        {c: v for c, v in (cote or {}).items() if c in champs} for cote in (ligne["avant"], ligne["apres"])
    )
    if not avant and not apres:
        return None
    return {
        **{nom: ligne[nom] for nom in ("objet", "operation", "trimestre", "critere", "moment", "cle_objet")},
        "instant": ligne["instant"],
        "par": str(ligne["par"]) if ligne["par"] else None,
        "avant": avant if ligne["avant"] is not None else None,
        "apres": apres if ligne["apres"] is not None else None,
    }


def pick(modele: Any, brut: Any) -> Any:
    """What this part of the file holds of a row, at every depth; a missing list is empty."""
    genre, dedans = typing.get_origin(modele), typing.get_args(modele)
    if genre is list:
        return [pick(dedans[0], element) for element in brut or ()]
    if genre in {types.UnionType, typing.Union}:
        return None if brut is None else pick(next(d for d in dedans if d is not type(None)), brut)
    if not (isinstance(modele, type) and issubclass(modele, BaseModel)):
        return brut
    tenus = {nom: pick(champ.annotation, brut.get(nom)) for nom, champ in modele.model_fields.items()}
    return tenus | {nom: brut[nom] for nom in ("referentiel_id", "structures", "noms") if nom in brut}


def name_fichier(fichier: Mapping[str, Any]) -> str:
    """Where a file stands in the archive."""
    return f"fichiers/{fichier['empreinte']}.{fichier['nature']}"


def walk(noeud: Any, change: Callable[[str, Any], Any], nom: str = "") -> Any:
    """The same tree, in its order, each leaf of a name given to ``change``. What is frozen or free text is left."""
    if isinstance(noeud, dict):
        return {
            cle: element
            if cle in {"figures", "depouillement", "contenu", "avant", "apres"}
            else walk(element, change, cle)
            for cle, element in noeud.items()
        }
    if isinstance(noeud, list):
        return [walk(element, change, nom) for element in noeud]
    return change(nom, noeud)


def rename_keys(noeud: Any, noms: Mapping[str, str]) -> Any:
    """The same JSON with these keys under another name, at every depth."""
    if isinstance(noeud, dict):
        return {noms.get(cle, cle): rename_keys(element, noms) for cle, element in noeud.items()}
    return [rename_keys(element, noms) for element in noeud] if isinstance(noeud, list) else noeud


def rename_referentiel(figures: Brut, noms: Mapping[str, str]) -> Brut:
    """Frozen figures, whose référentiel is called by its name in the file and by its id in the base."""
    cite = figures.get("referentiel")
    if not isinstance(cite, dict) or cite.get("id") not in noms:
        return figures
    return figures | {"referentiel": cite | {"id": noms[cite["id"]]}}


def _list_sections() -> list[tuple[str, Any]]:
    hors = {"format", "ecrit_le", "personnes", "historique"}
    return [(nom, champ.annotation) for nom, champ in Document.model_fields.items() if nom not in hors]


def _name_avec(binome: Brut, structure_id: str) -> Brut:
    paires = zip(binome.pop("structures"), binome.pop("noms"), strict=True)
    return binome | {"avec": [nom for cle, nom in paires if str(cle) != structure_id]}


def _give_back(lignes: Sequence[Brut], gardes: Sequence[Sequence[Any]], champs: Sequence[str]) -> None:
    """What came with an import and is tied to nothing here, beside what it was said of."""
    par_id = {garde[0]: garde[1:] for garde in gardes}
    for ligne in lignes:
        for champ, valeur in zip(champs, par_id.get(ligne["cle"], ()), strict=False):
            if ligne[champ] is None:
                ligne[champ] = valeur


def _label_carnet(carnet: Brut, versions: Mapping[str, str]) -> None:
    for arrete in carnet["arretes"]:
        arrete["figures"] = rename_referentiel(arrete["figures"], versions)
    for consultation in carnet["consultations"]:
        noms = {groupe["cle"]: f"g{rang}" for rang, groupe in enumerate(consultation["groupes"], 1)}
        for groupe in consultation["groupes"]:
            groupe["cle"] = noms[groupe["cle"]]
        consultation["depouillement"] = rename_keys(consultation["depouillement"], noms)
        for montre in consultation["montres"]:
            montre["contenu"] = rename_keys(montre["contenu"], noms)


def _label(
    tout: Brut, inconnus: frozenset[str], importes: Mapping[str, str], list_noms: Callable[[set[str]], dict[str, str]]
) -> None:
    """Give each thing and each person its key, in the order of the file."""
    cles = {
        ligne["cle"]: f"{lettre}{rang}"
        for section, lettre in LETTRES.items()
        for rang, ligne in enumerate(tout[section], 1)
    }
    cites: set[str] = set()

    def cite(nom: str, valeur: Any) -> Any:
        if valeur is not None and (nom in PERSONNES or nom == "mentions"):
            cites.add(str(valeur))
        return valeur

    walk(tout, cite)
    noms = {**importes, **list_noms(cites - inconnus)}
    personnes: dict[str, str] = {}
    disparus: dict[str, str] = {}

    def label(nom: str, valeur: Any) -> Any:
        if valeur is None:
            return None
        if nom in PERSONNES or nom == "mentions":
            return personnes.setdefault(str(valeur), f"p{len(personnes) + 1}") if str(valeur) in noms else None
        if nom in {"trace", "cle_objet"} or (nom == "cle" and valeur in cles):
            return cles.get(valeur) or disparus.setdefault(valeur, f"x{len(disparus) + 1}")
        return str(valeur) if isinstance(valeur, UUID) else valeur

    etiquete = walk(tout, label)
    for carnet in (trimestre["carnet"] for trimestre in etiquete["trimestres"]):
        carnet["traces"].sort(key=lambda liee: (liee["critere"], liee["cree_le"], int(liee["trace"][1:])))
        for message in (message for fil in carnet["fils"] for message in fil["messages"]):
            message["mentions"] = [cle for cle in message["mentions"] if cle]
    for pratique in etiquete["pratiques"]:
        pratique["traces"].sort(key=lambda jointe: (jointe["cree_le"], int(jointe["trace"][1:])))
    tout.update(etiquete)
    tout["personnes"] = [{"cle": cle, "nom": noms[compte]} for compte, cle in personnes.items()]
