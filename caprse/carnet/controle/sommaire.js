// The whole carnet, critère by critère: how each stands, and the way to it.

function construireLigne({ code, titre, demande }, dialogue) {
  const place = lirePlace(code)
  return faire(
    "button",
    {
      type: "button", class: `cap-ligne st-key-aller-${code}`, "data-place": place,
      onclick: () => {
        dialogue.close()
        atteindre(code)
      },
    },
    faire("span", { class: "cap-rond", "aria-hidden": "true" }, place === "fait" ? "✓" : ""),
    faire("span", {}, titre),
    faire("small", {}, { envoyer: "à envoyer", choisir: "à choisir" }[place] ?? (demande ? "à compléter" : lireDits()[place])),
  )
}

function ouvrirSommaire() {
  const { racine, data } = carnet
  const dialogue = racine.querySelector("dialog")
  const groupes = [...new Set(data.criteres.map(({ enjeu }) => enjeu))].map((enjeu) => {
    const siens = data.criteres.filter((critere) => critere.enjeu === enjeu)
    return faire(
      "section", {},
      faire("h3", {}, siens[0].titreEnjeu, enjeu === data.etape ? faire("small", {}, " · vous êtes ici") : null),
      ...siens.map((critere) => construireLigne(critere, dialogue)),
    )
  })
  dialogue.replaceChildren(
    faire(
      "header", {}, faire("h2", {}, "Sommaire"),
      faire("button", { type: "button", class: "cap-lien", onclick: () => dialogue.close() }, "Fermer"),
    ),
    ...groupes,
    faire("a", { class: "cap-lien", href: "?simple=1" }, "Affichage simple, sans les cartes"),
  )
  dialogue.showModal()
}
