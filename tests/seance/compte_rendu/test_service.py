"""Minutes on a real base: what they say and keep quiet, who writes, who reads, who receives."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from caprse.acces.comptes.desinscriptions import get_abonnement, list_mes_desinscriptions, set_abonnement
from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.collectif.regles import TypeRencontre
from caprse.courrier.fabriques import DESINSCRITE, Rappel, add_rappels
from caprse.courrier.facteur import send_courriels
from caprse.journal.service import list_journal
from caprse.referentiel.codec import to_contenu
from caprse.seance.compte_rendu.envoi import (
    DEJA,
    GENRE,
    MODIFIE,
    PARTIE,
    PAS_ECRIT,
    RETIRE,
    list_destinataires,
    register_compte_rendu,
    send_compte_rendu,
)
from caprse.seance.compte_rendu.lecture import PAS_FINIE, REPETITION, build_compte_rendu, get_compte_rendu
from caprse.seance.compte_rendu.papier import GenreBloc, split_blocs
from caprse.seance.compte_rendu.phrases import (
    TEXTE_MAX,
    DecisionRendue,
    EtapeRendue,
    Matiere,
    write_compte_rendu,
)
from caprse.seance.compte_rendu.service import ensure_compte_rendu, save_compte_rendu
from caprse.seance.contenus.scene_vote import MotMontre, SceneVote, TourMontre
from caprse.seance.contenus.scenes import SceneEtape, SceneTexte
from caprse.seance.contenus.tours import Choix
from caprse.seance.image.figures import draw_figure
from caprse.seance.modele import Seance
from caprse.seance.regles import EtatTour, GenreTour
from caprse.seance.service import end_seance, go_to_etape
from caprse.seance.vote.service import open_tour
from caprse.socle.erreurs import Conflit, Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import execute
from tests.compteur import count_statements
from tests.conftest import Horloge
from tests.monde import create_monde
from tests.restitution.scene import REFERENTIEL as CHIFFRES
from tests.restitution.scene import answer, answer_and_send, refresh, send, send_back
from tests.seance import scene_mur
from tests.seance.scene_tenue import HOSTILE, hold, play, read_envois, rehearse
from tests.seance.scene_votes import ETAPES, REFERENTIEL, Scene, act, end

MEMBRES = ("alice", "ali", "aya", "bob")
ETRANGERS = ("charlie", "clara", "adam", "fanny", "personne")


@pytest.fixture
def tenue(scene: Scene) -> Scene:
    hold(scene)
    return scene


def write(scene: Scene, texte: str = "# Compte rendu\n\nTexte", version: int = 0, personne: str = "anna") -> int:
    nouvelle: int = act(scene, save_compte_rendu, scene.seance, texte, version, personne=personne)
    return nouvelle


def test_the_minutes_write_themselves_in_order(tenue: Scene) -> None:
    texte = act(tenue, build_compte_rendu, tenue.seance)
    lignes = texte.splitlines()
    assert lignes[0] == "# Compte rendu : Séance de mars"
    assert "Rencontre : Point, le 14\u00a0mars\u00a02026 (visio)." in lignes
    presence = "2\u00a0structures présentes, 5\u00a0personnes : Collectif A – structure 0, Collectif A – structure 1."
    assert presence in lignes
    parties = [ligne for ligne in lignes if ligne.startswith("## ")]
    assert parties == [
        "## Décisions",
        "## Prochaine rencontre",
        # Points were never put to the vote: the step is left out.
        *(f"## Étape {nom}" for nom in ETAPES if nom != "points"),
        "## Présences",
    ]
    assert "Rendez-vous : Point d’avril, le 2\u00a0avril\u00a02026 à 14\u00a0h\u00a000." in lignes


def test_two_rounds_stand_side_by_side_with_what_was_agreed(tenue: Scene) -> None:
    texte = act(tenue, build_compte_rendu, tenue.seance)
    premier, second = (
        next(ligne for ligne in texte.splitlines() if ligne.startswith(f"= {tour} tour, 6\u00a0votes : "))
        for tour in ("1er", "2e")
    )
    assert " : 0 (0 %)," in premier
    assert " : 1 (17 %), 3 · " in premier
    assert " : 3 (50 %), 3 · " in second
    assert "Niveau retenu ensemble : 3 · " in texte
    assert "[Image de l’étape 1]" in texte


def test_nothing_is_said_under_six_votes_and_only_words_let_through(tenue: Scene) -> None:
    texte = act(tenue, build_compte_rendu, tenue.seance)
    confiance = texte.split("## Étape confiance")[1].split("## ")[0]
    assert "2\u00a0votes. Il faut" in confiance
    assert "Il faut au moins 6 votes" in confiance
    assert "%" not in confiance
    assert "#let $y$ [[ gras (3)" in texte
    assert "inavouable" not in texte
    assert "pas été montrée" not in texte
    assert "n’a pas eu lieu" not in texte


def test_decisions_name_only_who_shows_its_name(tenue: Scene) -> None:
    texte = act(tenue, build_compte_rendu, tenue.seance)
    titre = REFERENTIEL.critere(tenue.monde.criteres[0]).titre
    attendue = (
        f"- Visiter # l’atelier (pilote : Anna ; échéance : 1er\u00a0juin\u00a02026 ; pour avancer sur : {titre})"
    )
    assert attendue in texte.splitlines()
    assert "Décision nommée (pour : Collectif A – structure 1)" in texte
    assert "Décision cachée" not in texte
    assert "elle seule les lit" in texte


def test_typed_text_makes_no_part_nor_picture(tenue: Scene) -> None:
    texte = act(tenue, build_compte_rendu, tenue.seance)
    assert f"> {HOSTILE}" in texte.splitlines()
    assert "> ## Faux titre" in texte.splitlines()
    assert "> [Image de l’étape 1]" in texte.splitlines()
    assert "Lien : https://exemple.test/p" in texte.splitlines()


def test_a_second_round_never_revealed_takes_nothing_away(scene: Scene) -> None:
    act(scene, go_to_etape, scene.seance, scene.etapes["niveau"])
    play(scene, "niveau", ["1", "1", "2", "3", "3", "3"])
    act(scene, open_tour, scene.etapes["niveau"])
    act(scene, end_seance, scene.seance)
    texte = act(scene, build_compte_rendu, scene.seance)
    assert "\n= 6\u00a0votes : " in texte
    assert "tour" not in texte.split("## Étape niveau")[1].split("## ")[0]


def test_a_rehearsal_and_a_running_session_have_no_minutes(scene: Scene) -> None:
    repetition = rehearse(scene)
    for seance, raison in ((repetition, REPETITION), (scene.seance, PAS_FINIE)):
        for geste in (
            lambda unit, s: build_compte_rendu(unit, s),
            lambda unit, s: get_compte_rendu(unit, s),
            lambda unit, s: save_compte_rendu(unit, s, "Texte", 0),
            lambda unit, s: ensure_compte_rendu(unit, s),
            lambda unit, s: send_compte_rendu(unit, s, 1),
        ):
            with pytest.raises(Refus, match=raison):
                act(scene, geste, seance)
    assert execute("select count(*) from compte_rendu") == [(0,)]


def test_only_the_animation_writes_and_members_read_what_was_sent(scene: Scene) -> None:
    end(scene)
    gestes = (
        lambda unit: build_compte_rendu(unit, scene.seance),
        lambda unit: save_compte_rendu(unit, scene.seance, "Autre", 1),
        lambda unit: ensure_compte_rendu(unit, scene.seance),
        lambda unit: list_destinataires(unit, scene.seance),
        lambda unit: send_compte_rendu(unit, scene.seance, 1),
    )
    version = write(scene)
    for personne in MEMBRES + ETRANGERS:
        for geste in (*gestes, lambda unit: get_compte_rendu(unit, scene.seance)):
            with pytest.raises(Introuvable):
                act(scene, geste, personne=personne)
    act(scene, send_compte_rendu, scene.seance, version)
    for personne in MEMBRES:
        assert act(scene, get_compte_rendu, scene.seance, personne=personne).texte.endswith("Texte")
        for geste in gestes:
            with pytest.raises(Introuvable):
                act(scene, geste, personne=personne)
    for personne in ETRANGERS:
        with pytest.raises(Introuvable):
            act(scene, get_compte_rendu, scene.seance, personne=personne)
    for lecture in (build_compte_rendu, get_compte_rendu, list_destinataires):
        with pytest.raises(Introuvable):
            act(scene, lecture, uuid4())


def test_nobody_overwrites_a_colleague(scene: Scene) -> None:
    end(scene)
    assert write(scene, "Un") == 1
    assert write(scene, "Deux", 1) == 2
    assert write(scene, "Deux", 1) == 2, "the same text by the same person: only the acknowledgment was lost"
    with pytest.raises(Conflit) as conflit:
        write(scene, "Trois", 1)
    assert (conflit.value.actuel.texte, conflit.value.voulu, conflit.value.actuel.version) == ("Deux", "Trois", 2)
    with pytest.raises(Conflit):
        write(scene, "Trois", 0)
    act(scene, ensure_compte_rendu, scene.seance)
    assert act(scene, get_compte_rendu, scene.seance).texte == "Deux"


def test_what_cannot_be_kept_is_refused_with_its_reasons(scene: Scene) -> None:
    end(scene)
    for texte, raison in (("  \n", "vide"), ("x" * (TEXTE_MAX + 1), "40000 au plus"), ("a\x00b", "caractère")):
        with pytest.raises(SaisieInvalide, match=raison):
            write(scene, texte)
    assert write(scene, "x" * TEXTE_MAX) == 1


def test_a_very_long_session_still_fits(scene: Scene) -> None:
    execute(
        "insert into etape (collectif_id, seance_id, ordre, genre, titre, fige)"
        " select :c, :s, 100 + n, 'texte', 'E',"
        " jsonb_build_object('genre', 'texte', 'texte', repeat('mot ', 500), 'lien', '')"
        " from generate_series(1, 40) n",
        c=scene.monde.collectif,
        s=scene.seance,
    )
    end(scene)
    act(scene, ensure_compte_rendu, scene.seance)
    assert len(act(scene, get_compte_rendu, scene.seance).texte) == TEXTE_MAX


def test_each_member_receives_it_once(scene: Scene, installation: Installation, horloge: Horloge) -> None:
    end(scene)
    with pytest.raises(Refus, match=PAS_ECRIT):
        act(scene, send_compte_rendu, scene.seance, 1)
    version = write(scene)
    with pytest.raises(Refus, match=MODIFIE):
        act(scene, send_compte_rendu, scene.seance, version + 1)
    gens = act(scene, list_destinataires, scene.seance)
    assert [personne.nom for personne in gens] == ["Ali", "Alice", "Anna", "Bob"]
    assert gens[2].structures == ()
    assert gens[0].structures == ("Collectif A – structure 0",)
    assert act(scene, send_compte_rendu, scene.seance, version) == 4
    with pytest.raises(Refus, match=DEJA):
        act(scene, send_compte_rendu, scene.seance, version)
    assert len(read_envois()) == 4
    horloge.instant = horloge.instant.replace(hour=15)
    version = write(scene, "Corrigé", version)
    assert not act(scene, get_compte_rendu, scene.seance).a_jour
    assert act(scene, send_compte_rendu, scene.seance, version) == 4
    assert act(scene, get_compte_rendu, scene.seance).a_jour
    assert len(read_envois()) == 8


def test_two_people_who_send_at_once_send_once(scene: Scene) -> None:
    end(scene)
    version = write(scene)
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        assert send_compte_rendu(unit, scene.seance, version) == 4
        with pytest.raises(Refus, match=DEJA):
            send_compte_rendu(unit, scene.seance, version)
    assert len(read_envois()) == 4


def test_the_mail_says_what_is_true_when_it_leaves(
    scene: Scene, installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    register_compte_rendu(installation)
    end(scene)
    version = write(scene, "# Compte rendu\n\n## Partie\n[Image de l’étape 2]\n- Un point")
    act(scene, send_compte_rendu, scene.seance, version)
    write(scene, "# Compte rendu\n\n## Partie\n[Image de l’étape 2]\n- Corrigé depuis", version)
    execute("delete from habilitation where compte_id = :c", c=scene.monde.comptes["bob"])
    execute(
        "insert into desinscription (compte_id, genre) values (:c, 'compte_rendu')", c=scene.monde.comptes["alice"]
    )
    execute("update compte set actif = false where id = :c", c=scene.monde.comptes["ali"])
    send_courriels(installation)
    lignes = {ligne["destinataire"]: ligne for ligne in read_envois()}
    assert lignes["alice@exemple.test"]["motif"] == DESINSCRITE
    assert lignes["bob@exemple.test"]["motif"] == lignes["ali@exemple.test"]["motif"] == PARTIE
    contenu = lignes["anna@exemple.test"]["contenu"]
    assert lignes["anna@exemple.test"]["objet"] == "Compte rendu : Séance de mars (14 mars 2026)"
    assert "Bonjour Anna" in contenu
    assert "- Corrigé depuis" in contenu
    assert "Un point" not in contenu
    assert "[Image" not in contenu
    assert f"/compte-rendu?seance={scene.seance}" in contenu
    jeton = contenu.split("/desinscription/")[1].split()[0]
    with open_unit_systeme() as unit:
        assert get_abonnement(unit, jeton).genre == "compte_rendu"
        set_abonnement(unit, jeton, abonne=False)
    assert act(scene, lambda unit: list_mes_desinscriptions(unit)) == {"compte_rendu"}
    [anna] = [personne for personne in act(scene, list_destinataires, scene.seance) if personne.nom == "Anna"]
    assert anna.desinscrit


def test_who_said_no_and_who_left_receive_nothing(scene: Scene) -> None:
    end(scene)
    version = write(scene)
    execute(
        "insert into desinscription (compte_id, genre) values (:c, 'compte_rendu')", c=scene.monde.comptes["alice"]
    )
    execute("update adhesion set au = :au where structure_id = :s", au=date(2026, 3, 1), s=scene.monde.structures[1])
    assert [(p.nom, p.desinscrit) for p in act(scene, list_destinataires, scene.seance)] == [
        ("Ali", False),
        ("Alice", True),
        ("Anna", False),
    ]
    assert act(scene, send_compte_rendu, scene.seance, version) == 2


def test_reading_takes_one_query_whatever_the_size(scene: Scene, installation: Installation) -> None:
    end(scene)
    write(scene)
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        build_compte_rendu(unit, scene.seance)
        for geste in (build_compte_rendu, get_compte_rendu):
            with count_statements(installation.moteur) as vues:
                geste(unit, scene.seance)
            assert len(vues) == 1


def test_the_journal_tells_who_wrote(scene: Scene) -> None:
    end(scene)
    write(scene)
    lignes = execute("select operation, compte_id from journal where objet = 'compte_rendu'")
    assert lignes == [("INSERT", scene.monde.comptes["anna"])]
    execute("update compte_rendu set envoye_le = now()")
    with open_unit(compte_id=scene.monde.comptes["anna"]) as unit:
        derniere, *_ = list_journal(unit, collectif_id=scene.monde.collectif).lignes
        titre = unit.db.scalar(select(Seance.titre).where(Seance.id == scene.seance))
    assert derniere.geste == f"le compte rendu de la séance « {titre} » a été envoyé"


def test_minutes_that_are_gone_leave_nobody_waiting(scene: Scene, installation: Installation) -> None:
    register_compte_rendu(installation)
    end(scene)
    anna = scene.monde.comptes["anna"]
    with open_unit_systeme() as unit:
        rappel = Rappel(
            GENRE,
            "essai",
            "anna@exemple.test",
            "Essai",
            {"seance": str(uuid4())},
            scene.monde.collectif,
            None,
            anna,
            unit.now,
        )
        assert add_rappels(unit.db, [rappel], unit.now) == 1
    send_courriels(installation)
    assert [ligne["motif"] for ligne in read_envois()] == [RETIRE]


def test_figures_of_the_day_are_kept_and_said(installation: Installation) -> None:
    monde = create_monde(installation, CHIFFRES, to_contenu(CHIFFRES), structures=10)
    projetee = scene_mur.create_scene(monde)
    answer_and_send(monde, *range(10))
    assert refresh(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        go_to_etape(unit, projetee.seance, projetee.etapes["radar"])
        go_to_etape(unit, projetee.seance, projetee.etapes["repartition"])
        end_seance(unit, projetee.seance)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        texte = build_compte_rendu(unit, projetee.seance)
        figures = get_compte_rendu(unit, projetee.seance).scenes
    radar, repartition = (texte.split(f"## Étape {genre}")[1].split("## ")[0] for genre in ("radar", "repartition"))
    assert "Médiane du collectif : Thématique T01 (Trimestre\u00a01, en cours)." in radar
    assert "Médianes : " in radar
    assert "50 %" in radar
    assert "Chiffres au 14\u00a0mars\u00a02026, 10" in radar
    assert "Réponses sur tout l’enjeu" in repartition
    assert "(20 %)" in repartition
    assert "[Image de l’étape 3]" in repartition
    assert set(figures) >= {3}
    assert ("[Image de l’étape 2]" in radar) == (2 in figures)
    # The figures move afterwards; the minutes do not.
    for carnet in monde.carnets[:5]:
        send_back(carnet)
        answer(carnet, 4)
        send(carnet)
    assert refresh(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert build_compte_rendu(unit, projetee.seance) == texte


_MOTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["# titre", "a\n## partie", "- x\n- y", "\u2028## z", "[Image de l’étape 1]", "x\n[Image de l’étape 2]"]
    ),
)


@st.composite
def _vote(draw: st.DrawFn) -> SceneVote:
    choix = tuple(Choix(rang, draw(_MOTS)) for rang in range(draw(st.integers(1, 4))))
    genre = draw(st.sampled_from(GenreTour))
    tours = []
    for nom in ("1er tour", "2e tour")[: draw(st.integers(0, 2))]:
        raison = draw(st.sampled_from(["", "Trop peu."]))
        nombres = () if raison or genre is GenreTour.MOTS else tuple(draw(st.integers(0, 9)) for _ in choix)
        tours.append(TourMontre(nom, 5, raison, nombres, (MotMontre(draw(_MOTS), 1),), mediane=draw(_MOTS)))
    return SceneVote(
        draw(_MOTS),
        genre,
        draw(st.booleans()),
        draw(_MOTS),
        draw(_MOTS),
        choix,
        EtatTour.REVELE,
        numero=len(tours),
        votes=5,
        points=None,
        tours=tuple(tours),
        convenu=None,
    )


def _says_something(scene: SceneEtape | None) -> bool:
    match scene:
        case SceneVote(tours=tours):
            return bool(tours)
        case SceneTexte(texte=texte, lien=lien):
            return bool(texte.strip() or lien)
    return False


@given(st.data())
def test_whatever_was_typed_the_parts_are_those_of_the_session(data: st.DataObject) -> None:
    textes = st.builds(SceneTexte, _MOTS, _MOTS, _MOTS)
    scenes = data.draw(st.lists(st.one_of(st.none(), textes, _vote()), max_size=4))
    etapes = tuple(EtapeRendue(rang, data.draw(_MOTS), scene) for rang, scene in enumerate(scenes, start=1))
    mot = partial(data.draw, _MOTS)
    texte = write_compte_rendu(
        Matiere(
            mot(),
            mot(),
            mot(),
            TypeRencontre.VISIO,
            date(2026, 3, 14),
            None,
            mot(),
            (mot(),),
            1,
            etapes,
            (DecisionRendue(mot(), mot(), None, mot(), (mot(),)),),
            1,
            (date(2026, 4, 2), None, mot(), mot()),
        )
    )
    blocs = split_blocs(texte)
    assert sum(bloc.genre is GenreBloc.TITRE for bloc in blocs) == 1
    montrees = [etape for etape in etapes if _says_something(etape.scene)]
    assert sum(bloc.genre is GenreBloc.PARTIE for bloc in blocs) == 3 + len(montrees)
    dessinees = [etape.rang for etape in etapes if etape.scene and draw_figure(etape.scene)]
    assert [bloc.rang for bloc in blocs if bloc.genre is GenreBloc.IMAGE] == dessinees


def test_the_base_itself_keeps_minutes_from_others(scene: Scene) -> None:
    end(scene)
    write(scene)
    cle = {"c": scene.monde.collectif, "s": scene.seance}
    for personne in (*MEMBRES, *ETRANGERS):
        with open_unit(compte_id=scene.monde.comptes[personne]) as unit:
            assert unit.db.execute(text("select 1 from compte_rendu")).all() == []
            assert unit.db.execute(text("update compte_rendu set texte = 'x' returning 1")).all() == []
        with pytest.raises(DBAPIError), open_unit(compte_id=scene.monde.comptes[personne]) as unit:
            unit.db.execute(
                text(
                    "insert into compte_rendu (collectif_id, seance_id, texte, modifie_par)"
                    " values (:c, :s, 'x', mon_compte())"
                ),
                cle,
            )
