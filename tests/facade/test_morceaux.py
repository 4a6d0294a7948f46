"""Which files a first page needs, read in what Streamlit was built into."""

from __future__ import annotations

from pathlib import Path

from streamlit.file_util import get_static_dir

from caprse.facade.morceaux import ELEMENTS, ELEMENTS_DE_PAGE, find_entree, list_morceaux

STREAMLIT = Path(get_static_dir())
PAGE = '<script type="module" crossorigin src="./static/js/index.AA.js"></script><link href="./static/js/coeur.BB.js">'
ENTREE = (
    'const d=(m.f||(m.f=["./Html.CC.js","./coeur.BB.js","./feuille.DD.css","./dompurify.es~1.EE.js"]));'
    "x=()=>H(()=>import(`./Html.CC.js`),__vite__mapDeps([0,1,2,3]),import.meta.url)"
)


def test_what_an_element_needs_is_named_once_and_without_what_the_page_has_already() -> None:
    assert list_morceaux(PAGE, ENTREE, ("Html", "Html")) == ["js/Html.CC.js", "js/dompurify.es~1.EE.js"]


def test_an_element_or_a_table_that_is_no_longer_there_asks_for_nothing() -> None:
    assert list_morceaux(PAGE, ENTREE, ("Inconnu",)) == []
    assert list_morceaux(PAGE, "rien", ("Html",)) == []
    assert find_entree("<html></html>") is None


def test_each_element_that_we_name_is_found_in_the_streamlit_that_is_installed() -> None:
    index = (STREAMLIT / "index.html").read_text()
    entree = find_entree(index)
    assert entree is not None
    source = (STREAMLIT / "static" / "js" / entree).read_text()
    for element in {*ELEMENTS, *(e for page in ELEMENTS_DE_PAGE.values() for e in page)}:
        morceaux = list_morceaux(index, source, (element,))
        assert any(nom.startswith(f"js/{element}.") for nom in morceaux), element
        assert all((STREAMLIT / "static" / nom).is_file() for nom in morceaux), element
