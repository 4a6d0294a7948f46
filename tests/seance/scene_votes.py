"""A running session with one step of each kind of vote, and phones in the room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import insert
from starlette.applications import Starlette

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.modele import Rencontre
from caprse.referentiel.codec import to_contenu
from caprse.seance.codes.service import create_codes
from caprse.seance.modele import Etape, Seance
from caprse.seance.salle.service import enter_structure, join_seance
from caprse.seance.salle.votes import save_vote
from caprse.seance.salle.web import routes
from caprse.seance.tenue import lock_seance
from caprse.socle.installation import Installation
from tests.acces.navigateur import create_navigateur
from tests.base import execute
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

REFERENTIEL = build_referentiel(themes=1)
CODE = "ABC234"
CODE_AILLEURS = "XYZ789"
ETAPES: dict[str, tuple[str, dict[str, Any]]] = {
    "niveau": ("vote", {"genre": "niveau", "mode": "salle", "critere": "T01-01"}),
    "structure": ("vote", {"genre": "niveau", "mode": "structure", "critere": "T01-02"}),
    "points": (
        "vote",
        {
            "genre": "points",
            "mode": "salle",
            "question": "Par quoi commencer ?",
            "options": ["A", "B", "C"],
            "points": 3,
        },
    ),
    "mots": ("vote", {"genre": "mots", "mode": "salle", "question": "En un mot ?"}),
    "confiance": ("vote", {"genre": "confiance", "mode": "salle", "question": "Y croyez-vous ?"}),
    "texte": ("texte", {"texte": "À lire"}),
}


@dataclass(frozen=True)
class Scene:
    """Ids of everything; ``ailleurs`` is another collectif's running session, with one step on a niveau."""

    monde: Monde
    seance: UUID
    etapes: dict[str, UUID]
    ailleurs: UUID
    etape_ailleurs: UUID


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=6)


@pytest.fixture
def scene(monde: Monde) -> Scene:
    return create_scene(monde)


def create_scene(monde: Monde) -> Scene:
    """Both sessions, running."""
    seance, etapes = create_seance(monde.collectif, monde.trimestre, CODE)
    ailleurs, autres = create_seance(monde.ailleurs, monde.trimestre_ailleurs, CODE_AILLEURS, ("niveau",))
    return Scene(monde, seance, etapes, ailleurs, autres["niveau"])


def create_seance(
    collectif: UUID, trimestre: UUID, code: str, genres: tuple[str, ...] = tuple(ETAPES), *, repetition: bool = False
) -> tuple[UUID, dict[str, UUID]]:
    """A running session of that code, on a rencontre of its own."""
    with open_unit_systeme() as unit:
        rencontre = unit.db.execute(
            insert(Rencontre)
            .values(
                collectif_id=collectif, trimestre_id=trimestre, type="visio", titre="Point", jour=date(2026, 3, 14)
            )
            .returning(Rencontre.id)
        ).scalar_one()
        seance = unit.db.execute(
            insert(Seance)
            .values(
                collectif_id=collectif,
                rencontre_id=rencontre,
                titre="Séance de mars",
                etat="en_cours",
                code=code,
                repetition=repetition,
            )
            .returning(Seance.id)
        ).scalar_one()
        etapes = {}
        for ordre, nom in enumerate(genres, start=1):
            genre, contenu = ETAPES[nom]
            etapes[nom] = unit.db.execute(
                insert(Etape)
                .values(
                    collectif_id=collectif,
                    seance_id=seance,
                    ordre=ordre,
                    genre=genre,
                    titre=f"Étape {nom}",
                    contenu=contenu,
                )
                .returning(Etape.id)
            ).scalar_one()
        create_codes(unit, lock_seance(unit, seance))
    return seance, etapes


def act(scene: Scene, geste: Any, *arguments: Any, personne: str = "anna") -> Any:
    """One command of the console, in a transaction of its own."""
    with open_unit(compte_id=scene.monde.comptes[personne]) as unit:
        return geste(unit, *arguments)


def join(code: str = CODE, structure: UUID | None = None, jeton: str | None = None) -> str:
    """A phone in the room; gives its token."""
    with open_unit_systeme() as unit:
        obtenu = join_seance(unit, code, "192.0.2.10", jeton)
        assert obtenu is not None
        if structure is not None:
            enter_structure(unit, obtenu, read_code_structure(structure, code))
    return obtenu


def read_code_structure(structure: UUID, seance: str = CODE) -> str:
    """The code of a structure in the session of this code."""
    [(code,)] = execute(
        "select c.code from code_structure c join seance s on s.id = c.seance_id"
        " where c.structure_id = :structure and s.code = :seance",
        structure=structure,
        seance=seance,
    )
    return str(code)


def vote(jeton: str, tour: UUID, **champs: str) -> None:
    """One vote, in a transaction of its own. ``points_0`` stands for the field points-0."""
    with open_unit_systeme() as unit:
        save_vote(unit, jeton, tour, {nom.replace("_", "-"): valeur for nom, valeur in champs.items()})


def vote_all(tour: UUID, choix: list[str], structures: list[UUID] | None = None) -> list[str]:
    """One new phone for each choice; gives their tokens."""
    jetons = []
    for rang, valeur in enumerate(choix):
        jetons.append(join(structure=structures[rang] if structures else None))
        vote(jetons[-1], tour, choix=valeur)
    return jetons


def show_etape(scene: Scene, nom: str) -> None:
    """Make this the step on the wall."""
    execute("update seance set etape_id = :etape where id = :seance", etape=scene.etapes[nom], seance=scene.seance)


def end(scene: Scene) -> None:
    """End the session as the console does."""
    execute(
        "update seance set etat = 'terminee', code = null, terminee_le = now() where id = :seance", seance=scene.seance
    )


def create_telephone(adresse_ip: str = "192.0.2.10", adresse: str = "http://localhost:8501") -> httpx.Client:
    """A phone's browser in front of this room's pages."""
    return create_navigateur(Starlette(routes=routes()), adresse=adresse, adresse_ip=adresse_ip)


@pytest.fixture
def telephone(scene: Scene) -> Iterator[httpx.Client]:
    with create_telephone() as navigateur:
        yield navigateur
