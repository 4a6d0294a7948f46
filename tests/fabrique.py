"""Any valid référentiel, for tests: other themes, names, order, three to six niveaux, one to thirty critères."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.schema import Referentiel
from caprse.socle.signes import clean_signes

CRITERES_PAR_ENJEU = 4
TRANSVERSAL = "TRA"

# What YAML or a spreadsheet would like to turn into something else.
PIEGES = (
    "No",
    "Oui",
    "on",
    "~",
    "null",
    "1e3",
    "2024",
    "2026-03-14",
    "0x1F",
    "a: b",
    "# x",
    "- y",
    "*z",
    "&w",
    "!t",
    "« » '\"",
)


def build_referentiel(
    nb_niveaux: int = 5,
    themes: int = 2,
    criteres: int = 5,
    *,
    identifiant: str = "essai",
    version: str = "0.1.0",
    transversal: bool = True,
    word: Callable[[str], str] = str,
) -> Referentiel:
    """A valid référentiel of that size; ``criteres`` is by thématique.

    Thématiques are T01, T02…, enjeux T01-A…, critères T01-01…, and the transversal one TRA with a single critère.
    ``word`` turns each generated text into another; what must differ keeps its number.
    """
    codes = [f"T{rang:02d}" for rang in range(1, themes + 1)]
    tailles = dict.fromkeys(codes, criteres) | ({TRANSVERSAL: 1} if transversal else {})
    contenu = {
        "id": identifiant,
        "version": version,
        "titre": word("Référentiel d’essai"),
        "statut": word("Inventé pour les tests."),
        "licence": word("CC BY-SA 4.0"),
        "echelle": [_build_niveau(numero, word) for numero in range(nb_niveaux)],
        "ordre": codes,
        "transversal": TRANSVERSAL if transversal else None,
        "thematiques": [_build_thematique(code, taille, nb_niveaux, word) for code, taille in tailles.items()],
        "familles": [_build_famille(word)],
    }
    return from_contenu(contenu)


@st.composite
def referentiels(draw: st.DrawFn) -> Referentiel:
    """Any valid référentiel, its texts in any script and its thématiques in any order."""
    mots = draw(st.lists(st.sampled_from(PIEGES) | _textes(), min_size=1, max_size=6))
    build = build_referentiel(
        nb_niveaux=draw(st.integers(3, 6)),
        themes=draw(st.integers(1, 4)),
        criteres=draw(st.integers(1, 30)),
        transversal=draw(st.booleans()),
        word=lambda texte: mots[len(texte) % len(mots)],
    )
    contenu = to_contenu(build)
    contenu["ordre"] = draw(st.permutations(contenu["ordre"]))
    par_code = {thematique["code"]: thematique for thematique in contenu["thematiques"]}
    suite = [*contenu["ordre"], *([TRANSVERSAL] if build.transversal else [])]
    return from_contenu(contenu | {"thematiques": [par_code[code] for code in suite]})


def write_referentiel(referentiel: Referentiel, dossier: Path) -> Path:
    """Write a référentiel as the folder of YAML files that it would come from; gives the folder."""
    contenu = referentiel.model_dump()
    thematiques, familles, mots = (contenu.pop(cle) for cle in ("thematiques", "familles", "mots"))
    _write_yaml(dossier / "referentiel.yaml", contenu)
    _write_yaml(dossier / "renvois.yaml", {"familles": familles})
    if mots:
        _write_yaml(dossier / "glossaire.yaml", {"mots": mots})
    for thematique in thematiques:
        _write_yaml(dossier / f"{thematique['code']}.yaml", thematique)
    return dossier


def _textes() -> st.SearchStrategy[str]:
    alphabet = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"])
    return st.text(alphabet, min_size=1, max_size=30).filter(lambda t: t.strip() and clean_signes(t) == t)


def _build_niveau(numero: int, word: Callable[[str], str]) -> dict[str, Any]:
    return {
        "niveau": numero,
        "nom": f"{word('Niveau')} {numero}",
        "definition": word(f"Ce que veut dire le niveau {numero}."),
        "test": word(f"On est au niveau {numero}."),
    }


def _build_thematique(code: str, taille: int, nb_niveaux: int, word: Callable[[str], str]) -> dict[str, Any]:
    numeros = list(range(1, taille + 1))
    lots = [numeros[debut : debut + CRITERES_PAR_ENJEU] for debut in range(0, taille, CRITERES_PAR_ENJEU)]
    return {
        "code": code,
        "titre": word(f"Thématique {code}"),
        "titre_court": word(code),
        "en_bref": word(f"De quoi parle {code}."),
        "enjeux": [
            _build_enjeu(code, f"{code}-{chr(65 + rang)}", lot, nb_niveaux, word) for rang, lot in enumerate(lots)
        ],
    }


def _build_enjeu(
    thematique: str, code: str, numeros: list[int], nb_niveaux: int, word: Callable[[str], str]
) -> dict[str, Any]:
    return {
        "code": code,
        "titre": word(f"Enjeu {code}"),
        "titre_court": word(code),
        "question": word(f"Où en êtes-vous sur {code} ?"),
        "question_simple": word(f"{code}, ça va ?"),
        "criteres": [_build_critere(f"{thematique}-{numero:02d}", numero, nb_niveaux, word) for numero in numeros],
    }


def _build_critere(code: str, numero: int, nb_niveaux: int, word: Callable[[str], str]) -> dict[str, Any]:
    return {
        "code": code,
        "titre": word(f"Critère {code}"),
        "socle_legal": _build_socle_legal(code, numero, word),
        "variantes": [_build_variante(code, word)] if numero % 4 == 0 else [],
        "question": word(f"Que faites-vous pour {code} ?"),
        "question_simple": word(f"{code} : comment faites-vous ?"),
        "niveaux": {str(niveau): f"{word(f'Descripteur de {code}')} {niveau}" for niveau in range(nb_niveaux)},
        "trace_possible": word("Un compte rendu."),
        "pour_qui": {"texte": word("toutes"), "types": ["AI", "ACI"] if numero % 7 == 0 else None},
        "renvois": {"normes": [str(numero % 3 + 1)]},
    }


def _build_socle_legal(code: str, numero: int, word: Callable[[str], str]) -> bool | list[dict[str, Any]]:
    """Every fifth critère, in turn written and only flagged, as versions before 0.2 did."""
    if numero % 10 != 5:
        return numero % 5 == 0
    tous = {"du": word(f"Ce que {code} doit."), "texte": word("Code d’essai")}
    certains = {
        "du": word(f"Ce que {code} doit de plus."),
        "texte": word("Code d’essai"),
        "article": "E1-2",
        "des": 11,
        "types": ["AI", "ETTI"],
        "depuis": "2022-03-31",
        "verifie_le": "2026-03-14",
        "source": "https://exemple.test/loi",
        "avec_qui": word("le service de conseil"),
    }
    return [tous, certains]


def _build_variante(code: str, word: Callable[[str], str]) -> dict[str, Any]:
    return {
        "pour": {"types": ["EBE"], "moins_de": 10},
        "question_simple": word(f"{code}, chez vous : comment faites-vous ?"),
        "niveaux": {"1": word(f"Descripteur pour une EBE de {code}")},
    }


def _build_famille(word: Callable[[str], str]) -> dict[str, Any]:
    return {
        "cle": "normes",
        "titre": word("Normes d’essai"),
        "groupes": [{"code": "axe-1", "titre": word("Axe 1")}],
        "entrees": [{"code": str(rang), "titre": word(f"Norme {rang}"), "groupe": "axe-1"} for rang in (1, 2, 3)],
    }


class _Ecrivain(yaml.SafeDumper):
    """Quotes every text, so that it comes back as it went."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


_Ecrivain.add_representer(
    str, lambda dumper, texte: dumper.represent_scalar("tag:yaml.org,2002:str", texte, style='"')
)


def _write_yaml(chemin: Path, donnee: Mapping[str, Any]) -> None:
    texte = yaml.dump(donnee, Dumper=_Ecrivain, allow_unicode=True, sort_keys=False, width=1000)
    chemin.write_text(texte, encoding="utf-8")
