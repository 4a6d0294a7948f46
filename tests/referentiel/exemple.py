"""A small valid référentiel as someone would write it, to be broken one line at a time."""

from __future__ import annotations

from pathlib import Path

REPERE = "¤"

TETE = """\
# yaml-language-server: $schema=../schema/referentiel.schema.json
id: exemple
version: 0.1.0
titre: Référentiel d’exemple
statut: Inventé pour les tests.
licence: CC BY-SA 4.0
echelle:
  - niveau: 0
    nom: À explorer
    definition: Rien n’est fait.
    test: On n’y a pas travaillé.
  - niveau: 1
    nom: Amorcé
    definition: Une personne s’en occupe.
    test: Si elle part, ça s’arrête.
  - niveau: 2
    nom: Organisé
    definition: C’est décidé et écrit.
    test: On peut montrer une trace.
ordre: [PAR, GOV]
transversal: DEM
"""

PAR = """\
code: PAR
titre: Parcours
titre_court: Parcours
en_bref: Comment chacun entre et avance.
enjeux:
  - code: PAR-A
    titre: Accueillir
    titre_court: Accueil
    question: Comment accueillez-vous ?
    question_simple: Est-ce que l’accueil est bon ?
    criteres:
      - code: PAR-01
        titre: Entrée ouverte
        question: Qui peut entrer ?
        question_simple: Tout le monde peut venir ?
        niveaux:
          0: Sur le tas.
          1: Quand on a le temps.
          2: Toujours, et c’est écrit.
        trace_possible: livret d’accueil
        pour_qui:
          texte: toutes
          types: [AI, ACI]
        renvois:
          iso26000: ["6.3.7"]
          odd: ["8"]
      - code: PAR-02
        titre: Premiers jours
        question: Que se passe-t-il le premier jour ?
        question_simple: Qui vous accueille ?
        niveaux:
          0: Rien de prévu.
          1: Un café.
          2: Un déroulé connu.
        trace_possible: déroulé
        pour_qui:
          texte: toutes
"""

RENVOIS = """\
familles:
  - cle: iso26000
    titre: ISO 26000
    entrees:
      - code: "6.3.7"
        titre: Groupes vulnérables
      - code: "6.4.3"
        titre: Emploi
  - cle: odd
    titre: Objectifs de développement durable
    groupes:
      - code: axe-1
        titre: Les personnes
    entrees:
      - code: "8"
        titre: Travail décent
        groupe: axe-1
"""


ESPAGNOL = """\
# yaml-language-server: $schema=../../schema/langue.schema.json
langue: es
nom: Español
nom_francais: espagnol
relue: false
echelle:
  - niveau: 0
    nom: Por explorar
    definition: No se ha hecho nada.
  - niveau: 1
    nom: Empezado
    definition: Una persona se ocupa.
  - niveau: 2
    nom: Organizado
    definition: Está decidido y escrito.
criteres:
  PAR-01: ¿Puede venir todo el mundo?
  PAR-02: ¿Quién le recibe?
  GOV-01: ¿Qué hacen ustedes?
"""


def build_thematique(code: str) -> str:
    """The file of another thématique, with one critère."""
    return f"""\
code: {code}
titre: Thématique {code}
titre_court: {code}
en_bref: Une phrase.
enjeux:
  - code: {code}-A
    titre: Enjeu
    titre_court: Enjeu
    question: Où en êtes-vous ?
    question_simple: Ça va ?
    criteres:
      - code: {code}-01
        titre: Critère
        question: Que faites-vous ?
        question_simple: Vous faites quoi ?
        niveaux:
          0: Rien.
          1: Un peu.
          2: Beaucoup.
        trace_possible: un écrit
        pour_qui:
          texte: toutes
"""


FICHIERS = {
    "referentiel.yaml": TETE,
    "renvois.yaml": RENVOIS,
    "PAR.yaml": PAR,
    "GOV.yaml": build_thematique("GOV"),
    "DEM.yaml": build_thematique("DEM"),
    "langues/es.yaml": ESPAGNOL,
}


def write_exemple(dossier: Path, **autres: str) -> Path:
    """Write the example, with other texts for some files (``PAR=…`` for PAR.yaml); gives the folder."""
    textes = FICHIERS | {f"{nom}.yaml": texte for nom, texte in autres.items()}
    (dossier / "langues").mkdir(exist_ok=True)
    for nom, texte in textes.items():
        (dossier / nom).write_text(texte.replace(REPERE, ""), encoding="utf-8")
    return dossier


def find_repere(texte: str) -> int:
    """The line, from 1, that holds the mark."""
    return texte[: texte.index(REPERE)].count("\n") + 1
