"""A session that was held: steps shown, two rounds of votes, words, a vote by structure, decisions; then ended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from caprse.acces.unite import open_unit_systeme
from caprse.collectif.modele import Rencontre
from caprse.collectif.rencontres.decisions import create_decision
from caprse.collectif.rencontres.regles import SaisieDecision
from caprse.seance.regles import EtatMot
from caprse.seance.service import end_seance, go_to_etape
from caprse.seance.vote.mots import set_mot
from caprse.seance.vote.service import close_tour, open_tour, reveal_tour, settle_tour
from tests.base import execute
from tests.seance.scene_votes import Scene, act, create_seance, join, vote, vote_all

HOSTILE = "#let x = 1 $y$ \\ [[ *gras* javascript:alert(1) <script>"
CODE_REPETITION = "RRR222"


def hold(scene: Scene) -> None:
    """Everything happens, then the session ends."""
    _dress(scene)
    act(scene, go_to_etape, scene.seance, scene.etapes["niveau"])
    play(scene, "niveau", ["1", "1", "2", "3", "3", "3"])
    second = play(scene, "niveau", ["2", "2", "2", "3", "3", "3"])
    act(scene, settle_tour, second, 3)
    act(scene, go_to_etape, scene.seance, scene.etapes["mots"])
    say(scene)
    act(scene, go_to_etape, scene.seance, scene.etapes["structure"])
    propose(scene)
    act(scene, go_to_etape, scene.seance, scene.etapes["points"])
    quiet = play(scene, "confiance", ["5", "4"])
    act(scene, settle_tour, quiet, None)
    act(scene, go_to_etape, scene.seance, scene.etapes["texte"])
    rencontre = get_rencontre(scene)
    monde = scene.monde
    critere = monde.criteres[0]
    act(
        scene,
        create_decision,
        rencontre,
        SaisieDecision("Visiter\n# l’atelier", "Anna", date(2026, 6, 1)),
        None,
        [critere],
    )
    act(scene, create_decision, rencontre, SaisieDecision("Décision cachée"), monde.structures[0])
    act(scene, create_decision, rencontre, SaisieDecision("Décision nommée"), monde.structures[1])
    act(scene, end_seance, scene.seance)


def play(scene: Scene, etape: str, choix: list[str], structures: list[UUID] | None = None) -> UUID:
    """One round of a step, from its opening to its reveal."""
    tour: UUID = act(scene, open_tour, scene.etapes[etape])
    vote_all(tour, choix, structures)
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    return tour


def say(scene: Scene) -> UUID:
    """Open words: one hostile and let through, the others wait."""
    tour: UUID = act(scene, open_tour, scene.etapes["mots"])
    for rang in range(6):
        mots = {"mot_1": "#let $y$ [[ gras"} if rang < 3 else {"mot_1": "inavouable"}
        vote(join(), tour, **mots)
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    for cle, texte in execute("select cle, texte from mot where tour_id = :t", t=tour):
        if texte != "inavouable":
            act(scene, set_mot, tour, cle, EtatMot.MONTRE)
    return tour


def propose(scene: Scene) -> UUID:
    """Each of six structures votes for itself: niveau 3 everywhere."""
    structures = list(scene.monde.structures)
    tour = play(scene, "structure", ["3"] * len(structures), structures)
    act(scene, settle_tour, tour, None)
    return tour


def get_rencontre(scene: Scene) -> UUID:
    rencontre: UUID = execute("select rencontre_id from seance where id = :s", s=scene.seance)[0][0]
    return rencontre


def rehearse(scene: Scene) -> UUID:
    """A rehearsal that runs in the same collectif."""
    seance, _ = create_seance(
        scene.monde.collectif, scene.monde.trimestre, CODE_REPETITION, ("texte",), repetition=True
    )
    return seance


def mark_present(scene: Scene, rangs: Mapping[int, int]) -> None:
    """Structures that came, with their number of people."""
    for rang, personnes in rangs.items():
        execute(
            "insert into presence (collectif_id, rencontre_id, structure_id, etat, personnes)"
            " values (:c, :r, :s, 'presente', :p)",
            c=scene.monde.collectif,
            r=get_rencontre(scene),
            s=scene.monde.structures[rang],
            p=personnes,
        )


def strip(texte: str) -> str:
    """Words only, whatever the lines and spaces between them."""
    return re.sub(r"\s+", " ", texte)


def read_envois() -> list[dict[str, Any]]:
    """The mails that carry minutes, with every column, by recipient."""
    with open_unit_systeme() as unit:
        lignes = unit.db.execute(text("select * from courriel where genre = 'compte_rendu' order by destinataire"))
        return [dict(ligne) for ligne in lignes.mappings()]


def _dress(scene: Scene) -> None:
    """Presences, a next meeting, a structure that shows its name, a hostile text."""
    monde = scene.monde
    mark_present(scene, {0: 2, 1: 3})
    execute(
        "insert into presence (collectif_id, rencontre_id, structure_id, etat) values (:c, :r, :s, 'absente')",
        c=monde.collectif,
        r=get_rencontre(scene),
        s=monde.structures[2],
    )
    execute("update structure set montre_son_nom = true where id = :s", s=monde.structures[1])
    execute(
        "update etape set contenu = jsonb_build_object('texte', cast(:t as text), 'lien', 'https://exemple.test/p')"
        " where id = :e",
        t=f"## Faux titre\n{HOSTILE}\n[Image de l’étape 1]",
        e=scene.etapes["texte"],
    )
    with open_unit_systeme() as unit:
        unit.db.execute(
            insert(Rencontre).values(
                collectif_id=monde.collectif,
                trimestre_id=monde.trimestre,
                type="visio",
                titre="Point d’avril",
                jour=date(2026, 4, 2),
                heure=time(14),
                lieu="",
            )
        )
