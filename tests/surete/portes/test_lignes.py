"""A3, A4: lines to Streamlit. Who may open one, how many, whose tab is resumed, when it is closed."""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress

import pytest
from websockets.exceptions import ConnectionClosed

from caprse.acces.unite import hash_jeton
from caprse.garde.quotas import PRISES
from tests.parcours.site import Site
from tests.surete.portes.client import (
    ask,
    cookie,
    create_session,
    get_port,
    get_refus,
    open_ligne,
    run_script,
    send_file,
    shake,
    wait_closed,
)

# What a person may still do with an open line, in seconds, once their session has ended.
BORNE = 8


@pytest.mark.parametrize(
    "origine",
    [
        "https://mal.exemple",
        "http://mal.exemple:{port}",
        "null",
        "",
        "file://",
        "http://localhost.mal.exemple:{port}",
        "http://127.0.0.1:{autre}",
        "https://127.0.0.1",
        "http://127.0.0.1:{port}/",
        "http://127.0.0.1:{port}@mal.exemple",
        "http://8.8.8.8:{port}",
        "chrome-extension://abc",
        "http://[::1]:{port}",
    ],
)
def test_a_foreign_page_is_refused_at_once_and_nobody_waits(site: Site, origine: str) -> None:
    port = get_port(site)
    debut = time.monotonic()
    for _ in range(5):
        en_tetes = {"Origin": origine.format(port=port, autre=port + 1), **cookie("alice")}
        assert shake(site, en_tetes) in {400, 403}
    assert ask(site, "/sante").statut == 200
    assert time.monotonic() - debut < 2


def test_a_foreign_page_reads_and_writes_no_file(site: Site) -> None:
    for chemin in ("/media/x.png", "/_stcore/upload_file/a/b", "/_stcore/health"):
        assert ask(site, chemin, {"Origin": "https://mal.exemple", **cookie("alice")}).statut == 403


def test_our_own_page_is_let_in(site: Site) -> None:
    port = get_port(site)
    assert shake(site, {"Origin": site.adresse, **cookie("alice")}) == 101
    en_tetes = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
    assert shake(site, {**en_tetes, **cookie("alice")}) == 101
    assert shake(site, {"Host": f"localhost:{port}", "Origin": f"HTTP://LOCALHOST:{port}", **cookie("alice")}) == 101


def test_nobody_opens_a_line_without_a_session(site: Site) -> None:
    for _ in range(130):
        assert shake(site, {"Origin": site.adresse}) == 401
    for valeur in ("jeton-invente", "", "a" * 101, '"x"', "jeton-de-alice'--", "x\\"):
        assert shake(site, {"Origin": site.adresse, "Cookie": f"caprse_session={valeur}"}) == 401


@pytest.mark.parametrize("chemin", ["/", "/carnet", "/_stcore/stream/", "/_stcore/health", "/media/x"])
def test_there_is_one_line(site: Site, chemin: str) -> None:
    assert shake(site, {"Origin": site.adresse, **cookie("alice")}, chemin) == 404


REVOQUER = "update session_web set revoquee_le = now() where empreinte = %s"
EXPIRER = "update session_web set expire_le = now() where empreinte = %s"
FERMER = "update compte set actif = false where id = (select compte_id from session_web where empreinte = %s)"


@pytest.mark.parametrize(("fin", "nom"), [(REVOQUER, "bob"), (EXPIRER, "bob"), (FERMER, "personne")])
def test_an_ended_session_closes_its_lines_within_seconds_and_opens_no_other(site: Site, fin: str, nom: str) -> None:
    sien = create_session(site, nom)
    with open_ligne(site, None, jeton_=sien) as ligne, open_ligne(site, "alice") as autre:
        onglet = run_script(ligne)
        run_script(autre)
        site.query(fin, hash_jeton(sien))
        assert wait_closed(ligne, BORNE) < BORNE
        assert ligne.close_code == 1008
        assert run_script(autre), "the others go on"
    assert get_refus(site, None, sien) == 401
    assert ask(site, "/_stcore/health", cookie(None, sien)).statut == 401
    assert send_file(site, onglet, None, 10, jeton_=sien).statut == 401


def test_logging_out_closes_every_line_at_once(site: Site) -> None:
    sien = create_session(site, "bob")
    with open_ligne(site, None, jeton_=sien) as une, open_ligne(site, None, jeton_=sien) as deux:
        run_script(une)
        run_script(deux)
        sortie = ask(site, "/deconnexion", {**cookie(None, sien), "Content-Length": "0"}, "POST")
        assert sortie.statut == 303
        assert ask(site, "/_stcore/health", cookie(None, sien)).statut == 401
        assert max(wait_closed(une, BORNE), wait_closed(deux, BORNE)) < 2


def test_a_tab_seen_in_a_log_is_resumed_by_nobody_else(site: Site) -> None:
    with open_ligne(site, "alice") as sienne:
        onglet = run_script(sienne)
        with open_ligne(site, "bob", reprise=onglet) as voleuse:
            assert run_script(voleuse) != onglet
        assert run_script(sienne) == onglet, "hers was not torn down"
    with open_ligne(site, "bob", reprise=onglet) as voleuse:
        assert run_script(voleuse) != onglet
    with open_ligne(site, "alice", reprise=onglet) as retour:
        assert run_script(retour) == onglet, "she finds it again"


def test_the_name_of_a_session_inside_the_process_cannot_be_given_from_outside(site: Site) -> None:
    with open_ligne(site, "alice") as sienne:
        onglet = run_script(sienne)
    for nom in ("X-Caprse-Visite", "x_caprse_visite"):
        en_tetes = {nom: "alice", "Origin": site.adresse, "Sec-WebSocket-Protocol": f"streamlit, x, {onglet}"}
        assert shake(site, {**en_tetes, **cookie("bob")}) == 101
    with open_ligne(site, "alice", reprise=onglet) as retour:
        assert run_script(retour) == onglet


def test_another_session_of_the_same_person_does_not_resume_the_tab(site: Site) -> None:
    with open_ligne(site, "alice") as sienne:
        onglet = run_script(sienne)
    with open_ligne(site, None, jeton_=create_session(site, "alice"), reprise=onglet) as autre:
        assert run_script(autre) != onglet


def test_one_account_holds_so_many_lines_and_no_more(site: Site) -> None:
    with ExitStack() as pile:
        for _ in range(PRISES):
            pile.enter_context(open_ligne(site, "charlie"))
        assert get_refus(site, "charlie") == 429
        assert get_refus(site, "alice") == 101
    for _ in range(20):
        if get_refus(site, "charlie") == 101:
            return
        time.sleep(0.2)
    raise AssertionError("les lignes fermées comptent encore")


def test_the_tabs_that_one_person_leaves_do_not_push_out_those_of_another(site: Site) -> None:
    with open_ligne(site, "alice") as sienne:
        onglet = run_script(sienne)
    for _ in range(130):
        with open_ligne(site, "charlie") as ligne:
            run_script(ligne)
    with open_ligne(site, "alice", reprise=onglet) as retour:
        assert run_script(retour) == onglet


def test_a_message_is_small(site: Site) -> None:
    with open_ligne(site, "alice") as ligne:
        with suppress(ConnectionClosed):
            ligne.send(b"\0" * 4_000_000)
        assert wait_closed(ligne, 10) < 10


def test_two_origins_are_none(site: Site) -> None:
    en_tetes = {"Origin": f"{site.adresse}\r\nOrigin: https://mal.exemple", **cookie("alice")}
    assert shake(site, en_tetes) in {400, 403}
