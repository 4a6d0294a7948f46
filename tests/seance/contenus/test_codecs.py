"""JSON that the base holds since the first sessions: read, and written again with the same keys."""

from __future__ import annotations

from typing import Any

import pytest

from caprse.seance.contenus.etapes import decode_contenu
from caprse.seance.contenus.scenes import decode_scene
from caprse.seance.contenus.tours import CauseTu, ResultatTu, decode_bulletin, decode_options, decode_resultat
from caprse.seance.regles import GenreEtape, GenreTour
from caprse.seance.vote.phrases import explain_tu

CHOIX = [{"valeur": 0, "libelle": "À explorer", "texte": "Rien."}, {"valeur": 1, "libelle": "Amorcé", "texte": ""}]
AXE = {
    "code": "T01-A",
    "titre": "Gouvernance partagée",
    "court": "Gouvernance",
    "mediane": 50,
    "q1": 25,
    "q3": 75,
    "n": 9,
    "avant": None,
    "points": None,
}
POINT = {"numero": 1, "mediane": 50, "q1": 25, "q3": 75, "creux": False, "lie": False, "pas": 0}
TOUR = {
    "nom": "1er tour",
    "votes": 6,
    "raison": "",
    "nombres": [4, 2],
    "mots": [],
    "non_concernes": 1,
    "mediane": "À explorer",
}


@pytest.mark.parametrize(
    ("genre", "contenu"),
    [
        ("radar", {}),
        ("chemin", {}),
        ("decisions", {}),
        ("decisions_ouvertes", {}),
        ("texte", {"texte": "Bienvenue", "lien": ""}),
        ("pratique", {"pratique": "6f0e2f5c-0f5e-4a57-8f0e-3f6f2a1d4b11"}),
        ("repartition", {"critere": "T01-01"}),
        ("repartition", {"enjeu": "T01-A"}),
        ("vote", {"genre": "niveau", "mode": "structure", "critere": "T01-01"}),
        ("vote", {"genre": "points", "mode": "salle", "question": "Q", "options": ["a", "b"], "points": 3}),
        ("vote", {"genre": "mots", "mode": "salle", "question": "Un mot ?"}),
        ("vote", {"genre": "confiance", "mode": "salle", "question": "Y croyez-vous ?"}),
    ],
)
def test_what_a_step_holds(genre: str, contenu: dict[str, Any]) -> None:
    assert decode_contenu(GenreEtape(genre), contenu).to_contenu() == contenu


@pytest.mark.parametrize(
    ("genre", "contenu"),
    [
        ("niveau", {"titre": "Achats", "simple": "Que fait-on ?", "choix": CHOIX, "non_concerne": True}),
        ("points", {"choix": CHOIX, "points": 3}),
        ("mots", {"mots": 3, "longueur": 30}),
        ("confiance", {"choix": CHOIX}),
    ],
)
def test_what_a_round_offered(genre: str, contenu: dict[str, Any]) -> None:
    assert decode_options(GenreTour(genre), contenu).to_contenu() == contenu


@pytest.mark.parametrize(
    ("genre", "contenu"),
    [
        ("niveau", {"niveau": 0}),
        ("niveau", {"non_concerne": True}),
        ("confiance", {"confiance": 5}),
        ("points", {"points": [2, 0, 1]}),
        ("mots", {"mots": ["écoute", "temps"]}),
    ],
)
def test_what_a_device_answered(genre: str, contenu: dict[str, Any]) -> None:
    assert decode_bulletin(GenreTour(genre), contenu).to_contenu() == contenu


@pytest.mark.parametrize(
    ("genre", "contenu"),
    [
        *((str(genre), {"votes": 4, "montre": False, "seuil": 5, "cause": str(CauseTu.VOTES)}) for genre in GenreTour),
        ("niveau", {"votes": 12, "montre": False, "seuil": 7, "cause": "structures"}),
        ("points", {"votes": 12, "montre": False, "seuil": 5, "cause": "mouvements"}),
        (
            "niveau",
            {
                "votes": 5,
                "montre": True,
                "repartition": {"0": 3, "1": 1},
                "parts": {"0": 75, "1": 25},
                "exprimes": 4,
                "mediane": None,
                "non_concernes": 1,
            },
        ),
        (
            "confiance",
            {
                "votes": 5,
                "montre": True,
                "repartition": {"1": 5},
                "parts": {"1": 100},
                "exprimes": 5,
                "mediane": 1,
            },
        ),
        (
            "points",
            {
                "votes": 5,
                "montre": True,
                "repartition": {"0": 5, "1": 0},
                "parts": {"0": 100, "1": 0},
                "points": 5,
                "personnes": {"0": 5, "1": 0},
            },
        ),
        ("mots", {"votes": 5, "montre": True, "groupes": 4}),
    ],
)
def test_what_a_reveal_wrote(genre: str, contenu: dict[str, Any]) -> None:
    assert decode_resultat(GenreTour(genre), contenu).to_contenu() == contenu


def test_a_quiet_result_of_the_first_sessions_said_no_cause() -> None:
    resultat = decode_resultat(GenreTour.NIVEAU, {"votes": 4, "montre": False})
    assert resultat == ResultatTu(4, 4, CauseTu.VOTES)
    assert explain_tu(GenreTour.NIVEAU, resultat).startswith("Il faut au moins 5 votes")


@pytest.mark.parametrize(
    "contenu",
    [
        {"genre": "texte", "texte": "Bienvenue", "lien": ""},
        {"genre": "decisions", "decisions": []},
        {
            "genre": "pratique",
            "titre": "Le planning affiché",
            "pratique": "6f0e2f5c-0f5e-4a57-8f0e-3f6f2a1d4b11",
            "structure": "Les Jardins",
            "demarche": "On affiche le planning.",
            "effet": "Moins de retards.",
        },
        {
            "genre": "decisions_ouvertes",
            "decisions": [
                {"quoi": "Visiter", "pilote": "Anna", "echeance": "1er juin 2026", "retard": True, "structure": ""}
            ],
        },
        {"genre": "radar", "axes": [], "raison": "Trop peu."},
        {
            "genre": "radar",
            "raison": "",
            "thematique": "Gouvernance",
            "axes": [AXE, AXE | {"mediane": None, "q1": None, "q3": None, "n": None, "avant": 25}],
            "avant": "au trimestre 1",
            "maintenant": "Trimestre 3, en cours",
            "changements": ["Sans changement : Gouvernance"],
            "trimestre": 3,
            "source": "Chiffres au 14 mars 2026, 9 carnets transmis",
        },
        {
            "genre": "chemin",
            "raison": "",
            "phrase": "Du trimestre 1 au trimestre 2 : 3 marches de plus.",
            "numeros": [1, 2, 3],
            "rangees": [
                {
                    "code": "T01",
                    "titre": "Gouvernance partagée",
                    "titre_court": "Gouvernance",
                    "points": [POINT, POINT | {"numero": 2, "mediane": 60, "lie": True, "pas": 3}],
                },
                {"code": "T02", "titre": "Achats", "titre_court": "Achats", "points": []},
            ],
            "tu": "",
            "source": "Chiffres publiés à chaque clôture",
        },
        {
            "genre": "repartition",
            "critere": "",
            "question": "",
            "textes": [],
            "raison": "Trop peu.",
            "nombres": [],
        },
        {
            "genre": "repartition",
            "critere": "Achats",
            "question": "Où en sommes-nous ?",
            "textes": ["Rien.", "Un peu."],
            "raison": "",
            "portee": "critere",
            "axe": "Gouvernance",
            "note": "",
            "noms": ["0 · À explorer", "1 · Amorcé"],
            "nombres": [4, 5],
            "mediane": "1 · Amorcé",
            "compte": "9 réponses",
            "trimestre": 1,
            "source": "Chiffres au 14 mars 2026, 9 carnets transmis",
        },
        {
            "genre": "vote",
            "vote": "mots",
            "structures": False,
            "critere": "",
            "question": "Un mot ?",
            "choix": [],
            "etat": "attente",
            "numero": 0,
            "votes": 0,
            "points": None,
            "tours": [],
            "convenu": None,
        },
        {
            "genre": "vote",
            "vote": "niveau",
            "structures": True,
            "critere": "Achats",
            "question": "Où en sommes-nous ?",
            "choix": CHOIX,
            "etat": "regle",
            "numero": 2,
            "votes": 6,
            "points": None,
            "tours": [TOUR, TOUR | {"nom": "2e tour", "mots": [{"texte": "écoute", "nombre": 2}]}],
            "convenu": 1,
        },
    ],
)
def test_what_was_shown_of_a_step(contenu: dict[str, Any]) -> None:
    garde = {"titre": "Étape", **contenu}
    assert decode_scene(garde | {"fige_le": "2026-03-14T09:00:00+00:00"}).to_contenu() == garde


def test_a_step_kept_with_a_change_since_the_launch_no_longer_says_it() -> None:
    garde = {
        "genre": "radar",
        "titre": "Étape",
        "raison": "",
        "thematique": "Gouvernance",
        "axes": [AXE | {"avant": 67, "points": -17}],
        "avant": "au lancement",
        "maintenant": "Trimestre 1",
        "changements": ["−17\u00a0points : Gouvernance"],
        "trimestre": 1,
        "source": "Chiffres au 14 mars 2026, 9 carnets transmis",
    }
    montre = decode_scene(garde | {"fige_le": "2026-03-14T09:00:00+00:00"}).to_contenu()
    assert (montre["avant"], montre["changements"]) == (None, [])
    assert montre["axes"] == [AXE | {"avant": None, "points": None}]
