"""A Referentiel → the YAML files of its folder, laid out as those that ship: long texts are folded."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml
from yaml import ScalarNode, SequenceNode

from caprse.referentiel.codec import to_contenu
from caprse.referentiel.fichiers.document import GLOSSAIRE, RENVOIS, TETE
from caprse.referentiel.fichiers.scalaires import read_scalaire
from caprse.referentiel.schema import Referentiel

LARGEUR = 118
# Longer than this, a text is folded on lines of its own.
COURT = 80
# A text that folding and unfolding gives back: single spaces between visible signs.
PLIABLE = re.compile(r"[^\s\x85\u2028\u2029\ufeff]+(?: [^\s\x85\u2028\u2029\ufeff]+)*")
INSECABLES = str.maketrans("", "", "\u00a0\u202f")
# Written even when they hold nothing.
OBLIGES = frozenset({"niveaux", "pour"})
LISTES_COURTES = frozenset({"types", "ordre", "formes"})
ORDRE_CRITERE = (
    "code",
    "titre",
    "socle_legal",
    "des_le_trimestre",
    "question",
    "question_simple",
    "niveaux",
    "premiers_pas",
    "trace_possible",
    "pour_qui",
    "variantes",
    "renvois",
)


class _EnLigne(list[Any]):
    """A list written between brackets."""


class _Ecrivain(yaml.SafeDumper):
    def ignore_aliases(self, _data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """Lists are shifted under their key, as in the files that ship."""
        return super().increase_indent(flow, False)


def write_yaml(referentiel: Referentiel) -> dict[str, str]:
    """The text of each file, by name; reading them gives the same référentiel."""
    contenu = to_contenu(referentiel)
    thematiques, familles = contenu.pop("thematiques"), contenu.pop("familles")
    mots = contenu.pop("mots", [])
    fichiers = {TETE: _write("referentiel", contenu)}
    for thematique in thematiques:
        for enjeu in thematique["enjeux"]:
            enjeu["criteres"] = [_order(critere) for critere in enjeu["criteres"]]
        fichiers[f"{thematique['code']}.yaml"] = _write("thematique", thematique)
    if familles:
        fichiers[RENVOIS] = _write("renvois", {"familles": familles})
    if mots:
        fichiers[GLOSSAIRE] = _write("glossaire", {"mots": mots})
    return fichiers


def _order(critere: dict[str, Any]) -> dict[str, Any]:
    range_ = {cle: critere[cle] for cle in ORDRE_CRITERE if cle in critere}
    if range_.get("socle_legal") is False:
        del range_["socle_legal"]
    return range_


def _write(schema: str, donnee: dict[str, Any]) -> str:
    corps = yaml.dump(
        _lay_out(donnee, ""), Dumper=_Ecrivain, allow_unicode=True, sort_keys=False, width=LARGEUR, indent=2
    )
    return f"# yaml-language-server: $schema=../schema/{schema}.schema.json\n{corps}"


def _lay_out(valeur: Any, cle: str) -> Any:
    """Plain data without what says nothing; the numbers of niveaux are numbers again."""
    if isinstance(valeur, dict):
        plein = {sous: _lay_out(element, sous) for sous, element in valeur.items() if element is not None}
        if cle == "renvois":
            return {sous: _EnLigne(element) for sous, element in plein.items()}
        if cle in ("niveaux", "premiers_pas"):
            return {int(numero): element for numero, element in plein.items()}
        return {sous: element for sous, element in plein.items() if element not in ([], {}) or sous in OBLIGES}
    if isinstance(valeur, list):
        elements = [_lay_out(element, "") for element in valeur]
        return _EnLigne(elements) if cle in LISTES_COURTES else elements
    return valeur


def _represent_texte(dumper: yaml.SafeDumper, texte: str) -> ScalarNode:
    nu = not isinstance(read_scalaire(texte, nu=True), str)
    visible = texte.translate(INSECABLES)
    style = '"' if nu or not PLIABLE.fullmatch(visible) else None
    if style is None and len(texte) > COURT:
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", texte, style=style)


def _represent_ligne(dumper: yaml.SafeDumper, liste: _EnLigne) -> SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", liste, flow_style=True)


_REPRESENTATIONS: dict[type, Callable[..., Any]] = {str: _represent_texte, _EnLigne: _represent_ligne}
for _genre, _represente in _REPRESENTATIONS.items():
    _Ecrivain.add_representer(_genre, _represente)
