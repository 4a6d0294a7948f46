// A question that asks for a niveau alone: its stair lies down where there is room, and one press answers.

function construireBreve(racine, fiche, q, contexte) {
  const { editable } = contexte
  const nom = (champ) => `${champ}-${q.code}`
  const etat = faire("p", { class: "cap-etat", role: "status" })
  const { escalier, radios } = construireEscalier(fiche, q, editable)
  const refus = faire("p", { class: "cap-refus", role: "alert", hidden: true })
  const defaire = faire(
    "button",
    {
      type: "button", class: "cap-lien", hidden: true,
      onclick: () => {
        const { avant } = fiche
        fiche.avant = null
        changer(fiche, { ...avant }, 0)
        radios.get(lireChoix(fiche.saisie) ?? 0).focus()
      },
    },
    "Revenir à la réponse précédente",
  )
  racine.replaceChildren(
    faire("div", { class: "cap-tete" }, faire("h3", { id: nom("titre"), tabindex: "-1" }, q.titre), etat),
    faire("p", { class: "cap-simple", id: nom("question") }, q.simple),
    escalier, refus,
    faire(
      "div", { class: "cap-actes" },
      faire(
        "details", { class: "cap-precisions" },
        faire("summary", {}, "La question en détail, les mots"),
        faire("p", { class: "cap-question" }, q.question),
        faire("dl", {}, ...q.niveaux.flatMap(([titre, , sens], rang) =>
          [faire("dt", {}, `${rang} · ${titre}`), faire("dd", {}, sens)])),
        ...Object.entries(q.mots).map(([mot, sens]) =>
          faire("p", { class: "cap-note" }, faire("b", {}, `${mot[0].toUpperCase()}${mot.slice(1)} : `), sens)),
      ),
      defaire,
    ),
  )
  racine.classList.add("cap-breve")
  racine.classList.toggle("cap-lecture", !editable)
  fiche.peindre = () => {
    const choix = lireChoix(fiche.saisie)
    const ouvert = racine.contains(document.activeElement)
    radios.forEach((radio, rang) => {
      radio.checked = rang === choix
      if (!ouvert) radio.tabIndex = rang === (choix ?? 0) ? 0 : -1
    })
    refus.hidden = !fiche.refus
    refus.textContent = fiche.refus
    defaire.hidden = !editable || !fiche.avant || !estRepondu(fiche.avant) || enSuspens(fiche)
    dire(etat, fiche, choix, editable)
  }
  fiche.peindre()
}
