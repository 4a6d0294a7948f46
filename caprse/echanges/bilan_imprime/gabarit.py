"""The bilan in typst: one left edge, three sizes of type, the colour of the theme for what one looks for."""

from __future__ import annotations

from caprse.socle.imprimerie.feuille import MAISON

GABARIT = (
    MAISON
    + """
#set document(title: donnees.nom, author: donnees.auteur, keywords: ("CAP RSE", "bilan"))
#set page(paper: "a4", margin: (x: 1.8cm, top: 1.3cm, bottom: 1.6cm), footer: context {
  set text(size: 7.5pt, fill: doux)
  grid(columns: (1fr, auto), donnees.pied + linebreak() + donnees.imprime, counter(page).display("1 / 1", both: true))
})
#let vert = rgb("#1E7B4F")
#let rouge = rgb("#A3301F")
#let ambre = rgb("#8A4B00")
#let stair(une) = box(baseline: 1pt, {
  for rang in range(1, une.plus + 1) {
    let plein = rang <= une.niveau
    box(
      width: 6pt, height: 3pt + 1.6pt * rang, radius: 0.8pt,
      fill: if plein { teinte } else { white }, stroke: 0.6pt + if plein { teinte } else { teinte.lighten(55%) },
    )
    h(1.6pt)
  }
})
#let chiffres(une) = block(above: 12pt, below: 16pt, grid(
  columns: (1fr,) * une.chiffres.len(), column-gutter: 6mm,
  ..une.chiffres.map(un => block(width: 100%, stroke: (top: 1pt + teinte), inset: (top: 6pt), {
    menu(un.nom)
    block(above: 6pt, below: 6pt, text(size: 18pt, weight: "bold", fill: teinte, un.valeur))
    menu(un.dit)
  })),
))
#let dessin(rang, large) = {
  let un = donnees.dessins.at(rang)
  image(bytes(un.svg), format: "svg", width: large, alt: un.alternative)
}
#let dessins(une) = block(breakable: false, above: 12pt, below: 16pt, {
  if une.dit != "" { block(below: 10pt, strong(une.dit)) }
  if une.rangs.len() == 2 {
    grid(columns: (1fr, 1fr), column-gutter: 6mm, align: horizon, ..une.rangs.map(rang => dessin(rang, 100%)))
  } else {
    for rang in une.rangs { dessin(rang, une.large * 1%) }
  }
  block(above: 8pt, menu(une.legende))
})
#let marche(une) = block(breakable: false, above: 9pt, below: 9pt, {
  strong(une.titre)
  linebreak()
  box[#stair(une) #h(3pt)#menu(une.nom)]
  let suites = (
    ([Pour arriver à #une.at("vers", default: "")~:], une.at("suivant", default: "")),
    ([Premier pas~:], une.at("pas", default: "")),
  ).filter(((_, dit)) => dit != "")
  for (nom, dit) in suites { block(above: 5pt, below: 5pt)[#menu(nom) #dit] }
  if une.at("action", default: "") != "" { block(above: 5pt, below: 5pt, menu(une.action)) }
})
#let rangee(gauche, droite, dessous) = block(breakable: false, above: 7pt, below: 7pt, {
  grid(columns: (1fr, auto), column-gutter: 6mm, gauche, droite)
  if dessous != "" { block(above: 4.5pt, below: 0pt, menu(dessous)) }
})
#let reste(une) = if une.reste != "" { block(above: 7pt, menu(une.reste)) }
#let mouvements(une) = {
  for un in une.mouvements {
    let couleur = if un.sens > 0 { vert } else if un.sens < 0 { rouge } else { doux }
    rangee(un.titre, text(size: 8.5pt, weight: "bold", fill: couleur, un.de + " → " + un.vers), un.dit)
  }
  reste(une)
}
#let thematique(une) = {
  let couleur = if une.couleur != "" { rgb(une.couleur) } else { teinte }
  block(above: 13pt, below: 6pt, width: 100%, sticky: une.mouvements.len() > 0, {
    grid(
      columns: (1fr, auto), column-gutter: 6mm,
      text(weight: "bold", fill: couleur, une.titre), text(weight: "bold", fill: couleur, une.part),
    )
    block(above: 4pt, menu((une.dit, une.actions).filter(dit => dit != "").join(" · ")))
  })
  mouvements(une)
}
#let reponses(une) = {
  for groupe in une.groupes {
    if groupe.titre != "" {
      block(above: 11pt, below: 6pt, sticky: true, grid(
        columns: (1fr, auto), strong(groupe.titre), strong(groupe.score),
      ))
    }
    for ligne in groupe.lignes {
      block(breakable: false, above: 5pt, below: 5pt, grid(
        columns: (1fr, 14mm, 26mm), column-gutter: 3mm, align: (left + horizon, right + horizon, left + horizon),
        ligne.titre, if ligne.niveau >= 0 { stair(ligne) }, menu(ligne.nom),
      ))
    }
  }
  reste(une)
}
#let actions(une) = for groupe in une.groupes {
  block(above: 11pt, below: 6pt, sticky: true, text(
    weight: "bold", fill: if groupe.retard { rouge } else { black }, groupe.nom,
  ))
  for ligne in groupe.lignes {
    block(breakable: false, above: 6pt, below: 6pt, grid(
      columns: (1fr, 55mm), column-gutter: 6mm,
      {
        ligne.quoi
        if ligne.change != "" { block(above: 4.5pt, below: 0pt, menu([Ce qui a changé~: #ligne.change])) }
      },
      align(right, menu((ligne.qui, ligne.quand).filter(dit => dit != "").join(" · "))),
    ))
  }
  reste(groupe)
}
#let traces(une) = {
  let moitie = calc.ceil(une.titres.len() / 2)
  let liste(titres) = if titres.len() > 0 { list(marker: text(fill: teinte)[•], spacing: 5pt, ..titres) }
  block(breakable: false, grid(
    columns: (1fr, 1fr), column-gutter: 8mm,
    liste(une.titres.slice(0, moitie)), liste(une.titres.slice(moitie)),
  ))
  reste(une)
}
#let bloc(une) = {
  if une.genre == "titre" { heading(level: 1, une.texte) }
  else if une.genre == "phrase" { par(une.texte) }
  else if une.genre == "chiffres" { chiffres(une) }
  else if une.genre == "dessins" { dessins(une) }
  else if une.genre == "marches" { for marche-une in une.marches { marche(marche-une) } }
  else if une.genre == "mouvements" { mouvements(une) }
  else if une.genre == "thematique" { thematique(une) }
  else if une.genre == "reponses" { reponses(une) }
  else if une.genre == "actions" { actions(une) }
  else if une.genre == "traces" { traces(une) }
  else if une.genre == "deux" {
    let droite = une.droite
    let gauche = une.gauche
    if gauche.len() == 0 { for un in droite { bloc(un) } }
    else {
      block(above: 1.2em, grid(
        columns: (2fr, 3fr), column-gutter: 6mm,
        { for un in gauche { bloc(un) } }, { for un in droite { bloc(un) } },
      ))
    }
  }
}
#let corps(blocs) = for un in blocs { bloc(un) }

#grid(
  columns: (auto, 1fr), align: (left + horizon, right + horizon),
  pdf.artifact(image(bytes(donnees.marque), format: "svg", height: 7mm)),
  {
    set text(size: 8.5pt)
    text(fill: doux, donnees.sorte)
    for mention in donnees.mentions { linebreak(); text(weight: "bold", fill: ambre, mention) }
  },
)
#block(width: 100%, height: 2pt, fill: teinte, above: 8pt, below: 14pt)
#title(donnees.titre)
#block(above: 8pt, below: 6pt, text(size: 11pt, weight: "bold", donnees.structure))
#block(above: 0pt, below: 14pt, menu(donnees.reperes.join(" · ")))
#if donnees.essais.len() == 1 { corps(donnees.essais.first()) } else {
  layout(place-libre => context {
    // What is left below the head: the first trial that stands in it. Over several pages, what no break can fill.
    let page-une = page.height - 1.6cm - here().position().y
    let suite = (donnees.pages - 1) * (page.height - 2.9cm)
    let reste = if donnees.pages == 1 { page-une } else { 0.85 * (page-une + suite) }
    let tenus = donnees.essais.filter(un => measure(block(width: place-libre.width, corps(un))).height <= reste)
    corps(if tenus.len() > 0 { tenus.first() } else { donnees.essais.last() })
  })
}
"""
)
