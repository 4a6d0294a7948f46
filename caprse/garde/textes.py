"""What the guard says when it refuses: one French sentence, as a page or as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Refus:
    """An HTTP status, a title, a sentence."""

    statut: int
    titre: str
    phrase: str


ILLISIBLE = Refus(400, "Demande illisible", "Cette demande est mal écrite. Rien n’a été modifié.")
SANS_SESSION = Refus(
    401,
    "Connexion nécessaire",
    "Votre session est terminée ou n’a pas été ouverte. Ce qui était enregistré l’est toujours ; connectez-vous.",
)
AUTRE_SITE = Refus(
    403, "Autre site", "Cette demande ne vient pas d’une page du cahier. Rien n’a été modifié ; ouvrez le cahier."
)
ABSENT = Refus(404, "Page introuvable", "Cette page est introuvable. Rien n’a été modifié.")
TROP_LENT = Refus(
    408, "Demande trop lente", "La demande n’est pas arrivée en entier à temps. Rien n’a été modifié ; recommencez."
)
SANS_TAILLE = Refus(411, "Taille inconnue", "La taille du fichier n’est pas dite. Rien n’a été reçu.")
TROP_DE_FICHIERS = Refus(
    413,
    "Trop de fichiers",
    "Ce fichier s’ajouterait à trop d’autres déjà en attente. Rien n’a été reçu ; rechargez la page puis recommencez.",
)
AUTRE_NOM = Refus(
    421,
    "Adresse inconnue",
    "Le cahier ne répond pas à ce nom. Ouvrez-le par son adresse habituelle ; la personne qui l’installe peut ajouter "
    "ce nom par CAPRSE_HOTES ou CAPRSE_ADRESSE_PUBLIQUE.",
)
TROP = Refus(
    429,
    "Trop d’onglets",
    "Trop d’onglets du cahier sont ouverts avec ce compte. Rien n’est perdu ; fermez-en quelques-uns.",
)
TROP_GRAND = Refus(
    431,
    "Demande trop grande",
    "La demande de votre navigateur est trop grande. Rien n’a été modifié ; effacez les cookies de ce site.",
)
BASE_ABSENTE = Refus(
    503,
    "Un instant…",
    "La base de données ne répond pas pour le moment. Ce qui était enregistré l’est toujours ; patientez un instant.",
)


def build_corps(refus: Refus, en_json: bool) -> tuple[bytes, bytes]:
    """The body of a refusal and its content type."""
    if en_json:
        return json.dumps({"message": refus.phrase}, ensure_ascii=False).encode(), b"application/json"
    page = (
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(refus.titre)} – Cahier CAP RSE</title></head>"
        f"<body><main><h1>{escape(refus.titre)}</h1><p>{escape(refus.phrase)}</p></main></body></html>\n"
    )
    return page.encode(), b"text/html; charset=utf-8"
