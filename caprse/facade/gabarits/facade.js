// The page's own script: what Streamlit says in English, double signs that stay with their word, an icon that our font
// lacks, the end of the opening.
// It changes texts and attributes only, never an element: React does not notice. What people typed is left alone.
(() => {
  const { textes, motifs, icones } = DONNEES
  const connus = new Map(Object.entries(textes))
  const regles = motifs.map(([motif, remplacement]) => [new RegExp(motif), remplacement])
  const regle = new RegExp(motifs.map(([motif]) => `(?:${motif})`).join("|"))
  const presentes = new Set(icones)
  const ATTRIBUTS = ["aria-label", "aria-description", "aria-valuetext", "title", "placeholder", "alt"]
  const TEL_QUEL = "svg, canvas, textarea, pre, code, style, script"
  const A_EUX =
    '[data-testid="stMarkdownContainer"], [data-testid="stHtml"], [data-testid="stText"], [data-testid="stTable"], ' +
    `.st-bidi, ${TEL_QUEL}`
  // As caprse/socle/francais.py: no « ? » alone at the head of a line, whoever wrote the text.
  const lier = (texte) =>
    texte
      .replace(/«[ \u00a0\u202f]+/g, "«\u00a0")
      .replace(/[ \u00a0\u202f]+(?=[;!?])/g, "\u202f")
      .replace(/[ \u00a0\u202f]+(?=[:»])/g, "\u00a0")

  const dire = (texte) => {
    const net = texte.trim()
    if (!net || !/[A-Za-z]/.test(net)) return null
    const connu = connus.get(net)
    if (connu !== undefined) return texte.replace(net, () => connu)
    if (!regle.test(net)) return null
    const [motif, remplacement] = regles.find(([motif]) => motif.test(net))
    return net.replace(motif, remplacement)
  }
  // What decides whether a text is left alone is asked only of one that would change: nearly none does.
  const lireTexte = (noeud) => {
    const parent = noeud.parentElement
    if (!parent) return
    const texte = noeud.nodeValue
    const connu = dire(texte)
    const dit = lier(connu === null || parent.closest(A_EUX) ? texte : connu)
    if (dit !== texte && !parent.closest(TEL_QUEL)) noeud.nodeValue = dit
  }
  const lireAttributs = (element) => {
    for (const nom of ATTRIBUTS) {
      const valeur = element.getAttribute(nom)
      const dit = valeur && dire(valeur)
      if (dit && dit !== valeur) element.setAttribute(nom, dit)
    }
  }
  const lireIcone = (element) => {
    const nom = element.textContent.trim()
    if (nom && presentes.size && !presentes.has(nom)) element.style.fontFamily = "cap-icones-entieres"
  }
  const nommer = (element) => {
    // The button of a file has a name for browsers, by its label, that not every reader of pages finds.
    if (element.closest('[data-testid^="stFileUploader"]') && !element.getAttribute("aria-label")) {
      element.setAttribute("aria-label", "Choisir un fichier")
    }
    // Folded, the menu says what waits in it (build_non_lues).
    if (element.dataset.testid === "stExpandSidebarButton") element.setAttribute("aria-describedby", "cap-non-lues")
  }
  const parcourir = (racine) => {
    if (racine.nodeType === Node.TEXT_NODE) return lireTexte(racine)
    if (racine.nodeType !== Node.ELEMENT_NODE) return
    const marche = document.createTreeWalker(racine, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (noeud) => {
      if (noeud.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT
      return noeud.matches("svg, canvas") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT
    })
    for (let noeud = marche.currentNode; noeud; noeud = marche.nextNode()) {
      if (noeud.nodeType === Node.TEXT_NODE) {
        lireTexte(noeud)
        continue
      }
      lireAttributs(noeud)
      if (noeud.dataset.testid === "stIconMaterial") lireIcone(noeud)
      else if (noeud.tagName === "BUTTON") nommer(noeud)
    }
  }

  addEventListener("click", ({ target }) => target.closest?.(".cap-imprimer") && print())

  // A line of our menu leads as « back » and « forward » do: Streamlit reads the address and shows its page.
  const situer = () => {
    const menu = document.querySelector(".cap-menu")
    if (!menu || menu.dataset.ici === location.pathname) return
    menu.dataset.ici = location.pathname
    for (const lien of menu.querySelectorAll("a")) {
      if (lien.pathname === location.pathname) lien.setAttribute("aria-current", "page")
      else lien.removeAttribute("aria-current")
    }
  }
  addEventListener("click", (evenement) => {
    const lien = evenement.target.closest?.(".cap-menu a")
    if (!lien || evenement.ctrlKey || evenement.metaKey || evenement.shiftKey) return
    evenement.preventDefault()
    // Without its line Streamlit hears nothing: the address would say one page and the screen another.
    if (!document.querySelector('[data-test-connection-state="CONNECTED"]')) return
    if (lien.pathname !== location.pathname) history.pushState({}, "", lien.pathname)
    dispatchEvent(new PopStateEvent("popstate"))
    // On a phone the menu covers the page.
    if (matchMedia("(max-width: 640px)").matches) document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click()
  })

  // An address that names a folded chapter opens it, at the first display too, when React has drawn it.
  let vise = location.hash
  const deplier = () => {
    const cible = vise && document.getElementById(decodeURIComponent(vise.slice(1)))
    const pli = cible && cible.closest(".st-key-guide-texte details")
    if (!pli) return
    vise = ""
    if (!pli.open) pli.querySelector("summary").click()
    pli.scrollIntoView()
  }
  addEventListener("hashchange", () => {
    vise = location.hash
    deplier()
  })

  const ouverture = document.getElementById("cap-ouverture")
  // Something to read is there: neither Streamlit's own waiting, nor its first frame without our colours.
  const LA = '[data-testid="stMain"] :is(h1, h2, [data-testid="stAlert"], [data-testid="stMarkdown"]), [role="dialog"]'
  let ouverte = !ouverture
  const finir = () => {
    if (ouverte || !document.querySelector(LA)) return
    ouverte = true
    ouverture.remove()
  }

  new MutationObserver((changements) => {
    for (const { type, target, addedNodes } of changements) {
      if (type === "childList") addedNodes.forEach(parcourir)
      else if (type === "characterData") {
        if (target.parentElement?.dataset.testid === "stIconMaterial") lireIcone(target.parentElement)
        else parcourir(target)
      } else lireAttributs(target)
    }
    finir()
    deplier()
    situer()
  }).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTS,
  })
})()
