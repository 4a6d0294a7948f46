// What the cards are made of. Text of people is only ever text.

const SVG = "http://www.w3.org/2000/svg"

function faire(balise, attributs = {}, ...enfants) {
  const element = document.createElement(balise)
  for (const [nom, valeur] of Object.entries(attributs)) {
    if (nom.startsWith("on")) element.addEventListener(nom.slice(2), valeur)
    else if (valeur === true) element.setAttribute(nom, "")
    else if (valeur !== false && valeur !== null && valeur !== undefined) element.setAttribute(nom, valeur)
  }
  element.append(...enfants.filter((enfant) => enfant !== null && enfant !== ""))
  return element
}

const nommerChoix = (choix, niveaux) =>
  choix === "nc" ? "Non concerné" : choix === null ? "rien" : `${choix} · ${niveaux[choix][0]}`
const lireChoix = (saisie) => (saisie.non_concerne ? "nc" : saisie.niveau)

// A field as tall as its text. Browsers that do it by themselves are not asked to lay the page out at each repaint.
const SEUL = CSS.supports("field-sizing", "content")
const ajuster = (zone) => {
  if (SEUL) return
  zone.style.height = "auto"
  if (zone.scrollHeight) zone.style.height = `${zone.scrollHeight + 2}px`
}

function completerLien(texte) {
  const propre = texte.trim()
  return /^[^\s:@/]+\.[^\s:@/]+(:\d+)?([/?#]|$)/.test(propre) ? `https://${propre}` : texte
}

function resumer(saisie, q) {
  const dits = []
  if (saisie.trace_titre || saisie.trace_lien) dits.push(`trace : ${saisie.trace_titre || saisie.trace_lien}`)
  if (saisie.deja_regle) dits.push("déjà réglé")
  if (saisie.cible !== null) dits.push(`cible : ${nommerChoix(saisie.cible, q.niveaux)}`)
  return dits.join(" · ")
}

// What stands beside an answer, as lines to read: nothing for what is not there.
function construireLu(saisie, q) {
  const { motif, commentaire, trace_titre: titre, trace_lien: lien, cible, non_concerne: hors } = saisie
  const ligne = (nom, ...valeur) => faire("p", {}, faire("b", {}, `${nom}\u00a0: `), ...valeur)
  const trace = /^https?:\/\//.test(lien) ? faire("a", { href: lien, target: "_blank", rel: "noopener noreferrer" }, titre || lien) : titre || lien
  return [
    hors && motif ? ligne("Motif", motif) : null,
    commentaire ? ligne("Commentaire", commentaire) : null,
    trace ? ligne("Trace", trace, saisie.deja_regle ? " (déjà réglé)" : "") : saisie.deja_regle ? faire("p", {}, "Déjà réglé") : null,
    !hors && cible !== null ? ligne("Cible", nommerChoix(cible, q.niveaux), faire("span", {}, q.niveaux[cible][1])) : null,
  ].filter(Boolean)
}

// « explique-t-il » is one word to the eye: it is not cut at the end of a line.
const garderUnis = (texte) =>
  texte.split(/(\S+-(?:t-)?(?:ils?|elles?|on|nous|vous)(?![\p{L}-]))/u).map((part, rang) =>
    rang % 2 ? faire("span", { class: "cap-uni" }, part) : part)

// What waits to be sent: the answer where it changed, else the fields that did.
const NOMS = { motif: "motif", commentaire: "commentaire", trace_titre: "trace", trace_lien: "trace", cible: "cible", deja_regle: "trace" }
function nommerSuspens(fiche) {
  const [voulue, base] = [net(fiche.saisie), net(fiche.base.saisie)]
  if (lireChoix(voulue) !== lireChoix(base)) return estRepondu(voulue) ? nommerChoix(lireChoix(voulue), fiche.niveaux) : "réponse effacée"
  return [...new Set(CHAMPS.filter((champ) => voulue[champ] !== base[champ]).map((champ) => NOMS[champ]))].join(", ")
}

// How an answer stands, and the words for it: one state at a time, the one that asks for the most. « Enregistré » is
// only ever said of what was committed and is all there is, and not beside « Hors ligne »: the strip says what holds.
function lireEtat(fiche, choix, editable) {
  const attend = choix === "nc" && !fiche.saisie.motif.trim() && !fiche.sansMotif
  let [genre, phrase] = ["", ""]
  if (fiche.refus) [genre, phrase] = ["refus", "Pas enregistré"]
  else if (attend) [genre, phrase] = ["attente", "Il manque le motif"]
  else if (enSuspens(fiche) && retenue.cause) [genre, phrase] = ["envoyer", `À envoyer · ${nommerSuspens(fiche)}`]
  else if (editable && fiche.conflits.length) [genre, phrase] = ["choisir", "À choisir"]
  else if (enSuspens(fiche)) [genre, phrase] = ["cours", "Enregistrement…"]
  else if (!editable && !estRepondu(fiche.base.saisie)) phrase = fiche.transmis ? "Pas de réponse transmise" : "Sans réponse"
  else if (fiche.base.version && !retenue.cause) [genre, phrase] = ["fait", `Enregistré ${fiche.quand} · ${fiche.auteur}`]
  return [genre, phrase]
}

function dire(etat, fiche, choix, editable) {
  const [genre, phrase] = lireEtat(fiche, choix, editable)
  if (etat.textContent !== phrase) etat.textContent = phrase
  etat.dataset.genre = genre
  suivrePlace(fiche)
}
