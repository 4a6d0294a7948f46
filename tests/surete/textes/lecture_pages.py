"""Reads the code of the screens for texts that reach an element that reads Markdown without having been escaped.

A text is ours when it is written there, a number (``:d`` says it), a name in capitals (a constant, or a value of such
a table), what `escape` or a function that says `Affichable` gives. A name is as sure as all that is given to it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.surete.textes.portee import FONCTIONS, Portee

ETIQUETTE = {"label", "help", "caption", "captions"}
CHOIX = ("radio", "pills", "segmented_control")
_TEXTES = (
    "markdown",
    "caption",
    "title",
    "header",
    "subheader",
    "info",
    "error",
    "warning",
    "success",
    "toast",
)
_WIDGETS = (
    *("button", "checkbox", "toggle", "text_input", "text_area", "selectbox", "multiselect", "number_input", "slider"),
    *("date_input", "time_input", "file_uploader", "link_button", "download_button", "form_submit_button"),
    *("expander", "popover", "status", "spinner"),
)
# What each element reads as Markdown: positions and names of its arguments. Options of a selectbox are plain text.
ELEMENTS: dict[str, tuple[tuple[int, ...], set[str]]] = {
    **dict.fromkeys(_TEXTES, ((0,), {"body", "help"})),
    **dict.fromkeys(_WIDGETS, ((0,), ETIQUETTE)),
    **dict.fromkeys(CHOIX, ((0, 1), ETIQUETTE | {"options", "format_func"})),
    "metric": ((0, 2), ETIQUETTE | {"delta"}),
    "progress": ((1,), {"text"}),
    "tabs": ((0,), {"tabs"}),
    "menu_button": ((0, 1), ETIQUETTE | {"options", "format_func"}),
    "page_link": ((), {"label", "help"}),
    "image": ((), {"caption"}),
    "dialog": ((0,), {"title"}),
    "table": ((0,), {"data"}),
}
# Functions of the base of the house whose words are ours whatever they are given: digits, dates, agreements.
SURES = {
    *("escape", "agree", "format_pluriel", "format_nombre", "format_date", "format_date_courte", "format_rendez_vous"),
    *("format_instant", "format_instant_proche", "format_jour_proche", "format_heure", "format_horloge"),
}
# Attributes that hold numbers or dates, in every class that has them.
NOMBRES = {
    *("numero", "rang", "applicables", "restants", "non_concernes", "comptes", "minutes", "relus", "droit"),
    *("niveau_suggere", "murs", "annee", "duree_minutes"),
}
AFFICHABLE = "Affichable"
_TRANSFORMENT = ("lower", "upper", "capitalize", "strip", "removesuffix", "removeprefix", "replace")


@dataclass(frozen=True)
class Faute:
    ligne: int
    element: str
    texte: str


@dataclass(frozen=True)
class Promesses:
    """Functions whose arguments must be `Affichable` (name → argument → rank), and those whose result is.

    A name that starts with `_` counts in its file only.
    """

    demandent: dict[str, dict[str, int]]
    rendent: frozenset[str]


def read_promesses(racine: Path) -> Promesses:
    """What all functions below this folder promise."""
    demandent, rendent = {}, set()
    for fichier in racine.rglob("*.py"):
        for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
            if not isinstance(noeud, ast.FunctionDef):
                continue
            nom = _name(noeud.name, fichier)
            if _is_affichable(noeud.returns):
                rendent.add(nom)
            arguments = enumerate([*noeud.args.posonlyargs, *noeud.args.args, *noeud.args.kwonlyargs])
            if demandes := {a.arg: rang for rang, a in arguments if _is_affichable(a.annotation)}:
                demandent[nom] = demandes
    return Promesses(demandent, frozenset(rendent))


def list_fautes(fichier: Path, promesses: Promesses) -> list[Faute]:
    """What reaches the screen unescaped in this file."""
    arbre = ast.parse(fichier.read_text(encoding="utf-8"))
    return list(Lecture(fichier, promesses).visit(arbre, Portee(arbre, None)))


def _is_affichable(annotation: ast.expr | None) -> bool:
    return annotation is not None and AFFICHABLE in ast.unparse(annotation)


def _name(nom: str, fichier: Path) -> str:
    return f"{fichier}:{nom}" if nom.startswith("_") else nom


@dataclass(frozen=True)
class Lecture:
    """The reading of one file."""

    fichier: Path
    promesses: Promesses

    def visit(self, noeud: ast.AST, portee: Portee, rend: bool = False) -> Iterator[Faute]:
        """``rend``: inside a function whose result is `Affichable`."""
        for enfant in ast.iter_child_nodes(noeud):
            ici, rend_ici = portee, rend
            if isinstance(enfant, FONCTIONS):
                ici = Portee(enfant, portee)
                rend_ici = isinstance(enfant, ast.FunctionDef) and _is_affichable(enfant.returns)
            for element, texte in self._list_lus(enfant, rend):
                if not self.is_sure(texte, ici):
                    yield Faute(texte.lineno, element, ast.unparse(texte))
            yield from self.visit(enfant, ici, rend_ici)

    def _list_lus(self, noeud: ast.AST, rend: bool) -> Iterator[tuple[str, ast.expr]]:
        """The texts that this piece of code gives to an element, or to a function that asks for them escaped."""
        match noeud:
            case ast.Return(value=ast.expr() as valeur) if rend:
                yield "return", valeur
            case ast.Call(func=ast.Attribute(value=sujet, attr=nom)) if (
                nom in ELEMENTS and ast.unparse(sujet) != "log"
            ):
                positions, noms = ELEMENTS[nom]
                if any(mot.arg == "format_func" for mot in noeud.keywords):
                    # What is shown of an option is what this function makes of it.
                    positions = positions[:1]
                yield from ((nom, noeud.args[rang]) for rang in positions if rang < len(noeud.args))
                yield from ((nom, mot.value) for mot in noeud.keywords if mot.arg in noms)
            case ast.Call(func=ast.Name(id=nom)):
                demandes = self.promesses.demandent.get(_name(nom, self.fichier), {})
                yield from ((nom, noeud.args[rang]) for rang in demandes.values() if rang < len(noeud.args))
                yield from ((nom, mot.value) for mot in noeud.keywords if mot.arg in demandes)

    def is_sure(self, texte: ast.expr | None, portee: Portee, vus: frozenset[str] = frozenset()) -> bool:
        """Whether this text is ours to the last sign, or escaped. ``vus``: the names that led here."""
        if texte is None:
            return False
        if isinstance(texte, ast.Name):
            return self._is_nom_sur(texte.id, portee, vus)
        if isinstance(texte, ast.GeneratorExp | ast.ListComp):
            return self.is_sure(texte.elt, portee.open_suite(texte), vus)
        if isinstance(texte, ast.Lambda):
            return self.is_sure(texte.body, Portee(texte, portee), vus)
        if is_nombre(texte, portee) or _is_constante(texte):
            return True
        parties = self._split(texte)
        return parties is not None and all(self.is_sure(partie, portee, vus) for partie in parties)

    def _split(self, texte: ast.expr) -> list[ast.expr] | None:
        """The texts of which this one is made; None for what nobody knows."""
        match texte:
            case ast.Constant():
                return []
            case ast.JoinedStr(values=parties) | ast.BoolOp(values=parties) | ast.List(elts=parties):
                return parties
            case ast.Tuple(elts=parties):
                return parties
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=[ast.Constant(value="d")])):
                # Written so, it is a whole number or an error.
                return []
            case ast.FormattedValue(value=dedans) | ast.Starred(value=dedans):
                return [dedans]
            case ast.IfExp(body=un, orelse=autre) | ast.BinOp(left=un, right=autre):
                return [un, autre]
            case ast.Call(func=ast.Attribute(value=sujet, attr="join"), args=suite):
                return [sujet, *suite]
            case ast.Call(func=ast.Attribute(value=sujet, attr=nom)) if nom in _TRANSFORMENT:
                return [sujet]
            case ast.Call(func=ast.Name(id=nom)) if self._gives(nom):
                return []
        return None

    def _gives(self, fonction: str) -> bool:
        return fonction in SURES or _name(fonction, self.fichier) in self.promesses.rendent

    def _is_nom_sur(self, nom: str, portee: Portee, vus: frozenset[str]) -> bool:
        if nom.strip("_").isupper() or nom in vus or self._gives(nom):
            return True
        trouve = portee.find(nom)
        if trouve is None:
            return False
        ou, valeurs, annotation = trouve
        if annotation is not None and (AFFICHABLE in annotation or annotation in ("int", "float", "date")):
            return True
        return all(self.is_sure(valeur, ou, vus | {nom}) for valeur in valeurs)


def _is_constante(texte: ast.expr) -> bool:
    """A value of a table in capitals."""
    match texte:
        case ast.Attribute(value=ast.Name(id=nom), attr="__getitem__"):
            return nom.isupper()
        case ast.Subscript(value=ast.Name(id=nom)) | ast.Call(func=ast.Attribute(value=ast.Name(id=nom), attr="get")):
            return nom.isupper()
    return False


def is_nombre(valeur: ast.expr | None, portee: Portee, vus: frozenset[str] = frozenset()) -> bool:
    """Whether this can be nothing but a number: a text in its place would fail at once."""
    match valeur:
        case ast.Constant(value=int() | float()) | ast.BinOp(op=ast.Sub()):
            return True
        case ast.BinOp(left=un, right=autre):
            return is_nombre(un, portee, vus) or is_nombre(autre, portee, vus)
        case ast.Call(func=ast.Name(id="sum" | "len" | "int" | "round")):
            return True
        case ast.Call(func=ast.Name(id="min" | "max"), args=suite):
            return any(is_nombre(un, portee, vus) for un in suite)
        case ast.Call(func=ast.Attribute(attr="index" | "count")):
            return True
        case ast.Attribute(attr=nom):
            return nom in NOMBRES
        case ast.Name(id=nom) if nom not in vus and (trouve := portee.find(nom)):
            ou, valeurs, annotation = trouve
            return annotation in ("int", "float") or all(is_nombre(un, ou, vus | {nom}) for un in valeurs)
    return False
