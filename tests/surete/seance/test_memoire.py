"""What was kept tells nobody later: a critère that one carnet moved, a name that was taken back."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.calendrier.transitions import reopen_trimestre
from caprse.referentiel.codec import to_contenu
from caprse.restitution.resultats.service import set_montre_son_nom
from caprse.seance.compte_rendu.envoi import send_compte_rendu
from caprse.seance.compte_rendu.lecture import build_compte_rendu, get_compte_rendu
from caprse.seance.compte_rendu.papier import build_pdf
from caprse.seance.compte_rendu.phrases import SEULE, hide_noms
from caprse.seance.compte_rendu.service import ensure_compte_rendu
from caprse.seance.image.mouvements import Mouvement, can_show_criteres
from caprse.seance.lecture import get_rejeu, get_seance
from caprse.seance.mur.service import get_mur
from caprse.seance.service import end_seance, go_to_etape
from caprse.socle.installation import Installation
from tests.base import execute
from tests.conftest import Horloge
from tests.monde import Monde, create_monde
from tests.restitution.scene import REFERENTIEL, answer, close, refresh, send, send_back
from tests.seance.image.test_lecture import look
from tests.seance.scene_mur import create_scene, decide, open_wall, show

ENJEU = REFERENTIEL.thematique("T01").enjeux[0]
NOM = "Collectif A – structure 0"


@pytest.fixture
def dix(installation: Installation) -> Monde:
    return create_monde(installation, REFERENTIEL, to_contenu(REFERENTIEL), structures=10)


def _reopen(monde: Monde, horloge: Horloge) -> None:
    horloge.instant += timedelta(hours=1)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        reopen_trimestre(unit, monde.trimestre, "Une erreur", unit.today + timedelta(days=20))


def _correct(monde: Monde, corrections: dict[int, dict[str, int | None]], horloge: Horloge) -> None:
    """Each structure, by rank, corrects some answers of a closed trimestre, which is then closed again."""
    _reopen(monde, horloge)
    for rang, niveaux in corrections.items():
        send_back(monde.carnets[rang])
        answer(monde.carnets[rang], niveaux)
        horloge.instant += timedelta(minutes=1)
        send(monde.carnets[rang])
    horloge.instant += timedelta(hours=1)
    close(monde)


def _close_first(monde: Monde, horloge: Horloge) -> None:
    for rang in range(10):
        answer(monde.carnets[rang], rang % 5)
    send(*monde.carnets)
    assert refresh(monde)
    horloge.instant += timedelta(hours=1)
    close(monde)


def test_a_critere_on_the_wall_does_not_move_by_one_carnet(dix: Monde, horloge: Horloge) -> None:
    """Three carnets move the enjeu, so that it is published again; one alone moves this critère."""
    scene = create_scene(dix)
    _close_first(dix, horloge)
    avant = look(scene, "repartition")
    assert (avant["portee"], avant["nombres"]) == ("critere", [2, 2, 2, 2, 2])
    un, deux = ENJEU.criteres[0].code, ENJEU.criteres[1].code
    _correct(dix, {0: {un: 4}, 1: {deux: 4}, 2: {deux: 4}}, horloge)
    assert execute("select count(*) from publication where trimestre_id = :t", t=dix.trimestre) == [(2,)]
    apres = look(scene, "repartition")
    assert apres["portee"] == "enjeu"
    # No other critère of the enjeu either: what is left would give this one.
    for critere in ENJEU.criteres[1:]:
        autre = create_scene(dix, (("repartition", {"critere": critere.code}),), etat="terminee")
        execute("update seance set etat = 'terminee', code = null where id = :s", s=scene.seance)
        execute("update seance set etat = 'en_cours', code = 'VVV222' where id = :s", s=autre.seance)
        assert look(autre, "repartition")["portee"] == "enjeu"
        execute("update seance set etat = 'terminee', code = null where id = :s", s=autre.seance)


def test_a_critere_that_three_moved_shows_again(dix: Monde, horloge: Horloge) -> None:
    scene = create_scene(dix)
    _close_first(dix, horloge)
    un = ENJEU.criteres[0].code
    _correct(dix, {0: {un: 4}, 1: {un: 4}, 2: {un: 4}}, horloge)
    apres = look(scene, "repartition")
    assert (apres["portee"], apres["nombres"]) == ("critere", [1, 1, 1, 2, 5])


def test_two_structures_of_one_account_hide_nobody_on_a_critere(dix: Monde, horloge: Horloge) -> None:
    scene = create_scene(dix)
    _close_first(dix, horloge)
    execute(
        "insert into habilitation (collectif_id, structure_id, compte_id, role) values (:c, :s, :p, 'direction')",
        c=dix.collectif,
        s=dix.structures[1],
        p=dix.comptes["alice"],
    )
    avant = look(scene, "repartition")
    un = ENJEU.criteres[0].code
    _correct(dix, {0: {un: 4}, 1: {un: 4}, 2: {un: 4}}, horloge)
    assert look(scene, "repartition") == avant, "two units moved: nothing is published, on the wall as elsewhere"
    _correct(dix, {3: {ENJEU.criteres[1].code: 0}}, horloge)
    assert execute("select count(*) from publication where trimestre_id = :t", t=dix.trimestre) == [(2,)]
    assert look(scene, "repartition")["portee"] == "enjeu", "published, but this critère moved by two units only"


A, B, C, D = (UUID(int=rang) for rang in range(4))


@given(st.lists(st.builds(Mouvement, st.integers(1, 3), st.sampled_from("XY"), st.sampled_from([A, B, C, D]))))
def test_each_critere_moves_by_none_or_by_three_unnamed(mouvements: list[Mouvement]) -> None:
    for nommees, ensembles in (((), ()), ((A,), ()), ((), ((A, B),))):
        bouges: dict[tuple[int, str], set[UUID]] = {}
        for m in mouvements:
            bouges.setdefault((m.numero, m.critere), set()).add(m.structure)
        attendu = all(
            len(bouge - set(nommees)) - (1 if ensembles and {A, B} <= bouge else 0) >= 3 for bouge in bouges.values()
        )
        assert can_show_criteres(mouvements, nommees, ensembles, 3) == attendu


def _withdraw(monde: Monde, montre: bool = False) -> None:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        set_montre_son_nom(unit, monde.structures[0], montre)


def test_a_name_taken_back_leaves_replays_minutes_and_mails(monde: Monde) -> None:
    _withdraw(monde, montre=True)
    scene = create_scene(monde)
    decide(scene, "Visiter l’atelier", rang=0)
    decide(scene, "Écrire la charte")
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        go_to_etape(unit, scene.seance, scene.etapes["decisions"])
        end_seance(unit, scene.seance)
        ensure_compte_rendu(unit, scene.seance)
        send_compte_rendu(unit, scene.seance, 1)

    def read() -> str:
        vus = []
        for personne in ("anna", "alice", "bob"):
            with open_unit(compte_id=monde.comptes[personne]) as unit:
                vu = get_compte_rendu(unit, scene.seance)
                vus += [vu.texte, str(get_rejeu(unit, scene.seance).etapes), json.dumps(vu.figures)]
        with open_unit(compte_id=monde.comptes["anna"]) as unit:
            vus += [str(get_seance(unit, scene.seance).etapes), build_compte_rendu(unit, scene.seance)]
        return "\n".join(vus)

    assert f"(pour : {NOM})" in read()
    # Another name meanwhile: what was written keeps the one it had.
    execute("update structure set nom = 'Autre nom' where id = :s", s=monde.structures[0])
    assert f"(pour : {NOM})" in read()
    _withdraw(monde)
    apres = read()
    assert NOM not in apres
    assert "Autre nom" not in apres
    assert "Visiter l’atelier" not in apres
    assert SEULE in apres
    assert "Écrire la charte" in apres
    with open_unit(compte_id=monde.comptes["bob"]) as unit:
        vu = get_compte_rendu(unit, scene.seance)
        assert build_pdf(vu.titre, vu.collectif, vu.texte, vu.figures, unit.now)[:4] == b"%PDF"
    _withdraw(monde, montre=True)
    assert f"(pour : {NOM})" in read()


def test_the_first_sessions_kept_only_names(monde: Monde) -> None:
    scene = create_scene(monde)
    fige = {
        "genre": "decisions",
        "titre": "D",
        "decisions": [{"quoi": "Q", "pilote": "", "echeance": "", "retard": False, "structure": NOM}],
    }
    execute("update etape set fige = cast(:f as jsonb) where id = :e", f=json.dumps(fige), e=scene.etapes["decisions"])
    execute("update seance set etat = 'terminee', code = null where id = :s", s=scene.seance)
    for montre in (True, False):
        _withdraw(monde, montre=montre)
        with open_unit(compte_id=monde.comptes["bob"]) as unit:
            assert (NOM in str(get_rejeu(unit, scene.seance).etapes)) is montre


def test_only_the_lines_of_that_name_go() -> None:
    texte = "# T\n\n- A (pour : Un)\n- B (pour : Un ; pilote : P)\n- C (pour : Un deux)\n- D (pour : tous)\nUn parle."
    assert hide_noms(texte, {"Un": "1", "Un deux": "2"}, {"2": "Un deux"}) == (
        f"# T\n\n{SEULE}\n- C (pour : Un deux)\n- D (pour : tous)\nUn parle."
    )
    assert hide_noms(texte, {"Un": "1"}, {"1": "Autre"}) == texte
    assert hide_noms(texte, None, None) == texte


def test_a_wall_looks_again_when_a_name_is_taken_back(monde: Monde) -> None:
    _withdraw(monde, montre=True)
    scene = create_scene(monde)
    decide(scene, "Visiter", rang=0)
    show(scene, "decisions")
    jeton = open_wall(scene)
    with open_unit_systeme() as unit:
        avant = get_mur(unit, jeton).marque
    _withdraw(monde)
    with open_unit_systeme() as unit:
        assert get_mur(unit, jeton).marque != avant
