"""Sessions read for screens: one query each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme, open_unit_systeme
from caprse.collectif.rencontres.regles import SeanceDite
from caprse.referentiel.service import get_referentiel
from caprse.seance.fiche import Direct, FicheSeance, LigneSeance, build_fiche
from caprse.seance.regles import EtatSeance
from caprse.seance.requetes import GET_DIRECT, GET_EN_COURS, GET_REJEU, GET_SEANCE, LIST_SEANCES, LIST_VENUES
from caprse.socle.erreurs import Introuvable

QUOI = "Cette séance"
FRAICHEUR = timedelta(seconds=5)
ORDRE_DES_ETATS = (EtatSeance.EN_COURS, EtatSeance.PREPAREE, EtatSeance.TERMINEE)


def list_seances(unit: Unit, collectif_id: UUID) -> tuple[LigneSeance, ...]:
    """The sessions of a collectif: those to come by day, then those that are over, the latest first. One query.

    The animation sees them all, members those that are over. Raises Introuvable.
    """
    unit.check(Operation.GET_AGREGAT, collectif_id, quoi="Ce collectif")
    return tuple(
        LigneSeance(
            ligne.id,
            ligne.rencontre_id,
            ligne.titre,
            EtatSeance(ligne.etat),
            ligne.repetition,
            ligne.rencontre,
            ligne.jour,
            ligne.duree_minutes,
            ligne.etapes,
            ligne.minutes,
            ligne.terminee_le,
            ligne.compte_rendu_le,
        )
        for ligne in unit.db.execute(LIST_SEANCES, {"collectif": collectif_id})
    )


@dataclass(frozen=True, slots=True)
class EnCours:
    """The session that runs, as whoever may join it knows it: its title, and the meeting that it belongs to."""

    titre: str
    rencontre_id: UUID | None


def get_en_cours(unit: Unit, collectif_id: UUID) -> EnCours | None:
    """The session that runs now, if any, for whoever may join it. Raises Introuvable.

    Members may not read a session that is not over: they are told that it runs, and nothing else of it.
    """
    unit.check(Operation.GET_AGREGAT, collectif_id, quoi="Ce collectif")
    with as_systeme(unit) as systeme:
        return _read_en_cours(systeme, collectif_id)


class _Connus:
    """What runs, by collectif, for a few seconds: a home is opened far more often than a session starts."""

    def __init__(self) -> None:
        self.lus: dict[UUID, tuple[datetime, EnCours | None]] = {}


def find_en_cours(unit: Unit, collectif_id: UUID) -> EnCours | None:
    """The same for a page that shows many other things, ``FRAICHEUR`` late at most; None to a stranger too."""
    if not unit.acteur.can(Operation.GET_AGREGAT, collectif_id):
        return None
    lus = unit.installation.get_piece(_Connus).lus
    lu = lus.get(collectif_id)
    if lu is None or not timedelta(0) <= unit.now - lu[0] < FRAICHEUR:
        with open_unit_systeme(unit.installation) as systeme:
            lu = lus[collectif_id] = (unit.now, _read_en_cours(systeme, collectif_id))
    return lu[1]


def _read_en_cours(systeme: Unit, collectif_id: UUID) -> EnCours | None:
    ligne = systeme.db.execute(GET_EN_COURS, {"collectif": collectif_id}).one_or_none()
    return EnCours(ligne.titre, ligne.rencontre_id) if ligne else None


def find_seance_rencontre(unit: Unit, collectif_id: UUID, rencontre_id: UUID) -> SeanceDite | None:
    """The session of a meeting and where it stands: what runs first, then what is to come, then what ended.

    None where there is none. For whoever does not drive sessions: no id, only whether the one of this collectif runs,
    on the day of the meeting. Raises Introuvable.
    """
    if unit.acteur.can(Operation.UPDATE_SEANCE, collectif_id):
        siennes = [
            ligne
            for ligne in list_seances(unit, collectif_id)
            if ligne.rencontre_id == rencontre_id and not ligne.repetition
        ]
        tenue = min(siennes, key=lambda sienne: ORDRE_DES_ETATS.index(sienne.etat), default=None)
        if tenue is None:
            return None
        return SeanceDite(tenue.id, tenue.etat is EtatSeance.EN_COURS, tenue.etat is EtatSeance.TERMINEE)
    if not unit.acteur.can(Operation.GET_AGREGAT, collectif_id):
        return None
    with as_systeme(unit) as systeme:
        ligne = systeme.db.execute(GET_EN_COURS, {"collectif": collectif_id}).one_or_none()
    return SeanceDite(None, en_cours=True) if ligne is not None and ligne.rencontre_id == rencontre_id else None


def list_venues(unit: Unit, collectif_id: UUID, rencontre_id: UUID) -> frozenset[UUID]:
    """The structures whose code a phone typed in the session of a meeting. For the animation. Raises Introuvable.

    Writes nothing: it is for whoever notes who was there to look at.
    """
    unit.check(Operation.UPDATE_SEANCE, collectif_id, quoi=QUOI)
    with as_systeme(unit) as systeme:
        return frozenset(systeme.db.scalars(LIST_VENUES, {"collectif": collectif_id, "rencontre": rencontre_id}))


def get_seance(unit: Unit, seance_id: UUID) -> FicheSeance:
    """A session with its steps, rounds, and counts of votes, phones and screens. For the animation.

    Raises Introuvable. Votes and phones are read by nobody: the count runs over them for the collectif as a whole.
    """
    with as_systeme(unit) as systeme:
        ligne = systeme.db.execute(GET_SEANCE, {"seance": seance_id, "maintenant": unit.now}).mappings().one_or_none()
    unit.check(Operation.UPDATE_SEANCE, ligne["collectif_id"] if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return build_fiche(dict(ligne), get_referentiel(unit.db, ligne["referentiel_id"]))


def get_rejeu(unit: Unit, seance_id: UUID) -> FicheSeance:
    """A session that is over, as its members may read it again: no count of phones, only what was revealed.

    Raises Introuvable to strangers, and for a session that is not over.
    """
    # Row-level security reads on behalf of the person: tours that were not revealed and words that were not shown are
    # left out for members, and votes count for nothing.
    ligne = unit.db.execute(GET_REJEU, {"seance": seance_id}).mappings().one_or_none()
    unit.check(Operation.GET_AGREGAT, ligne["collectif_id"] if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return build_fiche(
        dict(ligne) | {"appareils": None, "codes": None, "murs": 0, "code_mur": None, "structures": None},
        get_referentiel(unit.db, ligne["referentiel_id"]),
    )


def get_direct(unit: Unit, seance_id: UUID) -> Direct:
    """What a console looks at when something moved. For the animation. Raises Introuvable."""
    with as_systeme(unit) as systeme:
        ligne = systeme.db.execute(GET_DIRECT, {"seance": seance_id, "maintenant": unit.now}).one_or_none()
    unit.check(Operation.UPDATE_SEANCE, ligne.collectif_id if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    votes = {UUID(tour): n for tour, n in (ligne.votes or {}).items()}
    return Direct(ligne.revision, ligne.appareils, votes, ligne.murs)
