"""Take the hidden vote of one device: the path that a whole room uses within seconds."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import select

from caprse.acces.unite import Unit, hash_jeton
from caprse.seance.contenus.tours import Options, decode_options
from caprse.seance.modele import Tour
from caprse.seance.regles import EtatSeance, EtatTour, GenreTour, ModeTour, refusal_to_vote
from caprse.seance.salle.requetes import EXPLAIN_REFUS, SAVE_VOTE
from caprse.seance.salle.service import check_systeme
from caprse.seance.vote.bulletins import read_vote
from caprse.socle.cache import Cache
from caprse.socle.erreurs import BaseOccupee, Introuvable, Refus, SaisieInvalide

# A question never changes once it was put: only whether it still takes votes is asked of the base each time.
_questions: Cache[UUID, Options] = Cache(256)


def save_vote(unit: Unit, jeton: str, tour_id: UUID, formulaire: Mapping[str, str]) -> None:
    """Take the device's vote, or its change of mind, while the tour is open: the last one taken is the one counted.

    Raises SaisieInvalide with every reason, Refus when votes are no longer taken, Introuvable for a tour of another
    session or an unknown token.
    """
    check_systeme(unit)
    bulletin, raisons = read_vote(_get_question(unit, tour_id), formulaire)
    cles: dict[str, object] = {"empreinte": hash_jeton(jeton), "tour": tour_id}
    if bulletin is not None:
        valeur = Jsonb(bulletin.to_contenu())
        ecrit = unit.db.execute(SAVE_VOTE, cles | {"valeur": valeur, "now": unit.now}).one_or_none()
        if ecrit is not None:
            return
    ligne = unit.db.execute(EXPLAIN_REFUS, cles).one_or_none()
    if ligne is None:
        raise Introuvable("Ce vote")
    refus = refusal_to_vote(
        EtatSeance(ligne.etat),
        EtatTour(ligne.etat_tour),
        ModeTour(ligne.mode),
        a_une_structure=ligne.a_une_structure,
        retire=ligne.retire,
    )
    if refus:
        raise Refus(refus)
    if raisons:
        raise SaisieInvalide(raisons)
    # The tour was opened again while this was read: nothing was written, trying again is the remedy.
    raise BaseOccupee


def _get_question(unit: Unit, tour_id: UUID) -> Options:
    def read() -> Options:
        ligne = unit.db.execute(select(Tour.genre, Tour.options).where(Tour.id == tour_id)).one_or_none()
        if ligne is None:
            raise Introuvable("Ce vote")
        return decode_options(GenreTour(ligne.genre), ligne.options)

    return _questions.get(tour_id, read)
