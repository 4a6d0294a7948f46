"""The first sheet of a carnet's workbook: whose it is, how it is filled, what is done and its shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import RadarChart, Reference
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from caprse.echanges.classeur.modele import Feuillet, Pris
from caprse.referentiel.classeur.ecriture import BLANC, BLEU, EN_HAUT, write_case
from caprse.referentiel.schema import Referentiel
from caprse.socle.dates import format_date

ACCUEIL, LISTES = "Notre carnet", "Listes"
PREMIERE = 10  # the line of the first enjeu
TRAIT, DOUX = "C9D3D6", "55656A"
POLICE, LIGNE = "Calibri", 15.5  # points that a line of it takes
CADRE = Border(*(Side(style="thin", color=TRAIT) for _ in range(4)))
MODE_D_EMPLOI = (
    "Dans chaque feuille, remplissez les cases jaunes. Le niveau se choisit dans la liste.",
    "Enregistrez au format .xlsx, puis rapportez ce fichier dans le cahier, page « Remplir hors ligne ».",
    "Le cahier montre d’abord ce qui changerait. Rien n’est écrit sans votre accord.",
)


def build_police(size: int = 11, **style: Any) -> Font:
    """The letters of the workbook: those that a spreadsheet has everywhere, or replaces by alike."""
    return Font(name=POLICE, size=size, **style)


def measure_height(texte: str, largeur: float) -> float:
    """How high a cell of this width (in signs) must be for its text, in points: not all spreadsheets see to it."""
    lignes = sum(max(1, -(-len(ligne) // int(largeur * 1.02))) for ligne in texte.split("\n"))
    return LIGNE * lignes + 2


def write_accueil(
    feuille: Any, pris: Pris, titre: str, feuillets: Sequence[Feuillet], referentiel: Referentiel
) -> None:
    """Whose it is, how it is filled, then what is done."""
    feuille.title = ACCUEIL
    feuille.sheet_view.showGridLines = False
    for lettre, largeur in (("A", 44), ("B", 16), ("C", 16), ("D", 16)):
        feuille.column_dimensions[lettre].width = largeur
    set_page(feuille)
    write_case(feuille, 1, 1, pris.structure)
    write_case(feuille, 2, 1, f"Trimestre\u00a0{pris.numero} · {titre}")
    write_case(feuille, 3, 1, f"Pris le {format_date(pris.le)} · {referentiel.titre}, version {referentiel.version}")
    for rang, phrase in enumerate(MODE_D_EMPLOI, 5):
        write_case(feuille, rang, 1, phrase)
        feuille.cell(rang, 1).font = build_police()
    for ligne in (1, 2, 3, *range(5, 5 + len(MODE_D_EMPLOI))):
        # Over its neighbours rather than down.
        feuille.cell(ligne, 1).alignment = Alignment(vertical="top")
    feuille.cell(1, 1).font = build_police(bold=True, size=18, color=BLEU)
    for ligne, points in ((1, 26), (2, 19)):
        feuille.row_dimensions[ligne].height = points
    feuille.cell(2, 1).font = build_police(bold=True, size=13)
    feuille.cell(3, 1).font = build_police(color=DOUX)
    _write_table(feuille, feuillets, referentiel.niveau_max)
    if len(feuillets) > 2:
        feuille.add_chart(_build_radar(feuille, len(feuillets)), f"A{PREMIERE + len(feuillets) + 2}")


def _write_table(feuille: Any, feuillets: Sequence[Feuillet], niveau_max: int) -> None:
    """What is filled and how far it goes, enjeu by enjeu, counted by the spreadsheet as one types."""
    for rang, tete in enumerate(("Enjeu", "Remplis", "Critères", "Marches franchies"), 1):
        write_case(feuille, PREMIERE - 1, rang, tete)
        case = feuille.cell(PREMIERE - 1, rang)
        case.font, case.fill = build_police(bold=True, color=BLANC), PatternFill("solid", start_color=BLEU)
        case.alignment = Alignment(horizontal="left" if rang == 1 else "center")
    fin = PREMIERE + len(feuillets)
    toutes = sum(len(feuillet.blocs) for feuillet in feuillets)
    plage = {lettre: f"'{LISTES}'!${lettre}$1:${lettre}${toutes}" for lettre in "CDE"}
    for ligne, feuillet in enumerate(feuillets, PREMIERE):
        write_case(feuille, ligne, 1, feuillet.enjeu.titre)
        feuille.cell(ligne, 1).hyperlink = f"#'{feuillet.nom}'!A1"
        nom = f'"{feuillet.nom.replace(chr(34), chr(34) * 2)}"'
        feuille.cell(ligne, 2).value = f"=SUMIF({plage['C']},{nom},{plage['E']})"
        feuille.cell(ligne, 3).value = len(feuillet.blocs)
        feuille.cell(ligne, 4).value = f'=IFERROR(AVERAGEIF({plage["C"]},{nom},{plage["D"]})/{niveau_max},"")'
    write_case(feuille, fin, 1, "En tout")
    feuille.cell(fin, 2).value = f"=SUM(B{PREMIERE}:B{fin - 1})"
    feuille.cell(fin, 3).value = f"=SUM(C{PREMIERE}:C{fin - 1})"
    for ligne in range(PREMIERE, fin + 1):
        for rang in range(1, 5):
            case = feuille.cell(ligne, rang)
            case.border, case.font = CADRE, build_police()
            if rang > 1:
                case.alignment = Alignment(horizontal="center")
        feuille.cell(ligne, 1).alignment = EN_HAUT
        if ligne < fin:
            feuille.cell(ligne, 1).font = build_police(color=BLEU, underline="single")
        feuille.cell(ligne, 4).number_format = "0 %"
    for rang in (1, 2, 3):
        feuille.cell(fin, rang).font = build_police(bold=True)
    feuille.conditional_formatting.add(
        f"D{PREMIERE}:D{fin - 1}", DataBarRule("num", 0, "num", 1, color="9CC5C9", showValue=True)
    )


def _build_radar(feuille: Any, combien: int) -> RadarChart:
    """The shape of the trimestre, drawn by the spreadsheet as the niveaux are chosen."""
    fin = PREMIERE + combien
    radar = RadarChart()
    radar.type, radar.style = "filled", 26
    radar.title, radar.legend = "Marches franchies", None
    radar.add_data(Reference(feuille, min_col=4, min_row=PREMIERE, max_row=fin - 1), titles_from_data=False)
    radar.set_categories(Reference(feuille, min_col=1, min_row=PREMIERE, max_row=fin - 1))
    radar.y_axis.scaling.min, radar.y_axis.scaling.max = 0, 1
    radar.y_axis.majorUnit, radar.y_axis.number_format = 0.25, "0 %"
    radar.y_axis.delete = radar.x_axis.delete = False
    radar.width, radar.height = 17, 11
    trace = radar.series[0].graphicalProperties
    trace.solidFill, trace.line.solidFill = "9CC5C9", "0B5D68"
    return radar


def set_page(feuille: Any) -> None:
    """As it is printed: upright, on as few sheets as its width asks."""
    feuille.page_setup.paperSize = feuille.PAPERSIZE_A4
    feuille.page_setup.orientation = "portrait"
    feuille.page_setup.fitToWidth, feuille.page_setup.fitToHeight = 1, 0
    feuille.sheet_properties.pageSetUpPr.fitToPage = True
    feuille.print_options.horizontalCentered = True
    feuille.oddFooter.center.text = "&A · &P / &N"
