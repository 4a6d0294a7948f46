"""What surrounds the carnets of the open trimestre: re-reading, threads, appuis, actions, attendance, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from caprse.acces.unite import Unit
from caprse.carnet.modele import Carnet
from caprse.carnet.regles import EtatCarnet
from caprse.collectif.modele import Decision, Presence, Rencontre
from caprse.demo.appuis import add_appuis
from caprse.demo.binomes import add_binomes
from caprse.demo.calendrier import at
from caprse.demo.fiction import tell
from caprse.demo.lots import insert_lot
from caprse.demo.pratiques import add_pratiques
from caprse.demo.requetes import LIST_CARNETS
from caprse.demo.traces import add_traces
from caprse.demo.trimestres import Scene
from caprse.progres.buts import Cote, find_but
from caprse.progres.modele import Action
from caprse.relecture.modele import Fil, LectureFil, Message, Relecture

SUIVIES = 8  # structures shown at work, whatever the size of the demonstration
RENCONTRES = 2  # the last ones held: who came, what was decided
RELUES, EN_RELECTURE = 1, 2  # of the carnets transmitted: re-read whole, then begun
NOTES = (
    "Bel exemple, à raconter aux autres en séance.",
    "Le commentaire dit plus que le niveau : en parler ensemble ?",
    "Quelle trace pourriez-vous garder ?",
)
ECHANGES = (
    (
        "Bonjour, avez-vous pu avancer avec l’équipe ? Je suis là si une question bloque.",
        "Merci ! Il nous reste deux sujets à voir avec les encadrants la semaine prochaine.",
    ),
    (
        "Votre réponse m’intéresse : comment vous y êtes-vous pris ?",
        "En réunion d’équipe, une question par semaine. C’est lent mais tout le monde suit.",
    ),
)
# What, who, in how many days, where it stands, the first step, the effort, since how many days, what it changed.
ACTIONS = (
    (
        *("Mettre le sujet à l’ordre du jour de la réunion d’équipe", "Encadrement", -6, "a_faire"),
        *("Demander dix minutes à la réunion de lundi", "peu", 20, ""),
    ),
    ("Écrire une page simple, avec des images", "Direction", 24, "en_cours", "", "moyen", 1, ""),
    ("Afficher le résultat dans la salle de pause", "Équipe", 40, "a_faire", "", None, 120, ""),
    (
        *("Choisir une personne référente", "Direction", -20, "faite", "", "peu", 30),
        "Chacun sait maintenant à qui poser ses questions.",
    ),
)
DECISIONS = (
    ("Chaque structure montre un document qui lui sert vraiment", "Tout le monde", "a_suivre"),
    ("Se rendre visite deux par deux avant la prochaine rencontre", "Animation", "faite"),
)


@dataclass(frozen=True)
class _Carnet:
    """A carnet of the open trimestre and the codes that it answered, in their order."""

    id: UUID
    structure_id: UUID
    transmis: bool
    reponses: tuple[tuple[str, int], ...]


def play_pilotage(unit: Unit, scene: Scene) -> None:
    """Show the animation and the structures at work around the open trimestre; everything is dated before now."""
    animation = scene.animation
    carnets = _read_carnets(unit, scene)
    hier = at(unit.today - timedelta(days=1), 16)
    tell(unit, hier, animation)
    transmis = [carnet for carnet in carnets if carnet.transmis]
    relus, commences = transmis[:RELUES], transmis[RELUES : RELUES + EN_RELECTURE]
    _add_relectures(unit, scene, relus, animation, hier, part=1.0)
    _add_relectures(unit, scene, commences, animation, hier, part=0.5)
    if relus:
        unit.db.execute(
            update(Carnet)
            .where(Carnet.collectif_id == scene.collectif_id, Carnet.id.in_([carnet.id for carnet in relus]))
            .values(etat=EtatCarnet.RELU, version=Carnet.version + 1)
        )
    ouverts = [carnet for carnet in carnets if not carnet.transmis]
    _add_echanges(unit, scene, [*ouverts[:1], *commences[:1]], animation, hier)
    add_appuis(unit, scene, [(c.structure_id, c.reponses[0][0] if c.reponses else None) for c in carnets], hier)
    _add_actions(unit, scene, carnets, unit.today, hier)
    for carnet in [*carnets[:1], *commences[:1]]:
        codes = [code for code, _ in carnet.reponses]
        auteur = scene.auteurs[carnet.structure_id][0]
        add_traces(unit, scene.collectif_id, auteur, (carnet.id, carnet.structure_id, codes), hier)
    add_pratiques(unit, scene, hier)
    add_binomes(unit, scene, hier)
    _add_rencontres(unit, scene, carnets, unit.today)


def _read_carnets(unit: Unit, scene: Scene) -> list[_Carnet]:
    lignes = unit.db.execute(
        LIST_CARNETS,
        {"collectif": scene.collectif_id, "suivies": [structure.id for structure in scene.structures[:SUIVIES]]},
    ).all()
    rangs = {structure.id: rang for rang, structure in enumerate(scene.structures)}
    carnets = [_Carnet(x.id, x.structure_id, x.transmis, tuple((c, v) for c, v in x.reponses)) for x in lignes]
    return sorted(carnets, key=lambda carnet: rangs[carnet.structure_id])


def _add_relectures(
    unit: Unit, scene: Scene, carnets: Sequence[_Carnet], animation: UUID, quand: datetime, *, part: float
) -> None:
    """Most answers are simply re-read; one in five is to be discussed, with a note."""
    lignes: list[dict[str, Any]] = []
    for carnet in carnets:
        for rang, (critere, version) in enumerate(carnet.reponses[: round(len(carnet.reponses) * part)]):
            discute = rang % 5 == 1
            lignes.append(
                {
                    "collectif_id": scene.collectif_id,
                    "carnet_id": carnet.id,
                    "structure_id": carnet.structure_id,
                    "critere": critere,
                    "etat": "a_discuter" if discute else "relu",
                    "note": NOTES[rang % len(NOTES)] if discute else "",
                    "version_lue": version,
                    "modifie_le": quand,
                    "modifie_par": animation,
                }
            )
    if lignes:
        insert_lot(unit.db, Relecture, lignes)


def _add_echanges(unit: Unit, scene: Scene, carnets: Sequence[_Carnet], animation: UUID, quand: datetime) -> None:
    """A question from the animation and an answer, on a whole carnet then on one critère."""
    fils: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for rang, carnet in enumerate(carnets):
        ici = {"collectif_id": scene.collectif_id, "structure_id": carnet.structure_id}
        fil = uuid4()
        critere = carnet.reponses[0][0] if rang and carnet.reponses else None
        fils.append({**ici, "id": fil, "carnet_id": carnet.id, "critere": critere, "cree_le": quand})
        question, reponse = ECHANGES[rang % len(ECHANGES)]
        auteur = scene.auteurs[carnet.structure_id][0]
        messages += [
            {**ici, "fil_id": fil, "auteur": animation, "texte": question, "ecrit_le": quand},
            {**ici, "fil_id": fil, "auteur": auteur, "texte": reponse, "ecrit_le": quand + timedelta(hours=2)},
        ]
    if fils:
        insert_lot(unit.db, Fil, fils)
        insert_lot(unit.db, Message, messages)
        # Whoever answered has read what was asked.
        lieu = ("collectif_id", "structure_id", "fil_id")
        lectures = [
            {**{cle: message[cle] for cle in lieu}, "compte_id": message["auteur"], "lu_le": message["ecrit_le"]}
            for message in messages
            if message["auteur"] != animation
        ]
        insert_lot(unit.db, LectureFil, lectures)


def _add_actions(unit: Unit, scene: Scene, carnets: Sequence[_Carnet], today: date, quand: datetime) -> None:
    """The first structure has a whole plan, with something late in it; the next ones have begun theirs."""
    lignes = [
        {
            "collectif_id": scene.collectif_id,
            "structure_id": carnet.structure_id,
            "quoi": quoi,
            "pilote": pilote,
            "echeance": today + timedelta(days=jours),
            "etat": etat,
            "premier_pas": premier_pas,
            "effort": effort,
            "ce_qui_change": change,
            "faite_le": quand if etat == "faite" else None,
            "cree_le": quand - timedelta(days=depuis),
            "modifie_le": quand,
            "modifie_par": scene.auteurs[carnet.structure_id][0],
            **_aim(scene, carnet, numero),
        }
        for rang, carnet in enumerate(carnets)
        for numero, (quoi, pilote, jours, etat, premier_pas, effort, depuis, change) in enumerate(
            ACTIONS[: len(ACTIONS) if rang == 0 else rang % 3]
        )
    ]
    if lignes:
        # Not in one lot: a row holds an array.
        unit.db.execute(insert(Action), lignes)


def _aim(scene: Scene, carnet: _Carnet, rang: int) -> dict[str, object]:
    """The critère that an action serves and what it aims at: the next step of one of the answers of its carnet."""
    visees = [
        (code, but)
        for code, niveau in carnet.reponses
        if (but := find_but(Cote(niveau), scene.referentiel.critere(code).niveaux))
    ]
    if rang >= len(visees):
        return {"criteres": [], "but": "", "niveau_vise": None}
    code, but = visees[rang]
    return {"criteres": [code], "but": but.texte, "niveau_vise": but.vise}


def _add_rencontres(unit: Unit, scene: Scene, carnets: Sequence[_Carnet], today: date) -> None:
    """Who came to the meetings held so far, and what the last of them decided."""
    tenues = unit.db.execute(
        select(Rencontre.id, Rencontre.jour)
        .where(Rencontre.collectif_id == scene.collectif_id, Rencontre.jour < today)
        .order_by(Rencontre.jour.desc())
        .limit(RENCONTRES)
    ).all()
    for rencontre_id, jour in reversed(tenues):
        tell(unit, at(jour, 17), scene.animation)
        insert_lot(
            unit.db,
            Presence,
            [
                {
                    "collectif_id": scene.collectif_id,
                    "rencontre_id": rencontre_id,
                    "structure_id": carnet.structure_id,
                    "etat": "absente" if rang == len(carnets) - 1 else "presente",
                }
                for rang, carnet in enumerate(carnets)
            ],
        )
    if tenues:
        insert_lot(
            unit.db,
            Decision,
            [
                {
                    "collectif_id": scene.collectif_id,
                    "rencontre_id": tenues[0].id,
                    "quoi": quoi,
                    "pilote": pilote,
                    "etat": etat,
                    "echeance": today + timedelta(days=30),
                }
                for quoi, pilote, etat in DECISIONS
            ],
        )
