"""What a wall shows: figures that the room may see, votes once they are revealed, nobody's name."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.referentiel.codec import from_contenu, to_contenu
from caprse.referentiel.service import import_referentiel
from caprse.seance.contenus.etapes import ContenuVote
from caprse.seance.contenus.scenes import decode_scene
from caprse.seance.contenus.tours import OptionsMots
from caprse.seance.image.chiffres import ATTENTE_TOUS, CRITERE_OUVERT, TROP_PEU
from caprse.seance.image.lecture import Vue, build_vue, freeze_etape
from caprse.seance.regles import GenreTour
from caprse.seance.vote.bulletins import build_options
from caprse.seance.vote.service import close_tour, reveal_tour, settle_tour
from caprse.socle.erreurs import Introuvable
from tests.base import execute
from tests.compteur import count_statements
from tests.monde import Monde
from tests.restitution.scene import (
    REFERENTIEL,
    answer,
    answer_and_send,
    close,
    open_next,
    refresh,
    send,
    send_back,
    show_name,
)
from tests.seance.scene_mur import (
    Scene,
    change,
    create_rencontre,
    create_scene,
    create_tour,
    decide,
    position,
    show,
)

CRITERE = REFERENTIEL.critere("T01-01")
OPTIONS = build_options(ContenuVote(GenreTour.NIVEAU), CRITERE, REFERENTIEL.echelle)
ENJEU = REFERENTIEL.thematique("T01").enjeux[0]


def look(scene: Scene, genre: str) -> dict[str, Any]:
    """What the wall shows at the step of this kind."""
    show(scene, genre)
    contenu = see(scene).contenu
    assert contenu is not None
    assert contenu.genre == genre
    json_vu = contenu.to_contenu()
    # What is kept is read back as it was shown.
    assert decode_scene(json.loads(json.dumps(json_vu))) == contenu
    return json_vu


def see(scene: Scene, adresse: str | None = None) -> Vue:
    with open_unit_systeme() as unit:
        return build_vue(unit, scene.seance, adresse)


def act(scene: Scene, geste: Any, *valeurs: Any) -> None:
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        geste(unit, *valeurs)


def publish_all(monde: Monde) -> None:
    answer_and_send(monde, *range(10))
    assert refresh(monde)


def test_the_view_is_for_the_system_alone(scene: Scene) -> None:
    for nom in ("anna", "alice", "personne"):
        with pytest.raises(Introuvable), open_unit(compte_id=scene.monde.comptes[nom]) as unit:
            build_vue(unit, scene.seance)
        with pytest.raises(Introuvable), open_unit(compte_id=scene.monde.comptes[nom]) as unit:
            freeze_etape(unit, scene.seance, scene.etapes["radar"])


def test_figures_wait_until_every_member_has_answered(scene: Scene) -> None:
    answer_and_send(scene.monde, *range(7))
    assert refresh(scene.monde)
    for genre in ("radar", "repartition"):
        contenu = look(scene, genre)
        assert contenu["raison"] == ATTENTE_TOUS
        assert "mediane" not in json.dumps(contenu.get("axes", []))
        assert not contenu.get("nombres")


def test_too_few_carnets_show_nothing(scene: Scene) -> None:
    answer_and_send(scene.monde, *range(4))
    for genre in ("radar", "repartition"):
        assert look(scene, genre)["raison"] == TROP_PEU


def test_the_radar_shows_the_published_median(scene: Scene) -> None:
    publish_all(scene.monde)
    contenu = look(scene, "radar")
    assert contenu["raison"] == ""
    assert [axe["code"] for axe in contenu["axes"]] == [enjeu.code for enjeu in REFERENTIEL.thematique("T01").enjeux]
    assert {axe["mediane"] for axe in contenu["axes"]} == {50}
    assert {(axe["q1"], axe["q3"]) for axe in contenu["axes"]} == {(25, 75)}
    assert contenu["avant"] is None
    assert contenu["maintenant"] == "Trimestre\u00a01, en cours"


def test_raw_answers_never_reach_the_wall(scene: Scene) -> None:
    publish_all(scene.monde)
    avant = look(scene, "radar"), look(scene, "repartition")
    send_back(scene.monde.carnets[3])
    answer(scene.monde.carnets[3], 4)
    send(scene.monde.carnets[3])
    assert (look(scene, "radar"), look(scene, "repartition")) == avant


def test_the_wall_obeys_the_threshold_of_who_counted(monde: Monde, scene: Scene) -> None:
    """Five answered an axis: each of the five would read four others."""
    codes = [critere.code for critere in ENJEU.criteres]
    for rang in range(10):
        answer(monde.carnets[rang], 2)
        if rang >= 5:
            answer(monde.carnets[rang], {}, codes)
    send(*monde.carnets)
    assert refresh(monde)
    axes = {axe["code"]: axe for axe in look(scene, "radar")["axes"]}
    assert axes[ENJEU.code]["mediane"] is None
    assert axes[ENJEU.code]["n"] is None
    assert all(axe["mediane"] == 50 for code, axe in axes.items() if code != ENJEU.code)
    assert look(scene, "repartition")["raison"] == TROP_PEU


def test_nothing_is_said_to_have_changed_since_the_launch(monde: Monde, scene: Scene) -> None:
    """The positionnement asks one question per enjeu, the carnet several critères: nothing fell, nothing rose."""
    position(monde, dict.fromkeys(range(9), 4), [enjeu.code for enjeu in REFERENTIEL.thematique("T01").enjeux])
    publish_all(monde)
    contenu = look(scene, "radar")
    assert (contenu["avant"], contenu["changements"]) == (None, [])
    assert {(axe["avant"], axe["points"]) for axe in contenu["axes"]} == {(None, None)}


def test_the_same_theme_again_compares_with_its_last_time(monde: Monde) -> None:
    publish_all(monde)
    close(monde)
    suivant, carnets = open_next(monde, 2, "T01", date(2026, 4, 16), date(2026, 7, 15))
    for carnet in carnets.values():
        answer(carnet, 3)
    send(*carnets.values())
    refresh(monde, suivant)
    contenu = look(create_scene(monde, trimestre=suivant, jour=date(2026, 5, 2)), "radar")
    assert contenu["avant"] == "au trimestre\u00a01"
    assert {(axe["avant"], axe["mediane"]) for axe in contenu["axes"]} == {(50, 75)}


@pytest.mark.parametrize("ecart", ["une structure de plus", "une question de moins"])
def test_the_same_theme_is_not_compared_when_other_answers_are_counted(monde: Monde, ecart: str) -> None:
    """What differs would be who was counted or what was answered, not what moved; the path joins no such points."""
    answer_and_send(monde, *range(9 if ecart == "une structure de plus" else 10))
    close(monde)
    suivant, carnets = open_next(monde, 2, "T01", date(2026, 4, 16), date(2026, 7, 15))
    for rang, carnet in enumerate(carnets.values()):
        answer(carnet, 3)
        if not rang and ecart == "une question de moins":
            answer(carnet, {"T01-01": None})
    send(*carnets.values())
    refresh(monde, suivant)
    vu = look(create_scene(monde, trimestre=suivant, jour=date(2026, 5, 2)), "radar")
    assert (vu["trimestre"], vu["avant"], vu["changements"]) == (2, None, [])
    assert {axe["points"] for axe in vu["axes"]} == {None}


def test_another_version_of_the_same_theme_is_not_compared_with(monde: Monde) -> None:
    """The codes are the same, the questions need not be."""
    publish_all(monde)
    close(monde)
    suivant, carnets = open_next(monde, 2, "T01", date(2026, 4, 16), date(2026, 7, 15))
    contenu = to_contenu(REFERENTIEL) | {"version": "0.2.0"}
    with open_unit_systeme() as unit:
        version, _ = import_referentiel(unit.db, from_contenu(contenu))
    execute("update trimestre set referentiel_id = :r where id = :t", r=version, t=suivant)
    for carnet in carnets.values():
        answer(carnet, 3)
    send(*carnets.values())
    refresh(monde, suivant)
    vu = look(create_scene(monde, trimestre=suivant, jour=date(2026, 5, 2)), "radar")
    assert (vu["trimestre"], vu["avant"], vu["changements"]) == (2, None, [])
    assert {(axe["avant"], axe["points"], axe["mediane"]) for axe in vu["axes"]} == {(None, None, 75)}


def test_a_meeting_at_the_start_shows_the_trimestre_before(monde: Monde) -> None:
    publish_all(monde)
    close(monde)
    suivant, _ = open_next(monde, 2, "T02", date(2026, 4, 16), date(2026, 7, 15))
    contenu = look(create_scene(monde, trimestre=suivant, jour=date(2026, 4, 20)), "radar")
    assert (contenu["trimestre"], contenu["maintenant"]) == (1, "Trimestre\u00a01")


def test_a_meeting_of_the_past_does_not_see_what_came_later(monde: Monde, scene: Scene) -> None:
    publish_all(monde)
    close(monde)
    avant = look(scene, "radar")
    suivant, carnets = open_next(monde, 2, "T01", date(2026, 4, 16), date(2026, 7, 15))
    for carnet in carnets.values():
        answer(carnet, 4)
    send(*carnets.values())
    refresh(monde, suivant)
    assert look(scene, "radar") == avant


def test_while_open_a_critere_shows_its_enjeu_and_says_so(scene: Scene) -> None:
    publish_all(scene.monde)
    contenu = look(scene, "repartition")
    assert (contenu["portee"], contenu["note"]) == ("enjeu", CRITERE_OUVERT)
    assert contenu["nombres"] == [2 * len(ENJEU.criteres)] * 5
    assert contenu["question"] == CRITERE.question_simple, "one wording of a question, on every screen"


def test_once_closed_a_critere_shows_its_own_spread(monde: Monde, scene: Scene) -> None:
    for rang in range(10):
        answer(monde.carnets[rang], 2)
        answer(monde.carnets[rang], {"T01-01": rang % 2})
    send(*monde.carnets)
    assert refresh(monde)
    close(monde)
    contenu = look(scene, "repartition")
    assert (contenu["portee"], contenu["note"], contenu["nombres"]) == ("critere", "", [5, 5, 0, 0, 0])
    assert contenu["textes"] == [CRITERE.niveaux[n] for n in range(5)]


def test_a_critere_that_would_give_another_away_is_not_shown(monde: Monde, scene: Scene) -> None:
    """Nine critères of ten shown give the tenth by subtraction: here one that two structures answered."""
    for rang in range(10):
        answer(monde.carnets[rang], 2)
        if rang >= 2:
            answer(monde.carnets[rang], {}, [ENJEU.criteres[1].code])
    send(*monde.carnets)
    assert refresh(monde)
    close(monde)
    assert look(scene, "repartition")["portee"] == "enjeu"


def test_a_step_on_a_whole_enjeu(monde: Monde) -> None:
    publish_all(monde)
    contenu = look(create_scene(monde, (("repartition", {"enjeu": ENJEU.code}),)), "repartition")
    assert (contenu["critere"], contenu["note"]) == (ENJEU.titre, "")


def test_a_critere_that_is_gone_shows_no_figure(monde: Monde) -> None:
    publish_all(monde)
    assert look(create_scene(monde, (("repartition", {"critere": "T01-99"}),)), "repartition")["nombres"] == []


def _niveaux(*niveaux: int) -> list[dict[str, int]]:
    return [{"niveau": niveau} for niveau in niveaux]


def test_a_vote_shows_only_how_many_until_it_is_revealed(scene: Scene) -> None:
    contenu = look(scene, "vote")
    assert (contenu["etat"], contenu["votes"], contenu["tours"]) == ("attente", 0, [])
    assert [choix["texte"] for choix in contenu["choix"]] == [CRITERE.niveaux[n] for n in range(5)]
    tour = create_tour(scene, _niveaux(0, 1, 1, 2, 2, 4), options=OPTIONS)
    contenu = look(scene, "vote")
    assert (contenu["etat"], contenu["votes"], contenu["tours"]) == ("ouvert", 6, [])
    act(scene, close_tour, tour)
    assert look(scene, "vote")["tours"] == []
    act(scene, reveal_tour, tour)
    [vu] = look(scene, "vote")["tours"]
    assert (vu["nom"], vu["votes"], vu["nombres"], vu["mediane"]) == ("1er tour", 6, [1, 2, 2, 0, 1], "Niveau 1")


def test_two_rounds_and_what_was_agreed(scene: Scene) -> None:
    premier = create_tour(scene, _niveaux(0, 1, 1, 2, 2, 2), options=OPTIONS)
    act(scene, close_tour, premier)
    act(scene, reveal_tour, premier)
    second = create_tour(scene, _niveaux(2, 2, 2, 2, 2, 3), numero=2, options=OPTIONS)
    assert look(scene, "vote")["tours"] == [], "the first round would anchor the second"
    act(scene, close_tour, second)
    act(scene, reveal_tour, second)
    act(scene, settle_tour, second, 2)
    contenu = look(scene, "vote")
    assert [tour["nombres"] for tour in contenu["tours"]] == [[1, 2, 3, 0, 0], [0, 0, 5, 1, 0]]
    assert contenu["convenu"] == 2


def test_under_six_votes_the_wall_shows_no_result(scene: Scene) -> None:
    tour = create_tour(scene, _niveaux(0, 1, 1, 2, 2), options=OPTIONS)
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    [vu] = look(scene, "vote")["tours"]
    assert (vu["raison"][:24], vu["nombres"]) == ("Il faut au moins 6 votes", [])


def test_words_show_once_they_were_let_through(monde: Monde) -> None:
    scene = create_scene(monde, (("vote", {"genre": "mots", "question": "Un mot ?"}),))
    mots = [{"mots": [mot]} for mot in ("Joie", "joie", "Colère", "<script>", "fatigue", "Fatigué")]
    tour = create_tour(scene, mots, options=OptionsMots(3, 30), genre="mots")
    act(scene, close_tour, tour)
    act(scene, reveal_tour, tour)
    assert look(scene, "vote")["tours"][0]["mots"] == []
    execute("update mot set etat = 'montre' where cle = 'joie'")
    execute("update mot set etat = 'cache' where cle = 'colere'")
    [mot] = look(scene, "vote")["tours"][0]["mots"]
    assert mot["nombre"] == 2


def test_open_decisions_are_those_of_the_collectif_taken_before(scene: Scene) -> None:
    avant = create_rencontre(scene, date(2026, 2, 1))
    decide(scene, "Écrire la charte", pilote="Anna", echeance=date(2026, 3, 1), rencontre=avant)
    decide(scene, "Rien que pour nous", rang=0, rencontre=avant)
    show_name(scene.monde, 0)
    decide(scene, "Plus tard", rencontre=create_rencontre(scene, date(2026, 4, 2)))
    decide(scene, "D’aujourd'hui")
    decide(scene, "Faite", rencontre=avant)
    execute("update decision set etat = 'faite' where quoi = 'Faite'")
    [decision] = look(scene, "decisions_ouvertes")["decisions"]
    assert decision == {
        "quoi": "Écrire la charte",
        "pilote": "Anna",
        "echeance": "1er\u00a0mars\u00a02026",
        "retard": True,
        "structure": "",
    }


def test_decisions_of_the_day_name_only_who_agreed(scene: Scene) -> None:
    decide(scene, "Pour tous")
    decide(scene, "Pour la première", rang=0)
    decide(scene, "Pour la deuxième", rang=1)
    show_name(scene.monde, 0)
    vues = [(d["quoi"], d["structure"]) for d in look(scene, "decisions")["decisions"]]
    assert vues == [("Pour tous", ""), ("Pour la première", "Collectif A – structure 0")]


def test_no_structure_is_named_anywhere(scene: Scene) -> None:
    show_name(scene.monde, *range(10))
    publish_all(scene.monde)
    close(scene.monde)
    for genre in ("radar", "repartition", "vote", "texte", "decisions_ouvertes"):
        look(scene, genre)
        assert "structure 0" not in str(see(scene))


def test_pause_black_and_waiting_show_no_step(scene: Scene) -> None:
    for colonnes in ({"ecran": "pause"}, {"ecran": "noir"}):
        change(scene, **colonnes)
        assert see(scene).contenu is None
    assert see(scene).rejoindre is None
    change(scene, ecran="montre")
    assert see(scene).contenu is not None
    prepare = see(create_scene(scene.monde, etat="preparee"))
    assert (prepare.contenu, prepare.rejoindre) == (None, None)


def test_phones_join_where_the_wall_is_reached(scene: Scene) -> None:
    rejoindre = see(scene, "https://cahier.exemple").rejoindre
    assert rejoindre is not None
    assert (rejoindre.url, rejoindre.adresse) == (
        "https://cahier.exemple/rejoindre/K7MQ4T",
        "cahier.exemple/rejoindre",
    )


def test_what_was_shown_is_kept_and_a_past_session_does_not_move(scene: Scene) -> None:
    publish_all(scene.monde)
    vu = look(scene, "radar")
    with open_unit_systeme() as unit:
        freeze_etape(unit, scene.seance, scene.etapes["radar"])
    [(fige,)] = execute("select fige from etape where id = :e", e=scene.etapes["radar"])
    assert {cle: valeur for cle, valeur in fige.items() if cle != "fige_le"} == vu
    assert "K7MQ4T" not in json.dumps(fige)
    close(scene.monde)
    assert look(scene, "radar") != vu, "the trimestre is closed meanwhile, and the wall would say so"
    change(scene, etat="terminee", code=None)
    with open_unit_systeme() as unit:
        freeze_etape(unit, scene.seance, scene.etapes["radar"])
    assert execute("select fige from etape where id = :e", e=scene.etapes["radar"])[0][0] == fige


def test_only_a_step_of_the_session_is_kept(scene: Scene) -> None:
    autre = create_scene(scene.monde, etat="preparee")
    with pytest.raises(Introuvable), open_unit_systeme() as unit:
        freeze_etape(unit, scene.seance, autre.etapes["radar"])


def test_statements_do_not_grow_with_the_collectif(scene: Scene) -> None:
    publish_all(scene.monde)
    close(scene.monde)
    create_tour(scene, _niveaux(*range(5)), options=OPTIONS)
    for genre, attendus in (("vote", 1), ("texte", 1), ("radar", 2), ("decisions", 2), ("repartition", 3)):
        look(scene, genre)
        with open_unit_systeme() as unit, count_statements(unit.installation.moteur) as vus:
            build_vue(unit, scene.seance)
        assert len(vus) == attendus, genre
