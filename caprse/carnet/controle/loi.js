// What the law asks here, of a structure like this one: said, never blamed; and the words that not everyone knows.

function construireLoi(q) {
  if (!q.loi.length) return { loi: null, montrerLoi: () => {} }
  const [premiere, ...autres] = q.loi
  const plus = autres.length ? ` · et ${autres.length} autre${autres.length > 1 ? "s" : ""}` : ""
  const calme = faire(
    "p", { class: "cap-calme", hidden: true },
    "Rien de grave à ce stade : voici par quoi commencer, et à qui en parler.",
  )
  // How strongly it binds stands out; the name of the text and its articles do not.
  const montrerRepere = (repere) => {
    const [force, ...texte] = repere.split(" · ")
    return faire("span", {}, faire("b", { class: "cap-loi-repere" }, force), texte.length ? ` · ${texte.join(" · ")}` : "")
  }
  const loi = faire(
    "details", { class: `cap-loi st-key-loi-${q.code}` },
    faire("summary", {}, faire("span", {}, faire("b", { class: "cap-loi-repere" }, premiere.court)), faire("span", {}, plus)),
    calme,
    faire(
      "ul", {},
      ...q.loi.map(({ repere, du, suite }) =>
        faire(
          "li", {},
          montrerRepere(repere),
          faire("p", {}, du),
          faire("p", { class: "cap-loi-suite" }, suite),
        )),
    ),
  )
  return {
    loi,
    montrerLoi(choix, replie) {
      calme.hidden = choix === null || choix === "nc" || choix > 1
      loi.hidden = choix === "nc" || replie
    },
  }
}

function construireMots(q, id) {
  const mots = [["marche", q.mots.marche], ["enjeu", q.mots.enjeu], ...q.glossaire]
  const note = faire(
    "dl", { class: "cap-note", id, hidden: true },
    ...mots.flatMap(([mot, sens]) => [faire("dt", {}, mot), faire("dd", {}, sens)]),
  )
  const cites = mots.slice(0, 4).map(([mot]) => `« ${mot} »`).join(", ")
  const aide = faire(
    "button",
    {
      type: "button", class: "cap-lien", "aria-expanded": "false", "aria-controls": id,
      onclick: () => {
        note.hidden = !note.hidden
        aide.setAttribute("aria-expanded", String(!note.hidden))
      },
    },
    mots.length > 4 ? `Les mots : ${cites}…` : `Les mots : ${cites}`,
  )
  return { note, aide }
}

// A critère that is asked later in the cycle: one press says so, and answering it already stays possible.
function construirePlusTard(fiche, q, editable, radios) {
  if (!q.plusTard || !editable) return { plusTard: null, montrerPlusTard: () => {} }
  const plusTard = faire(
    "p", { class: `cap-plus-tard st-key-plus-tard-${q.code}` },
    faire("span", {}, `Ce critère se pose à partir du trimestre\u00a0${q.desTrimestre}. `),
    faire(
      "button",
      {
        type: "button", class: "cap-pastille",
        onclick: () => {
          changer(fiche, { niveau: null, cible: null, non_concerne: true, motif: q.plusTard }, 0)
          radios.get("nc").focus()
        },
      },
      "Pas encore à ce trimestre",
    ),
  )
  return {
    plusTard,
    montrerPlusTard(choix) {
      plusTard.hidden = choix !== null
    },
  }
}
