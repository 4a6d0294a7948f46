"""A session as screens show it: its steps in order, their votes, who joined."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from caprse.referentiel.schema import Critere, Referentiel
from caprse.seance.contenus.brut import Brut
from caprse.seance.contenus.etapes import ContenuEtape, decode_contenu
from caprse.seance.contenus.scene_pratique import PratiqueVue, read_pratiques
from caprse.seance.contenus.scenes import SceneEtape, decode_scene, hide_withdrawn
from caprse.seance.contenus.tours import Options, Resultat, decode_options, decode_resultat
from caprse.seance.regles import (
    Ecran,
    EtatMot,
    EtatSeance,
    EtatTour,
    GenreEtape,
    GenreTour,
    ModeTour,
    name_appareil,
)


@dataclass(frozen=True, slots=True)
class LigneSeance:
    """One session of the list; ``minutes`` is the sum of its steps, ``duree_minutes`` what the rencontre gives.

    ``compte_rendu_le``: when its minutes were sent to the members, if they were.
    """

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
    compte_rendu_le: datetime | None


@dataclass(frozen=True, slots=True)
class MotVu:
    """A group of words that mean the same, said ``nombre`` times; ``groupe``: the key of those it was put with."""

    cle: str
    texte: str
    nombre: int
    etat: EtatMot
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
    options: Options
    etat: EtatTour
    resultat: Resultat | None
    niveau_convenu: int | None
    votes: int
    mots: tuple[MotVu, ...]


@dataclass(frozen=True, slots=True)
class EtapeVue:
    """One step; ``fige`` is what was shown, None when it never was; ``notes``: the presenter's own."""

    id: UUID
    ordre: int
    genre: GenreEtape
    titre: str
    contenu: ContenuEtape
    minutes: int
    fige: SceneEtape | None
    version: int
    notes: str
    tours: tuple[TourVu, ...]

    @property
    def tour(self) -> TourVu | None:
        """The last round of this step."""
        return self.tours[-1] if self.tours else None


@dataclass(frozen=True, slots=True)
class AppareilVu:
    """A device in the room, by three signs; ``origine`` marks its network, ``a_vote``: in the round that runs."""

    id: UUID
    nom: str
    rejoint_le: datetime
    origine: str
    a_vote: bool


@dataclass(frozen=True, slots=True)
class CodeVu:
    """What the people of a structure type to vote for it."""

    structure_id: UUID
    nom: str
    code: str


@dataclass(frozen=True, slots=True)
class FicheSeance:
    """A session whole. ``appareils``: devices inside; ``codes``: of structures; ``murs``: screens open now;
    ``code_mur``: what opens one more, until it is used or too old.

    None of them in a replay. ``pratiques``: those that the collectif reads, in a replay those that were shown.
    ``minuteur_fin``: when the room's timer ends; ``accord_le``: the room agreed to look.
    """

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
    verrouillee: bool
    terminee_le: datetime | None
    minuteur_fin: datetime | None
    accord_le: datetime | None
    seuil: int
    version: int
    etapes: tuple[EtapeVue, ...]
    appareils: tuple[AppareilVu, ...]
    codes: tuple[CodeVu, ...]
    murs: int
    code_mur: str | None
    structures: tuple[tuple[UUID, str], ...]
    pratiques: Mapping[UUID, PratiqueVue]

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
        return self.referentiel.demandes(self.thematique)


@dataclass(frozen=True, slots=True)
class Direct:
    """What moves under a console: the revision, the phones that joined, the votes of the current step by tour,
    the walls that are open.
    """

    revision: int
    appareils: int
    votes: dict[UUID, int]
    murs: int


def build_fiche(ligne: Brut, referentiel: Referentiel) -> FicheSeance:
    """A session from its row and the référentiel that its trimestre asks."""
    pratiques = read_pratiques(ligne["pratiques"])
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
        verrouillee=ligne["verrouillee"],
        terminee_le=ligne["terminee_le"],
        minuteur_fin=ligne["minuteur_fin"],
        accord_le=ligne["accord_le"],
        seuil=ligne["seuil"],
        version=ligne["version"],
        etapes=tuple(_build_etape(brut, ligne["nommables"] or {}, pratiques) for brut in ligne["etapes"] or ()),
        appareils=tuple(
            AppareilVu(UUID(ident), name_appareil(empreinte), datetime.fromisoformat(rejoint_le), origine, a_vote)
            for ident, empreinte, rejoint_le, origine, a_vote in ligne["appareils"] or ()
        ),
        codes=tuple(CodeVu(UUID(ident), nom, code) for ident, nom, code in ligne["codes"] or ()),
        murs=ligne["murs"],
        code_mur=ligne["code_mur"],
        structures=tuple((UUID(ident), nom) for ident, nom in ligne["structures"] or ()),
        pratiques=pratiques,
    )


def build_tour(brut: Brut, mots: Iterable[Brut] | None) -> TourVu:
    """One round from its row as JSON, with the rows of its words."""
    genre = GenreTour(brut["genre"])
    return TourVu(
        UUID(brut["id"]),
        brut["numero"],
        genre,
        ModeTour(brut["mode"]),
        brut["critere"],
        brut["question"],
        decode_options(genre, brut["options"]),
        EtatTour(brut["etat"]),
        decode_resultat(genre, brut["resultat"]) if brut["resultat"] is not None else None,
        brut["niveau_convenu"],
        brut["votes"],
        tuple(
            MotVu(mot["cle"], mot["texte"], mot["nombre"], EtatMot(mot["etat"]), mot["groupe"]) for mot in mots or ()
        ),
    )


def _build_etape(brut: Brut, nommables: Mapping[str, str], offertes: Collection[UUID]) -> EtapeVue:
    genre = GenreEtape(brut["genre"])
    return EtapeVue(
        UUID(brut["id"]),
        brut["ordre"],
        genre,
        brut["titre"],
        decode_contenu(genre, brut["contenu"]),
        brut["minutes"],
        hide_withdrawn(decode_scene(brut["fige"]), nommables, offertes) if brut["fige"] is not None else None,
        brut["version"],
        brut.get("notes", ""),
        tuple(build_tour(tour, tour["mots"]) for tour in brut["tours"] or ()),
    )
