"""The JSON Schemas that let an editor complete and check the YAML files while someone writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from caprse.referentiel.correspondances.fichier import Correspondance
from caprse.referentiel.langues.schema import Traduction
from caprse.referentiel.schema import NIVEAUX_MAX, NIVEAUX_MIN, Glossaire, Renvois, Tete, Thematique

# Editors know this draft best.
BROUILLON = "http://json-schema.org/draft-07/schema#"

FICHIERS: dict[str, tuple[type[BaseModel], str]] = {
    "referentiel.schema.json": (Tete, "La tête du référentiel : qui il est, son échelle, l’ordre de ses thématiques."),
    "thematique.schema.json": (Thematique, "Une thématique : ses enjeux, leurs critères et les niveaux de chacun."),
    "renvois.schema.json": (Renvois, "Ce à quoi un critère peut renvoyer : normes, objectifs, labels."),
    "glossaire.schema.json": (Glossaire, "Les mots que tout le monde ne connaît pas, expliqués simplement."),
    "langue.schema.json": (Traduction, "Les questions de tous les jours et les niveaux, dans une autre langue."),
    "correspondance.schema.json": (Correspondance, "Comment les critères d’une version deviennent ceux d’une autre."),
}

# What an editor shows on a key, by model and field.
DESCRIPTIONS = {
    "Tete": {
        "id": "Le nom court du référentiel, le même pour toutes ses versions.",
        "version": "Trois nombres, comme 0.1.0 ; elle grandit à chaque changement.",
        "titre": "Le titre complet.",
        "statut": "D’où vient ce référentiel et ce qu’il n’est pas.",
        "licence": "La licence du contenu.",
        "echelle": "De 3 à 6 niveaux, numérotés à partir de 0, les mêmes pour tous les critères.",
        "ordre": "Les codes des thématiques, dans l’ordre des trimestres.",
        "transversal": "Le code de la thématique reprise à chaque trimestre ; elle ne figure pas dans « ordre ».",
    },
    "Niveau": {
        "niveau": "Le numéro : 0 pour le premier, puis 1, 2…",
        "nom": "Le nom du niveau, en un ou deux mots.",
        "definition": "Ce que ce niveau veut dire, pour tous les critères.",
        "test": "Une phrase pour savoir si on y est.",
    },
    "Thematique": {
        "code": "Le code de la thématique, qui est aussi le nom de ce fichier : PAR pour PAR.yaml.",
        "titre": "Le titre complet.",
        "titre_court": "Le titre pour un graphique : le plus court possible.",
        "en_bref": "Une phrase qui dit de quoi on parle.",
        "couleur": 'Sa couleur à l’écran, sur les graphiques et au mur, assez foncée pour être lue : "#2B6B36".',
        "icone": "Le dessin qui l’accompagne partout.",
        "enjeux": "Les enjeux, qui deviennent les axes du radar.",
    },
    "Enjeu": {
        "code": "Le code de la thématique, un tiret, une lettre : PAR-A.",
        "titre": "Le titre complet.",
        "titre_court": "Le titre pour un graphique : le plus court possible.",
        "question": "La question du positionnement, pour tout l’enjeu.",
        "question_simple": "La même question avec les mots de tous les jours.",
        "criteres": "Les critères de cet enjeu.",
    },
    "Critere": {
        "code": "Le code de la thématique, un tiret, un numéro : PAR-03. Il ne change jamais de sens.",
        "titre": "Le titre du critère, en quelques mots.",
        "socle_legal": "Ce que la loi demande sur ce sujet, une obligation à la fois ; rien si elle ne demande rien.",
        "des_le_trimestre": "Le trimestre à partir duquel la question est posée ; rien quand elle l’est toujours.",
        "question": "La question posée à la structure.",
        "question_simple": "La même question avec les mots de tous les jours.",
        "niveaux": "Un texte par niveau de l’échelle : ce que l’on verrait. Chacun ajoute au précédent.",
        "premiers_pas": "Par niveau à atteindre, un premier geste à faire sous quinze jours, en 160 signes au plus.",
        "trace_possible": "Un exemple de trace simple à montrer.",
        "pour_qui": "Les structures que ce critère concerne.",
        "variantes": "Le critère dit autrement pour certaines structures ; le code et le score restent les mêmes.",
        "renvois": "Par famille de renvois.yaml, les codes cités, entre guillemets.",
    },
    "Obligation": {
        "du": "Ce qui est dû, en une phrase simple.",
        "texte": "Le texte qui le dit, par son nom courant : DUERP, code du travail…",
        "article": "L’article : R4121-2.",
        "des": "Le nombre de salariés à partir duquel c’est dû ; rien quand tous le doivent.",
        "types": "Les types de structures concernés ; rien quand tous le sont.",
        "depuis": 'Depuis quel jour, entre guillemets : "2022-03-31".',
        "verifie_le": "Le jour où quelqu’un a relu le texte ; rien tant que ce n’est pas vérifié.",
        "source": "Où le lire.",
        "avec_qui": "À qui demander de l’aide.",
    },
    "Variante": {
        "pour": "Pour qui ces mots sont écrits.",
        "question": "La question, pour ces structures.",
        "question_simple": "La question avec les mots de tous les jours, pour ces structures.",
        "niveaux": "Les niveaux qui se disent autrement, par leur numéro.",
        "trace_possible": "Un exemple de trace, pour ces structures.",
    },
    "PourVous": {
        "types": "Les types de structures ; rien quand tous conviennent.",
        "moins_de": "Moins de ce nombre de salariés : 10 pour les très petites structures.",
    },
    "Glossaire": {"mots": "Les mots expliqués."},
    "Mot": {
        "mot": "Le mot, comme il se lit le plus souvent.",
        "formes": "Les autres façons de l’écrire : pluriel, sigle…",
        "definition": "Ce qu’il veut dire ici, en une phrase.",
    },
    "PourQui": {
        "texte": "Ce qui s’affiche : « toutes », « celles qui ont des véhicules »…",
        "types": "Les types de structures concernés ; rien quand tous le sont.",
    },
    "Renvois": {"familles": "Les familles de renvois."},
    "Famille": {
        "cle": "Le nom court que les critères emploient : iso26000.",
        "titre": "Le titre affiché.",
        "note": "Une réserve ou une précision.",
        "groupes": "Des regroupements d’entrées, comme les axes d’un projet.",
        "entrees": "Ce à quoi un critère peut renvoyer.",
    },
    "Groupe": {"code": "Le nom court du groupe.", "titre": "Le titre affiché."},
    "Entree": {
        "code": 'Le code cité par les critères, entre guillemets : "6.4.3".',
        "titre": "Le titre affiché.",
        "groupe": "Le groupe de cette entrée, s’il y en a un.",
    },
    "Traduction": {
        "langue": "Le code de la langue, qui est aussi le nom de ce fichier : ar pour ar.yaml.",
        "nom": "Le nom de la langue, écrit dans cette langue.",
        "nom_francais": "Le nom de la langue en français, sans capitale.",
        "sens": "rtl pour une langue qui s’écrit de droite à gauche ; rien pour les autres.",
        "relue_pour": "Le numéro de la version avec laquelle cette traduction a été relue, comme 0.3.0.",
        "relue": "true quand une personne qui parle cette langue a tout relu ; d’ici là, les écrans le disent.",
        "echelle": "Chaque niveau de l’échelle : son nom, et ce qu’il veut dire.",
        "criteres": "Par code de critère, la question de tous les jours. Ce qui manque se lit en français.",
        "variantes": "Par code de critère, puis par rang de la variante (1 pour la première), sa question.",
        "niveaux": "Par code de critère, puis par niveau, ce qu’il dit : tous les niveaux d’un critère, ou aucun.",
    },
    "NiveauTraduit": {
        "niveau": "Le numéro du niveau dans le référentiel.",
        "nom": "Le nom du niveau, en un ou deux mots.",
        "definition": "Ce que ce niveau veut dire.",
    },
    "Correspondance": {
        "id": "Le nom court du référentiel.",
        "de": "La version que l’on quitte, comme 0.1.0.",
        "vers": "La version où l’on va, comme 0.2.0.",
        "lignes": "Par ancien code, tous sans exception : ce que ce critère devient.",
        "nouveaux": "Les critères de la nouvelle version qui ne reprennent rien.",
    },
    "Ligne": {
        "vers": "Les nouveaux critères qui le reprennent ; un seul, le plus souvent.",
        "retire": "Pourquoi plus rien ne le reprend, en une phrase ; à la place de « vers ».",
    },
    "Destination": {
        "code": "Le code du nouveau critère.",
        "poids": "Ce que l’ancien critère compte quand plusieurs deviennent un seul : 1, ou plus, ou moins.",
    },
}


def build_schemas() -> dict[str, str]:
    """The text of each schema by file name, ready to write."""
    return {nom: _format_schema(modele, titre) for nom, (modele, titre) in FICHIERS.items()}


def write_schemas(dossier: Path) -> list[Path]:
    """Write the schemas into a folder, created if needed. Raises OSError."""
    dossier.mkdir(parents=True, exist_ok=True)
    chemins = []
    for nom, texte in build_schemas().items():
        chemin = dossier / nom
        chemin.write_text(texte, encoding="utf-8")
        chemins.append(chemin)
    return chemins


def _format_schema(modele: type[BaseModel], titre: str) -> str:
    schema = modele.model_json_schema()
    objets = {modele.__name__: schema, **schema.get("$defs", {})}
    for nom, objet in objets.items():
        _translate(nom, objet)
    schema = {"$schema": BROUILLON, **schema, "title": titre}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _translate(nom: str, objet: dict[str, Any]) -> None:
    """Replace what pydantic says of a model in English, and say what Python's types cannot."""
    objet.pop("description", None)
    objet.pop("title", None)
    for champ, propriete in objet["properties"].items():
        propriete.pop("title", None)
        propriete["description"] = DESCRIPTIONS[nom][champ]
        if champ == "niveaux" and nom != "Traduction":
            texte = propriete.pop("additionalProperties")
            propriete |= {
                "patternProperties": {f"^[0-{NIVEAUX_MAX - 1}]$": texte},
                "additionalProperties": False,
                # A critère writes them all, a variant only those that it says otherwise.
                "minProperties": NIVEAUX_MIN if nom == "Critere" else 0,
                "maxProperties": NIVEAUX_MAX,
            }
        elif champ == "premiers_pas":
            pas = propriete.pop("additionalProperties")
            propriete |= {
                # No step leads to the lowest niveau.
                "patternProperties": {f"^[1-{NIVEAUX_MAX - 1}]$": pas},
                "additionalProperties": False,
                "maxProperties": NIVEAUX_MAX - 1,
            }
        elif champ == "socle_legal":
            # Versions before 0.2 wrote true or false.
            liste = {cle: propriete.pop(cle) for cle in ("items", "type")}
            propriete["anyOf"] = [liste, {"type": "boolean"}]
