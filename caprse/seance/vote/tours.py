"""Put a question to the room, close it, reveal it, settle it: what the console does, for the animation.

Every command holds the session's row: two consoles act one after the other, and what the rules saw is still true when
it is written. Votes do not touch that row, so that they never wait for a console.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from caprse.acces.regles import Operation
from caprse.acces.unite import Unit, as_systeme
from caprse.referentiel.schema import Critere, Referentiel
from caprse.referentiel.service import get_referentiel
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
    TourVu,
    refusal_niveau_convenu,
    refusal_to_change,
    refusal_to_open,
)
from caprse.seance.tenue import Tenue, lock_seance, touch_seance
from caprse.seance.vote.bulletins import build_options
from caprse.seance.vote.depouillement import Resultat, count_votes, group_mots, settle_structures
from caprse.seance.vote.requetes import COUNT_VOTES, GET_ETAPE, GET_TOUR, LIST_VOTES, PASS_VOTES
from caprse.socle.erreurs import Introuvable, Refus

QUOI_ETAPE = "Cette étape"
QUOI = "Ce vote"


@dataclass(frozen=True)
class Compte:
    """How many devices joined the session, and how many voted in this tour."""

    votes: int
    appareils: int


@dataclass(frozen=True)
class _Tenu:
    """A tour whose session is held, with what the rules need."""

    seance: Tenue
    partie: Partie
    tour: TourVu
    genre: GenreTour
    mode: ModeTour
    critere: str | None
    options: dict[str, Any]


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
        contenu: dict[str, Any] = ligne["contenu"]
        referentiel = get_referentiel(systeme.db, ligne["referentiel_id"])
        critere = _find_critere(referentiel, contenu)
        tour_id = systeme.db.execute(
            insert(Tour)
            .values(
                collectif_id=tenue.collectif_id,
                seance_id=tenue.id,
                etape_id=etape_id,
                numero=len(partie.list_tours(etape_id)) + 1,
                genre=GenreTour(contenu["genre"]),
                mode=ModeTour(contenu.get("mode", ModeTour.SALLE)),
                critere=critere.code if critere else None,
                question=contenu.get("question") or (critere.question if critere else ligne["titre"]),
                options=build_options(contenu, critere, referentiel.echelle),
                ouvert_le=unit.now,
            )
            .returning(Tour.id)
        ).scalar_one()
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
        votes = systeme.db.execute(LIST_VOTES, {"collectif": tenu.seance.collectif_id, "tour": tour_id}).all()
        valeurs = [vote.valeur for vote in votes]
        structures = len({vote.structure_id for vote in votes}) if tenu.mode is ModeTour.STRUCTURE else None
        resultat = count_votes(tenu.genre, tenu.options, valeurs, structures)
        _write(systeme, tenu, Geste.REVELER, resultat=resultat)
        if tenu.genre is GenreTour.MOTS and resultat["montre"]:
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
                    for groupe in group_mots(valeur["mots"] for valeur in valeurs)
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
        choix = [choix["valeur"] for choix in tenu.options.get("choix", [])]
        if raison := refusal_niveau_convenu(tenu.genre, tenu.mode, choix, niveau):
            raise Refus(raison)
        _write(systeme, tenu, Geste.REGLER, niveau=niveau)
        if tenu.mode is ModeTour.STRUCTURE and tenu.tour.etat is EtatTour.REVELE and not tenu.seance.repetition:
            _propose(systeme, tenu)


def get_compte(unit: Unit, tour_id: UUID) -> Compte:
    """How many voted, of how many who joined. For the animation, else Introuvable."""
    with as_systeme(unit) as systeme:
        ligne = systeme.db.execute(COUNT_VOTES, {"tour": tour_id}).one_or_none()
    unit.check(Operation.UPDATE_SEANCE, ligne.collectif_id if ligne else None, quoi=QUOI)
    if ligne is None:
        raise Introuvable(QUOI)
    return Compte(ligne.votes, ligne.appareils)


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
    return _Tenu(
        tenue,
        partie,
        tour,
        GenreTour(ligne["genre"]),
        ModeTour(ligne["mode"]),
        ligne["critere"],
        ligne["options"],
    )


def _write(
    systeme: Unit, tenu: _Tenu, geste: Geste, *, resultat: Resultat | None = None, niveau: int | None = None
) -> None:
    valeurs: dict[str, Any] = {"etat": VERS[geste], "niveau_convenu": niveau}
    match geste:
        case Geste.FERMER:
            valeurs["ferme_le"] = systeme.now
            systeme.db.execute(PASS_VOTES, {"tour": str(tenu.tour.id)})
        case Geste.ROUVRIR:
            valeurs["ferme_le"] = None
        case Geste.REVELER:
            valeurs |= {"revele_le": systeme.now, "resultat": resultat}
    systeme.db.execute(
        update(Tour)
        .where(Tour.collectif_id == tenu.seance.collectif_id, Tour.id == tenu.tour.id)
        .values(valeurs)
        .execution_options(synchronize_session=False)
    )
    touch_seance(systeme, tenu.seance)


def _propose(systeme: Unit, tenu: _Tenu) -> None:
    votes = systeme.db.execute(LIST_VOTES, {"collectif": tenu.seance.collectif_id, "tour": tenu.tour.id})
    niveaux = settle_structures(tenu.options, ((vote.structure_id, vote.valeur) for vote in votes))
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
                }
                for structure, niveau in sorted(niveaux.items())
            ],
        )


def _find_critere(referentiel: Referentiel, contenu: dict[str, Any]) -> Critere | None:
    """The critère of a vote on a niveau. Raises Refus when this référentiel does not have it any more."""
    if contenu["genre"] != GenreTour.NIVEAU:
        return None
    try:
        return referentiel.critere(contenu["critere"])
    except KeyError as erreur:
        raise Refus("Le critère de cette étape n'existe plus : choisissez-en un autre.") from erreur


def _build_partie(etat: EtatSeance, tours: list[list[Any]] | None) -> Partie:
    return Partie(
        etat,
        tuple(TourVu(UUID(t), UUID(etape), numero, EtatTour(e)) for t, etape, numero, e in tours or ()),
    )
