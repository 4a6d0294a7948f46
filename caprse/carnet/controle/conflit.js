// Two answers to one field: both are shown, one is kept.

const CHAMPS_DU_CONFLIT = {
  choix: "Niveau", motif: "Motif", commentaire: "Commentaire", trace: "Trace", cible: "Cible", deja_regle: "Déjà réglé",
}

// What each button keeps, by its niveau where that tells them apart: the box above does not say it again.
function nommerGarder(conflit, voulue, actuelle, q) {
  const choix = conflit.champ === "choix" ? [voulue, actuelle].map(lireChoix) : []
  if (conflit.champ === "cible") choix.push(voulue.cible, actuelle.cible)
  const quoi = conflit.champ === "cible" ? "la cible " : ""
  if (choix.length && choix[0] !== choix[1] && !choix.includes(null))
    return { libelles: choix.map((un) => `Garder ${quoi}${nommerChoix(un, q.niveaux)}`), nommes: true }
  return { libelles: conflit.mien ? ["Garder la mienne", "Garder l’autre"] : ["Prendre la proposition", "Garder l’actuelle"], nommes: false }
}

function montrerConflit(place, fiche, q, contexte) {
  const tous = [...fiche.conflits].sort((a, b) => Number(b.mien) - Number(a.mien))
  place.hidden = !tous.length || !contexte.editable
  if (place.hidden) return place.replaceChildren()
  const [conflit] = tous
  const voulue = { ...fiche.base.saisie, ...conflit.contenu }
  const autre = fiche.auteur || "Une autre personne"
  // The title stands just above.
  const phrase = conflit.mien
    ? `${autre} a répondu entre-temps. Choisissez la réponse à garder.`
    : `${conflit.auteur} propose une autre réponse. Choisissez celle à garder.`
  const finir = (garder) => async (evenement) => {
    const boutons = [...place.querySelectorAll("button")]
    boutons.forEach((bouton) => (bouton.disabled = true))
    let phraseRefus = "La ligne est coupée : rien n’est perdu, choisissez de nouveau dans un instant."
    try {
      const reponse = await parler(`${fiche.envoi}/choix`, {
        carnet: fiche.carnet, critere: fiche.code, champ: conflit.champ, compte: conflit.compte, garder,
        version: fiche.base.version, vue: net(fiche.base.saisie),
      })
      const dit = await reponse.json()
      if (reponse.ok && !dit?.suite) {
        fiche.conflits = fiche.conflits.filter((c) => c !== conflit)
        if (dit) recevoir(fiche, { ...dit, conflits: dit.conflits?.length ? dit.conflits : null }, net(fiche.saisie))
        garder_et_dire()
        return
      }
      phraseRefus = dit.phrase
      contexte.regarder()
    } catch {
      // Said below.
    }
    boutons.forEach((bouton) => (bouton.disabled = false))
    place.append(faire("p", { class: "cap-refus", role: "alert" }, phraseRefus))
    evenement.target.focus()
  }
  const garder_et_dire = () => {
    garder(fiche)
    fiche.peindre()
    fiche.apres(fiche)
  }
  const { libelles, nommes } = nommerGarder(conflit, voulue, fiche.base.saisie, q)
  const boite = (titre, quand, saisie, bouton) => {
    const lignes = decrire(conflit.champ, saisie, q).slice(nommes ? 1 : 0)
    return faire(
      "div", { class: "cap-boite" }, faire("p", { class: "cap-libelle" }, titre, quand ? faire("small", {}, quand) : null),
      ...lignes.map(([nom, valeur]) => faire("p", {}, `${nom} : ${valeur}`)),
      // One chooses between what the niveaux say, not between their numbers.
      conflit.champ === "choix" && lireChoix(saisie) in q.niveaux
        ? faire("p", { class: "cap-descripteur" }, q.niveaux[lireChoix(saisie)][1])
        : null,
      bouton,
    )
  }
  const bouton = (libelle, cle, garder) =>
    faire(
      "button", { type: "button", class: `cap-bouton st-key-${cle}-${q.code}`, onclick: finir(garder) }, libelle,
    )
  const [prendre, laisser] = libelles
  place.replaceChildren(
    faire("p", { class: "cap-phrase" }, phrase),
    faire(
      "div", { class: "cap-boites" },
      boite(
        conflit.mien ? "Votre réponse" : "La réponse proposée", "", voulue, bouton(prendre, "garder", true),
      ),
      boite(
        conflit.mien ? "L’autre réponse" : "La réponse actuelle", direQuand(fiche.quand),
        fiche.base.saisie, bouton(laisser, "laisser", false),
      ),
    ),
    ...(tous.length > 1 ? [faire("p", { class: "cap-dite" }, `Ensuite, encore ${tous.length - 1} choix ici.`)] : []),
  )
}

// « à 14:02 » is the mark of what was saved; a sentence says « à 14 h 02 ».
const direQuand = (quand) =>
  quand && ` ${quand.replace(/\b0?(\d+):(\d\d)$/, (_, heures, minutes) => `${heures}\u00a0h\u00a0${minutes}`)}`

function decrire(champ, saisie, q) {
  const motif = saisie.non_concerne ? [["Motif", saisie.motif || "rien"]] : []
  const lignes = {
    choix: [["Niveau", nommerChoix(lireChoix(saisie), q.niveaux)], ...motif],
    motif: [["Motif", saisie.motif || "rien"]],
    commentaire: [["Commentaire", saisie.commentaire || "rien"]],
    trace: [["Trace", saisie.trace_titre || "rien"], ...(saisie.trace_lien ? [["Adresse", saisie.trace_lien]] : [])],
    cible: [["Cible", nommerChoix(saisie.cible, q.niveaux)]],
    deja_regle: [["Déjà réglé", saisie.deja_regle ? "oui" : "non"]],
  }
  return lignes[champ] ?? [[CHAMPS_DU_CONFLIT[champ] ?? champ, "…"]]
}
