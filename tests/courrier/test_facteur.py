"""The outbox and its postman: nothing lost, nothing twice, no secret left lying; real base, real mail server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from caprse.acces.unite import open_unit, open_unit_systeme
from caprse.courrier import facteur
from caprse.courrier.depart import describe_depart
from caprse.courrier.fabriques import Rappel, Redaction, add_rappels, register_fabrique, register_tournee
from caprse.courrier.facteur import EFFACE, ESSAIS_MAX, add_courriel, compute_attente, send_courriels, start_facteur
from caprse.courrier.modele import Courriel
from caprse.referentiel.codec import to_contenu
from caprse.socle.base import create_moteur
from caprse.socle.base_locale import APPLICATION, BaseLocale
from caprse.socle.erreurs import BaseIndisponible
from caprse.socle.installation import Installation, set_installation
from tests.conftest import Horloge
from tests.courrier.serveur import Boite, find_port, run_serveur, with_smtp
from tests.fabrique import build_referentiel
from tests.monde import create_monde

SECRET = "https://cahier.exemple.test/connexion/lien/tres-secret"


@pytest.fixture
def boite() -> Iterator[Boite]:
    with run_serveur(Boite()) as serveur:
        yield serveur


def _write(destinataire: str = "zoe@exemple.test", contenu: str = SECRET) -> None:
    with open_unit_systeme() as unit:
        add_courriel(unit.db, destinataire, "Votre lien", contenu, unit.now)


def _write_then_fail() -> None:
    with open_unit_systeme() as unit:
        add_courriel(unit.db, "zoe@exemple.test", "Votre lien", SECRET, unit.now)
        raise RuntimeError


def _rows(colonnes: str) -> list[Any]:
    with open_unit_systeme() as unit:
        return [
            tuple(r) for r in unit.db.execute(text(f"select {colonnes} from courriel order by cree_le, destinataire"))
        ]


def test_a_sent_mail_is_marked_and_its_secret_forgotten(installation: Installation, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    _write()
    assert send_courriels(avec) == 1
    assert SECRET in boite.messages()[0].get_content()
    assert _rows("contenu, envoye_le is not null, erreur, essais") == [(EFFACE, True, None, 1)]
    assert send_courriels(avec) == 0
    assert len(boite.recus) == 1


def test_mails_leave_in_the_order_they_were_written(
    installation: Installation, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    for rang in range(5):
        _write(f"p{rang}@exemple.test")
        horloge.instant += timedelta(seconds=1)
    assert send_courriels(avec) == 5
    assert [e.rcpt_tos for e in boite.recus] == [[f"p{rang}@exemple.test"] for rang in range(5)]


def test_a_mail_whose_cause_was_undone_never_leaves(installation: Installation, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    with pytest.raises(RuntimeError):
        _write_then_fail()
    assert send_courriels(avec) == 0
    assert boite.recus == []


def test_someone_who_may_not_read_the_outbox_may_write_to_it(installation: Installation) -> None:
    referentiel = build_referentiel(themes=1)
    monde = create_monde(installation, referentiel, to_contenu(referentiel))
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        add_courriel(unit.db, "zoe@exemple.test", "Bonjour", "…", unit.now)
        assert unit.db.execute(text("select count(*) from courriel")).scalar_one() == 0
    assert len(_rows("id")) == 1


@pytest.mark.parametrize("destinataire", ["a@b.fr\nBcc: c@d.fr", "paul..exemple@exemple.test"])
def test_a_mail_to_nowhere_is_not_put_in_the_outbox(installation: Installation, destinataire: str) -> None:
    with pytest.raises(ValueError, match="adresse e-mail"), open_unit_systeme() as unit:
        add_courriel(unit.db, destinataire, "Votre lien", "…", unit.now)
    assert _rows("id") == []


def test_a_subject_is_kept_as_one_line_of_what_can_be_seen(installation: Installation, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    with open_unit_systeme() as unit:
        add_courriel(unit.db, "a@exemple.test", "Les Jardins\u200b\r\nBcc: c@d.fr\u202e !", "…", unit.now)
    assert send_courriels(avec) == 1
    assert boite.messages()[0]["Subject"] == "Les Jardins Bcc: c@d.fr !"


def test_a_mail_that_failed_for_a_wrong_setting_leaves_by_itself_once_it_is_repaired(
    installation: Installation, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    faux = replace(avec, reglages=replace(avec.reglages, expediteur="Cahier, région <c@exemple.fr>"))
    set_installation(faux)
    _write()
    for _ in range(ESSAIS_MAX + 3):
        assert send_courriels(faux) == 0
        horloge.instant += timedelta(hours=1, minutes=1)
    assert "mal réglée" in _rows("erreur")[0][0]
    assert send_courriels(faux) == 0
    set_installation(avec)
    assert send_courriels(avec) == 0, "it waits for its turn"
    assert send_courriels(avec, demarrage=True) == 1, "a process that starts tries at once"
    assert len(boite.recus) == 1


def test_a_process_that_starts_leaves_alone_what_may_be_on_its_way(
    installation: Installation, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    _write()
    with open_unit_systeme() as unit:
        unit.db.execute(
            text("update courriel set erreur = 'avant', essais = 2, envoyer_apres = :bail"),
            {"bail": horloge.instant + facteur.BAIL},
        )
    assert send_courriels(avec, demarrage=True) == 0


def test_whoever_causes_a_mail_is_told_whether_it_leaves(installation: Installation, boite: Boite) -> None:
    assert describe_depart(installation, "zoe@exemple.test") == (
        "Ce site n’envoie pas d’e-mails : qui administre le cahier donnera son lien d’entrée à zoe@exemple.test."
    )
    avec = with_smtp(installation, boite)
    assert describe_depart(avec, "zoe@exemple.test") == "Un message part pour zoe@exemple.test."
    panne = replace(avec, reglages=replace(avec.reglages, smtp_port=find_port()))
    _write()
    send_courriels(panne)
    assert "est gardé" in describe_depart(avec, "zoe@exemple.test")
    _write("autre@exemple.test")
    assert send_courriels(avec) == 1
    assert "part pour" in describe_depart(avec, "zoe@exemple.test")


def test_a_server_that_is_down_loses_nothing_and_is_tried_again(installation: Installation, horloge: Horloge) -> None:
    boite = Boite(port=find_port())
    avec = with_smtp(installation, boite)
    _write("premier@exemple.test")
    horloge.instant += timedelta(seconds=1)
    _write("second@exemple.test")
    assert send_courriels(avec) == 0
    # The first one met the failure; the second was spared a useless wait.
    assert _rows("essais, erreur is not null, contenu") == [(1, True, SECRET), (0, False, SECRET)]
    with run_serveur(boite):
        assert send_courriels(avec) == 1
        assert send_courriels(avec) == 0, "the first one waits for its turn"
        horloge.instant += compute_attente(1)
        assert send_courriels(avec) == 1
    assert _rows("envoye_le is not null, erreur") == [(True, None), (True, None)]
    assert len(boite.recus) == 2


def test_each_failure_waits_longer_up_to_an_hour() -> None:
    attentes = [compute_attente(essai) for essai in range(1, ESSAIS_MAX + 1)]
    assert attentes[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert attentes == sorted(attentes)
    assert attentes[-1] == timedelta(hours=1)
    assert sum(attentes, timedelta()) > timedelta(days=1)


def test_a_refused_recipient_keeps_its_reason_and_does_not_hold_up_the_others(
    installation: Installation, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    boite.refus_destinataire = "550 Inconnu"
    _write("inconnue@exemple.test")
    _write("autre@exemple.test")
    assert send_courriels(avec) == 0
    assert [essais for _, essais in _rows("erreur, essais")] == [ESSAIS_MAX, ESSAIS_MAX]
    assert "550 Inconnu" in _rows("erreur")[0][0]
    boite.refus_destinataire = ""
    horloge.instant += timedelta(days=2)
    assert send_courriels(avec) == 0, "a final refusal is not tried again by itself"


def test_a_temporary_refusal_is_tried_again_and_the_others_go(
    installation: Installation, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    boite.refus_message = "451 Plus tard"
    _write()
    send_courriels(avec)
    boite.refus_message = ""
    _write("autre@exemple.test")
    assert send_courriels(avec) == 1
    horloge.instant += compute_attente(1)
    assert send_courriels(avec) == 1
    assert len(boite.recus) == 2


def test_several_postmen_at_once_send_each_mail_once(installation: Installation, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    boite.lenteur = 0.02
    for rang in range(12):
        _write(f"p{rang}@exemple.test")
    with ThreadPoolExecutor(4) as fils:
        assert sum(fils.map(send_courriels, [avec] * 4)) == 12
    assert len({e.rcpt_tos[0] for e in boite.recus}) == len(boite.recus) == 12


def test_a_postman_that_dies_on_the_way_leaves_the_mail_to_the_next(
    installation: Installation, boite: Boite, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    avec = with_smtp(installation, boite)
    _write()

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as coupure:
        coupure.setattr(facteur, "send_message", die)
        with pytest.raises(SystemExit):
            send_courriels(avec)
    assert send_courriels(avec) == 0, "it may still be on its way"
    horloge.instant += facteur.BAIL
    assert send_courriels(avec) == 1
    assert len(boite.recus) == 1


def test_the_mark_survives_a_server_that_hangs_after_accepting(
    installation: Installation, boite: Boite, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("caprse.courrier.smtp.DELAI", 0.3)
    boite.sourd_au_depart = True
    avec = with_smtp(installation, boite)
    _write()
    assert send_courriels(avec) == 1
    horloge.instant += timedelta(hours=2)
    assert send_courriels(avec) == 0
    assert len(boite.recus) == 1


def test_without_a_mail_server_the_console_shows_each_mail_once(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    _write()
    assert send_courriels(installation) == 1
    sortie = capsys.readouterr().out
    assert "À : zoe@exemple.test" in sortie
    assert "Objet : Votre lien" in sortie
    assert SECRET in sortie
    assert send_courriels(installation) == 0
    assert capsys.readouterr().out == ""
    assert _rows("contenu, envoye_le") == [(SECRET, None)]


def test_with_a_mail_server_the_console_shows_no_secret(
    installation: Installation, boite: Boite, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    boite.refus_message = "451 Plus tard"
    _write()
    send_courriels(with_smtp(installation, boite))
    assert SECRET not in capsys.readouterr().out
    assert SECRET not in caplog.text
    assert "451 Plus tard" in caplog.text


def test_without_a_mail_server_secrets_are_forgotten_after_a_day(installation: Installation, horloge: Horloge) -> None:
    _write()
    horloge.instant += timedelta(days=1)
    send_courriels(installation)
    assert _rows("contenu") == [(SECRET,)]
    horloge.instant += timedelta(seconds=1)
    send_courriels(installation)
    assert _rows("contenu, destinataire, envoye_le") == [(EFFACE, "zoe@exemple.test", None)]


def test_a_forgotten_mail_is_never_sent_empty(installation: Installation, boite: Boite, horloge: Horloge) -> None:
    _write()
    horloge.instant += timedelta(days=1, seconds=1)
    send_courriels(installation)
    assert send_courriels(with_smtp(installation, boite)) == 0
    assert boite.recus == []


def test_a_mail_written_before_the_server_was_set_leaves_once_it_is(installation: Installation, boite: Boite) -> None:
    _write()
    send_courriels(installation)
    assert send_courriels(with_smtp(installation, boite)) == 1


def test_unsent_secrets_and_old_traces_are_forgotten(
    installation: Installation, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    boite.refus_destinataire = "550 Inconnu"
    _write()
    send_courriels(avec)
    horloge.instant += timedelta(days=16)
    send_courriels(avec)
    assert _rows("contenu") == [(EFFACE,)]
    horloge.instant += timedelta(days=75)
    send_courriels(avec)
    assert _rows("id") == []


def _wait_for(condition: Callable[[], bool], delai: float = 10) -> None:
    fin = time.monotonic() + delai
    while not condition():
        assert time.monotonic() < fin, "rien n’est venu"
        time.sleep(0.02)


def test_the_postman_wakes_on_commit_and_nobody_waits_for_a_slow_server(
    installation: Installation, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    boite.lenteur = 2
    stop = start_facteur(avec)
    try:
        debut = time.monotonic()
        _write()
        assert time.monotonic() - debut < 1
        assert boite.recus == []
        _wait_for(lambda: len(boite.recus) == 1)
        _wait_for(lambda: _rows("envoye_le is not null") == [(True,)])
    finally:
        stop()


def test_a_transaction_that_fails_does_not_wake_the_postman(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    reveils: list[int] = []
    monkeypatch.setattr(facteur, "wake_facteur", lambda: reveils.append(1))
    with pytest.raises(RuntimeError):
        _write_then_fail()
    assert reveils == []
    _write()
    assert reveils == [1]


def test_the_postman_outlives_a_fault_and_says_it(
    installation: Installation, boite: Boite, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    avec = with_smtp(installation, boite)
    vrai = facteur.send_courriels
    fautes = iter([OSError("disque plein")])

    def stumble(installation: Installation, *, demarrage: bool) -> int:
        for faute in fautes:
            raise faute
        return vrai(installation, demarrage=demarrage)

    monkeypatch.setattr(facteur, "send_courriels", stumble)
    stop = start_facteur(avec)
    try:
        _wait_for(lambda: "disque plein" in caplog.text)
        _write()
        _wait_for(lambda: len(boite.recus) == 1)
    finally:
        stop()


def test_stopping_the_postman_ends_its_thread(installation: Installation) -> None:
    stop = start_facteur(installation)
    debut = time.monotonic()
    stop()
    assert time.monotonic() - debut < 5
    assert not facteur._reveils


def _ask(genre: str = "essai", cle: str = "un", dans: timedelta = timedelta()) -> int:
    """Ask for a reminder; returns how many are newly waiting."""
    with open_unit_systeme() as unit:
        rappel = Rappel(
            genre, cle, f"{cle}@exemple.test", "Rappel", {"essai": cle}, uuid4(), None, uuid4(), unit.now + dans
        )
        return add_rappels(unit.db, [rappel], unit.now)


def _write_now(_: Installation, __: Session, courriel: Courriel) -> Redaction | str:
    return Redaction(courriel.destinataire, f"Objet {courriel.donnees['essai']}", f"essai {courriel.essais}")


def test_a_reminder_is_written_at_each_try(installation: Installation, boite: Boite, horloge: Horloge) -> None:
    avec = with_smtp(installation, boite)
    register_fabrique(installation, "essai", _write_now, "Essai")
    _ask()
    boite.refus_message = "451 Plus tard"
    assert send_courriels(avec) == 0
    boite.refus_message = ""
    horloge.instant += compute_attente(1)
    assert send_courriels(avec) == 1
    [message] = boite.messages()
    assert (message["Subject"], message.get_content().strip()) == ("Objet un", "essai 2")
    assert _rows("objet, contenu, envoye_le is not null") == [("Objet un", EFFACE, True)]


def test_a_reminder_that_is_no_longer_due_is_cancelled_with_its_reason(
    installation: Installation, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    register_fabrique(installation, "essai", lambda *_: "Plus de raison.", "Essai")
    _ask()
    assert send_courriels(avec) == 0
    assert boite.recus == []
    assert _rows("motif, annule_le is not null, envoye_le") == [("Plus de raison.", True, None)]
    register_fabrique(installation, "essai", _write_now, "Essai")
    assert send_courriels(avec) == 0, "what is cancelled never leaves"


def test_a_reminder_taken_back_is_not_even_tried(installation: Installation, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    register_fabrique(installation, "essai", _write_now, "Essai")
    _ask()
    with open_unit_systeme() as unit:
        unit.db.execute(text("update courriel set annule_le = now(), motif = 'Annulé par Anna.'"))
    assert send_courriels(avec) == 0
    assert send_courriels(installation) == 0
    assert _rows("essais, motif") == [(0, "Annulé par Anna.")]


def test_a_reminder_asked_twice_goes_once_and_again_only_when_it_was_cancelled(
    installation: Installation, boite: Boite
) -> None:
    avec = with_smtp(installation, boite)
    register_fabrique(installation, "essai", lambda *_: "Plus de raison.", "Essai")
    assert [_ask(), _ask()] == [1, 0]
    send_courriels(avec)
    register_fabrique(installation, "essai", _write_now, "Essai")
    assert [_ask(), _ask()] == [1, 0]
    assert send_courriels(avec) == 1
    assert _ask() == 0
    assert send_courriels(avec) == 0


def test_a_genre_that_nobody_knows_here_waits(installation: Installation, boite: Boite) -> None:
    avec = with_smtp(installation, boite)
    _ask("inconnu")
    _write()
    assert send_courriels(avec) == 1
    assert send_courriels(installation) == 0
    assert _rows("essais, erreur") == [(0, None), (1, None)]
    register_fabrique(installation, "inconnu", _write_now, "Essai")
    assert send_courriels(avec) == 1


def test_a_reminder_waits_for_its_day_however_far(installation: Installation, boite: Boite, horloge: Horloge) -> None:
    avec = with_smtp(installation, boite)
    register_fabrique(installation, "essai", _write_now, "Essai")
    _ask(dans=timedelta(days=100))
    horloge.instant += timedelta(days=99)
    assert send_courriels(avec) == 0
    assert send_courriels(installation) == 0
    set_installation(avec)
    horloge.instant += timedelta(days=1)
    assert send_courriels(avec) == 1


def test_a_cancelled_reminder_is_forgotten_like_the_others(
    installation: Installation, boite: Boite, horloge: Horloge
) -> None:
    avec = with_smtp(installation, boite)
    register_fabrique(installation, "essai", lambda *_: "Plus de raison.", "Essai")
    _ask()
    send_courriels(avec)
    horloge.instant += timedelta(days=91)
    send_courriels(avec)
    assert _rows("id") == []


def test_one_postman_at_a_time_makes_the_round(
    installation: Installation, boite: Boite, serveur: BaseLocale, base: str
) -> None:
    avec = with_smtp(installation, boite)
    autre = replace(avec, moteur=create_moteur(serveur.url(APPLICATION, base)))
    tours: list[int] = []

    def meet(_: Installation) -> None:
        tours.append(1)
        if len(tours) == 1:
            assert send_courriels(autre) == 0

    register_tournee(installation, "essai", meet)
    _write()
    try:
        assert send_courriels(avec) == 1, "the other one sent nothing"
        assert len(tours) == 1, "nor did it make a round"
        assert send_courriels(autre) == 0
        assert len(tours) == 2, "the round is free again"
    finally:
        autre.moteur.dispose()


def test_the_round_is_free_after_a_fault(
    installation: Installation, boite: Boite, serveur: BaseLocale, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    avec = with_smtp(installation, boite)

    def fail(_: Installation) -> None:
        raise OSError("disque plein")

    with monkeypatch.context() as panne:
        panne.setattr(facteur, "purge", fail)
        with pytest.raises(OSError, match="disque plein"):
            send_courriels(avec)
    _write()
    autre = replace(avec, moteur=create_moteur(serveur.url(APPLICATION, base)))
    try:
        assert send_courriels(autre) == 1, "another process takes over"
    finally:
        autre.moteur.dispose()


def test_a_round_that_fails_does_not_hold_up_the_mail(
    installation: Installation, boite: Boite, caplog: pytest.LogCaptureFixture
) -> None:
    avec = with_smtp(installation, boite)

    def fail(_: Installation) -> None:
        raise KeyError("faute")

    register_tournee(installation, "essai", fail)
    _write()
    assert send_courriels(avec) == 1
    assert "La tournée « essai »" in caplog.text


def test_without_a_base_the_postman_says_so(installation: Installation) -> None:
    absente = replace(installation, moteur=create_moteur("postgresql://caprse_app@127.0.0.1:1/absente"))
    with pytest.raises(BaseIndisponible):
        send_courriels(absente)


def test_a_base_that_goes_as_a_round_ends_is_said_away_and_the_next_round_goes(
    installation: Installation, boite: Boite
) -> None:
    coupe = "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()"

    def cut(_: Installation) -> None:
        with installation.moteur.connect() as connexion:
            connexion.execute(text(coupe))

    servie = with_smtp(installation, boite)
    register_tournee(servie, "coupe", cut)
    with pytest.raises(BaseIndisponible):
        send_courriels(servie)
    _write()
    register_tournee(servie, "coupe", lambda _: None)
    assert send_courriels(servie) == 1
