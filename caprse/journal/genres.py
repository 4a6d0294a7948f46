"""What several lines of one kind are called together: « a noté 7 présences ». Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from caprse.carnet.positionnement.regles import Moment
from caprse.journal.faits import Fait
from caprse.journal.passif import name_lot
from caprse.socle.francais import bind_nombre


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of act: ``a noté 7 présences``. ``par_structure``: those of two structures are not counted together."""

    verbe: str
    noms: str
    fin: str = ""
    par_structure: bool = False

    def describe(self, nombre: int) -> str:
        """So many of them, two at least."""
        return f"{self.verbe} {bind_nombre(nombre, self.noms)}{self.fin}"

    def name(self, nombre: int) -> str:
        """The same as a title: ``7 présences notées``."""
        return name_lot(self.verbe, nombre, self.noms, self.fin)


CREATIONS: dict[str, Genre] = {
    "reponse": Genre("a répondu à", "critères", par_structure=True),
    "positionnement": Genre("a répondu à", "questions", " du point de départ", par_structure=True),
    "carnet": Genre("a créé", "carnets"),
    "visite": Genre("a ouvert", "carnets"),
    "arrete": Genre("a enregistré les résultats définitifs de", "carnets"),
    "relecture": Genre("a relu", "réponses", par_structure=True),
    "fil": Genre("a ouvert", "discussions", par_structure=True),
    "trace": Genre("a ajouté", "traces", " à la bibliothèque", par_structure=True),
    "reponse_trace": Genre("a joint", "traces", " aux réponses", par_structure=True),
    "pratique": Genre("a commencé", "pratiques", par_structure=True),
    "pratique_trace": Genre("a joint", "traces", " à ses pratiques", par_structure=True),
    "pratique_retour": Genre("a noté", "pratiques", " comme utiles ou essayées", par_structure=True),
    "entraide": Genre("a dit", "fois ce qui se partage et se cherche", par_structure=True),
    "binome": Genre("a proposé", "binômes"),
    "binome_visite": Genre("a noté", "visites de binômes"),
    "action": Genre("a ajouté", "actions", par_structure=True),
    "appui": Genre("a demandé", "appuis", par_structure=True),
    "appui_collectif": Genre("a réuni", "appuis collectifs"),
    "offre": Genre("a ajouté", "offres", " au catalogue"),
    "consultation": Genre("a demandé", "fois des avis", par_structure=True),
    "trimestre": Genre("a préparé", "trimestres"),
    "rencontre": Genre("a prévu", "rencontres"),
    "presence": Genre("a noté", "présences"),
    "decision": Genre("a noté", "décisions"),
    "seance": Genre("a préparé", "séances"),
    "adhesion": Genre("a fait adhérer", "structures"),
    "structure": Genre("a ajouté", "structures"),
    "habilitation": Genre("a donné", "rôles"),
    "cle_lecture": Genre("a fait", "clés de lecture", par_structure=True),
    "adresse_signal": Genre("a ajouté", "adresses à prévenir"),
    "invitation": Genre("a invité", "personnes"),
    "compte": Genre("a créé", "comptes"),
    "session_web": Genre("a ouvert", "sessions"),
    "publication": Genre("a publié", "fois les chiffres d’ensemble"),
    "publication_carnet": Genre("a compté", "carnets", " dans les chiffres d’ensemble"),
    "publication_cycle": Genre("a publié", "fois les chiffres d’ensemble de tout le cycle"),
    "publication_cycle_structure": Genre("a compté", "fois une structure", " dans les chiffres de tout le cycle"),
    "publication_chemin": Genre("a publié", "fois un chiffre du chemin du collectif"),
    "publication_chemin_structure": Genre("a compté", "fois une structure", " dans le chemin du collectif"),
    "proposition": Genre("a proposé", "niveaux", " en séance", par_structure=True),
}
_ARRIVEE = replace(CREATIONS["positionnement"], fin=" du point d’arrivée")
_CHANGEMENTS: dict[str, Genre] = {
    "reponse": CREATIONS["reponse"],
    "positionnement": CREATIONS["positionnement"],
    "relecture": Genre("a relu", "réponses", par_structure=True),
    "presence": Genre("a noté", "présences"),
    "session_web": Genre("a fermé", "sessions"),
}


def find_genre(fait: Fait) -> Genre | None:
    """The kind of a line, where several of it say the same thing; None for what is always worth a line."""
    if fait.supprime:
        return None
    genre = (CREATIONS if fait.cree else _CHANGEMENTS).get(fait.objet)
    return _ARRIVEE if fait.objet == "positionnement" and fait.cle.get("moment") == Moment.ARRIVEE else genre
