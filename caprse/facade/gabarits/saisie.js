// A text of a form is written here at each key, and stays until the base has it: the page may be left, reloaded or cut
// off before Streamlit has said it. The helper of the forms (caprse/socle/ecran/veille.py) says which fields these are
// and what the base holds of them; what it misses goes through a door of ours, as a draft, while the page leaves.
(() => {
  const PREFIXE = "caprse-saisie/"
  const PORTE = "/saisies"
  const RESTE =
    "Ce que vous venez d’écrire n’est pas encore enregistré, et sera effacé de cet appareil. Se déconnecter quand même\u202f?"
  const TRENTE_JOURS = 30 * 86400e3
  const PRETE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
  let compte = ""
  let places = {}
  let champs = {}
  // What is being typed in this page, by key: its field, and what is kept of it.
  const suivis = new Map()

  const nommer = ({ compte, place, champ }) => `${PREFIXE}${compte}/${place}/${champ}`
  const essayer = (quoi, sinon) => {
    try {
      return quoi()
    } catch {
      // A browser that keeps nothing (private, full) still types.
      return sinon
    }
  }
  const lire = (cle) => essayer(() => JSON.parse(localStorage.getItem(cle)), null)
  const garder = (ecrit) => essayer(() => localStorage.setItem(nommer(ecrit), JSON.stringify(ecrit)))
  const oublier = (ecrit) => essayer(() => localStorage.removeItem(nommer(ecrit)))
  const lister = () => essayer(() => Object.keys(localStorage).filter((nom) => nom.startsWith(PREFIXE)), [])

  const calculer = (texte) => {
    let somme = -1
    for (const octet of new TextEncoder().encode(texte)) {
      somme ^= octet
      for (let tour = 0; tour < 8; tour += 1) somme = (somme >>> 1) ^ (somme & 1 ? 0xedb88320 : 0)
    }
    return ~somme >>> 0
  }
  const chercher = (champ) => {
    if (!champ.matches?.('textarea, input[type="text"]:not([role="combobox"])')) return ""
    for (let parent = champ.closest('[class*="st-key-"]'); parent; parent = parent.parentElement?.closest('[class*="st-key-"]')) {
      for (const classe of parent.classList) if (champs[classe.slice(7)] && classe.startsWith("st-key-")) return classe.slice(7)
    }
    return ""
  }
  const suivre = (champ) => {
    const cle = chercher(champ)
    if (!cle) return
    const [place, nom, connu] = champs[cle]
    const ecrit = {
      compte, place, champ: nom, texte: champ.value, vu: places[place] ?? {}, connu, chemin: location.pathname,
      quand: Date.now(), presse: false,
    }
    suivis.set(cle, { element: champ, ecrit })
    garder(ecrit)
  }

  // keepalive: the request outlives the page that sends it.
  const confier = async (ecrit) => {
    const { compte, place, champ, texte, vu, connu } = ecrit
    try {
      const reponse = await fetch(PORTE, {
        method: "POST", keepalive: true, credentials: "same-origin",
        headers: { "Content-Type": "application/json" }, body: JSON.stringify({ compte, place, champ, texte, vu, connu }),
      })
      const { garde } = await reponse.json()
      if (!garde) return
      // What the base holds now came from here: what is typed next goes on from it.
      const somme = calculer(texte)
      for (const dit of Object.values(champs)) if (dit[0] === place && dit[1] === champ) dit[2] = somme
      for (const suivi of suivis.values())
        if (suivi.ecrit.place === place && suivi.ecrit.champ === champ) suivi.ecrit.connu = somme
      if (lire(nommer(ecrit))?.quand === ecrit.quand) oublier(ecrit)
    } catch {
      // It waits here: for the line, or for its author to be connected again.
    }
  }
  const confierTout = () => {
    for (const { ecrit } of suivis.values()) if (!ecrit.presse) confier(ecrit)
  }

  const regarder = () => {
    if (!suivis.size) return
    const repos = document.querySelector(PRETE)
    for (const [cle, { element, ecrit }] of suivis) {
      if (location.pathname !== ecrit.chemin) {
        suivis.delete(cle)
        // A button that leads elsewhere took the text with it; a link did not.
        if (ecrit.presse) oublier(ecrit)
        else confier(ecrit)
      } else if (repos && Date.now() - ecrit.quand > 1500 && !element.isConnected) {
        suivis.delete(cle)
        if (ecrit.presse) oublier(ecrit)
        else confier(ecrit)
      } else if (repos && ecrit.presse && element.isConnected && element.value !== ecrit.texte) {
        // Sent: the form is empty again.
        suivis.delete(cle)
        oublier(ecrit)
      }
    }
  }

  // What the base holds is kept here no more.
  const rendre = (dits) => {
    for (const [cle, [place, champ, somme]] of Object.entries(dits)) {
      const ecrit = lire(nommer({ compte, place, champ }))
      if (ecrit && calculer(ecrit.texte) === somme) {
        oublier(ecrit)
        suivis.delete(cle)
      }
    }
  }

  // Whoever was quick typed before the fields were known.
  const rattraper = () => {
    const champ = document.activeElement
    const cle = champ ? chercher(champ) : ""
    if (cle && !suivis.has(cle) && calculer(champ.value) !== champs[cle][2]) suivre(champ)
  }

  window.caprseSaisie = {
    // Who types, in which forms, and what the base holds of each text.
    connaitre(dit) {
      ;({ compte, places, champs } = dit)
      rendre(champs)
      rattraper()
    },
    // A form unfolded since: its fragment alone ran.
    ajouter(dit) {
      compte = dit.compte
      places = { ...places, ...dit.places }
      champs = { ...champs, ...dit.champs }
      rendre(dit.champs)
      rattraper()
    },
    // Whether this very text waits here for its author.
    tient: (texte) => lister().some((cle) => lire(cle)?.texte === texte),
  }
  addEventListener("input", ({ target }) => suivre(target), true)
  addEventListener("click", ({ target }) => {
    const bouton = target.closest?.('[data-testid="stMain"] button, [role="dialog"] button')
    if (bouton && !bouton.closest(".cap-controle")) for (const { ecrit } of suivis.values()) ecrit.presse = true
  }, true)
  // Whoever leaves a shared computer leaves nothing of theirs there, also where the browser does not do what the server
  // asks of it (an address in plain http). What the base has not heard yet is not dropped without a word.
  addEventListener("submit", (depart) => {
    if (depart.target.getAttribute?.("action") !== "/deconnexion") return
    const siens = ["caprse/", PREFIXE].map((debut) => debut + compte)
    const restes = essayer(() => Object.keys(localStorage), []).filter((nom) => siens.some((debut) => nom.startsWith(debut)))
    if (restes.length && !confirm(RESTE)) return depart.preventDefault()
    suivis.clear()
    for (const nom of restes) essayer(() => localStorage.removeItem(nom))
  }, true)
  addEventListener("pagehide", confierTout)
  document.addEventListener("visibilitychange", () => document.hidden && confierTout())
  setInterval(regarder, 300)

  // Of a page before: it goes into its draft before the page that shows drafts is asked for (avance.js).
  const reprises = []
  for (const cle of lister()) {
    const ecrit = lire(cle)
    if (!ecrit?.texte || Date.now() - ecrit.quand > TRENTE_JOURS) essayer(() => localStorage.removeItem(cle))
    else reprises.push(confier(ecrit))
  }
  window.caprseSaisie.reprises = Promise.all(reprises)
  addEventListener("online", () => lister().map(lire).filter(Boolean).forEach(confier))
})()
