// One critère: its question, the stair of its niveaux, what may be said beside.

function construire(racine, fiche, q, contexte) {
  const { editable } = contexte
  const nom = (champ) => `${champ}-${q.code}`

  const { note, aide } = construireMots(q, nom("mots"))

  const etat = faire("p", { class: "cap-etat", role: "status" })
  const tete = faire(
    "div", { class: "cap-tete" },
    faire("h3", { id: nom("titre"), tabindex: "-1" }, q.titre),
    etat,
  )
  const conflit = faire("div", { class: "cap-conflit", role: "group", hidden: true })
  const simple = faire("p", { class: "cap-simple" }, ...garderUnis(q.simple))
  const question = faire("p", { class: "cap-question", id: nom("question") }, q.question)
  // The plain question and the answers come first; the whole question and its words are one press away, then folded back.
  const court = faire("span", { class: "cap-plus-court", "aria-hidden": "true" })
  const plus = faire(
    "details", {
      class: "cap-plus",
      ontoggle: () => { court.textContent = plus.open ? "En bref" : "En détail" },
    },
    faire("summary", {}, faire("span", { class: "cap-plus-long" }, "La question en détail, les mots"), court),
    question, faire("div", { class: "cap-mots" }, aide, note),
  )
  court.textContent = "En détail"

  const champsTexte = {}
  const { escalier, radios } = construireEscalier(fiche, q, editable, () => champsTexte.motif.focus())
  const champ = (cle, libelle, { zone = false, aide: dite = "" } = {}) => {
    const saisie = faire(zone ? "textarea" : "input", {
      id: nom(`champ-${cle}`), maxlength: q.longueurs[cle], placeholder: " ", disabled: !editable, rows: zone ? 1 : null,
      type: zone ? null : "text", inputmode: cle === "trace_lien" ? "url" : null, autocomplete: "off",
      "aria-describedby": dite ? nom(`dite-${cle}`) : null,
      oninput: () => {
        if (zone) ajuster(saisie)
        changer(fiche, { [cle]: saisie.value })
      },
      onblur: () => {
        if (cle === "trace_lien") {
          const complet = completerLien(saisie.value)
          if (complet !== saisie.value) changer(fiche, { trace_lien: (saisie.value = complet) }, 0)
        }
        envoyer(fiche)
      },
    })
    champsTexte[cle] = saisie
    return faire(
      "div", { class: `cap-champ st-key-${nom(cle)}` },
      faire("label", { for: saisie.id }, libelle),
      dite ? faire("p", { class: "cap-dite", id: nom(`dite-${cle}`) }, dite) : null,
      saisie,
    )
  }
  const pastille = (libelle, presser) =>
    faire("button", { type: "button", class: "cap-pastille", "aria-pressed": "false", onclick: presser }, libelle)

  const motifs = q.motifs.map((motif) =>
    [motif, pastille(motif, () => changer(fiche, { motif: fiche.saisie.motif.trim() === motif ? "" : motif }, 0))])
  const pourquoi = faire(
    "div", { class: "cap-pourquoi", role: "group", "aria-label": "Pourquoi non concerné", hidden: true },
    faire("p", { class: "cap-libelle" }, "Pourquoi ce critère ne vous concerne-t-il pas ?"),
    faire("div", { class: "cap-pastilles" }, ...motifs.map(([, bouton]) => bouton)),
    champ("motif", "Ou avec vos mots"),
    faire("p", { class: "cap-attend" }, "Choisissez ou écrivez le motif : la réponse sera enregistrée à ce moment-là."),
  )

  const cibles = q.niveaux.map(([titre, texte], rang) => {
    const bouton = faire(
      "button",
      {
        type: "button", class: "cap-cible", "aria-pressed": "false", disabled: !editable,
        onclick: () => changer(fiche, { cible: fiche.saisie.cible === rang ? null : rang }, 0),
      },
      faire("b", {}, `${rang} · ${titre}`), faire("span", {}, texte),
    )
    return bouton
  })
  const cible = faire(
    "div", { class: `cap-cibles st-key-${nom("cible")}`, role: "group", "aria-label": "Cible" },
    faire("p", { class: "cap-libelle" }, "Cible : où voulons-nous arriver ?"),
    faire("p", { class: "cap-dite" }, q.mots.cible),
    ...cibles,
  )
  const regle = faire("input", {
    type: "checkbox", id: nom("champ-deja_regle"), disabled: !editable,
    onchange: () => changer(fiche, { deja_regle: regle.checked }, 0),
  })
  const resume = faire("span", { class: "cap-resume" })
  // Made when the fold is opened: most cards are answered without.
  let joindre = !editable || !q.joindre
  const details = faire(
    "details", {
      class: `cap-details st-key-${nom("details")}`,
      ontoggle: () => {
        if (joindre || !details.open) return
        joindre = true
        cible.before(
          faire(
            "button",
            {
              type: "button", class: `cap-lien cap-joindre st-key-${nom("joindre")}`,
              onclick: () => {
                envoyer(fiche)
                contexte.aller({ joindre: q.code })
              },
            },
            "Joindre un fichier, une photo ou une trace déjà gardée",
          ),
        )
      },
    },
    faire("summary", {}, faire("span", {}, "Trace et cible"), resume),
    champ("trace_titre", "Trace : le nom du document", {
      aide: [q.mots.trace, q.trace ? `Par exemple : ${q.trace}.` : ""].filter(Boolean).join(" "),
    }),
    champ("trace_lien", "Trace : son adresse, s’il y en a une", { aide: "Par exemple : exemple.fr/document." }),
    faire(
      "label", { class: `cap-case st-key-${nom("deja_regle")}`, for: regle.id }, regle,
      faire("span", {}, "Déjà réglé : la trace que nous avons suffit"),
    ),
    cible,
  )

  const { loi, montrerLoi } = construireLoi(q)
  const refus = faire("div", { class: "cap-refus", role: "alert", hidden: true })
  const defaire = faire(
    "button",
    {
      type: "button", class: "cap-lien", hidden: true,
      onclick: () => {
        const avant = fiche.avant
        fiche.avant = null
        changer(fiche, { ...avant }, 0)
        radios.get(lireChoix(fiche.saisie) ?? 0).focus()
      },
    },
    "Revenir à la réponse précédente",
  )
  const effacer = faire(
    "button",
    {
      type: "button", class: `cap-lien st-key-${nom("effacer")}`, hidden: true,
      onclick: () => changer(fiche, { niveau: null, non_concerne: false, cible: null }, 0),
    },
    "Effacer le niveau choisi",
  )
  const suites = faire(
    "span", { class: "cap-suites", hidden: true },
    ...q.suites.map(({ page, libelle }) =>
      faire(
        "a",
        {
          class: "cap-lien", href: `/${page}?critere=${encodeURIComponent(q.code)}`,
          onclick: (evenement) => {
            if (evenement.ctrlKey || evenement.metaKey || evenement.shiftKey || evenement.button) return
            evenement.preventDefault()
            envoyer(fiche)
            contexte.aller({ page, critere: q.code })
          },
        },
        libelle,
      )),
  )
  const { revoir, montrerRevoir } = construireRevoir(fiche, q, editable, radios, contexte.aller)
  // Marked on its card where it has one.
  const avant = q.avant && !revoir && !radios.has(q.avant.choix)
    ? faire(
      "p", { class: "cap-avant" },
      `Au trimestre\u00a0${q.avant.trimestre}, vous aviez répondu : ${nommerChoix(q.avant.choix, q.niveaux)}.`,
    )
    : null
  const pourQui = q.pourQui
    ? faire("p", { class: "cap-avant" }, `Ce critère concerne : ${q.pourQui}. « Non concerné » est possible.`)
    : null
  const { plusTard, montrerPlusTard } = construirePlusTard(fiche, q, editable, radios)
  const changer_reponse = faire(
    "button",
    {
      type: "button", class: `cap-lien st-key-${nom("deplier")}`, hidden: true,
      onclick: () => {
        if (editable) replie = false
        else seule = !seule
        fiche.peindre()
        if (editable) radios.get(lireChoix(fiche.saisie) ?? 0).focus()
      },
    },
    "Changer ou préciser la réponse",
  )
  const suite = faire("div", { class: "cap-actes" }, changer_reponse, defaire, effacer, suites)
  const commentaire = champ("commentaire", "Commentaire", { zone: true, aide: "N’écrivez aucun nom de personne." })

  // Who only reads has lines to read, not a form that does not answer.
  const lu = faire("div", { class: "cap-lu" })

  racine.replaceChildren(
    tete, simple, conflit, plus, ...[revoir, avant, pourQui, plusTard].filter(Boolean), escalier, ...(editable ? [pourquoi] : []),
    ...[loi].filter(Boolean), refus, ...(editable ? [commentaire, details] : [lu]), suite,
  )
  racine.classList.toggle("cap-lecture", !editable)
  // What was answered before is read, not asked again; one press opens it.
  let replie = editable && contexte.replie && estRepondu(fiche.base.saisie) && !enSuspens(fiche) && !fiche.conflits.length
  // Who only reads sees what was chosen, nothing where nothing was; one press shows all the marches.
  let seule = !editable
  // Its line sums up what it holds; it opens by itself where something in it waits.
  details.open = Boolean(fiche.refus || fiche.refusee)

  fiche.peindre = () => {
    const { saisie, base } = fiche
    const choix = lireChoix(saisie)
    const ouvert = racine.contains(document.activeElement)
    radios.forEach((radio, rang) => {
      radio.checked = rang === choix
      if (!ouvert) radio.tabIndex = rang === (choix ?? 0) ? 0 : -1
    })
    for (const [cle, element] of Object.entries(champsTexte)) {
      if (element.value.trim() !== saisie[cle].trim()) element.value = saisie[cle]
      if (element.tagName === "TEXTAREA") ajuster(element)
    }
    regle.checked = saisie.deja_regle
    pourquoi.hidden = choix !== "nc"
    pourquoi.querySelector(".cap-attend").hidden = Boolean(saisie.motif.trim())
    motifs.forEach(([motif, bouton]) => bouton.setAttribute("aria-pressed", String(saisie.motif.trim() === motif)))
    cible.hidden = choix === "nc"
    cibles.forEach((bouton, rang) => {
      bouton.hidden = saisie.niveau !== null && rang < saisie.niveau
      bouton.setAttribute("aria-pressed", String(saisie.cible === rang))
    })
    const dits = resumer(saisie, q)
    const invite = editable && !dits && !q.jointe && choix !== "nc" && (choix ?? -1) >= q.traceDes
    resume.textContent = invite ? `vous avez peut-être : ${q.trace}` : dits
    details.hidden = replie && !dits
    lu.replaceChildren(...construireLu(saisie, q))
    racine.classList.toggle("cap-replie", replie)
    changer_reponse.hidden = editable && !replie
    if (!editable) changer_reponse.textContent = seule ? "Voir toutes les marches" : choix === null ? "Replier les marches" : "Voir notre réponse seule"
    commentaire.hidden = replie && !saisie.commentaire
    escalier.querySelectorAll("label").forEach((label) => {
      label.hidden = (replie || seule) && !label.querySelector("input").checked
    })
    montrerLoi(choix, replie || seule)
    montrerRevoir(choix, replie, commentaire.querySelector("label"))
    montrerPlusTard(choix)
    suites.hidden = choix === "nc" || choix === null || choix > 1 || !q.suites.length
    // A first answer goes back to none: « Effacer » says so already.
    const premiere = fiche.avant && !estRepondu(fiche.avant) && estRepondu(base.saisie)
    defaire.hidden = !editable || !fiche.avant || premiere || enSuspens(fiche)
    effacer.hidden = !editable || replie || !estRepondu(base.saisie) || enSuspens(fiche)
    // Its room is kept from the press on: nothing moves once the answer is recorded.
    suite.hidden = choix === null && [changer_reponse, defaire, effacer, suites].every(({ hidden }) => hidden)
    refus.hidden = !fiche.refus
    refus.replaceChildren(
      faire("p", {}, fiche.refus),
      faire(
        "button",
        {
          type: "button", class: "cap-lien",
          onclick: () => {
            fiche.refus = ""
            fiche.saisie = { ...fiche.base.saisie }
            abandonner(fiche)
            fiche.peindre()
          },
        },
        "Abandonner cette saisie",
      ),
    )
    dire(etat, fiche, choix, editable)
    montrerConflit(conflit, fiche, q, contexte)
    // Two answers are on the table: the stair waits for one of them to be kept. A field may be half typed, and stays.
    const perdu = escalier.contains(document.activeElement)
    const partage = racine.classList.toggle("cap-partage", !conflit.hidden)
    if (partage && perdu) conflit.querySelector("button")?.focus({ preventScroll: true })
  }
  fiche.peindre()
}
