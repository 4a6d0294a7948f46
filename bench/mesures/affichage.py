"""The first display of the carnet in a warm server, on several lines, against that of the empty floor."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Browser

from bench.chrono import Reseau, contains, time_first_display
from bench.lieux import Lieux
from bench.resultats import Resultat, Serie, compare
from tests.parcours.site import load_referentiel

ESSAIS = 10
ESSAIS_LENTS = 3
ECHAUFFEMENT = 2
BARRE = 1.25
BARRE_LIGNE = 0.95
BARRE_OCTETS = 1.1e6
BARRE_UTILISABLE_MS = 4000.0
LIGNE = Reseau(10e6, 40)
MOBILE = Reseau(1.6e6, 150)
TITRE = "document.querySelector('h1, h2') !== null"
# Usable is when one can answer: a title alone has nothing to press.
REPONDRE = "document.querySelector('[class*=st-key-niveau-] input:not(:disabled)') !== null"


def measure_affichage(navigateur: Browser, lieux: Lieux) -> Resultat:
    """Open both in turn, each time in a browser with an empty cache, until the last element is there."""
    referentiel = load_referentiel()
    enjeu = referentiel.thematique(referentiel.ordre[0]).enjeux[0]
    # A structure that has answered nothing: the page opens on the first step, everything unfolded.
    jeton, adresse = lieux.jetons[-1], f"{lieux.site.adresse}/carnet"
    carnet_affiche = " && ".join(
        [
            *(f"document.querySelectorAll('.st-key-niveau-{c.code} input').length > 5" for c in enjeu.criteres),
            "document.querySelector('.st-key-suivante button') !== null",
        ]
    )
    vide_affiche = contains("[data-testid=stMarkdown]", "Clics 0")
    lignes, series = [], []
    octets: list[float] = []
    for nom, reseau, essais, barre in (
        ("", None, ESSAIS, BARRE),
        (" à 10 Mbit/s et 40 ms", LIGNE, ESSAIS_LENTS, BARRE_LIGNE),
    ):
        carnets, vides = [], []
        # The server is warm after the first round.
        chauffe = ECHAUFFEMENT if reseau is None else 0
        for tour in range(chauffe + essais):
            carnet, recus = time_first_display(navigateur, adresse, carnet_affiche, jeton, reseau)
            vide, _ = time_first_display(navigateur, lieux.sol_vide.adresse, vide_affiche, None, reseau)
            octets.append(recus)
            if tour >= chauffe:
                carnets.append(carnet)
                vides.append(vide)
        carnet_serie = Serie(f"Premier affichage du carnet{nom}", tuple(carnets))
        vide_serie = Serie(f"Premier affichage du sol vide{nom}", tuple(vides))
        series += [carnet_serie, vide_serie]
        lignes.append(
            compare(f"Premier affichage du carnet{nom} contre le sol vide", carnet_serie.p50, vide_serie.p50, barre)
        )
    titre_serie, reponse_serie = (
        Serie(
            f"{quoi} du carnet à 1,6 Mbit/s",
            tuple(time_first_display(navigateur, adresse, vu, jeton, MOBILE)[0] for _ in range(ESSAIS_LENTS)),
        )
        for quoi, vu in (("Premier titre", TITRE), ("Première réponse possible", REPONDRE))
    )
    lignes += [
        compare("Premier affichage : octets reçus contre 1,1 Mo", median(octets), BARRE_OCTETS, 1.0),
        compare("Premier titre à 1,6 Mbit/s contre 4 s", titre_serie.p50, BARRE_UTILISABLE_MS, 1.0),
        compare("Première réponse possible à 1,6 Mbit/s contre 4 s", reponse_serie.p50, BARRE_UTILISABLE_MS, 1.0),
    ]
    return Resultat(tuple(lignes), (*series, titre_serie, reponse_serie))
