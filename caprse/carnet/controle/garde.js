// What is chosen or typed is kept in this browser until the site says that it is recorded: it survives a reload, a
// closed tab, a cut line, an ended session. One record per account, carnet and critère.

const PREFIXE = "caprse/"
const PAUSE = 700
const ESSAI = 2000
const DELAI = 12000
const TELEPHONE = "(max-width: 640px)"
const TRENTE_JOURS = 30 * 86400e3
const VIDE = {
  niveau: null, non_concerne: false, motif: "", commentaire: "", cible: null, deja_regle: false, trace_titre: "",
  trace_lien: "",
}
const CHAMPS = Object.keys(VIDE)
const fiches = new Map()
// What holds answers back: "ligne" (no answer from the site), "base" (it answers that it cannot), "session" (ended).
const retenue = { cause: "", ecouteurs: new Set(), compter: () => {} }

const net = (saisie) =>
  Object.fromEntries(CHAMPS.map((c) => [c, typeof saisie[c] === "string" ? saisie[c].trim() : saisie[c]]))
const egal = (a, b) => CHAMPS.every((c) => net(a)[c] === net(b)[c])
const estRepondu = (saisie) => saisie.niveau !== null || saisie.non_concerne
const nommer = (compte, carnet, code) => `${PREFIXE}${compte}/${carnet}/${code}`

function lire(cle) {
  try {
    const lu = JSON.parse(localStorage.getItem(cle))
    return lu && lu.saisie ? { ...lu, saisie: { ...VIDE, ...lu.saisie }, vue: { ...VIDE, ...lu.vue } } : null
  } catch {
    return null
  }
}

function trouverFiche(compte, carnet, code, envoi, sansMotif = false) {
  const cle = nommer(compte, carnet, code)
  if (!fiches.has(cle)) {
    fiches.set(cle, {
      cle, carnet, code, envoi, niveaux: [], base: { saisie: VIDE, version: 0 }, saisie: VIDE, quand: "", auteur: "", conflits: [],
      sansMotif, avant: null, refus: "", enVol: null, confiee: null, minuteur: 0, essais: 0, peindre: () => {},
      apres: () => {},
    })
  }
  return fiches.get(cle)
}

const enSuspens = (fiche) => !egal(fiche.saisie, fiche.base.saisie)
const listerEnSuspens = () => [...fiches.values()].filter((f) => enSuspens(f) && !f.refus)

// Written at each key: whatever happens next, it is there.
function garder(fiche) {
  retenue.compter()
  try {
    if (!enSuspens(fiche)) return localStorage.removeItem(fiche.cle)
    const { saisie, base, refus } = fiche
    localStorage.setItem(
      fiche.cle,
      JSON.stringify({
        saisie, vue: base.saisie, version: base.version, refus, envoi: fiche.envoi, sansMotif: fiche.sansMotif,
        quand: Date.now(),
      }),
    )
  } catch {
    // A browser that keeps nothing (private, full) still sends.
  }
}

// What the site says of an answer. What is not recorded yet stays on top of it.
function recevoir(fiche, etat, envoyee = null) {
  const nouvelle = etat.saisie ?? VIDE
  if (envoyee === null && (enSuspens(fiche) || fiche.enVol)) {
    if (etat.conflits) fiche.conflits = etat.conflits
    return
  }
  if (envoyee === null && etat.version < fiche.base.version) return
  const affichee = fiche.saisie
  fiche.saisie = { ...nouvelle }
  for (const c of CHAMPS) {
    // Typed while it was on its way, or the same but for blanks around: the field is left as it is.
    const tapee = envoyee !== null && net(affichee)[c] !== envoyee[c]
    if (tapee || net(affichee)[c] === net(nouvelle)[c]) fiche.saisie[c] = affichee[c]
  }
  fiche.base = { saisie: nouvelle, version: etat.version }
  fiche.quand = etat.quand
  fiche.auteur = etat.auteur
  if (etat.conflits) fiche.conflits = etat.conflits
}

// Without its motif, « non concerné » is not an answer yet; the rest is.
function preparer(fiche) {
  const voulue = net(fiche.saisie)
  if (!voulue.non_concerne || voulue.motif || fiche.sansMotif) return voulue
  const { niveau, non_concerne, motif, cible } = fiche.base.saisie
  return { ...voulue, niveau, non_concerne, motif, cible }
}

function changer(fiche, champs, delai = PAUSE) {
  fiche.saisie = { ...fiche.saisie, ...champs }
  fiche.refusee ||= Boolean(fiche.refus)
  fiche.refus = ""
  garder(fiche)
  fiche.peindre()
  clearTimeout(fiche.minuteur)
  if (delai) fiche.minuteur = setTimeout(() => envoyer(fiche), delai)
  else envoyer(fiche)
}

function retenir(cause) {
  if (retenue.cause === cause) return
  retenue.cause = cause
  retenue.ecouteurs.forEach((dire) => dire())
}

async function parler(adresse, corps) {
  const arret = new AbortController()
  const minuteur = setTimeout(() => arret.abort(), DELAI)
  try {
    // keepalive: the request outlives the page that sends it.
    return await fetch(adresse, {
      method: "POST", keepalive: true, credentials: "same-origin", signal: arret.signal,
      headers: { "Content-Type": "application/json" }, body: JSON.stringify(corps),
    })
  } finally {
    clearTimeout(minuteur)
  }
}

async function envoyer(fiche) {
  clearTimeout(fiche.minuteur)
  const voulue = preparer(fiche)
  if (fiche.enVol || fiche.refus || egal(voulue, fiche.base.saisie)) return
  const { base } = fiche
  fiche.enVol = voulue
  fiche.peindre()
  let reponse = null
  let dit = null
  try {
    reponse = await parler(fiche.envoi, {
      carnet: fiche.carnet, critere: fiche.code, saisie: voulue, version: base.version, vue: net(base.saisie),
      refusee: Boolean(fiche.refusee),
    })
    dit = await reponse.json()
  } catch {
    reponse = null
  }
  fiche.enVol = fiche.confiee = null
  if (reponse?.ok && !dit?.suite) {
    fiche.essais = 0
    fiche.refusee = false
    recevoir(fiche, dit, voulue)
    fiche.avant = egal(base.saisie, fiche.base.saisie) ? fiche.avant : base.saisie
    const retenues = retenue.cause !== ""
    retenir("")
    garder(fiche)
    fiche.peindre()
    fiche.apres(fiche)
    // The way is open again: what waited behind does not wait for its own next try.
    if (retenues) toutEnvoyer()
    // What was typed meanwhile, unless it waits for its own pause.
    if (enSuspens(fiche)) fiche.minuteur = setTimeout(() => envoyer(fiche), 50)
    return
  }
  const cause = reponse === null || [502, 503, 504].includes(reponse.status) ? "ligne" : (dit?.suite ?? "refus")
  if (cause === "refus") {
    fiche.refus = dit?.phrase ?? "Cette réponse n’est pas enregistrée. Elle est gardée ici : rechargez la page."
    if (dit?.etat) {
      // What stands instead is shown; nothing of what was wanted is worth more than a second press.
      fiche.base = { saisie: dit.etat.saisie ?? VIDE, version: dit.etat.version }
      fiche.saisie = { ...fiche.base.saisie }
      Object.assign(fiche, { quand: dit.etat.quand, auteur: dit.etat.auteur })
    }
    garder(fiche)
    fiche.peindre()
    return
  }
  retenir(cause)
  garder(fiche)
  fiche.peindre()
  fiche.essais += 1
  fiche.minuteur = setTimeout(() => envoyer(fiche), Math.min(ESSAI * fiche.essais, 8000))
}

// What was refused is given up, here and in the draft that the site keeps of it.
function abandonner(fiche) {
  garder(fiche)
  const saisie = net(fiche.base.saisie)
  const { carnet, code: critere } = fiche
  parler(fiche.envoi, { carnet, critere, saisie, version: fiche.base.version, vue: saisie, refusee: true }).catch(() => {})
  fiche.refusee = false
}

const toutEnvoyer = () => listerEnSuspens().forEach((fiche) => envoyer(fiche))

// The page may not live until its last request is answered: what changed since goes after it, as seen from it. A page
// that closes is hidden first: it says it once.
function toutConfier() {
  for (const fiche of listerEnSuspens()) {
    const { carnet, code: critere, base, enVol, refusee } = fiche
    const saisie = preparer(fiche)
    if (!enVol) envoyer(fiche)
    else if (!egal(saisie, fiche.confiee ?? enVol)) {
      const vue = fiche.confiee ?? enVol
      const corps = { carnet, critere, saisie, version: base.version + 1, vue, refusee: Boolean(refusee) }
      fiche.confiee = saisie
      parler(fiche.envoi, corps).catch(() => {})
    }
  }
}

// Answers of other steps, or of another day, that nothing on this screen would send. Old ones are forgotten.
function reprendre(compte, envoi) {
  try {
    for (const cle of Object.keys(localStorage).filter((nom) => nom.startsWith(PREFIXE))) {
      const garde = lire(cle)
      if (!garde || Date.now() - garde.quand > TRENTE_JOURS) {
        localStorage.removeItem(cle)
        continue
      }
      const [de, carnet, code] = cle.slice(PREFIXE.length).split("/")
      if (de !== compte || fiches.has(cle) || (garde.envoi ?? envoi) !== envoi) continue
      const fiche = trouverFiche(compte, carnet, code, envoi, Boolean(garde.sansMotif))
      fiche.base = { saisie: garde.vue, version: garde.version }
      fiche.saisie = garde.saisie
      envoyer(fiche)
    }
  } catch {
    // No storage: nothing to take up.
  }
}

addEventListener("pagehide", toutConfier)
addEventListener("online", toutEnvoyer)
document.addEventListener("visibilitychange", () => document.hidden && toutConfier())
