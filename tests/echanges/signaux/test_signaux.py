"""A program is told that a trimestre is closed, that figures came out: once it happened, signed, tried again."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from caprse.acces.unite import Unit, open_unit
from caprse.courrier.facteur import send_courriels
from caprse.echanges.signaux import envoi
from caprse.echanges.signaux.envoi import SignalPerdu, resolve, send_signal
from caprse.echanges.signaux.regles import ADRESSES_MAX, ESSAIS_MAX, Evenement, is_publique, refusal_adresse
from caprse.echanges.signaux.service import Adresse, create_adresse, list_adresses, stop_adresse
from caprse.echanges.signaux.tournee import register_signaux, send_signaux
from caprse.restitution.trimestres.cloture import close_trimestre
from caprse.socle.erreurs import Introuvable, Refus, SaisieInvalide
from caprse.socle.installation import Installation, set_installation
from tests.base import execute, get_value
from tests.conftest import Horloge
from tests.droits import check_rights
from tests.echanges.lecture_api.scene import PARUS, create_grand_monde
from tests.echanges.signaux.serveur import Site, run_site
from tests.ecran import click, list_keys, open_page, read, read_html, run
from tests.monde import Monde
from tests.restitution.scene import answer_and_send, close, refresh

TOUS = tuple(Evenement)


@pytest.fixture
def monde(installation: Installation) -> Monde:
    return create_grand_monde(installation)


@pytest.fixture
def site() -> Iterator[Site]:
    with run_site() as site:
        yield site


@pytest.fixture
def ici(installation: Installation) -> Iterator[Installation]:
    """The installation that may tell this very machine, its rooms joined."""
    reglages = replace(installation.reglages, signaux_locaux=True)
    locale = replace(installation, reglages=reglages, chrono=time.monotonic)
    set_installation(locale)
    register_signaux(locale)
    yield locale
    set_installation(installation)


def _add(monde: Monde, adresse: str, evenements: tuple[Evenement, ...] = TOUS) -> str:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return create_adresse(unit, monde.collectif, adresse, evenements)


def _list(monde: Monde) -> tuple[Adresse, ...]:
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        return list_adresses(unit, monde.collectif)


def _read(site: Site) -> list[dict[str, Any]]:
    return [json.loads(corps) for _, _, corps in site.recus]


def test_closing_and_publishing_are_told_by_the_postman(monde: Monde, ici: Installation, site: Site) -> None:
    secret = _add(monde, site.adresse)
    answer_and_send(monde, 6, 7, 8)
    assert refresh(monde)
    send_courriels(ici)
    close(monde)
    send_courriels(ici)
    dits = _read(site)
    assert [(dit["evenement"], dit["trimestre"], dit["collectif"]) for dit in dits] == [
        ("publication", 1, "Collectif A"),
        ("cloture", 1, "Collectif A"),
    ]
    # Nothing of anybody, no figure.
    assert {frozenset(dit) for dit in dits} == {
        frozenset({"id", "evenement", "collectif", "fictif", "trimestre", "instant"})
    }
    chemin, en_tetes, corps = site.recus[0]
    assert chemin == "/signal?de=cahier"
    assert en_tetes["Cahier-Signal"] == dits[0]["id"]
    t, v1 = (morceau.partition("=")[2] for morceau in en_tetes["Cahier-Signature"].split(","))
    assert v1 == hmac.new(secret.encode(), f"{t}.".encode() + corps, hashlib.sha256).hexdigest()
    assert int(t) == int(ici.horloge().timestamp())
    [adresse] = _list(monde)
    assert (adresse.recu_le, adresse.erreur) == (ici.horloge(), "")


def test_what_is_rolled_back_is_told_to_nobody(monde: Monde, ici: Installation, site: Site) -> None:
    _add(monde, site.adresse)

    def close_then_fail() -> None:
        with open_unit(compte_id=monde.comptes["anna"]) as unit:
            close_trimestre(unit, monde.trimestre)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        close_then_fail()
    assert send_signaux(ici) == 0
    assert site.recus == []


def test_an_address_is_told_only_of_what_it_asked_and_only_of_its_collectif(
    monde: Monde, ici: Installation, site: Site
) -> None:
    _add(monde, site.adresse, (Evenement.PUBLICATION,))
    with open_unit(compte_id=monde.comptes["clara"]) as unit:
        create_adresse(unit, monde.ailleurs, site.adresse, TOUS)
    close(monde)
    assert send_signaux(ici) == 0


def test_a_site_that_fails_is_tried_again_with_growing_waits_then_given_up_and_told(
    monde: Monde, ici: Installation, site: Site, horloge: Horloge
) -> None:
    _add(monde, site.adresse, (Evenement.CLOTURE,))
    close(monde)
    site.statut = 500
    attentes = []
    for _ in range(ESSAIS_MAX):
        assert send_signaux(ici) == 0
        suivant = get_value("select envoyer_apres from signal")
        attentes.append(suivant - horloge.instant)
        horloge.instant = suivant
    assert attentes[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert attentes[:-1] == sorted(attentes[:-1])
    assert len(site.recus) == ESSAIS_MAX
    # The same signal each time, by its identity.
    assert len({dit["id"] for dit in _read(site)}) == 1
    horloge.instant += timedelta(days=2)
    assert send_signaux(ici) == 0
    assert len(site.recus) == ESSAIS_MAX
    [adresse] = _list(monde)
    assert adresse.abandonne_le is not None
    page = read_html(open_page(monde, "anna", "cles"))
    assert "Dernier signal abandonné. Le site a répondu 500." in page


def test_a_site_that_was_away_is_told_once_it_is_back(
    monde: Monde, ici: Installation, site: Site, horloge: Horloge
) -> None:
    _add(monde, site.adresse, (Evenement.CLOTURE,))
    close(monde)
    site.statut = 503
    send_signaux(ici)
    site.statut = 204
    assert send_signaux(ici) == 0
    horloge.instant += timedelta(minutes=1)
    assert send_signaux(ici) == 1
    assert send_signaux(ici) == 0


def test_a_redirection_is_not_followed(monde: Monde, ici: Installation, site: Site) -> None:
    _add(monde, site.adresse, (Evenement.CLOTURE,))
    close(monde)
    site.statut = 307
    assert send_signaux(ici) == 0
    assert [chemin for chemin, _, _ in site.recus] == ["/signal?de=cahier"]
    assert _list(monde)[0].erreur == "Le site renvoie vers une autre adresse : donnez celle-là."


def test_an_address_that_does_not_answer_holds_up_neither_the_others_nor_the_mails(
    monde: Monde, ici: Installation, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(envoi, "DELAI_EN_TOUT", 0.3)
    lent = socket.create_server(("127.0.0.1", 0))
    fin = threading.Event()

    def drip() -> None:
        prise, _ = lent.accept()
        with prise:
            prise.sendall(b"HTTP/1.1 200 OK\r\n")
            while not fin.wait(0.05):
                try:
                    prise.sendall(b"X-Lent: 1\r\n")
                except OSError:
                    return

    threading.Thread(target=drip, daemon=True).start()
    _add(monde, f"http://127.0.0.1:{lent.getsockname()[1]}/")
    _add(monde, site.adresse)
    answer_and_send(monde, 6, 7, 8)
    assert refresh(monde)
    close(monde)
    assert send_signaux(ici) == 2
    fin.set()
    lent.close()
    assert sorted(dit["evenement"] for dit in _read(site)) == ["cloture", "publication"]


def test_a_stopped_address_is_told_nothing_more_and_keeps_no_secret(
    monde: Monde, ici: Installation, site: Site
) -> None:
    _add(monde, site.adresse)
    close(monde)
    with open_unit(compte_id=monde.comptes["anna"]) as unit:
        assert stop_adresse(unit, monde.collectif, get_value("select id from adresse_signal")) == "127.0.0.1"
    assert send_signaux(ici) == 0
    assert site.recus == []
    assert get_value("select contenu from adresse_signal") == {}


def test_only_the_animation_says_who_is_told(monde: Monde) -> None:
    def add_then_stop(unit: Unit) -> None:
        create_adresse(unit, monde.collectif, "https://exemple.test/x", TOUS)
        [adresse] = list_adresses(unit, monde.collectif)
        stop_adresse(unit, monde.collectif, adresse.id)

    check_rights(monde, {"anna"}, add_then_stop)
    check_rights(monde, {"anna"}, lambda unit: list_adresses(unit, monde.collectif))
    _add(monde, "https://exemple.test/x")
    ailleurs: UUID = get_value("select id from adresse_signal")
    with open_unit(compte_id=monde.comptes["clara"]) as unit, pytest.raises(Introuvable):
        stop_adresse(unit, monde.ailleurs, ailleurs)


def test_the_secret_and_the_whole_address_are_told_nowhere(monde: Monde) -> None:
    secret = _add(monde, "https://exemple.test/chemin-secret")
    journal = get_value("select string_agg(to_jsonb(j)::text, '') from journal j")
    assert "exemple.test" in journal
    assert secret not in journal
    assert "chemin-secret" not in journal + str(_list(monde))


def test_there_are_few_addresses_at_most(monde: Monde) -> None:
    for rang in range(ADRESSES_MAX):
        _add(monde, f"https://exemple.test/{rang}")
    with pytest.raises(Refus):
        _add(monde, "https://exemple.test/encore")


@pytest.mark.parametrize(
    "adresse",
    [
        "",
        "exemple.test",
        "http://exemple.test/",
        "ftp://exemple.test/",
        "https://",
        "https://moi:secret@exemple.test/",
        "https://exemple.test/#bas",
        "https://exemple.test/ a",
        "https://exemple.test/\r\nX-Autre: 1",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest/meta-data",
        "https://exemple.test:0/",
        "https://exemple.test:99999/",
        "https://2130706433/",
        "https://exemple.test/" + "a" * 500,
    ],
)
def test_what_is_no_address_of_the_public_web_is_refused(monde: Monde, adresse: str) -> None:
    assert refusal_adresse(adresse, locale=False) is not None
    with open_unit(compte_id=monde.comptes["anna"]) as unit, pytest.raises(SaisieInvalide):
        create_adresse(unit, monde.collectif, adresse, TOUS)


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),  # noqa: S104
        *(
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1%eth0",
            "fd00::1",
            "ff02::1",
        ),
        *("::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1"),
    ],
)
def test_an_address_of_a_network_of_its_own_is_known_whatever_its_dress(ip: str) -> None:
    assert not is_publique(ip)


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_an_address_of_the_internet_is_known(ip: str) -> None:
    assert is_publique(ip)


def test_a_name_that_leads_home_is_refused_when_the_signal_leaves(monde: Monde, installation: Installation) -> None:
    """It was a fair name when it was typed: it is asked again, and what was checked is what is connected to."""
    register_signaux(installation)
    _add(monde, "https://localhost/", (Evenement.CLOTURE,))
    close(monde)
    assert send_signaux(installation) == 0
    assert _list(monde)[0].erreur == "Cette adresse mène à un réseau privé, où un signal ne va pas."


def test_a_name_that_changes_between_the_check_and_the_connection_changes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    demandes: list[str] = []
    vraie = socket.getaddrinfo

    def answer_differently(hote: str, *reste: Any, **autres: Any) -> Any:
        demandes.append(hote)
        premiere = hote != "rebond.test" or demandes.count(hote) == 1
        return vraie("127.0.0.1" if premiere else "127.0.0.2", *reste, **autres)

    monkeypatch.setattr(socket, "getaddrinfo", answer_differently)
    send_signal(f"http://rebond.test:{site.port}/", b"{}", {}, locale=True)
    assert demandes.count("rebond.test") == 1
    assert len(site.recus) == 1


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    deux = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: deux)
    with pytest.raises(SignalPerdu):
        resolve("double.test", 443, locale=False)


@pytest.mark.parametrize("hote", ["localhost", "127.1", "0x7f000001", "2130706433", "017700000001", "::1", "[::1]"])
def test_this_machine_is_known_however_it_is_written(hote: str) -> None:
    with pytest.raises(SignalPerdu):
        resolve(hote, 443, locale=False)


def test_the_certificate_must_be_that_of_the_name(site: Site) -> None:
    with pytest.raises(SignalPerdu):
        send_signal(f"https://127.0.0.1:{site.port}/", b"{}", {}, locale=True)


def test_the_page_adds_an_address_shows_its_secret_once_and_stops_it(monde: Monde) -> None:
    essai = open_page(monde, "anna", "cles")
    essai.text_input(key="signal-adresse").input("https://grist.exemple.fr/signal")
    essai = click(run(essai), "signal-ajouter")
    assert [code.value[:4] for code in essai.code] == ["sig_"]
    essai = click(essai, "signal-copie")
    assert not essai.code
    assert "grist.exemple.fr" in read_html(essai)
    assert "Aucun signal encore" in read_html(essai)
    [arreter] = [cle for cle in list_keys(essai) if cle.startswith("signal-arreter-")]
    assert "grist.exemple.fr n’est plus prévenu." in read(click(essai, arreter))
    assert "signal-ajouter" not in list_keys(open_page(monde, "alice", "cles"))


def test_six_carnets_were_published_before_anybody_was_told(monde: Monde) -> None:
    assert (PARUS, execute("select id from signal")) == (6, [])
