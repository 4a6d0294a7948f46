"""A carnet → a workbook pleasant to fill away from the network: one sheet an enjeu, a summary that counts."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break

from caprse.carnet.regles import LONGUEURS, Saisie
from caprse.echanges.classeur.modele import (
    CIBLE,
    COMMENTAIRE,
    LIBELLES,
    MOTIF,
    NIVEAU,
    Bloc,
    Feuillet,
    Pris,
    lay_out,
    name_case,
)
from caprse.echanges.classeur.resume import CADRE, DOUX, LISTES, build_police, measure_height, set_page, write_accueil
from caprse.referentiel.classeur.ecriture import BLANC, BLEU, write_case
from caprse.referentiel.schema import Enjeu, Referentiel
from caprse.restitution.reprise.gabarit import NON_CONCERNE, list_choix

SCEAU = "Ne pas modifier"
MORCEAU = 30_000  # a cell holds 32,767 signs
A_REMPLIR = "FFF8E6"
LARGEUR = 92  # of what is read and filled, in signs
PAR_PAGE = 3  # critères on a printed sheet
HAUTS = {COMMENTAIRE: 48}  # room to write, in points


def write_classeur(pris: Pris, sceau: str, titre: str, etapes: Sequence[Enjeu], referentiel: Referentiel) -> bytes:
    """The workbook of a carnet; ``read_classeur`` gives back what stands in it. ``sceau``: of ``pris.write()``."""
    classeur = Workbook()
    feuillets = lay_out(etapes, referentiel)
    noms = list_choix(referentiel)
    accueil = classeur.active
    for feuillet in feuillets:
        _write_feuillet(classeur.create_sheet(feuillet.nom), feuillet, pris, noms)
    _write_listes(classeur.create_sheet(LISTES), feuillets, noms)
    _write_sceau(classeur.create_sheet(SCEAU), pris, sceau)
    write_accueil(accueil, pris, titre, feuillets, referentiel)
    for feuille in classeur.worksheets:
        # Without a password: it keeps a hand from slipping, it locks nobody out.
        feuille.protection.sheet = True
        feuille.protection.formatRows = feuille.protection.formatColumns = False
    classeur.calculation.fullCalcOnLoad = True
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def name_valeur(saisie: Saisie, champ: str, noms: Sequence[str]) -> str:
    """What the cell of a field holds for this answer: empty where nothing was said."""
    if champ == NIVEAU and saisie.non_concerne:
        return NON_CONCERNE
    valeur = getattr(saisie, champ)
    if champ in {NIVEAU, CIBLE}:
        return noms[valeur] if valeur is not None else ""
    return str(valeur)


def _write_feuillet(feuille: Any, feuillet: Feuillet, pris: Pris, noms: Sequence[str]) -> None:
    feuille.sheet_view.showGridLines = False
    feuille.column_dimensions["A"].width = 26
    feuille.column_dimensions["B"].width = LARGEUR
    feuille.column_dimensions["C"].hidden = True
    set_page(feuille)
    write_case(feuille, 1, 1, feuillet.enjeu.titre)
    feuille.cell(1, 1).font = build_police(bold=True, size=16, color=BLEU)
    feuille.cell(1, 1).alignment = Alignment(vertical="top")
    feuille.row_dimensions[1].height = 26
    feuille.freeze_panes = "A2"
    for rang, bloc in enumerate(feuillet.blocs):
        if rang and rang % PAR_PAGE == 0:
            feuille.row_breaks.append(Break(id=bloc.ligne - 1))
        _write_bloc(feuille, bloc, pris.reponses.get(bloc.critere.code, Saisie()), noms)
    _add_listes(feuille, feuillet, noms)


def _write_bloc(feuille: Any, bloc: Bloc, saisie: Saisie, noms: Sequence[str]) -> None:
    critere = bloc.critere
    write_case(feuille, bloc.ligne, 1, critere.titre)
    for rang in (1, 2):
        feuille.cell(bloc.ligne, rang).fill = PatternFill("solid", start_color=BLEU)
    feuille.cell(bloc.ligne, 1).font = build_police(bold=True, color=BLANC, size=12)
    # A long title goes on over its neighbour rather than down.
    feuille.cell(bloc.ligne, 1).alignment = Alignment(vertical="center")
    feuille.row_dimensions[bloc.ligne].height = 22
    write_case(feuille, bloc.ligne + 1, 2, critere.question)
    feuille.cell(bloc.ligne + 1, 2).font = build_police(bold=True)
    feuille.row_dimensions[bloc.ligne + 1].height = measure_height(critere.question, LARGEUR * 0.95)
    for rang, nom in enumerate(noms[:-1]):
        ligne = bloc.ligne + 2 + rang
        write_case(feuille, ligne, 1, nom)
        descripteur = critere.niveaux.get(rang, "")
        write_case(feuille, ligne, 2, descripteur)
        feuille.cell(ligne, 2).font = build_police()
        feuille.row_dimensions[ligne].height = measure_height(descripteur, LARGEUR)
        feuille.cell(ligne, 1).font = build_police(color=DOUX)
    for champ, ligne in bloc.lignes.items():
        write_case(feuille, ligne, 1, LIBELLES[champ])
        feuille.cell(ligne, 1).font = build_police(bold=champ == NIVEAU)
        valeur = name_valeur(saisie, champ, noms)
        write_case(feuille, ligne, 2, valeur)
        feuille.row_dimensions[ligne].height = max(measure_height(valeur, LARGEUR), HAUTS.get(champ, 20))
        write_case(feuille, ligne, 3, name_case(critere.code, champ))
        case = feuille.cell(ligne, 2)
        case.fill, case.border = PatternFill("solid", start_color=A_REMPLIR), CADRE
        case.protection = Protection(locked=False)
        case.font = build_police(bold=champ == NIVEAU)


def _add_listes(feuille: Any, feuillet: Feuillet, noms: Sequence[str]) -> None:
    """The niveaux are chosen, never typed; a text too long is refused where it is typed."""
    for champ, combien in ((NIVEAU, len(noms)), (CIBLE, len(noms) - 1)):
        regle = DataValidation(type="list", formula1=f"'{LISTES}'!$A$1:$A${combien}", allow_blank=True)
        regle.error, regle.errorTitle = "Choisissez dans la liste.", "Ce niveau n’existe pas"
        regle.showErrorMessage = True
        for bloc in feuillet.blocs:
            regle.add(f"B{bloc.lignes[champ]}")
        feuille.add_data_validation(regle)
    for champ, longueur in LONGUEURS.items():
        regle = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=str(longueur), allow_blank=True)
        regle.error, regle.errorTitle = f"{longueur} signes au plus.", "Ce texte est trop long"
        regle.showErrorMessage = True
        if champ == MOTIF:
            regle.promptTitle, regle.prompt = "Non concerné", "Dites pourquoi, en quelques mots."
            regle.showInputMessage = True
        for bloc in feuillet.blocs:
            regle.add(f"B{bloc.lignes[champ]}")
        feuille.add_data_validation(regle)


def _write_listes(feuille: Any, feuillets: Sequence[Feuillet], noms: Sequence[str]) -> None:
    """What the lists offer, and what the summary counts: a line for each critère, its sheet and its niveau."""
    feuille.sheet_state = "hidden"
    for ligne, nom in enumerate(noms, 1):
        write_case(feuille, ligne, 1, nom)
    ligne = 1
    for feuillet in feuillets:
        for bloc in feuillet.blocs:
            case = f"'{feuillet.nom}'!$B${bloc.lignes[NIVEAU]}"
            write_case(feuille, ligne, 3, feuillet.nom)
            # The number that begins the niveau; nothing where there is none, or « non concerné ».
            feuille.cell(ligne, 4).value = f'=IFERROR(VALUE(LEFT({case},1)),"")'
            feuille.cell(ligne, 5).value = f'=IF({case}="",0,1)'
            ligne += 1


def _write_sceau(feuille: Any, pris: Pris, sceau: str) -> None:
    """What the carnet was when it left, with its seal."""
    feuille.sheet_state = "hidden"
    texte = pris.write()
    write_case(feuille, 1, 1, sceau)
    for rang, debut in enumerate(range(0, len(texte), MORCEAU), 2):
        write_case(feuille, rang, 1, texte[debut : debut + MORCEAU])
