"""The empty workbook, from which a first référentiel is made: three niveaux, one thématique to fill."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from caprse.referentiel.classeur.ecriture import write_classeur
from caprse.referentiel.schema import Critere, Enjeu, Niveau, PourQui, Referentiel, Thematique

BLANC = "(à remplir)"
CODE = "MON"
NIVEAUX = 3
CRITERES = 4


def write_classeur_vide() -> bytes:
    """The sheets of a référentiel with their codes, and nothing in their texts."""
    classeur = load_workbook(BytesIO(write_classeur(_build_modele())))
    for feuille in classeur.worksheets:
        for rangee in feuille.iter_rows():
            for case in rangee:
                if case.value == BLANC:
                    case.value = None
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def _build_modele() -> Referentiel:
    criteres = tuple(
        Critere(
            code=f"{CODE}-{rang:02d}",
            titre=BLANC,
            question=BLANC,
            question_simple=BLANC,
            niveaux=dict.fromkeys(range(NIVEAUX), BLANC),
            trace_possible=BLANC,
            pour_qui=PourQui(texte="toutes"),
        )
        for rang in range(1, CRITERES + 1)
    )
    enjeu = Enjeu(
        code=f"{CODE}-A", titre=BLANC, titre_court=BLANC, question=BLANC, question_simple=BLANC, criteres=criteres
    )
    return Referentiel(
        id="mon-referentiel",
        version="0.1.0",
        titre=BLANC,
        statut="Référentiel de travail.",
        licence="CC BY-SA 4.0",
        echelle=tuple(Niveau(niveau=rang, nom=BLANC, definition=BLANC, test=BLANC) for rang in range(NIVEAUX)),
        ordre=(CODE,),
        thematiques=(Thematique(code=CODE, titre=BLANC, titre_court=BLANC, en_bref=BLANC, enjeux=(enjeu,)),),
    )
