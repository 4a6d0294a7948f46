// An answer of an earlier trimestre, looked at again: why, what it was, and one press where it still holds.

function construireRevoir(fiche, q, editable, radios, aller) {
  if (!q.revoir) return { revoir: null, montrerRevoir: () => {} }
  const { saisie, quand, raisons, commentaire, trace, lien, pieces, visait, actions } = q.revoir
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
  // The stair and its fields come once something changed: until then a card is one question, one answer, two acts.
  let ouvert = false
  const changee = faire(
    "button",
    {
      type: "button", class: "cap-bouton cap-changee", "aria-expanded": "false", disabled: !editable,
      onclick: () => {
        ouvert = true
        fiche.peindre()
        radios.get(lireChoix(fiche.saisie) ?? choix ?? 0).focus({ preventScroll: true })
      },
    },
    "Ça a changé",
  )
  const sinon = faire("p", { class: "cap-sinon", hidden: true }, "Choisissez où vous en êtes aujourd’hui :")
  const acte = faire("p", { class: `cap-acte-revoir st-key-encore-${q.code}` }, encore, changee)
  const montrerTrace = lien
    ? faire("a", { href: lien, target: "_blank", rel: "noopener noreferrer" }, trace || lien)
    : faire("span", {}, trace)
  const joindre = ({ titre, lien }, rang) => [
    rang ? " · " : "", faire("a", { href: lien, target: "_blank", rel: "noopener noreferrer" }, titre),
  ]
  const revoir = faire(
    "div", { class: "cap-revoir", role: "group", "aria-label": "Votre réponse d’avant" },
    ...raisons.map((raison) => faire("p", { class: "cap-raison" }, raison)),
    faire(
      "p", { class: "cap-avant-dit" },
      faire("span", {}, `${quand} : `), faire("b", {}, nommerChoix(choix, q.niveaux)),
      faire("span", { class: "cap-avant-texte" }, texte),
    ),
    ...actions.map((action) => faire("p", { class: "cap-avant-texte" }, action)),
    actions.length
      ? faire(
        "a",
        {
          class: "cap-lien", href: "/actions",
          onclick: (evenement) => {
            if (evenement.ctrlKey || evenement.metaKey || evenement.shiftKey || evenement.button) return
            evenement.preventDefault()
            envoyer(fiche)
            aller({ page: "actions" })
          },
        },
        "Voir notre plan d’action",
      )
      : null,
    commentaire || trace || lien || pieces.length || visait
      ? faire(
        "details", { class: "cap-avant-plus", open: !editable },
        faire("summary", {}, "Ce que vous aviez écrit"),
        commentaire ? faire("p", { class: "cap-avant-texte" }, `« ${commentaire} »`) : null,
        trace || lien ? faire("p", { class: "cap-avant-texte" }, "Trace : ", montrerTrace) : null,
        pieces.length ? faire("p", { class: "cap-avant-texte" }, "Traces jointes : ", ...pieces.flatMap(joindre)) : null,
        visait ? faire("p", { class: "cap-avant-texte" }, visait) : null,
      )
      : null,
    editable ? acte : null,
    sinon,
  )
  return {
    revoir,
    montrerRevoir(actuel, replie, etiquette) {
      const dit = actuel === choix
      encore.classList.toggle("cap-plein", !dit)
      encore.setAttribute("aria-pressed", String(dit))
      encore.textContent = dit ? "✓ Toujours vrai" : "Toujours vrai"
      // Something typed or chosen is never folded away.
      const entamee = (actuel !== null && !dit) || fiche.conflits.length > 0 || Boolean(fiche.refus)
        || (actuel === null && Boolean(fiche.saisie.commentaire.trim()))
      if (entamee || replie) ouvert = true
      changee.hidden = ouvert
      changee.setAttribute("aria-expanded", String(ouvert))
      sinon.hidden = !editable || !ouvert || actuel !== null
      acte.hidden = replie
      revoir.parentElement?.classList.toggle("cap-ferme", editable && !ouvert)
      etiquette.textContent = actuel === null || dit ? "Commentaire" : "Qu’est-ce qui a changé ?"
    },
  }
}
