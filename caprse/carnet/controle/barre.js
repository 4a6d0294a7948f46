// The bar below the cards: it counts, leads from one critère to the next, and says what waits.

// The carnet on the screen: one at a time.
let carnet = null
// What it says of a carnet; another series of questions brings its own words.
const DITS = {
  reponse: "critère rempli", reponses: "critères remplis", un: "Critère", etape: "Étape", genre: "",
  fait: "rempli", reste: "à remplir", sommaire: "Sommaire du carnet", nav: "Aller d’un critère à l’autre",
}
// To who only reads, nothing is left to do.
const LUS = { reponse: "réponse", reponses: "réponses", reste: "sans réponse" }
const lireDits = () => ({ ...DITS, ...(carnet.data.editable ? {} : LUS), ...carnet.data.dits })

const dansEtape = () => carnet.data.criteres.filter(({ enjeu }) => enjeu === carnet.data.etape).map(({ code }) => code)

// Whoever answers begins at what has no answer yet; whoever reads, at what has one.
function choisirActif(data) {
  const ici = data.criteres.filter(({ enjeu }) => enjeu === data.etape)
  const voulu = ici.find(({ code }) => code === data.critere) ?? ici.find(({ conflit }) => conflit) ?? ici.find(({ repondu }) => repondu !== data.editable) ?? ici[0]
  return voulu.code
}

// On a phone, one critère at a time. A sheet of its own: what Streamlit draws is left as it is.
function suivreTelephone() {
  const id = "cap-un-a-la-fois"
  const feuille = document.getElementById(id) ?? document.head.appendChild(faire("style", { id }))
  // With what surrounds it, which would leave its gap.
  const caches = dansEtape().filter((code) => code !== carnet.actif)
    .map((code) => `.st-key-cadre-${code}, [data-testid="stLayoutWrapper"]:has(> .st-key-cadre-${code})`)
  feuille.textContent = caches.length ? `@media ${TELEPHONE} { ${caches.join(", ")} { display: none; } }` : ""
}

// When a hand was last seen at work: from then on the page does not move under it.
let main = 0
for (const geste of ["pointerdown", "keydown", "wheel"])
  addEventListener(geste, () => (main = performance.now()), { capture: true, passive: true })

function montrerCritere(code) {
  carnet.actif = code
  suivreTelephone()
  const debut = performance.now()
  const trouver = (essais) => {
    if (main > debut) return
    const titre = document.getElementById(`titre-${code}`)
    if (!titre) return essais && setTimeout(() => trouver(essais - 1), 100)
    titre.focus({ preventScroll: true })
    // On a phone it stands alone under the head of the page, which is then seen whole.
    const page = matchMedia(TELEPHONE).matches && titre.closest('[data-testid="stMain"]')
    if (page) page.scrollTo({ top: 0 })
    else titre.scrollIntoView({ block: "start" })
  }
  // At once, before anybody aims at it; then again, for Streamlit may still be drawing it.
  trouver(0)
  setTimeout(() => trouver(30), 150)
}

function atteindre(code) {
  const { enjeu } = carnet.data.criteres.find((critere) => critere.code === code)
  if (enjeu === carnet.data.etape) {
    montrerCritere(code)
    peindreBarre()
  } else {
    occuper()
    carnet.aller({ etape: enjeu, critere: code })
  }
}

let presse = 0
function avancer(pas) {
  // The second press of a double click is not meant for what the first one brought.
  if (performance.now() - presse < 400) return
  presse = performance.now()
  const ici = dansEtape()
  const voisin = ici[ici.indexOf(carnet.actif) + pas]
  if (matchMedia(TELEPHONE).matches && voisin) {
    montrerCritere(voisin)
    peindreBarre()
    return
  }
  const etapes = [...new Set(carnet.data.criteres.map(({ enjeu }) => enjeu))]
  const etape = etapes[etapes.indexOf(carnet.data.etape) + pas]
  occuper()
  if (!etape) return carnet.aller({ page: "transmettre" })
  const siens = carnet.data.criteres.filter(({ enjeu }) => enjeu === etape)
  carnet.aller(pas < 0 && matchMedia(TELEPHONE).matches ? { etape, critere: siens.at(-1).code } : { etape })
}

const occuper = () => carnet.racine.querySelectorAll(".cap-bouton").forEach((b) => b.setAttribute("aria-busy", "true"))

function construireBarre() {
  const { racine, data } = carnet
  const icone = (chemin) => {
    const dessin = document.createElementNS(SVG, "svg")
    dessin.setAttribute("viewBox", "0 0 24 24")
    dessin.setAttribute("aria-hidden", "true")
    const trait = document.createElementNS(SVG, "path")
    trait.setAttribute("d", chemin)
    dessin.append(trait)
    return dessin
  }
  const bouton = (cle, libelle, dessin, presser, plein) =>
    faire(
      "span", { class: `st-key-${cle}` },
      faire("button", { type: "button", class: `cap-bouton${plein ? " cap-plein" : ""}`, onclick: presser }, ...dessin, libelle),
    )
  const gauche = icone("M15 5l-7 7 7 7")
  const droite = icone("M9 5l7 7-7 7")
  racine.className = "cap-controle cap-barre"
  racine.replaceChildren(
    faire("div", { class: "cap-bande", role: "status" }),
    faire(
      "nav", { class: "cap-rangee", "aria-label": lireDits().nav },
      bouton("precedente", faire("span", {}, "Précédent"), [gauche], () => avancer(-1), false),
      faire(
        "button",
        { type: "button", class: "cap-avancement st-key-sommaire", onclick: ouvrirSommaire, "aria-haspopup": "dialog" },
        faire("span", { class: "cap-compte" }),
        faire("span", { class: "cap-garde", "aria-hidden": "true" }),
        faire("span", { class: "cap-jauge", "aria-hidden": "true" }, faire("span")),
      ),
      bouton("suivante", faire("span", { class: "cap-libelle-suivant" }, "Suivant"), [], () => avancer(1), true),
    ),
    faire("dialog", { class: "cap-sommaire", "aria-label": lireDits().sommaire }),
  )
  racine.querySelector(".st-key-suivante button").append(droite)
  racine.querySelector("dialog").addEventListener("click", ({ target, currentTarget }) => {
    if (target === currentTarget) currentTarget.close()
  })
}


// « Critère suivant », « Étape suivante »: what one press goes past.
function nommerPas(sens) {
  const dits = lireDits()
  const un = matchMedia(TELEPHONE).matches
  return un ? `${dits.un} ${sens}${dits.genre}` : `${dits.etape} ${sens}e`
}

function peindreBarre() {
  if (!carnet) return
  const { racine, data } = carnet
  const dits = lireDits()
  const total = data.criteres.length
  const combien = compterPlaces(data.criteres.map(({ code }) => code))
  const reste = combien("reste")
  // Two answers to one question are none yet.
  const faits = combien("fait", "envoyer")
  // What waits for the line is said once, by the band above.
  const dont = direReste(combien).filter((mots) => !retenue.cause || !mots.endsWith("envoyer"))
  carnet.dont = dont
  racine.querySelector(".cap-compte").replaceChildren(
    faire(
      "b", {}, String(faits), faire("span", { class: dits.libre ? "" : "cap-long" }, ` ${faits < 2 ? dits.reponse : dits.reponses}`),
      dits.libre ? "" : ` sur ${total}`,
    ),
    dont.length ? faire("span", { class: "cap-long" }, ` · ${dont.join(", ")}`) : "",
    // What may be left as it is leaves nothing to do.
    dits.libre || !data.editable || dont.length ? "" : faire("span", { class: "cap-long" }, reste ? ` · il en reste ${reste}` : " · tout est rempli"),
    faire("span", { class: "cap-voir" }, "Sommaire"),
  )
  racine.querySelector(".cap-jauge").hidden = Boolean(dits.libre)
  racine.querySelector(".cap-jauge span").style.width = `${(100 * faits) / total}%`
  const ici = dansEtape()
  const etapes = [...new Set(data.criteres.map(({ enjeu }) => enjeu))]
  const telephone = matchMedia(TELEPHONE).matches
  const premier = data.etape === etapes[0] && (!telephone || carnet.actif === ici[0])
  const dernier = data.etape === etapes.at(-1) && (!telephone || carnet.actif === ici.at(-1))
  racine.querySelector(".st-key-precedente button").disabled = premier
  // What has no answer yet may wait: the word says that one goes on without it.
  const devant = compterPlaces(telephone ? [carnet.actif] : ici)
  const sans = data.editable && !devant("fait", "envoyer", "choisir")
  racine.querySelector(".cap-libelle-suivant").textContent = dernier ? data.fin : sans ? "Passer" : "Suivant"
  const suivant = racine.querySelector(".st-key-suivante button")
  suivant.hidden = dernier && !data.fin
  // The strongest act is to answer or to choose, not to go past: a step that holds another question is not over.
  suivant.classList.toggle("cap-plein", !data.editable || (!devant("choisir") && (dernier || !devant("reste"))))
  peindreEtape(ici)
  const pas = nommerPas("suivant")
  suivant.setAttribute("aria-label", dernier ? data.fin : sans ? `${pas} : passer` : pas)
  racine.querySelector(".st-key-precedente button").setAttribute("aria-label", nommerPas("précédent"))
  peindreBande()
  peindreGarde()
}

// Beside the title of the step: how many questions it holds, since only the first may be seen, and how they stand.
function peindreEtape(ici) {
  const dit = document.querySelector(".cap-combien")
  if (!dit) return
  const combien = compterPlaces(ici)
  const [faits, autres] = [combien("fait"), direReste(combien)]
  const remplis = faits || !autres.length ? [`${faits} ${faits < 2 ? "rempli" : "remplis"}`] : []
  dit.textContent = [`${ici.length} critères`, ...remplis, ...autres].join(", ")
}

// On a phone the bar says how the answer stands: its card may have been scrolled past. The card tells who listens.
function peindreGarde() {
  const dit = carnet?.racine.querySelector(".cap-garde")
  if (!dit) return
  const { data, actif } = carnet
  const fiche = fiches.get(nommer(data.compte, data.carnet, actif))
  const [genre, phrase] = fiche ? lireEtat(fiche, lireChoix(fiche.saisie), data.editable) : ["", ""]
  // Said already where it is asked, above the bar or in the card itself: what waits anywhere in the carnet is counted.
  if (!genre || ["envoyer", "choisir"].includes(genre)) {
    dit.dataset.genre = carnet.dont?.length ? "attente" : ""
    return (dit.textContent = carnet.dont?.join(", ") ?? "")
  }
  dit.dataset.genre = genre
  // Its few words are enough there: what waits, and who answered on which day, stand on the card.
  const quand = fiche?.quand.startsWith("à") ? ` ${fiche.quand}` : ""
  dit.textContent = genre === "fait" ? `✓ Enregistré${quand}` : genre ? phrase.split(" · ")[0] : ""
}

function peindreBande() {
  if (!carnet) return
  const bande = carnet.racine.querySelector(".cap-bande")
  const nombre = listerEnSuspens().length
  const gardees = nombre < 2 ? (nombre ? "1 réponse est gardée ici" : "Rien n’est perdu") : `${nombre} réponses sont gardées ici`
  // On a phone, one line: what happens, and what is kept.
  const brefs = {
    ligne: nombre ? `${nombre} ${nombre < 2 ? "réponse gardée" : "réponses gardées"} sur cet appareil` : "Vos réponses se gardent ici",
    base: nombre ? `${nombre} ${nombre < 2 ? "réponse gardée" : "réponses gardées"} ici` : "Rien n’est perdu",
    session: "",
  }
  // What is nowhere else, and that there is nothing to do about it.
  const seules = nombre < 2
    ? "1 réponse n’est que sur cet appareil : elle partira toute seule."
    : `${nombre} réponses ne sont que sur cet appareil : elles partiront toutes seules.`
  const phrases = {
    "": "",
    ligne: `Hors ligne. ${nombre ? seules : "Vos réponses se gardent ici et partiront au retour du réseau."}`,
    base: `La base ne répond pas. ${gardees} : l’envoi reprendra tout seul.`,
    session: `Session terminée. ${gardees} et partira quand vous serez de nouveau connecté. `.replace(
      "gardées ici et partira", "gardées ici et partiront"),
  }
  const phrase = phrases[retenue.cause]
  if (bande.dataset.phrase === phrase) return
  bande.dataset.phrase = phrase
  bande.dataset.cause = retenue.cause
  const [quoi, suite] = phrase.split(/(?<=\.) (.*)/)
  bande.replaceChildren(...(quoi ? [faire("b", {}, quoi), " ", faire("span", { class: "cap-long" }, suite ?? ""), faire("span", { class: "cap-bref" }, brefs[retenue.cause])] : []))
  if (retenue.cause === "session") {
    const retour = encodeURIComponent(location.pathname + location.search)
    bande.append(faire("a", { href: `/connexion?terminee=1&suite=${retour}` }, "Se connecter"))
  }
}

function compter({ code, base, conflits }) {
  if (!carnet?.repondus.has(code)) return
  noter(code, estRepondu(base.saisie), conflits.length > 0)
  peindreBarre()
}

function noter(code, repondu, partage) {
  if (!carnet.repondus.has(code)) return
  carnet.repondus.set(code, repondu)
  carnet.partages[partage ? "add" : "delete"](code)
}

// How one critère stands, as its card says it: held here, to be chosen, answered, or not yet.
function lirePlace(code) {
  const fiche = fiches.get(nommer(carnet.data.compte, carnet.data.carnet, code))
  // Its motif is missing: nothing is answered yet.
  if (fiche?.saisie.non_concerne && !fiche.saisie.motif.trim() && !fiche.sansMotif) return "reste"
  if (fiche && retenue.cause && enSuspens(fiche) && !fiche.refus && !egal(preparer(fiche), fiche.base.saisie))
    return estRepondu(preparer(fiche)) ? "envoyer" : "reste"
  if (carnet.data.editable && carnet.partages.has(code)) return "choisir"
  return carnet.repondus.get(code) ? "fait" : "reste"
}
// The bar is painted again when a card says another thing, not at each key.
function suivrePlace(fiche) {
  const place = carnet?.repondus.has(fiche.code) ? lirePlace(fiche.code) : ""
  if (fiche.place === place) return peindreGarde()
  fiche.place = place
  peindreBarre()
}
const compterPlaces = (codes) => {
  const places = codes.map(lirePlace)
  return (...noms) => places.filter((place) => noms.includes(place)).length
}
// « 1 à envoyer », « 1 à choisir »: what is answered here and not settled yet.
const direReste = (combien) => [["à envoyer", combien("envoyer")], ["à choisir", combien("choisir")]]
  .filter(([, nombre]) => nombre).map(([mots, nombre]) => `${nombre} ${mots}`)
