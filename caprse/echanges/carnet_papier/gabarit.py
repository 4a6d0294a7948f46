"""The carnet on paper in typst: boxes large enough for a pen, lines far enough apart for a hand."""

from __future__ import annotations

from caprse.socle.imprimerie.feuille import MAISON

GABARIT = (
    MAISON
    + """
#set document(title: donnees.nom, author: donnees.structure, keywords: ("CAP RSE", "carnet"))
#set page(paper: "a4", margin: (x: 1.8cm, top: 1.3cm, bottom: 1.6cm), footer: context {
  set text(size: 7.5pt, fill: doux)
  grid(columns: (1fr, auto), donnees.pied, counter(page).display("1 / 1", both: true))
})
#set text(size: 10pt)
#let coche = box(width: 4.2mm, height: 4.2mm, stroke: 0.9pt + luma(60), radius: 0.8mm)
#let ligne-vide = block(width: 100%, height: 9.5mm, above: 0pt, below: 0pt, stroke: (bottom: 0.6pt + luma(150)))
#let ecrire(nom, combien) = block(breakable: false, above: 9pt, below: 0pt, {
  strong(nom)
  for rang in range(combien) { ligne-vide }
})
#let une-ligne(nom) = grid(
  columns: (auto, 1fr), column-gutter: 3mm, align: bottom, strong(nom),
  block(width: 100%, height: 8.5mm, stroke: (bottom: 0.6pt + luma(150))),
)
#let niveau(une) = block(breakable: false, above: 7pt, below: 7pt, grid(
  // The box stands at the height of the first line.
  columns: (4.2mm, 1fr), column-gutter: 3mm, move(dy: -0.9mm, coche),
  [#strong(une.nom)#if une.sens != "" [~: #une.sens]],
))
#let question(une) = {
  heading(level: 2, une.titre)
  block(above: 7pt, below: 10pt, une.question)
  for un in une.niveaux { niveau(un) }
  block(above: 9pt, below: 12pt, grid(
    columns: (4.2mm, auto, 1fr), column-gutter: 3mm, align: bottom, move(dy: 0.8mm, coche),
    [#strong[Non concerné], parce que~:],
    block(width: 100%, height: 4mm, stroke: (bottom: 0.6pt + luma(150))),
  ))
  ecrire("Ce que nous en disons", 3)
  block(above: 2pt, below: 9pt, une-ligne("Notre trace, et où elle est"))
  grid(
    columns: (auto,) * (une.cibles.len() + 1), column-gutter: 5mm, align: horizon,
    strong("Niveau visé"),
    ..une.cibles.map(cible => grid(columns: 2, column-gutter: 1.5mm, align: horizon, coche, cible)),
  )
}
// A question is answered on one page, unless it is longer than one.
#let critere(une, avant) = block(above: avant, below: 26pt, layout(place => context {
  let haut = measure(block(width: place.width, question(une))).height
  block(breakable: haut > 25cm, question(une))
}))
#show heading.where(level: 1): it => block(
  above: 24pt, below: 12pt, sticky: true, text(size: 15pt, fill: teinte, it.body),
)
#show heading.where(level: 2): it => block(above: 0pt, below: 0pt, text(size: 11pt, it.body))

#grid(
  columns: (auto, 1fr), align: (left + horizon, right + horizon),
  pdf.artifact(image(bytes(donnees.marque), format: "svg", height: 7mm)),
  text(size: 8.5pt, fill: doux, donnees.sorte),
)
#block(width: 100%, height: 2pt, fill: teinte, above: 8pt, below: 14pt)
#title(donnees.titre)
#block(above: 8pt, below: 6pt, text(size: 11pt, weight: "bold", donnees.structure))
#block(above: 0pt, below: 14pt, menu(donnees.reperes.join(" · ")))
#grid(columns: (1fr, 55mm), column-gutter: 6mm, une-ligne("Rempli par"), une-ligne("Le"))
#block(above: 18pt, below: 10pt, donnees.aide)
#for un in donnees.echelle {
  block(above: 6pt, below: 6pt)[#strong(un.nom)~: #un.sens]
}
#for enjeu in donnees.enjeux {
  heading(level: 1, enjeu.titre)
  for (rang, une) in enjeu.criteres.enumerate() { critere(une, if rang == 0 { 12pt } else { 26pt }) }
}
"""
)
