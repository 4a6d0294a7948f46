"""What the invented structures look at again: most of it still true, some steps climbed, one fallback and its reason.

So that their path tells something: an answer given twice is not drawn by lot twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from caprse.carnet.regles import Saisie
from caprse.demo.fiction import StructureFictive
from caprse.demo.reponses import ReponseFictive
from caprse.referentiel.schema import Referentiel

REVUS = 3  # earlier answers that a structure looks at again in a trimestre
PART_DE_PROGRES = 0.6
# A step is climbed without an action too, and an action is done that has changed nothing yet: no cause is invented.
PART_SANS_ACTION = 0.25
PART_SANS_EFFET = 0.5
PART_DE_PAS = 0.5  # of the questions of every trimestre where the drawn niveau is higher

# What was done, by whom, what it changed; then what the answer says of it.
FAITES = (
    (
        *("Écrire la règle sur une page, avec des images", "Encadrement", "Chacun sait maintenant où la trouver."),
        "La page est affichée dans l’atelier, tout le monde s’en sert.",
    ),
    (
        *("Demander son avis à chaque salarié en parcours", "Direction", "Deux idées viennent des salariés."),
        "Nous avons demandé l’avis de chacun et changé deux choses.",
    ),
    (
        *("Nommer une personne référente", "Direction", "Les questions ne se perdent plus."),
        "Une personne suit ce sujet et en parle chaque mois.",
    ),
    (
        *("Faire le point chaque trimestre avec le conseil", "Équipe", "Le conseil connaît le sujet."),
        "Le conseil d’administration l’a mis à son ordre du jour.",
    ),
)
TROP_TOT = "C’est lancé. Il est trop tôt pour dire ce que cela change."
RAISONS = (
    "L’encadrante qui suivait ce sujet est partie, personne ne l’a repris.",
    "Le déménagement a tout arrêté, nous reprenons à la rentrée.",
    "Le financement s’est arrêté : nous avons gardé l’essentiel.",
)


@dataclass(frozen=True)
class Revision:
    """An earlier answer given again; ``faite``: the rank of what was done for it, if anything was."""

    reponse: ReponseFictive
    faite: int | None = None


def steady(hasard: Random, reponses: Sequence[ReponseFictive], tenues: Mapping[str, Saisie]) -> list[ReponseFictive]:
    """The answers of a trimestre, those to questions of before being the same, or one step further."""
    suivies = []
    for reponse in reponses:
        avant, ici = tenues.get(reponse.critere), reponse.saisie.niveau
        if avant is None or avant.niveau is None or ici is None:
            suivies.append(reponse)
            continue
        monte = ici > avant.niveau and hasard.random() < PART_DE_PAS
        saisie = replace(avant, niveau=avant.niveau + 1, cible=None, commentaire="") if monte else avant
        suivies.append(replace(reponse, saisie=saisie))
    return suivies


def build_revisions(
    referentiel: Referentiel, structure: StructureFictive, thematique: str, rang: int, tenues: Mapping[str, Saisie]
) -> list[Revision]:
    """What a structure looks at again in trimestre ``rang`` (from 0), among what its carnet does not ask by itself.

    In the trimestre where it falls back, the first of them comes down, with its reason.
    """
    hasard = Random(f"{structure.nom}/{rang}")  # noqa: S311 - invented data
    actes = Random(f"{structure.nom}/{rang}/actes")  # noqa: S311 - invented data
    demandes = {critere.code for critere in referentiel.demandes(thematique)}
    codes = [c.code for c in referentiel.criteres if c.code in tenues and c.code not in demandes]
    choisis = hasard.sample(codes, min(REVUS, len(codes)))
    revisions = []
    recule = rang == structure.recul
    for code in choisis:
        avant = tenues[code]
        niveau = avant.niveau or 0
        if recule and niveau > 0:
            recule = False
            saisie = replace(avant, niveau=niveau - 1, cible=None, commentaire=hasard.choice(RAISONS), trace_titre="")
            revisions.append(Revision(ReponseFictive(code, replace(saisie, deja_regle=False))))
        elif niveau < referentiel.niveau_max and hasard.random() < PART_DE_PROGRES:
            faite = hasard.randrange(len(FAITES))
            saisie = replace(avant, niveau=niveau + 1, cible=None, commentaire=FAITES[faite][-1])
            seule = actes.random() < PART_SANS_ACTION
            revisions.append(Revision(ReponseFictive(code, saisie), None if seule else faite))
        else:
            vaine = actes.randrange(len(FAITES)) if actes.random() < PART_SANS_EFFET else None
            revisions.append(Revision(ReponseFictive(code, avant), vaine))
    return revisions
