"""A session as screens show it: its steps in order, their votes, who joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from caprse.referentiel.schema import Critere, Referentiel
from caprse.seance.regles import Ecran, EtatSeance, EtatTour, GenreEtape, GenreTour, ModeTour


@dataclass(frozen=True, slots=True)
class LigneSeance:
    """One session of the list; ``minutes`` is the sum of its steps, ``duree_minutes`` what the rencontre gives."""

    id: UUID
    rencontre_id: UUID
    titre: str
    etat: EtatSeance
    repetition: bool
    rencontre: str
    jour: date
    duree_minutes: int
    etapes: int
    minutes: int
    terminee_le: datetime | None


@dataclass(frozen=True, slots=True)
class MotVu:
    """A group of words that mean the same, said ``nombre`` times; ``etat``: attente, montre or cache."""

    cle: str
    texte: str
    nombre: int
    etat: str
    groupe: str | None


@dataclass(frozen=True, slots=True)
class TourVu:
    """One round of votes. ``votes`` counts those received; ``resultat`` is what was revealed."""

    id: UUID
    numero: int
    genre: GenreTour
    mode: ModeTour
    critere: str | None
    question: str
    options: dict[str, Any]
    etat: EtatTour
    resultat: dict[str, Any] | None
    niveau_convenu: int | None
    votes: int
    mots: tuple[MotVu, ...]


@dataclass(frozen=True, slots=True)
class EtapeVue:
    """One step; ``fige`` is what was shown, None when it never was."""

    id: UUID
    ordre: int
    genre: GenreEtape
    titre: str
    contenu: dict[str, Any]
    minutes: int
    fige: dict[str, Any] | None
    version: int
    tours: tuple[TourVu, ...]

    @property
    def tour(self) -> TourVu | None:
        """The last round of this step."""
        return self.tours[-1] if self.tours else None


@dataclass(frozen=True, slots=True)
class FicheSeance:
    """A session whole. ``appareils``: phones that joined; ``murs``: screens open now; both 0 in a replay."""

    id: UUID
    collectif_id: UUID
    collectif: str
    fictif: bool
    rencontre_id: UUID
    rencontre: str
    jour: date
    duree_minutes: int
    trimestre: int
    referentiel: Referentiel
    thematique: str
    titre: str
    etat: EtatSeance
    repetition: bool
    code: str | None
    etape_id: UUID | None
    etape_depuis: datetime | None
    ecran: Ecran
    theme: str
    revision: int
    commencee_le: datetime | None
    terminee_le: datetime | None
    version: int
    etapes: tuple[EtapeVue, ...]
    appareils: int
    murs: int
    structures: tuple[tuple[UUID, str], ...]

    @property
    def rang(self) -> int:
        """The place of the current step, from 0; -1 when there is none."""
        return next((rang for rang, etape in enumerate(self.etapes) if etape.id == self.etape_id), -1)

    @property
    def courante(self) -> EtapeVue | None:
        return self.etapes[self.rang] if self.rang >= 0 else None

    @property
    def criteres(self) -> tuple[Critere, ...]:
        """The critères that the trimestre asks, in order."""
        return tuple(c for t in self.referentiel.capsule(self.thematique) for c in t.criteres)


@dataclass(frozen=True, slots=True)
class Direct:
    """What moves under a console: the revision, the phones that joined, the votes of the current step by tour."""

    revision: int
    appareils: int
    votes: dict[UUID, int]


def build_fiche(ligne: Mapping[str, Any], referentiel: Referentiel) -> FicheSeance:
    """A session from its row and the référentiel that its trimestre asks."""
    return FicheSeance(
        id=ligne["id"],
        collectif_id=ligne["collectif_id"],
        collectif=ligne["collectif"],
        fictif=ligne["fictif"],
        rencontre_id=ligne["rencontre_id"],
        rencontre=ligne["rencontre"],
        jour=ligne["jour"],
        duree_minutes=ligne["duree_minutes"],
        trimestre=ligne["numero"],
        referentiel=referentiel,
        thematique=ligne["thematique"],
        titre=ligne["titre"],
        etat=EtatSeance(ligne["etat"]),
        repetition=ligne["repetition"],
        code=ligne["code"],
        etape_id=ligne["etape_id"],
        etape_depuis=ligne["etape_depuis"],
        ecran=Ecran(ligne["ecran"]),
        theme=ligne["theme"],
        revision=ligne["revision"],
        commencee_le=ligne["commencee_le"],
        terminee_le=ligne["terminee_le"],
        version=ligne["version"],
        etapes=tuple(_build_etape(brut) for brut in ligne["etapes"] or ()),
        appareils=ligne["appareils"],
        murs=ligne["murs"],
        structures=tuple((UUID(ident), nom) for ident, nom in ligne["structures"] or ()),
    )


def _build_etape(brut: dict[str, Any]) -> EtapeVue:
    return EtapeVue(
        UUID(brut["id"]),
        brut["ordre"],
        GenreEtape(brut["genre"]),
        brut["titre"],
        brut["contenu"],
        brut["minutes"],
        brut["fige"],
        brut["version"],
        tuple(_build_tour(tour) for tour in brut["tours"] or ()),
    )


def _build_tour(brut: dict[str, Any]) -> TourVu:
    return TourVu(
        UUID(brut["id"]),
        brut["numero"],
        GenreTour(brut["genre"]),
        ModeTour(brut["mode"]),
        brut["critere"],
        brut["question"],
        brut["options"],
        EtatTour(brut["etat"]),
        brut["resultat"],
        brut["niveau_convenu"],
        brut["votes"],
        tuple(
            MotVu(mot["cle"], mot["texte"], mot["nombre"], mot["etat"], mot["groupe"]) for mot in brut["mots"] or ()
        ),
    )
