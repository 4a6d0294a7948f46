"""The face of each thématique: a colour and a drawing, the same on screens, charts, the wall and documents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from caprse.referentiel import schema
from caprse.referentiel.schema import BILAN, SANS_THEMATIQUE, Icone, Referentiel
from caprse.socle.couleurs import lighten
from caprse.socle.ecran.cadre import Theme

# Each keeps 4.5:1 on white and on its own pale ground; far from the colours of the charts' series.
COULEURS = ("#6B3FA0", "#A8234B", "#755700", "#2B6B36", "#0B5C6B", "#854325", "#3B4BA3", "#46545C")
COULEUR_DU_BILAN = "#0B5C6B"
DEFAUT: Icone = "boussole"
DESSINS: Mapping[Icone, str] = MappingProxyType(
    {
        "boussole": "M12 3a9 9 0 1 0 .01 0ZM15.5 8.5l-2 5-5 2 2-5 5-2Z",
        "sentier": "M3 20c7 1 4-6 9-7 4-1 3-4 3-4M15 3v7M15 3l5 2-5 2",
        "casque": "M3 17h18M5 17v-2a7 7 0 0 1 14 0v2M10 8.5V13M14 8.5V13M10 8V5h4v3",
        "piece": "M12 4a8 8 0 1 0 .01 0ZM15 9.3a3.6 3.6 0 1 0 0 5.4M8 11h5M8 13.2h5",
        "feuille": "M5 19C5 9 11 5 20 4c0 10-4 15-11 15-2.5 0-4-1.3-4-4M4 21c2-5 5-8.5 9-10.5",
        "assemblee": "M12 10a3 3 0 1 0-.01 0ZM6.5 20v-2a5.5 5.5 0 0 1 11 0v2M5 11.5a2.2 2.2 0 1 1 1-4"
        "M19 11.5a2.2 2.2 0 1 0-1-4M2 18.5v-1A4.5 4.5 0 0 1 4.5 14M22 18.5v-1a4.5 4.5 0 0 0-2.5-3.5",
        "carte": "M12 21s-7-6.2-7-11a7 7 0 0 1 14 0c0 4.8-7 11-7 11ZM12 12.5a2.5 2.5 0 1 0-.01 0Z",
        "cycle": "M20 12a8 8 0 0 1-14 5.3M4 12a8 8 0 0 1 14-5.3M18 3v4h-4M6 21v-4h4",
        "maison": "M4 11l8-7 8 7M6 9.5V20h12V9.5M10 20v-6h4v6",
        "coeur": "M12 20S4 15 4 9.5A4 4 0 0 1 12 8a4 4 0 0 1 8 1.5C20 15 12 20 12 20Z",
        "ampoule": "M9 18h6M10 21h4M9 15.5C9 14.5 6 13 6 9a6 6 0 0 1 12 0c0 4-3 5.5-3 6.5Z",
        "livre": "M4 5c3-1 6-1 8 1 2-2 5-2 8-1v13c-3-1-6-1-8 1-2-2-5-2-8-1V5ZM12 6v13",
    }
)


def build_theme(referentiel: Referentiel, code: str) -> Theme:
    """The face of a thématique: what it declares, else a colour by its place. Raises KeyError for an unknown code.

    The bilan belongs to none: it has the colour of the house.
    """
    if code == SANS_THEMATIQUE:
        return Theme(COULEUR_DU_BILAN, lighten(COULEUR_DU_BILAN, schema.PART_DU_FOND), DESSINS["sentier"], BILAN)
    thematique = referentiel.thematique(code)
    rang = referentiel.thematiques.index(thematique)
    couleur = thematique.couleur or COULEURS[rang % len(COULEURS)]
    return Theme(
        couleur=couleur.upper(),
        fond=lighten(couleur, schema.PART_DU_FOND),
        dessin=DESSINS[thematique.icone or DEFAUT],
        titre=thematique.titre_court,
    )
