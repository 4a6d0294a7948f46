"""What a person may search in: the questions of their structure's carnets, its words, actions and traces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit
from caprse.collectif.regles import EtatTrimestre
from caprse.progres.regles import LIBELLES_ETAT, EtatAction
from caprse.recherche.regles import Genre, Texte
from caprse.recherche.requetes import LIST_TEXTES
from caprse.referentiel.pour_vous import Profil
from caprse.referentiel.schema import Critere, Enjeu
from caprse.referentiel.service import get_referentiel_pour
from caprse.socle.erreurs import Introuvable

QUOI = "Cette structure"


@dataclass(frozen=True, slots=True)
class Fonds:
    """Where one searches: whose it is, and every text that may be found."""

    structure: str
    collectif: str
    fictif: bool
    textes: tuple[Texte, ...]


def get_fonds(unit: Unit, structure_id: UUID) -> Fonds:
    """All that a search of this structure looks through. One query. Raises Introuvable."""
    ligne = unit.db.execute(LIST_TEXTES, {"structure": structure_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    unit.check(Operation.GET_CARNET, ligne["collectif_id"], structure_id, QUOI)
    carnets = ligne["carnets"] or ()
    profil = Profil(frozenset(ligne["types"]), ligne["effectif"])
    return Fonds(
        ligne["nom"],
        ligne["collectif"],
        ligne["fictif"],
        (
            *_list_criteres(unit, carnets, profil),
            *_list_reponses(unit, carnets, profil),
            *(_read_action(action) for action in ligne["actions"] or ()),
            *(_read_trace(*trace) for trace in ligne["traces"] or ()),
            *(read_pratique(pratique) for pratique in ligne["pratiques"] or ()),
        ),
    )


def _list_criteres(unit: Unit, carnets: Sequence[Mapping[str, Any]], profil: Profil) -> Iterator[Texte]:
    """Each critère once, where it was asked last."""
    vus: set[str] = set()
    for carnet in carnets:
        for enjeu, critere in _list_questions(unit, carnet, profil):
            if critere.code not in vus:
                vus.add(critere.code)
                textes = (critere.question, *critere.niveaux.values())
                yield Texte(
                    Genre.CRITERE,
                    critere.titre,
                    f"Trimestre\u00a0{carnet['numero']} · {enjeu.titre}",
                    textes,
                    *_locate(carnet, enjeu, critere),
                )


def _list_reponses(unit: Unit, carnets: Sequence[Mapping[str, Any]], profil: Profil) -> Iterator[Texte]:
    """The comments and traces that the structure wrote."""
    for carnet in carnets:
        reponses = {reponse["critere"]: reponse for reponse in carnet["reponses"] or ()}
        for enjeu, critere in (*_list_questions(unit, carnet, profil), *_list_autres(unit, carnet, profil)):
            if reponse := reponses.get(critere.code):
                textes = tuple(texte for texte in (reponse["commentaire"], reponse["trace"]) if texte)
                yield Texte(
                    Genre.REPONSE,
                    critere.titre,
                    f"Trimestre\u00a0{carnet['numero']} · ce que vous avez écrit",
                    textes,
                    *_locate(carnet, enjeu, critere),
                )


def _list_questions(unit: Unit, carnet: Mapping[str, Any], profil: Profil) -> Iterator[tuple[Enjeu, Critere]]:
    referentiel = get_referentiel_pour(unit.db, UUID(carnet["referentiel_id"]), profil)
    for part in referentiel.capsule(carnet["thematique"]):
        for enjeu in part.enjeux:
            for critere in enjeu.criteres:
                yield enjeu, critere


def _list_autres(unit: Unit, carnet: Mapping[str, Any], profil: Profil) -> Iterator[tuple[None, Critere]]:
    """What a carnet does not ask by itself: it may hold a second look at it."""
    referentiel = get_referentiel_pour(unit.db, UUID(carnet["referentiel_id"]), profil)
    demandes = {part.code for part in referentiel.capsule(carnet["thematique"])}
    for part in referentiel.thematiques:
        if part.code not in demandes:
            for critere in part.criteres:
                yield None, critere


def _locate(
    carnet: Mapping[str, Any], enjeu: Enjeu | None, critere: Critere
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The carnet shows the trimestre that is open; an earlier one is read in the results."""
    if carnet["etat"] == EtatTrimestre.OUVERT and enjeu is None:
        return "revoir", (("critere", critere.code),)
    if carnet["etat"] == EtatTrimestre.OUVERT and enjeu is not None:
        return "carnet", (("etape", enjeu.code), ("critere", critere.code))
    return "resultats", (("trimestre", f"Trimestre {carnet['numero']}"),)


def read_pratique(pratique: Mapping[str, Any]) -> Texte:
    """A pratique, whoever may read it: it is found by its words, and leads to its page."""
    textes = tuple(texte for texte in pratique["textes"] if texte)
    adresse = (("pratique", pratique["id"]),)
    return Texte(Genre.PRATIQUE, pratique["titre"], f"Pratique · {pratique['qui']}", textes, "pratiques", adresse)


def _read_action(action: Mapping[str, Any]) -> Texte:
    etat = LIBELLES_ETAT[EtatAction(action["etat"])]
    ou = f"Plan d’action · {etat}" + (f" · {action['pilote']}" if action["pilote"] else "")
    return Texte(Genre.ACTION, action["quoi"], ou, (), "actions")


def _read_trace(titre: str, fichier: str, lien: str) -> Texte:
    """The name of its file, or its address: what is in it is not read."""
    return Texte(Genre.TRACE, titre, "Nos traces", tuple(texte for texte in (fichier, lien) if texte), "traces")
