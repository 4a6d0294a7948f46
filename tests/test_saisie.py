"""What every screen owes to whoever types and clicks: a draft for each field, one act for each press of a button."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import caprse

CAPRSE = Path(caprse.__file__).parent
PAGES = sorted(chemin for chemin in CAPRSE.rglob("*.py") if "migrations" not in chemin.parts)

# Where Streamlit's own buttons are drawn, for all others.
BOUTONS = "socle/ecran/boutons.py"
CHAMPS = {"text_input", "text_area", "date_input", "time_input", "number_input", "chat_input", "data_editor"}
GARDES = {"watch", "watch_ligne"}
# Fields without a draft, by file and start of their label, and why.
SANS_BROUILLON = {
    ("carnet/membres/vue_seuils.py", ""): "two numbers with their steps; nothing is typed",
    ("journal/page.py", ""): "filters: they ask, and say nothing that could be lost",
    ("referentiel/vue_lecture.py", ""): "a filter",
    ("tableau/page.py", ""): "a filter, kept in the address",
    ("acces/comptes/page.py", "Chercher"): "a filter",
    ("acces/comptes/page_equipes.py", ""): "a filter",
    ("carnet/membres/page.py", ""): "a filter",
    ("carnet/remplir/vue_critere.py", ""): "written as the answer itself, after a pause",
    ("carnet/remplir/vue_details.py", ""): "written as the answer itself; what is refused waits in a draft",
    ("relecture/relire/vue.py", ""): "written as they are typed; what is refused waits in a draft",
    ("seance/compte_rendu/page.py", ""): "written as it is typed; what could not be waits in a draft",
    ("carnet/bascule/vue_simulation.py", ""): "the name typed again to confirm: to be typed at that very moment",
    ("acces/comptes/page_mon_compte.py", ""): "one's own name, one short line",
    ("restitution/trimestres/formulaire_bilan.py", ""): "a day proposed beforehand, picked in a calendar",
    ("seance/page.py", ""): "a title proposed beforehand, one short line beside its button",
    ("seance/preparation/vue.py", ""): "a title, one short line beside its button",
    ("seance/preparation/vue_etape.py", ""): "a place in a list, done as it is typed",
    ("carnet/membres/vue_lot.py", ""): "a day proposed beforehand, beside its button; the rest is chosen",
    ("carnet/membres/formulaires.py", "Premier jour"): "a day proposed beforehand, beside its button",
    ("carnet/membres/formulaires.py", "Dernier jour"): "a day proposed beforehand, beside its button",
    ("restitution/trimestres/formulaires.py", "Premier jour"): "a day proposed beforehand",
    ("restitution/trimestres/formulaires.py", "Dernier jour"): "a day proposed beforehand",
    ("restitution/trimestres/formulaires.py", "Nouveau dernier jour"): "a day proposed beforehand",
    ("progres/traces/page.py", "Chercher"): "a filter",
    ("progres/pratiques/page.py", "Chercher"): "a filter",
    ("avis/vue_ouverture.py", ""): "a day proposed beforehand; the rest is chosen",
    ("relecture/appuis/vue_offres.py", "Chercher"): "a filter",
    ("recherche/page.py", ""): "a question, kept in the address",
    ("relecture/rappels/page.py", ""): "a day proposed beforehand; nothing is typed",
}


def list_appels(chemin: Path) -> Iterator[tuple[str, ast.Call]]:
    """The calls of Streamlit's controls, by name."""
    for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute):
            yield noeud.func.attr, noeud


def read_libelle(appel: ast.Call) -> str:
    premier = appel.args[0] if appel.args else None
    return premier.value if isinstance(premier, ast.Constant) and isinstance(premier.value, str) else ""


def is_watched(appel: ast.Call) -> bool:
    return any(
        mot.arg is None
        and isinstance(mot.value, ast.Call)
        and isinstance(mot.value.func, ast.Name)
        and mot.value.func.id in GARDES
        for mot in appel.keywords
    )


def test_each_field_keeps_a_draft_or_says_why_not() -> None:
    fautes, servies = [], set()
    for chemin in PAGES:
        nom = str(chemin.relative_to(CAPRSE))
        for genre, appel in list_appels(chemin):
            if genre not in CHAMPS or is_watched(appel):
                continue
            raisons = {cle for cle in SANS_BROUILLON if cle[0] == nom and read_libelle(appel).startswith(cle[1])}
            servies |= raisons
            if not raisons:
                fautes.append(f"{nom}:{appel.lineno} {genre} « {read_libelle(appel)} »")
    assert fautes == []
    assert servies == set(SANS_BROUILLON), "a reason that no field needs any more"


def test_each_button_gives_an_identity_to_its_act() -> None:
    fautes = [
        f"{chemin.relative_to(CAPRSE)}:{appel.lineno}"
        for chemin in PAGES
        if str(chemin.relative_to(CAPRSE)) != BOUTONS
        for genre, appel in list_appels(chemin)
        if genre in {"button", "form_submit_button"}
    ]
    assert fautes == [], "show_bouton or show_bouton_formulaire (caprse/socle/ecran/boutons.py)"


def test_no_field_that_keeps_a_draft_stands_in_a_form_of_streamlit() -> None:
    """Such a form tells the server nothing before it is sent: there would be nothing to keep."""
    fautes = []
    for chemin in PAGES:
        for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
            if not isinstance(noeud, ast.With) or not any("st.form(" in ast.unparse(i) for i in noeud.items):
                continue
            fautes += [
                f"{chemin.relative_to(CAPRSE)}:{n.lineno}"
                for n in ast.walk(noeud)
                if isinstance(n, ast.Call) and is_watched(n)
            ]
    assert fautes == []
