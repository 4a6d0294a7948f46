"""The workbook to fill: the past trimestres, one sheet a structure, one line a question, what may be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from caprse.referentiel.classeur.ecriture import BLEU, write_case, write_titre
from caprse.referentiel.marches import list_niveaux, name_niveau
from caprse.referentiel.schema import BILAN, Referentiel
from caprse.restitution.reprise.recherche import name_feuille
from caprse.restitution.reprise.regles import Cadre, StructureConnue, TrimestreConnu, list_passes
from caprse.restitution.reprise.titres import LIBELLES
from caprse.socle.francais import fold_nom

ACCUEIL, TRIMESTRES, CRITERES, REPONSES, STRUCTURES = (
    "Mode d’emploi",
    "Trimestres",
    "Critères",
    "Réponses",
    "Structures",
)
NON_CONCERNE = "Non concerné"
# More sheets than this are no workbook that people fill: one line an answer then.
FEUILLES_MAX = 50
LIGNES_LIBRES = 3_000
COLONNES = ("numero", "code", "critere", "niveau", "motif", "commentaire", "cible", "trace", "lien")
LARGEURS = {
    "numero": 11,
    "thematique": 40,
    "debut": 15,
    "fin": 15,
    "structure": 36,
    "code": 10,
    "critere": 60,
    "niveau": 20,
    "motif": 30,
    "commentaire": 50,
    "cible": 20,
    "trace": 30,
    "lien": 36,
}
MODE_D_EMPLOI = (
    "Reprendre les trimestres d’avant le cahier",
    "1. « Trimestres » : corrigez les dates et les thématiques ; effacez les lignes en trop.",
    "2. Une feuille par structure : choisissez le niveau de chaque critère qu’elle avait rempli.",
    "   Laissez vide ce qu’elle n’avait pas rempli. « Non concerné » demande un motif.",
    "   Commentaire, cible et trace sont facultatifs.",
    "   Un critère revu plus tard ? Ajoutez une ligne en bas, avec le trimestre où il a été revu.",
    "3. Rapportez le classeur dans le cahier, page « Reprendre le passé » : il dit tout ce qui est à corriger.",
    "Vos réponses sont déjà dans un tableau ? Une ligne par réponse convient aussi.",
    "   Ses colonnes : Trimestre, Structure, Critère, Niveau ; puis Motif, Commentaire, Cible, Trace.",
    "« Critères » rappelle le code et le titre de chaque critère : le cahier ne relit pas cette feuille.",
)


def write_gabarit(cadre: Cadre) -> bytes:
    """The workbook of a collectif, which ``read_reprise`` reads back once it is filled."""
    classeur = Workbook()
    _write_accueil(classeur.active)
    passes = list_passes(cadre)
    _write_trimestres(classeur.create_sheet(TRIMESTRES), cadre, passes)
    structures = list_presentes(cadre, passes)
    if len(structures) <= FEUILLES_MAX:
        prises: set[str] = {fold_nom(nom) for nom in (ACCUEIL, TRIMESTRES, CRITERES, REPONSES, STRUCTURES)}
        for structure in structures:
            _write_structure(classeur.create_sheet(_pick_nom(structure, prises)), structure, cadre, passes)
    else:
        _write_tete(feuille := classeur.create_sheet(REPONSES), 1, ("structure", *COLONNES))
        _add_choix(feuille, 1, ("structure", *COLONNES), LIGNES_LIBRES)
        feuille = classeur.create_sheet(STRUCTURES)
        _write_tete(feuille, 1, ("structure",))
        for rang, structure in enumerate(structures, 2):
            write_case(feuille, rang, 1, structure.libelle)
    _write_criteres(classeur.create_sheet(CRITERES), cadre)
    flux = BytesIO()
    classeur.save(flux)
    return flux.getvalue()


def list_choix(referentiel: Referentiel) -> list[str]:
    """What a niveau may be, as the lists of a workbook offer it; « non concerné » last."""
    niveaux = list_niveaux(referentiel)
    return [*(name_niveau(n, niveaux) for n in range(len(niveaux))), NON_CONCERNE]


def list_presentes(cadre: Cadre, passes: Sequence[TrimestreConnu]) -> list[StructureConnue]:
    """The structures that were members at the end of one of these trimestres; all of them where none is known."""
    presentes = [s for s in cadre.structures if any(s.is_adherente(passe.fin) for passe in passes)]
    return presentes or list(cadre.structures)


def _write_accueil(feuille: Any) -> None:
    feuille.title = ACCUEIL
    feuille.column_dimensions["A"].width = 110
    feuille.sheet_view.showGridLines = False
    for ligne, texte in enumerate(MODE_D_EMPLOI, 1):
        write_case(feuille, ligne, 1, texte)
    feuille.cell(1, 1).font = Font(bold=True, size=16, color=BLEU)


def _write_trimestres(feuille: Any, cadre: Cadre, passes: Sequence[TrimestreConnu]) -> None:
    colonnes = ("numero", "thematique", "debut", "fin")
    _write_tete(feuille, 1, colonnes)
    for ligne, passe in enumerate(passes, 2):
        write_case(feuille, ligne, 1, passe.numero)
        write_case(feuille, ligne, 2, cadre.referentiel.titres.get(passe.thematique, passe.thematique or BILAN))
        for rang, jour in ((3, passe.debut), (4, passe.fin)):
            feuille.cell(ligne, rang).value = jour
    for ligne in range(2, 42):
        for rang in (3, 4):
            feuille.cell(ligne, rang).number_format = "DD/MM/YYYY"
    _add_liste(feuille, "B2:B41", f"'{CRITERES}'!$G$2:$G${len(cadre.referentiel.ordre) + 1}")


def _write_structure(feuille: Any, structure: StructureConnue, cadre: Cadre, passes: Sequence[TrimestreConnu]) -> None:
    write_titre(feuille, 1, 1, LIBELLES["structure"])
    write_case(feuille, 1, 2, structure.libelle)
    feuille.cell(1, 2).font = Font(bold=True)
    # A long name goes on over its neighbours rather than down.
    feuille.cell(1, 2).alignment = Alignment(vertical="top")
    _write_tete(feuille, 3, COLONNES)
    for ligne, (numero, code, titre) in enumerate(_list_questions(structure, cadre, passes), 4):
        for rang, valeur in enumerate((numero, code, titre), 1):
            write_case(feuille, ligne, rang, valeur)
    _add_choix(feuille, 3, COLONNES, max(feuille.max_row + 100, 300))


def _list_questions(
    structure: StructureConnue, cadre: Cadre, passes: Sequence[TrimestreConnu]
) -> Iterator[tuple[int | None, str, str]]:
    """What each past trimestre asked of it; where none is known, every question, for a trimestre to be said."""
    referentiel = cadre.referentiel
    if not passes:
        for thematique in referentiel.thematiques:
            for critere in thematique.criteres:
                yield None, critere.code, critere.titre
    for passe in [passe for passe in passes if structure.is_adherente(passe.fin)] or passes:
        for critere in referentiel.demandes(passe.thematique):
            yield passe.numero, critere.code, critere.titre


def _write_criteres(feuille: Any, cadre: Cadre) -> None:
    """Every question, and beside them what the lists of the other sheets offer."""
    referentiel = cadre.referentiel
    _write_tete(feuille, 1, ("code", "critere", "thematique"))
    criteres = [(c, t) for t in referentiel.thematiques for c in t.criteres]
    for ligne, (critere, thematique) in enumerate(criteres, 2):
        for rang, texte in enumerate((critere.code, critere.titre, thematique.titre), 1):
            write_case(feuille, ligne, rang, texte)
    write_titre(feuille, 1, 5, "Niveaux")
    for ligne, nom in enumerate(list_choix(referentiel), 2):
        write_case(feuille, ligne, 5, nom)
    write_titre(feuille, 1, 7, "Thématiques")
    for ligne, code in enumerate(referentiel.ordre, 2):
        write_case(feuille, ligne, 7, referentiel.thematique(code).titre)
    for lettre in ("E", "G"):
        feuille.column_dimensions[lettre].width = 40


def _write_tete(feuille: Any, ligne: int, colonnes: Sequence[str]) -> None:
    for rang, cle in enumerate(colonnes, 1):
        write_titre(feuille, ligne, rang, LIBELLES[cle])
        feuille.column_dimensions[get_column_letter(rang)].width = LARGEURS[cle]
    feuille.freeze_panes = feuille.cell(ligne + 1, 1)


def _add_choix(feuille: Any, tete: int, colonnes: Sequence[str], derniere: int) -> None:
    """The niveaux, to be chosen rather than typed."""
    # A référentiel has six niveaux at most, then « non concerné »: empty places of the list offer nothing.
    for cle, fin in (("niveau", 8), ("cible", 7)):
        lettre = get_column_letter(colonnes.index(cle) + 1)
        _add_liste(feuille, f"{lettre}{tete + 1}:{lettre}{derniere}", f"'{CRITERES}'!$E$2:$E${fin}")


def _add_liste(feuille: Any, plage: str, source: str) -> None:
    regle = DataValidation(type="list", formula1=source, allow_blank=True)
    # The list offers, and does not forbid: a number alone is read too.
    regle.showErrorMessage = False
    regle.add(plage)
    feuille.add_data_validation(regle)


def _pick_nom(structure: StructureConnue, prises: set[str]) -> str:
    """The name of its sheet: two structures of one name each have their own."""
    nom = name_feuille(structure.nom)
    rang = 2
    while fold_nom(nom) in prises:
        nom = f"{name_feuille(structure.nom)[:27].strip()} {rang}"
        rang += 1
    prises.add(fold_nom(nom))
    return nom
