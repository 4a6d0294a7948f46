"""Join a session from a phone: no account, one secret per device, kept hashed.

Everything here is for the system unit: the route has the device's token, and nobody is logged in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert

from caprse.acces.connexion.limites import Limite, TropDeTentatives, build_cle_adresse, count_tentatives
from caprse.acces.jetons import LONGUEUR_MAX, create_jeton
from caprse.acces.unite import Unit, hash_jeton
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
    EtatSeance,
    EtatTour,
    GenreTour,
    ModeTour,
    Phase,
    compute_phase,
    read_code,
)
from caprse.seance.salle.requetes import CHOOSE_STRUCTURE, FIND_SEANCE, GET_SALLE
from caprse.socle.erreurs import Introuvable, Refus

QUOI = "Cette séance"

# Only failures count: a whole room joins from behind one address. 31^6 codes make this enough, and typing errors fit.
CODES_PAR_ADRESSE = Limite(60, timedelta(minutes=15))
# Far above any room: it only keeps a program from filling the base.
APPAREILS_MAX = 2000


@dataclass(frozen=True)
class TourSalle:
    """The question a phone shows. ``resultat`` is None until it is revealed; ``valeur`` is this device's own vote."""

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


@dataclass(frozen=True)
class Salle:
    """All that one phone shows. ``structures`` is there only when one is to be chosen."""

    titre: str
    collectif: str
    fictif: bool
    repetition: bool
    etat: EtatSeance
    structure_id: UUID | None
    structure: str
    structure_fixe: bool
    par_structure: bool
    structures: tuple[tuple[UUID, str], ...]
    tour: TourSalle | None

    @property
    def phase(self) -> Phase:
        return compute_phase(
            self.etat,
            self.tour.etat if self.tour else None,
            self.tour.mode if self.tour else None,
            a_une_structure=self.structure_id is not None,
        )


def join_seance(unit: Unit, texte: str, adresse_ip: str, jeton: str | None = None) -> str | None:
    """Join the running session of this code; gives the device's token, None when no session has it.

    ``jeton`` is what the device holds already: a device that joins again stays one. Raises TropDeTentatives when too
    many wrong codes came from this address, Refus when the room is full. The failure is counted in the caller's
    transaction, which must therefore be committed.
    """
    check_systeme(unit)
    cle = f"salle:{build_cle_adresse(adresse_ip)}"
    seance = unit.db.execute(
        FIND_SEANCE,
        {
            "code": read_code(texte),
            "ancienne": hash_jeton(jeton) if jeton else None,
            "cle": hash_jeton(cle),
            "depuis": unit.now - CODES_PAR_ADRESSE.fenetre,
            "maximum": CODES_PAR_ADRESSE.maximum,
        },
    ).one()
    if seance.bloque is not None:
        raise TropDeTentatives(seance.bloque + CODES_PAR_ADRESSE.fenetre - unit.now)
    if seance.id is None:
        count_tentatives(unit, {cle: CODES_PAR_ADRESSE})
        return None
    if seance.deja:
        return jeton
    if seance.appareils >= APPAREILS_MAX:
        raise Refus("Cette séance a trop d'appareils : prévenez la personne qui l'anime.")
    nouveau = create_jeton()
    unit.db.execute(
        insert(Participant)
        .values(
            collectif_id=seance.collectif_id,
            seance_id=seance.id,
            empreinte=hash_jeton(nouveau),
            rejoint_le=unit.now,
        )
        .inline()
    )
    return nouveau


def get_salle(unit: Unit, jeton: str, *, structures: bool = False) -> Salle:
    """What the device of this token shows now, in one query. Raises Introuvable for a token that joined nothing."""
    check_systeme(unit)
    if len(jeton) > LONGUEUR_MAX:
        raise Introuvable(QUOI)
    valeurs = {"empreinte": hash_jeton(jeton), "structures": structures}
    ligne = unit.db.execute(GET_SALLE, valeurs).mappings().one_or_none()
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
        )
    return Salle(
        ligne["titre"],
        ligne["collectif"],
        ligne["fictif"],
        ligne["repetition"],
        EtatSeance(ligne["etat"]),
        ligne["structure_id"],
        ligne["structure"] or "",
        ligne["structure_fixe"],
        ligne["par_structure"],
        tuple((UUID(ident), nom) for ident, nom in ligne["structures"] or ()),
        tour,
    )


def choose_structure(unit: Unit, jeton: str, structure_id: UUID) -> None:
    """Say for which structure the device votes, until it has voted for one.

    Raises Introuvable for another collectif's structure or an unknown token, Refus after a vote or the end.
    """
    salle = get_salle(unit, jeton)
    if salle.etat is not EtatSeance.EN_COURS:
        raise Refus("La séance est terminée.")
    if salle.structure_fixe and salle.structure_id != structure_id:
        raise Refus(f"Vous avez déjà voté pour {salle.structure} : ce téléphone reste avec elle.")
    if salle.structure_id == structure_id:
        return
    valeurs = {"empreinte": hash_jeton(jeton), "structure": structure_id}
    if unit.db.execute(CHOOSE_STRUCTURE, valeurs).one_or_none() is None:
        raise Introuvable("Cette structure")


def check_systeme(unit: Unit) -> None:
    """What a device does needs its secret, which only its route has. Raises Introuvable for a person's unit."""
    if not unit.acteur.systeme:
        raise Introuvable(QUOI)
