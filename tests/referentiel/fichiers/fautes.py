"""One fault in the example, and the error that must come of it."""

from __future__ import annotations

from typing import NamedTuple

from tests.referentiel.exemple import PAR, build_thematique


class Faute(NamedTuple):
    """``avant`` becomes ``apres`` in a file, where ¤ marks the line to be named; ``dit`` is part of the sentence."""

    code: str
    fichier: str
    avant: str
    apres: str
    dit: str = ""


def pas_de(ligne: str, code: str, dit: str) -> Faute:
    """A fault in the first steps of a critère, which are not in the example."""
    avant = "        trace_possible: déroulé"
    return Faute(code, "PAR", avant, f"        premiers_pas:\n          {ligne}\n{avant}", dit)


FAUTES = {
    "deux-points dans un texte": Faute(
        "YAML-SYNTAXE", "PAR", "titre: Entrée ouverte", "titre: Entrée : ouverte¤", "guillemets"
    ),
    "retrait faux": Faute("YAML-SYNTAXE", "PAR", "    titre: Accueillir\n", "   titre: Accueillir¤\n", "etrait"),
    "tabulation": Faute("YAML-SYNTAXE", "PAR", "    titre: Accueillir\n", "\ttitre: Accueillir¤\n", "abulation"),
    "guillemets ouverts": Faute("YAML-SYNTAXE", "GOV", "en_bref: Une", 'en_bref: "Une¤', "jamais fermés"),
    "liste ouverte": Faute("YAML-SYNTAXE", "PAR", "types: [AI, ACI]", "types: [AI, ACI¤", "mal fermée"),
    "ligne sans deux-points": Faute("YAML-SYNTAXE", "PAR", "titre: Parcours\n", "titre Parcours¤\n", "deux-points"),
    "signe réservé": Faute("YAML-SYNTAXE", "PAR", "titre: Parcours\n", "titre: @Parcours¤\n", "guillemets"),
    "échappement impossible": Faute("YAML-SYNTAXE", "PAR", "titre: Parcours\n", 'titre: "\\UFFFFFFFF¤"\n'),
    "clé en double": Faute(
        "YAML-CLE-DOUBLE", "PAR", "en_bref: Comment", "titre: Autre¤\nen_bref: Comment", "à la ligne 2"
    ),
    "clé en double dans un critère": Faute(
        "YAML-CLE-DOUBLE", "PAR", "          1: Un café.\n", "          1: Un café.\n          1: Un thé.¤\n", "« 1 »"
    ),
    "clé qui est une liste": Faute("YAML-CLE", "PAR", "code: PAR\n", "[a, b]: c¤\ncode: PAR\n"),
    "clé qui est vide": Faute("YAML-CLE", "PAR", "code: PAR\n", "~: c¤\ncode: PAR\n"),
    "clé qui est un booléen": Faute("YAML-CLE", "PAR", "code: PAR\n", "true: c¤\ncode: PAR\n"),
    "clé qui est un alias": Faute("YAML-ANCRE", "PAR", "code: PAR\n", "*nom : c¤\ncode: PAR\n"),
    "ancre": Faute("YAML-ANCRE", "PAR", "titre: Parcours\n", "titre: &nom Parcours¤\n", "« &nom »"),
    "alias": Faute("YAML-ANCRE", "PAR", "titre: Parcours\n", "titre: *nom¤\n", "« *nom »"),
    "étiquette": Faute("YAML-ETIQUETTE", "PAR", "titre: Parcours\n", "titre: !!python/name:os.system Parcours¤\n"),
    "étiquette ordinaire": Faute(
        "YAML-ETIQUETTE", "PAR", "titre: Parcours\n", "titre: !!str Parcours¤\n", "« !!str »"
    ),
    "second document": Faute("YAML-DOCUMENTS", "PAR", PAR, PAR + "---¤\nautre: chose\n"),
    "trop profond": Faute("YAML-PROFONDEUR", "PAR", "titre: Parcours\n", f"titre: {'[' * 12}¤{']' * 12}\n"),
    "trop d’éléments": Faute("YAML-NOMBRE", "PAR", PAR, f"[{'a,' * 20_000}¤]"),
    "caractère de contrôle": Faute("CARACTERE", "PAR", "titre: Parcours\n", "titre: Par\x07cours¤\n", "U+0007"),
    "caractère nul échappé": Faute("CARACTERE", "PAR", "titre: Parcours\n", 'titre: "Par\\0cours¤"\n', "U+0000"),
    "demi-caractère échappé": Faute("CARACTERE", "PAR", "titre: Parcours\n", 'titre: "\\ud800¤"\n', "U+D800"),
    "espace de largeur nulle": Faute("CARACTERE", "PAR", "titre: Parcours\n", "titre: \u200b¤\n", "U+200B"),
    "couleur trop pâle": Faute(
        "COULEUR", "PAR", "titre_court: Parcours", 'titre_court: P\ncouleur: "#7FB3BD"¤', "pâle"
    ),
    "couleur sans dièse": Faute(
        "CODE-FORME", "PAR", "titre_court: Parcours", 'titre_court: P\ncouleur: "2B6B36"¤', "#"
    ),
    "dessin inconnu": Faute("VALEUR", "PAR", "titre_court: Parcours", "titre_court: P\nicone: licorne¤", "boussole"),
    "fichier vide": Faute("TYPE", "PAR", PAR, "# rien¤", "vide"),
    "fichier qui est une liste": Faute("TYPE", "PAR", PAR, "- a¤", "une liste"),
    "clé inconnue": Faute(
        "CLE-INCONNUE", "PAR", "titre_court: Parcours", "titre_court: P\ntitrecourt: P¤", "titre_court"
    ),
    "clé inconnue dans un critère": Faute(
        "CLE-INCONNUE",
        "PAR",
        "        trace_possible: déroulé",
        "        trace_posible: x¤\n        trace_possible: y",
        "vouliez-vous dire « trace_possible » ?",
    ),
    "clé inconnue et lointaine": Faute("CLE-INCONNUE", "PAR", "code: PAR\n", "code: PAR\nzzz: 1¤\n", "n’existe pas."),
    "clé numérique": Faute("CLE-INCONNUE", "PAR", "code: PAR\n", "code: PAR\n7: x¤\n", "« 7 »"),
    "clé manquante": Faute(
        "CLE-MANQUANTE",
        "PAR",
        "      - code: PAR-02\n        titre: Premiers jours",
        "      - code: PAR-02¤",
        "PAR-02, « titre »",
    ),
    "nombre au lieu d’un titre": Faute(
        "TEXTE-ATTENDU", "PAR", "titre: Entrée ouverte", "titre: 2024¤", "le nombre 2024"
    ),
    "booléen au lieu d’un titre": Faute(
        "TEXTE-ATTENDU", "PAR", "titre: Entrée ouverte", "titre: true¤", "la valeur true"
    ),
    "liste au lieu d’un titre": Faute("TEXTE-ATTENDU", "PAR", "titre: Entrée ouverte", "titre: [a]¤", "une liste"),
    "groupe au lieu d’un titre": Faute(
        "TEXTE-ATTENDU", "PAR", "titre: Entrée ouverte", "titre: {a: b}¤", "un groupe de clés"
    ),
    "rien au lieu d’un titre": Faute("TEXTE-VIDE", "PAR", "titre: Entrée ouverte", "titre:¤", "il n’y a rien"),
    "code de renvoi sans guillemets": Faute("TEXTE-ATTENDU", "PAR", 'odd: ["8"]', "odd: [8]¤", "entre guillemets"),
    "descripteur vide": Faute("TEXTE-VIDE", "PAR", "1: Un café.", "1:¤", "PAR-02, niveau 1"),
    "descripteur d’espaces": Faute("TEXTE-VIDE", "PAR", "1: Un café.", '1: "  "¤', "PAR-02, niveau 1"),
    "titre trop long": Faute("TEXTE-LONG", "PAR", "titre: Entrée ouverte", f"titre: {'a' * 201}¤", "201 signes"),
    "texte trop long": Faute("TEXTE-LONG", "PAR", "1: Un café.", f"1: {'a' * 2001}¤", "le maximum est 2000"),
    "booléen en français": Faute(
        "TYPE", "PAR", "titre: Entrée ouverte", "titre: E\n        socle_legal: Oui¤", "« Oui »"
    ),
    "liste attendue": Faute("TYPE", "PAR", 'odd: ["8"]', 'odd: "8"¤', "tiret"),
    "niveau entre guillemets": Faute(
        "TYPE", "PAR", "          1: Un café.", '          "1": Un café.¤', "sans guillemets"
    ),
    "type de structure inconnu": Faute("VALEUR", "PAR", "types: [AI, ACI]", "types: [AI, ASSO]¤", "AI, ACI, EI"),
    "type de structure répété": Faute("VALEUR", "PAR", "types: [AI, ACI]", "types: [AI, AI]¤", "deux fois"),
    "liste vide": Faute("LISTE-VIDE", "PAR", "types: [AI, ACI]", "types: []¤"),
    "thématique sans enjeu": Faute("LISTE-VIDE", "GOV", build_thematique("GOV").partition("enjeux:")[2], " []¤\n"),
    "code mal écrit": Faute("CODE-FORME", "PAR", "code: PAR-02", "code: PAR-2¤", "comme PAR-03"),
    "code avec un autre alphabet": Faute("CODE-FORME", "PAR", "code: PAR-02", "code: PAR-٠٢¤"),
    "version mal écrite": Faute("CODE-FORME", "referentiel", "version: 0.1.0", "version: 0.1¤.x", "comme 0.1.0"),
    "code d’un critère en double": Faute("CODE-DOUBLE", "PAR", "code: PAR-02", "code: PAR-01¤", "voir PAR.yaml:12"),
    "préfixe d’un critère": Faute("CODE-PREFIXE", "PAR", "code: PAR-02", "code: GOV-02¤", "« PAR- »"),
    "préfixe d’un enjeu": Faute("CODE-PREFIXE", "PAR", "code: PAR-A", "code: GOV-B¤", "« PAR- »"),
    "numéro de niveau sauté": Faute("ECHELLE", "referentiel", "niveau: 2", "niveau: 3¤", "3 au lieu de 2"),
    "numéro de niveau impossible": Faute("VALEUR", "referentiel", "niveau: 2", "niveau: 6¤"),
    "nom de niveau en double": Faute("ECHELLE", "referentiel", "nom: Organisé", "nom: amorcé¤", "referentiel.yaml:13"),
    "niveau manquant": Faute(
        "NIVEAU-MANQUANT",
        "PAR",
        "        niveaux:\n          0: Rien de prévu.\n",
        "        niveaux:¤\n",
        "le niveau 0 « À explorer »",
    ),
    "niveau en trop": Faute(
        "NIVEAU-EN-TROP",
        "PAR",
        "          2: Un déroulé connu.\n",
        "          2: Un déroulé.\n          3: De trop.¤\n",
        "de 0 à 2",
    ),
    "niveau négatif": Faute(
        "NIVEAU-EN-TROP",
        "PAR",
        "          2: Un déroulé connu.\n",
        "          2: Un déroulé.\n          -1: Moins.¤\n",
    ),
    "descripteurs identiques": Faute(
        "DESCRIPTEUR-DOUBLE", "PAR", "1: Un café.", "1: rien  de PRÉVU.¤", "voir PAR.yaml:32"
    ),
    "premier pas vers le plus bas": pas_de("0: Dire bonjour.¤", "PREMIER-PAS", "de 1 à 2"),
    "premier pas hors de l’échelle": pas_de("3: Dire bonjour.¤", "PREMIER-PAS", "de 1 à 2"),
    "premier pas trop long": pas_de(f"1: {'a' * 161}¤", "TEXTE-LONG", "vers le niveau 1 : 161 signes"),
    "premier pas vide": pas_de("2:¤", "TEXTE-VIDE", "premier pas vers le niveau 2"),
    "premier pas entre guillemets": pas_de('"1": Dire bonjour.¤', "TYPE", "sans guillemets"),
    "premiers pas en double": pas_de("1: Dire.\n          2: dire.¤", "PREMIER-PAS", "même texte"),
    "premiers pas en liste": Faute(
        "TYPE",
        "PAR",
        "        trace_possible: déroulé",
        "        premiers_pas: [Dire.]¤\n        trace_possible: x",
        "un groupe de clés",
    ),
    "thématique citée deux fois": Faute(
        "ORDRE", "referentiel", "ordre: [PAR, GOV]", "ordre: [PAR, GOV, PAR]¤", "deux fois"
    ),
    "thématique oubliée": Faute("ORDRE", "referentiel", "ordre: [PAR, GOV]", "ordre: [PAR]¤", "« GOV.yaml »"),
    "thématique sans fichier": Faute(
        "FICHIER-ABSENT", "referentiel", "[PAR, GOV]", "[PAR, GOV, ENV]¤", "« ENV.yaml »"
    ),
    "transversal dans l’ordre": Faute(
        "TRANSVERSAL", "referentiel", "[PAR, GOV]\ntransversal: DEM", "[PAR, GOV, DEM]\ntransversal: DEM¤"
    ),
    "famille inconnue": Faute("RENVOI-FAMILLE", "PAR", "iso26000:", "iso2600:¤", "vouliez-vous dire « iso26000 » ?"),
    "renvoi inconnu": Faute("RENVOI-CODE", "PAR", '["6.3.7"]', '["6.3.77"]¤', "vouliez-vous dire « 6.3.7 » ?"),
    "renvoi en double": Faute("RENVOI-DOUBLE", "PAR", '["6.3.7"]', '["6.3.7", "6.3.7"]¤'),
    "famille en double": Faute(
        "FAMILLE-DOUBLE",
        "renvois",
        "cle: odd",
        "cle: odd\n    titre: a\n    entrees: [{code: a, titre: b}]\n  - cle: odd¤",
    ),
    "groupe en double": Faute(
        "FAMILLE-DOUBLE", "renvois", "titre: Les personnes", "titre: A\n      - code: axe-1¤\n        titre: B"
    ),
    "entrée en double": Faute("FAMILLE-DOUBLE", "renvois", 'code: "6.4.3"', 'code: "6.3.7"¤', "renvois.yaml:5"),
    "groupe inconnu": Faute(
        "GROUPE-INCONNU", "renvois", "groupe: axe-1", "groupe: axe-2¤", "vouliez-vous dire « axe-1 » ?"
    ),
    "langue mal codée": Faute("CODE-FORME", "langues/es", "langue: es", "langue: esp1¤", "code de langue"),
    "langue d’un autre nom": Faute("LANGUE", "langues/es", "langue: es", "langue: it¤", "« it.yaml »"),
    "sens inconnu": Faute("VALEUR", "langues/es", "relue: false", "sens: gauche¤", "ltr, rtl"),
    "traduction relue ou pas": Faute("TYPE", "langues/es", "relue: false", "relue: non¤", "true (oui)"),
    "nom de langue trop long": Faute(
        "TEXTE-LONG", "langues/es", "nom: Español", f"nom: {'a' * 41}¤", "maximum est 40"
    ),
    "niveau non traduit": Faute(
        "LANGUE-NIVEAU",
        "langues/es",
        "echelle:\n  - niveau: 0\n    nom: Por explorar\n    definition: No se ha hecho nada.\n",
        "echelle:¤\n",
        "il manque le niveau 0",
    ),
    "niveau traduit deux fois": Faute(
        "LANGUE-NIVEAU",
        "langues/es",
        "criteres:",
        "  - niveau: 2¤\n    nom: Otro\n    definition: Otra.\ncriteres:",
        "déjà traduit",
    ),
    "niveau traduit en trop": Faute(
        "LANGUE-NIVEAU",
        "langues/es",
        "criteres:",
        "  - niveau: 3¤\n    nom: Otro\n    definition: Otra.\ncriteres:",
        "de 0 à 2",
    ),
    "niveau traduit sans définition": Faute(
        "CLE-MANQUANTE",
        "langues/es",
        "- niveau: 0\n    nom: Por explorar\n    definition: No se ha hecho nada.",
        "- niveau: 0¤\n    nom: Por explorar",
    ),
    "traduction d’un critère inconnu": Faute("LANGUE-CRITERE", "langues/es", "  PAR-02:", "  PAR-99:¤", "« PAR-99 »"),
    "traduction vide": Faute("TEXTE-VIDE", "langues/es", "PAR-02: ¿Quién le recibe?", "PAR-02:¤"),
    "traduction sans code": Faute("TYPE", "langues/es", "  PAR-02:", "  2:¤", "PAR-03"),
    "variante traduite qui n’existe pas": Faute(
        "LANGUE-CRITERE", "langues/es", "criteres:", "variantes:\n  PAR-01:\n    1: ¿Sí?¤\ncriteres:", "variante n° 1"
    ),
    "clé inconnue dans une traduction": Faute("CLE-INCONNUE", "langues/es", "criteres:", "critres:¤", "« criteres »"),
}
