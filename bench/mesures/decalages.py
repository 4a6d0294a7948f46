"""How much the carnet moves under the eyes of who answers it: the browser's own layout shifts, on both widths."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

from bench.chrono import Essai, is_recorded, open_page, time_click
from bench.lieux import Lieux
from bench.resultats import Ligne, Resultat, compare
from tests.parcours.gestes import option
from tests.parcours.site import load_referentiel

BARRE = 0.05
LARGE, TELEPHONE = 1280, 360
# A shift within half a second of a press is taken for its effect: what moves later is seen.
APRES_MS = 900

# As a browser sums them up: the worst group of shifts, at most one second apart and five seconds long.
_OBSERVER = """
() => {
  const groupe = { debut: 0, fin: 0, somme: 0 }
  window.__decalage = 0
  new PerformanceObserver((liste) => {
    for (const { value, startTime, hadRecentInput } of liste.getEntries()) {
      if (hadRecentInput) continue
      if (startTime - groupe.fin > 1000 || startTime - groupe.debut > 5000) {
        Object.assign(groupe, { debut: startTime, somme: 0 })
      }
      groupe.fin = startTime
      groupe.somme += value
      window.__decalage = Math.max(window.__decalage, groupe.somme)
    }
  }).observe({ type: "layout-shift", buffered: false })
}
"""


def measure_decalages(navigateur: Browser, lieux: Lieux) -> Resultat:
    """Answer one step with its comments, then go to the next one, at each width."""
    lignes: list[Ligne] = []
    for largeur, jeton in ((LARGE, lieux.jetons[-1]), (TELEPHONE, lieux.jetons[-2])):
        with open_page(navigateur, f"{lieux.site.adresse}/carnet", jeton) as page:
            page.set_viewport_size({"width": largeur, "height": 900})
            page.wait_for_timeout(APRES_MS)
            page.evaluate(_OBSERVER)
            _answer_etape(page, largeur == TELEPHONE)
            decalage: float = page.evaluate("window.__decalage")
        lignes.append(compare(f"Décalages (CLS) pendant qu'on répond, à {largeur} px", decalage, 1.0, BARRE))
    return Resultat(tuple(lignes), ())


def _answer_etape(page: Page, un_a_la_fois: bool) -> None:
    referentiel = load_referentiel()
    criteres = referentiel.thematique(referentiel.ordre[0]).enjeux[0].criteres
    for rang, critere in enumerate(criteres):
        # Low, then high: each brings notes of its own.
        for niveau in (rang % 2, 3):
            cible = option(page, critere.code, niveau).locator("xpath=ancestor::label")
            time_click(Essai(page, cible, is_recorded(f".st-key-cadre-{critere.code} .cap-etat")))
            page.wait_for_timeout(APRES_MS)
        page.locator(f"#champ-commentaire-{critere.code}").press_sequentially("Une phrase de notre équipe.", delay=30)
        page.wait_for_timeout(2 * APRES_MS)
        if un_a_la_fois or critere == criteres[-1]:
            page.locator(".st-key-suivante button").click()
            page.wait_for_timeout(APRES_MS)
