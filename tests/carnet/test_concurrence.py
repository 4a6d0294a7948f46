"""Several people at once: one writes, the others are told; what was acknowledged is never lost."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import text

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.carnet.regles import Saisie
from caprse.carnet.remplir.transmission import send_carnet
from caprse.carnet.service import ReponseEnregistree, get_carnet, save_reponse
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.base_locale import BaseLocale
from caprse.socle.erreurs import Conflit, Refus
from tests.base import execute, wait_for_lock
from tests.monde import Monde

CRITERES = ("T01-01", "T01-02", "T01-03")
Ecriture = tuple[str, int, int | None]


def _save(monde: Monde, personne: str, critere: str, niveau: int | None, version: int) -> int:
    return _save_ecriture(monde, personne, critere, niveau, version)[1]


def _save_ecriture(monde: Monde, personne: str, critere: str, niveau: int | None, version: int) -> Ecriture:
    """What was acknowledged: who asks for nothing new is given what stands."""
    with open_unit(compte_id=monde.comptes[personne]) as unit:
        ecrite = save_reponse(unit, monde.carnets[0], critere, Saisie(niveau=niveau), version)
    return critere, ecrite.version, ecrite.saisie.niveau


def _read_journal() -> list[Ecriture]:
    """Each answer written, in the order of the journal: critère, version, niveau."""
    with open_unit_systeme() as unit:
        lignes = unit.db.execute(
            text(
                "select cle ->> 'critere', (apres ->> 'version')::int, apres -> 'niveau', apres ? 'niveau'"
                " from journal where objet = 'reponse' order by id"
            )
        ).all()
    niveaux: dict[str, int | None] = {}
    ecritures: list[Ecriture] = []
    for critere, version, niveau, changee in lignes:
        niveaux[critere] = niveau if changee else niveaux[critere]
        ecritures.append((critere, version, niveaux[critere]))
    return ecritures


@pytest.mark.parametrize("version", [0, 1])
def test_of_two_answers_to_the_same_version_one_wins_and_the_other_sees_both(monde: Monde, version: int) -> None:
    if version:
        _save(monde, "alice", "T01-01", 0, 0)
    depart = Barrier(2)

    def answer(personne: str, niveau: int) -> Conflit[Saisie, ReponseEnregistree] | None:
        depart.wait()
        try:
            _save(monde, personne, "T01-01", niveau, version)
        except Conflit as conflit:
            return conflit
        return None

    for _ in range(8):
        with ThreadPoolExecutor(2) as equipe:
            issues = list(equipe.map(answer, ("alice", "ali"), (3, 4)))
        (conflit,) = [issue for issue in issues if issue is not None]
        gagnant = issues.index(None)
        assert conflit.actuel.auteur == ("Alice", "Ali")[gagnant]
        assert (conflit.actuel.saisie.niveau, conflit.voulu.niveau) == ((3, 4), (4, 3))[gagnant]
        version += 1
        assert conflit.actuel.version == version


@pytest.mark.parametrize("graine", range(3))
def test_whatever_the_order_no_acknowledged_answer_is_lost(monde: Monde, graine: int) -> None:
    """Six people-threads answer, read again, insist or give way at random: the journal is what they were told."""
    depart = Barrier(6)

    def work(rang: int) -> list[Ecriture]:
        hasard = random.Random(graine * 100 + rang)
        vues = dict.fromkeys(CRITERES, 0)
        recues: list[Ecriture] = []
        depart.wait()
        for _ in range(12):
            critere, niveau = hasard.choice(CRITERES), hasard.choice((None, 0, 1, 2, 3, 4))
            try:
                ecriture = _save_ecriture(monde, hasard.choice(("alice", "ali")), critere, niveau, vues[critere])
                vues[critere] = ecriture[1]
                recues.append(ecriture)
            except Conflit as conflit:
                if hasard.random() < 0.7:
                    vues[critere] = conflit.actuel.version
        return recues

    with ThreadPoolExecutor(6) as equipe:
        recues = [ecriture for liste in equipe.map(work, range(6)) for ecriture in liste]
    ecrites = _read_journal()
    assert len(recues) > 12
    # The same answer sent again by its author is acknowledged with the version that is already written.
    assert sorted(ecrites) == sorted(set(recues))
    par_critere: dict[str, list[Ecriture]] = defaultdict(list)
    for ecriture in ecrites:
        par_critere[ecriture[0]].append(ecriture)
    for suite in par_critere.values():
        assert [version for _, version, _ in suite] == list(range(1, len(suite) + 1))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        carnet = get_carnet(unit, monde.structures[0])
    assert carnet is not None
    dernieres = {critere: suite[-1] for critere, suite in par_critere.items()}
    assert {c: (c, r.version, r.saisie.niveau) for c, r in carnet.reponses.items()} == dernieres


def test_no_answer_is_written_after_the_carnet_is_transmitted(monde: Monde) -> None:
    def answer() -> list[Ecriture]:
        recues: list[Ecriture] = []
        depart.wait()
        for rang in range(200):
            try:
                version = _save(monde, "ali", "T01-01", rang % 5, recues[-1][1] if recues else connue)
            except Refus:
                return recues
            recues.append(("T01-01", version, rang % 5))
        raise AssertionError("le carnet n’a jamais été transmis")

    def transmit(attente: float, version: int) -> None:
        depart.wait()
        time.sleep(attente)
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            send_carnet(unit, monde.carnets[0], version, "le reste plus tard")

    connue, hasard = 0, random.Random(5)
    for tour in range(5):
        depart = Barrier(2)
        with ThreadPoolExecutor(2) as equipe:
            envoi = equipe.submit(transmit, hasard.uniform(0.005, 0.06), 1 + tour)
            recues = equipe.submit(answer).result()
            envoi.result()
        connue = recues[-1][1] if recues else connue
        with open_unit_systeme() as unit:
            suivantes = unit.db.execute(
                text(
                    "select count(*) from journal r where r.objet = 'reponse' and r.id > ("
                    " select max(id) from journal where objet = 'carnet' and apres ->> 'etat' = 'transmis')"
                )
            ).scalar_one()
            assert unit.db.execute(text("select version from reponse")).scalar_one_or_none() == (connue or None)
            unit.db.execute(text("update carnet set etat = 'a_completer' where id = :c"), {"c": monde.carnets[0]})
        assert suivantes == 0


def test_no_answer_is_written_after_the_figures_are_frozen(monde: Monde) -> None:
    """What closing froze is what was acknowledged before it: an answer comes before the freeze, or is refused."""
    depart = Barrier(3)

    def answer(personne: str, critere: str) -> tuple[str, int]:
        version = 0
        depart.wait()
        for rang in range(400):
            try:
                version = _save(monde, personne, critere, rang % 5, version)
            except Refus as refus:
                assert "Ce trimestre est clos" in str(refus)  # noqa: PT017 - both ends of the race are told the same
                return critere, version
        raise AssertionError("le trimestre n’a jamais été clos")

    with ThreadPoolExecutor(2) as equipe:
        enregistrements = [equipe.submit(answer, "alice", "T01-01"), equipe.submit(answer, "ali", "T01-02")]
        depart.wait()
        time.sleep(0.05)
        with open_unit(compte_id=monde.comptes["anna"]) as unit:
            close_trimestre(unit, monde.trimestre)
        recues = dict(enregistrement.result() for enregistrement in enregistrements)
    gardees: dict[str, int] = dict(execute("select critere, version from reponse"))
    with open_unit_systeme() as unit:
        apres = unit.db.execute(
            text(
                "select count(*) from journal where objet = 'reponse'"
                " and id > (select min(id) from journal where objet = 'arrete')"
            )
        ).scalar_one()
    assert gardees == {critere: version for critere, version in recues.items() if version}
    assert apres == 0


@pytest.mark.parametrize("issue", ["transmis", "annulé"])
def test_an_answer_waits_for_a_transmission_under_way(
    monde: Monde, serveur: BaseLocale, base: str, issue: str
) -> None:
    with (
        psycopg.connect(serveur.url("postgres", base)) as transmission,
        ThreadPoolExecutor(1) as equipe,
    ):
        transmission.execute("select set_config('caprse.profil', 'systeme', true)")
        transmission.execute("update carnet set etat = 'transmis' where id = %s", [monde.carnets[0]])
        attente = equipe.submit(_save, monde, "ali", "T01-01", 3, 0)
        wait_for_lock(serveur, base)
        if issue == "transmis":
            transmission.commit()
            with pytest.raises(Refus, match="Ce carnet est transmis"):
                attente.result(10)
        else:
            transmission.rollback()
            assert attente.result(10) == 1
    assert len(_read_journal()) == (issue == "annulé")


def test_a_transmission_waits_for_an_answer_under_way(monde: Monde, serveur: BaseLocale, base: str) -> None:
    def transmit() -> None:
        with open_unit(compte_id=monde.comptes["alice"]) as unit:
            send_carnet(unit, monde.carnets[0], 1, "le reste plus tard")

    with ThreadPoolExecutor(1) as equipe:
        with open_unit(compte_id=monde.comptes["ali"]) as unit:
            save_reponse(unit, monde.carnets[0], "T01-01", Saisie(niveau=3), 0)
            envoi = equipe.submit(transmit)
            wait_for_lock(serveur, base)
            assert not envoi.done()
        envoi.result(10)
    with open_unit_systeme() as unit:
        assert unit.db.execute(text("select niveau from reponse")).scalars().all() == [3]
