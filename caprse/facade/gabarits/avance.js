// The line to the server is opened, and the page asked for, before Streamlit's scripts have come: it would only do so
// once they are all there, and the page be made only then. Streamlit is handed this line in place of its own; what
// came meanwhile waits for it. Whatever it asks otherwise than was foreseen is sent as it wants it.
(() => {
  const CHAMPS = DONNEES
  const Origine = window.WebSocket
  const ecrire = {
    nombre: (valeur, sortie) => {
      let reste = BigInt.asUintN(64, BigInt(valeur))
      for (; reste > 127n; reste >>= 7n) sortie.push(Number(reste & 127n) | 128)
      sortie.push(Number(reste))
    },
    octets: (valeur, sortie) => {
      ecrire.nombre(valeur.length, sortie)
      for (const octet of valeur) sortie.push(octet)
    },
  }
  const message = (numeros, valeurs) => {
    const sortie = []
    for (const [nom, valeur] of Object.entries(valeurs)) {
      if (valeur === "") continue
      const entier = typeof valeur === "number"
      ecrire.nombre(numeros[nom] << 3 | (entier ? 0 : 2), sortie)
      if (entier) ecrire.nombre(valeur, sortie)
      else ecrire.octets(typeof valeur === "string" ? new TextEncoder().encode(valeur) : valeur, sortie)
    }
    return sortie
  }
  const demande = new Uint8Array(message(CHAMPS.message, {
    rerun_script: message(CHAMPS.rerun_script, {
      query_string: location.search.replace(/^\?/, ""),
      widget_states: [],
      page_name: location.pathname.replace(/^\/+|\/+$/g, ""),
      context_info: message(CHAMPS.context_info, {
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        timezone_offset: new Date().getTimezoneOffset(),
        locale: navigator.language,
        url: location.origin + location.pathname,
        is_embedded: 0,
        color_scheme: "light",
      }),
    }),
  }))

  const adresse = location.origin.replace(/^http/, "ws") + "/_stcore/stream"
  const jeton = document.cookie.match(/(?:^|; *)_streamlit_xsrf=([^;]*)/)?.[1] ?? "PLACEHOLDER_AUTH_TOKEN"
  const protocoles = ["streamlit", jeton]
  const ligne = new Origine(adresse, protocoles)
  ligne.binaryType = "arraybuffer"
  // What was typed on the page before and waits in this browser (saisie.js) reaches the base first: a page made
  // meanwhile would not show it. A door that does not answer is not waited for beyond five seconds.
  const saisies = () => new Promise(fini => {
    setTimeout(fini, 5000)
    addEventListener("DOMContentLoaded", () => Promise.resolve(window.caprseSaisie?.reprises).then(fini))
  })
  const reste = () => {
    try {
      return Object.keys(localStorage).some(nom => nom.startsWith("caprse-saisie/"))
    } catch {
      return false
    }
  }
  const avant = reste() ? saisies() : Promise.resolve()
  let premiere = demande
  let partie = false
  const partir = () => {
    partie = true
    Origine.prototype.send.call(ligne, premiere)
  }
  ligne.addEventListener("open", () => avant.then(partir), {once: true})
  const attente = []
  const garder = evenement => {
    evenement.stopImmediatePropagation()
    attente.push(evenement.data)
  }
  ligne.addEventListener("message", garder)
  const rendre = () => {
    ligne.removeEventListener("message", garder)
    for (const data of attente.splice(0)) ligne.dispatchEvent(new MessageEvent("message", {data}))
  }

  const est_la_meme = donnees => {
    const octets = new Uint8Array(donnees.buffer ?? donnees, donnees.byteOffset ?? 0, donnees.byteLength)
    return octets.length === demande.length && octets.every((octet, rang) => octet === demande[rang])
  }
  const prendre = () => {
    ligne.send = donnees => {
      delete ligne.send
      window.caprseAvance = est_la_meme(donnees) ? "prise" : "refaite"
      if (window.caprseAvance === "refaite" && partie) ligne.send(donnees)
      premiere = donnees
      // Streamlit notes that it has asked once this returns, and reads no answer before.
      setTimeout(rendre)
    }
    // Streamlit listens from the next line on: it has not heard that the line is open.
    if (ligne.readyState === Origine.OPEN) queueMicrotask(() => ligne.dispatchEvent(new Event("open")))
    return ligne
  }

  window.WebSocket = class extends Origine {
    constructor(vers, avec) {
      window.WebSocket = Origine
      // The second says who is known to Streamlit itself, which is nobody here: it may have come meanwhile. A third
      // would name a session to go on with.
      const pareille = new URL(vers, location).href === adresse && avec?.length === 2 && avec[0] === protocoles[0]
      if (pareille && ligne.readyState <= Origine.OPEN) return prendre()
      ligne.close()
      window.caprseAvance = "abandonnée"
      super(vers, avec)
    }
  }
})()
