"""A structure's file, written into the base: its ids are given here, its journal of before is kept beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select

from caprse.acces.modele import Compte
from caprse.acces.unite import Unit
from caprse.avis import modele as avis
from caprse.carnet import modele as carnet
from caprse.collectif.modele import Adhesion, Collectif, Structure, Trimestre
from caprse.echanges.portage.archive import Contenu
from caprse.echanges.portage.construction import (
    LETTRES,
    PERSONNES,
    Brut,
    rename_keys,
    rename_referentiel,
    walk,
)
from caprse.echanges.portage.modele import Importee
from caprse.progres import modele as progres
from caprse.progres.binomes.modele import Entraide
from caprse.progres.traces.images import clean_image
from caprse.progres.traces.regles import IMAGES, Nature
from caprse.referentiel.modele import VersionReferentiel
from caprse.relecture import modele as relecture
from caprse.restitution.modele import Arrete
from caprse.socle.francais import fold

INCONNUE = "Personne inconnue"
# An address where nothing arrives: the account is closed, and nobody enters by it.
ADRESSE = "{}@importe.invalid"


def write_structure(unit: Unit, contenu: Contenu, nom: str) -> UUID:
    """Everything of a checked file, in this transaction; gives the id of the structure.

    The collectif ``nom`` is created with its trimestres when there is none. What is tied to others, who are not here,
    is kept as it was said.
    """
    document = contenu.document.model_dump()
    versions = _list_versions(unit)
    personnes = _create_personnes(unit, document)
    ids = {
        ligne["cle"]: cle
        for section in LETTRES
        for ligne, cle in zip(document[section], _draw(len(document[section])), strict=True)
    }
    tout = _resolve(document, personnes, ids)
    collectif_id = _find_collectif(unit, tout["collectif"], nom)
    structure_id = uuid4()
    place = {"collectif_id": collectif_id, "structure_id": structure_id}
    _add(unit, Structure, [tout["structure"] | {"collectif_id": collectif_id, "id": structure_id}])
    _add(unit, Adhesion, [ligne | place for ligne in tout["adhesions"]])
    _write_traces(unit, tout, contenu.fichiers, place)
    for trimestre in tout["trimestres"]:
        _write_trimestre(unit, trimestre, place, versions)
    _add(
        unit,
        carnet.Positionnement,
        [ligne | place | {"referentiel_id": versions[ligne.pop("referentiel")]} for ligne in tout["positionnements"]],
    )
    _add(unit, progres.Action, [_drop(x, "cle", "decision") | place | {"id": x["cle"]} for x in tout["actions"]])
    _add(
        unit,
        relecture.Appui,
        [_drop(x, "cle", "offre", "collectif") | place | {"id": x["cle"]} for x in tout["appuis"]],
    )
    _write_pratiques(unit, tout["pratiques"], place)
    if tout["entraide"] is not None:
        _add(unit, Entraide, [tout["entraide"] | place])
    ailleurs = _keep_ailleurs(tout, document["personnes"], personnes)
    _add(unit, Importee, [place | {"origine": structure_id, "empreinte": contenu.empreinte, "ailleurs": ailleurs}])
    return structure_id


def _list_versions(unit: Unit) -> dict[str, UUID]:
    lignes = unit.db.execute(select(VersionReferentiel.id, VersionReferentiel.cle, VersionReferentiel.version))
    return {f"{ligne.cle}@{ligne.version}": ligne.id for ligne in lignes}


def _create_personnes(unit: Unit, document: Brut) -> dict[str | None, UUID]:
    """A closed account for each person who is cited, without rights nor address; None: who wrote and is not told."""
    ids: dict[str | None, UUID] = {
        p["cle"]: cle for p, cle in zip(document["personnes"], _draw(len(document["personnes"])), strict=True)
    }
    noms = {ids[p["cle"]]: p["nom"] for p in document["personnes"]}
    carnets = [trimestre["carnet"] for trimestre in document["trimestres"]]
    auteurs = [m["auteur"] for c in carnets for fil in c["fils"] for m in fil["messages"]]
    if None in (*auteurs, *(v["personne"] for c in carnets for v in c["a_voir"])):
        ids[None] = uuid4()
        noms[ids[None]] = INCONNUE
    lignes = [
        {
            "id": cle,
            "courriel": ADRESSE.format(cle),
            "nom": nom,
            "actif": False,
            "demo": document["collectif"]["fictif"],
        }
        for cle, nom in noms.items()
    ]
    _add(unit, Compte, lignes)
    return ids


def _resolve(document: Brut, personnes: Mapping[str | None, UUID], ids: Mapping[str, UUID]) -> Brut:
    """Keys of the file become ids of the base; a thing that is no more keeps one too."""
    disparus: dict[str, UUID] = {}

    def resolve(nom: str, valeur: Any) -> Any:
        if valeur is None:
            return personnes.get(None) if nom in {"auteur", "personne"} else None
        if nom in PERSONNES or nom == "mentions":
            return personnes[valeur]
        if nom in {"trace", "cle_objet"} or (nom == "cle" and valeur in ids):
            return ids.get(valeur) or disparus.setdefault(valeur, uuid4())
        return valeur

    resolu: Brut = walk({nom: partie for nom, partie in document.items() if nom != "personnes"}, resolve)
    return resolu


def _find_collectif(unit: Unit, cite: Brut, nom: str) -> UUID:
    trouve = unit.db.scalar(select(Collectif.id).where(func.fold(Collectif.nom) == fold(nom)))
    if trouve is not None:
        return trouve
    collectif_id = uuid4()
    _add(unit, Collectif, [cite | {"id": collectif_id, "nom": nom}])
    return collectif_id


def _write_traces(unit: Unit, tout: Brut, fichiers: Mapping[str, bytes], place: Brut) -> None:
    for fichier in tout["fichiers"]:
        octets, nature = fichiers[fichier["empreinte"]], Nature(fichier["nature"])
        apercu = clean_image(octets, nature)[2] if nature in IMAGES else None
        _add(unit, progres.Fichier, [_drop(fichier, "chemin") | place | {"contenu": octets, "apercu": apercu}])
    _add(unit, progres.Trace, [_drop(x, "cle") | place | {"id": x["cle"]} for x in tout["traces"]])


def _write_pratiques(unit: Unit, pratiques: Sequence[Brut], place: Brut) -> None:
    _add(unit, progres.Pratique, [_drop(x, "cle", "traces") | place | {"id": x["cle"]} for x in pratiques])
    jointes = [
        _drop(jointe, "trace") | place | {"pratique_id": x["cle"], "trace_id": jointe["trace"]}
        for x in pratiques
        for jointe in x["traces"]
    ]
    _add(unit, progres.PratiqueTrace, jointes)


def _write_trimestre(unit: Unit, trimestre: Brut, place: Brut, versions: Mapping[str, UUID]) -> None:
    tenu, collectif_id = trimestre.pop("carnet"), place["collectif_id"]
    version = versions[trimestre.pop("referentiel")]
    trimestre_id = unit.db.scalar(
        select(Trimestre.id).where(Trimestre.collectif_id == collectif_id, Trimestre.numero == trimestre["numero"])
    )
    if trimestre_id is None:
        trimestre_id = uuid4()
        _add(
            unit,
            Trimestre,
            [trimestre | {"collectif_id": collectif_id, "id": trimestre_id, "referentiel_id": version}],
        )
    carnet_id = uuid4()
    listes = {nom: tenu.pop(nom) for nom in list(tenu) if isinstance(tenu[nom], list)}
    _add(unit, carnet.Carnet, [tenu | place | {"id": carnet_id, "trimestre_id": trimestre_id}])
    ici = place | {"carnet_id": carnet_id}
    _add(unit, carnet.Reponse, [ligne | ici for ligne in listes["reponses"]])
    _add(unit, progres.ReponseTrace, [_drop(x, "trace") | ici | {"trace_id": x["trace"]} for x in listes["traces"]])
    _add(unit, relecture.Relecture, [ligne | ici for ligne in listes["relectures"]])
    _write_fils(unit, listes["fils"], ici)
    _add(unit, relecture.AVoir, [_drop(x, "personne") | ici | {"compte_id": x["personne"]} for x in listes["a_voir"]])
    for consultation, cle in zip(listes["consultations"], _draw(len(listes["consultations"])), strict=True):
        _write_consultation(unit, consultation, cle, ici)
    noms = {nom: str(cle) for nom, cle in versions.items()}
    arretes = [
        ligne | ici | {"trimestre_id": trimestre_id, "figures": rename_referentiel(ligne["figures"], noms)}
        for ligne in listes["arretes"]
    ]
    _add(unit, Arrete, arretes)


def _write_fils(unit: Unit, fils: Sequence[Brut], ici: Brut) -> None:
    place = _drop(ici, "carnet_id")
    messages = []
    for fil in fils:
        fil_id, siens = uuid4(), fil.pop("messages")
        _add(unit, relecture.Fil, [fil | ici | {"id": fil_id}])
        messages += [
            message | place | {"fil_id": fil_id, "id": cle}
            for message, cle in zip(siens, _draw(len(siens)), strict=True)
        ]
    _add(unit, relecture.Message, messages)


def _write_consultation(unit: Unit, consultation: Brut, cle: UUID, ici: Brut) -> None:
    place = _drop(ici, "carnet_id") | {"consultation_id": cle}
    groupes, criteres, montres = (consultation.pop(nom) for nom in ("groupes", "criteres", "montres"))
    depouillement = consultation.pop("depouillement")
    ids = dict(zip((groupe["cle"] for groupe in groupes), _draw(len(groupes)), strict=True))
    noms = {nom: str(groupe_id) for nom, groupe_id in ids.items()}
    _add(unit, avis.Consultation, [consultation | ici | {"id": cle}])
    _add(unit, avis.ConsultationGroupe, [_drop(g, "cle") | place | {"id": ids[g["cle"]]} for g in groupes])
    _add(unit, avis.ConsultationCritere, [ligne | place | {"carnet_id": ici["carnet_id"]} for ligne in criteres])
    if depouillement is not None:
        _add(unit, avis.Depouillement, [place | {"contenu": rename_keys(depouillement, noms)}])
    montrees = [ligne | place | {"contenu": rename_keys(ligne["contenu"], noms)} for ligne in montres]
    _add(unit, avis.DepouillementCritere, montrees)


def _keep_ailleurs(tout: Brut, cites: Sequence[Brut], personnes: Mapping[str | None, UUID]) -> Brut:
    gardes = {nom: tout[nom] for nom in ("historique", "retours", "binomes", "presences")}
    gardes["decisions"] = [[x["cle"], x["decision"]] for x in tout["actions"] if x["decision"] is not None]
    gardes["appuis"] = [[x["cle"], x["offre"], x["collectif"]] for x in tout["appuis"] if x["offre"] or x["collectif"]]
    gardes["personnes"] = [[personnes[p["cle"]], p["nom"]] for p in cites]
    gardes["inconnue"] = [personnes[None]] if None in personnes else []
    ecrits: Brut = _write_json(gardes)
    return ecrits


def _write_json(noeud: Any) -> Any:
    if isinstance(noeud, dict):
        return {cle: _write_json(element) for cle, element in noeud.items()}
    if isinstance(noeud, list):
        return [_write_json(element) for element in noeud]
    if isinstance(noeud, UUID):
        return str(noeud)
    return noeud.isoformat() if isinstance(noeud, datetime) or hasattr(noeud, "isoformat") else noeud


def _draw(nombre: int) -> list[UUID]:
    """New ids, in their own order: what was created at the same instant keeps its place."""
    return sorted(uuid4() for _ in range(nombre))


def _drop(ligne: Mapping[str, Any], *noms: str) -> Brut:
    return {nom: valeur for nom, valeur in ligne.items() if nom not in noms}


def _add(unit: Unit, modele: Any, lignes: Sequence[Brut]) -> None:
    if lignes:
        unit.db.execute(insert(modele), list(lignes))
