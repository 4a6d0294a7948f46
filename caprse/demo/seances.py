"""Two group sessions of the demonstration: one held, with its minutes sent, and one that runs now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from caprse.acces.unite import Unit
from caprse.collectif.modele import Rencontre, Trimestre
from caprse.collectif.regles import SaisieRencontre, TypeRencontre
from caprse.collectif.rencontres.decisions import create_decision
from caprse.collectif.rencontres.presences import save_presence, settle_presences
from caprse.collectif.rencontres.regles import EtatPresence, SaisieDecision
from caprse.collectif.rencontres.service import create_rencontre
from caprse.demo.calendrier import at
from caprse.demo.fiction import tell
from caprse.demo.trimestres import Scene
from caprse.progres.modele import Pratique
from caprse.progres.pratiques.regles import PARTAGES
from caprse.referentiel.schema import Critere
from caprse.seance.compte_rendu.service import ensure_compte_rendu
from caprse.seance.contenus.saisies import SaisieEtape
from caprse.seance.modele import CompteRendu, Etape, Mot
from caprse.seance.preparation.service import add_etapes
from caprse.seance.preparation.suggestions import add_suggestions
from caprse.seance.regles import GenreEtape, GenreTour, ModeTour
from caprse.seance.salle.service import join_seance
from caprse.seance.salle.votes import save_vote
from caprse.seance.service import create_seance, end_seance, go_to_etape, start_seance
from caprse.seance.vote.service import close_tour, open_tour, reveal_tour, settle_tour
from caprse.socle.dates import FUSEAU, format_date

TELEPHONES, TELEPHONES_EN_COURS, VOTES_EN_COURS = 14, 9, 7
DUREE_D_ETAPE = timedelta(minutes=12)
IDEES = (
    "Accueillir chaque nouvelle personne avec un livret en images",
    "Tenir un point d’équipe de quinze minutes chaque lundi",
    "Partager une visite entre deux structures voisines",
    "Écrire ensemble une charte d’une page",
)
DECISIONS = (
    ("Tenir un point d’équipe de quinze minutes chaque lundi, partout", "Chaque direction"),
    ("Organiser trois visites entre structures voisines avant la prochaine journée", "Animation"),
)
DELAI_DE_DECISION = timedelta(days=75)
MOTS = ("confiance", "ensemble", "concret", "écoute", "fierté", "du temps")

# What a phone says: by chance, its rank in the room, how many choices there are.
Bulletin = Callable[[Random, int, int], dict[str, str]]


def play_seances(unit: Unit, scene: Scene, hasard: Random) -> None:
    """Hold a session at the last day in person that is past, if any; start another now."""
    passee = unit.db.execute(
        select(Rencontre.id, Rencontre.jour, Trimestre.thematique)
        .join(Trimestre, Trimestre.id == Rencontre.trimestre_id)
        .where(
            Rencontre.collectif_id == scene.collectif_id,
            Rencontre.type == TypeRencontre.PRESENTIEL,
            Rencontre.jour < unit.today,
            Trimestre.etat == "clos",
        )
        .order_by(Rencontre.jour.desc())
        .limit(1)
    ).one_or_none()
    if passee is not None:
        criteres = _list_criteres(scene, passee.thematique)
        structures = [structure.id for structure in scene.structures]
        _hold(replace(unit, now=at(passee.jour, 9, 40)), scene.animation, passee.id, structures, criteres, hasard)
    _start(unit, scene, hasard)


def _list_criteres(scene: Scene, thematique: str) -> list[Critere]:
    capsule = scene.referentiel.capsule(thematique)
    return [critere for partie in capsule for enjeu in partie.enjeux for critere in enjeu.criteres]


def _hold(
    unit: Unit,
    animation: UUID,
    rencontre: UUID,
    structures: Sequence[UUID],
    criteres: Sequence[Critere],
    hasard: Random,
) -> None:
    """A whole session: what suggests itself, four votes, its minutes, read by all."""
    tell(unit, unit.now, animation)
    seance = create_seance(unit, rencontre, "Se voir ensemble et décider")
    add_etapes(unit, seance, _build_votes(criteres[0]))
    add_suggestions(unit, seance)
    telephones = _join(unit, start_seance(unit, seance), TELEPHONES)
    etapes = unit.db.execute(
        select(Etape.id, Etape.genre, Etape.contenu).where(Etape.seance_id == seance).order_by(Etape.ordre)
    ).all()
    for rang, etape in enumerate(etapes):
        unit = replace(unit, now=unit.now + DUREE_D_ETAPE)
        tell(unit, unit.now, animation)
        if rang:
            go_to_etape(unit, seance, etape.id)
        if etape.genre == GenreEtape.VOTE:
            _play_vote(unit, etape.id, etape.contenu, telephones, hasard)
    for quoi, pilote in DECISIONS:
        create_decision(unit, rencontre, SaisieDecision(quoi, pilote, unit.today + DELAI_DE_DECISION), None)
    unit = replace(unit, now=unit.now + DUREE_D_ETAPE)
    tell(unit, unit.now, animation)
    end_seance(unit, seance)
    _date_figures(unit, seance)
    _settle_presences(unit, rencontre, structures)
    ensure_compte_rendu(unit, seance)
    envoi = unit.now + timedelta(hours=3)
    unit.db.execute(update(CompteRendu).where(CompteRendu.seance_id == seance).values(envoye_le=envoi))


def _settle_presences(unit: Unit, rencontre: UUID, structures: Sequence[UUID]) -> None:
    """All came but one, as many people as there were phones."""
    venues = [structure for rang, structure in enumerate(structures) if rang != 1]
    settle_presences(unit, rencontre, {structure: structure in venues for structure in structures})
    for rang, structure in enumerate(venues):
        personnes, de_plus = divmod(TELEPHONES, len(venues))
        save_presence(unit, rencontre, structure, EtatPresence.PRESENTE, personnes + (rang < de_plus))


def _date_figures(unit: Unit, seance: UUID) -> None:
    """What the wall showed were the figures of that day: the closing that they are read from came later."""
    figees = unit.db.execute(select(Etape.id, Etape.fige).where(Etape.seance_id == seance, Etape.fige.is_not(None)))
    for etape, fige in figees.all():
        if fige.get("source"):
            _, virgule, carnets = fige["source"].partition(",")
            fige["source"] = f"Chiffres au {format_date(unit.today)}{virgule}{carnets}"
            unit.db.execute(update(Etape).where(Etape.id == etape).values(fige=fige))


def _build_votes(critere: Critere) -> list[SaisieEtape]:
    return [
        _build_vote(critere.titre, {"genre": GenreTour.NIVEAU, "mode": ModeTour.SALLE, "critere": critere.code}),
        _build_vote(
            "Par quoi commencer ensemble",
            {
                "genre": GenreTour.POINTS,
                "question": "Par quoi commencer ensemble ?",
                "options": list(IDEES),
                "points": 3,
            },
        ),
        _build_vote(
            "Un mot pour la suite", {"genre": GenreTour.MOTS, "question": "Avec quel mot repartez-vous aujourd’hui ?"}
        ),
    ]


def _build_vote(titre: str, contenu: dict[str, object]) -> SaisieEtape:
    return SaisieEtape(GenreEtape.VOTE, titre, 10, contenu)


def _join(unit: Unit, code: str, nombre: int) -> list[str]:
    """The phones of the room, each with its token."""
    jetons = (join_seance(unit, code, f"192.0.2.{rang + 1}") for rang in range(nombre))
    return [jeton for jeton in jetons if jeton is not None]


def _play_vote(unit: Unit, etape: UUID, contenu: Mapping[str, Any], telephones: Sequence[str], hasard: Random) -> None:
    genre = GenreTour(contenu["genre"])
    tour = open_tour(unit, etape)
    for rang, jeton in enumerate(telephones):
        save_vote(unit, jeton, tour, _BULLETINS[genre](hasard, rang, len(contenu.get("options") or ())))
    close_tour(unit, tour)
    reveal_tour(unit, tour)
    if genre is GenreTour.MOTS:
        unit.db.execute(update(Mot).where(Mot.tour_id == tour).values(etat="montre"))
    settle_tour(unit, tour, 2 if genre is GenreTour.NIVEAU else None)


def _choose_niveau(hasard: Random, _rang: int, _choix: int) -> dict[str, str]:
    return {"choix": str(hasard.choice((1, 1, 2, 2, 2)))}


def _share_points(hasard: Random, _rang: int, choix: int) -> dict[str, str]:
    premiere, seconde = hasard.sample(range(choix), 2)
    return {f"points-{premiere}": "2", f"points-{seconde}": "1"}


def _say_mots(hasard: Random, rang: int, _choix: int) -> dict[str, str]:
    return {"mot-1": MOTS[min(rang // 3, 3)], "mot-2": hasard.choice(MOTS)}


_BULLETINS: dict[GenreTour, Bulletin] = {
    GenreTour.NIVEAU: _choose_niveau,
    GenreTour.POINTS: _share_points,
    GenreTour.MOTS: _say_mots,
    GenreTour.CONFIANCE: lambda hasard, _rang, _choix: {"choix": str(hasard.choice((3, 4, 4)))},
}


def _start(unit: Unit, scene: Scene, hasard: Random) -> None:
    """A short meeting of today, whose vote is open; its phones are already in the room."""
    trimestre = unit.db.execute(
        select(Trimestre.id, Trimestre.thematique, Trimestre.debut, Trimestre.fin).where(
            Trimestre.collectif_id == scene.collectif_id, Trimestre.etat == "ouvert"
        )
    ).one()
    if not trimestre.debut <= unit.today <= trimestre.fin:
        return
    debut = max(unit.now - timedelta(minutes=10), at(unit.today, 0))
    saisie = SaisieRencontre(
        TypeRencontre.VISIO,
        "Point d’étape à mi-parcours",
        unit.today,
        debut.astimezone(FUSEAU).time().replace(minute=0, second=0, microsecond=0),
        lien="https://visio.demo.exemple/point-d-etape",
    )
    critere = _list_criteres(scene, trimestre.thematique)[0]
    tell(unit, debut - DUREE_D_ETAPE, scene.animation)
    seance = create_seance(unit, create_rencontre(unit, trimestre.id, saisie), "Point d’étape à mi-parcours")
    deroule = [
        SaisieEtape(GenreEtape.ACCUEIL, "Bienvenue", 5),
        *_build_votes(critere),
        *_list_pratiques(unit, scene),
        SaisieEtape(GenreEtape.DECISIONS, "Ce que nous décidons", 10),
        SaisieEtape(GenreEtape.CLOTURE, "Merci", 5),
    ]
    _, premiere, *_ = add_etapes(unit, seance, deroule)
    tell(unit, debut, scene.animation)
    telephones = _join(unit, start_seance(replace(unit, now=debut), seance), TELEPHONES_EN_COURS)
    go_to_etape(replace(unit, now=debut + timedelta(minutes=5)), seance, premiere)
    tour = open_tour(replace(unit, now=debut + timedelta(minutes=6)), premiere)
    for jeton in telephones[:VOTES_EN_COURS]:
        save_vote(unit, jeton, tour, _choose_niveau(hasard, 0, 0))


def _list_pratiques(unit: Unit, scene: Scene) -> list[SaisieEtape]:
    """The pratique that a structure offered first, for the room to read together; where there is one."""
    premiere = unit.db.execute(
        select(Pratique.id, Pratique.titre)
        .where(Pratique.collectif_id == scene.collectif_id, Pratique.etat.in_(PARTAGES))
        .order_by(Pratique.partagee_le, Pratique.id)
        .limit(1)
    ).one_or_none()
    if premiere is None:
        return []
    return [SaisieEtape(GenreEtape.PRATIQUE, premiere.titre, 10, {"pratique": str(premiere.id)})]
