"""A Referentiel → a workbook that people fill: one sheet per thématique, drop-downs, frozen heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any, get_args

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from caprse.referentiel.classeur import colonnes as c
from caprse.referentiel.classeur.cases import write_liste, write_texte
from caprse.referentiel.classeur.colonnes import TABLES, TETE, THEMATIQUE, Colonne
from caprse.referentiel.classeur.textes import MODE_D_EMPLOI
from caprse.referentiel.schema import Critere, Enjeu, Icone, Referentiel, TypeStructure

BLEU, BLANC, PALE = "1F4E79", "FFFFFF", "E8EEF5"
LIGNES_A_REMPLIR = 200
# Where the words of a column are kept: in the first column of this sheet.
SOURCES = {
    (c.LOIS, "critere"): c.CODES,
    (c.VARIANTES, "critere"): c.CODES,
    (c.GROUPES, "famille"): c.FAMILLES,
    (c.RENVOIS, "famille"): c.FAMILLES,
}
EN_HAUT = Alignment(wrap_text=True, vertical="top")


def write_classeur(referentiel: Referentiel) -> bytes:
    """The workbook of a référentiel; ``read_classeur`` gives the same référentiel back."""
    classeur = Workbook()
    _write_accueil(classeur.active)
    tete = classeur.create_sheet(c.REFERENTIEL)
    _write_table(
        tete,
        (Colonne("a", "Quoi", largeur=18), Colonne("b", "Votre texte", largeur=90)),
        [{"a": colonne.titre, "b": getattr(referentiel, colonne.cle)} for colonne in TETE],
    )
    _add(classeur, c.ECHELLE, (niveau.model_dump() for niveau in referentiel.echelle))
    _add(
        classeur,
        c.THEMATIQUES,
        (
            thematique.model_dump(exclude={"enjeux"})
            | {"transversal": c.OUI if thematique.code == referentiel.transversal else None}
            for thematique in referentiel.thematiques
        ),
    )
    niveaux = [c.build_niveau(niveau.niveau) for niveau in referentiel.echelle]
    familles = [c.build_renvoi(famille.cle) for famille in referentiel.familles]
    # No step leads to the lowest niveau.
    pas = [c.build_pas(niveau.niveau) for niveau in referentiel.echelle[1:]]
    modele = (*THEMATIQUE[:6], *niveaux, *THEMATIQUE[6:], *pas, *familles)
    criteres = referentiel.criteres
    for thematique in referentiel.thematiques:
        feuille = classeur.create_sheet(c.name_feuille(thematique.code))
        couleur = (thematique.couleur or f"#{BLEU}").removeprefix("#")
        rangees = [rangee for enjeu in thematique.enjeux for rangee in _list_rangees(enjeu)]
        _write_table(feuille, modele, rangees, couleur)
    _add(
        classeur,
        c.LOIS,
        ({"critere": critere.code} | loi.model_dump() for critere in criteres for loi in critere.socle_legal),
    )
    _write_table(
        classeur.create_sheet(c.VARIANTES),
        (*TABLES[c.VARIANTES], *niveaux),
        [
            {"critere": critere.code}
            | variante.pour.model_dump()
            | variante.model_dump(exclude={"pour", "niveaux"})
            | _name_niveaux(variante.niveaux)
            for critere in criteres
            for variante in critere.variantes
        ],
    )
    _add(classeur, c.FAMILLES, (famille.model_dump() for famille in referentiel.familles))
    for nom, sous in ((c.GROUPES, "groupes"), (c.RENVOIS, "entrees")):
        rangees = [
            {"famille": famille.cle} | ligne.model_dump()
            for famille in referentiel.familles
            for ligne in getattr(famille, sous)
        ]
        _write_table(classeur.create_sheet(nom), TABLES[nom], rangees)
    _add(classeur, c.MOTS, (mot.model_dump() | {"formes": mot.formes or None} for mot in referentiel.mots))
    _write_table(
        classeur.create_sheet(c.CODES),
        (Colonne("code", "Code", largeur=12), Colonne("titre", "Question", largeur=60)),
        [{"code": critere.code, "titre": critere.titre} for critere in criteres],
    )
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def _list_rangees(enjeu: Enjeu) -> Iterable[dict[str, Any]]:
    yield {"genre": c.ENJEU} | enjeu.model_dump(exclude={"criteres"})
    yield from map(_build_rangee, enjeu.criteres)


def _build_rangee(critere: Critere) -> dict[str, Any]:
    return {
        "genre": c.CRITERE,
        **critere.model_dump(include={"code", "titre", "question", "question_simple", "trace_possible"}),
        "pour_qui": critere.pour_qui.texte,
        "types": critere.pour_qui.types,
        "des_le_trimestre": critere.des_le_trimestre if critere.des_le_trimestre > 1 else None,
        **_name_niveaux(critere.niveaux),
        **{f"pas:{numero}": texte for numero, texte in critere.premiers_pas.items()},
        **{f"renvoi:{famille}": codes for famille, codes in critere.renvois.items()},
    }


def _name_niveaux(niveaux: Mapping[int, str]) -> dict[str, str]:
    return {f"niveau:{numero}": texte for numero, texte in niveaux.items()}


def _add(classeur: Any, nom: str, rangees: Iterable[Mapping[str, Any]]) -> None:
    _write_table(classeur.create_sheet(nom), TABLES[nom], list(rangees))


def _write_table(
    feuille: Any, table: Sequence[Colonne], rangees: Sequence[Mapping[str, Any]], couleur: str = BLEU
) -> None:
    feuille.sheet_properties.tabColor = couleur
    feuille.sheet_view.zoomScale = 90
    for rang, colonne in enumerate(table, 1):
        write_titre(feuille, 1, rang, colonne.titre, couleur)
        feuille.column_dimensions[get_column_letter(rang)].width = colonne.largeur
        _add_choix(feuille, colonne, get_column_letter(rang))
    for ligne, rangee in enumerate(rangees, 2):
        for rang, colonne in enumerate(table, 1):
            write_case(feuille, ligne, rang, _lay_out(rangee.get(colonne.cle), colonne))
            if rangee.get("genre") == c.ENJEU:
                feuille.cell(ligne, rang).fill = PatternFill("solid", start_color=PALE)
                feuille.cell(ligne, rang).font = Font(bold=True)
    feuille.freeze_panes = "D2" if table[0].cle == "genre" else "B2"


def _lay_out(valeur: Any, colonne: Colonne) -> str | int | None:
    if valeur is None or isinstance(valeur, int):
        return valeur
    if colonne.genre == "types":
        return ", ".join(valeur)
    return write_liste(valeur) if colonne.genre == "liste" else str(valeur)


def write_case(feuille: Any, ligne: int, rang: int, valeur: str | int | None) -> None:
    """One cell, which stays what was written whatever it looks like."""
    case = feuille.cell(ligne, rang)
    case.alignment = EN_HAUT
    if isinstance(valeur, str):
        case.value = write_texte(valeur)
        # Never a formula, a number or a date, whatever it looks like.
        case.data_type = "s"
        case.number_format = "@"
    elif valeur is not None:
        case.value = valeur


def write_titre(feuille: Any, ligne: int, rang: int, titre: str, couleur: str = BLEU) -> None:
    """The title of a column."""
    write_case(feuille, ligne, rang, titre)
    tete = feuille.cell(ligne, rang)
    tete.font = Font(bold=True, color=BLANC)
    tete.fill = PatternFill("solid", start_color=couleur)


def _add_choix(feuille: Any, colonne: Colonne, lettre: str) -> None:
    """What may be chosen rather than typed: fixed words, or what another sheet holds."""
    choix = {"genre": (c.ENJEU, c.CRITERE), "icone": get_args(Icone), "transversal": (c.OUI,)}.get(colonne.cle)
    source = SOURCES.get((feuille.title, colonne.cle))
    if choix is not None:
        formule = f'"{",".join(choix)}"'
    elif source is not None:
        formule = f"'{source}'!$A$2:$A${LIGNES_A_REMPLIR}"
    elif colonne.genre == "types":
        formule = f'"{",".join(get_args(TypeStructure))}"'
    else:
        return
    regle = DataValidation(type="list", formula1=formule, allow_blank=True)
    regle.error, regle.errorTitle = "Choisissez dans la liste.", "Cette valeur n’est pas dans la liste"
    if colonne.genre == "types":
        # Several may be named, with commas: the list offers, and does not forbid.
        regle.showErrorMessage = False
        regle.promptTitle, regle.prompt = "Types de structure", "Choisissez-en un, ou écrivez-en plusieurs : AI, ACI."
        regle.showInputMessage = True
    elif source == c.CODES:
        # A question added since has its code already, and is not in the list.
        regle.showErrorMessage = False
    regle.add(f"{lettre}2:{lettre}{LIGNES_A_REMPLIR}")
    feuille.add_data_validation(regle)


def _write_accueil(feuille: Any) -> None:
    feuille.title = c.ACCUEIL
    feuille.column_dimensions["A"].width = 100
    feuille.sheet_view.showGridLines = False
    for ligne, texte in enumerate(MODE_D_EMPLOI, 1):
        write_case(feuille, ligne, 1, texte)
    feuille.cell(1, 1).font = Font(bold=True, size=16, color=BLEU)
