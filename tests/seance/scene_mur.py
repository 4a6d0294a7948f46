"""A session on a wall, for the tests of the wall: steps, phones that vote, figures published or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.modele import Rencontre
from caprse.seance.contenus.tours import Options
from caprse.seance.modele import Etape, Participant, Seance, Tour, Vote
from caprse.seance.mur.service import create_code_mur, open_mur
from tests.base import execute
from tests.monde import Monde

CODE = "K7MQ4T"
ETAPES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("decisions_ouvertes", {}),
    ("radar", {}),
    ("repartition", {"critere": "T01-01"}),
    ("vote", {"genre": "niveau", "mode": "salle", "critere": "T01-01"}),
    ("texte", {"texte": "Une pratique <b>gras</b>", "lien": "https://exemple.test/pratique"}),
    ("decisions", {}),
)


@dataclass(frozen=True)
class Scene:
    """A session that runs, its steps by kind, its rencontre."""

    monde: Monde
    seance: UUID
    rencontre: UUID
    etapes: Mapping[str, UUID]


def create_scene(
    monde: Monde,
    etapes: Sequence[tuple[str, Mapping[str, Any]]] = ETAPES,
    *,
    titre: str = "Séance d’essai",
    etat: str = "en_cours",
    trimestre: UUID | None = None,
    jour: date = date(2026, 3, 14),
) -> Scene:
    """A session of the first collectif, on its first step."""
    with open_unit_systeme() as unit:
        rencontre = Rencontre(
            collectif_id=monde.collectif,
            trimestre_id=trimestre or monde.trimestre,
            type="presentiel",
            titre="Journée commune",
            jour=jour,
        )
        unit.db.add(rencontre)
        unit.db.flush()
        seance = Seance(
            collectif_id=monde.collectif,
            rencontre_id=rencontre.id,
            titre=titre,
            etat=etat,
            code=CODE if etat == "en_cours" else None,
        )
        unit.db.add(seance)
        unit.db.flush()
        lignes = {
            genre: Etape(
                collectif_id=monde.collectif,
                seance_id=seance.id,
                ordre=ordre,
                genre=genre,
                titre=f"Étape {genre}",
                contenu=dict(contenu),
            )
            for ordre, (genre, contenu) in enumerate(etapes, start=1)
        }
        unit.db.add_all(lignes.values())
        unit.db.flush()
        seance.etape_id = next(iter(lignes.values())).id
        return Scene(monde, seance.id, rencontre.id, {genre: etape.id for genre, etape in lignes.items()})


def show(scene: Scene, genre: str) -> None:
    """The session goes to its step of this kind."""
    execute(
        "update seance set etape_id = :etape, revision = revision + 1 where id = :seance",
        etape=scene.etapes[genre],
        seance=scene.seance,
    )


def change(scene: Scene, **colonnes: Any) -> None:
    """Change columns of the session."""
    poses = ", ".join(f"{nom} = :{nom}" for nom in colonnes)
    execute(f"update seance set {poses}, revision = revision + 1 where id = :seance", seance=scene.seance, **colonnes)


def open_wall(scene: Scene, nom: str = "anna") -> str:
    """A wall of this session; returns its secret."""
    with open_unit(compte_id=scene.monde.comptes[nom]) as unit:
        code = create_code_mur(unit, scene.seance)
    with open_unit_systeme() as unit:
        return open_mur(unit, code)


def create_tour(
    scene: Scene,
    valeurs: Sequence[Mapping[str, Any]],
    *,
    numero: int = 1,
    options: Options,
    genre: str = "niveau",
) -> UUID:
    """An open round of the vote step, with one vote per value, each by a device of its own."""
    with open_unit_systeme() as unit:
        tour = Tour(
            collectif_id=scene.monde.collectif,
            seance_id=scene.seance,
            etape_id=scene.etapes["vote"],
            numero=numero,
            genre=genre,
            critere="T01-01" if genre == "niveau" else None,
            question="Où en sommes-nous ?",
            options=options.to_contenu(),
        )
        unit.db.add(tour)
        appareils = [
            Participant(
                collectif_id=scene.monde.collectif, seance_id=scene.seance, empreinte=f"{numero}-{rang}-{scene.seance}"
            )
            for rang in range(len(valeurs))
        ]
        unit.db.add_all(appareils)
        unit.db.flush()
        unit.db.add_all(
            Vote(collectif_id=scene.monde.collectif, tour_id=tour.id, participant_id=appareil.id, valeur=dict(valeur))
            for appareil, valeur in zip(appareils, valeurs, strict=True)
        )
        unit.db.flush()
        return tour.id


def decide(
    scene: Scene,
    quoi: str,
    *,
    rang: int | None = None,
    pilote: str = "",
    echeance: date | None = None,
    rencontre: UUID | None = None,
) -> None:
    """A decision of the day, for the collectif or for the structure of this rank."""
    execute(
        "insert into decision (collectif_id, rencontre_id, structure_id, quoi, pilote, echeance)"
        " values (:collectif, :rencontre, :structure, :quoi, :pilote, :echeance)",
        collectif=scene.monde.collectif,
        rencontre=rencontre or scene.rencontre,
        structure=scene.monde.structures[rang] if rang is not None else None,
        quoi=quoi,
        pilote=pilote,
        echeance=echeance,
    )


def create_rencontre(scene: Scene, jour: date) -> UUID:
    """Another meeting of the same trimestre."""
    with open_unit_systeme() as unit:
        rencontre = Rencontre(
            collectif_id=scene.monde.collectif,
            trimestre_id=scene.monde.trimestre,
            type="visio",
            titre="Avant",
            jour=jour,
        )
        unit.db.add(rencontre)
        unit.db.flush()
        return rencontre.id


def position(monde: Monde, niveaux: Mapping[int, int], enjeux: Sequence[str]) -> None:
    """Structures (by rank) finish their positionnement, each with one niveau on all these enjeux, in this order."""
    for minute, (rang, niveau) in enumerate(niveaux.items()):
        with open_unit_systeme() as unit:
            for enjeu in enjeux:
                unit.db.execute(
                    text(
                        "insert into positionnement (collectif_id, structure_id, enjeu, referentiel_id, niveau)"
                        " values (:c, :s, :e, :r, :n)"
                    ),
                    {
                        "c": monde.collectif,
                        "s": monde.structures[rang],
                        "e": enjeu,
                        "r": monde.referentiel,
                        "n": niveau,
                    },
                )
            unit.db.execute(
                text("update structure set positionne_le = :le where id = :s"),
                {"le": unit.now - timedelta(days=30) + timedelta(minutes=minute), "s": monde.structures[rang]},
            )


@pytest.fixture
def scene(monde: Monde) -> Scene:
    return create_scene(monde)
