// A press is for the card that stood under it as it began: what scrolls or is drawn again before it ends, which leaves
// the browser without a click to give, takes nothing away.
const BOUGE = 10
let appui = null
document.addEventListener("pointerdown", ({ isPrimary, button, target, clientX: x, clientY: y }) => {
  const radio = isPrimary && !button && target.closest?.(".cap-carte")?.querySelector("input:enabled")
  appui = radio ? { nom: radio.name, valeur: radio.value, x, y, rendu: false } : null
}, true)
document.addEventListener("pointercancel", () => (appui = null), true)
document.addEventListener("click", ({ target }) => {
  if (appui && target.closest?.(".cap-carte")) appui.rendu = true
}, true)
document.addEventListener("pointerup", ({ clientX, clientY }) => {
  const fini = appui
  if (!fini || Math.hypot(clientX - fini.x, clientY - fini.y) > BOUGE) return
  setTimeout(() => {
    if (fini.rendu || appui !== fini) return
    appui = null
    const radio = [...document.getElementsByName(fini.nom)].find(({ value, disabled }) => value === fini.valeur && !disabled)
    radio?.click()
  }, 100)
}, true)

// The stair of a critère: one radio per niveau, non concerné last. Gives the group, its radios, and a way to choose.

function construireEscalier(fiche, q, editable, surNonConcerne) {
  const nom = (champ) => `${champ}-${q.code}`
  const options = [...q.niveaux.map((_, rang) => rang), "nc"]
  const radios = new Map()
  const choisir = (choix) => {
    if (!editable) return
    const cible = fiche.saisie.cible
    const champs = choix === "nc"
      ? { niveau: null, non_concerne: true, cible: null }
      : { niveau: choix, non_concerne: false, cible: cible !== null && cible < choix ? null : cible }
    changer(fiche, champs, 0)
    if (choix === "nc" && !fiche.saisie.motif) surNonConcerne?.()
  }
  const marcher = (vers) => {
    radios.forEach((radio) => (radio.tabIndex = -1))
    radios.get(vers).tabIndex = 0
    radios.get(vers).focus()
  }
  const surTouche = (evenement) => {
    const ici = options.indexOf(options.find((choix) => radios.get(choix) === evenement.target))
    if (evenement.ctrlKey || evenement.metaKey || evenement.altKey || ici < 0) return
    const pas = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[evenement.key]
    if (pas) {
      // Arrows look around; only Enter, the space bar or a figure answers.
      evenement.preventDefault()
      marcher(options[(ici + pas + options.length) % options.length])
    } else if (evenement.key === "Enter" || evenement.key === " ") {
      evenement.preventDefault()
      choisir(options[ici])
    } else if (/^[0-9]$/.test(evenement.key) && Number(evenement.key) < q.niveaux.length) {
      evenement.preventDefault()
      marcher(Number(evenement.key))
      choisir(Number(evenement.key))
    }
  }
  const carte = (choix) => {
    const nc = choix === "nc"
    const radio = faire("input", {
      type: "radio", name: nom("choix"), value: String(choix), disabled: !editable, onkeydown: surTouche,
      // A click on a card that is chosen already says nothing new.
      onclick: () => lireChoix(fiche.saisie) !== choix && choisir(choix),
    })
    radios.set(choix, radio)
    const rappel = q.avant && q.avant.choix === choix
      ? faire("span", { class: "cap-rappel" }, `réponse du trimestre\u00a0${q.avant.trimestre}`)
      : null
    const etiquette = faire(
      "label", { class: nc ? "cap-carte cap-nc" : "cap-carte" },
      radio,
      faire(
        "span", { class: "cap-texte" },
        faire("span", { class: "cap-nom" }, nommerChoix(choix, q.niveaux)), " ",
        ...(rappel ? [rappel, " "] : []),
        faire("span", { class: "cap-descripteur" }, nc ? q.horsSujet : q.niveaux[choix][1]),
      ),
      faire("span", { class: "cap-coche", "aria-hidden": "true" }, "✓"),
    )
    // How many marches were climbed to stand there: the stair is drawn from it.
    if (!nc) etiquette.style.setProperty("--cap-rang", choix)
    return etiquette
  }
  const escalier = faire(
    "div", { class: "cap-escalier", role: "radiogroup", "aria-labelledby": nom("question") }, ...options.map(carte),
  )
  escalier.style.setProperty("--cap-marches", q.niveaux.length)
  return { escalier, radios }
}
