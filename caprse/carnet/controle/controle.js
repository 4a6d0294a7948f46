// What Streamlit mounts: the card of each critère, and the bar that counts, leads from one to the next and listens.

const REGARD = 2500
const montes = new WeakMap()

export function montrer({ data, parentElement, setTriggerValue }) {
  const racine = parentElement.querySelector(".cap-controle") ?? parentElement
  const aller = (ou) => setTriggerValue("aller", ou)
  racine.style.setProperty("--cap-theme", data.couleur)
  racine.style.setProperty("--cap-theme-fond", data.fond)
  if (data.barre) return montrerBarre(racine, data, aller)
  const connu = montes.get(parentElement)
  const { code, breve } = data.question
  const fiche = trouverFiche(data.compte, data.carnet, code, data.envoi, Boolean(breve))
  fiche.niveaux = data.question.niveaux
  const memes = connu && connu.fiche === fiche && connu.texte === JSON.stringify([data.question, data.editable])
  if (!memes) prendre(fiche, data)
  else recevoir(fiche, data.etat)
  fiche.apres = () => {
    compter(fiche)
    if (data.relire) aller({ relire: fiche.base.version })
  }
  if (memes) return fiche.peindre()
  const contexte = { editable: data.editable, replie: !data.relire, aller, regarder: () => regarder(true) }
  ;(breve ? construireBreve : construire)(racine, fiche, data.question, contexte)
  montes.set(parentElement, { fiche, texte: JSON.stringify([data.question, data.editable]) })
  if (data.editable) envoyer(fiche)
}

export function quitter(parentElement) {
  const monte = montes.get(parentElement)
  if (!monte) return
  montes.delete(parentElement)
  // The page goes, what it was about to say does not.
  monte.fiche.peindre = () => {}
  envoyer(monte.fiche)
}

function prendre(fiche, data) {
  if (!fiche.enVol && !enSuspens(fiche)) {
    const garde = lire(fiche.cle)
    fiche.base = { saisie: data.etat.saisie ?? VIDE, version: data.etat.version }
    fiche.saisie = { ...fiche.base.saisie, ...data.refusee }
    fiche.refusee = Boolean(data.refusee)
    if (garde && !egal(garde.saisie, fiche.base.saisie)) {
      // Seen then, changed then: the site compares with what others did since.
      fiche.base = { saisie: garde.vue, version: garde.version }
      fiche.saisie = garde.saisie
    }
    Object.assign(fiche, { quand: data.etat.quand, auteur: data.etat.auteur })
  }
  fiche.conflits = data.etat.conflits ?? fiche.conflits
  fiche.transmis = data.transmis
  garder(fiche)
}

function montrerBarre(racine, data, aller) {
  const memes = carnet?.racine === racine && carnet.texte === JSON.stringify(data)
  const neuf = carnet?.racine !== racine || carnet.data.etape !== data.etape || carnet.data.critere !== data.critere
  carnet = {
    racine, data, aller, texte: JSON.stringify(data), marque: carnet?.data.carnet === data.carnet ? carnet.marque : "",
    repondus: new Map(data.criteres.map(({ code, repondu }) => [code, repondu])),
    partages: new Set(data.criteres.filter(({ conflit }) => conflit).map(({ code }) => code)),
    actif: neuf ? choisirActif(data) : carnet.actif,
  }
  if (!memes) construireBarre()
  suivreTelephone()
  peindreBarre()
  reprendre(data.compte, data.envoi)
  if (neuf && data.critere) montrerCritere(data.critere)
}

// A colleague's answer comes by itself; so does what was decided of the whole carnet.
let regardEnCours = false
async function regarder(force = false) {
  if (!carnet || regardEnCours || (document.hidden && !force) || !carnet.racine.isConnected) return
  regardEnCours = true
  const { data } = carnet
  try {
    const vu = force ? "" : carnet.marque
    const reponse = await fetch(`${data.envoi}/${data.carnet}?vu=${encodeURIComponent(vu)}`, { credentials: "same-origin" })
    if (reponse.status >= 500) return retenir("ligne")
    const dit = reponse.status === 200 ? await reponse.json() : null
    if (dit?.suite) return dit.suite === "refus" ? undefined : retenir(dit.suite)
    const partie = retenue.cause
    retenir("")
    if (partie) toutEnvoyer()
    if (dit === null) return
    const { marque, carnet: etat, etats } = dit
    if (carnet.data.carnet !== data.carnet) return
    carnet.marque = marque
    for (const [code, dit] of Object.entries(etats)) {
      const fiche = fiches.get(nommer(data.compte, data.carnet, code))
      if (fiche) {
        recevoir(fiche, dit)
        fiche.peindre()
      }
      noter(code, dit.saisie !== null && estRepondu(dit.saisie), dit.conflits.length > 0)
    }
    peindreBarre()
    if (etat !== data.etat) {
      data.etat = etat
      carnet.aller({ relire: etat })
    }
  } catch {
    retenir("ligne")
  } finally {
    regardEnCours = false
  }
}

retenue.ecouteurs.add(() => {
  peindreBarre()
  fiches.forEach((fiche) => fiche.peindre())
})
retenue.compter = () => retenue.cause && peindreBarre()
setInterval(regarder, REGARD)
document.addEventListener("visibilitychange", () => !document.hidden && regarder())
addEventListener("offline", () => carnet?.racine.isConnected && retenir("ligne"))
matchMedia(TELEPHONE).addEventListener("change", () => peindreBarre())

// While the line is away Streamlit makes the whole page deaf: nothing could be answered, though it would be kept here.
new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.inert && target.querySelector(".cap-controle")) target.inert = false
  }
}).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["inert"] })

// A finger that slides sideways goes to the next critère, or back.
let toucher = null
document.addEventListener("touchstart", ({ touches, target }) => {
  const libre = touches.length === 1 && target.closest?.('[class*="st-key-cadre-"]') && !target.closest("textarea, input[type=text]")
  toucher = libre ? { x: touches[0].clientX, y: touches[0].clientY } : null
}, { passive: true })
document.addEventListener("touchend", ({ changedTouches: [fin] }) => {
  if (!toucher || !carnet?.racine.isConnected || !matchMedia(TELEPHONE).matches) return
  const [dx, dy] = [fin.clientX - toucher.x, fin.clientY - toucher.y]
  if (Math.abs(dx) < 70 || Math.abs(dy) > 50) return
  const bouton = carnet.racine.querySelector(dx < 0 ? ".st-key-suivante button" : ".st-key-precedente button")
  if (!bouton.disabled && !bouton.hidden) avancer(dx < 0 ? 1 : -1)
}, { passive: true })
