"""What can be wrong in a référentiel: one error, its place, its code, its sentence."""

from __future__ import annotations

from dataclasses import dataclass

CITATION_MAX = 60

CODES = {
    "DOSSIER": "Le dossier n’existe pas, n’est pas un dossier ou ne se lit pas.",
    "FICHIER-ABSENT": "Un fichier attendu n’est pas dans le dossier.",
    "FICHIER-INCONNU": "Un fichier YAML du dossier ne fait pas partie d’un référentiel.",
    "FICHIER-REFUSE": "Ce n’est pas un fichier ordinaire, il renvoie hors du dossier, ou il ne se lit pas.",
    "FICHIER-NOM": "Le nom du fichier n’est pas le code de sa thématique.",
    "TAILLE": "Un fichier est trop gros, ou le dossier en compte trop.",
    "ENCODAGE": "Le fichier n’est pas enregistré en UTF-8.",
    "CARACTERE": "Un caractère invisible ou de contrôle est interdit.",
    "YAML-SYNTAXE": "Le fichier n’est pas du YAML valide.",
    "YAML-CLE": "Une clé n’est ni un texte ni un nombre entier.",
    "YAML-CLE-DOUBLE": "Une clé est écrite deux fois au même endroit.",
    "YAML-ANCRE": "Les ancres (&) et les alias (*) sont interdits.",
    "YAML-ETIQUETTE": "Les étiquettes de type (!) sont interdites.",
    "YAML-DOCUMENTS": "Un fichier contient plusieurs documents (---).",
    "YAML-PROFONDEUR": "Trop de niveaux d’imbrication.",
    "YAML-NOMBRE": "Le fichier contient trop d’éléments.",
    "CLE-INCONNUE": "Une clé n’existe pas dans le format.",
    "CLE-MANQUANTE": "Une clé obligatoire manque.",
    "TYPE": "Une valeur n’a pas la nature attendue (liste, groupe de clés, nombre, vrai ou faux).",
    "VALEUR": "Une valeur ne fait pas partie de celles qui sont permises.",
    "LISTE-VIDE": "Une liste doit contenir au moins un élément.",
    "TEXTE-ATTENDU": "Une valeur doit être un texte.",
    "TEXTE-VIDE": "Un texte est vide.",
    "TEXTE-LONG": "Un texte est trop long.",
    "CODE-FORME": "Un code, une clé, une version ou une couleur n’est pas écrit comme il faut.",
    "COULEUR": "Une couleur de thématique est trop pâle pour être lue.",
    "CODE-DOUBLE": "Un code de thématique, d’enjeu ou de critère sert deux fois.",
    "CODE-PREFIXE": "Le code d’un enjeu ou d’un critère ne commence pas par celui de sa thématique.",
    "CODE-RECYCLE": "Un code de la version précédente désigne maintenant tout autre chose.",
    "CODE-DEPLACE": "Un code de la version précédente a changé d’enjeu ou de thématique.",
    "ECHELLE": "L’échelle ne compte pas 3 à 6 niveaux distincts, numérotés dans l’ordre à partir de 0.",
    "NIVEAU-MANQUANT": "Un critère ne décrit pas tous les niveaux de l’échelle.",
    "NIVEAU-EN-TROP": "Un critère décrit un niveau qui n’est pas dans l’échelle.",
    "DESCRIPTEUR-DOUBLE": "Deux niveaux d’un critère ont le même texte.",
    "PREMIER-PAS": "Un premier pas mène hors de l’échelle, ou est écrit deux fois dans un critère.",
    "CRITERES-NOMBRE": "Une thématique compte trop de critères.",
    "ORDRE": "« ordre » ne cite pas une fois chaque thématique du dossier.",
    "TRANSVERSAL": "La thématique transversale figure aussi dans « ordre ».",
    "RENVOI-FAMILLE": "Un critère renvoie à une famille absente de renvois.yaml.",
    "RENVOI-CODE": "Un critère renvoie à un code absent de sa famille.",
    "RENVOI-DOUBLE": "Un critère cite deux fois le même renvoi.",
    "FAMILLE-DOUBLE": "Une famille, un groupe ou un code de renvois.yaml est écrit deux fois.",
    "LANGUE": "Une traduction est mal nommée, est du français, ou ne dit pas qu’elle s’écrit de droite à gauche.",
    "LANGUE-CRITERE": "Une traduction cite un critère, ou une variante, que le référentiel n’a pas.",
    "LANGUE-NIVEAU": "Une traduction ne nomme pas une fois chaque niveau de l’échelle.",
    "GROUPE-INCONNU": "Une entrée de renvois.yaml cite un groupe que sa famille ne déclare pas.",
}


@dataclass(frozen=True, order=True)
class Erreur:
    """One error: sorted, and printed, by file and line. ``code`` is a key of CODES."""

    fichier: str
    ligne: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.fichier}:{self.ligne}: {self.code} {self.message}"


def cite(valeur: object) -> str:
    """A value between French quotes, short, on one line, harmless for a terminal."""
    texte = " ".join(str(valeur)[: CITATION_MAX + 1].split())
    texte = "".join(signe if signe.isprintable() else "�" for signe in texte)
    return f"« {texte[:CITATION_MAX]}… »" if len(texte) > CITATION_MAX else f"« {texte} »"
