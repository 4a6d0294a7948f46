// An answer of an earlier trimestre, looked at again: why, what it was, and one press where it still holds.

function construireRevoir(fiche, q, editable, radios) {
  if (!q.revoir) return { revoir: null, montrerRevoir: () => {} }
  const { saisie, trimestre, raisons, commentaire, trace, lien, visait } = q.revoir
  const choix = lireChoix(saisie)
  const texte = choix === "nc" ? saisie.motif : q.niveaux[choix][1]
  const encore = faire(
    "button",
    {
      type: "button", class: "cap-bouton cap-encore", "aria-pressed": "false", disabled: !editable,
      onclick: () => {
        changer(fiche, { ...saisie, commentaire: fiche.saisie.commentaire }, 0)
        radios.get(choix).focus({ preventScroll: true })
      },
    },
    "Toujours vrai",
  )
  const sinon = faire("span", { class: "cap-sinon" }, "Sinon, choisissez où vous en êtes aujourd’hui.")
  const acte = faire("p", { class: `cap-acte-revoir st-key-encore-${q.code}` }, encore, sinon)
  const montrerTrace = lien
    ? faire("a", { href: lien, target: "_blank", rel: "noopener noreferrer" }, trace || lien)
    : faire("span", {}, trace)
  const revoir = faire(
    "div", { class: "cap-revoir", role: "group", "aria-label": "Votre réponse d’avant" },
    ...raisons.map((raison) => faire("p", { class: "cap-raison" }, raison)),
    faire(
      "p", { class: "cap-avant-dit" },
      faire("span", {}, `Au trimestre ${trimestre} : `), faire("b", {}, nommerChoix(choix, q.niveaux)),
      faire("span", { class: "cap-avant-texte" }, texte),
    ),
    commentaire ? faire("p", { class: "cap-avant-texte" }, `« ${commentaire} »`) : null,
    trace || lien ? faire("p", { class: "cap-avant-texte" }, "Trace : ", montrerTrace) : null,
    visait ? faire("p", { class: "cap-avant-texte" }, visait) : null,
    editable ? acte : null,
  )
  return {
    revoir,
    montrerRevoir(actuel, replie, etiquette) {
      const dit = actuel === choix
      encore.classList.toggle("cap-plein", !dit)
      encore.setAttribute("aria-pressed", String(dit))
      encore.textContent = dit ? "✓ Toujours vrai" : "Toujours vrai"
      sinon.hidden = actuel !== null
      acte.hidden = replie
      etiquette.textContent = actuel === null || dit ? "Commentaire" : "Qu’est-ce qui a changé ?"
    },
  }
}
