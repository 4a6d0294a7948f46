"""The lines of a page by day and by subject: none lost, none doubled, only changes of one answer folded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caprse.journal.dossiers import Dossier
from caprse.journal.genres import CREATIONS, Genre
from caprse.journal.groupes import PAREILLES, group_lignes
from caprse.journal.passif import make_passif
from caprse.journal.service import LigneJournal
from caprse.journal.vue import build_groupe

DEBUT = datetime(2026, 3, 14, 12, tzinfo=UTC)


GENRE = Genre("a noté", "présences")


def build_ligne(
    rang: int, qui: str, sujet: str, heures: int, genre: Genre | None = None, structure: str = "AILES"
) -> LigneJournal:
    instant = DEBUT - timedelta(hours=heures)
    dossier = Dossier("Un carnet" if sujet else "Une rencontre", "carnet")
    return LigneJournal(rang, instant, structure, qui, f"geste {rang}", sujet, genre, dossier=dossier)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("AB"), st.sampled_from(["", "x", "y"]), st.integers(0, 30), st.sampled_from([None, GENRE])
        ),
        max_size=30,
    )
)
def test_each_line_is_there_once_in_its_day_under_what_it_is_about(
    tirages: list[tuple[str, str, int, Genre | None]],
) -> None:
    heures = sorted(heure for _, _, heure, _ in tirages)
    lignes = [
        build_ligne(rang, qui, sujet, heures[rang], genre) for rang, (qui, sujet, _, genre) in enumerate(tirages)
    ]
    jours = group_lignes(lignes)
    rendues = [ligne for jour in jours for groupe in jour.groupes for suite in groupe.suites for ligne in suite]
    assert sorted(ligne.id for ligne in rendues) == [ligne.id for ligne in lignes]
    assert len({jour.jour for jour in jours}) == len(jours)
    for jour in jours:
        assert len({personne.nom for personne in jour.gens}) == len(jour.gens)
        for personne in jour.gens:
            assert len({groupe.dossier for groupe in personne.groupes}) == len(personne.groupes)
            assert {ligne.qui for groupe in personne.groupes for ligne in groupe.lignes} == {personne.nom}
        for groupe in jour.groupes:
            assert {ligne.dossier for ligne in groupe.lignes} == {groupe.dossier}
            for suite in groupe.suites:
                assert len({ligne.qui for ligne in suite}) == 1
                sujets, genres = {ligne.sujet for ligne in suite}, {ligne.genre for ligne in suite}
                assert len(suite) == 1 or sujets in ({"x"}, {"y"}) or (len(suite) >= PAREILLES and genres == {GENRE})
                assert [ligne.id for ligne in suite] == sorted(ligne.id for ligne in suite)


def test_three_changes_of_one_answer_are_one_and_another_between_them_parts_them() -> None:
    lignes = [build_ligne(rang, "A", sujet, 0) for rang, sujet in enumerate(["x", "x", "x", "y", "x", "", ""])]
    [jour] = group_lignes(lignes)
    assert [[len(suite) for suite in groupe.suites] for groupe in jour.groupes] == [[3, 1, 1], [1, 1]]


def test_three_acts_of_one_kind_are_one_thing_and_two_are_two() -> None:
    [jour] = group_lignes([build_ligne(rang, "A", "", 0, GENRE, f"Structure {rang}") for rang in range(3)])
    assert [len(suite) for suite in jour.groupes[0].suites] == [3]
    assert GENRE.describe(3) == "a noté 3\u00a0présences"
    [jour] = group_lignes([build_ligne(rang, "A", "", 0, GENRE) for rang in range(2)])
    assert [len(suite) for suite in jour.groupes[0].suites] == [1, 1]


def test_the_answers_of_two_structures_are_not_counted_together() -> None:
    genre = Genre("a répondu à", "critères", par_structure=True)
    lignes = [build_ligne(rang, "A", "", 0, genre, "AILES" if rang < 3 else "Le Potager") for rang in range(5)]
    [jour] = group_lignes(lignes)
    assert [len(suite) for suite in jour.groupes[0].suites] == [3, 1, 1]


def test_the_same_act_done_again_is_one_line_with_how_often_and_another_structure_s_is_not() -> None:
    lieux = ["AILES", "AILES", "Le Potager"]
    lignes = [
        LigneJournal(rang, DEBUT, lieu, "A", "a ouvert le carnet", objet="visite", court="a ouvert le carnet")
        for rang, lieu in enumerate(lieux)
    ]
    [jour] = group_lignes(lignes)
    assert [len(suite) for suite in jour.groupes[0].suites] == [2, 1]
    assert "a ouvert le carnet <small>2\u00a0fois</small>" in build_groupe(jour.groupes[0], nomme=False)


def test_a_group_says_what_and_when_and_unfolds_on_its_lines() -> None:
    seance = Dossier("Séance « Point d’étape »", "seance")
    instants = [DEBUT, DEBUT - timedelta(minutes=40), DEBUT - timedelta(hours=2)]
    lignes = [
        LigneJournal(rang, instant, "", "Anna", f"geste {rang}", court=f"geste {rang}", dossier=seance)
        for rang, instant in enumerate(instants)
    ]
    [groupe] = group_lignes(lignes)[0].groupes
    corps = build_groupe(groupe, nomme=True)
    assert "<time><span>de 11\u00a0h\u00a000 à </span>13\u00a0h\u00a000</time> · Anna " in corps
    assert "<span>geste 1, puis geste 0, et 1\u00a0autre chose</span>" in corps
    assert "<li>geste 1 " in corps
    # A single act is a line too: what a phone cuts is read by opening it.
    assert "<li>geste 0 " in build_groupe(group_lignes(lignes[:1])[0].groupes[0], nomme=True)


def test_who_acted_last_comes_first_and_each_has_their_own_lines() -> None:
    acces = Dossier("Comptes et accès", "compte")
    gestes = ["a ouvert une session", "a ouvert une session", "a invité Ada"]
    lignes = [
        LigneJournal(rang, DEBUT, "", qui, geste, court=geste, dossier=acces)
        for rang, (qui, geste) in enumerate(zip(["Anna", "Ali", "Ada"], gestes, strict=True))
    ]
    [jour] = group_lignes(lignes)
    assert [personne.nom for personne in jour.gens] == ["Anna", "Ali", "Ada"]
    assert "<span>a ouvert une session</span>" in build_groupe(jour.groupes[1], nomme=True)


def test_what_one_person_did_reads_in_the_order_of_time() -> None:
    seance = Dossier("Séance « Point »", "seance")
    lignes = [
        LigneJournal(rang, DEBUT - timedelta(hours=rang), "", "Anna", geste, court=geste, dossier=seance)
        for rang, geste in enumerate(["l’a commencée", "l’a préparée"])
    ]
    [groupe] = group_lignes(lignes)[0].groupes
    assert "<span>l’a préparée, puis l’a commencée</span>" in build_groupe(groupe, nomme=True)


def test_answers_given_and_commented_in_one_minute_are_one_line_that_counts_questions() -> None:
    genre = Genre("a répondu à", "critères", par_structure=True)
    lignes = [build_ligne(rang, "A", f"q{rang // 2}", 0, genre) for rang in range(24)]
    [jour] = group_lignes(lignes)
    [groupe] = jour.groupes
    assert [len(suite) for suite in groupe.suites] == [24]
    assert "<span>a répondu à 12\u00a0critères</span>" in build_groupe(groupe, nomme=False)


def test_the_head_of_a_fold_counts_what_is_of_one_kind_even_two() -> None:
    genre = Genre("a ajouté", "actions", par_structure=True)
    lignes = [build_ligne(rang, "A", f"a{rang}", rang, genre) for rang in range(2)]
    [groupe] = group_lignes(lignes)[0].groupes
    assert [len(suite) for suite in groupe.suites] == [1, 1]
    assert "<span>a ajouté 2\u00a0actions</span>" in build_groupe(groupe, nomme=False)


def test_what_one_person_did_in_one_minute_is_told_by_kind() -> None:
    lignes = [build_ligne(rang, "A", "", 0, GENRE if rang % 2 else None) for rang in range(6)]
    [jour] = group_lignes(lignes)
    assert [len(suite) for suite in jour.groupes[0].suites] == [1, 3, 1, 1]


def build_prevue(rang: int, qui: str = "Anna", collectif: str = "", minute: int = 0) -> LigneJournal:
    titre = f"Rencontre « R{rang} »"
    geste = f"a prévu la rencontre « R{rang} »"
    instant = DEBUT - timedelta(minutes=minute)
    genre = Genre("a prévu", "rencontres")
    dossier = Dossier(titre, "rencontre", str(rang))
    return LigneJournal(
        rang, instant, "", qui, geste, "", genre, dossier=dossier, court="l’a prévue", collectif=collectif
    )


def test_one_act_done_to_many_things_in_one_minute_is_one_line_that_names_them_inside() -> None:
    [jour] = group_lignes([build_prevue(rang, collectif="Collectif A") for rang in range(47)])
    [groupe] = jour.groupes
    corps = build_groupe(groupe, nomme=True)
    assert (
        "<strong>47 rencontres prévues</strong> <small>Collectif A</small><p><time>13\u00a0h\u00a000</time>" in corps
    )
    assert corps.count("<li>") == 47
    assert "a prévu la rencontre <b>« R46 »</b>" in corps


def test_two_things_two_people_two_collectifs_or_two_minutes_are_not_one() -> None:
    for lignes in (
        [build_prevue(rang) for rang in range(2)],
        [build_prevue(rang, "Anna" if rang % 2 else "Ali") for rang in range(4)],
        [build_prevue(rang, collectif="A" if rang % 2 else "B") for rang in range(4)],
        [build_prevue(rang, minute=rang) for rang in range(4)],
    ):
        [jour] = group_lignes(lignes)
        titres = [groupe.dossier.titre for groupe in jour.groupes]
        assert sorted(titres) == sorted(ligne.dossier.titre for ligne in lignes)


def test_the_same_title_in_two_collectifs_is_two_things() -> None:
    lignes = [replace(build_prevue(1, collectif=lieu), id=rang) for rang, lieu in enumerate(["A", "B"])]
    [jour] = group_lignes(lignes)
    assert [groupe.collectif for groupe in jour.groupes] == ["A", "B"]


def test_what_nobody_is_named_for_is_told_without_anybody() -> None:
    lignes = [replace(build_ligne(rang, "", "", 0, GENRE), court="x") for rang in range(3)]
    [groupe] = group_lignes(lignes)[0].groupes
    assert "<span>3\u00a0présences ont été notées</span>" in build_groupe(groupe, nomme=False)


def test_who_came_in_that_day_is_one_line_which_names_each() -> None:
    acces = Dossier("Comptes et accès", "compte")
    lignes = [
        LigneJournal(
            rang,
            DEBUT,
            "",
            qui,
            "a ouvert une session",
            genre=CREATIONS["session_web"],
            objet="session_web",
            dossier=acces,
        )
        for rang, qui in enumerate(["Anna", "Ali", "Anna"])
    ]
    [jour] = group_lignes([*lignes, build_ligne(3, "Anna", "x", 0)])
    assert [personne.nom for personne in jour.gens] == ["Anna"]
    [groupe] = jour.communs
    corps = build_groupe(groupe, nomme=True)
    # What many did bears nobody's name.
    assert "<strong>2\u00a0personnes se sont connectées</strong><p><time>13\u00a0h\u00a000</time></p>" in corps
    assert corps.count("<li>Anna a ouvert une session") == 2
    # One person alone keeps their own line.
    [jour] = group_lignes([lignes[0], lignes[2]])
    assert not jour.communs


@pytest.mark.parametrize(
    ("geste", "attendu"),
    [
        ("a clos le trimestre 1", "le trimestre 1 a été clos"),
        ("a rouvert le trimestre 1 : « Une erreur »", "le trimestre 1 a été rouvert : « Une erreur »"),
        ("l’a prévue", "prévue"),
        ("a donné à Ada le rôle « Direction » (AILES)", "le rôle « Direction » a été donné à Ada (AILES)"),
        ("a fait adhérer AILES, à partir du 4 mai 2026", "AILES a adhéré, à partir du 4 mai 2026"),
        ("a publié les chiffres d’ensemble (trimestre 2)", "les chiffres d’ensemble ont été publiés (trimestre 2)"),
        ("a publié 3 fois les chiffres d’ensemble", "les chiffres d’ensemble ont été publiés 3 fois"),
        ("a noté que l’AILES viendra", "il a été noté que l’AILES viendra"),
        ("a invité ada@exemple.fr : « Direction »", "ada@exemple.fr a reçu une invitation : « Direction »"),
        ("a importé un référentiel : « Le (mien) »", "un référentiel a été importé : « Le (mien) »"),
    ],
)
def test_the_passive_agrees(geste: str, attendu: str) -> None:
    assert make_passif(geste) == attendu
