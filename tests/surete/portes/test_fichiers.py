"""A2, M2: files that come in, files that go out. Each is of one session, and ends with it."""

from __future__ import annotations

import re
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.memory_media_file_storage import _calculate_file_id

from caprse.acces.unite import hash_jeton
from caprse.garde.quotas import DEPOTS_GARDES, OCTETS_GARDES
from tests.parcours.site import Site
from tests.surete.portes.client import (
    ask,
    cookie,
    create_session,
    get_xsrf,
    open_ligne,
    open_socket,
    run_script,
    send_file,
    send_raw,
)

MO = 1024 * 1024


def read_memoire(site: Site) -> int:
    """What the process holds, in bytes."""
    [ligne] = [x for x in Path(f"/proc/{site.pid}/status").read_text().splitlines() if x.startswith("VmRSS")]
    return int(ligne.split()[1]) * 1024


def test_a_stranger_leaves_no_file(site: Site) -> None:
    avant = read_memoire(site)
    with open_ligne(site, "alice") as ligne:
        onglet = run_script(ligne)
        for rang in range(40):
            assert send_file(site, onglet, None, 5 * MO - 1_000, f"f{rang}").statut in {0, 401}
    assert read_memoire(site) - avant < 30 * MO


def test_a_file_goes_to_a_tab_of_its_own_session(site: Site) -> None:
    xsrf = get_xsrf(site, "bob")
    with open_ligne(site, "alice") as ligne, open_ligne(site, "bob") as sienne:
        onglet, sien = run_script(ligne), run_script(sienne)
        assert send_file(site, onglet, "bob", 100, xsrf=xsrf).statut == 404
        assert send_file(site, "inconnu", "bob", 100, xsrf=xsrf).statut == 404
        assert send_file(site, sien, "bob", 100, xsrf=xsrf).statut == 204
        suppression = {"X-Xsrftoken": xsrf, "Cookie": f"_streamlit_xsrf={xsrf}; {cookie('bob')['Cookie']}"}
        assert ask(site, f"/_stcore/upload_file/{onglet}/f1", suppression, "DELETE").statut == 404
        assert ask(site, f"/_stcore/upload_file/{sien}/f1", suppression, "DELETE").statut == 204


def test_one_account_keeps_so_many_files_and_bytes_and_no_more(site: Site) -> None:
    xsrf = get_xsrf(site, "charlie")
    avant = read_memoire(site)
    with ExitStack() as pile:
        onglets = [run_script(pile.enter_context(open_ligne(site, "charlie"))) for _ in range(3)]
        statuts = [
            send_file(site, onglets[rang % 3], "charlie", 4 * MO, f"g{rang}", xsrf).statut for rang in range(40)
        ]
        assert statuts.count(204) == OCTETS_GARDES // (4 * MO + 300)
        assert set(statuts) <= {204, 413, 0}
        assert read_memoire(site) - avant < OCTETS_GARDES + 30 * MO
    # Left for good, tabs give back what they kept.
    assert _wait_place(site, "charlie", xsrf)
    with open_ligne(site, "anna") as ligne:
        xsrf, onglet = get_xsrf(site, "anna"), run_script(ligne)
        petits = [send_file(site, onglet, "anna", 10, f"p{rang}", xsrf).statut for rang in range(40)]
        assert petits.count(204) == DEPOTS_GARDES


def _wait_place(site: Site, nom: str, xsrf: str) -> bool:
    """Whether new tabs push out the oldest of the same person, with their files."""
    for rang in range(6):
        with open_ligne(site, nom) as ligne:
            onglet = run_script(ligne)
            if rang > 3 and send_file(site, onglet, nom, 4 * MO, "h", xsrf).statut == 204:
                return True
        time.sleep(0.3)
    return False


@pytest.mark.parametrize("longueur", [None, "-1", "1e3", "9" * 30, "10, 10"])
def test_a_file_of_unknown_size_is_refused(site: Site, longueur: str | None) -> None:
    xsrf = get_xsrf(site, "alice")
    with open_ligne(site, "alice") as ligne:
        chemin = f"/_stcore/upload_file/{run_script(ligne)}/f"
        tete = {"X-Xsrftoken": xsrf, "Cookie": f"_streamlit_xsrf={xsrf}; {cookie('alice')['Cookie']}"}
        tete |= {"Transfer-Encoding": "chunked"} if longueur is None else {"Content-Length": longueur}
        assert ask(site, chemin, tete, "PUT").statut in {400, 411, 413}


def test_the_files_on_their_way_are_few(site: Site) -> None:
    """Forty at once, of which each waits for its end: three are read, nobody else waits."""
    xsrf = get_xsrf(site, "alice")
    with open_ligne(site, "alice") as ligne, ExitStack() as pile:
        onglet = run_script(ligne)
        prises = [pile.enter_context(open_socket(site)) for _ in range(20)]
        for rang, prise in enumerate(prises):
            tete = (
                f"PUT /_stcore/upload_file/{onglet}/f{rang} HTTP/1.1\r\nHost: {site.adresse[7:]}\r\n"
                f"X-Xsrftoken: {xsrf}\r\nCookie: _streamlit_xsrf={xsrf}; {cookie('alice')['Cookie']}\r\n"
                "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 4000000\r\n\r\n"
            )
            prise.sendall(tete.encode())
        time.sleep(1)
        refusees = 0
        for prise in prises:
            prise.setblocking(False)
            try:
                refusees += b"413" in prise.recv(200)[:20]
            except BlockingIOError:
                continue
        assert refusees >= 17
        assert ask(site, "/sante").statut == 200


def open_guide(site: Site, pile: ExitStack, jeton: str) -> str:
    """Open the guide, which shows pictures, in this session; gives the address of the first one."""
    ligne = pile.enter_context(open_ligne(site, None, jeton_=jeton))
    message = BackMsg()
    message.rerun_script.page_name = "guide"
    ligne.send(message.SerializeToString())
    while True:
        if trouvee := re.search(rb"/media/[0-9a-f]+\.jpg", bytes(ligne.recv(timeout=30))):  # type: ignore[arg-type]
            return trouvee[0].decode()


def test_a_file_is_for_the_session_that_made_it(site: Site) -> None:
    sien, autre = create_session(site, "anna"), create_session(site, "anna")
    with ExitStack() as pile:
        adresse = open_guide(site, pile, sien)
        image = ask(site, adresse, cookie(None, sien))
        assert image.statut == 200
        assert image.en_tetes["cache-control"] == "no-store"
        assert "sandbox" in image.en_tetes["content-security-policy"]
        assert ask(site, adresse).statut == 401
        assert ask(site, adresse, cookie("bob")).statut == 404
        assert ask(site, adresse, cookie(None, autre)).statut == 404, "another session of the same person"
        assert ask(site, adresse, cookie(None, "inconnue")).statut == 401
        assert ask(site, adresse, {**cookie(None, sien), "Range": "bytes=0-3"}).statut == 206
        # The same picture, elsewhere: another address, which nothing in the picture tells.
        autre_adresse = open_guide(site, pile, autre)
        assert autre_adresse != adresse
        devinee = _calculate_file_id(image.corps, "image/jpeg")
        assert devinee not in adresse + autre_adresse
        assert ask(site, f"/media/{devinee}.jpg", cookie(None, sien)).statut == 404


def test_a_file_ends_with_its_session(site: Site) -> None:
    sien, autre = create_session(site, "anna"), create_session(site, "anna")
    with ExitStack() as pile:
        adresse = open_guide(site, pile, sien)
        assert ask(site, adresse, cookie(None, sien)).statut == 200
        ask(site, "/deconnexion", {**cookie(None, sien), "Content-Length": "0"}, "POST")
        assert ask(site, adresse, cookie(None, sien)).statut == 401
        adresse = open_guide(site, pile, autre)
        assert ask(site, adresse, cookie(None, autre)).statut == 200
        site.query("update session_web set revoquee_le = now() where empreinte = %s", hash_jeton(autre))
        time.sleep(4.5)
        assert ask(site, adresse, cookie(None, autre)).statut == 401


@pytest.mark.parametrize(
    "chemin", ["/media/", "/media", "/media/../media/x", "/media//x", "/media/%2e%2e/x", "/media/x/y"]
)
def test_no_other_spelling_opens_a_file(site: Site, chemin: str) -> None:
    for nom in (None, "alice"):
        assert ask(site, chemin, cookie(nom)).statut in {400, 401, 404}


def test_many_threads_at_the_door_do_not_stop_it(site: Site) -> None:
    debut = time.monotonic()
    fils = [
        threading.Thread(target=send_raw, args=(site, b"GET /media/x HTTP/1.1\r\nHost: mal.exemple\r\n\r\n"))
        for _ in range(100)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert time.monotonic() - debut < 10
    assert ask(site, "/sante").statut == 200
