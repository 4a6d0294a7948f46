"""The sheet of the minutes in typst: what was decided in a tinted frame, then votes two by two, small and whole."""

from __future__ import annotations

GABARIT = """
#let donnees = json(bytes(sys.inputs.donnees))
#set document(title: donnees.titre, author: donnees.auteur, keywords: ("CAP RSE", "compte rendu"))
#set page(paper: "a4", margin: (x: 1.7cm, top: 1.2cm, bottom: 1.5cm), footer: context [
  #set text(size: 8pt, fill: luma(90))
  #donnees.pied #h(1fr) #counter(page).display("1 / 1", both: true)
])
#let teinte = rgb(donnees.couleur)
#let doux = luma(80)
#let piste = teinte.lighten(86%)
#set text(lang: "fr", region: "FR", size: 9pt, hyphenate: false)
#set text(font: ("Atkinson Hyperlegible", "Libertinus Serif"))
#set par(justify: false, leading: 0.5em, spacing: 0.6em)
#show heading.where(level: 1): it => block(
  above: 0pt, below: 0.55em, sticky: true, text(size: 10.5pt, fill: teinte, it.body),
)
#show title: set text(size: 17pt)
#show title: set block(above: 0pt, below: 0.45em)

#let menu(corps) = text(size: 8pt, fill: doux, corps)
#let trait(part, fond) = rect(width: 100%, height: 5pt, radius: 2.5pt, fill: piste, inset: 0pt, if part > 0 {
  rect(width: part * 1%, height: 5pt, radius: 2.5pt, fill: fond)
})
#let barres(figure, phrases) = {
  let deux = figure.series.len() > 1
  let teintes = figure.series.enumerate(start: 1).map(((rang, _)) => {
    teinte.lighten(60% * (1 - rang / figure.series.len()))
  })
  let cles = figure.series.zip(teintes).map(((titre, fond)) => {
    if deux { box(width: 6pt, height: 6pt, radius: 1.5pt, fill: fond); [ ] }
    titre
  })
  block(above: 0.3em, below: 0.6em, menu((..phrases, box(cles.join(h(1em)))).join[~· ]))
  grid(
    columns: (50%, 1fr, auto), column-gutter: 6pt, row-gutter: 5pt, align: (left + horizon, horizon, right + horizon),
    ..figure.rangees.map(rangee => {
      let fort = rangee.marque != ""
      let nom = text(size: 8.5pt, weight: if fort { "bold" } else { "regular" }, rangee.nom)
      let marque = if fort { [ #text(size: 7.5pt, fill: teinte, weight: "bold", rangee.marque)] }
      (
        [#nom#marque],
        stack(spacing: 2.5pt, ..rangee.mesures.zip(teintes).map(((une, fond)) => trait(une.part, fond))),
        stack(spacing: 2pt, ..rangee.mesures.map(une => text(size: 8pt, une.compte))),
        ..if rangee.sens != "" { (grid.cell(colspan: 3, align: left, menu(rangee.sens)),) },
      )
    }).flatten()
  )
}
#let axes(figure, phrases) = {
  menu[#box(width: 2pt, height: 7pt, fill: teinte) médiane #h(1em)
    #box(width: 12pt, height: 6pt, radius: 3pt, fill: teinte.lighten(60%)) moitié centrale des structures
    #if figure.avant != "" [#h(1em) #figure.avant]
    #h(1fr) #phrases.join[ ]]
  v(0.5em, weak: true)
  grid(
    columns: (1fr, 1fr), column-gutter: 9mm, row-gutter: 5pt,
    ..figure.axes.map(axe => {
      grid(columns: (1fr, auto), axe.nom, strong(axe.valeur))
      v(3pt, weak: true)
      if axe.mediane != none {
        box(width: 100%, height: 6pt, radius: 3pt, fill: piste, {
          if axe.q1 != none and axe.q3 != none {
            let large = calc.max(axe.q3 - axe.q1, 1) * 1%
            place(dx: axe.q1 * 1%, rect(width: large, height: 6pt, radius: 3pt, fill: teinte.lighten(60%)))
          }
          place(dx: calc.min(axe.mediane, 99) * 1%, rect(width: 2pt, height: 6pt, fill: teinte))
        })
      }
    })
  )
}
#let image-de(une) = {
  if une.nom != "" { block(above: 0.9em, below: 0.4em, sticky: true, strong(une.nom)) }
  for (rang, figure) in une.figures.enumerate() {
    let phrases = if rang == 0 { une.phrases } else { () }
    if figure.genre == "barres" { barres(figure, phrases) } else { axes(figure, phrases) }
  }
  if une.figures.len() == 0 { for phrase in une.phrases { par(menu(phrase)) } }
}
#let ligne(une) = {
  if une.genre == "puces" {
    list(marker: text(fill: teinte)[•], spacing: 0.65em, ..une.puces.map(puce => {
      if puce.details.len() == 0 { puce.quoi } else {
        strong(puce.quoi)
        linebreak()
        puce.details.map(((nom, valeur)) => [#menu(nom + " :") #valeur]).join(h(1.2em))
      }
    }))
  } else if une.genre == "mots" {
    set par(leading: 0.45em)
    une.mots.map(((mot, nombre)) => {
      text(size: (9 + 8 * nombre / une.plus) * 1pt, weight: "bold", fill: teinte, mot)
      menu[ #nombre]
    }).join(h(1em))
    h(1.2em)
    menu(une.votes)
  } else if une.genre == "rendez-vous" {
    par[#strong(une.quand)#if une.titre != "" [#linebreak()#une.titre]]
  } else if une.genre == "citation" { pad(left: 0.8em, par(emph(une.texte))) }
  else if une.genre == "titre" { heading(level: 1, une.texte) }
  else { par(une.texte) }
}
#let partie(une) = {
  if une.titre != "" { heading(level: 1, une.titre) }
  for image in une.images { image-de(image) }
  for suite in une.lignes { ligne(suite) }
}
#let decide(une) = une.lignes.any(suite => suite.genre == "puces" and suite.puces.any(puce => puce.details.len() > 0))
#let suit(une) = une.images.len() == 0 and une.lignes.any(suite => suite.genre == "rendez-vous")
#let encadrer(corps) = block(
  width: 100%, above: 1em, below: 1.2em, inset: 9pt, radius: 5pt, fill: teinte.lighten(93%), corps,
)
#let deux(colonnes, parties) = grid(
  columns: colonnes, column-gutter: 9mm, ..parties.map(une => block(breakable: false, partie(une))),
)

#block(width: 100%, height: 3pt, fill: teinte, below: 0.8em)
#title()
#if donnees.reperes != "" { block(below: 0.9em, text(fill: doux, donnees.reperes)) }
#let rang = 0
#while rang < donnees.parties.len() {
  let une = donnees.parties.at(rang)
  let autre = donnees.parties.at(rang + 1, default: none)
  if une.demie {
    block(below: 1.3em, deux((1fr, 1fr), (une, autre)))
    rang += 1
  } else if decide(une) and autre != none and suit(autre) {
    encadrer(deux((1fr, 30%), (une, autre)))
    rang += 1
  } else if decide(une) {
    encadrer(partie(une))
  } else {
    block(below: 1.3em, partie(une))
  }
  rang += 1
}
"""
