"""Tours on a real base: who may, in which order, what is revealed and proposed, with votes coming in meanwhile."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.seance.contenus.tours import Resultat, decode_resultat
from caprse.seance.lecture import get_direct
from caprse.seance.regles import EtatMot, GenreTour
from caprse.seance.salle.votes import save_vote
from caprse.seance.vote.mots import merge_mots, set_mot, split_mot
from caprse.seance.vote.service import close_tour, open_tour, reopen_tour, reveal_tour, settle_tour
from caprse.socle.base_locale import BaseLocale
from caprse.socle.erreurs import BaseOccupee, Introuvable, Refus
from caprse.socle.installation import get_installation
from tests.base import execute, wait_for_lock
from tests.compteur import count_statements
from tests.seance.scene_votes import REFERENTIEL, Scene, act, create_seance, end, join, show_etape, vote, vote_all


def _revision(scene: Scene) -> int:
    revision: int = execute("select revision from seance where id = :s", s=scene.seance)[0][0]
    return revision


def _reveal(scene: Scene, tour: UUID) -> dict[str, object]:
    act(scene, close_tour, tour)
    resultat: Resultat = act(scene, reveal_tour, tour)
    contenu = resultat.to_contenu()
    [(garde, genre)] = execute("select resultat, genre from tour where id = :t", t=tour)
    assert garde == contenu
    assert decode_resultat(GenreTour(genre), garde) == resultat
    return contenu


def test_a_room_votes_sees_itself_votes_again_and_agrees(scene: Scene) -> None:
    premier = act(scene, open_tour, scene.etapes["niveau"])
    jetons = vote_all(premier, ["0", "1", "1", "3", "nc", "4", "4"])
    resultat = _reveal(scene, premier)
    assert resultat == {
        "votes": 7,
        "montre": True,
        "repartition": {"0": 1, "1": 2, "2": 0, "3": 1, "4": 2},
        "parts": {"0": 17, "1": 33, "2": 0, "3": 17, "4": 33},
        "exprimes": 6,
        "mediane": 1,
        "non_concernes": 1,
    }
    second = act(scene, open_tour, scene.etapes["niveau"])
    for jeton in jetons:
        vote(jeton, second, choix="2")
    assert _reveal(scene, second)["mediane"] == 2
    act(scene, settle_tour, second, 2)
    lignes = execute(
        "select numero, etat, resultat -> 'mediane', niveau_convenu, critere, question, ferme_le is not null,"
        " revele_le is not null from tour order by numero"
    )
    assert lignes == [
        (1, "revele", 1, None, "T01-01", REFERENTIEL.critere("T01-01").question_simple, True, True),
        (2, "regle", 2, 2, "T01-01", REFERENTIEL.critere("T01-01").question_simple, True, True),
    ]


def test_every_command_moves_the_wall(scene: Scene) -> None:
    revisions = [_revision(scene)]
    tour = act(scene, open_tour, scene.etapes["niveau"])
    revisions.append(_revision(scene))
    for geste in (close_tour, reopen_tour, close_tour, reveal_tour):
        act(scene, geste, tour)
        revisions.append(_revision(scene))
    act(scene, settle_tour, tour, 2)
    revisions.append(_revision(scene))
    assert revisions == list(range(revisions[0], revisions[0] + 7))


def test_what_the_rules_refuse_changes_nothing(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    for geste, phrase in ((reveal_tour, "Fermez le vote"), (reopen_tour, "déjà ouvert")):
        with pytest.raises(Refus, match=phrase):
            act(scene, geste, tour)
    with pytest.raises(Refus, match="Un autre vote"):
        act(scene, open_tour, scene.etapes["points"])
    with pytest.raises(Refus, match="n’est pas un vote"):
        act(scene, open_tour, scene.etapes["texte"])
    act(scene, close_tour, tour)
    with pytest.raises(Refus, match="Révélez le premier tour"):
        act(scene, open_tour, scene.etapes["niveau"])
    with pytest.raises(Refus, match="Révélez le vote"):
        act(scene, settle_tour, tour, 2)
    act(scene, reveal_tour, tour)
    with pytest.raises(Refus, match="ne se rouvre plus"):
        act(scene, reopen_tour, tour)
    with pytest.raises(Refus, match="parmi ceux de la question"):
        act(scene, settle_tour, tour, 9)
    act(scene, settle_tour, tour, 3)
    act(scene, settle_tour, tour, 2)
    assert execute("select etat, niveau_convenu from tour") == [("regle", 2)]
    end(scene)
    for geste in (close_tour, reopen_tour, reveal_tour, settle_tour):
        with pytest.raises(Refus, match="séance est terminée"):
            act(scene, geste, tour)
    with pytest.raises(Refus, match="séance est terminée"):
        act(scene, open_tour, scene.etapes["points"])


def test_a_vote_that_was_reopened_keeps_what_was_given(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    jetons = vote_all(tour, ["1"] * 5)
    act(scene, close_tour, tour)
    with pytest.raises(Refus):
        vote(jetons[0], tour, choix="4")
    act(scene, reopen_tour, tour)
    assert execute("select ferme_le from tour") == [(None,)]
    vote(jetons[0], tour, choix="4")
    vote_all(tour, ["1"])
    assert _reveal(scene, tour)["repartition"] == {"0": 0, "1": 5, "2": 0, "3": 0, "4": 1}


def test_under_six_votes_nothing_is_revealed(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    vote_all(tour, ["0", "1", "1", "3", "3"])
    assert _reveal(scene, tour) == {"votes": 5, "montre": False, "seuil": 5, "cause": "votes"}
    assert execute("select resultat from tour") == [({"votes": 5, "montre": False, "seuil": 5, "cause": "votes"},)]
    # The room may still agree aloud.
    act(scene, settle_tour, tour, 1)


@pytest.mark.parametrize("personne", ["alice", "ali", "bob", "charlie", "clara", "adam", "fanny", "personne"])
def test_only_the_animation_of_the_collectif_conducts(scene: Scene, personne: str) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    gestes = [
        (open_tour, scene.etapes["points"]),
        *((geste, tour) for geste in (close_tour, reopen_tour, reveal_tour)),
        (settle_tour, tour, 2),
        (set_mot, tour, "mot", EtatMot.MONTRE),
        (merge_mots, tour, "a", "b"),
        (split_mot, tour, "a"),
    ]
    for geste, *arguments in gestes:
        with pytest.raises(Introuvable):
            act(scene, geste, *arguments, personne=personne)
        inconnu = [uuid4(), *arguments[1:]]
        with pytest.raises(Introuvable):
            act(scene, geste, *inconnu, personne=personne)
    assert execute("select etat from tour") == [("ouvert",)]


def test_the_count_is_live_and_tells_no_answer(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    vote_all(tour, ["1", "2"])
    join()
    show_etape(scene, "niveau")
    direct = act(scene, get_direct, scene.seance)
    assert (direct.votes, direct.appareils) == ({tour: 2}, 3)
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        assert unit.db.execute(text("select count(*) from vote")).scalar_one() == 0
        assert unit.db.execute(text("select count(*) from participant")).scalar_one() == 0


def test_a_vote_by_structure_proposes_to_each_its_own_answer(scene: Scene) -> None:
    s = scene.monde.structures
    tour = act(scene, open_tour, scene.etapes["structure"])
    vote_all(tour, ["1", "3", "4", "nc", "0", "2", "nc"], [s[0], s[0], s[1], s[2], s[3], s[4], s[5]])
    assert _reveal(scene, tour)["montre"] is True
    act(scene, settle_tour, tour)
    lignes = execute("select structure_id, critere, niveau, etat from proposition")
    assert set(lignes) == {(x, "T01-02", n, "proposee") for x, n in ((s[0], 1), (s[1], 4), (s[3], 0), (s[4], 2))}
    act(scene, settle_tour, tour)
    assert len(execute("select 1 from proposition")) == 4
    with open_unit(compte_id=scene.monde.comptes["bob"]) as unit:
        vues = unit.db.execute(text("select structure_id, niveau from proposition")).all()
    assert [tuple(vue) for vue in vues] == [(s[1], 4)]


def test_what_few_structures_said_is_not_shown_however_many_people_they_are(scene: Scene) -> None:
    s = scene.monde.structures
    tour = act(scene, open_tour, scene.etapes["structure"])
    vote_all(tour, ["1"] * 9, [s[0]] * 5 + [s[1], s[2], s[3], s[4]])
    assert _reveal(scene, tour) == {"votes": 9, "montre": False, "seuil": 5, "cause": "structures"}
    act(scene, settle_tour, tour)
    assert len(execute("select 1 from proposition")) == 5


def test_a_rehearsal_proposes_nothing(scene: Scene) -> None:
    _, etapes = create_seance(scene.monde.collectif, scene.monde.trimestre, "RRR222", ("structure",), repetition=True)
    tour = act(scene, open_tour, etapes["structure"])
    vote(join("RRR222", scene.monde.structures[0]), tour, choix="3")
    _reveal(scene, tour)
    act(scene, settle_tour, tour)
    assert execute("select count(*) from proposition") == [(0,)]


def test_words_wait_for_the_animation_then_are_shown_hidden_or_merged(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["mots"])
    for mots in (("Écoute", "écoutes"), ("ecoute",), ("Temps",), ("<b>non</b>",), ("équipe", "temps"), ("temps",)):
        vote(join(), tour, **{f"mot_{rang}": mot for rang, mot in enumerate(mots, start=1)})
    assert _reveal(scene, tour) == {"votes": 6, "montre": True, "groupes": 4}
    etats = "select cle, nombre, groupe, etat from mot order by cle"
    assert execute(etats) == [
        ("b non b", 1, None, "attente"),
        ("ecoute", 2, None, "attente"),
        ("equipe", 1, None, "attente"),
        ("temp", 3, None, "attente"),
    ]
    avant = _revision(scene)
    act(scene, set_mot, tour, "ecoute", EtatMot.MONTRE)
    act(scene, set_mot, tour, "b non b", EtatMot.CACHE)
    act(scene, merge_mots, tour, "equipe", "temp")
    act(scene, merge_mots, tour, "temp", "ecoute")
    assert _revision(scene) == avant + 4
    assert execute("select cle, groupe from mot where groupe is not null order by cle") == [
        ("equipe", "ecoute"),
        ("temp", "ecoute"),
    ]
    for geste, *arguments in (
        (set_mot, "temp", EtatMot.MONTRE),
        (merge_mots, "ecoute", "temp"),
        (merge_mots, "ecoute", "inconnu"),
        (split_mot, "ecoute"),
        (set_mot, "inconnu", EtatMot.MONTRE),
    ):
        with pytest.raises(Introuvable):
            act(scene, geste, tour, *arguments)
    with pytest.raises(Refus):
        act(scene, merge_mots, tour, "ecoute", "ecoute")
    act(scene, split_mot, tour, "temp")
    assert execute("select groupe, etat from mot where cle = 'temp'") == [(None, "attente")]
    # A member reads the words that were let through, once the session is over, and no others.
    end(scene)
    with open_unit(compte_id=scene.monde.comptes["alice"]) as unit:
        assert unit.db.execute(text("select cle from mot")).scalars().all() == ["ecoute"]
    with pytest.raises(Refus, match="terminée"):
        act(scene, set_mot, tour, "ecoute", EtatMot.CACHE)


def test_few_words_are_not_even_kept(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["mots"])
    vote(join(), tour, mot_1="seul")
    assert _reveal(scene, tour) == {"votes": 1, "montre": False, "seuil": 5, "cause": "votes"}
    assert execute("select count(*) from mot") == [(0,)]


def test_a_critere_that_left_the_referentiel_is_told(scene: Scene) -> None:
    execute('update etape set contenu = contenu || \'{"critere": "T99-01"}\' where id = :e', e=scene.etapes["niveau"])
    with pytest.raises(Refus, match="n’existe plus"):
        act(scene, open_tour, scene.etapes["niveau"])


def test_two_consoles_open_one_tour(scene: Scene) -> None:
    depart = Barrier(4)

    def press(nom: str) -> bool:
        depart.wait()
        try:
            act(scene, open_tour, scene.etapes[nom])
        except (Refus, BaseOccupee):
            return False
        return True

    with ThreadPoolExecutor(4) as equipe:
        assert sum(equipe.map(press, ("niveau", "niveau", "points", "mots"))) == 1
    assert execute("select etat, numero from tour") == [("ouvert", 1)]


def test_two_consoles_reveal_once(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["mots"])
    for _ in range(6):
        vote(join(), tour, mot_1="écoute")
    act(scene, close_tour, tour)
    revision, depart = _revision(scene), Barrier(4)

    def press(_: int) -> bool:
        depart.wait()
        try:
            act(scene, reveal_tour, tour)
        except Refus:
            return False
        return True

    with ThreadPoolExecutor(4) as equipe:
        assert sum(equipe.map(press, range(4))) == 1
    assert _revision(scene) == revision + 1
    assert execute("select cle, nombre from mot") == [("ecoute", 6)]


@pytest.mark.parametrize("graine", range(3))
def test_close_and_votes_at_once_lose_nothing_and_count_nothing_late(scene: Scene, graine: int) -> None:
    """Eight phones change their mind without pause while the console closes: what was taken is what is counted."""
    tour = act(scene, open_tour, scene.etapes["niveau"])
    jetons = [join() for _ in range(8)]
    depart, ferme = Barrier(9), Event()

    def insist(rang: int) -> int | None:
        hasard = random.Random(graine * 10 + rang)
        dernier = None
        depart.wait()
        for _ in range(2000):
            avant, choix = ferme.is_set(), hasard.randrange(5)
            try:
                vote(jetons[rang], tour, choix=str(choix))
            except Refus:
                return dernier
            assert not avant, "un vote a été pris après la fermeture"
            dernier = choix
        raise AssertionError("le vote n’a jamais été fermé")

    def close() -> None:
        depart.wait()
        time.sleep(0.05 + 0.05 * graine)
        act(scene, close_tour, tour)
        ferme.set()

    with ThreadPoolExecutor(9) as equipe:
        fermeture = equipe.submit(close)
        derniers = list(equipe.map(insist, range(8)))
        fermeture.result()
    donnes = [choix for choix in derniers if choix is not None]
    assert donnes, "personne n’a voté avant la fermeture"
    assert execute("select count(*) from vote") == [(len(donnes),)]
    resultat = act(scene, reveal_tour, tour).to_contenu()
    assert resultat["votes"] == len(donnes)
    if resultat["montre"]:
        assert resultat["repartition"] == {str(n): donnes.count(n) for n in range(5)}


def test_closing_waits_for_a_vote_under_way(scene: Scene, serveur: BaseLocale, base: str) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    jeton = join()
    with ThreadPoolExecutor(1) as equipe:
        with open_unit_systeme() as unit:
            save_vote(unit, jeton, tour, {"choix": "3"})
            fermeture = equipe.submit(act, scene, close_tour, tour)
            wait_for_lock(serveur, base)
            assert not fermeture.done()
        fermeture.result(10)
    assert act(scene, reveal_tour, tour).votes == 1


def test_a_vote_that_waits_for_a_closing_is_refused(scene: Scene, serveur: BaseLocale, base: str) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    jeton = join()
    with ThreadPoolExecutor(1) as equipe:
        with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
            close_tour(unit, tour)
            attente = equipe.submit(vote, jeton, tour, choix="3")
            wait_for_lock(serveur, base)
        with pytest.raises(Refus, match="fermé"):
            attente.result(10)
    assert execute("select count(*) from vote") == [(0,)]


def test_joining_does_not_wait_for_a_console(scene: Scene) -> None:
    """The console holds its session's row while it acts: phones that join or vote elsewhere must not queue behind."""
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        open_tour(unit, scene.etapes["niveau"])
        with ThreadPoolExecutor(1) as equipe:
            assert equipe.submit(join).result(2)


def test_commands_take_few_statements_whatever_the_number_of_votes(scene: Scene) -> None:
    tour = act(scene, open_tour, scene.etapes["niveau"])
    vote_all(tour, ["1"] * 12)
    with count_statements(get_installation().moteur) as vues:
        act(scene, close_tour, tour)
        act(scene, reveal_tour, tour)
    # Nine each: opening the account, to systeme and back (3), hold, read, write, touch; queue, or read the votes. One
    # more for those of earlier rounds.
    assert len(vues) <= 19, vues
