"""Put a question to the room, close it, reveal it, settle it: what the console does, for the animation.

Every command holds the session's row: two consoles act one after the other, and what the rules saw is still true when
it is written. Votes do not touch that row, so that they never wait for a console.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from caprse.acces.unite import Unit, as_systeme
from caprse.referentiel.service import get_referentiel
from caprse.seance.codes.service import create_codes
from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.tours import (
    BulletinMots,
    BulletinNiveau,
    CauseTu,
    Options,
    Resultat,
    ResultatMots,
    ResultatTu,
    decode_bulletin,
    decode_options,
)
from caprse.seance.modele import Etape, Mot, Proposition, Tour
from caprse.seance.regles import (
    VERS,
    EtatSeance,
    EtatTour,
    GenreEtape,
    GenreTour,
    Geste,
    ModeTour,
    Partie,
    TourJoue,
    refusal_niveau_convenu,
    refusal_to_change,
    refusal_to_open,
)
from caprse.seance.tenue import Tenue, lock_seance, touch_seance
from caprse.seance.vote.bulletins import build_options, find_critere, word_question
from caprse.seance.vote.depouillement import count_votes, group_mots, settle_structures
from caprse.seance.vote.mouvements import VoteLu, count_voix, hides_each
from caprse.seance.vote.requetes import (
    GET_ETAPE,
    GET_TOUR,
    LIST_DIRIGEES,
    LIST_VOTES,
    LIST_VOTES_MONTRES,
    PASS_VOTES,
)
from caprse.socle.erreurs import Introuvable, Refus

QUOI_ETAPE = "Cette étape"
QUOI = "Ce vote"


@dataclass(frozen=True)
class _Tenu:
    """A tour whose session is held, with what the rules need."""

    seance: Tenue
    partie: Partie
    tour: TourJoue
    genre: GenreTour
    mode: ModeTour
    critere: str | None
    options: Options
    seuil: int
    mouvement: int

    @property
    def cle(self) -> dict[str, UUID]:
        return {"collectif": self.seance.collectif_id, "tour": self.tour.id}


def open_tour(unit: Unit, etape_id: UUID) -> UUID:
    """Put the question of a step to the room, or put it again once the first round is revealed; gives the tour.

    For the animation, else Introuvable. Raises Refus with the rule's reason.
    """
    with as_systeme(unit) as systeme:
        seance = select(Etape.seance_id).where(Etape.id == etape_id).scalar_subquery()
        tenue = lock_seance(systeme, seance, QUOI_ETAPE, on_behalf_of=unit)
        ligne = systeme.db.execute(GET_ETAPE, {"etape": etape_id}).mappings().one_or_none()
        if ligne is None:
            raise Introuvable(QUOI_ETAPE)
        partie = _build_partie(tenue.etat, ligne["tours"])
        if raison := refusal_to_open(partie, etape_id, GenreEtape(ligne["genre"])):
            raise Refus(raison)
        contenu = ContenuVote.from_contenu(ligne["contenu"])
        referentiel = get_referentiel(systeme.db, ligne["referentiel_id"])
        try:
            critere = find_critere(referentiel, contenu)
        except KeyError as erreur:
            raise Refus("Le critère de cette étape n’existe plus : choisissez-en un autre.") from erreur
        tour_id = systeme.db.execute(
            insert(Tour)
            .values(
                collectif_id=tenue.collectif_id,
                seance_id=tenue.id,
                etape_id=etape_id,
                numero=len(partie.list_tours(etape_id)) + 1,
                genre=contenu.genre,
                mode=contenu.mode,
                critere=critere.code if critere else None,
                question=word_question(contenu, critere, ligne["titre"]),
                options=build_options(contenu, critere, referentiel.echelle).to_contenu(),
                ouvert_le=unit.now,
            )
            .returning(Tour.id)
        ).scalar_one()
        if contenu.mode is ModeTour.STRUCTURE:
            # The step may have been added after the start: whoever votes needs a code.
            create_codes(systeme, tenue)
        touch_seance(systeme, tenue)
    return tour_id


def close_tour(unit: Unit, tour_id: UUID) -> None:
    """Take no more votes: those under way are waited for, what comes later is refused. Raises as ``open_tour``."""
    _change(unit, tour_id, Geste.FERMER)


def reopen_tour(unit: Unit, tour_id: UUID) -> None:
    """Take votes again, as long as nothing was revealed; votes already given stay. Raises as ``open_tour``."""
    _change(unit, tour_id, Geste.ROUVRIR)


def reveal_tour(unit: Unit, tour_id: UUID) -> Resultat:
    """Count the votes of a closed tour, once; gives what is shown. Words wait for the animation to let them through.

    Raises as ``open_tour``.
    """
    with as_systeme(unit) as systeme:
        tenu = _hold(unit, systeme, tour_id, Geste.REVELER)
        votes = _list_votes(systeme, tenu)
        bulletins = [vote.bulletin for vote in votes]
        resultat = _count(systeme, tenu, votes)
        _write(systeme, tenu, Geste.REVELER, resultat=resultat)
        if isinstance(resultat, ResultatMots):
            systeme.db.execute(
                insert(Mot),
                [
                    {
                        "collectif_id": tenu.seance.collectif_id,
                        "tour_id": tour_id,
                        "cle": groupe.cle,
                        "texte": groupe.texte,
                        "nombre": groupe.nombre,
                    }
                    for groupe in group_mots(b.mots for b in bulletins if isinstance(b, BulletinMots))
                ],
            )
    return resultat


def settle_tour(unit: Unit, tour_id: UUID, niveau: int | None = None) -> None:
    """Note what was agreed: the whole room's niveau, or nothing for a question that has none.

    Where structures vote, each one whose people gave a niveau gets a proposal (low median of their votes), once, for
    its direction to confirm; a rehearsal proposes nothing. Raises as ``open_tour``.
    """
    with as_systeme(unit) as systeme:
        tenu = _hold(unit, systeme, tour_id, Geste.REGLER)
        choix = [choix.valeur for choix in tenu.options.choix]
        if raison := refusal_niveau_convenu(tenu.genre, tenu.mode, choix, niveau):
            raise Refus(raison)
        _write(systeme, tenu, Geste.REGLER, niveau=niveau)
        if tenu.mode is ModeTour.STRUCTURE and tenu.tour.etat is EtatTour.REVELE and not tenu.seance.repetition:
            _propose(systeme, tenu)


def _change(unit: Unit, tour_id: UUID, geste: Geste) -> None:
    with as_systeme(unit) as systeme:
        _write(systeme, _hold(unit, systeme, tour_id, geste), geste)


def _hold(unit: Unit, systeme: Unit, tour_id: UUID, geste: Geste) -> _Tenu:
    """The tour with its session held, once the right and the rule said yes."""
    seance = select(Tour.seance_id).where(Tour.id == tour_id).scalar_subquery()
    tenue = lock_seance(systeme, seance, QUOI, on_behalf_of=unit)
    ligne = systeme.db.execute(GET_TOUR, {"tour": tour_id}).mappings().one_or_none()
    if ligne is None:
        raise Introuvable(QUOI)
    partie = _build_partie(tenue.etat, ligne["tours"])
    tour = next(tour for tour in partie.tours if tour.id == tour_id)
    if raison := refusal_to_change(geste, partie, tour):
        raise Refus(raison)
    genre = GenreTour(ligne["genre"])
    return _Tenu(
        tenue,
        partie,
        tour,
        genre,
        ModeTour(ligne["mode"]),
        ligne["critere"],
        decode_options(genre, ligne["options"]),
        ligne["seuil"],
        ligne["mouvement"],
    )


def _write(
    systeme: Unit, tenu: _Tenu, geste: Geste, *, resultat: Resultat | None = None, niveau: int | None = None
) -> None:
    valeurs: dict[str, object] = {"etat": VERS[geste], "niveau_convenu": niveau}
    match geste:
        case Geste.FERMER:
            valeurs["ferme_le"] = systeme.now
            systeme.db.execute(PASS_VOTES, {"tour": str(tenu.tour.id)})
        case Geste.ROUVRIR:
            valeurs["ferme_le"] = None
        case Geste.REVELER:
            valeurs |= {"revele_le": systeme.now, "resultat": resultat.to_contenu() if resultat else None}
    systeme.db.execute(
        update(Tour)
        .where(Tour.collectif_id == tenu.seance.collectif_id, Tour.id == tenu.tour.id)
        .values(valeurs)
        .execution_options(synchronize_session=False)
    )
    touch_seance(systeme, tenu.seance)


def _count(systeme: Unit, tenu: _Tenu, votes: Sequence[VoteLu]) -> Resultat:
    """The result of this round, kept quiet where it would tell someone's vote beside what was shown before."""
    ensembles, voix = [], None
    if tenu.mode is ModeTour.STRUCTURE:
        ensembles = _list_dirigees(systeme, tenu, votes)
        voix = count_voix({vote.structure for vote in votes if vote.structure is not None}, ensembles)
    resultat = count_votes(tenu.options, [vote.bulletin for vote in votes], tenu.seuil, voix)
    if isinstance(resultat, ResultatTu):
        return resultat
    montres: dict[UUID, list[VoteLu]] = {}
    for ligne in systeme.db.execute(LIST_VOTES_MONTRES, tenu.cle):
        passes = montres.setdefault(ligne.tour_id, [])
        if ligne.participant_id is not None:
            passes.append(_read_vote(tenu, ligne))
    if all(hides_each(passes, votes, tenu.mouvement, ensembles) for passes in montres.values()):
        return resultat
    return ResultatTu(resultat.votes, tenu.seuil, CauseTu.MOUVEMENTS)


def _list_votes(systeme: Unit, tenu: _Tenu) -> list[VoteLu]:
    return [_read_vote(tenu, ligne) for ligne in systeme.db.execute(LIST_VOTES, tenu.cle)]


def _read_vote(tenu: _Tenu, ligne: Row[Any]) -> VoteLu:
    return VoteLu(ligne.participant_id, decode_bulletin(tenu.genre, ligne.valeur), ligne.structure_id)


def _list_dirigees(systeme: Unit, tenu: _Tenu, votes: Sequence[VoteLu]) -> list[list[UUID]]:
    structures = list({vote.structure for vote in votes if vote.structure is not None})
    valeurs = {"collectif": tenu.seance.collectif_id, "structures": structures}
    return list(systeme.db.scalars(LIST_DIRIGEES, valeurs))


def _propose(systeme: Unit, tenu: _Tenu) -> None:
    votes = [(vote.structure, vote.bulletin) for vote in _list_votes(systeme, tenu) if vote.structure is not None]
    niveaux = settle_structures(tenu.options, votes)
    if niveaux:
        systeme.db.execute(
            insert(Proposition),
            [
                {
                    "collectif_id": tenu.seance.collectif_id,
                    "tour_id": tenu.tour.id,
                    "structure_id": structure,
                    "critere": tenu.critere,
                    "niveau": niveau,
                    "proposee_le": systeme.now,
                    "choisis": votes.count((structure, BulletinNiveau(niveau))),
                    "votants": sum(pour == structure for pour, _ in votes),
                }
                for structure, niveau in sorted(niveaux.items())
            ],
        )


def _build_partie(etat: EtatSeance, tours: Sequence[tuple[str, str, int, str]] | None) -> Partie:
    return Partie(
        etat,
        tuple(TourJoue(UUID(t), UUID(etape), numero, EtatTour(e)) for t, etape, numero, e in tours or ()),
    )
