"""Join a session from a phone: no account, one secret per device, kept hashed.

Everything here is for the system unit: the route has the device's token, and nobody is logged in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.dialects.postgresql import insert

from caprse.acces.connexion.limites import build_cle_adresse
from caprse.acces.jetons import LONGUEUR_MAX, derive_jeton
from caprse.acces.unite import Unit, hash_jeton
from caprse.referentiel.service import get_referentiel
from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.phrases import format_rendez_vous
from caprse.seance.contenus.tours import (
    Bulletin,
    Options,
    Resultat,
    decode_bulletin,
    decode_options,
    decode_resultat,
)
from caprse.seance.modele import Participant
from caprse.seance.regles import (
    APPAREIL_RETIRE,
    LONGUEUR_CODE_STRUCTURE,
    Ecran,
    EtatSeance,
    EtatTour,
    GenreEtape,
    GenreTour,
    ModeTour,
    Phase,
    compute_phase,
    name_appareil,
    read_code,
)
from caprse.seance.salle.requetes import ENTER_STRUCTURE, FIND_SEANCE, FIND_STRUCTURE, GET_SALLE, MAKE_PLACE
from caprse.seance.vote.bulletins import build_options, find_critere, word_question
from caprse.seance.vote.depouillement import misses_votes
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Cette séance"

# The most said: a phone is read at a glance.
MOTS_MAX = 12
# Far above any room: it only keeps a program from filling the base.
APPAREILS_MAX = 2000
FERMEE = (
    "La salle est fermée : aucun nouvel appareil n’y entre pour le moment. "
    "Demandez à la personne qui anime de la rouvrir, puis tapez de nouveau le code."
)
PLEINE = "Cette séance a trop d’appareils : prévenez la personne qui l’anime, elle peut en retirer."


@dataclass(frozen=True)
class TourSalle:
    """The question a phone shows. ``resultat`` is None until it is revealed; ``valeur`` is this device's own vote.

    ``trop_peu``: closed with so few votes that nothing would show, as the wall says. ``appareils``: once it is
    revealed, how many phones are in the room; ``mots``: the words let through, how often each was said.
    """

    id: UUID
    numero: int
    genre: GenreTour
    mode: ModeTour
    question: str
    options: Options
    etat: EtatTour
    resultat: Resultat | None
    niveau_convenu: int | None
    valeur: Bulletin | None
    trop_peu: bool = False
    appareils: int = 0
    mots: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Annonce:
    """The question that the wall shows, before the room is asked: it is read meanwhile."""

    genre: GenreTour
    question: str
    options: Options


@dataclass(frozen=True)
class Salle:
    """All that one phone shows. ``appareil``: its three signs on the console; ``retire``: it was dropped.

    ``prochaine``: when one meets again, in words, once the session says goodbye.
    """

    titre: str
    collectif: str
    fictif: bool
    repetition: bool
    etat: EtatSeance
    ecran: Ecran
    genre_etape: GenreEtape | None
    structure_id: UUID | None
    structure: str
    structure_fixe: bool
    par_structure: bool
    appareil: str
    retire: bool
    tour: TourSalle | None
    annonce: Annonce | None
    prochaine: str = ""

    @property
    def phase(self) -> Phase:
        return compute_phase(
            self.etat,
            self.tour.etat if self.tour else None,
            self.tour.mode if self.tour else None,
            a_une_structure=self.structure_id is not None,
            retire=self.retire,
            ecran=self.ecran,
            genre=self.genre_etape,
        )

    def is_passee(self, tour: str) -> bool:
        """Whether the question of this tour may be asked no more: shown, or left behind by the room."""
        return self.tour is None or str(self.tour.id) != tour or self.tour.etat in (EtatTour.REVELE, EtatTour.REGLE)

    def is_posee(self, tour: str) -> bool:
        """Whether this device is still asked the question of this tour."""
        return self.phase in {Phase.VOTE, Phase.STRUCTURE} and self.tour is not None and str(self.tour.id) == tour


def join_seance(unit: Unit, texte: str, adresse_ip: str, jeton: str | None = None, acte: str = "") -> str | None:
    """Join the running session of this code; gives the device's token, None when no session has it.

    ``jeton`` is what the device holds already: a device that joins again stays one. ``acte``: which drawing of the
    form was sent; sent again, it is the same device. Raises Refus when the room is locked or full. A right code is
    never refused for wrong ones: the line in front of the codes bounds these.
    """
    check_systeme(unit)
    code = read_code(texte)
    nouveau = derive_jeton(acte, code or "")
    valeurs = {
        "code": code,
        "ancienne": hash_jeton(jeton) if jeton else None,
        "nouvelle": hash_jeton(nouveau),
    }
    seance = unit.db.execute(FIND_SEANCE, valeurs).one_or_none()
    if seance is None:
        return None
    if seance.deja:
        return jeton
    if seance.renvoi:
        return nouveau
    if seance.verrouillee:
        raise Refus(FERMEE)
    if seance.appareils >= APPAREILS_MAX:
        place = {"collectif": seance.collectif_id, "seance": seance.id}
        if unit.db.execute(MAKE_PLACE, place).one_or_none() is None:
            raise Refus(PLEINE)
    unit.db.execute(
        insert(Participant)
        .values(
            collectif_id=seance.collectif_id,
            seance_id=seance.id,
            empreinte=hash_jeton(nouveau),
            rejoint_le=unit.now,
            origine=build_origine(seance.id, adresse_ip),
        )
        # Both presses at the very same moment.
        .on_conflict_do_nothing(index_elements=[Participant.empreinte])
        .inline()
    )
    return nouveau


def build_origine(seance_id: UUID, adresse_ip: str) -> str:
    """A mark of a network, so that a flood shows as one: two bytes of a hash, which no address can be read from."""
    return hashlib.sha256(f"{seance_id}:{build_cle_adresse(adresse_ip)}".encode()).hexdigest()[:4]


def get_salle(unit: Unit, jeton: str) -> Salle:
    """What the device of this token shows now, in one query. Raises Introuvable for a token that joined nothing."""
    check_systeme(unit)
    if len(jeton) > LONGUEUR_MAX:
        raise Introuvable(QUOI)
    empreinte = hash_jeton(jeton)
    ligne = unit.db.execute(GET_SALLE, {"empreinte": empreinte, "mots_max": MOTS_MAX}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    tour = None
    if ligne["tour"] is not None:
        genre = GenreTour(ligne["genre"])
        tour = TourSalle(
            ligne["tour"],
            ligne["numero"],
            genre,
            ModeTour(ligne["mode"]),
            ligne["question"],
            decode_options(genre, ligne["options"]),
            EtatTour(ligne["etat_tour"]),
            decode_resultat(genre, ligne["resultat"]) if ligne["resultat"] is not None else None,
            ligne["niveau_convenu"],
            decode_bulletin(genre, ligne["valeur"]) if ligne["valeur"] is not None else None,
            ligne["votes"] is not None and misses_votes(ligne["votes"], ligne["seuil"]),
            ligne["appareils"] or 0,
            tuple((texte, nombre) for texte, nombre in ligne["mots"] or ()),
        )
    return Salle(
        ligne["titre"],
        ligne["collectif"],
        ligne["fictif"],
        ligne["repetition"],
        EtatSeance(ligne["etat"]),
        Ecran(ligne["ecran"]),
        GenreEtape(ligne["genre_etape"]) if ligne["genre_etape"] is not None else None,
        ligne["structure_id"],
        ligne["structure"] or "",
        ligne["structure_fixe"],
        ligne["par_structure"],
        name_appareil(empreinte),
        ligne["retire"],
        tour,
        _announce(unit, ligne),
        format_rendez_vous(*ligne["prochaine"]) if ligne["prochaine"] is not None else "",
    )


def _announce(unit: Unit, ligne: RowMapping) -> Annonce | None:
    if ligne["contenu"] is None:
        return None
    contenu = ContenuVote.from_contenu(ligne["contenu"])
    referentiel = get_referentiel(unit.db, ligne["referentiel_id"])
    try:
        critere = find_critere(referentiel, contenu)
        options = build_options(contenu, critere, referentiel.echelle)
    except (KeyError, ValueError):
        # Nobody can be asked this any more: the console says so.
        return None
    return Annonce(contenu.genre, word_question(contenu, critere, ligne["titre_etape"]), options)


def enter_structure(unit: Unit, jeton: str, texte: str) -> None:
    """Let the device vote for the structure whose own code this is, until it has voted for one.

    Raises Introuvable for a code that is no structure's of this session or an unknown token, Refus after a vote, once
    dropped, or after the end.
    """
    salle = get_salle(unit, jeton)
    if salle.etat is not EtatSeance.EN_COURS:
        raise Refus("La séance est terminée.")
    if salle.retire:
        raise Refus(APPAREIL_RETIRE)
    code = read_code(texte, LONGUEUR_CODE_STRUCTURE)
    valeurs = {"empreinte": hash_jeton(jeton), "code": code}
    structure = unit.db.scalar(FIND_STRUCTURE, valeurs)
    if structure is None:
        raise Introuvable("Ce code")
    if structure == salle.structure_id:
        return
    if salle.structure_fixe:
        raise Refus(f"Vous avez déjà voté pour {salle.structure} : ce téléphone reste avec elle.")
    if unit.db.execute(ENTER_STRUCTURE, valeurs).one_or_none() is None:
        raise Introuvable("Ce code")


def check_systeme(unit: Unit) -> None:
    """What a device does needs its secret, which only its route has. Raises Introuvable for a person's unit."""
    if not unit.acteur.systeme:
        raise Introuvable(QUOI)
