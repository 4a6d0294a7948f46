"""No text of a person or of a file reaches an element that reads Markdown without having been escaped."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import caprse
from tests.surete.textes.lecture_pages import ELEMENTS, NOMBRES, SURES, list_fautes, read_promesses

RACINE = Path(caprse.__file__).parent
# What escapes, and what shows our own guides, which are Markdown.
HORS_SUJET = {"socle/ecran/affichage.py", "socle/ecran/guide.py"}
# Plain text, HTML that others escape, layout, or nothing shown.
SANS_MARKDOWN = {
    *("text", "code", "html", "container", "columns", "divider", "form", "empty", "fragment", "rerun", "stop"),
    *(
        "switch_page",
        "navigation",
        "Page",
        "set_page_config",
        "logo",
        "vega_lite_chart",
        "pagination",
        "App",
        "components.v2.component",
    ),
}
NUMERIQUES = {"int", "int | None", "float", "Mapped[int]", "Mapped[int | None]", "date"}


def test_every_screen_escapes_what_it_did_not_write() -> None:
    code = read_promesses(RACINE)
    fautes = [
        f"{fichier.relative_to(RACINE)}:{faute.ligne} {faute.element} : {faute.texte[:120]}"
        for fichier in sorted(RACINE.rglob("*.py"))
        if str(fichier.relative_to(RACINE)) not in HORS_SUJET
        for faute in list_fautes(fichier, code)
    ]
    assert fautes == [], "escape() it, or say Affichable in the signature of what gives it"


@pytest.mark.parametrize(
    "ligne",
    [
        "st.markdown(nom)",
        'st.markdown(f"**{structure.nom}**")',
        'st.caption("Pour : " + nom)',
        'st.caption(" · ".join(noms))',
        "st.button(nom)",
        "colonne.metric(nom, 1)",
        'st.text_input("Nom", help=aide)',
        "st.radio(question, [1])",
        'st.radio("Q", options)',
        'st.radio("Q", [1], format_func=lambda i: noms[i])',
        'st.radio("Q", [1], captions=[c.titre for c in criteres])',
        "st.tabs([t.titre for t in thematiques])",
        "st.error(str(erreur))",
        "st.table(tableau)",
        'with st.expander(f"{nom} (clos)"): pass',
        "texte = escape(a)\n    texte = b\n    st.markdown(texte)",
        "lignes = []\n    lignes.append(nom)\n    st.markdown(' '.join(lignes))",
        "for nom in noms: st.markdown(nom)",
        "st.markdown(describe(nom))",
        "st.markdown(escape(nom) + suite)",
        'st.markdown(f"{total.valeur:s}")',
        'st.markdown("a" if nom else nom)',
        "show_affichable(nom)",
        "show_affichable(libelle=nom)",
    ],
)
def test_the_reading_finds_what_is_not_escaped(tmp_path: Path, ligne: str) -> None:
    assert list(_read(tmp_path, ligne)) != []


@pytest.mark.parametrize(
    "ligne",
    [
        'st.markdown("Bonjour")',
        'st.markdown(f"**{escape(nom)}** · {len(noms)}")',
        'st.caption(" · ".join(escape(nom) for nom in noms))',
        "st.selectbox('Structure', noms)",
        "st.text(nom)",
        "titre = escape(nom)\n    st.subheader(titre)",
        "st.caption(LIBELLES[etat])",
        'st.caption(f"{rang + 1} sur {total.numero} et {total.valeur:d}")',
        "show_affichable(escape(nom))",
        "st.markdown(tell(nom))",
    ],
)
def test_the_reading_lets_pass_what_is(tmp_path: Path, ligne: str) -> None:
    assert list(_read(tmp_path, ligne)) == []


def test_a_function_that_promises_a_text_to_show_keeps_its_word(tmp_path: Path) -> None:
    fichier = tmp_path / "page.py"
    fichier.write_text("def tell(nom: str) -> Affichable:\n    return f'**{nom}**'\n", encoding="utf-8")
    assert [faute.element for faute in list_fautes(fichier, read_promesses(tmp_path))] == ["return"]


def _read(dossier: Path, ligne: str) -> list[object]:
    fichier = dossier / "page.py"
    fichier.write_text(
        "def show_affichable(libelle: Affichable) -> None:\n    st.markdown(libelle)\n\n\n"
        "def tell(nom: str) -> Affichable:\n    return escape(nom)\n\n\n"
        f"def page(nom, noms, aide, structure, erreur, a, b, suite, etat, rang, total) -> None:\n    {ligne}\n",
        encoding="utf-8",
    )
    return list(list_fautes(fichier, read_promesses(dossier)))


def test_what_passes_for_a_number_is_one_everywhere() -> None:
    autres = [
        f"{fichier.relative_to(RACINE)} {classe.name}.{champ.target.id}: {ast.unparse(champ.annotation)}"
        for fichier in RACINE.rglob("*.py")
        for classe in ast.walk(ast.parse(fichier.read_text(encoding="utf-8")))
        if isinstance(classe, ast.ClassDef)
        for champ in classe.body
        if isinstance(champ, ast.AnnAssign) and isinstance(champ.target, ast.Name) and champ.target.id in NOMBRES
        if ast.unparse(champ.annotation) not in NUMERIQUES
    ]
    assert autres == []


def test_what_passes_for_ours_exists_and_returns_words_of_ours() -> None:
    """They stand in the base of the house, which knows no text of the field."""
    fonctions = {
        noeud.name
        for fichier in (RACINE / "socle").rglob("*.py")
        for noeud in ast.parse(fichier.read_text(encoding="utf-8")).body
        if isinstance(noeud, ast.FunctionDef)
    }
    assert set() == SURES - fonctions


def test_every_element_of_the_screens_is_known() -> None:
    """A call of Streamlit that nobody classed would not be read."""
    connus = set(ELEMENTS) | SANS_MARKDOWN
    inconnus = {
        ast.unparse(noeud.func).removeprefix("st.").removeprefix("sidebar.")
        for fichier in RACINE.rglob("*.py")
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8")))
        if isinstance(noeud, ast.Call)
        if re.fullmatch(r"st\.(sidebar\.)?(components\.v2\.)?\w+", ast.unparse(noeud.func))
    }
    assert inconnus - connus == set()


def test_what_is_written_with_markdown_is_never_escaped_again() -> None:
    """Our own bold text, in a function that does not say Affichable, would be escaped by whoever shows it."""
    oublis = [
        f"{fichier.relative_to(RACINE)}:{retour.lineno} {fonction.name}"
        for fichier in RACINE.rglob("*.py")
        for fonction in ast.walk(ast.parse(fichier.read_text(encoding="utf-8")))
        if isinstance(fonction, ast.FunctionDef) and fonction.returns is not None
        if "Affichable" not in ast.unparse(fonction.returns)
        for retour in ast.walk(fonction)
        if isinstance(retour, ast.Return) and retour.value is not None
        for texte in ast.walk(retour.value)
        if isinstance(texte, ast.Constant) and isinstance(texte.value, str)
        if "**" in texte.value or texte.value.startswith(":material/")
    ]
    assert oublis == []
