"""What the names of a function may hold, read from its code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

FONCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Portee:
    """Every expression given to each name of a function; None for what comes from outside."""

    def __init__(self, noeud: ast.AST | None, parente: Portee | None) -> None:
        self.parente = parente
        self.valeurs: dict[str, list[ast.expr | None]] = {}
        self.types: dict[str, str] = {}
        if noeud is None:
            return
        if isinstance(noeud, FONCTIONS):
            self._note_arguments(noeud.args)
        corps = getattr(noeud, "body", [])
        for partie in corps if isinstance(corps, list) else [corps]:
            for dessous in _walk_here(partie):
                self._note(dessous)

    def find(self, nom: str) -> tuple[Portee, list[ast.expr | None], str | None] | None:
        """Where the name lives, what it may hold, its annotation."""
        if nom in self.valeurs:
            return self, self.valeurs[nom], self.types.get(nom)
        return self.parente.find(nom) if self.parente else None

    def open_suite(self, suite: ast.GeneratorExp | ast.ListComp) -> Portee:
        """Inside a comprehension."""
        ici = Portee(None, self)
        for generateur in suite.generators:
            ici._bind_each(generateur.target, generateur.iter)
        return ici

    def _note_arguments(self, arguments: ast.arguments) -> None:
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            self.valeurs.setdefault(argument.arg, []).append(None)
            if argument.annotation is not None:
                self.types[argument.arg] = ast.unparse(argument.annotation)

    def _note(self, noeud: ast.AST) -> None:
        match noeud:
            case ast.Assign(targets=cibles, value=valeur):
                for cible in cibles:
                    self._bind(cible, valeur)
            case ast.AnnAssign(target=cible, value=valeur, annotation=annotation):
                self._bind(cible, valeur)
                if isinstance(cible, ast.Name):
                    self.types[cible.id] = ast.unparse(annotation)
            case ast.AugAssign(target=cible, value=valeur) | ast.NamedExpr(target=cible, value=valeur):
                self._bind(cible, valeur)
            case ast.For(target=cible, iter=suite):
                self._bind_each(cible, suite)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=nom), attr="append" | "extend" | "insert")):
                self.valeurs.setdefault(nom, []).extend(noeud.args[-1:])
            case ast.withitem(optional_vars=ast.expr() as cible):
                self._bind(cible, None)
            case ast.MatchAs(name=str() as nom):
                self.valeurs.setdefault(nom, []).append(None)

    def _bind(self, cible: ast.expr, valeur: ast.expr | None) -> None:
        match cible:
            case ast.Name(id=nom):
                self.valeurs.setdefault(nom, []).append(valeur)
            case ast.Starred(value=dedans):
                self._bind(dedans, None)
            case ast.Tuple(elts=parties) | ast.List(elts=parties):
                donnees: list[ast.expr | None] = [None] * len(parties)
                if isinstance(valeur, ast.Tuple | ast.List) and len(valeur.elts) == len(parties):
                    donnees = [*valeur.elts]
                for partie, donnee in zip(parties, donnees, strict=True):
                    self._bind(partie, donnee)

    def _bind_each(self, cible: ast.expr, suite: ast.expr) -> None:
        match suite, cible:
            case ast.Call(func=ast.Name(id="enumerate"), args=[dedans, *_]), ast.Tuple(elts=[rang, element]):
                self._bind(rang, ast.Constant(0))
                self._bind_each(element, dedans)
            case ast.Call(func=ast.Name(id="range")), _:
                self._bind(cible, ast.Constant(0))
            case ((ast.Tuple(elts=elements) | ast.List(elts=elements)), _):
                for element in elements:
                    self._bind(cible, element)
            case _:
                self._bind(cible, None)


def _walk_here(noeud: ast.AST) -> Iterator[ast.AST]:
    """All below, but what belongs to functions and classes defined there."""
    yield noeud
    if not isinstance(noeud, (*FONCTIONS, ast.ClassDef)):
        for enfant in ast.iter_child_nodes(noeud):
            yield from _walk_here(enfant)
