"""Attacks on the doors: each one is tried, and must fail."""

from __future__ import annotations

import httpx
import pytest

from caprse.acces.comptes.invitations import create_invitation
from caprse.acces.comptes.service import set_actif
from caprse.acces.jetons import COOKIE
from caprse.acces.regles import Role
from caprse.acces.unite import SessionExpiree, hash_jeton, open_unit
from caprse.socle.installation import Installation
from tests.acces.conftest import configure, create_client, find_lien, read_courriels
from tests.acces.navigateur import ADRESSE
from tests.base import execute
from tests.monde import Monde


def _ask(client: httpx.Client, courriel: str = "alice@exemple.test") -> str:
    client.post("/connexion", data={"courriel": courriel})
    return find_lien(read_courriels()[-1][2])


def _invite(monde: Monde, nom: str = "Zoé") -> str:
    with open_unit(compte_id=monde.comptes["alice"]) as unit:
        create_invitation(unit, "zoe@exemple.test", nom, Role.LECTURE, monde.collectif, monde.structures[0])
    return find_lien(read_courriels()[-1][2])


ETRANGERS = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": ADRESSE},
    {"Origin": "https://mal.exemple"},
    {"Origin": "null"},
    {"Origin": f"{ADRESSE}.mal.exemple"},
    {"Origin": "http://localhost:9999"},
    {"Referer": "https://mal.exemple/localhost:8501"},
]
NOTRES = [
    {"Sec-Fetch-Site": "same-origin", "Origin": ADRESSE},
    {"Origin": ADRESSE},
    {"Referer": f"{ADRESSE}/connexion"},
    {},
]


def test_a_form_of_another_site_does_nothing(client: httpx.Client, monde: Monde, installation: Installation) -> None:
    configure(installation, demo=True)
    lien, invitation = _ask(client), _invite(monde)
    client.post(_ask(client, "bob@exemple.test"))
    etat = "select (select count(*) from session_web where revoquee_le is null), (select count(*) from courriel)"
    avant = execute(etat)
    for en_tetes in ETRANGERS:
        for chemin in (lien, invitation, "/connexion", "/connexion/demo", "/connexion/oidc", "/deconnexion"):
            donnees = {"courriel": "ali@exemple.test", "role": "direction"}
            retour = client.post(chemin, data=donnees, headers=en_tetes)
            assert retour.status_code == 403, (chemin, en_tetes)
            assert "ne vient pas d’une page du cahier" in retour.text.replace("&#39;", "'")
            assert "set-cookie" not in retour.headers
    assert execute(etat) == avant
    with open_unit(jeton=client.cookies[COOKIE]) as unit:
        assert unit.acteur.compte_id == monde.comptes["bob"]


@pytest.mark.parametrize("en_tetes", NOTRES)
def test_our_own_forms_pass_even_in_an_old_browser(client: httpx.Client, en_tetes: dict[str, str]) -> None:
    lien = _ask(client)
    assert client.post(lien, headers=en_tetes).status_code == 303


def test_behind_a_proxy_that_renames_the_host_our_forms_still_pass(
    client: httpx.Client, installation: Installation
) -> None:
    configure(installation, adresse_publique="https://cahier.exemple.test")
    en_tetes = {"Origin": "https://cahier.exemple.test"}
    donnees = {"courriel": "alice@exemple.test"}
    assert client.post("/connexion", data=donnees, headers=en_tetes).status_code == 303


@pytest.mark.parametrize("courriel", ["inconnue@exemple.test", "bob@exemple.test", "ALICE@EXEMPLE.TEST"])
def test_the_answer_does_not_tell_whether_an_account_exists(client: httpx.Client, monde: Monde, courriel: str) -> None:
    with open_unit(compte_id=monde.comptes["adam"]) as unit:
        set_actif(unit, monde.comptes["bob"], False)
    temoin = client.post("/connexion", data={"courriel": "alice@exemple.test"})
    retour = client.post("/connexion", data={"courriel": courriel})
    assert (retour.status_code, retour.content, retour.headers) == (
        temoin.status_code,
        temoin.content,
        temoin.headers,
    )
    # Nor does the limit: it comes at the same moment for all.
    statuts = [client.post("/connexion", data={"courriel": courriel}).status_code for _ in range(5)]
    assert statuts == ([303] * 3 + [429] * 2 if courriel.lower() == "alice@exemple.test" else [303] * 4 + [429])


@pytest.mark.parametrize("suite", ["https://mal.exemple", "//mal.exemple", "/\\mal.exemple", "javascript:alert(1)"])
def test_no_parameter_sends_the_person_elsewhere(client: httpx.Client, monde: Monde, suite: str) -> None:
    parametres = dict.fromkeys(("next", "suite", "redirect", "url", "retour"), suite)
    demande = client.post("/connexion", params=parametres, data={"courriel": "alice@exemple.test", **parametres})
    assert demande.headers["location"] == "/connexion/envoye"
    entree = client.post(find_lien(read_courriels()[-1][2]), params=parametres, data=parametres)
    assert entree.headers["location"] == "/"
    assert client.post(_invite(monde), params=parametres, data=parametres).headers["location"] == "/"
    assert client.post("/deconnexion", params=parametres, data=parametres).headers["location"] == "/connexion"


@pytest.mark.parametrize("en_tete", ["Host", "X-Forwarded-Host", "Forwarded", "X-Original-URL"])
def test_a_forged_host_does_not_reach_the_links_of_mails(client: httpx.Client, en_tete: str) -> None:
    valeur = "host=mal.exemple" if en_tete == "Forwarded" else "mal.exemple"
    client.post("/connexion", data={"courriel": "alice@exemple.test"}, headers={en_tete: valeur})
    contenu = read_courriels()[-1][2]
    assert "mal.exemple" not in contenu
    find_lien(contenu)


def test_an_address_forges_no_mail(client: httpx.Client) -> None:
    for courriel in (
        "alice@exemple.test\r\nBcc: mal@mal.exemple",
        "alice@exemple.test\nSubject: x",
        "alice@exemple.test,mal@mal.exemple",
        "alice@exemple.test;mal@mal.exemple",
        "alice@exemple.test%0aBcc:mal@mal.exemple",
        "<mal@mal.exemple>",
        "alice@exemple.test\x00mal@mal.exemple",
    ):
        assert client.post("/connexion", data={"courriel": courriel}).status_code == 422, courriel
    assert read_courriels() == []


def test_two_addresses_in_one_form_send_one_mail_at_most(client: httpx.Client) -> None:
    corps = "courriel=alice%40exemple.test&courriel=mal%40mal.exemple"
    en_tetes = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/connexion", content=corps, headers=en_tetes).status_code == 303
    assert read_courriels() == []


def test_a_link_opened_in_the_browser_of_another_gives_only_its_own_account(
    client: httpx.Client, monde: Monde
) -> None:
    lien_alice = _ask(client)
    with create_client(adresse_ip="192.0.2.20") as navigateur_de_bob:
        navigateur_de_bob.post(_ask(navigateur_de_bob, "bob@exemple.test"))
        session_de_bob = navigateur_de_bob.cookies[COOKIE]
        navigateur_de_bob.post(lien_alice)
        with open_unit(jeton=navigateur_de_bob.cookies[COOKIE]) as unit:
            assert unit.acteur.compte_id == monde.comptes["alice"]
            assert unit.acteur.structures()[0].structure_id == monde.structures[0]
    with pytest.raises(SessionExpiree), open_unit(jeton=session_de_bob):
        pass
    assert client.post(lien_alice).status_code == 410


def test_a_chosen_session_token_is_never_adopted(client: httpx.Client) -> None:
    lien = _ask(client)
    choisi = "A" * 43
    entree = client.post(lien, headers={"Cookie": f"{COOKIE}={choisi}"})
    assert choisi not in entree.headers["set-cookie"]
    with pytest.raises(SessionExpiree), open_unit(jeton=choisi):
        pass


def test_a_token_opens_only_its_own_door(client: httpx.Client, monde: Monde) -> None:
    lien, invitation = _ask(client).rsplit("/", 1)[1], _invite(monde).rsplit("/", 1)[1]
    assert client.post(f"/connexion/lien/{invitation}").status_code == 410
    assert client.post(f"/invitation/{lien}").status_code == 410
    for jeton in (lien, invitation, hash_jeton(lien)):
        with pytest.raises(SessionExpiree), open_unit(jeton=jeton):
            pass
    client.post(f"/connexion/lien/{lien}")
    session = client.cookies[COOKIE]
    assert client.post(f"/connexion/lien/{session}").status_code == 410
    with pytest.raises(SessionExpiree), open_unit(jeton=hash_jeton(session)):
        pass


def test_an_invitation_gives_its_own_role_and_place_whatever_the_form_says(client: httpx.Client, monde: Monde) -> None:
    client.post(
        _invite(monde),
        data={
            "role": "administration",
            "courriel": "adam@exemple.test",
            "structure_id": str(monde.structures[1]),
            "collectif_id": str(monde.ailleurs),
            "nom": "Chef",
        },
    )
    with open_unit(jeton=client.cookies[COOKIE]) as unit:
        [droit] = unit.acteur.droits
        assert (droit.role, droit.structure_id) == (Role.LECTURE, monde.structures[0])
        assert (unit.acteur.courriel, unit.acteur.nom) == ("zoe@exemple.test", "Zoé")


def test_an_invitation_of_another_collectif_opens_nothing_here(client: httpx.Client, monde: Monde) -> None:
    with open_unit(compte_id=monde.comptes["charlie"]) as unit:
        create_invitation(unit, "zoe@exemple.test", "Zoé", Role.DIRECTION, monde.ailleurs, monde.structure_ailleurs)
    client.post(find_lien(read_courriels()[-1][2]))
    with open_unit(jeton=client.cookies[COOKIE]) as unit:
        assert [d.structure_id for d in unit.acteur.droits] == [monde.structure_ailleurs]


def test_a_name_is_text_never_markup(client: httpx.Client, monde: Monde) -> None:
    page = client.get(_invite(monde, nom="<script>alert(1)</script><b>Zoé</b>")).text
    assert "<script>" not in page
    assert "&lt;b&gt;Zoé" in page


def test_a_get_never_logs_anyone_in_or_out(client: httpx.Client, monde: Monde) -> None:
    client.post(_ask(client))
    jeton = client.cookies[COOKIE]
    assert client.get("/deconnexion").status_code == 200
    assert client.get("/connexion/demo", params={"role": "direction"}).status_code == 405
    assert client.get("/connexion", params={"courriel": "bob@exemple.test"}).status_code == 200
    assert len(read_courriels()) == 1
    with open_unit(jeton=jeton) as unit:
        assert unit.acteur.compte_id == monde.comptes["alice"]


CORPS = (
    (b"courriel=" + b"a" * 100_000, "application/x-www-form-urlencoded", 413),
    (b"a=1&" * 2_000, "application/x-www-form-urlencoded", 400),
    (b"courriel=\xff\xfe", "application/x-www-form-urlencoded", 400),
    (b'{"courriel": "alice@exemple.test"}', "application/json", 415),
    (b'--x\r\nContent-Disposition: form-data; name="courriel"\r\n\r\na@b.fr\r\n--x--', "multipart/form-data", 415),
    (b"courriel=alice%40exemple.test", "text/plain", 415),
)


def test_odd_bodies_are_refused_before_anything_is_done(client: httpx.Client) -> None:
    for contenu, genre, statut in CORPS:
        retour = client.post("/connexion", content=contenu, headers={"Content-Type": genre})
        assert retour.status_code == statut, contenu[:40]
    assert read_courriels() == []
