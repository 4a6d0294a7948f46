"""What one keeps of a step: the niveau that came out of it, or what comes first. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from caprse.restitution.figures.notation import partition_100
from caprse.seance.contenus.scene_vote import SceneVote
from caprse.seance.contenus.scenes import SceneEtape, SceneRepartition
from caprse.seance.image.figures import list_barres
from caprse.seance.regles import GenreTour

MEDIAN, RETENU = "Réponse du milieu (médiane)", "Retenu ensemble"
PREMIER, EGALITE = "En premier", "À égalité"
A_NIVEAU = (GenreTour.NIVEAU, GenreTour.CONFIANCE)


@dataclass(frozen=True, slots=True)
class Essentiel:
    """``nom`` says what ``valeur`` is, ``precise`` adds to it; ``rang`` of so many ``marches``: a niveau."""

    nom: str
    valeur: str
    precise: str = ""
    rang: int | None = None
    marches: int = 0


def find_essentiel(scene: SceneEtape) -> Essentiel | None:
    """What one keeps of a step that has a picture; None where nothing stands out."""
    barres = list_barres(scene)
    if barres is None:
        return None
    if isinstance(scene, SceneRepartition) or (isinstance(scene, SceneVote) and scene.vote in A_NIVEAU):
        rang = barres.medianes[-1] if barres.convenu is None else barres.convenu
        if rang is None:
            return None
        nom = MEDIAN if barres.convenu is None else RETENU
        texte = barres.textes[rang] if rang < len(barres.textes) else ""
        return Essentiel(nom, barres.noms[rang], texte, rang, len(barres.noms))
    nombres = barres.series[-1][1]
    plus = max(nombres, default=0)
    if not plus:
        return None
    premiers = [nom for nom, nombre in zip(barres.noms, nombres, strict=True) if nombre == plus]
    unite = f"{barres.unite or 'vote'}s"
    if len(premiers) == 1:
        # The share that its bar says: a hundred is shared out so that it sums up.
        return Essentiel(PREMIER, premiers[0], f"{partition_100(nombres)[nombres.index(plus)]}\u00a0% des {unite}")
    part = round(100 * plus / sum(nombres))
    return Essentiel(EGALITE, "\u00a0; ".join(premiers), f"{part}\u00a0% des {unite} chacun")
