"""The word that goes with a structure's export: what each file holds and how to open it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from caprse.socle.dates import format_instant
from caprse.socle.francais import add_de

EXPLICATIONS = {
    "structure.csv": "ce que le cahier sait de votre structure : son nom, ses types, sa commune, sa taille",
    "carnets.csv": (
        "vos carnets : à quel trimestre, dans quel état. « Repris le » : ce trimestre était fini avant le cahier"
    ),
    "chiffres-arretes.csv": (
        "vos chiffres, tels qu’ils ont été arrêtés à la fin de chaque trimestre. Un trimestre rouvert puis clos de "
        "nouveau peut en avoir deux : le plus grand numéro est le dernier"
    ),
    "notre-chemin.csv": (
        "votre chemin : pour chaque thématique, où vous en étiez à la fin de chaque trimestre, ce qui a bougé depuis "
        "le précédent sur les mêmes critères, et les actions faites entre-temps"
    ),
    "relecture.csv": "ce que la chargée de mission a noté en relisant vos réponses",
    "messages.csv": "les messages échangés autour de vos carnets",
    "point-de-depart.csv": "vos réponses du point de départ, au lancement",
    "point-d-arrivee.csv": "vos réponses aux mêmes questions, au bilan",
    "actions.csv": (
        "votre plan d’action : quoi, qui, pour quand, le niveau visé (tel qu’il était écrit quand l’action "
        "est née), le premier pas, le temps à prévoir, la décision d’où elle vient et, une fois faite, ce qui a changé"
    ),
    "traces.csv": (
        "vos traces : leur titre, leur adresse ou le nom de leur fichier, les critères où elles servent. Les fichiers "
        "eux-mêmes se téléchargent dans « Nos traces », trimestre par trimestre"
    ),
    "pratiques.csv": "vos pratiques, brouillons compris : leurs textes, leurs critères, avec qui elles sont partagées",
    "nos-listes-de-binome.csv": "ce que vous avez dit partager et chercher, pour trouver un binôme",
    "binomes.csv": "les structures que vous avez rencontrées en binôme, vos visites et leurs notes",
    "pratiques-des-autres.csv": "ce que vous avez dit des pratiques des autres : utiles, essayées, votre mot",
    "appuis.csv": "vos demandes d’appui",
    "journal-des-reponses.csv": "chaque changement de vos réponses : qui, quand, avant, après",
}


def write_lisezmoi(structure: str, collectif: str, now: datetime, fichiers: Sequence[str], *, fictif: bool) -> str:
    """The text, for these files. Names are typed by people: they are put on one line."""
    lignes = [
        f"Données {_flatten(add_de(structure))} ({_flatten(collectif)})",
        f"Export du cahier CAP RSE, le {format_instant(now)}.",
    ]
    if fictif:
        lignes.append("Ces données sont inventées, pour la démonstration.")
    lignes += [
        "",
        "Ces fichiers s’ouvrent avec un tableur (LibreOffice, Excel). Séparateur : le point-virgule.",
        "Les nombres ont une virgule. Les heures sont celles de Paris.",
        "Une apostrophe devant un texte est une protection : sans elle, le tableur le prendrait pour un calcul.",
        "Une case « Par » vide : la personne n’a plus de compte, ou elle est d’une autre équipe.",
        "",
        "Ce que contient chaque fichier :",
    ]
    lignes += [
        f"- {nom} : {EXPLICATIONS.get(nom, 'les réponses de ce trimestre, critère par critère')}." for nom in fichiers
    ]
    lignes += [
        "",
        "Sans réponse et non concerné sont deux choses différentes, et aucune des deux ne vaut zéro.",
        "Ces données sont à vous : gardez-les en lieu sûr, elles contiennent des noms.",
        "",
    ]
    return "\n".join(lignes)


def _flatten(texte: str) -> str:
    return " ".join(texte.split())
