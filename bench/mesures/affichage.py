"""Row 2: the first display of the carnet in a warm server, against that of the empty floor."""

from __future__ import annotations

from playwright.sync_api import Browser

from bench.chrono import contains, time_first_display
from bench.lieux import Lieux
from bench.resultats import Resultat, Serie, compare
from tests.parcours.site import load_referentiel

ESSAIS = 15
ECHAUFFEMENT = 2
BARRE = 1.5


def measure_affichage(navigateur: Browser, lieux: Lieux) -> Resultat:
    """Open both in turn, each time in a browser with an empty cache, until the last element is there."""
    referentiel = load_referentiel()
    enjeu = referentiel.thematique(referentiel.ordre[0]).enjeux[0]
    carnet_affiche = " && ".join(
        [
            *(f"document.querySelectorAll('.st-key-niveau-{c.code} input').length > 5" for c in enjeu.criteres),
            contains(".st-key-suivante", "Étape suivante"),
        ]
    )
    vide_affiche = contains("[data-testid=stMarkdown]", "Clics : 0")
    carnets, vides = [], []
    for tour in range(ECHAUFFEMENT + ESSAIS):
        # A structure that has answered nothing: the page opens on the first step, everything unfolded.
        carnet = time_first_display(navigateur, f"{lieux.site.adresse}/carnet", carnet_affiche, lieux.jetons[-1])
        vide = time_first_display(navigateur, lieux.sol_vide.adresse, vide_affiche)
        if tour >= ECHAUFFEMENT:
            carnets.append(carnet)
            vides.append(vide)
    carnet_serie = Serie("Premier affichage du carnet", tuple(carnets))
    vide_serie = Serie("Premier affichage du sol vide", tuple(vides))
    ligne = compare("Premier affichage du carnet contre le sol vide", carnet_serie.p50, vide_serie.p50, BARRE)
    return Resultat((ligne,), (carnet_serie, vide_serie))
