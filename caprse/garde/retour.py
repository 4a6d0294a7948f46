"""What the page of Streamlit does once its session has ended: it leaves for the login page, unless a text would go.

The guard answers 401 to whoever asks for a line without a live session. What was typed just before may have reached
nobody: the page then stays, says so, and shows the text to be copied.
"""

from __future__ import annotations

import json

from caprse.acces.perdus import CADRE_PERDUS
from caprse.acces.unite import SessionExpiree

TITRE = "À bientôt"
CONNEXION = "Se connecter"
A_COPIER = "Voici ce que vous veniez d’écrire : copiez ce que l’écran ne disait pas enregistré, puis connectez-vous."
# Longer than the server takes to close the lines of an ended session, and than the pause after which a text is sent.
RECENT_MS = 10_000

_JS = """
(() => {
  const {titre, phrase, copier, connexion, recent, cadre} = DONNEES
  const tapes = new Map()
  let coupee = null
  let partie = false
  addEventListener("input", ({target}) => {
    // The control of a critère keeps its own.
    if (target.matches?.(":is(textarea, input[type=text]):not(.cap-controle *)")) tapes.set(target, performance.now())
  }, true)

  // Typed and perhaps never kept: lately, or for as long as the page has been saying that nothing is kept.
  const lire = () => {
    const alertes = [...document.querySelectorAll('[data-testid="stAlert"]')]
    const panne = alertes.some(alerte => alerte.textContent.includes("cloud_off"))
    const champs = [...tapes].filter(([champ, quand]) => champ.isConnected && (panne || quand > coupee - recent))
    const dits = [...document.querySelectorAll(`.st-key-${cadre} code`)].map(code => code.textContent)
    // What this browser keeps for its author comes back by itself at their next visit.
    const perdu = texte => texte.trim() && !window.caprseSaisie?.tient(texte)
    return [...new Set([...dits, ...champs.map(([champ]) => champ.value)])].filter(perdu)
  }
  const poser = (parent, balise, texte, style) => {
    const element = parent.appendChild(document.createElement(balise))
    element.textContent = texte
    element.style.cssText = style
    return element
  }
  const partir = () => {
    if (partie) return
    partie = true
    const adresse = "/connexion?terminee=1&suite=" + encodeURIComponent(location.pathname + location.search)
    const textes = lire()
    if (!textes.length) return location.assign(adresse)
    const racine = document.getElementById("root")
    const police = `font: 1rem/1.5 ${getComputedStyle(document.querySelector(".stApp") ?? document.body).fontFamily};`
    // Nothing leaves the fields any more: there is no line to send it on.
    const taire = evenement => racine.contains(evenement.target) && evenement.stopImmediatePropagation()
    const genres = ["keydown", "keyup", "input", "change", "blur", "focusout"]
    genres.forEach(genre => addEventListener(genre, taire, true))
    racine.style.display = "none"
    const page = poser(document.body, "main", "", `${police} max-width: 46rem; margin: 0 auto; padding: 2rem 1rem; `
      + "box-sizing: border-box; height: 100vh; overflow: auto; color: #0a1416")
    const tete = poser(page, "h1", titre, "font-size: 1.75rem; margin: 0 0 1rem")
    poser(page, "p", phrase, "")
    poser(page, "p", copier, "font-weight: bold")
    for (const texte of textes) {
      const bloc = poser(page, "pre", texte, `${police} white-space: pre-wrap; overflow-wrap: anywhere; `
        + "padding: 0.75rem; border: 1px solid #7c9196; border-radius: 0.5rem; user-select: all")
      bloc.tabIndex = 0
    }
    const lien = poser(page, "a", connexion, "display: inline-block; margin-top: 1rem; padding: 0.6rem 1.2rem; "
      + "border-radius: 0.5rem; background: #0b5c6b; color: #fff")
    lien.href = adresse
    tete.tabIndex = -1
    tete.focus()
  }

  const demander = window.fetch
  window.fetch = async (...quoi) => {
    const instant = performance.now()
    const ligne = String(quoi[0]?.url ?? quoi[0]).includes("/_stcore/health")
    let retour
    try {
      retour = await demander(...quoi)
    } catch (erreur) {
      if (ligne) coupee ??= instant
      throw erreur
    }
    if (retour.status === 401 && new URL(retour.url).pathname.includes("/_stcore/")) {
      coupee ??= instant
      partir()
      // Nothing more is to be said of it, least of all by Streamlit, in English.
      return new Promise(() => {})
    }
    if (ligne && retour.ok) coupee = null
    return retour
  }
})()
"""


def build_script() -> str:
    """The script, to be written in a page of Streamlit before anything of its own."""
    donnees = {
        "titre": TITRE,
        "phrase": str(SessionExpiree()),
        "copier": A_COPIER,
        "connexion": CONNEXION,
        "recent": RECENT_MS,
        "cadre": CADRE_PERDUS,
    }
    return _JS.replace("DONNEES", json.dumps(donnees).replace("<", "\\u003c"))
