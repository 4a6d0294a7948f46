"""A session from its preparation to its end: rights, idempotence, two consoles, a rehearsal without a trace."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from caprse.acces.unite import Unit, open_unit, open_unit_systeme
from caprse.collectif.rencontres.service import cancel_rencontre
from caprse.seance.contenus.saisies import SaisieEtape
from caprse.seance.lecture import get_direct, get_rejeu, get_seance, list_seances
from caprse.seance.mur.service import create_code_mur, open_mur
from caprse.seance.preparation.service import add_etapes
from caprse.seance.regles import ALPHABET_CODE, Ecran, EtatSeance, EtatTour, GenreEtape
from caprse.seance.service import (
    create_seance,
    delete_seance,
    end_seance,
    go_to_etape,
    rehearse,
    set_ecran,
    set_theme,
    start_seance,
    update_titre,
)
from caprse.seance.tenue import lock_seance, touch_seance
from caprse.seance.vote.service import close_tour, open_tour, reveal_tour, settle_tour
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation
from tests.base import count_rows
from tests.compteur import count_statements
from tests.droits import check_rights
from tests.monde import Monde
from tests.seance.scene_preparee import (
    DECISIONS,
    TEXTE,
    VOTE,
    add_votes,
    as_anna,
    prepare_rencontre,
    prepare_seance,
    see,
)

MEMBRES = {"alice", "ali", "aya", "bob", "anna"}


def test_a_session_runs_from_its_first_step_to_its_end(monde: Monde, seance: UUID) -> None:
    code = as_anna(monde, lambda unit: start_seance(unit, seance))
    assert isinstance(code, str)
    assert len(code) == 6
    assert set(code) <= set(ALPHABET_CODE)
    assert as_anna(monde, lambda unit: start_seance(unit, seance)) == code
    vue = see(monde, seance)
    assert (vue.etat, vue.code, vue.rang, vue.revision) == (EtatSeance.EN_COURS, code, 0, 3)
    assert vue.courante is not None
    assert vue.courante.titre == "Accueil"
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 5))
    assert see(monde, seance).rang == 2
    revision = see(monde, seance).revision
    # At either end, and to where one is already, nothing moves.
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    as_anna(monde, lambda unit: go_to_etape(unit, seance, vue.etapes[2].id))
    assert see(monde, seance).revision == revision
    as_anna(monde, lambda unit: go_to_etape(unit, seance, vue.etapes[0].id))
    as_anna(monde, lambda unit: end_seance(unit, seance))
    as_anna(monde, lambda unit: end_seance(unit, seance))
    fin = see(monde, seance)
    assert (fin.etat, fin.code, fin.revision) == (EtatSeance.TERMINEE, None, revision + 2)
    # What was shown is kept with its figures of that day: both the step left and the one on which it ended.
    assert [etape.fige is not None for etape in fin.etapes] == [True, True, True]
    gestes: tuple[Callable[[Unit, UUID], object], ...] = (
        start_seance,
        rehearse,
        delete_seance,
        lambda u, s: go_to_etape(u, s, 1),
    )
    for geste in gestes:
        with pytest.raises(Refus):
            as_anna(monde, geste, seance)


def test_two_consoles_that_press_next_at_once_advance_once(
    monde: Monde, seance: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_anna(monde, lambda unit: start_seance(unit, seance))
    avant = see(monde, seance)
    depart = threading.Barrier(4)
    erreurs: list[Exception] = []

    # Leaving takes its time, so that all of them would have read the same step.
    monkeypatch.setattr("caprse.seance.service.freeze_etape", lambda *_: time.sleep(0.2))

    def press() -> None:
        depart.wait()
        try:
            as_anna(
                monde,
                lambda unit: go_to_etape(unit, seance, 1, avant.etape_id),
            )
        except Exception as erreur:
            erreurs.append(erreur)

    fils = [threading.Thread(target=press) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert not erreurs
    apres = see(monde, seance)
    assert (apres.rang, apres.revision) == (1, avant.revision + 1)


def test_leaving_a_vote_closes_it_and_keeps_every_vote(monde: Monde, seance: UUID) -> None:
    as_anna(monde, lambda unit: start_seance(unit, seance))
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    etape = see(monde, seance).etape_id
    assert etape is not None
    tour = as_anna(monde, lambda unit: open_tour(unit, etape))
    assert isinstance(tour, UUID)
    add_votes(monde, seance, tour, [1, 2, 2, 3, 3, 3])
    direct = as_anna(monde, lambda unit: get_direct(unit, seance))
    assert (direct.appareils, direct.votes) == (6, {tour: 6})
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    (vu,) = see(monde, seance).etapes[1].tours
    assert (vu.etat, vu.votes, vu.resultat) == (EtatTour.FERME, 6, None)
    as_anna(monde, lambda unit: reveal_tour(unit, tour))
    as_anna(monde, lambda unit: settle_tour(unit, tour, 2))
    (vu,) = see(monde, seance).etapes[1].tours
    assert (vu.etat, vu.niveau_convenu) == (EtatTour.REGLE, 2)


def test_the_end_closes_votes_and_walls(monde: Monde, seance: UUID) -> None:
    as_anna(monde, lambda unit: start_seance(unit, seance))
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    etape = see(monde, seance).etape_id
    assert etape is not None
    as_anna(monde, lambda unit: open_tour(unit, etape))
    code = as_anna(monde, lambda unit: create_code_mur(unit, seance))
    with open_unit_systeme() as unit:
        open_mur(unit, str(code))
    assert see(monde, seance).murs == 1
    as_anna(monde, lambda unit: end_seance(unit, seance))
    fin = see(monde, seance)
    assert (fin.murs, fin.etapes[1].tours[0].etat) == (0, EtatTour.FERME)


def test_a_rehearsal_is_removed_whole_and_leaves_no_line(monde: Monde, seance: UUID) -> None:
    tables = (
        "seance",
        "etape",
        "tour",
        "vote",
        "mot",
        "mur",
        "participant",
        "decision",
        "proposition",
        "compte_rendu",
        "journal",
    )
    avant = {table: count_rows(table) for table in tables}
    copie = as_anna(monde, lambda unit: rehearse(unit, seance))
    assert isinstance(copie, UUID)
    assert copie != seance
    assert as_anna(monde, lambda unit: rehearse(unit, seance)) == copie
    with pytest.raises(Refus):
        as_anna(monde, lambda unit: rehearse(unit, copie))
    vue = see(monde, copie)
    assert (vue.repetition, vue.etat, [e.titre for e in vue.etapes]) == (
        True,
        EtatSeance.EN_COURS,
        ["Accueil", "Où en sommes-nous ?", "Ce que nous décidons"],
    )
    as_anna(monde, lambda unit: go_to_etape(unit, copie, 1))
    tour = as_anna(monde, lambda unit: open_tour(unit, vue.etapes[1].id))
    assert isinstance(tour, UUID)
    add_votes(monde, copie, tour, [1, 1, 1, 2, 3])
    as_anna(monde, lambda unit: close_tour(unit, tour))
    as_anna(monde, lambda unit: reveal_tour(unit, tour))
    as_anna(monde, lambda unit: settle_tour(unit, tour, 1))
    as_anna(monde, lambda unit: create_code_mur(unit, copie))
    as_anna(monde, lambda unit: end_seance(unit, copie))
    assert {table: count_rows(table) for table in tables} == avant
    with pytest.raises(Introuvable):
        see(monde, copie)
    assert see(monde, seance).etat is EtatSeance.PREPAREE


def test_another_rehearsal_starts_once_the_steps_have_changed(monde: Monde, seance: UUID) -> None:
    copie = as_anna(monde, lambda unit: rehearse(unit, seance))
    as_anna(monde, lambda unit: add_etapes(unit, seance, [TEXTE]))
    assert as_anna(monde, lambda unit: rehearse(unit, seance)) != copie


def test_a_code_in_use_is_drawn_again(monde: Monde, seance: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    autre = prepare_seance(monde, TEXTE)
    signes = iter("AAAAAA" + "AAAAAA" + "BBBBBB")
    monkeypatch.setattr("caprse.seance.service.secrets.choice", lambda _: next(signes))
    assert as_anna(monde, lambda unit: start_seance(unit, seance)) == "AAAAAA"
    assert as_anna(monde, lambda unit: start_seance(unit, autre)) == "BBBBBB"


def test_the_screen_and_its_theme_change_only_while_they_may(monde: Monde, seance: UUID) -> None:
    with pytest.raises(Refus, match="n’a pas commencé"):
        as_anna(monde, lambda unit: set_ecran(unit, seance, Ecran.PAUSE))
    as_anna(monde, lambda unit: set_theme(unit, seance, "clair"))
    as_anna(monde, lambda unit: start_seance(unit, seance))
    revision = see(monde, seance).revision
    as_anna(monde, lambda unit: set_ecran(unit, seance, Ecran.NOIR))
    as_anna(monde, lambda unit: set_ecran(unit, seance, Ecran.NOIR))
    vue = see(monde, seance)
    assert (vue.theme, vue.ecran, vue.revision) == ("clair", Ecran.NOIR, revision + 1)
    for faux in (lambda u: set_theme(u, seance, "rose"), lambda u: set_ecran(u, seance, "x")):  # type: ignore[arg-type]
        with pytest.raises(SaisieInvalide):
            as_anna(monde, faux)
    as_anna(monde, lambda unit: touch_seance(unit, lock_seance(unit, seance)))
    assert see(monde, seance).revision == revision + 2
    # A wall drives as systeme.
    with open_unit_systeme() as unit:
        set_ecran(unit, seance, Ecran.MONTRE)
        go_to_etape(unit, seance, 1)
    assert (see(monde, seance).ecran, see(monde, seance).rang) == (Ecran.MONTRE, 1)


def test_what_is_typed_is_checked(monde: Monde) -> None:
    rencontre = prepare_rencontre(monde)
    for titre in ("", "   ", "x" * 201):
        with pytest.raises(SaisieInvalide):
            as_anna(monde, create_seance, rencontre, titre)
    seance = as_anna(monde, lambda unit: create_seance(unit, rencontre, " Mars "))
    assert isinstance(seance, UUID)
    with pytest.raises(Refus, match="pas encore d’étape"):
        as_anna(monde, lambda unit: start_seance(unit, seance))
    as_anna(monde, lambda unit: update_titre(unit, seance, "Avril", 1))
    with pytest.raises(Refus, match="entre-temps"):
        as_anna(monde, lambda unit: update_titre(unit, seance, "Mai", 1))
    assert see(monde, seance).titre == "Avril"
    as_anna(monde, lambda unit: delete_seance(unit, seance))
    as_anna(monde, lambda unit: cancel_rencontre(unit, rencontre))
    with pytest.raises(Refus, match="annulée"):
        as_anna(monde, lambda unit: create_seance(unit, rencontre, "Mars"))


def test_strangers_are_told_that_it_does_not_exist(monde: Monde, seance: UUID) -> None:
    rencontre = prepare_rencontre(monde)
    as_anna(monde, lambda unit: start_seance(unit, seance))
    etape = see(monde, seance).etapes[1].id
    gestes: list[Callable[[Unit], object]] = [
        lambda unit: create_seance(unit, rencontre, "T"),
        lambda unit: get_seance(unit, seance),
        lambda unit: get_direct(unit, seance),
        lambda unit: start_seance(unit, seance),
        lambda unit: rehearse(unit, seance),
        lambda unit: go_to_etape(unit, seance, 1),
        lambda unit: go_to_etape(unit, seance, etape),
        lambda unit: set_ecran(unit, seance, Ecran.NOIR),
        lambda unit: set_theme(unit, seance, "clair"),
        lambda unit: update_titre(unit, seance, "T", 1 + 1),
        lambda unit: touch_seance(unit, lock_seance(unit, seance)),
        lambda unit: end_seance(unit, seance),
    ]
    for geste in gestes:
        check_rights(monde, {"anna"}, geste)
    check_rights(monde, MEMBRES, lambda unit: list_seances(unit, monde.collectif))
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        with pytest.raises(Introuvable):
            get_seance(unit, uuid4())
        with pytest.raises(Introuvable):
            go_to_etape(unit, seance, uuid4())
        # Having been told no, Anna has no more rights than before.
        assert unit.db.execute(text("select count(*) from vote")).scalar_one() == 0
        assert unit.db.execute(text("select current_setting('caprse.profil', true)")).scalar_one() == ""


def test_members_see_again_what_is_over_and_nothing_else(monde: Monde, seance: UUID) -> None:
    as_anna(monde, lambda unit: start_seance(unit, seance))
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    etape = see(monde, seance).etape_id
    assert etape is not None
    tour = as_anna(monde, lambda unit: open_tour(unit, etape))
    assert isinstance(tour, UUID)
    add_votes(monde, seance, tour, [1, 2, 2, 2, 3, 3])
    check_rights(monde, set(), lambda unit: get_rejeu(unit, seance))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        assert list_seances(unit, monde.collectif) == ()
    as_anna(monde, lambda unit: end_seance(unit, seance))
    check_rights(monde, MEMBRES, lambda unit: get_rejeu(unit, seance))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        vue = get_rejeu(unit, seance)
        assert [ligne.id for ligne in list_seances(unit, monde.collectif)] == [seance]
    # A vote that was never revealed stays so; and nobody but the count reads votes.
    assert (vue.etapes[1].tours, vue.appareils, vue.codes, vue.code, vue.structures) == ((), (), (), None, ())
    assert vue.etapes[1].fige is not None


def test_the_past_keeps_the_figures_of_its_day(monde: Monde, seance: UUID) -> None:
    as_anna(monde, lambda unit: start_seance(unit, seance))
    as_anna(monde, lambda unit: go_to_etape(unit, seance, 1))
    etape = see(monde, seance).etape_id
    assert etape is not None
    tour = as_anna(monde, lambda unit: open_tour(unit, etape))
    assert isinstance(tour, UUID)
    add_votes(monde, seance, tour, [1, 2, 2, 2, 3, 3])
    as_anna(monde, lambda unit: close_tour(unit, tour))
    as_anna(monde, lambda unit: reveal_tour(unit, tour))
    as_anna(monde, lambda unit: end_seance(unit, seance))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        avant = get_rejeu(unit, seance)
    with open_unit_systeme() as unit:
        unit.db.execute(text("update structure set nom = nom || ' bis', montre_son_nom = true"))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        apres = get_rejeu(unit, seance)
    assert avant.etapes == apres.etapes
    assert avant.etapes[1].tours[0].resultat is not None


def test_reading_costs_as_many_statements_for_many_steps_as_for_one(
    monde: Monde, seance: UUID, installation: Installation
) -> None:
    def count() -> tuple[int, int]:
        with open_unit(compte_id=monde.comptes["anna"]) as unit:
            get_seance(unit, seance)
            with count_statements(installation.moteur) as une:
                get_seance(unit, seance)
            with count_statements(installation.moteur) as liste:
                list_seances(unit, monde.collectif)
            return len(une), len(liste)

    peu = count()
    as_anna(monde, lambda unit: add_etapes(unit, seance, [TEXTE, VOTE, DECISIONS] * 8))
    as_anna(monde, lambda unit: rehearse(unit, seance))
    # One to read, three to count as systeme and come back.
    assert peu == count() == (3, 1)


def test_an_unknown_step_kind_never_reaches_the_base(monde: Monde, seance: UUID) -> None:
    with pytest.raises(SaisieInvalide):
        as_anna(monde, lambda unit: add_etapes(unit, seance, [SaisieEtape("x", "T")]))  # type: ignore[arg-type]
    assert [etape.genre for etape in see(monde, seance).etapes] == [
        GenreEtape.TEXTE,
        GenreEtape.VOTE,
        GenreEtape.DECISIONS,
    ]
