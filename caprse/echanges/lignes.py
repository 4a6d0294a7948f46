"""The rows of a structure's export, from what the database gives: one function per file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from caprse.acces.unite import Unit
from caprse.carnet.regles import LIBELLES_CHAMPS, LIBELLES_ETAT, EtatCarnet, Saisie
from caprse.progres.binomes.regles import LIBELLES_RENCONTRE, EtatBinome, Rencontre
from caprse.progres.pratiques.regles import LIBELLES as LIBELLES_PRATIQUE
from caprse.progres.pratiques.regles import EtatPratique
from caprse.progres.regles import LIBELLES_EFFORT, Effort, EtatAction
from caprse.progres.regles import LIBELLES_ETAT as LIBELLES_ACTION
from caprse.referentiel.loi import format_loi
from caprse.referentiel.pour_vous import Profil
from caprse.referentiel.schema import BILAN, Referentiel
from caprse.referentiel.service import get_referentiel, get_referentiel_pour
from caprse.relecture.appuis.regles import LIBELLES_ETAT as LIBELLES_APPUI
from caprse.relecture.appuis.regles import EtatAppui
from caprse.relecture.relire.regles import LIBELLES_RELECTURE, EtatRelecture
from caprse.socle.dates import FUSEAU

Ligne = dict[str, Any]
# The name of a niveau stands beside its number.
_NOMS = {"niveau": "Nom du niveau", "cible": "Nom de la cible"}
# Of a critère without an answer: nothing was said, nothing is a yes.
_SANS_REPONSE = {champ.name: False if champ.default is False else None for champ in fields(Saisie)}
# An accepted appui that has its day is « prévu » on the screens.
_APPUIS = {etat: libelle.lower() for etat, libelle in LIBELLES_APPUI.items()} | {EtatAppui.PLANIFIE: "planifié"}


def list_reponses(unit: Unit, trimestre: Mapping[str, Any], profil: Profil) -> list[Ligne]:
    """One row per critère of the trimestre, answered or not, in the order and in the words of its screen."""
    referentiel = get_referentiel_pour(unit.db, UUID(trimestre["referentiel_id"]), profil)
    reponses = {reponse["critere"]: reponse for reponse in trimestre["reponses"] or ()}
    demandes = [c.code for c in referentiel.demandes(trimestre["thematique"])]
    criteres = {c.code: c for c in referentiel.criteres}
    lignes = []
    # What was looked at again comes after what the carnet asks.
    for code in dict.fromkeys((*demandes, *(code for code in criteres if code in reponses), *reponses)):
        critere, reponse = criteres.get(code), reponses.get(code, {})
        lignes.append(
            {
                "Critère": code,
                "Titre": critere.titre if critere else "",
                "Question": critere.question if critere else "",
                **_build_champs(reponse or _SANS_REPONSE, referentiel),
                "La loi": "\n".join(map(format_loi, critere.socle_legal)) if critere else "",
                "Modifié le": format_instant(reponse.get("modifie_le")),
                "Par": reponse.get("auteur"),
            }
        )
    return lignes


def build_structure(tout: Mapping[str, Any]) -> Ligne:
    """One row: what the workbook knows of the structure itself."""
    return {
        "Structure": tout["nom"],
        "Types": "/".join(tout["types"]),
        "Département": tout["departement"],
        "Commune": tout["commune"],
        "Personnes employées": tout["effectif"],
    }


def build_carnet(trimestre: Mapping[str, Any]) -> Ligne:
    """One row: where the carnet of a trimestre stands."""
    return {
        "Trimestre": trimestre["numero"],
        "Thématique": trimestre["thematique"] or BILAN,
        "État du carnet": LIBELLES_ETAT[EtatCarnet(trimestre["etat"])],
        "Transmis le": format_instant(trimestre["transmis_le"]),
        "Repris le": format_instant(trimestre["repris_le"]),
        "Ce qui a été dit des réponses manquantes": trimestre["motif_incomplet"],
    }


def list_figures(trimestre: Mapping[str, Any]) -> Iterable[Ligne]:
    """One row per axis of each arrêté of a trimestre."""
    for arrete in trimestre["arretes"] or ():
        figures = arrete["figures"]
        for figure in (*figures["enjeux"], figures["total"], figures["transversal"]):
            if figure is None:
                continue
            yield {
                "Trimestre": trimestre["numero"],
                "Arrêté": arrete["numero"],
                "Arrêté le": format_instant(arrete["le"]),
                "Carnet transmis": arrete["transmis"],
                "Structure (nom de ce jour-là)": figures["structure"],
                "Version du référentiel": figures["referentiel"]["version"],
                "Axe": figure["code"],
                "Titre": figure["titre"],
                "Réponses": figure["repondus"],
                "Critères concernés": figure["applicables"],
                "Non concernés": figure["non_concernes"],
                "Marches franchies": figure["franchies"],
                "Marches possibles": figure["possibles"],
                "Part franchie": Fraction(figure["franchies"], figure["possibles"]) if figure["possibles"] else None,
                "Réponses par niveau (du plus bas au plus haut)": " / ".join(map(str, figure["repartition"])),
            }


def build_relecture(trimestre: Mapping[str, Any], relecture: Mapping[str, Any]) -> Ligne:
    """One row: what the animation said of an answer."""
    return {
        "Trimestre": trimestre["numero"],
        "Critère": relecture["critere"],
        "Relecture": LIBELLES_RELECTURE[EtatRelecture(relecture["etat"])].lower(),
        "Note": relecture["note"],
        "Niveau proposé": relecture["niveau_suggere"],
        "Le": format_instant(relecture["modifie_le"]),
        "Par": relecture["auteur"],
    }


def build_message(trimestre: Mapping[str, Any], message: Mapping[str, Any]) -> Ligne:
    """One row: a message of a thread."""
    return {
        "Trimestre": trimestre["numero"],
        "Critère": message["critere"] or "tout le carnet",
        "Le": format_instant(message["le"]),
        "Par": message["auteur"],
        "Message": message["texte"],
        "Discussion résolue": message["resolu_le"] is not None,
    }


def list_positions(unit: Unit, positions: Sequence[Mapping[str, Any]]) -> list[Ligne]:
    """One row per answer of the positionnement: at the start, then in the bilan."""
    lignes = []
    for position in positions:
        referentiel = get_referentiel(unit.db, UUID(position["referentiel_id"]))
        titres = {enjeu.code: enjeu.titre for theme in referentiel.thematiques for enjeu in theme.enjeux}
        lignes.append(
            {
                "Enjeu": position["enjeu"],
                "Titre": titres.get(position["enjeu"], ""),
                "Niveau": position["niveau"],
                "Nom du niveau": _name(referentiel, position["niveau"]),
                "Non concerné": position["non_concerne"],
                "Le": format_instant(position["modifie_le"]),
                "Par": position["auteur"],
            }
        )
    return lignes


def build_action(action: Mapping[str, Any]) -> Ligne:
    """One row of the plan d'action."""
    return {
        "Action": action["quoi"],
        "Pilote": action["pilote"],
        "Échéance": action["echeance"],
        "État": LIBELLES_ACTION[EtatAction(action["etat"])].lower(),
        "Critères": ", ".join(action["criteres"]),
        "Niveau visé": action["niveau_vise"],
        "But": action["but"],
        "Premier pas": action["premier_pas"],
        "Temps à prévoir": LIBELLES_EFFORT[Effort(action["effort"])].lower() if action["effort"] else "",
        "Décision": action["decision"],
        "Faite le": format_instant(action["faite_le"]),
        "Ce qui a changé": action["ce_qui_change"],
        "Modifiée le": format_instant(action["modifie_le"]),
        "Par": action["auteur"],
    }


def build_trace(trace: Mapping[str, Any]) -> Ligne:
    """One row: a trace, and the answers that it is tied to. The files are taken away from « Nos traces »."""
    return {
        "Trace": trace["titre"],
        "Adresse": trace["lien"],
        "Fichier": trace["nom_fichier"],
        "Confidentielle": trace["confidentielle"],
        "À renouveler le": trace["expire_le"],
        "Critères": ", ".join(f"{critere} (trimestre\u00a0{numero})" for critere, numero in trace["usages"] or ()),
        "Ajoutée le": format_instant(trace["cree_le"]),
        "Par": trace["auteur"],
    }


def build_pratique(pratique: Mapping[str, Any]) -> Ligne:
    """One row: a pratique that the structure wrote, shared or not."""
    return {
        "Pratique": pratique["titre"],
        "Situation": pratique["situation"],
        "Ce que nous faisons": pratique["demarche"],
        "Ce que cela a changé": pratique["effet"],
        "Outils": pratique["outils"],
        "À qui demander": pratique["contact"],
        "Critères": ", ".join(pratique["criteres"]),
        "Traces jointes": ", ".join(pratique["traces"] or ()),
        "État": LIBELLES_PRATIQUE[EtatPratique(pratique["etat"])],
        "Partagée le": format_instant(pratique["partagee_le"]),
        "Modifiée le": format_instant(pratique["modifie_le"]),
        "Par": pratique["auteur"],
    }


def build_retour(retour: Mapping[str, Any]) -> Ligne:
    """One row: what the structure made of the pratique of another, under its title of then."""
    return {
        "Pratique": retour["titre"],
        "Utile pour nous": retour["utile"],
        "Essayée le": format_instant(retour["essayee_le"]),
        "Notre mot": retour["note"],
        "Modifié le": format_instant(retour["modifie_le"]),
        "Par": retour["auteur"],
    }


def build_entraide(dite: Mapping[str, Any]) -> Ligne:
    """One row: what the structure shares and looks for."""
    return {
        "Nous partageons": ", ".join(dite["offre"]),
        "Nous cherchons": ", ".join(dite["cherche"]),
        "Pour nous rencontrer": LIBELLES_RENCONTRE[Rencontre(dite["rencontre"])],
        "Modifié le": format_instant(dite["modifie_le"]),
        "Par": dite["auteur"],
    }


def build_binome(structure_id: UUID, binome: Mapping[str, Any]) -> Ligne:
    """One row: a visit, or a binôme without one yet."""
    paires = zip(binome["structures"], binome["noms"], strict=True)
    return {
        "Avec": ", ".join(nom for cle, nom in paires if cle != str(structure_id)),
        "Depuis le": format_instant(binome["accepte_le"]),
        "En cours": binome["etat"] == EtatBinome.ACCEPTE,
        "Visite le": binome["jour"],
        "Note": binome["note"],
        "Par": binome["auteur"],
    }


def build_appui(appui: Mapping[str, Any]) -> Ligne:
    """One row: a request for help."""
    return {
        "Demande": appui["demande"],
        "Critère": appui["critere"],
        "Demandé le": format_instant(appui["demande_le"]),
        "État": _APPUIS[EtatAppui(appui["etat"])],
        "Réponse": appui["reponse"],
        "Prévu le": appui["prevu_le"],
        "Demi-journées": appui["demi_journees"],
        "Offre": appui["offre"],
        "Appui collectif": "oui" if appui["groupe_id"] else "non",
    }


def _build_champs(reponse: Mapping[str, Any], referentiel: Referentiel) -> Ligne:
    """The columns of one answer, in the order of its fields."""
    ligne = {}
    for champ, libelle in LIBELLES_CHAMPS.items():
        ligne[libelle] = reponse[champ]
        if champ in _NOMS:
            ligne[_NOMS[champ]] = _name(referentiel, reponse[champ])
    return ligne


def _name(referentiel: Referentiel, niveau: int | None) -> str:
    return referentiel.echelle[niveau].nom if niveau is not None and niveau < len(referentiel.echelle) else ""


def format_instant(instant: datetime | str | None) -> datetime | None:
    """The instant in Paris, without its offset, which a spreadsheet would not read."""
    if not instant:
        return None
    lu = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return lu.astimezone(FUSEAU).replace(tzinfo=None)


def read_booleen(valeur: str | None) -> str | None:
    """What the journal wrote for a yes or a no, in French; other texts as they are."""
    return {"true": "oui", "false": "non"}.get(valeur, valeur) if valeur else None
