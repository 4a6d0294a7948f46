"""Wait as the eye does: what still moves is neither pressed nor measured."""

from __future__ import annotations

from playwright.sync_api import Locator

# Three images: an animation begins at the one after what caused it. What turns for ever is at rest as it is, and
# so is what still moves after five seconds.
IMMOBILE = """async (partie) => {
  const calme = async () => {
    for (let image = 0; image < 3; image++) await new Promise(requestAnimationFrame)
    const jeux = partie.getAnimations({ subtree: true }).filter((jeu) =>
      jeu.playState === "running" && jeu.effect.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(jeux.map((jeu) => jeu.finished))
  }
  await Promise.race([calme(), new Promise((suite) => setTimeout(suite, 5000))])
}"""


def wait_still(partie: Locator) -> None:
    """Wait until nothing moves in this part any more."""
    partie.evaluate(IMMOBILE)
