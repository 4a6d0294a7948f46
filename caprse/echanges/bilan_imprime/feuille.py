"""The bilan of a structure as a sheet to print. What people typed reaches typst as data, never as markup."""

from __future__ import annotations

from caprse.echanges.bilan_imprime.composition import compose
from caprse.echanges.bilan_imprime.gabarit import GABARIT
from caprse.echanges.bilan_imprime.phrases import FICTIF, NOMS, PROVISOIRE, tell_pied, tell_quand
from caprse.echanges.bilan_imprime.regles import BORNES, Sorte
from caprse.echanges.bilan_imprime.service import Dossier
from caprse.socle.dates import FUSEAU, format_date
from caprse.socle.fictif import drop_mention
from caprse.socle.imprimerie.feuille import MARQUE, clean_donnees_imprimees, clean_imprime, print_pdf

COULEUR = "#0B5C6B"
CYCLE = "Notre chemin RSE"
SVG = "svg"


def build_pdf(dossier: Dossier) -> bytes:
    """The document as an accessible PDF, in French. Takes no network, no base. Raises DessinImpossible."""
    composition = compose(dossier)
    vu, theme = dossier.vu, dossier.vu.theme if dossier.vu is not None else None
    resultats, nom = dossier.resultats, NOMS[dossier.sorte]
    cycle = dossier.sorte is Sorte.CYCLE
    titre = CYCLE if cycle or vu is None else vu.bilan.total.titre if vu.bilan is not None else vu.titre
    reperes = [drop_mention(resultats.collectif) if resultats.fictif else resultats.collectif]
    if vu is not None and not cycle:
        reperes.append(tell_quand(vu))
    source = dossier.bilan.source.libelle if dossier.bilan is not None else ""
    donnees: dict[str, object] = {
        "titre": titre,
        # A file is found by it among others.
        "nom": f"{nom}\u00a0: {titre}, {resultats.structure}",
        "sorte": nom,
        "auteur": resultats.structure,
        "couleur": theme.couleur if theme is not None and not cycle else COULEUR,
        "structure": resultats.structure,
        "reperes": reperes,
        "mentions": [
            *([FICTIF] if resultats.fictif else []),
            *([PROVISOIRE] if dossier.provisoire and not cycle else []),
        ],
        "pied": tell_pied(source, fictif=False),
        "imprime": f"Cahier CAP RSE · imprimé le {format_date(dossier.instant.astimezone(FUSEAU).date())}",
        "pages": BORNES[dossier.sorte].pages,
        "essais": composition.essais,
    }
    return print_pdf(
        GABARIT,
        {
            **clean_donnees_imprimees(donnees),
            "marque": MARQUE,
            "dessins": [
                {SVG: dessin.svg, "alternative": clean_imprime(dessin.alternative)} for dessin in composition.dessins
            ],
        },
        dossier.instant,
    )
