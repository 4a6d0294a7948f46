"""What is said of each list of a person's own data, in the file that they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from caprse.acces.regles import LIBELLES as ROLES
from caprse.acces.regles import Role
from caprse.socle.dates import format_date, format_instant

# By the name of a list: its title, and what it is.
TITRES: dict[str, tuple[str, str]] = {
    "compte": ("Votre compte", "votre nom et votre adresse"),
    "roles": ("Vos rôles", "ce que vous pouvez faire, et où"),
    "invitations_recues": ("Les invitations reçues", "les rôles proposés à votre adresse"),
    "invitations_envoyees": ("Les invitations envoyées", "sans l’adresse des personnes invitées"),
    "sessions": ("Vos connexions", "les appareils où une session a été ouverte"),
    "liens_de_connexion": ("Vos liens de connexion", "quand ils ont été demandés ; leur secret n’est pas gardé"),
    "agenda": ("Votre agenda", "depuis quand il lit vos rencontres"),
    "refus_de_courriels": ("Les courriels refusés", "ceux que vous ne recevez plus"),
    "courriels": ("Les courriels reçus", "leur texte s’efface dès l’envoi"),
    "nouvelles": ("Vos nouvelles", "ce que le cahier vous a annoncé"),
    "brouillons": ("Vos brouillons", "ce que vous avez commencé à écrire"),
    "actes": ("Vos derniers gestes", "ce que le cahier vous a répondu ; oublié au bout de deux jours"),
    "messages": ("Vos messages", "ceux que vous avez écrits"),
    "notes_privees": ("Vos notes privées", "vous seul·e les lisez"),
    "demandes_de_reponse": (
        "Les questions confiées",
        "celles que l’on vous a confiées, celles que vous avez confiées",
    ),
    "reponses_en_attente": ("Vos réponses en attente", "un collègue avait répondu autrement : rien n’est choisi"),
    "textes_en_desaccord": ("Vos textes en attente", "un collègue avait écrit autrement : rien n’est choisi"),
    "avis": ("Vos avis", "oubliés dès qu’ils sont comptés"),
    "convocations": ("Vos convocations", "et ce que vous avez répondu"),
    "carnets_regardes": ("Les carnets regardés", "quand vous les avez relus pour la dernière fois"),
    "discussions_lues": ("Les discussions lues", "jusqu’à quand vous les avez lues"),
    "journal": (
        "Ce que vous avez fait",
        "le texte de vos réponses appartient à la structure : il est dans son export",
    ),
    "journal_de_votre_compte": ("Ce qui a changé dans votre compte", "avant et après"),
}
CHAMPS: dict[str, str] = {
    "nom": "Nom",
    "courriel": "Adresse",
    "ouvert": "Compte ouvert",
    "demonstration": "Personne inventée",
    "accueilli_le": "Première visite rangée le",
    "cree_le": "Créé le",
    "role": "Rôle",
    "collectif": "Collectif",
    "structure": "Structure",
    "expire_le": "Finit le",
    "acceptee_le": "Acceptée le",
    "annulee_le": "Annulée le",
    "annule_le": "Annulé le",
    "appareil": "Appareil",
    "fermee_le": "Fermée le",
    "utilise_le": "Utilisé le",
    "genre": "Genre",
    "depuis": "Depuis le",
    "objet": "Objet",
    "envoye_le": "Envoyé le",
    "titre": "Titre",
    "detail": "Détail",
    "lue_le": "Vu le",
    "place": "Formulaire",
    "texte": "Texte",
    "modifie_le": "Modifié le",
    "phrase": "Phrase",
    "fait_le": "Le",
    "critere": "Critère",
    "ecrit_le": "Écrit le",
    "recue": "Confiée à vous",
    "rendu_le": "Rendue le",
    "champ": "Champ",
    "partie": "Partie",
    "niveau": "Niveau",
    "rencontre": "Rencontre",
    "jour": "Jour",
    "reponse": "Réponse",
    "repondu_le": "Réponse le",
    "operation": "Opération",
    "champs": "Champs",
    "avant": "Avant",
    "apres": "Après",
}
_OPERATIONS = {"INSERT": "ajout", "UPDATE": "changement", "DELETE": "suppression", "ACTION": "geste"}


def write_texte(donnees: Mapping[str, Sequence[Mapping[str, Any]] | None], now: datetime) -> str:
    """All of it as plain text, an empty list being said so."""
    lignes = [
        "Tout ce que le cahier CAP RSE garde sur vous",
        f"Écrit le {format_instant(now)}. Les heures sont celles de Paris.",
        "Le même contenu, pour un programme : mes-donnees.json.",
        "",
        "Pour corriger votre nom : « Mon compte ». Pour corriger votre adresse, ou faire effacer votre compte,",
        "écrivez à l’administration du cahier : vos réponses restent à votre structure, sans votre nom.",
    ]
    for cle, (titre, explication) in TITRES.items():
        rangees = donnees.get(cle) or ()
        lignes += ["", f"# {titre}", f"({explication})"]
        if not rangees:
            lignes.append("Rien.")
        for rangee in rangees:
            dits = (f"{CHAMPS[champ]} : {_tell(champ, v)}" for champ, v in rangee.items() if v not in (None, "", {}))
            lignes.append("- " + " · ".join(dits))
    return "\n".join([*lignes, ""])


def _tell(champ: str, valeur: Any) -> str:
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case dict():
            return " ; ".join(f"{nom} = {sens}" for nom, sens in valeur.items())
    if champ == "role":
        return ROLES[Role(valeur)]
    if champ == "operation":
        return _OPERATIONS[valeur]
    if champ == "jour":
        return format_date(date.fromisoformat(valeur))
    if champ.endswith("_le") or champ == "depuis":
        return format_instant(datetime.fromisoformat(valeur))
    return " ".join(str(valeur).split())
