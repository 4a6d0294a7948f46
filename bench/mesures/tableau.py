"""Row 3: the tableau de bord, with much in the base against little."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from unittest.mock import patch
from uuid import UUID

import psycopg
from sqlalchemy import event

from bench.lieux import Lieux, open_installation
from bench.resultats import Resultat, Serie, compare
from caprse.acces.unite import open_unit
from caprse.demo.service import create_demo
from caprse.migrations import migrate
from caprse.socle.base_locale import PROPRIETAIRE, BaseLocale
from caprse.socle.installation import Installation
from caprse.socle.postgres.connexion import Connexion
from caprse.tableau.service import get_tableau
from tests.base import create_base

PETITE, GRANDE = "bench_petite", "bench_grande"
PETIT = (10, 6)
GRAND = (500, 20)
ESSAIS = 60
ECHAUFFEMENT = 5
BARRE_DE_DIX = 1.3
BARRE_DE_CINQ_CENTS = 3.0
AUTRE_GRAINE = 1


def measure_tableau(lieux: Lieux) -> Resultat:
    """Read what the person who animates a collectif sees first: one line per structure, what needs her first.

    One base holds a collectif of ten and nothing else; another the very same collectif beside one of 500 structures
    and 20 trimestres.
    """
    serveur = lieux.site.serveur
    with ExitStack() as pile:
        _create_base(serveur, PETITE)
        _create_base(serveur, GRANDE)
        dix = _fill(serveur, PETITE, PETIT, AUTRE_GRAINE)
        cinq_cents = _fill(serveur, GRANDE, GRAND)
        _set_aside(serveur, GRANDE)
        dix_au_milieu = _fill(serveur, GRANDE, PETIT, AUTRE_GRAINE)
        petite = pile.enter_context(open_installation(serveur, PETITE))
        grande = pile.enter_context(open_installation(serveur, GRANDE))
        lectures = {
            f"Tableau de bord, dix structures, base de {_name(PETIT)}": _reader(serveur, PETITE, petite, dix),
            f"Le même, base de {_name(GRAND)}": _reader(serveur, GRANDE, grande, dix_au_milieu),
            f"Tableau de bord d'un collectif de {_name(GRAND)}": _reader(serveur, GRANDE, grande, cinq_cents),
        }
        seul, entoure, grand = _time_in_turns(lectures)
    return Resultat(
        (
            compare(
                "Tableau de bord d'un collectif de dix, base pleine contre base petite",
                entoure.p50,
                seul.p50,
                BARRE_DE_DIX,
            ),
            compare(
                "Tableau de bord d'un collectif de 500 contre un collectif de dix",
                grand.p50,
                seul.p50,
                BARRE_DE_CINQ_CENTS,
            ),
        ),
        (seul, entoure, grand),
    )


def _time_in_turns(lectures: dict[str, Callable[[], None]]) -> list[Serie]:
    temps: dict[str, list[float]] = {nom: [] for nom in lectures}
    for tour in range(ECHAUFFEMENT + ESSAIS):
        for nom, read in lectures.items():
            debut = time.perf_counter()
            read()
            if tour >= ECHAUFFEMENT:
                temps[nom].append((time.perf_counter() - debut) * 1000)
    return [Serie(nom, tuple(valeurs)) for nom, valeurs in temps.items()]


def _create_base(serveur: BaseLocale, nom: str) -> None:
    create_base(serveur, nom)
    migrate(serveur.url(PROPRIETAIRE, nom))


def _fill(serveur: BaseLocale, base: str, taille: tuple[int, int], graine: int | None = None) -> UUID:
    """Invent a collectif of that size, also beside another one; gives its id."""
    with ExitStack() as pile:
        if graine is not None:
            # The demonstration wants an empty base, and draws the same structures each time.
            pile.enter_context(patch("caprse.demo.service._check_empty"))
            pile.enter_context(patch("caprse.demo.service.GRAINE", graine))
        installation = pile.enter_context(open_installation(serveur, base))
        # Filling is not measured, and this machine may be busy.
        event.listen(installation.get_moteurs_systeme().moteur, "connect", _set_no_limit)
        collectif = create_demo(installation, *taille).collectif_id
    with psycopg.connect(serveur.url("postgres", base), autocommit=True) as connexion:
        connexion.execute("vacuum analyze")
    return collectif


def _set_no_limit(connexion: Connexion, _: object) -> None:
    connexion.silence = None
    connexion.execute("set statement_timeout = 0")
    connexion.commit()


def _set_aside(serveur: BaseLocale, base: str) -> None:
    """Free the names of the demonstration and the addresses of its people, which are always the same."""
    with psycopg.connect(serveur.url("postgres", base), autocommit=True) as connexion:
        connexion.execute("select set_config('caprse.profil', 'systeme', false)")
        connexion.execute("update compte set courriel = 'grand-' || courriel")
        connexion.execute("update collectif set nom = 'Grand ' || nom")


def _reader(serveur: BaseLocale, base: str, installation: Installation, collectif: UUID) -> Callable[[], None]:
    """What the page asks of the server, rights included."""
    with psycopg.connect(serveur.url("postgres", base)) as connexion:
        ligne = connexion.execute(
            "select compte_id from habilitation where role = 'animation' and collectif_id = %s", [collectif]
        ).fetchone()
    if ligne is None:
        raise RuntimeError("La démonstration n'a pas d'animation.")
    compte: UUID = ligne[0]

    def read() -> None:
        with open_unit(compte_id=compte, installation=installation) as unit:
            if not get_tableau(unit, collectif).lignes:
                raise RuntimeError("Le tableau de bord est vide.")

    return read


def _name(taille: tuple[int, int]) -> str:
    return f"{taille[0]} × {taille[1]}"
