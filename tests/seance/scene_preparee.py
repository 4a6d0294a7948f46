"""A session that Anna prepares: its rencontre, its steps, what she does with it; not started yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import text

from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.service import create_rencontre
from caprse.referentiel.codec import to_contenu
from caprse.seance.contenus.saisies import SaisieEtape
from caprse.seance.fiche import FicheSeance
from caprse.seance.lecture import get_seance
from caprse.seance.preparation.service import add_etapes
from caprse.seance.regles import GenreEtape, GenreTour
from caprse.seance.service import create_seance
from caprse.socle.installation import Installation
from tests.fabrique import build_referentiel
from tests.monde import Monde, create_monde

P = ParamSpec("P")
T = TypeVar("T")

REFERENTIEL = build_referentiel(themes=3)

TEXTE = SaisieEtape(GenreEtape.TEXTE, "Accueil", 5, {"texte": "Bienvenue", "lien": ""})
VOTE = SaisieEtape(GenreEtape.VOTE, "Où en sommes-nous ?", 10, {"genre": GenreTour.NIVEAU, "critere": "T01-01"})
DECISIONS = SaisieEtape(GenreEtape.DECISIONS, "Ce que nous décidons", 10)


@pytest.fixture
def monde(installation: Installation) -> Monde:
    """Six structures: five who vote together are shown."""
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=6)


@pytest.fixture
def seance(monde: Monde) -> UUID:
    return prepare_seance(monde)


def as_anna(monde: Monde, action: Callable[Concatenate[Unit, P], T], *arguments: P.args, **options: P.kwargs) -> T:
    """One gesture of Anna, who animates the collectif, in a transaction of its own."""
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return action(unit, *arguments, **options)


def prepare_rencontre(
    monde: Monde, jour: date = date(2026, 3, 14), titre: str = "Journée", minutes: int = 120
) -> UUID:
    """A rencontre of the open trimestre."""
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        saisie = SaisieRencontre(TypeRencontre.PRESENTIEL, titre, jour, time(9), "Valbrune", duree_minutes=minutes)
        return create_rencontre(unit, monde.trimestre, saisie)


def prepare_seance(
    monde: Monde, *etapes: SaisieEtape, titre: str = "Séance de mars", jour: date = date(2026, 3, 14)
) -> UUID:
    """A session with these steps (a text, a vote, decisions when none is given)."""
    rencontre = prepare_rencontre(monde, jour)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        seance = create_seance(unit, rencontre, titre)
        add_etapes(unit, seance, etapes or (TEXTE, VOTE, DECISIONS))
    return seance


def see(monde: Monde, seance_id: UUID) -> FicheSeance:
    """The session as Anna's console reads it."""
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return get_seance(unit, seance_id)


def add_votes(monde: Monde, seance_id: UUID, tour_id: UUID, niveaux: list[int], debut: int = 0) -> None:
    """One phone per niveau, its vote given; ``debut``: how many voted before."""
    with open_unit_systeme() as unit:
        for rang, niveau in enumerate(niveaux, start=debut):
            unit.db.execute(
                text(
                    "with p as (insert into participant (collectif_id, seance_id, empreinte)"
                    " values (:c, :s, :e) returning id)"
                    " insert into vote (collectif_id, tour_id, participant_id, valeur)"
                    " select :c, :t, p.id, jsonb_build_object('niveau', cast(:n as int)) from p"
                ),
                {"c": monde.collectif, "s": seance_id, "t": tour_id, "e": f"{tour_id}-{rang}", "n": niveau},
            )
